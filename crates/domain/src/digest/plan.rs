//! Milestones of the person's organization whose day passed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Entry, Kind, News, Scope,
    cut::Window,
    entry::{Due, Known},
    news::OfPlan,
};
use crate::{
    ids::{OrgId, StreamId},
    time::{Date, Timestamp},
};

#[derive(Default)]
struct Activity<'a> {
    lead: Option<&'a OrgId>,
    joined: BTreeSet<&'a OrgId>,
    milestones: BTreeMap<&'a str, Milestone<'a>>,
}

/// A milestone that is to be reached.
struct Milestone<'a> {
    title: &'a str,
    due: Date,
    set_by: Known,
    is_told: bool,
}

pub(super) fn entries(scope: &Scope, told: &[News<OfPlan>], window: Window<'_>) -> Vec<Entry> {
    let (mut activities, mut entries) = (BTreeMap::<_, Activity<'_>>::new(), Vec::new());
    for news in told.iter().take_while(|news| window.is_known(news.sequence)) {
        let activity = activities.entry(&news.stream).or_default();
        // What was due before this record was due to those who were in it before.
        activity.pass(scope, window, &news.stream, Some(news.recorded_at), &mut entries);
        activity.take_in(news);
    }
    for (stream, mut activity) in activities {
        activity.pass(scope, window, stream, None, &mut entries);
    }
    entries
}

impl<'a> Activity<'a> {
    fn take_in(&mut self, news: &'a News<OfPlan>) {
        match &news.what {
            OfPlan::ActivityProposed { lead } => self.lead = lead.as_ref(),
            OfPlan::LeadTransferred { to } => self.lead = Some(to),
            OfPlan::CommitmentAccepted { org } => {
                self.joined.insert(org);
            }
            OfPlan::CommitmentEnded { org } => {
                self.joined.remove(org);
            }
            OfPlan::ActivityEnded => self.milestones.clear(),
            OfPlan::MilestoneAdded { milestone, title, due } => {
                let (set_by, is_told) = (news.into(), false);
                self.milestones.insert(milestone, Milestone { title, due: *due, set_by, is_told });
            }
            OfPlan::MilestoneRevised { milestone, title } => {
                if let Some(known) = self.milestones.get_mut(milestone.as_str()) {
                    known.title = title;
                }
            }
            OfPlan::MilestoneRescheduled { milestone, due } => {
                if let Some(known) = self.milestones.get_mut(milestone.as_str()) {
                    (known.due, known.set_by, known.is_told) = (*due, news.into(), false);
                }
            }
            OfPlan::MilestoneEnded { milestone } => {
                self.milestones.remove(milestone.as_str());
            }
        }
    }

    /// Time passes until a moment, or until the end: what was due by then and is open is told, once.
    fn pass(
        &mut self,
        scope: &Scope,
        window: Window<'_>,
        stream: &StreamId,
        until: Option<Timestamp>,
        entries: &mut Vec<Entry>,
    ) {
        let is_concerned =
            self.lead.into_iter().chain(self.joined.iter().copied()).any(|org| scope.is_for(org));
        for (name, milestone) in &mut self.milestones {
            let due = Due::Day(milestone.due);
            let moment = due.moment();
            if milestone.is_told || !milestone.set_by.is_past(moment, until, window) {
                continue;
            }
            milestone.is_told = true;
            let may_see = milestone.set_by.visibility <= scope.may_see;
            if is_concerned && may_see && window.reaches(moment, &milestone.set_by) {
                let (place, at) = ((window.context, stream), moment.max(milestone.set_by.at));
                let mut entry =
                    Entry::new(Kind::MilestoneDue, place, milestone.title, (&milestone.set_by, at));
                (entry.part, entry.due) = ((*name).to_owned(), Some(due));
                entries.push(entry);
            }
        }
    }
}

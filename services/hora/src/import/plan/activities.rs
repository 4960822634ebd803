//! What a version changes in the activities of the plan: new ones, other days, strategies, titles and owners.

use domain::time::Date;
use wire::pb::plan as pb;

use super::{
    command::Command,
    counts::Counts,
    revise::{REVISED, Revisions},
    version::{ToldActivity, Version},
};
use crate::import::sender::external;

impl Revisions<'_> {
    pub(super) fn activities(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        for (key, told) in &version.activities {
            let Some(there) = self.now.activities.get(key).cloned() else {
                self.now.activities.insert(key.clone(), told.clone());
                let request = self.proposed(key, told);
                self.act(day, Command::ProposeActivity(request));
                continue;
            };
            counts.activities_rescheduled += u64::from((there.start, there.end) != (told.start, told.end));
            self.reschedule(key, (there.start.min(told.start), there.end.max(told.end)), day);
            let activity_id = || key.clone();
            let reason = || REVISED.to_owned();
            if there.strategy != told.strategy {
                counts.relinked += 1;
                let (activity_id, strategy, reason) = (activity_id(), told.strategy.clone(), reason());
                let request = pb::RelinkActivityRequest { meta: None, activity_id, strategy, reason };
                self.act(day, Command::RelinkActivity(request));
            }
            if there.title != told.title {
                counts.activities_revised += 1;
                let (activity_id, title, reason) = (activity_id(), told.title.clone(), reason());
                let request = pb::ReviseActivityRequest { meta: None, activity_id, title, reason };
                self.act(day, Command::ReviseActivity(request));
            }
            if let Some(to_org) = told.owner.clone().filter(|_| there.owner != told.owner) {
                counts.handed_over += u64::from(there.owner.is_some());
                let (activity_id, reason) = (activity_id(), reason());
                let request = pb::TransferLeadRequest { meta: None, activity_id, to_org, reason };
                self.act(day, Command::TransferLead(request));
            }
            counts.owners_kept += u64::from(told.owner.is_none() && there.owner.is_some());
            if let Some(now) = self.now.activities.get_mut(key) {
                let owner = told.owner.clone().or(there.owner);
                *now = ToldActivity { owner, start: now.start, end: now.end, ..told.clone() };
            }
        }
    }

    fn proposed(&self, key: &str, told: &ToldActivity) -> pb::ProposeActivityRequest {
        pb::ProposeActivityRequest {
            meta: None,
            code: key.to_owned(),
            title: told.title.clone(),
            strategy: told.strategy.clone(),
            lead_org: told.owner.clone().unwrap_or_default(),
            start: told.start.to_string(),
            end: told.end.to_string(),
            indicators: self.now.links.get(key).into_iter().flatten().cloned().collect(),
            external_ref: Some(external(&self.whole.vocabulary, &told.external)),
        }
    }

    /// Once its milestones have moved, an activity gives up the days it no longer has; those of a milestone that was
    /// achieved, and is not moved, it keeps.
    pub(super) fn settled(&mut self, version: &Version, day: Date) {
        for (key, told) in &version.activities {
            let of_it = self.now.milestones.iter().filter(|((activity, _), _)| activity == key);
            let (start, end) = of_it.fold((told.start, told.end), |(start, end), (_, held)| {
                (start.min(held.due), end.max(held.due))
            });
            self.reschedule(key, (start, end), day);
        }
    }

    /// Gives an activity of the plan these days, where it has others.
    fn reschedule(&mut self, key: &str, (start, end): (Date, Date), day: Date) {
        let Some(now) = self.now.activities.get_mut(key) else { return };
        if (now.start, now.end) == (start, end) {
            return;
        }
        (now.start, now.end) = (start, end);
        let request = pb::RescheduleActivityRequest {
            meta: None,
            activity_id: key.to_owned(),
            start: start.to_string(),
            end: end.to_string(),
            reason: REVISED.to_owned(),
        };
        self.act(day, Command::RescheduleActivity(request));
    }
}

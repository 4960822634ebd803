//! Whatever happens and wherever it is cut: digests one after the other tell what one over all of it tells, in its
//! order, and nothing twice. Reminders are told once, and never when they were answered.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{super::reminders, *};

/// The hours of a history: two weeks.
const HOURS: i64 = 336;

#[derive(Debug, Clone)]
enum Step {
    Agenda(u8, OfAgenda),
    Plan(u8, OfPlan),
    Talk(&'static str, u8, OfTalk),
}

fn orgs() -> impl Strategy<Value = BTreeSet<OrgId>> {
    proptest::collection::btree_set((1..4_u128).prop_map(org), 0..3)
}

fn one() -> impl Strategy<Value = OrgId> {
    (1..4_u128).prop_map(org)
}

fn agenda() -> impl Strategy<Value = OfAgenda> {
    let title = "A proposal".to_owned();
    prop_oneof![
        (orgs(), 0..HOURS).prop_map(move |(electorate, closes)| OfAgenda::ProposalOpened {
            title: title.clone(),
            electorate,
            closes_at: at(closes)
        }),
        (0..HOURS).prop_map(|closes| OfAgenda::WindowExtended { closes_at: at(closes) }),
        one().prop_map(|org| OfAgenda::ConflictDeclared { org }),
        one().prop_map(|org| OfAgenda::StanceCast { org }),
        orgs().prop_map(|not_voting| OfAgenda::ProposalDecided { result: "adopted", not_voting }),
        Just(OfAgenda::ProposalWithdrawn),
        Just(OfAgenda::MatterDecided { result: "adopted" }),
    ]
}

fn plan() -> impl Strategy<Value = OfPlan> {
    let name = || prop_oneof![Just("M1".to_owned()), Just("M2".to_owned())];
    let due = || (1..14_i8).prop_map(day);
    prop_oneof![
        proptest::option::of(one()).prop_map(|lead| OfPlan::ActivityProposed { lead }),
        one().prop_map(|to| OfPlan::LeadTransferred { to }),
        one().prop_map(|org| OfPlan::CommitmentAccepted { org }),
        one().prop_map(|org| OfPlan::CommitmentEnded { org }),
        Just(OfPlan::ActivityEnded),
        (name(), due()).prop_map(|(name, due)| milestone(&name, due)),
        (name(), due()).prop_map(|(milestone, due)| OfPlan::MilestoneRescheduled { milestone, due }),
        name().prop_map(|milestone| OfPlan::MilestoneEnded { milestone }),
    ]
}

fn talk() -> impl Strategy<Value = (&'static str, OfTalk)> {
    let due = (1..14_i8).prop_map(day);
    let item = || prop_oneof![Just("i1".to_owned()), Just("i2".to_owned())];
    prop_oneof![
        (0..1_000_u16, any::<bool>()).prop_map(|(message, is_called)| {
            let mentions: &[&str] = if is_called { &[ME] } else { &[] };
            ("thread", said(&format!("m{message}"), "p_other", mentions))
        }),
        (orgs(), 0..HOURS).prop_map(|(invited, start)| {
            let (title, start, end) = ("Assembly".to_owned(), at(start), at(start + 1));
            ("meeting", OfTalk::MeetingScheduled { title, invited, start, end })
        }),
        (0..HOURS).prop_map(|start| {
            ("meeting", OfTalk::MeetingRescheduled { start: at(start), end: at(start + 1) })
        }),
        Just(("meeting", OfTalk::MeetingCancelled)),
        (item(), one(), due)
            .prop_map(|(item, owner, due)| ("meeting", OfTalk::ActionItemAdded { item, owner, due })),
        item().prop_map(|item| ("meeting", OfTalk::ActionItemEnded { item })),
        (orgs(), proptest::option::of((0..HOURS).prop_map(at))).prop_map(|(audience, ack_by)| {
            ("announcement", OfTalk::Announced { title: "News".to_owned(), ack_by, audience })
        }),
        one().prop_map(|org| ("announcement", OfTalk::Acknowledged { org })),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let key = 1..3_u8;
    let step = prop_oneof![
        (key.clone(), agenda()).prop_map(|(key, what)| Step::Agenda(key, what)),
        (key.clone(), plan()).prop_map(|(key, what)| Step::Plan(key, what)),
        (key, talk()).prop_map(|(key, (of, what))| Step::Talk(of, key, what)),
    ];
    proptest::collection::vec((1..12_i64, step), 1..60)
}

/// A history of these steps, each so many hours after the one before.
fn history(steps: Vec<(i64, Step)>) -> History {
    let (mut history, mut hour) = (History::default(), 0);
    for (pause, step) in steps {
        hour += pause;
        match step {
            Step::Agenda(key, what) => history.agenda(hour, &format!("proposal/{key}"), what),
            Step::Plan(key, what) => history.plan(hour, &format!("activity/A{key}"), what),
            Step::Talk(of, key, what) => history.talk(hour, &format!("{of}/{key}"), what),
        };
    }
    history
}

/// Cuts at these hours, in order; each has seen records of up to some hours after its own time.
fn cuts(history: &History, hours: &[(i64, i64)]) -> Vec<Cut> {
    let mut cuts = vec![Cut::beginning()];
    let mut hours = hours.to_vec();
    hours.sort_unstable();
    for (hour, ahead) in hours {
        let mut cut = Cut { at: at(hour), ..history.cut(hour + ahead) };
        for (context, sequence) in &cuts[cuts.len() - 1].sequences {
            let known = cut.sequences.entry(*context).or_default();
            *known = (*known).max(*sequence);
        }
        cuts.push(cut);
    }
    cuts.push(history.cut(2 * HOURS + 400));
    cuts
}

proptest! {
    #[test]
    fn digests_one_after_the_other_tell_what_one_tells(
        steps in steps(),
        hours in proptest::collection::vec((0..HOURS, 0..6_i64), 0..6),
    ) {
        let history = history(steps);
        let cuts = cuts(&history, &hours);
        let told = |from: &Cut, to: &Cut| compose(&me(), &history.told, from, to, super::super::MAX_ENTRIES).entries;
        let whole = told(&cuts[0], &cuts[cuts.len() - 1]);
        let mut parts: Vec<Entry> = Vec::new();
        for pair in cuts.windows(2) {
            parts.extend(told(&pair[0], &pair[1]));
        }
        parts.sort_by_key(|entry| (entry.at, entry.context, entry.sequence, entry.kind));
        let places = |entries: &[Entry]| -> Vec<String> { entries.iter().map(|entry| format!("{entry:?}")).collect() };
        let (whole, parts) = (places(&whole), places(&parts));
        let once: BTreeSet<&String> = parts.iter().collect();
        prop_assert_eq!(once.len(), parts.len(), "told twice");
        prop_assert_eq!(BTreeSet::from_iter(&whole), once);
        prop_assert_eq!(whole.len(), parts.len());
    }

    #[test]
    fn a_digest_in_parts_tells_the_same(steps in steps(), max in 1..9_usize) {
        let history = history(steps);
        let head = history.cut(2 * HOURS + 400);
        let whole = compose(&me(), &history.told, &Cut::beginning(), &head, super::super::MAX_ENTRIES);
        let (mut from, mut parts) = (Cut::beginning(), Vec::new());
        loop {
            let part = compose(&me(), &history.told, &from, &head, max);
            prop_assert_eq!(&part, &compose(&me(), &history.told, &from, &part.to, super::super::MAX_ENTRIES)
                .with_wholeness(part.is_whole), "asked for again it is the same");
            parts.extend(part.entries);
            if part.is_whole {
                break;
            }
            prop_assert_ne!(&part.to, &from, "it goes on");
            from = part.to;
        }
        prop_assert_eq!(whole.entries, parts);
    }

    #[test]
    fn reminders_are_said_once_and_only_by_what_is_not_done(
        steps in steps(),
        hours in proptest::collection::vec((0..HOURS, 0..1_i64), 0..8),
    ) {
        let history = history(steps);
        let cuts = cuts(&history, &hours);
        let mut said = BTreeSet::new();
        for pair in cuts.windows(2) {
            let standing = reminders(&me(), &history.told, &pair[1], None);
            for one in reminders(&me(), &history.told, &pair[1], Some((&pair[0], &pair[1]))) {
                prop_assert!(standing.contains(&one));
                prop_assert!(said.insert((one.id.clone(), one.since)), "{} was said twice", one.id);
            }
        }
    }
}

impl Digest {
    fn with_wholeness(self, is_whole: bool) -> Self {
        Self { is_whole, ..self }
    }
}

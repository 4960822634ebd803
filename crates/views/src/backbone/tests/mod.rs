//! Views of the backbone: what the queries say after these records, and the laws.

mod commons;
mod duties;
mod histories;
mod staff;

use std::collections::BTreeSet;

use domain::{
    backbone::{Event, words::Verdict},
    decider::Event as _,
    facts::Membership,
    private::{MayOpen, Private},
};

use super::*;
use crate::{
    Coverage, File, Place,
    fixture::{ACTOR, History, INITIATIVE, event_id, hold_the_laws, sealed},
};
use histories::{at, erasure, hub, id, initiative_history, membership, org, people, person, readiness, slug};

fn ask<T>(file: &File, query: impl FnOnce(&rusqlite::Connection) -> Result<T, crate::Error>) -> T {
    file.reader().unwrap().read(query).unwrap().1
}

#[test]
fn the_laws_hold_for_every_event() {
    let mut history = hub();
    readiness(&mut history);
    membership(&mut history);
    people(&mut history);
    erasure(&mut history);
    staff::staffing(&mut history);
    commons::commons(&mut history);
    duties::kept(&mut history);
    commons::phases(&mut history);
    let seen: BTreeSet<String> = history
        .records()
        .map(|record| crate::Record::parse(record.unwrap()).unwrap().type_name.to_owned())
        .collect();
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), Event::TYPES);
    hold_the_laws(&SCHEMA, &history);
}

#[test]
fn organizations_are_listed_by_code_and_keep_their_names() {
    let view = hub().view(&SCHEMA);
    let codes = |limit, after| -> Vec<String> {
        ask(&view, |c| organizations(c, limit, after)).into_iter().map(|known| known.code).collect()
    };
    assert_eq!(codes(10, None), ["CHAMBER", "CITY", "NGO"]);
    assert_eq!(codes(1, Some("CHAMBER")), ["CITY"]);
    let city = ask(&view, |c| organization(c, &org(2))).unwrap();
    assert_eq!((city.name.as_str(), city.sector.as_str()), ("town", "government"));
    assert_eq!(city.external_ref.map(|known| known.code), Some("CITY".to_owned()));
    let names = ask(&view, |c| organization_names(c, &org(2)));
    let expected = [("city", None), ("town", Some("2027-01-01"))];
    assert_eq!(names.iter().map(|n| (n.name.as_str(), n.from.as_deref())).collect::<Vec<_>>(), expected);
    let chamber = ask(&view, |c| organization(c, &org(3))).unwrap();
    assert_eq!(chamber.succeeded, Some((org(1).to_string(), "2027-01-01".to_owned())));
    assert_eq!(ask(&view, |c| organization(c, &org(8))), None);
}

#[test]
fn initiatives_accounts_and_keys_are_listed() {
    let view = hub().view(&SCHEMA);
    let found = ask(&view, |c| initiatives(c, 10, None));
    assert_eq!((found[0].slug.as_str(), found[0].field.as_str()), (INITIATIVE, "education"));
    assert_eq!(ask(&view, |c| initiatives(c, 10, Some(INITIATIVE))), []);
    assert_eq!(ask(&view, |c| accounts(c, 10, None)).len(), 1);
    let all = ask(&view, |c| keys(c, None, 10, None));
    assert_eq!(
        (all[0].roles.join(","), all[0].revoked_at),
        ("admin,auditor".to_owned(), Some(at("2026-01-01")))
    );
    assert_eq!(ask(&view, |c| keys(c, Some("s_other"), 10, None)), []);
    assert_eq!(ask(&view, |c| keys(c, None, 10, Some(all[0].sequence))), []);
}

#[test]
fn no_view_holds_the_hash_of_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view.sqlite");
    let mut view = File::open(Place::Path(&path), &SCHEMA, Coverage::Whole).unwrap();
    view.apply_batch(hub().records()).unwrap();
    drop(view);
    let bytes = std::fs::read(&path).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("CHAMBER") && !holds("c0ffeec0ffee"));
}

#[test]
fn assessments_show_factors_spread_and_last_scores() {
    let view = initiative_history().view(&SCHEMA);
    let listed = ask(&view, |c| assessments(c, 10, None));
    assert_eq!(listed.iter().map(|a| a.verdict.as_deref()).collect::<Vec<_>>(), [None, Some("not_ready")]);
    let older = ask(&view, |c| assessments(c, 10, Some(listed[0].sequence)));
    assert_eq!(older, listed[1..]);
    let one = ask(&view, |c| assessment(c, id(1))).unwrap();
    assert_eq!(one.assessors, [org(1).to_string(), org(2).to_string()]);
    let champion = FactorResult { factor: "champion".to_owned(), median_doubled: 1, spread: 3 };
    assert_eq!(one.factors[0], champion);
    let given = ask(&view, |c| scores(c, id(1)));
    assert_eq!(given.iter().map(|score| score.score).collect::<Vec<_>>(), [0, 3]);
    let evidence = given[0].evidence.as_ref().unwrap();
    assert_eq!((evidence.field.as_str(), evidence.may_open), ("/evidence", MayOpen::Members));
}

#[test]
fn the_status_follows_the_records() {
    let mut history = History::new("backbone");
    assert_eq!(ask(&history.view(&SCHEMA), status).status, "registered");
    readiness(&mut history);
    let launched = ask(&history.view(&SCHEMA), status);
    assert_eq!(launched.status, "launched");
    assert_eq!(launched.verdict, Some((id(1).to_string(), "not_ready".to_owned())));
    let launch = launched.launch.unwrap();
    assert_eq!(launch.decided_by, Some(("agenda".to_owned(), id(77).to_string())));
    assert_eq!(launch.reason.unwrap().field, "/basis/reason");
    let mut begun = History::new("backbone");
    let assessors = [org(1)].into();
    let concluded = Event::AssessmentConcluded {
        assessment: id(4),
        verdict: Verdict::Suitable,
        medians_doubled: [].into(),
        spread: [].into(),
    };
    begun.push("assessment/4", &Event::AssessmentStarted { assessment: id(4), assessors });
    begun.push("assessment/4", &concluded);
    assert_eq!(ask(&begun.view(&SCHEMA), status).status, "assessed");
}

fn list(page: MembersPage<'_>) -> Vec<Member> {
    let (view, hub) = (initiative_history().view(&SCHEMA), hub().view(&SCHEMA));
    ask(&view, |c| Ok(ask(&hub, |h| members(c, h, &slug(), page))))
}

#[test]
fn members_come_with_their_sectors_and_the_convener_among_them() {
    let all = list(MembersPage { limit: 10, ..MembersPage::default() });
    let shown: Vec<(&str, &str, bool)> = all
        .iter()
        .map(|m| {
            let sector = m.organization.as_ref().map_or("", |known| known.sector.as_str());
            (m.standing.as_str(), sector, m.is_convener)
        })
        .collect();
    let expected = [
        ("active", "civil_society", false),
        ("active", "government", true),
        ("left", "business", false),
        ("invited", "", false),
    ];
    assert_eq!(shown, expected);
    assert!(all[1].since.is_some() && all[2].until.is_some());
    assert_eq!(all[2].reason.as_ref().map(|reason| reason.may_open), Some(MayOpen::Members));
}

#[test]
fn members_page_by_organization_without_loss() {
    let all = list(MembersPage { limit: 10, ..MembersPage::default() });
    for limit in 1..4 {
        let mut paged: Vec<Member> = Vec::new();
        loop {
            let after = paged.last().map(|member| member.org.clone());
            let part = list(MembersPage { limit, after: after.as_deref(), standing: None });
            let is_last = part.is_empty();
            paged.extend(part);
            if is_last {
                break;
            }
        }
        assert_eq!(paged, all, "limit {limit}");
    }
    let active = MembersPage { standing: Some(Membership::Active), limit: 10, after: None };
    assert_eq!(list(active).len(), 2);
    let left = MembersPage { standing: Some(Membership::Left), limit: 10, after: None };
    assert_eq!(list(left).len(), 1);
}

#[test]
fn persons_stay_sealed() {
    let view = initiative_history().view(&SCHEMA);
    let found = ask(&view, |c| persons(c, Some(org(1).as_str()), 10, None));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.person, person().to_string());
    let Private::Sealed(renamed) = sealed("renamed") else { panic!("plain") };
    let Private::Sealed(email) = sealed("email") else { panic!("plain") };
    assert_eq!((&one.name.sealed, &one.email.sealed), (&renamed, &email));
    assert_eq!((one.name.may_open, one.email.may_open), (MayOpen::Restricted, MayOpen::Restricted));
    assert_ne!(one.name.event, one.email.event);
    assert_eq!(ask(&view, |c| persons(c, Some("o_other"), 10, None)), []);
    assert_eq!(ask(&view, |c| persons(c, None, 10, Some(&one.person))), []);
}

#[test]
fn grants_are_listed_now_and_past() {
    let view = initiative_history().view(&SCHEMA);
    let roles = |holding_at: Option<&str>| -> Vec<String> {
        let filter = GrantFilter { holder: Some(ACTOR), holding_at: None };
        assert_eq!(ask(&view, |c| grants(c, filter, 10, None)), []);
        let filter = GrantFilter { holder: None, holding_at: holding_at.map(at) };
        ask(&view, |c| grants(c, filter, 10, None)).into_iter().map(|grant| grant.role).collect()
    };
    assert_eq!(roles(None), ["data_steward", "importer"]);
    assert_eq!(roles(Some("2025-12-31")), [""; 0]);
    assert_eq!(roles(Some("2026-01-14")), ["data_steward", "importer"]);
    assert_eq!(roles(Some("2026-01-15")), ["importer"]);
    assert_eq!(roles(Some("2026-02-01")), [""; 0]);
    let import = &ask(&view, |c| grants(c, GrantFilter::default(), 1, Some(1)))[0];
    assert_eq!(import.revoked_at, Some(at("2026-01-15")));
    let ended = ask(&view, ended_imports);
    assert_eq!(ended, [("agenda".to_owned(), "matter/7".to_owned())]);
}

#[test]
fn first_acts_wait_and_are_completed() {
    let view = initiative_history().view(&SCHEMA);
    let acts = ask(&view, |c| requests(c, 10, None));
    let shown: Vec<(&str, bool)> =
        acts.iter().map(|act| (act.purpose.as_str(), act.completed_at.is_some())).collect();
    assert_eq!(shown, [("waiver", true), ("suspension", true), ("import", true)]);
    assert!(acts.iter().all(|act| act.by.reference == ACTOR));
    let mut waiting = History::new("backbone");
    waiting.push("request/2", &Event::WaiverRequested { request: id(2), reason: sealed("waiver") });
    let acts = ask(&waiting.view(&SCHEMA), |c| requests(c, 10, None));
    assert_eq!((acts[0].completed_at, acts[0].event.clone()), (None, event_id(1)));
}

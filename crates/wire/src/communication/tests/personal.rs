//! What a person keeps for themselves, from its messages and back.

use domain::{
    communication::personal::{Subscription, Watched},
    digest::{Cut, Level, Rhythm},
    ids::Uuid,
    meta::ContextName,
};

use crate::{
    communication::{self as parse},
    pb::{
        common::{AsOf, CommandMeta, QueryMeta, as_of::Point},
        communication as pb,
    },
};

fn meta() -> Option<CommandMeta> {
    let command_id = Uuid::now_v7().to_string();
    Some(CommandMeta { command_id, initiative: "cluj".to_owned(), ..CommandMeta::default() })
}

fn weekly(days: &[u32]) -> pb::SetSubscriptionRequest {
    let kind = pb::digest_rhythm::Kind::Weekly.into();
    pb::SetSubscriptionRequest {
        meta: meta(),
        thread_id: String::new(),
        level: pb::SubscriptionLevel::Watch.into(),
        digest: Some(pb::DigestRhythm { kind, days: days.to_vec() }),
        tz: "UTC".to_owned(),
    }
}

fn fields<T: std::fmt::Debug>(parsed: Result<T, crate::Malformed>) -> Vec<String> {
    parsed.unwrap_err().violations.into_iter().map(|one| one.field).collect()
}

#[test]
fn a_subscription_goes_out_as_it_came_in() {
    let (_, parsed) = parse::parse_set_subscription(&weekly(&[5, 1])).unwrap();
    let digest = Rhythm::Weekly { days: [1, 5].into() };
    let tz = "UTC".to_owned();
    assert_eq!(parsed, Subscription { scope: Watched::Initiative, level: Level::Watch, digest, tz });
    let out = parse::subscription(&parsed, None);
    assert_eq!((out.level(), out.digest.unwrap().days), (pb::SubscriptionLevel::Watch, vec![1, 5]));
}

#[test]
fn a_rhythm_has_the_days_of_a_week_and_only_where_it_is_weekly() {
    assert_eq!(fields(parse::parse_set_subscription(&weekly(&[0]))), ["digest.days[0]"]);
    assert_eq!(fields(parse::parse_set_subscription(&weekly(&[1, 8]))), ["digest.days[1]"]);
    let mut daily = weekly(&[1]);
    daily.digest.as_mut().unwrap().kind = pb::digest_rhythm::Kind::Daily.into();
    daily.level = 0;
    assert_eq!(fields(parse::parse_set_subscription(&daily)), ["level", "digest.days"]);
}

#[test]
fn what_is_personal_has_neither_versions_nor_a_past() {
    let mut request = weekly(&[1]);
    request.meta.as_mut().unwrap().expected_version = Some(3);
    assert_eq!(fields(parse::parse_set_subscription(&request)), ["meta.expected_version"]);
    let as_of = Some(AsOf { point: Some(Point::Sequence(3)), known_at: None });
    let meta = Some(QueryMeta { initiative: "cluj".to_owned(), as_of, ..QueryMeta::default() });
    let asked = pb::ListUnreadRequest { meta, page: None };
    assert_eq!(fields(parse::parse_list_unread(&asked)), ["meta.as_of"]);
}

#[test]
fn a_cut_comes_back_as_it_went_out() {
    let sequences = [(ContextName::Agenda, 7), (ContextName::Communication, 0)].into();
    for cut in [Cut::beginning(), Cut { at: "2026-11-23T10:00:00.123456Z".parse().unwrap(), sequences }] {
        let (from, to) = (Some(parse::digest_cut(&cut)), Some(parse::digest_cut(&cut)));
        let request = pb::ConfirmDigestRequest { meta: meta(), from, to };
        let (_, parsed) = parse::parse_confirm_digest(&request).unwrap();
        assert_eq!((parsed.from, parsed.to), (cut.clone(), cut));
    }
    let mut nowhere = pb::DigestCut { at: "later".to_owned(), ..pb::DigestCut::default() };
    nowhere.sequences.insert("moon".to_owned(), 1);
    let request = pb::ConfirmDigestRequest { meta: meta(), from: None, to: Some(nowhere) };
    assert_eq!(fields(parse::parse_confirm_digest(&request)), ["from", "to.at", "to.sequences[`moon`]"]);
}

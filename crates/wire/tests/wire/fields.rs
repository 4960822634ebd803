//! Fields are read all at once; each violation names its path and says what would be accepted.

use domain::{
    facts::Sector,
    ids::{Code, StreamId, Uuid},
    private::Private,
    text::Bound,
};
use wire::{
    AsOf, Done, DoneEvent, Fields, MAX_VIOLATIONS, MAX_WHOLE, Malformed, next_page_token,
    pb::common::{self, as_of::Point},
};

const V7: &str = "0190f000-0000-7000-8000-000000000001";
const V8: &str = "0190f000-0000-8000-8000-000000000001";
const V4: &str = "0190f000-0000-4000-8000-000000000001";

fn read<T>(get: impl FnOnce(&mut Fields) -> Option<T>) -> Result<T, Malformed> {
    let mut f = Fields::new();
    let value = get(&mut f);
    f.finish(|| value)
}

fn refused<T: std::fmt::Debug>(get: impl FnOnce(&mut Fields) -> Option<T>) -> String {
    read(get).unwrap_err().to_string()
}

#[test]
fn every_violation_is_told_at_once_with_its_path() {
    let mut f = Fields::new();
    let code = f.code("code", "goal");
    let title = f.title("title", "");
    let inner = f.each("changes", &["A", "b", "C", "d"], 1..=4, |f, text| {
        f.message("goal", Some(text), |f, text| f.code("code", text))
    });
    let malformed = f.finish(|| Some((code?, title?, inner?))).unwrap_err();
    let paths: Vec<&str> = malformed.violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(paths, ["code", "title", "changes[1].goal.code", "changes[3].goal.code"]);
    assert!(malformed.to_string().starts_with("code: `goal` is not a code; accepted is 1 to 64 of A-Z"));
}

#[test]
fn what_is_sound_comes_out_in_order() {
    let codes = read(|f| f.each("goals", &["A", "B"], 0..=2, |f, code| f.code("", code))).unwrap();
    assert_eq!(codes, ["A", "B"].map(|code| code.parse::<Code>().unwrap()));
    let none: Vec<Code> =
        read(|f| f.each("goals", &[] as &[&str], 0..=2, |f, code| f.code("", code))).unwrap();
    assert!(none.is_empty());
}

#[test]
fn lists_and_violations_are_bounded() {
    let message = refused(|f| f.each("goals", &["A", "B", "C"], 1..=2, |f, code| f.code("", code)));
    assert_eq!(message, "goals: has 3 entries; accepted are 1 to 2");
    let many = vec![""; MAX_VIOLATIONS + 1];
    let malformed = read(|f| f.each("codes", &many, 0..=5_000, |f, code| f.code("", code))).unwrap_err();
    assert_eq!(malformed.violations.len(), MAX_VIOLATIONS);
    assert!(malformed.to_string().ends_with("and 995 more"));
}

#[test]
fn what_may_be_absent_may_be_empty_but_not_wrong() {
    assert_eq!(read(|f| f.optional("goal", "", Fields::code)), Ok(None));
    assert_eq!(read(|f| f.optional("goal", "A", Fields::code)), Ok(Some("A".parse().unwrap())));
    assert!(read(|f| f.optional("goal", "a", Fields::code)).is_err());
    assert_eq!(read(|f| f.optional_title("name", "  ")), Ok(None));
    assert_eq!(read(|f| f.optional_message("rule", None::<&u8>, |_, _| Some(1))), Ok(None));
    assert_eq!(refused(|f| f.message("rule", None::<&u8>, |_, _| Some(1))), "rule: is missing");
}

#[test]
fn a_builder_without_all_its_fields_is_no_success() {
    assert!(Fields::new().finish(|| None::<()>).is_err());
}

#[test]
fn ids_have_one_spelling() {
    assert!(read(|f| f.uuid("id", V4)).is_ok());
    for bad in ["", "x", "0190f000000070008000000000000001", "{0190f000-0000-7000-8000-000000000001}"] {
        assert!(refused(|f| f.uuid("id", bad)).contains("accepted is a uuid of 36 characters"), "{bad}");
    }
    assert!(read(|f| f.org("org", &format!("o_{}", "0".repeat(32)))).is_ok());
    assert!(read(|f| f.person("person", &format!("o_{}", "0".repeat(32)))).is_err());
    assert!(read(|f| f.slug("initiative", "hub")).is_ok());
    assert!(read(|f| f.stream("stream", "a b")).is_err());
    assert!(read(|f| f.sha256("hash", &"0a".repeat(32))).is_ok());
    assert!(read(|f| f.sha256("hash", &"0A".repeat(32))).is_err());
}

#[test]
fn texts_are_normal_and_never_repeated_in_a_violation() {
    assert_eq!(read(|f| f.body("text", " a\n ")).unwrap(), "a");
    let private = read(|f| f.private("text", "a secret", Bound::Reason)).unwrap();
    assert_eq!(private, Private::Plain("a secret".to_owned()));
    assert_eq!(read(|f| f.optional_private("text", "", Bound::Reason)), Ok(None));
    let message = refused(|f| f.private("text", &"secret ".repeat(1_000), Bound::Reason));
    assert!(!message.contains("secret") && message.contains("4000 bytes"), "{message}");
}

#[test]
fn dates_moments_and_zones_are_checked() {
    assert_eq!(read(|f| f.moment("at", "2026-11-23")).unwrap().to_string(), "2026-11-23T00:00:00.000000Z");
    assert_eq!(read(|f| f.date("on", "2026-11-23")).unwrap().to_string(), "2026-11-23");
    for bad in ["2026-11-23T00:00:00Z", "2026-11-31", "23.11.2026", ""] {
        assert!(refused(|f| f.date("on", bad)).contains("accepted is YYYY-MM-DD"), "{bad}");
    }
    assert_eq!(read(|f| f.time_zone("tz", "Europe/Bucharest")).unwrap(), "Europe/Bucharest");
    assert!(refused(|f| f.time_zone("tz", "Europe/Cluj")).contains("accepted is an IANA name"));
}

#[test]
fn numbers_keep_their_bounds_and_may_be_narrowed() {
    assert_eq!(read(|f| f.number("seats", 500_u32, 1_u16..=500)), Ok(500_u16));
    assert_eq!(
        refused(|f| f.number("seats", 70_000_u32, 1_u16..=500)),
        "seats: is 70000; accepted are whole numbers from 1 to 500"
    );
    assert_eq!(read(|f| f.optional_number("seats", None::<u32>, 1_u32..=5)), Ok(None));
    assert!(read(|f| f.optional_number("seats", Some(0_u32), 1_u32..=5)).is_err());
    assert_eq!(read(|f| f.basis_points::<u32>("quorum_bp", 10_000)), Ok(10_000));
    assert!(read(|f| f.basis_points::<u16>("quorum_bp", 10_001)).is_err());
    assert_eq!(read(|f| f.decimal("value", "12.50")).unwrap().to_string(), "12.50");
    assert!(refused(|f| f.decimal("value", "1e3")).contains("at most 28 digits"));
}

#[test]
fn closed_lists_say_what_they_hold() {
    assert_eq!(read(|f| f.sector("sector", "business")), Ok(Sector::Business));
    assert!(refused(|f| f.sector("sector", "Business")).contains("accepted are government, civil_society"));
    assert!(read(|f| f.context("context", "plan")).is_ok());
    for bad in [0, 4, -1] {
        assert!(
            refused(|f| f.visibility("audience", bad))
                .ends_with("accepted are VISIBILITY_PUBLIC, VISIBILITY_MEMBERS, VISIBILITY_RESTRICTED"),
            "{bad}"
        );
    }
    let optional = |number| read(|f| f.optional_choice("v", number, common::Visibility::as_str_name, Some));
    assert_eq!(optional(0), Ok(None));
    assert_eq!(optional(2), Ok(Some(common::Visibility::Members)));
    assert!(optional(9).is_err());
}

fn meta() -> common::CommandMeta {
    common::CommandMeta { command_id: V7.to_owned(), initiative: "cluj".to_owned(), ..Default::default() }
}

#[test]
fn a_command_has_an_id_and_an_initiative() {
    let parsed = read(|f| f.meta(Some(&meta()))).unwrap();
    assert_eq!((parsed.initiative.as_str(), parsed.correlation_id), ("cluj", V7.parse::<Uuid>().unwrap()));
    assert_eq!(refused(|f| f.meta(None)), "meta: is missing");
    let derived = common::CommandMeta { command_id: V8.to_owned(), ..meta() };
    assert_eq!(read(|f| f.meta(Some(&derived))).unwrap().command_id.get_version_num(), 8);
    let random = common::CommandMeta { command_id: V4.to_owned(), ..meta() };
    assert!(refused(|f| f.meta(Some(&random))).starts_with("meta.command_id: is not a uuid v7"));
}

#[test]
fn every_field_of_a_command_meta_is_checked() {
    let wrong = common::CommandMeta {
        command_id: "1".to_owned(),
        initiative: "Cluj".to_owned(),
        expected_version: Some(MAX_WHOLE + 1),
        on_behalf_of_org: "o_".to_owned(),
        correlation_id: "1".to_owned(),
        occurred_at: "soon".to_owned(),
        after: [("moon".to_owned(), 1)].into(),
        approves: vec![V7.to_owned(), "1".to_owned()],
    };
    let malformed = read(|f| f.meta(Some(&wrong))).unwrap_err();
    let paths: Vec<&str> = malformed.violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(
        paths,
        [
            "meta.command_id",
            "meta.initiative",
            "meta.expected_version",
            "meta.on_behalf_of_org",
            "meta.correlation_id",
            "meta.occurred_at",
            "meta.after[`moon`]",
            "meta.approves[1]",
        ]
    );
}

fn asked(
    point: Option<Point>,
    known_at: Option<u64>,
    cut: &[(&str, u64)],
) -> Result<wire::Question, Malformed> {
    let meta = common::QueryMeta {
        initiative: "cluj".to_owned(),
        as_of: (point.is_some() || known_at.is_some()).then_some(common::AsOf { point, known_at }),
        cut: cut.iter().map(|(context, sequence)| ((*context).to_owned(), *sequence)).collect(),
        ..Default::default()
    };
    read(|f| f.question(Some(&meta)))
}

#[test]
fn a_question_may_be_about_an_earlier_moment() {
    assert_eq!(asked(None, None, &[]).unwrap().as_of, None);
    assert_eq!(asked(Some(Point::Sequence(5)), None, &[]).unwrap().as_of, Some(AsOf::Sequence(5)));
    let effective = Point::EffectiveAt("2026-01-01".to_owned());
    let asked_of = asked(Some(effective.clone()), Some(9), &[("plan", 3)]).unwrap();
    let at = "2026-01-01".parse().unwrap();
    assert_eq!(asked_of.as_of, Some(AsOf::EffectiveAt { at, known_at: Some(9) }));
    assert_eq!(asked_of.cut["plan"], 3);
    let recorded = Point::RecordedAt("2026-01-01".to_owned());
    assert_eq!(asked(Some(recorded), None, &[]).unwrap().as_of, Some(AsOf::RecordedAt(at)));
}

#[test]
fn a_question_about_two_moments_is_refused() {
    let both = asked(Some(Point::Sequence(5)), None, &[("plan", 3)]).unwrap_err();
    assert_eq!(both.violations[0].field, "meta.cut");
    let known = asked(Some(Point::Sequence(5)), Some(9), &[]).unwrap_err();
    assert_eq!(known.violations[0].field, "meta.as_of.known_at");
    let none = asked(None, Some(9), &[]).unwrap_err();
    assert_eq!(none.violations[0].field, "meta.as_of");
    assert!(asked(Some(Point::RecordedAt("then".to_owned())), None, &[]).is_err());
}

#[test]
fn a_page_token_comes_back_as_the_key_it_was_made_of() {
    let token = next_page_token(&["2026-01-01", "é\""]);
    let page = common::Page { page_size: 0, page_token: token };
    let parsed = read(|f| f.page("page", Some(&page))).unwrap();
    assert_eq!((parsed.size, parsed.after), (100, Some(vec!["2026-01-01".to_owned(), "é\"".to_owned()])));
    assert_eq!(read(|f| f.page("page", None)).unwrap().after, None);
    for (page_size, page_token) in [(501, String::new()), (1, "zz".to_owned()), (1, "00".repeat(9_000))] {
        assert!(read(|f| f.page("page", Some(&common::Page { page_size, page_token }))).is_err());
    }
}

#[test]
fn references_are_read_whole() {
    let decided_by = common::DecidedBy { context: "agenda".to_owned(), id: V7.to_owned() };
    assert_eq!(read(|f| f.decided_by("decided_by", Some(&decided_by))).unwrap().id.to_string(), V7);
    assert_eq!(refused(|f| f.decided_by("decided_by", None)), "decided_by: is missing");
    let reference = common::ExternalRef { vocabulary: "nyc".to_owned(), code: String::new() };
    assert!(
        refused(|f| f.external_ref("external_ref", Some(&reference)))
            .starts_with("external_ref.code: is empty")
    );
    assert_eq!(read(|f| f.external_ref("external_ref", None)), Ok(None));
}

#[test]
fn an_answer_names_what_was_begun() {
    let event = |aggregate, key: &str, type_name: &str| DoneEvent {
        id: V7.parse().unwrap(),
        type_name: type_name.to_owned(),
        stream: StreamId::of(aggregate, key),
        begun: (aggregate == "proposal").then(|| "2".to_owned()),
    };
    let events = vec![event("unique", "1", "a.B.v1"), event("proposal", V8, "agenda.ProposalDrafted.v1")];
    let done = Done { sequence: 9, version: 1, unchanged: false, events };
    assert_eq!((done.created("proposal").as_str(), done.created("matter").as_str()), (V8, ""));
    assert_eq!(done.event_id("agenda.ProposalDrafted.v1"), V7);
    assert_eq!(done.begun(), "2");
    let result = common::CommandResult::from(&done);
    assert_eq!((result.sequence, result.version, result.unchanged), (9, 1, false));
    assert_eq!(result.event_ids, [V7, V7]);
}

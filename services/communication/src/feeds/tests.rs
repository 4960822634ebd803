//! Feeds as functions of what they are written from.

use std::collections::BTreeSet;

use domain::{
    communication::meeting::Kind,
    digest::{
        Told,
        news::{News, OfAgenda},
    },
    ids::Uuid,
    meta::Visibility,
};
use views::communication::{Announcement, Meeting, Message, Said};
use wire::pb::common::{PrivateText, private_text::State};

use super::{
    Whose, calendar,
    decisions::{self, Decision},
    news,
};

fn whose() -> Whose {
    Whose {
        slug: "cluj".parse().unwrap(),
        name: "Fiecare \"elev\"; rămâne".to_owned(),
        hub: "hub.example".to_owned(),
        base: "https://hub.example/feeds/cluj".to_owned(),
    }
}

fn meeting(rrule: Option<&str>, tz: &str) -> Meeting {
    Meeting {
        id: Uuid::from_u128(7),
        title: "Assembly".to_owned(),
        kind: Kind::FullMembership,
        status: "scheduled".to_owned(),
        start: "2026-03-03T08:00:00Z".parse().unwrap(),
        end: "2026-03-03T09:00:00Z".parse().unwrap(),
        tz: tz.to_owned(),
        place: None,
        url: Some("https://meet.example/a;b,c".to_owned()),
        rrule: rrule.map(str::to_owned),
        invited: BTreeSet::new(),
        ical_uid: "7@cluj".to_owned(),
        version: 3,
        sequence: 1,
        agenda: Vec::new(),
        attendance: Vec::new(),
        rescheduled_for: None,
        cancel_reason: None,
        has_minutes: false,
        called_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        changed_at: "2026-01-02T00:00:00Z".parse().unwrap(),
    }
}

#[test]
fn no_line_of_a_calendar_is_longer_than_75_bytes_and_all_end_alike() {
    let mut long = meeting(None, "Europe/Bucharest");
    long.title = "ă".repeat(400);
    let text = calendar::written(&whose(), &[long]);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])), "{text}");
    assert!(text.replace("\r\n ", "").contains("CN=\"Fiecare 'elev'; rămâne\":"), "{text}");
    assert!(text.contains("CONFERENCE;VALUE=URI:https://meet.example/a%3Bb%2Cc\r\n"), "{text}");
}

#[test]
fn one_meeting_is_in_utc_and_a_series_on_its_own_clock() {
    let once = calendar::written(&whose(), &[meeting(None, "Europe/Bucharest")]);
    assert!(once.contains("DTSTART:20260303T080000Z\r\n") && !once.contains("VTIMEZONE"), "{once}");
    assert!(once.contains("DTSTAMP:20260102T000000Z\r\n") && once.contains("SEQUENCE:3\r\n"), "{once}");
    let rule = "FREQ=MONTHLY;BYDAY=1TU;COUNT=6";
    let series = calendar::written(&whose(), &[meeting(Some(rule), "Europe/Bucharest")]);
    assert!(series.contains("DTSTART;TZID=Europe/Bucharest:20260303T100000\r\n"), "{series}");
    assert!(series.contains(&format!("RRULE:{rule}\r\n")) && series.contains("BEGIN:DAYLIGHT"), "{series}");
    assert!(series.find("BEGIN:VTIMEZONE") < series.find("BEGIN:VEVENT"));
    let nowhere = calendar::written(&whose(), &[meeting(Some(rule), "Nowhere/Atlantis")]);
    assert!(nowhere.contains("DTSTART:20260303T080000Z\r\n"), "a zone that nobody can define: {nowhere}");
}

#[test]
fn meetings_of_any_age_are_written() {
    for year in ["-009999", "0001", "1969", "9999"] {
        let mut odd = meeting(Some("FREQ=YEARLY;COUNT=2"), "Europe/Bucharest");
        odd.start = format!("{year}-03-03T08:00:00Z").parse().unwrap();
        let text = calendar::written(&whose(), &[odd, meeting(None, "UTC")]);
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2, "{year}: {text}");
        assert!(text.len() < 10_000, "{year}: {}", text.len());
    }
}

fn said(state: State, text: Option<&str>) -> (Said, PrivateText) {
    let message = Message {
        id: Uuid::from_u128(9),
        author: "p_1".to_owned(),
        org: None,
        posted_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        body: None,
        reply_to: None,
        parent: None,
        mentions: BTreeSet::new(),
        attachments: Vec::new(),
        text_absent: false,
        external_ref: None,
        sequence: 2,
        edited_at: None,
        redaction: None,
    };
    let said = Said { message, thread: Uuid::from_u128(8), thread_title: "Thread".to_owned() };
    let text = text.map(str::to_owned);
    (said, PrivateText { state: state.into(), text, commitment: String::new() })
}

fn announcement(id: u128, at: &str, body: &str) -> Announcement {
    Announcement {
        id: Uuid::from_u128(id),
        title: "News".to_owned(),
        body: body.to_owned(),
        announced_at: at.parse().unwrap(),
        ack_by: None,
        sequence: 1,
        acknowledged: Vec::new(),
        outstanding: BTreeSet::new(),
    }
}

#[test]
fn news_end_somewhere_and_begin_with_what_changed_last() {
    let all = [
        announcement(1, "2026-01-02T00:00:00Z", "two"),
        announcement(2, "2025-12-31T00:00:00Z", "\u{FFFF}zero"),
    ];
    let at = "2025-12-30T00:00:00Z".parse().unwrap();
    let decided = Decision { title: "The agenda".to_owned(), result: "adopted", at, sequence: 9 };
    let text = news::written(&whose(), &all, &[decided], &[said(State::Open, Some("<one>"))], 10);
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
    assert!(place(">two<") < place("&lt;one&gt;") && place("&lt;one&gt;") < place(">zero<"));
    assert!(place(">zero<") < place(">The agenda<") && place(">The agenda<") < place(">adopted<"));
    let short = news::written(&whose(), &all, &[], &[], 1);
    assert!(short.contains(">two<") && !short.contains("zero"), "{short}");
    assert_eq!(short.matches("<updated>").count(), 2, "of the feed and of its entry");
}

#[test]
fn a_text_that_is_not_open_is_not_there() {
    for state in [State::Withheld, State::Erased, State::Empty, State::Unspecified] {
        let text = news::written(&whose(), &[], &[], &[said(state, Some("a secret"))], 10);
        assert!(!text.contains("secret") && text.contains("<summary"), "{state:?}: {text}");
    }
}

#[test]
fn decisions_are_those_that_are_public_and_no_history() {
    let one = |sequence, visibility, is_imported, what| News {
        sequence,
        recorded_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        visibility,
        is_imported,
        stream: format!("matter/{}", Uuid::from_u128(u128::from(sequence / 10))).parse().unwrap(),
        what,
    };
    let title = || OfAgenda::MatterOpened { title: "A road".to_owned() };
    let decided = || OfAgenda::MatterDecided { result: "adopted" };
    let agenda = vec![
        one(10, Visibility::Public, false, title()),
        one(11, Visibility::Public, false, decided()),
        one(20, Visibility::Members, false, title()),
        one(21, Visibility::Members, false, decided()),
        one(30, Visibility::Public, true, title()),
        one(31, Visibility::Public, true, decided()),
    ];
    let found = decisions::of(&Told { agenda, ..Told::default() });
    let told: Vec<_> = found.iter().map(|one| (one.sequence, one.title.as_str(), one.result)).collect();
    assert_eq!(told, [(11, "A road", "adopted")]);
}

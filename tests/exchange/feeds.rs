//! Calendars and feed readers that others wrote read what is fetched over plain HTTP.
//!
//! Knows no format: the readers are `icalendar` and `feedparser`, in `read_feed.py`.

use std::{path::Path, process::Command};

use hora::actors::{Person, text};
use hora_tests::{circle::Circle, circle::convene, skip, wait::Patience};
use serde_json::{Value, json};

use super::{python, script};

const SLUG: &str = "cluj-school";

/// What a reader makes of the feed at this address, with the password where one is given.
fn read(python: &Path, kind: &str, circle: &Circle, address: &str, password: &[&str]) -> Value {
    let url = format!("{}{address}", hub(circle));
    let words = [&[kind, &url], password].concat();
    serde_json::from_str(&script(python, "read_feed.py", &words)).unwrap()
}

async fn links(person: &mut Person) -> (String, String, String) {
    let links = person.ask("communication/GetFeeds", json!({})).await.unwrap();
    let of = |name: &str| text(&links, name).unwrap();
    (of("calendar"), of("news"), of("token"))
}

fn in_days(circle: &Circle, days: i64) -> String {
    circle.sandbox.in_days(days)
}

async fn called(circle: &mut Circle, title: &str, more: Value) -> String {
    let mut meeting = json!({"title": title, "kind": "MEETING_KIND_FULL_MEMBERSHIP", "tz": "Europe/Bucharest",
        "start": in_days(circle, 20), "end": in_days(circle, 21)});
    for (name, value) in more.as_object().unwrap() {
        meeting[name] = value.clone();
    }
    let called = circle.staff.run("communication/ScheduleMeeting", meeting).await.unwrap();
    text(&called, "meetingId").unwrap()
}

fn event<'a>(calendar: &'a Value, id: &str) -> &'a Value {
    &calendar["events"][format!("{id}@{SLUG}")]
}

/// Titles that mean something to a calendar, to a page or to a screen.
fn hostile() -> Vec<String> {
    vec![
        "Buget; partea 1, 2 \\n \"și\" rest: BEGIN:VALARM".to_owned(),
        "<script>alert(1)</script> & ]]> &amp;".to_owned(),
        "\u{202e}desrever \u{5e9}\u{5dc}\u{5d5}\u{5dd}".to_owned(),
        "ă".repeat(400),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_shows_where_a_meeting_went_and_what_does_not_take_place() {
    let Some(python) = python() else { return skip("no .venv with icalendar; run tests/venv") };
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let moved = called(&mut circle, "Assembly", json!({})).await;
    let off = called(&mut circle, "Steering", json!({})).await;
    let (calendar, _, token) = links(&mut circle.voters[1]).await;
    let before = read(&python, "calendar", &circle, &calendar, &[]);
    let items = json!([{"title": "Budget, at last", "minutes": 40}]);
    let agenda = json!({"meetingId": moved, "items": items});
    circle.staff.run("communication/PublishMeetingAgenda", agenda).await.unwrap();
    let (start, end) = (in_days(&circle, 30), in_days(&circle, 31));
    let to = json!({"meetingId": moved, "start": start, "end": end, "reason": "Strike"});
    circle.staff.run("communication/RescheduleMeeting", to).await.unwrap();
    let flu = json!({"meetingId": off, "reason": "Ana has the flu"});
    circle.staff.run("communication/CancelMeeting", flu).await.unwrap();

    let after = read(&python, "calendar", &circle, &calendar, &[]);
    let sequence = |read: &Value| event(read, &moved)["sequence"].as_u64().unwrap();
    assert!(sequence(&after) > sequence(&before), "{after}");
    let at = |event: &Value| event["start"].as_str().unwrap().replace("+00:00", "Z");
    assert_eq!(at(event(&after, &moved)), format!("{}Z", start.split('.').next().unwrap()));
    assert_eq!(event(&after, &moved)["description"], "- Budget, at last (40 min)");
    assert_eq!(
        (&event(&after, &moved)["status"], &event(&after, &off)["status"]),
        (&json!("CONFIRMED"), &json!("CANCELLED"))
    );
    assert!(!after["body"].as_str().unwrap().contains("Ana"), "no private reason, and no person");
    // The same records give the same text, whoever asks with whatever it takes.
    let again = read(&python, "calendar", &circle, &format!("/feeds/{SLUG}/meetings.ics"), &[&token]);
    assert_eq!((&again["body"], &again["etag"]), (&after["body"], &after["etag"]));
    assert_ne!(after["etag"], before["etag"]);
    let link = event(&after, &moved)["url"].as_str().unwrap().to_owned();
    assert!(link.ends_with(&format!("/feeds/{SLUG}/meetings/{moved}")), "{link}");
    let page: Value = serde_json::from_str(&run(&python, FETCH, &[&link, &token])).unwrap();
    assert_eq!(page["meeting"]["title"], "Assembly");
    circle.sandbox.stop().await;
}

/// Fetches a page with a password.
const FETCH: &str = "import base64, sys, urllib.request as u
r = u.Request(sys.argv[1])
r.add_header('Authorization', 'Basic ' + base64.b64encode(f'x:{sys.argv[2]}'.encode()).decode())
print(u.urlopen(r).read().decode())";

/// Calls an RPC in JSON with a bearer token; the status.
const POST: &str = "import sys, urllib.request as u, urllib.error as e
r = u.Request(sys.argv[1], sys.argv[3].encode())
r.add_header('Authorization', 'Bearer ' + sys.argv[2])
r.add_header('Content-Type', 'application/json')
try: print(u.urlopen(r).status, end='')
except e.HTTPError as no: print(no.code, end='')";

fn run(python: &Path, program: &str, words: &[&str]) -> String {
    let said = Command::new(python).args(["-c", program]).args(words).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

fn hub(circle: &Circle) -> String {
    circle.sandbox.places().unwrap().hub
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_keeps_its_hour_over_a_change_of_time() {
    let Some(python) = python() else { return skip("no .venv with icalendar; run tests/venv") };
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    // Ten in the morning in Bucharest: two hours ahead of Greenwich in winter, three in summer.
    let year = circle.sandbox.clock().now().date().year() + 1;
    let monthly = json!({"start": format!("{year}-02-03T08:00:00Z"), "end": format!("{year}-02-03T09:00:00Z"),
        "rrule": "FREQ=MONTHLY;COUNT=10"});
    let series = called(&mut circle, "Working group", monthly).await;
    let zoneless = json!({"tz": "Pacific/Kiritimati", "rrule": "FREQ=WEEKLY;COUNT=2"});
    let other = called(&mut circle, "Far away", zoneless).await;
    let (calendar, _, _) = links(&mut circle.staff).await;
    let calendar = read(&python, "calendar", &circle, &calendar, &[]);
    assert_eq!(calendar["zones"], json!(["Europe/Bucharest", "Pacific/Kiritimati"]));
    let hours: Vec<&str> = event(&calendar, &series)["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| at.as_str().unwrap().split('T').nth(1).unwrap())
        .collect();
    let (winter, summer) = ("08:00:00+00:00", "07:00:00+00:00");
    let expected = [winter, winter, summer, summer, summer, summer, summer, summer, summer, winter];
    assert_eq!(hours, expected);
    assert_eq!(event(&calendar, &other)["series"].as_array().unwrap().len(), 2);
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_stands_as_long_as_its_key_and_opens_its_own_initiative() {
    let Some(python) = python() else { return skip("no .venv with icalendar; run tests/venv") };
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    called(&mut circle, "Assembly", json!({})).await;
    let (calendar, _, token) = links(&mut circle.voters[1]).await;
    let (mut staff, _, _) = convene(&mut circle.admin, "iasi-school", 3).await.unwrap();
    let (_, _, foreign) = links(&mut staff).await;
    let address = format!("/feeds/{SLUG}/meetings.ics");
    let status = |address: &str, password: &[&str]| {
        read(&python, "calendar", &circle, address, password)["status"].clone()
    };
    assert_eq!(status(&calendar, &[]), 200);
    for password in [vec![], vec![foreign.as_str()], vec!["wrong"], vec![""]] {
        let refused = read(&python, "calendar", &circle, &address, &password);
        assert_eq!(refused["status"], 401, "{password:?}");
        assert!(refused["challenge"].as_str().unwrap().starts_with("Basic "));
    }
    assert_eq!(status(&address.replace(SLUG, "iasi-school"), &[&token]), 401);
    assert_eq!(status(&address.replace("meetings.ics", "news.atom"), &[&foreign]), 401);
    assert_eq!(status(&address.replace(SLUG, "nowhere"), &[]), 404);
    // The token opens feeds and nothing else.
    let rpc = format!("{}/hora.communication.v1.CommunicationQueries/ListMeetings", hub(&circle));
    assert_eq!(
        run(&python, POST, &[&rpc, &token, &json!({"meta": {"initiative": SLUG}}).to_string()]),
        "401"
    );
    let key = token.split('.').next().unwrap().to_owned();
    let revoke = json!({"keyId": key});
    circle.admin.person().run("backbone/RevokeKey", revoke).await.unwrap();
    let mut patience = Patience::new("the service has heard that the key is revoked");
    while read(&python, "calendar", &circle, &calendar, &[])["status"] != 401 {
        patience.look_again().await.unwrap();
    }
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_are_what_is_public_and_let_go_of_what_is_taken_away() {
    let Some(python) = python() else { return skip("no .venv with feedparser; run tests/venv") };
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let mut opened = Vec::new();
    for (title, audience) in [("What we ask the town", "PUBLIC"), ("Among ourselves", "MEMBERS")] {
        let subject = json!({"external": {"vocabulary": "press", "code": audience}});
        let thread =
            json!({"subject": subject, "title": title, "audience": format!("VISIBILITY_{audience}")});
        let thread = circle.staff.run("communication/OpenThread", thread).await.unwrap();
        opened.push(text(&thread, "threadId").unwrap());
    }
    let mut said = Vec::new();
    for (thread, body) in opened.iter().zip(["Ana was absent <b>again</b>", "A secret of members"]) {
        let message = json!({"threadId": thread, "body": body});
        let posted = circle.voters[1].run("communication/PostMessage", message).await.unwrap();
        said.push(text(&posted, "messageId").unwrap());
    }
    circle.plan().await.unwrap();
    let (_, news, _) = links(&mut circle.voters[0]).await;
    let anybody = format!("/feeds/{SLUG}/news.atom");
    let of = |read: &Value, id: &str| {
        let entries = read["entries"].as_array().unwrap();
        entries.iter().find(|entry| entry["id"] == format!("urn:uuid:{id}")).cloned()
    };
    let for_members = read(&python, "news", &circle, &news, &[]);
    assert_eq!(for_members["version"], "atom10");
    let mine = of(&for_members, &said[0]).unwrap();
    assert_eq!(
        (&mine["content"], &mine["content_type"]),
        (&json!("Ana was absent <b>again</b>"), &json!("text/plain"))
    );
    assert_eq!(of(&for_members, &said[1]), None, "threads of members are no news");
    let for_all = read(&python, "news", &circle, &anybody, &[]);
    assert_eq!(of(&for_all, &said[0]).unwrap()["summary"], "The text is for members.");
    assert!(!for_all["body"].as_str().unwrap().contains("absent"));
    let mut patience = Patience::new("communication hears that the agenda was adopted");
    loop {
        let read = read(&python, "news", &circle, &anybody, &[]);
        let decided =
            read["entries"].as_array().unwrap().iter().find(|entry| entry["kind"] == "decision").cloned();
        if let Some(decided) = decided {
            assert_eq!(decided["content"], "adopted");
            break;
        }
        patience.look_again().await.unwrap();
    }

    let redact = json!({"threadId": opened[0], "messageId": said[0], "basis": "REDACTION_BASIS_PRIVACY"});
    circle.staff.run("communication/RedactMessage", redact).await.unwrap();
    let after = read(&python, "news", &circle, &news, &[]);
    let gone = of(&after, &said[0]).unwrap();
    assert_eq!((&gone["kind"], &gone["content"]), (&json!("redacted"), &Value::Null));
    assert_eq!(gone["summary"], "This message was taken away (privacy).");
    assert!(gone["updated"].as_str() > mine["updated"].as_str());
    assert!(!after["body"].as_str().unwrap().contains("absent"));
    assert_eq!(after["id"], for_all["id"]);
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_titles_stay_titles() {
    let Some(python) = python() else { return skip("no .venv with feedparser; run tests/venv") };
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let mut made = Vec::new();
    for title in hostile() {
        let meeting = called(&mut circle, &title, json!({"place": title})).await;
        let announcement = json!({"title": title, "body": format!("{title}\nsecond line")});
        let announced = circle.staff.run("communication/Announce", announcement).await.unwrap();
        made.push((title, meeting, text(&announced, "announcementId").unwrap()));
    }
    let (calendar, news, _) = links(&mut circle.staff).await;
    let calendar = read(&python, "calendar", &circle, &calendar, &[]);
    let news = read(&python, "news", &circle, &news, &[]);
    assert_eq!(calendar["events"].as_object().unwrap().len(), made.len());
    for (title, meeting, announcement) in &made {
        assert_eq!(event(&calendar, meeting)["summary"], json!(title));
        let entries = news["entries"].as_array().unwrap();
        let entry = entries.iter().find(|one| one["id"] == format!("urn:uuid:{announcement}")).unwrap();
        assert_eq!(entry["content"], json!(format!("{title}\nsecond line")));
        assert_eq!(entry["title"], json!(title));
        assert!(entry["link"].as_str().unwrap().ends_with(announcement));
    }
    circle.sandbox.stop().await;
}

//! The demo's conversation: an assembly that begins while the demo is filled, its minutes and tasks, threads, an
//! announcement that some have not answered yet, and the next meeting.
//!
//! Knows no rules.

use domain::time::Timestamp;
use serde_json::{Value, json};

use super::{
    agenda::Decided,
    circle::{BUSES, Circle, INSPECTORATE, MENTORS, NGO, ROMA},
};
use crate::actors::text;

/// How far ahead the assembly begins: a meeting cannot be called for a moment that has passed.
const AHEAD_US: i64 = 1_000_000;

/// The assembly.
pub struct Meeting {
    /// When it begins.
    pub start: Timestamp,
    id: String,
}

/// Calls the assembly for the next moment, with its agenda, and the steering meeting of next week.
pub async fn call(circle: &mut Circle, now: Timestamp) -> anyhow::Result<Meeting> {
    let start = Timestamp::from_us(now.as_us().saturating_add(AHEAD_US)).unwrap_or(now);
    let called = meeting("Adunarea de toamnă / Autumn assembly", "FULL_MEMBERSHIP", start);
    let id = circle.make("communication/ScheduleMeeting", called, "meetingId").await?;
    let items = json!([
        {"title": "Agenda comună / The common agenda", "minutes": 30, "decisionNeeded": true},
        {"title": "Autobuzele / The buses", "minutes": 20, "decisionNeeded": false}]);
    let agenda = json!({"meetingId": id, "items": items});
    circle.staff.run("communication/PublishMeetingAgenda", agenda).await?;
    let next = meeting("Grupul de coordonare / Steering group", "STEERING", circle.now.plus_days(7));
    circle.staff.run("communication/ScheduleMeeting", next).await?;
    Ok(Meeting { start, id })
}

fn meeting(title: &str, kind: &str, start: Timestamp) -> Value {
    json!({"title": title, "kind": format!("MEETING_KIND_{kind}"), "start": start.to_string(),
        "end": start.plus_hours(2).to_string(), "tz": "Europe/Bucharest",
        "place": "Sala mare a primăriei / Great hall of the town hall"})
}

/// Threads on a decision, a figure and an activity, and an announcement.
pub async fn talk(circle: &mut Circle, decided: &Decided) -> anyhow::Result<()> {
    let proposal = format!("proposal/{}", decided.proposal);
    for (context, stream, title, said) in [
        (
            "agenda",
            proposal.as_str(),
            "De ce a fost blocat primul text / Why the first text was blocked",
            [
                (ROMA, "Acum copiii noștri sunt în text. / Now our children are in the text."),
                (NGO, "Mulțumim că ați spus-o. / Thank you for saying so."),
            ],
        ),
        (
            "measurement",
            "indicator/ABSENT",
            "De la 41,0% la 38,5% / From 41.0 % to 38.5 %",
            [
                (INSPECTORATE, "O clasă fusese numărată de două ori. / A class had been counted twice."),
                (MENTORS, "Tot peste ținta de 35%. / Still above the target of 35 %."),
            ],
        ),
        (
            "plan",
            "activity/BUS",
            "Cele două linii / The two lines",
            [
                (BUSES, "Șoferii vin abia în primăvară. / The drivers come in spring only."),
                (NGO, "Până atunci împrumutăm un microbuz. / Until then we borrow a minibus."),
            ],
        ),
    ] {
        let thread = json!({"subject": {"ours": {"context": context, "stream": stream}}, "title": title,
            "audience": "VISIBILITY_MEMBERS"});
        let thread = circle.make("communication/OpenThread", thread, "threadId").await?;
        for (organization, body) in said {
            let message = json!({"threadId": thread, "body": body});
            circle.of(organization)?.run("communication/PostMessage", message).await?;
        }
    }
    let announcement = json!({"title": "Raportul anual / The annual report",
        "body": "Trimiteți cifrele până la sfârșitul lunii. / Send your figures by the end of the month.",
        "ackBy": circle.now.plus_days(10).to_string()});
    let announcement = circle.make("communication/Announce", announcement, "announcementId").await?;
    for organization in [NGO, INSPECTORATE, MENTORS] {
        let org = circle.org(organization)?.to_owned();
        let acknowledged = json!({"announcementId": announcement, "org": org});
        circle.of(organization)?.run("communication/Acknowledge", acknowledged).await?;
    }
    Ok(())
}

/// Who came, what was said, and what is to be done; one task becomes a milestone of the plan.
pub async fn hold(circle: &mut Circle, meeting: &Meeting, decided: &Decided) -> anyhow::Result<()> {
    let attended = |(place, org): (usize, &String)| {
        let attended = if place % 5 == 4 { "APOLOGIES" } else { "PRESENT" };
        json!({"org": org, "attended": format!("ATTENDED_{attended}")})
    };
    let orgs: Vec<Value> = circle.orgs.iter().enumerate().map(attended).collect();
    let there = json!({"meetingId": meeting.id, "orgs": orgs});
    circle.staff.run("communication/RecordAttendance", there).await?;
    let cites = json!([{"context": "agenda", "sequence": decided.sequence.to_string()}]);
    let minutes = json!({"meetingId": meeting.id, "items": [
        {"text": "Am adoptat agenda în al doilea tur. / We adopted the agenda in the second round.", "cites": cites},
        {"text": "Autobuzele întârzie; căutăm un microbuz. / The buses are late; we look for a minibus.", "cites": []}]});
    circle.staff.run("communication/RecordMinutes", minutes).await?;
    circle.of(NGO)?.run("communication/ApproveMinutes", json!({"meetingId": meeting.id})).await?;
    let item = |text: &str, org: &str, due: i64| json!({"meetingId": meeting.id, "text": text, "ownerOrg": org, "due": circle.day(due).to_string()});
    let minibus = item("Un microbuz până în primăvară. / A minibus until spring.", circle.org(BUSES)?, 30);
    let list = item(
        "Lista satelor fără autobuz. / The list of villages without a bus.",
        circle.org(INSPECTORATE)?,
        14,
    );
    let minibus = text(&circle.staff.run("communication/AddActionItem", minibus).await?, "itemId")?;
    circle.staff.run("communication/AddActionItem", list).await?;
    let converted = json!({"meetingId": meeting.id, "itemId": minibus, "activityId": "BUS"});
    circle.of(BUSES)?.run("communication/ConvertActionItem", converted).await?;
    Ok(())
}

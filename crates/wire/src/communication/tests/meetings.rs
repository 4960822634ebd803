//! Meetings, announcements, and what becomes of messages.

use super::*;

fn schedule(change: impl FnOnce(&mut pb::ScheduleMeetingRequest)) -> Result<Command, Vec<String>> {
    let mut request = pb::ScheduleMeetingRequest {
        meta: meta(),
        title: "Assembly".to_owned(),
        kind: pb::MeetingKind::Steering.into(),
        start: "2026-12-01T10:00:00Z".to_owned(),
        end: "2026-12-01T11:00:00Z".to_owned(),
        tz: "Europe/Bucharest".to_owned(),
        ..Default::default()
    };
    change(&mut request);
    parse_schedule_meeting(&request).map(|(_, command)| command).map_err(fields)
}

#[test]
fn a_rule_of_recurrence_is_one_of_rfc_5545() {
    let rule = |text: &str| schedule(|request| request.rrule = text.to_owned());
    for good in ["FREQ=MONTHLY;BYDAY=1TU;COUNT=6", "FREQ=DAILY;UNTIL=20271224T000000Z", "FREQ=YEARLY"] {
        let Ok(Command::ScheduleMeeting(plan)) = rule(good) else { panic!("{good}") };
        assert_eq!(plan.rrule.as_deref(), Some(good));
    }
    for bad in ["every Tuesday", "FREQ=SOMETIMES", "COUNT=3", "FREQ=DAILY\nDTSTART:19700101T000000Z"] {
        assert_eq!(rule(bad).unwrap_err(), ["rrule"], "{bad}");
    }
}

#[test]
fn every_bad_field_of_a_meeting_is_told_at_once() {
    let told = schedule(|request| {
        request.kind = 9;
        request.start = "soon".to_owned();
        request.url = "zoom".to_owned();
        request.invited = vec!["everybody".to_owned()];
    });
    assert_eq!(told.unwrap_err(), ["kind", "start", "url", "invited[0]"]);
}

#[test]
fn an_organization_attends_once_and_in_one_way() {
    let org = format!("o_{}", "1".repeat(32));
    let one = |attended: pb::Attended| pb::OrgAttendance { org: org.clone(), attended: attended.into() };
    let parse = |orgs| {
        let meeting_id = THREAD.to_owned();
        let request = pb::RecordAttendanceRequest { meta: meta(), meeting_id, orgs, persons: vec![] };
        parse_record_attendance(&request).map_err(fields)
    };
    assert!(parse(vec![one(pb::Attended::Absent)]).is_ok());
    assert_eq!(parse(vec![one(pb::Attended::Absent), one(pb::Attended::Present)]).unwrap_err(), ["orgs"]);
    assert_eq!(parse(vec![one(pb::Attended::Unspecified)]).unwrap_err(), ["orgs[0].attended"]);
}

#[test]
fn minutes_cite_a_context_and_a_sequence() {
    let cite = |context: &str, sequence| pb::Cite { context: context.to_owned(), sequence };
    let parse = |cites| {
        let items = vec![pb::MinutesPassage { text: "Agreed".to_owned(), cites }];
        let request = pb::RecordMinutesRequest { meta: meta(), meeting_id: THREAD.to_owned(), items };
        parse_record_minutes(&request).map_err(fields)
    };
    assert!(parse(vec![cite("plan", 1), cite("backbone", 2)]).is_ok());
    let told = parse(vec![cite("communication", 1), cite("plan", 0)]).unwrap_err();
    assert_eq!(told, ["items[0].cites[0].context", "items[0].cites[1].sequence"]);
}

#[test]
fn an_action_item_goes_on_in_an_activity_by_code_or_id() {
    let convert = |activity_id: &str| {
        let (meeting_id, item_id) = (THREAD.to_owned(), THREAD.to_owned());
        let activity_id = activity_id.to_owned();
        let request = pb::ConvertActionItemRequest { meta: meta(), meeting_id, item_id, activity_id };
        parse_convert_action_item(&request).map_err(fields)
    };
    let Ok((_, Command::ConvertActionItem { activity, .. })) = convert("TRAIN_1") else { panic!() };
    assert_eq!(activity.as_str(), "activity/TRAIN_1");
    assert!(convert(THREAD).is_ok());
    assert_eq!(convert("train one").unwrap_err(), ["activity_id"]);
}

#[test]
fn a_message_is_taken_away_on_a_ground() {
    let redact = |basis: pb::RedactionBasis| {
        let (thread_id, message_id) = (THREAD.to_owned(), THREAD.to_owned());
        let (basis, reason) = (basis.into(), String::new());
        let request = pb::RedactMessageRequest { meta: meta(), thread_id, message_id, basis, reason };
        parse_redact_message(&request).map_err(fields)
    };
    assert!(redact(pb::RedactionBasis::HouseRules).is_ok());
    assert_eq!(redact(pb::RedactionBasis::Unspecified).unwrap_err(), ["basis"]);
    let (thread_id, message_id) = (THREAD.to_owned(), THREAD.to_owned());
    let edit = pb::EditMessageRequest { meta: meta(), thread_id, message_id, body: String::new() };
    assert_eq!(fields(parse_edit_message(&edit).unwrap_err()), ["body"]);
}

#[test]
fn an_announcement_may_ask_to_be_acknowledged() {
    let announce = |ack_by: &str| {
        let (title, body, ack_by) = ("News".to_owned(), "All is well.".to_owned(), ack_by.to_owned());
        parse_announce(&pb::AnnounceRequest { meta: meta(), title, body, ack_by }).map_err(fields)
    };
    assert!(announce("").is_ok() && announce("2026-12-01T10:00:00Z").is_ok());
    assert_eq!(announce("soon").unwrap_err(), ["ack_by"]);
    let request =
        pb::AcknowledgeRequest { meta: meta(), announcement_id: "7".to_owned(), org: String::new() };
    assert_eq!(fields(parse_acknowledge(&request).unwrap_err()), ["announcement_id", "org"]);
}

#[test]
fn lists_are_narrowed_by_how_things_stand() {
    let question = Some(common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() });
    let meetings = |status: &str| {
        let status = status.to_owned();
        parse_list_meetings(&pb::ListMeetingsRequest { meta: question.clone(), page: None, status })
    };
    assert_eq!(meetings("held").unwrap().1.status.as_deref(), Some("held"));
    assert_eq!(fields(meetings("open").unwrap_err()), ["status"]);
    let status = "open".to_owned();
    let items = pb::ListActionItemsRequest { meta: question, status, ..Default::default() };
    assert_eq!(parse_list_action_items(&items).unwrap().1.status.as_deref(), Some("open"));
}

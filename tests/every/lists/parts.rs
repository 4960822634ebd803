//! Every list with more rows than a part gives them all, part by part, in the same order and each once.
//!
//! An initiative is filled so that each list has two rows or more. A new list fails here until it has: say in
//! [`fill`] how, and what it must be asked with in [`Filled::asked`].

use hora::actors::{Person, text};
use hora_tests::circle::{Circle, adopting, convene, draft_agenda, refusal};
use prost_reflect::{Kind, MethodDescriptor};
use serde_json::{Value, json};

use super::{SLUG, governed, is_list, name, planned, reported, staffed};
use crate::every::rpcs::methods;

/// More parts than any list here has: one that goes on without end fails.
const MAX_PARTS: usize = 100;

/// What lists must be asked with.
struct Filled {
    proposal: String,
    consultation: String,
    thread: String,
}

impl Filled {
    fn asked(&self, method: &MethodDescriptor) -> Value {
        let mut request = json!({});
        for field in method.input().fields() {
            let value = match field.name() {
                "consultation" => json!({"id": self.consultation}),
                "thread_id" => json!(self.thread),
                "proposal_id" => json!(self.proposal),
                "stream" => json!("agenda"),
                "since" => json!({"sequence": 1}),
                _ => continue,
            };
            request[field.json_name()] = value;
        }
        request
    }
}

/// The field of an answer that holds the rows.
fn rows_of(method: &MethodDescriptor) -> String {
    // The counts of a difference stand before its rows.
    let is_rows = |kind: &Kind| matches!(kind, Kind::Message(row) if row.name() != "ChangeCount");
    let field = method.output().fields().find(|field| field.is_list() && is_rows(&field.kind()));
    field.unwrap_or_else(|| panic!("{} has no rows", method.name())).json_name().to_owned()
}

/// All rows in parts of at most `size`; none where the person may not ask.
async fn rows(person: &mut Person, rpc: &str, asked: &Value, list: &str, size: u32) -> Option<Vec<Value>> {
    let (mut rows, mut token) = (Vec::new(), String::new());
    for _ in 0..MAX_PARTS {
        let mut request = asked.clone();
        request["page"] = json!({"pageSize": size, "pageToken": token});
        let answer = person.ask(rpc, request).await.ok()?;
        rows.extend(answer[list].as_array().into_iter().flatten().cloned());
        token = answer["nextPageToken"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            return Some(rows);
        }
    }
    panic!("{rpc} does not end")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_gives_all_of_its_rows_part_by_part() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    convene(&mut circle.admin, "iasi-school", 2).await.unwrap();
    let mut steward =
        circle.admin.enroll(SLUG, "Steward", &circle.orgs[1], "ROLE_DATA_STEWARD").await.unwrap();
    let filled = fill(&mut circle).await;
    reported::fill(&mut circle, &mut steward).await;
    planned::fill(&mut circle).await;
    governed::fill(&mut circle).await;
    staffed::fill(&mut circle).await;
    let mut complaints = Vec::new();
    for method in methods().into_iter().filter(is_list) {
        let (rpc, list, asked) = (name(&method), rows_of(&method), filled.asked(&method));
        let mut most = 0;
        for person in [&mut circle.staff, &mut steward, circle.admin.person()] {
            let Some(whole) = rows(person, &rpc, &asked, &list, 500).await else { continue };
            most = most.max(whole.len());
            for size in [1, 2] {
                let parts = rows(person, &rpc, &asked, &list, size).await.unwrap_or_default();
                if parts != whole {
                    let (given, all) = (parts.len(), whole.len());
                    complaints.push(format!("{rpc} in parts of {size} gives {given} rows, not its {all}"));
                }
            }
        }
        if most < 2 {
            complaints.push(format!("{rpc} has {most} rows here; two are needed to try its parts"));
        }
    }
    circle.sandbox.stop().await;
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}

/// Two of everything of the agenda, of the backbone and of communication.
async fn fill(circle: &mut Circle) -> Filled {
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let proposal = circle.propose("agenda/DraftProposal", adopting(&hash, 6_000)).await.unwrap();
    for (voter, text) in circle.voters.iter_mut().zip(["All do.", "Everybody does."]) {
        let amendment = json!({"proposalId": proposal, "section": "SECTION_VISION", "baseHash": hash,
            "replacement": text, "rationale": "Shorter."});
        voter.run("agenda/SubmitAmendment", amendment).await.unwrap();
    }
    adopt(circle, adopting(&hash, 6_000)).await;
    let mut amending = adopting(&hash, 6_000);
    amending["kind"] = json!("PROPOSAL_KIND_AMEND_AGENDA");
    amending["changes"] =
        json!([{"setSection": {"section": "SECTION_VISION", "text": "Every pupil stays."}}]);
    amending["subjectHash"] = json!(hash_after(&mut circle.staff, &amending).await);
    adopt(circle, amending).await;
    circle.assess(&[2, 2, 2]).await.unwrap();
    circle.assess(&[3, 3, 3]).await.unwrap();
    let opens_at = circle.sandbox.clock().now().to_string();
    let (mut consultations, mut threads) = (Vec::new(), Vec::new());
    for number in 1..3 {
        let staff = &mut circle.staff;
        let body = json!({"code": format!("BODY_{number}"), "name": format!("Body {number}")});
        staff.run("agenda/DefineBody", body).await.unwrap();
        let matter = json!({"title": format!("Matter {number}"), "kind": "ROAD", "decidingBody": "BODY_1"});
        staff.run("agenda/OpenMatter", matter).await.unwrap();
        let hearing =
            json!({"question": format!("What {number}?"), "opensAt": opens_at, "who": "AUDIENCE_ANYONE"});
        let opened = staff.run("agenda/OpenConsultation", hearing).await.unwrap();
        consultations.push(text(&opened, "consultationId").unwrap());
        staff.run("backbone/RequestWaiver", json!({"reason": format!("Reason {number}.")})).await.unwrap();
        let thread = json!({"subject": {"ours": {"context": "agenda", "stream": "agenda"}},
            "title": format!("Thread {number}"), "audience": "VISIBILITY_MEMBERS"});
        let thread = staff.run("communication/OpenThread", thread).await.unwrap();
        let thread = text(&thread, "threadId").unwrap();
        let watch = json!({"threadId": thread, "level": "SUBSCRIPTION_LEVEL_WATCH", "tz": "UTC",
            "digest": {"kind": "KIND_DAILY"}});
        staff.run("communication/SetSubscription", watch).await.unwrap();
        let said = json!({"threadId": thread, "body": "Welcome."});
        circle.voters[0].run("communication/PostMessage", said).await.unwrap();
        let staff = &mut circle.staff;
        threads.push(thread);
        let (day, title) = (circle.sandbox.clock().now().plus_days(1), format!("Meeting {number}"));
        let (kind, start, end) = ("MEETING_KIND_STEERING", day.to_string(), day.plus_hours(1).to_string());
        let meeting = json!({"title": title, "kind": kind, "start": start, "end": end, "tz": "UTC"});
        let meeting = staff.run("communication/ScheduleMeeting", meeting).await.unwrap();
        let item = json!({"meetingId": meeting["meetingId"], "text": format!("Do {number}."),
            "ownerOrg": circle.orgs[1], "due": day.date().to_string()});
        staff.run("communication/AddActionItem", item).await.unwrap();
        let told = json!({"title": format!("News {number}"), "body": "All is well."});
        staff.run("communication/Announce", told).await.unwrap();
    }
    let (consultation, thread) = (consultations.remove(0), threads.remove(0));
    let named = json!({"id": consultation});
    for (voter, number) in circle.voters.iter_mut().zip(["1", "2"]) {
        let row = json!({"statement": number, "text": format!("Mentors help {number}.")});
        voter.run("agenda/AddStatement", json!({"consultation": named, "row": row})).await.unwrap();
        let row = json!({"statement": "1", "value": "RESPONSE_VALUE_AGREE"});
        voter.run("agenda/Respond", json!({"consultation": named, "row": row})).await.unwrap();
        let said = json!({"threadId": thread, "body": format!("Said {number}.")});
        voter.run("communication/PostMessage", said).await.unwrap();
    }
    Filled { proposal, consultation, thread }
}

/// The hash of the agenda after the changes of a proposal that names the one before, as its refusal says it.
async fn hash_after(staff: &mut Person, proposal: &Value) -> String {
    let refused = refusal(staff.run("agenda/DraftProposal", proposal.clone()).await).unwrap();
    assert_eq!(refused["reason"], "subject_hash_mismatch", "{refused}");
    let told = refused["message"].as_str().and_then(|told| told.split_once("the content has ")).unwrap().1;
    told.split(';').next().unwrap().to_owned()
}

/// Has all organizations decide a proposal.
async fn adopt(circle: &mut Circle, draft: Value) {
    let proposal = circle.propose("agenda/DraftProposal", draft).await.unwrap();
    circle.open(&proposal, &circle.sandbox.in_days(7)).await.unwrap();
    for voter in 0..circle.voters.len() {
        circle.cast(voter, &proposal, "AGREE").await.unwrap();
    }
    let closed = circle.close(&proposal).await.unwrap();
    assert_eq!(closed["result"], "DECISION_RESULT_ADOPTED", "{closed}");
}

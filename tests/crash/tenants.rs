//! Nobody learns anything of another initiative: a thousand calls with its ids in fields that take one, and in
//! `any_field` nine thousand more, with them in any.
//!
//! Each call is made twice, with an id of the other initiative and with one that nobody has: both answers must be
//! the same but for the id, and no answer may hold any other id of the other initiative. To add an RPC: a row in
//! [`ASKED`] or [`TOLD`], with `@` where the id stands.

mod any_field;

use std::collections::BTreeSet;

use hora::{
    actors::{Person, text},
    failure::Failure,
};
use hora_tests::{
    circle::{again, convene, draft_agenda, refusal},
    log,
    sandbox::Sandbox,
};
use serde_json::{Value, json};
use uuid::Uuid;

const CALLS: usize = 1_000;
const SEED: u64 = 20_261_123;
const OURS: &str = "ours";
const THEIRS: &str = "theirs";

/// Queries; a name without a context is one of the log.
const ASKED: &[(&str, &str)] = &[
    ("agenda/GetProposal", r#"{"proposalId":"@"}"#),
    ("agenda/ListAmendments", r#"{"proposalId":"@"}"#),
    ("agenda/GetTimeline", r#"{"stream":"proposal/@"}"#),
    ("agenda/GetTimeline", r#"{"stream":"matter/@"}"#),
    ("agenda/GetMatter", r#"{"matter":{"id":"@"}}"#),
    ("agenda/GetMeetingDecision", r#"{"decision":{"id":"@"}}"#),
    ("agenda/GetConsultation", r#"{"consultation":{"id":"@"}}"#),
    ("agenda/ListStatements", r#"{"consultation":{"id":"@"}}"#),
    ("agenda/ListResponses", r#"{"consultation":{"id":"@"}}"#),
    ("agenda/ListParticipants", r#"{"consultation":{"id":"@"}}"#),
    ("backbone/GetAssessment", r#"{"assessmentId":"@"}"#),
    ("backbone/ListPersons", r#"{"organizationId":"@"}"#),
    ("backbone/ListGrants", r#"{"holder":"@"}"#),
    ("plan/GetActivity", r#"{"activityId":"@"}"#),
    ("plan/ListActivities", r#"{"leadOrg":"@"}"#),
    ("measurement/ListObservations", r#"{"org":"@"}"#),
    ("communication/GetThread", r#"{"threadId":"@"}"#),
    ("communication/ListMessages", r#"{"threadId":"@"}"#),
    ("communication/ListThreads", r#"{"subject":{"ours":{"context":"agenda","stream":"proposal/@"}}}"#),
];

/// Commands; `ORG` is an organization of ours, `THREAD` a thread of ours.
const TOLD: &[(&str, &str)] = &[
    ("agenda/StartNewRound", r#"{"ofProposalId":"@"}"#),
    ("agenda/ResolveAmendment", r#"{"proposalId":"@","amendmentId":"@","accept":true}"#),
    ("agenda/WithdrawAmendment", r#"{"proposalId":"@","amendmentId":"@"}"#),
    ("agenda/DeclareConflict", r#"{"proposalId":"@","org":"ORG","nature":"kin"}"#),
    ("agenda/CastStance", r#"{"proposalId":"@","position":"POSITION_AGREE"}"#),
    ("agenda/ExtendWindow", r#"{"proposalId":"@","closesAt":"2027-01-01T00:00:00Z","reason":"slow"}"#),
    ("agenda/CloseProposal", r#"{"proposalId":"@"}"#),
    ("agenda/RecordOutcome", r#"{"proposalId":"@","statement":"done","responsibleOrg":"ORG"}"#),
    ("agenda/WithdrawProposal", r#"{"proposalId":"@","reason":"why not"}"#),
    ("agenda/RetireAgenda", r#"{"decidedBy":{"context":"agenda","id":"@"}}"#),
    (
        "agenda/ModerateStatement",
        r#"{"consultation":{"id":"@"},"row":{"statement":"1","moderation":"MODERATION_ACCEPTED"}}"#,
    ),
    ("agenda/AddStatement", r#"{"consultation":{"id":"@"},"row":{"text":"hello"}}"#),
    (
        "agenda/Respond",
        r#"{"consultation":{"id":"@"},"row":{"statement":"1","value":"RESPONSE_VALUE_AGREE"}}"#,
    ),
    ("agenda/CloseConsultation", r#"{"consultation":{"id":"@"}}"#),
    (
        "agenda/OpenConsultation",
        r#"{"question":"?","opensAt":"2027-01-01T00:00:00Z","who":"AUDIENCE_ANYONE","subjectRef":{"proposalId":"@"}}"#,
    ),
    (
        "backbone/ScoreFactor",
        r#"{"assessmentId":"@","factor":"FACTOR_SCALE","score":2,"confidence":"CONFIDENCE_LOW"}"#,
    ),
    ("backbone/ConcludeAssessment", r#"{"assessmentId":"@"}"#),
    ("backbone/LaunchInitiative", r#"{"assessmentId":"@"}"#),
    (
        "backbone/LaunchInitiative",
        r#"{"waiver":{"requestId":"@","reason":"so","decidedBy":{"context":"agenda","id":"@"}}}"#,
    ),
    (
        "backbone/SuspendMember",
        r#"{"organizationId":"ORG","requestId":"@","reason":"so","decidedBy":{"context":"agenda","id":"@"}}"#,
    ),
    ("backbone/GrantImport", r#"{"meta":{"approves":["@"]},"requestId":"@"}"#),
    ("backbone/UpdatePerson", r#"{"personId":"@","name":"Another"}"#),
    ("backbone/GrantRole", r#"{"holder":"@","role":"ROLE_AUDITOR"}"#),
    ("backbone/RevokeRole", r#"{"holder":"@","role":"ROLE_BACKBONE_STAFF"}"#),
    (
        "backbone/RegisterPerson",
        r#"{"personId":"@","name":"Another","email":"a@example.org","organizationId":"ORG"}"#,
    ),
    (
        "communication/OpenThread",
        r#"{"subject":{"ours":{"context":"agenda","stream":"proposal/@"}},"title":"t","audience":"VISIBILITY_MEMBERS"}"#,
    ),
    ("communication/PostMessage", r#"{"threadId":"@","body":"hello"}"#),
    ("communication/PostMessage", r#"{"threadId":"THREAD","body":"hello","replyTo":{"messageId":"@"}}"#),
    ("communication/PostMessage", r#"{"threadId":"THREAD","body":"hello","mentions":["@"]}"#),
    ("communication/LockThread", r#"{"threadId":"@","reason":"so"}"#),
    ("communication/ArchiveThread", r#"{"threadId":"@"}"#),
];

/// SplitMix64: the same calls for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Everything in the initiative's records that looks like an id of its own: uuids and pseudonyms.
async fn ids(staff: &mut Person) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for context in hora::CONTEXTS {
        for record in log::read(staff, context, 1).await.unwrap() {
            let text = record.value.to_string();
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
            found.extend(words.filter(|word| is_id(word)).map(str::to_owned));
        }
    }
    found
}

fn is_id(word: &str) -> bool {
    (word.len() == 36 && Uuid::try_parse(word).is_ok()) || (word.len() == 34 && word.starts_with("p_"))
}

/// Puts something into every context of an initiative, so that there are ids to be found out.
async fn fill(staff: &mut Person, voters: &mut [Person], orgs: &[String], sandbox: &Sandbox) -> String {
    let hash = draft_agenda(staff, &sandbox.in_days(1_500)).await.unwrap();
    let draft = hora_tests::circle::adopting(&hash, 5_000);
    let proposal = text(&staff.run("agenda/DraftProposal", draft).await.unwrap(), "proposalId").unwrap();
    let amendment = json!({"proposalId": proposal, "section": "SECTION_VISION", "baseHash": hash,
        "replacement": "All do.", "rationale": "Shorter."});
    voters[1].run("agenda/SubmitAmendment", amendment).await.unwrap();
    let now = sandbox.clock().now().to_string();
    let hearing = json!({"question": "What helps?", "opensAt": now, "who": "AUDIENCE_ANYONE"});
    let hearing = staff.run("agenda/OpenConsultation", hearing).await.unwrap();
    let statement =
        json!({"consultation": {"id": hearing["consultationId"]}, "row": {"text": "Mentors help."}});
    voters[1].run("agenda/AddStatement", statement).await.unwrap();
    let begun = staff.run("backbone/StartAssessment", json!({"assessors": orgs})).await.unwrap();
    let score = json!({"assessmentId": begun["assessmentId"], "factor": "FACTOR_SCALE", "score": 2,
        "confidence": "CONFIDENCE_LOW"});
    voters[0].run("backbone/ScoreFactor", score).await.unwrap();
    staff.run("backbone/RequestWaiver", json!({"reason": "Soon."})).await.unwrap();
    let about = json!({"ours": {"context": "agenda", "stream": format!("proposal/{proposal}")}});
    let thread = json!({"subject": about, "title": "Which?", "audience": "VISIBILITY_MEMBERS"});
    let thread = text(&staff.run("communication/OpenThread", thread).await.unwrap(), "threadId").unwrap();
    let said = json!({"threadId": thread, "body": "This one."});
    voters[1].run("communication/PostMessage", said).await.unwrap();
    thread
}

/// The answer as it looks to the caller, the id taken out; a command that was done says only that.
async fn call(person: &mut Person, rpc: &str, is_query: bool, request: &str, id: &str) -> (Value, String) {
    let request: Value = serde_json::from_str(&request.replace('@', id)).unwrap();
    let answer = if is_query { person.ask(rpc, request).await } else { person.run(rpc, request).await };
    let (seen, whole) = match answer {
        Ok(answer) if is_query => (answer.clone(), answer),
        Ok(answer) => (json!("done"), answer),
        Err(failure) => (failure.json(), failure.json()),
    };
    let without_id = seen.to_string().replace(id, "@");
    (serde_json::from_str(&without_id).unwrap(), whole.to_string().replace(id, "@"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_with_foreign_ids_tell_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut admin = sandbox.admin().await.unwrap();
    let (mut staff, orgs, mut voters) = convene(&mut admin, OURS, 3).await.unwrap();
    let (mut their_staff, their_orgs, mut their_voters) = convene(&mut admin, THEIRS, 3).await.unwrap();
    let thread = fill(&mut staff, &mut voters, &orgs, &sandbox).await;
    fill(&mut their_staff, &mut their_voters, &their_orgs, &sandbox).await;
    let foreign: Vec<String> = ids(&mut their_staff).await.into_iter().collect();
    assert!(foreign.len() > 40, "{}", foreign.len());
    let mut voter = again(&mut voters[1]).unwrap();

    let mut dice = Dice(SEED);
    let (mut not_found, mut wrong_shape) = (0, 0);
    for number in 0..CALLS {
        let is_query = dice.below(2) == 0;
        let (rpc, request) = dice.pick(if is_query { ASKED } else { TOLD });
        let request = request.replace("ORG", &orgs[1]).replace("THREAD", &thread);
        let caller = if dice.below(2) == 0 { &mut staff } else { &mut voter };
        let id = dice.pick(&foreign).clone();
        let unknown = if id.starts_with("p_") {
            format!("p_{}", Uuid::now_v7().simple())
        } else {
            // Of the same version, which the shape may be told by.
            Uuid::now_v7().to_string()
        };
        let (theirs, whole) = call(caller, rpc, is_query, &request, &id).await;
        let (nobodys, _) = call(caller, rpc, is_query, &request, &unknown).await;
        assert_eq!(theirs, nobodys, "call {number}: {rpc} {request} with {id}");
        let leaked = foreign.iter().find(|known| whole.contains(known.as_str()));
        assert_eq!(leaked, None, "call {number}: {rpc} {request} with {id}: {whole}");
        not_found += usize::from(theirs["code"] == "NotFound");
        wrong_shape += usize::from(theirs["code"] == "InvalidArgument");
    }
    // Were most calls refused for their shape, nothing would have been tried.
    assert!(not_found > CALLS / 4 && wrong_shape < CALLS / 2, "{not_found} {wrong_shape}");
    sandbox.stop().await;
}

/// The same request where our token is, of another initiative.
async fn reach(person: &mut Person, path: &str, request: &Value) -> Value {
    let answer: Result<Value, Failure> = person.client().call(path, Some(OURS), request).await;
    answer.unwrap_or_else(|failure| failure.json())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_initiative_is_as_unknown_as_none() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut admin = sandbox.admin().await.unwrap();
    let (mut staff, _, _) = convene(&mut admin, OURS, 1).await.unwrap();
    let (mut their_staff, their_orgs, mut their_voters) = convene(&mut admin, THEIRS, 3).await.unwrap();
    fill(&mut their_staff, &mut their_voters, &their_orgs, &sandbox).await;
    let calls = [
        ("/hora.agenda.v1.AgendaQueries/GetAgenda", json!({"meta": {"initiative": "@"}})),
        (
            "/hora.agenda.v1.AgendaQueries/ListProposals",
            json!({"meta": {"initiative": "@", "asOf": {"sequence": "3"}}}),
        ),
        ("/hora.backbone.v1.BackboneQueries/ListPersons", json!({"meta": {"initiative": "@"}})),
        ("/hora.communication.v1.CommunicationQueries/ListThreads", json!({"meta": {"initiative": "@"}})),
        (
            "/hora.agenda.v1.AgendaCommands/DefineGoal",
            json!({"meta": {"initiative": "@", "commandId": Uuid::now_v7()},
            "code": "X", "statement": "y", "desiredCondition": "z"}),
        ),
        ("/hora.log.v1.Log/Head", json!({"initiative": "@", "context": "agenda"})),
    ];
    for (path, request) in calls {
        let with = |slug: &str| serde_json::from_str(&request.to_string().replace('@', slug)).unwrap();
        let theirs: Value = reach(&mut staff, path, &with(THEIRS)).await;
        let nobodys = reach(&mut staff, path, &with("nobody")).await;
        assert_eq!(theirs, nobodys, "{path}");
        assert!(!theirs["code"].is_null(), "{path} was answered: {theirs}");
    }

    // Everybody may know that there is an initiative: a stranger with a key is the public there.
    let secret = staff.client().key().unwrap().secret.clone();
    let mut stranger = Person::with_key(sandbox.places().unwrap(), &secret, THEIRS, "stranger");
    let mut public = sandbox.public(THEIRS).unwrap();
    for rpc in ["agenda/GetAgenda", "agenda/ListProposals", "communication/ListThreads"] {
        let as_public = public.ask(rpc, json!({})).await.unwrap();
        assert_eq!(stranger.ask(rpc, json!({})).await.unwrap(), as_public, "{rpc}");
    }
    for rpc in ["backbone/ListPersons", "backbone/ListAssessments", "backbone/ListGrants"] {
        let denied = refusal(stranger.ask(rpc, json!({})).await).unwrap();
        assert_eq!(denied["reason"], "not_permitted", "{rpc}: {denied}");
    }

    let page = json!({"page": {"pageSize": 1}});
    let theirs = their_staff.ask("agenda/GetTimeline", {
        let mut asked = page.clone();
        asked["stream"] = json!("agenda");
        asked
    });
    let token = theirs.await.unwrap()["nextPageToken"].clone();
    assert!(token.as_str().is_some_and(|token| !token.is_empty()));
    let asked = json!({"stream": "agenda", "page": {"pageSize": 100, "pageToken": token}});
    let ours = staff.ask("agenda/GetTimeline", asked).await;
    let shown = ours.unwrap_or_else(|failure| failure.json()).to_string();
    let known = ids(&mut their_staff).await;
    assert_eq!(known.iter().find(|id| shown.contains(id.as_str())), None, "{shown}");
    sandbox.stop().await;
}

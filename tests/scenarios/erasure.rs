//! Scenario 10: a person leaves and is erased. Nothing they said or were called can be read any more, in no file and
//! at no earlier moment; what was counted and recorded stays as it was. Killed or partly down, the hub ends it later.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hora::{
    actors::{Person, text},
    client::Places,
    run,
};
use hora_tests::{
    circle::{convene, refusal},
    log,
    process::Process,
    wait,
};
use runtime::{clock::Clock, config::Config};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const SLUG: &str = "cluj-school";
const MARKER: &str = "Zyxovermintha";
const SAID: &str = "Zyxovermintha asks for mentors.";

/// A hub where somebody by the marked name has acted, and those who may erase.
struct Story {
    hub: Process,
    staff: Person,
    admin: Person,
    leaver: String,
    thread: String,
    consultation: String,
}

fn elsewhere(person: &mut Person, places: Places) -> Person {
    let secret = person.client().key().unwrap().secret.clone();
    let reference = person.reference.clone();
    Person::with_key(places, &secret, SLUG, &reference)
}

async fn story() -> Story {
    let hub = Process::start(BINARY, None).await.unwrap();
    let mut admin = hub.admin().await.unwrap();
    let (mut staff, orgs, _) = convene(&mut admin, SLUG, 2).await.unwrap();
    let mut leaver = admin.enroll(SLUG, MARKER, &orgs[1], "ROLE_ORG_REPRESENTATIVE").await.unwrap();
    let email = format!("{MARKER}@example.org");
    let profile = json!({"personId": leaver.reference, "email": email});
    staff.run("backbone/UpdatePerson", profile).await.unwrap();
    let thread = json!({"title": "Mentors", "subject": {"external": {"vocabulary": "press", "code": "7"}},
        "audience": "VISIBILITY_MEMBERS"});
    let thread = text(&staff.run("communication/OpenThread", thread).await.unwrap(), "threadId").unwrap();
    let said = json!({"threadId": thread, "body": SAID});
    leaver.run("communication/PostMessage", said).await.unwrap();
    let watch = json!({"threadId": thread, "level": "SUBSCRIPTION_LEVEL_WATCH", "tz": "UTC",
        "digest": {"kind": "KIND_DAILY"}});
    leaver.run("communication/SetSubscription", watch).await.unwrap();
    let hearing = json!({"question": "What helps?", "opensAt": Clock::default().now().to_string(),
        "who": "AUDIENCE_ANYONE"});
    let hearing = staff.run("agenda/OpenConsultation", hearing).await.unwrap();
    let consultation = text(&hearing, "consultationId").unwrap();
    let row = json!({"statement": "1", "text": SAID});
    let statement = json!({"consultation": {"id": consultation}, "row": row});
    leaver.run("agenda/AddStatement", statement).await.unwrap();
    let admin = Person::with_key(hub.places(), admin.key(), SLUG, "admin");
    let leaver = leaver.reference.clone();
    Story { hub, staff, admin, leaver, thread, consultation }
}

async fn request(staff: &mut Person, subject: &str) -> Value {
    let asked = json!({"subject": subject, "legalBasis": "LEGAL_BASIS_CONSENT_WITHDRAWN"});
    let asked = staff.run("backbone/RequestErasure", asked).await.unwrap();
    json!({"requestId": asked["requestId"], "meta": {"approves": [asked["result"]["eventIds"][0]]}})
}

async fn count(person: &mut Person, context: &str, event: &str) -> usize {
    let records = log::read(person, context, 1).await.unwrap();
    records.iter().filter(|record| record.is(&format!("{context}.{event}.v1"))).count()
}

async fn wait_for(person: &mut Person, event: &'static str) {
    let mut patience = wait::Patience::new(event);
    while count(person, "backbone", event).await == 0 {
        patience.look_again().await.unwrap();
    }
}

/// The files below a folder that hold the marker, in UTF-8 or UTF-16.
fn files_with_marker(folder: &Path) -> Vec<String> {
    let wide = |order: fn(u16) -> [u8; 2]| MARKER.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    files_with(folder, &[MARKER.as_bytes().to_vec(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)])
}

fn files_with(folder: &Path, forms: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, forms));
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let holds = |form: &Vec<u8>| bytes.windows(form.len()).any(|window| window == form.as_slice());
            found.extend(forms.iter().any(holds).then(|| path.display().to_string()));
        }
    }
    found
}

/// All that the story tells of what the leaver said, now or at an earlier moment.
async fn shown(story: &mut Story, meta: [Value; 3]) -> [Value; 3] {
    let [persons, messages, statements] = meta;
    let staff = &mut story.staff;
    let persons = staff.ask("backbone/ListPersons", json!({"meta": persons})).await.unwrap();
    let is_leaver = |person: &&Value| person["personId"] == json!(story.leaver);
    let person = persons["persons"].as_array().unwrap().iter().find(is_leaver).unwrap().clone();
    let asked = json!({"threadId": story.thread, "meta": messages});
    let messages = staff.ask("communication/ListMessages", asked).await.unwrap();
    let asked = json!({"consultation": {"id": story.consultation}, "meta": statements});
    let statements = staff.ask("agenda/ListStatements", asked).await.unwrap();
    [person, messages["messages"][0].clone(), statements["statements"][0].clone()]
}

fn states([person, message, statement]: &[Value; 3]) -> [&Value; 4] {
    [
        &person["name"]["state"],
        &person["email"]["state"],
        &message["body"]["state"],
        &statement["text"]["state"],
    ]
}

/// The keyring files of a service, by name.
fn keyring(data: &Path, context: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let files = fs::read_dir(data.join(context).join("keyring")).unwrap().map(|file| file.unwrap().path());
    files.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Whether what persons keep for themselves holds a pseudonym, in the file or beside it.
fn is_kept_of(data: &Path, person: &str) -> bool {
    let all = fs::read_dir(data.join("communication")).unwrap().map(|file| file.unwrap().path());
    let is_personal = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("personal.");
    let holds = |path: PathBuf| {
        fs::read(path).unwrap().windows(person.len()).any(|window| window == person.as_bytes())
    };
    all.filter(is_personal).any(holds)
}

/// The ends of a service's files of wrapped keys: those of the texts written last.
fn last_keys(files: &[(PathBuf, Vec<u8>)]) -> Vec<Vec<u8>> {
    let is_of_keys = |path: &Path| path.file_name().unwrap().to_string_lossy().starts_with("keys.");
    let keys = files.iter().filter(|(path, _)| is_of_keys(path));
    keys.map(|(_, bytes)| bytes[bytes.len() - 48..].to_vec()).collect()
}

async fn sequences(story: &mut Story) -> [Value; 3] {
    let mut cuts = [json!({}), json!({}), json!({})];
    for (cut, context) in cuts.iter_mut().zip(["backbone", "communication", "agenda"]) {
        let last = log::read(&mut story.staff, context, 1).await.unwrap().last().unwrap().sequence();
        *cut = json!({"asOf": {"sequence": last.to_string()}});
    }
    cuts
}

async fn is_erased(story: &mut Story, then: [Value; 3]) {
    for meta in [[json!({}), json!({}), json!({})], then] {
        let shown = shown(story, meta).await;
        assert_eq!(states(&shown), [&json!("STATE_ERASED"); 4], "{shown:?}");
        assert!(!format!("{shown:?}").contains(MARKER));
    }
    for context in hora::CONTEXTS {
        assert_eq!(count(&mut story.staff, context, "SubjectShredded").await, 1, "{context}");
    }
    assert_eq!(count(&mut story.staff, "backbone", "SubjectErased").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_found_in_no_file_and_every_record_stays_as_it_was() {
    let mut story = story().await;
    let before = sequences(&mut story).await;
    let open = shown(&mut story, before.clone()).await;
    assert_eq!(states(&open), [&json!("STATE_OPEN"); 4], "{open:?}");
    let mut histories = Vec::new();
    for context in hora::CONTEXTS {
        histories.push(log::read(&mut story.staff, context, 1).await.unwrap());
    }
    let data = story.hub.data();
    let backup: Vec<_> = hora::CONTEXTS.iter().flat_map(|context| keyring(&data, context)).collect();
    let wrapped = last_keys(&keyring(&data, "communication"));
    assert!(is_kept_of(&data, &story.leaver));
    assert_eq!(files_with(&data, &wrapped).len(), 1);
    let approve = request(&mut story.staff, &story.leaver.clone()).await;
    let by_same = refusal(story.staff.run("backbone/ApproveErasure", approve.clone()).await).unwrap();
    assert_eq!(by_same["reason"], "same_person_approves", "{by_same}");
    story.admin.run("backbone/ApproveErasure", approve).await.unwrap();
    wait_for(&mut story.staff, "SubjectErased").await;
    is_erased(&mut story, before.clone()).await;
    for (context, history) in hora::CONTEXTS.iter().zip(&histories) {
        let now = log::read(&mut story.staff, context, 1).await.unwrap();
        assert_eq!(now[..history.len()], history[..], "{context}");
    }
    let again = json!({"subject": story.leaver, "legalBasis": "LEGAL_BASIS_OBJECTION"});
    let again = refusal(story.staff.run("backbone/RequestErasure", again).await).unwrap();
    assert_eq!(again["reason"], "already_erased", "{again}");
    story.hub.stop().unwrap();
    assert_eq!(files_with_marker(data.parent().unwrap()), Vec::<String>::new());
    assert_eq!(files_with(data.parent().unwrap(), &wrapped), Vec::<String>::new());
    let accounts = fs::read(data.join("backbone/accounts.sqlite")).unwrap();
    assert!(!accounts.windows(story.leaver.len()).any(|window| window == story.leaver.as_bytes()));
    assert!(!is_kept_of(&data, &story.leaver));
    story.hub.run().await.unwrap();
    is_erased(&mut story, before.clone()).await;

    // Keys that come back with an older backup are destroyed again, as the log says.
    story.hub.stop().unwrap();
    for context in hora::CONTEXTS {
        keyring(&data, context).iter().for_each(|(path, _)| fs::remove_file(path).unwrap());
    }
    backup.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    story.hub.run().await.unwrap();
    let mut patience = wait::Patience::new("the restored keys are destroyed");
    while states(&shown(&mut story, before.clone()).await) != [&json!("STATE_ERASED"); 4] {
        patience.look_again().await.unwrap();
    }
    is_erased(&mut story, before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_goes_on_after_a_kill_and_when_a_service_that_was_down_returns() {
    let mut story = story().await;
    let before = sequences(&mut story).await;
    let approve = request(&mut story.staff, &story.leaver.clone()).await;
    story.hub.kill().unwrap();

    // Backbone alone: the other services are down.
    let mut config = Config::default();
    config.hub.data = story.hub.data();
    config.listen.address = ([127, 0, 0, 1], 0).into();
    config.nats.off = true;
    let alone = run::start(config, Clock::default(), &["backbone"]).await.unwrap();
    let hub = format!("http://{}", alone.address);
    let places = Places { hub, services: vec![], tls_ca: None, cleartext: false };
    let mut admin = elsewhere(&mut story.admin, places.clone());
    admin.run("backbone/ApproveErasure", approve).await.unwrap();
    let mut staff = elsewhere(&mut story.staff, places);
    wait_for(&mut staff, "SubjectShredded").await;
    assert_eq!(count(&mut staff, "backbone", "SubjectErased").await, 0);
    alone.stop().await;

    // They return, and the hub is killed while they shred, as often as it takes to be killed at different steps.
    for _ in 0..3 {
        story.hub.run().await.unwrap();
        story.hub.kill().unwrap();
    }
    story.hub.run().await.unwrap();
    wait_for(&mut story.staff, "SubjectErased").await;
    is_erased(&mut story, before).await;
    story.hub.stop().unwrap();
    assert_eq!(files_with_marker(story.hub.data().parent().unwrap()), Vec::<String>::new());
}

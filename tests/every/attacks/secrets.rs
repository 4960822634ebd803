//! At the highest level of tracing a hub says no secret: not in its log, not in its figures, not in an answer.
//!
//! Runs what `hora up --demo` runs, with a partner and with private texts, and looks for each secret in each form
//! that a program prints bytes in. To add a secret: a line in [`secrets`].

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use hora::actors::{Admin, Person, text};
use hora_tests::{
    circle::{again, convene},
    log,
    process::{Process, nats_server},
    skip,
};
use keyring::{Keyring, Lookup, Subject, read_master_key};
use runtime::{clock::Clock, secrets::Secret, setup};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::SLUG;

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const NAME: &str = "Xanthippe Quillfeather";
const EMAIL: &str = "xanthippe@quillfeather.example";
const SAID: &str = "Between us: the gymnasium roof leaks on Tuesdays.";
const TRACES: &[(&str, &str)] = &[("HORA_LOG", "trace"), ("RUST_LOG", "trace")];
/// Bytes enough to be told from chance in a list of numbers.
const RUN: usize = 10;

/// What must not be found, by what it is called in complaints.
type Secrets = BTreeMap<String, Vec<u8>>;

/// The secrets as they may be printed: as text, in hex, in base64, as a list of numbers.
fn forms(bytes: &[u8]) -> Vec<String> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let numbers = bytes.iter().take(RUN).map(u8::to_string).collect::<Vec<_>>().join(", ");
    let mut forms = vec![hex.to_uppercase(), hex, URL_SAFE_NO_PAD.encode(bytes), numbers];
    // Without the last letters, which depend on what follows.
    forms.push(STANDARD.encode(bytes).trim_end_matches('=').to_owned());
    forms.extend(String::from_utf8(bytes.to_vec()));
    forms.push(bytes.escape_ascii().to_string());
    forms
}

fn found(secrets: &Secrets, place: &str, text: &str) -> Vec<String> {
    let hits =
        secrets.iter().flat_map(|(name, bytes)| forms(bytes).into_iter().map(move |form| (name, form)));
    hits.filter_map(|(name, form)| {
        let line = text.lines().find(|line| line.contains(&form))?;
        Some(format!("{name} in {place}: {}", line.chars().take(300).collect::<String>()))
    })
    .collect()
}

/// A person's key and the token they have for it.
async fn of_person(secrets: &mut Secrets, name: &str, person: &mut Person) {
    let initiative = person.initiative.clone();
    let key = person.client().key().unwrap().secret.clone();
    let token = person.client().bearer(&initiative).await.unwrap().unwrap();
    let token = token.to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned();
    secrets.insert(format!("the secret of {name}'s key"), key.splitn(3, '_').last().unwrap().into());
    let signature = token.rsplit('.').next().unwrap();
    secrets.insert(format!("the signature of {name}'s token"), signature.into());
    secrets.insert(format!("the bytes of {name}'s signature"), URL_SAFE_NO_PAD.decode(signature).unwrap());
}

fn hex_file(path: &Path) -> Vec<u8> {
    Secret::load_or_create(path).unwrap().bytes().to_vec()
}

/// Every password of a file of JSON, however deep.
fn passwords(value: &Value, into: &mut Secrets) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| match inner {
            Value::String(password) if name == "password" => {
                into.insert(format!("NATS password {}", into.len()), password.clone().into_bytes());
            }
            _ => passwords(inner, into),
        }),
        Value::Array(items) => items.iter().for_each(|item| passwords(item, into)),
        _ => {}
    }
}

/// The data keys of all subjects that the records name; the hub has stopped, so that the keyrings can be opened.
fn data_keys(data: &Path, subjects: &BTreeSet<String>, into: &mut Secrets) {
    let secrets = data.with_file_name("data-secrets");
    let master = read_master_key(&secrets.join("master.key"), data).unwrap();
    into.insert("the master key".to_owned(), master.to_vec());
    for context in hora::CONTEXTS {
        let keys = Keyring::open(&data.join(context).join("keyring"), master).unwrap();
        for subject in subjects {
            let of: Subject = subject.parse().unwrap();
            if let Lookup::Key(key) = keys.key(&of).unwrap() {
                into.insert(format!("the data key of {subject} in {context}"), key.bytes().to_vec());
            }
        }
    }
}

/// Every `"subject": "person:…"` or `"text:…"` of a record.
fn subjects(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let subject =
                fields.get("subject").and_then(Value::as_str).filter(|_| fields.contains_key("sealed"));
            into.extend(subject.map(str::to_owned));
            fields.values().for_each(|inner| subjects(inner, into));
        }
        Value::Array(items) => items.iter().for_each(|item| subjects(item, into)),
        _ => {}
    }
}

/// Talks, profiles, a refusal of each sort: all that private text and keys pass through.
async fn live(
    hub: &Process,
    admin: &mut Admin,
    staff: &mut Person,
    voters: &mut [Person],
    orgs: &[String],
) -> String {
    let copies: Vec<Person> = voters.iter_mut().map(|voter| again(voter).unwrap()).collect();
    hora::adopt_agenda(staff, copies, Clock::default().now()).await.unwrap();
    let registered = admin.enroll(SLUG, NAME, &orgs[1], "ROLE_DATA_STEWARD").await.unwrap();
    let profile = json!({"personId": registered.reference, "name": NAME, "email": EMAIL});
    staff.run("backbone/UpdatePerson", profile.clone()).await.unwrap();
    let about = json!({"external": {"vocabulary": "minutes", "code": "7"}});
    let thread = json!({"subject": about, "title": "The roof", "audience": "VISIBILITY_MEMBERS"});
    let thread = text(&staff.run("communication/OpenThread", thread).await.unwrap(), "threadId").unwrap();
    let post = json!({"threadId": thread, "body": SAID});
    voters[1].run("communication/PostMessage", post.clone()).await.unwrap();
    let read = voters[2].ask("communication/ListMessages", json!({"threadId": thread})).await.unwrap();
    assert!(read.to_string().contains(SAID), "{read}");
    let people = staff.ask("backbone/ListPersons", json!({})).await.unwrap();
    assert!(people.to_string().contains(NAME), "{people}");
    for past in [json!({"sequence": "3"}), json!({"recordedAt": Clock::default().now().to_string()})] {
        staff.ask("backbone/ListPersons", json!({"meta": {"asOf": past}})).await.unwrap();
    }

    let mut errors = String::new();
    let mut refused = |answer: Result<Value, hora::failure::Failure>| {
        errors.push_str(&answer.expect_err("was not refused").json().to_string());
        errors.push('\n');
    };
    refused(voters[1].run("backbone/UpdatePerson", profile).await);
    refused(
        staff
            .run(
                "communication/LockThread",
                json!({"threadId": thread, "reason": SAID, "meta": {"expectedVersion": "99"}}),
            )
            .await,
    );
    staff.run("communication/ArchiveThread", json!({"threadId": thread})).await.unwrap();
    refused(voters[1].run("communication/PostMessage", post).await);
    refused(voters[1].run("communication/PostMessage", json!({"threadId": SLUG, "body": SAID})).await);
    refused(
        staff
            .run("backbone/RegisterPerson", json!({"name": NAME, "email": EMAIL, "organizationId": "o_"}))
            .await,
    );
    refused(hub_public(hub).ask("backbone/ListPersons", json!({})).await);
    // A key with one letter changed, which is still nearly a secret.
    let mut key = voters[1].client().key().unwrap().secret.clone();
    let last = if key.pop() == Some('A') { 'Q' } else { 'A' };
    key.push(last);
    refused(Person::with_key(hub.places(), &key, SLUG, "nearly").ask("agenda/GetAgenda", json!({})).await);
    errors
}

fn hub_public(hub: &Process) -> Person {
    Person::public(hub.places(), SLUG)
}

async fn metrics(hub: &Process) -> String {
    let mut stream = TcpStream::connect(hub.places().hub.trim_start_matches("http://")).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert!(text.contains("hora_refusals_total"), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_said_at_the_highest_level_of_tracing() {
    let Some(nats) = nats_server() else {
        return skip("no nats-server; run tests/venv or set HORA_NATS_SERVER");
    };
    let mut hub = Process::start_with(BINARY, Some(nats), TRACES).await.unwrap();
    let (clock, data) = (Clock::default(), hub.data());
    let setup_secret = setup::issue(&data, clock.now_us()).unwrap();
    let mut admin =
        Admin::set_up(hub.places(), &setup_secret, &clock.now().plus_days(30).to_string()).await.unwrap();
    let (mut staff, orgs, mut voters) = convene(&mut admin, SLUG, 3).await.unwrap();
    let words = ["partner", "add", "example", "--initiative", SLUG, "--visibility", "public", "--data"];
    let folder = data.display().to_string();
    let added = hub.cli(admin.person(), words.into_iter().chain([folder.as_str()])).unwrap();
    assert!(added.status.success(), "{added:?}");
    let errors = live(&hub, &mut admin, &mut staff, &mut voters, &orgs).await;
    let figures = metrics(&hub).await;

    let mut secrets = Secrets::new();
    secrets.insert("the setup secret".to_owned(), setup_secret.into_bytes());
    for (name, text) in [("a name", NAME), ("an address", EMAIL), ("a private text", SAID)] {
        secrets.insert(name.to_owned(), text.as_bytes().to_vec());
    }
    of_person(&mut secrets, "the admin", admin.person()).await;
    of_person(&mut secrets, "the staff", &mut staff).await;
    of_person(&mut secrets, "a representative", &mut voters[1]).await;
    let mut named = BTreeSet::new();
    for context in hora::CONTEXTS {
        log::read(&mut staff, context, 1)
            .await
            .unwrap()
            .iter()
            .for_each(|record| subjects(&record.value, &mut named));
    }
    hub.stop().unwrap();
    data_keys(&data, &named, &mut secrets);
    assert!(
        secrets.keys().filter(|name| name.starts_with("the data key")).count() > 5,
        "{:?}",
        secrets.keys()
    );
    let hub_secret = Secret::load_or_create(&data.join("hub.secret")).unwrap();
    let between = runtime::caller::service_key(&hub_secret);
    secrets.insert("the key between services".to_owned(), between.rsplit('-').next().unwrap().into());
    secrets.insert("the hub secret".to_owned(), hub_secret.bytes().to_vec());
    secrets.insert(
        "the token seed".to_owned(),
        hex_file(&data.with_file_name("data-secrets").join("token.seed")),
    );
    let logins = std::fs::read(data.join("nats/logins.json")).unwrap();
    let before = secrets.len();
    passwords(&serde_json::from_slice(&logins).unwrap(), &mut secrets);
    assert!(secrets.len() > before + 1, "a hub and a partner have a password each");

    let said = hub.said();
    for noisy in ["h2::", "async_nats::"] {
        assert!(said.contains(noisy), "nothing of {noisy} is traced, so nothing was tried");
    }
    let mut hits = found(&secrets, "what the hub said", &said);
    hits.extend(found(&secrets, "its figures", &figures));
    hits.extend(found(&secrets, "its answers", &errors));
    assert!(hits.is_empty(), "\n  {}\n", hits.join("\n  "));
    // The one place for the hub's own setup secret is the link on the operator's screen.
    let link = said.split("/setup#").nth(1).and_then(|rest| rest.get(..64)).unwrap();
    assert_eq!(said.matches(link).count(), said.matches(&format!("/setup#{link}")).count());
}

#[test]
fn a_secret_is_found_in_every_form() {
    let bytes: Vec<u8> = (65..97).collect();
    let secrets = Secrets::from([("it".to_owned(), bytes.clone())]);
    let printed = [
        format!("key={bytes:?}"),
        format!("{:x?}", 65),
        URL_SAFE_NO_PAD.encode(&bytes),
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`".to_owned(),
    ];
    let hits: Vec<usize> = printed.iter().map(|text| found(&secrets, "a log", text).len()).collect();
    assert!(hits[0] > 0 && hits[1] == 0 && hits[2] > 0 && hits[3] > 0, "{hits:?}");
}

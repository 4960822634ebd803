//! deploy/systemd: each unit's command and environment, read and started as systemd would, five machines on one stage.
//!
//! Reads what systemd.exec(5) and systemd.service(5) say of the few keys used here; `lint` has systemd's own judge.

use std::{collections::BTreeMap, fs};

use hora::{actors::Person, client::Places, run::SERVICES};
use hora_tests::{project_root, wait::Patience};
use serde_json::json;

use super::{
    stage::{From, Stage, Told},
    story::{self, Deployment, is_away},
};

/// What an operator copies from backbone's machine before the others are started.
const COPIED: [&str; 3] =
    ["/var/lib/hora/hub.secret", "/var/lib/hora/token.pub", "/var/lib/hora-secrets/master.key"];

/// The keys of a unit by section, each with all its values; `\` at an end of line goes on, `#` begins a comment.
pub fn unit(name: &str) -> BTreeMap<(String, String), Vec<String>> {
    let text = fs::read_to_string(project_root().join("deploy/systemd").join(name)).unwrap();
    let mut section = String::new();
    let mut keys: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for line in text.replace("\\\n", " ").lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.to_owned();
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{name}: {line}"));
        keys.entry((section.clone(), key.to_owned())).or_default().push(value.to_owned());
    }
    keys
}

/// Words as systemd splits them: a quote at a word's begin holds it together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let quote = matches!(first, '"' | '\'').then_some(first);
        let inner = quote.and_then(|quote| rest.strip_prefix(quote)).unwrap_or(rest);
        let is_end = |c: char| quote.map_or(c.is_whitespace(), |quote| c == quote);
        let (word, after) = inner.split_once(is_end).unwrap_or((inner, ""));
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

/// The process of a unit; `instance` stands for `%i`, `environment` for its EnvironmentFile.
fn told(file: &str, instance: &str, environment: BTreeMap<String, String>) -> Told {
    let unit = unit(file);
    let service = |key: &str| {
        let values = unit.get(&("Service".to_owned(), key.to_owned())).cloned().unwrap_or_default();
        values.into_iter().map(|value| value.replace("%i", instance)).collect::<Vec<_>>()
    };
    let stated = service("Environment").iter().flat_map(|line| words(line)).collect::<Vec<_>>();
    let stated = stated.iter().map(|pair| pair.split_once('=').unwrap());
    let mut all: BTreeMap<_, _> = stated.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    // The file stands over the unit. Source: systemd.exec(5), EnvironmentFile.
    all.extend(environment);
    let folders = service("StateDirectory").iter().flat_map(|line| words(line)).collect::<Vec<_>>();
    let volume =
        |folder: String| (format!("/var/lib/{folder}"), From::Volume(format!("{instance}-{folder}")));
    let command = words(&service("ExecStart")[0]);
    Told {
        name: instance.to_owned(),
        command,
        environment: all,
        mounts: folders.into_iter().map(volume).collect(),
    }
}

/// What the operator puts into `/etc/hora/<service>.env`, as the unit says.
fn logins(stage: &Stage, service: &str) -> BTreeMap<String, String> {
    let makes_the_stream = (service == "backbone").then_some(("HUB", "hub".to_owned()));
    let own = (service.to_uppercase(), format!("service-{service}"));
    let both = [(own.0.as_str(), own.1.clone())].into_iter().chain(makes_the_stream);
    both.flat_map(|(word, user)| {
        let password = stage.passwords[&format!("HORA_NATS_{word}")].clone();
        [(format!("HORA_NATS_USER_{word}"), user), (format!("HORA_NATS_PASSWORD_{word}"), password)]
    })
    .collect()
}

fn machine(stage: &Stage, service: &str) -> Told {
    let mut told = told("hora@.service", service, logins(stage, service));
    let file = |at: &str, from| (format!("/etc/hora/{at}"), From::File(from));
    let etc = stage.certificates();
    told.mounts.extend([
        file("hora.toml", project_root().join("deploy/hora.apart.example.toml")),
        file("services-ca.crt", etc.join("services-ca.crt")),
        file("service.crt", etc.join(service).join("service.crt")),
        file("service.key", etc.join(service).join("service.key")),
    ]);
    told
}

/// Five machines and NATS, started as the units start them; all but backbone may still be on their way.
pub async fn started() -> Deployment {
    let stage = Stage::new();
    let mut nats = told("nats.service", "nats", stage.passwords.clone());
    nats.mounts.push(("/etc/nats/nats.conf".to_owned(), From::File(project_root().join("deploy/nats.conf"))));
    let mut all: BTreeMap<_, _> =
        SERVICES.map(|service| (service.to_owned(), machine(&stage, service))).into();
    all.insert("nats".to_owned(), nats);
    let mut deployment = Deployment::new(stage, all);
    deployment.start("backbone");
    deployment.answers("backbone").await;
    // NATS comes late, as it may: nothing inside waits for it.
    deployment.start("nats");
    for service in &SERVICES[1..] {
        for file in COPIED {
            let seen = |machine: &str| deployment.stage.seen(machine, file);
            fs::copy(seen("backbone"), seen(service)).unwrap();
        }
        deployment.start(service);
    }
    deployment
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_units_start_loses_and_doubles_nothing_when_services_are_killed() {
    story::passes(started().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_unit_of_one_machine_starts_answers_and_keeps_its_secrets_apart() {
    let mut stage = Stage::new();
    let no_nats = [("HORA_NATS__OFF".to_owned(), "true".to_owned())].into();
    let mut hub = told("hora.service", "hora", no_nats);
    let example = project_root().join("deploy/hora.example.toml");
    hub.mounts.push(("/etc/hora/hora.toml".to_owned(), From::File(example)));
    stage.prepare(&hub);
    stage.start(&hub);
    let address = format!("http://{}", stage.address("hora"));
    let places = Places { hub: address, services: vec![], tls_ca: None, cleartext: false };
    let mut patience = Patience::new("the hub answers");
    while Person::public(places.clone(), "hub").ask("agenda/GetAgenda", json!({})).await.is_err_and(is_away) {
        stage.check("hora");
        patience.look_again().await.unwrap();
    }
    assert!(stage.seen("hora", "/var/lib/hora/agenda/ledger").is_dir());
    assert!(stage.seen("hora", "/var/lib/hora-secrets/master.key").is_file());
}

#[test]
fn words_are_split_as_systemd_does() {
    assert_eq!(words("A=1 'B=\"/x y\"'  C=3"), ["A=1", "B=\"/x y\"", "C=3"]);
}

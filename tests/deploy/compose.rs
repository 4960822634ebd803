//! deploy/compose.yaml: read, and started in its order, with its health checks.

use std::collections::{BTreeMap, BTreeSet};

use hora_tests::{project_root, wait::Patience};
use serde_json::{Map, Value};

use super::{
    stage::{From, Stage, Told, texts, yaml},
    story::{self, Deployment},
};

const FILE: &str = "deploy/compose.yaml";

/// What compose runs where a service says none: the image's own.
pub fn entrypoint() -> Vec<String> {
    let recipe = std::fs::read_to_string(project_root().join("deploy/Containerfile")).unwrap();
    let line = recipe.lines().find_map(|line| line.strip_prefix("ENTRYPOINT "));
    texts(&serde_json::from_str(line.unwrap()).unwrap())
}

/// Values of `${NAME}`, `${NAME:?why}` and `${NAME:-else}`; `$$` is a dollar.
fn interpolated(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut parts = text.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let Some((inner, rest)) = part.strip_prefix('{').and_then(|part| part.split_once('}')) else {
            assert!(part.is_empty(), "${part}: write ${{{part}}}, or $$");
            out.push('$');
            out.push_str(parts.next().unwrap_or_default());
            continue;
        };
        let (name, otherwise) = inner.split_once(':').unwrap_or((inner, "?"));
        let value = variables.get(name).map(String::as_str).or_else(|| otherwise.strip_prefix('-'));
        out.push_str(value.unwrap_or_else(|| panic!("{name} is not set: {otherwise}")));
        out.push_str(rest);
    }
    out
}

fn everywhere(value: &Value, variables: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => Value::String(interpolated(text, variables)),
        Value::Array(list) => list.iter().map(|value| everywhere(value, variables)).collect(),
        Value::Object(map) => {
            let pair = |(key, value): (&String, &Value)| (key.clone(), everywhere(value, variables));
            Value::Object(map.iter().map(pair).collect())
        }
        other => other.clone(),
    }
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn file(path: &Value) -> From {
    let path = path.as_str().unwrap();
    From::File(project_root().join("deploy").join(path))
}

fn told(file_of: &Value, name: &str, service: &Value) -> Told {
    let mut command = texts(&service["entrypoint"]);
    if command.is_empty() {
        command = entrypoint();
    }
    command.extend(texts(&service["command"]));
    let environment = object(&service["environment"]);
    let environment = environment.into_iter().map(|(name, value)| (name, value.as_str().unwrap().to_owned()));
    let mut mounts = Vec::new();
    for kind in ["configs", "secrets"] {
        for mount in service[kind].as_array().into_iter().flatten() {
            let source = mount["source"].as_str().unwrap();
            mounts.push((mount["target"].as_str().unwrap().to_owned(), file(&file_of[kind][source]["file"])));
        }
    }
    for mount in texts(&service["volumes"]) {
        let mut parts = mount.split(':').map(str::to_owned);
        let (volume, at) = (parts.next().unwrap(), parts.next().unwrap());
        assert!(file_of["volumes"].get(&volume).is_some(), "the volume {volume} is not listed");
        mounts.push((at, From::Volume(volume)));
    }
    Told { name: name.to_owned(), command, environment: environment.collect(), mounts }
}

/// Runs the health check until it says yes.
async fn healthy(deployment: &mut Deployment, name: &str, service: &Value) {
    let test = texts(&service["healthcheck"]["test"]);
    assert_eq!(test[0], "CMD", "{name}: a health check without a shell");
    let mut patience = Patience::new("a health check says yes");
    while !deployment.is_healthy(name, &test[1..]) {
        deployment.stage.check(name);
        patience.look_again().await.unwrap();
    }
}

/// Whether what it waits for is so.
fn may_start(service: &Value, healthy: &BTreeSet<String>, ended: &BTreeSet<String>) -> bool {
    object(&service["depends_on"]).iter().all(|(other, how)| match how["condition"].as_str() {
        Some("service_healthy") => healthy.contains(other),
        Some("service_completed_successfully") => ended.contains(other),
        how => panic!("{how:?} is not understood here"),
    })
}

async fn up() -> Deployment {
    let stage = Stage::new();
    let mut variables = stage.passwords.clone();
    variables.insert("HORA_ETC".to_owned(), stage.certificates().display().to_string());
    let compose = everywhere(&yaml(FILE)[0], &variables);
    let services = object(&compose["services"]);
    let told = services.iter().map(|(name, service)| (name.clone(), told(&compose, name, service)));
    let mut deployment = Deployment::new(stage, told.collect());
    let (mut is_healthy, mut ended) = (BTreeSet::new(), BTreeSet::new());
    while is_healthy.len() + ended.len() < services.len() {
        let before = is_healthy.len() + ended.len();
        for (name, service) in &services {
            let is_done = is_healthy.contains(name) || ended.contains(name);
            if is_done || !may_start(service, &is_healthy, &ended) {
                continue;
            }
            if service["restart"] == "no" {
                deployment.run_to_end(name);
                ended.insert(name.clone());
            } else {
                deployment.start(name);
                healthy(&mut deployment, name, service).await;
                is_healthy.insert(name.clone());
            }
        }
        assert!(before < is_healthy.len() + ended.len(), "nothing may start: depends_on goes in a circle");
    }
    deployment
}

#[tokio::test(flavor = "multi_thread")]
async fn what_compose_starts_loses_and_doubles_nothing_when_services_are_killed() {
    let deployment = up().await;
    let has = |service: &str, path: &str| deployment.stage.seen(service, path).is_file();
    assert!(has("backbone", "/var/lib/hora-secrets/token.seed"));
    for service in ["agenda", "measurement", "plan", "communication"] {
        assert!(!has(service, "/var/lib/hora-secrets/token.seed"), "{service} can sign tokens");
    }
    story::passes(deployment).await;
}

#[test]
fn variables_are_filled_in_as_compose_does() {
    let variables = [("A".to_owned(), "1".to_owned())].into();
    assert_eq!(interpolated("${A:?why}-${B:-2}/$$x${A}", &variables), "1-2/$x1");
}

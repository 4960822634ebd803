//! deploy/kubernetes: each pod's init container, command, environment and volumes, read and started on one stage.
//!
//! Plays the operator (who makes the secrets that the manifests only name) and as much of a kubelet as they need: a
//! mounted secret is open to its group, so the keys must be put where the hub takes them.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use hora::run::SERVICES;
use hora_tests::{project_root, wait::Patience};
use serde_json::Value;

use super::{
    compose::entrypoint,
    stage::{From, Stage, Told, texts, tool, yaml},
    story::{self, Deployment},
};

/// What can be mounted as files or read as variables: ConfigMaps and Secrets by name, keys to files.
type Objects = BTreeMap<String, BTreeMap<String, PathBuf>>;

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text instead of {value}"))
}

/// The pod of the StatefulSet in a file, as it would run.
pub fn pod(file: &str) -> (Value, Value) {
    let documents = yaml(&format!("deploy/kubernetes/{file}.yaml"));
    let set = documents.into_iter().find(|document| document["kind"] == "StatefulSet").unwrap();
    (set["spec"]["template"]["spec"].clone(), set["spec"]["volumeClaimTemplates"].clone())
}

/// The ConfigMaps that kustomize makes of files, and what docs/operating.md has the operator make.
fn objects(stage: &Stage, keys: &Path) -> Objects {
    let mut objects = Objects::new();
    for map in list(&yaml("deploy/kustomization.yaml")[0]["configMapGenerator"]) {
        let of = |named: String| {
            let (key, file) = named.split_once('=').map_or((named.as_str(), named.as_str()), |pair| pair);
            (key.to_owned(), project_root().join("deploy").join(file))
        };
        objects.insert(text(&map["name"]).to_owned(), texts(&map["files"]).into_iter().map(of).collect());
    }
    let etc = stage.certificates();
    let mut made = |name: &str, files: &[(&str, PathBuf)]| {
        let files = files.iter().map(|(key, file)| ((*key).to_owned(), file.clone()));
        objects.insert(name.to_owned(), files.collect());
    };
    let file = |at: &str| {
        let file = keys.join(at);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
        (file.file_name().unwrap().to_str().unwrap().to_owned(), file)
    };
    let shared = ["hora/hub.secret", "hora/token.pub", "hora-secrets/master.key"].map(file);
    made("hora-keys", &shared.each_ref().map(|(name, file)| (name.as_str(), file.clone())));
    made("hora-token-seed", &[("token.seed", file("hora-secrets/token.seed").1)]);
    made("hora-services-ca", &[("services-ca.crt", etc.join("services-ca.crt"))]);
    for service in SERVICES {
        let [certificate, key] = ["service.crt", "service.key"].map(|file| etc.join(service).join(file));
        made(&format!("{service}-tls"), &[("tls.crt", certificate), ("tls.key", key)]);
    }
    objects
}

/// A source of files: all keys of the object, or its `items` under other names.
fn files(objects: &Objects, name: &Value, items: &Value, at: &str) -> Vec<(String, From)> {
    let object = objects.get(text(name)).unwrap_or_else(|| panic!("nobody makes {name}"));
    if list(items).is_empty() {
        return object.iter().map(|(key, file)| (format!("{at}/{key}"), From::File(file.clone()))).collect();
    }
    let item = |item: &Value| {
        let path = format!("{at}/{}", text(&item["path"]));
        (path, From::File(object[text(&item["key"])].clone()))
    };
    list(items).iter().map(item).collect()
}

fn mounted(pod: &str, volume: &Value, at: &str, objects: &Objects) -> Vec<(String, From)> {
    let one = |volume: &Value| match volume {
        Value::Object(_) if volume.get("configMap").is_some() => {
            files(objects, &volume["configMap"]["name"], &volume["configMap"]["items"], at)
        }
        _ => {
            let secret = &volume["secret"];
            let name = secret.get("secretName").unwrap_or(&secret["name"]);
            files(objects, name, &secret["items"], at)
        }
    };
    match volume {
        _ if volume.get("emptyDir").is_some() || volume.get("metadata").is_some() => {
            let name = volume.pointer("/metadata/name").unwrap_or(&volume["name"]);
            vec![(at.to_owned(), From::Volume(format!("{pod}-{}", text(name))))]
        }
        _ if volume.get("projected").is_some() => {
            list(&volume["projected"]["sources"]).iter().flat_map(one).collect()
        }
        _ => one(volume),
    }
}

fn environment(container: &Value, passwords: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for source in list(&container["envFrom"]) {
        if source["secretRef"]["name"] == "hora-nats" {
            all.extend(passwords.clone());
            continue;
        }
        let addresses = yaml("deploy/kubernetes/addresses.yaml").remove(0);
        assert_eq!(source["configMapRef"]["name"], addresses["metadata"]["name"]);
        let data = addresses["data"].as_object().unwrap();
        all.extend(data.iter().map(|(name, value)| (name.clone(), text(value).to_owned())));
    }
    for variable in list(&container["env"]) {
        let from = &variable["valueFrom"]["secretKeyRef"];
        let value = if from.is_null() {
            text(&variable["value"]).to_owned()
        } else {
            assert_eq!(from["name"], "hora-nats");
            passwords[text(&from["key"])].clone()
        };
        all.insert(text(&variable["name"]).to_owned(), value);
    }
    all
}

/// A container of the pod as a process.
fn told(name: &str, container: &Value, pod: &(Value, Value), objects: &Objects, stage: &Stage) -> Told {
    let mut command = texts(&container["command"]);
    if command.is_empty() {
        command = entrypoint();
    }
    command.extend(texts(&container["args"]));
    let mut mounts = Vec::new();
    for mount in list(&container["volumeMounts"]) {
        let of_name =
            |volume: &&Value| volume.pointer("/metadata/name").unwrap_or(&volume["name"]) == &mount["name"];
        let volume = list(&pod.0["volumes"]).iter().chain(list(&pod.1)).find(of_name);
        let volume = volume.unwrap_or_else(|| panic!("{name}: no volume {}", mount["name"]));
        mounts.extend(mounted(name, volume, text(&mount["mountPath"]), objects));
    }
    Told { name: name.to_owned(), command, environment: environment(container, &stage.passwords), mounts }
}

/// The keys as docs/operating.md has them made before there is a cluster.
async fn keys(stage: &mut Stage) -> PathBuf {
    let command =
        ["hora", "serve", "backbone", "--no-nats", "--listen", "127.0.0.1:0", "--data", "/var/lib/hora"];
    let told =
        Told { name: "keys".to_owned(), command: command.map(str::to_owned).into(), ..Told::default() };
    stage.prepare(&told);
    stage.start(&told);
    let keys = stage.seen("keys", "/var/lib");
    let mut patience = Patience::new("the keys are made");
    while !keys.join("hora/token.pub").is_file() {
        patience.look_again().await.unwrap();
    }
    stage.kill("keys");
    keys
}

/// Asks as a kubelet does, which looks at no certificate.
fn probe(deployment: &Deployment, service: &str, container: &Value) {
    for kind in ["startupProbe", "readinessProbe", "livenessProbe"] {
        let get = &container[kind]["httpGet"];
        assert_eq!((text(&get["scheme"]), text(&get["port"])), ("HTTPS", "grpc"), "{service} {kind}");
        let script = "import ssl, sys, urllib.request as u; \
            u.urlopen(sys.argv[1], context=ssl._create_unverified_context())";
        let url = format!("https://{}{}", deployment.stage.address(service), text(&get["path"]));
        let asked = Command::new(tool("python")).args(["-c", script, &url]).output().unwrap();
        assert!(asked.status.success(), "{url}: {}", String::from_utf8_lossy(&asked.stderr));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_pods_start_loses_and_doubles_nothing_when_services_are_killed() {
    let mut stage = Stage::new();
    let keys = keys(&mut stage).await;
    let objects = objects(&stage, &keys);
    let mut all = BTreeMap::new();
    let mut containers = BTreeMap::new();
    for name in SERVICES.into_iter().chain(["nats"]) {
        let pod = pod(name);
        for container in list(&pod.0["initContainers"]) {
            let told = told(name, container, &pod, &objects, &stage);
            stage.prepare(&told);
            let (succeeded, said) = stage.run(&told, &told.command);
            assert!(succeeded, "{name}: {said}");
        }
        let container = pod.0["containers"][0].clone();
        all.insert(name.to_owned(), told(name, &container, &pod, &objects, &stage));
        containers.insert(name, container);
    }
    let mut deployment = Deployment::new(stage, all);
    // A cluster starts them all at once, in whatever order.
    for name in SERVICES.into_iter().rev().chain(["nats"]) {
        deployment.start(name);
    }
    for service in SERVICES {
        deployment.answers(service).await;
        probe(&deployment, service, &containers[service]);
        let seed = deployment.stage.seen(service, "/var/lib/hora-secrets/token.seed");
        assert_eq!(seed.is_file(), service == "backbone", "{service}: who signs tokens");
    }
    let asked = texts(&containers["nats"]["livenessProbe"]["exec"]["command"]);
    assert!(deployment.is_healthy("nats", &asked), "{asked:?}");
    story::passes(deployment).await;
}

#[test]
fn the_four_services_beside_backbone_differ_in_their_names_alone() {
    let read = |service: &str| {
        let path = project_root().join("deploy/kubernetes").join(format!("{service}.yaml"));
        let text = fs::read_to_string(path).unwrap();
        let (_, manifest) = text.split_once('\n').unwrap();
        manifest.replace(service, "SERVICE").replace(&service.to_uppercase(), "SERVICE")
    };
    for service in ["measurement", "plan", "communication"] {
        assert!(read(service) == read("agenda"), "{service} differs from agenda");
    }
}

//! A stage on this machine for what a file of `deploy/` runs elsewhere: each process with a root, folders and an
//! address of its own, and nothing else changed.
//!
//! Knows no way to run Hora: it is told commands, environments and mounts. What differs from the file is paths (below
//! the process's own root) and addresses (loopback, a free port each), in arguments, environment and settings alike.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use hora::{client::Places, run::SERVICES};
use hora_tests::{process::nats_server, project_root};
use serde_json::Value;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
/// Folders of the system that a process sees below its own root instead.
const ROOTED: [&str; 3] = ["/var/lib/", "/etc/", "/run/"];
/// Where in the files something listens, or is called.
const NATS_PORT: &str = "4222";
const HUB_PORT: &str = "7400";

/// One process as a file has it.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Its name, which for a service is the service's.
    pub name: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// All that its environment has.
    pub environment: BTreeMap<String, String>,
    /// What it sees at which path.
    pub mounts: Vec<(String, From)>,
}

/// What is mounted.
#[derive(Debug, Clone)]
pub enum From {
    /// A volume by name, shared by all that name it.
    Volume(String),
    /// A file, copied; settings are rewritten.
    File(PathBuf),
}

/// Where the processes run.
pub struct Stage {
    folder: TempDir,
    ports: BTreeMap<String, u16>,
    children: BTreeMap<String, Child>,
    /// The logins of NATS, as `deploy/passwords` printed them.
    pub passwords: BTreeMap<String, String>,
}

fn said(output: std::process::Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Stage {
    /// An empty stage, with certificates and passwords as the scripts in `deploy/` make them.
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let deploy = project_root().join("deploy");
        let mut certificates = Command::new(deploy.join("certificates"));
        certificates.arg(folder.path().join("certificates")).args(["DNS:%s.hora.internal", "IP:127.0.0.1"]);
        said(certificates.output().unwrap());
        let passwords = said(Command::new(deploy.join("passwords")).output().unwrap());
        let passwords = passwords.lines().filter_map(|line| line.split_once('='));
        let passwords = passwords.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let names = SERVICES.into_iter().chain(["nats", "monitor", "hora"]);
        let free: Vec<_> = names.map(|name| (name, TcpListener::bind("127.0.0.1:0").unwrap())).collect();
        let port =
            |(name, listener): (&str, TcpListener)| (name.to_owned(), listener.local_addr().unwrap().port());
        let ports = free.into_iter().map(port).collect();
        Self { folder, ports, children: BTreeMap::new(), passwords }
    }

    /// The folder of certificates.
    pub fn certificates(&self) -> PathBuf {
        self.folder.path().join("certificates")
    }

    /// A folder of the stage.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a process sees at a path of its own.
    pub fn seen(&self, name: &str, path: &str) -> PathBuf {
        self.path(name).join(path.trim_start_matches('/'))
    }

    /// `127.0.0.1:port` of a service, `nats` or `monitor`.
    pub fn address(&self, name: &str) -> String {
        format!("127.0.0.1:{}", self.ports[name])
    }

    /// Where clients find the services.
    pub fn places(&self) -> Places {
        let at = |name: &str| (name.to_owned(), format!("https://{}", self.address(name)));
        let tls_ca = Some(self.certificates().join("services-ca.crt"));
        let hub = "https://127.0.0.1:9".to_owned();
        Places { hub, services: SERVICES.map(at).into(), tls_ca, cleartext: false }
    }

    /// A text of a process's file with paths below its root and addresses of this machine.
    fn rewritten(&self, name: &str, text: &str) -> String {
        let mut text = rooted(text, &self.path(name).display().to_string());
        for known in SERVICES.into_iter().chain(["nats"]) {
            for domain in ["internal", "svc"] {
                let port = if known == "nats" { NATS_PORT } else { HUB_PORT };
                text = text.replace(&format!("{known}.hora.{domain}:{port}"), &self.address(known));
            }
        }
        text = text.replace("127.0.0.1:8222", &self.address("monitor"));
        text = text.replace("127.0.0.1:7400", &self.address("hora"));
        let own = self.ports.get(name).map(|_| self.address(name)).unwrap_or_default();
        text.replace(&format!("0.0.0.0:{HUB_PORT}"), &own)
    }

    /// Puts what a process sees below its root.
    pub fn prepare(&self, told: &Told) {
        for (at, from) in &told.mounts {
            let path = self.seen(&told.name, at);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match from {
                From::Volume(volume) => {
                    let volume = self.path("volumes").join(volume);
                    fs::create_dir_all(&volume).unwrap();
                    let _there_already = symlink(volume, path);
                }
                From::File(file) => put(file, &path, |text| self.rewritten(&told.name, text)),
            }
        }
    }

    fn command(&self, told: &Told, command: &[String]) -> Command {
        let program = command[0].rsplit('/').next().unwrap();
        let mut found = Command::new(match program {
            "hora" => PathBuf::from(BINARY),
            "nats-server" => nats_server().expect("no nats-server; run tests/venv or set HORA_NATS_SERVER"),
            other => PathBuf::from(other),
        });
        found.args(command[1..].iter().map(|word| self.rewritten(&told.name, word))).env_clear();
        found.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (variable, value) in &told.environment {
            found.env(variable, self.rewritten(&told.name, value));
        }
        if program == "nats-server" {
            let address =
                [("HORA_NATS_HOST", "127.0.0.1"), ("HORA_NATS_PORT", &self.ports["nats"].to_string())];
            found.envs(address);
        }
        found
    }

    /// Starts a process, again if it has been before.
    pub fn start(&mut self, told: &Told) {
        let words = File::create(self.words(&told.name)).unwrap();
        let mut command = self.command(told, &told.command);
        let child = command.stdout(Stdio::null()).stderr(words).spawn();
        let child = child.unwrap_or_else(|error| panic!("{:?}: {error}", told.command));
        assert!(self.children.insert(told.name.clone(), child).is_none(), "{} runs already", told.name);
    }

    /// Runs one of a process's commands to its end; gives whether it succeeded, and what it said.
    pub fn run(&self, told: &Told, command: &[String]) -> (bool, String) {
        let output = self.command(told, command).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// kill -9.
    pub fn kill(&mut self, name: &str) {
        let mut child = self.children.remove(name).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// What a process that should run says; panics where it has ended.
    pub fn check(&mut self, name: &str) {
        let ended = self.children.get_mut(name).unwrap().try_wait().unwrap();
        let words = fs::read_to_string(self.words(name)).unwrap_or_default();
        assert!(ended.is_none(), "{name} ended with {ended:?}: {words}");
    }

    fn words(&self, name: &str) -> PathBuf {
        self.path(&format!("{name}.said"))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for child in self.children.values_mut() {
            let _killed = child.kill();
            let _ended = child.wait();
        }
    }
}

/// Copies a file with its mode; settings are rewritten.
fn put(from: &Path, to: &Path, rewrite: impl Fn(&str) -> String) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    if to.extension().is_some_and(|ending| ending == "toml" || ending == "conf") {
        fs::write(to, rewrite(&fs::read_to_string(from).unwrap())).unwrap();
    }
}

/// The text with the system's folders below a root, where a path begins with one.
fn rooted(text: &str, root: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(letter) = rest.chars().next() {
        let before = out.chars().next_back();
        let begins = !before.is_some_and(|c| c.is_alphanumeric() || "._-/".contains(c));
        if begins && ROOTED.iter().any(|folder| rest.starts_with(folder)) {
            out.push_str(root);
        }
        out.push(letter);
        rest = rest.strip_prefix(letter).unwrap_or_default();
    }
    out
}

/// The documents of a YAML file of the project, read by Python's reader.
pub fn yaml(path: &str) -> Vec<Value> {
    let script = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))";
    let mut python = Command::new(tool("python"));
    let read = said(python.args(["-c", script]).arg(project_root().join(path)).output().unwrap());
    serde_json::from_str(&read).unwrap()
}

/// A tool that `tests/venv` installs.
pub fn tool(name: &str) -> PathBuf {
    let path = project_root().join(".venv/bin").join(name);
    assert!(path.is_file(), "{name} is not in .venv: run tests/venv, which installs tests/requirements.txt");
    path
}

/// The texts of a list.
pub fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn only_paths_that_begin_with_a_folder_of_the_system_are_moved() {
    let text = "a=/var/lib/hora \"/etc/x\" deploy/etc/y https://h/run/z";
    assert_eq!(rooted(text, "R"), "a=R/var/lib/hora \"R/etc/x\" deploy/etc/y https://h/run/z");
}

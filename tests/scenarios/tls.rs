//! A hub with a certificate, and who calls it: the command line, a Python client, and those who get it wrong.

use std::{
    path::Path,
    process::{Command, Output},
};

use hora_tests::{project_root, sandbox::Sandbox, skip};
use tempfile::TempDir;

use super::authority::Authority;

/// A hub over TLS, and who vouches for it.
struct Hub {
    sandbox: Sandbox,
    authority: Authority,
    folder: TempDir,
}

impl Hub {
    async fn good_until(year: i32) -> Self {
        let folder = TempDir::new().unwrap();
        let authority = Authority::new(folder.path(), "authority");
        let tls = authority.sign_until(folder.path(), year);
        let sandbox = Sandbox::start_with(|config| config.listen.tls = Some(tls)).await.unwrap();
        Self { sandbox, authority, folder }
    }

    fn address(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.sandbox.running().unwrap().address)
    }

    /// The command line as somebody without a key has it.
    fn cli(&self, words: &[&str], trusted: Option<&Path>, environment: &[(&str, &Path)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hora-under-test"));
        command.args(words).current_dir(self.folder.path()).env_clear().env("HOME", self.folder.path());
        if let Some(file) = trusted {
            command.arg("--tls-ca").arg(file);
        }
        command.envs(environment.iter().copied()).output().unwrap()
    }

    fn list(&self, scheme: &str, trusted: Option<&Path>, environment: &[(&str, &Path)]) -> (i32, String) {
        let address = self.address(scheme);
        let words = ["backbone", "list-initiatives", "--initiative", "hub", "--hub", &address];
        let said = self.cli(&words, trusted, environment);
        (said.status.code().unwrap(), String::from_utf8_lossy(&said.stderr).into_owned())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_trusts_an_authority_by_name_or_as_the_machine_does() {
    let hub = Hub::good_until(2100).await;
    let authority = hub.authority.file.as_path();
    assert_eq!(hub.list("https", Some(authority), &[]), (0, String::new()));
    assert_eq!(hub.list("https", None, &[("SSL_CERT_FILE", authority)]), (0, String::new()));
    hub.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_trusts_another_authority_or_speaks_in_the_clear_is_told_so() {
    let hub = Hub::good_until(2100).await;
    let other = Authority::new(hub.folder.path(), "other");
    let (code, said) = hub.list("https", Some(&other.file), &[]);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("certificate") && said.contains("to do: name the authority"), "{said}");
    let (code, said) = hub.list("http", None, &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("this address speaks TLS; call it with https://"), "{said}");
    assert!(said.contains("tls_required"), "{said}");
    let (code, said) = hub.list("https", Some(&hub.folder.path().join("service.key")), &[]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("holds no certificate; accepted is PEM"), "{said}");
    hub.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_python_client_calls_over_tls_and_turns_away_from_another_authority() {
    let python = project_root().join(".venv/bin/python");
    if !python.is_file() {
        return skip("no .venv with grpcio; run tests/venv");
    }
    let hub = Hub::good_until(2100).await;
    let other = Authority::new(hub.folder.path(), "other");
    let address = hub.sandbox.running().unwrap().address.to_string();
    let script = project_root().join("tests/scenarios/over_tls.py");
    for (trusted, expected) in [(&hub.authority, "initiatives 0\n"), (&other, "not trusted\n")] {
        let said = Command::new(&python).arg(&script).arg(&address).arg(&trusted.file).output().unwrap();
        let errors = String::from_utf8_lossy(&said.stderr);
        assert_eq!(String::from_utf8_lossy(&said.stdout), expected, "{errors}");
    }
    hub.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_a_certificate_that_has_expired_or_will_soon() {
    let hub = Hub::good_until(2025).await;
    let config = hub.folder.path().join("hora.toml");
    let text = "[listen.tls]\ncertificate = \"service.crt\"\nkey = \"service.key\"\n";
    std::fs::write(&config, text).unwrap();
    let address = hub.address("https");
    let words = ["doctor", "--config", "hora.toml", "--hub", &address, "--output", "jsonl"];
    let said = hub.cli(&words, Some(&hub.authority.file), &[]);
    let (text, errors) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert_eq!(said.status.code(), Some(1), "{text}{errors}");
    let of_files = "service.crt expired on 2025-01-01";
    assert!(text.lines().any(|line| line.contains("fail") && line.contains(of_files)), "{text}");
    let shown = text.lines().find(|line| line.contains("\"address\"")).unwrap_or_default();
    assert!(shown.contains("fail") && shown.contains("certificate expired"), "{text}");
    hub.sandbox.stop().await;
}

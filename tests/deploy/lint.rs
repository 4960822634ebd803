//! What others' tools say of the files of `deploy/`: the schemas of compose and Kubernetes, hadolint, systemd itself.
//!
//! The tools come from tests/requirements.txt; one that is missing fails the test. Each test also shows its tool
//! something wrong, so that one that says yes to everything is found.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use hora_tests::{project_root, skip_allowed};
use tempfile::TempDir;

use super::stage::tool;

fn deploy(path: &str) -> PathBuf {
    project_root().join("deploy").join(path)
}

/// Whether the tool takes the files, and what it says.
fn takes(program: impl AsRef<Path>, words: &[&str], files: &[PathBuf]) -> (bool, String) {
    let output = Command::new(program.as_ref()).args(words).args(files).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The tool takes the files, and not one of them with a mistake in it.
fn judges(program: impl AsRef<Path>, words: &[&str], files: &[PathBuf], mistake: (&str, &str)) {
    let (is_taken, said) = takes(&program, words, files);
    assert!(is_taken, "{said}");
    let folder = TempDir::new().unwrap();
    let has = |file: &&PathBuf| fs::read_to_string(file).unwrap().contains(mistake.0);
    let good = files.iter().find(has).unwrap_or_else(|| panic!("no file says {}", mistake.0));
    let bad = folder.path().join(good.file_name().unwrap());
    fs::write(&bad, fs::read_to_string(good).unwrap().replace(mistake.0, mistake.1)).unwrap();
    let (is_taken, said) = takes(&program, words, &[bad]);
    assert!(!is_taken, "{mistake:?} was not noticed: {said}");
}

#[test]
fn the_recipe_of_the_image_is_taken_by_hadolint() {
    let words = ["--failure-threshold", "info"];
    judges(tool("hadolint"), &words, &[deploy("Containerfile")], ("WORKDIR /src", "WORKDIR src"));
}

#[test]
fn the_compose_file_is_taken_by_the_schema_of_compose() {
    let words = ["--builtin-schema", "vendor.compose-spec"];
    judges(tool("check-jsonschema"), &words, &[deploy("compose.yaml")], ("cap_drop:", "cap_drops:"));
}

#[test]
fn the_manifests_are_taken_by_the_schemas_of_kubernetes() {
    let folder = fs::read_dir(deploy("kubernetes")).unwrap();
    let files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 9, "{files:?}");
    judges(tool("kubernetes-validate"), &["--strict"], &files, ("runAsNonRoot:", "runAsNobody:"));
}

/// The units with programs that are on this machine, since systemd looks for those.
fn units(folder: &Path) -> Vec<PathBuf> {
    let here = std::env::current_exe().unwrap().display().to_string();
    let unit = |(from, to): (&str, &str)| {
        let text = fs::read_to_string(deploy("systemd").join(from)).unwrap();
        let text = text.replace("/usr/local/bin/hora", &here).replace("/usr/local/bin/nats-server", &here);
        let path = folder.join(to);
        fs::write(&path, text).unwrap();
        path
    };
    let names = [
        ("hora.service", "hora.service"),
        ("hora@.service", "hora@agenda.service"),
        ("nats.service", "nats.service"),
    ];
    names.map(unit).into()
}

#[test]
fn the_units_are_taken_by_systemd_and_expose_little() {
    let files = fs::read_dir(deploy("systemd")).unwrap().count();
    let folder = TempDir::new().unwrap();
    let units = units(folder.path());
    assert_eq!(files, units.len(), "a unit that is not looked at");
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return skip_allowed("no systemd-analyze here; the units were only parsed");
    }
    judges("systemd-analyze", &["verify", "--man=no"], &units, ("[Service]", "[Servise]"));
    let words = ["security", "--no-pager", "--offline=true", "--threshold=20"];
    judges("systemd-analyze", &words, &units, ("NoNewPrivileges=yes\nCapabilityBoundingSet=\n", ""));
}

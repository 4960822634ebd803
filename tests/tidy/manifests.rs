//! What manifests and settings must say: lints, features that would change stored bytes, repeated settings.
//!
//! Does not look at edges (`edges`) or at code. To add a rule: a function over parsed tables.

use super::tree::{File, file, files};

/// Either would let the same record be written as other bytes: by insertion order, or by unrounded digits.
const FEATURES_THAT_CHANGE_BYTES: &[&str] =
    &["preserve_order", "arbitrary_precision", "serde-arbitrary-precision", "serde-with-arbitrary-precision"];

/// The one crate that may write `unsafe`, and so cannot inherit `unsafe_code = "forbid"`.
const SPELLS_ITS_LINTS_OUT: &str = "crates/durable/Cargo.toml";

fn table(file: &File) -> toml::Table {
    file.text.parse().unwrap_or_else(|e| panic!("{}: {e}", file.path))
}

fn is_ours(file: &File) -> bool {
    file.path.ends_with("/Cargo.toml") && !file.path.starts_with("benches/")
}

fn lint_complaints(root: &File, manifests: &[&File]) -> Vec<String> {
    let root = table(root);
    let workspace = root["workspace"]["lints"].clone();
    let inherits = |f: &File| {
        table(f).get("lints").and_then(|l| l.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
    };
    let repeats = |f: &File| {
        let mut expected = workspace.clone();
        expected["rust"]["unsafe_code"] = toml::Value::from("deny");
        table(f).get("lints") == Some(&expected)
    };
    let is_right = |f: &File| if f.path == SPELLS_ITS_LINTS_OUT { repeats(f) } else { inherits(f) };
    let complain = |f: &&File| format!("{}: write [lints] workspace = true", f.path);
    let complain_spelled = |f: &&File| {
        format!("{}: its lints must be those of the workspace, with unsafe_code = \"deny\"", f.path)
    };
    let wrong = manifests.iter().filter(|f| !is_right(f));
    wrong.map(|f| if f.path == SPELLS_ITS_LINTS_OUT { complain_spelled(f) } else { complain(f) }).collect()
}

fn feature_complaints(manifests: &[&File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for manifest in manifests {
        for (number, line) in manifest.lines() {
            for feature in FEATURES_THAT_CHANGE_BYTES {
                if line.contains(&format!("\"{feature}\"")) {
                    complaints.push(format!(
                        "{}:{number}: the feature {feature} changes the bytes of records",
                        manifest.path
                    ));
                }
            }
        }
    }
    complaints
}

/// A crate's own clippy.toml replaces the root one, so it has to repeat it.
fn setting_complaints(root: &File, own: &[&File]) -> Vec<String> {
    let settings = table(root);
    let mut complaints = Vec::new();
    for file in own {
        let repeated = table(file);
        for (key, value) in settings.iter().filter(|(key, value)| repeated.get(*key) != Some(value)) {
            complaints.push(format!("{}: repeat {key} = {value} of the root clippy.toml", file.path));
        }
    }
    complaints
}

#[test]
fn every_crate_has_the_lints_of_the_workspace() {
    let files = files();
    let manifests: Vec<_> = files.iter().filter(|f| is_ours(f)).collect();
    assert!(manifests.len() > 10, "the crates were not found");
    super::holds(&lint_complaints(file(&files, "Cargo.toml"), &manifests));
}

#[test]
fn a_crate_without_the_lints_is_named() {
    let root = File::sample(
        "Cargo.toml",
        "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"",
    );
    let none = File::sample("crates/a/Cargo.toml", "[package]\nname = \"a\"");
    let weaker = File::sample(SPELLS_ITS_LINTS_OUT, "[lints.rust]\nunsafe_code = \"deny\"");
    let right = File::sample("crates/b/Cargo.toml", "[lints]\nworkspace = true");
    let exact = "[lints.rust]\nunsafe_code = \"deny\"\nmissing_docs = \"warn\"";
    let complaints = lint_complaints(&root, &[&none, &weaker, &right]);
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert!(complaints[0].starts_with("crates/a/") && complaints[1].starts_with("crates/durable/"));
    assert!(lint_complaints(&root, &[&File::sample(SPELLS_ITS_LINTS_OUT, exact)]).is_empty());
}

#[test]
fn no_manifest_asks_for_a_feature_that_changes_bytes() {
    let files = files();
    let manifests: Vec<_> = files.iter().filter(|f| is_ours(f) || f.path == "Cargo.toml").collect();
    super::holds(&feature_complaints(&manifests));
}

#[test]
fn a_feature_that_changes_bytes_is_named() {
    let bad =
        File::sample("Cargo.toml", "\nserde_json = { version = \"1\", features = [\"preserve_order\"] }");
    let complaints = feature_complaints(&[&bad]);
    assert_eq!(complaints, ["Cargo.toml:2: the feature preserve_order changes the bytes of records"]);
}

/// Manifests show what we ask for; a dependency may ask for the same feature behind our back.
#[test]
fn the_json_of_this_build_sorts_keys_and_keeps_no_digits_beyond_a_float() {
    let value: serde_json::Value = serde_json::from_str(r#"{"b":1.10,"a":2}"#).unwrap();
    assert_eq!(value.to_string(), r#"{"a":2,"b":1.1}"#);
}

#[test]
fn a_clippy_toml_of_a_crate_repeats_the_root_one() {
    let files = files();
    let own: Vec<_> = files.iter().filter(|f| f.path.ends_with("/clippy.toml")).collect();
    assert!(own.iter().any(|f| f.path == "crates/domain/clippy.toml"));
    super::holds(&setting_complaints(file(&files, "clippy.toml"), &own));
}

#[test]
fn a_setting_that_is_not_repeated_is_named() {
    let root = File::sample("clippy.toml", "too-many-lines-threshold = 70\nallow-unwrap-in-tests = true");
    let own = File::sample(
        "crates/domain/clippy.toml",
        "too-many-lines-threshold = 90\nallow-unwrap-in-tests = true",
    );
    let complaints = setting_complaints(&root, &[&own]);
    assert_eq!(complaints.len(), 1);
    assert!(complaints[0].contains("too-many-lines-threshold = 70"), "{complaints:?}");
}

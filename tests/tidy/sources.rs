//! What a line of source may not say, wherever it stands.
//!
//! Reads text, not syntax: a rule that needs a parser is a lint's business. To add a rule: one function from
//! a file to complaints, a line in [`RULES`], a sample in the test below.

use super::tree::{File, files};

type Rule = fn(&File) -> Vec<String>;

const RULES: &[Rule] = &[
    unfinished,
    ignored,
    pauses_in_tests,
    no_module_doc,
    serde_that_guesses,
    machine_paths,
    foreign_contexts,
];

/// Written in two halves, so that this file does not break its own rules.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!("), concat!("unimple", "mented!(")];
const IGNORED: &str = concat!("#[ig", "nore");
const PAUSE: &str = concat!("sle", "ep(");

/// Folders that exist on the machine of whoever wrote the line, and on no other.
const MACHINE_FOLDERS: &[&str] = &["work", "tmp", "root", "home"];

/// The parts of `domain` that may not know each other.
const CONTEXTS: &[&str] = &["agenda", "backbone", "communication", "measurement", "plan"];

/// A complaint for each line that `breaks` the rule.
fn lines_that(file: &File, breaks: impl Fn(&str) -> bool, why: &str) -> Vec<String> {
    let bad = file.lines().filter(|(_, line)| breaks(line));
    bad.map(|(number, line)| format!("{}:{number}: {why}: {}", file.path, line.trim())).collect()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

fn unfinished(file: &File) -> Vec<String> {
    if !file.is_any(&["rs", "proto", "py", "sh", "sql", "toml"]) {
        return Vec::new();
    }
    let why = "finish it, or say in the issue that it is not done";
    lines_that(file, |line| UNFINISHED.iter().any(|mark| line.contains(mark)), why)
}

fn ignored(file: &File) -> Vec<String> {
    let is_rust = file.is_any(&["rs"]);
    let why = "a test runs or is removed; one that cannot run here says so (CONTRIBUTING.md)";
    lines_that(file, |line| is_rust && !is_comment(line) && line.contains(IGNORED), why)
}

fn pauses_in_tests(file: &File) -> Vec<String> {
    if !file.is_any(&["rs"]) {
        return Vec::new();
    }
    let is_test_file =
        file.path.starts_with("tests/") || file.path.contains("/tests/") || file.path.ends_with("tests.rs");
    let inner = file.text.split_once("#[cfg(test)]\nmod tests {");
    let first = if is_test_file { Some(0) } else { inner.map(|(before, _)| before.lines().count()) };
    let Some(first) = first else { return Vec::new() };
    let why = "wait for the condition with a deadline (recv_timeout, park_timeout, tokio interval)";
    let bad = file.lines().skip(first).filter(|(_, line)| !is_comment(line) && line.contains(PAUSE));
    bad.map(|(number, line)| format!("{}:{number}: {why}: {}", file.path, line.trim())).collect()
}

fn no_module_doc(file: &File) -> Vec<String> {
    if !file.is_any(&["rs"]) || file.text.starts_with("//!") {
        return Vec::new();
    }
    vec![format!("{}: begin with //! what it is for and what it deliberately does not know", file.path)]
}

/// Both forms read a record as whatever fits first; a record of thirty years ago must mean one thing.
fn serde_that_guesses(file: &File) -> Vec<String> {
    if !file.is_any(&["rs"]) {
        return Vec::new();
    }
    let attributes = file.text.split("#[serde(").skip(1).filter_map(|rest| rest.split(")]").next());
    let words = |attribute: &str| {
        let is_word = |word: &str| word == concat!("flat", "ten") || word == concat!("un", "tagged");
        attribute.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_word)
    };
    let bad = attributes.filter(|attribute| words(attribute));
    bad.map(|attribute| format!("{}: #[serde({attribute})] guesses; name the field or tag", file.path))
        .collect()
}

fn machine_paths(file: &File) -> Vec<String> {
    if file.is_any(&["lock"]) {
        return Vec::new();
    }
    lines_that(file, names_a_machine_folder, "a path of one machine; begin at the project's root")
}

fn names_a_machine_folder(line: &str) -> bool {
    let begins = |at: usize| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "_.-/}*".contains(c))
    };
    let ends = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && !"_-.".contains(c));
    line.match_indices('/').filter(|(at, _)| begins(*at)).any(|(at, slash)| {
        let rest = line.get(at + slash.len()..).unwrap_or_default();
        MACHINE_FOLDERS.iter().any(|folder| rest.strip_prefix(folder).is_some_and(ends))
    })
}

/// A context learns of another through a value in the command or through `facts`, never through its types.
fn foreign_contexts(file: &File) -> Vec<String> {
    let own = file.path.strip_prefix("crates/domain/src/").and_then(|rest| rest.split_once('/'));
    let Some((own, _)) = own.filter(|(own, _)| CONTEXTS.contains(own)) else { return Vec::new() };
    let foreign = |line: &str| {
        let others = CONTEXTS.iter().filter(|context| **context != own);
        let mut named = others.map(|context| format!("crate::{context}"));
        !is_comment(line) && named.any(|name| line.contains(&name))
    };
    lines_that(file, foreign, "a context may not know another")
}

#[test]
fn no_line_breaks_a_house_rule() {
    let complaints: Vec<_> =
        files().iter().flat_map(|f| RULES.iter().flat_map(move |rule| rule(f))).collect();
    super::holds(&complaints);
}

#[test]
fn every_rule_can_fail() {
    let path = |folder: &str| format!("let at = \"/{folder}/x\";");
    let samples: &[(Rule, &str, String)] = &[
        (unfinished, "crates/a/src/b.rs", format!("// {}: later", UNFINISHED[0])),
        (unfinished, "proto/a.proto", format!("// {} later", UNFINISHED[1])),
        (unfinished, "crates/a/src/b.rs", format!("    {})", UNFINISHED[2])),
        (unfinished, "crates/a/src/b.rs", format!("    {})", UNFINISHED[3])),
        (ignored, "crates/a/tests/b.rs", format!("{IGNORED} = \"slow\"]")),
        (pauses_in_tests, "crates/a/tests/b.rs", format!("thread::{PAUSE}ten);")),
        (
            pauses_in_tests,
            "crates/a/src/b.rs",
            format!("//! b\n#[cfg(test)]\nmod tests {{\n{PAUSE}ten);\n}}"),
        ),
        (no_module_doc, "crates/a/src/b.rs", "/// A thing.\nstruct Thing;".to_owned()),
        (serde_that_guesses, "crates/a/src/b.rs", format!("#[serde({}ten)]", "flat")),
        (serde_that_guesses, "crates/a/src/b.rs", format!("#[serde(\n    {}tagged,\n)]", "un")),
        (machine_paths, "README.md", path("work")),
        (machine_paths, "deploy/a.conf", format!("store: /{}/nats", "tmp")),
        (machine_paths, "docs/a.md", format!("cd /{}", "root")),
        (machine_paths, "a.py", path("home")),
        (foreign_contexts, "crates/domain/src/plan/mod.rs", "use crate::agenda::Event;".to_owned()),
    ];
    for (rule, path, text) in samples {
        assert_eq!(rule(&File::sample(path, text)).len(), 1, "not noticed in {path}: {text}");
    }
}

#[test]
fn what_only_looks_forbidden_is_let_through() {
    let samples: &[(Rule, &str, String)] = &[
        (pauses_in_tests, "crates/a/src/b.rs", format!("//! b\ntokio::time::{PAUSE}pause).await;")),
        (pauses_in_tests, "crates/a/tests/b.rs", format!("// never {PAUSE}) here")),
        (no_module_doc, "crates/a/src/b.rs", "//! A thing.".to_owned()),
        (serde_that_guesses, "crates/a/src/b.rs", "rows.iter().flatten() // #[serde(default)]".to_owned()),
        (
            machine_paths,
            "README.md",
            "see docs/work/list.md, ../tmp/x, https://example.org/home/ and /workshop".to_owned(),
        ),
        (foreign_contexts, "crates/domain/src/plan/mod.rs", "use crate::plan::Event;".to_owned()),
        (foreign_contexts, "crates/domain/src/facts.rs", "use crate::agenda::Event;".to_owned()),
    ];
    for (rule, path, text) in samples {
        let complaints = rule(&File::sample(path, text));
        assert!(complaints.is_empty(), "{complaints:?}");
    }
}

//! Who may know whom: the edges between crates, as ARCHITECTURE.md draws them.
//!
//! Reads manifests only. To add a crate: a row in [`MAY_KNOW`] and one in ARCHITECTURE.md; to add an edge: an
//! ADR first, since a new edge is what an architecture is made of.

use std::collections::BTreeMap;

use super::tree::{File, files};

/// What every one of the services may know; never each other.
const OF_A_SERVICE: &[&str] = &["domain", "runtime", "views", "wire"];

/// Crate -> crates of ours that it may depend on. `hora-tests` is not here: it may know all, nobody may know it.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("access", &["domain"]),
    ("bus", &[]),
    ("domain", &[]),
    ("durable", &[]),
    ("keyring", &["seal"]),
    ("ledger", &["durable"]),
    ("replay", &["domain", "seal", "tlog", "views"]),
    ("runtime", &["access", "bus", "domain", "keyring", "ledger", "seal", "views", "wire"]),
    ("seal", &[]),
    ("tlog", &[]),
    ("views", &["domain", "seal"]),
    ("wire", &["domain"]),
    ("agenda", OF_A_SERVICE),
    ("audit", &["domain", "runtime", "tlog", "views", "wire"]),
    ("backbone", OF_A_SERVICE),
    ("communication", OF_A_SERVICE),
    ("measurement", OF_A_SERVICE),
    ("plan", OF_A_SERVICE),
    (
        "hora",
        &[
            "agenda",
            "audit",
            "backbone",
            "communication",
            // Ids and moments alone: what an import derives must be what the rules derive.
            "domain",
            "measurement",
            "plan",
            "replay",
            "runtime",
            "views",
            "wire",
        ],
    ),
];

/// Outside crate -> the only crates of ours that may know it (`hora-tests` aside), because its subject is theirs.
const BELONGS_TO: &[(&str, &[&str])] = &[
    ("async-nats", &["bus"]),
    ("libc", &["durable"]),
    ("protox", &["wire"]),
    ("sled", &["ledger"]),
    ("tonic-prost", &["wire"]),
    ("tonic-prost-build", &["wire"]),
    // Beside `wire`, two handle messages whose type is known only at run time: JSON calls and the CLI.
    ("prost", &["wire", "runtime", "hora"]),
    ("prost-reflect", &["wire", "runtime", "hora"]),
];

/// All that the rules may stand on: values, errors and hashes.
const OF_DOMAIN: &[&str] = &[
    "hex",
    "iso_currency",
    "jiff",
    "rpds",
    "rust_decimal",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "unicode-normalization",
    "uuid",
];

/// These are linked by programs without a server (the auditor's, a test of rules) and stay free of one.
const WITHOUT_A_SERVER: &[&str] =
    &["access", "domain", "durable", "keyring", "replay", "seal", "tlog", "views"];
const SERVERS: &[&str] =
    &["async-nats", "axum", "hyper", "hyper-util", "tokio", "tokio-stream", "tonic", "tower"];

/// A crate's manifest, as far as edges go.
struct Manifest {
    name: String,
    /// Of every kind: a test that knows too much is an edge as well.
    knows: Vec<String>,
    /// Without those of tests and build scripts.
    links: Vec<String>,
}

fn manifests(files: &[File]) -> Vec<Manifest> {
    files.iter().filter(|f| f.path.ends_with("/Cargo.toml")).filter_map(manifest).collect()
}

fn manifest(file: &File) -> Option<Manifest> {
    // Peers that we measure ourselves against are a workspace of their own.
    if file.path.starts_with("benches/") {
        return None;
    }
    let table: toml::Table = file.text.parse().unwrap_or_else(|e| panic!("{}: {e}", file.path));
    let name = table.get("package")?.get("name")?.as_str()?.to_owned();
    let mut links = dependencies(&table, "dependencies");
    let mut knows = dependencies(&table, "dev-dependencies");
    knows.extend(dependencies(&table, "build-dependencies"));
    for target in
        table.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values)
    {
        links.extend(target.as_table().map(|t| dependencies(t, "dependencies")).unwrap_or_default());
        knows.extend(target.as_table().map(|t| dependencies(t, "dev-dependencies")).unwrap_or_default());
    }
    knows.extend(links.iter().cloned());
    Some(Manifest { name, knows, links })
}

fn dependencies(table: &toml::Table, kind: &str) -> Vec<String> {
    let Some(entries) = table.get(kind).and_then(toml::Value::as_table) else { return Vec::new() };
    let real_name = |(key, value): (&String, &toml::Value)| {
        value.get("package").and_then(toml::Value::as_str).unwrap_or(key).to_owned()
    };
    entries.iter().map(real_name).collect()
}

fn inner_complaints(manifests: &[Manifest]) -> Vec<String> {
    let rows: BTreeMap<_, _> = MAY_KNOW.iter().copied().collect();
    let mut complaints = Vec::new();
    for crate_ in manifests.iter().filter(|m| m.name != "hora-tests") {
        let Some(row) = rows.get(crate_.name.as_str()) else {
            complaints.push(format!("{} has no row in MAY_KNOW: say there whom it may know", crate_.name));
            continue;
        };
        let ours = crate_.knows.iter().filter(|known| manifests.iter().any(|m| m.name == **known));
        for known in ours.filter(|known| !row.contains(&known.as_str())) {
            complaints.push(format!("{} must not know {known}; it may know {row:?}", crate_.name));
        }
    }
    complaints
}

fn outer_complaints(manifests: &[Manifest]) -> Vec<String> {
    let mut complaints = Vec::new();
    for crate_ in manifests.iter().filter(|m| m.name != "hora-tests") {
        let name = crate_.name.as_str();
        for (outside, owners) in BELONGS_TO {
            if crate_.knows.iter().any(|known| known == outside) && !owners.contains(&name) {
                complaints.push(format!("{name} must not know {outside}; only {owners:?} may"));
            }
        }
        for link in &crate_.links {
            if WITHOUT_A_SERVER.contains(&name) && SERVERS.contains(&link.as_str()) {
                complaints.push(format!("{name} must not know {link}; it has to work without a server"));
            }
            if name == "domain" && !OF_DOMAIN.contains(&link.as_str()) {
                complaints.push(format!("domain must not know {link}; it may know {OF_DOMAIN:?}"));
            }
        }
    }
    complaints
}

#[test]
fn crates_know_only_whom_they_may() {
    let manifests = manifests(&files());
    assert!(manifests.iter().any(|m| m.name == "runtime" && m.knows.iter().any(|k| k == "ledger")));
    super::holds(&inner_complaints(&manifests));
    super::holds(&outer_complaints(&manifests));
}

#[test]
fn a_forbidden_edge_is_named_with_both_crates() {
    let sample = |name: &str, tail: &str| {
        File::sample(&format!("crates/{name}/Cargo.toml"), &format!("[package]\nname = \"{name}\"\n{tail}"))
    };
    let bad = manifests(&[
        sample("domain", "[dependencies]\nledger.workspace = true\ntokio.workspace = true"),
        sample("ledger", "[dev-dependencies]\nrules = { package = \"domain\", path = \"../domain\" }"),
        sample("agenda", "[target.'cfg(unix)'.dependencies]\nplan.workspace = true"),
        sample("plan", "[dependencies]\nasync-nats.workspace = true"),
        sample("cellar", ""),
    ]);
    let inner = inner_complaints(&bad);
    for expected in
        ["domain must not know ledger", "ledger must not know domain", "agenda must not know plan"]
    {
        assert!(inner.iter().any(|c| c.starts_with(expected)), "{expected}: {inner:?}");
    }
    assert!(inner.iter().any(|c| c.starts_with("cellar has no row")), "{inner:?}");
    assert_eq!(inner.len(), 4, "{inner:?}");
    let outer = outer_complaints(&bad);
    assert!(outer.iter().any(|c| c.starts_with("plan must not know async-nats")), "{outer:?}");
    assert!(outer.iter().any(|c| c.contains("without a server")), "{outer:?}");
    assert!(outer.iter().any(|c| c.starts_with("domain must not know tokio; it may")), "{outer:?}");
}

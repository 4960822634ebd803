//! Every RPC of the descriptors, and that the table of roles and the reviewed surface name each of them.
//!
//! Knows no RPC by name. A new one fails here until `crates/access/policy.txt` says who may call it.

use std::{collections::BTreeSet, fs};

use hora_tests::project_root;
use prost_reflect::MethodDescriptor;
use runtime::access::Policy;

/// The services that the hub's own services alone call, with a role that no key holds.
const INSIDE: &[&str] = &["log.Follow"];

/// What the hub does by itself, without an RPC.
const BY_ITSELF: &[&str] = &[
    "agenda.ShredSubject",
    "backbone.CompleteErasure",
    "backbone.MarkDutyDue",
    "backbone.MarkDutyMissed",
    "backbone.NoteMeeting",
    "backbone.ShredSubject",
    "communication.ShredSubject",
    "measurement.ShredSubject",
    "plan.ShredSubject",
];

/// All RPCs of `hora.…`, in the order of the descriptors.
pub fn methods() -> Vec<MethodDescriptor> {
    let ours = wire::pool().services().filter(|service| service.package_name().starts_with("hora."));
    ours.flat_map(|service| service.methods().collect::<Vec<_>>()).collect()
}

/// `/hora.agenda.v1.AgendaCommands/CastStance`.
pub fn path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// As the table of roles names it: `agenda.CastStance`.
pub fn rule_name(method: &MethodDescriptor) -> String {
    let package = method.parent_service().package_name().to_owned();
    format!("{}.{}", package.split('.').nth(1).unwrap_or_default(), method.name())
}

#[test]
fn every_rpc_has_a_row_and_every_row_an_rpc() {
    let policy = Policy::built_in().unwrap();
    let named: BTreeSet<String> = policy.rows().iter().flat_map(|row| row.rpcs.iter().cloned()).collect();
    let there: BTreeSet<String> = methods().iter().map(rule_name).collect();
    assert!(there.len() > 50, "the descriptors were not found");
    let without: Vec<&String> =
        there.difference(&named).filter(|rpc| !INSIDE.contains(&rpc.as_str())).collect();
    let of_nothing: Vec<&String> =
        named.difference(&there).filter(|rpc| !BY_ITSELF.contains(&rpc.as_str())).collect();
    assert!(without.is_empty(), "no row of the table of roles names {without:?}");
    assert!(of_nothing.is_empty(), "the table of roles names {of_nothing:?}, which are no RPCs");
}

#[test]
fn every_rpc_is_in_the_reviewed_surface() {
    let surface = fs::read_to_string(project_root().join("proto/surface.txt")).unwrap();
    let reviewed: BTreeSet<&str> =
        surface.lines().filter_map(|line| line.strip_prefix("rpc ")?.split(' ').next()).collect();
    let there: BTreeSet<String> =
        methods().iter().map(|method| path(method).trim_start_matches('/').to_owned()).collect();
    assert_eq!(there.iter().map(String::as_str).collect::<BTreeSet<_>>(), reviewed);
    for context in super::source::CONTEXTS {
        for kind in ["Commands", "Queries"] {
            let is_its = |rpc: &&&str| {
                rpc.starts_with(&format!("hora.{context}.v1.")) && rpc.contains(&format!("{kind}/"))
            };
            assert!(reviewed.iter().filter(is_its).count() > 0, "{context} has no {kind}");
        }
    }
}

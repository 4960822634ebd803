//! `tests/every/policy.txt`: what the table of roles answers to every role for every RPC.
//!
//! A change of what somebody may do shows in review as a changed cell. Knows no rule of the table.

use std::{collections::BTreeSet, fmt::Write as _};

use domain::{
    facts::Grant,
    ids::{OrgId, Uuid},
    meta::{Role, Via},
    time::Timestamp,
};
use runtime::access::{Policy, Principal};

use super::{
    GENERATED,
    rpcs::{methods, rule_name},
    up_to_date,
};

const HOLDER: &str = "p_00000000000000000000000000000001";

fn day(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

/// May the holder of a role granted for organization 1, until `to`, call the RPC for an organization?
fn may(policy: &Policy, role: Role, rpc: &str, on_behalf_of: u128, to: Option<&str>) -> bool {
    let reference = if role == Role::System { "system" } else { HOLDER };
    let principal = Principal { reference: reference.to_owned(), hub_reference: None, via: Via::Key };
    let grant = Grant {
        id: Uuid::nil(),
        holder: HOLDER.to_owned(),
        role,
        org: Some(org(1)),
        from: day("2026-01-01"),
        to: to.map(day),
    };
    let now = day("2026-11-23");
    policy.permit(&principal, std::iter::once(&grant), rpc, Some(&org(on_behalf_of)), now).is_ok()
}

/// `+` where the answer is yes: for the own organization, for another, after the grant ended.
fn cell(policy: &Policy, role: Role, rpc: &str) -> String {
    let answers = [
        may(policy, role, rpc, 1, None),
        may(policy, role, rpc, 2, None),
        may(policy, role, rpc, 1, Some("2026-11-22")),
    ];
    answers.iter().map(|yes| if *yes { '+' } else { '-' }).collect()
}

fn table() -> String {
    let policy = Policy::built_in().unwrap();
    let mut text = format!("# {GENERATED}\n");
    text.push_str(
        "# Three answers to each role for each RPC: for its own organization, for another, after the grant ended.\n\
         # `+` yes, `-` no. Public and system need no grant.\n",
    );
    write!(text, "{:<44}", "rpc").unwrap();
    Role::ALL.iter().for_each(|role| write!(text, " {:<18}", role.as_str()).unwrap());
    trim_end(&mut text);
    for rpc in methods().iter().map(rule_name).collect::<BTreeSet<_>>() {
        write!(text, "{rpc:<44}").unwrap();
        Role::ALL.iter().for_each(|role| write!(text, " {:<18}", cell(&policy, *role, &rpc)).unwrap());
        trim_end(&mut text);
    }
    text
}

fn trim_end(text: &mut String) {
    text.truncate(text.trim_end().len());
    text.push('\n');
}

#[test]
fn roles_up_to_date() {
    up_to_date("tests/every/policy.txt", &table());
}

#[test]
fn a_role_that_has_ended_may_no_more_than_the_public() {
    let policy = Policy::built_in().unwrap();
    for rpc in methods().iter().map(rule_name) {
        let public = may(&policy, Role::Public, &rpc, 1, None);
        for role in Role::ALL.into_iter().filter(|role| *role != Role::System) {
            let ended = may(&policy, role, &rpc, 1, Some("2026-11-22"));
            assert!(!ended || public, "{rpc} is open to a {} whose grant has ended", role.as_str());
        }
    }
}

#[test]
fn nobody_acts_for_an_organization_that_is_not_theirs() {
    let policy = Policy::built_in().unwrap();
    for rpc in methods().iter().map(rule_name) {
        let public = may(&policy, Role::Public, &rpc, 2, None);
        for role in Role::ALL.into_iter().filter(|role| *role != Role::System) {
            let foreign = may(&policy, role, &rpc, 2, None);
            assert!(!foreign || public, "{rpc}: a {} of one organization acts for another", role.as_str());
        }
    }
}

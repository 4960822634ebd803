//! Requests about persons, roles and imports.

use domain::{
    backbone::{
        Command,
        command::{
            EndImport, GrantImport, GrantRole, RegisterPerson, RequestImport, RevokeRole, UpdatePerson,
        },
    },
    text::Bound,
};

use super::{Parsed, words};
use crate::{Fields, pb::backbone as pb};

/// RegisterPerson.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_register_person(request: &pb::RegisterPersonRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let person = f.optional("person_id", &request.person_id, Fields::person);
    let name = f.private("name", &request.name, Bound::Title);
    let email = f.private("email", &request.email, Bound::Title);
    let org = f.org("organization_id", &request.organization_id);
    f.finish(|| {
        let command = RegisterPerson { person: person?, name: name?, email: email?, org: org? };
        Some((meta?, Command::RegisterPerson(command)))
    })
}

/// UpdatePerson.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_update_person(request: &pb::UpdatePersonRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let person = f.person("person_id", &request.person_id);
    let name = f.optional_private("name", &request.name, Bound::Title);
    let email = f.optional_private("email", &request.email, Bound::Title);
    f.finish(|| {
        let command = UpdatePerson { person: person?, name: name?, email: email? };
        Some((meta?, Command::UpdatePerson(command)))
    })
}

/// GrantRole.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_grant_role(request: &pb::GrantRoleRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let holder = f.id("holder", &request.holder);
    let role = words::role(&mut f, "role", request.role);
    let org = f.optional("organization_id", &request.organization_id, Fields::org);
    let from = f.optional("from", &request.from, Fields::moment);
    let to = f.optional("to", &request.to, Fields::moment);
    f.finish(|| {
        let command = GrantRole { holder: holder?, role: role?, org: org?, from: from?, to: to? };
        Some((meta?, Command::GrantRole(command)))
    })
}

/// RevokeRole.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_revoke_role(request: &pb::RevokeRoleRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let holder = f.id("holder", &request.holder);
    let role = words::role(&mut f, "role", request.role);
    let org = f.optional("organization_id", &request.organization_id, Fields::org);
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = RevokeRole { holder: holder?, role: role?, org: org?, reason: reason? };
        Some((meta?, Command::RevokeRole(command)))
    })
}

/// RequestImport.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_request_import(request: &pb::RequestImportRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let holder = f.id("holder", &request.holder);
    let org = f.optional("organization_id", &request.organization_id, Fields::org);
    let source = f.title("source", &request.source);
    let from = f.optional("from", &request.from, Fields::moment);
    let to = f.moment("to", &request.to);
    f.finish(|| {
        let command = RequestImport { holder: holder?, org: org?, source: source?, from: from?, to: to? };
        Some((meta?, Command::RequestImport(command)))
    })
}

/// GrantImport.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_grant_import(request: &pb::GrantImportRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let first = f.uuid("request_id", &request.request_id);
    f.finish(|| Some((meta?, Command::GrantImport(GrantImport { request: first? }))))
}

/// EndImport.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_end_import(request: &pb::EndImportRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let context = f.context("context", &request.context);
    let stream = f.stream("stream", &request.stream);
    f.finish(|| {
        let command = EndImport { context: context?, stream: stream? };
        Some((meta?, Command::EndImport(command)))
    })
}

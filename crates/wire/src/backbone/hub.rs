//! Requests of the initiative `hub`: organizations, initiatives, accounts, keys.

use domain::backbone::{
    Command,
    command::{
        CompleteSetup, MintKey, RegisterInitiative, RegisterOrganization, RenameOrganization, RevokeKey,
        SucceedOrganization,
    },
};

use super::{Parsed, words};
use crate::{Fields, pb::backbone as pb};

/// The most roles a key is narrowed to: there are no more.
const MAX_ROLES: usize = 10;

/// RegisterOrganization.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_register_organization(request: &pb::RegisterOrganizationRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let name = f.title("name", &request.name);
    let sector = words::sector(&mut f, "sector", request.sector);
    let external_ref = f.external_ref("external_ref", request.external_ref.as_ref());
    f.finish(|| {
        let (code, name, sector) = (code?, name?, sector?);
        let command = RegisterOrganization { code, name, sector, external_ref: external_ref? };
        Some((meta?, Command::RegisterOrganization(command)))
    })
}

/// RenameOrganization.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_rename_organization(request: &pb::RenameOrganizationRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    let name = f.title("name", &request.name);
    let from = f.date("from", &request.from);
    f.finish(|| {
        let command = RenameOrganization { org: org?, name: name?, from: from? };
        Some((meta?, Command::RenameOrganization(command)))
    })
}

/// SucceedOrganization.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_succeed_organization(request: &pb::SucceedOrganizationRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    let into = f.org("into", &request.into);
    let on = f.date("on", &request.on);
    f.finish(|| {
        let command = SucceedOrganization { org: org?, into: into?, on: on? };
        Some((meta?, Command::SucceedOrganization(command)))
    })
}

/// RegisterInitiative.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_register_initiative(request: &pb::RegisterInitiativeRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let slug = f.slug("slug", &request.slug);
    let name = f.title("name", &request.name);
    let problem = f.reason("problem", &request.problem);
    let field = words::field_of_work(&mut f, "field", request.field);
    let area = f.title("area", &request.area);
    let convener = f.org("convener", &request.convener);
    f.finish(|| {
        let command = RegisterInitiative {
            slug: slug?,
            name: name?,
            problem: problem?,
            field: field?,
            area: area?,
            convener: convener?,
        };
        Some((meta?, Command::RegisterInitiative(command)))
    })
}

/// CompleteSetup.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_complete_setup(request: &pb::CompleteSetupRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key_hash = f.sha256("key_hash", &request.key_hash);
    let expires_at = f.moment("expires_at", &request.expires_at);
    f.finish(|| {
        let command = CompleteSetup { key_hash: key_hash?, expires_at: expires_at? };
        Some((meta?, Command::CompleteSetup(command)))
    })
}

/// OpenAccount.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_open_account(request: &pb::OpenAccountRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    f.finish(|| Some((meta?, Command::OpenAccount)))
}

/// MintKey.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_mint_key(request: &pb::MintKeyRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let holder = f.id("holder", &request.holder);
    let hash = f.sha256("hash", &request.hash);
    let roles = f.each("roles", &request.roles, 0..=MAX_ROLES, |f, role| words::role(f, "", *role));
    let expires_at = f.moment("expires_at", &request.expires_at);
    f.finish(|| {
        let roles = roles?.into_iter().collect();
        let (initiative, expires_at) = (None, expires_at?);
        let command = MintKey { holder: holder?, hash: hash?, roles, initiative, expires_at };
        Some((meta?, Command::MintKey(command)))
    })
}

/// RevokeKey.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_revoke_key(request: &pb::RevokeKeyRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = f.uuid("key_id", &request.key_id);
    f.finish(|| Some((meta?, Command::RevokeKey(RevokeKey { key: key? }))))
}

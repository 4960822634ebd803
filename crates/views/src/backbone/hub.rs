//! What the hub's file answers: organizations with the names they had, initiatives, accounts, keys.

use domain::{
    ids::{ExternalRef, OrgId, Slug},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{moment, optional_moment};
use crate::Error;

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub org: String,
    /// Its code.
    pub code: String,
    /// Its name now.
    pub name: String,
    /// Its sector's word.
    pub sector: String,
    /// What it is called elsewhere.
    pub external_ref: Option<ExternalRef>,
    /// The organization it went into, and the first day of that.
    pub succeeded: Option<(String, String)>,
    /// When it was registered.
    pub registered_at: Timestamp,
}

/// A name of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationName {
    /// The name.
    pub name: String,
    /// Its first day; none for the first name.
    pub from: Option<String>,
}

/// An initiative as the hub knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The problem it takes on.
    pub problem: String,
    /// The word of what it is about.
    pub field: String,
    /// Where.
    pub area: String,
    /// The organization that convenes it.
    pub convener: String,
    /// When it was registered.
    pub registered_at: Timestamp,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub account: String,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// A key, without secret and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The sequence of its minting; the key of its place in a list.
    pub sequence: u64,
    /// Its id.
    pub key_id: String,
    /// The account or service.
    pub holder: String,
    /// The words of the roles it is narrowed to; none: all that its holder has.
    pub roles: Vec<String>,
    /// When it was minted.
    pub minted_at: Timestamp,
    /// The end of its life.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

fn read_organization(row: &Row<'_>) -> rusqlite::Result<Organization> {
    let vocabulary: Option<String> = row.get("vocabulary")?;
    let external_code: Option<String> = row.get("external_code")?;
    let succeeded_by: Option<String> = row.get("succeeded_by")?;
    let succeeded_on: Option<String> = row.get("succeeded_on")?;
    Ok(Organization {
        org: row.get("org")?,
        code: row.get("code")?,
        name: row.get("name")?,
        sector: row.get("sector")?,
        external_ref: vocabulary
            .zip(external_code)
            .map(|(vocabulary, code)| ExternalRef { vocabulary, code }),
        succeeded: succeeded_by.zip(succeeded_on),
        registered_at: moment(row, "registered_us")?,
    })
}

/// The organizations in byte order of their codes, after `after`.
///
/// # Errors
/// SQLite's.
pub fn organizations(conn: &Connection, limit: u32, after: Option<&str>) -> Result<Vec<Organization>, Error> {
    let mut select =
        conn.prepare_cached("SELECT * FROM organizations WHERE code > ?1 ORDER BY code, org LIMIT ?2")?;
    let rows = select.query_map(params![after.unwrap_or_default(), limit], read_organization)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One organization; none when it is not known.
///
/// # Errors
/// SQLite's.
pub fn organization(conn: &Connection, org: &OrgId) -> Result<Option<Organization>, Error> {
    let mut select = conn.prepare_cached("SELECT * FROM organizations WHERE org = ?1")?;
    Ok(select.query_row([org.as_str()], read_organization).optional()?)
}

/// The names an organization had, the first one first.
///
/// # Errors
/// SQLite's.
pub fn organization_names(conn: &Connection, org: &OrgId) -> Result<Vec<OrganizationName>, Error> {
    let mut select = conn
        .prepare_cached("SELECT name, from_day FROM organization_names WHERE org = ?1 ORDER BY sequence")?;
    let rows = select.query_map([org.as_str()], |row| {
        Ok(OrganizationName { name: row.get("name")?, from: row.get("from_day")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_registration(row: &Row<'_>) -> rusqlite::Result<Registration> {
    Ok(Registration {
        slug: row.get("slug")?,
        name: row.get("name")?,
        problem: row.get("problem")?,
        field: row.get("field")?,
        area: row.get("area")?,
        convener: row.get("convener")?,
        registered_at: moment(row, "registered_us")?,
    })
}

/// The initiatives in byte order of their slugs, after `after`.
///
/// # Errors
/// SQLite's.
pub fn initiatives(conn: &Connection, limit: u32, after: Option<&str>) -> Result<Vec<Registration>, Error> {
    let mut select =
        conn.prepare_cached("SELECT * FROM initiatives WHERE slug > ?1 ORDER BY slug LIMIT ?2")?;
    let rows = select.query_map(params![after.unwrap_or_default(), limit], read_registration)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One initiative; none when it is not known.
///
/// # Errors
/// SQLite's.
pub fn initiative(conn: &Connection, slug: &Slug) -> Result<Option<Registration>, Error> {
    let mut select = conn.prepare_cached("SELECT * FROM initiatives WHERE slug = ?1")?;
    Ok(select.query_row([slug.as_str()], read_registration).optional()?)
}

/// The accounts in byte order of their ids, after `after`.
///
/// # Errors
/// SQLite's.
pub fn accounts(conn: &Connection, limit: u32, after: Option<&str>) -> Result<Vec<Account>, Error> {
    let mut select =
        conn.prepare_cached("SELECT * FROM accounts WHERE account > ?1 ORDER BY account LIMIT ?2")?;
    let rows = select.query_map(params![after.unwrap_or_default(), limit], |row| {
        Ok(Account { account: row.get("account")?, opened_at: moment(row, "opened_us")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The keys in the order they were minted, after the sequence `after`, of one holder or of all.
///
/// # Errors
/// SQLite's.
pub fn keys(
    conn: &Connection,
    holder: Option<&str>,
    limit: u32,
    after: Option<u64>,
) -> Result<Vec<Key>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM keys WHERE sequence > ?1 AND (?2 IS NULL OR holder = ?2) ORDER BY sequence LIMIT ?3",
    )?;
    let rows = select.query_map(params![after.unwrap_or_default(), holder, limit], |row| {
        let roles: String = row.get("roles")?;
        Ok(Key {
            sequence: row.get("sequence")?,
            key_id: row.get("key_id")?,
            holder: row.get("holder")?,
            roles: roles.split_whitespace().map(str::to_owned).collect(),
            minted_at: moment(row, "minted_us")?,
            expires_at: moment(row, "expires_us")?,
            revoked_at: optional_moment(row, "revoked_us")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

//! The members of an initiative, joined with what the hub says of the organizations.
//!
//! The convener is a member without a record of it in the initiative: its name, and since when, stand in the
//! hub's file alone, which is therefore read beside the initiative's.

use domain::{facts::Membership, ids::Slug, time::Timestamp};
use rusqlite::{Connection, params};

use super::{hub, optional_moment};
use crate::{Error, PrivateCell};

/// An organization and where it stands in the initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The organization.
    pub org: String,
    /// Its code, name now and the word of its sector; none while the hub does not know it.
    pub organization: Option<hub::Organization>,
    /// The word of where it stands.
    pub standing: String,
    /// When it joined, the last time.
    pub since: Option<Timestamp>,
    /// When it left.
    pub until: Option<Timestamp>,
    /// Whether it convenes the initiative.
    pub is_convener: bool,
    /// Why it is suspended, or left.
    pub reason: Option<PrivateCell>,
}

/// Which members are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct MembersPage<'a> {
    /// Only those who stand there.
    pub standing: Option<Membership>,
    /// At most so many.
    pub limit: u32,
    /// After this organization.
    pub after: Option<&'a str>,
}

fn word(standing: Membership) -> &'static str {
    match standing {
        Membership::Invited => "invited",
        Membership::Active => "active",
        Membership::Suspended => "suspended",
        Membership::Left => "left",
        Membership::Removed => "removed",
    }
}

/// The members in byte order of their organization ids.
///
/// # Errors
/// SQLite's.
pub fn members(
    conn: &Connection,
    hub: &Connection,
    slug: &Slug,
    page: MembersPage<'_>,
) -> Result<Vec<Member>, Error> {
    let convener = hub::initiative(hub, slug)?;
    let is_convener = |org: &str| convener.as_ref().is_some_and(|known| known.convener == org);
    let mut found = recorded(conn, page)?;
    if let Some(known) = &convener
        && page.standing.is_none_or(|standing| standing == Membership::Active)
        && page.after.is_none_or(|after| after < known.convener.as_str())
    {
        found.retain(|member| !is_convener(&member.org));
        found.push(Member {
            org: known.convener.clone(),
            organization: None,
            standing: word(Membership::Active).to_owned(),
            since: Some(known.registered_at),
            until: None,
            is_convener: true,
            reason: None,
        });
        found.sort_by(|a, b| a.org.cmp(&b.org));
        found.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
    }
    for member in &mut found {
        if let Ok(org) = member.org.parse() {
            member.organization = hub::organization(hub, &org)?;
        }
    }
    Ok(found)
}

fn recorded(conn: &Connection, page: MembersPage<'_>) -> Result<Vec<Member>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM members WHERE org > ?1 AND (?2 IS NULL OR standing = ?2) ORDER BY org LIMIT ?3",
    )?;
    let filter = page.standing.map(word);
    let rows = select.query_map(params![page.after.unwrap_or_default(), filter, page.limit], |row| {
        Ok(Member {
            org: row.get("org")?,
            organization: None,
            standing: row.get("standing")?,
            since: optional_moment(row, "since_us")?,
            until: optional_moment(row, "until_us")?,
            is_convener: false,
            reason: row.get("reason_sealed")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

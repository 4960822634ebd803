//! The balance of sectors: whose organizations the active members are.

use std::collections::{BTreeMap, BTreeSet};

use domain::{facts::Sector, ids::Slug};

use super::{
    Log, Sources,
    backbone::count,
    behind::{Behind, RecordRef},
    measurement::share_bp,
};
use crate::backbone as view;

/// One sector's part of the members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectorShare {
    /// The sector's word.
    pub sector: &'static str,
    /// Active members of it.
    pub members: u64,
    /// Of all whose sector is known, in basis points.
    pub share_bp: u32,
    /// The records it came from.
    pub behind: Behind,
}

/// The parts of all sectors, and how many members are of a sector that is not known.
pub(super) fn balance(
    sources: &Sources<'_>,
    initiative: &Slug,
    members: &[view::Member],
) -> (Vec<SectorShare>, u64) {
    let mut of: BTreeMap<&str, (u64, BTreeSet<RecordRef>)> = BTreeMap::new();
    for member in members {
        let Some(known) = &member.organization else { continue };
        let (members, behind) = of.entry(known.sector.as_str()).or_default();
        *members = members.saturating_add(1);
        behind.extend(sources.index().of(Log::Backbone, [format!("membership/{}", member.org)]));
        let convened = member.is_convener.then(|| format!("initiative/{initiative}"));
        let registered = std::iter::once(format!("organization/{}", member.org)).chain(convened);
        behind.extend(sources.index().of(Log::Hub, registered));
    }
    let known = of.values().map(|(members, _)| *members).fold(0, u64::saturating_add);
    let share = |sector: Sector| {
        let (members, behind) = of.remove(sector.as_str()).unwrap_or_default();
        let share_bp = share_bp(members, known).unwrap_or_default();
        SectorShare { sector: sector.as_str(), members, share_bp, behind: Behind::of(&behind) }
    };
    (Sector::ALL.into_iter().map(share).collect(), count(members.len()).saturating_sub(known))
}

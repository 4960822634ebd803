//! Milestones of an activity, counted as of a day.

use rusqlite::Row;

use crate::column;

/// The five numbers of [`Counts`] over the milestones `m` of the activity `a`, as of the day `?1`.
pub(super) const COUNTS: &str = "SELECT json_array(count(*),
        coalesce(sum(m.standing = 'dropped'), 0),
        coalesce(sum(m.standing = 'achieved' AND m.achieved_on <= ?1), 0),
        coalesce(sum(m.standing <> 'dropped' AND m.due < ?1 AND a.status NOT IN ('cancelled', 'merged')
            AND NOT (m.standing = 'achieved' AND m.achieved_on <= ?1)), 0),
        coalesce(sum(m.standing NOT IN ('dropped', 'missed') AND m.due < ?1
            AND a.status NOT IN ('cancelled', 'merged')
            AND NOT (m.standing = 'achieved' AND m.achieved_on <= ?1)), 0))
    FROM milestone m WHERE m.activity = a.id";

/// Milestones, counted as of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All, dropped ones too.
    pub total: u64,
    /// No longer wanted.
    pub dropped: u64,
    /// Reached by the day.
    pub achieved: u64,
    /// Due before the day and not reached by it.
    pub late: u64,
    /// Late, and nothing was reported of them.
    pub not_reported: u64,
}

impl Counts {
    /// achieved of (total - dropped), in basis points rounded down; none where nothing is wanted.
    pub fn progress_bp(&self) -> Option<u32> {
        let wanted = self.total.saturating_sub(self.dropped);
        let bp = self.achieved.saturating_mul(10_000).checked_div(wanted)?;
        u32::try_from(bp).ok()
    }

    pub(super) fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
        let [total, dropped, achieved, late, not_reported] = column::from_json(row, name)?;
        Ok(Self { total, dropped, achieved, late, not_reported })
    }
}

//! What the public table was before each revision, kept as what each changed.
//!
//! Knows no rule of what is hidden. Hidden once is hidden ever after.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    observation::{Cell, Key},
    public_row::{Change, PublicRow},
    submission::Submission,
    suppression::Moment,
};

/// What is undone to come back to before a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// What stood there; none where nothing did.
    cells: BTreeMap<Key, Option<Cell>>,
    /// What the revision was the first to hide.
    shown: BTreeSet<Key>,
}

impl Submission {
    /// Takes in a part of a revision.
    pub(super) fn revise(&mut self, part: u32, changes: &[Change]) {
        if part == 1 {
            self.earlier.push(Earlier::default());
        }
        for change in changes {
            let before = self.cells.insert(change.key(), change.after.cell());
            if let Some(earlier) = self.earlier.last_mut() {
                earlier.cells.entry(change.key()).or_insert(before);
            }
        }
    }

    /// Takes in rows of the public table.
    pub(super) fn show(&mut self, rows: &[PublicRow]) {
        for key in rows.iter().filter(|row| row.hidden).map(PublicRow::key) {
            if self.hidden.insert(key.clone())
                && let Some(earlier) = self.earlier.last_mut()
            {
                earlier.shown.insert(key);
            }
        }
    }

    /// All that the public saw, revision by revision.
    pub(super) fn moments(&self) -> Vec<Moment> {
        let mut moments = vec![Moment { cells: self.cells.clone(), hidden: self.hidden.clone() }];
        for earlier in self.earlier.iter().rev() {
            let Some(mut moment) = moments.last().cloned() else { continue };
            for (key, cell) in &earlier.cells {
                match cell {
                    Some(cell) => moment.cells.insert(key.clone(), cell.clone()),
                    None => moment.cells.remove(key),
                };
            }
            moment.hidden.retain(|key| !earlier.shown.contains(key));
            moments.push(moment);
        }
        moments.reverse();
        moments
    }
}

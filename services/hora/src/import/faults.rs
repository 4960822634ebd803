//! Every bad row of an import, named before anything is sent.
//!
//! Rows count the header as 1, as the readers of a table see them; in JSON Lines a row is a line.

use std::fmt::Display;

use domain::{
    text::{self, Bound},
    time::{Date, Timestamp},
};

use crate::failure::Failure;

/// The most rows that are named; whoever has more has one cause.
const MAX_NAMED: usize = 1_000;

/// What is wrong so far.
#[derive(Debug)]
pub struct Faults {
    found: Vec<String>,
    more: usize,
    now: Timestamp,
}

/// A place in a file.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The file.
    pub file: &'a str,
    /// The row, the header being 1.
    pub row: usize,
}

impl Faults {
    /// None yet; `now` is what nothing of history may lie behind.
    pub fn new(now: Timestamp) -> Self {
        Self { found: Vec::new(), more: 0, now }
    }

    /// The day on which it is read.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// Notes one.
    pub fn add(&mut self, place: Place<'_>, column: &str, what: impl Display) {
        if self.found.len() < MAX_NAMED {
            self.found.push(visible(&format!("{} row {}, {column}: {what}", place.file, place.row)));
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// What was read, or none with the fault noted.
    pub fn take<T, E: Display>(&mut self, place: Place<'_>, column: &str, read: Result<T, E>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(what) => {
                self.add(place, column, what);
                None
            }
        }
    }

    /// A text as it is stored; an empty one is a fault.
    pub fn text(&mut self, place: Place<'_>, column: &str, cell: &str, bound: Bound) -> Option<String> {
        self.take(place, column, text::required(&lines(cell), bound))
    }

    /// A moment that has passed.
    pub fn past(&mut self, place: Place<'_>, column: &str, moment: Timestamp) -> Option<Timestamp> {
        let is_past = moment <= self.now;
        if !is_past {
            self.add(place, column, format!("{moment} lies ahead; accepted is what has happened"));
        }
        is_past.then_some(moment)
    }

    /// A day that has begun.
    pub fn past_day(&mut self, place: Place<'_>, column: &str, day: Date) -> Option<Date> {
        self.past(place, column, Timestamp::from_date(day)).map(|_| day)
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Nothing is wrong.
    ///
    /// # Errors
    /// Every bad row.
    pub fn finish(self) -> Result<(), Failure> {
        if self.found.is_empty() {
            return Ok(());
        }
        let more = if self.more == 0 { String::new() } else { format!("\nand {} more", self.more) };
        Err(Failure::Usage(format!(
            "nothing was sent, these rows are not taken:\n{}{more}",
            self.found.join("\n")
        )))
    }
}

/// A text of a file as a terminal may have it: what would move its cursor, color it or turn its direction is named
/// by its number (the latter by UAX 9, explicit directional formatting).
pub fn visible(text: &str) -> String {
    let is_turning =
        |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() || is_turning(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// The ends of lines as they are stored: other programs write them in other ways.
pub fn lines(cell: &str) -> String {
    cell.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_with_its_place() {
        let mut faults = Faults::new("2026-01-01".parse().unwrap());
        let place = |row| Place { file: "votes.csv", row };
        faults.add(place(7), "vote", "is `2`");
        assert_eq!(faults.text(place(8), "comment-body", "\r\n", Bound::Reason), None);
        assert_eq!(faults.past(place(9), "timestamp", "2026-01-02".parse().unwrap()), None);
        let told = faults.finish().unwrap_err().to_string();
        for part in
            ["nothing was sent", "votes.csv row 7, vote: is `2`", "row 8, comment-body: is empty", "row 9"]
        {
            assert!(told.contains(part), "{part} in {told}");
        }
    }

    #[test]
    fn a_cell_cannot_speak_to_the_terminal() {
        let mut faults = Faults::new("2026-01-01".parse().unwrap());
        let place = Place { file: "votes\u{1b}.csv", row: 2 };
        faults.add(place, "vote\u{7}", "is `\u{1b}[2J\r\nall is well\u{202e}\u{9b}`, Zoë says `\\n`");
        let told = faults.finish().unwrap_err().to_string();
        let line =
            r"votes\u{1b}.csv row 2, vote\u{7}: is `\u{1b}[2J\r\nall is well\u{202e}\u{9b}`, Zoë says `\n`";
        assert_eq!(told.lines().last(), Some(line));
        assert_eq!(told.lines().count(), 2, "{told}");
    }

    #[test]
    fn the_many_are_counted() {
        let mut faults = Faults::new("2026-01-01".parse().unwrap());
        for row in 2..1_010 {
            faults.add(Place { file: "votes.csv", row }, "vote", "is empty");
        }
        assert!(faults.finish().unwrap_err().to_string().ends_with("and 8 more"));
    }

    #[test]
    fn what_is_right_passes() {
        let mut faults = Faults::new("2026-01-01".parse().unwrap());
        let place = Place { file: "comments.csv", row: 2 };
        assert_eq!(faults.text(place, "text", "one\r\ntwo ", Bound::Reason).as_deref(), Some("one\ntwo"));
        assert!(faults.finish().is_ok());
    }
}

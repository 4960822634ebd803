//! Reading a message field by field, so that every violation is told at once.
//!
//! Each getter takes the field's name and what the caller sent, and gives `Some(value)`, or notes a violation
//! and gives `None`. [`Fields::finish`] builds the value when nothing was noted. It knows shapes only; what
//! depends on a state is a rule's business.
//!
//! To add a getter: a method in the file of its kind that ends in [`Fields::take`].

mod choices;
mod decimal;
mod ids;
mod numbers;
mod shared;
mod texts;
mod times;

use std::{fmt, ops::RangeInclusive};

pub use numbers::MAX_WHOLE;
pub use shared::DecidedBy;

use crate::{MAX_VIOLATIONS, Malformed, Violation};

/// The violations of one message, and the place in it where we are.
#[derive(Debug, Default)]
pub struct Fields {
    path: String,
    violations: Vec<Violation>,
}

impl Fields {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What `build` makes of the fields read. It is called only when no violation was noted, so that each
    /// `field?` in it is there.
    ///
    /// # Errors
    /// Every violation noted.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Malformed> {
        if !self.violations.is_empty() {
            return Err(Malformed { violations: self.violations });
        }
        build().ok_or_else(|| Malformed::new("", "a field is missing that the message cannot go without"))
    }

    /// Notes a violation. The message says what would be accepted.
    pub fn refuse(&mut self, field: &str, message: impl fmt::Display) {
        if self.violations.len() < MAX_VIOLATIONS {
            let field = self.inside(field, |f| f.path.clone());
            self.violations.push(Violation { field, message: message.to_string() });
        }
    }

    /// The value, or its error as a violation: for constructors of the domain that check by themselves.
    pub fn take<T>(&mut self, field: &str, result: Result<T, impl fmt::Display>) -> Option<T> {
        result.map_err(|error| self.refuse(field, error)).ok()
    }

    /// A text field that may be empty: `f.optional("goal", &r.goal, Fields::code)` is `Some(None)` then.
    pub fn optional<T>(
        &mut self,
        field: &str,
        text: &str,
        get: impl FnOnce(&mut Self, &str, &str) -> Option<T>,
    ) -> Option<Option<T>> {
        if text.is_empty() { Some(None) } else { get(self, field, text).map(Some) }
    }

    /// A message inside the message; absent is a violation.
    pub fn message<M, T>(
        &mut self,
        field: &str,
        message: Option<&M>,
        parse: impl FnOnce(&mut Self, &M) -> Option<T>,
    ) -> Option<T> {
        let Some(message) = message else {
            self.refuse(field, "is missing");
            return None;
        };
        self.inside(field, |f| parse(f, message))
    }

    /// A message inside the message that may be absent.
    pub fn optional_message<M, T>(
        &mut self,
        field: &str,
        message: Option<&M>,
        parse: impl FnOnce(&mut Self, &M) -> Option<T>,
    ) -> Option<Option<T>> {
        match message {
            None => Some(None),
            Some(message) => self.inside(field, |f| parse(f, message)).map(Some),
        }
    }

    /// A list; `count` says how many entries it may have. Inside, the field name "" is the entry itself:
    /// `f.each("goals", &r.goals, 0..=12, |f, goal| f.code("", goal))`.
    pub fn each<M, T>(
        &mut self,
        field: &str,
        entries: &[M],
        count: RangeInclusive<usize>,
        mut parse: impl FnMut(&mut Self, &M) -> Option<T>,
    ) -> Option<Vec<T>> {
        if !count.contains(&entries.len()) {
            let (least, most) = (count.start(), count.end());
            self.refuse(field, format!("has {} entries; accepted are {least} to {most}", entries.len()));
            return None;
        }
        self.inside(field, |f| {
            let mut parsed = Vec::with_capacity(entries.len());
            // Every entry is visited, also after a bad one, so that every violation is noted.
            for (place, entry) in entries.iter().enumerate() {
                parsed.extend(f.inside(&format!("[{place}]"), |f| parse(f, entry)));
            }
            (parsed.len() == entries.len()).then_some(parsed)
        })
    }

    fn inside<T>(&mut self, step: &str, parse: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.path.len();
        if !self.path.is_empty() && !step.is_empty() && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let parsed = parse(self);
        self.path.truncate(outside);
        parsed
    }
}

/// What a caller sent, cut short for a message.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    format!("`{}`", text.chars().take(SHOWN).collect::<String>())
}

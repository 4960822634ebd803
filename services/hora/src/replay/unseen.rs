//! What a history does not show: the sequences between the records that the key may see.
//!
//! Knows sequences alone. A record that was read and is not told, being later than the moment asked about, was seen.

use std::collections::BTreeMap;

/// How many records of each context were passed over.
#[derive(Debug, Default)]
pub struct Unseen {
    next: BTreeMap<String, u64>,
    missing: BTreeMap<String, u64>,
}

impl Unseen {
    /// Notes that a record of a context was read.
    pub fn read(&mut self, context: &str, sequence: u64) {
        self.reached(context, sequence);
        self.next.insert(context.to_owned(), sequence.saturating_add(1));
    }

    /// Notes that a context has no more records to read, and how far its log goes.
    pub fn ended(&mut self, context: &str, head: u64) {
        self.read(context, head.saturating_add(1));
    }

    fn reached(&mut self, context: &str, sequence: u64) {
        let next = self.next.get(context).copied().unwrap_or(1);
        let missing = self.missing.entry(context.to_owned()).or_default();
        *missing = missing.saturating_add(sequence.saturating_sub(next));
    }

    /// What to say of it; none where everything was read.
    pub fn text(&self, has_moment: bool) -> Option<String> {
        let of_each: Vec<String> = self
            .missing
            .iter()
            .filter(|(_, missing)| **missing > 0)
            .map(|(context, missing)| format!("{missing} of {context}"))
            .collect();
        if of_each.is_empty() {
            return None;
        }
        let later = if has_moment { " (some of them may be later than the moment asked about)" } else { "" };
        Some(format!(
            "not shown are records that are not open to you: {}{later}; an auditor's key sees all",
            of_each.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_before_between_and_behind_are_counted() {
        let mut unseen = Unseen::default();
        for sequence in [3, 4, 7] {
            unseen.read("backbone", sequence);
        }
        unseen.ended("backbone", 8);
        unseen.ended("plan", 2);
        unseen.ended("agenda", 0);
        let text = unseen.text(false).unwrap();
        assert!(text.contains("5 of backbone, 2 of plan; an") && !text.contains("agenda"), "{text}");
        assert!(unseen.text(true).unwrap().contains("2 of plan (some of them may be later"));
    }

    #[test]
    fn nothing_is_said_where_all_was_read() {
        let mut unseen = Unseen::default();
        unseen.read("agenda", 1);
        unseen.read("agenda", 2);
        unseen.ended("agenda", 2);
        assert_eq!(unseen.text(true), None);
    }
}

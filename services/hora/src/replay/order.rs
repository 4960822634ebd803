//! The order of one history over all services: by moment, but a cause before its effect.
//!
//! Each service has its own clock, so an effect may be recorded "before" its cause; nobody should read it so. Works on
//! the next record of each context, so that histories of any length are put in order as they are read.

use std::collections::BTreeMap;

use crate::log::record::Record;

/// The contexts still to be read, each with its next record, and how far each has been told.
#[derive(Debug, Default)]
pub struct Order {
    next: BTreeMap<String, Record>,
    told: BTreeMap<String, u64>,
}

impl Order {
    /// Says what comes next in a context.
    pub fn offer(&mut self, record: Record) {
        self.next.insert(record.context.clone(), record);
    }

    /// Takes the record that is told next; its context is then to be offered again, if it has more.
    pub fn take(&mut self) -> Option<Record> {
        let earliest =
            |(context, record): &(&String, &Record)| (record.recorded_at.clone(), (*context).clone());
        let ready = self.next.iter().filter(|(_, record)| self.is_ready(record)).min_by_key(earliest);
        // Causes that point at each other cannot be; if they did, the history would still be told to its end.
        let chosen =
            ready.or_else(|| self.next.iter().min_by_key(earliest)).map(|(context, _)| context.clone())?;
        let record = self.next.remove(&chosen)?;
        self.told.insert(chosen, record.sequence);
        Some(record)
    }

    /// Whether the cause of a record has been told, or never will be: its context has no more to tell.
    fn is_ready(&self, record: &Record) -> bool {
        let Some((context, sequence)) = &record.cause else { return true };
        let is_told = self.told.get(context).is_some_and(|told| told >= sequence);
        let is_to_come = self.next.get(context).is_some_and(|next| next.sequence <= *sequence);
        is_told || !is_to_come || *context == record.context
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::record::sample::Made;

    fn record(context: &str, sequence: u64, second: u32, cause: Option<(&str, u64)>) -> Record {
        Made { context, stream: "s", sequence, version: sequence, second, cause, before: None }.record()
    }

    fn told(histories: Vec<Vec<Record>>) -> Vec<String> {
        let mut histories: BTreeMap<String, std::vec::IntoIter<Record>> =
            histories.into_iter().map(|records| (records[0].context.clone(), records.into_iter())).collect();
        let mut order = Order::default();
        for records in histories.values_mut() {
            order.offer(records.next().unwrap());
        }
        let mut told = Vec::new();
        while let Some(record) = order.take() {
            told.push(format!("{} {}", record.context, record.sequence));
            if let Some(next) = histories.get_mut(&record.context).and_then(Iterator::next) {
                order.offer(next);
            }
        }
        told
    }

    #[test]
    fn histories_are_told_by_moment_then_context() {
        let agenda = vec![record("agenda", 1, 1, None), record("agenda", 2, 5, None)];
        let plan = vec![record("plan", 1, 1, None), record("plan", 2, 3, None)];
        assert_eq!(told(vec![plan, agenda]), ["agenda 1", "plan 1", "plan 2", "agenda 2"]);
    }

    #[test]
    fn a_cause_comes_before_its_effect_whatever_the_clocks_say() {
        let agenda = vec![record("agenda", 1, 7, None), record("agenda", 2, 9, None)];
        let plan = vec![record("plan", 1, 2, Some(("agenda", 2))), record("plan", 2, 3, None)];
        assert_eq!(told(vec![agenda, plan]), ["agenda 1", "agenda 2", "plan 1", "plan 2"]);
    }

    #[test]
    fn a_cause_that_is_left_out_holds_nothing_up() {
        let plan = vec![record("plan", 1, 2, Some(("agenda", 2)))];
        let agenda = vec![record("agenda", 5, 9, None)];
        assert_eq!(told(vec![plan, agenda]), ["plan 1", "agenda 5"]);
    }

    #[test]
    fn causes_in_a_circle_still_end() {
        let agenda = vec![record("agenda", 1, 2, Some(("plan", 1)))];
        let plan = vec![record("plan", 1, 1, Some(("agenda", 1)))];
        assert_eq!(told(vec![agenda, plan]), ["plan 1", "agenda 1"]);
    }
}

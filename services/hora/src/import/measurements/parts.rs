//! How much of an organization's values goes into one command: whole periods, within the hub's bounds.
//!
//! Knows no values. The sums of a period are checked in one command, so a period is cut only where no command holds it.

use wire::pb::measurement as pb;

/// Rows of one command, where periods can be told apart: far below the hub's bound, so that no lock is held long.
const ROWS: usize = 20_000;
/// Rows of one command at most (domain: `MAX_ROWS`).
const MOST_ROWS: usize = 50_000;
/// Periods of one recording; each is a stream to lock (wire: `MAX_PERIODS` is 500).
const PERIODS: usize = 200;
/// Submissions of one review (wire: `MAX_PERIODS`).
pub const REVIEWED: usize = 50;

/// The rows in parts of whole periods; the rows of a period must follow each other.
pub fn of_rows(rows: &[pb::ObservationRow]) -> Vec<Vec<pb::ObservationRow>> {
    let periods = rows.chunk_by(|a, b| a.period == b.period).flat_map(|period| period.chunks(MOST_ROWS));
    grouped(periods, PERIODS, |period| period.len()).into_iter().map(|part| part.concat()).collect()
}

/// Periods with their numbers of rows, in parts that are reviewed at once.
pub fn of_periods<T: Copy>(periods: impl Iterator<Item = (T, usize)>) -> Vec<Vec<T>> {
    let parts = grouped(periods, REVIEWED, |(_, rows)| *rows);
    parts.into_iter().map(|part| part.into_iter().map(|(period, _)| period).collect()).collect()
}

fn grouped<T>(items: impl Iterator<Item = T>, most: usize, rows_of: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut parts: Vec<Vec<T>> = Vec::new();
    let mut rows: usize = 0;
    for item in items {
        let more = rows_of(&item);
        match parts.last_mut().filter(|part| part.len() < most && rows.saturating_add(more) <= ROWS) {
            Some(part) => {
                part.push(item);
                rows = rows.saturating_add(more);
            }
            None => {
                parts.push(vec![item]);
                rows = more;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(periods: &[(i32, usize)]) -> Vec<pb::ObservationRow> {
        let of = |(year, count): &(i32, usize)| {
            let period = pb::Period { start: format!("{year}-01-01"), length: "P1Y".to_owned() };
            vec![pb::ObservationRow { period: Some(period), ..Default::default() }; *count]
        };
        periods.iter().flat_map(of).collect()
    }

    fn lengths(periods: &[(i32, usize)]) -> Vec<usize> {
        of_rows(&rows(periods)).iter().map(Vec::len).collect()
    }

    #[test]
    fn periods_stay_whole_as_long_as_a_command_holds_them() {
        assert_eq!(lengths(&[(2001, 9_000), (2002, 9_000), (2003, 9_000)]), [18_000, 9_000]);
        assert_eq!(lengths(&[(2001, 45_000), (2002, 1)]), [45_000, 1], "beyond the usual, and whole");
        assert_eq!(
            lengths(&[(2001, 1), (2002, 60_000)]),
            [1, 50_000, 10_000],
            "what no command holds is cut"
        );
        let many: Vec<(i32, usize)> = (1700..2000).map(|year| (year, 2)).collect();
        assert_eq!(lengths(&many), [400, 200], "two hundred periods a command");
        assert!(of_rows(&[]).is_empty());
    }

    #[test]
    fn reviews_are_of_few_periods_and_not_too_many_rows() {
        let each =
            |rows: usize| of_periods((0..120).map(|n| (n, rows))).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(each(10), [50, 50, 20]);
        assert_eq!(each(1_000), [20; 6]);
    }
}

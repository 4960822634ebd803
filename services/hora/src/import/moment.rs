//! How a source writes its moments and days.
//!
//! Knows no time zones: a day without a time is midnight UTC. To add a way of writing: a variant of [`Unit`].

use domain::time::{Date, Timestamp};
use serde::Deserialize;

/// What moments are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Whole seconds since 1970.
    UnixS,
    /// Whole milliseconds since 1970.
    UnixMs,
    /// Whole microseconds since 1970.
    UnixUs,
    /// RFC 3339, or a bare date.
    Rfc3339,
}

impl Unit {
    /// The moment a cell names, or what would be accepted.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn read(self, cell: &str) -> Result<Timestamp, &'static str> {
        let (factor, accepted) = match self {
            Self::UnixS => (1_000_000, "accepted are whole seconds since 1970"),
            Self::UnixMs => (1_000, "accepted are whole milliseconds since 1970"),
            Self::UnixUs => (1, "accepted are whole microseconds since 1970"),
            Self::Rfc3339 => {
                let accepted = "accepted is RFC 3339 such as 2026-11-23T10:00:00Z, or a date";
                return cell.parse().map_err(|_| accepted);
            }
        };
        let number: Option<i64> = cell.parse().ok();
        number.and_then(|number| number.checked_mul(factor)).and_then(Timestamp::from_us).ok_or(accepted)
    }
}

/// The moment of a day at the time a cell names, which some programs write as what passed of the day.
///
/// # Errors
/// What would be accepted.
pub fn time_of(day: Date, cell: &str) -> Result<Timestamp, &'static str> {
    let accepted = "accepted is HH:MM:SS, also behind `0 days`";
    let time = cell.strip_prefix("0 days ").unwrap_or(cell);
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    let is_time = parts.len() == 3 && parts.iter().all(|part| part.len() == 2 && is_digits(part));
    let below_24 = parts.first().is_some_and(|hour| *hour < "24") && !time.contains(":60");
    if !is_time || !below_24 || !is_digits(fraction) {
        return Err(accepted);
    }
    format!("{day}T{time}Z").parse().map_err(|_| accepted)
}

/// The day a cell names: by the format, else its first ten characters.
///
/// # Errors
/// What would be accepted.
pub fn day(cell: &str, format: Option<&str>) -> Result<Date, String> {
    let Some(format) = format else {
        let head =
            cell.get(..10).filter(|_| !cell.get(10..).is_some_and(|rest| rest.starts_with(char::is_numeric)));
        return head
            .and_then(|head| head.parse().ok())
            .ok_or_else(|| "accepted is a day or moment that begins with YYYY-MM-DD".to_owned());
    };
    Date::strptime(format, cell).map_err(|_| format!("accepted are days written as {format}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_their_unit() {
        let moment: Timestamp = "2017-06-14T05:55:32.363Z".parse().unwrap();
        assert_eq!(Unit::UnixMs.read("1497419732363"), Ok(moment));
        assert_eq!(Unit::Rfc3339.read("2017-06-14T05:55:32.363Z"), Ok(moment));
        assert_eq!(Unit::UnixS.read("0"), Ok("1970-01-01".parse().unwrap()));
        for (unit, cell) in
            [(Unit::UnixMs, "noon"), (Unit::UnixS, "1.5"), (Unit::UnixMs, "9223372036854775807")]
        {
            assert!(unit.read(cell).unwrap_err().contains("accepted"), "{cell}");
        }
    }

    #[test]
    fn a_time_of_day_is_taken_with_and_without_the_days_before_it() {
        let day: Date = "2015-09-15".parse().unwrap();
        let moment: Timestamp = "2015-09-15T10:50:19Z".parse().unwrap();
        for cell in ["10:50:19", "0 days 10:50:19", "10:50:19.000"] {
            assert_eq!(time_of(day, cell), Ok(moment), "{cell}");
        }
        for cell in
            ["", "10:50", "1 days 10:50:19", "24:00:00", "10:60:00", "10:50:60", "10:50:19+02:00", "1:2:3"]
        {
            assert!(time_of(day, cell).unwrap_err().contains("HH:MM:SS"), "{cell}");
        }
    }

    #[test]
    fn a_day_is_taken_as_it_is_written() {
        let expected: Date = "2023-06-23".parse().unwrap();
        for cell in ["2023-06-23", "2023-06-23T12:05:00Z", "2023-06-23 12:05"] {
            assert_eq!(day(cell, None), Ok(expected), "{cell}");
        }
        assert_eq!(day("23.06.2023", Some("%d.%m.%Y")), Ok(expected));
        for cell in ["", "23.06.2023", "2023-06-231", "2023-13-01"] {
            assert!(day(cell, None).is_err(), "{cell}");
        }
    }
}

//! Moments, dates and time zones.

use domain::time::{Date, Timestamp};

use super::{Fields, quoted};

impl Fields {
    /// A moment: RFC 3339, or a bare date for midnight UTC.
    pub fn moment(&mut self, field: &str, text: &str) -> Option<Timestamp> {
        self.take(field, text.parse())
    }

    /// A civil date, exactly `YYYY-MM-DD`.
    pub fn date(&mut self, field: &str, text: &str) -> Option<Date> {
        // jiff would also take a datetime and drop its time.
        let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
        if date.is_none() {
            let given = quoted(text);
            self.refuse(field, format!("{given} is not a date; accepted is YYYY-MM-DD such as 2026-11-23"));
        }
        date
    }

    /// The name of a time zone in the IANA database, as it is spelled there.
    pub fn time_zone(&mut self, field: &str, text: &str) -> Option<String> {
        let zone = jiff::tz::TimeZone::get(text).ok();
        let name = zone.and_then(|zone| zone.iana_name().map(str::to_owned));
        if name.is_none() {
            let given = quoted(text);
            self.refuse(
                field,
                format!("{given} is not a time zone; accepted is an IANA name such as Europe/Bucharest"),
            );
        }
        name
    }
}

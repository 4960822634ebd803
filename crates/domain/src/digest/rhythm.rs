//! How often a digest is due, on the person's own wall clock.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Weekday, tz::TimeZone};

use crate::time::Timestamp;

/// Digests are due at this hour of the person's day: before work.
pub const DIGEST_HOUR: i8 = 7;
/// A day of every week comes within so many days.
const WEEK: i64 = 8;

/// How often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rhythm {
    /// Never by itself.
    #[default]
    None,
    /// Every day.
    Daily,
    /// On these days of the week, 1 (Monday) to 7.
    Weekly {
        /// The days.
        days: BTreeSet<i8>,
    },
}

impl Rhythm {
    /// The first moment after `last` at which a digest is due; none where there is no rhythm or no such zone.
    pub fn due_after(&self, last: Timestamp, tz: &str) -> Option<Timestamp> {
        let zone = TimeZone::get(tz).ok()?;
        let last = jiff::Timestamp::from_microsecond(last.as_us()).ok()?;
        let today = last.to_zoned_datetime(zone.clone()).date();
        let days = (0..=WEEK).filter_map(|days| today.checked_add(days.days()).ok());
        let moments = days.filter(|day| self.falls_on(day.weekday())).filter_map(|day| {
            // Where the clock is put forward over that hour, the hour after it is taken.
            let moment = day.at(DIGEST_HOUR, 0, 0, 0).to_zoned_datetime(zone.clone()).ok()?.timestamp();
            (moment > last).then(|| Timestamp::from_us(moment.as_microsecond()))?
        });
        moments.min()
    }

    fn falls_on(&self, day: Weekday) -> bool {
        match self {
            Self::None => false,
            Self::Daily => true,
            Self::Weekly { days } => days.contains(&day.to_monday_one_offset()),
        }
    }
}

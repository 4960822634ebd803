//! Periods and their lengths, both ways.

use std::collections::BTreeSet;

use domain::{
    measurement::period::{Period, PeriodType},
    time::Date,
};

use crate::{Fields, pb::measurement as pb};

/// The most submissions of one command: each is a stream to load, lock and append to, and each may be approved.
const MAX_PERIODS: usize = 50;

pub(super) fn parse_period_type(f: &mut Fields, field: &str, number: i32) -> Option<PeriodType> {
    f.choice(field, number, pb::PeriodType::as_str_name, |wanted| {
        PeriodType::ALL.into_iter().find(|length| period_type(*length) == wanted)
    })
}

/// A length of periods, for an answer.
pub fn period_type(length: PeriodType) -> pb::PeriodType {
    match length {
        PeriodType::Years => pb::PeriodType::Years,
        PeriodType::Quarters => pb::PeriodType::Quarters,
        PeriodType::Months => pb::PeriodType::Months,
        PeriodType::Weeks => pb::PeriodType::Weeks,
        PeriodType::HalfYears => pb::PeriodType::HalfYears,
        PeriodType::TwoYears => pb::PeriodType::TwoYears,
        PeriodType::ThreeYears => pb::PeriodType::ThreeYears,
        PeriodType::FourYears => pb::PeriodType::FourYears,
        PeriodType::FiveYears => pb::PeriodType::FiveYears,
        PeriodType::TenYears => pb::PeriodType::TenYears,
        PeriodType::YearsFromApril => pb::PeriodType::YearsFromApril,
        PeriodType::YearsFromJuly => pb::PeriodType::YearsFromJuly,
        PeriodType::YearsFromSeptember => pb::PeriodType::YearsFromSeptember,
        PeriodType::YearsFromOctober => pb::PeriodType::YearsFromOctober,
    }
}

/// A period, for an answer.
pub fn period(period: Period) -> pb::Period {
    pb::Period { start: period.start.to_string(), length: period.length.as_iso8601().to_owned() }
}

/// A period that must be there; where such may begin is for the rules.
pub(super) fn parse_period(f: &mut Fields, field: &str, message: Option<&pb::Period>) -> Option<Period> {
    f.message(field, message, entry)
}

fn entry(f: &mut Fields, message: &pb::Period) -> Option<Period> {
    let start: Option<Date> = f.date("start", &message.start);
    let length = PeriodType::parse_iso8601(&message.length);
    if length.is_none() {
        f.refuse("length", "is no length; accepted are P1Y, P6M, P3M, P1M, P1W, P2Y, P3Y, P4Y, P5Y, P10Y");
    }
    Some(Period { start: start?, length: length? })
}

/// The periods of a command.
pub(super) fn parse_periods(f: &mut Fields, messages: &[pb::Period]) -> Option<BTreeSet<Period>> {
    let all = f.each("periods", messages, 1..=MAX_PERIODS, entry)?;
    Some(all.into_iter().collect())
}

//! What other contexts may know of measurement: which indicators were published, for which periods.
//!
//! Knows none of those contexts. A row without a value, or with one that is hidden, tells nobody anything and does not
//! count.

use super::{Event, period::Period, public_row::PublicRow};
use crate::facts::Measurement;

/// The types of events that say something here; [`apply`] passes over all others.
pub const TYPES: &[&str] =
    &["measurement.DataPublished.v1", "measurement.IndicatorRetired.v1", "measurement.RevisionPublished.v1"];

/// Takes one event in. Total, and order-tolerant.
pub fn apply(measurement: &mut Measurement, event: &Event) {
    match event {
        Event::DataPublished { period, rows, .. } | Event::RevisionPublished { period, rows, .. } => {
            note(measurement, *period, rows);
        }
        Event::IndicatorRetired { code, .. } => {
            measurement.published.remove(code);
        }
        _ => {}
    }
}

fn note(measurement: &mut Measurement, period: Period, rows: &[PublicRow]) {
    let period = format!("{}_{}", period.start, period.length.as_iso8601());
    for row in rows.iter().filter(|row| row.value.is_some() && !row.hidden) {
        let known = measurement.published.entry(row.indicator.clone()).or_default();
        if !known.contains(&period) {
            known.insert(period.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::Code,
        measurement::{observation::ObsStatus, period::PeriodType},
    };

    fn published(year: i16, value: Option<&str>, hidden: bool) -> Event {
        let row = PublicRow {
            indicator: "LEAVERS".parse().unwrap(),
            area_code: None,
            dims: [].into(),
            value: value.map(str::to_owned),
            obs_status: ObsStatus::Normal,
            numerator: None,
            denominator: None,
            hidden,
        };
        Event::DataPublished {
            data_set: "SCHOOLS".parse().unwrap(),
            org: crate::ids::OrgId::from_uuid(crate::ids::Uuid::nil()),
            period: Period { start: crate::time::Date::constant(year, 1, 1), length: PeriodType::Years },
            revision: 1,
            part: 1,
            parts: 1,
            rows: vec![row],
        }
    }

    #[test]
    fn periods_with_a_value_that_is_seen_count_until_the_indicator_retires() {
        let leavers: Code = "LEAVERS".parse().unwrap();
        let mut known = Measurement::default();
        let told = [
            (2024, Some("5"), false),
            (2024, Some("6"), false),
            (2025, None, false),
            (2026, Some("7"), true),
        ];
        for (year, value, hidden) in told {
            apply(&mut known, &published(year, value, hidden));
        }
        assert_eq!(known.published.get(&leavers), Some(&["2024-01-01_P1Y".to_owned()].into()));
        apply(&mut known, &published(2025, Some("4"), false));
        assert_eq!(known.published.get(&leavers).map(|periods| periods.len()), Some(2));
        let last_period =
            Period { start: crate::time::Date::constant(2025, 1, 1), length: PeriodType::Years };
        apply(&mut known, &Event::IndicatorRetired { code: leavers, last_period, successor: None });
        assert_eq!(known, Measurement::default());
    }
}

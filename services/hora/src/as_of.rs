//! `--as-of`: an earlier moment as it is written on the command line.
//!
//! Knows the three kinds of moment, not what a service makes of them.

use std::str::FromStr;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

/// An earlier moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsOf {
    /// The first so many records.
    Sequence(u64),
    /// What the hub knew then.
    RecordedAt(Timestamp),
    /// What had happened by then in the world; with the sequence it is known at, where one is given.
    EffectiveAt(Timestamp, Option<u64>),
}

impl AsOf {
    /// `hora.common.v1.AsOf` as JSON.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Sequence(sequence) => json!({ "sequence": sequence.to_string() }),
            Self::RecordedAt(at) => json!({ "recorded_at": stored(*at) }),
            Self::EffectiveAt(at, None) => json!({ "effective_at": stored(*at) }),
            Self::EffectiveAt(at, Some(known_at)) => {
                json!({ "effective_at": stored(*at), "known_at": known_at.to_string() })
            }
        }
    }
}

/// As moments are stored: UTC with six digits, so that their order is the order of their bytes.
pub fn stored(at: Timestamp) -> String {
    format!("{at:.6}")
}

impl FromStr for AsOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(sequence) = text.parse() {
            return Ok(Self::Sequence(sequence));
        }
        if let Some(rest) = text.strip_prefix("effective:") {
            return match rest.split_once('@') {
                None => Ok(Self::EffectiveAt(moment(rest)?, None)),
                Some((at, known)) => {
                    let known = known.parse().map_err(|_| "behind @ stands a sequence".to_owned())?;
                    Ok(Self::EffectiveAt(moment(at)?, Some(known)))
                }
            };
        }
        moment(text.strip_prefix("recorded:").unwrap_or(text)).map(Self::RecordedAt)
    }
}

/// RFC 3339; a bare date is midnight UTC.
fn moment(text: &str) -> Result<Timestamp, String> {
    let of_date = |date: Date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok();
    text.parse::<Timestamp>().ok().or_else(|| text.parse::<Date>().ok().and_then(of_date)).ok_or_else(|| {
        format!("`{text}` is no moment; accepted are a sequence, 2026-11-23, 2026-11-23T10:00:00Z, effective:2026-11-23")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_kinds_of_moment_are_told_apart() {
        let json = |text: &str| text.parse::<AsOf>().unwrap().to_json();
        assert_eq!(json("12"), json!({"sequence": "12"}));
        assert_eq!(json("2026-11-23"), json!({"recorded_at": "2026-11-23T00:00:00.000000Z"}));
        assert_eq!(json("2026-11-23T12:00:00+02:00"), json!({"recorded_at": "2026-11-23T10:00:00.000000Z"}));
        assert_eq!(json("effective:2026-11-23"), json!({"effective_at": "2026-11-23T00:00:00.000000Z"}));
        assert_eq!(
            json("effective:2026-11-23@5"),
            json!({"effective_at": "2026-11-23T00:00:00.000000Z", "known_at": "5"})
        );
        assert!("yesterday".parse::<AsOf>().unwrap_err().contains("accepted are"));
    }
}

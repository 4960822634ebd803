//! What the hub has of an organization, where a file says otherwise: another export of the same source, or one that
//! was corrected since.
//!
//! A value that the hub was ever told of its key is nothing new: what corrected it stands. Knows no commands.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wire::pb::measurement as pb;

use super::{
    read::{Key, key},
    send::Of,
};
use crate::{actors::Person, failure::Failure, import::init::hub};

/// Where a submission stands when values may still be put in.
const OPEN: [&str; 2] = ["draft", "returned"];

type Period = (String, String);

/// The rows of periods that are open, and those of the others.
///
/// # Errors
/// Nobody answers.
pub async fn told_apart(
    reader: &mut Person,
    of: &Of<'_>,
    rows: Vec<pb::ObservationRow>,
) -> Result<(Vec<pb::ObservationRow>, Vec<pb::ObservationRow>), Failure> {
    let request = json!({"dataSet": of.set.code.as_str(), "org": of.org});
    let list = hub::all(reader, "measurement/ListSubmissions", &request, "submissions").await?;
    let is_closed = |one: &&Value| !OPEN.contains(&text(one, "/status").as_str());
    let closed: BTreeSet<Period> = list.iter().filter(is_closed).map(period_of).collect();
    Ok(rows.into_iter().partition(|row| !closed.contains(&period(row))))
}

/// The rows whose value the hub was never told, as it stands after that sequence.
///
/// # Errors
/// Nobody answers.
pub async fn never_said(
    reader: &mut Person,
    of: &Of<'_>,
    rows: Vec<pb::ObservationRow>,
    after: u64,
) -> Result<Vec<pb::ObservationRow>, Failure> {
    let meta = json!({"minSequence": after.to_string()});
    let request =
        json!({"meta": meta, "dataSet": of.set.code.as_str(), "org": of.org, "includeHistory": true});
    let list = hub::all(reader, "measurement/ListObservations", &request, "observations").await?;
    let mut said: BTreeMap<(Period, Key), Vec<Said>> = BTreeMap::new();
    for one in &list {
        said.entry((period_of(one), key_of(one))).or_default().push(Said::of_answer(one));
    }
    let is_new = |row: &pb::ObservationRow| {
        !said.get(&(period(row), key(row))).is_some_and(|said| said.contains(&Said::of_row(row)))
    };
    Ok(rows.into_iter().filter(is_new).collect())
}

/// A value as it reads, however many zeros it is written with.
#[derive(PartialEq)]
struct Said {
    value: Option<String>,
    status: i32,
    numerator: Option<String>,
    denominator: Option<String>,
}

impl Said {
    fn of_row(row: &pb::ObservationRow) -> Self {
        let plain = |text: &Option<String>| text.as_deref().map(plain);
        let status = if row.obs_status == 0 { pb::ObsStatus::Normal.into() } else { row.obs_status };
        Self {
            value: plain(&row.value),
            status,
            numerator: plain(&row.numerator),
            denominator: plain(&row.denominator),
        }
    }

    fn of_answer(one: &Value) -> Self {
        let number = |name: &str| one.get(name).and_then(Value::as_str).map(plain);
        let status = pb::ObsStatus::from_str_name(&text(one, "/obsStatus")).unwrap_or_default();
        Self {
            value: number("value"),
            status: status.into(),
            numerator: number("numerator"),
            denominator: number("denominator"),
        }
    }
}

/// A decimal without needless zeros; words as they are.
fn plain(text: &str) -> String {
    let is_decimal = text.contains('.') && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let plain = if is_decimal { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    plain.to_owned()
}

fn text(one: &Value, pointer: &str) -> String {
    one.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn period_of(one: &Value) -> Period {
    (text(one, "/period/start"), text(one, "/period/length"))
}

fn period(row: &pb::ObservationRow) -> Period {
    row.period.clone().map(|period| (period.start, period.length)).unwrap_or_default()
}

fn key_of(one: &Value) -> Key {
    let pairs = one.get("dims").and_then(Value::as_array).into_iter().flatten();
    let dims = pairs.map(|pair| (text(pair, "/dim"), text(pair, "/code"))).collect();
    (text(one, "/indicator"), text(one, "/areaCode"), dims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_however_many_zeros_it_has() {
        let row = pb::ObservationRow { value: Some("0.5".to_owned()), ..Default::default() };
        let answer =
            |value: &str, status: &str| Said::of_answer(&json!({"value": value, "obsStatus": status}));
        assert!(Said::of_row(&row) == answer("0.5000", "OBS_STATUS_NORMAL"));
        assert!(Said::of_row(&row) != answer("0.5000", "OBS_STATUS_ESTIMATED"));
        assert!(Said::of_row(&row) != answer("0.5001", "OBS_STATUS_NORMAL"));
        assert_eq!(
            (plain("100"), plain("10.0"), plain("many...")),
            ("100".into(), "10".into(), "many...".into())
        );
    }
}

//! Funding: every pledge, and how long what is confirmed lasts in each currency.

use std::collections::BTreeMap;

use domain::{
    backbone::funding::{Left, left},
    time::{Date, Timestamp},
};
use rusqlite::{Connection, params};

use super::{moment, optional_moment};
use crate::{Error, column};

/// A pledge and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funding {
    /// The sequence of its record; the key of its place in a list.
    pub sequence: u64,
    /// Its id.
    pub funding: String,
    /// Whose money.
    pub org: String,
    /// How much, in the currency's smallest unit.
    pub amount_minor: i64,
    /// The currency's code.
    pub currency: String,
    /// The first day it is for.
    pub from: Date,
    /// The last day it is for.
    pub to: Date,
    /// The word of the function it is for.
    pub function: Option<String>,
    /// `pledged`, `confirmed` or `lapsed`.
    pub standing: String,
    /// When it was pledged.
    pub pledged_at: Timestamp,
    /// When it was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When it lapsed.
    pub lapsed_at: Option<Timestamp>,
}

/// What one currency comes to on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The currency's code.
    pub currency: String,
    /// The whole amounts of confirmed pledges that have not ended.
    pub confirmed_minor: i64,
    /// The whole amounts of pledges that are neither confirmed nor lapsed and have not ended.
    pub pledged_minor: i64,
    /// How long the confirmed ones last without a gap; none where they do not cover the day.
    pub left: Option<Left>,
}

/// The funding, the latest first; `before` is the sequence of the last one seen.
///
/// # Errors
/// SQLite's.
pub fn funding(conn: &Connection, limit: u32, before: Option<u64>) -> Result<Vec<Funding>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM funding WHERE ?1 IS NULL OR sequence < ?1 ORDER BY sequence DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![before, limit], |row| {
        Ok(Funding {
            sequence: row.get("sequence")?,
            funding: row.get("funding")?,
            org: row.get("org")?,
            amount_minor: row.get("amount_minor")?,
            currency: row.get("currency")?,
            from: column::parsed(row, "from_day")?,
            to: column::parsed(row, "to_day")?,
            function: row.get("function")?,
            standing: row.get("standing")?,
            pledged_at: moment(row, "pledged_us")?,
            confirmed_at: optional_moment(row, "confirmed_us")?,
            lapsed_at: optional_moment(row, "lapsed_us")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What each currency comes to on a day, in byte order of their codes.
///
/// # Errors
/// SQLite's.
pub fn outlook(conn: &Connection, at: Date) -> Result<Vec<Outlook>, Error> {
    #[derive(Default)]
    struct Sum {
        confirmed_minor: i64,
        pledged_minor: i64,
        spans: Vec<(Date, Date)>,
    }
    // Days are YYYY-MM-DD: they sort as text.
    let mut select = conn.prepare_cached(
        "SELECT currency, standing, amount_minor, from_day, to_day FROM funding \
         WHERE standing <> 'lapsed' AND to_day >= ?1 ORDER BY sequence",
    )?;
    let mut rows = select.query([at.to_string()])?;
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let sum = sums.entry(row.get("currency")?).or_default();
        let amount: i64 = row.get("amount_minor")?;
        let is_confirmed = row.get::<_, String>("standing")? == "confirmed";
        let total = if is_confirmed { &mut sum.confirmed_minor } else { &mut sum.pledged_minor };
        *total = total.saturating_add(amount);
        if is_confirmed {
            sum.spans.push((column::parsed(row, "from_day")?, column::parsed(row, "to_day")?));
        }
    }
    let outlook = |(currency, sum): (String, Sum)| Outlook {
        currency,
        confirmed_minor: sum.confirmed_minor,
        pledged_minor: sum.pledged_minor,
        left: left(&sum.spans, at),
    };
    Ok(sums.into_iter().map(outlook).collect())
}

//! Parts of a rate that are another indicator's values: `ATTENDING` of those who are `ENROLLED`.
//!
//! Nobody declares that; where all that both have is the same, a reader sees it. Knows no sums.

use std::collections::BTreeMap;

use super::{measures::Measure, table::Table};
use crate::{ids::Code, measurement::observation::Key};

/// The numbers of one measure of one indicator.
pub(super) type Series<'a> = BTreeMap<(&'a Code, Measure), BTreeMap<&'a Key, usize>>;

/// A number, and the measure of the indicator that it is of.
type Of<'a, 'b> = (&'b (&'a Code, Measure), usize);

type Place<'a> = (Option<&'a Code>, &'a BTreeMap<Code, Code>);

/// Ties each number to its twin.
pub(super) fn tie(table: &mut Table, all: &Series) {
    let mut there: BTreeMap<Place, Vec<Of>> = BTreeMap::new();
    for (series, places) in all {
        for (key, place) in places {
            there.entry((key.area_code.as_ref(), &key.dims)).or_default().push((series, *place));
        }
    }
    let mut pairs: BTreeMap<_, Option<Vec<(usize, usize)>>> = BTreeMap::new();
    for series in there.values() {
        for (at, (first, one)) in series.iter().enumerate() {
            let others = series.iter().skip(at.saturating_add(1));
            for (second, other) in others.filter(|(of, _)| of.0 != first.0 && (is_part(first) || is_part(of)))
            {
                let same = pairs.entry((*first, *second)).or_insert_with(|| Some(Vec::new()));
                match same {
                    Some(same) if table.value(*one) == table.value(*other) => same.push((*one, *other)),
                    differ => *differ = None,
                }
            }
        }
    }
    for (one, other) in pairs.into_values().flatten().flatten() {
        table.tie(vec![(one, false), (other, true)]);
    }
}

fn is_part((_, measure): &(&Code, Measure)) -> bool {
    *measure != Measure::Value
}

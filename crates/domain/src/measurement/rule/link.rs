//! What a rule tells of cells that are hidden: sums that are zero, or at most zero.
//!
//! Knows no values; whether a sum is what the rule says is for whoever has them.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Of, Operator, Rule, Term};
use crate::{
    ids::Code,
    measurement::{observation::Key, suppression::Link},
};

impl Rule {
    /// The signed sums that the rule says are zero or at most zero: what ties published cells together. One for each
    /// area, and inside each code of the disaggregations it does not name: what holds of all mostly holds there too.
    pub fn links<'a>(&self, keys: impl Iterator<Item = &'a Key>) -> Vec<Link> {
        let named: BTreeSet<&Code> = self.terms().flat_map(Term::dims).collect();
        let place = |key: &'a Key| {
            let others = key.dims.iter().filter(|(dim, _)| !named.contains(dim));
            (key.area_code.as_ref(), others.collect::<BTreeMap<_, _>>())
        };
        let places: BTreeSet<(Option<&Code>, BTreeMap<&Code, &Code>)> = keys.map(place).collect();
        places.iter().filter_map(|(area, others)| self.link(*area, others)).collect()
    }

    fn link(&self, area: Option<&Code>, others: &BTreeMap<&Code, &Code>) -> Option<Link> {
        let (is_at_most, more, less) = match self.text.operator {
            Operator::Equal => (false, &self.right, &self.left),
            Operator::Less | Operator::LessOrEqual => (true, &self.left, &self.right),
            Operator::Greater | Operator::GreaterOrEqual => (true, &self.right, &self.left),
            Operator::NotEqual | Operator::CompulsoryPair | Operator::ExclusivePair => return None,
        };
        let more = more.iter().map(|term| (term, term.is_negative));
        let signed = more.chain(less.iter().map(|term| (term, !term.is_negative)));
        let mut link = Link { terms: Vec::new(), constant: Decimal::ZERO, is_at_most };
        for (term, is_negative) in signed {
            match &term.of {
                Of::Number(_) if is_at_most => return None,
                Of::Number(number) if is_negative => link.constant = link.constant.checked_sub(*number)?,
                Of::Number(number) => link.constant = link.constant.checked_add(*number)?,
                Of::Cell { .. } => {
                    let mut key = term.key(area)?;
                    key.dims.extend(others.iter().map(|(dim, code)| ((*dim).clone(), (*code).clone())));
                    link.terms.push((key, is_negative));
                }
            }
        }
        Some(link)
    }
}

//! Rules between values: `TOTAL == SHELTERED + UNSHELTERED`, `A[SEX=F] <= A`, one without the other.
//!
//! A side is a sum of terms; a term is a number, or an indicator with the codes of its disaggregations (none: the
//! total). A rule holds for each area by itself. Knows no submission: it is given a way to look values up.
//! To add an operator: a variant of [`Operator`] and an arm of [`Rule::holds`].

mod link;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{number, observation::Key, refusal::Refusal};
use crate::ids::Code;

/// The most terms of one side.
const MAX_TERMS: usize = 50;

/// How two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    /// Both or none is there.
    CompulsoryPair,
    /// Not both are there.
    ExclusivePair,
}

/// What a value that is not there means to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The rule says nothing where any value is missing.
    SkipAny,
    /// It says nothing where all are missing; else those missing are 0.
    SkipAll,
    /// Those missing are 0.
    Never,
}

/// How much a broken rule matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Severity {
    Low,
    Medium,
    High,
}

/// A rule as it is written and stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleText {
    /// The left side.
    pub left: String,
    /// How it is compared.
    pub operator: Operator,
    /// The right side.
    pub right: String,
    /// What a value that is not there means.
    pub missing: Missing,
    /// How much it matters.
    pub severity: Severity,
    /// Whether data that break it cannot be submitted before that is waived.
    pub blocks_submit: bool,
}

/// A rule that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As it is written.
    pub text: RuleText,
    left: Vec<Term>,
    right: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    is_negative: bool,
    of: Of,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Of {
    Number(Decimal),
    Cell { indicator: Code, dims: BTreeMap<Code, Code> },
}

impl Rule {
    /// The rule in a text.
    ///
    /// # Errors
    /// `expression_error`: the side, and the place in it.
    pub fn parse(text: RuleText) -> Result<Self, Refusal> {
        let left = side("left", &text.left)?;
        let right = side("right", &text.right)?;
        Ok(Self { text, left, right })
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.left.iter().chain(&self.right)
    }

    /// The indicators it is about.
    pub fn indicators(&self) -> BTreeSet<&Code> {
        let named = |term: &'_ Term| matches!(term.of, Of::Cell { .. });
        self.terms().filter(|term| named(term)).filter_map(Term::indicator).collect()
    }

    /// The cells it names, for one area.
    pub fn keys(&self, area: Option<&Code>) -> impl Iterator<Item = Key> {
        self.terms().filter_map(move |term| term.key(area))
    }

    /// Whether the values of one area agree with it; none where it says nothing of them.
    pub fn holds(&self, area: Option<&Code>, value: &dyn Fn(&Key) -> Option<Decimal>) -> Option<bool> {
        let there = |side: &[Term]| {
            side.iter().filter_map(|term| term.key(area)).filter(|key| value(key).is_some()).count()
        };
        let (left, right) = (there(&self.left), there(&self.right));
        match self.text.operator {
            Operator::CompulsoryPair => return Some((left > 0) == (right > 0)),
            Operator::ExclusivePair => return Some(left == 0 || right == 0),
            _ => {}
        }
        let named = self.terms().filter(|term| term.key(area).is_some()).count();
        let found = left.saturating_add(right);
        match self.text.missing {
            Missing::SkipAny if found < named => return None,
            Missing::SkipAll if found == 0 => return None,
            _ => {}
        }
        let sum = |side: &[Term]| {
            side.iter().try_fold(Decimal::ZERO, |sum, term| {
                let number = term.number(area, value);
                if term.is_negative { sum.checked_sub(number) } else { sum.checked_add(number) }
            })
        };
        let (left, right) = (sum(&self.left)?, sum(&self.right)?);
        Some(match self.text.operator {
            Operator::NotEqual => left != right,
            Operator::Greater => left > right,
            Operator::GreaterOrEqual => left >= right,
            Operator::Less => left < right,
            Operator::LessOrEqual => left <= right,
            _ => left == right,
        })
    }
}

impl Term {
    fn indicator(&self) -> Option<&Code> {
        if let Of::Cell { indicator, .. } = &self.of { Some(indicator) } else { None }
    }

    fn dims(&self) -> impl Iterator<Item = &Code> {
        let dims = if let Of::Cell { dims, .. } = &self.of { Some(dims) } else { None };
        dims.into_iter().flat_map(BTreeMap::keys)
    }

    fn key(&self, area: Option<&Code>) -> Option<Key> {
        match &self.of {
            Of::Number(_) => None,
            Of::Cell { indicator, dims } => {
                Some(Key { indicator: indicator.clone(), area_code: area.cloned(), dims: dims.clone() })
            }
        }
    }

    fn number(&self, area: Option<&Code>, value: &dyn Fn(&Key) -> Option<Decimal>) -> Decimal {
        match &self.of {
            Of::Number(number) => *number,
            Of::Cell { .. } => self.key(area).and_then(|key| value(&key)).unwrap_or(Decimal::ZERO),
        }
    }
}

fn side(field: &'static str, text: &str) -> Result<Vec<Term>, Refusal> {
    let error = |column: usize, expected: &'static str| Refusal::ExpressionError {
        field,
        column: u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1),
        expected,
    };
    let mut terms = Vec::new();
    let mut start = 0;
    let mut is_negative = false;
    let ends = text.char_indices().filter(|(_, c)| matches!(c, '+' | '-')).map(|(at, c)| (at, c == '-'));
    for (end, next_is_negative) in ends.chain([(text.len(), false)]) {
        let written = text.get(start..end).unwrap_or_default();
        if !(written.trim().is_empty() && terms.is_empty() && start == 0 && end < text.len()) {
            let of = term(written.trim())
                .ok_or_else(|| error(start, "a number, or an indicator such as PUPILS or PUPILS[SEX=F]"))?;
            terms.push(Term { is_negative, of });
        }
        is_negative = next_is_negative;
        start = end.saturating_add(1);
    }
    if terms.len() > MAX_TERMS {
        return Err(error(0, "at most 50 terms"));
    }
    Ok(terms)
}

fn term(text: &str) -> Option<Of> {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return number::parse(text, number::MAX_DECIMALS).ok().map(Of::Number);
    }
    let Some((indicator, rest)) = text.split_once('[') else {
        return Some(Of::Cell { indicator: text.parse().ok()?, dims: BTreeMap::new() });
    };
    let mut dims = BTreeMap::new();
    for pair in rest.strip_suffix(']')?.split(',') {
        let (dim, code) = pair.split_once('=')?;
        dims.insert(dim.trim().parse().ok()?, code.trim().parse().ok()?);
    }
    Some(Of::Cell { indicator: indicator.trim().parse().ok()?, dims })
}

#[cfg(test)]
mod tests;

//! The arithmetic of an assessment, in whole numbers.
//!
//! Knows no organization. A median is kept doubled: of an odd count twice the middle score, of an even count
//! the sum of the two in the middle; so 1.5 is 3, exactly, and "median ≤ 1" is "doubled ≤ 2".
//! Source: domain.md, section 5, "Verdict".

use std::collections::BTreeMap;

use super::{
    refusal::Refusal,
    words::{Factor, Verdict},
};

/// The scores given, by factor; each list in no order.
pub type Scores = BTreeMap<Factor, Vec<u8>>;

/// How much of what was asked must be scored, in percent.
pub const SCORED_PERCENT: usize = 60;

/// "At most 1", doubled.
const LOW_MEDIAN_DOUBLED: u8 = 2;

/// The factors the verdict rests on: the problem's complexity first, then what readiness needs.
pub const DECISIVE: [Factor; 4] =
    [Factor::ProblemComplexity, Factor::Champion, Factor::Resources, Factor::Urgency];

fn is_enough(scored: usize, asked: usize) -> bool {
    scored.saturating_mul(100) >= asked.saturating_mul(SCORED_PERCENT)
}

/// Refuses a verdict on too little: 60 % of all scores asked for (assessors × factors) must be there, and
/// 60 % of the assessors must have scored each factor the verdict rests on.
pub fn check_enough(scores: &Scores, assessors: usize) -> Result<(), Refusal> {
    let count = |factor: &Factor| scores.get(factor).map_or(0, Vec::len);
    let asked = assessors.saturating_mul(Factor::ALL.len());
    let scored = Factor::ALL.iter().map(count).sum();
    let lacking: Vec<Factor> =
        DECISIVE.into_iter().filter(|factor| !is_enough(count(factor), assessors)).collect();
    if is_enough(scored, asked) && lacking.is_empty() {
        return Ok(());
    }
    Err(Refusal::TooFewScored { scored, asked, lacking })
}

/// The median of each factor that was scored, doubled.
pub fn medians_doubled(scores: &Scores) -> BTreeMap<Factor, u8> {
    scores.iter().filter_map(|(factor, given)| Some((*factor, median_doubled(given)?))).collect()
}

fn median_doubled(given: &[u8]) -> Option<u8> {
    let mut sorted = given.to_vec();
    sorted.sort_unstable();
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(lower.saturating_add(upper))
}

/// The highest score of each factor less its lowest.
pub fn spread(scores: &Scores) -> BTreeMap<Factor, u8> {
    let width = |given: &Vec<u8>| Some(given.iter().max()?.saturating_sub(*given.iter().min()?));
    scores.iter().filter_map(|(factor, given)| Some((*factor, width(given)?))).collect()
}

/// The verdict, and the factors it is low on.
pub fn verdict(medians_doubled: &BTreeMap<Factor, u8>) -> (Verdict, Vec<Factor>) {
    let is_low = |factor: &Factor| medians_doubled.get(factor).is_some_and(|m| *m <= LOW_MEDIAN_DOUBLED);
    let [complexity, readiness @ ..] = DECISIVE;
    if is_low(&complexity) {
        return (Verdict::NotSuitable, vec![complexity]);
    }
    let low: Vec<Factor> = readiness.into_iter().filter(is_low).collect();
    let verdict = if low.is_empty() { Verdict::Suitable } else { Verdict::NotReady };
    (verdict, low)
}

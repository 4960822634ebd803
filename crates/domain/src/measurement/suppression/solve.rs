//! What published sums allow a hidden number to be: whether its least and greatest value are far enough apart.
//!
//! Simplex in exact fractions, from the real table, which is a solution, to the ends; with Bland's rule against
//! cycles. It stops as soon as it has come far enough. Knows no table: only numbers with least values, and sums of
//! them that do not change. Source: V. Chvátal, "Linear Programming" (1983), chapters 3 and 8.

use super::ratio::Ratio;

/// The coefficients of one sum, by number.
pub(super) type Sum = Vec<(usize, Ratio)>;

/// More pivots than any table of the size we solve takes; whatever needs more counts as not solved.
const MAX_PIVOTS: usize = 5_000;

/// All that keeps the sums as they are, as a simplex tableau at one of its points.
pub(super) struct Region {
    /// What each basic number depends on: the sum of its row does not change.
    rows: Vec<Vec<Ratio>>,
    /// The number that each row gives.
    basis: Vec<usize>,
    now: Vec<Ratio>,
    least: Vec<Ratio>,
}

/// A step: which number moves, whether up, how far, and the row that stops it; none where it stops itself.
struct Step {
    entering: usize,
    is_up: bool,
    by: Ratio,
    leaving: Option<usize>,
}

impl Region {
    /// The region of these numbers, each with its least; none where a fraction outgrew its bounds.
    pub fn new(numbers: &[(Ratio, Ratio)], sums: &[Sum]) -> Option<Self> {
        let (now, least) = numbers.iter().copied().unzip();
        let mut region = Self { rows: Vec::new(), basis: Vec::new(), now, least };
        for sum in sums {
            let mut row = vec![Ratio::ZERO; numbers.len()];
            for (number, coefficient) in sum {
                let slot = row.get_mut(*number)?;
                *slot = slot.plus(*coefficient)?;
            }
            for (basic, other) in region.basis.iter().zip(&region.rows) {
                take_off(&mut row, other, *basic)?;
            }
            // The first number is asked about: it moves by itself as long as it can.
            let Some(column) = row.iter().rposition(|cell| !cell.is_zero()) else { continue };
            region.rows.push(row);
            region.basis.push(column);
            region.pivot(region.rows.len().checked_sub(1)?, column)?;
        }
        Some(region)
    }

    /// Whether the first number's least and greatest value are further apart than this; none where that took too long.
    pub fn opens(mut self, width: Ratio) -> Option<bool> {
        let start = self.first()?;
        if self.move_first(true, start, width)? {
            return Some(true);
        }
        let most = self.first()?;
        self.move_first(false, most, width)
    }

    fn first(&self) -> Option<Ratio> {
        self.now.first().copied()
    }

    /// Moves the first number up or down to its end; whether it came further than `far` away from `from`.
    fn move_first(&mut self, is_up: bool, from: Ratio, far: Ratio) -> Option<bool> {
        for _ in 0..MAX_PIVOTS {
            let moved = if is_up { self.first()?.minus(from)? } else { from.minus(self.first()?)? };
            if moved.minus(far)?.is_positive() {
                return Some(true);
            }
            let Some((entering, goes_up)) = self.entering(is_up)? else { return Some(false) };
            let Some(step) = self.step(entering, goes_up)? else { return Some(true) };
            self.take(&step)?;
        }
        None
    }

    /// The first number outside the basis whose move moves the first one where it is to go, and whether that is up.
    fn entering(&self, is_up: bool) -> Option<Option<(usize, bool)>> {
        let Some(row) = self.basis.iter().position(|basic| *basic == 0).and_then(|row| self.rows.get(row))
        else {
            let can_move = is_up || self.first()?.minus(*self.least.first()?)?.is_positive();
            return Some(can_move.then_some((0, is_up)));
        };
        for (number, cell) in row.iter().enumerate().skip(1) {
            // The first goes up where a part with a positive coefficient goes down.
            let goes_up = cell.is_negative() == is_up;
            let is_free =
                || Some(goes_up || self.now.get(number)?.minus(*self.least.get(number)?)?.is_positive());
            if !cell.is_zero() && is_free()? {
                return Some(Some((number, goes_up)));
            }
        }
        Some(None)
    }

    /// How far a number can go; none where nothing stops it. Of several rows that stop it, that of the lowest number.
    fn step(&self, entering: usize, is_up: bool) -> Option<Option<Step>> {
        let room = |number: usize| self.now.get(number)?.minus(*self.least.get(number)?);
        let mut best: Option<(Ratio, usize, Option<usize>)> = match is_up {
            true => None,
            false => Some((room(entering)?, entering, None)),
        };
        for (place, (row, basic)) in self.rows.iter().zip(&self.basis).enumerate() {
            let cell = *row.get(entering)?;
            let falls = if is_up { cell } else { cell.negated() };
            if !falls.is_positive() {
                continue;
            }
            let by = room(*basic)?.over(falls)?;
            let is_first = match best {
                None => true,
                Some((least, number, _)) => {
                    let difference = by.minus(least)?;
                    difference.is_negative() || (difference.is_zero() && *basic < number)
                }
            };
            if is_first {
                best = Some((by, *basic, Some(place)));
            }
        }
        Some(best.map(|(by, _, leaving)| Step { entering, is_up, by, leaving }))
    }

    fn take(&mut self, step: &Step) -> Option<()> {
        let by = if step.is_up { step.by } else { step.by.negated() };
        let slot = self.now.get_mut(step.entering)?;
        *slot = slot.plus(by)?;
        for (row, basic) in self.rows.iter().zip(&self.basis) {
            let cell = *row.get(step.entering)?;
            if !cell.is_zero() {
                let slot = self.now.get_mut(*basic)?;
                *slot = slot.minus(cell.times(by)?)?;
            }
        }
        step.leaving.map_or(Some(()), |row| self.pivot(row, step.entering))
    }

    fn pivot(&mut self, place: usize, column: usize) -> Option<()> {
        let pivot = *self.rows.get(place)?.get(column)?;
        for cell in self.rows.get_mut(place)?.iter_mut().filter(|cell| !cell.is_zero()) {
            *cell = cell.over(pivot)?;
        }
        let pivoted = self.rows.get(place)?.clone();
        for (_, row) in self.rows.iter_mut().enumerate().filter(|(other, _)| *other != place) {
            take_off(row, &pivoted, column)?;
        }
        *self.basis.get_mut(place)? = column;
        Some(())
    }
}

/// Takes another row off as often as it takes for the column to be gone.
fn take_off(row: &mut [Ratio], other: &[Ratio], column: usize) -> Option<()> {
    let factor = *row.get(column)?;
    if factor.is_zero() {
        return Some(());
    }
    for (cell, of_other) in row.iter_mut().zip(other).filter(|(_, of_other)| !of_other.is_zero()) {
        *cell = cell.minus(factor.times(*of_other)?)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(number: i64) -> Ratio {
        Ratio::of(number.into())
    }

    fn sum(numbers: &[usize]) -> Sum {
        numbers.iter().map(|one| (*one, Ratio::ONE)).collect()
    }

    /// The widest that the first of these numbers is open.
    fn open(numbers: &[i64], sums: &[Sum]) -> Option<i64> {
        let numbers: Vec<(Ratio, Ratio)> = numbers.iter().map(|one| (ratio(*one), Ratio::ZERO)).collect();
        let is_wider = |width: i64| Region::new(&numbers, sums).unwrap().opens(ratio(width)).unwrap();
        (0..100).find(|width| !is_wider(*width))
    }

    #[test]
    fn one_sum_leaves_each_part_between_nothing_and_all() {
        assert_eq!(open(&[4, 21], &[sum(&[0, 1])]), Some(25));
        assert_eq!(open(&[4], &[sum(&[0])]), Some(0));
    }

    #[test]
    fn sums_that_cross_can_leave_a_single_value() {
        // Rows 10 and 7, columns 4 and 13: a + b = 10, c + d = 7, a + c = 4, b + d = 13.
        let square = [sum(&[0, 1]), sum(&[2, 3]), sum(&[0, 2]), sum(&[1, 3])];
        assert_eq!(open(&[3, 7, 1, 6], &square), Some(4));
        // A triangle of pairs tells all three: x + y = 5, y + z = 7, x + z = 8.
        assert_eq!(open(&[3, 2, 5], &[sum(&[0, 1]), sum(&[1, 2]), sum(&[0, 2])]), Some(0));
    }

    #[test]
    fn what_no_sum_bounds_has_no_greatest_value() {
        let difference: Sum = vec![(0, Ratio::ONE), (1, Ratio::ONE.negated())];
        assert_eq!(open(&[5, 2], &[difference]), None);
        assert_eq!(open(&[5], &[]), None);
        assert_eq!(
            open(&[1, 1], &[sum(&[0, 1]), sum(&[0, 1])]),
            Some(2),
            "what is said twice says nothing new"
        );
    }

    #[test]
    fn a_least_value_above_zero_narrows() {
        let numbers = [(ratio(4), Ratio::ONE), (ratio(7), Ratio::ONE)];
        let is_wider = |width| Region::new(&numbers, &[sum(&[0, 1])]).unwrap().opens(ratio(width));
        assert_eq!((is_wider(8), is_wider(9)), (Some(true), Some(false)));
    }
}

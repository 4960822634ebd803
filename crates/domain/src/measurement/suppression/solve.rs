//! What published sums allow a hidden number to be: its least and greatest value, by linear programming.
//!
//! Simplex in exact fractions with Bland's rule, which cannot cycle. Knows no table: only equations over variables
//! that are zero or more. Source: V. Chvátal, "Linear Programming" (1983), chapters 3 and 8.

use super::ratio::Ratio;

/// One equation: coefficients by variable, and the sum.
pub(super) type Equation = (Vec<(usize, Ratio)>, Ratio);

/// More pivots than any table of the size we solve takes; whatever needs more counts as not solved.
const MAX_PIVOTS: usize = 5_000;

/// All that satisfies the equations, as a simplex tableau at one of its corners.
#[derive(Clone)]
pub(super) struct Region {
    /// Coefficients of each equation, its sum last.
    rows: Vec<Vec<Ratio>>,
    /// The variable that each row gives the value of.
    basis: Vec<usize>,
    variables: usize,
}

/// How an optimum came out.
enum Optimum {
    At(Ratio),
    Unbounded,
}

impl Region {
    /// The region; none where it is empty or a number outgrew its bounds.
    pub fn new(variables: usize, equations: &[Equation]) -> Option<Self> {
        let width = variables.checked_add(equations.len())?;
        let mut rows = Vec::with_capacity(equations.len());
        for (place, (terms, sum)) in equations.iter().enumerate() {
            let mut row = vec![Ratio::ZERO; width.checked_add(1)?];
            for (variable, coefficient) in terms {
                let cell = row.get_mut(*variable)?;
                *cell = cell.plus(*coefficient)?;
            }
            *row.last_mut()? = *sum;
            if sum.is_negative() {
                row.iter_mut().for_each(|cell| *cell = cell.negated());
            }
            *row.get_mut(variables.checked_add(place)?)? = Ratio::ONE;
            rows.push(row);
        }
        let basis = (variables..width).collect();
        let mut region = Self { rows, basis, variables };
        let artificial = |column: usize| if column >= variables { Ratio::ONE } else { Ratio::ZERO };
        match region.minimize(width, &artificial)? {
            Optimum::At(least) if least.is_zero() => {}
            _ => return None,
        }
        region.drop_artificial()?;
        Some(region)
    }

    /// The least and greatest value of a variable; the greatest is none where there is no bound.
    pub fn range(&self, variable: usize) -> Option<(Ratio, Option<Ratio>)> {
        let wanted = |sign: Ratio| move |column: usize| if column == variable { sign } else { Ratio::ZERO };
        let least = match self.clone().minimize(self.variables, &wanted(Ratio::ONE))? {
            Optimum::At(least) => least,
            Optimum::Unbounded => return None,
        };
        let most = match self.clone().minimize(self.variables, &wanted(Ratio::ONE.negated()))? {
            Optimum::At(most) => Some(most.negated()),
            Optimum::Unbounded => None,
        };
        Some((least, most))
    }

    /// Takes the helpers of the first phase out of the basis; an equation that says nothing new goes.
    fn drop_artificial(&mut self) -> Option<()> {
        let mut place = 0;
        while let Some(basic) = self.basis.get(place).copied() {
            if basic >= self.variables {
                let row = self.rows.get(place)?;
                let column = row.iter().take(self.variables).position(|cell| !cell.is_zero());
                match column {
                    Some(column) => self.pivot(place, column)?,
                    None => {
                        self.rows.remove(place);
                        self.basis.remove(place);
                        continue;
                    }
                }
            }
            place = place.checked_add(1)?;
        }
        for row in &mut self.rows {
            let sum = row.pop()?;
            row.truncate(self.variables);
            row.push(sum);
        }
        Some(())
    }

    /// The least value of the sum of the columns times their costs.
    fn minimize(&mut self, columns: usize, cost: &dyn Fn(usize) -> Ratio) -> Option<Optimum> {
        for _ in 0..MAX_PIVOTS {
            let Some(entering) = self.entering(columns, cost)? else {
                let mut total = Ratio::ZERO;
                for (row, basic) in self.rows.iter().zip(&self.basis) {
                    total = total.plus(cost(*basic).times(*row.last()?)?)?;
                }
                return Some(Optimum::At(total));
            };
            let Some(leaving) = self.leaving(entering)? else { return Some(Optimum::Unbounded) };
            self.pivot(leaving, entering)?;
        }
        None
    }

    /// The first column that would lower the sum.
    fn entering(&self, columns: usize, cost: &dyn Fn(usize) -> Ratio) -> Option<Option<usize>> {
        for column in 0..columns {
            let mut reduced = cost(column);
            for (row, basic) in self.rows.iter().zip(&self.basis) {
                let basic_cost = cost(*basic);
                if !basic_cost.is_zero() {
                    reduced = reduced.minus(basic_cost.times(*row.get(column)?)?)?;
                }
            }
            if reduced.is_negative() {
                return Some(Some(column));
            }
        }
        Some(None)
    }

    /// The row that bounds the column first; of several, that of the lowest variable.
    fn leaving(&self, entering: usize) -> Option<Option<usize>> {
        let mut best: Option<(Ratio, usize, usize)> = None;
        for (place, (row, basic)) in self.rows.iter().zip(&self.basis).enumerate() {
            let cell = *row.get(entering)?;
            if !cell.is_positive() {
                continue;
            }
            let bound = row.last()?.over(cell)?;
            let is_better = match best {
                None => true,
                Some((least, _, variable)) => {
                    let difference = bound.minus(least)?;
                    difference.is_negative() || (difference.is_zero() && *basic < variable)
                }
            };
            if is_better {
                best = Some((bound, place, *basic));
            }
        }
        Some(best.map(|(_, place, _)| place))
    }

    fn pivot(&mut self, place: usize, column: usize) -> Option<()> {
        let pivot = *self.rows.get(place)?.get(column)?;
        for cell in self.rows.get_mut(place)? {
            *cell = cell.over(pivot)?;
        }
        let pivoted = self.rows.get(place)?.clone();
        for (other, row) in self.rows.iter_mut().enumerate() {
            let factor = *row.get(column)?;
            if other == place || factor.is_zero() {
                continue;
            }
            for (cell, of_pivot) in row.iter_mut().zip(&pivoted) {
                if !of_pivot.is_zero() {
                    *cell = cell.minus(factor.times(*of_pivot)?)?;
                }
            }
        }
        *self.basis.get_mut(place)? = column;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(number: i64) -> Ratio {
        Ratio::of(number.into())
    }

    fn sum(variables: &[usize], of: i64) -> Equation {
        (variables.iter().map(|one| (*one, Ratio::ONE)).collect(), ratio(of))
    }

    #[test]
    fn one_sum_leaves_each_part_between_nothing_and_all() {
        let region = Region::new(2, &[sum(&[0, 1], 25)]).unwrap();
        assert_eq!(region.range(0), Some((ratio(0), Some(ratio(25)))));
    }

    #[test]
    fn sums_that_cross_can_leave_a_single_value() {
        // Rows 10 and 7, columns 4 and 13: a + b = 10, c + d = 7, a + c = 4, b + d = 13.
        let square = [sum(&[0, 1], 10), sum(&[2, 3], 7), sum(&[0, 2], 4), sum(&[1, 3], 13)];
        let region = Region::new(4, &square).unwrap();
        assert_eq!(region.range(0), Some((ratio(0), Some(ratio(4)))));
        // A triangle of pairs tells all three: x + y = 5, y + z = 7, x + z = 8.
        let triangle = Region::new(3, &[sum(&[0, 1], 5), sum(&[1, 2], 7), sum(&[0, 2], 8)]).unwrap();
        assert_eq!(triangle.range(0), Some((ratio(3), Some(ratio(3)))));
    }

    #[test]
    fn what_no_sum_bounds_has_no_greatest_value_and_what_cannot_be_is_told() {
        let difference: Equation = (vec![(0, Ratio::ONE), (1, Ratio::ONE.negated())], ratio(3));
        let region = Region::new(2, &[difference]).unwrap();
        assert_eq!(region.range(0), Some((ratio(3), None)));
        assert!(Region::new(1, &[sum(&[0], -1)]).is_none());
        assert!(Region::new(1, &[sum(&[0], 1), sum(&[0], 2)]).is_none());
        assert_eq!(
            Region::new(1, &[sum(&[0], 2), sum(&[0], 2)]).unwrap().range(0),
            Some((ratio(2), Some(ratio(2))))
        );
    }
}

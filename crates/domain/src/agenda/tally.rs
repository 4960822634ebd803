//! The arithmetic of decisions: integers only, exactly as domain.md, "Tally, exactly", writes it.
//!
//! Knows no proposals and no meetings; an auditor recomputes every tally with this alone.

use serde::{Deserialize, Serialize};

use super::{
    Refusal,
    value::{Counting, DecisionResult, MeetingPosition, Method, Position},
};

/// The whole of something, in basis points.
pub const WHOLE_BP: u32 = 10_000;

/// How many said what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// |E|: who could cast, without the recused.
    pub electorate: u32,
    /// Who declared a conflict and does not count.
    pub recused: u32,
    /// Who agreed.
    pub agree: u32,
    /// Who abstained: they count for the quorum only.
    pub abstain: u32,
    /// Who disagreed.
    pub disagree: u32,
    /// Who blocked.
    pub block: u32,
}

impl Tally {
    /// Counts one position in.
    pub fn count(&mut self, position: Position) {
        let counter = match position {
            Position::Agree => &mut self.agree,
            Position::Abstain => &mut self.abstain,
            Position::Disagree => &mut self.disagree,
            Position::Block => &mut self.block,
        };
        *counter = counter.saturating_add(1);
    }

    /// Counts one voter of a meeting in; an absent one is of the electorate and has not cast.
    pub fn count_voter(&mut self, position: MeetingPosition) {
        self.electorate = self.electorate.saturating_add(1);
        match position {
            MeetingPosition::Agree => self.count(Position::Agree),
            MeetingPosition::Abstain => self.count(Position::Abstain),
            MeetingPosition::Disagree => self.count(Position::Disagree),
            MeetingPosition::Block => self.count(Position::Block),
            MeetingPosition::Absent => {}
        }
    }

    /// Everybody who took a position.
    pub fn cast(&self) -> u64 {
        self.deciding() + u64::from(self.abstain)
    }

    /// d: the positions that decide, abstentions left out.
    pub fn deciding(&self) -> u64 {
        u64::from(self.agree) + u64::from(self.disagree) + u64::from(self.block)
    }

    /// The result under a rule.
    pub fn result(&self, rule: &Counting) -> DecisionResult {
        let whole = u64::from(WHOLE_BP);
        let has_quorum = self.electorate > 0
            && self.cast() * whole >= u64::from(rule.quorum_bp) * u64::from(self.electorate);
        if !has_quorum {
            return DecisionResult::NoQuorum;
        }
        let (agree, deciding) = (u64::from(self.agree), self.deciding());
        let is_adopted = match rule.method {
            Method::Consent if self.block > 0 => return DecisionResult::Blocked,
            Method::Consent => agree >= 1,
            Method::Majority => 2 * agree > deciding,
            Method::Supermajority => {
                let threshold = u64::from(rule.threshold_bp.unwrap_or(WHOLE_BP));
                deciding > 0 && agree * whole >= threshold * deciding
            }
            Method::Unanimity => agree >= 1 && agree == deciding,
        };
        if is_adopted { DecisionResult::Adopted } else { DecisionResult::Rejected }
    }
}

impl Counting {
    /// Whether the numbers of a rule make sense together.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.quorum_bp > WHOLE_BP {
            return Err(Refusal::QuorumOutOfRange { quorum_bp: self.quorum_bp });
        }
        let is_fine = match (self.method, self.threshold_bp) {
            (Method::Supermajority, Some(threshold)) => (5_001..=WHOLE_BP).contains(&threshold),
            (Method::Supermajority, None) => false,
            (_, threshold) => threshold.is_none(),
        };
        if is_fine { Ok(()) } else { Err(Refusal::ThresholdOutOfRange { threshold_bp: self.threshold_bp }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(electorate: u32, [agree, abstain, disagree, block]: [u32; 4]) -> Tally {
        Tally { electorate, recused: 0, agree, abstain, disagree, block }
    }

    fn result(method: Method, threshold_bp: Option<u32>, tally: Tally) -> DecisionResult {
        tally.result(&Counting { method, quorum_bp: 6_000, threshold_bp })
    }

    #[test]
    fn the_quorum_is_of_the_electorate_and_abstentions_count_for_it() {
        use DecisionResult::{Adopted, NoQuorum};
        assert_eq!(result(Method::Majority, None, tally(10, [5, 0, 0, 0])), NoQuorum);
        assert_eq!(result(Method::Majority, None, tally(10, [5, 1, 0, 0])), Adopted);
        assert_eq!(result(Method::Majority, None, tally(0, [0, 0, 0, 0])), NoQuorum);
    }

    #[test]
    fn consent_is_blocked_by_one_and_needs_one() {
        use DecisionResult::{Adopted, Blocked, Rejected};
        assert_eq!(result(Method::Consent, None, tally(3, [2, 0, 0, 1])), Blocked);
        assert_eq!(result(Method::Consent, None, tally(3, [1, 0, 2, 0])), Adopted);
        assert_eq!(result(Method::Consent, None, tally(3, [0, 3, 0, 0])), Rejected);
    }

    #[test]
    fn a_tie_is_no_majority() {
        use DecisionResult::{Adopted, Rejected};
        assert_eq!(result(Method::Majority, None, tally(4, [2, 0, 2, 0])), Rejected);
        assert_eq!(result(Method::Majority, None, tally(4, [2, 0, 1, 1])), Rejected);
        assert_eq!(result(Method::Majority, None, tally(5, [3, 0, 2, 0])), Adopted);
    }

    #[test]
    fn a_supermajority_is_met_exactly_at_its_threshold() {
        use DecisionResult::{Adopted, Rejected};
        assert_eq!(result(Method::Supermajority, Some(7_500), tally(4, [3, 0, 1, 0])), Adopted);
        assert_eq!(result(Method::Supermajority, Some(7_501), tally(4, [3, 0, 1, 0])), Rejected);
        assert_eq!(result(Method::Supermajority, Some(7_500), tally(4, [0, 4, 0, 0])), Rejected);
    }

    #[test]
    fn unanimity_is_of_those_who_decide() {
        use DecisionResult::{Adopted, Rejected};
        assert_eq!(result(Method::Unanimity, None, tally(4, [3, 1, 0, 0])), Adopted);
        assert_eq!(result(Method::Unanimity, None, tally(4, [3, 0, 1, 0])), Rejected);
        assert_eq!(result(Method::Unanimity, None, tally(4, [0, 4, 0, 0])), Rejected);
    }
}

//! Draws for the laws: phases, duties, charter and funding.

use super::*;
use crate::{
    backbone::{command::*, words::Phase},
    time::Date,
};

const DUTIES: [&str; 3] = ["FULL_MEMBERSHIP_MEETING", "OPEN_INVITATION", "CHARTER_REVIEW"];

/// One of seven kinds of command; small numbers, so that they meet the same streams again and again.
pub(super) fn commons(kind: u8, a: usize, b: usize, fresh: bool) -> Command {
    let day = |year| Date::constant(year, 1 + i8::try_from(b).unwrap(), 1);
    let (duty, funding) = (code(DUTIES[a % 3]), id(b as u128));
    match kind {
        0 | 1 => Command::ChangePhase(ChangePhase {
            to: [Phase::Launched, Phase::Organizing, Phase::Sustaining][a % 3],
            evidence: vec![text("seen"); b % 3],
            reason: fresh.then(|| text("why")),
        }),
        2 if a == 0 && b == 0 => Command::CloseInitiative(CloseInitiative { reason: text("done") }),
        2 => {
            let adopted = Adopted::Preset("continuum-of-care".to_owned());
            Command::AdoptDuties(AdoptDuties { adopted })
        }
        3 => Command::MeetDuty(MeetDuty { duty, on: fresh.then(|| day(2026)), evidence: text("seen") }),
        4 if fresh => Command::MarkDutyDue(MarkDuty { duty, due: day(2026) }),
        4 => Command::MarkDutyMissed(MarkDuty { duty, due: day(2025) }),
        5 if fresh => Command::ReviewCharter(ReviewCharter { review_due: day(2027), note: None }),
        5 => {
            let decided_by = DecidedBy { context: ContextName::Agenda, id: id(77) };
            let hash = "a".repeat(64);
            Command::AdoptCharter(AdoptCharter { hash, decided_by, review_due: day(2027) })
        }
        _ if a == 0 => Command::ConfirmFunding(ConfirmFunding { funding }),
        _ if a == 1 => Command::LapseFunding(LapseFunding { funding }),
        _ => Command::PledgeFunding(PledgeFunding {
            org: org("chamber"),
            money: words::Money { amount_minor: i64::try_from(b).unwrap(), currency: "RON".to_owned() },
            from: day(2026),
            to: day(2027),
            function: None,
        }),
    }
}

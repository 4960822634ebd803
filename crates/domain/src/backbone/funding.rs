//! Funding: pledged, confirmed, lapsed; and how long what is confirmed lasts.
//!
//! Knows no spending and no exchange rate: currencies are never added up. Stream `funding/<id>`.

use iso_currency::Currency;

use super::{
    Decided, Rules,
    command::{ConfirmFunding, LapseFunding, PledgeFunding},
    event::Event,
    organization::known_to_hub,
    refusal::Refusal,
    state::State,
    streams,
    words::Money,
};
use crate::{
    decider::{Emitted, Streams},
    ids::Uuid,
    meta::Context,
    time::{Date, Timestamp},
};

/// How far a pledge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Funding {
    /// It was promised.
    Pledged,
    /// It is sure.
    Confirmed,
    /// It will not come.
    Lapsed,
}

/// Refuses what is no amount of a currency in use. Units of account that nobody is paid in (gold, the code for
/// testing) and currencies that another one replaced are no money to pledge.
fn check_money(money: &Money) -> Result<(), Refusal> {
    let known = Currency::from_code(&money.currency);
    if !known.is_some_and(|known| !known.is_special() && known.is_superseded().is_none()) {
        return Err(Refusal::UnknownCurrency { currency: money.currency.clone() });
    }
    if money.amount_minor <= 0 {
        return Err(Refusal::AmountNotPositive { amount_minor: money.amount_minor });
    }
    Ok(())
}

fn find(streams: &Streams<State>, funding: Uuid) -> Result<Funding, Refusal> {
    match streams.get(&streams::funding(&funding)) {
        State::Funding(found) => Ok(*found),
        _ => Err(Refusal::UnknownFunding { funding }),
    }
}

impl Rules {
    pub(super) fn pledge_funding(
        streams: &Streams<State>,
        command: PledgeFunding,
        context: &Context,
    ) -> Decided {
        let PledgeFunding { org, money, from, to, function } = command;
        let funding = context.scope.new_id;
        let stream = streams::funding(&funding);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        known_to_hub(context, &org)?;
        check_money(&money)?;
        if to < from {
            return Err(Refusal::ToBeforeFrom { from: Timestamp::from_date(from) });
        }
        Ok(vec![Emitted::new(stream, Event::FundingPledged { funding, org, money, from, to, function })])
    }

    pub(super) fn confirm_funding(streams: &Streams<State>, command: &ConfirmFunding) -> Decided {
        let funding = command.funding;
        match find(streams, funding)? {
            Funding::Pledged => {
                let stream = streams::funding(&funding);
                Ok(vec![Emitted::new(stream, Event::FundingConfirmed { funding })])
            }
            Funding::Confirmed => Ok(Vec::new()),
            Funding::Lapsed => Err(Refusal::FundingLapsed { funding }),
        }
    }

    pub(super) fn lapse_funding(streams: &Streams<State>, command: &LapseFunding) -> Decided {
        let funding = command.funding;
        match find(streams, funding)? {
            Funding::Pledged | Funding::Confirmed => {
                let stream = streams::funding(&funding);
                Ok(vec![Emitted::new(stream, Event::FundingLapsed { funding })])
            }
            Funding::Lapsed => Ok(Vec::new()),
        }
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    match (state, event) {
        (state, Event::FundingPledged { .. }) => state.begin(State::Funding(Funding::Pledged)),
        (State::Funding(known), Event::FundingConfirmed { .. }) => *known = Funding::Confirmed,
        (State::Funding(known), Event::FundingLapsed { .. }) => *known = Funding::Lapsed,
        _ => {}
    }
}

/// How long money lasts, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// The last day of the time that is covered from today on without a gap.
    pub until: Date,
    /// The whole months of that time.
    pub months: u32,
    /// The days beyond them.
    pub days: u32,
}

/// How long spans of money (their first and last days) last from `today` on, until the first gap; none where today
/// is not covered.
pub fn left(spans: &[(Date, Date)], today: Date) -> Option<Left> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    // The first day that is not known to be covered.
    let mut open = today;
    for (from, to) in sorted {
        if from <= open && open <= to {
            open = to.tomorrow().ok()?;
        }
    }
    let whole = today.until((jiff::Unit::Month, open)).ok()?;
    let (months, days) = (whole.get_months(), whole.get_days());
    (open > today).then_some(Left {
        until: open.yesterday().ok()?,
        months: u32::try_from(months).ok()?,
        days: u32::try_from(days).ok()?,
    })
}

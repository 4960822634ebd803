//! Requests about what the initiative has in common: its charter and its funding.

use domain::{
    backbone::{
        Command,
        command::{AdoptCharter, ConfirmFunding, LapseFunding, PledgeFunding, ReviewCharter},
        words::Money,
    },
    text::Bound,
};

use super::{Parsed, words};
use crate::{Done, Fields, fields::MAX_WHOLE, pb::backbone as pb};

/// The largest amount either way; which amounts a rule accepts is the rule's to say.
const MAX_AMOUNT: i64 = MAX_WHOLE.cast_signed();

/// AdoptCharter.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_adopt_charter(request: &pb::AdoptCharterRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let hash = f.sha256("hash", &request.hash);
    let decided_by = words::decided_by(&mut f, request.decided_by.as_ref());
    let review_due = f.date("review_due", &request.review_due);
    f.finish(|| {
        let command = AdoptCharter { hash: hash?, decided_by: decided_by?, review_due: review_due? };
        Some((meta?, Command::AdoptCharter(command)))
    })
}

/// ReviewCharter.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_review_charter(request: &pb::ReviewCharterRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let review_due = f.date("review_due", &request.review_due);
    let note = f.optional_private("note", &request.note, Bound::Reason);
    f.finish(|| {
        let command = ReviewCharter { review_due: review_due?, note: note? };
        Some((meta?, Command::ReviewCharter(command)))
    })
}

/// PledgeFunding.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_pledge_funding(request: &pb::PledgeFundingRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    let money = f.message("money", request.money.as_ref(), |f, money| {
        let amount_minor = f.number("amount_minor", money.amount_minor, -MAX_AMOUNT..=MAX_AMOUNT);
        let currency = f.currency("currency", &money.currency);
        Some(Money { amount_minor: amount_minor?, currency: currency? })
    });
    let from = f.date("from", &request.from);
    let to = f.date("to", &request.to);
    let function = words::optional_function(&mut f, "function", request.function);
    f.finish(|| {
        let command = PledgeFunding { org: org?, money: money?, from: from?, to: to?, function: function? };
        Some((meta?, Command::PledgeFunding(command)))
    })
}

/// ConfirmFunding.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_confirm_funding(request: &pb::ConfirmFundingRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let funding = f.uuid("funding_id", &request.funding_id);
    f.finish(|| Some((meta?, Command::ConfirmFunding(ConfirmFunding { funding: funding? }))))
}

/// LapseFunding.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_lapse_funding(request: &pb::LapseFundingRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let funding = f.uuid("funding_id", &request.funding_id);
    f.finish(|| Some((meta?, Command::LapseFunding(LapseFunding { funding: funding? }))))
}

/// The pledge.
pub fn pledge_funding_response(done: &Done) -> pb::PledgeFundingResponse {
    pb::PledgeFundingResponse { result: Some(done.into()), funding_id: done.created("funding") }
}

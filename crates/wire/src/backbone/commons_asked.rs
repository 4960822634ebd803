//! Queries about the charter and the funding. What is so on a day is asked with that day.

use domain::time::Date;

use crate::{AsOf, Fields, Malformed, Page, Question, pb::backbone as pb};

/// A part of the funding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFunding {
    /// The day of the outlook; today when none.
    pub at: Option<Date>,
    /// Which part.
    pub page: Page,
}

/// The day a query names, else that of the moment asked about; none for now, and for a sequence.
pub(super) fn at(f: &mut Fields, text: &str, question: Option<&Question>) -> Option<Option<Date>> {
    let of_moment = || match question?.as_of.as_ref()? {
        AsOf::RecordedAt(at) | AsOf::EffectiveAt { at, .. } => Some(at.date()),
        AsOf::Sequence(_) => None,
    };
    f.optional("at", text, Fields::date).map(|at| at.or_else(of_moment))
}

/// GetCharter.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_charter(request: &pb::GetCharterRequest) -> Result<(Question, Option<Date>), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, at?)))
}

/// ListFunding.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_funding(request: &pb::ListFundingRequest) -> Result<(Question, ListFunding), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, ListFunding { at: at?, page: page? })))
}

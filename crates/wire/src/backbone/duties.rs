//! Requests about duties.

use std::collections::BTreeMap;

use domain::{
    backbone::{
        Command,
        command::{AdoptDuties, Adopted, MeetDuty},
        duty::Duty,
    },
    text::Bound,
    time::Date,
};

use super::{Parsed, commons_asked, words};
use crate::{
    Fields, Malformed, Page, Question,
    pb::backbone::{self as pb, adopt_duties_request},
};

/// More duties than anybody can keep an eye on.
const MAX_DUTIES: usize = 50;
/// Ten years: what comes round less often is no duty but an occasion.
const MAX_MONTHS: u32 = 120;

/// A part of the duties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDuties {
    /// The day that says what is due; today when none.
    pub at: Option<Date>,
    /// Which part.
    pub page: Page,
}

/// AdoptDuties.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_adopt_duties(request: &pb::AdoptDutiesRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let adopted = match &request.adopted {
        Some(adopt_duties_request::Adopted::Preset(name)) => f.title("preset", name).map(Adopted::Preset),
        Some(adopt_duties_request::Adopted::List(list)) => parse_list(&mut f, &list.duties),
        None => {
            f.refuse("adopted", "is missing; accepted is one of preset, list");
            None
        }
    };
    f.finish(|| Some((meta?, Command::AdoptDuties(AdoptDuties { adopted: adopted? }))))
}

fn parse_list(f: &mut Fields, list: &[pb::DutyTerms]) -> Option<Adopted> {
    let duties = f.each("list.duties", list, 1..=MAX_DUTIES, |f, duty| {
        let code = f.code("code", &duty.code);
        let title = f.title("title", &duty.title);
        let every_months = f.number("every_months", duty.every_months, 1..=MAX_MONTHS);
        let met_by = words::met_by(f, "met_by", duty.met_by);
        Some(Duty { code: code?, title: title?, every_months: every_months?, met_by: met_by? })
    })?;
    let given = duties.len();
    let by_code: BTreeMap<_, _> = duties.into_iter().map(|duty| (duty.code.clone(), duty)).collect();
    if by_code.len() < given {
        f.refuse("list.duties", "names a code twice; accepted is each code once");
        return None;
    }
    Some(Adopted::List(by_code.into_values().collect()))
}

/// MeetDuty.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_meet_duty(request: &pb::MeetDutyRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let duty = f.code("duty", &request.duty);
    let on = f.optional("on", &request.on, Fields::date);
    let evidence = f.private("evidence", &request.evidence, Bound::Reason);
    f.finish(|| {
        let command = MeetDuty { duty: duty?, on: on?, evidence: evidence? };
        Some((meta?, Command::MeetDuty(command)))
    })
}

/// ListDuties.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_duties(request: &pb::ListDutiesRequest) -> Result<(Question, ListDuties), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let at = commons_asked::at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, ListDuties { at: at?, page: page? })))
}

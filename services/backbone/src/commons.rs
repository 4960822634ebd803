//! What an initiative has in common, as it is answered: phases, duties, charter and funding. Private texts are opened here.
//!
//! Knows no query.

use domain::time::Date;
use runtime::Reading;
use views::backbone as view;
use wire::{
    backbone::{function_number, funding_standing_number, met_by_number, phase_number},
    pb::{backbone as pb, common::DecidedBy},
};

use crate::answers::moment;

pub fn phase_change(reading: &Reading, row: &view::PhaseChange) -> pb::PhaseChange {
    pb::PhaseChange {
        from: phase_number(&row.from),
        to: phase_number(&row.to),
        changed_at: row.changed_at.to_string(),
        evidence: row.evidence.iter().map(|text| reading.open(Some(text))).collect(),
        reason: Some(reading.open(row.reason.as_ref())),
    }
}

pub fn duty(reading: &Reading, row: view::Duty) -> pb::Duty {
    let standing = duty_standing(row.standing());
    let course = row.course;
    pb::Duty {
        code: row.code,
        title: row.title,
        every_months: row.every_months,
        met_by: met_by_number(&row.met_by),
        standing,
        since: row.since.to_string(),
        last_met: row.last_met.map(|on| on.to_string()).unwrap_or_default(),
        cites: row.cites.unwrap_or_default(),
        evidence: Some(reading.open(row.evidence.as_ref())),
        deadline: course.deadline.to_string(),
        opens: course.opens.to_string(),
        missed: row.missed.iter().map(ToString::to_string).collect(),
    }
}

pub fn duty_standing(standing: view::DutyStanding) -> i32 {
    let standing = match standing {
        view::DutyStanding::Missed => pb::DutyStanding::Missed,
        view::DutyStanding::Due => pb::DutyStanding::Due,
        view::DutyStanding::InTime => pb::DutyStanding::InTime,
    };
    standing.into()
}

pub fn charter(reading: &Reading, row: &view::Charter, at: Date) -> pb::GetCharterResponse {
    let (context, id) = &row.decided_by;
    pb::GetCharterResponse {
        answered: Some(reading.answered()),
        hash: row.hash.clone(),
        decided_by: Some(DecidedBy { context: context.clone(), id: id.to_string() }),
        adopted_at: row.adopted_at.to_string(),
        review_due: row.review_due.to_string(),
        reviewed_at: moment(row.reviewed_at),
        note: Some(reading.open(row.note.as_ref())),
        in_force: at <= row.review_due,
    }
}

pub fn funding(row: view::Funding) -> pb::Funding {
    pb::Funding {
        funding_id: row.funding,
        organization_id: row.org,
        money: Some(pb::Money { amount_minor: row.amount_minor, currency: row.currency }),
        from: row.from.to_string(),
        to: row.to.to_string(),
        function: function_number(&row.function.unwrap_or_default()),
        standing: funding_standing_number(&row.standing),
        pledged_at: row.pledged_at.to_string(),
        confirmed_at: moment(row.confirmed_at),
        lapsed_at: moment(row.lapsed_at),
    }
}

pub fn outlook(row: view::Outlook) -> pb::FundingOutlook {
    let (covered_until, months_left, days_left) =
        row.left.map(|left| (left.until.to_string(), left.months, left.days)).unwrap_or_default();
    pb::FundingOutlook {
        currency: row.currency,
        confirmed_minor: row.confirmed_minor,
        pledged_minor: row.pledged_minor,
        covered_until,
        months_left,
        days_left,
    }
}

//! The figures of health as they are answered. Knows no query and no rule.

use domain::time::{Date, Timestamp};
use views::health as view;
use wire::{
    backbone::sector_number,
    pb::{backbone as pb, common::Answered},
};

use super::cut::{Asked, Cut};
use crate::{answers::moment, commons::duty_standing};

pub fn health(asked: &Asked, cut: &Cut, at: Timestamp, figures: view::Figures) -> pb::GetHealthResponse {
    let sequences = cut.sequences.iter().map(|(log, sequence)| (log.as_str().to_owned(), *sequence));
    let effective_at = cut.effective_us.and_then(Timestamp::from_us);
    let answered = Answered {
        sequence: cut.of(view::Log::Backbone),
        recorded_at: moment(asked.recorded_at),
        effective_at: moment(effective_at),
        cut: sequences.collect(),
    };
    pb::GetHealthResponse {
        answered: Some(answered),
        at: at.to_string(),
        silent: asked.silent.iter().map(|context| context.as_str().to_owned()).collect(),
        agenda: Some(agenda(figures.agenda)),
        measurement: Some(measurement(figures.measurement)),
        plan: Some(plan(figures.plan)),
        communication: Some(communication(figures.communication)),
        backbone: Some(backbone(figures.backbone)),
    }
}

fn behind(behind: view::Behind) -> Option<pb::Behind> {
    let record = |record: view::RecordRef| pb::RecordRef {
        context: record.log.as_str().to_owned(),
        sequence: record.sequence,
    };
    Some(pb::Behind { total: behind.total, records: behind.records.into_iter().map(record).collect() })
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn tally(tally: view::Tally) -> Option<pb::Tally> {
    let item = |item: view::Item| pb::TallyItem {
        id: item.id,
        title: item.title,
        on: day(item.on),
        behind: behind(item.behind),
    };
    Some(pb::Tally {
        total: tally.total,
        items: tally.items.into_iter().map(item).collect(),
        behind: behind(tally.behind),
    })
}

fn agenda(figures: view::Agenda) -> pb::AgendaHealth {
    pb::AgendaHealth {
        standing: figures.standing,
        adopted_version: figures.version,
        adopted_at: moment(figures.adopted_at),
        age_days: figures.age_days,
        behind: behind(figures.behind),
        goals: tally(figures.goals),
        goals_without_indicator: tally(figures.goals_without_indicator),
        open_proposals: tally(figures.open_proposals),
        overdue_proposals: tally(figures.overdue_proposals),
        undecided_matters: tally(figures.undecided_matters),
    }
}

fn measurement(figures: view::Measurement) -> pb::MeasurementHealth {
    let data_set = |one: view::DataSetReported| pb::DataSetHealth {
        code: one.code,
        due: one.due,
        submitted: one.submitted,
        on_time: one.on_time,
        completeness_bp: view::share_bp(one.submitted, one.due),
        timeliness_bp: view::share_bp(one.on_time, one.due),
        missing: tally(one.missing),
        behind: behind(one.behind),
    };
    pb::MeasurementHealth {
        completeness_bp: view::share_bp(figures.submitted, figures.due),
        timeliness_bp: view::share_bp(figures.on_time, figures.due),
        due: figures.due,
        submitted: figures.submitted,
        on_time: figures.on_time,
        behind: behind(figures.behind),
        data_sets: figures.data_sets.into_iter().map(data_set).collect(),
        on_target: tally(figures.on_target),
        off_target: tally(figures.off_target),
        not_judged: tally(figures.not_judged),
    }
}

fn plan(figures: view::Plan) -> pb::PlanHealth {
    let goal = |one: view::GoalReinforced| pb::GoalReinforcement {
        goal: one.sum.goal.to_string(),
        activities: one.sum.activities,
        organizations: one.sum.orgs,
        reinforcing: one.sum.reinforcing,
        behind: behind(one.behind),
    };
    let cell = |one: view::MatrixCell| pb::ReinforcementCell {
        goal: one.cell.goal.to_string(),
        activity: one.cell.activity,
        organization_id: one.cell.org.to_string(),
        roles: one.cell.roles,
        behind: behind(one.behind),
    };
    pb::PlanHealth {
        late_milestones: tally(figures.late_milestones),
        orphaned_activities: tally(figures.orphaned_activities),
        goals_without_activity: tally(figures.goals_without_activity),
        reinforcement: figures.reinforcement.into_iter().map(goal).collect(),
        cells: figures.cells.into_iter().map(cell).collect(),
        cells_total: figures.cells_total,
    }
}

fn communication(figures: view::Communication) -> pb::CommunicationHealth {
    let (last, on) = figures.last_full_meeting.unzip();
    pb::CommunicationHealth {
        open_threads: tally(figures.open_threads),
        last_full_meeting: last.unwrap_or_default(),
        last_full_meeting_on: day(on),
        days_since_full_meeting: figures.days_since_full_meeting,
        full_meeting_behind: behind(figures.full_meeting_behind),
        unanswered_announcements: tally(figures.unanswered_announcements),
        unanswered: figures.unanswered,
    }
}

fn backbone(figures: view::Backbone) -> pb::BackboneHealth {
    let sector = |one: view::SectorShare| pb::SectorShare {
        sector: sector_number(one.sector),
        members: one.members,
        share_bp: one.share_bp,
        behind: behind(one.behind),
    };
    let duty = |one: view::DutyKept| pb::DutyHealth {
        code: one.code,
        title: one.title,
        standing: duty_standing(one.standing),
        last_met: day(one.last_met),
        deadline: one.deadline.to_string(),
        missed: one.missed,
        behind: behind(one.behind),
    };
    let funding = |one: view::FundingLeft| {
        let left = one.left.map(|left| (left.until.to_string(), left.months, left.days));
        let (covered_until, months_left, days_left) = left.unwrap_or_default();
        pb::FundingHealth {
            currency: one.currency,
            covered_until,
            months_left,
            days_left,
            confirmed_minor: one.confirmed_minor,
            behind: behind(one.behind),
        }
    };
    pb::BackboneHealth {
        sectors: figures.sectors.into_iter().map(sector).collect(),
        members: figures.members,
        of_unknown_sector: figures.of_unknown_sector,
        duties: figures.duties.into_iter().map(duty).collect(),
        vacant_seats: tally(figures.vacant_seats),
        seats: figures.seats,
        funding: figures.funding.into_iter().map(funding).collect(),
    }
}

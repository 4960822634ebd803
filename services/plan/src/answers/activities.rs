//! The plan and its activities on their way out.

use runtime::Reading;
use views::plan as view;
use wire::pb::plan as pb;

use super::{text_of, texts};

pub fn plan(plan: view::Plan) -> pb::Plan {
    let strategy = |strategy: view::Strategy| pb::Strategy {
        code: strategy.code.to_string(),
        title: strategy.title,
        goals: texts(&strategy.goals),
        activities: strategy.activities,
    };
    let review = |review: view::Review| pb::Review {
        from: review.from.to_string(),
        to: review.to.to_string(),
        decisions: review.decisions,
    };
    pb::Plan {
        agenda_version: plan.agenda_version,
        from: plan.from.to_string(),
        to: plan.to.to_string(),
        strategies: plan.strategies.into_iter().map(strategy).collect(),
        reviews: plan.reviews.into_iter().map(review).collect(),
    }
}

pub fn counts(counts: view::Counts) -> pb::Counts {
    pb::Counts {
        total: counts.total,
        dropped: counts.dropped,
        achieved: counts.achieved,
        late: counts.late,
        not_reported: counts.not_reported,
        progress_bp: counts.progress_bp(),
    }
}

pub fn activity(activity: view::Activity, reading: &Reading) -> pb::Activity {
    let external = |(vocabulary, value)| pb::ExternalStatus { vocabulary, value };
    pb::Activity {
        activity_id: activity.id,
        code: text_of(activity.code),
        title: activity.title,
        strategy: activity.strategy.to_string(),
        lead_org: text_of(activity.lead_org),
        start: activity.start.to_string(),
        end: activity.end.to_string(),
        indicators: texts(&activity.indicators),
        external_ref: activity.external_ref.as_ref().map(Into::into),
        status: activity.status,
        sequence: activity.sequence,
        milestones: Some(counts(activity.milestones)),
        external_statuses: activity.external_statuses.into_iter().map(external).collect(),
        merged_into: activity.merged_into.unwrap_or_default(),
        blocked_by: activity.blocked_by.unwrap_or_default(),
        reason: Some(reading.open(activity.reason.as_ref())),
        summary: activity.summary.unwrap_or_default(),
        results: activity.results,
        is_orphaned: activity.is_orphaned,
    }
}

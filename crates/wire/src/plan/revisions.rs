//! The commands that put a strategy or activity otherwise, from their messages.

use domain::plan::Command;

use super::{
    commands::{MAX_GOALS, MAX_INDICATORS},
    words::activity,
};
use crate::{Fields, Malformed, Meta, pb::plan as pb};

/// What a strategy says now.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_revise_strategy(request: &pb::ReviseStrategyRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let title = f.title("title", &request.title);
    let goals = f.each("goals", &request.goals, 0..=MAX_GOALS, |f, goal| f.code("", goal));
    let reason = f.optional_reason("reason", &request.reason);
    f.finish(|| {
        let (goals, reason) = (goals?.into_iter().collect(), reason?);
        Some((meta?, Command::ReviseStrategy { code: code?, title: title?, goals, reason }))
    })
}

/// Another title of an activity.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_revise_activity(request: &pb::ReviseActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let title = f.title("title", &request.title);
    let reason = f.optional_reason("reason", &request.reason);
    f.finish(|| {
        let (title, reason) = (title?, reason?);
        Some((meta?, Command::ReviseActivity { activity: activity?, title, reason }))
    })
}

/// The indicators that an activity should move.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_link_indicators(request: &pb::LinkIndicatorsRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let indicators =
        f.each("indicators", &request.indicators, 0..=MAX_INDICATORS, |f, code| f.code("", code));
    f.finish(|| {
        let indicators = indicators?.into_iter().collect();
        Some((meta?, Command::LinkIndicators { activity: activity?, indicators }))
    })
}

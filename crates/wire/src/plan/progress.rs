//! How an activity goes on: started, blocked, completed, cancelled, linked anew.

use domain::{plan::Command, text::Bound};

use super::words::activity;
use crate::{Fields, Malformed, Meta, pb::plan as pb};

/// The most results of an activity: the list must fit one record.
const MAX_TEXTS: usize = 50;
/// The most activities one cancellation acknowledges: no list inside one event is longer.
const MAX_DEPENDENTS: usize = 500;

/// Work begins.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_start_activity(request: &pb::StartActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    f.finish(|| Some((meta?, Command::StartActivity { activity: activity? })))
}

/// Work cannot go on.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_block_activity(request: &pb::BlockActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    let blocked_by = f.optional("blocked_by", &request.blocked_by, activity);
    f.finish(|| {
        let (reason, blocked_by) = (reason?, blocked_by?);
        Some((meta?, Command::BlockActivity { activity: key?, reason, blocked_by }))
    })
}

/// Work goes on.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_unblock_activity(request: &pb::UnblockActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    f.finish(|| Some((meta?, Command::UnblockActivity { activity: activity? })))
}

/// An activity is done.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_complete_activity(request: &pb::CompleteActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let summary = f.reason("summary", &request.summary);
    let results = f.each("results", &request.results, 0..=MAX_TEXTS, |f, text| f.reason("", text));
    f.finish(|| {
        let (summary, results) = (summary?, results?);
        Some((meta?, Command::CompleteActivity { activity: activity?, summary, results }))
    })
}

/// An activity will not be done.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_cancel_activity(request: &pb::CancelActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    let listed = &request.acknowledge_dependents;
    let acknowledged =
        f.each("acknowledge_dependents", listed, 0..=MAX_DEPENDENTS, |f, key| activity(f, "", key));
    f.finish(|| {
        let acknowledged = acknowledged?.into_iter().collect();
        Some((meta?, Command::CancelActivity { activity: key?, reason: reason?, acknowledged }))
    })
}

/// No goal of an activity stands in the agenda any more.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_mark_orphaned(request: &pb::MarkOrphanedRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    f.finish(|| Some((meta?, Command::MarkOrphaned { activity: activity? })))
}

/// Another strategy of an activity.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_relink_activity(request: &pb::RelinkActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let strategy = f.code("strategy", &request.strategy);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let (strategy, reason) = (strategy?, reason?);
        Some((meta?, Command::RelinkActivity { activity: activity?, strategy, reason }))
    })
}

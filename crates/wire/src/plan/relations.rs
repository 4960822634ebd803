//! How activities stand to each other, and to what other systems say of them.

use domain::plan::Command;

use super::words::{activity, relation_kind};
use crate::{Fields, Malformed, Meta, pb::plan as pb};

/// The longest lag between two activities: ten years.
const MAX_LAG_DAYS: i32 = 3_650;

/// The same thing was planned twice.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_merge_duplicate(request: &pb::MergeDuplicateRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let keep = activity(&mut f, "keep", &request.keep);
    let drop = activity(&mut f, "drop", &request.drop);
    f.finish(|| Some((meta?, Command::MergeDuplicate { keep: keep?, drop: drop? })))
}

/// What another system says of an activity.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_note_external_status(
    request: &pb::NoteExternalStatusRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let vocabulary = f.title("vocabulary", &request.vocabulary);
    let value = f.title("value", &request.value);
    f.finish(|| {
        let (vocabulary, value) = (vocabulary?, value?);
        Some((meta?, Command::NoteExternalStatus { activity: activity?, vocabulary, value }))
    })
}

/// How two activities stand to each other.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_relate(request: &pb::RelateRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let from = activity(&mut f, "from", &request.from);
    let to = activity(&mut f, "to", &request.to);
    let kind = relation_kind(&mut f, request.kind);
    let lag_days = f.number("lag_days", request.lag_days, -MAX_LAG_DAYS..=MAX_LAG_DAYS);
    f.finish(|| {
        let (from, to, kind, lag_days) = (from?, to?, kind?, lag_days?);
        Some((meta?, Command::Relate { from, to, kind, lag_days }))
    })
}

/// Two activities no longer stand so to each other.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_unrelate(request: &pb::UnrelateRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let from = activity(&mut f, "from", &request.from);
    let to = activity(&mut f, "to", &request.to);
    let kind = relation_kind(&mut f, request.kind);
    f.finish(|| Some((meta?, Command::Unrelate { from: from?, to: to?, kind: kind? })))
}

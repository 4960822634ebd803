//! Where the feeds are.

use crate::{Fields, Malformed, Question, pb::communication as pb};

/// Where the feeds are.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_feeds(request: &pb::GetFeedsRequest) -> Result<Question, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    f.finish(|| question)
}

//! Announcements, from their messages.

use domain::communication::Command;

use crate::{Done, Fields, Malformed, Meta, pb::communication as pb};

/// Something to tell all members.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_announce(request: &pb::AnnounceRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let title = f.title("title", &request.title);
    let body = f.body("body", &request.body);
    let ack_by = f.optional("ack_by", &request.ack_by, Fields::moment);
    f.finish(|| Some((meta?, Command::Announce { title: title?, body: body?, ack_by: ack_by? })))
}

/// The announcement made.
pub fn announce_response(done: &Done) -> pb::AnnounceResponse {
    pb::AnnounceResponse { result: Some(done.into()), announcement_id: done.created("announcement") }
}

/// An announcement that was taken note of.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_acknowledge(request: &pb::AcknowledgeRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let announcement = f.uuid("announcement_id", &request.announcement_id);
    let org = f.org("org", &request.org);
    f.finish(|| Some((meta?, Command::Acknowledge { announcement: announcement?, org: org? })))
}

//! What remains of meetings, from its messages.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    communication::{
        Command,
        meeting::{Attended, Cite, MinutesItem},
    },
    ids::OrgId,
    meta::ContextName,
    text::Bound,
};

use crate::{Fields, MAX_WHOLE, Malformed, Meta, pb::communication as pb};

/// The most organizations in attendance, as of one list of an event.
const MAX_ORGS: usize = 500;
/// The most persons named in attendance.
const MAX_PERSONS: usize = 100;
/// The most passages of minutes.
const MAX_ITEMS: usize = 100;
/// The most records that one passage rests on.
const MAX_CITES: usize = 50;
/// Whose records can be cited.
const CITED: [ContextName; 4] =
    [ContextName::Agenda, ContextName::Backbone, ContextName::Measurement, ContextName::Plan];

/// Who was there.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_record_attendance(request: &pb::RecordAttendanceRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let listed = f.each("orgs", &request.orgs, 1..=MAX_ORGS, |f, one| {
        let org = f.org("org", &one.org);
        let name = pb::Attended::as_str_name;
        let attended = f.choice("attended", one.attended, name, |attended| match attended {
            pb::Attended::Unspecified => None,
            pb::Attended::Present => Some(Attended::Present),
            pb::Attended::Apologies => Some(Attended::Apologies),
            pb::Attended::Absent => Some(Attended::Absent),
        });
        Some((org?, attended?))
    });
    let persons =
        f.each("persons", &request.persons, 0..=MAX_PERSONS, |f, one| f.private("", one, Bound::Title));
    let count = listed.as_ref().map(Vec::len);
    let orgs = listed.map(|listed| listed.into_iter().collect::<BTreeMap<OrgId, Attended>>());
    if orgs.as_ref().map(BTreeMap::len) != count {
        f.refuse("orgs", "names an organization twice; accepted is each once");
    }
    f.finish(|| {
        Some((meta?, Command::RecordAttendance { meeting: meeting?, orgs: orgs?, persons: persons? }))
    })
}

/// What was said.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_record_minutes(request: &pb::RecordMinutesRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let items = f.each("items", &request.items, 1..=MAX_ITEMS, |f, item| {
        let text = f.private("text", &item.text, Bound::Body);
        let cites = f.each("cites", &item.cites, 0..=MAX_CITES, cite);
        Some(MinutesItem { text: text?, cites: cites?.into_iter().collect::<BTreeSet<Cite>>() })
    });
    f.finish(|| Some((meta?, Command::RecordMinutes { meeting: meeting?, items: items? })))
}

fn cite(f: &mut Fields, cite: &pb::Cite) -> Option<Cite> {
    let named = |text: &str| ContextName::parse(text).filter(|context| CITED.contains(context));
    let context = f.word("context", &cite.context, named, &CITED.map(ContextName::as_str));
    let sequence = f.number("sequence", cite.sequence, 1..=MAX_WHOLE);
    Some(Cite { context: context?, sequence: sequence? })
}

/// Minutes to approve.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_approve_minutes(request: &pb::ApproveMinutesRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    f.finish(|| Some((meta?, Command::ApproveMinutes { meeting: meeting? })))
}

//! The commands about bodies, matters and the decisions of meetings, from their messages.

use domain::{
    agenda::{
        Command, DefineBody, MAX_ELECTORATE, OpenMatter, RecordMeetingDecision, VoterPosition,
        value::{ExternalRef, Voter},
    },
    text::Bound,
};

use super::words;
use crate::{
    Fields, Malformed, Meta,
    pb::agenda::{self as pb, voter_position},
};

/// More voters than any rule takes (`too_many_voters`), few enough to read.
const MAX_POSITIONS: usize = 5_000;

/// A body to name.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_define_body(request: &pb::DefineBodyRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let name = f.title("name", &request.name);
    let seats = f.each("seats", &request.seats, 0..=MAX_ELECTORATE, |f, org| f.org("", org));
    f.finish(|| {
        let command = DefineBody { code: code?, name: name?, seats: seats? };
        Some((meta?, Command::DefineBody(command)))
    })
}

/// A question to open.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_open_matter(request: &pb::OpenMatterRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let title = f.title("title", &request.title);
    let text = f.optional_body("text", &request.text);
    let kind = f.code("kind", &request.kind);
    let deciding_body = f.code("deciding_body", &request.deciding_body);
    let external_ref = f.external_ref("external_ref", request.external_ref.as_ref());
    f.finish(|| {
        let command = OpenMatter {
            title: title?,
            text: text?,
            kind: kind?,
            deciding_body: deciding_body?,
            external_ref: external_ref?,
        };
        Some((meta?, Command::OpenMatter(command)))
    })
}

/// A decision of a body to record.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_record_meeting_decision(
    request: &pb::RecordMeetingDecisionRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let matter = f.message("matter", request.matter.as_ref(), words::named);
    let body = f.code("body", &request.body);
    let rule = f.message("rule", request.rule.as_ref(), words::counting);
    let vocabulary = f.optional_title("vocabulary", &request.vocabulary).flatten();
    let positions = f.each("positions", &request.positions, 0..=MAX_POSITIONS, |f, position| {
        voter_position(f, position, vocabulary.as_deref())
    });
    let stated_result = words::decision_result(&mut f, "stated_result", request.stated_result);
    let decided_on = f.date("decided_on", &request.decided_on);
    let minutes_ref = f.optional_title("minutes_ref", &request.minutes_ref);
    let reverses = f.optional_message("reverses", request.reverses.as_ref(), words::named);
    let adopts = f.optional_message("adopts", request.adopts.as_ref(), words::adopts);
    let external_ref = f.external_ref("external_ref", request.external_ref.as_ref());
    f.finish(|| {
        let command = RecordMeetingDecision {
            matter: matter?,
            body: body?,
            rule: rule?,
            positions: positions?,
            stated_result: stated_result?,
            decided_on: decided_on?,
            minutes_ref: minutes_ref?,
            reverses: reverses?,
            adopts: adopts?,
            external_ref: external_ref?,
        };
        Some((meta?, Command::RecordMeetingDecision(command)))
    })
}

fn voter_position(
    f: &mut Fields,
    position: &pb::VoterPosition,
    vocabulary: Option<&str>,
) -> Option<VoterPosition> {
    let voter = match &position.voter {
        Some(voter_position::Voter::Org(org)) => f.org("org", org).map(Voter::Org),
        Some(voter_position::Voter::Seat(seat)) => f.uuid("seat", seat).map(Voter::Seat),
        Some(voter_position::Voter::External(code)) => {
            let code = f.text("external", code, Bound::Title);
            if vocabulary.is_none() {
                f.refuse("external", "is of no vocabulary; accepted is a code with the field vocabulary set");
            }
            code.zip(vocabulary).map(|(code, vocabulary)| {
                Voter::External(ExternalRef { vocabulary: vocabulary.to_owned(), code })
            })
        }
        None => {
            f.refuse("", "has no voter; accepted is one of org, seat, external");
            None
        }
    };
    let taken = words::meeting_position(f, "position", position.position);
    let stated_as = f.optional_title("stated_as", &position.stated_as);
    Some(VoterPosition { voter: voter?, position: taken?, stated_as: stated_as? })
}

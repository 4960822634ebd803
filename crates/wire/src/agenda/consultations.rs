//! The commands about consultations, from their messages.
//!
//! Bulk commands come in many messages: the first says what for, all bring rows. A participant whom the source
//! knows by a code of its own gets a pseudonym, which needs the hub's secret: the caller of these functions
//! brings it as a [`Pseudonym`].

use domain::{
    agenda::{
        AddStatements, CloseConsultation, Command, MAX_ROWS, MAX_STATEMENT_KEY, ModerateStatements,
        ModerationRow, OpenConsultation, Respond, ResponseRow, StatementRow,
        value::{Named, Participant},
    },
    ids::{PersonId, Slug},
    text::Bound,
};

use super::words;
use crate::{
    Fields, Malformed, Meta,
    pb::{agenda as pb, common},
};

/// The pseudonym, in an initiative, of whom a vocabulary knows by a code: `(initiative, vocabulary, code)`.
pub type Pseudonym<'a> = &'a dyn Fn(&Slug, &str, &str) -> PersonId;

/// A consultation to open.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_open_consultation(request: &pb::OpenConsultationRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let question = f.reason("question", &request.question);
    let opens_at = f.moment("opens_at", &request.opens_at);
    let closes_at = f.optional("closes_at", &request.closes_at, Fields::moment);
    let who = words::audience(&mut f, "who", request.who);
    let subject =
        f.optional_message("subject_ref", request.subject_ref.as_ref(), words::consultation_subject);
    let external_ref = f.external_ref("external_ref", request.external_ref.as_ref());
    f.finish(|| {
        let command = OpenConsultation {
            question: question?,
            opens_at: opens_at?,
            closes_at: closes_at?,
            who: who?,
            subject_ref: subject?,
            external_ref: external_ref?,
        };
        Some((meta?, Command::OpenConsultation(command)))
    })
}

/// A consultation to end.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_close_consultation(
    request: &pb::CloseConsultationRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let consultation = f.message("consultation", request.consultation.as_ref(), words::named);
    f.finish(|| Some((meta?, Command::CloseConsultation(CloseConsultation { consultation: consultation? }))))
}

/// What goes with the rows of a command, single or in bulk.
struct Head<'a> {
    meta: Option<&'a common::CommandMeta>,
    consultation: Option<&'a pb::Reference>,
    vocabulary: &'a str,
}

/// The head, read.
struct Heading<'a> {
    meta: Option<Meta>,
    consultation: Option<Named>,
    vocabulary: Option<&'a str>,
    pseudonym: Option<Pseudonym<'a>>,
}

impl<'a> Head<'a> {
    fn read(&self, f: &mut Fields, pseudonym: Option<Pseudonym<'a>>) -> Heading<'a> {
        let meta = f.meta(self.meta);
        let consultation = f.message("consultation", self.consultation, words::named);
        f.optional_title("participant_vocabulary", self.vocabulary);
        let vocabulary = Some(self.vocabulary).filter(|vocabulary| !vocabulary.is_empty());
        Heading { meta, consultation, vocabulary, pseudonym }
    }
}

/// That a message after the first brings rows alone, or repeats what the first says.
fn check_same<'a>(f: &mut Fields, first: &Head<'a>, others: impl Iterator<Item = Head<'a>>) {
    let differs = |other: Head<'a>| {
        other.meta.is_some_and(|meta| Some(meta) != first.meta)
            || other.consultation.is_some_and(|one| Some(one) != first.consultation)
            || (!other.vocabulary.is_empty() && other.vocabulary != first.vocabulary)
    };
    if others.into_iter().any(differs) {
        f.refuse("meta", "differs between messages; accepted is to say what for in the first message alone");
    }
}

impl Heading<'_> {
    /// Whose voice: empty is the caller's.
    fn participant(&self, f: &mut Fields, field: &str, text: &str) -> Option<Participant> {
        if text.is_empty() {
            return Some(Participant::Caller);
        }
        let Some(vocabulary) = self.vocabulary else { return f.person(field, text).map(Participant::Named) };
        let code = f.text(field, text, Bound::Title)?;
        // Without a meta there is no initiative, and the violation is noted already.
        let initiative = &self.meta.as_ref()?.initiative;
        Some(Participant::Named((self.pseudonym?)(initiative, vocabulary, &code)))
    }
}

fn statement_key(f: &mut Fields, field: &str, text: &str) -> Option<String> {
    let is_key = (1..=MAX_STATEMENT_KEY).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    if !is_key {
        f.refuse(
            field,
            format!(
                "is no key of a statement; accepted are 1 to {MAX_STATEMENT_KEY} of a-z, A-Z, 0-9, _, -, ."
            ),
        );
    }
    is_key.then(|| text.to_owned())
}

fn statement_row(f: &mut Fields, heading: &Heading<'_>, row: &pb::StatementRow) -> Option<StatementRow> {
    let key = f.optional("statement", &row.statement, statement_key);
    let text = f.private("text", &row.text, Bound::Reason);
    let by = heading.participant(f, "by", &row.by);
    let occurred_at = f.optional("occurred_at", &row.occurred_at, Fields::moment);
    Some(StatementRow { key: key?, text: text?, by: by?, occurred_at: occurred_at? })
}

fn moderation_row(f: &mut Fields, row: &pb::ModerationRow) -> Option<ModerationRow> {
    let statement = statement_key(f, "statement", &row.statement);
    let moderation = words::moderation(f, "moderation", row.moderation);
    let reason = words::private_reason(f, "reason", &row.reason);
    Some(ModerationRow { statement: statement?, moderation: moderation?, reason: reason? })
}

fn response_row(f: &mut Fields, heading: &Heading<'_>, row: &pb::ResponseRow) -> Option<ResponseRow> {
    let statement = statement_key(f, "statement", &row.statement);
    let participant = heading.participant(f, "participant", &row.participant);
    let value = words::response_value(f, "value", row.value);
    let occurred_at = f.optional("occurred_at", &row.occurred_at, Fields::moment);
    Some(ResponseRow {
        statement: statement?,
        participant: participant?,
        value: value?,
        occurred_at: occurred_at?,
    })
}

/// A statement to add.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_add_statement(
    request: &pb::AddStatementRequest,
    pseudonym: Pseudonym<'_>,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let head = Head {
        meta: request.meta.as_ref(),
        consultation: request.consultation.as_ref(),
        vocabulary: &request.participant_vocabulary,
    };
    let heading = head.read(&mut f, Some(pseudonym));
    let row = f.message("row", request.row.as_ref(), |f, row| statement_row(f, &heading, row));
    f.finish(|| {
        let command = AddStatements { consultation: heading.consultation?, rows: vec![row?] };
        Some((heading.meta?, Command::AddStatement(command)))
    })
}

/// Statements to add, over all messages of the stream.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_add_statements_in_bulk(
    requests: &[pb::AddStatementsInBulkRequest],
    pseudonym: Pseudonym<'_>,
) -> Result<(Meta, Command), Malformed> {
    fn head(request: &pb::AddStatementsInBulkRequest) -> Head<'_> {
        Head {
            meta: request.meta.as_ref(),
            consultation: request.consultation.as_ref(),
            vocabulary: &request.participant_vocabulary,
        }
    }
    let mut f = Fields::new();
    let nothing = pb::AddStatementsInBulkRequest::default();
    let first = requests.first().unwrap_or(&nothing);
    let rows: Vec<&pb::StatementRow> = requests.iter().flat_map(|request| &request.rows).collect();
    let heading = heads(&mut f, first, requests, head, Some(pseudonym));
    let rows = f.each("rows", &rows, 1..=MAX_ROWS, |f, row| statement_row(f, &heading, row));
    f.finish(|| {
        let command = AddStatements { consultation: heading.consultation?, rows: rows? };
        Some((heading.meta?, Command::AddStatementsInBulk(command)))
    })
}

/// The head of a stream, from its first message; the others must not differ.
fn heads<'a, M>(
    f: &mut Fields,
    first: &'a M,
    requests: &'a [M],
    head: impl Fn(&'a M) -> Head<'a>,
    pseudonym: Option<Pseudonym<'a>>,
) -> Heading<'a> {
    let of_first = head(first);
    check_same(f, &of_first, requests.iter().skip(1).map(&head));
    of_first.read(f, pseudonym)
}

/// A statement to accept or reject.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_moderate_statement(
    request: &pb::ModerateStatementRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let head =
        Head { meta: request.meta.as_ref(), consultation: request.consultation.as_ref(), vocabulary: "" };
    let heading = head.read(&mut f, None);
    let row = f.message("row", request.row.as_ref(), moderation_row);
    f.finish(|| {
        let command = ModerateStatements { consultation: heading.consultation?, rows: vec![row?] };
        Some((heading.meta?, Command::ModerateStatement(command)))
    })
}

/// Statements to accept or reject, over all messages of the stream.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_moderate_statements_in_bulk(
    requests: &[pb::ModerateStatementsInBulkRequest],
) -> Result<(Meta, Command), Malformed> {
    fn head(request: &pb::ModerateStatementsInBulkRequest) -> Head<'_> {
        Head { meta: request.meta.as_ref(), consultation: request.consultation.as_ref(), vocabulary: "" }
    }
    let mut f = Fields::new();
    let nothing = pb::ModerateStatementsInBulkRequest::default();
    let first = requests.first().unwrap_or(&nothing);
    let rows: Vec<&pb::ModerationRow> = requests.iter().flat_map(|request| &request.rows).collect();
    let heading = heads(&mut f, first, requests, head, None);
    let rows = f.each("rows", &rows, 1..=MAX_ROWS, |f, row| moderation_row(f, row));
    f.finish(|| {
        let command = ModerateStatements { consultation: heading.consultation?, rows: rows? };
        Some((heading.meta?, Command::ModerateStatementsInBulk(command)))
    })
}

/// A response to record.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_respond(
    request: &pb::RespondRequest,
    pseudonym: Pseudonym<'_>,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let head = Head {
        meta: request.meta.as_ref(),
        consultation: request.consultation.as_ref(),
        vocabulary: &request.participant_vocabulary,
    };
    let heading = head.read(&mut f, Some(pseudonym));
    let row = f.message("row", request.row.as_ref(), |f, row| response_row(f, &heading, row));
    f.finish(|| {
        let command = Respond { consultation: heading.consultation?, rows: vec![row?] };
        Some((heading.meta?, Command::Respond(command)))
    })
}

/// Responses to record, over all messages of the stream.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_respond_in_bulk(
    requests: &[pb::RespondInBulkRequest],
    pseudonym: Pseudonym<'_>,
) -> Result<(Meta, Command), Malformed> {
    fn head(request: &pb::RespondInBulkRequest) -> Head<'_> {
        Head {
            meta: request.meta.as_ref(),
            consultation: request.consultation.as_ref(),
            vocabulary: &request.participant_vocabulary,
        }
    }
    let mut f = Fields::new();
    let nothing = pb::RespondInBulkRequest::default();
    let first = requests.first().unwrap_or(&nothing);
    let rows: Vec<&pb::ResponseRow> = requests.iter().flat_map(|request| &request.rows).collect();
    let heading = heads(&mut f, first, requests, head, Some(pseudonym));
    let rows = f.each("rows", &rows, 1..=MAX_ROWS, |f, row| response_row(f, &heading, row));
    f.finish(|| {
        let command = Respond { consultation: heading.consultation?, rows: rows? };
        Some((heading.meta?, Command::RespondInBulk(command)))
    })
}

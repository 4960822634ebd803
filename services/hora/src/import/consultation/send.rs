//! A conversation on its way into the hub: the consultation, then its rows in chunks.
//!
//! Each command names the version its stream must have, which only this import knows: another importer, or another
//! export of the same conversation, is refused instead of counted twice. A command that was answered before is
//! answered again whatever the version, so an import that was cut off goes on where it stopped.

use prost::{Message, bytes::Bytes};
use tonic::Code;
use wire::pb::agenda as pb;

use super::read::Conversation;
use crate::{
    failure::Failure,
    import::sender::{Origin, Sender, external, named},
    progress,
};

/// The most rows one command takes (domain.md, "Imports go in chunks").
const CHUNK: usize = 1_000;
/// Rows of one message: some 20 KiB of responses, and no more than the server takes with the longest statements.
const ROWS_OF_A_MESSAGE: usize = 250;

/// How far the consultation's stream has come.
struct Stream<'a> {
    conversation: &'a Conversation,
    version: u64,
    bar: indicatif::ProgressBar,
}

/// Sends it all.
///
/// # Errors
/// Nobody answers in time, or the hub says no.
pub async fn send(conversation: &Conversation, sender: &mut Sender) -> Result<(), Failure> {
    let rows = conversation.statements.len() + conversation.responses.len() + conversation.moderations.len();
    let mut stream = Stream { conversation, version: 0, bar: progress::bar("rows", rows) };
    stream.open(sender).await?;
    stream.statements(sender).await?;
    stream.responses(sender).await?;
    stream.moderations(sender).await?;
    stream.close(sender).await?;
    stream.bar.finish_and_clear();
    Ok(())
}

impl Stream<'_> {
    async fn open(&mut self, sender: &mut Sender) -> Result<(), Failure> {
        let conversation = self.conversation;
        let origin = Origin { part: "consultation", hash: &conversation.votes_hash, number: 0 };
        let request = pb::OpenConsultationRequest {
            meta: Some(sender.meta(origin, conversation.opens_at)),
            question: conversation.question.clone(),
            opens_at: conversation.opens_at.to_string(),
            closes_at: String::new(),
            who: conversation.who.into(),
            subject_ref: None,
            external_ref: Some(external(&conversation.vocabulary, &conversation.code)),
        };
        let result = |answer: &pb::OpenConsultationResponse| answer.result.clone();
        sender.send("OpenConsultation", &request, result).await?;
        self.version = 1;
        Ok(())
    }

    async fn statements(&mut self, sender: &mut Sender) -> Result<(), Failure> {
        let conversation = self.conversation;
        for (number, chunk) in (0..).zip(conversation.statements.chunks(CHUNK)) {
            let last = chunk.last().map(|row| row.occurred_at.clone()).unwrap_or_default();
            let origin = Origin { part: "statements", hash: &conversation.comments_hash, number };
            let messages = messages(chunk, |rows, is_first| pb::AddStatementsInBulkRequest {
                meta: is_first.then(|| self.meta(sender, origin, &last)),
                consultation: is_first.then(|| self.name()),
                rows,
                participant_vocabulary: if is_first {
                    conversation.participants.clone()
                } else {
                    String::new()
                },
            });
            self.rows(sender, "AddStatementsInBulk", origin, &messages, chunk.len()).await?;
        }
        Ok(())
    }

    async fn responses(&mut self, sender: &mut Sender) -> Result<(), Failure> {
        let conversation = self.conversation;
        for (number, chunk) in (0..).zip(conversation.responses.chunks(CHUNK)) {
            let last = chunk.last().map(|row| row.occurred_at.clone()).unwrap_or_default();
            let origin = Origin { part: "responses", hash: &conversation.votes_hash, number };
            let messages = messages(chunk, |rows, is_first| pb::RespondInBulkRequest {
                meta: is_first.then(|| self.meta(sender, origin, &last)),
                consultation: is_first.then(|| self.name()),
                rows,
                participant_vocabulary: if is_first {
                    conversation.participants.clone()
                } else {
                    String::new()
                },
            });
            self.rows(sender, "RespondInBulk", origin, &messages, chunk.len()).await?;
        }
        Ok(())
    }

    async fn moderations(&mut self, sender: &mut Sender) -> Result<(), Failure> {
        let conversation = self.conversation;
        let at = conversation.ends_at.to_string();
        for (number, chunk) in (0..).zip(conversation.moderations.chunks(CHUNK)) {
            let origin = Origin { part: "moderations", hash: &conversation.comments_hash, number };
            let messages = messages(chunk, |rows, is_first| pb::ModerateStatementsInBulkRequest {
                meta: is_first.then(|| self.meta(sender, origin, &at)),
                consultation: is_first.then(|| self.name()),
                rows,
            });
            self.rows(sender, "ModerateStatementsInBulk", origin, &messages, chunk.len()).await?;
        }
        Ok(())
    }

    async fn close(&mut self, sender: &mut Sender) -> Result<(), Failure> {
        if !self.conversation.is_closed {
            return Ok(());
        }
        let origin = Origin { part: "close", hash: &self.conversation.votes_hash, number: 0 };
        let meta = self.meta(sender, origin, &self.conversation.ends_at.to_string());
        let request = pb::CloseConsultationRequest { meta: Some(meta), consultation: Some(self.name()) };
        let sent = sender.send("CloseConsultation", &request, |answer: &wire::pb::common::CommandResult| {
            Some(answer.clone())
        });
        sent.await.map_err(|failure| explained(failure, origin))?;
        Ok(())
    }

    async fn rows(
        &mut self,
        sender: &mut Sender,
        rpc: &str,
        origin: Origin<'_>,
        messages: &[Bytes],
        rows: usize,
    ) -> Result<(), Failure> {
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        let sent = sender.send_rows(rpc, messages, rows).await;
        sent.map_err(|failure| explained(failure, origin))?;
        self.version = self.version.saturating_add(rows);
        self.bar.inc(rows);
        Ok(())
    }

    fn name(&self) -> pb::Reference {
        named(&self.conversation.vocabulary, &self.conversation.code)
    }

    fn meta(&self, sender: &Sender, origin: Origin<'_>, at: &str) -> wire::pb::common::CommandMeta {
        let mut meta = sender.meta(origin, at);
        meta.expected_version = Some(self.version);
        meta
    }
}

/// The messages of a chunk: the first says what for, all bring rows.
fn messages<R: Clone, M: Message>(chunk: &[R], message: impl Fn(Vec<R>, bool) -> M) -> Vec<Bytes> {
    let parts = chunk.chunks(ROWS_OF_A_MESSAGE).enumerate();
    parts.map(|(place, rows)| message(rows.to_vec(), place == 0).encode_to_vec().into()).collect()
}

/// Says what a refused version means here.
fn explained(failure: Failure, origin: Origin<'_>) -> Failure {
    match failure {
        Failure::Answered { status, .. } if status.code() == Code::Aborted => Failure::answered(
            format!(
                "chunk {} of the {} (a consultation is filled from one export by one importer, so that nothing counts \
                 twice)",
                origin.number.saturating_add(1),
                origin.part
            ),
            *status,
        ),
        other => other,
    }
}

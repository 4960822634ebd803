//! Subjects, replies and attachments, both ways.

use domain::{
    communication::{
        command::Answers,
        thread::{Attachment, MAX_ATTACHMENT_BYTES, ReplyTo, Subject},
    },
    text::Bound,
};

use crate::{
    Fields,
    pb::{common, communication as pb},
};

/// The longest name of a media type; registered ones stay below (RFC 6838 allows 127 for each half).
const MAX_MEDIA_TYPE: usize = 100;

pub(super) fn parse_subject(f: &mut Fields, message: &pb::Subject) -> Option<Subject> {
    match &message.subject {
        Some(pb::subject::Subject::Ours(ours)) => f.message("ours", Some(ours), |f, ours| {
            let context = f.context("context", &ours.context);
            let stream = f.stream("stream", &ours.stream);
            Some(Subject::Ours { context: context?, stream: stream? })
        }),
        Some(pb::subject::Subject::External(external)) => {
            let external = f.external_ref("external", Some(external))??;
            Some(Subject::External { vocabulary: external.vocabulary, code: external.code })
        }
        None => {
            f.refuse("", "is empty; accepted are `ours` and `external`");
            None
        }
    }
}

/// A subject, for an answer.
pub fn subject(subject: &Subject) -> pb::Subject {
    let subject = match subject {
        Subject::Ours { context, stream } => {
            let (context, stream) = (context.as_str().to_owned(), stream.to_string());
            pb::subject::Subject::Ours(pb::Ours { context, stream })
        }
        Subject::External { vocabulary, code } => {
            let (vocabulary, code) = (vocabulary.clone(), code.clone());
            pb::subject::Subject::External(common::ExternalRef { vocabulary, code })
        }
    };
    pb::Subject { subject: Some(subject) }
}

pub(super) fn parse_reply_to(f: &mut Fields, message: &pb::ReplyTo) -> Option<Answers> {
    match &message.message {
        Some(pb::reply_to::Message::MessageId(id)) => f.uuid("message_id", id).map(Answers::Message),
        Some(pb::reply_to::Message::External(external)) => {
            f.external_ref("external", Some(external))?.map(Answers::External)
        }
        Some(pb::reply_to::Message::Missing(source_id)) => {
            f.text("missing", source_id, Bound::Title).map(Answers::Missing)
        }
        None => {
            f.refuse("", "is empty; accepted are `message_id`, `external` and `missing`");
            None
        }
    }
}

/// A reply, for an answer.
pub fn reply_to(reply_to: &ReplyTo) -> pb::ReplyTo {
    let message = match reply_to {
        ReplyTo::Message { id } => pb::reply_to::Message::MessageId(id.to_string()),
        ReplyTo::External { vocabulary, code } => {
            let (vocabulary, code) = (vocabulary.clone(), code.clone());
            pb::reply_to::Message::External(common::ExternalRef { vocabulary, code })
        }
        ReplyTo::Missing { source_id } => pb::reply_to::Message::Missing(source_id.clone()),
    };
    pb::ReplyTo { message: Some(message) }
}

pub(super) fn parse_attachment(f: &mut Fields, message: &pb::Attachment) -> Option<Attachment> {
    let sha256 = f.sha256("sha256", &message.sha256);
    let bytes = f.number("bytes", message.bytes, 1..=MAX_ATTACHMENT_BYTES);
    let media_type = media_type(f, &message.media_type);
    Some(Attachment { sha256: sha256?, bytes: bytes?, media_type: media_type? })
}

fn media_type(f: &mut Fields, text: &str) -> Option<String> {
    let is_token = |part: &str| {
        let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
        !part.is_empty() && part.bytes().all(is_sign)
    };
    let is_type = text.split_once('/').is_some_and(|(kind, form)| is_token(kind) && is_token(form));
    if !is_type || text.len() > MAX_MEDIA_TYPE {
        f.refuse("media_type", "is no media type; accepted is one such as application/pdf");
        return None;
    }
    Some(text.to_owned())
}

/// An attachment, for an answer.
pub fn attachment(attachment: &Attachment) -> pb::Attachment {
    let Attachment { sha256, bytes, media_type } = attachment.clone();
    pb::Attachment { sha256, bytes, media_type }
}

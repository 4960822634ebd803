//! What can go wrong between the hub and NATS, and which of it passes by itself.
//!
//! Knows no gRPC code: the runtime's error table decides what a caller hears. To add a failure, add a
//! variant and say in [`Error::is_transient`] whether trying again can help.

use std::{io, path::PathBuf};

use crate::connect::{MINIMUM_VERSION, Version};

/// A failure on the way to NATS, in the stream, or in the server this crate runs.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection: the server is down, the address is wrong, or the login is refused.
    #[error("cannot reach nats at {url}: {reason}")]
    Unreachable {
        /// The address tried, without its password.
        url: String,
        /// What the client said.
        reason: String,
    },
    /// The server answers but is older than what atomic batches need.
    #[error(
        "{name} is version {found}; {MINIMUM_VERSION} or later is needed, because older servers silently ignore atomic batches and several filters"
    )]
    TooOld {
        /// The binary or address.
        name: String,
        /// Its version.
        found: Version,
    },
    /// What answers at the address, or the binary, does not say a NATS version.
    #[error("{name} is not a nats-server: it answered {answer:?} where a version was expected")]
    NotAServer {
        /// The binary or address.
        name: String,
        /// What it said instead.
        answer: String,
    },
    /// The stream has not been made yet or was deleted, or JetStream is not ready.
    #[error(
        "the stream {stream} is not there; the hub makes it where its own login (hub) may create streams"
    )]
    NoStream {
        /// Its name.
        stream: &'static str,
    },
    /// A stream of that name exists but would lose or refuse events.
    #[error("the stream {stream} cannot carry events: {reason}")]
    UnfitStream {
        /// Its name.
        stream: &'static str,
        /// What is wrong with it and what would be accepted.
        reason: String,
    },
    /// JetStream answered with an error that is no matter of place in the stream.
    #[error("nats refused {what}: {description} ({code})")]
    Refused {
        /// What was asked.
        what: String,
        /// JetStream's `err_code`.
        code: u64,
        /// Its words.
        description: String,
    },
    /// An answer did not come in time or the connection broke on the way.
    #[error("no answer from nats to {what}: {reason}")]
    NoAnswer {
        /// What was asked.
        what: String,
        /// What the client said.
        reason: String,
    },
    /// Another relay of the same context took the place in the stream again and again.
    #[error("another relay publishes {context}; this one waits for its turn")]
    Overtaken {
        /// The context both publish.
        context: String,
    },
    /// The stream is not the one this relay published into before.
    #[error(
        "is this the right nats server? the relay of {context} left off in a stream created at {known}, but {stream} was created at {found}; bring the old stream back, or, if it is gone for good, delete the relay checkpoint of {context} and start again: the whole log is then published into the new stream"
    )]
    AnotherStream {
        /// The context of the relay.
        context: String,
        /// The stream's name.
        stream: &'static str,
        /// Creation time in the checkpoint, RFC 3339.
        known: String,
        /// Creation time found, RFC 3339.
        found: String,
    },
    /// The stream holds an event of this context that the log does not.
    #[error(
        "is this the right log? the last event of {context} in the stream is {event}, which this log does not hold; connect to this hub's own nats server, or, if the log was restored from an older copy, restore a newer one"
    )]
    ForeignEvent {
        /// The context of the relay.
        context: String,
        /// Its id, initiative and sequence, as the stream has them.
        event: String,
    },
    /// A record cannot become a message.
    #[error("record {event} cannot be published: {field} is {value:?}; {accepted}")]
    Unpublishable {
        /// The event's id.
        event: String,
        /// The field in the way.
        field: &'static str,
        /// What it holds.
        value: String,
        /// What would be accepted.
        accepted: &'static str,
    },
    /// The log could not be read.
    #[error("the log cannot be read for the relay: {0}")]
    Source(#[source] crate::SourceError),
    /// The relay's checkpoint could not be written.
    #[error("the relay checkpoint cannot be written: {0}")]
    Checkpoint(#[source] io::Error),
    /// A name for a login, context or grant that cannot stand in a subject.
    #[error("{what} {value:?} is not accepted; {accepted}")]
    Name {
        /// What was named.
        what: &'static str,
        /// The value given.
        value: String,
        /// What would be accepted.
        accepted: &'static str,
    },
    /// A file of the server's folder cannot be read or written.
    #[error("{path}: {source}", path = .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No hub with a server of its own runs on this data folder.
    #[error(
        "no hub with a nats-server of its own runs on the data folder {data}: {why}; name the hub's folder with --data, or your own server with --nats",
        data = .data.display()
    )]
    NoHub {
        /// Which folder was looked into.
        data: PathBuf,
        /// What was found there.
        why: &'static str,
    },
    /// The server's binary does not run, or ended before it served.
    #[error("{binary} does not serve: {reason}", binary = .binary.display())]
    Server {
        /// Which binary.
        binary: PathBuf,
        /// Its own last words or the system's.
        reason: String,
    },
}

impl Error {
    /// Whether the same attempt may succeed later without anybody's doing. The relay tries again on
    /// these, with a bounded delay, and returns all others.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::NoStream { .. }
                | Self::Refused { .. }
                | Self::NoAnswer { .. }
                | Self::Overtaken { .. }
        )
    }

    /// Whether it is the server itself that does not answer.
    pub(crate) fn is_away(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::NoAnswer { .. })
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn no_answer(what: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        Self::NoAnswer { what: what.into(), reason: reason.to_string() }
    }
}

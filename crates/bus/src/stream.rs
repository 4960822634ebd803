//! The one stream: making it, and asking it what a relay must know (its creation time, the last message
//! of a context).
//!
//! The questions go as raw JetStream requests, because a service's login may ask just these two and the
//! client's own helpers ask more. Knows no log.

use std::{collections::HashMap, sync::atomic::Ordering, time::Duration};

use async_nats::{
    Client, HeaderMap, RequestErrorKind, StatusCode,
    connection::State,
    jetstream::{self, ErrorCode, stream},
};
use bytes::Bytes;
use serde::Deserialize;

use crate::Error;

/// Name of the stream that holds every record of a hub.
pub const STREAM: &str = "HORA_EVENTS";
/// The subjects it listens on.
pub const SUBJECTS: &str = "hora.>";

/// In the metadata of a stream that was made in the place of one that is gone: when that one was created.
const REPLACES: &str = "hora-replaces";

/// How soon a request notices that its connection is gone.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Makes the stream, or checks the one that is there and turns on what the relay needs. Needs a login
/// that may create streams. An existing stream keeps its own limits of size and its replicas; one with an
/// age limit, other subjects or another retention is refused, because it would lose events silently.
pub async fn provision(client: &Client) -> Result<(), Error> {
    make(client, HashMap::new()).await.map(drop)
}

/// The same for a stream that was there and is gone: where it is made, it says which one it replaces, so that the
/// relays of the old one begin it anew. Gives whether it was made.
pub(crate) async fn replace(client: &Client, gone: &str) -> Result<bool, Error> {
    make(client, HashMap::from([(REPLACES.to_owned(), gone.to_owned())])).await
}

async fn make(client: &Client, metadata: HashMap<String, String>) -> Result<bool, Error> {
    let context = jetstream::new(client.clone());
    let mut is_new = false;
    let mut stream = match context.get_stream(STREAM).await {
        Ok(stream) => stream,
        Err(error) if is_not_found(error.kind()) => {
            is_new = true;
            let wanted = stream::Config { metadata, ..wanted() };
            context.create_stream(wanted).await.map_err(refused)?
        }
        Err(error) => return Err(Error::no_answer("STREAM.INFO", error)),
    };
    let found = stream.info().await.map_err(|error| Error::no_answer("STREAM.INFO", error))?.config.clone();
    if found.subjects != [SUBJECTS] {
        return Err(unfit(format!("it listens on {:?}; only {SUBJECTS} is accepted", found.subjects)));
    }
    if !found.max_age.is_zero() {
        return Err(unfit(format!("it forgets after {:?}; max_age must be 0", found.max_age)));
    }
    if found.retention != stream::RetentionPolicy::Limits {
        return Err(unfit(format!("its retention is {:?}; only limits is accepted", found.retention)));
    }
    if !(found.allow_atomic_publish && found.allow_direct) {
        let config = stream::Config { allow_atomic_publish: true, allow_direct: true, ..found };
        context.update_stream(config).await.map_err(refused)?;
    }
    Ok(is_new)
}

fn wanted() -> stream::Config {
    stream::Config {
        name: STREAM.to_owned(),
        subjects: vec![SUBJECTS.to_owned()],
        description: Some("every record of the hub, as CloudEvents".to_owned()),
        storage: stream::StorageType::File,
        retention: stream::RetentionPolicy::Limits,
        allow_atomic_publish: true,
        allow_direct: true,
        ..stream::Config::default()
    }
}

fn is_not_found(kind: jetstream::context::GetStreamErrorKind) -> bool {
    matches!(
        kind,
        jetstream::context::GetStreamErrorKind::JetStream(error)
            if error.error_code() == ErrorCode::STREAM_NOT_FOUND
    )
}

fn refused(error: jetstream::context::CreateStreamError) -> Error {
    match error.kind() {
        jetstream::context::CreateStreamErrorKind::JetStream(inner) => Error::Refused {
            what: format!("to make the stream {STREAM}"),
            code: inner.error_code().0,
            description: inner.to_string(),
        },
        _ => Error::no_answer("STREAM.CREATE", error),
    }
}

fn unfit(reason: String) -> Error {
    Error::UnfitStream { stream: STREAM, reason }
}

/// A JetStream error as it stands in an answer.
#[derive(Debug, Deserialize)]
pub(crate) struct ApiError {
    #[serde(default)]
    pub err_code: u64,
    #[serde(default)]
    pub description: String,
}

#[derive(Deserialize)]
struct Info {
    created: Option<String>,
    config: Option<InfoConfig>,
    error: Option<ApiError>,
}

#[derive(Deserialize)]
struct InfoConfig {
    #[serde(default)]
    metadata: HashMap<String, String>,
}

/// What tells the stream from another of its name.
pub(crate) struct Identity {
    /// When it was created, in the server's own words.
    pub created: String,
    /// When the one was created that it was made in the place of.
    pub replaces: Option<String>,
}

/// Asks which stream it is.
pub(crate) async fn identity(client: &Client) -> Result<Identity, Error> {
    let what = format!("$JS.API.STREAM.INFO.{STREAM}");
    let answer = request(client, &what, HeaderMap::new(), Bytes::new()).await?;
    let info: Info =
        serde_json::from_slice(&answer.payload).map_err(|error| Error::no_answer(&what, error))?;
    match info {
        Info { created: Some(created), config, error: None } => {
            let replaces = config.and_then(|mut config| config.metadata.remove(REPLACES));
            Ok(Identity { created, replaces })
        }
        Info { error: Some(error), .. } if error.err_code == ErrorCode::STREAM_NOT_FOUND.0 => {
            Err(Error::NoStream { stream: STREAM })
        }
        Info { error: Some(error), .. } => {
            Err(Error::Refused { what, code: error.err_code, description: error.description })
        }
        Info { created: None, error: None, .. } => {
            Err(Error::no_answer(what, "neither a stream nor an error"))
        }
    }
}

/// The last message of one context, as far as the relay reads it.
pub(crate) struct Last {
    pub stream_sequence: u64,
    pub event_id: String,
    pub initiative: String,
    pub sequence: u64,
}

/// Reads the last message of `context`, if there is one.
pub(crate) async fn last_of(client: &Client, context: &str) -> Result<Option<Last>, Error> {
    let what = format!("$JS.API.DIRECT.GET.{STREAM}.{}", subjects_of(context));
    let answer = request(client, &what, HeaderMap::new(), Bytes::new()).await?;
    match answer.status {
        Some(StatusCode::NOT_FOUND) => return Ok(None),
        Some(status) if status != StatusCode::OK => {
            let description = answer.description.unwrap_or_default();
            return Err(Error::Refused { what, code: u64::from(status.as_u16()), description });
        }
        _ => {}
    }
    let headers = answer.headers.unwrap_or_default();
    let text = |name: &str| headers.get_last(name).map(|value| value.as_str().to_owned()).unwrap_or_default();
    let subject = text("Nats-Subject");
    let (event_id, sequence) = (text("ce-id"), text("ce-sequence"));
    let initiative = subject.split('.').nth(1).unwrap_or_default().to_owned();
    let stream_sequence = text("Nats-Sequence").parse().map_err(|error| Error::no_answer(&what, error))?;
    let Ok(sequence) = sequence.parse() else {
        let event = format!("{event_id:?} on {subject}, with ce-sequence {sequence:?}");
        return Err(Error::ForeignEvent { context: context.to_owned(), event });
    };
    Ok(Some(Last { stream_sequence, event_id, initiative, sequence }))
}

/// Every subject a context publishes on.
pub(crate) fn subjects_of(context: &str) -> String {
    format!("hora.*.*.{context}.>")
}

/// One request, with the client's failures told apart as the relay needs them. Ends early when the
/// connection is lost on the way, because the answer is lost with it.
pub(crate) async fn request(
    client: &Client,
    subject: &str,
    headers: HeaderMap,
    payload: Bytes,
) -> Result<async_nats::Message, Error> {
    let connection = client.statistics().connects.load(Ordering::Relaxed);
    let answer = client.request_with_headers(subject.to_owned(), headers, payload);
    let answer = tokio::select! {
        answer = answer => answer,
        () = lost(client, connection) => return Err(Error::no_answer(subject, "the connection was lost")),
    };
    answer.map_err(|error| match error.kind() {
        RequestErrorKind::NoResponders => Error::NoStream { stream: STREAM },
        _ => Error::no_answer(subject, error),
    })
}

/// Waits until the client is no longer on the connection of that number.
async fn lost(client: &Client, connection: u64) {
    while client.connection_state() == State::Connected
        && client.statistics().connects.load(Ordering::Relaxed) == connection
    {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

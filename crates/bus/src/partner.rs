//! A partner: its name, what it was granted, its durable consumer, and the few lines it needs to begin.
//!
//! What a partner sees is decided by the filters of its consumer, which only the hub can make; its login
//! may pull from that one consumer and nothing else. Knows nothing of organizations or agreements: the
//! caller says what is granted.

use std::{fs, io, path::Path};

use async_nats::{
    Client,
    jetstream::{self, ErrorCode, consumer::pull},
};

use crate::{Endpoint, Error, Login, STREAM, event::TOKEN_ACCEPTED, event::is_token, server};

/// A ready subscriber in Rust, to copy.
pub const RUST: &str = include_str!("../examples/partner.rs");
/// A ready subscriber in Python with `nats-py`, to copy.
pub const PYTHON: &str = include_str!("../examples/partner.py");

/// A name longer than this helps nobody; NATS allows 255 bytes for a consumer.
const MOST_NAME_BYTES: usize = 48;
const PASSWORD: &str = "HORA_NATS_PASSWORD=";
/// Unacknowledged at most: what a partner may have to drop as repeats after a crash.
const MOST_UNACKNOWLEDGED: i64 = 1_000;

/// What a partner may read of one initiative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Slug; wildcards are refused, so that a new initiative is never granted by accident.
    pub initiative: String,
    /// Those of `public`, `members`, `restricted` that are granted, each named.
    pub visibilities: Vec<String>,
    /// Contexts, such as `agenda`; empty for all.
    pub contexts: Vec<String>,
}

/// User name and durable name of a partner: `partner-<name>`.
pub fn durable(name: &str) -> Result<String, Error> {
    if !is_token(name) || name.len() > MOST_NAME_BYTES {
        return Err(refuse("partner", name));
    }
    Ok(format!("partner-{name}"))
}

/// The subjects a partner's consumer delivers: sorted, none twice, none within another.
pub fn filters(grants: &[Grant]) -> Result<Vec<String>, Error> {
    let mut subjects = Vec::new();
    for Grant { initiative, visibilities, contexts } in grants {
        check("initiative", std::slice::from_ref(initiative))?;
        check("visibility", visibilities)?;
        check("context", contexts)?;
        for visibility in visibilities {
            let start = format!("hora.{initiative}.{visibility}");
            match contexts.as_slice() {
                [] => subjects.push(format!("{start}.>")),
                named => subjects.extend(named.iter().map(|context| format!("{start}.{context}.>"))),
            }
        }
    }
    subjects.sort();
    subjects.dedup();
    let all = subjects.clone();
    subjects.retain(|subject| !all.iter().any(|wider| wider != subject && covers(wider, subject)));
    Ok(subjects)
}

/// What became of a partner's durable consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its name.
    pub durable: String,
    /// Whether it was there, for less: everything granted comes again, from the first record.
    pub starts_again: bool,
    /// The initiatives of which the stream holds nothing yet; a wrong slug looks like that too.
    pub silent: Vec<String>,
}

/// Makes a partner's durable consumer, which begins at the start of the stream, or changes the one that is there.
/// One that is granted more begins again: a consumer never goes back for what its old filters passed over. Needs
/// a login that may make consumers.
pub async fn add(client: &Client, name: &str, grants: &[Grant]) -> Result<Made, Error> {
    let durable = durable(name)?;
    let filter_subjects = filters(grants)?;
    if filter_subjects.is_empty() {
        let accepted = "name at least one initiative and visibility";
        return Err(Error::Name { what: "grant", value: "nothing".to_owned(), accepted });
    }
    let config = pull::Config {
        durable_name: Some(durable.clone()),
        filter_subjects,
        max_ack_pending: MOST_UNACKNOWLEDGED,
        ..pull::Config::default()
    };
    let starts_again = is_wider(client, &durable, &config.filter_subjects).await?;
    if starts_again {
        remove(client, name).await?;
    }
    let made = jetstream::new(client.clone()).create_consumer_on_stream(config, STREAM).await;
    made.map_err(|error| Error::no_answer(format!("making the consumer {durable}"), error))?;
    Ok(Made { durable, starts_again, silent: silent(client, grants).await? })
}

/// Whether there is such a consumer, and a filter wanted that none of its own covers.
async fn is_wider(client: &Client, durable: &str, wanted: &[String]) -> Result<bool, Error> {
    let stream = jetstream::new(client.clone()).get_stream(STREAM).await;
    let stream = stream.map_err(|error| Error::no_answer(format!("asking for {STREAM}"), error))?;
    let found = match stream.consumer_info(durable).await {
        Ok(info) => info.config,
        Err(error) if error.kind() == jetstream::context::ConsumerInfoErrorKind::NotFound => {
            return Ok(false);
        }
        Err(error) => return Err(Error::no_answer(format!("asking for the consumer {durable}"), error)),
    };
    let had: Vec<&str> = found
        .filter_subjects
        .iter()
        .map(String::as_str)
        .chain(Some(found.filter_subject.as_str()).filter(|subject| !subject.is_empty()))
        .collect();
    let is_had = |subject: &String| had.iter().any(|had| had == subject || covers(had, subject));
    Ok(!wanted.iter().all(is_had))
}

async fn silent(client: &Client, grants: &[Grant]) -> Result<Vec<String>, Error> {
    let stream = jetstream::new(client.clone()).get_stream(STREAM).await;
    let stream = stream.map_err(|error| Error::no_answer(format!("asking for {STREAM}"), error))?;
    let mut silent = Vec::new();
    for Grant { initiative, .. } in grants {
        if stream.get_last_raw_message_by_subject(&format!("hora.{initiative}.>")).await.is_err() {
            silent.push(initiative.clone());
        }
    }
    Ok(silent)
}

/// Deletes a partner's consumer; false if there was none.
pub async fn remove(client: &Client, name: &str) -> Result<bool, Error> {
    let durable = durable(name)?;
    let deleted = jetstream::new(client.clone()).delete_consumer_from_stream(&durable, STREAM).await;
    match deleted {
        Ok(status) => Ok(status.success),
        Err(error) => match error.kind() {
            jetstream::stream::ConsumerErrorKind::JetStream(inner)
                if inner.error_code() == ErrorCode::CONSUMER_NOT_FOUND =>
            {
                Ok(false)
            }
            _ => Err(Error::no_answer(format!("deleting the consumer {durable}"), error)),
        },
    }
}

/// A login for a partner on a server of the operator's own: the one in the file of credentials, if that is there,
/// else a new one. That server knows it once its [`config_block`] is in the configuration.
pub fn login(name: &str, file: &Path) -> Result<Login, Error> {
    let user = durable(name)?;
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return server::login(&user),
        Err(error) => return Err(Error::file(file)(error)),
    };
    match text.lines().find_map(|line| line.strip_prefix(PASSWORD)) {
        Some(password) => Ok(Login { user, password: password.to_owned() }),
        None => server::login(&user),
    }
}

/// The block an operator adds to the account PARTNERS of a server of their own.
pub fn config_block(login: &Login) -> String {
    let permissions = server::partner_permissions(&login.user);
    format!("{{ user: \"{}\", password: \"{}\",\n  {permissions} }}\n", login.user, login.password)
}

/// The three variables both ready subscribers read, as lines for a shell or an env file.
pub fn credentials(endpoint: &Endpoint) -> String {
    let mut text = format!("HORA_NATS_URL={}\n", endpoint.url);
    if let Some(login) = &endpoint.login {
        text.push_str(&format!("HORA_NATS_USER={}\n{PASSWORD}{}\n", login.user, login.password));
    }
    text
}

/// Writes [`credentials`] to a file only its owner can read.
pub fn write_credentials(path: &Path, endpoint: &Endpoint) -> Result<(), Error> {
    server::write_secret(path, credentials(endpoint).as_bytes())
}

fn covers(wider: &str, subject: &str) -> bool {
    wider.strip_suffix('>').is_some_and(|start| subject.starts_with(start))
}

fn check(what: &'static str, words: &[String]) -> Result<(), Error> {
    words.iter().find(|word| !is_token(word)).map_or(Ok(()), |word| Err(refuse(what, word)))
}

fn refuse(what: &'static str, value: &str) -> Error {
    Error::Name { what, value: value.to_owned(), accepted: TOKEN_ACCEPTED }
}

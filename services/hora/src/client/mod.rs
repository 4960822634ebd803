//! Calls RPCs of a hub by their path, with bytes, as whoever holds the key; without a key as the public.
//!
//! Knows no message but the exchange of a key for a token. Commands of one process are tied together: each says
//! what the ones before it have written ([`Client::after`]), so that no service answers from before them.

pub mod key;
mod places;
mod raw;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use prost::bytes::Bytes;
use runtime::refusals::headers::TAKES;
use serde_json::{Value, json};
use tonic::{
    Request, Status, Streaming,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    metadata::{Ascii, MetadataValue},
    transport::Channel,
};

use crate::failure::Failure;

pub use key::Key;
use places::Channels;
pub use places::Places;
use raw::Raw;

/// Exchanges a key for a token; answered by backbone.
const EXCHANGE: &str = "/hora.backbone.v1.Tokens/Exchange";
/// Tokens live ten minutes; a new one is asked for early enough that none runs out on the way.
const TOKEN_LIFE: Duration = Duration::from_secs(8 * 60);
/// The largest answer taken: 500 rows of the largest records, and room.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// The longest refusal taken: a thousand rows with what is wrong with each.
const MAX_REFUSAL_BYTES: u32 = 512 * 1024;

/// Flags that say which hub, and who calls.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Where the hub is.
    #[command(flatten)]
    pub places: Places,
    /// The file that holds your key, readable by you alone; else HORA_KEY, else `hora/key` in your configuration folder; `/dev/null` makes you the public.
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// Calls the hub.
#[derive(Debug)]
pub struct Client {
    places: Places,
    channels: Channels,
    key: Option<Key>,
    tokens: BTreeMap<String, (Bearer, Instant)>,
    seen: BTreeMap<(String, String), u64>,
}

type Bearer = MetadataValue<Ascii>;

/// Which RPC is called, where, and as of which initiative's token.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// `/hora.agenda.v1.AgendaCommands/CastStance`.
    pub path: &'a str,
    /// The context whose service is called.
    pub context: &'a str,
    /// Where the caller's token must be good; none that no token is needed.
    pub initiative: Option<&'a str>,
}

impl<'a> Call<'a> {
    /// A call to the service that the path names.
    pub fn new(path: &'a str, initiative: Option<&'a str>) -> Self {
        Self { path, context: context_of(path), initiative }
    }

    fn refused(&self, status: Status) -> Failure {
        Failure::answered(name_of(self.path), status)
    }

    fn path(&self) -> Result<PathAndQuery, Failure> {
        self.path.parse().map_err(|_| Failure::Usage(format!("`{}` is no path of an rpc", self.path)))
    }
}

impl Client {
    /// A client that has connected nowhere yet.
    ///
    /// # Errors
    /// The key cannot be read, or others can read it.
    pub fn new(options: &Options) -> Result<Self, Failure> {
        let key = key::find(options.key_file.as_deref())?;
        Ok(Self::with_key(options.places.clone(), key))
    }

    /// A client with a key that is at hand, or none.
    pub fn with_key(places: Places, key: Option<Key>) -> Self {
        Self { places, channels: Channels::default(), key, tokens: BTreeMap::new(), seen: BTreeMap::new() }
    }

    /// One request, one answer.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn unary(&mut self, call: Call<'_>, body: Vec<u8>) -> Result<Bytes, Failure> {
        let request = self.request(call, Bytes::from(body)).await?;
        let mut grpc = self.grpc(call).await?;
        let answer = grpc.unary(request, call.path()?, Raw).await;
        Ok(answer.map_err(|status| call.refused(status))?.into_inner())
    }

    /// Many requests, one answer.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn client_streaming<S>(&mut self, call: Call<'_>, bodies: S) -> Result<Bytes, Failure>
    where
        S: futures::Stream<Item = Bytes> + Send + 'static,
    {
        let request = self.request(call, bodies).await?;
        let mut grpc = self.grpc(call).await?;
        let answer = grpc.client_streaming(request, call.path()?, Raw).await;
        Ok(answer.map_err(|status| call.refused(status))?.into_inner())
    }

    /// One request, many answers.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn server_streaming(
        &mut self,
        call: Call<'_>,
        body: Vec<u8>,
    ) -> Result<Streaming<Bytes>, Failure> {
        let request = self.request(call, Bytes::from(body)).await?;
        let mut grpc = self.grpc(call).await?;
        let answer = grpc.server_streaming(request, call.path()?, Raw).await;
        Ok(answer.map_err(|status| call.refused(status))?.into_inner())
    }

    /// A channel to a context's service, connected now.
    ///
    /// # Errors
    /// Nobody answers.
    pub async fn channel(&mut self, context: &str) -> Result<Channel, Failure> {
        let address = self.places.of(context).to_owned();
        self.channels.to(&self.places, &address).await
    }

    /// Where the hub is.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The key in use.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Remembers that a command wrote up to a sequence.
    pub fn note(&mut self, context: &str, initiative: &str, sequence: u64) {
        let seen = self.seen.entry((initiative.to_owned(), context.to_owned())).or_default();
        *seen = (*seen).max(sequence);
    }

    /// What this process has written in the initiative, by context other than `except`.
    pub fn after(&self, initiative: &str, except: &str) -> BTreeMap<String, u64> {
        let of_it = self.seen.iter().filter(|((at, context), _)| at == initiative && context != except);
        of_it.map(|((_, context), sequence)| (context.clone(), *sequence)).collect()
    }

    /// The token of the initiative as a bearer; none for the public.
    ///
    /// # Errors
    /// Nobody answers, or the key is not taken.
    pub async fn bearer(&mut self, initiative: &str) -> Result<Option<Bearer>, Failure> {
        let Some(key) = self.key.clone() else { return Ok(None) };
        if let Some((bearer, made)) = self.tokens.get(initiative)
            && made.elapsed() < TOKEN_LIFE
        {
            return Ok(Some(bearer.clone()));
        }
        let address = self.places.of(context_of(EXCHANGE));
        if !self.places.may_send_key(address) {
            return Err(Failure::Usage(format!(
                "your key would travel to {address} in the clear; use an https address, or say --cleartext"
            )));
        }
        let bearer = self.exchange(&key, initiative).await?;
        self.tokens.insert(initiative.to_owned(), (bearer.clone(), Instant::now()));
        Ok(Some(bearer))
    }

    async fn exchange(&mut self, key: &Key, initiative: &str) -> Result<Bearer, Failure> {
        let asked = json!({ "key": key.secret, "initiative": initiative });
        let call = Call::new(EXCHANGE, None);
        // Boxed because a call asks for a token and asking for a token is a call.
        let answer = Box::pin(self.call(EXCHANGE, None, &asked)).await?;
        let token = answer.get("token").and_then(Value::as_str).unwrap_or_default();
        let mut bearer: Bearer = format!("Bearer {token}")
            .parse()
            .map_err(|_| call.refused(Status::internal("the token is no text")))?;
        bearer.set_sensitive(true);
        Ok(bearer)
    }

    /// One request, one answer, both as JSON; a command says what this process has written elsewhere before it.
    ///
    /// # Errors
    /// The request is not the message of the RPC, nobody answers, or the hub says no.
    pub async fn call(
        &mut self,
        path: &str,
        initiative: Option<&str>,
        request: &Value,
    ) -> Result<Value, Failure> {
        let call = Call::new(path, initiative);
        let method =
            wire::json::method(path).ok_or_else(|| Failure::Usage(format!("there is no rpc `{path}`")))?;
        let mut request = request.clone();
        let meta = request.get_mut("meta").and_then(Value::as_object_mut);
        if let (Some(initiative), Some(meta), true) = (initiative, meta, path.contains("Commands/")) {
            let after = self.after(initiative, call.context);
            if !after.is_empty() {
                let texts =
                    after.into_iter().map(|(context, sequence)| (context, json!(sequence.to_string())));
                meta.entry("after").or_insert_with(|| texts.collect());
            }
        }
        let body = method.request(request.to_string().as_bytes());
        let answer = self.unary(call, body.map_err(|wrong| Failure::Usage(wrong.to_string()))?).await?;
        let json = method.response(&answer).map_err(anyhow::Error::from)?;
        let answer: Value = serde_json::from_slice(&json).map_err(anyhow::Error::from)?;
        let result = answer.get("result").unwrap_or(&answer);
        let sequence = result.get("sequence").and_then(Value::as_str).and_then(|text| text.parse().ok());
        if let (Some(initiative), Some(sequence), true) = (initiative, sequence, path.contains("Commands/")) {
            self.note(call.context, initiative, sequence);
        }
        Ok(answer)
    }

    async fn request<T>(&mut self, call: Call<'_>, body: T) -> Result<Request<T>, Failure> {
        let mut request = Request::new(body);
        request.metadata_mut().insert(TAKES, MAX_REFUSAL_BYTES.into());
        let bearer = match call.initiative {
            Some(initiative) => self.bearer(initiative).await?,
            None => None,
        };
        if let Some(bearer) = bearer {
            request.metadata_mut().insert("authorization", bearer);
        }
        Ok(request)
    }

    async fn grpc(&mut self, call: Call<'_>) -> Result<Grpc<Channel>, Failure> {
        let channel = self.channel(call.context).await?;
        let mut grpc = Grpc::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES);
        grpc.ready().await.map_err(|error| Failure::Unreachable {
            address: self.places.of(call.context).to_owned(),
            why: error.to_string(),
        })?;
        Ok(grpc)
    }
}

/// `agenda` of `/hora.agenda.v1.AgendaCommands/CastStance`.
pub fn context_of(path: &str) -> &str {
    path.trim_start_matches("/hora.").split('.').next().unwrap_or_default()
}

/// `agenda cast-stance` of `/hora.agenda.v1.AgendaCommands/CastStance`: as it is called on the command line.
fn name_of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    format!("{} {}", context_of(path), crate::rpc::kebab(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_context_and_command() {
        assert_eq!(context_of(EXCHANGE), "backbone");
        assert_eq!(name_of("/hora.agenda.v1.AgendaCommands/CastStance"), "agenda cast-stance");
    }

    #[test]
    fn what_was_written_elsewhere_is_remembered() {
        let places = Places { hub: String::new(), services: Vec::new(), tls_ca: None, cleartext: false };
        let mut client = Client::with_key(places, None);
        client.note("agenda", "cluj", 7);
        client.note("agenda", "cluj", 5);
        client.note("plan", "cluj", 2);
        client.note("plan", "iasi", 9);
        assert_eq!(client.after("cluj", "plan"), [("agenda".to_owned(), 7)].into());
    }
}

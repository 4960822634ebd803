//! People of a hub, each with a key: the first admin, staff, representatives. The demo and the tests are made of them.
//!
//! Knows no rules: everything goes through the public API, and a refusal comes back as it is.

mod admin;

use anyhow::Context as _;
use serde_json::{Value, json};
use uuid::Uuid;

pub use self::admin::Admin;
use crate::{
    client::{Call, Client, Key, Places, context_of},
    failure::Failure,
};

/// Somebody with a key (or without: the public), in one initiative.
pub struct Person {
    client: Client,
    /// The initiative they act in.
    pub initiative: String,
    /// Their pseudonym there.
    pub reference: String,
}

impl Person {
    /// Somebody without a key.
    pub fn public(places: Places, initiative: &str) -> Self {
        Self {
            client: Client::with_key(places, None),
            initiative: initiative.to_owned(),
            reference: "public".to_owned(),
        }
    }

    /// Somebody with a key.
    pub fn with_key(places: Places, secret: &str, initiative: &str, reference: &str) -> Self {
        let key = Key { secret: secret.to_owned(), source: "issued just now".to_owned() };
        Self {
            client: Client::with_key(places, Some(key)),
            initiative: initiative.to_owned(),
            reference: reference.to_owned(),
        }
    }

    /// Runs a command (`agenda/CastStance`); its meta is filled in where the request has none of it.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn run(&mut self, rpc: &str, request: Value) -> Result<Value, Failure> {
        let initiative = self.initiative.clone();
        self.run_in(&initiative, rpc, request).await
    }

    async fn run_in(&mut self, initiative: &str, rpc: &str, mut request: Value) -> Result<Value, Failure> {
        let id = Uuid::now_v7().to_string();
        let meta = request.as_object_mut().map(|request| request.entry("meta").or_insert_with(|| json!({})));
        let path = path(rpc, "Commands");
        let context = context_of(&path).to_owned();
        if let Some(meta) = meta.and_then(Value::as_object_mut) {
            meta.entry("commandId").or_insert_with(|| json!(id));
            meta.entry("after").or_insert_with(|| json!(self.client.after(initiative, &context)));
            meta.insert("initiative".to_owned(), json!(initiative));
        }
        let answer = self.client.call(&path, Some(initiative), &request).await?;
        let sequence = answer.pointer("/result/sequence").or_else(|| answer.get("sequence"));
        if let Some(sequence) = sequence.and_then(Value::as_str).and_then(|text| text.parse().ok()) {
            self.client.note(&context, initiative, sequence);
        }
        Ok(answer)
    }

    /// Runs a command whose request streams: the first message carries the meta, the others rows.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn run_rows(&mut self, rpc: &str, mut messages: Vec<Value>) -> Result<Value, Failure> {
        let meta = json!({"commandId": Uuid::now_v7().to_string(), "initiative": self.initiative});
        if let Some(first) = messages.first_mut().and_then(Value::as_object_mut) {
            first.entry("meta").or_insert(meta);
        }
        let path = path(rpc, "Commands");
        let method =
            wire::json::method(&path).ok_or_else(|| Failure::Usage(format!("there is no rpc `{path}`")))?;
        let bodies = method.requests(Value::from(messages).to_string().as_bytes());
        let bodies = bodies.map_err(|wrong| Failure::Usage(wrong.to_string()))?;
        let bodies = futures::stream::iter(bodies.into_iter().map(Into::into));
        let answer = self.client.client_streaming(Call::new(&path, Some(&self.initiative)), bodies).await?;
        let json = method.response(&answer).map_err(|error| Failure::Machine(error.into()))?;
        serde_json::from_slice(&json).map_err(|error| Failure::Machine(error.into()))
    }

    /// Asks a query (`agenda/GetAgenda`).
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn ask(&mut self, rpc: &str, mut request: Value) -> Result<Value, Failure> {
        let meta = request.as_object_mut().map(|request| request.entry("meta").or_insert_with(|| json!({})));
        if let Some(meta) = meta.and_then(Value::as_object_mut) {
            meta.insert("initiative".to_owned(), json!(self.initiative));
        }
        self.client.call(&path(rpc, "Queries"), Some(&self.initiative), &request).await
    }

    /// The client underneath.
    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }
}

/// `/hora.agenda.v1.AgendaCommands/CastStance` of `agenda/CastStance`.
fn path(rpc: &str, kind: &str) -> String {
    let (context, name) = rpc.split_once('/').unwrap_or((rpc, ""));
    let mut letters = context.chars();
    let service: String =
        letters.next().iter().flat_map(|first| first.to_uppercase()).chain(letters).collect();
    format!("/hora.{context}.v1.{service}{kind}/{name}")
}

/// A text field of an answer.
///
/// # Errors
/// There is none.
pub fn text(answer: &Value, field: &str) -> anyhow::Result<String> {
    let value = answer.get(field).and_then(Value::as_str);
    Ok(value.with_context(|| format!("no `{field}` in {answer}"))?.to_owned())
}

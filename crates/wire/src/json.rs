//! Canonical proto3 JSON to message bytes and back, for people without gRPC tools.
//!
//! Works from the descriptors, so a new RPC needs nothing here. Knows no HTTP. A field that the message does
//! not have is refused by its path, all of them at once: a misspelled name must not read as "not given".
//! Source: <https://protobuf.dev/programming-guides/json/>.

mod wrong;

use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
};
use serde_json::Value;

use crate::{Fields, Malformed, pool};

/// Who streams in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streaming {
    /// One request, one answer.
    Unary,
    /// Many requests, one answer: bulk commands.
    Client,
    /// One request, many answers.
    Server,
}

/// The answer cannot be put into JSON: our bug, never the caller's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such RPC.
    #[error("there is no rpc `{0}`")]
    UnknownMethod(String),
    /// The bytes are not the message of the RPC.
    #[error("the bytes are not the answer of the rpc")]
    Bytes(#[from] prost::DecodeError),
    /// The message cannot be written.
    #[error("the answer cannot be written as json")]
    Json(#[from] serde_json::Error),
}

/// One RPC, by its path `/hora.agenda.v1.AgendaQueries/GetAgenda` (the leading `/` may be absent).
#[derive(Debug, Clone)]
pub struct Method(MethodDescriptor);

/// The RPC with that path; none when there is none, or when both sides stream.
pub fn method(path: &str) -> Option<Method> {
    method_in(pool(), path)
}

/// The same in any descriptors.
pub fn method_in(pool: &DescriptorPool, path: &str) -> Option<Method> {
    let (service, name) = path.strip_prefix('/').unwrap_or(path).split_once('/')?;
    let service = pool.get_service_by_name(service)?;
    let method = service.methods().find(|method| method.name() == name)?;
    let both_stream = method.is_client_streaming() && method.is_server_streaming();
    (!both_stream).then_some(Method(method))
}

/// The bytes of the one request of an RPC from its JSON.
///
/// # Errors
/// What is wrong with the JSON; for an unknown RPC, that it is unknown.
pub fn request(path: &str, json: &[u8]) -> Result<Vec<u8>, Malformed> {
    let method = method(path).ok_or_else(|| Malformed::new("", format!("there is no rpc `{path}`")))?;
    method.request(json)
}

/// The JSON of one answer of an RPC.
///
/// # Errors
/// The bytes are no answer of that RPC.
pub fn response(path: &str, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    method(path).ok_or_else(|| Error::UnknownMethod(path.to_owned()))?.response(bytes)
}

impl Method {
    /// Who streams.
    pub fn streaming(&self) -> Streaming {
        match (self.0.is_client_streaming(), self.0.is_server_streaming()) {
            (true, _) => Streaming::Client,
            (_, true) => Streaming::Server,
            (false, false) => Streaming::Unary,
        }
    }

    /// The bytes of one request from its JSON; an empty body says `{}`.
    ///
    /// # Errors
    /// What is wrong with the JSON, by field where that can be told.
    pub fn request(&self, json: &[u8]) -> Result<Vec<u8>, Malformed> {
        let mut fields = Fields::new();
        let message = match parse(json)? {
            Value::Null => message(&mut fields, &self.0.input(), &Value::Object(serde_json::Map::new())),
            value => message(&mut fields, &self.0.input(), &value),
        };
        fields.finish(|| message)
    }

    /// The bytes of each request of a client stream, from a JSON array of messages (or from a single one).
    ///
    /// # Errors
    /// What is wrong with the JSON; fields are named `[place].field`.
    pub fn requests(&self, json: &[u8]) -> Result<Vec<Vec<u8>>, Malformed> {
        let mut fields = Fields::new();
        let values = match parse(json)? {
            Value::Array(values) => values,
            value => vec![value],
        };
        let input = self.0.input();
        let messages = fields.each("", &values, 1..=usize::MAX, |f, value| message(f, &input, value));
        fields.finish(|| messages)
    }

    /// The JSON of one answer.
    ///
    /// # Errors
    /// The bytes are no answer of this RPC.
    pub fn response(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(serde_json::to_vec(&DynamicMessage::decode(self.0.output(), bytes)?)?)
    }
}

fn parse(json: &[u8]) -> Result<Value, Malformed> {
    if json.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    serde_json::from_slice(json).map_err(|error| Malformed::new("", format!("the body is not json: {error}")))
}

fn message(f: &mut Fields, descriptor: &MessageDescriptor, value: &Value) -> Option<Vec<u8>> {
    let names_are_known = check_names(f, descriptor, value);
    if !names_are_known {
        return None;
    }
    match DynamicMessage::deserialize(descriptor.clone(), value) {
        Ok(message) => Some(message.encode_to_vec()),
        Err(error) => {
            wrong::name(f, descriptor, value, &error);
            None
        }
    }
}

/// Whether every name in the JSON is a field's; each that is not is noted.
fn check_names(f: &mut Fields, descriptor: &MessageDescriptor, value: &Value) -> bool {
    // Well-known types have JSON forms of their own.
    let Some(object) = value.as_object().filter(|_| !descriptor.full_name().starts_with("google.")) else {
        return true;
    };
    let mut all_known = true;
    for (name, value) in object {
        let field = descriptor.get_field_by_json_name(name).or_else(|| descriptor.get_field_by_name(name));
        let Some(field) = field else {
            let accepted: Vec<String> =
                descriptor.fields().map(|field| field.json_name().to_owned()).collect();
            f.refuse(
                name,
                format!("is no field of {}; accepted are {}", descriptor.name(), accepted.join(", ")),
            );
            all_known = false;
            continue;
        };
        let Kind::Message(inner) = field.kind() else { continue };
        if inner.is_map_entry() {
            continue;
        }
        all_known &= match value {
            Value::Array(entries) if field.is_list() => {
                let each =
                    f.each(name, entries, 0..=usize::MAX, |f, entry| Some(check_names(f, &inner, entry)));
                each.is_some_and(|known| known.into_iter().all(|known| known))
            }
            value if !(field.is_list() || value.is_null() || is_object_of(&inner, value)) => {
                f.refuse(
                    field.name(),
                    format!("is no json object; accepted is an object with {}", listed(&inner)),
                );
                false
            }
            value => {
                f.message(name, Some(value), |f, value| Some(check_names(f, &inner, value))) == Some(true)
            }
        };
    }
    all_known
}

/// Whether a value has the form of a message; well-known types have forms of their own.
fn is_object_of(descriptor: &MessageDescriptor, value: &Value) -> bool {
    value.is_object() || descriptor.full_name().starts_with("google.")
}

/// The fields of a message, with those of which one alone can be given.
fn listed(descriptor: &MessageDescriptor) -> String {
    let names = |fields: Vec<FieldDescriptor>| {
        fields.iter().map(|field| field.json_name().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let choices = descriptor.oneofs().filter(|oneof| !oneof.is_synthetic());
    let mut parts: Vec<String> =
        choices.map(|oneof| format!("one of {}", names(oneof.fields().collect()))).collect();
    let is_alone =
        |field: &FieldDescriptor| field.containing_oneof().is_none_or(|oneof| oneof.is_synthetic());
    let alone: Vec<FieldDescriptor> = descriptor.fields().filter(is_alone).collect();
    if !alone.is_empty() {
        parts.push(names(alone));
    }
    parts.join("; ")
}

//! `docs/asyncapi.json`: how partners hear events, as AsyncAPI 3.
//!
//! Payloads are references to the schemas of `docs/events`. Source: contracts.md, "On the bus", and
//! <https://www.asyncapi.com/docs/reference/specification/v3.0.0>.

use serde_json::{Map, Value, json};

use super::{
    GENERATED,
    record::{Known, events},
    source::CONTEXTS,
    up_to_date,
};

/// Header of a message, and what its value is.
const HEADERS: &[(&str, &str)] = &[
    ("ce-specversion", "The version of CloudEvents."),
    ("ce-id", "The event's id; drop what was seen."),
    ("ce-source", "`/hora/<hub>/<initiative>/<context>`."),
    ("ce-type", "`hora.` and the stored type."),
    ("ce-subject", "The stream inside the context."),
    ("ce-time", "When it was recorded, UTC."),
    ("ce-sequence", "The place among the initiative's records of this context."),
    ("ce-correlation", "What it belongs to."),
    ("content-type", "Of the payload."),
];
/// Headers that are not always there.
const OPTIONAL_HEADERS: &[(&str, &str)] = &[
    (
        "ce-previous",
        "The sequence before with the same initiative, context and visibility; absent on the first.",
    ),
    ("traceparent", "W3C trace context."),
];

/// The headers of every message.
fn headers() -> Value {
    let text =
        |(name, what): &(&str, &str)| ((*name).to_owned(), json!({"type": "string", "description": what}));
    let mut properties: Map<String, Value> = HEADERS.iter().chain(OPTIONAL_HEADERS).map(text).collect();
    properties["ce-specversion"]["const"] = json!("1.0");
    properties["content-type"]["const"] = json!("application/json");
    for number in ["ce-sequence", "ce-previous"] {
        properties[number]["pattern"] = json!("^[1-9][0-9]*$");
    }
    let required: Vec<&str> = HEADERS.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "required": required, "properties": properties})
}

fn message(event: &Known) -> Value {
    json!({
        "name": event.type_name,
        "title": event.type_name.split('.').nth(1),
        "summary": event.says,
        "contentType": "application/json",
        "headers": {"allOf": [
            {"$ref": "#/components/schemas/headers"},
            {"properties": {"ce-type": {"const": format!("hora.{}", event.type_name)}}},
        ]},
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": format!("events/{}.json", event.type_name)},
        },
    })
}

fn channel(context: &str, events: &[Known]) -> Value {
    let of_it = events.iter().filter(|event| event.context == context);
    let reference = |event: &Known| {
        let name = event.type_name.clone();
        (name.clone(), json!({"$ref": format!("#/components/messages/{name}")}))
    };
    json!({
        "address": format!("hora.{{initiative}}.{{visibility}}.{context}.{{event}}.{{version}}"),
        "title": format!("What happens in {context}"),
        "description": "In the JetStream stream HORA_EVENTS, pulled from the partner's own durable consumer.",
        "servers": [{"$ref": "#/servers/hub"}],
        "parameters": {
            "initiative": {"description": "The initiative's slug; `hub` for organizations, accounts and keys."},
            "visibility": {"description": "Who may read the record.", "enum": ["public", "members", "restricted"]},
            "event": {"description": "The event's name, such as ProposalOpened."},
            "version": {"description": "The version of its shape, such as v1."},
        },
        "messages": of_it.map(reference).collect::<Map<_, _>>(),
    })
}

fn document(events: &[Known]) -> Value {
    let channels: Map<String, Value> =
        CONTEXTS.iter().map(|context| ((*context).to_owned(), channel(context, events))).collect();
    let operation = |context: &&str| {
        let operation = json!({"action": "send", "channel": {"$ref": format!("#/channels/{context}")},
            "summary": format!("The hub publishes what the service {context} has stored, once and in order.")});
        (format!("publish_{context}"), operation)
    };
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Hora: events for partners",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!("CloudEvents 1.0 in binary mode on NATS JetStream. {GENERATED}"),
        },
        "defaultContentType": "application/json",
        "servers": {"hub": {
            "host": "{host}:{port}",
            "protocol": "nats",
            "description": "The hub's NATS server; `hora partner add` prints its address and a login.",
            "variables": {"host": {"default": "127.0.0.1"}, "port": {"default": "4222"}},
            "security": [{"type": "userPassword", "description": "One login for each partner."}],
        }},
        "channels": channels,
        "operations": CONTEXTS.iter().map(operation).collect::<Map<_, _>>(),
        "components": {
            "schemas": {"headers": headers()},
            "messages": events.iter().map(|event| (event.type_name.clone(), message(event))).collect::<Map<_, _>>(),
        },
    })
}

#[test]
fn asyncapi_up_to_date() {
    let text = serde_json::to_string_pretty(&document(&events())).unwrap();
    up_to_date("docs/asyncapi.json", &format!("{text}\n"));
}

/// Every `$ref` inside the document, and to the files beside it.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(values) => values.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document(&events());
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100, "the references were not found");
    for reference in found {
        match reference.strip_prefix('#') {
            Some(pointer) => assert!(document.pointer(pointer).is_some(), "{reference}"),
            None => {
                assert!(hora_tests::project_root().join("docs").join(&reference).is_file(), "{reference}")
            }
        }
    }
}

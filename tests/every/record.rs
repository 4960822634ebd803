//! The stored record around an event's `data`, as JSON Schema; and the events of all contexts with their golden data.
//!
//! Source: contracts.md, "The stored record". To add a context: a line in [`events`].

use std::fs;

use domain::{
    agenda, backbone, communication,
    decider::Event,
    ids::Uuid,
    measurement,
    meta::{Actor, Role, Scope, Via},
    plan,
};
use hora_tests::project_root;
use serde_json::{Value, json};
use syn::Item;

use super::{
    schema::Schemas,
    source::{CONTEXTS, Serde, Source, docs},
};

/// One event type, with all that its page and schema say.
pub struct Known {
    pub context: &'static str,
    /// Such as `agenda.ProposalOpened.v1`.
    pub type_name: String,
    /// One line of what it says.
    pub says: String,
    /// The visibility of its records; none where each record's `audience` tells.
    pub visibility: Option<&'static str>,
    /// The schema of the whole record.
    pub schema: Value,
    /// The golden data.
    pub golden: Value,
    /// Pointers to the private texts that the golden data has, by the code that seals them.
    pub sealed: Vec<String>,
}

/// Every event type of every context, in byte order.
pub fn events() -> Vec<Known> {
    let source = Source::read();
    let [agenda, backbone, communication, measurement, plan] = CONTEXTS;
    let mut known = of_context::<agenda::Event>(&source, agenda);
    known.extend(of_context::<backbone::Event>(&source, backbone));
    known.extend(of_context::<communication::Event>(&source, communication));
    known.extend(of_context::<measurement::Event>(&source, measurement));
    known.extend(of_context::<plan::Event>(&source, plan));
    known
}

fn of_context<E: Event>(source: &Source, context: &'static str) -> Vec<Known> {
    let Item::Enum(declared) = source.find(context, "Event") else { panic!("{context}::Event is no enum") };
    let serde = Serde::read(&declared.attrs);
    assert_eq!((serde.tag.as_deref(), serde.content.as_deref()), (Some("type"), Some("data")), "{context}");
    let mut known = Vec::new();
    for variant in &declared.variants {
        let type_name = serde.variant(&variant.attrs, &variant.ident.to_string());
        let text = golden(context, &type_name);
        let mut event = E::decode(&type_name, text.trim()).unwrap_or_else(|e| panic!("{type_name}: {e}"));
        let mut schemas = Schemas::new(source, context);
        let data = schemas.object(&variant.fields, None);
        let tells = data.pointer("/properties/audience/$ref") == Some(&json!("#/$defs/Visibility"));
        let visibility = (!tells).then(|| event.visibility().as_str());
        known.push(Known {
            context,
            says: docs(&variant.attrs),
            visibility,
            schema: record(schemas, context, &type_name, visibility, data),
            golden: serde_json::from_str(&text).unwrap(),
            sealed: event.private_fields(&scope()).into_iter().map(|field| field.pointer).collect(),
            type_name,
        });
    }
    known.sort_by(|a, b| a.type_name.cmp(&b.type_name));
    let types: Vec<&str> = known.iter().map(|event| event.type_name.as_str()).collect();
    assert_eq!(types, E::TYPES, "the variants of {context}::Event and its TYPES");
    known
}

fn golden(context: &str, type_name: &str) -> String {
    let path = project_root().join(format!("crates/domain/tests/golden/{context}/{type_name}.json"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{type_name} has no golden file: {e}"))
}

/// Somebody without an organization; only the pointers of private fields are asked for.
fn scope() -> Scope {
    let reference = format!("p_{}", "0".repeat(32));
    let actor = Actor { reference, org: None, role: Role::BackboneStaff, via: Via::Key };
    let initiative = "golden".parse().unwrap();
    Scope { initiative, actor, imported: false, new_id: Uuid::nil(), random: [0; 16] }
}

fn record(
    mut schemas: Schemas<'_>,
    context: &str,
    type_name: &str,
    visibility: Option<&str>,
    data: Value,
) -> Value {
    let hash = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let count = |least: u64| json!({"type": "integer", "minimum": least, "maximum": (1_u64 << 53) - 1});
    let or_null = |schema: Value| json!({"anyOf": [schema, {"type": "null"}]});
    let exactly = |properties: Value| {
        let required: Vec<String> = properties.as_object().unwrap().keys().cloned().collect();
        json!({"type": "object", "required": required, "properties": properties,
            "additionalProperties": false})
    };
    let (uuid, moment, name) =
        (schemas.named("Uuid"), schemas.named("Timestamp"), schemas.named("ContextName"));
    let shown = match visibility {
        Some(fixed) => json!({"const": fixed}),
        None => schemas.named("Visibility"),
    };
    let properties = json!({
        "v": {"const": 1},
        "id": uuid,
        "initiative": schemas.named("Slug"),
        "context": {"const": context},
        "stream": schemas.named("StreamId"),
        "type": {"const": type_name},
        "occurred_at": moment,
        "imported": {"type": "boolean"},
        "actor": schemas.named("Actor"),
        "approvals": {"type": "array", "items": schemas.named("Approval")},
        "command": uuid,
        "correlation": uuid,
        "cause": or_null(exactly(json!({"context": name, "sequence": count(1), "id": uuid}))),
        "facts": {"type": "object", "additionalProperties": count(0), "required": ["backbone", "hub"],
            "propertyNames": {"enum": ["agenda", "audit", "backbone", "communication", "hub", "measurement", "plan"]}},
        "authz": exactly(json!({"policy": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
            "rules": {"type": "array", "items": {"type": "string"}}})),
        "trace": or_null(json!({"type": "string"})),
        "visibility": shown,
        "data": data,
        "sequence": count(1),
        "version": count(1),
        "recorded_at": moment,
        "prev": or_null(hash),
    });
    let mut schema = exactly(properties);
    let about = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": type_name,
        "$defs": schemas.definitions()});
    schema.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
    schema
}

//! `docs/events.md` and one JSON Schema for each event type; golden data against their schemas.
//!
//! Knows no event. Schemas are of the whole stored record, which is what partners receive.

use std::{collections::BTreeSet, fmt::Write as _, fs};

use hora_tests::{circle::Circle, log, project_root};
use serde_json::{Value, json};

use super::{
    GENERATED,
    record::{Known, events},
    up_to_date,
};

fn path(event: &Known) -> String {
    format!("docs/events/{}.json", event.type_name)
}

/// JSON with a line for each field and each definition: long enough to read, short enough to review.
fn printed(schema: &Value) -> String {
    format!("{}\n", lines(schema, OPEN, 0))
}

/// How deep objects are opened up; deeper ones stand on their line.
const OPEN: usize = 2;

fn lines(value: &Value, open: usize, indent: usize) -> String {
    let Some(object) = value.as_object().filter(|object| open > 0 && !object.is_empty()) else {
        return value.to_string();
    };
    let blank = "  ".repeat(indent);
    let field = |(name, value): (&String, &Value)| {
        // The data are what a reader came for: one more level of them.
        let open = if name == "data" { OPEN } else { open - 1 };
        format!("{blank}  {}: {}", json!(name), lines(value, open, indent + 1))
    };
    format!("{{\n{}\n{blank}}}", object.iter().map(field).collect::<Vec<_>>().join(",\n"))
}

/// Pointers to private text inside `data`; `*` stands for the places of a list.
fn private_pointers(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_private(schema, &schema["properties"]["data"], "", &mut found);
    found
}

fn collect_private(schema: &Value, node: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = node["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        if name == "Private" {
            found.push(at.to_owned());
        } else {
            collect_private(schema, &schema["$defs"][name], at, found);
        }
    }
    for choice in ["anyOf", "oneOf"].iter().filter_map(|word| node[*word].as_array()).flatten() {
        collect_private(schema, choice, at, found);
    }
    for (name, inner) in node["properties"].as_object().into_iter().flatten() {
        collect_private(schema, inner, &format!("{at}/{name}"), found);
    }
    for list in ["items", "additionalProperties"].iter().map(|word| &node[*word]).filter(|n| n.is_object()) {
        collect_private(schema, list, &format!("{at}/*"), found);
    }
}

fn listed(names: impl IntoIterator<Item = String>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn row(event: &Known) -> String {
    let (name, file) = (&event.type_name, format!("events/{}.json", event.type_name));
    let visibility = event.visibility.unwrap_or("its thread's");
    let stored = event.schema["properties"]["data"]["required"].as_array().unwrap();
    let fields = listed(stored.iter().filter_map(Value::as_str).map(str::to_owned));
    let private = listed(
        private_pointers(&event.schema).into_iter().map(|at| at.trim_start_matches('/').replace('/', ".")),
    );
    format!("| [`{name}`]({file}) | {visibility} | {} | {fields} | {private} |", event.says)
}

fn page(events: &[Known]) -> String {
    let mut page = format!("# Events\n\n{GENERATED}\n\n");
    page.push_str(
        "What happened, for ever: a type is frozen the day it lands, a new shape is `.v2`. Each type links to the \
         JSON Schema (draft 2020-12) of its whole stored record, which is also the payload on the bus \
         ([partners.md](partners.md)); [asyncapi.json](asyncapi.json) describes the channels. Every field is \
         always present, null when empty. Visibility is of the record; private fields travel sealed, whoever \
         receives the record.\n",
    );
    let mut context = "";
    for event in events {
        if event.context != context {
            context = event.context;
            write!(
                page,
                "\n## {context}\n\nWritten by the service `{context}`, published on \
                 `hora.<initiative>.<visibility>.{context}.<Event>.v<N>`.\n\n\
                 | type | visibility | what it says | fields of `data` | private |\n|---|---|---|---|---|\n"
            )
            .unwrap();
        }
        writeln!(page, "{}", row(event)).unwrap();
    }
    page
}

/// A whole record of the type, with golden data.
fn sample(event: &Known) -> Value {
    let id = "0192f0c4-7b6e-7a3c-9d1e-2f3a4b5c6d03";
    let moment = "2026-11-23T10:00:00.123456Z";
    let visibility = event.visibility.map_or(event.golden["audience"].clone(), |fixed| json!(fixed));
    json!({"v": 1, "id": id, "initiative": "cluj-school", "context": event.context, "stream": "proposal/1",
        "type": event.type_name, "occurred_at": moment, "imported": false,
        "actor": {"ref": "p_6f1ed002ab5595859014ebf0951522d9", "org": null, "role": "backbone_staff", "via": "key"},
        "approvals": [], "command": id, "correlation": id, "cause": null, "facts": {"backbone": 4, "hub": 2},
        "authz": {"policy": format!("sha256:{}", "0".repeat(64)), "rules": ["steward-agenda"]}, "trace": null,
        "visibility": visibility, "data": event.golden, "sequence": 1, "version": 1, "recorded_at": moment,
        "prev": null})
}

fn complaints(event: &Known, record: &Value) -> Vec<String> {
    let validator =
        jsonschema::draft202012::new(&event.schema).unwrap_or_else(|e| panic!("{}: {e}", event.type_name));
    let errors = validator.iter_errors(record);
    errors.map(|error| format!("{} at {}: {error}", event.type_name, error.instance_path())).collect()
}

#[test]
fn events_up_to_date() {
    let events = events();
    for event in &events {
        up_to_date(&path(event), &printed(&event.schema));
    }
    up_to_date("docs/events.md", &page(&events));
}

#[test]
fn no_schema_is_left_of_an_event_that_is_gone() {
    let expected: BTreeSet<String> = events().iter().map(path).collect();
    let there = fs::read_dir(project_root().join("docs/events")).unwrap();
    let there: BTreeSet<String> =
        there.map(|entry| format!("docs/events/{}", entry.unwrap().file_name().display())).collect();
    assert_eq!(there, expected);
}

#[test]
fn golden_records_are_what_their_schemas_say() {
    let wrong: Vec<String> = events().iter().flat_map(|event| complaints(event, &sample(event))).collect();
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

#[test]
fn a_schema_refuses_a_missing_a_foreign_and_a_wrong_field() {
    for event in events() {
        let good = sample(&event);
        let names: Vec<String> = event.golden.as_object().unwrap().keys().cloned().collect();
        for name in names {
            let mut missing = good.clone();
            missing["data"].as_object_mut().unwrap().remove(&name);
            assert!(!complaints(&event, &missing).is_empty(), "{} without {name}", event.type_name);
            let mut wrong = good.clone();
            wrong["data"][&name] = json!({"a": [1.5]});
            assert!(
                !complaints(&event, &wrong).is_empty(),
                "{} with {name} of another type",
                event.type_name
            );
        }
        let mut foreign = good.clone();
        foreign["data"]["foreign"] = json!(1);
        assert!(!complaints(&event, &foreign).is_empty(), "{} with a foreign field", event.type_name);
    }
}

#[test]
fn what_is_sealed_is_what_the_schemas_call_private() {
    for event in events() {
        let private = private_pointers(&event.schema);
        for pointer in &event.sealed {
            let is_named = private.iter().any(|named| matches_pointer(named, pointer));
            assert!(is_named, "{} seals {pointer}, its schema names {private:?}", event.type_name);
        }
        let sealed_in_golden = private.iter().filter(|at| at.contains('*') || has(&event.golden, at)).count();
        assert!(
            sealed_in_golden <= event.sealed.len() || private.iter().any(|at| at.contains('*')),
            "{} has {private:?} and seals only {:?}",
            event.type_name,
            event.sealed
        );
    }
}

fn has(data: &Value, pointer: &str) -> bool {
    data.pointer(pointer).is_some_and(|value| !value.is_null())
}

fn matches_pointer(named: &str, pointer: &str) -> bool {
    let (named, parts): (Vec<_>, Vec<_>) = (named.split('/').collect(), pointer.split('/').collect());
    named.len() == parts.len() && named.iter().zip(parts).all(|(name, part)| *name == "*" || *name == part)
}

#[test]
fn every_event_says_what_it_says() {
    for event in events() {
        assert!(event.says.len() > 10, "{} has no doc comment", event.type_name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_a_running_hub_are_what_their_schemas_say() {
    let mut circle = Circle::of("cluj-school", 3).await.unwrap();
    let now = circle.sandbox.clock().now();
    let voters = std::mem::take(&mut circle.voters);
    hora::adopt_agenda(&mut circle.staff, voters, now).await.unwrap();
    let known = events();
    let (mut wrong, mut types) = (Vec::new(), BTreeSet::new());
    for context in super::source::CONTEXTS {
        let own = log::read(&mut circle.staff, context, 1).await.unwrap();
        let hub = log::read(circle.admin.person(), context, 1).await.unwrap();
        for record in own.iter().chain(&hub) {
            let event = known.iter().find(|event| record.is(&event.type_name));
            let event = event.unwrap_or_else(|| panic!("no schema for {}", record.value["type"]));
            wrong.extend(complaints(event, &record.value));
            types.insert(&event.type_name);
        }
    }
    circle.sandbox.stop().await;
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
    assert!(types.len() >= 12, "only {types:?} were stored");
}

//! Which values of a request have the wrong form, each by its path, and what would be accepted there.
//!
//! Works from the descriptors, by trying each part alone. Knows no rule: what a whole number may be beyond its type,
//! and which texts are decimals or ids, is for whoever reads the message.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

use crate::{Fields, fields::quoted};

/// Names every value that keeps the message from being read; the message as a whole where no value alone does.
pub(super) fn name(f: &mut Fields, descriptor: &MessageDescriptor, value: &Value, error: &serde_json::Error) {
    let mut found = false;
    for (name, value) in value.as_object().into_iter().flatten() {
        let known = descriptor.get_field_by_json_name(name).or_else(|| descriptor.get_field_by_name(name));
        let Some(field) = known else { continue };
        if let Err(error) = alone(descriptor, name, value.clone()) {
            found = true;
            name_in(f, descriptor, &field, value, &error);
        }
    }
    if found {
        return;
    }
    match both(descriptor, value) {
        Some((choice, given)) => f.refuse("", format!("has {given}; accepted is one of {choice}")),
        None => f.refuse("", error),
    }
}

/// The message with this field alone.
fn alone(descriptor: &MessageDescriptor, name: &str, value: Value) -> Result<(), serde_json::Error> {
    let one = Value::Object(Map::from_iter([(name.to_owned(), value)]));
    DynamicMessage::deserialize(descriptor.clone(), one).map(|_| ())
}

fn name_in(
    f: &mut Fields,
    descriptor: &MessageDescriptor,
    field: &FieldDescriptor,
    value: &Value,
    error: &serde_json::Error,
) {
    let inner = match field.kind() {
        Kind::Message(inner) if !inner.full_name().starts_with("google.") => Some(inner),
        _ => None,
    };
    match (value, inner) {
        (Value::Object(entries), _) if field.is_map() => {
            let kind = match field.kind() {
                Kind::Message(entry) => entry.map_entry_value_field().kind(),
                other => other,
            };
            for (key, value) in entries {
                let one = Value::Object(Map::from_iter([(key.clone(), value.clone())]));
                if let Err(error) = alone(descriptor, field.name(), one) {
                    f.refuse(field.name(), format!("{}: {}", quoted(key), wrong(&kind, value, &error)));
                }
            }
        }
        (Value::Array(entries), inner) if field.is_list() => {
            f.each(field.name(), entries, 0..=usize::MAX, |f, entry| {
                match &inner {
                    Some(inner) => match DynamicMessage::deserialize(inner.clone(), entry) {
                        Err(error) => name(f, inner, entry, &error),
                        Ok(_) => return Some(()),
                    },
                    None => match alone(descriptor, field.name(), Value::Array(vec![entry.clone()])) {
                        Err(error) => f.refuse("", wrong(&field.kind(), entry, &error)),
                        Ok(()) => return Some(()),
                    },
                }
                None
            });
        }
        (Value::Object(_), Some(inner)) => {
            f.message(field.name(), Some(value), |f, value| {
                name(f, &inner, value, error);
                None::<()>
            });
        }
        (_, None) if field.is_list() => f.refuse(field.name(), "is no list; accepted is a list in [ ]"),
        _ => f.refuse(field.name(), wrong(&field.kind(), value, error)),
    }
}

/// What is wrong with a single value, and what would be accepted.
fn wrong(kind: &Kind, value: &Value, error: &serde_json::Error) -> String {
    let whole = |least: String, most: String| format!("accepted are whole numbers from {least} to {most}");
    let accepted = match kind {
        Kind::Uint32 | Kind::Fixed32 => whole(u32::MIN.to_string(), u32::MAX.to_string()),
        Kind::Uint64 | Kind::Fixed64 => whole(u64::MIN.to_string(), u64::MAX.to_string()),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => whole(i32::MIN.to_string(), i32::MAX.to_string()),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => whole(i64::MIN.to_string(), i64::MAX.to_string()),
        Kind::Double | Kind::Float => "accepted is a number".to_owned(),
        Kind::Bool => "accepted is true or false, without quotes".to_owned(),
        Kind::String => "accepted is text in quotes, also for a decimal".to_owned(),
        Kind::Bytes => "accepted is text in base64".to_owned(),
        Kind::Enum(all) => {
            let zero = all.values().find(|value| value.number() == 0).map(|value| value.name().to_owned());
            let names = all.values().map(|value| value.name().to_owned());
            let names: Vec<String> = names.filter(|name| Some(name) != zero.as_ref()).collect();
            format!("accepted are {}", names.join(", "))
        }
        Kind::Message(_) => return error.to_string(),
    };
    let given = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("is {}; {accepted}", quoted(&given))
}

/// A choice of which the message has more than one, and those it has.
fn both(descriptor: &MessageDescriptor, value: &Value) -> Option<(String, String)> {
    let object = value.as_object()?;
    let is_given = |field: &FieldDescriptor| {
        [field.json_name(), field.name()]
            .iter()
            .filter_map(|name| object.get(*name))
            .any(|one| !one.is_null())
    };
    descriptor.oneofs().filter(|oneof| !oneof.is_synthetic()).find_map(|oneof| {
        let given: Vec<String> =
            oneof.fields().filter(is_given).map(|field| field.json_name().to_owned()).collect();
        let all: Vec<String> = oneof.fields().map(|field| field.json_name().to_owned()).collect();
        (given.len() > 1).then(|| (all.join(", "), given.join(" and ")))
    })
}

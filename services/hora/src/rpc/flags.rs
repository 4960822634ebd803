//! The flags of an RPC: one for each field of its request, in order.
//!
//! A message inside the request is flattened one level deep (`--definition-level`); what lies deeper is JSON. The
//! fields of `meta` stand without its name. A flag whose name is taken already is led by `field-`.

use std::collections::BTreeSet;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

/// Names that every command has for itself.
const TAKEN: &[&str] =
    &["hub", "service", "tls-ca", "cleartext", "key-file", "output", "json", "rows", "help", "version"];
/// The message that has a short form of its own: `--as-of`.
const AS_OF: &str = "hora.common.v1.AsOf";

/// One flag.
#[derive(Debug, Clone)]
pub struct Flag {
    /// Its name without the dashes.
    pub long: String,
    /// The fields from the request down to its own.
    pub path: Vec<FieldDescriptor>,
}

/// How the value of a flag is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One value.
    Scalar,
    /// A word among those of an enum.
    Choice,
    /// With or without `=false`.
    Switch,
    /// `key=value`.
    Pair,
    /// A moment asked about.
    AsOf,
    /// A message without fields: there or not.
    Mark,
    /// JSON.
    Json,
}

impl Flag {
    /// The field the flag gives.
    pub fn field(&self) -> Option<&FieldDescriptor> {
        self.path.last()
    }

    /// What clap knows it by; no other argument is led by `request`.
    pub fn id(&self) -> String {
        format!("request.{}", self.place())
    }

    /// Where its field stands in the request, with dots.
    pub fn place(&self) -> String {
        self.path.iter().map(FieldDescriptor::name).collect::<Vec<_>>().join(".")
    }
}

/// How a field's value is written.
pub fn shape(field: &FieldDescriptor) -> Shape {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => match entry.map_entry_value_field().kind() {
            Kind::Message(_) => Shape::Json,
            _ => Shape::Pair,
        },
        Kind::Message(message) if message.full_name() == AS_OF => Shape::AsOf,
        Kind::Message(message) if message.fields().len() == 0 && !field.is_list() => Shape::Mark,
        Kind::Message(_) => Shape::Json,
        Kind::Enum(_) => Shape::Choice,
        Kind::Bool if !field.is_list() => Shape::Switch,
        _ => Shape::Scalar,
    }
}

/// The flags of a request.
pub fn flags(request: &MessageDescriptor) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut taken: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let mut add = |name: String, path: Vec<FieldDescriptor>| {
        let long = if taken.contains(&name) { format!("field-{name}") } else { name };
        taken.insert(long.clone());
        flags.push(Flag { long, path });
    };
    for field in request.fields() {
        match flattened(&field) {
            Some(message) => {
                for inner in message.fields() {
                    add(nested_name(&field, &inner), vec![field.clone(), inner]);
                }
            }
            None => add(kebab_field(field.name()), vec![field]),
        }
    }
    flags
}

fn flattened(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(message) if shape(field) == Shape::Json && !field.is_list() && !field.is_map() => {
            (!message.full_name().starts_with("google.")).then_some(message)
        }
        _ => None,
    }
}

/// `--rule-method`; `meta` is left out, and so is a name that the inner one begins with (`page` of `page_size`).
fn nested_name(outer: &FieldDescriptor, inner: &FieldDescriptor) -> String {
    let stands_alone = outer.name() == "meta"
        || inner.name().strip_prefix(outer.name()).is_some_and(|rest| rest.starts_with('_'));
    if stands_alone {
        kebab_field(inner.name())
    } else {
        kebab_field(&format!("{}_{}", outer.name(), inner.name()))
    }
}

fn kebab_field(name: &str) -> String {
    name.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(message: &str) -> Vec<String> {
        let message = wire::pool().get_message_by_name(message).unwrap();
        flags(&message).into_iter().map(|flag| flag.long).collect()
    }

    #[test]
    fn fields_are_flags_and_meta_stands_without_its_name() {
        let names = names("hora.plan.v1.ProposeActivityRequest");
        for name in
            ["command-id", "initiative", "expected-version", "after", "code", "lead-org", "external-ref-code"]
        {
            assert!(names.contains(&name.to_owned()), "{name} in {names:?}");
        }
    }

    #[test]
    fn pages_and_moments_have_short_names() {
        let names = names("hora.plan.v1.ListActivitiesRequest");
        for name in ["page-size", "page-token", "as-of", "min-sequence", "cut", "goal"] {
            assert!(names.contains(&name.to_owned()), "{name} in {names:?}");
        }
    }

    #[test]
    fn what_lies_deeper_is_json() {
        let definition = wire::pool().get_message_by_name("hora.measurement.v1.Definition").unwrap();
        let field = |name: &str| definition.get_field_by_name(name).unwrap();
        assert_eq!(shape(&field("dims")), Shape::Json);
        assert_eq!(shape(&field("external_ref")), Shape::Json);
        assert_eq!(shape(&field("level")), Shape::Choice);
        assert_eq!(shape(&field("may_exceed_100")), Shape::Switch);
    }

    #[test]
    fn no_request_has_two_flags_of_one_name() {
        for service in wire::pool().services() {
            for method in service.methods() {
                let flags = flags(&method.input());
                let names: BTreeSet<&str> = flags.iter().map(|flag| flag.long.as_str()).collect();
                assert_eq!(names.len(), flags.len(), "{}", method.full_name());
            }
        }
    }
}

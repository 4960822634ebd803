//! The request of an RPC as JSON, from the flags that were given and the JSON they are laid over.

use clap::{ArgMatches, parser::ValueSource};
use prost_reflect::FieldDescriptor;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::flags::{Flag, Shape, shape};
use crate::failure::Failure;

/// Lays the given flags over a request.
///
/// # Errors
/// The request is no JSON object where a flag needs one.
pub fn lay_over(request: &mut Value, flags: &[Flag], matches: &ArgMatches) -> Result<(), Failure> {
    for flag in flags {
        let id = flag.id();
        // What the environment says gives way to what the JSON says.
        let is_default = matches.value_source(&id) == Some(ValueSource::EnvVariable);
        let Some(values) = matches.get_many::<Value>(&id) else { continue };
        let Some(place) = place_of(request, &flag.path, is_default)? else { continue };
        let values: Vec<Value> = values.cloned().collect();
        *place = value_of(flag, values);
    }
    Ok(())
}

/// What is given for a field: one value, a list, or a map.
fn value_of(flag: &Flag, values: Vec<Value>) -> Value {
    let Some(field) = flag.field() else { return Value::Null };
    if field.is_map() {
        let pairs = values.into_iter().filter_map(|value| match value {
            Value::Object(pairs) => Some(pairs),
            _ => None,
        });
        return Value::Object(pairs.flatten().collect());
    }
    if field.is_list() {
        let is_json = shape(field) == Shape::Json;
        let entries = values.into_iter().flat_map(|value| match value {
            Value::Array(entries) if is_json => entries,
            value => vec![value],
        });
        return Value::Array(entries.collect());
    }
    values.into_iter().next_back().unwrap_or_default()
}

/// Where a field's value stands in the request, made when it is not there; none if it is there and must not be touched.
fn place_of<'r>(
    request: &'r mut Value,
    path: &[FieldDescriptor],
    is_default: bool,
) -> Result<Option<&'r mut Value>, Failure> {
    let mut place = request;
    let last = path.len().saturating_sub(1);
    for (depth, field) in path.iter().enumerate() {
        let object = object_of(place)?;
        // JSON may use either name; a second one for the same field would be refused.
        let name = if object.contains_key(field.json_name()) { field.json_name() } else { field.name() };
        if depth == last && is_default && object.contains_key(name) {
            return Ok(None);
        }
        place = object.entry(name).or_insert(Value::Null);
    }
    Ok(Some(place))
}

fn object_of(value: &mut Value) -> Result<&mut Map<String, Value>, Failure> {
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().ok_or_else(|| Failure::Usage("the request is no json object".to_owned()))
}

/// Gives a command its id when it has none.
///
/// # Errors
/// `meta` is no JSON object.
pub fn add_command_id(request: &mut Value, flags: &[Flag]) -> Result<(), Failure> {
    let Some(flag) = flags.iter().find(|flag| flag.place() == "meta.command_id") else { return Ok(()) };
    if let Some(place) = place_of(request, &flag.path, true)? {
        *place = Value::String(Uuid::now_v7().to_string());
    }
    Ok(())
}

/// A text of the request: of `meta`, or of the request itself where it has no `meta`.
pub fn text_of<'r>(request: &'r Value, name: &str) -> Option<&'r str> {
    let of_meta = request.get("meta").and_then(|meta| meta.get(name));
    of_meta.or_else(|| request.get(name)).and_then(Value::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rpc;

    fn request(words: &[&str], base: Value) -> Value {
        let command = rpc::context("plan").unwrap();
        let matches = command.try_get_matches_from([&["plan"], words].concat()).unwrap();
        let (name, matches) = matches.subcommand().unwrap();
        let flags = super::super::flags::flags(&rpc::find("plan", name).unwrap().input());
        let mut request = base;
        lay_over(&mut request, &flags, matches).unwrap();
        request
    }

    #[test]
    fn flags_become_fields() {
        let made = request(
            &[
                "propose-activity",
                "--initiative",
                "cluj",
                "--title=-5 walks",
                "--indicators",
                "A",
                "--indicators",
                "B",
                "--external-ref-code",
                "x",
                "--after",
                "agenda=3",
                "--after",
                "backbone=4",
            ],
            Value::Null,
        );
        assert_eq!(
            made,
            json!({
                "meta": {"initiative": "cluj", "after": {"agenda": "3", "backbone": "4"}},
                "title": "-5 walks", "indicators": ["A", "B"], "external_ref": {"code": "x"},
            })
        );
    }

    #[test]
    fn flags_are_laid_over_json_under_either_name() {
        let base = json!({"leadOrg": "o_1", "title": "old", "externalRef": {"vocabulary": "v"}});
        let made = request(&["propose-activity", "--lead-org", "o_2", "--external-ref-code", "c"], base);
        assert_eq!(
            made,
            json!({"leadOrg": "o_2", "title": "old", "externalRef": {"vocabulary": "v", "code": "c"}})
        );
    }

    #[test]
    fn a_command_gets_an_id_and_keeps_its_own() {
        let method = rpc::find("plan", "create-plan").unwrap();
        let flags = super::super::flags::flags(&method.input());
        let mut made = Value::Null;
        add_command_id(&mut made, &flags).unwrap();
        let id = text_of(&made, "command_id").unwrap().to_owned();
        assert_eq!(Uuid::parse_str(&id).unwrap().get_version_num(), 7);
        add_command_id(&mut made, &flags).unwrap();
        assert_eq!(text_of(&made, "command_id"), Some(id.as_str()));
    }
}

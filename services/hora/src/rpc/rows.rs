//! The messages of a bulk command: one JSON document a line, the flags laid under the first.

use std::io::{BufRead, BufReader, Read};

use anyhow::Context as _;
use prost::bytes::Bytes;
use serde_json::{Map, Value};
use wire::json::Method;

use crate::failure::Failure;

/// The most that is read; a hub takes less in one command.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// The most wrong lines that are named.
const MAX_NAMED: usize = 20;

/// Opens a file, or standard input for `-`.
///
/// # Errors
/// The file cannot be opened.
pub fn open(path: &str) -> Result<Box<dyn Read>, Failure> {
    if path == "-" {
        return Ok(Box::new(std::io::stdin().take(MAX_BYTES)));
    }
    let file = std::fs::File::open(path).with_context(|| path.to_owned())?;
    Ok(Box::new(file.take(MAX_BYTES)))
}

/// The encoded messages; `first` is what the flags say, over which the first line is laid.
///
/// # Errors
/// A line is no message of the RPC; every such line is named.
pub fn messages(method: &Method, first: Value, lines: impl Read) -> Result<Vec<Bytes>, Failure> {
    let mut messages = Vec::new();
    let mut wrong = Vec::new();
    let mut common = Some(first);
    for (place, line) in BufReader::new(lines).lines().enumerate() {
        let line = line.context("a line of --rows")?;
        if line.trim().is_empty() {
            continue;
        }
        match message(method, common.as_ref(), &line) {
            Ok(bytes) => messages.push(bytes),
            Err(error) => wrong.push(format!("line {}: {error}", place.saturating_add(1))),
        }
        common = None;
    }
    if let Some(alone) = common {
        // No line at all: the flags are the one message.
        let body = method.request(alone.to_string().as_bytes());
        messages.push(body.map_err(|error| Failure::Usage(error.to_string()))?.into());
    }
    if wrong.is_empty() {
        return Ok(messages);
    }
    let more = wrong.len().saturating_sub(MAX_NAMED);
    wrong.truncate(MAX_NAMED);
    let more = if more == 0 { String::new() } else { format!("\nand {more} more lines") };
    Err(Failure::Usage(format!("nothing was sent:\n{}{more}", wrong.join("\n"))))
}

fn message(method: &Method, common: Option<&Value>, line: &str) -> Result<Bytes, String> {
    let Some(common) = common else {
        return method.request(line.as_bytes()).map(Bytes::from).map_err(|error| error.to_string());
    };
    let mut whole = common.clone();
    merge(&mut whole, serde_json::from_str(line).map_err(|error| error.to_string())?);
    method.request(whole.to_string().as_bytes()).map(Bytes::from).map_err(|error| error.to_string())
}

/// Lays one document over another, object by object.
pub fn merge(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (name, value) in over {
                merge(under.entry(name).or_insert(Value::Object(Map::new())), value);
            }
        }
        (under, over) => *under = over,
    }
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use serde_json::json;
    use wire::pb::measurement::RecordObservationsRequest;

    use super::*;

    fn read(lines: &str) -> Result<Vec<RecordObservationsRequest>, Failure> {
        let method =
            wire::json::method("/hora.measurement.v1.MeasurementCommands/RecordObservations").unwrap();
        let first = json!({"meta": {"initiative": "cluj"}, "data_set": "SCHOOL"});
        let messages = messages(&method, first, lines.as_bytes())?;
        Ok(messages.into_iter().map(|bytes| RecordObservationsRequest::decode(bytes).unwrap()).collect())
    }

    #[test]
    fn every_line_is_a_message_and_the_flags_are_in_the_first() {
        let lines = "{\"meta\":{\"command_id\":\"x\"},\"rows\":[{\"indicator\":\"A\"}]}\n\n{\"rows\":[{\"indicator\":\"B\"}]}\n";
        let read = read(lines).unwrap();
        assert_eq!(read.len(), 2);
        let meta = read[0].meta.as_ref().unwrap();
        assert_eq!((meta.initiative.as_str(), meta.command_id.as_str()), ("cluj", "x"));
        assert_eq!((read[0].data_set.as_str(), read[1].data_set.as_str()), ("SCHOOL", ""));
        assert_eq!(read[1].rows[0].indicator, "B");
    }

    #[test]
    fn without_lines_the_flags_are_the_message() {
        assert_eq!(read("").unwrap().len(), 1);
    }

    #[test]
    fn every_wrong_line_is_named() {
        let error = read("{}\n{\"rwos\":[]}\n{\"rows\":[]}\nno\n").unwrap_err().to_string();
        assert!(
            error.contains("line 2: rwos") && error.contains("line 4:") && !error.contains("line 3"),
            "{error}"
        );
    }
}

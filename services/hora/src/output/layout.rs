//! Answers as rows: which list of an answer is its main one, and which columns a message has.
//!
//! Works from the descriptors, so that the columns of an answer without rows, or with half-empty ones, are the same.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::Tree;

/// How deep nested messages become columns; what lies deeper, or in itself, is a cell of JSON.
const MAX_DEPTH: usize = 4;

/// A list of messages in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its path by JSON names.
    pub path: Vec<String>,
    /// The columns of its rows, with dots.
    pub columns: Vec<String>,
}

/// The lists of messages of an answer, the main one first: those of the answer itself, then those inside its parts.
pub fn lists(message: &MessageDescriptor) -> Vec<List> {
    let mut found = Vec::new();
    collect_lists(message, &[], &mut found);
    // Stable, so that lists equally deep stay in the order of the fields.
    found.sort_by_key(|list| list.path.len());
    found
}

fn collect_lists(message: &MessageDescriptor, before: &[String], found: &mut Vec<List>) {
    if before.len() >= MAX_DEPTH {
        return;
    }
    for field in message.fields() {
        let path = [before, &[field.json_name().to_owned()]].concat();
        if let Some(row) = row_of(&field) {
            found.push(List { path, columns: columns(&row) });
        } else if let Some(part) = part_of(&field) {
            collect_lists(&part, &path, found);
        }
    }
}

/// The columns of a message: its fields in order, nested messages flattened with dots.
pub fn columns(message: &MessageDescriptor) -> Vec<String> {
    let mut found = Vec::new();
    collect(message, "", MAX_DEPTH, &mut found);
    found
}

fn collect(message: &MessageDescriptor, before: &str, depth: usize, found: &mut Vec<String>) {
    for field in message.fields() {
        let name = format!("{before}{}", field.json_name());
        match part_of(&field).filter(|_| depth > 1) {
            Some(part) => collect(&part, &format!("{name}."), depth - 1, found),
            None => found.push(name),
        }
    }
}

/// The message of a field that holds exactly one.
fn part_of(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(part) if !field.is_list() && !field.is_map() => Some(part),
        _ => None,
    }
}

fn row_of(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(row) if field.is_list() => Some(row),
        _ => None,
    }
}

/// The value at a path.
pub fn at<'t>(tree: &'t Tree, path: &[String]) -> Option<&'t Tree> {
    path.iter().try_fold(tree, |tree, name| tree.get(name))
}

/// One row: its cells under the columns; nested objects are looked up by their dots.
pub fn cells(row: &Tree, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| cell(row, column)).collect()
}

fn cell(row: &Tree, column: &str) -> String {
    let found = column.split('.').try_fold(row, |tree, name| tree.get(name));
    found.map(Tree::cell).unwrap_or_default()
}

/// Every field that is no list of objects, flattened with dots, in order.
pub fn scalars(tree: &Tree) -> Vec<(String, String)> {
    let mut found = Vec::new();
    flatten(tree, "", &mut found);
    found
}

fn flatten(tree: &Tree, name: &str, found: &mut Vec<(String, String)>) {
    match tree {
        Tree::Object(fields) => {
            for (field, value) in fields {
                let dot = if name.is_empty() { "" } else { "." };
                flatten(value, &format!("{name}{dot}{field}"), found);
            }
        }
        Tree::List(entries) if entries.iter().any(|entry| matches!(entry, Tree::Object(_))) => {}
        value => found.push((name.to_owned(), value.cell())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str) -> MessageDescriptor {
        wire::pool().get_message_by_name(name).unwrap()
    }

    #[test]
    fn the_main_list_of_an_answer_is_found_with_its_columns() {
        let lists = lists(&message("hora.plan.v1.ListActivitiesResponse"));
        assert_eq!(lists[0].path, ["activities"]);
        assert_eq!(lists[0].columns[..3], ["activityId", "code", "title"]);
        assert!(lists[0].columns.contains(&"externalRef.vocabulary".to_owned()));
    }

    #[test]
    fn a_list_inside_the_one_part_of_an_answer_is_found() {
        let lists = lists(&message("hora.plan.v1.GetPlanResponse"));
        assert_eq!(lists[0].path, ["plan", "strategies"]);
    }

    #[test]
    fn a_list_deeper_inside_is_found_and_comes_later() {
        let lists = lists(&message("hora.measurement.v1.GetIndicatorResponse"));
        let paths: Vec<_> = lists.iter().map(|list| list.path.join(".")).collect();
        let place = |path: &str| paths.iter().position(|found| found == path);
        assert_eq!(place("indicator.versions"), Some(0), "{paths:?}");
        let dims = place("indicator.definition.dims").unwrap();
        assert_eq!(lists[dims].columns, ["code", "codes", "partition"]);
    }

    #[test]
    fn nested_fields_are_columns_with_dots() {
        let row = Tree::parse(br#"{"a":{"b":1},"c":["x","y"]}"#).unwrap();
        let columns = ["a.b", "c", "d"].map(str::to_owned);
        assert_eq!(cells(&row, &columns), ["1", "x, y", ""]);
        assert_eq!(scalars(&row), [("a.b".to_owned(), "1".to_owned()), ("c".to_owned(), "x, y".to_owned())]);
    }
}

//! Answers on standard output, in the form that was asked for.
//!
//! Knows JSON and descriptors, no RPC. To add a form: a variant of [`Format`], a file, an arm in [`Answer::render`].

pub mod csv;
pub mod layout;
pub mod table;
mod tree;

use std::io::{self, IsTerminal as _, Write as _};

use clap::ValueEnum;
use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};

use crate::failure::Failure;

use layout::List;
pub use tree::Tree;

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for people.
    Table,
    /// One document, indented.
    Json,
    /// One document a line: the rows of the main list, or the whole answer.
    Jsonl,
    /// The rows of the main list for spreadsheets.
    Csv,
}

impl Format {
    /// What is meant when nothing is said: tables on a terminal, JSON into a file or pipe.
    pub fn or_default(format: Option<Self>) -> Self {
        let is_terminal = io::stdout().is_terminal();
        format.unwrap_or(if is_terminal { Self::Table } else { Self::Json })
    }
}

/// An answer and how it is laid out in rows.
#[derive(Debug)]
pub struct Answer {
    /// As canonical JSON.
    tree: Tree,
    /// With every field, for rows.
    full: Tree,
    lists: Vec<List>,
    columns: Vec<String>,
}

impl Answer {
    /// The answer of an RPC.
    ///
    /// # Errors
    /// The bytes are no such message.
    pub fn of_rpc(message: &MessageDescriptor, bytes: &[u8]) -> Result<Self, Failure> {
        let answer = DynamicMessage::decode(message.clone(), bytes).map_err(anyhow::Error::from)?;
        let read = |options: &SerializeOptions| -> Result<Tree, anyhow::Error> {
            let mut json = Vec::new();
            answer.serialize_with_options(&mut serde_json::Serializer::new(&mut json), options)?;
            Ok(Tree::parse(&json)?)
        };
        let tree = read(&SerializeOptions::new())?;
        let full = read(&SerializeOptions::new().skip_default_fields(false))?;
        Ok(Self { tree, full, lists: layout::lists(message), columns: layout::columns(message) })
    }

    /// Rows of our own, all with the same fields.
    pub fn of_rows(rows: Vec<Vec<(&str, Tree)>>) -> Self {
        let columns: Vec<String> =
            rows.first().into_iter().flatten().map(|(name, _)| (*name).to_owned()).collect();
        let owned = |row: Vec<(&str, Tree)>| {
            Tree::Object(row.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        };
        let tree = Tree::List(rows.into_iter().map(owned).collect());
        Self {
            full: tree.clone(),
            tree,
            lists: vec![List { path: Vec::new(), columns: columns.clone() }],
            columns,
        }
    }

    /// One document of our own.
    pub fn of_tree(tree: Tree) -> Self {
        let columns = layout::scalars(&tree).into_iter().map(|(name, _)| name).collect();
        Self { full: tree.clone(), tree, lists: Vec::new(), columns }
    }

    /// The text of the answer.
    ///
    /// # Errors
    /// A row cannot be written.
    pub fn render(&self, format: Format) -> Result<String, Failure> {
        let text = match format {
            Format::Table => table::render(&self.full, &self.lists),
            Format::Json => self.tree.pretty(),
            // A list inside the one thing that was asked for is no answer without the thing.
            Format::Jsonl => match self.main_rows(&self.tree).filter(|_| self.is_a_list()) {
                Some((rows, _)) => rows.iter().map(Tree::compact).collect::<Vec<_>>().join("\n"),
                None => self.tree.compact(),
            },
            Format::Csv => match self.main_rows(&self.full) {
                Some((rows, columns)) => csv::render(rows, columns)?,
                None => csv::render(std::slice::from_ref(&self.full), &self.columns)?,
            },
        };
        Ok(text)
    }

    /// Whether the answer is a list of things, not one thing with lists in it.
    fn is_a_list(&self) -> bool {
        self.lists.first().is_some_and(|list| list.path.len() <= 1)
    }

    /// The rows of the main list; none where the answer has no list.
    fn main_rows<'t>(&'t self, tree: &'t Tree) -> Option<(&'t [Tree], &'t [String])> {
        let list = self.lists.first()?;
        match layout::at(tree, &list.path) {
            Some(Tree::List(rows)) => Some((rows, &list.columns)),
            _ => Some((&[], &list.columns)),
        }
    }

    /// Writes the answer to standard output.
    ///
    /// # Errors
    /// Standard output takes no more.
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        line(self.render(format)?.trim_end_matches('\n'))
    }
}

/// Writes one line to standard output; nothing for an empty one.
///
/// # Errors
/// Standard output takes no more.
pub fn line(text: &str) -> Result<(), Failure> {
    if text.is_empty() {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use prost::Message as _;
    use wire::pb::{common, plan};

    use super::*;

    fn activities() -> Answer {
        let activity = |code: &str, title: &str| plan::Activity {
            activity_id: code.to_owned(),
            title: title.to_owned(),
            indicators: vec!["I1".to_owned(), "I2".to_owned()],
            ..plan::Activity::default()
        };
        let bytes = plan::ListActivitiesResponse {
            answered: Some(common::Answered { sequence: 7, ..common::Answered::default() }),
            activities: vec![activity("A1", "=SUM(A1)"), activity("A2", "walk")],
            next_page_token: String::new(),
        };
        let message = wire::pool().get_message_by_name("hora.plan.v1.ListActivitiesResponse").unwrap();
        Answer::of_rpc(&message, &bytes.encode_to_vec()).unwrap()
    }

    #[test]
    fn one_answer_has_four_forms() {
        let answer = activities();
        let table = answer.render(Format::Table).unwrap();
        assert!(table.contains("A2") && table.contains("I1, I2") && !table.contains("leadOrg"), "{table}");
        let json = answer.render(Format::Json).unwrap();
        assert!(json.starts_with("{\n  \"answered\": {\n    \"sequence\": \"7\""), "{json}");
        let jsonl = answer.render(Format::Jsonl).unwrap();
        assert_eq!(jsonl.lines().count(), 2);
        let csv = answer.render(Format::Csv).unwrap();
        let mut lines = csv.lines();
        assert!(lines.next().unwrap().starts_with("activityId,code,title,strategy,leadOrg"), "{csv}");
        assert!(lines.next().unwrap().starts_with("A1,,'=SUM(A1),"), "{csv}");
    }

    #[test]
    fn an_empty_list_is_a_header_alone() {
        let message = wire::pool().get_message_by_name("hora.plan.v1.ListActivitiesResponse").unwrap();
        let answer = Answer::of_rpc(&message, &[]).unwrap();
        assert_eq!(answer.render(Format::Csv).unwrap().lines().count(), 1);
        assert_eq!(answer.render(Format::Jsonl).unwrap(), "");
        assert!(answer.render(Format::Table).unwrap().contains("(none)"));
    }

    #[test]
    fn an_answer_without_a_list_is_one_row() {
        let result = common::CommandResult { sequence: 3, ..common::CommandResult::default() };
        let message = wire::pool().get_message_by_name("hora.common.v1.CommandResult").unwrap();
        let answer = Answer::of_rpc(&message, &result.encode_to_vec()).unwrap();
        assert_eq!(answer.render(Format::Csv).unwrap(), "sequence,version,eventIds,unchanged\n3,0,,false\n");
    }

    #[test]
    fn rows_of_our_own_are_laid_out_alike() {
        let answer = Answer::of_rows(vec![vec![("check", "key".into()), ("result", "ok".into())]]);
        assert_eq!(answer.render(Format::Csv).unwrap(), "check,result\nkey,ok\n");
        assert_eq!(answer.render(Format::Jsonl).unwrap(), r#"{"check":"key","result":"ok"}"#);
    }
}

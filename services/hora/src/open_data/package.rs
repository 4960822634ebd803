//! What stands beside the tables: the description of the package, the dictionary, the license, a word to readers.
//!
//! The description is a Data Package with Table Schema, version 1: <https://specs.frictionlessdata.io/>. Knows no hub.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    columns::Column,
    files::{Folder, Written},
    license::License,
    tables::Table,
};
use crate::failure::Failure;

/// The columns of the dictionary, each with what it means.
const DICTIONARY: [(&str, &str); 6] = [
    ("file", "The file."),
    ("column", "The column in it."),
    ("type", "What stands in the column, as Table Schema names it."),
    ("unit", "What it counts, where the meaning does not say so."),
    ("words", "The words it takes, where the list is closed."),
    ("meaning", "What it means."),
];

/// A table that was written, and its columns.
pub struct Part {
    /// Which.
    pub table: Table,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What was written.
    pub written: Written,
}

/// What the package says of itself.
pub struct About {
    /// The initiative as the hub registered it.
    pub registration: Value,
    /// The license.
    pub license: License,
    /// When it was made.
    pub made_at: String,
    /// The moment asked for, as it was said; empty for now.
    pub as_of: String,
    /// The sequence of each log.
    pub sequences: BTreeMap<String, u64>,
    /// When the record of that sequence was recorded.
    pub recorded: BTreeMap<String, String>,
}

impl About {
    fn word(&self, field: &str) -> &str {
        self.registration.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    fn moment(&self) -> &str {
        if self.as_of.is_empty() { &self.made_at } else { &self.as_of }
    }
}

/// Writes all of it.
///
/// # Errors
/// A file cannot be written.
pub fn write(folder: &Folder, about: &About, parts: &[Part]) -> Result<(), Failure> {
    let dictionary = dictionary(folder, parts)?;
    let mut resources: Vec<Value> = parts.iter().map(resource).collect();
    resources.push(dictionary);
    let License { id, title, url } = about.license;
    let package = json!({
        "profile": "tabular-data-package",
        "name": about.word("slug"),
        "title": about.word("name"),
        "description": about.word("problem"),
        "created": about.made_at,
        "licenses": [{"name": id, "title": title, "path": url}],
        "asOf": about.moment(),
        "sequences": about.sequences,
        "recordedAt": about.recorded,
        "resources": resources,
    });
    folder.text("datapackage.json", &format!("{package:#}\n"))?;
    folder.text("LICENSE.txt", &license(about))?;
    folder.text("README.txt", &readme(about))
}

fn resource(part: &Part) -> Value {
    let fields = part.columns.iter().map(|column| {
        let mut field = json!({"name": column.name, "type": column.kind(), "description": column.meaning});
        let words = column.words();
        if let (false, Some(field)) = (words.is_empty(), field.as_object_mut()) {
            field.insert("constraints".to_owned(), json!({ "enum": words }));
        }
        field
    });
    let keys = part.table.refers.iter().map(|(column, place)| {
        let (table, field) = place.split_once('.').unwrap_or_default();
        json!({"fields": [column], "reference": {"resource": table, "fields": [field]}})
    });
    let schema = json!({
        "fields": fields.collect::<Vec<_>>(),
        "primaryKey": part.table.key,
        "foreignKeys": keys.collect::<Vec<_>>(),
        "missingValues": [""],
    });
    described(&part.table.name, &part.table.about, &part.written, schema)
}

fn described(name: &str, about: &str, written: &Written, schema: Value) -> Value {
    json!({
        "profile": "tabular-data-resource",
        "name": name,
        "path": format!("{name}.csv"),
        "description": about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.bytes,
        "hash": format!("sha256:{}", written.sha256),
        "schema": schema,
    })
}

/// One line for each column of each table.
fn dictionary(folder: &Folder, parts: &[Part]) -> Result<Value, Failure> {
    let mut file = folder.table("dictionary.csv", DICTIONARY.iter().map(|(name, _)| *name))?;
    for part in parts {
        for column in &part.columns {
            let cells = [
                part.table.file(),
                column.name.clone(),
                column.kind().to_owned(),
                column.unit().to_owned(),
                column.words().join(" "),
                column.meaning.clone(),
            ];
            file.row(&cells)?;
        }
    }
    let fields =
        DICTIONARY.map(|(name, meaning)| json!({"name": name, "type": "string", "description": meaning}));
    let schema = json!({"fields": fields, "primaryKey": ["file", "column"], "missingValues": [""]});
    Ok(described("dictionary", "What each column of each file means.", &file.finish()?, schema))
}

fn license(about: &About) -> String {
    let License { id, title, url } = about.license;
    format!(
        "The data of this package are published under: {title}\n\
         SPDX-License-Identifier: {id}\n\
         {url}\n\n\
         To be named as the source: {}, as of {}.\n",
        about.word("name"),
        about.moment(),
    )
}

fn readme(about: &About) -> String {
    let sequences = about.sequences.iter().map(|(log, sequence)| {
        let at = about.recorded.get(log).map(String::as_str).unwrap_or_default();
        format!("  {log} {sequence}{}{at}\n", if at.is_empty() { "" } else { ", recorded " })
    });
    format!(
        "{name}\n{problem}\n\n\
         What anybody may read of this initiative, as of {moment}; made {made}.\n\
         datapackage.json describes the tables (Frictionless Data Package), dictionary.csv every column.\n\n\
         Each log was read up to this sequence; a hub asked as of it tells the same:\n{sequences}\n\
         A text that a spreadsheet would calculate is led by an apostrophe, and so is one that begins like that.\n\
         An empty cell says that there is nothing, or nothing for the public. A hidden value is missing because\n\
         it, or what could be calculated from it, would tell persons apart. Persons stand here by pseudonym alone.\n",
        name = about.word("name"),
        problem = about.word("problem"),
        moment = about.moment(),
        made = about.made_at,
        sequences = sequences.collect::<String>(),
    )
}

//! The columns of a table, from the descriptors of its query: what they are called, what they mean, where they lie.
//!
//! A field is a column under its proto name; the fields of a message inside stand under both names. What one cell cannot
//! say plainly is JSON: lists, and messages that are one thing or another. Knows no table and no hub.

use anyhow::Context as _;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::{
    cells::Cells,
    tables::{Each, Table},
};
use crate::{failure::Failure, rpc::comments};

/// Fields of every answer that are no data.
const OF_EVERY_ANSWER: [&str; 2] = ["answered", "next_page_token"];
/// Where a column's cells are.
#[derive(Debug, Clone)]
pub enum From {
    /// What was asked for.
    Asked,
    /// So many steps into the answer, then these fields by their JSON names.
    Answer(usize, Vec<String>),
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What stands in it.
    pub cells: Cells,
    /// Where that is.
    pub from: From,
    /// Whether nothing is not the same as zero or false.
    pub may_be_absent: bool,
}

/// The columns of a table, in order.
///
/// # Errors
/// The table names a query or field that there is not.
pub fn of(table: &Table) -> Result<Vec<Column>, Failure> {
    let answer = method(table)?.output();
    let path = table.path();
    let mut found = Found { table, path: &path, columns: Vec::new() };
    if let Some(each) = &table.each {
        found.columns.push(asked(each)?);
    }
    for (name, place) in &table.carries {
        let steps: Vec<&str> = place.split('.').collect();
        let (last, above) = steps.split_last().with_context(|| format!("{}: {name}", table.name))?;
        let field = message_at(&answer, above)?.get_field_by_name(last);
        let field = field.with_context(|| format!("{}: no field {place}", table.name))?;
        found.field(&field, name, above)?;
    }
    for field in message_at(&answer, &path)?.fields() {
        if !OF_EVERY_ANSWER.contains(&field.name()) {
            found.field(&field, field.name(), &path)?;
        }
    }
    Ok(found.columns)
}

/// The column of what is asked for, as the table has it that it is of.
fn asked(each: &Each) -> Result<Column, Failure> {
    let all = Table::all()?;
    let table = all.iter().find(|table| table.name == each.table);
    let table = table.with_context(|| format!("no table {}", each.table))?;
    let of_it = of(table)?.into_iter().find(|column| column.name == each.column);
    let of_it = of_it.with_context(|| format!("{} has no column {}", each.table, each.column))?;
    let meaning = format!("Of which row: `{}` of the table `{}`.", each.column, each.table);
    Ok(Column { name: each.name().to_owned(), meaning, from: From::Asked, ..of_it })
}

/// The query of a table.
///
/// # Errors
/// There is none of that name.
pub fn method(table: &Table) -> Result<prost_reflect::MethodDescriptor, Failure> {
    let (context, name) = table.rpc.split_once('/').unwrap_or_default();
    let services = wire::pool().services().filter(|service| {
        service.package_name() == format!("hora.{context}.v1") && service.name().ends_with("Queries")
    });
    let found = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    Ok(found.into_iter().find(|one| one.name() == name).with_context(|| format!("no query {}", table.rpc))?)
}

fn message_at(answer: &MessageDescriptor, path: &[&str]) -> Result<MessageDescriptor, Failure> {
    let mut message = answer.clone();
    for step in path {
        let kind = message.get_field_by_name(step).map(|field| field.kind());
        let Some(Kind::Message(inner)) = kind else {
            return Err(anyhow::anyhow!("{} has no message {step}", message.full_name()).into());
        };
        message = inner;
    }
    Ok(message)
}

struct Found<'t> {
    table: &'t Table,
    path: &'t [&'t str],
    columns: Vec<Column>,
}

impl Found<'_> {
    /// The columns of a field that lies under `above` in the answer.
    fn field(&mut self, field: &FieldDescriptor, name: &str, above: &[&str]) -> Result<(), Failure> {
        let place = [above, &[field.name()]].concat();
        let below = place.get(self.path.len()..).unwrap_or_default().join(".");
        if above.starts_with(self.path) && self.table.without.contains(&below) {
            return Ok(());
        }
        let meaning = comments::of_field(field);
        if let Kind::Message(message) = field.kind()
            && !field.is_list()
            && !field.is_map()
            && is_plain(&message)
        {
            if message.name() == "PrivateText" {
                return self.private(&message, name, &meaning, &place);
            }
            for inner in message.fields() {
                self.field(&inner, &format!("{name}_{}", inner.name()), &place)?;
            }
            return Ok(());
        }
        let cells = self.cells(field, name);
        self.column(name, &meaning, cells, &place, field.supports_presence());
        Ok(())
    }

    /// The text, where it is open to everybody, and what became of it.
    fn private(
        &mut self,
        text: &MessageDescriptor,
        name: &str,
        meaning: &str,
        place: &[&str],
    ) -> Result<(), Failure> {
        let Some(Kind::Enum(states)) = text.get_field_by_name("state").map(|field| field.kind()) else {
            return Err(anyhow::anyhow!("{} has no state", text.full_name()).into());
        };
        self.column(name, meaning, Cells::Text, &[place, &["text"]].concat(), true);
        let meaning = format!("What became of `{name}`: open to everybody, withheld, erased, or empty.");
        self.column(
            &format!("{name}_state"),
            &meaning,
            Cells::Word(states),
            &[place, &["state"]].concat(),
            true,
        );
        Ok(())
    }

    fn column(&mut self, name: &str, meaning: &str, cells: Cells, place: &[&str], may_be_absent: bool) {
        let shared = self.path.iter().zip(place).take_while(|(one, other)| one == other).count();
        let rest = place.get(shared..).unwrap_or_default().iter().map(|step| json_name(step));
        let from = From::Answer(shared, rest.collect());
        let (name, meaning) = (name.to_owned(), meaning.to_owned());
        self.columns.push(Column { name, meaning, cells, from, may_be_absent });
    }

    fn cells(&self, field: &FieldDescriptor, name: &str) -> Cells {
        let says = |names: &[String]| names.iter().any(|one| one == name);
        let is_of_a_period = field.parent_message().name() == "Period" && field.name() == "start";
        match field.kind() {
            Kind::Message(pair) if field.is_list() && pair.name() == "DimCode" => Cells::Pairs,
            _ if field.is_list() => Cells::List,
            Kind::Message(_) => Cells::Object,
            Kind::Enum(choice) => Cells::Word(choice),
            Kind::Bool => Cells::Truth,
            Kind::String if says(&self.table.numbers) => Cells::Decimal,
            Kind::String if says(&self.table.days) || is_of_a_period => Cells::Day,
            Kind::String if says(&self.table.moments) || name.ends_with("_at") => Cells::Moment,
            Kind::String | Kind::Bytes => Cells::Text,
            _ => Cells::Whole,
        }
    }
}

/// Whether a message is all of its fields, and not one of several things.
fn is_plain(message: &MessageDescriptor) -> bool {
    let has_choices = message.oneofs().any(|choice| !choice.is_synthetic());
    !has_choices && message.fields().len() > 0
}

/// `lagDays` of `lag_days`.
fn json_name(name: &str) -> String {
    let mut upper = false;
    let mut text = String::new();
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            text.push(letter.to_ascii_uppercase());
            upper = false;
        } else {
            text.push(letter);
        }
    }
    text
}

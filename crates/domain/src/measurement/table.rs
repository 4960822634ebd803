//! A recording from a table, as a reporter keeps it: its columns and cells become the rows that the rules check.
//!
//! Knows no file and no rule about values: the rows go through the very decision of a recording, and what it refuses is
//! told by the table's own rows and columns. A number is never guessed: what stands for the decimals is said, or a point.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    State,
    columns::{self, Column},
    command::{RecordTable, Row, TableRow},
    data_set::{self, DataSet},
    definition::{Definition, ValueType},
    event::Event,
    exchange,
    indicator::{self, Indicator},
    observation::ObsStatus,
    period::Period,
    refusal::{Refusal, RowReason},
    row,
    submission::{self, Recording},
};
use crate::{
    decider::{BadRow, Emitted, Streams},
    facts::Facts,
    ids::{Code, StreamId},
    meta::{Context, Scope},
};

/// The organizations of a table by their ids; a code that nobody has stays as it is, and is refused with its row.
pub(super) fn resolve(command: &mut RecordTable, facts: &Facts) {
    let Some(place) = columns::place(&command.table.columns, "organization") else { return };
    let known = &facts.hub.organizations;
    for cell in command.table.rows.iter_mut().filter_map(|row| row.cells.get_mut(place)) {
        if let Some((org, _)) = known.iter().find(|(_, one)| one.code.as_str() == cell) {
            *cell = org.to_string();
        }
    }
}

/// The data set, and once it is known, its indicators and the submissions that the rows belong to.
pub(super) fn streams(command: &RecordTable, scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
    let Some(data_set) = streams.get(&data_set::stream(&command.data_set)).data_set() else {
        return Vec::new();
    };
    let [period, org] =
        ["period", "organization"].map(|column| columns::place(&command.table.columns, column));
    let cell = |row: &TableRow, place: Option<usize>| place.and_then(|place| row.cells.get(place)).cloned();
    let rows = command.table.rows.iter().filter_map(|row| {
        let period = period_of(&cell(row, period)?, data_set)?;
        Some(dated(period, cell(row, org).filter(|org| !org.is_empty())))
    });
    let rows: Vec<Row> = rows.collect();
    let submissions = submission::streams(&command.data_set, command.org.as_ref(), &rows, scope);
    data_set.indicators.iter().map(indicator::stream).chain(submissions).collect()
}

fn dated(period: Period, org: Option<String>) -> Row {
    let (period_start, period_length) = (period.start.to_string(), period.length.as_iso8601().to_owned());
    Row { org, period_start, period_length, ..Row::default() }
}

/// The period that a cell means in this data set: the form of another system, or a span of years.
fn period_of(cell: &str, data_set: &DataSet) -> Option<Period> {
    let length = data_set.period_type;
    let form = exchange::parse(cell).filter(|period| period.is_of(length));
    // A year alone says where it begins only where years begin in January.
    let is_year = cell.len() == 4;
    form.or_else(|| exchange::span(cell, length.first_month(), length).filter(|_| !is_year))
}

/// Records what the table says: all rows or none.
pub(super) fn record(
    streams: &Streams<State>,
    command: RecordTable,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let RecordTable { data_set: code, org, table, replaces, decimal_comma, is_dry_run } = command;
    let Some(data_set) = streams.get(&data_set::stream(&code)).data_set() else {
        return Err(Refusal::UnknownDataSet { code });
    };
    let columns = columns::read(&table.columns, &dims_of(streams, data_set))?;
    let reading = Reading { streams, data_set, columns, names: &table.columns, decimal_comma };
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for row in &table.rows {
        match reading.row(row) {
            Ok(read) => rows.push((row.number, read)),
            Err(complaints) => bad.extend(complaints),
        }
    }
    let recording = Recording { data_set: code, org, rows, bad, replaces, is_dry_run };
    submission::record(streams, recording, context).map_err(|refusal| in_words_of(refusal, &table.columns))
}

fn dims_of<'a>(streams: &'a Streams<State>, data_set: &DataSet) -> BTreeSet<&'a Code> {
    let indicators =
        data_set.indicators.iter().filter_map(|code| streams.get(&indicator::stream(code)).indicator());
    indicators
        .flat_map(Indicator::definitions)
        .flat_map(|definition| definition.dims.iter().map(|dim| &dim.code))
        .collect()
}

/// The refusal with the columns as this table names them.
fn in_words_of(refusal: Refusal, names: &[String]) -> Refusal {
    let Refusal::RowsRefused { first, reason, message, mut rows, more } = refusal else { return refusal };
    for row in &mut rows {
        let column = match &*row.column {
            "org" => "organization",
            "area_code" => "area",
            "obs_status" => "status",
            other => other,
        };
        let own = columns::place(names, column).and_then(|place| names.get(place));
        row.column = Cow::Owned(own.map_or(column, String::as_str).to_owned());
    }
    Refusal::RowsRefused { first, reason, message, rows, more }
}

struct Reading<'a> {
    streams: &'a Streams<State>,
    data_set: &'a DataSet,
    columns: Vec<Column>,
    names: &'a [String],
    decimal_comma: bool,
}

impl Reading<'_> {
    /// The row as the rules take it, or everything that keeps it from being read.
    fn row(&self, of: &TableRow) -> Result<Row, Vec<BadRow>> {
        let say = |name: &str, reason: RowReason, message: String| BadRow {
            row: of.number,
            column: name.to_owned().into(),
            reason: reason.as_str(),
            message,
        };
        if let Some(message) = &of.broken {
            return Err(vec![say("", RowReason::RowCutOff, message.clone())]);
        }
        let definition = self.definition(of);
        let (mut row, mut bad) = (Row::default(), Vec::new());
        let cells = self.columns.iter().zip(self.names).zip(&of.cells);
        for ((column, name), cell) in cells {
            // An empty cell says nothing, but of what and of when has to be said.
            if cell.is_empty() && !matches!(column, Column::Period) {
                continue;
            }
            match self.cell(column, cell, definition, &mut row) {
                Ok(()) => {}
                Err((reason, message)) => bad.push(say(name, reason, message)),
            }
        }
        if bad.is_empty() { Ok(row) } else { Err(bad) }
    }

    fn definition(&self, of: &TableRow) -> Option<&Definition> {
        let cell = |wanted: &Column| {
            let place = self.columns.iter().position(|column| column == wanted)?;
            of.cells.get(place)
        };
        let code: Code = cell(&Column::Indicator)?.parse().ok()?;
        let of_set = self.data_set.indicators.get(&code)?;
        let indicator = self.streams.get(&indicator::stream(of_set)).indicator()?;
        let period = cell(&Column::Period).and_then(|cell| period_of(cell, self.data_set));
        Some(period.map_or_else(|| indicator.definition(), |period| indicator.definition_of(period)))
    }

    fn cell(
        &self,
        column: &Column,
        cell: &str,
        definition: Option<&Definition>,
        row: &mut Row,
    ) -> Result<(), (RowReason, String)> {
        let text = || Some(cell.to_owned());
        match column {
            Column::Organization => row.org = text(),
            Column::Indicator => cell.clone_into(&mut row.indicator),
            Column::Area => row.area_code = text(),
            Column::Period => {
                let period = period_of(cell, self.data_set).ok_or_else(|| no_period(cell, self.data_set))?;
                let Row { period_start, period_length, .. } = dated(period, None);
                (row.period_start, row.period_length) = (period_start, period_length);
            }
            Column::Status => row.obs_status = Some(status(cell)?),
            Column::Value => {
                let is_words = definition.is_some_and(|one| one.value_type == ValueType::Narrative);
                row.value = if is_words { text() } else { Some(self.number(cell)?) };
            }
            Column::Numerator => row.numerator = Some(self.number(cell)?),
            Column::Denominator => row.denominator = Some(self.number(cell)?),
            Column::Dim(dim) => {
                if let Some(definition) = definition {
                    check_dim(definition, dim, cell)?;
                }
                row.dims.push((dim.to_string(), cell.to_owned()));
            }
        }
        Ok(())
    }

    /// The number with a point before its decimals; that it is one is for the rules to say.
    fn number(&self, cell: &str) -> Result<String, (RowReason, String)> {
        let shown = row::shown(cell);
        match (self.decimal_comma, cell.contains('.'), cell.contains(',')) {
            // Where commas stand before the decimals, a point marks a thousand or is a mistake: neither is guessed.
            (true, true, _) => {
                let message =
                    format!("`{shown}` has a point; accepted is a decimal comma alone, such as 1234,5");
                Err((RowReason::WrongType, message))
            }
            (false, _, true) => {
                let message = format!(
                    "`{shown}` has a comma; accepted is a decimal such as 1234.5, or a decimal comma where it is said so"
                );
                Err((RowReason::WrongType, message))
            }
            _ => Ok(cell.replace(',', ".")),
        }
    }
}

fn no_period(cell: &str, data_set: &DataSet) -> (RowReason, String) {
    let length = data_set.period_type;
    let (shown, iso, begins) = (row::shown(cell), length.as_iso8601(), length.begins_on());
    let forms = exchange::examples(length);
    (
        RowReason::PeriodMisaligned,
        format!("`{shown}` is none; accepted is a period of {iso} that begins {begins}, such as {forms}"),
    )
}

fn status(cell: &str) -> Result<ObsStatus, (RowReason, String)> {
    let said = cell.to_ascii_lowercase();
    let is_it = |one: &&ObsStatus| one.as_str() == said || one.as_sdmx().eq_ignore_ascii_case(&said);
    ObsStatus::ALL.iter().find(is_it).copied().ok_or_else(|| {
        let words: Vec<_> = ObsStatus::ALL.iter().map(|one| one.as_str()).collect();
        let shown = row::shown(cell);
        (RowReason::UnknownCode, format!("`{shown}` is no mark; accepted are {}", words.join(", ")))
    })
}

fn check_dim(definition: &Definition, dim: &Code, cell: &str) -> Result<(), (RowReason, String)> {
    const SHOWN: usize = 10;
    let Some(known) = definition.dims.iter().find(|known| known.code == *dim) else {
        let message = "the indicator is not told apart by it; accepted is an empty cell";
        return Err((RowReason::DimUnknown, message.to_owned()));
    };
    if known.codes.iter().any(|code| code.as_str() == cell) {
        return Ok(());
    }
    let codes: Vec<_> = known.codes.iter().take(SHOWN).map(Code::as_str).collect();
    let more = if known.codes.len() > SHOWN { " and more" } else { "" };
    let (shown, codes) = (row::shown(cell), codes.join(", "));
    Err((RowReason::DimUnknown, format!("there is no code `{shown}`; accepted are {codes}{more}, or none")))
}

//! The columns that a mapping names, found in a table.
//!
//! Knows no cell.

use crate::{
    failure::Failure,
    import::{
        mapping::{Area, By, Cell, IndicatorBy, TableOf, Where},
        table::{Column, Table},
    },
};

/// The columns of a table.
pub struct Columns<'a> {
    pub only: Vec<(&'a Where, Column)>,
    pub organization: Option<Column>,
    pub period: Vec<Column>,
    pub area: Option<(&'a Area, Column)>,
    pub indicator: Option<IndicatorColumns<'a>>,
    pub cells: Vec<CellColumns<'a>>,
    pub by: Vec<(&'a domain::ids::Code, &'a By, Column)>,
    pub flags: Option<Column>,
}

/// The columns that say the indicator.
pub struct IndicatorColumns<'a> {
    pub by: &'a IndicatorBy,
    pub column: Column,
    /// A field of the definition, and its column.
    pub fields: Vec<(&'a str, Column)>,
    /// In the order of the mapping.
    pub words: Vec<Column>,
}

/// The columns of one value.
pub struct CellColumns<'a> {
    pub of: &'a Cell,
    pub value: Column,
    pub numerator: Option<Column>,
    pub denominator: Option<Column>,
}

impl<'a> Columns<'a> {
    /// Finds them.
    ///
    /// # Errors
    /// One that must be there is not.
    pub fn find(table: &Table, layout: &'a TableOf) -> Result<Self, Failure> {
        let column = |name: &Option<String>| name.as_ref().map(|name| table.column(name)).transpose();
        let cells = layout.cells.iter().map(|of| {
            Ok(CellColumns {
                of,
                value: table.column(&of.column)?,
                numerator: column(&of.numerator)?,
                denominator: column(&of.denominator)?,
            })
        });
        let only = layout.only.iter().map(|only| Ok((only, table.column(&only.column)?)));
        let by = layout.by.iter().map(|(dim, by)| Ok((dim, by, table.column(&by.column)?)));
        let period = layout.period.as_ref().map(|period| table.columns(period.names())).transpose()?;
        let area = layout.area.as_ref().map(|area| Ok::<_, Failure>((area, table.column(&area.column)?)));
        let indicator = layout.indicator_by.as_ref().map(|by| IndicatorColumns::find(table, by));
        Ok(Self {
            only: only.collect::<Result<_, Failure>>()?,
            organization: column(&layout.organization)?,
            period: period.unwrap_or_default(),
            area: area.transpose()?,
            indicator: indicator.transpose()?,
            cells: cells.collect::<Result<_, Failure>>()?,
            by: by.collect::<Result<_, Failure>>()?,
            flags: layout.flags.as_ref().map(|flags| table.column(&flags.column)).transpose()?,
        })
    }
}

impl<'a> IndicatorColumns<'a> {
    fn find(table: &Table, by: &'a IndicatorBy) -> Result<Self, Failure> {
        let fields = by.fields.iter().map(|(field, name)| Ok((field.as_str(), table.column(name)?)));
        let words = by.words.iter().map(|words| table.column(&words.column));
        Ok(Self {
            by,
            column: table.column(&by.column)?,
            fields: fields.collect::<Result<_, Failure>>()?,
            words: words.collect::<Result<_, Failure>>()?,
        })
    }
}

//! Who leads: names of the source on one side, members of the initiative on the other.
//!
//! A name that another version spells otherwise is the same owner when the file of owners says so; without that file a
//! name is its own code.

use std::{collections::BTreeMap, path::Path};

use super::hub::members;
use crate::{
    actors::Person,
    failure::Failure,
    import::{
        codes::Codes,
        mapping::{self, Plan},
        table::Table,
    },
};

/// The owners.
#[derive(Debug, Default)]
pub struct Owners {
    codes: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

impl Owners {
    /// Reads the file of owners, and asks the hub who is a member.
    ///
    /// # Errors
    /// The file cannot be read, or nobody answers.
    pub async fn read(file: Option<&Path>, mapping: &Plan, public: &mut Person) -> Result<Self, Failure> {
        let mut owners = Self::default();
        if let Some(file) = file {
            owners.name(&Table::read(file)?, mapping)?;
        }
        owners.ids = members(public).await?;
        Ok(owners)
    }

    /// Owners that are known already, for tests.
    #[cfg(test)]
    pub fn known(ids: &[(&str, &str)]) -> Self {
        let ids = ids.iter().map(|(code, id)| ((*code).to_owned(), (*id).to_owned())).collect();
        Self { codes: BTreeMap::new(), ids }
    }

    fn name(&mut self, table: &Table, mapping: &Plan) -> Result<(), Failure> {
        let columns = mapping::part(mapping.owners.as_ref(), "plan.owners", "plan")?;
        let code = table.column(&columns.code)?;
        let names = table.columns(&columns.names)?;
        let mut codes = Codes::default();
        for row in table.rows() {
            let own = row.cell(&code);
            let made = codes.of(own).map_err(Failure::Usage)?.to_string();
            for name in names.iter().map(|column| row.cell(column)).chain([own]) {
                self.codes.insert(name.to_owned(), made.clone());
            }
        }
        Ok(())
    }

    /// The id of the organization that the source calls so; none where it calls none.
    ///
    /// # Errors
    /// No such organization is or was a member.
    pub fn id(&self, name: &str) -> Result<Option<String>, String> {
        if name.is_empty() {
            return Ok(None);
        }
        let code = match self.codes.get(name) {
            Some(code) => code.clone(),
            None => Codes::default().of(name)?.to_string(),
        };
        let unknown = || {
            format!(
                "no organization `{name}` (code {code}) is a member; accepted is one that was invited, or a name of --owners"
            )
        };
        self.ids.get(&code).cloned().map(Some).ok_or_else(unknown)
    }
}

//! Who leads: names of the source on one side, organizations of the hub on the other.
//!
//! A name that another version spells otherwise is the same owner when the file of owners says so; without that file a
//! name is its own code.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};

use crate::{
    actors::Person,
    client,
    failure::Failure,
    import::{
        codes::Codes,
        mapping::{self, Plan},
        table::Table,
    },
};

/// The most pages read of the hub's organizations: 500 each, far beyond what one hub holds.
const MAX_PAGES: usize = 1_000;

/// The owners.
#[derive(Debug, Default)]
pub struct Owners {
    codes: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

impl Owners {
    /// Reads the file of owners, and asks the hub for its organizations.
    ///
    /// # Errors
    /// The file cannot be read, or nobody answers.
    pub async fn read(
        file: Option<&Path>,
        mapping: &Plan,
        options: &client::Options,
    ) -> Result<Self, Failure> {
        let mut owners = Self::default();
        if let Some(file) = file {
            owners.name(&Table::read(file)?, mapping)?;
        }
        let mut public = Person::public(options.places.clone(), "hub");
        let mut token = String::new();
        for _ in 0..MAX_PAGES {
            let request = json!({"page": {"pageSize": 500, "pageToken": token}});
            let answer = public.ask("backbone/ListOrganizations", request).await?;
            let text = |org: &Value, name: &str| org.get(name).and_then(Value::as_str).map(str::to_owned);
            let listed = answer.get("organizations").and_then(Value::as_array);
            for org in listed.into_iter().flatten() {
                if let (Some(code), Some(id)) = (text(org, "code"), text(org, "organizationId")) {
                    owners.ids.insert(code, id);
                }
            }
            token = text(&answer, "nextPageToken").unwrap_or_default();
            if token.is_empty() {
                break;
            }
        }
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
    /// The hub has no such organization.
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
                "no organization `{name}` (code {code}) is registered; accepted is one of the hub, or a name of --owners"
            )
        };
        self.ids.get(&code).cloned().map(Some).ok_or_else(unknown)
    }
}

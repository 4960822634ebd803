//! The organizations as the hub knows them.

use std::collections::BTreeMap;

use domain::time::Date;
use serde_json::{Value, json};

use super::read::Change;
use crate::{
    actors::Person,
    failure::Failure,
    import::{codes::Codes, init::hub},
};

/// The organizations of the hub.
#[derive(Debug, Default)]
pub struct Known {
    by_code: BTreeMap<String, String>,
    by_reference: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    successors: BTreeMap<String, String>,
}

impl Known {
    /// Asks the hub for all.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn ask(admin: &mut Person, vocabulary: &str) -> Result<Self, Failure> {
        let all = hub::all(admin, "backbone/ListOrganizations", &json!({}), "organizations").await?;
        Ok(Self::new(&all, vocabulary))
    }

    /// Of the rows of the hub's list.
    pub fn new(all: &[Value], vocabulary: &str) -> Self {
        let mut known = Self::default();
        for org in all {
            let text = |path: &str| {
                org.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
            };
            let Some(id) = text("/organizationId") else { continue };
            known.by_code.extend(text("/code").map(|code| (code, id.clone())));
            known.names.extend(text("/name").map(|name| (id.clone(), name)));
            known.successors.extend(text("/succeededBy").map(|into| (id.clone(), into)));
            if text("/externalRef/vocabulary").as_deref() == Some(vocabulary) {
                known.by_reference.extend(text("/externalRef/code").map(|code| (code, id)));
            }
        }
        known
    }

    /// Which one the source means: by its own code, else by that code in the hub, as it stands or as `import init`
    /// makes it.
    pub fn find(&self, code: &str) -> Option<String> {
        let made = || self.by_code.get(Codes::default().of(code).ok()?.as_str());
        self.by_reference.get(code).or_else(|| self.by_code.get(code)).or_else(made).cloned()
    }

    /// Whether it is called so, and the source knows no other name: then there is nothing to ask.
    pub fn is_called_only(&self, org: &str, told: &[Change]) -> bool {
        matches!(told, [only] if self.names.get(org) == Some(&only.name))
    }

    /// The one it went into.
    pub fn successor(&self, org: &str) -> Option<&String> {
        self.successors.get(org)
    }

    /// Takes in that one goes into another.
    pub fn succeed(&mut self, org: &str, into: &str) {
        self.successors.insert(org.to_owned(), into.to_owned());
    }

    /// The names one had, in the order in which they were told; the first has no day.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn names(&self, admin: &mut Person, org: &str) -> Result<Vec<(String, Option<Date>)>, Failure> {
        let answer = admin.ask("backbone/GetOrganization", json!({"organizationId": org})).await?;
        let names = answer.get("names").and_then(Value::as_array).into_iter().flatten();
        let named = |name: &Value| {
            let from = name.get("from").and_then(Value::as_str).and_then(|day| day.parse().ok());
            Some((name.get("name")?.as_str()?.to_owned(), from))
        };
        Ok(names.filter_map(named).collect())
    }
}

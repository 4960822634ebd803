//! What `import init` makes, as far as the mapping knows it; flags say the rest.

use domain::{agenda::value::Sector, time::Date};
use serde::Deserialize;

/// The initiative and what belongs to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaffold {
    /// Its name.
    pub name: Option<String>,
    /// The problem it takes on.
    pub problem: String,
    /// What it is about: the word of a field of work.
    pub field: String,
    /// Where.
    pub area: Option<String>,
    /// The sector of an organization whose file does not say one.
    pub sector: Sector,
    /// Who convenes it.
    pub convener: Option<Organization>,
    /// The columns of the file of organizations, where they are not `code`, `name` and `sector`.
    #[serde(default)]
    pub organizations: OrganizationColumns,
    /// Its agenda.
    pub agenda: Agenda,
}

/// The columns of the file of organizations.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationColumns {
    /// The source's code.
    pub code: String,
    /// The name.
    pub name: String,
}

impl Default for OrganizationColumns {
    fn default() -> Self {
        Self { code: "code".to_owned(), name: "name".to_owned() }
    }
}

/// An organization.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Its code in the hub.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its sector; else the scaffold's.
    pub sector: Option<Sector>,
}

/// The agenda that the convener adopts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agenda {
    /// The day it is drafted and adopted; else today.
    #[serde(default, deserialize_with = "date")]
    pub on: Option<Date>,
    /// What is wrong.
    pub problem_statement: String,
    /// How it will be.
    pub vision: String,
    /// Where.
    pub geographic_scope: String,
    /// For whom.
    pub population: String,
    /// Until when.
    pub horizon_end: String,
    /// What the organizations want together.
    pub goals: Vec<Goal>,
}

/// A goal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Its code.
    pub code: String,
    /// What the organizations want together.
    pub statement: String,
    /// How it will be when it is reached.
    pub desired_condition: String,
    /// The sector that leads.
    pub lead_sector: Option<Sector>,
}

/// A date as text, since TOML's own dates are no dates of ours.
fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

//! What `import organizations` reads: the names that organizations had, and which went into which.

use serde::Deserialize;

/// The files of the organizations' history; either may be absent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organizations {
    /// A name of an organization from a day on, one a row.
    pub names: Option<NameColumns>,
    /// An organization that went into another, one a row.
    pub mergers: Option<MergerColumns>,
}

/// The columns of the names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameColumns {
    /// The source's code of the organization.
    pub code: String,
    /// The name.
    pub name: String,
    /// The first year or day that the source has it for.
    pub from: String,
    /// Words that stand where there is no name.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// The columns of the mergers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergerColumns {
    /// The source's code of the one that ends.
    pub from: String,
    /// The source's code of the one that goes on.
    pub into: String,
    /// The year or day of that.
    pub on: String,
}

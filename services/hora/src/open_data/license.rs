//! The licenses that open data are published under.
//!
//! Hora keeps no license of an initiative: whoever publishes a package says which one holds, and answers for it.
//! To add one: a row, with its identifier and address as SPDX has them (<https://spdx.org/licenses/>).

use std::str::FromStr;

const LICENSES: [(&str, &str, &str); 7] = [
    (
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/legalcode",
    ),
    (
        "CC-BY-SA-4.0",
        "Creative Commons Attribution Share Alike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/legalcode",
    ),
    (
        "CC0-1.0",
        "Creative Commons Zero v1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
    ),
    (
        "ODC-By-1.0",
        "Open Data Commons Attribution License v1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    (
        "ODbL-1.0",
        "Open Data Commons Open Database License v1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    (
        "PDDL-1.0",
        "Open Data Commons Public Domain Dedication & License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    (
        "OGL-UK-3.0",
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
];

/// A license.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct License {
    /// Its SPDX identifier.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Where its text is.
    pub url: &'static str,
}

impl FromStr for License {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = LICENSES.iter().find(|(id, ..)| id.eq_ignore_ascii_case(text));
        let known = || LICENSES.map(|(id, ..)| id).join(", ");
        found
            .map(|(id, title, url)| Self { id, title, url })
            .ok_or_else(|| format!("`{text}` is none that is known here; accepted are {}", known()))
    }
}

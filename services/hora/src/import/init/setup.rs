//! What is wanted: the mapping's scaffold with the flags laid over it.
//!
//! Knows no hub. Codes of organizations are made as contracts.md says; the source's own stay beside them.

use domain::{
    agenda::value::Sector,
    ids::{Code, Slug},
    text::Bound,
    time::{Date, Timestamp},
};

use super::Init;
use crate::{
    failure::Failure,
    import::{
        codes::Codes,
        faults::{Faults, Place},
        mapping::{Agenda, Mapping, Scaffold},
        table::Table,
    },
};

/// What is wanted.
#[derive(Debug)]
pub struct Setup {
    /// The initiative.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The problem it takes on.
    pub problem: String,
    /// The word of its field.
    pub field: String,
    /// Where.
    pub area: String,
    /// The organizations, the convener among them.
    pub organizations: Vec<Organization>,
    /// The convener's code.
    pub convener: String,
    /// What comes in, for the request.
    pub source: String,
    /// The agenda.
    pub agenda: Agenda,
    /// The day it is adopted.
    pub on: Date,
    /// Who grants the imports.
    pub staff: (String, String),
}

/// An organization that is wanted.
#[derive(Debug)]
pub struct Organization {
    /// Its code in the hub.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: Sector,
    /// Vocabulary and code of the source, where they are others.
    pub external: Option<(String, String)>,
}

impl Setup {
    /// The scaffold with the flags laid over it.
    ///
    /// # Errors
    /// A flag or a row of the organizations that is not taken.
    pub fn new(init: &Init, scaffold: &Scaffold, mapping: &Mapping, now: Timestamp) -> Result<Self, Failure> {
        let slug: Slug =
            init.initiative.parse().map_err(|wrong| Failure::Usage(format!("--initiative: {wrong}")))?;
        let on = match &init.on {
            Some(on) => {
                on.parse().map_err(|_| Failure::Usage(format!("--on `{on}`: accepted is YYYY-MM-DD")))?
            }
            None => scaffold.agenda.on.unwrap_or_else(|| now.date()),
        };
        let mut organizations = match &init.orgs {
            Some(path) => read(&Table::read(path)?, mapping, scaffold, now)?,
            None => Vec::new(),
        };
        let convener = convener(init, scaffold, &mut organizations)?;
        let or = |flag: &Option<String>, preset: &str| flag.clone().unwrap_or_else(|| preset.to_owned());
        Ok(Self {
            name: or(&init.name, scaffold.name.as_deref().unwrap_or(slug.as_str())),
            problem: or(&init.problem, &scaffold.problem),
            field: or(&init.field, &scaffold.field),
            area: or(&init.area, scaffold.area.as_deref().unwrap_or("not stated")),
            slug: slug.to_string(),
            organizations,
            convener,
            source: mapping.title.clone(),
            agenda: scaffold.agenda.clone(),
            on,
            staff: (init.staff_name.clone(), init.staff_email.clone()),
        })
    }
}

/// Who convenes; put among the organizations where it is not yet.
fn convener(
    init: &Init,
    scaffold: &Scaffold,
    organizations: &mut Vec<Organization>,
) -> Result<String, Failure> {
    let Some(code) = &init.convener_code else {
        if let Some(first) = organizations.first() {
            return Ok(first.code.clone());
        }
        let preset = scaffold.convener.as_ref().ok_or_else(|| {
            Failure::Usage("who convenes? say --convener-code, or --orgs with the convener first".to_owned())
        })?;
        let sector = preset.sector.unwrap_or(scaffold.sector);
        let (code, name) = (preset.code.clone(), preset.name.clone());
        organizations.push(Organization { code: code.clone(), name, sector, external: None });
        return Ok(code);
    };
    let code = code
        .parse::<Code>()
        .map_err(|wrong| Failure::Usage(format!("--convener-code: {wrong}")))?
        .to_string();
    if !organizations.iter().any(|org| org.code == code) {
        let sector = match &init.convener_sector {
            Some(word) => Sector::parse(word).ok_or_else(|| Failure::Usage(unknown_sector(word)))?,
            None => scaffold.sector,
        };
        let name = init.convener_name.clone().unwrap_or_else(|| code.clone());
        organizations.insert(0, Organization { code: code.clone(), name, sector, external: None });
    }
    Ok(code)
}

fn read(
    table: &Table,
    mapping: &Mapping,
    scaffold: &Scaffold,
    now: Timestamp,
) -> Result<Vec<Organization>, Failure> {
    let (columns, sector) = (&scaffold.organizations, scaffold.sector);
    let (code, name) = (table.column(&columns.code)?, table.column(&columns.name)?);
    let sectors = table.find("sector");
    let (mut codes, mut faults) = (Codes::default(), Faults::new(now));
    let mut organizations: Vec<Organization> = Vec::new();
    for row in table.rows() {
        let own = row.cell(&code);
        let made = faults.take(row.place, &code.name, codes.of(own));
        let name = faults.text(row.place, &name.name, row.cell(&name), Bound::Title);
        let word = row.cell_of(sectors.as_ref());
        let sector = if word.is_empty() { Some(sector) } else { Sector::parse(word) };
        if sector.is_none() {
            faults.add(row.place, "sector", unknown_sector(word));
        }
        let (Some(made), Some(name), Some(sector)) = (made, name, sector) else { continue };
        let external = (made.as_str() != own).then(|| (mapping.vocabulary.clone(), own.to_owned()));
        if organizations.iter().any(|org| org.code == made.as_str()) {
            faults.add(row.place, &code.name, format!("`{own}` stands above; accepted is each once"));
        }
        organizations.push(Organization { code: made.to_string(), name, sector, external });
    }
    if organizations.is_empty() {
        faults.add(
            Place { file: &table.file, row: 1 },
            "code",
            "there is no organization; accepted is at least one",
        );
    }
    faults.finish()?;
    Ok(organizations)
}

fn unknown_sector(word: &str) -> String {
    let accepted: Vec<&str> = Sector::ALL.iter().map(|sector| sector.as_str()).collect();
    format!("`{word}` is no sector; accepted are {}", accepted.join(", "))
}

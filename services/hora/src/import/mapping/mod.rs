//! Which column is what, and which word means what: a preset, or a TOML file of one's own of the same form.
//!
//! Knows no file of data. To add a preset: a file in `presets/` and a line in [`PRESETS`].

mod consultation;
mod decisions;
mod measurements;
mod organizations;
mod plan;
mod scaffold;
mod threads;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde::Deserialize;

use crate::failure::Failure;

pub use consultation::{Consultation, Summary};
pub use decisions::{Act, Decisions, Turn};
pub use measurements::{Area, By, Cell, CodesOf, DataSet, IndicatorBy, Measurements, TableOf, Where, define};
pub use organizations::{MergerColumns, NameColumns, Organizations};
pub use plan::{ChangeColumns, Due, LinkColumns, Plan, RoundColumns, RowColumns};
pub use scaffold::{Agenda, Scaffold};
pub use threads::{MessageColumns, ThreadColumns, Threads};

/// The mappings that come with the program.
const PRESETS: &[(&str, &str)] = &[
    ("decide-madrid", include_str!("../../../presets/decide-madrid.toml")),
    ("ethereum-eips", include_str!("../../../presets/ethereum-eips.toml")),
    ("hud-pit-coc", include_str!("../../../presets/hud-pit-coc.toml")),
    ("nyc", include_str!("../../../presets/nyc.toml")),
    ("pnrr-italy", include_str!("../../../presets/pnrr-italy.toml")),
    ("polis", include_str!("../../../presets/polis.toml")),
    ("rollcalls", include_str!("../../../presets/rollcalls.toml")),
];

/// Which mapping is meant.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct Choice {
    /// A mapping that comes with the program: decide-madrid, ethereum-eips, hud-pit-coc, nyc, pnrr-italy, polis, rollcalls.
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// A mapping of one's own; the presets in the source's folder `presets` are the models.
    #[arg(long, value_name = "FILE.toml")]
    mapping: Option<PathBuf>,
}

/// A mapping: what a source is like. Each part may be absent where it is not wanted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the source is, in a few words; stands in the import's request.
    pub title: String,
    /// Whose codes the source's are, such as `nyc-council`.
    pub vocabulary: String,
    /// What a reader of the figures must know about the source.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What `import init` makes.
    pub scaffold: Option<Scaffold>,
    /// What `import consultation` reads.
    pub consultation: Option<Consultation>,
    /// What `import decisions` reads.
    pub decisions: Option<Decisions>,
    /// What `import measurements` reads.
    pub measurements: Option<Measurements>,
    /// What `import organizations` reads.
    pub organizations: Option<Organizations>,
    /// What `import plan` reads.
    pub plan: Option<Plan>,
    /// What `import threads` reads.
    pub threads: Option<Threads>,
}

impl Choice {
    /// A mapping of one's own.
    #[cfg(test)]
    pub fn of_file(path: PathBuf) -> Self {
        Self { preset: None, mapping: Some(path) }
    }

    /// The flags again, for a command that comes after.
    pub fn words(&self) -> String {
        match (&self.preset, &self.mapping) {
            (_, Some(path)) => format!("--mapping {}", path.display()),
            (name, None) => format!("--preset {}", name.as_deref().unwrap_or_default()),
        }
    }

    /// The mapping.
    ///
    /// # Errors
    /// There is no such preset or file, or it is no mapping.
    pub fn load(&self) -> Result<Mapping, Failure> {
        if let Some(path) = &self.mapping {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("the mapping {}", path.display()))?;
            return parse(&path.display().to_string(), &text);
        }
        let name = self.preset.as_deref().unwrap_or_default();
        let found = PRESETS.iter().find(|(preset, _)| *preset == name);
        let names: Vec<&str> = PRESETS.iter().map(|(preset, _)| *preset).collect();
        let wrong =
            || Failure::Usage(format!("there is no preset `{name}`; accepted are {}", names.join(", ")));
        let (_, text) = found.ok_or_else(wrong)?;
        parse(name, text)
    }
}

impl Mapping {
    /// The import that the mapping is for, with the files it takes.
    pub fn command(&self) -> &'static str {
        if self.plan.is_some() {
            return "plan plan:plan.csv@YYYY-MM-DD round:round.csv@YYYY-MM-DD";
        }
        if self.measurements.is_some() {
            return "measurements TABLE:FILE.csv ...";
        }
        if self.threads.is_some() {
            return "threads --threads threads.csv --messages messages.csv";
        }
        let matters = self.decisions.as_ref().map(|decisions| &decisions.matters);
        match matters {
            None => "consultation --comments comments.csv --votes votes.csv --summary summary.csv",
            Some(matters) if matters.history.is_some() => "decisions --file matters.jsonl",
            Some(_) => "decisions --rollcalls rollcalls.csv --votes votes.csv",
        }
    }
}

/// A part that a command needs.
///
/// # Errors
/// The mapping does not have it.
pub fn part<'a, T>(part: Option<&'a T>, name: &str, title: &str) -> Result<&'a T, Failure> {
    part.ok_or_else(|| {
        Failure::Usage(format!("the mapping `{title}` has no [{name}]; accepted is one that has"))
    })
}

fn parse(name: &str, text: &str) -> Result<Mapping, Failure> {
    let wrong =
        |error: &dyn std::fmt::Display| Failure::Usage(format!("the mapping {name} is not taken: {error}"));
    let mapping: Mapping = toml::from_str(text).map_err(|error| wrong(&error))?;
    if let Some(measurements) = &mapping.measurements {
        measurements.check().map_err(|error| wrong(&format!("measurements.{error}")))?;
    }
    Ok(mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_reads() {
        for (name, text) in PRESETS {
            let mapping = parse(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let parts = [
                mapping.consultation.is_some(),
                mapping.decisions.is_some(),
                mapping.measurements.is_some(),
                mapping.plan.is_some(),
                mapping.threads.is_some(),
            ];
            assert!(parts.contains(&true), "{name}");
            assert!(mapping.scaffold.is_some(), "{name}");
        }
    }

    #[test]
    fn a_misspelled_key_is_named() {
        let (_, text) = PRESETS[0];
        let error = parse("mine", &text.replacen("vocabulary", "vocabularly", 1)).unwrap_err();
        assert!(error.to_string().contains("vocabularly"), "{error}");
    }

    #[test]
    fn an_unknown_preset_answers_with_those_there_are() {
        let choice = Choice { preset: Some("paris".to_owned()), mapping: None };
        assert!(choice.load().unwrap_err().to_string().contains("nyc, pnrr-italy, polis"));
    }
}

//! `hora log security`: the governance commands that were refused, as the services of this machine wrote them down.
//!
//! Asks no hub: whoever may read the data folder is its operator.

use std::path::Path;

use anyhow::Context as _;
use runtime::security_log::{self, Entry};

use crate::{
    failure::Failure,
    output::{Answer, Format, Tree},
};

/// Prints all that is kept, oldest first.
///
/// # Errors
/// The data folder cannot be read.
pub fn show(data: &Path, format: Format) -> Result<(), Failure> {
    let entries = security_log::read(data).with_context(|| {
        format!("{} cannot be read; name the hub's data folder with --data", data.display())
    })?;
    Answer::of_rows(entries.into_iter().map(row).collect()).print(format)
}

fn row(entry: Entry) -> Vec<(&'static str, Tree)> {
    let Entry { at, initiative, rpc, actor, reason, code, trace } = entry;
    vec![
        ("at", at.to_string().into()),
        ("initiative", initiative.to_string().into()),
        ("rpc", rpc.into()),
        ("actor", actor.into()),
        ("reason", reason.into()),
        ("code", code.into()),
        ("trace", trace.unwrap_or_default().into()),
    ]
}

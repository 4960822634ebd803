//! `hora completions` and `hora man`, from the same tree that parses the command line.

use std::{io::Write as _, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, Command};
use clap_complete::Shell;

use crate::failure::Failure;

/// For which shell.
#[derive(Debug, Clone, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Where to.
#[derive(Debug, Clone, Args)]
pub struct Man {
    /// Write a page for each command into this folder, instead of the first page to standard output
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// Prints the completions.
///
/// # Errors
/// Standard output takes no more.
pub fn completions(mut tree: Command, which: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(which.shell, &mut tree, "hora", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(())
}

/// Prints or writes the manual.
///
/// # Errors
/// The folder cannot be written.
pub fn man(tree: Command, which: &Man) -> Result<(), Failure> {
    if let Some(folder) = &which.folder {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        clap_mangen::generate_to(tree, folder).with_context(|| folder.display().to_string())?;
        return Ok(());
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(tree).render(&mut page)?;
    std::io::stdout().lock().write_all(&page)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_for_each_command() {
        let folder = tempfile::tempdir().unwrap();
        man(crate::cli::tree(), &Man { folder: Some(folder.path().to_owned()) }).unwrap();
        for page in ["hora.1", "hora-log-verify.1", "hora-plan-get-plan.1"] {
            assert!(folder.path().join(page).is_file(), "{page}");
        }
    }
}

//! The folder of an import: who imports, and the keys, each in a file that only its owner can read.
//!
//! What stands in it is used again, so that an import goes on with the same importer: the hub tells commands apart by
//! who sent them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::{client::key, failure::Failure};

/// The file of the names.
const NAMES: &str = "import.json";

/// A folder, made where there is none.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Who is who.
    pub names: Names,
}

/// Who is who in the initiative; none before they were made.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// The member of staff, `p_…`.
    pub staff: Option<String>,
    /// The importer, `s_…`.
    pub importer: Option<String>,
    /// The importer that approves for the convener, `s_…`.
    pub approver: Option<String>,
}

impl Folder {
    /// Opens a folder, or makes it.
    ///
    /// # Errors
    /// It cannot be made or read.
    pub fn open(path: PathBuf) -> Result<Self, Failure> {
        fs::create_dir_all(&path).with_context(|| format!("the folder {}", path.display()))?;
        let file = path.join(NAMES);
        let names = match fs::read_to_string(&file) {
            Ok(text) => {
                serde_json::from_str(&text).with_context(|| format!("{} is not ours", file.display()))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Names::default(),
            Err(error) => return Err(anyhow::Error::from(error).context(file.display().to_string()).into()),
        };
        Ok(Self { path, names })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the names.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn keep(&self) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(&self.names).map_err(anyhow::Error::from)?;
        let file = self.path.join(NAMES);
        fs::write(&file, text).with_context(|| file.display().to_string())?;
        Ok(())
    }

    /// The file of a key.
    pub fn file(&self, whose: &str) -> PathBuf {
        self.path.join(format!("{whose}.key"))
    }

    /// Whether there is a key.
    pub fn has_key(&self, whose: &str) -> bool {
        self.file(whose).is_file()
    }

    /// Keeps a key.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_key(&self, whose: &str, secret: &str) -> Result<(), Failure> {
        key::write(&self.file(whose), secret)
    }

    /// A key.
    ///
    /// # Errors
    /// It is not there, or others can read it.
    pub fn key(&self, whose: &str) -> Result<key::Key, Failure> {
        let file = self.file(whose);
        let key = key::find(Some(&file))?;
        Ok(key.with_context(|| format!("{} is not there", file.display()))?)
    }
}

//! The files of a package: written beside where they go, and moved there once all of them are whole.
//!
//! Knows no table. A folder that is cut off half way leaves `<name>.part`, which nobody takes for the package.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::failure::Failure;

/// A package that is being written.
#[derive(Debug)]
pub struct Folder {
    out: PathBuf,
    part: PathBuf,
    is_zip: bool,
}

/// A table that is being written.
pub struct File {
    writer: csv::Writer<Counted>,
    rows: u64,
}

/// A table that was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Rows below the header.
    pub rows: u64,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 in hex digits.
    pub sha256: String,
}

struct Counted {
    file: BufWriter<fs::File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or_default());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Folder {
    /// Begins a package that will be at this path: a folder, or a file that ends in `.zip`.
    ///
    /// # Errors
    /// Something is there already, or it cannot be made.
    pub fn begin(out: &Path) -> Result<Self, Failure> {
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let part = out.with_file_name(format!("{name}.part"));
        for path in [out, part.as_path()] {
            if name.is_empty() || path.exists() {
                let said = format!("{} is there; accepted is a path where nothing is", path.display());
                return Err(Failure::Usage(said));
            }
        }
        fs::create_dir_all(&part).with_context(|| part.display().to_string())?;
        let is_zip = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        Ok(Self { out: out.to_owned(), part, is_zip })
    }

    /// Begins a table; one of that name gives way.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn table<'c>(&self, name: &str, header: impl Iterator<Item = &'c str>) -> Result<File, Failure> {
        let path = self.part.join(name);
        let file = fs::File::create(&path).with_context(|| path.display().to_string())?;
        let counted = Counted { file: BufWriter::new(file), hash: Sha256::new(), bytes: 0 };
        let mut writer = csv::Writer::from_writer(counted);
        writer.write_record(header).context("the header of a table")?;
        Ok(File { writer, rows: 0 })
    }

    /// Writes a file that is no table.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn text(&self, name: &str, text: &str) -> Result<(), Failure> {
        let path = self.part.join(name);
        Ok(fs::write(&path, text).with_context(|| path.display().to_string())?)
    }

    /// Puts the package where it goes.
    ///
    /// # Errors
    /// It cannot be moved or packed.
    pub fn finish(self) -> Result<(), Failure> {
        if self.is_zip {
            self.pack().with_context(|| self.out.display().to_string())?;
        } else {
            fs::rename(&self.part, &self.out).with_context(|| self.out.display().to_string())?;
        }
        Ok(())
    }

    /// Takes back what was begun.
    pub fn abandon(self) {
        // Whoever reads the failure learns why; a folder that stays is named `.part`.
        let _gone = fs::remove_dir_all(&self.part);
    }

    fn pack(&self) -> anyhow::Result<()> {
        let mut names: Vec<_> = fs::read_dir(&self.part)?.collect::<Result<Vec<_>, _>>()?;
        names.sort_by_key(fs::DirEntry::file_name);
        let packed = self.part.join("package.zip");
        let mut zip = ZipWriter::new(fs::File::create(&packed)?);
        for entry in names {
            let options = SimpleFileOptions::default().large_file(true);
            zip.start_file(entry.file_name().to_string_lossy(), options)?;
            io::copy(&mut fs::File::open(entry.path())?, &mut zip)?;
        }
        zip.finish()?;
        fs::rename(&packed, &self.out)?;
        Ok(fs::remove_dir_all(&self.part)?)
    }
}

impl File {
    /// Writes one row.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn row(&mut self, cells: &[String]) -> Result<(), Failure> {
        self.writer.write_record(cells).context("a row of a table")?;
        self.rows = self.rows.saturating_add(1);
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> Result<Written, Failure> {
        let counted = self.writer.into_inner().map_err(|error| anyhow::anyhow!("a table: {error}"))?;
        let (bytes, sha256) = (counted.bytes, hex::encode(counted.hash.finalize()));
        counted
            .file
            .into_inner()
            .map_err(|error| anyhow::anyhow!("a table: {error}"))?
            .sync_all()
            .context("a table")?;
        Ok(Written { rows: self.rows, bytes, sha256 })
    }
}

//! The files of the project as the rules see them: a path from the root, and text.
//!
//! Does not know git: what lies in the working tree counts, committed or not, so that a rule is broken before
//! the commit and not after it. To leave a folder out: its name in [`NOT_OURS`].

use std::fs;
use std::path::Path;

/// Made by tools, never committed (`.gitignore` says the same).
const NOT_OURS: &[&str] = &["target", ".git", ".venv", "__pycache__", "node_modules"];

/// Nothing a person wrote is larger; what is larger is data.
const LARGEST_BYTES: u64 = 1 << 20;

/// One text file.
pub struct File {
    /// From the project's root, with forward slashes.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl File {
    /// A file as a bad sample has it.
    pub fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether the path ends in one of these extensions.
    pub fn is_any(&self, extensions: &[&str]) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| extensions.iter().any(|e| found == *e))
    }

    /// The lines with their numbers from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// Every text file of the project, in byte order of the paths.
pub fn files() -> Vec<File> {
    let root = hora_tests::project_root();
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.iter().any(|f| f.path == "tests/tidy/tree.rs"), "the walk did not find this very file");
    found
}

/// The file at this path; fails when it is not there, since the project cannot be without it.
pub fn file<'a>(files: &'a [File], path: &str) -> &'a File {
    files.iter().find(|f| f.path == path).unwrap_or_else(|| panic!("{path} is missing"))
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !NOT_OURS.iter().any(|n| name == *n) {
            walk(root, &path, found);
        }
        if !kind.is_file() || entry.metadata().is_ok_and(|m| m.len() > LARGEST_BYTES) {
            continue;
        }
        // A colleague's editor may remove a file between the listing and this line.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        found.push(File { path, text });
    }
}

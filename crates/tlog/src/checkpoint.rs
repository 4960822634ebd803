//! Checkpoints: a log's name, how many entries it has, and the root over them.

use std::{fmt, str::FromStr};

use crate::{
    hash::Hash,
    key::VerifierKey,
    lines,
    note::{NoNote, Note, Unverified},
    proof::Head,
    sign::Sign,
};

/// What a log says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which never changes: by custom its address without scheme.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Lines that mean something to somebody else; not empty ones.
    pub extensions: Vec<String>,
}

/// A text that is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no checkpoint ({0}): accepted are lines with origin, size in decimal, and root hash in base64")]
pub struct NoCheckpoint(&'static str);

/// Why a checkpoint is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unbelieved {
    /// It is no note.
    #[error(transparent)]
    Note(#[from] NoNote),
    /// It is signed by nobody who is trusted, or by somebody else in their name.
    #[error(transparent)]
    Unverified(#[from] Unverified),
    /// Its text is no checkpoint.
    #[error(transparent)]
    Text(#[from] NoCheckpoint),
    /// It is another log's.
    #[error("the checkpoint is of {found}, not of {expected}")]
    Origin {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        expected: String,
    },
}

impl Checkpoint {
    /// Its size and root.
    pub fn head(&self) -> Head {
        Head { size: self.size, root: self.root }
    }

    /// The note of it, signed by the log.
    ///
    /// # Errors
    /// The signer's, or an origin that no note can have.
    pub fn signed<S: Sign>(&self, signer: &S) -> Result<Note, SignError<S::Error>> {
        let mut note = Note::unsigned(&self.to_string())?;
        note.sign(signer).map_err(SignError::Signer)?;
        Ok(note)
    }

    /// The checkpoint of a note that the log's key signed; the key's name is the origin.
    ///
    /// # Errors
    /// It is not to be believed.
    pub fn open(note: &Note, log: &VerifierKey) -> Result<Self, Unbelieved> {
        note.verified(std::slice::from_ref(log))?;
        let checkpoint: Self = note.text().parse()?;
        if checkpoint.origin != log.name() {
            let expected = log.name().to_owned();
            return Err(Unbelieved::Origin { found: checkpoint.origin, expected });
        }
        Ok(checkpoint)
    }
}

/// Why a checkpoint was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError<E> {
    /// What is to be signed is no text of a note.
    #[error(transparent)]
    Note(#[from] NoNote),
    /// The signer did not.
    #[error("the signer refuses: {0}")]
    Signer(E),
}

impl fmt::Display for Checkpoint {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = NoCheckpoint;

    fn from_str(text: &str) -> Result<Self, NoCheckpoint> {
        let text = text.strip_suffix('\n').ok_or(NoCheckpoint("its last line has no end"))?;
        let mut parts = text.split('\n');
        let origin = parts.next().filter(|line| !line.is_empty()).ok_or(NoCheckpoint("it has no origin"))?;
        let size = parts.next().and_then(lines::decimal).ok_or(NoCheckpoint("its size is no decimal"))?;
        let root =
            parts.next().and_then(|line| line.parse().ok()).ok_or(NoCheckpoint("its root is no hash"))?;
        let extensions: Vec<String> = parts.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(NoCheckpoint("it has an empty line"));
        }
        if size == 0 && root != Hash::empty() {
            return Err(NoCheckpoint("the root of an empty log is the hash of nothing"));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }
}

//! Receipts: tlog-proof@v1, an inclusion proof and a checkpoint in one text that is checked offline.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    hash::Hash,
    lines,
    note::{NoNote, Note},
    proof::{self, Head, Unproven},
};

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A proof that an entry is in a log, as far as its checkpoint is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Bytes for whoever uses it. Nothing proves them.
    pub extra: Option<Vec<u8>>,
    /// The place of the entry, from 0.
    pub index: u64,
    /// The inclusion proof.
    pub proof: Vec<Hash>,
    /// The checkpoint, with its cosignatures.
    pub checkpoint: Note,
}

/// A text that is no receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReceipt {
    /// The first line.
    #[error("the first line is `{HEADER}`")]
    Header,
    /// The line of extra data.
    #[error("behind `extra` stands base64")]
    Extra,
    /// The line of the index.
    #[error("a line has `index` and a decimal")]
    Index,
    /// A line of the proof.
    #[error("line {0} of the proof is no hash in base64")]
    Hash(usize),
    /// Too long a proof.
    #[error("a proof has at most {} hashes", proof::MAX_HASHES)]
    TooLong,
    /// No empty line before the checkpoint.
    #[error("an empty line and a checkpoint follow the proof")]
    Form,
    /// What follows is no note.
    #[error(transparent)]
    Note(#[from] NoNote),
}

impl Receipt {
    /// Checks that the entry is in the tree of a head, which is that of the checkpoint once its signatures are believed.
    ///
    /// # Errors
    /// The proof does not show it.
    pub fn proves(&self, entry: &[u8], head: Head) -> Result<(), Unproven> {
        proof::inclusion(Hash::leaf(entry), self.index, head.size, &self.proof, head.root)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for Receipt {
    type Err = NoReceipt;

    fn from_str(text: &str) -> Result<Self, NoReceipt> {
        let (header, rest) = lines::first(text).ok_or(NoReceipt::Header)?;
        if header != HEADER {
            return Err(NoReceipt::Header);
        }
        let (mut line, mut rest) = lines::first(rest).ok_or(NoReceipt::Index)?;
        let mut extra = None;
        if let Some(data) = line.strip_prefix("extra ") {
            extra = Some(STANDARD.decode(data).map_err(|_| NoReceipt::Extra)?);
            (line, rest) = lines::first(rest).ok_or(NoReceipt::Index)?;
        }
        let index = line.strip_prefix("index ").and_then(lines::decimal).ok_or(NoReceipt::Index)?;
        let mut proof = Vec::new();
        loop {
            let (line, behind) = lines::first(rest).ok_or(NoReceipt::Form)?;
            rest = behind;
            if line.is_empty() {
                return Ok(Self { extra, index, proof, checkpoint: rest.parse()? });
            }
            if proof.len() >= proof::MAX_HASHES {
                return Err(NoReceipt::TooLong);
            }
            proof.push(line.parse().map_err(|_| NoReceipt::Hash(proof.len().saturating_add(1)))?);
        }
    }
}

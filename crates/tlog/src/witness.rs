//! The call `add-checkpoint` of tlog-witness: its request, and the verdict of a witness on it, as a pure function.
//!
//! Whoever runs a witness keeps one [`Head`] for each log, judges and writes under one lock, and writes before answering.
//! Knows no HTTP; [`Verdict::status`] is the code that belongs to an answer.

use std::fmt::Write as _;

use crate::{
    checkpoint::{Checkpoint, Unbelieved},
    hash::Hash,
    key::VerifierKey,
    lines,
    note::{NoNote, Note},
    proof::{self, Head, Unproven},
};

/// The media type of the answer 409.
pub const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";

/// A checkpoint for a witness, with the proof that it goes on from what the witness is thought to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The size that the witness is thought to know; 0 where it knows none.
    pub old: u64,
    /// The consistency proof from there.
    pub proof: Vec<Hash>,
    /// The checkpoint.
    pub note: Note,
}

/// A body that is no request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRequest {
    /// The first line.
    #[error("the first line is `old` and a size in decimal")]
    Old,
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

impl std::fmt::Display for Request {
    /// The body of the call.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        f.write_char('\n')?;
        self.note.fmt(f)
    }
}

impl std::str::FromStr for Request {
    type Err = NoRequest;

    fn from_str(body: &str) -> Result<Self, NoRequest> {
        let (first, mut rest) = lines::first(body).ok_or(NoRequest::Old)?;
        let old = first.strip_prefix("old ").and_then(lines::decimal).ok_or(NoRequest::Old)?;
        let mut proof = Vec::new();
        loop {
            let (line, behind) = lines::first(rest).ok_or(NoRequest::Form)?;
            rest = behind;
            if line.is_empty() {
                return Ok(Self { old, proof, note: rest.parse()? });
            }
            if proof.len() >= proof::MAX_HASHES {
                return Err(NoRequest::TooLong);
            }
            proof.push(line.parse().map_err(|_| NoRequest::Hash(proof.len().saturating_add(1)))?);
        }
    }
}

/// What a witness makes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on from what is known: write the head down, then cosign.
    Cosign(Checkpoint),
    /// The log is not one of this witness's.
    UnknownLog,
    /// No signature by the log's key, or one that is not by it.
    Forbidden(Unbelieved),
    /// The text is no checkpoint, or the old size is above the new one.
    Malformed(String),
    /// The witness knows another size than the request thinks; or, of the same size, another root.
    Conflict {
        /// The size it knows.
        known: u64,
        /// Whether the log shows another root for a size that was cosigned: a fork.
        is_fork: bool,
    },
    /// The proof does not hold: the log may have been rewritten.
    Inconsistent(Unproven),
}

impl Verdict {
    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::Cosign(_) => 200,
            Self::Malformed(_) => 400,
            Self::Forbidden(_) => 403,
            Self::UnknownLog => 404,
            Self::Conflict { .. } => 409,
            Self::Inconsistent(_) => 422,
        }
    }
}

/// Judges a request. `log` is the key trusted for its origin, if this witness knows the log; `known` the newest head it
/// cosigned, if any.
pub fn judge(request: &Request, log: Option<&VerifierKey>, known: Option<Head>) -> Verdict {
    let Some(log) = log else { return Verdict::UnknownLog };
    let checkpoint = match Checkpoint::open(&request.note, log) {
        Ok(checkpoint) => checkpoint,
        Err(Unbelieved::Text(wrong)) => return Verdict::Malformed(wrong.to_string()),
        Err(unbelieved) => return Verdict::Forbidden(unbelieved),
    };
    if request.old > checkpoint.size {
        return Verdict::Malformed("the old size is above that of the checkpoint".to_owned());
    }
    let known = known.unwrap_or(Head { size: 0, root: Hash::empty() });
    if request.old != known.size {
        return Verdict::Conflict { known: known.size, is_fork: false };
    }
    if known.size == checkpoint.size && known.root != checkpoint.root {
        return Verdict::Conflict { known: known.size, is_fork: true };
    }
    match proof::consistency(known, checkpoint.head(), &request.proof) {
        Ok(()) => Verdict::Cosign(checkpoint),
        Err(unproven) => Verdict::Inconsistent(unproven),
    }
}

/// The origin that a request names, without believing it: by it the log's key is looked up.
pub fn origin(request: &Request) -> &str {
    lines::first(request.note.text()).map_or("", |(origin, _)| origin)
}

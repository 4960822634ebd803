//! Private text: sealing, opening and committing to it, as pure functions.
//!
//! Free text by or about people never lies readable in a record. It travels as [`Sealed`]: encrypted under
//! the data key of its subject, beside a commitment that proves later what the text was. Destroying the data
//! key destroys the text; the commitment stays and reveals nothing, because its blind is gone with the key.
//! The byte formats are those of `contracts.md`, "Bytes for ever / Sealing": they may never change, and
//! `tests/golden` holds them.
//!
//! What this crate does not know: where data keys are kept or who owns them (`keyring`), which fields are
//! private and who may open them (`domain`, `access`), files, clocks, the network. Its only contact with the
//! outside is [`fresh_nonce`].
//!
//! To add another derived secret: give it a tag of its own in `derive.rs`, a function beside [`blind`], and
//! vectors from the independent script in `tests/golden`.

mod commitment;
mod derive;
mod error;
mod place;
mod sealed;

pub use commitment::commit;
pub use derive::{DATA_KEY_BYTES, blind};
pub use error::Error;
pub use place::Place;
pub use sealed::{NONCE_BYTES, Sealed, fresh_nonce, open, seal};

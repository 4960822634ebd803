//! Keys made where they are used: the hub is told a hash, and never sees the secret before its first use.
//!
//! Knows no roles.

use anyhow::Context as _;
use runtime::access::Key;
use uuid::Uuid;

/// A secret that has no name yet.
pub struct Fresh(Key);

impl Fresh {
    /// 32 random bytes.
    ///
    /// # Errors
    /// The operating system has none.
    pub fn generate() -> anyhow::Result<Self> {
        Ok(Self(Key::generate(Uuid::nil()).context("no random bytes")?))
    }

    /// What the hub is told.
    pub fn hash(&self) -> String {
        self.0.hash()
    }

    /// The key as its holder keeps it, once the hub has named it.
    ///
    /// # Errors
    /// The name is no uuid.
    pub fn key(mut self, key_id: &str) -> anyhow::Result<String> {
        self.0.id = Uuid::try_parse(key_id).context("the key id is no uuid")?;
        Ok(self.0.reveal())
    }
}

//! What signs with a private key: a value in memory, or whatever implements [`Sign`] where the key is kept elsewhere.

use ed25519_dalek::{Signer as _, SigningKey};

use crate::key::{Algorithm, NoKey, VerifierKey};

/// Whoever can sign with a private key: one in memory, or a service that keeps it.
pub trait Sign {
    /// Why it does not sign.
    type Error;

    /// The public key to its signatures.
    fn verifier(&self) -> &VerifierKey;

    /// The 64 bytes of an Ed25519 signature over a message.
    ///
    /// # Errors
    /// The key cannot be reached, or its keeper refuses.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Self::Error>;
}

/// A private key in memory.
pub struct SignerKey {
    verifier: VerifierKey,
    key: SigningKey,
}

impl SignerKey {
    /// The key of a seed of 32 random bytes, under a name.
    ///
    /// # Errors
    /// The name cannot be one.
    pub fn new(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, NoKey> {
        let key = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, algorithm, key.verifying_key().as_bytes())?;
        Ok(Self { verifier, key })
    }
}

impl Sign for SignerKey {
    type Error = std::convert::Infallible;

    fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Self::Error> {
        Ok(self.key.sign(message).to_bytes())
    }
}

//! Ten-minute tokens: a signed statement of backbone that somebody is a pseudonym in one initiative.
//!
//! Knows no grants: what the pseudonym may do is asked of the roster at the time of each command. One fixed
//! algorithm (Ed25519), no key lookup by `kid`, all of `iss aud exp nbf sub` required. Source: RFC 8725.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex},
};

use domain::{ids::Uuid, time::Timestamp};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::key::PREFIX;

/// How long a token lives, in seconds.
pub const LIFETIME_S: i64 = 600;
/// A longer token is refused before anything of it is decoded; ours are far shorter.
const MAX_TOKEN_BYTES: usize = 2_048;
/// Verified tokens remembered, so that a caller's second request costs a hash instead of a signature check.
const REMEMBERED_TOKENS: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The hub that issued it.
    pub iss: String,
    /// `<hub>/<initiative>`: the one initiative it is good for.
    pub aud: String,
    /// The pseudonym there (`p_…`) or the service (`s_…`).
    pub sub: String,
    /// Good until, in seconds since 1970.
    pub exp: i64,
    /// Good from, in seconds since 1970.
    pub nbf: i64,
    /// The key it was exchanged for, for revocation.
    pub key: Uuid,
    /// The pseudonym in the initiative `hub`, where roles of the whole hub are granted.
    pub hub_sub: Option<String>,
    /// Backbone's sequences at issue, of `hub` and of the initiative: a service waits until its roster has seen them.
    pub seen: (u64, u64),
}

impl Claims {
    /// The initiative the token is for.
    pub fn initiative(&self) -> &str {
        self.aud.rsplit('/').next().unwrap_or_default()
    }
}

/// Why a token is not taken. Says nothing that helps to forge one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Not a token of this hub.
    #[error(
        "the token is not one of this hub; accepted is `authorization: Bearer <token>` from an exchange at backbone"
    )]
    NotOurs,
    /// A key in the place of a token. Its shape is all that is looked at, so that it says nothing of which keys there are.
    #[error(
        "this is a key; exchange it for a token with `hora token exchange`, or at hora.backbone.v1.Tokens/Exchange"
    )]
    Key,
    /// Outside its ten minutes.
    #[error("the token has expired or is not valid yet; exchange the key again")]
    OutOfTime,
}

/// The issuing side, held by backbone alone.
pub struct Signer {
    key: EncodingKey,
    public: [u8; 32],
    hub: String,
}

impl Signer {
    /// A signer from its 32-byte seed. None when the seed makes no key.
    pub fn new(hub: &str, seed: &[u8; 32]) -> Option<Self> {
        let signing = SigningKey::from_bytes(seed);
        let der = signing.to_pkcs8_der().ok()?;
        let public = signing.verifying_key().to_bytes();
        Some(Self { key: EncodingKey::from_ed_der(der.as_bytes()), public, hub: hub.to_owned() })
    }

    /// The public key, which every service checks with.
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    /// A token for ten minutes from `now`. None when signing fails, which a right key never does.
    pub fn issue(
        &self,
        initiative: &str,
        sub: &str,
        hub_sub: Option<&str>,
        key: Uuid,
        seen: (u64, u64),
        now: Timestamp,
    ) -> Option<String> {
        let now_s = now.as_us().div_euclid(1_000_000);
        let claims = Claims {
            iss: self.hub.clone(),
            aud: format!("{}/{initiative}", self.hub),
            sub: sub.to_owned(),
            exp: now_s.saturating_add(LIFETIME_S),
            nbf: now_s,
            key,
            hub_sub: hub_sub.map(str::to_owned),
            seen,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.key).ok()
    }
}

/// The checking side, in every service; needs no network.
pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
    hub: String,
    remembered: Mutex<LruCache<[u8; 32], Arc<Claims>>>,
}

impl Verifier {
    /// A verifier of tokens of `hub`, signed under `public`.
    pub fn new(hub: &str, public: &[u8; 32]) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[hub]);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "nbf", "sub"]);
        // The audience is one of many (`<hub>/<initiative>`) and the clock is the hub's: both checked below.
        validation.validate_aud = false;
        validation.validate_exp = false;
        Self {
            key: DecodingKey::from_ed_der(public),
            validation,
            hub: hub.to_owned(),
            remembered: Mutex::new(LruCache::new(REMEMBERED_TOKENS)),
        }
    }

    /// What a token says, if it is ours and in its time.
    ///
    /// # Errors
    /// [`BadToken`].
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Arc<Claims>, BadToken> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(BadToken::NotOurs);
        }
        if token.starts_with(PREFIX) {
            return Err(BadToken::Key);
        }
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let claims = match self.recall(&digest) {
            Some(claims) => claims,
            None => self.check(token, digest)?,
        };
        let now_s = now.as_us().div_euclid(1_000_000);
        if now_s < claims.nbf.saturating_sub(5) || claims.exp <= now_s {
            return Err(BadToken::OutOfTime);
        }
        Ok(claims)
    }

    fn recall(&self, digest: &[u8; 32]) -> Option<Arc<Claims>> {
        self.remembered.lock().ok()?.get(digest).cloned()
    }

    fn check(&self, token: &str, digest: [u8; 32]) -> Result<Arc<Claims>, BadToken> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.key, &self.validation)
            .map_err(|_| BadToken::NotOurs)?
            .claims;
        let is_for_us = claims.aud.strip_prefix(&self.hub).is_some_and(|rest| rest.starts_with('/'));
        if !is_for_us || claims.exp.saturating_sub(claims.nbf) > LIFETIME_S {
            return Err(BadToken::NotOurs);
        }
        let claims = Arc::new(claims);
        if let Ok(mut remembered) = self.remembered.lock() {
            remembered.put(digest, Arc::clone(&claims));
        }
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};

    use super::*;

    const NOW: &str = "2026-11-23T10:00:00Z";

    fn pair() -> (Signer, Verifier) {
        let signer = Signer::new("hub.example", &[7; 32]).unwrap();
        let verifier = Verifier::new("hub.example", &signer.public());
        (signer, verifier)
    }

    fn issue(signer: &Signer) -> String {
        signer.issue("cluj", "p_1", None, Uuid::nil(), (1, 2), NOW.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_token_says_who_and_where_for_ten_minutes() {
        let (signer, verifier) = pair();
        let token = issue(&signer);
        let now: Timestamp = NOW.parse().unwrap();
        for _ in 0..2 {
            let claims = verifier.verify(&token, now).unwrap();
            assert_eq!((claims.sub.as_str(), claims.initiative()), ("p_1", "cluj"));
        }
        assert_eq!(verifier.verify(&token, now.plus_hours(1)), Err(BadToken::OutOfTime));
        assert_eq!(verifier.verify(&token, now.plus_hours(-1)), Err(BadToken::OutOfTime));
    }

    #[test]
    fn a_key_is_told_to_be_exchanged() {
        let (_, verifier) = pair();
        let key = crate::Key::generate(Uuid::nil()).unwrap().reveal();
        assert_eq!(verifier.verify(&key, NOW.parse().unwrap()), Err(BadToken::Key));
        assert!(BadToken::Key.to_string().starts_with("this is a key; exchange it for a token"));
    }

    #[test]
    fn crafted_tokens_are_refused() {
        let (signer, verifier) = pair();
        let token = issue(&signer);
        let parts: Vec<&str> = token.split('.').collect();
        let claims = parts[1];
        let none = B64.encode(br#"{"alg":"none","typ":"JWT"}"#);
        let hs256 = B64.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
        let other = Signer::new("hub.example", &[8; 32]).unwrap();
        let elsewhere = Signer::new("other.example", &[7; 32]).unwrap();
        let longer = Signer::new("hub.example.org", &[7; 32]).unwrap();
        let hmac = jsonwebtoken::encode(
            &Header::new(Algorithm::HS256),
            &serde_json::json!({"iss":"hub.example","aud":"hub.example/cluj","sub":"p_1","exp":9_999_999_999_i64,"nbf":0,
                "key":Uuid::nil(),"hub_sub":null,"seen":[0,0]}),
            &EncodingKey::from_secret(&signer.public()),
        )
        .unwrap();
        let mut crafted = vec![
            String::new(),
            "a.b.c".to_owned(),
            format!("{none}.{claims}."),
            format!("{none}.{claims}.{}", parts[2]),
            format!("{hs256}.{claims}.{}", parts[2]),
            hmac,
            issue(&other),
            issue(&elsewhere),
            issue(&longer),
            "x".repeat(100_000),
            format!("{token}."),
            format!(" {token}"),
        ];
        // Any changed character of the claims or the signature.
        for at in (parts[0].len() + 1..token.len() - 1).step_by(17) {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            crafted.push(String::from_utf8(bytes).unwrap());
        }
        assert!(crafted.len() >= 30, "{}", crafted.len());
        for bad in crafted {
            assert!(verifier.verify(&bad, NOW.parse().unwrap()).is_err(), "{bad}");
        }
    }
}

//! Tokens of links: what a calendar or a feed reader carries in an address, since it cannot exchange keys.
//!
//! Knows no feed and stores nothing: a token says whose it is and is signed with the hub secret, so every service
//! can read it. It opens the pages that take it (`serve::pages`) and no RPC; it stands as long as the key it was
//! made under stands, and is judged by the roles of now ([ADR 30](../../../docs/adr/0030-feeds-and-their-links.md)).

use access::Claims;
use domain::ids::{PersonId, ServiceId, Uuid};

use crate::secrets::Secret;

/// Bytes of the signature that are sent: beyond guessing.
const SIGNATURE_BYTES: usize = 16;

/// The token of a link for whom these claims are of: `<key>.<pseudonym>.<signature>`.
pub fn token(secret: &Secret, claims: &Claims) -> String {
    let key = claims.key;
    format!("{key}.{}.{}", claims.sub, signature(secret, claims.initiative(), claims.key, &claims.sub))
}

/// Whose token of a link in this initiative it is; none where it was not made by this hub, or for another one.
pub(crate) fn read(secret: &Secret, initiative: &str, token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (Some(key), Some(holder), Some(signed), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let key: Uuid = key.parse().ok()?;
    let is_holder = holder.parse::<PersonId>().is_ok() || holder.parse::<ServiceId>().is_ok();
    // What is compared is a secret's product of which a caller can only guess: its time tells nothing of use.
    if !is_holder || signature(secret, initiative, key, holder) != signed {
        return None;
    }
    Some(Claims {
        iss: "link".to_owned(),
        aud: format!("link/{initiative}"),
        sub: holder.to_owned(),
        exp: i64::MAX,
        nbf: 0,
        key,
        // Roles of the whole hub do not travel in addresses.
        hub_sub: None,
        seen: (0, 0),
    })
}

fn signature(secret: &Secret, initiative: &str, key: Uuid, holder: &str) -> String {
    let key = key.to_string();
    let mut message = Vec::new();
    for part in ["hora/v1/link", initiative, &key, holder] {
        message.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    hex::encode(secret.hmac(&message)).chars().take(2 * SIGNATURE_BYTES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_holder_key_and_initiative_alone() {
        let folder = tempfile::tempdir().unwrap();
        let secret = Secret::load_or_create(&folder.path().join("secret")).unwrap();
        let other = Secret::load_or_create(&folder.path().join("other")).unwrap();
        let holder = format!("p_{}", "7".repeat(32));
        let claims = Claims {
            iss: "hub".to_owned(),
            aud: "hub/cluj".to_owned(),
            sub: holder.clone(),
            exp: 0,
            nbf: 0,
            key: Uuid::from_u128(7),
            hub_sub: Some(format!("a_{}", "1".repeat(32))),
            seen: (3, 4),
        };
        let made = token(&secret, &claims);
        let found = read(&secret, "cluj", &made).unwrap();
        assert_eq!(
            (found.sub.as_str(), found.key, found.initiative()),
            (holder.as_str(), claims.key, "cluj")
        );
        assert_eq!(found.hub_sub, None, "roles of the whole hub stay behind");
        assert!(read(&secret, "iasi", &made).is_none() && read(&other, "cluj", &made).is_none());
        let forged = [
            made.replace(&"7".repeat(32), &"8".repeat(32)),
            made.replacen('7', "8", 1),
            format!("{made}.x"),
            made.replace('.', ""),
            String::new(),
            "hora_7_7".to_owned(),
        ];
        for forged in forged {
            assert!(read(&secret, "cluj", &forged).is_none(), "{forged}");
        }
    }
}

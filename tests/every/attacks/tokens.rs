//! Tokens that nobody issued: each is refused, over gRPC and as JSON, with the words for the plainest nonsense.
//!
//! Tokens are crafted with all that an attacker may have (a right token, the public key, keys of their own) and
//! with what they may not have, the hub's own key, so that each check is tried by itself. Source: RFC 8725.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use domain::time::Timestamp;
use hora::client::Client;
use hora_tests::circle::Circle;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use runtime::{access::Signer, secrets::Secret};
use serde_json::{Value, json};
use tonic::Code;

use super::{Line, SLUG, frame, line::Answer};
use crate::every::rpcs::{methods, path};

/// An Ed25519 key in DER, up to its 32 bytes. Source: RFC 8410.
const ED25519_DER: &[u8] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
/// One RPC that a member needs a token for, and one that is open to the public.
const TRIED: [&str; 2] =
    ["/hora.agenda.v1.AgendaCommands/DefineGoal", "/hora.agenda.v1.AgendaQueries/GetAgenda"];

/// What the attacker has.
struct Loot {
    /// A right token of a representative.
    token: String,
    /// A right token of the admin.
    admin: String,
    seed: [u8; 32],
    public: [u8; 32],
    hub: String,
}

impl Loot {
    fn part(&self, number: usize) -> &str {
        self.token.split('.').nth(number).unwrap()
    }

    fn claims(&self) -> Value {
        serde_json::from_slice(&B64.decode(self.part(1)).unwrap()).unwrap()
    }

    /// The right token with another header, and its own signature.
    fn header(&self, header: &Value) -> String {
        format!("{}.{}.{}", B64.encode(header.to_string()), self.part(1), self.part(2))
    }

    /// Right claims but for one, signed by the hub's own key.
    fn signed(&self, claim: &str, value: Option<Value>) -> String {
        let mut claims = self.claims();
        match value {
            Some(value) => claims[claim] = value,
            None => drop(claims.as_object_mut().unwrap().remove(claim)),
        }
        let key = EncodingKey::from_ed_der(&[ED25519_DER, &self.seed].concat());
        encode(&Header::new(Algorithm::EdDSA), &claims, &key).unwrap()
    }

    /// The admin's claims as the public key's bytes, taken for a shared secret, would sign them.
    fn confused(&self, algorithm: Algorithm, secret: &[u8]) -> String {
        encode(&Header::new(algorithm), &self.claims(), &EncodingKey::from_secret(secret)).unwrap()
    }

    /// The claims under a key of the attacker's, with a header that says where to find it.
    fn own_key(&self, header: Value) -> String {
        let key = EncodingKey::from_ed_der(&[ED25519_DER, &[9; 32]].concat());
        let signed = encode(&Header::new(Algorithm::EdDSA), &self.claims(), &key).unwrap();
        let mut whole = json!({"alg": "EdDSA", "typ": "JWT"});
        whole.as_object_mut().unwrap().extend(header.as_object().unwrap().clone());
        let rest = signed.split_once('.').unwrap().1;
        format!("{}.{rest}", B64.encode(whole.to_string()))
    }

    /// Each crafted token with a name for complaints.
    fn crafted(&self) -> Vec<(String, String)> {
        let mut all = self.headers();
        all.extend(self.keys());
        all.extend(self.claims_of_others());
        all.extend(self.shapes());
        all.into_iter().map(|(name, token)| (name.to_owned(), token)).collect()
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let none = |name: &str| B64.encode(json!({"alg": name, "typ": "JWT"}).to_string());
        vec![
            ("alg none, unsigned", format!("{}.{}.", none("none"), self.part(1))),
            ("alg None, unsigned", format!("{}.{}.", none("None"), self.part(1))),
            ("alg none, signed", self.header(&json!({"alg": "none"}))),
            ("no alg", self.header(&json!({"typ": "JWT"}))),
            ("alg HS256, signature of EdDSA", self.header(&json!({"alg": "HS256"}))),
            ("alg RS256", self.header(&json!({"alg": "RS256"}))),
            ("alg ES256", self.header(&json!({"alg": "ES256"}))),
            ("alg unknown", self.header(&json!({"alg": "EdDSB"}))),
            ("a header that is no JSON", format!("{}.{}.{}", B64.encode("{"), self.part(1), self.part(2))),
        ]
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        let jwk = json!({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": B64.encode([9; 32])}});
        let sign = |hub: &str, seed: &[u8; 32]| {
            let signer = Signer::new(hub, seed).unwrap();
            let key = self.claims()["key"].as_str().unwrap().parse().unwrap();
            signer.issue(SLUG, self.claims()["sub"].as_str().unwrap(), None, key, (0, 0), now()).unwrap()
        };
        vec![
            ("HS256 with the public key", self.confused(Algorithm::HS256, &self.public)),
            ("HS512 with the public key", self.confused(Algorithm::HS512, &self.public)),
            (
                "HS256 with the public key in hex",
                self.confused(Algorithm::HS256, hex(&self.public).as_bytes()),
            ),
            ("HS256 with an empty secret", self.confused(Algorithm::HS256, b"")),
            ("another key", self.own_key(json!({}))),
            ("another key, brought along", self.own_key(jwk)),
            ("another key, to be fetched", self.own_key(json!({"jku": "http://127.0.0.1:1/keys"}))),
            ("another key, by a path", self.own_key(json!({"kid": "../../../etc/passwd"}))),
            ("a hub with another key", sign(&self.hub, &[8; 32])),
            ("another hub with the same key", sign("other.example", &self.seed)),
            ("a hub whose name begins the same", sign(&format!("{}.evil", self.hub), &self.seed)),
        ]
    }

    fn claims_of_others(&self) -> Vec<(&'static str, String)> {
        let claims = self.claims();
        let long = claims["nbf"].as_i64().unwrap() + 601;
        vec![
            ("no iss", self.signed("iss", None)),
            ("no aud", self.signed("aud", None)),
            ("no sub", self.signed("sub", None)),
            ("no exp", self.signed("exp", None)),
            ("no nbf", self.signed("nbf", None)),
            ("no key", self.signed("key", None)),
            ("the audience of another hub", self.signed("aud", Some(json!(format!("other.example/{SLUG}"))))),
            (
                "an audience that begins like ours",
                self.signed("aud", Some(json!(format!("{}.evil/{SLUG}", self.hub)))),
            ),
            ("an audience without an initiative", self.signed("aud", Some(json!(self.hub)))),
            ("many audiences", self.signed("aud", Some(json!([claims["aud"], "other.example/x"])))),
            ("a subject that is a list", self.signed("sub", Some(json!([claims["sub"]])))),
            ("more than ten minutes", self.signed("exp", Some(json!(long)))),
            ("an end that is a text", self.signed("exp", Some(json!("9999999999")))),
            ("an end beyond all numbers", self.signed("exp", Some(json!(1e300)))),
        ]
    }

    fn shapes(&self) -> Vec<(&'static str, String)> {
        let (head, body, signature) = (self.part(0), self.part(1), self.part(2));
        let admins = self.admin.split('.').nth(1).unwrap();
        let flipped = |at: usize| {
            let mut bytes = self.token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        };
        vec![
            ("the admin's claims with one's own signature", format!("{head}.{admins}.{signature}")),
            ("no signature", format!("{head}.{body}.")),
            ("two parts", format!("{head}.{body}")),
            ("a signature of zeros", format!("{head}.{body}.{}", B64.encode([0; 64]))),
            ("a signature that goes on", format!("{head}.{body}.{signature}AAAA")),
            ("a fourth part", format!("{}.{signature}", self.token)),
            ("a blank before it", format!(" {}", self.token)),
            ("padding behind it", format!("{}==", self.token)),
            ("a changed claim", flipped(head.len() + 20)),
            ("a changed signature", flipped(self.token.len() - 20)),
            ("ten thousand letters", "x".repeat(10_000)),
        ]
    }
}

fn now() -> Timestamp {
    runtime::clock::Clock::default().now()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn token(client: &mut Client, initiative: &str) -> String {
    let bearer = client.bearer(initiative).await.unwrap().unwrap();
    bearer.to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned()
}

/// All that a caller can tell from an answer.
fn seen(answer: &Answer) -> (u16, Option<Code>, String, Vec<u8>, Vec<u8>) {
    let status = answer.status.as_ref();
    let (message, details) =
        status.map(|status| (status.message().to_owned(), status.details().to_vec())).unwrap_or_default();
    (answer.http, answer.code(), message, details, answer.body.clone())
}

/// The answers to a token: over gRPC and as JSON, where a token is needed and where none is.
async fn tried(line: &Line, token: &str) -> Vec<(u16, Option<Code>, String, Vec<u8>, Vec<u8>)> {
    let line = line.with_bearer(&format!("Bearer {token}"));
    let mut all = Vec::new();
    for method in methods().iter().filter(|method| TRIED.contains(&path(method).as_str())) {
        all.push(seen(&line.grpc(method, frame(0, &[]), &[]).await));
        all.push(seen(&line.json(method, b"{}").await));
    }
    all
}

async fn loot(circle: &mut Circle) -> Loot {
    let hub = &circle.sandbox.running().unwrap().hub;
    let seed = *Secret::load_or_create(&hub.config.secrets().join("token.seed")).unwrap().bytes();
    let (public, hub) = (hub.signer.as_ref().unwrap().public(), hub.config.hub.name.clone());
    let token_of_voter = token(circle.voters[0].client(), SLUG).await;
    let admin = token(circle.admin.person().client(), "hub").await;
    Loot { token: token_of_voter, admin, seed, public, hub }
}

#[tokio::test(flavor = "multi_thread")]
async fn crafted_tokens_are_all_answered_like_nonsense() {
    let mut circle = Circle::of(SLUG, 1).await.unwrap();
    let loot = loot(&mut circle).await;
    let line = Line::of(&mut circle.voters[0]).await.unwrap();
    let nonsense = tried(&line, "a.b.c").await;
    let [grpc, json, ..] = nonsense.as_slice() else { panic!("{} answers", nonsense.len()) };
    assert_eq!((grpc.1, json.0), (Some(Code::Unauthenticated), 401), "{nonsense:?}");
    assert!(String::from_utf8_lossy(&json.4).contains("token_not_ours"));

    // The right token gets in, and so does the same made by hand: what is refused below is refused for its fault.
    for right in [loot.token.clone(), loot.signed("hub_sub", Some(Value::Null))] {
        let known = tried(&line, &right).await;
        assert!(
            known.iter().all(|answer| answer.1 != Some(Code::Unauthenticated) && answer.0 != 401),
            "{known:?}"
        );
    }
    let crafted = loot.crafted();
    assert!(crafted.len() >= 30, "{}", crafted.len());
    let mut complaints = Vec::new();
    for (name, token) in crafted {
        let answers = tried(&line, &token).await;
        if answers != nonsense {
            complaints.push(format!("{name}: {answers:?}"));
        }
    }
    let made_up = format!("hora_{}_{}", "0".repeat(32), "A".repeat(43));
    for key in [circle.admin.key().to_owned(), made_up] {
        let answers = tried(&line, &key).await;
        let is_told = |answer: &(u16, Option<Code>, String, Vec<u8>, Vec<u8>)| {
            answer.2.contains("this is a key") || String::from_utf8_lossy(&answer.4).contains("this is a key")
        };
        if !answers.iter().all(is_told) {
            complaints.push(format!("a key instead of a token: {answers:?}"));
        }
    }
    circle.sandbox.stop().await;
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_out_of_their_time_are_told_so_alike() {
    let mut circle = Circle::of(SLUG, 1).await.unwrap();
    let loot = loot(&mut circle).await;
    let line = Line::of(&mut circle.voters[0]).await.unwrap();
    let nbf = loot.claims()["nbf"].as_i64().unwrap();
    let at = |from: i64| {
        let mut moved = Loot {
            token: loot.signed("nbf", Some(json!(from))),
            admin: String::new(),
            hub: String::new(),
            ..loot
        };
        moved.token = moved.signed("exp", Some(json!(from + 600)));
        moved.token
    };
    let mut answers = Vec::new();
    for from in [nbf - 3_600, nbf - 601, nbf + 3_600, 0] {
        answers.push(tried(&line, &at(from)).await);
    }
    circle.sandbox.stop().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert!(String::from_utf8_lossy(&answers[0][1].4).contains("token_expired"), "{answers:?}");
}

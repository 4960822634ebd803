//! What must not open, and what a sealed value looks like in a record.

use proptest::prelude::*;
use seal::{Error, Place, Sealed, fresh_nonce, open, seal};

const KEY: [u8; 32] = [7; 32];
const PLACE: Place<'static> =
    Place { initiative: "cluj-school", event: "0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b", field: "/text" };
const SUBJECT: &str = "text:0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b";

fn sealed(text: &str) -> Result<Sealed, Error> {
    seal(&KEY, &PLACE, SUBJECT, text, [9; 24])
}

#[test]
fn another_key_or_another_place_does_not_open() {
    let value = sealed("hello").unwrap();
    assert_eq!(open(&[8; 32], &PLACE, &value), Err(Error::Tag));
    for place in [
        Place { initiative: "cluj-schoo", ..PLACE },
        Place { event: "0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5c", ..PLACE },
        Place { field: "/items/0/text", ..PLACE },
        // The same bytes cut elsewhere: only the length prefixes tell these places apart.
        Place { initiative: "cluj-school0", event: "197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b", field: "/text" },
    ] {
        assert_eq!(open(&KEY, &place, &value), Err(Error::Tag));
    }
}

#[test]
fn every_changed_byte_is_found() {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    let value = sealed("hello").unwrap();
    let bytes = BASE64_STANDARD.decode(&value.sealed).unwrap();
    assert_eq!(bytes.len(), 24 + 5 + 16);
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let changed = Sealed { sealed: BASE64_STANDARD.encode(changed), ..value.clone() };
        assert_eq!(open(&KEY, &PLACE, &changed), Err(Error::Tag));
    }
}

#[test]
fn a_changed_commitment_is_found() {
    let value = Sealed { commitment: sealed("other").unwrap().commitment, ..sealed("hello").unwrap() };
    assert_eq!(open(&KEY, &PLACE, &value), Err(Error::Commitment));
}

#[test]
fn only_padded_base64_with_nonce_and_tag_is_taken() {
    for text in ["", "%%%%", "aGVsbG8", "AAAA", "aGVsbG8_"] {
        let value = Sealed { sealed: text.to_owned(), ..sealed("hello").unwrap() };
        assert_eq!(open(&KEY, &PLACE, &value), Err(Error::Encoding), "{text}");
    }
}

#[test]
fn two_spellings_of_the_same_characters_commit_alike() {
    let composed = sealed("\u{21b}ar\u{103}").unwrap();
    let decomposed = sealed("t\u{326}ara\u{306}").unwrap();
    assert_eq!(composed, decomposed);
    assert_eq!(open(&KEY, &PLACE, &decomposed).unwrap(), "\u{21b}ar\u{103}");
}

#[test]
fn a_record_carries_the_three_fields_in_order_and_no_other() {
    let json = serde_json::to_string(&sealed("hello").unwrap()).unwrap();
    let names: Vec<_> = json.split('"').skip(1).step_by(4).collect();
    assert_eq!(names, ["subject", "sealed", "commitment"]);
    let more = json.replace('}', r#","text":"hello"}"#);
    assert!(serde_json::from_str::<Sealed>(&more).is_err());
}

#[test]
fn nonces_are_not_repeated() {
    assert_ne!(fresh_nonce().unwrap(), fresh_nonce().unwrap());
}

#[test]
fn errors_and_values_never_show_the_text() {
    let value = sealed("a very private sentence").unwrap();
    let shown = format!("{value:?} {:?}", open(&[8; 32], &PLACE, &value));
    assert!(!shown.contains("private sentence"));
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_as_its_normal_form(text in any::<String>(), key: [u8; 32], nonce: [u8; 24]) {
        let value = seal(&key, &PLACE, SUBJECT, &text, nonce).unwrap();
        let normal: String = unicode_normalization::UnicodeNormalization::nfc(text.as_str()).collect();
        prop_assert_eq!(open(&key, &PLACE, &value).unwrap(), normal);
    }
}

//! The byte format of sealed text, for ever: every vector seals and opens to the same bytes.
//!
//! `golden/vectors.json` was written by a program that shares no code with this crate, run by hand in this
//! folder: `python3 golden/vectors.py > golden/vectors.json` (Python with the package `cryptography`).
//! The file is never edited.

use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    data_key: String,
    nonce: String,
    initiative: String,
    event: String,
    field: String,
    plaintext: String,
    blind: String,
    stored: seal::Sealed,
}

impl Vector {
    fn place(&self) -> seal::Place<'_> {
        seal::Place { initiative: &self.initiative, event: &self.event, field: &self.field }
    }
}

fn vectors() -> Result<Vec<Vector>, serde_json::Error> {
    serde_json::from_str(include_str!("golden/vectors.json"))
}

fn fixed<const N: usize>(text: &str) -> Result<[u8; N], hex::FromHexError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes)?;
    Ok(bytes)
}

#[test]
fn sealing_gives_the_bytes_of_the_independent_program() {
    let vectors = vectors().unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let key = fixed(&vector.data_key).unwrap();
        let nonce = fixed(&vector.nonce).unwrap();
        let place = vector.place();
        let made = seal::seal(&key, &place, &vector.stored.subject, &vector.plaintext, nonce).unwrap();
        assert_eq!(made, vector.stored);
        let blind = seal::blind(&key, &place).unwrap();
        assert_eq!(hex::encode(*blind), vector.blind);
        assert_eq!(seal::commit(&blind, &place, &vector.plaintext).unwrap(), vector.stored.commitment);
    }
}

#[test]
fn the_independent_programs_bytes_open_to_normalized_text() {
    for vector in vectors().unwrap() {
        let key = fixed(&vector.data_key).unwrap();
        let opened = seal::open(&key, &vector.place(), &vector.stored).unwrap();
        let expected: String =
            unicode_normalization::UnicodeNormalization::nfc(vector.plaintext.as_str()).collect();
        assert_eq!(opened, expected);
    }
}

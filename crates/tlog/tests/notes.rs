//! Notes, checkpoints, cosignatures, requests to witnesses, receipts, policies: read back, refused, and read by others.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "all of this crate is tests, and clippy exempts only functions marked as such"
)]

use std::collections::BTreeSet;

use signed_note::{Note as TheirNote, StandardVerifier, VerifierList};
use tlog::{
    Checkpoint, Hash, Note,
    bundle::{self, NoBundle},
    checkpoint::Unbelieved,
    cosignature,
    key::{Algorithm, NoKey, VerifierKey},
    note::Unverified,
    policy::Policy,
    proof::Head,
    receipt::Receipt,
    sign::{Sign as _, SignerKey},
    tile::{Kind, Tile},
    tree::{self, Frontier, Nodes},
    witness::{self, Request, Verdict},
};

const ORIGIN: &str = "hub.example/log/school";

fn log() -> SignerKey {
    SignerKey::new(ORIGIN, Algorithm::Ed25519, &[7; 32]).unwrap()
}

fn partner(number: u8) -> SignerKey {
    SignerKey::new(&format!("partner{number}.example"), Algorithm::CosignatureV1, &[number; 32]).unwrap()
}

struct Small(Vec<Hash>);

impl Nodes for Small {
    type Error = std::convert::Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Hash, Self::Error> {
        let (count, index) = (1 << level, usize::try_from(index).unwrap());
        let mut edge = Frontier::default();
        self.0[index * count..(index + 1) * count].iter().for_each(|leaf| edge.append(*leaf, |_, _| ()));
        Ok(edge.root())
    }
}

fn small(size: u8) -> Small {
    Small((0..size).map(|entry| Hash::leaf(&[entry])).collect())
}

fn checkpoint(size: u64) -> Checkpoint {
    let root = tree::root(&small(20), size).unwrap();
    Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: vec![] }
}

fn note(size: u64) -> Note {
    checkpoint(size).signed(&log()).unwrap()
}

#[test]
fn a_checkpoint_is_read_by_others() {
    let text = note(12).to_string();
    let vkey = log().verifier().to_string();
    let verifiers = VerifierList::new(vec![Box::new(StandardVerifier::new(&vkey).unwrap())]);
    let theirs = TheirNote::from_bytes(text.as_bytes()).unwrap();
    let (by, _) = theirs.verify(&verifiers).unwrap();
    assert_eq!(by.len(), 1);
    let read = tlog_tiles::Checkpoint::from_bytes(theirs.text()).unwrap();
    assert_eq!((read.origin(), read.size(), read.hash().0), (ORIGIN, 12, checkpoint(12).root.0));
}

#[test]
fn a_checkpoint_is_believed_for_its_logs_key_alone() {
    let read: Note = note(12).to_string().parse().unwrap();
    assert_eq!(Checkpoint::open(&read, log().verifier()), Ok(checkpoint(12)));
    let other = SignerKey::new(ORIGIN, Algorithm::Ed25519, &[8; 32]).unwrap();
    let unsigned = Checkpoint::open(&read, other.verifier());
    assert!(matches!(unsigned, Err(Unbelieved::Unverified(Unverified::Unsigned(_)))), "{unsigned:?}");
    let changed: Note = note(12).to_string().replace("\n12\n", "\n13\n").parse().unwrap();
    let forged = Checkpoint::open(&changed, log().verifier());
    assert!(matches!(forged, Err(Unbelieved::Unverified(Unverified::Forged(_)))), "{forged:?}");
    let elsewhere = Checkpoint { origin: "hub.example/log/other".to_owned(), ..checkpoint(12) };
    let elsewhere = Checkpoint::open(&elsewhere.signed(&log()).unwrap(), log().verifier());
    assert!(matches!(elsewhere, Err(Unbelieved::Origin { .. })), "{elsewhere:?}");
}

#[test]
fn a_text_that_is_no_checkpoint_is_refused() {
    let root = Hash::leaf(b"");
    for wrong in [
        String::new(),
        "o\n1\n".to_owned(),
        format!("\n1\n{root}\n"),
        format!("o\n01\n{root}\n"),
        format!("o\n-1\n{root}\n"),
        format!("o\n1\n{root}"),
        format!("o\n1\nxx{root}\n"),
        format!("o\n1\n{root}\n\nx\n"),
        format!("o\n0\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
    ] {
        assert!(wrong.parse::<Checkpoint>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_text_that_is_no_note_is_refused() {
    let good = note(12).to_string();
    let wrongs = [
        good.replace('\u{2014}', "-"),
        good.replace("\n\n", "\n"),
        good.trim_end().to_owned(),
        good.replace(ORIGIN, "a b\tc"),
        format!("{good}\n"),
        good.replace("\u{2014} hub", "\u{2014}  hub"),
        String::new(),
        "\n\n".to_owned(),
    ];
    for wrong in wrongs {
        assert!(wrong.parse::<Note>().is_err(), "{wrong:?}");
    }
    let line = good.lines().last().unwrap();
    let many = format!("{good}{}", format!("{line}\n").repeat(200));
    assert!(many.parse::<Note>().is_err());
}

#[test]
fn a_verifier_key_is_read_back_and_its_id_must_be_right() {
    for key in [log(), partner(1)] {
        let text = key.verifier().to_string();
        assert_eq!(text.parse().as_ref(), Ok(key.verifier()));
        let digit = text.split('+').nth(1).unwrap();
        let wrong = text.replace(digit, "00000000");
        assert!(matches!(wrong.parse::<VerifierKey>(), Err(NoKey::Id { .. })));
    }
    // The example of the package golang.org/x/mod/sumdb/note.
    let go = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(go.parse::<VerifierKey>().unwrap().to_string(), go);
    for wrong in [
        "",
        "a+b",
        "a+c74f20a3+",
        "a b+c74f20a3+ARpc2Q==",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ] {
        assert!(wrong.parse::<VerifierKey>().is_err(), "{wrong}");
    }
}

#[test]
fn a_cosignature_says_who_and_when_and_covers_every_byte() {
    let mut signed = note(12);
    signed.add(cosignature::cosign(&partner(1), signed.text(), 1_700_000_000).unwrap());
    let read: Note = signed.to_string().parse().unwrap();
    let keys = [partner(1).verifier().clone(), partner(2).verifier().clone(), log().verifier().clone()];
    let found = cosignature::verified(&read, &keys).unwrap();
    assert_eq!(found.iter().map(|by| (by.by, by.at)).collect::<Vec<_>>(), [(&keys[0], 1_700_000_000)]);
    let changed: Note = signed.to_string().replace("\n12\n", "\n13\n").parse().unwrap();
    assert!(matches!(cosignature::verified(&changed, &keys), Err(Unverified::Forged(_))));
    // A cosignature is no signature of the log, and the other way round.
    assert_eq!(
        read.verified(&keys[..2]).unwrap_err(),
        Unverified::Unsigned(vec![ORIGIN.into(), "partner1.example".into()])
    );
}

fn request(old: u64, new: u64) -> Request {
    let proof = tree::consistency(&small(20), old, new).unwrap().unwrap_or_default();
    Request { old, proof, note: note(new) }
}

fn known(size: u64) -> Option<Head> {
    Some(checkpoint(size).head())
}

#[test]
fn a_witness_cosigns_what_goes_on_from_what_it_knows() {
    let key = log();
    let key = Some(key.verifier());
    for (old, new) in [(0, 5), (5, 5), (5, 12), (8, 20)] {
        let sent: Request = request(old, new).to_string().parse().unwrap();
        assert_eq!(witness::origin(&sent), ORIGIN);
        let known = known(old).filter(|head| head.size > 0);
        assert_eq!(witness::judge(&sent, key, known), Verdict::Cosign(checkpoint(new)), "{old} to {new}");
    }
}

#[test]
fn a_witness_refuses_what_does_not_go_on_from_there() {
    let key = log();
    let key = Some(key.verifier());
    assert_eq!(witness::judge(&request(5, 12), None, known(5)).status(), 404);
    let other = SignerKey::new(ORIGIN, Algorithm::Ed25519, &[8; 32]).unwrap();
    assert_eq!(witness::judge(&request(5, 12), Some(other.verifier()), known(5)).status(), 403);
    let wrong_size = witness::judge(&request(5, 12), key, known(8));
    assert_eq!(wrong_size, Verdict::Conflict { known: 8, is_fork: false });
    assert_eq!(witness::judge(&Request { old: 13, ..request(5, 12) }, key, known(13)).status(), 400);
    let fork = Head { root: Hash::leaf(b"another"), ..checkpoint(12).head() };
    let same = Request { old: 12, proof: vec![], note: note(12) };
    assert_eq!(witness::judge(&same, key, Some(fork)), Verdict::Conflict { known: 12, is_fork: true });
    let rewritten = Head { root: Hash::leaf(b"another"), ..checkpoint(5).head() };
    assert_eq!(witness::judge(&request(5, 12), key, Some(rewritten)).status(), 422);
    let nothing = Request { proof: vec![], ..request(5, 12) };
    assert_eq!(witness::judge(&nothing, key, known(5)).status(), 422);
}

#[test]
fn a_body_that_is_no_request_is_refused() {
    let good = request(5, 12).to_string();
    let hash = Hash::leaf(b"");
    for wrong in [
        good.replacen("old 5", "old 05", 1),
        good.replacen("old 5", "new 5", 1),
        good.replacen("\n\n", "\nxx\n\n", 1),
        good.replacen("\n\n", "\n", 1),
        format!("old 5\n{}\n{good}", format!("{hash}\n").repeat(64)),
        String::new(),
    ] {
        assert!(wrong.parse::<Request>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_receipt_is_read_back_and_proves_its_entry_alone() {
    for size in 1..=20 {
        for index in 0..size {
            let proof = tree::inclusion(&small(20), index, size).unwrap().unwrap();
            let extra = (index % 2 == 0).then(|| b"extra".to_vec());
            let receipt = Receipt { extra, index, proof, checkpoint: note(size) };
            let read: Receipt = receipt.to_string().parse().unwrap();
            assert_eq!(read, receipt);
            let head = Checkpoint::open(&read.checkpoint, log().verifier()).unwrap().head();
            let entry = u8::try_from(index).unwrap();
            assert_eq!(read.proves(&[entry], head), Ok(()));
            assert!(read.proves(&[entry + 1], head).is_err());
        }
    }
    let good = Receipt { extra: None, index: 0, proof: vec![], checkpoint: note(1) }.to_string();
    for wrong in [
        good.replace("@v1", "@v2"),
        good.replace("index 0", "index 00"),
        good.replace("index 0", "extra ??"),
        good.replace("\n\n", "\n"),
    ] {
        assert!(wrong.parse::<Receipt>().is_err(), "{wrong:?}");
    }
}

#[test]
fn entries_of_a_bundle_are_read_back_and_a_torn_one_is_refused() {
    let entries: Vec<Vec<u8>> = vec![vec![], b"one".to_vec(), vec![0; bundle::MAX_ENTRY_BYTES]];
    let mut bytes = Vec::new();
    entries.iter().for_each(|entry| bundle::push(&mut bytes, entry).unwrap());
    let tile = Tile { kind: Kind::Entries, index: 0, width: 3 };
    assert_eq!(bundle::entries(&tile, &bytes).unwrap(), entries);
    assert!(matches!(
        bundle::entries(&tile, &bytes[..bytes.len() - 1]),
        Err(NoBundle::Torn { entry: 2, at: 7 })
    ));
    assert!(matches!(bundle::entries(&tile.full(), &bytes), Err(NoBundle::Width { found: 3, .. })));
    assert!(bundle::push(&mut bytes, &vec![0; 65_536]).is_err());
}

fn policy(lines: &str) -> String {
    let witness =
        |number: u8| format!("witness W{number} {} https://w{number}.example\n", partner(number).verifier());
    let witnesses: String = (1..=4).map(witness).collect();
    format!("# ours\n\nlog {}\n{witnesses}{lines}", log().verifier())
}

#[test]
fn a_quorum_is_met_by_enough_witnesses_of_each_group() {
    let text = policy("group A 2 W1 W2 W3\n \tgroup B\tany W4\ngroup both all A B\nquorum both\n");
    let policy = Policy::parse(&text).unwrap();
    for (by, is_met) in [
        (vec!["W1", "W2", "W4"], true),
        (vec!["W1", "W2", "W3"], false),
        (vec!["W1", "W4"], false),
        (vec![], false),
        (vec!["W1", "W2", "W3", "W4"], true),
        (vec!["A", "B"], false),
    ] {
        assert_eq!(policy.is_met(&by.iter().copied().collect()), is_met, "{by:?}");
    }
    let keys = [partner(2).verifier().clone(), partner(9).verifier().clone()];
    assert_eq!(policy.named(&keys.iter().collect::<Vec<_>>()), BTreeSet::from(["W2"]));
    assert_eq!((policy.logs.len(), policy.witness_keys().len()), (1, 4));
    let nobody = Policy::parse("quorum none\n").unwrap();
    assert!(nobody.is_met(&BTreeSet::new()));
}

#[test]
fn a_policy_that_says_two_things_or_none_is_refused_by_its_line() {
    let again = format!("witness W5 {}\n", partner(1).verifier());
    for (lines, line) in [
        ("", 8),
        ("quorum W5\n", 8),
        ("quorum W1\nquorum W2\n", 9),
        ("group A 2 W1\nquorum A\n", 8),
        ("group A 0 W1\n", 8),
        ("group A any\n", 8),
        ("group A any W1\ngroup B any W1\n", 9),
        ("group A any A\n", 8),
        ("group W1 any W2\n", 8),
        ("group A any none\n", 8),
        ("group none any W1\n", 8),
        ("quorum A\ngroup A any W1\n", 8),
        ("nonsense\n", 8),
        (&again, 8),
        ("quorum\u{1} W1\n", 8),
        ("log x\n", 8),
    ] {
        let wrong = Policy::parse(&policy(lines)).unwrap_err();
        assert_eq!(wrong.line, line, "{lines:?}: {wrong}");
    }
    let swapped = format!("log {}\nquorum none\n", partner(1).verifier());
    assert!(Policy::parse(&swapped).unwrap_err().what.contains("0x01"));
    let swapped = format!("witness a {}\nquorum none\n", log().verifier());
    assert!(Policy::parse(&swapped).unwrap_err().what.contains("0x04"));
}

//! A good chain holds, and each way of harming one is named with its place.

use prost::bytes::Bytes;

use super::{super::record::sample::Made, *};

/// Five records over two streams, a second apart.
fn good() -> Vec<Bytes> {
    let places = [("plan", 1), ("activity/A", 1), ("plan", 2), ("plan", 3), ("activity/A", 2)];
    let mut chain: Vec<Bytes> = Vec::new();
    for (sequence, (stream, version)) in (1_u32..).zip(places) {
        let before = chain.last().map(|bytes| bytes.as_ref());
        let made = Made {
            context: "plan",
            stream,
            sequence: sequence.into(),
            version,
            second: sequence,
            cause: None,
            before,
        };
        chain.push(made.bytes());
    }
    chain
}

fn made_of(stream: &str, sequence: u32, version: u64) -> Made<'_> {
    Made {
        context: "plan",
        stream,
        sequence: sequence.into(),
        version,
        second: sequence,
        cause: None,
        before: None,
    }
}

fn walk(records: &[Bytes]) -> Result<Chain, String> {
    let mut chain = Chain::new("plan", "cluj");
    for record in records {
        chain.push(record.clone())?;
    }
    Ok(chain)
}

fn fault(records: &[Bytes]) -> String {
    walk(records).unwrap_err()
}

fn changed(bytes: &Bytes, from: &str, to: &str) -> Bytes {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    Bytes::from(text.replacen(from, to, 1))
}

#[test]
fn a_good_chain_holds() {
    let mut chain = walk(&good()).unwrap();
    let head = hex::encode(Sha256::digest(good().last().unwrap()));
    assert_eq!(chain.summary(), format!("5 records, head {head}, ok"));
    chain.finish(5, &head).unwrap();
    assert_eq!(chain.unseen(), None);
    assert!(chain.finish(5, "00").unwrap_err().contains("hash 00"));
    assert!(chain.finish(4, &head).is_err());
}

#[test]
fn an_empty_log_holds() {
    let mut chain = walk(&[]).unwrap();
    assert_eq!(chain.summary(), "0 records, no head, ok");
    chain.finish(0, "").unwrap();
    assert_eq!(chain.unseen(), None);
}

#[test]
fn a_gap_is_a_fault_for_a_key_that_sees_all_and_named_for_others() {
    let mut records = good();
    records.remove(2);
    let mut chain = walk(&records).unwrap();
    chain.finish(7, "ff").unwrap();
    assert_eq!(chain.unseen().unwrap(), "3, 6-7 (3 in all)");
    assert!(chain.summary().contains("ok between 2 gaps"), "{}", chain.summary());
    records[0] = changed(&records[0], r#""visibility":"members""#, r#""visibility":"restricted""#);
    records[1] = Made { before: Some(&records[0]), ..made_of("activity/A", 2, 1) }.bytes();
    let fault = walk(&records).unwrap().finish(5, "ff").unwrap_err();
    assert!(fault.contains("hash ff"), "{fault}");
    let head = hex::encode(Sha256::digest(records.last().unwrap()));
    let fault = walk(&records).unwrap().finish(5, &head).unwrap_err();
    assert!(fault.starts_with("sequence 3: is missing, and your key sees"), "{fault}");
}

#[test]
fn a_gap_explains_no_more_versions_than_it_has_room_for() {
    let first = made_of("plan", 1, 1).bytes();
    let after_two = |version| [first.clone(), made_of("plan", 4, version).bytes()];
    assert_eq!(walk(&after_two(4)).unwrap().unseen().unwrap(), "2-3 (2 in all)");
    assert!(fault(&after_two(5)).contains("the gaps have room for 2 records"));
    assert!(fault(&after_two(1)).contains("expected is 2"));
}

#[test]
fn a_flipped_byte_is_named_wherever_it_lies() {
    let good = good();
    let second = good[1].clone();
    for place in 0..second.len() {
        let mut bytes = second.to_vec();
        bytes[place] ^= 0x01;
        let mut records = good.clone();
        records[1] = bytes.into();
        let fault = walk(&records).err();
        let fault = fault.unwrap_or_else(|| panic!("byte {place} of {second:?} went unnoticed"));
        // A record that says to be the third takes the third one's place.
        let places = ["sequence 2:", "sequence 3:", "sequence 4: the record there says sequence 3"];
        assert!(places.iter().any(|place| fault.starts_with(place)), "{place}: {fault}");
    }
}

#[test]
fn records_in_another_order_are_named() {
    let mut records = good();
    records.swap(1, 2);
    assert!(fault(&records).starts_with("sequence 4: the record there says sequence 2"));
    let mut repeated = good();
    repeated.insert(2, repeated[1].clone());
    assert!(fault(&repeated).contains("the order is broken"));
}

#[test]
fn fields_in_another_order_or_with_white_space_are_named() {
    let mut records = good();
    records[0] = changed(&records[0], r#""imported":false,"#, "");
    assert!(fault(&records).contains("`actor` stands where `imported` must stand"));
    let mut records = good();
    records[0] = changed(&records[0], r#""v":1,"#, r#""v": 1,"#);
    assert!(fault(&records).contains("compact json"));
    let mut records = good();
    records[0] = changed(&records[0], r#""prev":null"#, r#""prev":null,"more":1"#);
    assert!(fault(&records).contains("23 fields"));
}

#[test]
fn a_clock_that_went_back_and_a_wrong_version_are_named() {
    let made = |version, second| {
        let first = good().remove(0);
        let made = Made {
            context: "plan",
            stream: "plan",
            sequence: 2,
            version,
            second,
            cause: None,
            before: Some(&first),
        };
        [first.clone(), made.bytes()]
    };
    assert!(walk(&made(2, 1)).is_ok());
    assert!(fault(&made(2, 0)).contains("before the one before it"));
    assert!(fault(&made(3, 1)).contains("version 3 of plan; expected is 2"));
}

#[test]
fn a_record_of_another_log_is_named() {
    let stranger = Made {
        context: "agenda",
        stream: "agenda",
        sequence: 1,
        version: 1,
        second: 0,
        cause: None,
        before: None,
    };
    assert!(fault(&[stranger.bytes()]).contains("is a record of cluj/agenda in the log of cluj/plan"));
}

#[test]
fn behind_a_gap_the_chain_is_walked_again() {
    let mut records = good();
    records.remove(2);
    let mut harmed = records.clone();
    harmed[1] = changed(&harmed[1], "é", "e");
    assert!(walk(&harmed).is_ok(), "before a gap a change cannot be seen");
    let mut harmed = records;
    harmed[2] = changed(&harmed[2], "é", "e");
    assert!(walk(&harmed).unwrap_err().starts_with("sequence 5:"));
}

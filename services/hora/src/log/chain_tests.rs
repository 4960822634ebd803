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

fn walk(records: &[Bytes], coverage: Coverage) -> Result<Chain, String> {
    let mut chain = Chain::new("plan", "cluj", coverage);
    for record in records {
        chain.push(record.clone())?;
    }
    Ok(chain)
}

fn fault(records: &[Bytes]) -> String {
    walk(records, Coverage::Whole).unwrap_err()
}

fn changed(bytes: &Bytes, from: &str, to: &str) -> Bytes {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    Bytes::from(text.replacen(from, to, 1))
}

#[test]
fn a_good_chain_holds() {
    let chain = walk(&good(), Coverage::Whole).unwrap();
    let head = hex::encode(Sha256::digest(good().last().unwrap()));
    assert_eq!(chain.summary(), format!("5 records, head {head}, ok"));
    chain.check_head(5, &head).unwrap();
    assert!(chain.check_head(6, &head).unwrap_err().starts_with("sequence 6:"));
    assert!(chain.check_head(5, "00").unwrap_err().contains("hash 00"));
    assert!(chain.check_head(4, &head).is_err());
}

#[test]
fn an_empty_log_holds() {
    let chain = walk(&[], Coverage::Whole).unwrap();
    assert_eq!(chain.summary(), "0 records, no head, ok");
    chain.check_head(0, "").unwrap();
}

#[test]
fn a_gap_is_named() {
    let mut records = good();
    records.remove(2);
    assert!(fault(&records).starts_with("sequence 3: is missing, the next record says 4"));
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
        let fault = walk(&records, Coverage::Whole).err();
        let fault = fault.unwrap_or_else(|| panic!("byte {place} of {second:?} went unnoticed"));
        assert!(fault.starts_with("sequence 2:") || fault.starts_with("sequence 3:"), "{place}: {fault}");
    }
}

#[test]
fn records_in_another_order_are_named() {
    let mut records = good();
    records.swap(1, 2);
    assert!(fault(&records).starts_with("sequence 2: is missing"));
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
    assert!(walk(&made(2, 1), Coverage::Whole).is_ok());
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
fn what_is_not_open_to_the_reader_is_no_fault_when_said_so() {
    let mut records = good();
    records.remove(2);
    let chain = walk(&records, Coverage::Partial).unwrap();
    assert!(chain.summary().contains("ok between 1 gaps"));
    chain.check_head(9, "ff").unwrap();
    let mut harmed = records.clone();
    harmed[1] = changed(&harmed[1], "é", "e");
    assert!(walk(&harmed, Coverage::Partial).is_ok(), "behind a gap a change cannot be seen");
    let mut harmed = records;
    harmed[2] = changed(&harmed[2], "é", "e");
    assert!(walk(&harmed, Coverage::Partial).unwrap_err().starts_with("sequence 5:"));
}

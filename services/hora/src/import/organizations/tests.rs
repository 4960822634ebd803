//! Names and ends of organizations, from files as sources write them.

use domain::time::Timestamp;
use serde_json::json;

use super::{
    known::Known,
    missing::{Counts, Missing, mergers, names},
    read::{Change, Told, tables},
};
use crate::{failure::Failure, import::faults::Faults};

const MAPPING: &str = r#"
names = { code = "code", name = "name", from = "year", missing = ["NA"] }
mergers = { from = "pre", into = "post", on = "year" }
"#;

fn read(names: &str, mergers: &str) -> Result<Told, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let file = |table: &str, text: &str| {
        let path = folder.path().join(format!("{table}.csv"));
        std::fs::write(&path, text).unwrap();
        format!("{table}:{}", path.display())
    };
    let files = [file("names", names), file("mergers", mergers)];
    let mut faults = Faults::new(Timestamp::from_date("2026-01-01".parse().unwrap()));
    let told = tables(&files, &toml::from_str(MAPPING).unwrap(), &mut faults)?;
    faults.finish().map(|()| told)
}

fn changes(of: &[(&str, &str)]) -> Vec<Change> {
    of.iter().map(|(from, name)| Change { from: from.parse().unwrap(), name: (*name).to_owned() }).collect()
}

fn there(of: &[(&str, &str)]) -> Vec<(String, Option<domain::time::Date>)> {
    of.iter().map(|(from, name)| ((*name).to_owned(), from.parse().ok())).collect()
}

fn hub() -> Known {
    let org = |id: &str, code: &str| json!({"organizationId": id, "code": code, "name": code});
    let mut ended = org("o_4", "D_4");
    ended["succeededBy"] = json!("o_1");
    let mut referred = org("o_2", "SECOND");
    referred["externalRef"] = json!({"vocabulary": "mine", "code": "B-2"});
    Known::new(&[org("o_1", "A_1"), referred, org("o_3", "C_3"), ended], "mine")
}

#[test]
fn names_are_changes_in_order_of_time() {
    let text =
        "code,name,year\nA-1,Town,2009\nA-1,City,2007\nA-1,City,2008\nA-1,City,2010-06-30\nB-2,NA,2007\n";
    let told = read(text, "pre,post,year\n").unwrap();
    let wanted = changes(&[("2007-01-01", "City"), ("2009-01-01", "Town"), ("2010-06-30", "City")]);
    assert_eq!(told.names["A-1"], wanted);
    assert_eq!(told.names.len(), 1, "a word for no name is no name");
}

#[test]
fn every_bad_row_is_told_at_once() {
    let names = "code,name,year\nA-1,City,2007\nA-1,Town,2007\n,X,2007\nB-2,,soon\nC-3,Y,2031\n";
    let mergers = "pre,post,year\nA-1,A-1,2007\nB-2,A-1,2007\nB-2,C-3,2007\n";
    let told = read(names, mergers).unwrap_err().to_string();
    for part in [
        "names.csv row 3, name: row 2 calls A-1 `City` on 2007-01-01",
        "names.csv row 4, code: is empty",
        "names.csv row 5, name",
        "names.csv row 5, year: is `soon`; accepted is YYYY or YYYY-MM-DD",
        "names.csv row 6, year: 2031-01-01",
        "mergers.csv row 2, post: A-1 goes into itself",
        "mergers.csv row 4, pre: B-2 went into A-1 on 2007-01-01",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn a_table_that_the_mapping_does_not_name_is_told_what_is_accepted() {
    let mapping = toml::from_str(r#"mergers = { from = "a", into = "b", on = "c" }"#).unwrap();
    let told = tables(
        &["names:x.csv".to_owned()],
        &mapping,
        &mut Faults::new(Timestamp::from_date("2026-01-01".parse().unwrap())),
    );
    assert!(told.unwrap_err().to_string().ends_with("accepted are mergers:FILE.csv"));
}

#[test]
fn only_names_that_come_after_what_the_hub_has_are_told() {
    let told = changes(&[("2007-01-01", "A"), ("2010-01-01", "B"), ("2014-01-01", "A")]);
    let count = |there_is: &[(&str, &str)], has_ended| {
        let mut counts = Counts::default();
        let missing = names("o_1", &told, &there(there_is), has_ended, &mut counts);
        assert_eq!(missing.len(), counts.added);
        (counts.added, counts.already_there, counts.known_otherwise)
    };
    assert_eq!(count(&[("", "A")], false), (2, 1, 0), "the first name is the registered one");
    assert_eq!(count(&[("", "other")], false), (3, 0, 0), "or the first change");
    assert_eq!(count(&[("", "A"), ("2010-01-01", "B")], false), (1, 2, 0), "cut off: the rest");
    assert_eq!(count(&[("", "A"), ("2010-01-01", "B"), ("2014-01-01", "A")], false), (0, 3, 0), "again");
    assert_eq!(count(&[("", "A"), ("2012-01-01", "C")], false), (1, 1, 1), "nothing behind a later name");
    assert_eq!(count(&[("", "A")], true), (0, 1, 2), "none of one that has ended");
}

#[test]
fn a_source_says_one_name_that_the_hub_has_and_nobody_is_asked() {
    let hub = hub();
    assert!(hub.is_called_only("o_1", &changes(&[("2007-01-01", "A_1")])));
    assert!(!hub.is_called_only("o_1", &changes(&[("2007-01-01", "Other")])));
    assert!(!hub.is_called_only("o_1", &changes(&[("2007-01-01", "B"), ("2008-01-01", "A_1")])));
}

#[test]
fn mergers_of_others_are_counted_and_a_chain_is_told_in_order() {
    let text = "pre,post,year\nC-3,A-1,2015\nB-2,C-3,2010\nD-4,A-1,2001\nX-9,A-1,2002\nA-1,X-9,2003\n";
    let told = read("code,name,year\n", text).unwrap();
    let (missing, counts) = mergers(&told.mergers, &mut hub());
    let succession = |org: &str, into: &str, on: &str| Missing::Succession {
        org: org.to_owned(),
        into: into.to_owned(),
        on: on.parse().unwrap(),
    };
    assert_eq!(missing, [succession("o_2", "o_3", "2010-01-01"), succession("o_3", "o_1", "2015-01-01")]);
    assert_eq!(counts, Counts { added: 2, already_there: 1, not_registered: 2, known_otherwise: 0 });
    let other = read("code,name,year\n", "pre,post,year\nD-4,C-3,2001\nB-2,D-4,2002\n").unwrap();
    let (missing, counts) = mergers(&other.mergers, &mut hub());
    assert_eq!((missing.len(), counts.known_otherwise), (0, 2), "what the hub was told stays");
}

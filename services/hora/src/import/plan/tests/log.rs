//! Logs of changes, and what cells and steps say.

use super::{
    super::{
        cells::{fits, number},
        changes::targets,
    },
    *,
};

#[test]
fn a_log_is_replayed_in_the_order_of_its_rows() {
    let log = "at,item,field,from,to
2026-01-02,1,status,,Draft
2026-01-01,2,status,,Draft
2026-01-03,1,requires,,\"2, 3, 1, ERC-9\"
2026-01-04,3,status,,Final
2026-01-05,2,requires,,1
2026-01-06,1,requires,\"2, 3, 1, 9\",3
2026-01-07,2,requires,1,\"1, 3\"
2026-01-08,1,status,Draft,
";
    let made = Case::new(&[("changes", "log.csv", log)]).read().unwrap();
    let refused: Vec<_> = made.acts.iter().filter_map(|act| act.refusal.clone()).collect();
    let told: Vec<_> = refused
        .iter()
        .map(|one| (one.row, one.reason.as_str(), one.path.join(" "), one.by_the_hub))
        .collect();
    let expected = [
        (4, "relates_to_itself", "1 1".to_owned(), true),
        (4, "unknown_activity", String::new(), false),
        (6, "would_close_cycle", "2 1 2".to_owned(), true),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        made.told,
        json!({"changes": 8, "activities": 3, "statuses": 4, "related": 3, "unrelated": 1, "pending": 1})
    );
    let Command::NoteExternalStatus(last) = &made.acts.last().unwrap().command else { panic!() };
    assert_eq!(last.value, "(deleted)");
}

#[test]
fn a_log_that_begins_in_the_middle_sets_the_whole_list() {
    let log = "at,item,field,from,to
2026-01-01,1,status,,Draft
2026-01-01,2,status,,Draft
2026-01-01,3,status,,Draft
2026-01-03,1,requires,2,\"2, 3\"
2026-01-04,1,requires,\"2, 3\",3
";
    let made = Case::new(&[("changes", "log.csv", log)]).read().unwrap();
    assert_eq!((&made.told["related"], &made.told["unrelated"]), (&json!(2), &json!(1)));
}

#[test]
fn numbers_and_targets_read_as_the_source_writes_them() {
    assert_eq!(number(" 1.786.461,00 ", true).as_deref(), Some("1786461.00"));
    assert_eq!(number("-0,5", true).as_deref(), Some("-0.5"));
    assert_eq!(number("1.234", true).as_deref(), Some("1234"), "a thousand, as the mapping says");
    for of_another_rule in
        ["17.6", "1.5", "0.123", "1234.567", "1.23.456", "1,234.5", "1.234.56", ".5", "1,2,3"]
    {
        assert_eq!(number(of_another_rule, true), None, "{of_another_rule}");
    }
    assert_eq!(number("1,5", false), None);
    for (apart, decimal_comma, whole) in [
        ("1 000", false, "1000"),
        ("12\u{a0}345\u{202f}678.5", false, "12345678.5"),
        ("1.234 567,8", true, "1234567.8"),
    ] {
        assert_eq!(number(apart, decimal_comma).as_deref(), Some(whole), "{apart}");
    }
    for two in ["10 20", "1 00", "1000 000", "0 123", "1.5 5", "- 5", "5 -", "1 000 ."] {
        assert_eq!(number(two, false), None, "{two}");
    }
    for (number, is_held) in [
        ("9999999999999999999999999999", true),
        ("-0.000000000000000001", true),
        ("10000000000000000000000000000", false),
        ("0.0000000000000000001", false),
    ] {
        assert_eq!(fits(number).is_ok(), is_held, "{number}");
    }
    assert_eq!(number("007", false).as_deref(), Some("7"));
    assert_eq!(targets("ERC-165, 2,2, "), ["165", "2"]);
    assert_eq!(targets("2; 3 ERC 4/EIP-5"), ["2", "3", "4", "5"]);
}

#[test]
fn a_step_says_what_it_is() {
    let step: Step = "plan:a@b.csv@2026-01-01".parse().unwrap();
    assert_eq!((step.kind, step.path.to_str()), (Kind::Plan, Some("a@b.csv")));
    for bad in ["file.csv", "plan:", "plan:a@monday", "other:a"] {
        assert!(bad.parse::<Step>().is_err(), "{bad}");
    }
}

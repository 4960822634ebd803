//! Tables as files hold them: separators, quotes, blank lines, halves.

use super::*;

const BOUNDS: Bounds = Bounds { bytes: 100_000, rows: 1_000 };

fn table(text: &str) -> Table {
    read(&mut Fields::new(), text, 0, &BOUNDS).unwrap()
}

fn numbers(text: &str) -> Vec<u32> {
    table(text).rows.iter().map(|row| row.number).collect()
}

#[test]
fn the_separator_is_what_the_header_has_most_of_outside_of_quotes() {
    for text in ["a,b\n1,2\n", "a;b\r\n1;2", "\u{feff}a\tb\n1\t2\n", "\"a\";b\n1;2\n"] {
        let read = table(text);
        assert_eq!(
            (read.columns, &*read.rows[0].cells),
            (vec!["a".into(), "b".into()], &["1".into(), "2".into()][..])
        );
    }
    assert_eq!(table("\"a,,,\";b\n1;2\n").columns, ["a,,,", "b"]);
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    assert_eq!(numbers("a,b\n1,2\n\n\n3,4\n"), [2, 5]);
    assert_eq!(numbers("a,b\r\n1,2\r\n\r\n3,4\r\n"), [2, 4]);
    assert_eq!(numbers("\n\na,b\n1,2\n"), [4]);
    assert_eq!(numbers("a,b\n\"1\n\n1\",2\n3,4\n"), [2, 3], "a line end in a cell makes no row");
    assert_eq!(numbers("a,b\r1,2\r\r3,4"), [2, 4]);
    assert_eq!(numbers("a,b\n,\n3,4\n, \n"), [3], "rows of nothing are counted and not read");
}

#[test]
fn quotes_guards_and_blanks_are_taken_off() {
    let read = table("a,b,c\n\"x, \"\"y\"\"\", '-3 ,'quoted'\n");
    assert_eq!(read.rows[0].cells, ["x, \"y\"", "-3", "'quoted'"]);
}

#[test]
fn half_a_file_is_told() {
    let broken = |text: &str| table(text).rows.last().unwrap().broken.clone();
    assert_eq!(broken("a,b\n1,2\n"), None);
    assert!(broken("a,b\n1,2\n3").unwrap().starts_with("has 1 cells"));
    assert!(broken("a,b\n1,2\n3,4,5").unwrap().starts_with("has 3 cells"));
    assert!(broken("a,b\n1,\"2").unwrap().contains("never closed"));
    let told = |expected_rows: u32| {
        let mut f = Fields::new();
        read(&mut f, "a,b\n1,2\n", expected_rows, &BOUNDS);
        f.finish(|| Some(())).map_err(|wrong| wrong.violations[0].field.clone())
    };
    assert_eq!((told(0), told(1), told(2)), (Ok(()), Ok(()), Err("expected_rows".to_owned())));
}

#[test]
fn text_behind_a_closing_quote_is_told_and_not_glued_on() {
    let read = table("a;b\n\n\"1\"2;3\n\"x\ny\" ;\"\"\"z\"\"\"\r\n1;\"-\"5\n4;5\"6\n");
    let broken: Vec<u32> =
        read.rows.iter().filter(|row| row.broken.is_some()).map(|row| row.number).collect();
    assert_eq!(broken.first(), Some(&3), "{read:?}");
    assert!(read.rows[0].broken.as_ref().unwrap().contains("closing quote"));
    assert_eq!((&*read.rows[1].cells, &read.rows[1].broken), (&["x\ny".into(), "\"z\"".into()][..], &None));
    assert!(read.rows[2].broken.is_some());
}

#[test]
fn a_table_beyond_its_bounds_is_refused_or_seen_to_be() {
    let small = Bounds { bytes: 12, rows: 1 };
    let mut f = Fields::new();
    assert_eq!(read(&mut f, "a,b\n1,2\n3,4\n5,6\n", 0, &small), None);
    assert_eq!(read(&mut f, "a\n1\n2\n3\n", 0, &small).unwrap().rows.len(), 2, "one more than are taken");
    assert_eq!(table("").rows, []);
}

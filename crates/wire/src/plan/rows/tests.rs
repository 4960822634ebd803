//! Tables as people and spreadsheets write them.

use super::*;
use crate::pb::common;

fn parse(csv: &str, expected_rows: u32) -> Result<Vec<PlanRow>, Malformed> {
    let meta = Some(common::CommandMeta {
        command_id: "0197f0a0-c0de-7000-8000-00000000000a".to_owned(),
        initiative: "cluj-school".to_owned(),
        ..Default::default()
    });
    let request = pb::TakeRowsRequest { meta, csv: csv.to_owned(), expected_rows, ..Default::default() };
    let (_, command) = parse_take_rows(&request)?;
    let Command::TakeRows { rows, .. } = command else { panic!("another command") };
    Ok(rows)
}

#[test]
fn a_table_is_read_by_its_own_separator() {
    for csv in [
        "activity,title,lead\nA, One ,\n",
        "activity;title;lead\r\nA;One;\r\n",
        "\u{feff}activity\ttitle\tlead\nA\tOne\t",
    ] {
        let rows = parse(csv, 1).unwrap();
        assert_eq!(rows.len(), 1, "{csv}");
        assert_eq!(rows[0].row, 2);
        assert_eq!(rows[0].cells, [("activity", "A".to_owned()), ("title", "One".to_owned())].into());
    }
}

#[test]
fn what_an_export_guarded_comes_back_as_it_was() {
    let rows = parse("activity,title\nA,'=1+1\nB,'quoted'\n", 0).unwrap();
    assert_eq!(rows[0].cells["title"], "=1+1");
    assert_eq!(rows[1].cells["title"], "'quoted'");
}

#[test]
fn half_a_file_is_told() {
    let cut = parse("activity,title,lead\nA,One,CITY\nB,Tw", 0).unwrap();
    assert!(cut[0].broken.is_none() && cut[1].broken.is_some());
    let open = parse("activity,title\nA,One\nB,\"Two and", 0).unwrap();
    assert!(open[1].broken.as_ref().is_some_and(|said| said.contains("never closed")));
    let missing = parse("activity,title\nA,One\n", 2).unwrap_err();
    assert_eq!(missing.violations[0].field, "expected_rows");
}

#[test]
fn an_unknown_column_answers_with_those_there_are() {
    let wrong = parse("activity,tittle\nA,One\n", 0).unwrap_err();
    assert!(wrong.violations[0].message.contains("milestone_title"), "{wrong:?}");
    assert!(parse("title\nOne\n", 0).is_err());
}

#[test]
fn blank_rows_are_none_and_the_others_keep_their_numbers() {
    let rows = parse("activity;title\nA;One\n;\n ; \nB;Two\n;\n", 2).unwrap();
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 5]);
    let long = format!("activity;title\n{}{}", ";\n".repeat(1_001), "A;One\n".repeat(1_001));
    assert_eq!(parse(&long, 0).unwrap().len(), 1_001, "one more than are taken, so that it is refused");
}

#[test]
fn two_columns_of_one_name_are_refused() {
    let wrong = parse("activity,title, title\nA,One,Two\n", 0).unwrap_err();
    assert!(wrong.violations[0].message.contains("the column title stands twice"), "{wrong:?}");
}

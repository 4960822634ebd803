//! What goes out comes in again.

use serde_json::{Value, json};

use super::{read, write};

fn published() -> Vec<Value> {
    vec![
        json!({"org": "o_1", "indicator": "PUPILS", "period": {"start": "2026-10-01", "length": "P1M"},
            "dims": [{"dim": "SEX", "code": "F"}], "value": "-4.20", "obsStatus": "OBS_STATUS_PROVISIONAL",
            "numerator": "42", "denominator": "1000", "revision": 2, "sequence": "17", "isLive": true}),
        json!({"org": "o_1", "indicator": "STORY", "period": {"start": "2010-04-01", "length": "P1Y"}, "areaCode": "CJ",
            "value": "=HYPERLINK(1)", "obsStatus": "OBS_STATUS_NORMAL", "revision": 1, "sequence": "18", "isLive": true}),
        json!({"org": "o_1", "indicator": "PUPILS", "period": {"start": "2026-10-01", "length": "P1M"},
            "obsStatus": "OBS_STATUS_MISSING", "sequence": "19", "isLive": true}),
    ]
}

fn table(rows: &[Value]) -> Result<String, crate::failure::Failure> {
    write::table("SCHOOL", &["SEX".to_owned()].into(), rows)
}

#[test]
fn a_table_has_what_sdmx_prescribes_and_harms_no_spreadsheet() {
    let text = table(&published()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "STRUCTURE,STRUCTURE_ID,ACTION,ORG,INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,\
         NUMERATOR,DENOMINATOR,REVISION,SEQUENCE,IS_LIVE"
    );
    assert_eq!(lines[1], "dataflow,HORA:SCHOOL(1.0.0),I,o_1,PUPILS,_T,F,2026-10,-4.20,P,F,42,1000,2,17,true");
    assert!(lines[2].contains(",CJ,_T,2010-04-01/P1Y,'=HYPERLINK(1),"), "{}", lines[2]);
    assert!(lines[3].contains(",2026-10,,M,F,"), "{}", lines[3]);
}

#[test]
fn what_was_written_is_read_back() {
    let rows = read::rows(&table(&published()).unwrap()).unwrap();
    assert_eq!(rows.len(), 3);
    let expected = json!({"org": "o_1", "indicator": "PUPILS", "period": {"start": "2026-10-01", "length": "P1M"},
        "dims": [{"dim": "SEX", "code": "F"}], "value": "-4.20", "obsStatus": "OBS_STATUS_PROVISIONAL",
        "numerator": "42", "denominator": "1000"});
    assert_eq!(rows[0], expected);
    assert_eq!((&rows[1]["areaCode"], &rows[1]["period"]["length"]), (&json!("CJ"), &json!("P1Y")));
    assert_eq!(rows[1]["value"], "=HYPERLINK(1)");
    assert!(rows[2].get("value").is_none());
}

#[test]
fn a_narrative_that_looks_like_a_formula_comes_back_as_it_was() {
    for value in
        ["=x", "+40 more", "-2+3", "@all", "'=x", "''=x", "'quoted'", "'-4.20", "-4.20", "-", "plain"]
    {
        let row = json!({"org": "o_1", "indicator": "STORY", "period": {"start": "2026-10-01", "length": "P1M"},
            "value": value, "obsStatus": "OBS_STATUS_NORMAL", "isLive": true});
        let written = table(&[row]).unwrap();
        let cell = written.lines().nth(1).unwrap().split(',').nth(8).unwrap();
        assert!(
            cell == "-4.20" || !cell.starts_with(['=', '+', '-', '@']),
            "a spreadsheet would calculate {cell}"
        );
        assert_eq!(read::rows(&written).unwrap()[0]["value"], value, "{written}");
    }
}

#[test]
fn columns_stand_in_any_order_and_values_that_gave_way_are_left_out() {
    let text = "OBS_VALUE,TIME_PERIOD: Time,SEX,INDICATOR,IS_LIVE\n5,2026-Q3,F: Female,PUPILS,true\n4,2026-Q3,F,PUPILS,false\n";
    let rows = read::rows(text).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["dims"], json!([{"dim": "SEX", "code": "F"}]));
}

#[test]
fn every_bad_row_is_named() {
    let header = "ACTION,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS\n";
    let text = format!(
        "{header}D,A,_T,2026,1,A,F\nI,A,_T,26,1,A,F\nI,A,_T,2026,1,X,F\nI,A,f,2026,1,A,F\nI,A,_T,2026,,S,C\n"
    );
    let told = read::rows(&text).unwrap_err().to_string();
    for place in
        ["row 2, ACTION", "row 3, TIME_PERIOD", "row 4, OBS_STATUS", "row 5, SEX", "row 6, CONF_STATUS"]
    {
        assert!(told.contains(place), "{place} in {told}");
    }
    assert!(read::rows("INDICATOR\nA\n").unwrap_err().to_string().contains("TIME_PERIOD, OBS_VALUE"));
}

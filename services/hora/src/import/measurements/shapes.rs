//! Tables of other agencies: long ones, shares over a hundred, flags and gaps, one reporter, spans as periods.

use super::{tests::read_with, *};
use crate::import::mapping::Measurements;

/// A city's long table: the indicator in a cell, numbers of floating point, yearly figures beside those of two years.
const CITY: &str = r#"
recorded_on = "2026-01-01"
agreement = { from = "2020-01-01", to = "2030-01-01", purposes = ["To see."], retention_months = 1 }

[[data_sets]]
code = "YEARLY"
period_type = "years"
due_after_days = 1
closes_after_days = 36500
[[data_sets]]
code = "TWO_YEARLY"
period_type = "two_years"
due_after_days = 1
closes_after_days = 36500

[tables.yearly]
where = [{ column = "Time period", period = "years" }, { column = "Geo", is_not = ["State"] }]
fixed_organization = "CITY_HEALTH"
period = "Time period"
area = { column = "Geo", totals = ["Citywide", ""] }
affixes = ["%"]
empty = ["-"]
cells = [{ column = "Value", numerator = "Over", denominator = "Of" }]
flags = { column = "Flag", marks = { "*" = "suppressed", "e" = "estimated" }, drop_values = true }
by.GROUP = { column = "Group", codes = "derived", totals = ["All"] }

[tables.yearly.indicator_by]
column = "Indicator"
codes = "derived"
fields = { name = "Indicator" }
words = [{ column = "Unit", is = { "%" = { value_type = "percent", unit = "percent", denominator = "the eligible", aggregation = "weighted_mean" }, "people" = { value_type = "count", unit = "people", aggregation = "latest", decimals = 0 } } }]
[tables.yearly.indicator_by.definition]
level = "population"
result_type = "outcome"
direction = "up"
decimals = 18
stock_or_flow = "stock"
may_exceed_100 = true
period_type = "years"
dims = [{ code = "GROUP", codes = [], partition = false }]

[tables.two_yearly]
where = [{ column = "Time period", period = "two_years" }]
fixed_organization = "CITY_HEALTH"
period = "Time period"
affixes = ["%"]
cells = [{ column = "Value" }]
[tables.two_yearly.indicator_by]
column = "Indicator"
codes = "derived"
suffix = " two years"
fields = { name = "Indicator" }
[tables.two_yearly.indicator_by.definition]
level = "population"
result_type = "outcome"
direction = "up"
value_type = "percent"
unit = "percent"
decimals = 18
denominator = "the eligible"
aggregation = "none"
stock_or_flow = "stock"
may_exceed_100 = true
period_type = "two_years"
"#;

const ROWS: &str = "Indicator,Unit,Time period,Geo,Group,Value,Flag,Over,Of
Enrolled,%,2010,Citywide,All,104.3478260869565,,24,23
Enrolled,%,2010,Bronx,65+,1.2e-05 %,e,,
Enrolled,%,2010,Bronx,Asian/Pacific,0,*,,0
Enrolled,%,2010,Bronx,Other,-,,,0
Enrolled,%,2010,State,All,50,,,
Enrolled,%,2010 to 2011,,All,99.5,,,
Asthma,people,2011,Staten Island,All,17,,,
";

type Line<'a> = (&'a str, &'a str, &'a str, Vec<&'a str>, Option<&'a str>);

#[test]
fn a_long_table_of_one_reporter_is_read() {
    let mapping: Measurements = toml::from_str(CITY).unwrap();
    mapping.check().unwrap();
    let (read, faults) = read_with(&mapping, &[("yearly", ROWS), ("two_yearly", ROWS)]);
    faults.unwrap();
    let (tables, made) = read.unwrap();
    let line = |value: &read::Value| {
        let row = value.row.clone();
        let dims: Vec<String> = row.dims.into_iter().map(|pair| pair.code).collect();
        (format!("{} {}", value.data_set, row.indicator), value.period, row.area_code, dims, row.value)
    };
    let lines: Vec<_> = tables.releases[&1].iter().map(line).collect();
    let found: Vec<Line<'_>> = lines
        .iter()
        .map(|(of, period, area, dims, value)| {
            assert_eq!(period.start.month(), 1);
            let dims = dims.iter().map(String::as_str).collect();
            (of.as_str(), period.length.as_iso8601(), area.as_str(), dims, value.as_deref())
        })
        .collect();
    let wanted: [Line<'_>; 5] = [
        ("YEARLY ENROLLED", "P1Y", "", vec![], Some("104.3478260869565")),
        ("YEARLY ENROLLED", "P1Y", "BRONX", vec!["C_65"], Some("0.000012")),
        ("YEARLY ENROLLED", "P1Y", "BRONX", vec!["ASIAN_PACIFIC"], None),
        ("YEARLY ASTHMA", "P1Y", "STATEN_ISLAND", vec![], Some("17")),
        ("TWO_YEARLY ENROLLED_TWO_YEARS", "P2Y", "", vec![], Some("99.5")),
    ];
    assert_eq!(found, wanted);
    let parts = |place: usize| {
        let row = &tables.releases[&1][place].row;
        (row.numerator.as_deref(), row.denominator.as_deref())
    };
    assert_eq!((parts(0), parts(2)), ((Some("24"), Some("23")), (None, None)), "a share of nobody is a gap");
    assert_eq!(tables.passed_over, [("yearly".to_owned(), 2), ("two_yearly".to_owned(), 6)].into());
    assert_eq!(made["codes"]["GROUP"]["ASIAN_PACIFIC"], "Asian/Pacific");
    let definitions: Vec<(&str, &str)> = made["definitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["code"].as_str().unwrap(), one["definition"]["external_ref"]["code"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        definitions,
        [("ASTHMA", "Asthma"), ("ENROLLED", "Enrolled"), ("ENROLLED_TWO_YEARS", "Enrolled")]
    );
    assert_eq!(
        made["definitions"][1]["definition"]["dims"][0]["codes"],
        json!(["ASIAN_PACIFIC", "C_65", "OTHER"])
    );
}

#[test]
fn a_word_that_no_mapping_knows_is_a_fault_with_what_is_accepted() {
    let mapping: Measurements = toml::from_str(CITY).unwrap();
    for (from, to, told) in [
        (",people,2011", ",persons,2011", "Unit is `persons`; accepted are %, people"),
        (
            "Citywide,All,104.3478260869565,,24,23",
            "Citywide,All,104,?,,",
            "row 2, Flag: is `?`; accepted are *, e",
        ),
        (",24,23", ",24,0", "row 2, Of: is `0`; accepted is a decimal above zero"),
        ("Bronx,65+", "Bronx,...", "no code can be made of `...`"),
        ("Enrolled,%,2010,Bronx,65+", "Enrolled,people,2010,Bronx,65+", "is defined otherwise than in row 2"),
        ("1.2e-05 %", "1.2e-19 %", "accepted are at most 18 digits after the point"),
    ] {
        let rows = ROWS.replacen(from, to, 1);
        assert_ne!(rows, ROWS, "{from}");
        let wrong = read_with(&mapping, &[("yearly", &rows)]).1.unwrap_err().to_string();
        assert!(wrong.contains(told), "{to}: {wrong}");
    }
}

#[test]
fn a_share_over_a_hundred_is_for_the_definition_to_allow() {
    let text = CITY.replace("may_exceed_100 = true", "may_exceed_100 = false");
    let wrong = read_with(&toml::from_str(&text).unwrap(), &[("yearly", ROWS)]).1.unwrap_err().to_string();
    assert!(
        wrong.contains("row 2, Value: is `104.3478260869565`; accepted is a percentage up to 100"),
        "{wrong}"
    );
}

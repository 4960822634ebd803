//! Cells as sources write them, and mappings that contradict themselves.

use super::*;

fn table(more: &str) -> TableOf {
    let text = format!("organization = 'a'\nperiod = 'p'\ncells = []\n{more}");
    toml::from_str(&text).unwrap()
}

#[test]
fn numbers_are_read_as_the_mapping_says_they_are_written() {
    let italian = "thousands = '.'\ndecimal = ','";
    for (more, cell, number) in [
        ("thousands = ','", "1,128", "1128"),
        ("thousands = ','", "12,345,678.50", "12345678.5"),
        (italian, " 1.786.461,00 ", "1786461"),
        (italian, "227,57", "227.57"),
        (italian, "1786461", "1786461"),
        ("", "-0.1234567890123456", "-0.1234567890123456"),
        ("", "0.123456789012345678", "0.123456789012345678"),
        ("", "1.2e-05", "0.000012"),
        ("", "8.5E-7", "0.00000085"),
        ("", "1.25e+3", "1250"),
        ("", "-0.0", "0"),
        ("", ".5", "0.5"),
        ("thousands = ' '", "1 786 461", "1786461"),
        ("thousands = ' '", "1\u{a0}786\u{202f}461", "1786461"),
        ("affixes = ['%']", "45.3 %", "45.3"),
        ("affixes = ['$', 'm']\nthousands = ','", "$1,234.5m", "1234.5"),
    ] {
        assert_eq!(table(more).number(cell).as_deref(), Ok(number), "{more} {cell}");
    }
}

#[test]
fn what_is_no_number_of_the_mapping_is_refused() {
    let italian = "thousands = '.'\ndecimal = ','";
    for (more, cell) in [
        ("", "1,5"),
        ("decimal = ','", "1.5"),
        (italian, "1.5"),
        (italian, "12.34,5"),
        ("thousands = ','", "1,5"),
        ("thousands = ','", "1234,567"),
        ("", "n/a"),
        ("", "45.3%"),
        ("", "1 786"),
        ("", "1.2.3"),
        ("", "."),
        ("", "1e"),
        ("", "1e99999"),
        ("", "Infinity"),
        ("", "--1"),
    ] {
        let told = table(more).number(cell).unwrap_err();
        assert!(told.contains("accepted are decimals such as 12"), "{cell}: {told}");
    }
}

fn set(of: &str) -> DataSet {
    toml::from_str(&format!("code = 'A'\nperiod_type = '{of}'\ndue_after_days = 1\ncloses_after_days = 1"))
        .unwrap()
}

#[test]
fn a_period_is_read_in_the_length_of_the_data_set() {
    let none = table("");
    let read = |of: &str, cell: &str| set(of).period(cell, &none).map(|period| period.start.to_string());
    for (of, cell, start) in [
        ("years", "2017", "2017-01-01"),
        ("years_from_april", "2010 to 2011", "2010-04-01"),
        ("two_years", "2010 to 2011", "2010-01-01"),
        ("two_years", "2010/11", "2010-01-01"),
        ("half_years", "2021-S2", "2021-07-01"),
        ("months", "2020-03-01", "2020-03-01"),
    ] {
        assert_eq!(read(of, cell).as_deref(), Ok(start), "{of} {cell}");
    }
    for (of, cell) in [("quarters", "2017"), ("years", "2010 to 2011"), ("months", "2020-03-02")] {
        assert!(read(of, cell).unwrap_err().contains("go to a table of their own"), "{of} {cell}");
    }
    let days = table("period_format = '%d/%m/%Y'");
    assert_eq!(set("quarters").period("01/04/2020", &days).unwrap().start.to_string(), "2020-04-01");
}

#[test]
fn a_condition_picks_rows_by_word_or_length() {
    let only = |text: &str| -> Where { toml::from_str(&format!("column = 'c'\n{text}")).unwrap() };
    assert!(only("is = ['a', '']").holds("") && !only("is = ['a']").holds("b"));
    assert!(only("is_not = ['a']").holds("b") && !only("is_not = ['a']").holds("a"));
    assert!(
        only("period = 'two_years'").holds("2010 to 2011") && !only("period = 'two_years'").holds("2010")
    );
    assert!(only("period = 'years'").holds("2010") && !only("period = 'years'").holds("2010-2011"));
}

const SOUND: &str = r#"
recorded_on = "2026-01-01"
agreement = { from = "2020-01-01", to = "2030-01-01", purposes = ["To see."], retention_months = 1 }
data_sets = [{ code = "SET", period_type = "years", due_after_days = 1, closes_after_days = 1 }]
[[indicators]]
code = "RATE"
definition = { name = "Rate", level = "population", result_type = "outcome", value_type = "percent", unit = "percent", direction = "up", denominator = "the eligible", aggregation = "none", stock_or_flow = "stock", period_type = "years" }
[tables.main]
organization = "org"
period = "year"
cells = [{ column = "rate", indicator = "RATE" }]
"#;

fn parsed(text: &str) -> Result<Measurements, String> {
    let mapping: Measurements = toml::from_str(text).map_err(|error| error.to_string())?;
    mapping.check().map(|()| mapping)
}

#[test]
fn what_most_leave_as_it_is_may_be_left_out() {
    let mapping = parsed(SOUND).unwrap();
    let definition = &mapping.indicators[0].definition;
    assert_eq!((definition.decimals, definition.min_cell, definition.may_exceed_100), (0, 10, false));
}

#[test]
fn a_mapping_that_contradicts_itself_names_the_field_and_what_is_accepted() {
    for (from, to, told) in [
        ("organization = \"org\"", "", "tables.main: accepted is either `organization`"),
        ("period = \"year\"", "", "tables.main: accepted is either `period`"),
        ("period = \"year\"", "period = 5", "accepted is the name of a column, or a list of names"),
        ("indicator = \"RATE\"", "indicator = \"RATES\"", "`RATES` is not defined"),
        ("indicator = \"RATE\"", "dims = {}", "accepted is an `indicator` in each, or one `indicator_by`"),
        ("unit = ", "units = ", "`units` is unknown; accepted are name, level"),
        ("value_type = \"percent\"", "value_type = \"share\"", "percent"),
        ("unit = \"percent\", ", "", "unit"),
        (
            "period_type = \"years\" }\n",
            "period_type = \"months\" }\n",
            "accepted is an entry of data_sets of months",
        ),
        ("organization = \"org\"", "organisation = \"org\"", "organisation"),
        (
            "period = \"year\"",
            "period = \"year\"\nby.SEX = { column = 'sex', codes = 'made' }",
            "accepted is `codes = \"derived\"`",
        ),
    ] {
        let text = SOUND.replacen(from, to, 1);
        assert_ne!(text, SOUND, "{from}");
        let wrong = parsed(&text).unwrap_err();
        assert!(wrong.contains(told), "{to}: {wrong}");
    }
}

#[test]
fn the_example_of_the_documentation_can_be_used() {
    let text = include_str!("../../../../../../docs/measurements.md");
    let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let example = example.replace("[measurements.", "[").replace("[measurements]\n", "");
    parsed(&example).unwrap();
}

//! Laws over any run of commands.

use proptest::prelude::*;

use super::*;

fn any_row() -> impl Strategy<Value = Row> {
    let indicator = prop::sample::select(vec!["PUPILS", "ABSENT", "NONE"]);
    let value = prop::sample::select(vec!["", "0", "3", "3.50", "101", "-1", "x"]);
    let start = prop::sample::select(vec!["2026-09-01", "2026-10-01", "2026-10-02", "2027-01-01"]);
    let sex = prop::option::of(prop::sample::select(vec!["F", "M", "X"]));
    (indicator, value, start, sex).prop_map(|(indicator, value, start, sex)| Row {
        period_start: start.to_owned(),
        dims: sex.iter().map(|sex| ("SEX".to_owned(), (*sex).to_owned())).collect(),
        ..row(indicator, value)
    })
}

fn any_command() -> impl Strategy<Value = Command> {
    let name = prop::sample::select(vec!["PUPILS", "ABSENT"]);
    prop_oneof![
        name.clone().prop_map(|name| propose(name, |_| ())),
        name.prop_map(|name| propose(name, percent)),
        (10_u32..90).prop_map(|days| define("SCHOOL", &["PUPILS", "ABSENT"], days)),
        prop::collection::vec(1_u128..6, 1..4).prop_map(|orgs| assign(&orgs)),
        (prop::collection::vec(any_row(), 1..4), any::<bool>()).prop_map(|(rows, replaces)| {
            Command::RecordObservations {
                data_set: code("SCHOOL"),
                org: None,
                rows,
                replaces,
                is_dry_run: false,
            }
        }),
    ]
}

proptest! {
    #[test]
    fn any_history_replays_to_the_same_state(commands in prop::collection::vec(any_command(), 0..30)) {
        testing::laws(world(), commands, |_| true);
    }

    #[test]
    fn a_number_that_is_taken_is_stored_with_the_scale_asked_for(text in "-?[0-9]{1,20}(\\.[0-9]{1,8})?", decimals in 0_u8..9) {
        if let Ok(number) = number::parse(&text, decimals) {
            let stored = number::stored(number, decimals).unwrap();
            let fraction = stored.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            prop_assert_eq!(fraction, usize::from(decimals));
            prop_assert_eq!(number::parse(&stored, decimals), Ok(number));
            prop_assert!(stored != "-0" && !stored.starts_with("-0.0000000000"));
        }
    }
}

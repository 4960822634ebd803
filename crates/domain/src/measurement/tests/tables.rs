//! Recording from a table: the same rules, told by the table's own rows and columns.

use super::*;
use crate::{
    decider::{Decider as _, Refusal as _},
    facts::{Organization, Sector},
    measurement::command::{RecordTable, Table, TableRow},
    meta::Role,
};

/// A table with a header, comma-separated, its rows numbered from 2.
fn table(text: &str) -> RecordTable {
    let mut lines = text.lines().map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect());
    let columns = lines.next().unwrap();
    let rows = (2..).zip(lines).map(|(number, cells)| TableRow { number, cells, broken: None }).collect();
    RecordTable {
        data_set: code("SCHOOL"),
        org: None,
        table: Table { columns, rows },
        replaces: false,
        decimal_comma: false,
        is_dry_run: false,
    }
}

fn told(world: &World<Rules>, of: RecordTable) -> Vec<String> {
    let refusal = world.when(Command::RecordTable(Box::new(of))).unwrap_err();
    refusal.rows().iter().map(|bad| format!("{} {} {}", bad.row, bad.column, bad.reason)).collect()
}

/// What the columns and one row say, or the reason why not.
fn one(header: &str, row: &str) -> String {
    let refused = reporting().when(Command::RecordTable(Box::new(table(&format!("{header}\n{row}")))));
    refused.map_or_else(
        |refusal| match refusal.rows() {
            [bad] => format!("{} {}", bad.column, bad.reason),
            _ => refusal.reason().to_owned(),
        },
        |_| "accepted".to_owned(),
    )
}

#[test]
fn a_table_makes_the_same_events_as_its_rows() {
    let rows = vec![row("PUPILS", "100"), by_sex("F", "60"), by_sex("M", "40"), row("ABSENT", "4.5")];
    let table = table(
        "period,Indicator,sex,VALUE,shift\n2026-10,PUPILS,,100,\n2026M10,PUPILS,F,60,\n2026-10-01/P1M,PUPILS,M,40,\n\
        2026-10,ABSENT,,4.5,",
    );
    let by_table = reporting().when(Command::RecordTable(Box::new(table.clone()))).unwrap();
    assert_eq!(by_table, reporting().when(record(rows)).unwrap());
    let dry = RecordTable { is_dry_run: true, ..table.clone() };
    assert_eq!(reporting().when(Command::RecordTable(Box::new(dry))), Ok(vec![]));
    let world = reporting().after(Command::RecordTable(Box::new(table.clone())));
    assert_eq!(world.when(Command::RecordTable(Box::new(table.clone()))), Ok(vec![]), "nothing new");
    let mut other = table;
    other.table.rows[3].cells[3] = "5".to_owned();
    assert_eq!(told(&world, other.clone()), ["5 Indicator duplicate_key"]);
    other.replaces = true;
    assert_eq!(world.when(Command::RecordTable(Box::new(other))).unwrap().len(), 1);
}

#[test]
fn every_bad_row_is_told_by_its_number_and_the_tables_own_column() {
    let mut bad = table(
        "Indicator,Period,Area,Value,Status,SEX\n\
        PUPILS,2026-10,,100,,\n\
        PUPILS,2026-10,,40,,F\n\
        PUPILS,2026-10,,61,,M\n\
        TRUANT,2026-10,,1,,\n\
        ABSENT,2026-10,cluj,1,,\n\
        ABSENT,2026-10,A,1,gone,\n\
        ABSENT,2026-10,B,0,missing,\n\
        ABSENT,2026-10,C,100.5,,\n\
        ABSENT,2026-10,D,1.234,,\n\
        ABSENT,2026-10,E,many,,F\n\
        PUPILS,2026-10,F,-1,,X\n\
        ABSENT,2026-12,G,1,,\n\
        ABSENT,2026-08,G,1,,\n\
        ABSENT,2026-Q4,H,1,,\n\
        ABSENT,,I,1,,\n\
        ABSENT,2026-10,J,1,,\n\
        ABSENT,2026-10,J,1,,\n\
        ABSENT,2026-10,K,1,,",
    );
    bad.table.rows.last_mut().unwrap().broken = Some("has 5 cells where the header has 6".to_owned());
    let world = reporting();
    assert_eq!(
        told(&world, bad.clone()),
        [
            "2 Value partition_mismatch",
            "5 Indicator unknown_code",
            "6 Area unknown_code",
            "7 Status unknown_code",
            "8 Status status_needs_no_value",
            "9 Value percent_over_100",
            "10 Value too_many_decimals",
            "11 Value wrong_type",
            "12 SEX dim_unknown",
            "13 Period period_in_future",
            "14 Period period_closed",
            "15 Period period_misaligned",
            "16 Period period_misaligned",
            "18 Indicator duplicate_key",
            "19  row_cut_off",
        ]
    );
    let dry = RecordTable { is_dry_run: true, ..bad.clone() };
    assert_eq!(told(&world, dry), told(&world, bad), "a dry run says the same");
}

#[test]
fn decimals_are_read_as_it_was_said_and_never_guessed() {
    let of = |decimal_comma: bool, value: &str| {
        let mut table = table("indicator,period,value\nABSENT,2026-10,?");
        table.table.rows[0].cells[2] = value.to_owned();
        reporting().reason(Command::RecordTable(Box::new(RecordTable { decimal_comma, ..table })))
    };
    assert_eq!((of(false, "4.5"), of(true, "4,5")), ("accepted", "accepted"));
    assert_eq!((of(false, "4,5"), of(true, "4.5")), ("wrong_type", "wrong_type"));
    for value in ["1.234,5", "1,234.5", "1 234", "1'234", "4,5,6", "4.5%"] {
        assert_eq!((of(false, value), of(true, value)), ("wrong_type", "wrong_type"), "{value}");
    }
    let words = |decimal_comma: bool| {
        let mut table = table("indicator,period,value\nSTORY,2026-10,?");
        table.table.rows[0].cells[2] = "Well, better. Much".to_owned();
        reporting().reason(Command::RecordTable(Box::new(RecordTable { decimal_comma, ..table })))
    };
    assert_eq!((words(false), words(true)), ("accepted", "accepted"), "words are not numbers");
}

#[test]
fn columns_are_those_of_a_recording_and_the_disaggregations_of_its_indicators() {
    assert_eq!(one("indicator,period,value,comment", "PUPILS,2026-10,1,so"), "unknown_column");
    assert_eq!(one("indicator,period,value,dims.SEX", "PUPILS,2026-10,1,F"), "accepted");
    assert_eq!(one("indicator,period,value,AGE", "PUPILS,2026-10,1,"), "unknown_column");
    let refusal = reporting().when(Command::RecordTable(Box::new(table("indicator,note\nPUPILS,so"))));
    let accepted = "organization,indicator,period,area,value,status,numerator,denominator,SEX,SHIFT";
    assert_eq!(refusal.unwrap_err().details()["accepted"], accepted);
    let named = reporting().after(propose("JOBS", |definition| {
        definition.dims = vec![Dim { code: code("STATUS"), codes: codes(&["PAID"]), partition: false }];
    }));
    let named = named
        .after(propose("PLAIN", |definition| definition.dims = Vec::new()))
        .after(define("WORK", &["JOBS", "PLAIN"], 60))
        .after(Command::AssignReporters { data_set: code("WORK"), orgs: [org(1)].into() });
    let work = |text: &str| {
        named.reason(Command::RecordTable(Box::new(RecordTable { data_set: code("WORK"), ..table(text) })))
    };
    assert_eq!(work("indicator,period,value,dims.status,status\nJOBS,2026-10,1,PAID,E"), "accepted");
    assert_eq!(work("indicator,period,value,status\nJOBS,2026-10,1,PAID"), "unknown_code");
    assert_eq!(work("indicator,period,value,dims.STATUS\nPLAIN,2026-10,1,PAID"), "dim_unknown");
}

#[test]
fn marks_are_words_or_letters() {
    for (mark, value) in [("missing", ""), ("M", ""), ("o", ""), ("Estimated", "4"), ("E", "4"), ("", "4")] {
        let row = format!("ABSENT,2026-10,{value},{mark}");
        assert_eq!(one("indicator,period,value,status", &row), "accepted", "{mark}");
    }
    assert_eq!(one("indicator,period,value,status", "ABSENT,2026-10,4,Z"), "status unknown_code");
    assert_eq!(one("indicator,period,value", "ABSENT,2026-10,"), "value wrong_type");
}

#[test]
fn organizations_are_named_by_code_or_id() {
    let named = |context: &mut Context| {
        context.scope.actor.role = Role::BackboneStaff;
        let hub = Arc::make_mut(&mut context.facts.hub);
        for number in 1..=3 {
            let organization = Organization {
                code: code(&format!("ORG_{number}")),
                name: "One".to_owned(),
                sector: Sector::Community,
                succeeded_by: None,
            };
            hub.organizations.insert(org(number), organization);
        }
    };
    let world = reporting().with(named);
    let text =
        format!("organization,indicator,period,value\nORG_1,PUPILS,2026-10,1\n{},PUPILS,2026-10,2", org(2));
    let emitted = world.when(Command::RecordTable(Box::new(table(&text)))).unwrap();
    assert_eq!(emitted.len(), 2, "one event for each organization");
    let wrong = "organization,indicator,period,value\nORG_3,PUPILS,2026-10,1\nORG_9,PUPILS,2026-10,2";
    assert_eq!(
        told(&world, table(wrong)),
        ["2 organization not_a_reporter", "3 organization not_a_reporter"]
    );
}

#[test]
fn periods_are_read_as_the_data_set_counts_them() {
    let of = |period_type: PeriodType, period: &str| {
        let world = world().after(propose("PUPILS", |definition| definition.period_type = period_type));
        let set = Command::DefineDataSet {
            code: code("SCHOOL"),
            indicators: codes(&["PUPILS"]),
            period_type,
            due_after_days: 15,
            closes_after_days: 36_000,
            compulsory: BTreeSet::new(),
        };
        let table =
            Command::RecordTable(Box::new(table(&format!("indicator,period,value\nPUPILS,{period},1"))));
        let world = world.after(set).after(assign(&[1]));
        let emitted = world.when(table).map_err(|refusal| refusal.reason())?;
        let Event::ObservationsRecorded { period, .. } = &emitted[0].event else { panic!() };
        Ok(exchange::to_sdmx(*period))
    };
    for (period_type, text, period) in [
        (PeriodType::TwoYears, "2010 to 2011", "2010-01-01/P2Y"),
        (PeriodType::YearsFromApril, "2010/11", "2010-04-01/P1Y"),
        (PeriodType::YearsFromSeptember, "1999-00", "1999-09-01/P1Y"),
        (PeriodType::YearsFromApril, "2026April", "2026-04-01/P1Y"),
        (PeriodType::HalfYears, "2026-S1", "2026-S1"),
        (PeriodType::Weeks, "2026-W30", "2026-W30"),
        (PeriodType::Years, "2020", "2020"),
    ] {
        assert_eq!(of(period_type, text), Ok(period.to_owned()), "{text}");
    }
    for period_type in PeriodType::ALL {
        for text in exchange::examples(period_type).split(" or ") {
            let read = of(period_type, text);
            assert!(matches!(read, Ok(_) | Err("period_in_future")), "{text}: {read:?}");
        }
    }
    assert_eq!(of(PeriodType::YearsFromApril, "2020"), Err("period_misaligned"), "it may end or begin then");
    assert_eq!(of(PeriodType::Years, "2020/21"), Err("period_misaligned"));
}

#[test]
fn a_code_is_resolved_before_streams_are_named() {
    let table = table("organization,indicator,period,value\nORG_1,PUPILS,2026-10,1");
    let command = Command::RecordTable(Box::new(table));
    assert_eq!(Rules::resolve(command.clone(), &reporting().context.facts), command, "nobody has the code");
}

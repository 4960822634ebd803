//! Cells and sheets, out and in.

use std::{
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use tempfile::TempDir;

use super::{
    book::{Book, List},
    cells, limits,
    sheet::address,
    *,
};

/// A workbook in a folder of its own.
fn written(make: impl FnOnce(&mut Workbook)) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("values.xlsx");
    let mut book = Workbook::new();
    make(&mut book);
    book.save(&path).unwrap();
    (folder, path)
}

fn sheet_of(cells: impl FnOnce(&mut Worksheet)) -> (TempDir, PathBuf) {
    written(|book| {
        let sheet = book.add_worksheet();
        for (column, name) in (0_u16..).zip(["indicator", "period", "value", "due"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        cells(sheet);
    })
}

fn read(path: &Path) -> Result<Grid, String> {
    let how = How { decimal_comma: false, days: &["due"] };
    Grid::read(path, how).map_err(|failure| failure.to_string())
}

#[test]
fn a_number_is_the_decimal_that_was_typed_or_none() {
    for (number, text) in [
        (0.1, "0.1"),
        (-4.2, "-4.2"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (123_456_789_012_345.0, "123456789012345"),
    ] {
        assert_eq!(cells::decimal(number).as_deref(), Ok(text));
    }
    for calculated in [0.1 + 0.2, 1.0 / 3.0, 1_234_567_890_123_456.0, f64::NAN, f64::INFINITY, 1e300] {
        assert!(cells::decimal(calculated).unwrap_err().contains("accepted are 15"), "{calculated}");
    }
    assert_eq!(cells::exact("41.0"), Some(41.0));
    for text in ["0.123456789012345678", "inf", "1e3", "007", "", "-", "1,5"] {
        assert_eq!(cells::exact(text), None, "{text} would come back otherwise");
    }
}

#[test]
fn cells_have_the_addresses_that_a_spreadsheet_shows() {
    for (row, column, text) in
        [(0, 0, "A1"), (6, 2, "C7"), (0, 25, "Z1"), (9, 26, "AA10"), (0, 701, "ZZ1"), (0, 702, "AAA1")]
    {
        assert_eq!(address(row, column), text);
    }
}

#[test]
fn what_goes_into_a_sheet_comes_out_of_it() {
    let folder = TempDir::new().unwrap();
    let header = ["indicator", "period", "value", "due"].map(str::to_owned).to_vec();
    let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
    let rows = vec![
        row(["A", "2026-10", "-5.50", "2026-12-31"]),
        row(["", "", "", ""]),
        row(["Ștefan", "2026", "0.123456789012345678", ""]),
        row(["=1+1", "'=x", "-5+cmd", "-5"]),
    ];
    let codes = vec![("A".to_owned(), "of A".to_owned())];
    let lists = vec![List { name: "indicator".to_owned(), codes }];
    let book = Book { sheet: "values", header, numbers: vec!["value"], is_scaled: true, rows, lists };
    for (name, first) in [("values.xlsx", "-5.5"), ("values.csv", "-5.50")] {
        let path = folder.path().join(name);
        book.write(&path).unwrap();
        let csv = read(&path).unwrap().to_csv().unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[1], format!("A,2026-10,{first},2026-12-31"), "{name}");
        assert_eq!(lines[2], ",,,", "the rows below stay where they are");
        assert_eq!(lines[3], "Ștefan,2026,0.123456789012345678,");
        assert_eq!(
            lines[4], "'=1+1,''=x,'-5+cmd,-5",
            "no spreadsheet calculates them, and each is told from the other"
        );
    }
    let other = folder.path().join("values.ods");
    assert!(book.write(&other).unwrap_err().to_string().contains("accepted are .xlsx and .csv"));
    assert!(read(&other).unwrap_err().contains("accepted are .xlsx and .csv"));
}

#[test]
fn every_cell_without_an_exact_meaning_is_named_by_its_address() {
    let (_folder, path) = sheet_of(|sheet| {
        let day = ExcelDateTime::from_ymd(2026, 10, 1).unwrap();
        let (days, share) = (Format::new().set_num_format("mmm-yy"), Format::new().set_num_format("0%"));
        sheet.write_datetime_with_format(1, 1, &day, &days).unwrap();
        sheet.write_boolean(2, 2, true).unwrap();
        sheet.write_formula(3, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_number(4, 2, 0.1 + 0.2).unwrap();
        sheet.write_number_with_format(5, 2, 0.45, &share).unwrap();
        let noon = ExcelDateTime::from_ymd(2026, 10, 1).unwrap().and_hms(12, 0, 0).unwrap();
        sheet.write_datetime_with_format(6, 3, &noon, &days).unwrap();
    });
    let told = read(&path).unwrap_err();
    for cell in [
        "\nB2 is the date 2026-10-01",
        "\nC3 is the truth value true",
        "\nC4 is the error #N/A",
        "\nC5 is 3.0000000000000004e-1, with more digits",
        "\nC6 is shown as a percentage",
        "\nD7 is the moment 2026-10-01 12:00:00",
    ] {
        assert!(told.contains(cell), "{cell} in {told}");
    }
    assert_eq!(told.lines().count(), 7, "{told}");
}

#[test]
fn results_days_and_what_was_not_read_are_told() {
    let (_folder, path) = written(|book| {
        let sheet = book.add_worksheet();
        for (column, name) in (0_u16..).zip(["indicator", "value", "due"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        sheet.write_formula(1, 1, Formula::new("=2*3").set_result("6")).unwrap();
        let day = ExcelDateTime::from_ymd(2026, 10, 1).unwrap();
        sheet.write_datetime_with_format(1, 2, &day, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        sheet.merge_range(2, 0, 3, 0, "A", &Format::new()).unwrap();
        book.add_worksheet().set_name("secret").unwrap().set_hidden(true);
        book.add_worksheet().set_name("more").unwrap();
        book.add_worksheet().set_name("codes").unwrap();
    });
    let grid = read(&path).unwrap();
    assert_eq!(grid.rows[0], ["", "6", "2026-10-01"]);
    let told = grid.told.join("; ");
    for what in ["the sheet secret is hidden", "the sheet more was not read", "A3 is merged"] {
        assert!(told.contains(what), "{what} in {told}");
    }
    assert_eq!(grid.told.len(), 3, "{told}");
    let comma = Grid::read(&path, How { decimal_comma: true, days: &["due"] }).unwrap();
    assert_eq!(comma.rows[0][1], "6");
    let tenth = sheet_of(|sheet| {
        sheet.write_number(1, 2, 1.5).unwrap();
    });
    let comma = Grid::read(&tenth.1, How { decimal_comma: true, days: &[] }).unwrap();
    assert_eq!(comma.rows[0][2], "1,5", "as the rest of the table writes it");
}

#[test]
fn what_is_too_large_or_no_spreadsheet_is_refused_before_it_is_read() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&vec![b' '; 1_000_000]).unwrap();
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 5_000, "a small file that unpacks to much");
    assert!(limits::unpacks(&bomb, 999_999).unwrap_err().contains("unpacks to over 999999 bytes"));
    limits::unpacks(&bomb, 1_000_000).unwrap();

    let folder = TempDir::new().unwrap();
    let path = folder.path().join("values.xlsx");
    std::fs::write(&path, b"indicator,period,value\n").unwrap();
    assert!(read(&path).unwrap_err().contains("is no XLSX file"));
    std::fs::write(&path, vec![0; 17 * 1024 * 1024]).unwrap();
    assert!(read(&path).unwrap_err().contains("has over 16777216 bytes"));
    let far = sheet_of(|sheet| {
        sheet.write_string(1_048_575, 16_383, "far away").unwrap();
    });
    assert!(read(&far.1).unwrap_err().contains("XFD1048576 holds something"));
    let mut old = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    old.resize(4_096, 0);
    std::fs::write(&path, old).unwrap();
    assert!(read(&path).unwrap_err().contains("has a password, or is of an older format; accepted is .xlsx"));
    let codes = written(|book| {
        book.add_worksheet().set_name("codes").unwrap().write_string(0, 0, "indicator").unwrap();
    });
    assert!(read(&codes.1).unwrap_err().contains("of another name than `codes`"));
    let empty = written(|book| {
        book.add_worksheet();
    });
    assert!(read(&empty.1).unwrap_err().contains("the first row of its first sheet is empty"));
}

/// A sheet with this XML inside, as no spreadsheet program would write it.
fn of_xml(rows: &str, texts: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("values.xlsx");
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, text) in [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns='{relations}'><Relationship Id='a' Type='{of}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns='{main}' xmlns:r='{of}'><sheets><sheet name='S' sheetId='1' r:id='b'/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns='{relations}'><Relationship Id='b' Type='{of}/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='c' Type='{of}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns='{main}'><sheetData>{rows}</sheetData></worksheet>"),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns='{main}'>{texts}</sst>")),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    (folder, path)
}

#[test]
fn one_long_text_in_each_cell_is_refused_before_it_is_held_once_for_each() {
    let cells: String =
        (1..=600).map(|row| format!("<row r='{row}'><c r='A{row}' t='s'><v>0</v></c></row>")).collect();
    let (_folder, path) = of_xml(&cells, &format!("<si><t>{}</t></si>", "x".repeat(32_000)));
    assert!(std::fs::metadata(&path).unwrap().len() < 20_000, "a small file that holds much");
    let told = read(&path).unwrap_err();
    assert!(told.contains("holds over 16777216 bytes of text up to A525; split it"), "{told}");
}

#[test]
fn a_cell_that_stands_twice_is_named_and_one_that_cannot_be_read_by_the_cell_before() {
    let (_folder, path) =
        of_xml("<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c><c r='B1'><v>3</v></c></row>", "");
    let told = read(&path).unwrap_err();
    assert!(told.contains("\nB1 stands twice in the file; accepted is each cell once"), "{told}");
    let (_folder, path) =
        of_xml("<row r='1'><c r='A1'><v>1</v></c><c r='B1' t='e'><v>#SPILL!</v></c></row>", "");
    let told = read(&path).unwrap_err();
    assert!(told.contains("the cell behind A1 is not taken") && told.contains("#SPILL!"), "{told}");
}

#[test]
fn an_address_that_no_spreadsheet_has_is_refused_before_the_sheet_is_read() {
    let (_folder, path) = of_xml("<row r='1'><c r='AAAAAAAAAAAA99999999999999'><v>1</v></c></row>", "");
    let told = read(&path).unwrap_err();
    assert!(told.contains("accepted are A1 to XFD1048576"), "{told}");
}

#[test]
fn rows_of_csv_stay_where_a_spreadsheet_shows_them() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("values.csv");
    std::fs::write(&path, "indicator,value\n\nA,1\r\n\r\n\nB,x\n").unwrap();
    assert_eq!(read(&path).unwrap().to_csv().unwrap(), "indicator,value\n,\nA,1\n,\n,\nB,x\n");
    std::fs::write(&path, "\nindicator,value\nA,1\n").unwrap();
    assert!(read(&path).unwrap_err().contains("its header stands in row 2; accepted is the header in row 1"));
    std::fs::write(&path, format!("indicator{}A", "\n".repeat(70_000))).unwrap();
    assert!(read(&path).unwrap_err().contains("row 70001 holds something; accepted are 60000 rows"));
}

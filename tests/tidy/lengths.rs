//! How long a file may be, so that each can be read in one sitting.
//!
//! Functions are clippy's (`too-many-lines-threshold`). Generated code and test data are left out. To change
//! a bound: here and in CONTRIBUTING.md, with an ADR that says what was learned.

use super::tree::{File, files};

const LONGEST: usize = 400;
const MEDIAN_AT_MOST: usize = 120;
const NINE_IN_TEN_AT_MOST: usize = 300;

fn is_data(path: &str) -> bool {
    path.contains("/golden/") || path.contains("/generated/")
}

fn sources(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|f| f.is_any(&["rs"]) && !is_data(&f.path))
}

fn too_long(files: &[File]) -> Vec<String> {
    let length = |f: &File| f.lines().count();
    let long = sources(files).filter(|f| length(f) > LONGEST);
    long.map(|f| format!("{} has {} lines; split it, {LONGEST} is the most", f.path, length(f))).collect()
}

fn too_long_together(files: &[File]) -> Vec<String> {
    let mut lengths: Vec<_> = sources(files).map(|f| f.lines().count()).collect();
    lengths.sort_unstable();
    let at = |tenths: usize| lengths.get(lengths.len() * tenths / 10).copied().unwrap_or(0);
    let bounds = [("the median", at(5), MEDIAN_AT_MOST), ("nine in ten", at(9), NINE_IN_TEN_AT_MOST)];
    let over = bounds.into_iter().filter(|(_, is, most)| is > most);
    over.map(|(what, is, most)| format!("{what} of the source files has {is} lines; {most} is the most"))
        .collect()
}

#[test]
fn no_file_is_too_long() {
    super::holds(&too_long(&files()));
}

#[test]
fn files_are_short_on_the_whole() {
    super::holds(&too_long_together(&files()));
}

#[test]
fn a_long_file_is_named_and_data_is_not() {
    let bad = [
        File::sample("crates/a/src/lib.rs", &"\n".repeat(LONGEST + 1)),
        File::sample("crates/a/src/b.rs", &"\n".repeat(LONGEST)),
        File::sample("crates/a/tests/golden/c.rs", &"\n".repeat(LONGEST + 1)),
    ];
    assert_eq!(too_long(&bad), ["crates/a/src/lib.rs has 401 lines; split it, 400 is the most"]);
}

#[test]
fn many_long_files_are_noticed() {
    let of = |lines: usize, count: usize| {
        (0..count).map(move |n| File::sample(&format!("{n}.rs"), &"\n".repeat(lines)))
    };
    let heavy_middle: Vec<_> = of(10, 4).chain(of(121, 6)).collect();
    let heavy_tail: Vec<_> = of(10, 8).chain(of(301, 2)).collect();
    assert!(too_long_together(&heavy_middle)[0].starts_with("the median of"), "median");
    assert!(too_long_together(&heavy_tail)[0].starts_with("nine in ten of"), "nine in ten");
    assert!(too_long_together(&of(120, 10).collect::<Vec<_>>()).is_empty());
}

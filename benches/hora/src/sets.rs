//! The real sets, as the words of `hora import` that bring them in.
//!
//! Knows where their files stand, and no figure. Read in place, never copied.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// The conversations of polis.
const CONVERSATIONS: [&str; 3] = ["affordable-housing", "land-bank-farmland", "vtaiwan-uberx"];

/// One set, or a part that has an initiative of its own.
#[derive(Debug, Clone)]
pub struct Set {
    /// What its initiative is called.
    pub name: &'static str,
    /// What `import init` is told besides the initiative.
    pub init: Vec<String>,
    /// The import, without the initiative.
    pub import: Vec<String>,
    /// Rows of its files.
    pub rows: usize,
}

/// All of them; files that must be made first go into `folder`.
pub fn all(data: &Path, folder: &Path) -> anyhow::Result<Vec<Set>> {
    let mut sets = vec![hud(data, folder)?, pnrr(data)?, eips(data)?, nyc(data)?];
    for name in CONVERSATIONS {
        sets.push(polis(data, name)?);
    }
    Ok(sets)
}

fn hud(data: &Path, folder: &Path) -> anyhow::Result<Set> {
    let data = data.join("hud-pit-coc");
    let files = [
        ("first", "2017_pit_first_release.csv", "CoC Number"),
        ("counts", "pit_coc.csv", "coc_num"),
        ("subpopulations", "pit_coc_subpopulations.csv", ""),
    ];
    let (mut rows, mut codes) = (0, BTreeSet::new());
    for (_, name, column) in files {
        let mut table = csv::Reader::from_path(data.join(name))?;
        let at = table.headers()?.iter().position(|one| one == column);
        for row in table.records() {
            let row = row?;
            codes.extend(at.and_then(|at| row.get(at)).map(str::to_owned));
            rows += 1;
        }
    }
    let organizations = folder.join("coalitions.csv");
    let mut table = csv::Writer::from_path(&organizations)?;
    table.write_record(["code", "name"])?;
    for code in &codes {
        table.write_record([code, code])?;
    }
    table.flush()?;
    let tables = files.iter().map(|(table, name, _)| format!("{table}:{}", data.join(name).display()));
    let import = words(&["measurements", "--preset", "hud-pit-coc"]).into_iter().chain(tables).collect();
    let init = words(&["--preset", "hud-pit-coc", "--orgs", &path(&organizations)?]);
    Ok(Set { name: "hud", init, import, rows })
}

fn pnrr(data: &Path) -> anyhow::Result<Set> {
    let data = data.join("pnrr-italy");
    let owners = path(&data.join("AmmTitolari_interoperabilitaBDAPv3.csv"))?;
    let steps = [
        ("plan", "PNRR_MeT_OA_programmazione.csv", "2021-07-13"),
        ("round", "MeT_Attuazione_2021-T4_v02.csv", "2021-12-31"),
        ("round", "MeT_Attuazione_2022-T2_v02.csv", "2022-06-30"),
        ("plan", "PNRR_MeT_OA_programmazione_v03.csv", "2022-11-30"),
        ("round", "MeT_Attuazione_2022-T4_v02.csv", "2022-12-31"),
    ];
    let mut import = words(&["plan", "--preset", "pnrr-italy", "--owners", &owners]);
    let mut rows = 0;
    for (kind, name, day) in steps {
        rows += counted(&data.join(name), b';')?;
        import.push(format!("{kind}:{}@{day}", path(&data.join(name))?));
    }
    Ok(Set { name: "pnrr", init: words(&["--preset", "pnrr-italy", "--orgs", &owners]), import, rows })
}

fn eips(data: &Path) -> anyhow::Result<Set> {
    let [items, changes] = ["eips.csv", "changes.csv"].map(|name| data.join("ethereum-eips").join(name));
    let rows = counted(&items, b',')? + counted(&changes, b',')?;
    let step = format!("changes:{}", path(&changes)?);
    let import = words(&["plan", "--preset", "ethereum-eips", "--items", &path(&items)?, &step]);
    Ok(Set { name: "eips", init: words(&["--preset", "ethereum-eips"]), import, rows })
}

fn nyc(data: &Path) -> anyhow::Result<Set> {
    let file = data.join("nyc-council-homelessness/matters.jsonl");
    let rows = BufReader::new(File::open(&file)?).lines().count();
    let import = words(&["decisions", "--preset", "nyc", "--file", &path(&file)?]);
    Ok(Set { name: "nyc", init: words(&["--preset", "nyc"]), import, rows })
}

fn polis(data: &Path, name: &'static str) -> anyhow::Result<Set> {
    let file = |file: &str| data.join("polis-open-data").join(name).join(file);
    let [comments, votes, summary] = ["comments.csv", "votes.csv", "summary.csv"].map(file);
    let rows = counted(&comments, b',')? + counted(&votes, b',')?;
    let files = ["--comments", &path(&comments)?, "--votes", &path(&votes)?, "--summary", &path(&summary)?];
    let import = words(&["consultation", "--preset", "polis"]).into_iter().chain(words(&files)).collect();
    Ok(Set { name, init: words(&["--preset", "polis"]), import, rows })
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn path(path: &PathBuf) -> anyhow::Result<String> {
    Ok(path.to_str().context("a path that can be written")?.to_owned())
}

fn counted(file: &Path, separator: u8) -> anyhow::Result<usize> {
    let mut table = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_path(file)?;
    Ok(table.byte_records().count())
}

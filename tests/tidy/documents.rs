//! The shape of the pages a newcomer reads first, and that they speak of what is there.
//!
//! Does not judge what a page says. To hold another page to a length: a row in [`LONGEST`].

use super::tree::{File, file, files};

/// Pages with a bound on their lines: what is longer is not read.
const LONGEST: &[(&str, usize)] = &[("README.md", 150), ("ARCHITECTURE.md", 150)];

const ADR_FOLDER: &str = "docs/adr/";
const ADR_LONGEST: usize = 60;
const ADR_HEADINGS: &[&str] =
    &["## Status", "## Context", "## Decision", "## Consequences", "## What would change our mind"];

fn page_complaints(files: &[File]) -> Vec<String> {
    let length = |path: &str| file(files, path).lines().count();
    let over = LONGEST.iter().filter(|(path, most)| length(path) > *most);
    over.map(|(path, most)| format!("{path} has {} lines; {most} is the most", length(path))).collect()
}

fn adr_complaints(adrs: &[&File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (index, adr) in adrs.iter().enumerate() {
        let number = format!("{:04}", index + 1);
        let name = adr.path.strip_prefix(ADR_FOLDER).unwrap_or(&adr.path);
        if !name.starts_with(&format!("{number}-")) {
            complaints.push(format!("{}: the next number is {number}; none twice, none left out", adr.path));
        }
        if !adr.text.starts_with(&format!("# {}: ", name.split('-').next().unwrap_or(name))) {
            complaints.push(format!("{}: begin with # and the number, a colon, the title", adr.path));
        }
        if adr.lines().count() > ADR_LONGEST {
            complaints.push(format!("{} has more than {ADR_LONGEST} lines", adr.path));
        }
        let headings: Vec<_> = adr.text.lines().filter(|line| line.starts_with("## ")).collect();
        if headings != ADR_HEADINGS {
            complaints
                .push(format!("{}: its headings are {headings:?}; they must be {ADR_HEADINGS:?}", adr.path));
        }
    }
    complaints
}

/// The folder of every crate of ours, from its manifest.
fn rooms(files: &[File]) -> Vec<&str> {
    let manifests = files.iter().filter_map(|f| f.path.strip_suffix("/Cargo.toml"));
    manifests.filter(|folder| !folder.starts_with("benches/")).collect()
}

fn map_complaints(map: &File, rooms: &[&str]) -> Vec<String> {
    let on_the_map = |room: &&&str| !map.text.contains(&format!("`{room}`"));
    rooms.iter().filter(on_the_map).map(|room| format!("{} does not name `{room}`", map.path)).collect()
}

/// Links of a page into the project whose target is not there.
fn dead_links(page: &File, files: &[File]) -> Vec<String> {
    let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let targets = page.text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let inside = targets.filter(|t| !t.contains("://") && !t.starts_with('#') && !t.starts_with("mailto:"));
    let mut complaints = Vec::new();
    for target in inside {
        let path = resolved(folder, target.split('#').next().unwrap_or(target));
        let is_there = files.iter().any(|f| f.path == path || f.path.starts_with(&format!("{path}/")));
        if !is_there {
            complaints.push(format!("{}: the link to {target} leads nowhere", page.path));
        }
    }
    complaints
}

fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<_> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[test]
fn the_first_pages_are_short() {
    super::holds(&page_complaints(&files()));
}

#[test]
fn a_long_page_is_named() {
    let bad = [File::sample("README.md", &"\n".repeat(151)), File::sample("ARCHITECTURE.md", "")];
    assert_eq!(page_complaints(&bad), ["README.md has 151 lines; 150 is the most"]);
}

#[test]
fn every_adr_has_its_five_parts() {
    let files = files();
    let adrs: Vec<_> = files.iter().filter(|f| f.path.starts_with(ADR_FOLDER)).collect();
    assert!(adrs.len() >= 15, "the decisions were not found");
    super::holds(&adr_complaints(&adrs));
}

#[test]
fn a_misshapen_adr_is_named() {
    let good = format!("# 0001: a\n{}\n", ADR_HEADINGS.join("\n"));
    assert!(adr_complaints(&[&File::sample("docs/adr/0001-a.md", &good)]).is_empty());
    let untitled = good.replace("# 0001: a", "# a");
    let headless = good.replace("## Context", "Context");
    for (path, text) in [
        ("docs/adr/0002-a.md", good.replace("0001", "0002")),
        ("docs/adr/0001-a.md", untitled),
        ("docs/adr/0001-a.md", headless),
        ("docs/adr/0001-a.md", good.clone() + &"\n".repeat(ADR_LONGEST)),
    ] {
        assert_eq!(adr_complaints(&[&File::sample(path, &text)]).len(), 1, "{path}\n{text}");
    }
}

#[test]
fn the_map_names_every_room() {
    let files = files();
    super::holds(&map_complaints(file(&files, "ARCHITECTURE.md"), &rooms(&files)));
}

#[test]
fn a_room_that_is_not_on_the_map_is_named() {
    let map = File::sample("ARCHITECTURE.md", "| `crates/domain` | the rules |");
    assert_eq!(map_complaints(&map, &["crates/domain", "crates/cellar"]).len(), 1);
}

#[test]
fn links_between_pages_lead_somewhere() {
    let files = files();
    let pages = files.iter().filter(|f| f.is_any(&["md"]));
    super::holds(&pages.flat_map(|page| dead_links(page, &files)).collect::<Vec<_>>());
}

#[test]
fn a_link_that_leads_nowhere_is_named() {
    let text = "[a](../README.md) [b](adr) [c](https://example.org/x) [d](#here) [e](gone.md#part)";
    let page = File::sample("docs/partners.md", text);
    let there = [File::sample("README.md", ""), File::sample("docs/adr/0001-a.md", "")];
    assert_eq!(dead_links(&page, &there), ["docs/partners.md: the link to gone.md#part leads nowhere"]);
}

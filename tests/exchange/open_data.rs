//! All that anybody may read goes out as a package, and a reader that others wrote finds nothing wrong with it.
//!
//! The reader is `frictionless`, in the venv that `tests/venv` makes.

use std::{collections::BTreeMap, fs, path::Path};

use hora::actors::Person;
use hora_tests::{circle::Circle, skip};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{done, python, refused, script, sdmx, sdmx::STORY};
use crate::real::history::all;

const SLUG: &str = "cluj-open";
const SECRETS: [&str; 4] = ["Only we read this", "Written by Ana", "Representative", "As agreed."];

/// Something of every context: published data and a correction, a plan, a decision, a public and a members' thread.
async fn world() -> Circle {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    circle.plan().await.unwrap();
    sdmx::published(&mut circle).await;
    let staff = &mut circle.staff;
    let baseline = json!({"code": "BALANCE", "period": {"start": "2026-09-01", "length": "P1M"}, "value": "-9.00",
        "source": "The ledger."});
    staff.run("measurement/SetBaseline", baseline).await.unwrap();
    let decided =
        staff.ask("agenda/ListProposals", json!({})).await.unwrap()["proposals"][0]["proposalId"].clone();
    let target = json!({"decidedBy": {"context": "agenda", "id": decided}, "code": "BALANCE", "byPeriod": {"start": "2027-10-01", "length": "P1M"},
        "value": "-1.00", "path": "TARGET_PATH_STEP"});
    staff.run("measurement/SetTarget", target).await.unwrap();
    for code in ["A", "B"] {
        let activity = json!({"code": code, "title": "=1+1", "strategy": "MENTORS", "leadOrg": circle.orgs[1],
            "start": "2026-09-01", "end": "2027-06-30"});
        staff.run("plan/ProposeActivity", activity).await.unwrap();
        for (milestone, due) in [("FIRST", "2026-10-01"), ("LAST", "2027-06-01")] {
            let milestone = json!({"activityId": code, "code": milestone, "title": "Told; \"twice\", so", "due": due,
                "kind": "MILESTONE_KIND_MILESTONE"});
            staff.run("plan/AddMilestone", milestone).await.unwrap();
        }
    }
    let dropped = json!({"activityId": "B", "milestoneId": "LAST", "reason": "Too late."});
    staff.run("plan/DropMilestone", dropped).await.unwrap();
    let needed = json!({"from": "A", "to": "B", "kind": "RELATION_KIND_REQUIRES"});
    staff.run("plan/Relate", needed).await.unwrap();
    let goal = json!({"ours": {"context": "agenda", "stream": "goal/STAY_IN_SCHOOL"}});
    for (audience, title) in [("PUBLIC", "Half is enough?"), ("MEMBERS", SECRETS[0])] {
        let thread = json!({"subject": goal, "title": title, "audience": format!("VISIBILITY_{audience}")});
        let thread = staff.run("communication/OpenThread", thread).await.unwrap();
        let message = json!({"threadId": thread["threadId"], "body": SECRETS[1]});
        staff.run("communication/PostMessage", message).await.unwrap();
    }
    circle
}

fn rows(folder: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let file = folder.join(format!("{table}.csv"));
    csv::Reader::from_path(file).unwrap().deserialize().map(Result::unwrap).collect()
}

/// How many rows anybody is shown, by table.
async fn public_rows(public: &mut Person) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for (table, rpc, list, request) in [
        ("threads", "communication/ListThreads", "threads", json!({})),
        ("indicators", "measurement/ListIndicators", "indicators", json!({})),
        ("published", "measurement/ListPublished", "rows", json!({"includeHistory": true})),
        ("activities", "plan/ListActivities", "activities", json!({})),
        ("relations", "plan/ListRelations", "relations", json!({})),
        ("proposals", "agenda/ListProposals", "proposals", json!({})),
        ("members", "backbone/ListMembers", "members", json!({})),
    ] {
        counts.insert(table, all(public, rpc, request, list).await.len());
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_is_whole_and_valid_and_holds_nothing_of_members() {
    let Some(python) = python() else { return skip("no .venv with frictionless; run tests/venv") };
    let mut circle = world().await;
    let root = TempDir::new().unwrap();
    let staff = &mut circle.staff;
    // With the key of staff, since it must make no difference.
    let told = done(root.path(), staff, &["open-data", SLUG, "--out", "open", "--license", "CC0-1.0"]);
    let folder = root.path().join("open");
    let read = script(&python, "read_package.py", &[folder.join("datapackage.json").to_str().unwrap()]);
    let read: Value = serde_json::from_str(&read).unwrap();
    assert_eq!((&read["valid"], &read["errors"]), (&json!(true), &json!([])));
    assert_eq!(read["licenses"][0]["name"], "CC0-1.0");
    for (table, count) in told["tables"].as_object().unwrap() {
        assert_eq!(read["rows"][table], *count, "{table}");
    }
    for (table, count) in public_rows(&mut circle.sandbox.public(SLUG).unwrap()).await {
        assert!(count > 0 && told["tables"][table] == json!(count), "{table}: {count} and {told}");
    }
    assert_eq!(told["tables"]["milestones"], 4, "dropped ones too");
    assert_eq!((&told["tables"]["stances"], &told["tables"]["agenda_goals"]), (&json!(3), &json!(1)));
    for file in fs::read_dir(&folder).unwrap() {
        let file = file.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        for secret in SECRETS {
            assert!(!text.contains(secret), "{}: {secret}", file.display());
        }
    }
    let story = rows(&folder, "published").into_iter().find(|row| row["indicator"] == "STORY").unwrap();
    assert_eq!(story["value"], format!("'{STORY}"), "a spreadsheet calculates nothing");
    assert_eq!(rows(&folder, "activities")[0]["title"], "'=1+1");
    let message = &rows(&folder, "messages")[0];
    assert_eq!((message["body"].as_str(), message["body_state"].as_str()), ("", "withheld"));
    let of_balance = rows(&folder, "published").into_iter().filter(|row| row["indicator"] == "BALANCE");
    let revisions: Vec<_> =
        of_balance.map(|row| [&row["value"], &row["revision"], &row["is_live"]].map(String::clone)).collect();
    assert_eq!(
        revisions,
        [["-4.25", "1", "false"], ["-5.00", "2", "true"]].map(|row| row.map(str::to_owned))
    );
    assert_eq!(rows(&folder, "targets")[0]["value"], "-1.00");
    let words = rows(&folder, "dictionary");
    assert!(words.iter().any(|row| row["column"] == "obs_status" && row["words"].contains("suppressed")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_of_a_moment_and_never_of_half_of_it() {
    let mut circle = Circle::of("cluj-moment", 3).await.unwrap();
    let before = circle.sandbox.clock().now().to_string();
    circle.advance_hours(1).unwrap();
    circle.plan().await.unwrap();
    let root = TempDir::new().unwrap();
    let (root, staff) = (root.path(), &mut circle.staff);
    let now = done(root, staff, &["open-data", "cluj-moment", "--out", "now.zip"]);
    assert_eq!((&now["tables"]["strategies"], &now["tables"]["agenda"]), (&json!(1), &json!(1)));
    assert!(root.join("now.zip").is_file() && !root.join("now.zip.part").exists());
    let then = done(root, staff, &["open-data", "cluj-moment", "--out", "then", "--as-of", &before]);
    assert_eq!((&then["tables"]["strategies"], &then["tables"]["members"]), (&json!(0), &json!(3)));
    assert_eq!(then["sequences"]["plan"], json!(0), "{then}");
    let package = fs::read_to_string(root.join("then/datapackage.json")).unwrap();
    let package: Value = serde_json::from_str(&package).unwrap();
    assert_eq!(package["asOf"].as_str().map(|at| at.get(..19)), Some(before.get(..19)));
    let again = refused(root, staff, &["open-data", "cluj-moment", "--out", "then"]);
    assert!(again.contains("accepted is a path where nothing is"), "{again}");
    let unknown = refused(root, staff, &["open-data", "nowhere", "--out", "other"]);
    assert!(
        unknown.contains("the hub knows no initiative") && !root.join("other.part").exists(),
        "{unknown}"
    );
}

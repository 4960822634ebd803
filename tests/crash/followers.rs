//! Views are up with the log before anybody asks, and a log that is older than they are is not served.

use std::{fs, path::Path};

use hora_tests::{
    circle::{Circle, again, draft_agenda},
    wait::until,
};
use serde_json::{Value, json};

const SLUG: &str = "cluj-school";

/// Waits until the views of a service have every record of its log, which nobody has asked for.
async fn caught_up(circle: &Circle, context: &str) {
    let running = circle.sandbox.running().unwrap();
    let parts = running.services.iter().find(|parts| parts.core.context.as_str() == context).unwrap();
    let head = parts.ledger.head().unwrap().position;
    let place = running.hub.config.hub.data.join(context).join("views/place.json");
    let there = until("the views are up with the log", || async {
        let kept: Value = serde_json::from_slice(&fs::read(&place).ok()?).ok()?;
        (kept["position"] == json!(head)).then_some(())
    });
    there.await.unwrap();
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_filled_before_the_first_question() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let agenda = json!({"problemStatement": "One pupil in six leaves.", "vision": "Every pupil finishes grade 10.",
        "geographicScope": "Cluj county", "population": "Pupils", "horizonEnd": "2040-01-01"});
    circle.staff.run("agenda/DraftAgenda", agenda).await.unwrap();
    caught_up(&circle, "backbone").await;
    caught_up(&circle, "agenda").await;
    let data = circle.sandbox.running().unwrap().hub.config.hub.data.clone();
    let of_slug = fs::read_dir(data.join("agenda/views").join(SLUG)).unwrap();
    assert!(of_slug.flatten().any(|file| file.path().extension().is_some_and(|is| is == "sqlite")));
    circle.sandbox.restart().await.unwrap();
    let mut staff = again(&mut circle.staff).unwrap();
    let shown = staff.ask("agenda/GetAgenda", json!({})).await.unwrap();
    assert_eq!(shown["answered"]["sequence"], "1", "{shown}");
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_log_under_newer_views_is_not_opened() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let old = tempfile::tempdir().unwrap();
    let keep = |data: &Path| copy(&data.join("agenda/ledger"), &old.path().join("ledger"));
    circle.sandbox.restart_after(keep).await.unwrap();
    circle.staff = again(&mut circle.staff).unwrap();
    circle.envision(&hash, "Nobody leaves early.").await.unwrap();
    caught_up(&circle, "agenda").await;

    let put_back = |data: &Path| {
        fs::rename(data.join("agenda/ledger"), data.join("agenda/newer"))?;
        copy(&old.path().join("ledger"), &data.join("agenda/ledger"))
    };
    let refused = circle.sandbox.restart_after(put_back).await.unwrap_err();
    let said = format!("{refused:#}");
    for part in [
        "opening agenda",
        "history cannot be read whole",
        "restore the newest backup",
        "views/place.json away first",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    circle
        .sandbox
        .restart_after(|data| Ok(fs::remove_file(data.join("agenda/views/place.json"))?))
        .await
        .unwrap();
    let mut staff = again(&mut circle.staff).unwrap();
    let shown = staff.ask("agenda/GetAgenda", json!({})).await.unwrap();
    assert_ne!(shown["agenda"]["text"]["vision"], "Nobody leaves early.", "{shown}");
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_as_of_the_newest_record_holds_no_newer_one() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let (mut reader, mut writer) = (again(&mut circle.staff).unwrap(), again(&mut circle.staff).unwrap());
    let thread = |number: u64| {
        json!({"title": format!("Number {number}"), "audience": "VISIBILITY_MEMBERS",
            "subject": {"external": {"vocabulary": "news", "code": format!("N{number}")}}})
    };
    // Before the first record there is none to ask as of.
    writer.run("communication/OpenThread", thread(0)).await.unwrap();
    caught_up(&circle, "communication").await;
    let writing = tokio::spawn(async move {
        for number in 1.. {
            // The hub stops under it in the end.
            if let Err(failure) = writer.run("communication/OpenThread", thread(number)).await {
                return (number, failure.to_string());
            }
        }
        (0, String::new())
    });
    for _ in 0..150 {
        let head = reader.ask("communication/ListThreads", json!({"page": {"pageSize": 1}})).await.unwrap();
        let sequence = head["answered"]["sequence"].clone();
        let as_of = json!({"meta": {"asOf": {"sequence": sequence}}, "page": {"pageSize": 500}});
        let then = reader.ask("communication/ListThreads", as_of).await.unwrap();
        let threads = then["threads"].as_array().map_or(0, Vec::len);
        assert_eq!(
            (&then["answered"]["sequence"], json!(threads.to_string())),
            (&sequence, sequence.clone())
        );
        if threads > 400 {
            // A part of a list has 500 at most.
            break;
        }
    }
    circle.sandbox.stop().await;
    let (written, ended) = writing.await.unwrap();
    assert!(written > 50, "only {written} newer ones: {ended}");
}

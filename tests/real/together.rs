//! Six real programs in one hub of five services apart, with NATS: each comes out as it does alone.
//!
//! The hub is what deploy/systemd starts: six processes, each with a folder and a certificate of its own. What must come
//! out is told by each set's own checks.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use async_nats::jetstream;
use clap::{Args as _, Command, FromArgMatches as _};
use hora::{
    actors::Admin,
    client::{Options, Places},
    open_data::{self, OpenData},
    run::SERVICES,
};
use hora_tests::{process::nats_server, skip, wait};
use runtime::{clock::Clock, setup};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::{
    eips,
    history::{History, data, expected, head, number, word},
    hud, madrid, nyc, pnrr, polis,
};
use crate::{crash::partner, deploy::units};

/// The sets, and the slug of each here.
const SETS: [&str; 6] = [polis::SET, nyc::SET, pnrr::SET, hud::SET, eips::SET, madrid::SET];

/// Writes a package of open data; how many rows each table has.
async fn open(history: &History) -> (TempDir, Value) {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("open");
    let command = OpenData::augment_args(Command::new("open-data").no_binary_name(true));
    let matches = command.try_get_matches_from([&history.slug, "--out", word(&out)]).unwrap();
    let options = Options { places: history.places.clone(), key_file: None };
    let told = open_data::run(&OpenData::from_arg_matches(&matches).unwrap(), &options).await;
    let told = told.unwrap_or_else(|failure| panic!("{}: {}", history.slug, failure.text()));
    (folder, told["tables"].clone())
}

/// Rows of a table by the words in two columns.
fn counted(folder: &TempDir, table: &str, columns: [&str; 2]) -> BTreeMap<[String; 2], u64> {
    let file = folder.path().join("open").join(format!("{table}.csv"));
    let mut counts = BTreeMap::new();
    for row in csv::Reader::from_path(file).unwrap().deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        *counts.entry(columns.map(|column| row[column].clone())).or_default() += 1;
    }
    counts
}

/// What is open of each set is all that the script counted of it.
async fn check_open(all: &BTreeMap<&str, &History>, of: impl Fn(&str) -> Value) {
    let (_folder, eips) = open(all[eips::SET]).await;
    let gone = of(eips::SET)["items in changes.csv not in eips.csv"].as_array().unwrap().len() as u64;
    assert_eq!(number(&eips["activities"]), number(&of(eips::SET)["items"]) + gone);
    assert_eq!(number(&eips["relations"]), number(&of(eips::SET)["replay: edges at the end"]));

    let (folder, pnrr) = open(all[pnrr::SET]).await;
    let standing = counted(&folder, "milestones", ["standing", "is_late"]);
    let live = standing
        .iter()
        .filter(|([standing, _], _)| standing != "dropped")
        .map(|(_, count)| count)
        .sum::<u64>();
    assert_eq!(live, number(&of(pnrr::SET)["plan v3"]["rows (activity x milestone)"]));
    assert!(number(&pnrr["milestones"]) > live, "dropped ones too");

    // Five vetoes, and the decision by which the scaffold adopted the agenda.
    let (_folder, nyc) = open(all[nyc::SET]).await;
    assert_eq!(number(&nyc["meeting_decisions"]), number(&of(nyc::SET)["roll calls"]) + 5 + 1);
    let (_folder, madrid) = open(all[madrid::SET]).await;
    assert_eq!(
        (&madrid["threads"], &madrid["messages"]),
        (&json!(80), &of(madrid::SET)["messages (comments)"])
    );

    let (_folder, polis) = open(all[polis::SET]).await;
    let of_polis = &of(polis::SET)[polis::FARMLAND.0];
    assert_eq!(polis["responses"], of_polis["vote events"]);
    assert_eq!(polis["statements"], of_polis["statements"]);

    let (folder, hud) = open(all[hud::SET]).await;
    let shown = counted(&folder, "published", ["value", "hidden"]);
    let small = |value: &str| value.parse::<u64>().is_ok_and(|value| value < 10);
    assert!(shown.keys().all(|[value, _]| !small(value)), "a small number is shown");
    assert!(
        shown.keys().all(|[value, hidden]| value.is_empty() || hidden == "false"),
        "a hidden one is shown"
    );
    let hidden =
        shown.iter().filter(|([_, hidden], _)| hidden == "true").map(|(_, count)| count).sum::<u64>();
    assert!(hidden > 20_485 && number(&hud["published"]) > hidden, "{hidden} of {hud}");
    let coalitions = &of(hud::SET)["organizations"]["in pit_coc or the 2017 first release"];
    assert_eq!(number(&hud["members"]), number(coalitions) + 1, "and who convenes them");
}

/// The logs' last sequences, over all initiatives: as many records as the stream must hold.
async fn records(places: &Places, all: &BTreeMap<&str, &History>) -> u64 {
    let mut sum = 0;
    for slug in all.values().map(|history| history.slug.as_str()).chain(["hub"]) {
        for context in SERVICES {
            let head = head(places, context, slug).await;
            sum += head[0].as_str().unwrap_or("0").parse::<u64>().unwrap();
        }
    }
    sum
}

#[tokio::test(flavor = "multi_thread")]
async fn six_programs_share_one_hub_of_services_apart_and_each_comes_out_as_counted() {
    let Some(folders) = SETS.iter().map(|set| data(set)).collect::<Option<Vec<PathBuf>>>() else { return };
    if nats_server().is_none() {
        return skip("no NATS server; run tests/venv");
    }
    let at: BTreeMap<&str, &PathBuf> = SETS.into_iter().zip(&folders).collect();
    let mut deployment = units::started().await;
    for service in SERVICES {
        deployment.answers(service).await;
    }
    let (clock, places) = (Clock::default(), deployment.stage.places());
    let secret = setup::issue(&deployment.stage.seen("backbone", "/var/lib/hora"), clock.now_us()).unwrap();
    let admin = Admin::set_up(places.clone(), &secret, &clock.now().plus_days(9).to_string()).await.unwrap();
    let admin = Arc::new(Mutex::new(admin));
    let within = async |slug: &str, words: &[&str]| {
        History::within(places.clone(), &admin, slug, words).await.unwrap()
    };
    let orgs = TempDir::new().unwrap();
    let coalitions = hud::scaffold(at[hud::SET], orgs.path());
    let coalitions: Vec<&str> = coalitions.iter().map(String::as_str).collect();
    let farmland = within("farmland", &["--preset", "polis"]).await;
    let farmland = polis::Told::of(farmland, at[polis::SET], polis::FARMLAND.0, polis::FARMLAND.1);
    let council = within("council", &["--preset", "nyc"]).await;
    let recovery = within("recovery", &["--preset", pnrr::SET, "--orgs", &pnrr::owners(at[pnrr::SET])]).await;
    let counts = within("counts", &coalitions).await;
    let changes = within("changes", &["--preset", eips::SET]).await;
    let threads = within("threads", &["--preset", madrid::SET]).await;

    let (_, of_council, of_recovery, of_counts, of_changes, of_threads) = tokio::join!(
        farmland.import(),
        nyc::import(&council, at[nyc::SET]),
        pnrr::import(&recovery, at[pnrr::SET]),
        hud::import(&counts, at[hud::SET]),
        eips::import(&changes, at[eips::SET]),
        madrid::import(&threads, at[madrid::SET]),
    );
    assert_eq!(number(&of_threads["added"]), 80 + 5_633);
    assert_eq!(number(&of_recovery["plan"]["steps"][3]["achievedAtOnce"]), 2);
    farmland.check().await;
    nyc::check(&council, at[nyc::SET], &of_council).await;
    pnrr::check(&recovery, &expected(at[pnrr::SET], pnrr::SET)).await;
    hud::check(&counts, at[hud::SET], &of_counts).await;
    eips::check(&changes, at[eips::SET], &of_changes).await;
    madrid::check(&threads, at[madrid::SET]).await;

    let all: BTreeMap<&str, &History> =
        SETS.into_iter().zip([&farmland.history, &council, &recovery, &counts, &changes, &threads]).collect();
    check_open(&all, |set| expected(at[set], set)).await;

    let records = records(&places, &all).await;
    let nats = format!("nats://{}", deployment.stage.address("nats"));
    let (hub, _refused) = partner::connect(&nats, "hub", &deployment.stage.passwords["HORA_NATS_HUB"]).await;
    let published = wait::until("the stream holds every record", || async {
        let stream = jetstream::new(hub.clone()).get_stream("HORA_EVENTS").await.ok()?;
        (stream.cached_info().state.messages >= records).then_some(stream.cached_info().state.messages)
    });
    assert_eq!(published.await.unwrap(), records);
}

//! P6, P7, and memory as history grows: the real sets come in, again and again; then all views are built anew.
//!
//! Knows no set. A source's row is what is counted, in the hub and as an event in UmaDB.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::{Args, Command, FromArgMatches as _};
use hora::{
    actors::Person,
    client::{Options, Places, key},
    import::{self, Import},
};
use serde_json::json;

use crate::{
    hub::Hub,
    peer::UmaDb,
    rebuild,
    rounds::load_average,
    sets::{self, Set},
};

/// How the hub's services are called.
const CONTEXTS: [&str; 5] = ["agenda", "backbone", "communication", "measurement", "plan"];

/// What comes in.
#[derive(Debug, Args)]
pub struct Bulk {
    /// The hub's binary, built for release.
    #[arg(long)]
    hub: PathBuf,
    /// The binary of `benches/peers`.
    #[arg(long)]
    peers: PathBuf,
    /// Where logs are written; on the disk that is measured.
    #[arg(long)]
    scratch: PathBuf,
    /// The folder of the real sets.
    #[arg(long)]
    data: PathBuf,
    /// Which sets; all where none is named.
    #[arg(long, value_delimiter = ',')]
    sets: Vec<String>,
    /// How often each comes in, each time under another slug.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of each round of UmaDB.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How often all views are built anew at the end.
    #[arg(long, default_value_t = 5)]
    rebuilds: usize,
}

/// Runs it.
pub async fn run(bulk: &Bulk) -> anyhow::Result<()> {
    std::fs::create_dir_all(&bulk.scratch)?;
    let scratch = tempfile::TempDir::new_in(&bulk.scratch)?;
    let mut hub = Hub::start(&bulk.hub, scratch.path()).await?;
    let umadb = UmaDb::start(&bulk.peers, scratch.path()).await?;
    let mut admin = hub.admin().await?;
    let admin_key = scratch.path().join("admin.key");
    let secret = admin.person().client().key().map(|key| key.secret.clone()).unwrap_or_default();
    key::write(&admin_key, &secret)?;
    let wanted = |set: &Set| bulk.sets.is_empty() || bulk.sets.iter().any(|name| name == set.name);
    let sets: Vec<Set> = sets::all(&bulk.data, scratch.path())?.into_iter().filter(wanted).collect();
    println!("resident with empty logs: {} MiB", hub.resident_mib()?);
    for round in 1..=bulk.rounds {
        for set in &sets {
            let slug = format!("{}-{round}", set.name);
            let keys = scratch.path().join(&slug);
            let out = keys.to_str().unwrap_or_default();
            let init = [vec!["init", "--initiative", &slug, "--out", out], words(&set.init)].concat();
            import(hub.places(), &admin_key, &init).await?;
            let (what, rest) = (words(&set.import[..1]), words(&set.import[1..]));
            let start = Instant::now();
            import(hub.places(), &keys.join("importer.key"), &[what, vec!["--initiative", &slug], rest].concat())
                .await?;
            let took = start.elapsed();
            let records = records(&hub, &slug).await?;
            println!("round {round} {} load {}", told(set, records, took), load_average()?);
        }
        println!("round {round} UmaDB, 16 events a request, 16 writers: {:.0} events/s, load {}",
            umadb.batches(16, 16, bulk.seconds).await?, load_average()?);
        println!("round {round} resident {} MiB", hub.resident_mib()?);
    }
    drop(umadb);
    for round in 1..=bulk.rebuilds {
        println!("rebuild {round}: {}, load {}", rebuild::run(&mut hub, &CONTEXTS).await?, load_average()?);
    }
    Ok(())
}

fn words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn told(set: &Set, records: u64, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    let per_s = |count: f64| count / seconds;
    format!(
        "{:<20} {} rows, {records} records in {seconds:.1} s: {:.0} rows/s, {:.0} records/s",
        set.name,
        set.rows,
        per_s(set.rows as f64),
        per_s(records as f64)
    )
}

/// Records of an initiative, in all its logs.
async fn records(hub: &Hub, slug: &str) -> anyhow::Result<u64> {
    let mut public = Person::public(hub.places(), slug);
    let mut records = 0;
    for context in CONTEXTS {
        let request = json!({"context": context, "initiative": slug});
        let answer = public.client().call("/hora.log.v1.Log/Head", Some(slug), &request).await;
        let answer = answer.map_err(|failure| anyhow::anyhow!("{}", failure.text()))?;
        let sequence = answer.pointer("/head/sequence").and_then(|one| one.as_str()?.parse::<u64>().ok());
        records += sequence.unwrap_or_default();
    }
    Ok(records)
}

async fn import(places: Places, key: &std::path::Path, words: &[&str]) -> anyhow::Result<()> {
    let command = Import::augment_args(Command::new("import").no_binary_name(true));
    let import = Import::from_arg_matches(&command.try_get_matches_from(words)?)?;
    let options = Options { places, key_file: Some(key.to_owned()) };
    import::run(&import, &options).await.map_err(|failure| anyhow::anyhow!("{}", failure.text()))?;
    Ok(())
}

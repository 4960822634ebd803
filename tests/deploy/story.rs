//! What must hold of services apart, however they were started: the walk passes while one after another is killed,
//! writers lose nothing and see nothing twice, each log holds together, and a partner has every event once.
//!
//! Knows a deployment as processes by name. Which service is killed when is drawn anew each time, and said.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
};

use hora::{
    actors::{Admin, Person},
    failure::Failure,
    run::SERVICES,
};
use hora_tests::{log, wait};
use runtime::{clock::Clock, setup};
use serde_json::json;
use tokio::{sync::watch, task::JoinSet};

use super::stage::{Stage, Told};
use crate::{
    crash::{
        kill::{check_logs, repeat},
        load::{self, Progress, Sent, World},
        partner,
    },
    scenarios::walk::{SLUG as WALK, walk_with},
};

/// The exit code of the command line for what may succeed later.
const UNAVAILABLE: u8 = 4;
const WRITERS: [usize; 6] = [0, 1, 2, 3, 4, 5];
/// Commands acknowledged between two kills, at least.
const STRETCH: usize = 15;
const VISIBILITIES: [&str; 3] = ["public", "members", "restricted"];

/// Processes as some files have them, on a stage.
pub struct Deployment {
    pub stage: Stage,
    told: BTreeMap<String, Told>,
}

impl Deployment {
    pub fn new(stage: Stage, told: BTreeMap<String, Told>) -> Self {
        for told in told.values() {
            stage.prepare(told);
        }
        Self { stage, told }
    }

    pub fn start(&mut self, name: &str) {
        self.stage.start(&self.told[name]);
    }

    /// Runs a process that is to end by itself, and succeed.
    pub fn run_to_end(&self, name: &str) {
        let told = &self.told[name];
        let (succeeded, said) = self.stage.run(told, &told.command);
        assert!(succeeded, "{name}: {said}");
    }

    /// Whether a health check says yes; `wget` is not on every machine, so the page is asked for in another way.
    pub fn is_healthy(&self, name: &str, test: &[String]) -> bool {
        if test[0] != "wget" {
            return self.stage.run(&self.told[name], test).0;
        }
        let script = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])";
        let python = super::stage::tool("python").display().to_string();
        let ask = [python, "-c".to_owned(), script.to_owned(), test.last().unwrap().clone()];
        self.stage.run(&self.told[name], &ask).0
    }

    /// Waits until a service answers, and has heard of backbone.
    pub async fn answers(&mut self, service: &str) {
        let rpc = match service {
            "backbone" => "backbone/ListInitiatives",
            "agenda" => "agenda/GetAgenda",
            "measurement" => "measurement/ListIndicators",
            "plan" => "plan/GetPlan",
            _ => "communication/ListThreads",
        };
        let mut patience = wait::Patience::new("a service answers");
        loop {
            self.stage.check(service);
            let answer = Person::public(self.stage.places(), "hub").ask(rpc, json!({})).await;
            if !answer.is_err_and(is_away) {
                return;
            }
            patience.look_again().await.unwrap();
        }
    }

    /// kill -9 of one service, which is then started again as it was.
    async fn strike(&mut self, service: &str) {
        self.stage.kill(service);
        self.start(service);
        for service in SERVICES {
            self.answers(service).await;
        }
    }

    /// Runs `hora` as the operator of a process's machine, with more in the environment.
    fn hora(&self, name: &str, words: &[&str], environment: &[(&str, &str)]) -> String {
        let told = Told { name: name.to_owned(), ..Told::default() };
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let told = Told { environment: environment.collect(), ..told };
        let command: Vec<String> = [&["hora"], words].concat().into_iter().map(str::to_owned).collect();
        let (succeeded, said) = self.stage.run(&told, &command);
        assert!(succeeded, "{words:?}: {said}");
        said
    }

    /// Every log of an initiative holds together, as its staff sees it.
    fn verify(&self, staff: &mut Person) {
        let key = staff.client().key().unwrap().secret.clone();
        let ca = self.stage.certificates().join("services-ca.crt").display().to_string();
        let places = SERVICES.map(|service| format!("{service}=https://{}", self.stage.address(service)));
        let places = places.iter().flat_map(|place| ["--service", place.as_str()]).collect::<Vec<_>>();
        for service in SERVICES {
            let words =
                ["log", "verify", "--context", service, "--initiative", &staff.initiative, "--tls-ca", &ca];
            self.hora("reader", &[&words, places.as_slice()].concat(), &[("HORA_KEY", &key)]);
        }
    }

    /// Adds the partner whose login is in nats.conf as it stands; gives the user and the password.
    fn add_partner(&self) -> (String, String) {
        let data = self.stage.seen("backbone", "/var/lib/hora");
        let password = self.stage.passwords["HORA_NATS_PARTNER_EXAMPLE"].clone();
        std::fs::create_dir_all(data.join("partners")).unwrap();
        std::fs::write(data.join("partners/example.env"), format!("HORA_NATS_PASSWORD={password}\n"))
            .unwrap();
        let (data, nats) = (data.display().to_string(), format!("nats://{}", self.stage.address("nats")));
        let mut words = vec!["partner", "add", "example", "--data", &data, "--nats", &nats];
        for (flag, values) in
            [("--initiative", [WALK, load::SLUG].as_slice()), ("--visibility", &VISIBILITIES)]
        {
            words.extend(values.iter().flat_map(|value| [flag, value]));
        }
        let hub = self.stage.passwords["HORA_NATS_HUB"].as_str();
        self.hora("partner", &words, &[("HORA_NATS_USER_HUB", "hub"), ("HORA_NATS_PASSWORD_HUB", hub)]);
        ("partner-example".to_owned(), password)
    }
}

/// Whether nobody answers, or not yet as they will.
pub fn is_away(failure: Failure) -> bool {
    failure.exit_code() == UNAVAILABLE
}

/// The services in an order of chance, as often as the run is long.
fn drawn() -> Vec<&'static str> {
    let rounds = if std::env::var_os("HORA_TEST_LONG").is_some() { 10 } else { 1 };
    let chance = RandomState::new();
    let mut all: Vec<_> = std::iter::repeat_n(SERVICES, rounds).flatten().enumerate().collect();
    all.sort_unstable_by_key(|(number, _)| chance.hash_one(number));
    all.into_iter().map(|(_, name)| name).collect()
}

/// Everything that was written in an initiative, by log.
async fn logs(staff: &mut Person) -> BTreeMap<(String, String), Vec<(String, Vec<u8>)>> {
    let mut all = BTreeMap::new();
    for context in SERVICES {
        let records = log::read(staff, context, 1).await.unwrap();
        let records = records.iter().map(|record| (record.id().to_owned(), record.bytes.to_vec())).collect();
        all.insert((staff.initiative.clone(), context.to_owned()), records);
    }
    all
}

/// The story, on a deployment whose processes all run.
pub async fn passes(mut deployment: Deployment) {
    for service in SERVICES {
        deployment.answers(service).await;
    }
    let clock = Clock::default();
    let data = deployment.stage.seen("backbone", "/var/lib/hora");
    let secret = setup::issue(&data, clock.now_us()).unwrap();
    let places = deployment.stage.places();
    let mut admin = Admin::set_up(places, &secret, &clock.now().plus_days(9).to_string()).await.unwrap();

    let mut struck = drawn();
    eprintln!("killed during the walk: {struck:?}");
    let mut walker = walk_with(&mut admin, &clock, async || {
        if let Some(service) = struck.pop() {
            deployment.strike(service).await;
        }
    })
    .await;

    let world = load::world(&mut admin).await;
    let (user, password) = deployment.add_partner();
    let nats = format!("nats://{}", deployment.stage.address("nats"));
    let (wanted, wanting) = watch::channel(None);
    let (client, _refused) = partner::connect(&nats, &user, &password).await;
    let subscribed = tokio::spawn(partner::subscribe(client, user, wanting));
    let (mut world, mut sent) = written_under_kills(&mut deployment, world).await;
    repeat(&mut world, &mut sent).await;
    check_logs(&mut world, &sent).await;

    let mut expected = BTreeMap::new();
    for staff in [&mut walker, &mut world.staff] {
        deployment.verify(staff);
        expected.extend(logs(staff).await);
    }
    let everything: BTreeMap<_, _> = expected.values().flatten().cloned().collect();
    wanted.send(Some(everything.len())).unwrap();
    let received = subscribed.await.unwrap();
    let payloads = received.events.into_iter().map(|(id, (_, bytes))| (id, bytes)).collect();
    assert!(everything == payloads && received.repeats == 0, "{} repeats", received.repeats);
    let hub = partner::connect(&nats, "hub", &deployment.stage.passwords["HORA_NATS_HUB"]).await.0;
    let mut stream = partner::stream(&hub, everything.len()).await;
    stream.retain(|(initiative, _), _| initiative != "hub");
    expected.retain(|_, records| !records.is_empty());
    assert!(stream == expected, "the stream differs from the logs");
}

/// Writers to all services while each is killed and comes back; gives what they sent.
async fn written_under_kills(deployment: &mut Deployment, mut world: World) -> (World, Vec<Sent>) {
    let writers = WRITERS.map(|kind| (kind, world.writer(kind)));
    let (world, progress, mut writing) = (Arc::new(world), Progress::default(), JoinSet::new());
    for (kind, person) in writers {
        writing.spawn(load::insisting(Arc::clone(&world), person, kind, progress.clone()));
    }
    let struck = drawn();
    eprintln!("killed under load: {struck:?}");
    for service in struck {
        progress.more(STRETCH).await;
        deployment.strike(service).await;
    }
    progress.more(STRETCH).await;
    progress.end();
    let sent = writing.join_all().await.into_iter().flatten().collect();
    (Arc::into_inner(world).unwrap(), sent)
}

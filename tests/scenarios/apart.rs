//! The example of settings says all there is to set, and five services run apart on it, each with an address of its own.

use std::{collections::BTreeMap, net::TcpListener, path::Path, time::Duration};

use hora::{
    actors::Admin,
    client::Places,
    run::{self, SERVICES},
};
use hora_tests::{project_root, wait::Patience};
use runtime::{clock::Clock, config::Config, setup};
use serde_json::{Value, json};
use tempfile::TempDir;

const SLUG: &str = "cluj-school";

fn example() -> String {
    std::fs::read_to_string(project_root().join("deploy/hora.example.toml")).unwrap()
}

fn load(folder: &Path, text: &str) -> Config {
    let file = folder.join("hora.toml");
    std::fs::write(&file, text).unwrap();
    Config::load(Some(&file)).unwrap()
}

#[test]
fn the_example_states_the_defaults_and_leaves_no_setting_out() {
    let folder = TempDir::new().unwrap();
    let as_it_is = load(folder.path(), &example());
    assert_eq!(Config { services: BTreeMap::new(), ..as_it_is.clone() }, Config::default());
    let whole = example().replace("#: ", "");
    let stated: toml::Table = whole.parse().unwrap();
    assert_eq!(json!(stated), serde_json::to_value(load(folder.path(), &whole)).unwrap());
    assert!(SERVICES.iter().all(|name| as_it_is.services.keys().any(|context| context.as_str() == *name)));
}

#[tokio::test(flavor = "multi_thread")]
async fn services_apart_on_the_example_decide_on_what_the_others_recorded() {
    let folder = TempDir::new().unwrap();
    let free: Vec<TcpListener> = SERVICES.map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).into();
    let mut text = example().replace("\"hora-data\"", &format!("{:?}", folder.path().join("data")));
    let mut addresses = Vec::new();
    for (place, listener) in (1..).zip(free) {
        let address = listener.local_addr().unwrap();
        text = text.replace(&format!("127.0.0.1:740{place}"), &address.to_string());
        addresses.push(address);
    }
    let (clock, mut apart) = (Clock::default(), Vec::new());
    for (service, address) in SERVICES.into_iter().zip(&addresses) {
        let mut config = load(folder.path(), &text);
        (config.listen.address, config.nats.off) = (*address, true);
        apart.push(run::start(config, clock.clone(), &[service]).await.unwrap());
    }
    for running in &apart {
        for context in running.hub.config.services.keys() {
            let ready = running.hub.facts.ready(*context);
            tokio::time::timeout(Duration::from_secs(60), ready).await.unwrap().unwrap();
        }
    }
    let at = |(name, address): (&str, _)| (name.to_owned(), format!("http://{address}"));
    let services: Vec<_> = SERVICES.into_iter().zip(&addresses).map(at).collect();
    let places = Places { hub: "http://127.0.0.1:9".to_owned(), services, tls_ca: None, cleartext: false };

    let secret = setup::issue(&folder.path().join("data"), clock.now_us()).unwrap();
    let mut admin = Admin::set_up(places, &secret, &clock.now().plus_days(9).to_string()).await.unwrap();
    let city = admin.organization("CITY", "City", "government").await.unwrap();
    let mut staff = admin.initiative(SLUG, "Every pupil stays", &city).await.unwrap();
    let mayor = admin.enroll(SLUG, "Mayor", &city, "ROLE_ORG_REPRESENTATIVE").await.unwrap();
    hora::adopt_agenda(&mut staff, [mayor], clock.now()).await.unwrap();
    let plan = json!({"agendaVersion": 1, "from": "2026-01-01", "to": "2031-01-01"});
    staff.run("plan/CreatePlan", plan).await.unwrap();
    let strategy = json!({"code": "MENTORS", "title": "Mentors", "goals": ["STAY_IN_SCHOOL"]});
    staff.run("plan/DefineStrategy", strategy).await.unwrap();
    let shown: Value = staff.ask("plan/GetPlan", json!({})).await.unwrap();
    assert_eq!(shown.pointer("/plan/strategies/0/goals/0"), Some(&json!("STAY_IN_SCHOOL")), "{shown}");
    let goal = json!({"ours": {"context": "agenda", "stream": "goal/STAY_IN_SCHOOL"}});
    let thread = json!({"subject": goal, "title": "Half is enough?", "audience": "VISIBILITY_MEMBERS"});
    let thread = staff.run("communication/OpenThread", thread).await.unwrap();
    let timeline = json!({"threadId": thread["threadId"]});
    let timeline = staff.ask("communication/GetTimeline", timeline).await.unwrap();
    let told = &timeline["entries"][0]["event"]["type"];
    assert_eq!(told, "agenda.GoalDefined.v1", "read at the agenda's own address: {timeline}");
    let after = json!({"after": {"plan": shown["answered"]["sequence"], "communication": "1"}});
    let health = staff.ask("backbone/GetHealth", after).await.unwrap();
    let unserved = health.pointer("/plan/goalsWithoutActivity/items/0/id");
    assert_eq!(unserved, Some(&json!("STAY_IN_SCHOOL")), "of all logs: {health}");
    assert_eq!(
        (&health["communication"]["openThreads"]["total"], &health["silent"]),
        (&json!("1"), &Value::Null)
    );
    let plan = SERVICES.iter().position(|service| *service == "plan").unwrap();
    apart[plan].hub.shutdown.cancel();
    let mut patience = Patience::new("health names the service that is away");
    loop {
        let then = json!({"meta": {"asOf": {"recordedAt": clock.now().to_string()}}});
        let health = staff.ask("backbone/GetHealth", then).await.unwrap();
        if health["silent"] == json!(["plan"]) {
            assert_eq!(
                health.pointer("/plan/goalsWithoutActivity/items/0/id"),
                unserved,
                "as far as it was heard"
            );
            break;
        }
        patience.look_again().await.unwrap();
    }
    // Together: a service lets the open streams of those that follow it end first.
    for running in &apart {
        running.hub.shutdown.cancel();
    }
    for running in apart {
        running.stop().await;
    }
}

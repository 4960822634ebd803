//! Keys that would open more than whoever issued them may open, or more than they say.
//!
//! Knows `Tokens/IssueKey` and `MintKey`; what a token says is tried in `tokens`.

use hora::{actors::Person, keys::Fresh};
use hora_tests::circle::{Circle, refusal};
use serde_json::{Value, json};

use super::SLUG;

const ISSUE: &str = "/hora.backbone.v1.Tokens/IssueKey";

/// The key that staff gets for a holder, where it gets one.
async fn issue(circle: &mut Circle, holder: &Value) -> Option<String> {
    let fresh = Fresh::generate().unwrap();
    let until = circle.sandbox.in_days(1);
    let asked = json!({"initiative": SLUG, "holder": holder, "keyHash": fresh.hash(), "expiresAt": until});
    let issued = circle.staff.client().call(ISSUE, Some(SLUG), &asked).await.ok()?;
    Some(fresh.key(issued["keyId"].as_str().unwrap()).unwrap())
}

fn with_key(circle: &Circle, key: &str, initiative: &str) -> Person {
    Person::with_key(circle.sandbox.places().unwrap(), key, initiative, "raised")
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_gets_no_key_for_whom_it_has_not_registered() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let records = hora_tests::log::read(&mut circle.staff, "backbone", 1).await.unwrap();
    let admin_here = records.iter().find(|record| record.value["actor"]["role"] == "admin").unwrap();
    let admin_here = admin_here.value["actor"]["ref"].clone();
    let admin = json!(circle.admin.person().reference);
    for holder in [admin, admin_here, json!(format!("p_{}", "0".repeat(32)))] {
        assert_eq!(issue(&mut circle, &holder).await, None, "{holder}");
    }
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_from_staff_opens_its_initiative_and_no_other() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let convener = circle.orgs[0].clone();
    circle.admin.initiative("elsewhere", "Elsewhere", &convener).await.unwrap();
    for holder in [json!(circle.voters[1].reference), json!(format!("s_{}", "0".repeat(32)))] {
        let key = issue(&mut circle, &holder).await.unwrap();
        with_key(&circle, &key, SLUG).ask("agenda/GetAgenda", json!({})).await.unwrap();
        for other in ["elsewhere", "hub"] {
            let rpc = if other == "hub" { "backbone/ListAccounts" } else { "agenda/GetAgenda" };
            let refused = refusal(with_key(&circle, &key, other).ask(rpc, json!({})).await).unwrap();
            assert_eq!(refused["code"], "NotFound", "{other}: {refused}");
        }
    }
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_narrowed_to_a_role_has_no_other() {
    let mut circle = Circle::of(SLUG, 1).await.unwrap();
    let until = circle.sandbox.in_days(1);
    let admin = circle.admin.person();
    let account = admin.reference.clone();
    let fresh = Fresh::generate().unwrap();
    let mint =
        json!({"holder": account, "hash": fresh.hash(), "roles": ["ROLE_AUDITOR"], "expiresAt": until});
    let minted = admin.run("backbone/MintKey", mint).await.unwrap();
    let key = fresh.key(minted["keyId"].as_str().unwrap()).unwrap();
    admin.ask("backbone/ListAccounts", json!({})).await.unwrap();

    let narrowed = with_key(&circle, &key, "hub").ask("backbone/ListAccounts", json!({})).await;
    assert_eq!(refusal(narrowed).unwrap()["reason"], "not_permitted");
    circle.sandbox.stop().await;
}

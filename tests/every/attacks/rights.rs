//! More rights than one has: a role or key that was taken away, one's own approval, a grant to oneself.
//!
//! What each role may do is `policy.txt`'s; here a running hub is held to it. Knows a few commands.

use hora::actors::{Person, text};
use hora_tests::circle::{Circle, refusal};
use serde_json::{Value, json};

use super::SLUG;

const THREAD: &str = r#"{"title":"Still here?","subject":{"external":{"vocabulary":"minutes","code":"2019/7"}},"audience":"VISIBILITY_MEMBERS"}"#;

fn thread() -> Value {
    serde_json::from_str(THREAD).unwrap()
}

/// The reason of the refusal; panics where there was none.
async fn refused(person: &mut Person, rpc: &str, request: Value) -> (String, String) {
    let said = refusal(person.run(rpc, request).await).unwrap();
    let text = |field: &str| said[field].as_str().unwrap_or_default().to_owned();
    (text("code"), text("reason"))
}

fn not_permitted() -> (String, String) {
    ("PermissionDenied".to_owned(), "not_permitted".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_role_ends_with_the_answer_to_its_revocation() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let (org, voter) = (circle.orgs[1].clone(), &mut circle.voters[1]);
    voter.run("communication/OpenThread", thread()).await.unwrap();
    voter.ask("backbone/ListAssessments", json!({})).await.unwrap();
    let revoke = json!({"holder": voter.reference, "role": "ROLE_ORG_REPRESENTATIVE", "organizationId": org});
    circle.staff.run("backbone/RevokeRole", revoke).await.unwrap();
    let after = circle.staff.client().after(SLUG, "communication");

    // The token is good for minutes yet; what it may do is asked of the roster.
    let mut late = thread();
    late["meta"] = json!({"after": after});
    assert_eq!(refused(voter, "communication/OpenThread", late).await, not_permitted());
    let denied = refusal(voter.ask("backbone/ListAssessments", json!({})).await).unwrap();
    assert_eq!(denied["reason"], "not_permitted", "{denied}");
    voter.ask("agenda/GetAgenda", json!({})).await.unwrap();
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_takes_its_tokens_with_it() {
    let mut circle = Circle::of(SLUG, 1).await.unwrap();
    let voter = &mut circle.voters[0];
    voter.run("communication/OpenThread", thread()).await.unwrap();
    let secret = voter.client().key().unwrap().secret.clone();
    let id = secret.split('_').nth(1).unwrap().parse::<uuid::Uuid>().unwrap();
    let admin = circle.admin.person();
    admin.run("backbone/RevokeKey", json!({"keyId": id})).await.unwrap();
    let sequence = admin.client().after("hub", "agenda")["backbone"];

    let mut late = thread();
    late["meta"] = json!({"after": {"hub": sequence.to_string()}});
    let unknown = ("Unauthenticated".to_owned(), "key_revoked".to_owned());
    assert_eq!(refused(voter, "communication/OpenThread", late).await, unknown);
    let mut again = Person::with_key(circle.sandbox.places().unwrap(), &secret, SLUG, "again");
    assert_eq!(refused(&mut again, "communication/OpenThread", thread()).await, unknown);
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_what_they_asked_for() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let now = circle.sandbox.clock().now().to_string();
    let asked = json!({"holder": circle.voters[1].reference, "source": "Minutes of 2019", "from": now,
        "to": circle.sandbox.in_days(7)});
    let asked = circle.staff.run("backbone/RequestImport", asked).await.unwrap();
    let grant =
        json!({"meta": {"approves": [asked["result"]["eventIds"][0]]}, "requestId": asked["requestId"]});
    let (_, reason) = refused(&mut circle.staff, "backbone/GrantImport", grant.clone()).await;
    assert_eq!(reason, "needs_second_person");
    let mut unnamed = grant.clone();
    unnamed["meta"] = json!({});
    let (_, reason) = refused(&mut circle.staff, "backbone/GrantImport", unnamed).await;
    assert_eq!(reason, "needs_second_person");
    assert_eq!(refused(&mut circle.voters[1], "backbone/GrantImport", grant.clone()).await, not_permitted());

    let second = circle.admin.enroll(SLUG, "Second", &circle.orgs[1], "ROLE_BACKBONE_STAFF").await;
    second.unwrap().run("backbone/GrantImport", grant).await.unwrap();
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_raises_themselves() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let grant = |holder: &str, role: &str| json!({"holder": holder, "role": format!("ROLE_{role}")});
    let representative = circle.voters[1].reference.clone();
    for role in ["BACKBONE_STAFF", "ADMIN", "AUDITOR", "IMPORTER"] {
        let to_self = grant(&representative, role);
        assert_eq!(
            refused(&mut circle.voters[1], "backbone/GrantRole", to_self).await,
            not_permitted(),
            "{role}"
        );
    }
    let staff = circle.staff.reference.clone();
    for role in ["ADMIN", "IMPORTER"] {
        let (_, reason) = refused(&mut circle.staff, "backbone/GrantRole", grant(&staff, role)).await;
        assert!(
            ["role_not_grantable", "malformed_request", "grants_more_than_held"].contains(&reason.as_str()),
            "{role}: {reason}"
        );
    }
    let hub = json!({"hash": "0".repeat(64), "holder": staff, "expiresAt": circle.sandbox.in_days(1)});
    assert_eq!(refused(&mut circle.staff, "backbone/MintKey", hub).await, not_permitted());
    text(&circle.staff.run("communication/OpenThread", thread()).await.unwrap(), "threadId").unwrap();
    circle.sandbox.stop().await;
}

//! Who tries to grant themselves a role is refused, and seen: in a log that is no history, whatever its disk says.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use hora_tests::circle::{Circle, again, refusal};
use runtime::security_log::read;
use serde_json::{Value, json};

fn shown(data: &Path) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hora-under-test"));
    command.args(["log", "security", "--output", "jsonl", "--data"]).arg(data).env_clear();
    let said = command.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_grant_is_kept_and_a_granted_one_is_not() {
    let mut circle = Circle::of("cluj-school", 2).await.unwrap();
    let data = circle.sandbox.running().unwrap().hub.config.hub.data.clone();
    assert_eq!(read(&data).unwrap(), [], "roles were granted, none was refused");

    let mut mayor = again(&mut circle.voters[0]).unwrap();
    let to_myself = json!({"holder": mayor.reference, "role": "ROLE_AUDITOR"});
    let folder = data.join("backbone/security");
    fs::create_dir_all(&folder).unwrap();
    let today = folder.join(format!("{}.jsonl", circle.sandbox.clock().now().date()));
    symlink("/dev/full", &today).unwrap();
    let refused = refusal(mayor.run("backbone/GrantRole", to_myself.clone()).await).unwrap();
    assert_eq!(refused["reason"], "not_permitted", "a full disk changes no answer: {refused}");
    fs::remove_file(&today).unwrap();
    assert_eq!(read(&data).unwrap(), []);

    let again = refusal(mayor.run("backbone/GrantRole", to_myself).await).unwrap();
    assert_eq!(again, refused);
    let [kept] = &shown(&data)[..] else { panic!("{:?}", read(&data)) };
    let expected = [
        ("initiative", "cluj-school"),
        ("rpc", "backbone.GrantRole"),
        ("actor", mayor.reference.as_str()),
        ("reason", "not_permitted"),
        ("code", "PERMISSION_DENIED"),
    ];
    for (field, value) in expected {
        assert_eq!(kept[field], value, "{kept}");
    }
    let waiver = json!({"reason": "I would like to know."});
    refusal(mayor.run("backbone/RequestWaiver", waiver).await).unwrap();
    assert_eq!(read(&data).unwrap().len(), 2, "{:?}", read(&data));
    assert!(!fs::read_to_string(&today).unwrap().contains("like to know"), "no private text");
    let key = json!({"initiative": "cluj-school", "holder": mayor.reference, "keyHash": "00".repeat(32),
        "expiresAt": circle.sandbox.in_days(9)});
    let issue = "/hora.backbone.v1.Tokens/IssueKey";
    refusal(mayor.client().call(issue, Some("cluj-school"), &key).await).unwrap();
    let setup =
        json!({"setupSecret": "guessed", "keyHash": "00".repeat(32), "expiresAt": circle.sandbox.in_days(9)});
    let mut stranger = circle.sandbox.public("hub").unwrap();
    refusal(stranger.run("backbone/CompleteSetup", setup).await).unwrap();
    let kept = read(&data).unwrap();
    let last: Vec<_> =
        kept[2..].iter().map(|e| (e.rpc.as_str(), e.actor.as_str(), e.reason.as_str())).collect();
    let expected = [
        ("backbone.IssueKey", mayor.reference.as_str(), "not_permitted"),
        ("backbone.CompleteSetup", "public", "setup_link_not_valid"),
    ];
    assert_eq!(last, expected, "what is refused before the executor is kept as well");
    let conversation = json!({"title": "No subject"});
    refusal(mayor.run("communication/OpenThread", conversation).await).unwrap();
    assert_eq!(read(&data).unwrap(), kept, "what is no governance is not kept");
    circle.sandbox.stop().await;
}

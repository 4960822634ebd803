//! A Python client that is told nothing but the address learns every message by reflection.
//!
//! The client is `reflect.py`, run in the venv that `tests/venv` makes. Knows no message itself.

use std::process::Command;

use hora_tests::{project_root, sandbox::Sandbox, skip};

const SLUG: &str = "cluj-school";

#[tokio::test(flavor = "multi_thread")]
async fn a_python_client_learns_everything_by_reflection() {
    let python = project_root().join(".venv/bin/python");
    if !python.is_file() {
        return skip("no .venv with grpcio; run tests/venv");
    }
    let sandbox = Sandbox::start().await.unwrap();
    let mut admin = sandbox.admin().await.unwrap();
    let city = admin.organization("CITY", "City", "government").await.unwrap();
    let mut staff = admin.initiative(SLUG, "Every pupil stays", &city).await.unwrap();
    let mayor = admin.enroll(SLUG, "Mayor", &city, "ROLE_ORG_REPRESENTATIVE").await.unwrap();
    hora::adopt_agenda(&mut staff, [mayor], sandbox.clock().now()).await.unwrap();
    let address = sandbox.running().unwrap().address.to_string();
    let script = project_root().join("tests/every/reflect.py");
    let said = Command::new(python).arg(script).args([address.as_str(), SLUG]).output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout);
    let errors = String::from_utf8_lossy(&said.stderr);
    assert_eq!(text, "version 1\nrefused NOT_FOUND\n", "{errors}");
    sandbox.stop().await;
}

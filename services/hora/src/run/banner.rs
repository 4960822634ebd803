//! What `hora up` prints: where everything is, whether NATS runs, the setup link, three lines to paste.
//!
//! Knows no state beyond what is running.

use std::fmt::Write as _;

use super::Running;

/// The lines for the operator; `setup` is the secret of the setup link while there is no admin.
pub fn banner(running: &Running, setup: Option<&str>) -> String {
    let address = running.address;
    let config = &running.hub.config;
    let scheme = if config.listen.tls.is_some() { "https" } else { "http" };
    let mut text = String::new();
    let mut line = |what: &str, value: &str| {
        // Writing to a String cannot fail.
        let _written = writeln!(text, "  {what:<9} {value}");
    };
    line("hub", &config.hub.name);
    line("gRPC+JSON", &format!("{scheme}://{address}  (reflection v1 and v1alpha, /metrics, /livez)"));
    line("data", &config.hub.data.display().to_string());
    line("keys", &format!("{}  (master key: keep it out of the data's backups)", config.secrets().display()));
    line("partners", &running.broker.line);
    if let Some(secret) = setup {
        line("setup", &format!("{scheme}://{address}/setup#{secret}  (once, within 30 minutes)"));
        line("", &format!("hora token setup --link '{scheme}://{address}/setup#{secret}'"));
    }
    for (whose, file) in [("demo", "demo-admin.key"), ("as staff", "demo-staff.key")] {
        let key = config.secrets().join(file);
        if key.exists() {
            let _written = writeln!(text, "  {whose:<9} export HORA_KEY=$(cat {})", key.display());
        }
    }
    let _written = write!(
        text,
        "\ntry:\n  hora status --hub {scheme}://{address}\n  hora backbone list-initiatives --initiative hub --hub {scheme}://{address}\n  hora log tail --context backbone --initiative hub --hub {scheme}://{address}\n"
    );
    text
}

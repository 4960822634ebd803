//! Checks of the settings the hub is started with, and of the certificate they name.
//!
//! Knows no network: what the hub shows to those who call it is seen by `reach`.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use domain::time::Timestamp;
use runtime::{
    config::{Config, Tls},
    tls::{self, Verdict},
};

use super::Finding;

const CHECK: &str = "certificate";
const RENEW: &str = "have the authority sign a new one, put it in its place, and start the service again";

/// The settings; the defaults, and a finding, where they are not taken.
pub fn load(file: Option<&Path>, findings: &mut Vec<Finding>) -> Config {
    match Config::load(file) {
        Ok(config) => {
            if let Some(file) = file {
                findings.push(Finding::ok("settings", file.display().to_string()));
            }
            config
        }
        Err(error) => {
            findings.push(Finding::fail("settings", error.to_string(), "correct what is named"));
            Config::default()
        }
    }
}

/// Whether the certificate of the listener, which services also show each other, will be taken.
pub fn certificate(config: &Config, now: Timestamp) -> Vec<Finding> {
    let Some(tls) = &config.listen.tls else { return Vec::new() };
    vec![judged(tls, now), key(tls)]
}

fn judged(tls: &Tls, now: Timestamp) -> Finding {
    let shown = tls.certificate.display();
    match tls::judge(tls, now) {
        Ok(Verdict::Good) => Finding::ok(CHECK, format!("{shown} is good")),
        Ok(Verdict::EndsAt(end)) => Finding::warn(CHECK, format!("{shown} ends on {}", end.date()), RENEW),
        Ok(Verdict::EndedAt(end)) => {
            Finding::fail(CHECK, format!("{shown} expired on {}", end.date()), RENEW)
        }
        Ok(Verdict::BeginsAt(begin)) => {
            let todo = "wait, or look at the clocks of this machine and the authority's";
            Finding::fail(CHECK, format!("{shown} is good from {} on", begin.date()), todo)
        }
        Ok(Verdict::Wrong(why)) => {
            let todo = "services need one that services_ca signed, for serverAuth and clientAuth";
            Finding::fail(CHECK, format!("{shown}: {why}"), todo)
        }
        Err(error) => Finding::fail(CHECK, error.to_string(), "correct the path, or the file"),
    }
}

fn key(tls: &Tls) -> Finding {
    const CHECK: &str = "key of the certificate";
    let shown = tls.key.display();
    match fs::metadata(&tls.key) {
        Ok(about) if about.permissions().mode() & 0o007 == 0 => Finding::ok(CHECK, shown.to_string()),
        Ok(_) => Finding::fail(CHECK, format!("{shown} is open to others"), format!("chmod 600 {shown}")),
        Err(error) => Finding::fail(CHECK, format!("{shown}: {error}"), "correct the path"),
    }
}

//! What of the settings is taken, beyond their shape.
//!
//! Opens no file and asks no network. To add a check: a function that gives a [`Wrong`], and a line in [`first_wrong`].

use std::{net::IpAddr, path::Path};

use http::Uri;

use super::Config;

/// A setting that is not taken.
pub struct Wrong {
    /// Its name, `ledger.cache_mib`.
    pub key: String,
    /// What it is, and what would be accepted.
    pub why: String,
}

impl Wrong {
    fn new(key: &str, why: String) -> Self {
        Self { key: key.to_owned(), why }
    }
}

/// The first setting that is not taken.
pub fn first_wrong(config: &Config) -> Option<Wrong> {
    name(&config.hub.name)
        .or_else(|| folder("hub.data", &config.hub.data))
        .or_else(|| folder("hub.secrets", config.hub.secrets.as_ref()?))
        .or_else(|| between("ledger.cache_mib", config.ledger.cache_mib, 8, 65_536))
        .or_else(|| between("security_log.keep_days", config.security_log.keep_days.into(), 1, 3_650))
        .or_else(|| between("security_log.day_mib", config.security_log.day_mib.into(), 1, 1_024))
        .or_else(|| services(config))
}

fn name(name: &str) -> Option<Wrong> {
    let is_host = !name.is_empty()
        && name.len() <= 200
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    (!is_host).then(|| Wrong::new("hub.name", format!("is `{name}`; accepted are a-z, 0-9, . and -")))
}

fn folder(key: &str, path: &Path) -> Option<Wrong> {
    let is_empty = path.as_os_str().is_empty();
    is_empty.then(|| Wrong::new(key, "is empty; accepted is the path of a folder".to_owned()))
}

fn between(key: &str, value: u64, least: u64, most: u64) -> Option<Wrong> {
    let is_wrong = !(least..=most).contains(&value);
    is_wrong.then(|| Wrong::new(key, format!("is {value}; accepted are {least} to {most}")))
}

fn services(config: &Config) -> Option<Wrong> {
    let has_authority = config.listen.tls.as_ref().is_some_and(|tls| tls.services_ca.is_some());
    config.services.iter().find_map(|(context, address)| {
        let why = address_complaint(address, has_authority)?;
        Some(Wrong::new(&format!("services.{}", context.as_str()), format!("is `{address}`; {why}")))
    })
}

fn address_complaint(address: &str, has_authority: bool) -> Option<&'static str> {
    let uri: Uri = address.parse().unwrap_or_default();
    let (scheme, host) = (uri.scheme_str(), uri.host().unwrap_or_default());
    if host.is_empty() || uri.port().is_none() || !matches!(uri.path(), "" | "/") {
        return Some("accepted are https://host:port, and http://127.0.0.1:port on one machine");
    }
    match scheme {
        Some("https") if has_authority => None,
        Some("https") => Some(
            "services show each other certificates over https, so [listen.tls] must name certificate, key and \
             services_ca",
        ),
        Some("http") if is_this_machine(host) => None,
        Some("http") => Some(
            "that is another machine, and every record would travel there in the clear; accepted are \
             https://host:port with [listen.tls] on both sides, and http:// to 127.0.0.1, [::1] or localhost",
        ),
        _ => Some("accepted are https://host:port, and http://127.0.0.1:port on one machine"),
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_clear_only_to_this_machine() {
        for address in ["http://127.0.0.1:7402", "http://[::1]:7402", "http://localhost:7402"] {
            assert_eq!(address_complaint(address, false), None, "{address}");
        }
        for address in
            ["http://10.0.0.2:7402", "http://agenda.internal:7402", "http://127.0.0.1.example:7402"]
        {
            let why = address_complaint(address, true).unwrap_or_default();
            assert!(why.contains("in the clear") && why.contains("https://host:port"), "{address}: {why}");
        }
    }

    #[test]
    fn https_needs_the_authority_of_the_services() {
        assert_eq!(address_complaint("https://agenda.internal:7402", true), None);
        let why = address_complaint("https://agenda.internal:7402", false).unwrap_or_default();
        assert!(why.contains("services_ca"), "{why}");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in
            ["", "agenda", "agenda:7402", "https://agenda", "ftp://127.0.0.1:1", "http://127.0.0.1:1/x"]
        {
            assert!(address_complaint(address, true).is_some(), "{address}");
        }
    }
}

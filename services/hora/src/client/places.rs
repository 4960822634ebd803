//! Where the hub is: one address for all services, or some services at addresses of their own.
//!
//! Opens channels when they are first needed and keeps them. Refuses to send a key in the clear to another machine.

use std::{collections::BTreeMap, net::IpAddr, path::PathBuf, time::Duration};

use anyhow::{Context as _, anyhow};
use clap::Args;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};

use crate::failure::Failure;

/// The longest a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection without a sign for so long is asked whether it lives.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// How a certificate begins in a PEM file. Source: RFC 7468.
const PEM_CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Flags that say where the hub is.
#[derive(Debug, Clone, Args)]
pub struct Places {
    /// The hub's address.
    #[arg(
        long,
        env = "HORA_HUB",
        global = true,
        value_name = "URL",
        default_value = "http://127.0.0.1:7400"
    )]
    pub hub: String,
    /// A service at an address of its own, where they run apart: `--service plan=http://host:port`.
    #[arg(long = "service", global = true, value_name = "CONTEXT=URL", value_parser = service)]
    pub services: Vec<(String, String)>,
    /// The certificate of the authority that vouches for the hub, as a PEM file; for https addresses. Else those
    /// that this machine trusts.
    #[arg(long, env = "HORA_TLS_CA", global = true, value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
    /// Send the key without TLS to an address that is not this machine.
    #[arg(long, global = true)]
    pub cleartext: bool,
}

fn service(text: &str) -> Result<(String, String), String> {
    let (context, url) = text.split_once('=').ok_or("accepted is CONTEXT=URL")?;
    if !crate::CONTEXTS.contains(&context) {
        return Err(format!("accepted are {}", crate::CONTEXTS.join(", ")));
    }
    Ok((context.to_owned(), url.to_owned()))
}

impl Places {
    /// The address of a context's service.
    pub fn of(&self, context: &str) -> &str {
        let own = self.services.iter().find(|(name, _)| name == context);
        own.map_or(&self.hub, |(_, url)| url)
    }

    /// Whether a key may travel to the address.
    pub fn may_send_key(&self, address: &str) -> bool {
        self.cleartext || address.starts_with("https://") || is_this_machine(address)
    }

    /// Whose certificates are taken.
    fn trust(&self) -> anyhow::Result<ClientTlsConfig> {
        let Some(path) = &self.tls_ca else { return Ok(ClientTlsConfig::new().with_native_roots()) };
        let pem = std::fs::read(path).with_context(|| format!("--tls-ca {}", path.display()))?;
        // Checked here, since a file without certificates would be taken as trust in nobody.
        let is_pem = pem.windows(PEM_CERTIFICATE.len()).any(|part| part == PEM_CERTIFICATE);
        anyhow::ensure!(is_pem, "--tls-ca {} holds no certificate; accepted is PEM", path.display());
        Ok(ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)))
    }

    async fn open(&self, address: &str) -> Result<Channel, Failure> {
        let wrong = |why: String| Failure::Usage(format!("`{address}` is no address of a hub: {why}"));
        let mut endpoint =
            Endpoint::from_shared(address.to_owned()).map_err(|error| wrong(error.to_string()))?;
        if endpoint.uri().host().is_none() {
            return Err(wrong("accepted is such as http://127.0.0.1:7400".to_owned()));
        }
        if address.starts_with("https://") {
            endpoint = endpoint.tls_config(self.trust()?).map_err(|error| {
                anyhow!(innermost(&error)).context("no authority to trust; name one with --tls-ca")
            })?;
        }
        let endpoint = endpoint
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_nodelay(true)
            .http2_max_header_list_size(super::MAX_REFUSAL_BYTES.saturating_mul(2))
            .http2_keep_alive_interval(KEEPALIVE)
            .keep_alive_while_idle(true);
        endpoint
            .connect()
            .await
            .map_err(|error| Failure::Unreachable { address: address.to_owned(), why: innermost(&error) })
    }
}

/// The message that names the cause; the outer ones say only that there is one.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

fn is_this_machine(address: &str) -> bool {
    let host = address.parse::<tonic::transport::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    host.is_some_and(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

/// Open channels by address.
#[derive(Debug, Default)]
pub struct Channels(BTreeMap<String, Channel>);

impl Channels {
    /// The channel to an address, opened when it is first needed.
    ///
    /// # Errors
    /// The address is wrong, or nobody answers there.
    pub async fn to(&mut self, places: &Places, address: &str) -> Result<Channel, Failure> {
        if let Some(channel) = self.0.get(address) {
            return Ok(channel.clone());
        }
        let channel = places.open(address).await?;
        self.0.insert(address.to_owned(), channel.clone());
        Ok(channel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(cleartext: bool) -> Places {
        let services = vec![service("plan=http://10.0.0.2:7401").unwrap()];
        Places { hub: "http://127.0.0.1:7400".to_owned(), services, tls_ca: None, cleartext }
    }

    #[test]
    fn a_service_may_have_an_address_of_its_own() {
        assert_eq!(places(false).of("plan"), "http://10.0.0.2:7401");
        assert_eq!(places(false).of("agenda"), "http://127.0.0.1:7400");
        assert!(service("plans=http://10.0.0.2:7401").unwrap_err().contains("plan"));
    }

    #[test]
    fn a_key_never_leaves_the_machine_in_the_clear() {
        let strict = places(false);
        for address in
            ["http://127.0.0.1:7400", "http://[::1]:7400", "http://localhost:1", "https://hub.example"]
        {
            assert!(strict.may_send_key(address), "{address}");
        }
        for address in ["http://10.0.0.2:7401", "http://hub.example", "http://127.0.0.1.example:7400"] {
            assert!(!strict.may_send_key(address), "{address}");
            assert!(places(true).may_send_key(address), "{address}");
        }
    }
}

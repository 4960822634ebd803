//! Opens a port: loopback as it is, anything else with a certificate or on the operator's word.
//!
//! Knows no routes and no requests.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

use crate::config;

/// An open port.
pub struct Listener {
    pub(super) tcp: TcpListener,
    address: SocketAddr,
    pub(super) tls: Option<TlsAcceptor>,
}

impl Listener {
    /// The address in fact, where port 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Why an address is not listened on.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Tokens would travel in the clear.
    #[error(
        "{address} is not loopback and there is no TLS: tokens would travel in the clear; listen on 127.0.0.1 behind a proxy with TLS, set [tls], or say --insecure"
    )]
    InTheClear {
        /// The address.
        address: SocketAddr,
    },
    /// The certificate or its key.
    #[error("{} cannot be used for TLS: {why}; accepted is PEM", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The system refuses.
    #[error("cannot listen on {address}: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Opens a listener; anything but loopback needs a certificate, or `may_be_insecure`.
///
/// # Errors
/// [`NotOpened`].
pub async fn listen(
    address: SocketAddr,
    tls: Option<&config::Tls>,
    may_be_insecure: bool,
) -> Result<Listener, NotOpened> {
    if !address.ip().is_loopback() && tls.is_none() && !may_be_insecure {
        return Err(NotOpened::InTheClear { address });
    }
    let tls = tls.map(acceptor).transpose()?;
    let io = |source| NotOpened::Io { address, source };
    let tcp = TcpListener::bind(address).await.map_err(io)?;
    let address = tcp.local_addr().map_err(io)?;
    Ok(Listener { tcp, address, tls })
}

fn acceptor(tls: &config::Tls) -> Result<TlsAcceptor, NotOpened> {
    let bad = |path: &Path, why: String| NotOpened::Certificate { path: path.to_owned(), why };
    let certificates = CertificateDer::pem_file_iter(&tls.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| bad(&tls.certificate, error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| bad(&tls.key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, key))
        .map_err(|error| bad(&tls.certificate, error.to_string()))?;
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(server)))
}

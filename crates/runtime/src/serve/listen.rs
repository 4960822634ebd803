//! Opens a port: loopback as it is, anything else with a certificate or on the operator's word.
//!
//! Knows no routes and no requests; `strangers` says what a connection proves of who calls.

pub(super) mod strangers;

use std::{io, net::SocketAddr};

use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::{
    config,
    tls::{self, Unusable},
};

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
        "{address} is not loopback and there is no TLS: tokens would travel in the clear; listen on 127.0.0.1 behind a proxy with TLS, set [listen.tls], or say --insecure"
    )]
    InTheClear {
        /// The address.
        address: SocketAddr,
    },
    /// The certificate, its key or the services' authority.
    #[error(transparent)]
    Tls(#[from] Unusable),
    /// Somebody else listens there.
    #[error(
        "{address} is taken by another program, perhaps by a hub that runs already; end that, or choose another address with --listen or [listen] address"
    )]
    Taken {
        /// The address.
        address: SocketAddr,
    },
    /// The system refuses.
    #[error("cannot listen on {address}: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
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
    let tls = tls.map(tls::acceptor).transpose()?;
    let io = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => NotOpened::Taken { address },
        _ => NotOpened::Io { address, source },
    };
    let tcp = TcpListener::bind(address).await.map_err(io)?;
    let address = tcp.local_addr().map_err(io)?;
    Ok(Listener { tcp, address, tls })
}

//! The other services of this hub, as one asks them for a part of an answer: with its caller's own token.
//!
//! Knows no events. What a peer shows is judged by the peer, for the caller; a peer that is away is named, and no half
//! answer is given for it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::meta::ContextName;
use tokio::sync::SetOnce;
use tonic::{
    Code, Request, Status,
    metadata::{Ascii, MetadataValue},
    transport::{self, Channel, ClientTlsConfig, Endpoint},
};
use wire::pb::log::{ReadStreamRequest, ReadStreamResponse, log_client::LogClient};

use crate::refusals::{self, NoRule, Refused};

/// The longest a peer may take: its caller waits.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// The longest another service's machine may take to answer a connection before it is tried again.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The channels to all services, once they are known: a service is opened before them.
#[derive(Clone, Default)]
pub struct Peers(Arc<SetOnce<BTreeMap<ContextName, Channel>>>);

/// What goes along with a call for whoever calls: their token, if they have one.
#[derive(Clone, Default)]
pub struct OnBehalf(Option<MetadataValue<Ascii>>);

impl OnBehalf {
    /// Of whoever sent this request.
    pub fn of<T>(request: &Request<T>) -> Self {
        Self(request.metadata().get("authorization").cloned())
    }
}

impl Peers {
    /// Says where they are; once.
    pub(crate) fn are_at(&self, channels: &BTreeMap<ContextName, Channel>) {
        let _only_once = self.0.set(channels.clone());
    }

    /// The channel to a peer, once it is known where they are; none where the settings do not say.
    pub(crate) async fn channel(&self, peer: ContextName) -> Option<Channel> {
        self.0.wait().await.get(&peer).cloned()
    }

    /// A part of a stream of the peer's log, as far as the caller may see it.
    ///
    /// # Errors
    /// The peer's refusals; UNAVAILABLE `peer_away` when it is not there, or not in time.
    pub async fn read_stream(
        &self,
        asking: ContextName,
        peer: ContextName,
        caller: &OnBehalf,
        asked: ReadStreamRequest,
    ) -> Result<ReadStreamResponse, Status> {
        let away = || refusals::status::<NoRule>(asking, Refused::PeerAway { context: peer.as_str() });
        let channel = self.0.get().and_then(|channels| channels.get(&peer)).ok_or_else(away)?;
        let mut request = Request::new(ReadStreamRequest { context: peer.as_str().to_owned(), ..asked });
        if let OnBehalf(Some(token)) = caller {
            request.metadata_mut().insert("authorization", token.clone());
        }
        let mut client = LogClient::new(channel.clone());
        match tokio::time::timeout(MAX_WAIT, client.read_stream(request)).await {
            Ok(Ok(answer)) => Ok(answer.into_inner()),
            Ok(Err(status)) if is_away(status.code()) => {
                tracing::debug!(peer = peer.as_str(), %status, "a peer is away");
                Err(away())
            }
            Ok(Err(status)) => Err(status),
            Err(_) => Err(away()),
        }
    }
}

/// A service that runs apart.
pub(crate) fn elsewhere(address: &str, tls: Option<&ClientTlsConfig>) -> Result<Endpoint, transport::Error> {
    let endpoint = Endpoint::from_shared(address.to_owned())?.connect_timeout(CONNECT_TIMEOUT);
    match tls {
        Some(tls) if address.starts_with("https://") => endpoint.tls_config(tls.clone()),
        _ => Ok(endpoint),
    }
}

/// An older peer does not know the call: it is away in this respect.
fn is_away(code: Code) -> bool {
    matches!(code, Code::Unavailable | Code::Cancelled | Code::DeadlineExceeded | Code::Unimplemented)
}

#[cfg(test)]
mod tests {
    use tonic_types::StatusExt as _;

    use super::*;

    async fn refused(peers: &Peers) -> (Code, String, String) {
        let (asking, peer) = (ContextName::Communication, ContextName::Plan);
        let refused =
            peers.read_stream(asking, peer, &OnBehalf::default(), ReadStreamRequest::default()).await;
        let refused = refused.unwrap_err();
        let reason = refused.get_details_error_info().unwrap().reason;
        (refused.code(), reason, refused.message().to_owned())
    }

    #[tokio::test]
    async fn a_peer_that_is_nowhere_or_does_not_answer_is_named() {
        let nowhere = Peers::default();
        let silent = Peers::default();
        // Port 0 is nobody's.
        let closed = Endpoint::from_static("http://127.0.0.1:0").connect_lazy();
        silent.are_at(&[(ContextName::Plan, closed)].into());
        for peers in [nowhere, silent] {
            let (code, reason, message) = refused(&peers).await;
            assert_eq!((code, reason.as_str()), (Code::Unavailable, "peer_away"));
            assert!(message.starts_with("plan "), "{message}");
        }
    }
}

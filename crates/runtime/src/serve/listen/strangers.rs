//! Who calls over a connection, as far as the connection itself proves it: one of the hub's own services, or not.
//!
//! Knows no roles and no tokens; the gate (`caller`) compares the services' key. Services are believed within one
//! process, over loopback, and over TLS with a certificate that `services_ca` signed. All others are strangers: they
//! may call whatever their tokens allow, but whoever shows the services' key among them has stolen it.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, rustls, server::TlsStream};
use tonic::Status;

use crate::{
    json,
    refusals::{self, Refused, Unauthenticated},
};

/// What every services' key begins with (`caller::service_key`), and no token.
const SERVICE_KEY_PREFIX: &str = "hora-service-";
/// The first byte of every TLS connection: a handshake record. Source: RFC 8446, section 5.1.
const TLS_HANDSHAKE: u8 = 22;

/// The same routes, as services and as strangers see them.
#[derive(Clone)]
pub struct Seen {
    services: Router,
    strangers: Router,
}

impl Seen {
    /// Makes both from the routes.
    pub fn of(routes: Router) -> Self {
        let strangers = routes.clone().layer(middleware::from_fn(without_the_services_key));
        Self { services: routes, strangers }
    }

    /// The routes for a connection without TLS.
    pub fn in_the_clear(self, from: SocketAddr) -> Router {
        if from.ip().to_canonical().is_loopback() { self.services } else { self.strangers }
    }

    /// The routes for a connection with TLS: who showed a certificate showed one that `services_ca` signed, or the
    /// handshake had failed.
    pub fn over_tls(self, stream: &TlsStream<TcpStream>) -> Router {
        let (_, session) = stream.get_ref();
        let is_service = session.peer_certificates().is_some_and(|shown| !shown.is_empty());
        if is_service { self.services } else { self.strangers }
    }
}

async fn without_the_services_key(request: Request, next: Next) -> Response {
    if request.headers().get_all(AUTHORIZATION).iter().any(is_services_key) {
        tracing::warn!("somebody without a service's certificate showed the services' key");
        return refuse(request.headers(), &Status::from(Unauthenticated::NoCertificate));
    }
    next.run(request).await
}

fn is_services_key(value: &HeaderValue) -> bool {
    let token = value.as_bytes().strip_prefix(b"Bearer ");
    token.is_some_and(|token| token.starts_with(SERVICE_KEY_PREFIX.as_bytes()))
}

/// What a connection came to at a port with TLS.
pub enum Shaken {
    /// As it should.
    Tls(Box<TlsStream<TcpStream>>),
    /// The other side speaks something else.
    InTheClear(TcpStream),
    /// Nothing.
    Not,
}

/// Shakes hands, where the other side begins as TLS does.
pub async fn shake(tls: &TlsAcceptor, stream: TcpStream, from: SocketAddr) -> Shaken {
    let mut first = [0];
    match stream.peek(&mut first).await {
        Ok(1) if first == [TLS_HANDSHAKE] => match tls.accept(stream).await {
            Ok(stream) => Shaken::Tls(Box::new(stream)),
            Err(error) => {
                tell_of_handshake(from, &error);
                Shaken::Not
            }
        },
        Ok(1) => Shaken::InTheClear(stream),
        _ => Shaken::Not,
    }
}

/// What is served in the clear where TLS is spoken: how to call instead.
pub fn how_to_call() -> Router {
    Router::new().fallback(async |request: Request| {
        let refused = refusals::at(request.uri().path(), Refused::InTheClear);
        refuse(request.headers(), &refused)
    })
}

/// A bad certificate is a service that cannot reach us; what else goes wrong in handshakes is the world's noise.
fn tell_of_handshake(from: SocketAddr, error: &std::io::Error) {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    if let Some(rustls::Error::InvalidCertificate(wrong)) = cause {
        tracing::warn!(%from, %wrong, "a client certificate was not taken");
    } else {
        tracing::debug!(%from, %error, "a TLS handshake failed");
    }
}

fn refuse(headers: &HeaderMap, status: &Status) -> Response {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if kind.starts_with(b"application/grpc") {
        return status.clone().into_http::<Body>().into_response();
    }
    json::refuse(status)
}

#[cfg(test)]
mod tests {
    use tower::ServiceExt as _;

    use super::*;
    use crate::{caller::service_key, secrets::Secret};

    /// What a request with these headers is answered, in the clear and from there.
    async fn answer(from: &str, headers: &[(&str, &str)]) -> Response {
        let seen = Seen::of(Router::new().fallback(async || "let in"));
        let mut request = http::Request::builder().uri("/hora.log.v1.Log/Follow");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        seen.in_the_clear(from.parse().unwrap()).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn in_the_clear_a_service_is_believed_on_this_machine_alone() {
        let key = ("authorization", "Bearer hora-service-00");
        let grpc = ("content-type", "application/grpc");
        for here in ["127.0.0.1:9", "[::1]:9", "[::ffff:127.0.0.1]:9"] {
            assert_eq!(answer(here, &[key, grpc]).await.headers().get("grpc-status"), None, "{here}");
        }
        for away in ["10.0.0.2:9", "[2001:db8::2]:9", "[::ffff:10.0.0.2]:9"] {
            for others in [&[][..], &[("authorization", "Bearer x"), ("Authorization", "Bearer y")]] {
                let refused = answer(away, &[others, &[key, grpc]].concat()).await;
                assert_eq!(refused.headers()["grpc-status"], "16", "{away}");
                assert_eq!(answer(away, &[others, &[key]].concat()).await.status(), 401, "{away}");
            }
            let person = answer(away, &[("authorization", "Bearer of-a-person"), grpc]).await;
            assert_eq!(person.headers().get("grpc-status"), None, "{away}");
        }
    }

    #[test]
    fn the_services_key_is_known_by_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let key = service_key(&Secret::load_or_create(&folder.path().join("secret")).unwrap());
        assert!(is_services_key(&HeaderValue::from_str(&format!("Bearer {key}")).unwrap()));
        assert!(!is_services_key(&HeaderValue::from_static("Bearer eyJhbGciOiJFZERTQSJ9.e30.AA")));
    }
}

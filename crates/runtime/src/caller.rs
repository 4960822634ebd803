//! Who calls which RPC: proven by a token, put beside the request before any handler sees it.
//!
//! Knows no roles. Identity comes from the verified token alone; metadata that looks like an identity is not read.

use std::{collections::BTreeMap, sync::Arc};

use access::{Claims, Principal, Verifier};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    facts::{Hub, Key},
    ids::Slug,
    meta::{ContextName, HUB, Via},
    time::Timestamp,
};
use http::{HeaderMap, header::AUTHORIZATION};

use crate::{clock::Clock, executor::Cause, links, refusals::Unauthenticated, secrets::Secret};

/// The caller of one request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The full method name, `hora.agenda.v1.AgendaCommands/CastStance`.
    pub method: String,
    /// The pseudonym or service.
    pub principal: Principal,
    /// The token's claims; none for the public and for the hub's own services.
    pub claims: Option<Arc<Claims>>,
    /// Whether one of the hub's own services calls.
    pub is_internal: bool,
    /// The W3C traceparent.
    pub trace: Option<String>,
    /// The record that made the hub act by itself.
    pub cause: Option<Cause>,
}

/// What the authentication needs to know.
#[derive(Clone)]
pub struct Gate {
    /// Checks tokens.
    pub verifier: Arc<Verifier>,
    /// The time.
    pub clock: Clock,
    /// What the hub's own services show each other.
    pub service_key: Arc<str>,
    /// Whether strangers reach this hub over TLS.
    pub is_tls: bool,
    secret: Secret,
}

impl Gate {
    /// The gate of a hub; the services' own key is derived from the hub secret.
    pub fn new(verifier: Arc<Verifier>, clock: Clock, secret: &Secret, is_tls: bool) -> Self {
        Self { verifier, clock, service_key: service_key(secret).into(), is_tls, secret: secret.clone() }
    }

    fn identify(&self, headers: &HeaderMap, method: String) -> Result<Caller, Unauthenticated> {
        let mut stated = headers.get_all(AUTHORIZATION).iter();
        let first = stated.next();
        if stated.next().is_some() {
            return Err(Unauthenticated::Twice);
        }
        let trace = headers.get("traceparent").and_then(|value| value.to_str().ok());
        let trace = trace.filter(|text| is_traceparent(text)).map(str::to_owned);
        let Some(value) = first else {
            return Ok(Caller {
                method,
                principal: Principal::public(),
                claims: None,
                is_internal: false,
                trace,
                cause: None,
            });
        };
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let token = token.ok_or(Unauthenticated::NotBearer)?;
        if is_equal_in_constant_time(token.as_bytes(), self.service_key.as_bytes()) {
            let principal =
                Principal { reference: "system".to_owned(), hub_reference: None, via: Via::Reaction };
            return Ok(Caller { method, principal, claims: None, is_internal: true, trace, cause: None });
        }
        let claims = self.verifier.verify(token, self.clock.now()).map_err(Unauthenticated::Token)?;
        let principal =
            Principal { reference: claims.sub.clone(), hub_reference: claims.hub_sub.clone(), via: Via::Key };
        Ok(Caller { method, principal, claims: Some(claims), is_internal: false, trace, cause: None })
    }
}

impl Gate {
    /// Who visits a page of an initiative: by a bearer token as everywhere, or by the token of a link, as the
    /// password of HTTP Basic or as `token` in the query.
    ///
    /// # Errors
    /// Nobody knows them.
    pub fn visitor(
        &self,
        headers: &HeaderMap,
        initiative: &str,
        query: Option<&str>,
    ) -> Result<Caller, Unauthenticated> {
        let in_query = query.and_then(|query| query.split('&').find_map(|one| one.strip_prefix("token=")));
        let Some(token) = basic_password(headers).or_else(|| in_query.map(str::to_owned)) else {
            return self.identify(headers, String::new());
        };
        let claims = links::read(&self.secret, initiative, &token).ok_or(Unauthenticated::Link)?;
        let principal = Principal { reference: claims.sub.clone(), hub_reference: None, via: Via::Key };
        let claims = Some(Arc::new(claims));
        Ok(Caller { method: String::new(), principal, claims, is_internal: false, trace: None, cause: None })
    }
}

/// The password of HTTP Basic, whatever the name before it. Source: RFC 7617.
fn basic_password(headers: &HeaderMap) -> Option<String> {
    let stated = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let pair = STANDARD.decode(stated.strip_prefix("Basic ")?.trim()).ok()?;
    String::from_utf8(pair).ok()?.split_once(':').map(|(_, password)| password.to_owned())
}

/// What one service shows another, as a bearer.
pub fn service_key(secret: &Secret) -> String {
    format!("hora-service-{}", hex::encode(secret.hmac(b"hora/v1/service")))
}

impl Gate {
    /// Puts the caller beside the request.
    ///
    /// # Errors
    /// Nobody knows them.
    pub fn admit<B>(&self, request: &mut http::Request<B>) -> Result<(), Unauthenticated> {
        let method = request.uri().path().trim_start_matches('/').to_owned();
        let caller = self.identify(request.headers(), method)?;
        request.extensions_mut().insert(Arc::new(caller));
        Ok(())
    }
}

impl Caller {
    /// The caller of a gRPC request.
    ///
    /// # Errors
    /// The request came around the gate, which no server of ours allows.
    pub fn of<T>(request: &tonic::Request<T>) -> Result<Arc<Self>, Unauthenticated> {
        request.extensions().get::<Arc<Self>>().cloned().ok_or(Unauthenticated::NotBearer)
    }

    /// The hub itself, acting by a reaction or a timer.
    pub fn system(method: &str, via: Via) -> Self {
        let principal = Principal { reference: "system".to_owned(), hub_reference: None, via };
        Self {
            method: method.to_owned(),
            principal,
            claims: None,
            is_internal: true,
            trace: None,
            cause: None,
        }
    }

    /// The RPC as the table of roles names it: `agenda.CastStance`.
    pub fn rpc(&self) -> String {
        let rest = self.method.strip_prefix("hora.").unwrap_or(&self.method);
        let context = rest.split('.').next().unwrap_or_default();
        let name = rest.rsplit('/').next().unwrap_or_default();
        format!("{context}.{name}")
    }

    /// Whether the caller's token is good in the initiative; the public and our services are at home everywhere.
    pub fn is_for(&self, initiative: &Slug) -> bool {
        self.claims.as_ref().is_none_or(|claims| claims.initiative() == initiative.as_str())
    }

    /// What backbone had recorded when it issued the token: `(hub, initiative)`.
    pub fn seen(&self) -> (u64, u64) {
        self.claims.as_ref().map_or((0, 0), |claims| claims.seen)
    }

    /// Asks that the roster has seen what backbone had recorded when it issued the token.
    pub fn add_seen(&self, after: &mut BTreeMap<String, u64>) {
        let (hub, initiative) = self.seen();
        for (name, sequence) in [(HUB, hub), (ContextName::Backbone.as_str(), initiative)] {
            let wanted = after.entry(name.to_owned()).or_default();
            *wanted = (*wanted).max(sequence);
        }
    }

    /// The key behind the token, if it still stands; none for the public and our services, who have none.
    ///
    /// # Errors
    /// It was revoked or has expired.
    pub fn check_key<'a>(&self, hub: &'a Hub, now: Timestamp) -> Result<Option<&'a Key>, Unauthenticated> {
        let Some(claims) = &self.claims else { return Ok(None) };
        let key = hub.keys.get(&claims.key).ok_or(Unauthenticated::KeyGone)?;
        if key.revoked_at.is_some() || key.expires_at <= now {
            return Err(Unauthenticated::KeyGone);
        }
        Ok(Some(key))
    }
}

fn is_equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (a, b)| different | (a ^ b)) == 0
}

/// `00-<32 hex>-<16 hex>-<2 hex>`; anything else is dropped, since it would be stored.
fn is_traceparent(text: &str) -> bool {
    let lengths = [2, 32, 16, 2];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| {
            part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rpc_is_named_by_context_and_name() {
        let caller = Caller {
            method: "hora.agenda.v1.AgendaCommands/CastStance".to_owned(),
            principal: Principal::public(),
            claims: None,
            is_internal: false,
            trace: None,
            cause: None,
        };
        assert_eq!(caller.rpc(), "agenda.CastStance");
    }

    #[test]
    fn only_a_right_traceparent_is_kept() {
        assert!(is_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        assert!(!is_traceparent("00-4bf9-00f0-01"));
        assert!(!is_traceparent("\"},\"actor\":{}"));
    }
}

//! Certificates: read from PEM files, put to work for a listener and between services, judged for `hora doctor`.
//!
//! Knows no ports, addresses and requests. The one implementation is rustls with ring. A service shows the same
//! certificate to those who call it and to those it calls; `services_ca` says whose certificates are services'.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::time::Timestamp;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, CertificateError, InconsistentKeys, RootCertStore, ServerConfig,
        client::verify_server_cert_signed_by_trust_anchor,
        crypto::CryptoProvider,
        pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem::PemObject as _},
        server::{ParsedCertificate, WebPkiClientVerifier, danger::ClientCertVerifier},
    },
};
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

use crate::{clock::at_us, config::Tls};

/// A certificate that ends so soon should be renewed now.
const SOON_DAYS: i64 = 21;

/// A file that cannot be used for TLS.
#[derive(Debug, thiserror::Error)]
#[error("listen.tls.{field} is {}, which cannot be used: {why}", path.display())]
pub struct Unusable {
    field: &'static str,
    path: PathBuf,
    why: String,
}

/// What is to be said of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is good, and for a while.
    Good,
    /// It is good until this moment, which is near.
    EndsAt(Timestamp),
    /// It was good until this moment.
    EndedAt(Timestamp),
    /// It will be good from this moment.
    BeginsAt(Timestamp),
    /// It does not lead to `services_ca`, or must not be used as a service uses it.
    Wrong(String),
}

/// What was read from the files.
struct Files {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    authority: Option<RootCertStore>,
}

fn unusable<E: fmt::Display>(field: &'static str, path: &Path) -> impl Fn(E) -> Unusable {
    move |why| Unusable { field, path: path.to_owned(), why: format!("{why}; accepted is PEM") }
}

fn certificates(field: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Unusable> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = read.map_err(unusable(field, path))?;
    if found.is_empty() {
        return Err(unusable(field, path)("there is no certificate in it"));
    }
    Ok(found)
}

fn authority(path: &Path) -> Result<RootCertStore, Unusable> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates("services_ca", path)? {
        roots.add(certificate).map_err(unusable("services_ca", path))?;
    }
    Ok(roots)
}

fn read(tls: &Tls) -> Result<Files, Unusable> {
    Ok(Files {
        chain: certificates("certificate", &tls.certificate)?,
        key: PrivateKeyDer::from_pem_file(&tls.key).map_err(unusable("key", &tls.key))?,
        authority: tls.services_ca.as_deref().map(authority).transpose()?,
    })
}

fn ring() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Asks for a client certificate and takes none for an answer: people and partners have none.
fn services_verifier(tls: &Tls, roots: RootCertStore) -> Result<Arc<dyn ClientCertVerifier>, Unusable> {
    let path = tls.services_ca.as_deref().unwrap_or(Path::new(""));
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), ring())
        .allow_unauthenticated()
        .build()
        .map_err(unusable("services_ca", path))
}

/// The side of a listener. Who shows a certificate must show one that `services_ca` signed.
///
/// # Errors
/// A file that cannot be used.
pub fn acceptor(tls: &Tls) -> Result<TlsAcceptor, Unusable> {
    let Files { chain, key, authority } = read(tls)?;
    let verifier = match authority {
        Some(roots) => services_verifier(tls, roots)?,
        None => WebPkiClientVerifier::no_client_auth(),
    };
    let mut server = ServerConfig::builder_with_provider(ring())
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_client_cert_verifier(verifier).with_single_cert(chain, key))
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                unusable("key", &tls.key)("it is not the key of the certificate")
            }
            other => unusable("certificate", &tls.certificate)(other),
        })?;
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(server)))
}

/// The side of a service that calls another: whom it trusts, and what it shows. None without `services_ca`.
///
/// # Errors
/// A file that cannot be used.
pub fn between_services(tls: &Tls) -> Result<Option<ClientTlsConfig>, Unusable> {
    let Some(authority) = &tls.services_ca else { return Ok(None) };
    read(tls)?;
    let pem = |field, path: &Path| fs::read(path).map_err(unusable(field, path));
    let identity = Identity::from_pem(pem("certificate", &tls.certificate)?, pem("key", &tls.key)?);
    let authority = Certificate::from_pem(pem("services_ca", authority)?);
    Ok(Some(ClientTlsConfig::new().ca_certificate(authority).identity(identity)))
}

/// Whether those who are shown the certificate will take it, now and in the time to come.
///
/// # Errors
/// A file that cannot be used.
pub fn judge(tls: &Tls, now: Timestamp) -> Result<Verdict, Unusable> {
    acceptor(tls)?;
    let files = read(tls)?;
    let verifier = match &files.authority {
        Some(roots) => Some(services_verifier(tls, roots.clone())?),
        None => None,
    };
    let at = |moment: Timestamp| taken(&files, verifier.as_deref(), moment);
    Ok(match at(now) {
        Ok(()) => match at(now.plus_days(SOON_DAYS)) {
            Err(CertificateError::ExpiredContext { not_after, .. }) => Verdict::EndsAt(moment_of(not_after)),
            _ => Verdict::Good,
        },
        Err(CertificateError::ExpiredContext { not_after, .. }) => Verdict::EndedAt(moment_of(not_after)),
        Err(CertificateError::NotValidYetContext { not_before, .. }) => {
            Verdict::BeginsAt(moment_of(not_before))
        }
        // The second is an authority of the same name with another key.
        Err(CertificateError::UnknownIssuer | CertificateError::BadSignature) => {
            Verdict::Wrong("services_ca did not sign it".to_owned())
        }
        Err(other) => Verdict::Wrong(other.to_string()),
    })
}

/// As those take it who call the service, and those whom it calls.
fn taken(
    files: &Files,
    services: Option<&dyn ClientCertVerifier>,
    moment: Timestamp,
) -> Result<(), CertificateError> {
    let Some((own, between)) = files.chain.split_first() else { return Ok(()) };
    let at = UnixTime::since_unix_epoch(std::time::Duration::from_micros(
        u64::try_from(moment.as_us()).unwrap_or_default(),
    ));
    let parsed = ParsedCertificate::try_from(own).map_err(of_certificate)?;
    let none = RootCertStore::empty();
    let roots = files.authority.as_ref().unwrap_or(&none);
    let algorithms = ring().signature_verification_algorithms.all;
    let as_server = verify_server_cert_signed_by_trust_anchor(&parsed, roots, between, at, algorithms);
    match (as_server.map_err(of_certificate), services) {
        (Ok(()), Some(services)) => {
            services.verify_client_cert(own, between, at).map(|_| ()).map_err(of_certificate)
        }
        // Without an authority at hand, only its own moments can be told.
        (Err(CertificateError::UnknownIssuer), None) => Ok(()),
        (said, _) => said,
    }
}

fn of_certificate(error: rustls::Error) -> CertificateError {
    match error {
        rustls::Error::InvalidCertificate(wrong) => wrong,
        _ => CertificateError::BadEncoding,
    }
}

fn moment_of(time: UnixTime) -> Timestamp {
    at_us(i64::try_from(time.as_secs()).unwrap_or_default().saturating_mul(1_000_000))
}

#[cfg(test)]
mod tests;

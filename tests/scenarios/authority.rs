//! An authority of a test's own, and the certificates it signs, as files.
//!
//! Knows nothing of hubs. Its certificates name this machine's loopback.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use runtime::config::Tls;

/// Signs certificates.
pub struct Authority {
    /// Its own certificate, which others trust.
    pub file: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new one, with its certificate in the folder.
    pub fn new(folder: &Path, name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let file = folder.join(format!("{name}.crt"));
        std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        Self { file, issuer: Issuer::new(params, key) }
    }

    /// A certificate for this machine that is good now.
    pub fn sign(&self, folder: &Path) -> Tls {
        self.sign_until(folder, 2100)
    }

    /// A certificate for this machine that is good until a year begins, written as `service.crt` and `service.key`.
    pub fn sign_until(&self, folder: &Path, year: i32) -> Tls {
        let hosts = ["127.0.0.1", "localhost"].map(str::to_owned);
        let mut params = CertificateParams::new(hosts).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(year, 1, 1));
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let put = |name: &str, text: String| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        Tls {
            certificate: put("service.crt", certificate.pem()),
            key: put("service.key", key.serialize_pem()),
            services_ca: None,
        }
    }
}

//! What is said of certificates that a test signs itself.

use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, date_time_ymd,
};
use tempfile::TempDir;

use super::*;

struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// Files of a service's certificate, good from the first to the second year.
    fn files(&self, folder: &Path, years: (i32, i32), uses: &[ExtendedKeyUsagePurpose]) -> Tls {
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(years.0, 1, 1), date_time_ymd(years.1, 1, 1));
        params.extended_key_usages = uses.to_vec();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let put = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::write(&path, text).unwrap();
            path
        };
        Tls {
            certificate: put("service.crt", &certificate.pem()),
            key: put("service.key", &key.serialize_pem()),
            services_ca: Some(put("services-ca.crt", &self.pem)),
        }
    }
}

const BOTH: [ExtendedKeyUsagePurpose; 2] =
    [ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];

fn day(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn its_end_is_told_before_and_after() {
    let folder = TempDir::new().unwrap();
    let tls = Authority::new().files(folder.path(), (2020, 2025), &BOTH);
    let end = day("2025-01-01T00:00:00Z");
    let expected = [
        ("2019-06-01T00:00:00Z", Verdict::BeginsAt(day("2020-01-01T00:00:00Z"))),
        ("2024-06-01T00:00:00Z", Verdict::Good),
        ("2024-12-20T00:00:00Z", Verdict::EndsAt(end)),
        ("2025-06-01T00:00:00Z", Verdict::EndedAt(end)),
    ];
    for (now, verdict) in expected {
        assert_eq!(judge(&tls, day(now)).unwrap(), verdict, "{now}");
        let public = Tls { services_ca: None, ..tls.clone() };
        assert_eq!(judge(&public, day(now)).unwrap(), verdict, "{now}, without an authority");
    }
}

#[test]
fn a_service_needs_both_uses_and_the_right_authority() {
    let (folder, now) = (TempDir::new().unwrap(), day("2024-06-01T00:00:00Z"));
    let one_sided = Authority::new().files(folder.path(), (2020, 2025), &BOTH[..1]);
    let verdict = judge(&one_sided, now).unwrap();
    assert!(matches!(&verdict, Verdict::Wrong(why) if why.to_lowercase().contains("client")), "{verdict:?}");
    let tls = Authority::new().files(folder.path(), (2020, 2025), &BOTH);
    let other = folder.path().join("other.crt");
    fs::write(&other, Authority::new().pem).unwrap();
    let foreign = judge(&Tls { services_ca: Some(other), ..tls }, now).unwrap();
    assert_eq!(foreign, Verdict::Wrong("services_ca did not sign it".to_owned()));
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_its_field() {
    let folder = TempDir::new().unwrap();
    let tls = Authority::new().files(folder.path(), (2020, 2025), &BOTH);
    let said = |tls: Tls| acceptor(&tls).err().map(|error| error.to_string()).unwrap_or_default();
    let absent = said(Tls { certificate: folder.path().join("absent.crt"), ..tls.clone() });
    assert!(absent.starts_with("listen.tls.certificate is ") && absent.contains("absent.crt"), "{absent}");
    let text = folder.path().join("text");
    fs::write(&text, "no PEM").unwrap();
    let no_pem = said(Tls { services_ca: Some(text), ..tls.clone() });
    assert!(no_pem.starts_with("listen.tls.services_ca") && no_pem.ends_with("accepted is PEM"), "{no_pem}");
    let key = folder.path().join("other.key");
    fs::write(&key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let mismatch = said(Tls { key, ..tls });
    assert!(mismatch.contains("it is not the key of the certificate"), "{mismatch}");
}

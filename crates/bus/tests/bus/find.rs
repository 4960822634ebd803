//! Where a server is looked for, and which are refused.

use std::{fs, io::Write, net::TcpListener, os::unix::fs::PermissionsExt, path::Path, path::PathBuf, thread};

use bus::{
    Endpoint, Error,
    find::{Found, Search},
};
use tempfile::TempDir;

use crate::support::nats_server;

fn script(folder: &Path, answer: &str) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join("nats-server");
    fs::write(&path, format!("#!/bin/sh\necho '{answer}'\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn path_of(found: Found) -> PathBuf {
    match found {
        Found::Binary { path, .. } => path,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn places_are_tried_in_order() {
    let folder = TempDir::new().unwrap();
    let make = |name: &str| script(&folder.path().join(name), "nats-server: v2.12.0");
    let (named, beside, on_path, in_venv) = (make("named"), make("beside"), make("path"), make("venv/bin"));
    let mut search = Search {
        url: Some("nats://elsewhere:4222".to_owned()),
        named: Some(named.clone()),
        beside: Some(folder.path().join("beside")),
        path: Some(std::env::join_paths([folder.path().join("empty"), folder.path().join("path")]).unwrap()),
        venv: Some(folder.path().join("venv")),
    };
    assert_eq!(search.find().await.unwrap(), Found::Url("nats://elsewhere:4222".to_owned()));
    search.url = None;
    assert_eq!(path_of(search.find().await.unwrap()), named);
    search.named = None;
    assert_eq!(path_of(search.find().await.unwrap()), beside);
    search.beside = None;
    assert_eq!(path_of(search.find().await.unwrap()), on_path);
    search.path = None;
    assert_eq!(path_of(search.find().await.unwrap()), in_venv);
    search.venv = None;
    assert_eq!(search.find().await.unwrap(), Found::Nothing);
}

#[tokio::test]
async fn a_binary_too_old_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let path = script(folder.path(), "nats-server: v2.9.10");
    let search = Search { named: Some(path.clone()), ..Search::default() };
    let error = search.find().await.unwrap_err();
    assert!(matches!(error, Error::TooOld { .. }), "{error}");
    let words = error.to_string();
    assert!(
        words.contains("2.9.10") && words.contains("2.12.0") && words.contains(path.to_str().unwrap()),
        "{words}"
    );
    let odd = script(&folder.path().join("odd"), "hello");
    let error = Search { named: Some(odd), ..Search::default() }.find().await.unwrap_err();
    assert!(matches!(error, Error::NotAServer { .. }), "{error}");
    let gone = Search { named: Some(folder.path().join("gone")), ..Search::default() };
    assert!(matches!(gone.find().await, Err(Error::Server { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_too_old_is_refused_at_connect() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("nats://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let info = r#"INFO {"server_id":"x","server_name":"x","version":"2.9.10","go":"go","host":"127.0.0.1","port":1,"headers":true,"max_payload":1048576,"proto":1}"#;
        write!(stream, "{info}\r\nPONG\r\n").unwrap();
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let error = bus::connect(&Endpoint::new(url.clone(), None), "test").await.unwrap_err();
    assert!(matches!(error, Error::TooOld { .. }), "{error}");
    assert!(error.to_string().contains(&url), "{error}");
    assert!(!error.is_transient());
}

#[tokio::test]
async fn the_real_binary_says_its_version() {
    let Some(named) = nats_server() else { return };
    let found = Search { named: Some(named), ..Search::default() }.find().await.unwrap();
    assert!(matches!(found, Found::Binary { version, .. } if version >= bus::MINIMUM_VERSION), "{found:?}");
}

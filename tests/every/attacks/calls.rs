//! Requests that are neither gRPC nor JSON: each is told how to call, in JSON, whatever it forgot.
//!
//! Knows HTTP/1.1 as a browser or a script speaks it, and no RPC but one to ask.

use hora_tests::sandbox::Sandbox;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const RPC: &str = "/hora.agenda.v1.AgendaQueries/GetAgenda";
const BODY: &str = r#"{"meta":{"initiative":"nowhere"}}"#;

/// The status, the headers and the body of the answer to one request.
async fn answer(sandbox: &Sandbox, method: &str, path: &str, kind: Option<&str>) -> (u16, String, Value) {
    let address = sandbox.running().unwrap().address;
    let kind = kind.map_or(String::new(), |kind| format!("content-type: {kind}\r\n"));
    let length = BODY.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{kind}content-length: {length}\r\n\r\n{BODY}"
    );
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    line.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_ascii_lowercase(), serde_json::from_str(body).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_forgets_method_or_content_type_reads_how_to_call() {
    let sandbox = Sandbox::start().await.unwrap();
    for method in ["GET", "PUT", "DELETE"] {
        let (status, head, refusal) = answer(&sandbox, method, RPC, Some("application/json")).await;
        assert_eq!((status, &refusal["field"]), (405, &"method".into()), "{method}: {head} {refusal}");
        assert!(head.contains("\r\nallow: post"), "{head}");
    }
    for kind in [None, Some("text/plain"), Some("application/xml"), Some("application/x-www-form-urlencoded")]
    {
        let (status, head, refusal) = answer(&sandbox, "POST", RPC, kind).await;
        assert_eq!((status, &refusal["field"]), (415, &"content-type".into()), "{kind:?}: {head} {refusal}");
        assert_eq!(refusal["reason"], "malformed_request", "{refusal}");
        let message = refusal["message"].as_str().unwrap();
        assert!(message.contains("POST with content-type: application/json"), "{message}");
        assert!(message.contains(kind.unwrap_or("is missing")), "{message}");
    }
    let (status, _, refusal) = answer(&sandbox, "GET", "/favicon.ico", None).await;
    assert_eq!((status, &refusal["reason"]), (501, &"unknown_rpc".into()), "{refusal}");
    for (kind, expected) in [("application/json; charset=utf-8", 404), ("application/grpc+proto", 200)] {
        let (status, _, refusal) = answer(&sandbox, "POST", RPC, Some(kind)).await;
        assert_eq!(status, expected, "{kind}: {refusal}");
    }
    sandbox.stop().await;
}

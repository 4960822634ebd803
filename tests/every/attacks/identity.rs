//! Who acts is the token's subject: whatever else a request says of its caller is dropped or refused.
//!
//! Knows one command, whose record says who wrote it.

use hora::actors::Person;
use hora_tests::{circle::Circle, log};
use prost_reflect::MethodDescriptor;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tonic::Code;
use uuid::Uuid;

use super::{Line, SLUG, frame, line::Answer};
use crate::every::rpcs::{methods, path};

const COMMAND: &str = "/hora.communication.v1.CommunicationCommands/OpenThread";
/// Names under which proxies and other systems say who calls.
const NAMES: &[&str] = &[
    "x-actor",
    "actor",
    "x-user",
    "x-user-id",
    "x-forwarded-user",
    "x-remote-user",
    "x-auth-request-user",
    "x-sub",
    "x-principal",
    "x-role",
    "x-org",
    "x-internal",
    "x-hora-actor",
    "hora-actor",
    "grpc-metadata-x-actor",
    "x-goog-authenticated-user-id",
    "from",
    "cookie",
    "proxy-authorization",
    "x-authorization",
    "x-original-uri",
];

fn command() -> MethodDescriptor {
    methods().into_iter().find(|method| path(method) == COMMAND).unwrap()
}

/// A request nobody has sent before, and its command id.
fn request() -> (String, Value) {
    let id = Uuid::now_v7().to_string();
    let request = json!({"meta": {"commandId": id, "initiative": SLUG}, "title": "Who am I?",
        "subject": {"external": {"vocabulary": "minutes", "code": "2019/7"}}, "audience": "VISIBILITY_MEMBERS"});
    (id, request)
}

fn bytes(request: &Value) -> Vec<u8> {
    wire::json::method(COMMAND).unwrap().request(request.to_string().as_bytes()).unwrap()
}

/// A field that no message of ours has, as protobuf writes it: a text under the number 1000.
fn unknown_field(text: &str) -> Vec<u8> {
    [&[0xc2, 0x3e, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

/// Who the record of a command says has acted.
async fn actor(reader: &mut Person, command: &str) -> Value {
    let records = log::read(reader, "communication", 1).await.unwrap();
    let of_it: Vec<_> = records.iter().filter(|record| record.command() == command).collect();
    assert_eq!(of_it.len(), 1, "records of {command}");
    of_it[0].value["actor"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_request_says_of_its_caller_the_token_says_who_acts() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let (method, line) = (command(), Line::of(&mut circle.voters[1]).await.unwrap());
    let other = circle.staff.reference.clone();
    let twice: Vec<(&str, &str)> =
        NAMES.iter().flat_map(|name| [(*name, other.as_str()), (*name, "system")]).collect();
    let mut sent = Vec::new();
    for name in NAMES {
        let (id, request) = request();
        let answer = line.grpc(&method, frame(0, &bytes(&request)), &[(name, other.as_str())]).await;
        assert_eq!(answer.code(), Some(Code::Ok), "{name}: {:?}", answer.status);
        sent.push(id);
    }
    let (id, request) = request();
    let with_all = [bytes(&request), unknown_field(&other)].concat();
    let answer = line.grpc(&method, frame(0, &with_all), &twice).await;
    assert_eq!(answer.code(), Some(Code::Ok), "{:?}", answer.status);
    sent.push(id);

    let own = json!({"ref": circle.voters[1].reference, "org": circle.orgs[1], "role": "org_representative", "via": "key"});
    for id in sent {
        assert_eq!(actor(&mut circle.staff, &id).await, own);
    }
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_cannot_say_who_acts() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let (method, line) = (command(), Line::of(&mut circle.voters[1]).await.unwrap());
    let other = json!(circle.staff.reference);
    for (pointer, field) in [
        ("", "actor"),
        ("", "sub"),
        ("", "author"),
        ("/meta", "actor"),
        ("/meta", "principal"),
        ("/meta", "role"),
    ] {
        let (_, mut request) = request();
        request.pointer_mut(pointer).unwrap()[field] = other.clone();
        let answer = line.json(&method, request.to_string().as_bytes()).await;
        let said: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(
            (answer.http, &said["reason"]),
            (400, &json!("malformed_request")),
            "{pointer}/{field}: {said}"
        );
    }
    let (_, mut request) = request();
    request["meta"]["onBehalfOfOrg"] = json!(circle.orgs[0]);
    let answer = line.grpc(&method, frame(0, &bytes(&request)), &[]).await;
    assert_eq!(answer.reason().as_deref(), Some("not_permitted"), "{:?}", answer.status);
    circle.sandbox.stop().await;
}

/// Posts JSON over HTTP/1, where header names may be written in any case.
async fn post(hub: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut stream = TcpStream::connect(hub.trim_start_matches("http://")).await.unwrap();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!(
        "POST {COMMAND} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn two_identities_are_none() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let (method, line) = (command(), Line::of(&mut circle.voters[1]).await.unwrap());
    let mut bearers = Vec::new();
    for person in [&mut circle.voters[1], &mut circle.staff] {
        let bearer = person.client().bearer(SLUG).await.unwrap().unwrap();
        bearers.push(bearer.to_str().unwrap().to_owned());
    }
    let (own, others) = (bearers[0].as_str(), bearers[1].as_str());
    let is_refused = |answer: Answer, reason: &str| {
        assert_eq!((answer.code(), answer.reason().as_deref()), (Some(Code::Unauthenticated), Some(reason)));
    };
    let (_, request) = request();
    let right = frame(0, &bytes(&request));
    is_refused(line.grpc(&method, right.clone(), &[("authorization", others)]).await, "authorization_twice");
    is_refused(line.grpc(&method, right.clone(), &[("authorization", own)]).await, "authorization_twice");
    for shape in
        [own.replace("Bearer", "bearer"), own.replace("Bearer ", "Basic "), own.replace("Bearer ", "")]
    {
        is_refused(line.with_bearer(&shape).grpc(&method, right.clone(), &[]).await, "not_a_bearer_token");
    }

    let hub = circle.sandbox.places().unwrap().hub;
    let body = request.to_string();
    let mixed = [("Authorization", own), ("aUTHORIZATION", others)];
    let answer = post(&hub, &mixed, &body).await;
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("authorization_twice"), "{answer}");
    let forged =
        [("AUTHORIZATION", own), ("X-Actor", circle.staff.reference.as_str()), ("x-aCTOR", "system")];
    let answer = post(&hub, &forged, &body).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let id = request["meta"]["commandId"].as_str().unwrap();
    assert_eq!(actor(&mut circle.staff, id).await["ref"], json!(circle.voters[1].reference));
    circle.sandbox.stop().await;
}

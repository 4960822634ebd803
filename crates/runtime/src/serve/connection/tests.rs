//! Each limit of a connection cuts, and cuts only who deserves it.

use std::sync::atomic::AtomicUsize;

use axum::{
    body::Bytes,
    routing::{get, post},
};
use futures::{StreamExt as _, stream};
use http_body_util::BodyExt as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Notify,
    task::JoinSet,
};

use super::*;
use crate::serve::listen;

/// Longer than any test takes, so that only the limit under test can cut.
const NEVER: Duration = Duration::from_secs(3_600);
const SOON: Duration = Duration::from_millis(200);
/// The longest a cut may take on a machine that compiles meanwhile.
const DEADLINE: Duration = Duration::from_secs(60);

fn unlimited() -> Limits {
    let pace = Pace { bytes: 1, within: NEVER };
    Limits { streams: 100, in_flight: 100, words: NEVER, pace, keepalive: NEVER, age: NEVER }
}

/// What the handlers under test have seen.
#[derive(Default)]
struct Seen {
    now: AtomicUsize,
    most: AtomicUsize,
    go_on: Notify,
    is_dropped: Notify,
}

/// Tells when the answer that nobody takes is given up.
struct Guard(Arc<Seen>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.is_dropped.notify_one();
    }
}

async fn held(seen: Arc<Seen>) -> &'static str {
    let now = seen.now.fetch_add(1, Ordering::SeqCst) + 1;
    seen.most.fetch_max(now, Ordering::SeqCst);
    seen.go_on.notified().await;
    seen.now.fetch_sub(1, Ordering::SeqCst);
    "done"
}

fn endless(seen: Arc<Seen>) -> Body {
    let guard = Guard(seen);
    Body::from_stream(stream::repeat(Bytes::from(vec![0; 65_536])).map(move |chunk| {
        let _alive = &guard;
        Ok::<_, Infallible>(chunk)
    }))
}

async fn served(limits: Limits) -> (std::net::SocketAddr, Arc<Seen>, CancellationToken) {
    let seen = Arc::new(Seen::default());
    let (held_seen, endless_seen) = (Arc::clone(&seen), Arc::clone(&seen));
    let router = Router::new()
        .route("/quick", get(async || "ok"))
        .route("/echo", post(async |body: Bytes| body))
        .route("/held", get(move || held(Arc::clone(&held_seen))))
        .route("/endless", get(async move || endless(Arc::clone(&endless_seen))));
    let listener = listen("127.0.0.1:0".parse().unwrap(), None, false).await.unwrap();
    let (address, shutdown) = (listener.address(), CancellationToken::new());
    tokio::spawn(serve_within(limits, listener, router, shutdown.clone()));
    (address, seen, shutdown)
}

/// All that comes until the connection is cut.
async fn until_cut(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let read = timeout(DEADLINE, stream.read_to_end(&mut all)).await.expect("the connection is not cut");
    // A reset is a cut as well.
    let _how = read;
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test]
async fn who_does_not_begin_is_cut() {
    let (address, _, _) = served(Limits { words: SOON, ..unlimited() }).await;
    for words in ["", "PRI * HT", "GET /quick HTTP/1.1\r\nhost: a\r\nx-slow: "] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(words.as_bytes()).await.unwrap();
        assert!(!until_cut(&mut stream).await.contains("ok"), "{words}");
    }
}

#[tokio::test]
async fn who_began_may_take_their_time() {
    let (address, _, _) = served(Limits { words: SOON, ..unlimited() }).await;
    let channel = Endpoint::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
    let began = std::time::Instant::now();
    // The second connection is cut by the limit; the first, which waited as long, still answers.
    until_cut(&mut TcpStream::connect(address).await.unwrap()).await;
    assert!(began.elapsed() >= SOON);
    let quick = Request::get("/quick").body(tonic::body::Body::empty()).unwrap();
    assert_eq!(channel.oneshot(quick).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_body_that_comes_too_slowly_is_refused_without_a_turn() {
    let pace = Pace { bytes: 1_000, within: SOON };
    let (address, _, _) = served(Limits { pace, ..unlimited() }).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let begun =
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\nhalf";
    stream.write_all(begun.as_bytes()).await.unwrap();
    let answer = until_cut(&mut stream).await;
    assert!(answer.contains("400") && answer.contains("too slowly"), "{answer}");
}

#[tokio::test]
async fn a_body_that_keeps_its_pace_is_taken_whole() {
    let pace = Pace { bytes: 1_000, within: DEADLINE };
    let (address, _, _) = served(Limits { pace, words: SOON, ..unlimited() }).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let body = "x".repeat(100_000);
    let head = format!(
        "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for piece in body.as_bytes().chunks(7_000) {
        stream.write_all(piece).await.unwrap();
        stream.flush().await.unwrap();
    }
    let answer = until_cut(&mut stream).await;
    assert!(answer.ends_with(&body), "{} bytes", answer.len());
}

#[tokio::test]
async fn who_takes_nothing_is_cut() {
    let (address, seen, _) = served(Limits { keepalive: SOON, ..unlimited() }).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /endless HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    timeout(DEADLINE, seen.is_dropped.notified()).await.expect("the answer is not given up");
}

#[tokio::test]
async fn an_old_connection_takes_no_more_requests() {
    // It never answers the hub's question whether it has seen the goodbye, so something else has to cut it.
    let keepalive = SOON * 10;
    let (address, _, _) = served(Limits { words: SOON, age: SOON, keepalive, ..unlimited() }).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    // GOAWAY is the frame of type 7, on stream 0.
    assert!(until_cut(&mut stream).await.contains("\x07\0\0\0\0\0"));
}

/// Asks for what is held back, many times over one connection; the most that were decided at once.
async fn most_at_once(limits: Limits, enough: usize) -> usize {
    let (address, seen, _) = served(limits).await;
    let channel = Endpoint::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
    // The first answer tells the client how many streams it may open.
    let quick = Request::get("/quick").body(tonic::body::Body::empty()).unwrap();
    channel.clone().oneshot(quick).await.unwrap();
    let mut asking = JoinSet::new();
    for _ in 0..enough * 4 {
        let held = Request::get("/held").body(tonic::body::Body::empty()).unwrap();
        let channel = channel.clone();
        asking.spawn(async move {
            let answer = channel.oneshot(held).await.unwrap();
            assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "done");
        });
    }
    let all_answered = timeout(DEADLINE, async {
        while !asking.is_empty() {
            // One place becomes free only once all are taken, so that the most is reached.
            while seen.now.load(Ordering::SeqCst) < enough.min(asking.len()) {
                tokio::task::yield_now().await;
            }
            seen.go_on.notify_one();
            asking.join_next().await.unwrap().unwrap();
        }
    });
    all_answered.await.expect("not all were answered");
    seen.most.load(Ordering::SeqCst)
}

#[tokio::test]
async fn one_connection_has_so_many_in_flight_and_the_others_wait() {
    assert_eq!(most_at_once(Limits { in_flight: 3, ..unlimited() }, 3).await, 3);
    assert_eq!(most_at_once(Limits { streams: 5, ..unlimited() }, 5).await, 5);
}

#[test]
fn the_limits_are_those_of_the_design() {
    let limits = Limits::default();
    assert_eq!((limits.streams, limits.in_flight), (100, 64));
    let seconds =
        [limits.words, limits.pace.within, limits.keepalive, limits.age].map(|limit| limit.as_secs());
    assert_eq!(seconds, [10, 10, 20, 1_800]);
}

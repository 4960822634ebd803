//! A crowd of six hundred that holds connections open, beside a few people who work: they get on as if alone.
//!
//! How long an answer takes is a benchmark's business (docs/performance.md); here every answer comes, while the
//! crowd is there all the time, and the hub cuts each of them by itself. To add a kind: a row in [`crowd`].

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use hora_tests::process::Process;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
    time::{interval, timeout},
};

use super::load;

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
/// Of each kind; with six kinds, six hundred.
const OF_A_KIND: usize = 100;
/// Commands and queries of those who work.
const CALLS: usize = 200;
/// No person waits longer; the hub refuses who would have to.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Keepalive and its answer are 20 s each, and the machine may compile meanwhile.
const CUT_WITHIN: Duration = Duration::from_secs(120);
/// More slow bodies than one connection may have streams.
const SLOW_STREAMS: u32 = 64;
/// Streams opened and taken back at once: more than h2 lets anybody do.
const FLOOD: u32 = 5_000;
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Somebody of the crowd: what they say at once, and what each second after that.
struct Bad {
    kind: &'static str,
    opening: Vec<u8>,
    dribble: Vec<u8>,
}

/// An HTTP/2 frame.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The headers of a call to backbone: names from HPACK's static table, values as they are.
fn headers(path: &str) -> Vec<u8> {
    let literal =
        |name: u8, value: &str| [&[name, u8::try_from(value.len()).unwrap()], value.as_bytes()].concat();
    // `:method: POST` and `:scheme: http`, then `:path`, `:authority` and `content-type`.
    let (path, authority) = (literal(0x04, path), literal(0x01, "hub"));
    let kind = [&[0x0f, 0x10, 16], b"application/grpc".as_slice()].concat();
    [&[0x83, 0x86], path.as_slice(), &authority, &kind].concat()
}

fn streams(count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(|number| number * 2 + 1)
}

/// One of each kind.
fn crowd() -> Vec<Bad> {
    const EXCHANGE: &str = "/hora.backbone.v1.Tokens/Exchange";
    let settings = [PREFACE, &frame(4, 0, 0, &[])].concat();
    let no_window = [PREFACE, &frame(4, 0, 0, &[0, 4, 0, 0, 0, 0])].concat();
    let call = headers(EXCHANGE);
    let open = |stream| frame(1, 4, stream, &call);
    let asked = |stream| [frame(1, 4, stream, &call), frame(0, 1, stream, &[0; 5])].concat();
    let taken_back = |stream| [frame(1, 4, stream, &call), frame(3, 0, stream, &[0, 0, 0, 8])].concat();
    let with = |start: &[u8], frames: Vec<u8>| [start, &frames].concat();
    let body = format!(
        "POST {EXCHANGE} HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n"
    );
    let bad = |kind, opening: Vec<u8>, dribble: Vec<u8>| Bad { kind, opening, dribble };
    vec![
        bad("says nothing", Vec::new(), Vec::new()),
        bad("never ends its headers", b"GET /livez HTTP/1.1\r\nx-slow: ".to_vec(), b"a".to_vec()),
        bad("sends a body by the byte", body.into_bytes(), b"x".to_vec()),
        bad(
            "sends bodies by the byte on many streams",
            with(&settings, streams(SLOW_STREAMS).flat_map(open).collect()),
            streams(SLOW_STREAMS).flat_map(|stream| frame(0, 0, stream, &[0])).collect(),
        ),
        bad("takes no answer", with(&no_window, streams(90).flat_map(asked).collect()), Vec::new()),
        bad(
            "floods with streams",
            with(&settings, streams(FLOOD).flat_map(taken_back).collect()),
            Vec::new(),
        ),
    ]
}

/// Says all that a bad one says, until the hub cuts the connection.
async fn pester(address: SocketAddr, bad: &Bad) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(&bad.opening).await?;
    let (mut each_second, mut heard) = (interval(Duration::from_secs(1)), [0; 4_096]);
    loop {
        tokio::select! {
            read = stream.read(&mut heard) => if read? == 0 { return Ok(()) },
            _ = each_second.tick() => stream.write_all(&bad.dribble).await?,
        }
    }
}

/// The crowd, while it is there.
struct Crowd {
    going: JoinSet<()>,
    is_over: Arc<AtomicBool>,
    /// Connections that were made, over all.
    made: Arc<AtomicUsize>,
}

impl Crowd {
    /// All of them come, and each comes back when it is cut, until it is over.
    fn gather(address: SocketAddr) -> Self {
        let (is_over, made) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let mut going = JoinSet::new();
        for bad in crowd().into_iter().map(Arc::new) {
            for _ in 0..OF_A_KIND {
                let (bad, is_over, made) = (Arc::clone(&bad), Arc::clone(&is_over), Arc::clone(&made));
                going.spawn(async move {
                    while !is_over.load(Ordering::SeqCst) {
                        made.fetch_add(1, Ordering::SeqCst);
                        let cut = timeout(CUT_WITHIN, pester(address, &bad)).await;
                        // How it was cut, in order or not, is the hub's choice.
                        let _how = cut.unwrap_or_else(|_| panic!("who {} is not cut", bad.kind));
                    }
                });
            }
        }
        Self { going, is_over, made }
    }

    /// Waits until the hub has cut the last of them.
    async fn disperse(self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.going.join_all().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_six_hundred_keeps_nobody_from_working() {
    let mut hub = Process::start(BINARY, None).await.unwrap();
    let mut admin = hub.admin().await.unwrap();
    let mut world = load::world(&mut admin).await;
    let (mut voter, mut staff) = (world.writer(1), world.writer(3));
    let address: SocketAddr = hub.places().hub.trim_start_matches("http://").parse().unwrap();
    let crowd = Crowd::gather(address);
    hora_tests::wait::until("all have come", || async {
        (crowd.made.load(Ordering::SeqCst) >= OF_A_KIND * 6).then_some(())
    })
    .await
    .unwrap();

    for number in (1..).step_by(2).take(CALLS) {
        let (rpc, request) = world.command(1, number);
        let written = timeout(ANSWER_WITHIN, load::send(&mut voter, rpc, &request)).await;
        written.unwrap_or_else(|_| panic!("command {number} is not answered")).unwrap();
        let members = timeout(ANSWER_WITHIN, staff.ask("backbone/ListMembers", json!({}))).await;
        members.unwrap_or_else(|_| panic!("query {number} is not answered")).unwrap();
    }
    // A stranger who comes only now gets in as well.
    let mut late = hora::actors::Person::public(hub.places(), load::SLUG);
    let seen = timeout(ANSWER_WITHIN, late.ask("agenda/GetAgenda", json!({}))).await;
    seen.expect("a newcomer is not answered").unwrap();
    crowd.disperse().await;
    let said = hub.said();
    assert!(!said.contains("panicked"), "{}", hub.last_words());
    hub.stop().unwrap();
}

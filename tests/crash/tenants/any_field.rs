//! Thousands of random calls over every RPC, each field of which may hold something of another initiative.
//!
//! Made from the descriptors, so that a new field is tried the day it lands. Each call is made first with ids that
//! nobody has, then with theirs: what was refused for nobody's must be refused for theirs in the same words, and no
//! answer may hold an id of theirs. To add a place for something foreign: a row in [`text_of`].

use std::collections::BTreeMap;

use hora::{actors::Person, client::Call, failure::Failure};
use hora_tests::{circle::again, sandbox::Sandbox};
use prost_reflect::{Cardinality, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Dice, OURS, THEIRS, convene, fill, ids};
use crate::every::rpcs::{methods, path};

const CALLS: usize = 9_000;
const SEED: u64 = 20_261_124;
/// Messages in messages.
const DEPTH: usize = 4;
/// Calls that change who the callers are, or that have no end.
const LEFT_OUT: &[&str] = &["LeaveInitiative", "Follow", "Subscribe", "CompleteSetup"];
/// Streams as queries and references name them.
const STREAMS: &[&str] = &[
    "proposal/@uuid",
    "matter/@uuid",
    "thread/@uuid",
    "consultation/@uuid",
    "request/@uuid",
    "assessment/@uuid",
    "person/@person",
    "agenda",
    "plan",
];
/// As the hub writes one.
const MOMENT: &str = "2026-11-23T15:58:06.321224Z";
const HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Which of the callers has no key.
const PUBLIC: usize = 2;

/// What stands for `@uuid`, `@person`, `@slug`, `@page`, `@org` (one of ours) and `@now` in a request that is not yet made.
type Filling = BTreeMap<&'static str, String>;

fn filled_in(request: &Value, filling: &Filling) -> Value {
    let text = filling.iter().fold(request.to_string(), |text, (mark, value)| text.replace(mark, value));
    serde_json::from_str(&text).unwrap()
}

/// The same text with the marks back and no moments, which are all that may differ between two answers.
fn marked(text: &str, filling: &Filling) -> String {
    let marked =
        filling.iter().fold(text.to_owned(), |text, (mark, value)| text.replace(value.as_str(), mark));
    let is_moment = |word: &str| word.len() == MOMENT.len() && word.ends_with('Z') && word.contains('T');
    let ends = |c: char| !(c.is_ascii_alphanumeric() || "-:.".contains(c));
    let word = |word: &str| {
        let bare = word.trim_end_matches(ends);
        if is_moment(bare) { word.replace(bare, "@moment") } else { word.to_owned() }
    };
    marked.split_inclusive(ends).map(word).collect()
}

/// A text for a field, by its name where that says what is wanted.
fn text_of(name: &str, dice: &mut Dice) -> String {
    let moment = ["2027-10-01T00:00:00Z", "2027-11-01T00:00:00Z"];
    let names_of = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let fixed: &[&str] = match name {
        "initiative" => &[OURS, OURS, OURS, OURS, OURS, "@slug"],
        "page_token" => &["", "", "@page"],
        "context" => hora::CONTEXTS,
        "vocabulary" => &["minutes", "doors"],
        "stream" => STREAMS,
        "media_type" => &["text/plain"],
        "tz" => &["Europe/Bucharest"],
        "email" => &["somebody@example.org"],
        "slug" => &["another"],
        "start" | "end" | "horizon_end" | "held_on" | "review_on" | "on" => &["2026-11-01", "2027-11-01"],
        "reason" | "title" | "text" | "name" => &["Something", "Something", "@uuid"],
        "body" | "strategy" | "compulsory" | "deciding_body" | "goal" | "goals" | "indicators"
        | "data_set" | "kind" | "row" => &["X1"],
        _ if name.ends_with("_at") || ["from", "to"].contains(&name) => &moment,
        _ if name.ends_with("hash") || ["base", "sha256"].contains(&name) => &[HASH],
        _ if name.ends_with("code") || name.ends_with("codes") => &["X1"],
        _ if names_of(&[
            "person",
            "holder",
            "author",
            "mention",
            "voter",
            "participant",
            "seat",
            "signatory",
        ]) =>
        {
            &["@person"]
        }
        _ if names_of(&["org", "convener", "assessor", "into"]) => &["@org"],
        "by" => &["@person"],
        _ => &["@uuid", "@uuid", "@uuid", "@uuid", "@uuid", "@uuid", "@uuid", "@person"],
    };
    (*dice.pick(fixed)).to_owned()
}

fn single(field: &FieldDescriptor, depth: usize, dice: &mut Dice) -> Value {
    match field.kind() {
        Kind::Message(inner) => message(&inner, depth - 1, dice),
        Kind::String => json!(text_of(field.name(), dice)),
        Kind::Bytes => json!("AAAA"),
        Kind::Bool => json!(dice.below(2) == 0),
        Kind::Enum(kind) => {
            let names: Vec<String> = kind.values().skip(1).map(|value| value.name().to_owned()).collect();
            json!(dice.pick(&names))
        }
        _ => json!(1 + dice.below(3)),
    }
}

/// A message with most of its fields; of each choice one.
fn message(of: &MessageDescriptor, depth: usize, dice: &mut Dice) -> Value {
    let mut whole = Map::new();
    let mut chosen: Vec<FieldDescriptor> =
        of.fields().filter(|field| field.containing_oneof().is_none()).collect();
    for choice in of.oneofs() {
        let among: Vec<FieldDescriptor> = choice.fields().collect();
        chosen.push(dice.pick(&among).clone());
    }
    for field in chosen {
        let is_too_deep = depth == 0 && matches!(field.kind(), Kind::Message(_));
        if is_too_deep || field.is_map() || field.name() == "meta" || dice.below(30) == 0 {
            continue;
        }
        let value = single(&field, depth, dice);
        let is_list = field.cardinality() == Cardinality::Repeated;
        whole.insert(field.json_name().to_owned(), if is_list { json!([value]) } else { value });
    }
    Value::Object(whole)
}

/// What goes with every request: a new command id, or now and then an earlier moment.
fn meta(of: &MessageDescriptor, dice: &mut Dice) -> Option<Value> {
    let Kind::Message(kind) = of.get_field_by_name("meta")?.kind() else { return None };
    let mut meta = json!({"initiative": text_of("initiative", dice)});
    if kind.get_field_by_name("command_id").is_some() {
        meta["commandId"] = json!(Uuid::now_v7());
        if dice.below(5) == 0 {
            meta["approves"] = json!(["@uuid"]);
        }
    } else if dice.below(3) == 0 {
        let moments =
            [json!({"sequence": "3"}), json!({"recordedAt": "@now"}), json!({"effectiveAt": "@now"})];
        meta["asOf"] = dice.pick(&moments).clone();
    }
    Some(meta)
}

/// All that an RPC answers.
async fn call(person: &mut Person, method: &MethodDescriptor, request: &Value) -> Result<Value, Failure> {
    let path = path(method);
    if !method.is_client_streaming() && !method.is_server_streaming() {
        return person.client().call(&path, Some(OURS), request).await;
    }
    let rpc = wire::json::method(&path).unwrap();
    let call = Call::new(&path, Some(OURS));
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(&rpc.response(bytes).unwrap()).unwrap();
    if method.is_client_streaming() {
        let usage = |wrong: wire::Malformed| Failure::Usage(wrong.to_string());
        let bodies = rpc.requests(json!([request]).to_string().as_bytes()).map_err(usage)?;
        let bodies = futures::stream::iter(bodies.into_iter().map(Into::into));
        return Ok(read(&person.client().client_streaming(call, bodies).await?));
    }
    let body =
        rpc.request(request.to_string().as_bytes()).map_err(|wrong| Failure::Usage(wrong.to_string()))?;
    let mut parts = person.client().server_streaming(call, body).await?;
    let mut all = Vec::new();
    while let Some(part) = parts.message().await.map_err(|status| Failure::answered(path.clone(), status))? {
        all.push(read(&part));
    }
    Ok(Value::Array(all))
}

/// An answer as its caller sees it: what is the same for everybody, and all of it.
async fn seen(
    person: &mut Person,
    method: &MethodDescriptor,
    request: &Value,
    filling: &Filling,
) -> (Option<Value>, String) {
    let request = filled_in(request, filling);
    match call(person, method, &request).await {
        Ok(answer) => (None, marked(&answer.to_string(), filling)),
        Err(failure) => {
            let text = marked(&failure.json().to_string(), filling);
            (Some(serde_json::from_str(&text).unwrap()), text)
        }
    }
}

/// What stands for the marks when nobody has it; a page of theirs is a place, so it stays.
fn nobodys(theirs: &Filling) -> Filling {
    let mut filling = theirs.clone();
    filling.insert("@uuid", Uuid::now_v7().to_string());
    filling.insert("@person", format!("p_{}", Uuid::now_v7().simple()));
    // The public is at home everywhere, and may know that there is an initiative.
    let slug = if theirs["@slug"] == THEIRS { "nowhere" } else { OURS };
    filling.insert("@slug", slug.to_owned());
    filling
}

/// What a caller could tell of another initiative from the two answers.
fn told(
    is_query: bool,
    nobodys: &(Option<Value>, String),
    theirs: &(Option<Value>, String),
    foreign: &[String],
) -> Option<String> {
    if let Some(known) = foreign.iter().find(|known| theirs.1.contains(known.as_str())) {
        return Some(format!("{known} in {}", theirs.1));
    }
    let is_the_same = match &nobodys.0 {
        Some(_) => nobodys.0 == theirs.0,
        // A command that was done may be refused the second time, for being done.
        None => !is_query || nobodys.1 == theirs.1,
    };
    (!is_the_same).then(|| format!("{} is not {}", nobodys.1, theirs.1))
}

/// A page token of theirs.
async fn page_of(staff: &mut Person) -> String {
    let asked = json!({"stream": "agenda", "page": {"pageSize": 1}});
    let answer = staff.ask("agenda/GetTimeline", asked).await.unwrap();
    answer["nextPageToken"].as_str().filter(|token| !token.is_empty()).unwrap().to_owned()
}

/// How the calls went, so that a test that tries nothing is noticed.
#[derive(Debug, Default)]
struct Went {
    done: usize,
    refused: BTreeMap<String, usize>,
}

impl Went {
    fn count(&mut self, answer: &Option<Value>) {
        match answer {
            None => self.done += 1,
            Some(said) => {
                let reason = said["reason"].as_str().unwrap_or("none").to_owned();
                *self.refused.entry(reason).or_default() += 1;
            }
        }
    }

    fn of(&self, reason: &str) -> usize {
        self.refused.get(reason).copied().unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_thousand_random_calls_tell_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut admin = sandbox.admin().await.unwrap();
    let (mut staff, orgs, mut voters) = convene(&mut admin, OURS, 3).await.unwrap();
    let (mut their_staff, their_orgs, mut their_voters) = convene(&mut admin, THEIRS, 3).await.unwrap();
    fill(&mut staff, &mut voters, &orgs, &sandbox).await;
    fill(&mut their_staff, &mut their_voters, &their_orgs, &sandbox).await;
    let foreign: Vec<String> = ids(&mut their_staff).await.into_iter().collect();
    let (persons, uuids): (Vec<String>, Vec<String>) =
        foreign.iter().cloned().partition(|id| id.starts_with("p_"));
    let page = page_of(&mut their_staff).await;
    let now = sandbox.clock().now().to_string();
    let rpcs: Vec<MethodDescriptor> =
        methods().into_iter().filter(|method| !LEFT_OUT.contains(&method.name())).collect();
    let mut callers = [staff, again(&mut voters[1]).unwrap(), sandbox.public(OURS).unwrap()];

    let (mut dice, mut went, mut complaints) = (Dice(SEED), Went::default(), Vec::new());
    for number in 0..CALLS {
        let method = dice.pick(&rpcs).clone();
        let mut request = message(&method.input(), DEPTH, &mut dice);
        if let Some(meta) = meta(&method.input(), &mut dice) {
            request["meta"] = meta;
        }
        let who = dice.below(callers.len());
        let theirs: Filling = [
            ("@uuid", dice.pick(&uuids).clone()),
            ("@person", dice.pick(&persons).clone()),
            ("@slug", if who == PUBLIC { OURS } else { THEIRS }.to_owned()),
            ("@page", page.clone()),
            ("@org", orgs[1].clone()),
            ("@now", now.clone()),
        ]
        .into();
        let caller = &mut callers[who];
        let first = seen(caller, &method, &request, &nobodys(&theirs)).await;
        let second = seen(caller, &method, &request, &theirs).await;
        went.count(&second.0);
        let is_query = ["Queries", "Log"].iter().any(|kind| method.parent_service().name().ends_with(kind));
        let wrong = told(is_query, &first, &second, &foreign);
        complaints.extend(wrong.map(|wrong| format!("call {number}: {} {request}: {wrong}", path(&method))));
    }
    sandbox.stop().await;
    assert!(
        complaints.is_empty(),
        "{}\n  {}\n",
        complaints.len(),
        complaints[..complaints.len().min(9)].join("\n  ")
    );
    // Were most calls refused at the door or for their shape, little would have been tried.
    assert!(went.done > CALLS / 20 && went.of("malformed_request") < CALLS / 2, "{went:?}");
    assert!(went.of("not_found") > CALLS / 20, "{went:?}");
}

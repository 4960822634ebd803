//! What an initiative says in public as an Atom feed (RFC 4287): announcements, decisions, messages of public threads.
//!
//! Knows no clock: the same records give the same text. Only plain text leaves here, never markup. What was taken away
//! keeps its entry under the same id, without its text, so that readers let go of what they have kept.

use atom_syndication::{Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use domain::{ids::derived_id, time::Timestamp};
use views::communication::{Announcement, Said};
use wire::pb::common::{PrivateText, private_text::State};

use super::{Whose, decisions::Decision};

/// The news of an initiative: at most `limit` entries, what changed last first.
pub fn written(
    whose: &Whose,
    announced: &[Announcement],
    decided: &[Decision],
    said: &[(Said, PrivateText)],
    limit: u32,
) -> String {
    let announced = announced.iter().map(|one| (one.announced_at, announcement(whose, one)));
    let said = said.iter().map(|(said, body)| {
        let message = &said.message;
        let redacted = message.redaction.as_ref().map(|redaction| redaction.at);
        let changed = redacted.or(message.edited_at).unwrap_or(message.posted_at);
        (changed, message_entry(whose, said, body, changed))
    });
    let decided = decided.iter().map(|one| (one.at, decision(whose, one)));
    let mut entries: Vec<(Timestamp, Entry)> = announced.chain(decided).chain(said).collect();
    entries.sort_by(|(a, first), (b, second)| (b, &second.id).cmp(&(a, &first.id)));
    entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let address = format!("{}/news.atom", whose.base);
    let feed = Feed {
        title: whose.name.as_str().into(),
        id: urn(derived_id(&whose.slug, "communication", "feed", "atom", &whose.hub)),
        updated: entries.first().map_or_else(FixedDateTime::default, |(at, _)| moment(*at)),
        authors: vec![person(&whose.name)],
        generator: Some(Generator { value: "Hora".to_owned(), uri: None, version: None }),
        links: vec![link("self", &address, "application/atom+xml")],
        entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        ..Feed::default()
    };
    feed.to_string()
}

fn announcement(whose: &Whose, made: &Announcement) -> Entry {
    Entry {
        title: plain(&made.title),
        id: urn(made.id),
        updated: moment(made.announced_at),
        published: Some(moment(made.announced_at)),
        categories: vec![category("announcement")],
        links: vec![link("alternate", &format!("{}/announcements/{}", whose.base, made.id), JSON)],
        content: Some(content(&made.body)),
        ..Entry::default()
    }
}

/// It names no page: the agenda shows it, to whoever asks there.
fn decision(whose: &Whose, decided: &Decision) -> Entry {
    let record = decided.sequence.to_string();
    Entry {
        title: plain(&decided.title),
        id: urn(derived_id(&whose.slug, "agenda", "decision", &whose.hub, &record)),
        updated: moment(decided.at),
        published: Some(moment(decided.at)),
        categories: vec![category("decision")],
        content: Some(content(decided.result)),
        ..Entry::default()
    }
}

const JSON: &str = "application/json";

fn message_entry(whose: &Whose, said: &Said, body: &PrivateText, changed: Timestamp) -> Entry {
    let message = &said.message;
    let (kind, told) = match (&message.redaction, body.state()) {
        (Some(redaction), _) => {
            ("redacted", Err(format!("This message was taken away ({}).", redaction.basis)))
        }
        (None, State::Open) => ("message", Ok(body.text.clone().unwrap_or_default())),
        (None, State::Erased) => ("message", Err("This message was erased.".to_owned())),
        (None, State::Withheld) => ("message", Err("The text is for members.".to_owned())),
        (None, State::Empty | State::Unspecified) => ("message", Err("Without text.".to_owned())),
    };
    Entry {
        title: plain(&said.thread_title),
        id: urn(message.id),
        updated: moment(changed),
        published: Some(moment(message.posted_at)),
        authors: vec![person(&message.author)],
        categories: vec![category(kind)],
        links: vec![link("alternate", &format!("{}/threads/{}", whose.base, said.thread), JSON)],
        summary: told.as_ref().err().map(|why| plain(why)),
        content: told.ok().map(|text| content(&text)),
        ..Entry::default()
    }
}

fn urn(id: impl std::fmt::Display) -> String {
    format!("urn:uuid:{id}")
}

fn plain(text: &str) -> Text {
    Text::plain(of_xml(text))
}

fn content(text: &str) -> Content {
    Content { value: Some(of_xml(text)), content_type: Some("text".to_owned()), ..Content::default() }
}

/// Without the characters that no XML may hold. Source: XML 1.0, section 2.2.
fn of_xml(text: &str) -> String {
    let is_taken =
        |c: &char| !matches!(c, '\u{FFFE}' | '\u{FFFF}') && (*c >= ' ' || matches!(c, '\n' | '\t'));
    text.chars().filter(is_taken).collect()
}

fn person(name: &str) -> Person {
    Person { name: of_xml(name), ..Person::default() }
}

fn category(term: &str) -> Category {
    Category { term: term.to_owned(), ..Category::default() }
}

fn link(rel: &str, href: &str, kind: &str) -> Link {
    let (href, rel) = (href.to_owned(), rel.to_owned());
    Link { href, rel, mime_type: Some(kind.to_owned()), ..Link::default() }
}

fn moment(at: Timestamp) -> FixedDateTime {
    at.to_string().parse().unwrap_or_default()
}

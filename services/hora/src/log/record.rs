//! One stored record as the command line reads it: the fields that order it, chain it, and say who did what.
//!
//! Knows the envelope of records, version 1, and no event. The bytes are kept beside what was read from them.

use prost::bytes::Bytes;

use crate::output::Tree;

/// The fields of a record, all present, in this order.
pub const FIELDS: &[&str] = &[
    "v",
    "id",
    "initiative",
    "context",
    "stream",
    "type",
    "occurred_at",
    "imported",
    "actor",
    "approvals",
    "command",
    "correlation",
    "cause",
    "facts",
    "authz",
    "trace",
    "visibility",
    "data",
    "sequence",
    "version",
    "recorded_at",
    "prev",
];
/// Data shown in a line before it is cut.
const SHORT_DATA: usize = 120;
/// Of an id in a line.
const SHORT_ID: usize = 10;

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// As stored.
    pub bytes: Bytes,
    /// As JSON in its order.
    pub tree: Tree,
    /// Its place among the initiative's records in this service, from 1.
    pub sequence: u64,
    /// Its place in its stream, from 1.
    pub version: u64,
    /// Its stream.
    pub stream: String,
    /// The context that stored it.
    pub context: String,
    /// The hub's clock.
    pub recorded_at: String,
    /// When it happened in the world.
    pub occurred_at: String,
    /// Context and sequence of the record that caused it.
    pub cause: Option<(String, u64)>,
}

impl Record {
    /// Reads stored bytes.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn parse(bytes: Bytes) -> Result<Self, String> {
        let tree = Tree::parse(&bytes).map_err(|error| format!("the bytes are no json: {error}"))?;
        let text = |name: &str| {
            let value = tree.get(name).and_then(Tree::as_text);
            value.map(str::to_owned).ok_or_else(|| format!("`{name}` is no text"))
        };
        let whole = |name: &str| {
            let value = tree.get(name).and_then(Tree::as_whole);
            value.filter(|number| *number > 0).ok_or_else(|| format!("`{name}` is no whole number from 1"))
        };
        let cause = tree.get("cause").and_then(|cause| {
            let context = cause.get("context").and_then(Tree::as_text)?;
            Some((context.to_owned(), cause.get("sequence").and_then(Tree::as_whole)?))
        });
        Ok(Self {
            sequence: whole("sequence")?,
            version: whole("version")?,
            stream: text("stream")?,
            context: text("context")?,
            recorded_at: text("recorded_at")?,
            occurred_at: text("occurred_at")?,
            cause,
            bytes,
            tree,
        })
    }

    fn text(&self, path: &[&str]) -> &str {
        let found = path.iter().try_fold(&self.tree, |tree, name| tree.get(name));
        found.and_then(Tree::as_text).unwrap_or_default()
    }

    /// Who acted: reference, role, organization.
    pub fn who(&self) -> String {
        let mut who = short_id(self.text(&["actor", "ref"])).to_owned();
        for part in [self.text(&["actor", "role"]), short_id(self.text(&["actor", "org"]))] {
            if !part.is_empty() {
                who.push(' ');
                who.push_str(part);
            }
        }
        if let Some(Tree::List(approvals)) = self.tree.get("approvals") {
            for approval in approvals {
                let first = approval.get("ref").and_then(Tree::as_text).unwrap_or_default();
                who.push_str(" + ");
                who.push_str(short_id(first));
            }
        }
        who
    }

    /// What a line about the record says: `when, context, sequence, type, who, visibility, data`.
    pub fn row(&self) -> Vec<(&'static str, Tree)> {
        vec![
            ("recorded_at", self.recorded_at.clone().into()),
            ("context", self.context.clone().into()),
            ("sequence", self.sequence.into()),
            ("type", self.text(&["type"]).into()),
            ("who", self.who().into()),
            ("visibility", self.text(&["visibility"]).into()),
            ("data", self.tree.get("data").map(Tree::compact).unwrap_or_default().into()),
        ]
    }

    /// One line for people, in columns that hold for whole histories.
    pub fn line(&self) -> String {
        let kind = self.text(&["type"]);
        let data = self.tree.get("data").map(Tree::compact).unwrap_or_default();
        let imported = if self.tree.get("imported") == Some(&Tree::Bool(true)) {
            format!(" (imported, of {})", self.occurred_at)
        } else {
            String::new()
        };
        format!(
            "{}  {:<13} {:>6}  {kind:<36} {:<38} {:<10} {}{imported}",
            self.recorded_at,
            self.context,
            self.sequence,
            self.who(),
            self.text(&["visibility"]),
            cut(&data, SHORT_DATA),
        )
    }
}

fn short_id(id: &str) -> &str {
    id.get(..SHORT_ID).unwrap_or(id)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(['…']).collect()
}

#[cfg(test)]
pub mod sample {
    //! Records for the tests of this folder and of `replay`.

    use sha2::{Digest as _, Sha256};

    use super::*;

    /// What differs between the records of a test.
    #[derive(Debug, Clone)]
    pub struct Made<'a> {
        /// The context.
        pub context: &'a str,
        /// The stream.
        pub stream: &'a str,
        /// Place among the initiative's records.
        pub sequence: u64,
        /// Place in the stream.
        pub version: u64,
        /// When, behind `2026-11-23T10:00:`.
        pub second: u32,
        /// Context and sequence of the cause.
        pub cause: Option<(&'a str, u64)>,
        /// The record before.
        pub before: Option<&'a [u8]>,
    }

    impl Made<'_> {
        /// The stored bytes.
        pub fn bytes(&self) -> Bytes {
            let at = format!("2026-11-23T10:00:{:02}.000000Z", self.second);
            let cause = self.cause.map_or("null".to_owned(), |(context, sequence)| {
                format!(r#"{{"context":"{context}","sequence":{sequence},"id":"e"}}"#)
            });
            let prev = self
                .before
                .map_or("null".to_owned(), |bytes| format!("\"{}\"", hex::encode(Sha256::digest(bytes))));
            let Made { context, stream, sequence, version, .. } = self;
            Bytes::from(format!(
                r#"{{"v":1,"id":"e{sequence}","initiative":"cluj","context":"{context}","stream":"{stream}","type":"{context}.Said.v1","occurred_at":"{at}","imported":false,"actor":{{"ref":"p_0123456789abcdef","org":"o_1","role":"staff","via":"key"}},"approvals":[],"command":"c","correlation":"c","cause":{cause},"facts":{{"backbone":1}},"authz":{{"policy":"p","rules":[]}},"trace":null,"visibility":"members","data":{{"text":"é"}},"sequence":{sequence},"version":{version},"recorded_at":"{at}","prev":{prev}}}"#
            ))
        }

        /// The record.
        pub fn record(&self) -> Record {
            Record::parse(self.bytes()).unwrap()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{sample::Made, *};

    fn made() -> Made<'static> {
        Made {
            context: "plan",
            stream: "plan",
            sequence: 4,
            version: 2,
            second: 7,
            cause: Some(("agenda", 9)),
            before: None,
        }
    }

    #[test]
    fn a_record_is_read_and_shown_in_a_line() {
        let record = made().record();
        assert_eq!((record.sequence, record.version, record.stream.as_str()), (4, 2, "plan"));
        assert_eq!(record.cause, Some(("agenda".to_owned(), 9)));
        assert_eq!(record.who(), "p_01234567 staff o_1");
        let line = record.line();
        assert!(
            line.starts_with("2026-11-23T10:00:07.000000Z  plan               4  plan.Said.v1"),
            "{line}"
        );
        assert!(line.ends_with(r#"members    {"text":"é"}"#), "{line}");
    }

    #[test]
    fn what_is_no_record_is_named() {
        assert!(Record::parse(Bytes::from_static(b"{")).unwrap_err().contains("no json"));
        assert!(Record::parse(Bytes::from_static(b"{}")).unwrap_err().contains("`sequence`"));
    }
}

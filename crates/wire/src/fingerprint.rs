//! The bytes a command's fingerprint is taken over: the same command sent twice gives the same bytes, whatever
//! its trace, correlation and expected version.
//!
//! Source: contracts.md, "Fingerprint". Knows no secret: the HMAC is the runtime's.

use prost::Message;

use crate::pb::common::CommandMeta;

/// The first byte of an encoded message that begins with a message as field 1.
const META_KEY: u8 = 0x0a;

/// The bytes for `method`, such as `hora.agenda.v1.AgendaCommands/CastStance` (a leading `/` is dropped), and
/// its decoded request, or all requests of its stream.
///
/// # Errors
/// Field 1 of a message is not a `CommandMeta`; the messages of our own command services all have one.
pub fn of<'a, M: Message + 'a>(
    method: &str,
    requests: impl IntoIterator<Item = &'a M>,
) -> Result<Vec<u8>, prost::DecodeError> {
    let encoded: Vec<Vec<u8>> = requests.into_iter().map(Message::encode_to_vec).collect();
    bytes(method, encoded.iter().map(Vec::as_slice))
}

/// The same from messages that prost has encoded (not from the wire: there, one message has many encodings).
///
/// # Errors
/// As [`of`].
pub fn bytes<'a>(
    method: &str,
    encoded: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, prost::DecodeError> {
    let mut out = Vec::new();
    push(&mut out, method.strip_prefix('/').unwrap_or(method).as_bytes());
    for message in encoded {
        push(&mut out, &reduced(message)?);
    }
    Ok(out)
}

fn push(out: &mut Vec<u8>, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(part);
}

/// The message with its `meta` reduced to what belongs to the command itself.
fn reduced(message: &[u8]) -> Result<Vec<u8>, prost::DecodeError> {
    let Some((&META_KEY, mut rest)) = message.split_first() else {
        return Ok(message.to_vec());
    };
    let meta = CommandMeta::decode_length_delimited(&mut rest)?;
    let reduced = CommandMeta {
        initiative: meta.initiative,
        on_behalf_of_org: meta.on_behalf_of_org,
        occurred_at: meta.occurred_at,
        ..CommandMeta::default()
    };
    let mut out = vec![META_KEY];
    out.extend_from_slice(&reduced.encode_length_delimited_to_vec());
    out.extend_from_slice(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pb::common::{Actor, QueryMeta};

    const METHOD: &str = "/hora.agenda.v1.AgendaCommands/CastStance";

    #[derive(Clone, PartialEq, Message)]
    struct CastStance {
        #[prost(message, optional, tag = "1")]
        meta: Option<CommandMeta>,
        #[prost(string, tag = "2")]
        proposal_id: String,
    }

    fn cast() -> CastStance {
        let meta = CommandMeta {
            command_id: "0190f000-0000-7000-8000-000000000001".to_owned(),
            initiative: "cluj".to_owned(),
            expected_version: Some(7),
            on_behalf_of_org: "o_1".to_owned(),
            correlation_id: "c".to_owned(),
            occurred_at: "2026-01-01".to_owned(),
            after: [("plan".to_owned(), 3), ("hub".to_owned(), 4)].into(),
            approves: vec!["a".to_owned()],
        };
        CastStance { meta: Some(meta), proposal_id: "p1".to_owned() }
    }

    #[test]
    fn the_bytes_never_change() {
        let expected = concat!(
            "00000028",
            "686f72612e6167656e64612e76312e4167656e6461436f6d6d616e64732f436173745374616e6365",
            "0000001d",
            "0a17",
            "1204636c756a",
            "22036f5f31",
            "320a323032362d30312d3031",
            "12027031",
        );
        assert_eq!(hex::encode(of(METHOD, [&cast()]).unwrap()), expected);
    }

    #[test]
    fn what_is_not_the_command_itself_does_not_count() {
        let mut again = cast();
        let meta = again.meta.as_mut().unwrap();
        meta.command_id.clear();
        meta.expected_version = None;
        meta.correlation_id.clear();
        meta.after.clear();
        assert_eq!(of(METHOD, [&again]).unwrap(), of(METHOD, [&cast()]).unwrap());
    }

    #[test]
    fn what_is_the_command_counts() {
        let base = of(METHOD, [&cast()]).unwrap();
        let changes: [fn(&mut CastStance); 4] = [
            |c| c.proposal_id.push('2'),
            |c| c.meta.as_mut().unwrap().initiative.push('x'),
            |c| c.meta.as_mut().unwrap().on_behalf_of_org.clear(),
            |c| c.meta.as_mut().unwrap().occurred_at.clear(),
        ];
        for change in changes {
            let mut other = cast();
            change(&mut other);
            assert_ne!(of(METHOD, [&other]).unwrap(), base);
        }
        assert_ne!(of("hora.agenda.v1.AgendaCommands/Other", [&cast()]).unwrap(), base);
        assert_ne!(of(METHOD, [&cast(), &cast()]).unwrap(), base);
    }

    #[test]
    fn a_later_message_of_a_stream_may_go_without_meta() {
        let row = CastStance { meta: None, proposal_id: "p2".to_owned() };
        let both = of(METHOD, [&cast(), &row]).unwrap();
        assert!(both.ends_with(&[0, 0, 0, 4, 0x12, 2, b'p', b'2']));
    }

    #[test]
    fn a_map_has_one_encoding() {
        let cut = (0..50_u64).map(|n| (format!("k{n}"), n)).collect();
        let message = QueryMeta { cut, ..QueryMeta::default() };
        let first = message.encode_to_vec();
        for _ in 0..200 {
            let again = QueryMeta::decode(first.as_slice()).unwrap();
            assert_eq!(again.encode_to_vec(), first);
        }
    }

    #[test]
    fn field_one_must_be_a_meta() {
        let actor = Actor { r#ref: "\u{1}".to_owned(), ..Actor::default() };
        assert!(of(METHOD, [&actor]).is_err());
    }
}

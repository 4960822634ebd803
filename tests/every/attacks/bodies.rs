//! Messages of every kind of wrong, made from the descriptor of whatever RPC they are for.
//!
//! Knows no RPC; of fields it knows `meta` and `initiative`, without which nothing gets past the door. Random
//! bytes come from a fixed seed, so that what fails once fails again.

use prost::Message as _;
use prost_reflect::{
    Cardinality, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, MethodDescriptor, Value,
};
use uuid::Uuid;

use super::line::frame;

/// Messages in messages; no request of ours goes deeper on purpose.
const MAX_DEPTH: usize = 4;
/// Bytes of random messages: enough to hit field numbers, lengths and wire types by chance.
const RANDOM_BYTES: usize = 300;

/// How the fields of a message are filled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    /// Short texts and ones, with a right `meta`: gets as far as it can.
    Plain,
    /// Control characters, paths, the lowest numbers, unknown words; a right `meta`.
    Odd,
    /// Long texts, the highest numbers, long lists; a right `meta`.
    Long,
    /// Like odd, `meta` and all.
    Foreign,
}

/// Each hostile body with a name for complaints.
pub fn hostile(method: &MethodDescriptor, initiative: &str) -> Vec<(String, Vec<u8>)> {
    let input = method.input();
    let filled = |flavor| frame(0, &filled(&input, flavor, initiative).encode_to_vec());
    let plain = filled(Flavor::Plain);
    let mut bodies = vec![
        ("no message".to_owned(), Vec::new()),
        ("an empty message".to_owned(), frame(0, &[])),
        ("half a frame".to_owned(), plain[..plain.len() / 2].to_vec()),
        ("a frame that promises more".to_owned(), frame(0, &[0; 64])[..40].to_vec()),
        ("a compressed flag without a compression".to_owned(), frame(1, &plain)),
        ("a flag that is none".to_owned(), frame(7, &plain)),
        ("a length of 4 GiB".to_owned(), [&[0], u32::MAX.to_be_bytes().as_slice()].concat()),
        ("groups in groups".to_owned(), frame(0, &[0x0b; 20_000])),
        ("wrong wire types".to_owned(), frame(0, &wrong_types(&input))),
        ("texts that are not UTF-8".to_owned(), frame(0, &not_utf8(&input))),
        ("plain".to_owned(), plain.clone()),
        ("odd".to_owned(), filled(Flavor::Odd)),
        ("long".to_owned(), filled(Flavor::Long)),
        ("foreign".to_owned(), filled(Flavor::Foreign)),
        ("two messages".to_owned(), plain.repeat(2)),
    ];
    for seed in 1..=4_u64 {
        bodies.push((format!("random bytes {seed}"), frame(0, &random(seed))));
    }
    bodies
}

/// One message of 5 MB: more than a message may have.
pub fn huge() -> Vec<u8> {
    let text = vec![b'a'; 5_000_000];
    let mut message = vec![0x7a];
    prost::encoding::encode_varint(u64::try_from(text.len()).unwrap(), &mut message);
    frame(0, &[message, text].concat())
}

/// Bytes by xorshift64*.
fn random(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let next = || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(RANDOM_BYTES).collect()
}

/// Each field as the wire type it is not.
fn wrong_types(input: &MessageDescriptor) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in input.fields() {
        let is_length_delimited = matches!(field.kind(), Kind::String | Kind::Bytes | Kind::Message(_));
        let wire_type = if is_length_delimited { 0 } else { 2 };
        prost::encoding::encode_varint(u64::from(field.number() << 3 | wire_type), &mut bytes);
        bytes.push(1);
        if !is_length_delimited {
            bytes.push(b'x');
        }
    }
    bytes
}

/// Each text and inner message as bytes that are neither.
fn not_utf8(input: &MessageDescriptor) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in input.fields().filter(|field| matches!(field.kind(), Kind::String | Kind::Message(_))) {
        prost::encoding::encode_varint(u64::from(field.number() << 3 | 2), &mut bytes);
        bytes.extend([3, 0xff, 0xfe, 0x80]);
    }
    bytes
}

/// A message with every field set.
pub fn filled(of: &MessageDescriptor, flavor: Flavor, initiative: &str) -> DynamicMessage {
    let mut message = fill(of, flavor, MAX_DEPTH, initiative);
    if flavor == Flavor::Foreign {
        return message;
    }
    if let Some(field) = of.get_field_by_name("meta")
        && let Kind::Message(inner) = field.kind()
    {
        let right = [("initiative", initiative.to_owned()), ("command_id", Uuid::now_v7().to_string())];
        let mut meta = DynamicMessage::new(inner.clone());
        for (name, value) in right.into_iter().filter(|(name, _)| inner.get_field_by_name(name).is_some()) {
            meta.set_field_by_name(name, Value::String(value));
        }
        message.set_field(&field, Value::Message(meta));
    }
    message
}

fn fill(of: &MessageDescriptor, flavor: Flavor, depth: usize, initiative: &str) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    for field in of.fields() {
        let value = match (field.name(), field.kind()) {
            (_, Kind::Message(_)) if depth == 0 => continue,
            ("initiative", Kind::String) if flavor != Flavor::Foreign => Value::String(initiative.to_owned()),
            _ => value(&field, flavor, depth, initiative),
        };
        message.set_field(&field, value);
    }
    message
}

fn value(field: &FieldDescriptor, flavor: Flavor, depth: usize, initiative: &str) -> Value {
    if let Kind::Message(entry) = field.kind()
        && field.is_map()
    {
        let value = single(&entry.map_entry_value_field().kind(), flavor, depth - 1, initiative);
        let key = single(&entry.map_entry_key_field().kind(), flavor, depth, initiative);
        let key = key.as_str().map_or(MapKey::U64(1), |text| MapKey::String(text.to_owned()));
        return Value::Map([(key, value)].into_iter().collect());
    }
    if field.cardinality() != Cardinality::Repeated {
        return single(&field.kind(), flavor, depth, initiative);
    }
    let is_message = matches!(field.kind(), Kind::Message(_));
    let count = match flavor {
        Flavor::Long if is_message => 2,
        Flavor::Long => 600,
        _ => 1,
    };
    let item = single(&field.kind(), if count > 3 { Flavor::Odd } else { flavor }, depth, initiative);
    Value::List(vec![item; count])
}

fn single(kind: &Kind, flavor: Flavor, depth: usize, initiative: &str) -> Value {
    let is_plain = flavor == Flavor::Plain;
    let is_long = flavor == Flavor::Long;
    match kind {
        Kind::Message(inner) => Value::Message(fill(inner, flavor, depth - 1, initiative)),
        Kind::String => Value::String(text(flavor)),
        Kind::Bytes => Value::Bytes(text(flavor).into_bytes().into()),
        Kind::Bool => Value::Bool(true),
        Kind::Double => Value::F64(if is_plain { 1.0 } else { f64::NAN }),
        Kind::Float => Value::F32(if is_plain { 1.0 } else { f32::INFINITY }),
        Kind::Enum(_) => Value::EnumNumber(if is_plain {
            1
        } else if is_long {
            i32::MAX
        } else {
            -1
        }),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(if is_plain {
            1
        } else if is_long {
            i32::MAX
        } else {
            i32::MIN
        }),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(if is_plain {
            1
        } else if is_long {
            i64::MAX
        } else {
            i64::MIN
        }),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(if is_plain {
            1
        } else if is_long {
            u32::MAX
        } else {
            0
        }),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(if is_plain {
            1
        } else if is_long {
            u64::MAX
        } else {
            0
        }),
    }
}

fn text(flavor: Flavor) -> String {
    match flavor {
        Flavor::Plain => "X1".to_owned(),
        Flavor::Long => "a\u{301}".repeat(10_000),
        Flavor::Odd | Flavor::Foreign => "../../etc/\u{0}\u{202e}'; --\n*.>".to_owned(),
    }
}

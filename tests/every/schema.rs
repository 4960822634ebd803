//! JSON Schema (draft 2020-12) of stored types, out of their declarations in the domain.
//!
//! Knows shapes, not events. Types that write their own serde stand in [`leaf`] by hand; to add one: an arm
//! there, with the pattern its `accepts` or parser takes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use syn::{Fields, GenericArgument, Item, PathArguments, Type, Variant};

use super::source::{Serde, Source, docs};

/// Whole numbers stay below 2^53, so that every JSON reader takes them exactly.
const MAX_WHOLE: u64 = (1 << 53) - 1;
/// The same with a sign.
const MAX_SIGNED: i64 = (1 << 53) - 1;

/// Collects the types that one schema speaks of.
pub struct Schemas<'a> {
    source: &'a Source,
    context: &'a str,
    definitions: BTreeMap<String, Value>,
}

impl<'a> Schemas<'a> {
    /// For types as a context names them; empty for those the contexts share.
    pub fn new(source: &'a Source, context: &'a str) -> Self {
        Self { source, context, definitions: BTreeMap::new() }
    }

    /// What was spoken of, for `$defs`.
    pub fn definitions(self) -> BTreeMap<String, Value> {
        self.definitions
    }

    /// A reference to a type by its name.
    pub fn named(&mut self, name: &str) -> Value {
        if !self.definitions.contains_key(name) {
            // Held before it is filled, so that a type that contains itself ends.
            self.definitions.insert(name.to_owned(), Value::Null);
            let schema = leaf(name).unwrap_or_else(|| self.item(name));
            self.definitions.insert(name.to_owned(), schema);
        }
        json!({"$ref": format!("#/$defs/{name}")})
    }

    fn item(&mut self, name: &str) -> Value {
        let (mut schema, attributes) = match self.source.find(self.context, name) {
            Item::Struct(item) => (self.object(&item.fields, None), &item.attrs),
            Item::Enum(item) => {
                let serde = Serde::read(&item.attrs);
                let schema = match &serde.tag {
                    Some(tag) => {
                        let choices = item.variants.iter().map(|v| self.choice(&serde, tag, v));
                        json!({"oneOf": choices.collect::<Vec<_>>()})
                    }
                    None => {
                        json!({"enum": item.variants.iter().map(|v| word(&serde, v)).collect::<Vec<_>>()})
                    }
                };
                (schema, &item.attrs)
            }
            _ => unreachable!("only structs and enums are kept"),
        };
        describe(&mut schema, &docs(attributes));
        schema
    }

    fn choice(&mut self, serde: &Serde, tag: &str, variant: &Variant) -> Value {
        let kind =
            (tag.to_owned(), json!({"const": serde.variant(&variant.attrs, &variant.ident.to_string())}));
        let mut schema = self.object(&variant.fields, Some(kind));
        describe(&mut schema, &docs(&variant.attrs));
        schema
    }

    /// An object of named fields, every one of them present, in the order they are stored, after the field that tells its kind.
    pub fn object(&mut self, fields: &Fields, kind: Option<(String, Value)>) -> Value {
        let mut required: Vec<String> = kind.iter().map(|(name, _)| name.clone()).collect();
        let mut properties: Map<String, Value> = kind.into_iter().collect();
        for field in fields {
            let serde = Serde::read(&field.attrs);
            let own = field.ident.as_ref().unwrap_or_else(|| panic!("a stored field without a name"));
            let name = serde.rename.clone().unwrap_or_else(|| own.to_string());
            let mut schema = match &serde.with {
                Some(with) => written_with(with),
                None => self.of(&field.ty),
            };
            describe(&mut schema, &docs(&field.attrs));
            required.extend((!serde.is_optional).then(|| name.clone()));
            properties.insert(name, schema);
        }
        json!({"type": "object", "required": required, "properties": properties,
            "additionalProperties": false})
    }

    fn of(&mut self, of: &Type) -> Value {
        let Type::Path(path) = of else { panic!("a stored type that is no path") };
        let last = path.path.segments.last().unwrap_or_else(|| panic!("an empty path"));
        let inner = match &last.arguments {
            PathArguments::AngleBracketed(inner) => inner.args.iter().filter_map(type_argument).collect(),
            _ => Vec::new(),
        };
        match (last.ident.to_string().as_str(), inner.as_slice()) {
            ("Box", [inner]) => self.of(inner),
            ("Option", [inner]) => json!({"anyOf": [self.of(inner), {"type": "null"}]}),
            ("Vec", [inner]) => json!({"type": "array", "items": self.of(inner)}),
            ("BTreeSet", [inner]) => json!({"type": "array", "items": self.of(inner), "uniqueItems": true}),
            ("BTreeMap", [key, value]) => {
                json!({"type": "object", "propertyNames": self.of(key), "additionalProperties": self.of(value)})
            }
            ("String", []) => json!({"type": "string"}),
            ("bool", []) => json!({"type": "boolean"}),
            ("u8", []) => whole(u64::from(u8::MAX)),
            ("u16", []) => whole(u64::from(u16::MAX)),
            ("u32", []) => whole(u64::from(u32::MAX)),
            ("u64", []) => whole(MAX_WHOLE),
            ("i32", []) => signed(i32::MIN.into(), i32::MAX.into()),
            ("i64", []) => signed(-MAX_SIGNED, MAX_SIGNED),
            (name, []) => self.named(name),
            (name, _) => panic!("a stored type {name}<…> that the schemas cannot show"),
        }
    }
}

fn type_argument(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

fn word(serde: &Serde, variant: &Variant) -> String {
    assert!(variant.fields.is_empty(), "an enum with content and without a tag");
    serde.variant(&variant.attrs, &variant.ident.to_string())
}

/// A whole number that may be negative.
fn signed(least: i64, most: i64) -> Value {
    json!({"type": "integer", "minimum": least, "maximum": most})
}

fn whole(most: u64) -> Value {
    json!({"type": "integer", "minimum": 0, "maximum": most})
}

fn describe(schema: &mut Value, text: &str) {
    if let (Some(schema), false) = (schema.as_object_mut(), text.is_empty()) {
        schema.insert("description".to_owned(), json!(text));
    }
}

/// Fields that serialize through a module of their own.
fn written_with(module: &str) -> Value {
    match module {
        "iso8601" => json!({"enum": ["P1Y", "P3M", "P1M", "P1W"]}),
        other => panic!("a field is written with `{other}`, which the schemas do not know"),
    }
}

/// Types with a serde of their own: texts of a certain look, and sealed text.
fn leaf(name: &str) -> Option<Value> {
    let hex = "[0-9a-f]{32}";
    let text = |what: &str, pattern: &str| json!({"type": "string", "description": what, "pattern": pattern});
    Some(match name {
        "Timestamp" => text(
            "A moment in UTC, RFC 3339 with six digits.",
            r"^-?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
        ),
        "Date" => text("A civil date.", r"^-?\d{4,6}-\d{2}-\d{2}$"),
        "Uuid" => text("A UUID, lower case.", "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"),
        "OrgId" => text("An organization.", &format!("^o_{hex}$")),
        "PersonId" => text("A person's pseudonym in this initiative.", &format!("^p_{hex}$")),
        "AccountId" => text("An account of the hub.", &format!("^a_{hex}$")),
        "HolderId" => text("An account, person or service.", &format!("^[aps]_{hex}$")),
        "Mention" => text("A person or organization.", &format!("^[po]_{hex}$")),
        "Code" => text("A code.", "^[A-Z][A-Z0-9_]{0,63}$"),
        "Slug" => text("An initiative's slug.", "^[a-z][a-z0-9-]{1,47}$"),
        "StreamId" => text("A stream of its context.", "^[A-Za-z0-9_./-]{1,200}$"),
        "Private" => json!({"type": "object", "additionalProperties": false,
            "description": "Sealed text: its subject's key opens it; once that key is gone it reads as erased.",
            "required": ["commitment", "sealed", "subject"],
            "properties": {
                "commitment": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "sealed": {"type": "string", "contentEncoding": "base64"},
                "subject": {"type": "string", "pattern": "^(person:p_|text:)"}}}),
        _ => return None,
    })
}

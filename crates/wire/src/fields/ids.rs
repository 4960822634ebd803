//! Identifiers, codes and hashes.

use domain::{
    ids::{Code, Id, Kind, OrgId, PersonId, Slug, StreamId, Uuid},
    meta::ContextName,
};

use super::{Fields, quoted};

impl Fields {
    /// An identifier of any kind.
    pub fn id<K: Kind>(&mut self, field: &str, text: &str) -> Option<Id<K>> {
        self.take(field, text.parse::<Id<K>>())
    }

    /// A code such as `GOAL_1`.
    pub fn code(&mut self, field: &str, text: &str) -> Option<Code> {
        self.id(field, text)
    }

    /// An initiative's slug.
    pub fn slug(&mut self, field: &str, text: &str) -> Option<Slug> {
        self.id(field, text)
    }

    /// An organization's id.
    pub fn org(&mut self, field: &str, text: &str) -> Option<OrgId> {
        self.id(field, text)
    }

    /// A person's pseudonym.
    pub fn person(&mut self, field: &str, text: &str) -> Option<PersonId> {
        self.id(field, text)
    }

    /// A stream's name.
    pub fn stream(&mut self, field: &str, text: &str) -> Option<StreamId> {
        self.id(field, text)
    }

    /// A uuid of any version, in its 36-character form.
    pub fn uuid(&mut self, field: &str, text: &str) -> Option<Uuid> {
        // The parser alone would also take braces, `urn:uuid:` and no dashes: several texts for one id.
        let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
        if id.is_none() {
            self.refuse(field, format!("{} is not an id; accepted is a uuid of 36 characters", quoted(text)));
        }
        id
    }

    /// A context's word.
    pub fn context(&mut self, field: &str, text: &str) -> Option<ContextName> {
        let words = ContextName::SERVICES.map(ContextName::as_str);
        self.word(field, text, ContextName::parse, &words)
    }

    /// A SHA-256 as 64 lower-case hex digits.
    pub fn sha256(&mut self, field: &str, text: &str) -> Option<String> {
        let is_hash = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hash {
            let given = quoted(text);
            self.refuse(field, format!("{given} is not a SHA-256; accepted are 64 lower-case hex digits"));
        }
        is_hash.then(|| text.to_owned())
    }
}

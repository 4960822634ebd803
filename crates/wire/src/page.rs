//! Which part of a list: an opaque token that holds the key of the last entry seen.
//!
//! Knows no list; a query says what its key is, and checks that a token's key has its form.

use crate::{Fields, fields::quoted, pb::common};

/// The most entries in one part.
const MAX_PAGE_SIZE: u32 = 500;
/// The entries in one part when the caller does not say.
const DEFAULT_PAGE_SIZE: u32 = 100;
/// The longest token taken, in characters; our keys are a few ids and moments.
const MAX_TOKEN: usize = 4_000;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// At most so many entries, 1 to 500.
    pub size: u32,
    /// The key of the last entry of the part before; none for the first part.
    pub after: Option<Vec<String>>,
}

impl Default for Page {
    fn default() -> Self {
        Self { size: DEFAULT_PAGE_SIZE, after: None }
    }
}

/// The token for the part after the entry with this key.
pub fn next_page_token<S: AsRef<str>>(key: &[S]) -> String {
    let key: Vec<&str> = key.iter().map(AsRef::as_ref).collect();
    hex::encode(serde_json::Value::from(key).to_string())
}

pub(crate) fn parse(f: &mut Fields, page: &common::Page) -> Option<Page> {
    let size = if page.page_size == 0 { DEFAULT_PAGE_SIZE } else { page.page_size };
    let size = f.number("page_size", size, 1..=MAX_PAGE_SIZE);
    let after = f.optional("page_token", &page.page_token, |f, field, token| {
        let key = key_of(token);
        if key.is_none() {
            let given = quoted(token);
            f.refuse(
                field,
                format!("{given} is not a page token; accepted is a next_page_token of this list"),
            );
        }
        key
    });
    Some(Page { size: size?, after: after? })
}

fn key_of(token: &str) -> Option<Vec<String>> {
    let bytes = (token.len() <= MAX_TOKEN).then(|| hex::decode(token).ok())??;
    serde_json::from_slice(&bytes).ok()
}

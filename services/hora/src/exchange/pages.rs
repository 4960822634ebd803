//! Every row of a list, page after page, and who asks for it.
//!
//! Knows no list.

use serde_json::{Value, json};

use crate::{
    actors::Person,
    client::{Options, key},
    failure::Failure,
};

/// The most pages read of a list: 500 rows each.
const MAX_PAGES: usize = 10_000;

/// Whoever's key there is, else the public.
///
/// # Errors
/// The key cannot be read.
pub fn caller(initiative: &str, options: &Options) -> Result<Person, Failure> {
    Ok(match key::find(options.key_file.as_deref())? {
        Some(key) => Person::with_key(options.places.clone(), &key.secret, initiative, "caller"),
        None => Person::public(options.places.clone(), initiative),
    })
}

/// Every row of a list.
///
/// # Errors
/// Nobody answers, the hub says no, or the list is longer than what is read.
pub async fn all(person: &mut Person, rpc: &str, list: &str, request: &Value) -> Result<Vec<Value>, Failure> {
    let (mut rows, mut token) = (Vec::new(), String::new());
    for _ in 0..MAX_PAGES {
        let mut request = request.clone();
        if let Some(request) = request.as_object_mut() {
            request.insert("page".to_owned(), json!({"pageSize": 500, "pageToken": token}));
        }
        let answer = person.ask(rpc, request).await?;
        rows.extend(answer.get(list).and_then(Value::as_array).into_iter().flatten().cloned());
        token = text(&answer, "nextPageToken").to_owned();
        if token.is_empty() {
            return Ok(rows);
        }
    }
    // Half a list must not pass for the whole.
    Err(Failure::Usage(format!("{rpc} has more than {MAX_PAGES} pages; ask for less of it")))
}

/// A text field; empty where there is none.
pub fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The items of a list in a field.
pub fn items<'a>(row: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    row.get(field).and_then(Value::as_array).into_iter().flatten()
}

//! Whose values they are: the source's codes or names on one side, the initiative's members on the other.
//!
//! Knows no values. To call organizations by something else: another key of [`Known`].

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    actors::Person,
    failure::Failure,
    import::{codes::Codes, init::hub},
};

/// How many unknown ones are named; whoever has more has one cause.
const MAX_NAMED: usize = 20;

/// Ids of members by code and by name; a name that two have is nobody's.
struct Known {
    codes: BTreeMap<String, String>,
    names: BTreeMap<String, Option<String>>,
}

/// The ids of the initiative's members, by what the source calls them.
///
/// # Errors
/// One is no member, or nobody answers.
pub async fn ids<'a>(
    reader: &mut Person,
    wanted: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<String, String>, Failure> {
    let members = hub::all(reader, "backbone/ListMembers", &json!({}), "members").await?;
    let known = Known::new(&members);
    let (mut ids, mut unknown) = (BTreeMap::new(), Vec::new());
    for name in wanted {
        match known.find(name) {
            Some(id) => {
                ids.insert(name.clone(), id);
            }
            None => unknown.push(name.as_str()),
        }
    }
    if unknown.is_empty() {
        return Ok(ids);
    }
    unknown.truncate(MAX_NAMED);
    Err(Failure::Usage(format!(
        "the initiative does not know {}; accepted are codes or names of members, as `hora import init --orgs` makes them",
        unknown.join(", ")
    )))
}

impl Known {
    fn new(members: &[Value]) -> Self {
        let mut known = Self { codes: BTreeMap::new(), names: BTreeMap::new() };
        for member in members {
            let text = |field: &str| member.get(field).and_then(Value::as_str).map(str::to_owned);
            let Some(id) = text("organizationId") else { continue };
            known.codes.extend(text("code").map(|code| (code, id.clone())));
            if let Some(name) = text("name") {
                known.names.entry(name).and_modify(|of| *of = None).or_insert(Some(id));
            }
        }
        known
    }

    /// By its code as the source writes it or as it was made, else by its name.
    fn find(&self, name: &str) -> Option<String> {
        let made = || self.codes.get(Codes::default().of(name).ok()?.as_str());
        let called = || self.names.get(name)?.as_ref();
        self.codes.get(name).or_else(made).or_else(called).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_found_by_its_code_or_by_a_name_that_is_its_own() {
        let member =
            |id: &str, code: &str, name: &str| json!({"organizationId": id, "code": code, "name": name});
        let members = [
            member("o_1", "MS_MIN_SALUTE", "MINISTERO DELLA SALUTE"),
            member("o_2", "AK_500", "Twin"),
            member("o_3", "AK_501", "Twin"),
        ];
        let known = Known::new(&members);
        for (name, id) in [
            ("MINISTERO DELLA SALUTE", Some("o_1")),
            ("MS - Min Salute", Some("o_1")),
            ("AK-500", Some("o_2")),
            ("AK_501", Some("o_3")),
            ("Twin", None),
            ("", None),
        ] {
            assert_eq!(known.find(name).as_deref(), id, "{name}");
        }
    }
}

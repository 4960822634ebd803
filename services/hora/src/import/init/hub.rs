//! What the scaffold asks of the hub itself: organizations and the initiative.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::setup::Setup;
use crate::{
    actors::{Person, text},
    failure::Failure,
};

/// The most pages read of a list: 500 rows each, far beyond what one hub holds.
const MAX_PAGES: usize = 1_000;

/// The ids of the organizations wanted, by code; those the hub does not know are registered.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn organizations(admin: &mut Person, setup: &Setup) -> Result<BTreeMap<String, String>, Failure> {
    let known = all(admin, "backbone/ListOrganizations", &json!({}), "organizations").await?;
    let known: BTreeMap<String, String> = known
        .iter()
        .filter_map(|org| Some((field(org, "code")?.to_owned(), field(org, "organizationId")?.to_owned())))
        .collect();
    let mut ids = BTreeMap::new();
    for org in &setup.organizations {
        if let Some(id) = known.get(&org.code) {
            ids.insert(org.code.clone(), id.clone());
            continue;
        }
        let sector = format!("SECTOR_{}", org.sector.as_str().to_uppercase());
        let mut request = json!({"code": org.code, "name": org.name, "sector": sector});
        if let (Some((vocabulary, code)), Some(request)) = (&org.external, request.as_object_mut()) {
            request.insert("externalRef".to_owned(), json!({"vocabulary": vocabulary, "code": code}));
        }
        let done = admin.run("backbone/RegisterOrganization", request).await?;
        ids.insert(org.code.clone(), text(&done, "organizationId")?);
    }
    Ok(ids)
}

/// Registers the initiative, unless it is there with the same convener.
///
/// # Errors
/// It is there with another convener, nobody answers, or the hub says no.
pub async fn initiative(admin: &mut Person, setup: &Setup, convener: &str) -> Result<(), Failure> {
    let known = all(admin, "backbone/ListInitiatives", &json!({}), "initiatives").await?;
    if let Some(there) = known.iter().find(|known| field(known, "slug") == Some(&setup.slug)) {
        if field(there, "convener") == Some(convener) {
            return Ok(());
        }
        let whose = field(there, "convener").unwrap_or_default();
        return Err(Failure::Usage(format!(
            "the initiative {} is there, convened by {whose}; accepted is another slug, or that convener",
            setup.slug
        )));
    }
    let request = json!({
        "slug": setup.slug, "name": setup.name, "problem": setup.problem, "area": setup.area, "convener": convener,
        "field": format!("FIELD_OF_WORK_{}", setup.field.to_uppercase()),
    });
    admin.run("backbone/RegisterInitiative", request).await?;
    Ok(())
}

/// Every row of a list.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn all(person: &mut Person, rpc: &str, request: &Value, list: &str) -> Result<Vec<Value>, Failure> {
    let (mut rows, mut token) = (Vec::new(), String::new());
    for _ in 0..MAX_PAGES {
        let mut part = request.clone();
        if let Some(part) = part.as_object_mut() {
            part.insert("page".to_owned(), json!({"pageSize": 500, "pageToken": token}));
        }
        let answer = person.ask(rpc, part).await?;
        rows.extend(answer.get(list).and_then(Value::as_array).into_iter().flatten().cloned());
        token = field(&answer, "nextPageToken").unwrap_or_default().to_owned();
        if token.is_empty() {
            break;
        }
    }
    Ok(rows)
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

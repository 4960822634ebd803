//! Which fields of an event are private, and whose they are.
//!
//! Knows no key. What a person says in a message is theirs to have erased; what is said in an office (a reason,
//! minutes, a task) is the organization's. To add one: an arm; the list is closed in domain.md.

use super::event::Event;
use crate::{
    ids::OrgId,
    meta::Scope,
    private::{Field, KeyOf, Owner, Private},
};

/// The private fields of an event.
pub(super) fn private_fields<'a>(event: &'a mut Event, scope: &Scope) -> Vec<Field<'a>> {
    let office = match &scope.actor.org {
        Some(org) => Owner::Organization(org.to_string()),
        None => Owner::Person(scope.actor.reference.clone()),
    };
    match event {
        Event::MessagePosted { body: Some(body), author, org, .. }
        | Event::MessageEdited { body, author, org, .. } => {
            vec![field("/body", body, said_by(author, org.as_ref()))]
        }
        Event::ThreadLocked { reason: Some(reason), .. }
        | Event::MessageRedacted { reason: Some(reason), .. }
        | Event::MeetingCancelled { reason }
        | Event::ActionItemClosed { reason: Some(reason), .. } => vec![field("/reason", reason, office)],
        Event::ActionItemAdded { text, .. } => vec![field("/text", text, office)],
        Event::AttendanceRecorded { persons, .. } => {
            let at = |(place, person)| field(&format!("/persons/{place}"), person, office.clone());
            persons.iter_mut().enumerate().map(at).collect()
        }
        Event::MinutesRecorded { items } => {
            let texts = items.iter_mut().map(|item| &mut item.text).enumerate();
            texts.map(|(place, text)| field(&format!("/items/{place}/text"), text, office.clone())).collect()
        }
        _ => Vec::new(),
    }
}

fn said_by(author: &str, org: Option<&OrgId>) -> Owner {
    match org {
        Some(org) if !author.starts_with("p_") => Owner::Organization(org.to_string()),
        _ => Owner::Person(author.to_owned()),
    }
}

fn field<'a>(pointer: &str, text: &'a mut Private, owner: Owner) -> Field<'a> {
    Field { pointer: pointer.to_owned(), text, key: KeyOf::Text, owner }
}

//! Persons: a pseudonym, an organization, and a sealed name and address.
//!
//! Knows no account: whose pseudonym it is stands in no record.

use super::{
    Decided, Rules,
    command::{RegisterPerson, UpdatePerson},
    erasure::check_not_erased,
    event::Event,
    membership::check_belongs,
    refusal::Refusal,
    roles::Holder,
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    ids::PersonId,
    meta::Context,
    private::Private,
};

/// The longest address that can be delivered to. Source: RFC 5321, 4.5.3.1.3, less the angle brackets.
const MAX_EMAIL_BYTES: usize = 254;

/// Refuses what cannot be an address: one `@`, something before it, a name with a dot after it, no blanks.
fn check_email(email: &Private) -> Result<(), Refusal> {
    let Private::Plain(text) = email else { return Ok(()) };
    let is_domain = |domain: &str| {
        domain.contains('.') && domain.split('.').all(|label| !label.is_empty()) && !domain.contains('@')
    };
    let is_address = text.len() <= MAX_EMAIL_BYTES
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && is_domain(domain));
    if is_address { Ok(()) } else { Err(Refusal::EmailMalformed) }
}

fn is_registered(state: &State) -> bool {
    matches!(state, State::Holder(Holder { profile: Some(_), .. }))
}

/// Refuses who is not registered here, or erased.
pub(super) fn check_registered(streams: &Streams<State>, person: &PersonId) -> Result<(), Refusal> {
    let state = streams.get(&streams::person(person));
    if !is_registered(state) {
        return Err(Refusal::UnknownPerson { person: person.clone() });
    }
    check_not_erased(state, person.as_str())
}

impl Rules {
    pub(super) fn register_person(
        streams: &Streams<State>,
        command: RegisterPerson,
        context: &Context,
    ) -> Decided {
        let RegisterPerson { person, name, email, org } = command;
        let person = streams::registered_person(person.as_ref(), &context.scope);
        let stream = streams::person(&person);
        if is_registered(streams.get(&stream)) {
            return Err(Refusal::AlreadyRegistered { person });
        }
        check_email(&email)?;
        check_belongs(streams, context, &org)?;
        Ok(vec![Emitted::new(stream, Event::PersonRegistered { person, org, name, email })])
    }

    pub(super) fn update_person(streams: &Streams<State>, command: UpdatePerson) -> Decided {
        let UpdatePerson { person, name, email } = command;
        let stream = streams::person(&person);
        if !is_registered(streams.get(&stream)) {
            return Err(Refusal::UnknownPerson { person });
        }
        check_not_erased(streams.get(&stream), person.as_str())?;
        if name.is_none() && email.is_none() {
            return Ok(Vec::new());
        }
        email.iter().try_for_each(check_email)?;
        Ok(vec![Emitted::new(stream, Event::PersonUpdated { person, name, email })])
    }
}

//! Seals every private text of a command's events: keys first, durably, then the texts.
//!
//! Knows no field names; each event lists its own. An orphan key is harmless, an acknowledged text without its
//! key is not: so the keys are on disk before the append is enqueued.

use std::collections::BTreeMap;

use domain::{
    decider::{Emitted, Event},
    ids::Uuid,
    meta::{EventMeta, Scope},
    private::{self, KeyOf, Private, Sealed},
};
use keyring::{DataKey, Keyring, Owner, Subject};
use seal::Place;

use crate::refusals::Refused;

/// For each event that carries a text with a key of its own, who owns that key.
pub fn text_owners<E: Event>(scope: &Scope, events: &mut [Emitted<E>]) -> Vec<Option<private::Owner>> {
    let of_one = |emitted: &mut Emitted<E>| {
        let fields = emitted.event.private_fields(scope);
        let mut texts = fields.into_iter().filter(|field| field.key == KeyOf::Text);
        texts.find(|field| matches!(field.text, Private::Plain(_))).map(|field| field.owner)
    };
    events.iter_mut().map(of_one).collect()
}

/// Makes the keys of texts before their events are written: the ids that those events will have.
pub async fn make_text_keys<R>(
    keyring: &Keyring,
    owners: &[Option<private::Owner>],
) -> Result<Vec<Option<Uuid>>, Refused<R>> {
    let ids: Vec<Option<Uuid>> =
        owners.iter().map(|of_text| of_text.as_ref().map(|_| Uuid::now_v7())).collect();
    let wanted = ids.iter().zip(owners).filter_map(|(id, of_text)| {
        let (id, of_text) = (*id.as_ref()?, of_text.as_ref()?);
        Some((Subject::text(id), owner(of_text)))
    });
    make_keys(keyring, wanted.collect()).await?;
    Ok(ids)
}

/// Seals all private texts in place.
pub async fn seal_all<E: Event, R>(
    keyring: &Keyring,
    scope: &Scope,
    events: &mut [Emitted<E>],
    metas: &[EventMeta],
) -> Result<(), Refused<R>> {
    let mut wanted = Vec::new();
    for (emitted, meta) in events.iter_mut().zip(metas) {
        for field in emitted.event.private_fields(scope) {
            if matches!(field.text, Private::Plain(_)) {
                wanted.push((subject(field.key, &field.owner, meta)?, owner(&field.owner)));
            }
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let keys = make_keys(keyring, wanted).await?;
    for (emitted, meta) in events.iter_mut().zip(metas) {
        for field in emitted.event.private_fields(scope) {
            let Private::Plain(plain) = &*field.text else { continue };
            let subject = subject(field.key, &field.owner, meta)?;
            let key = keys.get(&subject).ok_or(Refused::Busy)?;
            *field.text = Private::Sealed(seal_one(scope, meta, &field.pointer, subject, key, plain)?);
        }
    }
    Ok(())
}

fn seal_one<R>(
    scope: &Scope,
    meta: &EventMeta,
    pointer: &str,
    subject: Subject,
    key: &DataKey,
    plain: &str,
) -> Result<Sealed, Refused<R>> {
    let unsealable = |error: seal::Error| Refused::Unreadable(error.to_string());
    let event = meta.id.to_string();
    let place = Place { initiative: scope.initiative.as_str(), event: &event, field: pointer };
    let nonce = seal::fresh_nonce().map_err(unsealable)?;
    let sealed = seal::seal(key.bytes(), &place, &subject.to_string(), plain, nonce).map_err(unsealable)?;
    Ok(Sealed { subject: sealed.subject, sealed: sealed.sealed, commitment: sealed.commitment })
}

/// Whose key seals the field: the text's own, or that of the person the event is about.
fn subject<R>(key: KeyOf, owner: &private::Owner, meta: &EventMeta) -> Result<Subject, Refused<R>> {
    match (key, owner) {
        (KeyOf::Text, _) => Ok(Subject::text(meta.id)),
        (KeyOf::Person, private::Owner::Person(person)) => {
            format!("person:{person}").parse().map_err(|_| Refused::Unreadable(person.clone()))
        }
        (KeyOf::Person, private::Owner::Organization(org)) => Err(Refused::Unreadable(org.clone())),
    }
}

/// Who may have the key destroyed; a text of a service or of the system belongs to nobody.
fn owner(owner: &private::Owner) -> Owner {
    let (private::Owner::Person(name) | private::Owner::Organization(name)) = owner;
    name.parse().unwrap_or(Owner::Nobody)
}

/// Makes the keys on disk, off the async threads: it waits for a sync.
async fn make_keys<R>(
    keyring: &Keyring,
    mut wanted: Vec<(Subject, Owner)>,
) -> Result<BTreeMap<Subject, DataKey>, Refused<R>> {
    wanted.sort();
    wanted.dedup();
    let keyring = keyring.clone();
    let made = tokio::task::spawn_blocking(move || {
        let keys = keyring.ensure(&wanted)?;
        Ok::<_, keyring::Error>(wanted.into_iter().map(|(subject, _)| subject).zip(keys).collect())
    });
    Ok(made.await.map_err(|_| Refused::Busy)??)
}

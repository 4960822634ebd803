//! Accounts and keys of the hub: the first admin, accounts, keys by their hash alone.
//!
//! Knows no names and no secrets: who is behind an account stands in a file that can be erased, and a key's
//! secret with its holder.

use super::{
    Decided, Rules,
    command::{CompleteSetup, MintKey, RevokeKey, account_of},
    event::Event,
    refusal::Refusal,
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    meta::{Context, Role},
    time::Timestamp,
};

/// A key's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Until it expires.
    Working,
    /// Ended early, for good.
    Revoked,
}

fn check_expiry(expires_at: Timestamp, context: &Context) -> Result<(), Refusal> {
    if expires_at <= context.now { Err(Refusal::ExpiresInPast { now: context.now }) } else { Ok(()) }
}

/// Reserves the hash, so that one secret never names two holders.
fn reserve_hash(streams: &Streams<State>, hash: &str, key: &str) -> Result<Emitted<Event>, Refusal> {
    let what = streams::hash_reservation(hash);
    let stream = streams::reservation(&what);
    match streams.get(&stream) {
        State::Absent => Ok(Emitted::new(stream, Event::Reserved { what, by: key.to_owned() })),
        _ => Err(Refusal::KeyHashTaken),
    }
}

impl Rules {
    pub(super) fn complete_setup(
        streams: &Streams<State>,
        command: CompleteSetup,
        context: &Context,
    ) -> Decided {
        let roles_stream = streams::hub_roles();
        if let State::Holder(hub) = streams.get(&roles_stream)
            && hub.admins_at(context.now).next().is_some()
        {
            return Err(Refusal::SetupDone);
        }
        check_expiry(command.expires_at, context)?;
        let account = streams::fresh_account(&context.scope);
        let key_id = context.scope.new_id;
        let reserved = reserve_hash(streams, &command.key_hash, &key_id.to_string())?;
        let holder = account.clone().into();
        let minted = Event::KeyMinted {
            key_id,
            holder: account.clone().into(),
            hash: command.key_hash,
            roles: std::iter::empty().collect(),
            expires_at: command.expires_at,
        };
        let granted =
            Event::RoleGranted { holder, role: Role::Admin, org: None, from: context.now, to: None };
        Ok(vec![
            Emitted::new(streams::account(&account), Event::AccountOpened { account }),
            Emitted::new(streams::key(&key_id), minted),
            reserved,
            Emitted::new(roles_stream, granted),
        ])
    }

    pub(super) fn open_account(streams: &Streams<State>, context: &Context) -> Decided {
        let account = streams::fresh_account(&context.scope);
        let stream = streams::account(&account);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(stream, Event::AccountOpened { account })])
    }

    pub(super) fn mint_key(streams: &Streams<State>, command: MintKey, context: &Context) -> Decided {
        let MintKey { holder, hash, roles, initiative, expires_at } = command;
        if holder.is_person() {
            return Err(Refusal::HolderNotHere { accepted: "an account (`a_…`) or a service (`s_…`)" });
        }
        if let Some(account) = account_of(&holder)
            && *streams.get(&streams::account(&account)) != State::Account
        {
            return Err(Refusal::UnknownAccount { account });
        }
        check_expiry(expires_at, context)?;
        let key_id = context.scope.new_id;
        let reserved = reserve_hash(streams, &hash, &key_id.to_string())?;
        let minted = Event::KeyMinted { key_id, holder, hash, roles, expires_at };
        let stream = streams::key(&key_id);
        let confined = initiative.map(|initiative| Event::KeyConfined { key_id, initiative });
        let confined = confined.map(|event| Emitted::new(stream.clone(), event));
        Ok([Emitted::new(stream.clone(), minted), reserved].into_iter().chain(confined).collect())
    }

    pub(super) fn revoke_key(streams: &Streams<State>, command: &RevokeKey) -> Decided {
        let stream = streams::key(&command.key);
        match streams.get(&stream) {
            State::Key(Key::Working) => {
                Ok(vec![Emitted::new(stream, Event::KeyRevoked { key_id: command.key })])
            }
            State::Key(Key::Revoked) => Ok(Vec::new()),
            _ => Err(Refusal::UnknownKey { key: command.key }),
        }
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    match (state, event) {
        (state, Event::KeyMinted { .. }) => state.begin(State::Key(Key::Working)),
        (State::Key(key), Event::KeyRevoked { .. }) => *key = Key::Revoked,
        _ => {}
    }
}

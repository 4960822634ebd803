//! Accounts, keys, the first admin.

use std::collections::BTreeSet;

use super::*;
use crate::backbone::command::{CompleteSetup, MintKey, RevokeKey};

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn setup() -> Command {
    Command::CompleteSetup(CompleteSetup {
        key_hash: HASH.to_owned(),
        expires_at: at("2027-11-23T10:00:00Z"),
    })
}

fn mint(holder: HolderId, expires_at: &str) -> Command {
    Command::MintKey(MintKey {
        holder,
        hash: HASH.to_owned(),
        roles: BTreeSet::from([Role::Auditor]),
        initiative: None,
        expires_at: at(expires_at),
    })
}

fn service() -> HolderId {
    format!("s_{}", "7".repeat(32)).parse().unwrap()
}

fn minted(holder: HolderId) -> Event {
    Event::KeyMinted {
        key_id: id(0xf00),
        holder,
        hash: HASH.to_owned(),
        roles: BTreeSet::from([Role::Auditor]),
        expires_at: at("2027-11-23T10:00:00Z"),
    }
}

fn hash_reserved() -> Event {
    Event::Reserved { what: format!("key_hash/{HASH}"), by: id(0xf00).to_string() }
}

#[test]
fn the_first_admin_comes_with_account_key_and_role() {
    let world = World::hub();
    let account = AccountId::from_uuid(id(0xf00));
    let happened = world.when(setup()).unwrap();
    let minted = Event::KeyMinted {
        key_id: id(0xf00),
        holder: account.clone().into(),
        hash: HASH.to_owned(),
        roles: BTreeSet::new(),
        expires_at: at("2027-11-23T10:00:00Z"),
    };
    let granted = Event::RoleGranted {
        holder: account.clone().into(),
        role: Role::Admin,
        org: None,
        from: world.now,
        to: None,
    };
    assert_eq!(happened, vec![Event::AccountOpened { account }, minted, hash_reserved(), granted]);
    let world = world.given(happened);
    assert_eq!(world.refused(setup()), "setup_done");
    assert!(world.hub.grants.iter().all(|grant| grant.holds_at(world.now)));
    assert_eq!(world.hub.keys[&id(0xf00)].hash, HASH);
}

#[test]
fn an_account_opens_once() {
    let opened = Event::AccountOpened { account: AccountId::from_uuid(id(0xf00)) };
    let world = World::hub();
    assert_eq!(world.when(Command::OpenAccount), Ok(vec![opened.clone()]));
    assert_eq!(world.given([opened]).when(Command::OpenAccount), Ok(vec![]));
}

#[test]
fn a_key_has_a_holder_a_hash_of_its_own_and_an_end() {
    let world = World::hub().given([Event::AccountOpened { account: account("ana") }]);
    let holder = HolderId::from(account("ana"));
    let later = "2027-11-23T10:00:00Z";
    let expected = vec![minted(holder.clone()), hash_reserved()];
    assert_eq!(world.when(mint(holder.clone(), later)), Ok(expected.clone()));
    assert_eq!(world.when(mint(service(), later)), Ok(vec![minted(service()), hash_reserved()]));
    assert_eq!(world.refused(mint(account("bob").into(), later)), "unknown_account");
    assert_eq!(world.refused(mint(super::holder("ana"), later)), "holder_not_here");
    assert_eq!(world.refused(mint(holder.clone(), "2026-11-23T10:00:00Z")), "expires_in_past");
    assert_eq!(world.given(expected).refused(mint(service(), later)), "key_hash_taken");
}

#[test]
fn a_key_is_revoked_once() {
    let revoke = Command::RevokeKey(RevokeKey { key: id(0xf00) });
    let revoked = Event::KeyRevoked { key_id: id(0xf00) };
    assert_eq!(World::hub().refused(revoke.clone()), "unknown_key");
    let world = World::hub().given([minted(service())]);
    assert_eq!(world.when(revoke.clone()), Ok(vec![revoked.clone()]));
    let world = world.given([revoked]);
    assert_eq!(world.when(revoke), Ok(vec![]));
    assert_eq!(world.hub.keys[&id(0xf00)].revoked_at, Some(world.now));
}

#[test]
fn a_key_for_one_initiative_says_so_beside_its_minting() {
    let world = World::hub();
    let Command::MintKey(mint) = mint(service(), "2027-11-23T10:00:00Z") else { unreachable!() };
    let confined = Command::MintKey(MintKey { initiative: Some("cluj-school".parse().unwrap()), ..mint });
    let happened = world.when(confined).unwrap();
    let confined = Event::KeyConfined { key_id: id(0xf00), initiative: "cluj-school".parse().unwrap() };
    assert_eq!(happened, vec![minted(service()), hash_reserved(), confined]);
}

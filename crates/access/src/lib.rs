//! Who may do what: opaque keys, 10-minute tokens, and one default-deny table of roles by RPC.
//!
//! Knows roles, grants and names of RPCs; knows no requests, no storage and no network. The table is
//! `policy.txt`: to let a role call one more RPC, name it in a row there. Later a policy engine takes the
//! table's place behind the same three functions: [`Principal`], [`Policy::permit`], [`Policy::explain`].

mod key;
mod policy;
mod token;

pub use key::{Key, MalformedKey};
pub use policy::{Allowed, Denied, Policy, Principal, Row, Whose, opens_up_to, sees_up_to};
pub use token::{BadToken, Claims, LIFETIME_S, Signer, Verifier};

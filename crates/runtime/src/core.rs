//! What every part of one service shares: its name, clock, secrets, keyring, table of roles and facts.
//!
//! Knows no rules and no requests.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use access::{Allowed, Policy, Verifier};
use domain::{
    facts::Facts,
    ids::{OrgId, Slug},
    meta::{ContextName, HUB},
    time::Timestamp,
};
use keyring::Keyring;
use ledger::Ledger;

use crate::{
    caller::Caller,
    clock::{Clock, at_us},
    facts::FactsSource,
    reactions::book::Book,
    refusals::Refused,
    secrets::Secret,
    security_log::SecurityLog,
};

/// Shared by all parts of one service.
pub struct Core {
    /// The hub's name, as in `/<hub>/<initiative>`.
    pub hub: String,
    /// Whose service this is.
    pub context: ContextName,
    /// The time.
    pub clock: Clock,
    /// The hub secret.
    pub secret: Secret,
    /// The keys of this service's private texts.
    pub keyring: Keyring,
    /// The table of roles.
    pub policy: Arc<Policy>,
    /// Checks tokens.
    pub verifier: Arc<Verifier>,
    /// What is known of the other contexts.
    pub facts: Arc<FactsSource>,
    /// Where refused governance commands are written down.
    pub security_log: SecurityLog,
    /// What the service does by itself, where it does something.
    pub book: OnceLock<Arc<Book>>,
    /// The last moment handed out for each initiative, so that time never goes back within one.
    stamps: Mutex<HashMap<String, i64>>,
}

impl Core {
    /// Puts the parts together.
    #[expect(clippy::too_many_arguments, reason = "the one place where a service's parts come together")]
    pub fn new(
        hub: String,
        context: ContextName,
        clock: Clock,
        secret: Secret,
        keyring: Keyring,
        policy: Arc<Policy>,
        verifier: Arc<Verifier>,
        facts: Arc<FactsSource>,
        security_log: SecurityLog,
    ) -> Self {
        let (stamps, book) = (Mutex::default(), OnceLock::new());
        Self { hub, context, clock, secret, keyring, policy, verifier, facts, security_log, book, stamps }
    }

    /// May the caller call the RPC they called, in this initiative, now? The initiative must exist, the token be
    /// for it, and the key behind the token stand.
    ///
    /// # Errors
    /// NOT_FOUND for what is not theirs to know, else why not.
    pub async fn permit<R>(
        &self,
        caller: &Caller,
        initiative: &Slug,
        after: &BTreeMap<String, u64>,
    ) -> Result<Allowed, Refused<R>> {
        if !caller.is_for(initiative) {
            return Err(Refused::NotFound);
        }
        let mut after = after.clone();
        caller.add_seen(&mut after);
        let facts = self.facts.of(initiative, &[], &after).await?;
        self.permit_on(caller, &facts, initiative, None)
    }

    /// The same on facts that have been read.
    ///
    /// # Errors
    /// As [`Core::permit`].
    pub fn permit_on<R>(
        &self,
        caller: &Caller,
        facts: &Facts,
        initiative: &Slug,
        on_behalf_of: Option<&OrgId>,
    ) -> Result<Allowed, Refused<R>> {
        if initiative.as_str() != HUB && !facts.hub.initiatives.contains_key(initiative) {
            return Err(Refused::NotFound);
        }
        let now = self.clock.now();
        let key = caller.check_key(&facts.hub, now)?;
        if key.is_some_and(|key| key.initiative.as_ref().is_some_and(|only| only != initiative)) {
            return Err(Refused::NotFound);
        }
        let is_narrowed_to = |role| key.is_none_or(|key| key.roles.is_empty() || key.roles.contains(&role));
        let grants = facts.roster.grants.iter().chain(&facts.hub.grants);
        let grants = grants.filter(|grant| is_narrowed_to(grant.role));
        Ok(self.policy.permit(&caller.principal, grants, &caller.rpc(), on_behalf_of, now)?)
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// The operating system has none.
    pub fn random<R>(&self) -> Result<[u8; 16], Refused<R>> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| Refused::Busy)?;
        Ok(bytes)
    }

    /// The moment of a command: the clock, or the initiative's last `recorded_at` where that is later.
    ///
    /// # Errors
    /// The ledger cannot say what was recorded last.
    pub fn stamp(&self, ledger: &Ledger, initiative: &str) -> Result<Timestamp, ledger::Error> {
        let now_us = self.clock.now_us();
        let mut stamps = self.stamps.lock().unwrap_or_else(PoisonError::into_inner);
        let last_us = match stamps.get(initiative) {
            Some(last_us) => *last_us,
            None => ledger.initiative_head(initiative)?.map_or(i64::MIN, |head| head.recorded_at_us),
        };
        let stamp_us = now_us.max(last_us);
        stamps.insert(initiative.to_owned(), stamp_us);
        Ok(at_us(stamp_us))
    }
}

//! Keys for tokens: the one place where an identity is proven.
//!
//! Knows which account goes by which pseudonym ([`Accounts`]); what a pseudonym may do is the roster's to say.

use std::{path::Path, sync::Arc};

use domain::{
    backbone::{Command, Rules, command::MintKey},
    ids::{HolderId, PersonId, Slug, derived_command_id},
    meta::{HUB, Role, Via},
    time::Timestamp,
};
use runtime::{
    Executor, Hub, Parts,
    access::{self, Key},
    caller::Caller,
    refusals::{self, NoRule, Refused, Unauthenticated},
};
use tonic::{Request, Response, Status, async_trait};
use wire::{
    Done, Fields, Meta,
    pb::backbone::{
        ExchangeRequest, ExchangeResponse, IssueKeyRequest, IssueKeyResponse,
        tokens_server::Tokens as Service,
    },
};

use crate::accounts::Accounts;

/// The same words for an account, another's pseudonym and nobody at all, so that they tell nothing.
const NOT_KNOWN_HERE: &str = "accepted from an initiative's staff is a person registered there (`p_…`) or a service \
    (`s_…`); ask an admin of the hub for any other key";

/// The map of accounts, in backbone's folder.
pub fn accounts(hub: &Hub) -> Result<Arc<Accounts>, rusqlite::Error> {
    let folder: &Path = &hub.config.hub.data;
    Accounts::open(&folder.join("backbone").join("accounts.sqlite")).map(Arc::new)
}

pub struct Tokens {
    parts: Parts,
    executor: Arc<Executor<Rules>>,
    accounts: Arc<Accounts>,
    signer: Arc<access::Signer>,
}

impl Tokens {
    /// None where this process holds no signer, which only backbone's has.
    pub fn open(
        parts: &Parts,
        executor: Arc<Executor<Rules>>,
        hub: &Hub,
        accounts: Arc<Accounts>,
    ) -> Option<Self> {
        let signer = hub.signer.clone()?;
        Some(Self { parts: parts.clone(), executor, accounts, signer })
    }

    async fn try_exchange(&self, request: ExchangeRequest) -> Result<ExchangeResponse, Refused<NoRule>> {
        let core = &self.parts.core;
        let key = Key::parse(&request.key).map_err(|_| Unauthenticated::KeyGone)?;
        let initiative: Slug = request.initiative.parse().map_err(|_| Refused::NotFound)?;
        let seen = self.parts.caught_up(&initiative).await?;
        let hub = core.facts.hub();
        let known = hub.keys.get(&key.id).filter(|known| known.hash == key.hash());
        let known = known.filter(|known| known.revoked_at.is_none() && core.clock.now() < known.expires_at);
        let known = known.ok_or(Unauthenticated::KeyGone)?;
        let is_elsewhere = known.initiative.as_ref().is_some_and(|only| *only != initiative);
        if is_elsewhere || (initiative.as_str() != HUB && !hub.initiatives.contains_key(&initiative)) {
            return Err(Refused::NotFound);
        }
        let holder = known.holder.clone();
        let reference = self.reference(&holder, &initiative)?;
        // A key of one initiative brings no roles of the hub along.
        let account = (holder.starts_with("a_") && known.initiative.is_none()).then_some(holder.as_str());
        let now = core.clock.now();
        let token = self.signer.issue(initiative.as_str(), &reference, account, key.id, seen, now);
        let token = token.ok_or(Refused::Busy)?;
        let expires_at =
            runtime::clock::at_us(now.as_us().saturating_add(access::LIFETIME_S.saturating_mul(1_000_000)));
        Ok(ExchangeResponse { token, expires_at: expires_at.to_string(), reference })
    }

    /// Who a key's holder is in an initiative.
    fn reference(&self, holder: &str, initiative: &Slug) -> Result<String, Refused<NoRule>> {
        if initiative.as_str() == HUB || !holder.starts_with("a_") {
            return Ok(holder.to_owned());
        }
        let drawn = PersonId::from_random(self.parts.core.random()?);
        self.accounts.pseudonym(holder, initiative.as_str(), &drawn).map_err(unreadable)
    }

    async fn try_issue(&self, caller: &Caller, request: IssueKeyRequest) -> Result<IssueKeyResponse, Status> {
        let (initiative, holder, expires_at) = parse(&request)?;
        let refused = |refused| refusals::status::<NoRule>(self.parts.core.context, refused);
        let caught_up = self.parts.caught_up::<NoRule>(&initiative).await;
        caught_up.map_err(refused)?;
        let core = &self.parts.core;
        let allowed = match core.permit::<NoRule>(caller, &initiative, &Default::default()).await {
            Ok(allowed) => allowed,
            Err(denied) => {
                core.security_log.refused(caller, &initiative, &denied).await;
                return Err(refused(denied));
            }
        };
        // A key opens all that its holder may. So what an initiative's staff issues opens that initiative alone,
        // and only for those who are registered in it; an account's own keys are the admin's to issue.
        let scope = (allowed.actor.role != Role::Admin).then(|| initiative.clone());
        if scope.is_some() && !self.is_known_here(&initiative, &holder).await.map_err(refused)? {
            return Err(refusals::malformed("holder", NOT_KNOWN_HERE));
        }
        let of = [initiative.as_str(), holder.as_str(), request.key_hash.as_str()];
        let holder = self.account_of(&initiative, holder.clone(), &of).await?;
        let hash = request.key_hash.clone();
        let command = MintKey { holder, hash, roles: Default::default(), initiative: scope, expires_at };
        let done = self.as_system("MintKey", Command::MintKey(command), &of).await?;
        Ok(IssueKeyResponse { key_id: done.created("key") })
    }

    async fn is_known_here(&self, initiative: &Slug, holder: &HolderId) -> Result<bool, Refused<NoRule>> {
        if !holder.is_person() {
            return Ok(!holder.is_account());
        }
        let facts = self.parts.core.facts.of(initiative, &[], &Default::default()).await?;
        Ok(facts.roster.persons.contains_key(holder.as_str()))
    }

    /// The account behind a person, opened where there is none; a service is its own holder.
    async fn account_of(&self, initiative: &Slug, holder: HolderId, of: &[&str]) -> Result<HolderId, Status> {
        if !holder.is_person() {
            return Ok(holder);
        }
        let refused = |error| refusals::status::<NoRule>(self.parts.core.context, unreadable(error));
        let known = self.accounts.account(initiative.as_str(), holder.as_str()).map_err(refused)?;
        let account = match known {
            Some(account) => account,
            None => {
                let of: Vec<&str> = of.iter().take(2).copied().collect();
                let opened = self.as_system("OpenAccount", Command::OpenAccount, &of).await?;
                let account = opened.created("account");
                self.accounts.link(&account, initiative.as_str(), holder.as_str()).map_err(refused)?;
                account
            }
        };
        account.parse().map_err(|_| refused(rusqlite::Error::QueryReturnedNoRows))
    }

    /// Runs a command of the hub's own, once for the same parts.
    async fn as_system(&self, name: &str, command: Command, of: &[&str]) -> Result<Done, Status> {
        let caller = Caller::system(&format!("hora.backbone.v1.BackboneCommands/{name}"), Via::Reaction);
        let parts: Vec<&str> = std::iter::once(name).chain(of.iter().copied()).collect();
        let command_id = derived_command_id(0, &parts);
        let context = self.parts.core.context;
        let initiative = HUB.parse().map_err(|_| refusals::status::<NoRule>(context, Refused::NotFound))?;
        let meta = Meta {
            command_id,
            initiative,
            expected_version: None,
            on_behalf_of_org: None,
            correlation_id: command_id,
            occurred_at: None,
            after: Default::default(),
            approves: Vec::new(),
        };
        let fingerprint = self.parts.core.secret.hmac(command_id.as_bytes());
        let done = self.executor.execute(&caller, fingerprint, meta, command).await;
        done.map_err(|refused| refusals::status(context, refused))
    }
}

fn unreadable<R>(error: rusqlite::Error) -> Refused<R> {
    Refused::Unreadable(format!("accounts.sqlite: {error}"))
}

fn parse(request: &IssueKeyRequest) -> Result<(Slug, HolderId, Timestamp), Status> {
    let mut f = Fields::new();
    let initiative = f.slug("initiative", &request.initiative);
    let holder = f.id("holder", &request.holder);
    let hash = f.sha256("key_hash", &request.key_hash);
    let expires_at = f.moment("expires_at", &request.expires_at);
    f.finish(|| {
        hash?;
        Some((initiative?, holder?, expires_at?))
    })
    .map_err(|wrong| refusals::status::<NoRule>(domain::meta::ContextName::Backbone, wrong.into()))
}

#[async_trait]
impl Service for Tokens {
    async fn exchange(
        &self,
        request: Request<ExchangeRequest>,
    ) -> Result<Response<ExchangeResponse>, Status> {
        let exchanged = self.try_exchange(request.into_inner()).await;
        let refused = |refused| refusals::status::<NoRule>(self.parts.core.context, refused);
        exchanged.map(Response::new).map_err(refused)
    }

    async fn issue_key(
        &self,
        request: Request<IssueKeyRequest>,
    ) -> Result<Response<IssueKeyResponse>, Status> {
        let caller = Caller::of(&request)?;
        self.try_issue(&caller, request.into_inner()).await.map(Response::new)
    }
}

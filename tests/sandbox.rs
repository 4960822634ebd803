//! A whole hub in this process, on a free port and in a folder of its own, with a clock that tests can set.
//!
//! Started exactly as `hora up` starts it. Tests reach it as its users do: over gRPC, with keys.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use hora::{
    client::{Client, Key, Places},
    failure::Failure,
    run::{self, Running, SERVICES},
};
use runtime::{clock::Clock, config::Config, setup};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A hub that is gone with this value.
pub struct Sandbox {
    running: Option<Running>,
    config: Config,
    clock: Clock,
    admin: Option<Person>,
    // Last, so that the hub lets go of its files first.
    _folder: TempDir,
}

/// Somebody with a key, in one initiative.
pub struct Person {
    client: Client,
    /// The initiative they act in.
    pub initiative: String,
    /// Their pseudonym there.
    pub reference: String,
}

impl Sandbox {
    /// A hub with all five services, without NATS.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(|_| {}).await
    }

    /// The same, with settings of its own.
    pub async fn start_with(set: impl FnOnce(&mut Config)) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let mut config = Config::default();
        config.hub.data = folder.path().join("data");
        config.listen.address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        config.nats.off = true;
        config.ledger.cache_mib = 8;
        set(&mut config);
        let clock = Clock::default();
        let running = run::start(config.clone(), clock.clone(), &SERVICES).await?;
        Ok(Self { running: Some(running), config, clock, admin: None, _folder: folder })
    }

    /// What runs.
    pub fn running(&self) -> &Running {
        self.running.as_ref().unwrap_or_else(|| unreachable!("the hub runs as long as the sandbox lives"))
    }

    /// Stops the hub in order and starts it again on the same folder.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        if let Some(running) = self.running.take() {
            self.config.listen.address = running.address;
            running.stop().await;
        }
        self.running = Some(run::start(self.config.clone(), self.clock.clone(), &SERVICES).await?);
        Ok(())
    }

    /// The clock, to be moved forward.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Where the hub is.
    pub fn places(&self) -> Places {
        Places { hub: format!("http://{}", self.running().address), services: vec![], tls_ca: None, cleartext: false }
    }

    /// Somebody without a key.
    pub fn public(&self, initiative: &str) -> Person {
        Person {
            client: Client::with_key(self.places(), None),
            initiative: initiative.to_owned(),
            reference: "public".to_owned(),
        }
    }

    fn with_key(&self, secret: &str, initiative: &str, reference: &str) -> Person {
        let key = Key { secret: secret.to_owned(), source: "sandbox".to_owned() };
        Person {
            client: Client::with_key(self.places(), Some(key)),
            initiative: initiative.to_owned(),
            reference: reference.to_owned(),
        }
    }

    /// The hub's admin, made through the setup link the first time.
    pub async fn admin(&mut self) -> anyhow::Result<&mut Person> {
        if self.admin.is_none() {
            let secret = setup::issue(&self.config.hub.data, self.clock.now_us())?;
            let fresh = hora::keys::Fresh::generate()?;
            let mut public = self.public("hub");
            let request =
                json!({"setupSecret": secret, "keyHash": fresh.hash(), "expiresAt": self.in_days(365)});
            let done = public.run("backbone/CompleteSetup", request).await?;
            let account = text(&done, "accountId")?;
            self.admin = Some(self.with_key(&fresh.key(&text(&done, "keyId")?)?, "hub", &account));
        }
        self.admin.as_mut().context("an admin was made")
    }

    /// The moment so many days from now, by the sandbox's clock.
    pub fn in_days(&self, days: i64) -> String {
        self.clock.now().plus_days(days).to_string()
    }

    /// Registers an organization.
    pub async fn organization(&mut self, code: &str, sector: &str) -> anyhow::Result<String> {
        let request = json!({"code": code, "name": code, "sector": sector});
        let done = self.admin().await?.run("backbone/RegisterOrganization", request).await?;
        text(&done, "organizationId")
    }

    /// Registers an initiative of a convener, and makes its first member of staff.
    pub async fn initiative(&mut self, slug: &str, convener: &str) -> anyhow::Result<Person> {
        let request = json!({"slug": slug, "name": slug, "problem": "pupils leave school", "area": "Cluj",
            "field": "FIELD_OF_WORK_EDUCATION", "convener": convener});
        self.admin().await?.run("backbone/RegisterInitiative", request).await?;
        self.person(slug, convener, "ROLE_BACKBONE_STAFF").await
    }

    /// Registers a person of an organization, grants a role and issues a key, as the hub's admin.
    pub async fn person(&mut self, slug: &str, org: &str, role: &str) -> anyhow::Result<Person> {
        let expires_at = self.in_days(365);
        let admin = self.admin().await?;
        let was = std::mem::replace(&mut admin.initiative, slug.to_owned());
        let made = make_person(admin, org, role, &expires_at).await;
        admin.initiative = was;
        let (reference, key) = made?;
        Ok(self.with_key(&key, slug, &reference))
    }

    /// Invites an organization and has it join; gives its representative.
    pub async fn member(&mut self, staff: &mut Person, org: &str) -> anyhow::Result<Person> {
        staff.run("backbone/InviteOrganization", json!({"organizationId": org})).await?;
        let slug = staff.initiative.clone();
        let mut person = self.person(&slug, org, "ROLE_ORG_REPRESENTATIVE").await?;
        person.run("backbone/AcceptInvitation", json!({})).await?;
        Ok(person)
    }

    /// Stops the hub in order.
    pub async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }
}

async fn make_person(
    admin: &mut Person,
    org: &str,
    role: &str,
    expires_at: &str,
) -> anyhow::Result<(String, String)> {
    let request = json!({"name": "Ana Pop", "email": "ana@example.org", "organizationId": org});
    let done = admin.run("backbone/RegisterPerson", request).await?;
    let person = text(&done, "personId")?;
    admin.run("backbone/GrantRole", json!({"holder": person, "role": role, "organizationId": org})).await?;
    let fresh = hora::keys::Fresh::generate()?;
    let request = json!({"initiative": admin.initiative, "holder": person, "keyHash": fresh.hash(),
        "expiresAt": expires_at});
    let done = admin.client.call("/hora.backbone.v1.Tokens/IssueKey", Some(&admin.initiative), &request).await?;
    Ok((person, fresh.key(&text(&done, "keyId")?)?))
}

impl Person {
    /// Runs a command (`agenda/CastStance`); `meta` is filled in where the request has none of it.
    pub async fn run(&mut self, rpc: &str, request: Value) -> Result<Value, Failure> {
        let mut request = request;
        if request.pointer("/meta/commandId").is_none() {
            request["meta"]["commandId"] = json!(uuid::Uuid::now_v7().to_string());
        }
        request["meta"]["initiative"] = json!(self.initiative);
        self.client.call(&path(rpc, "Commands"), Some(&self.initiative), &request).await
    }

    /// Asks a query (`agenda/GetAgenda`).
    pub async fn ask(&mut self, rpc: &str, request: Value) -> Result<Value, Failure> {
        let mut request = request;
        request["meta"]["initiative"] = json!(self.initiative);
        self.client.call(&path(rpc, "Queries"), Some(&self.initiative), &request).await
    }
}

fn path(rpc: &str, kind: &str) -> String {
    let (context, name) = rpc.split_once('/').unwrap_or((rpc, ""));
    let service: String = context.chars().take(1).flat_map(char::to_uppercase).chain(context.chars().skip(1)).collect();
    format!("/hora.{context}.v1.{service}{kind}/{name}")
}

/// A text field of an answer.
pub fn text(answer: &Value, field: &str) -> anyhow::Result<String> {
    let value = answer.get(field).and_then(Value::as_str);
    Ok(value.with_context(|| format!("no `{field}` in {answer}"))?.to_owned())
}

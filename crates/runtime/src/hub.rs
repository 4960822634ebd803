//! Opens what services share and what each has of its own, and runs their followers until they stop.
//!
//! Knows no context's rules: a service says its rules and its view. Here stands the order in which things are
//! opened and stopped.

use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use access::{Policy, Signer, Verifier};
use domain::{
    ids::Slug,
    meta::{ContextName, HUB},
};
use keyring::Keyring;
use ledger::{Ledger, Options};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};
use tonic::transport::Channel;

use crate::{
    caller::{Gate, service_key},
    clock::Clock,
    config::Config,
    core::Core,
    facts::FactsSource,
    follower::{self, News},
    peers::{self, Peers},
    place,
    refusals::Refused,
    relay,
    secrets::Secret,
    security_log::SecurityLog,
    telemetry,
    tls::{self, Unusable},
    view_host::ViewHost,
};

/// What is told every record of every context, in the order of its log, before the facts have it.
pub type Listener = dyn Fn(ContextName, &[u8]) -> Result<(), String> + Send + Sync;

/// What the services of one process share.
pub struct Hub {
    /// The settings.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// Stops everything when cancelled.
    pub shutdown: CancellationToken,
    /// What is known of each context.
    pub facts: Arc<FactsSource>,
    /// The issuing side of tokens, where backbone runs.
    pub signer: Option<Arc<Signer>>,
    policy: Arc<Policy>,
    verifier: Arc<Verifier>,
    pub(crate) secret: Secret,
    master: [u8; 32],
    tasks: TaskTracker,
    peers: Peers,
    listeners: Mutex<Vec<Arc<Listener>>>,
    failure: Arc<OnceLock<String>>,
    /// A start that fails half way lets go of what it has opened.
    _stop: DropGuard,
}

/// What one service has of its own.
#[derive(Clone)]
pub struct Parts {
    /// Shared by all its parts.
    pub core: Arc<Core>,
    /// Its log.
    pub ledger: Ledger,
    /// Its read models.
    pub views: Arc<ViewHost>,
}

/// Why a hub does not open.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// A file or folder.
    #[error("{what} {}: {source}", path.display())]
    Io {
        /// What was done.
        what: &'static str,
        /// With which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The log.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The log is not the one that its followers have read.
    #[error("{source}; where this older log is to be gone on with, move {} away first", file.display())]
    BehindFollower {
        /// What the ledger says.
        source: ledger::Error,
        /// Where the follower keeps its place.
        file: PathBuf,
    },
    /// The keys.
    #[error(transparent)]
    Keyring(#[from] keyring::Error),
    /// The table of roles.
    #[error("the table of roles does not read: {0}")]
    Policy(String),
    /// The token seed.
    #[error("the token seed makes no key; restore secrets/token.seed from a backup")]
    Signer,
    /// The public side of tokens is missing.
    #[error("{} is missing; start backbone first, or copy the file from where it runs", .0.display())]
    NoTokenKey(PathBuf),
    /// The certificate, its key or the services' authority.
    #[error(transparent)]
    Tls(#[from] Unusable),
    /// The map of accounts.
    #[error(
        "accounts.sqlite does not open: {0}; restore it from a backup, or move it away: people get new pseudonyms"
    )]
    Accounts(String),
    /// What persons keep for themselves.
    #[error("personal.sqlite does not open: {0}; restore it from a backup, or move it away: it begins anew")]
    Personal(String),
    /// A view of nobody.
    #[error("the view is of `{0}`, which is no context")]
    Schema(&'static str),
    /// An address of another service.
    #[error("services.{context} is `{address}`: {why}; accepted is https://host:port")]
    Address {
        /// Whose.
        context: &'static str,
        /// What was given.
        address: String,
        /// What is wrong.
        why: String,
    },
}

/// A folder that nobody else of the machine can look into.
fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn io_error(what: &'static str, path: PathBuf) -> impl FnOnce(io::Error) -> NotOpened {
    move |source| NotOpened::Io { what, path, source }
}

impl Hub {
    /// Opens what is shared by the services that run in this process.
    ///
    /// # Errors
    /// [`NotOpened`].
    pub fn open(config: Config, clock: Clock, services: &[ContextName]) -> Result<Self, NotOpened> {
        let data = config.hub.data.clone();
        private_folder(&data).map_err(io_error("cannot make the folder", data.clone()))?;
        let secret_path = data.join("hub.secret");
        let secret = Secret::load_or_create(&secret_path).map_err(io_error("cannot use", secret_path))?;
        let master = master_key(&config)?;
        let shutdown = CancellationToken::new();
        let runs_backbone = services.contains(&ContextName::Backbone);
        let (signer, public) = if runs_backbone { issuing(&config)? } else { (None, checking(&config)?) };
        Ok(Self {
            verifier: Arc::new(Verifier::new(&config.hub.name, &public)),
            policy: Arc::new(Policy::built_in().map_err(NotOpened::Policy)?),
            facts: Arc::default(),
            _stop: shutdown.clone().drop_guard(),
            shutdown,
            tasks: TaskTracker::new(),
            peers: Peers::default(),
            listeners: Mutex::default(),
            failure: Arc::default(),
            config,
            clock,
            signer,
            secret,
            master,
        })
    }

    /// Opens one service's own.
    ///
    /// # Errors
    /// [`NotOpened`].
    pub fn open_service(&self, schema: &'static views::Schema) -> Result<Parts, NotOpened> {
        let context = ContextName::parse(schema.context).ok_or(NotOpened::Schema(schema.context))?;
        let folder = self.config.hub.data.join(context.as_str());
        private_folder(&folder).map_err(io_error("cannot make the folder", folder.clone()))?;
        let mut options = Options::new(folder.join("ledger"));
        options.cache_bytes = self.config.ledger.cache_mib.saturating_mul(1024 * 1024);
        options.followers = place::followers(&folder);
        let followers = options.followers.clone();
        let ledger = Ledger::open(options).map_err(|source| match place::named_by(&source, &followers) {
            Some(file) => NotOpened::BehindFollower { source, file },
            None => source.into(),
        })?;
        let keyring = Keyring::open(&folder.join("keyring"), self.master)?;
        let core = Arc::new(Core::new(
            self.config.hub.name.clone(),
            context,
            self.clock.clone(),
            self.secret.clone(),
            keyring,
            Arc::clone(&self.policy),
            Arc::clone(&self.verifier),
            Arc::clone(&self.facts),
            SecurityLog::new(&folder, self.config.security_log.clone(), self.clock.clone()),
        ));
        self.spawn(core.security_log.expire());
        let views = Arc::new(ViewHost::new(Arc::clone(&core), ledger.clone(), folder.join("views"), schema));
        self.stop_when_failed(context, &ledger);
        self.tasks.spawn(Arc::clone(&views).keep_up(self.shutdown.clone()));
        Ok(Parts { core, ledger, views })
    }

    /// A disk that fails stops the process: only a new open can tell what the disk holds.
    fn stop_when_failed(&self, context: ContextName, ledger: &Ledger) {
        let (ledger, shutdown, failure) = (ledger.clone(), self.shutdown.clone(), Arc::clone(&self.failure));
        self.tasks.spawn(async move {
            let cause = tokio::select! {
                () = shutdown.cancelled() => return,
                cause = ledger.failed() => cause,
            };
            tracing::error!(context = context.as_str(), cause, "the log cannot be written; stopping");
            let _first = failure.set(format!("the log of {} cannot be written: {cause}", context.as_str()));
            shutdown.cancel();
        });
    }

    /// Why the hub stopped by itself, if it did: what was answered before is on disk, nothing after is.
    pub fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    /// What stands before every request.
    pub fn gate(&self) -> Gate {
        let is_tls = self.config.listen.tls.is_some();
        Gate::new(Arc::clone(&self.verifier), self.clock.clone(), &self.secret, is_tls)
    }

    /// The channel to each context: in this process where it runs here, else where the settings say, with the
    /// certificate of `[listen.tls]` where that is an https address.
    ///
    /// # Errors
    /// An address that is none, or a certificate that cannot be used.
    pub fn channels(
        &self,
        here: &[ContextName],
        local: &Channel,
    ) -> Result<BTreeMap<ContextName, Channel>, NotOpened> {
        let tls = self.config.listen.tls.as_ref().map(tls::between_services).transpose()?.flatten();
        let mut channels = BTreeMap::new();
        for context in ContextName::SERVICES {
            if here.contains(&context) {
                channels.insert(context, local.clone());
            } else if let Some(address) = self.config.services.get(&context) {
                let endpoint =
                    peers::elsewhere(address, tls.as_ref()).map_err(|error| NotOpened::Address {
                        context: context.as_str(),
                        address: address.clone(),
                        why: error.to_string(),
                    })?;
                channels.insert(context, endpoint.connect_lazy());
            }
        }
        Ok(channels)
    }

    /// Tells a service all that the logs tell, from their beginning at every start; said before [`Hub::follow`].
    pub fn hear(&self, listener: impl Fn(ContextName, &[u8]) -> Result<(), String> + Send + Sync + 'static) {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::new(listener));
    }

    /// The other services, for one that asks them.
    pub fn peers(&self) -> Peers {
        self.peers.clone()
    }

    /// Follows the logs that the facts come from.
    pub fn follow(&self, channels: &BTreeMap<ContextName, Channel>) {
        self.peers.are_at(channels);
        let key = service_key(&self.secret);
        for (context, channel) in channels {
            let (context, channel, key) = (*context, channel.clone(), key.clone());
            let (facts, shutdown) = (Arc::clone(&self.facts), self.shutdown.clone());
            let ended = Arc::clone(&facts);
            let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner).clone();
            self.tasks.spawn(async move {
                let take = |news: News<'_>| match news {
                    News::Record(bytes) => {
                        listeners.iter().try_for_each(|listener| listener(context, bytes))?;
                        facts.apply(context, bytes).map_err(|error| error.to_string())
                    }
                    News::CaughtUp => {
                        facts.heard(context);
                        telemetry::heard(context);
                        Ok(())
                    }
                };
                if let Err(stopped) = follower::follow(channel, &key, context, shutdown, take).await {
                    tracing::error!(%stopped, "a follower has stopped; commands will be refused as stale");
                    ended.stopped(context, stopped.to_string());
                }
            });
        }
    }

    /// Publishes a service's log to partners.
    pub fn relay(&self, parts: &Parts, logins: relay::Logins) {
        let context = parts.core.context.as_str();
        self.tasks.spawn(relay::run(
            logins,
            self.config.hub.name.clone(),
            context,
            parts.ledger.clone(),
            self.config.hub.data.join(context),
            self.clock.clone(),
            self.shutdown.clone(),
        ));
    }

    /// Runs something until the hub stops.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let shutdown = self.shutdown.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = task => {}
            }
        });
    }

    /// Stops everything and waits for it.
    pub async fn stop(&self) {
        self.shutdown.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Parts {
    /// Waits until the facts have seen everything of this service's own log, and says how far that is, of the
    /// hub and of the initiative. For backbone, whose log the roster is made of.
    ///
    /// # Errors
    /// They have not in time.
    pub async fn caught_up<R>(&self, initiative: &Slug) -> Result<(u64, u64), Refused<R>> {
        let mut heads = [0; 2];
        for (head, whose) in heads.iter_mut().zip([HUB, initiative.as_str()]) {
            *head = self.ledger.initiative_head(whose)?.map_or(0, |head| head.sequence);
            self.core.facts.wait_for(self.core.context, whose, *head).await?;
        }
        let [hub, initiative] = heads;
        Ok((hub, initiative))
    }
}

fn master_key(config: &Config) -> Result<[u8; 32], NotOpened> {
    let file = config.secrets().join("master.key");
    if !file.exists() {
        keyring::make_master_key(&file, &config.hub.data)?;
    }
    Ok(keyring::read_master_key(&file, &config.hub.data)?)
}

fn public_path(config: &Config) -> PathBuf {
    config.hub.data.join("token.pub")
}

/// Where backbone runs: the seed, and the public key written out for the services that run apart.
fn issuing(config: &Config) -> Result<(Option<Arc<Signer>>, [u8; 32]), NotOpened> {
    let seed_path = config.secrets().join("token.seed");
    let seed = Secret::load_or_create(&seed_path).map_err(io_error("cannot use", seed_path))?;
    let signer = Signer::new(&config.hub.name, seed.bytes()).ok_or(NotOpened::Signer)?;
    let path = public_path(config);
    fs::write(&path, hex::encode(signer.public())).map_err(io_error("cannot write", path))?;
    let public = signer.public();
    Ok((Some(Arc::new(signer)), public))
}

fn checking(config: &Config) -> Result<[u8; 32], NotOpened> {
    let path = public_path(config);
    let text = fs::read_to_string(&path).map_err(|_| NotOpened::NoTokenKey(path.clone()))?;
    let mut public = [0; 32];
    hex::decode_to_slice(text.trim(), &mut public).map_err(|_| NotOpened::NoTokenKey(path))?;
    Ok(public)
}

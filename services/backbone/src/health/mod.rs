//! The health of the five conditions: which cut a question means, the read model of that cut, the answer.
//!
//! Judges nothing: the figures are `views::health`, the records come from what the runtime gathered of all logs. A cut
//! is a sequence of each of the six logs; of now it is what was heard of each, and an answer names what was silent.

mod answers;
mod cut;

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{
    ids::Slug,
    meta::{ContextName, HUB},
    time::Timestamp,
};
use lru::LruCache;
use runtime::{
    Hub, Parts,
    caller::Caller,
    gathered::{Gathered, Wanted},
    hub::NotOpened,
    refusals::{self, NoRule, Refused},
};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};
use views::health::{Figures, Health as Model, Log};
use wire::{
    backbone::parse_get_health,
    pb::backbone::{GetHealthRequest, GetHealthResponse},
};

use self::cut::{Asked, Cut};

/// The file's name; a higher version where other records are kept: it is then filled anew.
const FILE: &str = "health-v1.sqlite";
/// Initiatives whose health of now is kept built; each holds its records' tables in memory.
const MAX_LIVE: NonZeroUsize = NonZeroUsize::new(16).unwrap();
/// Earlier cuts kept built.
const MAX_BUILT: NonZeroUsize = NonZeroUsize::new(16).unwrap();
/// Builds at the same time: each keeps a core busy, and commands need theirs.
const MAX_BUILDS: usize = 2;
/// The longest a question waits for its turn to build.
const MAX_WAIT: Duration = Duration::from_secs(5);

type Refusal = Refused<NoRule>;

/// Read models kept for the next question.
type Kept<K> = Mutex<LruCache<K, Arc<Mutex<Built>>>>;

/// Answers questions about health.
pub struct Health {
    parts: Parts,
    gathered: Arc<Gathered>,
    live: Kept<Slug>,
    built: Kept<(Slug, Cut)>,
    builds: Semaphore,
}

/// The read model, and the cut it is of.
struct Built {
    model: Model,
    cut: Cut,
}

/// A context's log of an initiative, as health names it; none where it is no business of health.
fn log_of(context: ContextName, initiative: &str) -> Option<Log> {
    match (context, initiative) {
        (ContextName::Backbone, HUB) => Some(Log::Hub),
        (_, HUB) => None,
        _ => Log::ALL.into_iter().find(|log| *log != Log::Hub && log.context() == context),
    }
}

fn keep<'a>(
    context: ContextName,
    initiative: &str,
    bytes: &'a [u8],
) -> Result<Option<std::borrow::Cow<'a, [u8]>>, views::Error> {
    log_of(context, initiative).map_or(Ok(None), |log| views::health::kept(log, bytes))
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Health {
    /// Follows all logs from now on.
    pub fn open(hub: &Hub, parts: &Parts) -> Result<Arc<Self>, NotOpened> {
        let path = hub.config.hub.data.join(parts.core.context.as_str()).join(FILE);
        Ok(Arc::new(Self {
            parts: parts.clone(),
            gathered: hub.gather(&path, keep)?,
            live: Mutex::new(LruCache::new(MAX_LIVE)),
            built: Mutex::new(LruCache::new(MAX_BUILT)),
            builds: Semaphore::new(MAX_BUILDS),
        }))
    }

    /// Answers a question.
    pub async fn get(
        self: &Arc<Self>,
        request: Request<GetHealthRequest>,
    ) -> Result<Response<GetHealthResponse>, Status> {
        let answered = self.try_get(request).await;
        answered.map(Response::new).map_err(|refused| refusals::status(self.parts.core.context, refused))
    }

    async fn try_get(
        self: &Arc<Self>,
        request: Request<GetHealthRequest>,
    ) -> Result<GetHealthResponse, Refusal> {
        let caller = Caller::of(&request)?;
        let (question, asked) = parse_get_health(request.get_ref())?;
        let core = &self.parts.core;
        core.permit::<NoRule>(&caller, &question.initiative, &Default::default()).await?;
        let asked = cut::resolve(self, question, asked).await?;
        let turn = tokio::time::timeout(MAX_WAIT, self.builds.acquire());
        let Ok(Ok(_turn)) = turn.await else { return Err(Refused::BuildsBusy) };
        let health = Arc::clone(self);
        let answered = tokio::task::spawn_blocking(move || {
            let (cut, at, figures) = health.figures(&asked)?;
            Ok::<_, Refusal>(answers::health(&asked, &cut, at, figures))
        });
        answered.await.map_err(|_| Refused::Busy)?
    }

    /// The figures of what is asked, and of which cut and moment they are.
    fn figures(&self, asked: &Asked) -> Result<(Cut, Timestamp, Figures), Refusal> {
        let initiative = &asked.initiative;
        if let Some(cut) = &asked.cut {
            let at = cut::moment(self, asked, cut)?;
            let built = self.earlier(initiative, cut)?;
            let figures = lock(&built).model.figures(initiative, at)?;
            return Ok((cut.clone(), at, figures));
        }
        let live = self.live(initiative)?;
        let mut live = lock(&live);
        let head = Cut { sequences: self.gathered.heads(&cut::logs(initiative))?, effective_us: None };
        // After an error it is half applied: away with it.
        if let Err(error) = self.advance(initiative, &mut live, &head) {
            lock(&self.live).pop(initiative);
            return Err(error);
        }
        let at = cut::moment(self, asked, &head)?;
        let figures = live.model.figures(initiative, at)?;
        Ok((head, at, figures))
    }

    fn live(&self, initiative: &Slug) -> Result<Arc<Mutex<Built>>, Refusal> {
        let mut live = lock(&self.live);
        if let Some(built) = live.get(initiative) {
            return Ok(Arc::clone(built));
        }
        let built = Arc::new(Mutex::new(Built::new(None)?));
        live.put(initiative.clone(), Arc::clone(&built));
        Ok(built)
    }

    fn earlier(&self, initiative: &Slug, cut: &Cut) -> Result<Arc<Mutex<Built>>, Refusal> {
        let key = (initiative.clone(), cut.clone());
        if let Some(built) = lock(&self.built).get(&key) {
            return Ok(Arc::clone(built));
        }
        let mut built = Built::new(cut.effective_us)?;
        self.advance(initiative, &mut built, cut)?;
        let built = Arc::new(Mutex::new(built));
        lock(&self.built).put(key, Arc::clone(&built));
        Ok(built)
    }

    /// Applies what lies between the cut that it is of and a later one.
    fn advance(&self, initiative: &Slug, built: &mut Built, to: &Cut) -> Result<(), Refusal> {
        for (log, (whose, context)) in cut::logs(initiative) {
            let wanted = to.of(log);
            let mut after = Some(built.cut.of(log));
            while let Some(behind) = after.filter(|behind| *behind < wanted) {
                let (records, next) = self.gathered.records(Wanted {
                    initiative: whose,
                    context,
                    after: behind,
                    to: wanted,
                    occurred_us: to.effective_us,
                })?;
                built.model.apply(log, &records)?;
                after = next;
            }
            built.cut.sequences.insert(log, wanted);
        }
        Ok(())
    }
}

impl Built {
    fn new(effective_us: Option<i64>) -> Result<Self, views::Error> {
        let cut = Cut { effective_us, ..Cut::default() };
        Ok(Self { model: Model::new()?, cut })
    }
}

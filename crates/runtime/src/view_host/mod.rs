//! Answers queries from read models, now or as of any moment; no service writes a line for the second.
//!
//! Knows no table. The live file of an initiative is caught up in the background, and from the ledger before each
//! answer, so an answer always covers what its caller has done. An earlier moment is the same view built up to there, in memory.

mod as_of;
mod keep_up;
mod open_view;
mod reading;
mod token;

use std::{
    fs,
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{ids::Slug, meta::HUB};
use ledger::Ledger;
use lru::LruCache;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status};
use views::{Connection, Coverage, File, Place, Schema};
use wire::{Malformed, Query, Question};

pub(crate) use self::as_of::known_at;
pub use self::reading::Reading;
use self::{
    as_of::{Builds, Moment},
    open_view::OpenView,
    token::List,
};
use crate::{
    caller::Caller,
    core::Core,
    refusals::{self, NoRule, Refused},
};

/// Files kept open; an initiative beyond that is opened again when it is asked about. Each may hold some MiB of pages.
const MAX_OPEN_FILES: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// The read models of one service.
pub struct ViewHost {
    core: Arc<Core>,
    ledger: Ledger,
    folder: PathBuf,
    schema: &'static Schema,
    open: Mutex<LruCache<Slug, Arc<OpenView>>>,
    builds: Builds,
}

impl ViewHost {
    /// The views of a service, in a folder of their own; nothing is opened yet.
    pub fn new(core: Arc<Core>, ledger: Ledger, folder: PathBuf, schema: &'static Schema) -> Self {
        let open = Mutex::new(LruCache::new(MAX_OPEN_FILES));
        Self { core, ledger, folder, schema, open, builds: Builds::default() }
    }

    /// Catches views up as records come, until `shutdown`.
    pub async fn keep_up(self: Arc<Self>, shutdown: CancellationToken) {
        keep_up::run(self, shutdown).await;
    }

    /// Answers a query: `parse` is the context's, `query` reads the view.
    ///
    /// # Errors
    /// Any refusal.
    pub async fn ask<M: Query, A: Send + 'static, T: Send + 'static>(
        self: &Arc<Self>,
        request: Request<M>,
        parse: impl FnOnce(&M) -> Result<(Question, A), Malformed>,
        query: impl FnOnce(&Connection, A, &Reading) -> Result<T, views::Error> + Send + 'static,
    ) -> Result<(Reading, T), Status> {
        let answered = self.try_ask(request, parse, query).await;
        answered.map_err(|refused| refusals::status(self.core.context, refused))
    }

    async fn try_ask<M: Query, A: Send + 'static, T: Send + 'static>(
        self: &Arc<Self>,
        request: Request<M>,
        parse: impl FnOnce(&M) -> Result<(Question, A), Malformed>,
        query: impl FnOnce(&Connection, A, &Reading) -> Result<T, views::Error> + Send + 'static,
    ) -> Result<(Reading, T), Refused<NoRule>> {
        let caller = Caller::of(&request)?;
        let (question, asked) = parse(request.get_ref())?;
        // What an earlier moment shows is judged by the roles of now.
        let allowed = self.core.permit(&caller, &question.initiative, &question.cut).await?;
        let head = self.ledger.initiative_head(question.initiative.as_str())?.map_or(0, |head| head.sequence);
        if question.min_sequence > head {
            let context = self.core.context.as_str();
            return Err(Refused::NotSeenYet { context, wanted: question.min_sequence, seen: head });
        }
        let list = List {
            rpc: caller.rpc(),
            initiative: question.initiative.to_string(),
            asked_besides: request.get_ref().asked_besides(),
            is_now: question.as_of.is_none() && !question.cut.contains_key(self.core.context.as_str()),
        };
        let token =
            request.get_ref().page().map(|page| page.page_token.clone()).filter(|token| !token.is_empty());
        let host = Arc::clone(self);
        let answered = tokio::task::spawn_blocking(move || {
            let moment = Moment::resolve(&host.ledger, host.core.context, &question, head)?;
            if let Some(token) = token {
                list.check(&host.core.secret, &token, moment)?;
            }
            let is_now = list.is_now;
            let reading =
                Reading::new(Arc::clone(&host), question.initiative.clone(), &allowed, moment, list);
            let query = |connection: &Connection| query(connection, asked, &reading);
            let (covered, rows) = host.answer(&question.initiative, moment, head, is_now, query)?;
            // As of now, a live view may be further than the head was when the question came.
            Ok((if is_now { reading.at_sequence(covered) } else { reading }, rows))
        });
        answered.await.map_err(|_| Refused::Busy)?
    }

    /// The rows of a moment, and the last sequence of the view they are from.
    fn answer<T>(
        &self,
        initiative: &Slug,
        moment: Moment,
        head: u64,
        is_now: bool,
        query: impl FnOnce(&Connection) -> Result<T, views::Error>,
    ) -> Result<(u64, T), Refused<NoRule>> {
        let mut query = Some(query);
        if moment.is_live(head) {
            let (covered, rows) = self.live(initiative)?.read(|view| {
                // Records may have come since the moment was resolved: then it is an earlier one.
                let is_of_it = is_now || views::sequence(view)? == moment.sequence;
                query.take_if(|_| is_of_it).map(|query| query(view)).transpose()
            })?;
            if let Some(rows) = rows {
                return Ok((covered, rows));
            }
        }
        let query = query.ok_or(Refused::Busy)?;
        self.builds.view(&self.ledger, self.schema, initiative, moment)?.read(query)
    }

    /// The view of an initiative at a moment.
    fn at(&self, initiative: &Slug, moment: Moment, head: u64) -> Result<Arc<OpenView>, Refused<NoRule>> {
        if moment.is_live(head) {
            return self.live(initiative);
        }
        self.builds.view(&self.ledger, self.schema, initiative, moment)
    }

    /// The view of the initiative `hub`, as it was recorded at the same moment as an answer's, or now.
    fn hub_beside(&self, moment: Moment) -> Result<Arc<OpenView>, Refused<NoRule>> {
        let hub: Slug = HUB.parse().map_err(|_| Refused::NotFound)?;
        let head = self.ledger.initiative_head(HUB)?.map_or(0, |head| head.sequence);
        let then = moment.in_another(&self.ledger, &hub, head)?;
        self.at(&hub, then, head)
    }

    /// The live view of an initiative, caught up with the ledger.
    fn live(&self, initiative: &Slug) -> Result<Arc<OpenView>, Refused<NoRule>> {
        let view = self.opened(initiative)?;
        view.catch_up(&self.ledger, initiative)?;
        Ok(view)
    }

    fn opened(&self, initiative: &Slug) -> Result<Arc<OpenView>, Refused<NoRule>> {
        let mut open = self.open();
        if let Some(view) = open.get(initiative) {
            return Ok(Arc::clone(view));
        }
        let view = Arc::new(OpenView::new(self.file(initiative)?));
        open.put(initiative.clone(), Arc::clone(&view));
        Ok(view)
    }

    /// Removes the file of an initiative. Who reads it now reads on what they have opened.
    pub(crate) fn forget(&self, initiative: &Slug) -> std::io::Result<()> {
        let mut open = self.open();
        open.pop(initiative);
        views::remove(&self.folder.join(initiative.as_str()).join(self.schema.file_name()))
    }

    fn open(&self) -> MutexGuard<'_, LruCache<Slug, Arc<OpenView>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file of an initiative. One that other code made, or of another log, is built again: it is disposable.
    fn file(&self, initiative: &Slug) -> Result<File, Refused<NoRule>> {
        let folder = self.folder.join(initiative.as_str());
        fs::create_dir_all(&folder).map_err(views::Error::from)?;
        let path = folder.join(self.schema.file_name());
        let opened = File::open(Place::Path(&path), self.schema, Coverage::Whole);
        if opened.as_ref().is_ok_and(|file| open_view::is_of(file, &self.ledger, initiative)) {
            return Ok(opened?);
        }
        tracing::warn!(path = %path.display(), "a view of other code or of another log is built again");
        drop(opened);
        views::remove(&path).map_err(views::Error::from)?;
        Ok(File::open(Place::Path(&path), self.schema, Coverage::Whole)?)
    }
}

//! What a person changes of their own. No record is written: sent again, a command comes to the same.
//!
//! Knows no rules (`domain::communication::personal`).

use domain::{
    communication::{
        Refusal,
        personal::{Watched, move_cursor, move_mark},
    },
    digest::{Cut, Rhythm},
    ids::{StreamId, Uuid},
    meta::{ContextName, Visibility},
};
use runtime::{access, caller::Caller, refusals::Refused};
use tonic::{Request, Response, Status};
use wire::{
    Malformed, Meta, communication as parse,
    pb::{
        common::CommandResult,
        communication::{ConfirmDigestRequest, MoveReadCursorRequest, SetSubscriptionRequest},
    },
};

use super::{
    Personal, answer,
    news::SOURCES,
    not_kept, rows,
    store::{NotKept, Whose},
};

/// Who commands what of their own, and where.
struct Own<T> {
    meta: Meta,
    person: String,
    may_see: Visibility,
    /// The last sequence of communication.
    head: u64,
    command: T,
}

/// Why a change was not made.
enum Unchanged {
    Rule(Refusal),
    Store(NotKept),
}

impl From<NotKept> for Unchanged {
    fn from(why: NotKept) -> Self {
        Self::Store(why)
    }
}

impl From<rusqlite::Error> for Unchanged {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Refusal> for Unchanged {
    fn from(refusal: Refusal) -> Self {
        Self::Rule(refusal)
    }
}

type Result<T> = std::result::Result<T, Refused<Refusal>>;

impl Personal {
    pub async fn set_subscription(
        &self,
        request: Request<SetSubscriptionRequest>,
    ) -> std::result::Result<Response<CommandResult>, Status> {
        answer(self.subscribe(request).await)
    }

    pub async fn move_read_cursor(
        &self,
        request: Request<MoveReadCursorRequest>,
    ) -> std::result::Result<Response<CommandResult>, Status> {
        answer(self.read_to(request).await)
    }

    pub async fn confirm_digest(
        &self,
        request: Request<ConfirmDigestRequest>,
    ) -> std::result::Result<Response<CommandResult>, Status> {
        answer(self.confirm(request).await)
    }

    async fn subscribe(&self, request: Request<SetSubscriptionRequest>) -> Result<CommandResult> {
        let own = self.own(request, parse::parse_set_subscription).await?;
        let kept = own.command.clone().checked().map_err(Refused::Rule)?;
        if let Watched::Thread(thread) = kept.scope {
            self.check_thread(&own, thread).await?;
        }
        // Whoever first asks for digests is told what happens from then on.
        let begins = (kept.digest != Rhythm::None).then(|| self.news.head(&own.meta.initiative));
        self.change(own, move |transaction, whose, _| {
            let is_changed = rows::subscribe(transaction, whose, &kept)?;
            if let (Some(begins), None) = (begins, rows::mark(transaction, whose)?) {
                rows::set_mark(transaction, whose, &begins)?;
            }
            Ok(is_changed)
        })
        .await
    }

    async fn read_to(&self, request: Request<MoveReadCursorRequest>) -> Result<CommandResult> {
        let own = self.own(request, parse::parse_move_read_cursor).await?;
        let moved = own.command.clone();
        self.check_thread(&own, moved.thread).await?;
        self.change(own, move |transaction, whose, head| {
            let stands = rows::cursor(transaction, whose, moved.thread)?;
            let to = move_cursor(stands, moved.to, head)?;
            if to != stands {
                rows::set_cursor(transaction, whose, moved.thread, to)?;
            }
            Ok(to != stands)
        })
        .await
    }

    async fn confirm(&self, request: Request<ConfirmDigestRequest>) -> Result<CommandResult> {
        let own = self.own(request, parse::parse_confirm_digest).await?;
        let parse::ConfirmDigest { from, to } = own.command.clone();
        if to.sequence(ContextName::Communication) > own.head {
            return Err(Refused::Rule(Refusal::BeyondHead { head: own.head }));
        }
        let named = to.sequences.iter().map(|(context, sequence)| (context.as_str().to_owned(), *sequence));
        let facts = &self.parts.core.facts;
        facts.of::<Refusal>(&own.meta.initiative, &SOURCES, &named.collect()).await?;
        let head = self.news.head(&own.meta.initiative);
        self.change(own, move |transaction, whose, _| {
            let mark = rows::mark(transaction, whose)?.unwrap_or_else(Cut::beginning);
            let moved = move_mark(&mark, &from, to, &head)?;
            moved.as_ref().map(|to| rows::set_mark(transaction, whose, to)).transpose()?;
            Ok(moved.is_some())
        })
        .await
    }

    /// Admits a command: its frame, and that the table of roles has a row for it.
    async fn own<M, T>(
        &self,
        request: Request<M>,
        parse: impl FnOnce(&M) -> std::result::Result<(Meta, T), Malformed>,
    ) -> Result<Own<T>> {
        let caller = Caller::of(&request)?;
        let (meta, command) = parse(request.get_ref())?;
        let version = meta.command_id.get_version_num();
        if version != 7 {
            return Err(Refused::CommandIdVersion { version });
        }
        if meta.occurred_at.is_some() {
            return Err(Refused::OccurredAtNotYours);
        }
        let (core, ledger) = (&self.parts.core, &self.parts.ledger);
        let actor = core.permit::<Refusal>(&caller, &meta.initiative, &meta.after).await?.actor;
        let may_see = access::sees_up_to(actor.role, actor.org.as_ref());
        let head = ledger.initiative_head(meta.initiative.as_str())?.map_or(0, |head| head.sequence);
        Ok(Own { meta, person: actor.reference, may_see, head, command })
    }

    /// The thread must be there, and for the caller.
    async fn check_thread<T>(&self, own: &Own<T>, thread: Uuid) -> Result<()> {
        let context = ContextName::Communication;
        let after = [(context.as_str().to_owned(), own.head)].into();
        let facts = self.parts.core.facts.of::<Refusal>(&own.meta.initiative, &[context], &after).await?;
        let audience = facts.subjects.visibility(context, &StreamId::of("thread", thread));
        match audience {
            Some(audience) if audience <= own.may_see => Ok(()),
            _ => Err(Refused::Rule(Refusal::UnknownThread)),
        }
    }

    /// Changes something of the caller's, off the async threads; `change` says whether it did.
    async fn change<T: Send + 'static>(
        &self,
        own: Own<T>,
        change: impl FnOnce(&rusqlite::Transaction<'_>, Whose<'_>, u64) -> std::result::Result<bool, Unchanged>
        + Send
        + 'static,
    ) -> Result<CommandResult> {
        let store = self.store.clone();
        let changed = tokio::task::spawn_blocking(move || {
            let whose = Whose { initiative: own.meta.initiative.as_str(), person: &own.person };
            let changed = store.change(whose, |transaction| change(transaction, whose, own.head));
            changed.map(|is_changed| CommandResult {
                sequence: own.head,
                version: 0,
                event_ids: Vec::new(),
                unchanged: !is_changed,
            })
        });
        changed.await.map_err(|_| Refused::Busy)?.map_err(|why| match why {
            Unchanged::Rule(refusal) => Refused::Rule(refusal),
            Unchanged::Store(why) => not_kept(why),
        })
    }
}

//! What a person asks of their own: subscriptions, unread threads, their digest, what is still to be done.
//!
//! Knows no table. All of it is as of now: what is personal has no history.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    communication::{
        Refusal,
        personal::{Subscription, Watched},
    },
    digest::{self, Cut, Digest, Level, MAX_ENTRIES, Reminder, Scope, Told},
    meta::ContextName,
    time::Timestamp,
};
use runtime::{Reading, caller::Caller, refusals::Refused};
use tonic::{Request, Response, Status};
use views::communication as view;
use wire::{
    Page, communication as parse, next_page_token,
    pb::communication::{
        GetDigestRequest, GetDigestResponse, ListRemindersRequest, ListRemindersResponse,
        ListSubscriptionsRequest, ListSubscriptionsResponse, ListUnreadRequest, ListUnreadResponse,
        UnreadThread,
    },
};

use super::{Personal, answer, news::SOURCES, own, rows, store::Whose};
use crate::queries::{not_a_token, sequence_of};

impl Personal {
    pub async fn list_subscriptions(
        &self,
        request: Request<ListSubscriptionsRequest>,
    ) -> Result<Response<ListSubscriptionsResponse>, Status> {
        let (person, store) = (self.person(&request)?, Arc::clone(&self.store));
        let query = move |_: &views::Connection, page: Page, reading: &Reading| {
            let whose = Whose { initiative: reading.initiative.as_str(), person: &person };
            let kept = store.read(|connection| {
                Ok((rows::subscriptions(connection, whose)?, rows::mark(connection, whose)?))
            })?;
            Ok((kept, page))
        };
        let asked = self.parts.views.ask(request, parse::parse_list_subscriptions, query).await?;
        let (reading, ((kept, mark), page)) = asked;
        let now = self.parts.core.clock.now();
        let due = |one: &Subscription| one.digest.due_after(mark.as_ref()?.at, &one.tz);
        let is_digest_due = kept.iter().filter_map(due).any(|due| due <= now);
        let part = part_of(kept, &page, key)?;
        Ok(Response::new(ListSubscriptionsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&part, page.size, |last| next_page_token(&[key(last)])),
            subscriptions: part.iter().map(|one| parse::subscription(one, due(one))).collect(),
            mark: mark.as_ref().map(parse::digest_cut),
            is_digest_due,
        }))
    }

    pub async fn list_unread(
        &self,
        request: Request<ListUnreadRequest>,
    ) -> Result<Response<ListUnreadResponse>, Status> {
        let (person, store) = (self.person(&request)?, Arc::clone(&self.store));
        let parse = |request: &ListUnreadRequest| {
            let (question, page) = parse::parse_list_unread(request)?;
            let after = sequence_of(&page)?;
            Ok((question, (page.size, after)))
        };
        let query = move |view: &views::Connection, (size, after): (u32, u64), reading: &Reading| {
            let whose = Whose { initiative: reading.initiative.as_str(), person: &person };
            let (kept, cursors) = store.read(|connection| {
                Ok((rows::subscriptions(connection, whose)?, rows::cursors(connection, whose)?))
            })?;
            let levels: BTreeMap<Watched, Level> = kept.iter().map(|one| (one.scope, one.level)).collect();
            let is_muted = |thread| {
                let level = levels.get(&Watched::Thread(thread)).or_else(|| levels.get(&Watched::Initiative));
                level == Some(&Level::Mute)
            };
            let (org, clearance) = (reading.org.clone(), reading.may_see);
            let by = view::ReadBy { person, org, clearance, cursors };
            Ok((view::unread(view, &by, is_muted, size, after)?, size))
        };
        let (reading, (threads, size)) = self.parts.views.ask(request, parse, query).await?;
        Ok(Response::new(ListUnreadResponse {
            answered: Some(reading.answered()),
            next_page_token: reading
                .next(&threads, size, |last| next_page_token(&[last.sequence.to_string()])),
            threads: threads.into_iter().map(unread_out).collect(),
        }))
    }

    pub async fn get_digest(
        &self,
        request: Request<GetDigestRequest>,
    ) -> Result<Response<GetDigestResponse>, Status> {
        let (person, personal) = (self.person(&request)?, self.clone());
        let query = move |_: &views::Connection, asked: parse::GetDigest, reading: &Reading| {
            let whose = Whose { initiative: reading.initiative.as_str(), person: &person };
            let mark = personal.store.read(|connection| rows::mark(connection, whose))?;
            Ok((personal.scope(&person, reading)?, mark, asked))
        };
        let (reading, (scope, mark, asked)) =
            self.parts.views.ask(request, parse::parse_get_digest, query).await?;
        self.has_heard(&reading, asked.seen).await.map_err(own)?;
        let from = asked.from.or(mark).unwrap_or_else(Cut::beginning);
        let (news, initiative) = (Arc::clone(&self.news), reading.initiative.clone());
        let made = tokio::task::spawn_blocking(move || {
            news.with(&initiative, |told, head| between(&scope, told, from, asked.to, &head))
        });
        let made = made.await.unwrap_or(Err(Refused::Busy));
        answer(made.map(|(made, reminders)| GetDigestResponse {
            answered: Some(reading.answered()),
            digest: Some(parse::digest(&made)),
            reminders: reminders.iter().map(parse::reminder).collect(),
        }))
    }

    pub async fn list_reminders(
        &self,
        request: Request<ListRemindersRequest>,
    ) -> Result<Response<ListRemindersResponse>, Status> {
        let (person, personal) = (self.person(&request)?, self.clone());
        let query = move |_: &views::Connection, asked: parse::ListReminders, reading: &Reading| {
            Ok((personal.scope(&person, reading)?, asked))
        };
        let (reading, (scope, asked)) =
            self.parts.views.ask(request, parse::parse_list_reminders, query).await?;
        self.has_heard(&reading, asked.seen).await.map_err(own)?;
        let now = self.parts.core.clock.now();
        let standing = self.news.with(&reading.initiative, |told, head| {
            digest::reminders(&scope, told, &Cut { at: now, ..head }, None)
        });
        let part = part_of(standing, &asked.page, place)?;
        Ok(Response::new(ListRemindersResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&part, asked.page.size, |last| next_page_token(&[place(last)])),
            reminders: part.iter().map(parse::reminder).collect(),
        }))
    }

    /// The caller's pseudonym; that they may ask at all is the table's to say.
    fn person<M>(&self, request: &Request<M>) -> Result<String, Status> {
        let caller = Caller::of(request).map_err(Refused::<Refusal>::from);
        let caller = caller.map_err(|refused| runtime::refusals::status(self.parts.core.context, refused))?;
        Ok(caller.principal.reference.clone())
    }

    /// Waits until what the caller has seen is known here: of this context its log as the answer has it, of the others
    /// what the question says.
    async fn has_heard(
        &self,
        reading: &Reading,
        mut seen: BTreeMap<String, u64>,
    ) -> Result<(), Refused<runtime::refusals::NoRule>> {
        let own = seen.entry(ContextName::Communication.as_str().to_owned()).or_default();
        *own = (*own).max(reading.answered().sequence);
        self.parts.core.facts.of(&reading.initiative, &SOURCES, &seen).await?;
        Ok(())
    }
}

/// The digest after `from`, up to where it was asked for or to the head; and the reminders that it has to say.
fn between(
    scope: &Scope,
    told: &Told,
    from: Cut,
    to: Option<Cut>,
    head: &Cut,
) -> Result<(Digest, Vec<Reminder>), Refused<Refusal>> {
    // A mark may be of a moment ago, and this process may have begun after it.
    let latest = later(&from, head);
    let to = to.unwrap_or_else(|| latest.clone());
    if !to.is_within(&latest) {
        return Err(Refused::Rule(Refusal::BeyondHead { head: head.sequence(ContextName::Communication) }));
    }
    if !from.is_within(&to) {
        return Err(Refused::Rule(Refusal::MarkGoesBack));
    }
    let made = digest::compose(scope, told, &from, &to, MAX_ENTRIES);
    let reminders = digest::reminders(scope, told, head, Some((&made.from, &made.to)));
    Ok((made, reminders))
}

/// The later of two cuts, log by log.
fn later(one: &Cut, other: &Cut) -> Cut {
    let mut sequences = other.sequences.clone();
    for (context, sequence) in &one.sequences {
        let known = sequences.entry(*context).or_default();
        *known = (*known).max(*sequence);
    }
    Cut { at: one.at.max(other.at), sequences }
}

fn unread_out(thread: view::Unread) -> UnreadThread {
    UnreadThread {
        thread_id: thread.id.to_string(),
        title: thread.title,
        unread: thread.messages,
        mentions: thread.mentions,
        first_unread: thread.first,
        read_to: thread.read_to,
    }
}

/// The place of a subscription in its list.
fn key(one: &Subscription) -> String {
    match one.scope {
        Watched::Initiative => String::new(),
        Watched::Thread(thread) => thread.to_string(),
    }
}

/// The place of a reminder in its list: soonest first.
fn place(one: &Reminder) -> String {
    let due: Timestamp = one.due.moment();
    format!("{due} {}", one.id)
}

/// The rows behind the one that a token names, of rows in the order of their places.
fn part_of<T>(rows: Vec<T>, page: &Page, place: fn(&T) -> String) -> Result<Vec<T>, Status> {
    let after = match page.after.as_deref() {
        None => None,
        Some([after]) => Some(after.clone()),
        Some(_) => return Err(own(Refused::Malformed(not_a_token()))),
    };
    let is_behind = |row: &T| after.as_ref().is_none_or(|after| place(row) > *after);
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    Ok(rows.into_iter().filter(is_behind).take(size).collect())
}

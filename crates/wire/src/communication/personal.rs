//! What a person keeps for themselves, from its messages.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    communication::personal::{Subscription, Watched},
    digest::{Cut, Level, Rhythm},
    ids::Uuid,
    meta::ContextName,
};

use crate::{Fields, Malformed, Meta, Page, Question, pb::communication as pb};

/// The days of a week, Monday first.
const DAYS: std::ops::RangeInclusive<u32> = 1..=7;

/// A thread that was read up to a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveReadCursor {
    /// The thread.
    pub thread: Uuid,
    /// The sequence.
    pub to: u64,
}

/// A digest that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmDigest {
    /// After this.
    pub from: Cut,
    /// Up to this.
    pub to: Cut,
}

/// A digest that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetDigest {
    /// After this; the mark when none.
    pub from: Option<Cut>,
    /// Up to this; now when none.
    pub to: Option<Cut>,
    /// What must have been seen of each context first.
    pub seen: BTreeMap<String, u64>,
}

/// What is still to be done is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListReminders {
    /// Which part.
    pub page: Page,
    /// What must have been seen of each context first.
    pub seen: BTreeMap<String, u64>,
}

/// A subscription to take or change.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_set_subscription(
    request: &pb::SetSubscriptionRequest,
) -> Result<(Meta, Subscription), Malformed> {
    let mut f = Fields::new();
    let meta = personal(&mut f, request.meta.as_ref());
    let thread = f.optional("thread_id", &request.thread_id, Fields::uuid);
    let level = f.choice("level", request.level, pb::SubscriptionLevel::as_str_name, |level| match level {
        pb::SubscriptionLevel::Unspecified => None,
        pb::SubscriptionLevel::Watch => Some(Level::Watch),
        pb::SubscriptionLevel::Normal => Some(Level::Normal),
        pb::SubscriptionLevel::Mute => Some(Level::Mute),
    });
    let digest = f.message("digest", request.digest.as_ref(), parse_rhythm);
    // Whether there is such a zone is the rules' to say.
    let tz = f.title("tz", &request.tz);
    f.finish(|| {
        let scope = thread?.map_or(Watched::Initiative, Watched::Thread);
        Some((meta?, Subscription { scope, level: level?, digest: digest?, tz: tz? }))
    })
}

fn parse_rhythm(f: &mut Fields, rhythm: &pb::DigestRhythm) -> Option<Rhythm> {
    use pb::digest_rhythm::Kind;
    // That a weekly one needs a day is the rules' to say.
    let days = f.each("days", &rhythm.days, 0..=7, |f, day| f.number("", *day, DAYS));
    let kind =
        f.choice("kind", rhythm.kind, Kind::as_str_name, |kind| (kind != Kind::Unspecified).then_some(kind))?;
    if kind != Kind::Weekly && !rhythm.days.is_empty() {
        f.refuse("days", "goes with a weekly digest alone; accepted is to leave it out");
    }
    let days: BTreeSet<i8> = days?.into_iter().filter_map(|day| i8::try_from(day).ok()).collect();
    Some(match kind {
        Kind::Unspecified | Kind::None => Rhythm::None,
        Kind::Daily => Rhythm::Daily,
        Kind::Weekly => Rhythm::Weekly { days },
    })
}

/// A thread that was read.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_move_read_cursor(
    request: &pb::MoveReadCursorRequest,
) -> Result<(Meta, MoveReadCursor), Malformed> {
    let mut f = Fields::new();
    let meta = personal(&mut f, request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    let to = f.number("to", request.to, 0..=crate::MAX_WHOLE);
    f.finish(|| Some((meta?, MoveReadCursor { thread: thread?, to: to? })))
}

/// A digest that was read.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_confirm_digest(request: &pb::ConfirmDigestRequest) -> Result<(Meta, ConfirmDigest), Malformed> {
    let mut f = Fields::new();
    let meta = personal(&mut f, request.meta.as_ref());
    let from = f.message("from", request.from.as_ref(), parse_cut);
    let to = f.message("to", request.to.as_ref(), parse_cut);
    f.finish(|| Some((meta?, ConfirmDigest { from: from?, to: to? })))
}

/// The caller's subscriptions.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_subscriptions(
    request: &pb::ListSubscriptionsRequest,
) -> Result<(Question, Page), Malformed> {
    let mut f = Fields::new();
    let question = of_now(&mut f, request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, page?)))
}

/// Threads with something unread.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_unread(request: &pb::ListUnreadRequest) -> Result<(Question, Page), Malformed> {
    let mut f = Fields::new();
    let question = of_now(&mut f, request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, page?)))
}

/// A digest.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_digest(request: &pb::GetDigestRequest) -> Result<(Question, GetDigest), Malformed> {
    let mut f = Fields::new();
    let question = of_now(&mut f, request.meta.as_ref());
    let from = f.optional_message("from", request.from.as_ref(), parse_cut);
    let to = f.optional_message("to", request.to.as_ref(), parse_cut);
    f.finish(|| {
        let question = question?;
        let seen = question.cut.clone();
        Some((question, GetDigest { from: from?, to: to?, seen }))
    })
}

/// What is still to be done.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_reminders(
    request: &pb::ListRemindersRequest,
) -> Result<(Question, ListReminders), Malformed> {
    let mut f = Fields::new();
    let question = of_now(&mut f, request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| {
        let question = question?;
        let seen = question.cut.clone();
        Some((question, ListReminders { page: page?, seen }))
    })
}

/// What is personal has no versions and no past that could be stated.
fn personal(f: &mut Fields, meta: Option<&crate::pb::common::CommandMeta>) -> Option<Meta> {
    let meta = f.meta(meta)?;
    if meta.expected_version.is_some() {
        f.refuse("meta.expected_version", "is of a record; what is personal has none, leave it out");
    }
    Some(meta)
}

/// What is personal is known as it stands now.
fn of_now(f: &mut Fields, meta: Option<&crate::pb::common::QueryMeta>) -> Option<Question> {
    let question = f.question(meta)?;
    if question.as_of.is_some() {
        f.refuse("meta.as_of", "asks for history; what is personal is none, leave it out");
    }
    Some(question)
}

fn parse_cut(f: &mut Fields, cut: &pb::DigestCut) -> Option<Cut> {
    let at = f.moment("at", &cut.at);
    let named = f.sequences("sequences", &cut.sequences);
    let known = |(name, sequence): (String, u64)| Some((ContextName::parse(&name)?, sequence));
    Some(Cut { at: at?, sequences: named?.into_iter().filter_map(known).collect() })
}

//! What an answer says of itself, and the opening of private texts on the way out.
//!
//! Knows no rows. A text opens for whom its field allows; one whose key is gone reads as erased, never as an error.

use std::sync::Arc;

use access::{Allowed, opens_up_to, sees_up_to};
use domain::{
    ids::{OrgId, Slug},
    meta::Visibility,
    private::MayOpen,
};
use keyring::Lookup;
use seal::Place;
use tonic::Status;
use views::{Connection, PrivateCell};
use wire::pb::common::{Answered, PrivateText, private_text::State};

use super::{ViewHost, as_of::Moment, token::List};
use crate::{
    clock::at_us,
    core::Core,
    refusals::{self, NoRule, Refused},
};

/// The frame of one answer.
pub struct Reading {
    host: Arc<ViewHost>,
    core: Arc<Core>,
    /// The initiative asked about.
    pub initiative: Slug,
    moment: Moment,
    list: List,
    /// The widest record the reader may see.
    pub may_see: Visibility,
    /// The widest private text the reader may have opened.
    pub may_open: Visibility,
    /// The organization the reader reads for.
    pub org: Option<OrgId>,
}

impl Reading {
    pub(super) fn new(
        host: Arc<ViewHost>,
        initiative: Slug,
        allowed: &Allowed,
        moment: Moment,
        list: List,
    ) -> Self {
        let actor = &allowed.actor;
        Self {
            core: Arc::clone(&host.core),
            host,
            initiative,
            moment,
            list,
            may_see: sees_up_to(actor.role, actor.org.as_ref()),
            may_open: opens_up_to(actor.role),
            org: actor.org.clone(),
        }
    }

    pub(super) fn at_sequence(mut self, sequence: u64) -> Self {
        self.moment.sequence = sequence;
        self
    }

    /// What the answer rests on, to be asked for again.
    pub fn answered(&self) -> Answered {
        let text = |us: Option<i64>| us.map(|us| at_us(us).to_string()).unwrap_or_default();
        Answered {
            sequence: self.moment.sequence,
            recorded_at: text(self.moment.recorded_us),
            effective_at: text(self.moment.effective_us),
            cut: [(self.core.context.as_str().to_owned(), self.moment.sequence)].into(),
        }
    }

    /// Reads the view of the initiative `hub` beside this one, for names and sectors of organizations.
    ///
    /// # Errors
    /// The view's.
    pub fn beside_hub<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, views::Error>,
    ) -> Result<T, views::Error> {
        let not_read = |refused: Refused<NoRule>| views::Error::Source(refused.to_string().into());
        let hub = self.host.hub_beside(self.moment).map_err(not_read)?;
        hub.read(query).map(|(_, rows)| rows).map_err(not_read)
    }

    /// The thing asked for, or NOT_FOUND: the same for what is not there and what is not for the caller.
    ///
    /// # Errors
    /// There is none.
    pub fn found<T>(&self, thing: Option<T>) -> Result<T, Status> {
        thing.ok_or_else(|| refusals::status::<NoRule>(self.core.context, Refused::NotFound))
    }

    /// The token of the part after these rows, from the key of the last; empty where a part was not full, so that
    /// nothing can follow.
    pub fn next<T>(&self, rows: &[T], size: u32, key: impl FnOnce(&T) -> String) -> String {
        let is_full = u32::try_from(rows.len()).is_ok_and(|count| count >= size);
        let token = |last| self.list.token(&self.core.secret, &key(last), self.moment);
        rows.last().filter(|_| is_full).map(token).unwrap_or_default()
    }

    /// A private text on its way out; none was given where there is no cell.
    pub fn open(&self, cell: Option<&PrivateCell>) -> PrivateText {
        let Some(cell) = cell else { return state(State::Empty, String::new()) };
        let commitment = cell.sealed.commitment.clone();
        let needed = match cell.may_open {
            MayOpen::Public => Visibility::Public,
            MayOpen::Members => Visibility::Members,
            MayOpen::Restricted => Visibility::Restricted,
        };
        if needed > self.may_open {
            return state(State::Withheld, commitment);
        }
        match self.opened(cell) {
            Some(text) => PrivateText { text: Some(text), ..state(State::Open, commitment) },
            None => state(State::Erased, commitment),
        }
    }

    fn opened(&self, cell: &PrivateCell) -> Option<String> {
        let subject = cell.sealed.subject.parse().ok()?;
        let Ok(Lookup::Key(key)) = self.core.keyring.key(&subject) else { return None };
        let event = cell.event.to_string();
        let place = Place { initiative: self.initiative.as_str(), event: &event, field: &cell.field };
        let sealed = seal::Sealed {
            subject: cell.sealed.subject.clone(),
            sealed: cell.sealed.sealed.clone(),
            commitment: cell.sealed.commitment.clone(),
        };
        seal::open(key.bytes(), &place, &sealed).ok()
    }
}

fn state(state: State, commitment: String) -> PrivateText {
    PrivateText { state: state.into(), text: None, commitment }
}

//! Imports: who may let history in, from when to when; and the end of a stream's import.
//!
//! Knows no rows. That a stream is imported or live from its first record is held by the executor; an import
//! that ended is a fact to every context.

use super::{
    Decided, Rules,
    command::{EndImport, GrantImport, RequestImport},
    event::Event,
    refusal::Refusal,
    request,
    roles::{Holder, check_holder},
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    meta::Context,
};

/// The longest import grant: long enough for a migration, short enough not to be forgotten.
pub const IMPORT_GRANT_DAYS: i64 = 90;

impl Rules {
    pub(super) fn request_import(
        streams: &Streams<State>,
        command: RequestImport,
        context: &Context,
    ) -> Decided {
        let RequestImport { holder, org, source, from, to } = command;
        let request = context.scope.new_id;
        let stream = streams::request(&request);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        check_holder(&holder, context)?;
        let from = from.unwrap_or(context.now);
        if to <= from {
            return Err(Refusal::ToBeforeFrom { from });
        }
        if from.plus_days(IMPORT_GRANT_DAYS) < to {
            return Err(Refusal::ImportTooLong { latest: from.plus_days(IMPORT_GRANT_DAYS) });
        }
        Ok(vec![Emitted::new(stream, Event::ImportRequested { request, holder, org, source, from, to })])
    }

    pub(super) fn grant_import(
        streams: &Streams<State>,
        command: &GrantImport,
        context: &Context,
    ) -> Decided {
        let id = command.request;
        let unknown = Refusal::UnknownRequest { request: id };
        let first = request::find(streams, id, |purpose| matches!(purpose, request::Purpose::Import(_)))?;
        let wanted = first.import().cloned().ok_or(unknown)?;
        let stream = streams::roles(&context.scope.initiative, &wanted.holder);
        if let State::Holder(Holder { completed, .. }) = streams.get(&stream)
            && completed.contains(&id)
        {
            return Ok(Vec::new());
        }
        request::check_second_person(first, context)?;
        let request::Import { holder, org, source, from, to } = wanted;
        let event = Event::ImportGranted { request: id, holder, org, source, from, to };
        Ok(vec![Emitted::new(stream, event)])
    }

    pub(super) fn end_import(streams: &Streams<State>, command: EndImport) -> Decided {
        let EndImport { context, stream } = command;
        let end = streams::import_end(context, &stream);
        if *streams.get(&end) == State::ImportEnded {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(end, Event::ImportEnded { context, stream })])
    }
}

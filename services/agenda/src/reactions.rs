//! What the agenda does by itself: a proposal whose window has ended is closed, counted and decided.
//!
//! Knows no rule: no stance is taken after the window's end, timer or no timer. To add one: an entry here, and its RPC
//! in the row `react` of the table of roles.

use domain::agenda::{CloseProposal, Command, Event};
use runtime::{
    reactions::{Deed, Does},
    timers::{Due, Note, Timer},
};

pub fn does() -> Does<Command> {
    let close = Timer {
        kind: "close_proposal",
        types: &[
            "agenda.ProposalClosed.v1",
            "agenda.ProposalOpened.v1",
            "agenda.ProposalWithdrawn.v1",
            "agenda.WindowExtended.v1",
        ],
        note: window,
        fire: close,
    };
    Does { reactions: Vec::new(), timers: vec![close] }
}

fn window(record: &views::Record<'_>) -> Result<Vec<Note>, views::Error> {
    Ok(vec![match record.event()? {
        Event::ProposalOpened { closes_at, .. } | Event::WindowExtended { closes_at, .. } => {
            Note::Due { what: String::new(), at: closes_at }
        }
        _ => Note::AllOver,
    }])
}

fn close(due: &Due) -> Option<Deed<Command>> {
    let proposal = due.stream.key().parse().ok()?;
    let command = Command::CloseProposal(CloseProposal { proposal });
    Some(Deed { target: due.stream.to_string(), rpc: "CloseProposal", command })
}

//! What a command did, on its way back to the caller.

use domain::ids::{StreamId, Uuid};

use crate::pb::common;

/// A command that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The initiative's sequence of the last record written, or where it stands when nothing changed.
    pub sequence: u64,
    /// The version of the command's first stream afterwards.
    pub version: u64,
    /// Whether the command would have changed nothing.
    pub unchanged: bool,
    /// The records written, in order.
    pub events: Vec<DoneEvent>,
}

/// A record written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneEvent {
    /// Its id.
    pub id: Uuid,
    /// Its stored type, such as `agenda.ProposalDrafted.v1`.
    pub type_name: String,
    /// Its stream.
    pub stream: StreamId,
    /// The id or key of what it began inside its stream, such as an amendment inside a proposal.
    pub begun: Option<String>,
}

impl Done {
    /// The id or code of what the command began: the key of the first record's stream of that aggregate, such
    /// as `proposal`. Empty when the command wrote none.
    pub fn created(&self, aggregate: &str) -> String {
        let first = self.events.iter().find(|event| event.stream.aggregate() == aggregate);
        first.map(|event| event.stream.key().to_owned()).unwrap_or_default()
    }

    /// The id or key of what the command began inside a stream. Empty when it began no such thing.
    pub fn begun(&self) -> String {
        self.events.iter().find_map(|event| event.begun.clone()).unwrap_or_default()
    }

    /// The id of the first record of a stored type. Empty when the command wrote none.
    pub fn event_id(&self, type_name: &str) -> String {
        let first = self.events.iter().find(|event| event.type_name == type_name);
        first.map(|event| event.id.to_string()).unwrap_or_default()
    }
}

impl From<&Done> for common::CommandResult {
    fn from(done: &Done) -> Self {
        Self {
            sequence: done.sequence,
            version: done.version,
            event_ids: done.events.iter().map(|event| event.id.to_string()).collect(),
            unchanged: done.unchanged,
        }
    }
}

//! For whom a digest is made.

use std::collections::BTreeMap;

use crate::{
    ids::{OrgId, StreamId},
    meta::Visibility,
};

/// How much of a conversation somebody wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Every message.
    Watch,
    /// What mentions them or their organization.
    #[default]
    Normal,
    /// Nothing.
    Mute,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::Watch, Self::Normal, Self::Mute];

    /// The level's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Normal => "normal",
            Self::Mute => "mute",
        }
    }

    /// The level with that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// Who is told, and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The pseudonym.
    pub person: String,
    /// The organization they act for.
    pub org: Option<OrgId>,
    /// The widest record they may see.
    pub may_see: Visibility,
    /// The level of threads that have none of their own.
    pub level: Level,
    /// The level of single threads, by their streams.
    pub threads: BTreeMap<StreamId, Level>,
}

impl Scope {
    pub(super) fn level_of(&self, thread: &StreamId) -> Level {
        self.threads.get(thread).copied().unwrap_or(self.level)
    }

    pub(super) fn is_for(&self, org: &OrgId) -> bool {
        self.org.as_ref() == Some(org)
    }
}

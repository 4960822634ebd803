//! What a rule may know of other contexts, as plain values folded from their logs.
//!
//! Knows no events: each context folds its own events into its facts (`agenda::facts`, `backbone::facts`).
//! `sequences` is what the record stores, so that an auditor can decide again on the same knowledge.

mod progress;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use progress::{Called, Led, Measurement, Meetings, Plan};

use rpds::HashTrieMapSync;
use serde::{Deserialize, Serialize};

use crate::{
    backbone::staff::Employment,
    ids::{Code, OrgId, Slug, StreamId, Uuid},
    meta::{ContextName, Role, Visibility},
    time::Timestamp,
};

/// Everything known when a command is decided.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Organizations, initiatives and keys of the hub.
    pub hub: Arc<Hub>,
    /// Members and roles of the initiative.
    pub roster: Arc<Roster>,
    /// The initiative's agenda.
    pub agenda: Arc<Agenda>,
    /// What was published; for commands that read measurement.
    pub measurement: Arc<Measurement>,
    /// Who leads what; for commands that read the plan.
    pub plan: Arc<Plan>,
    /// The meetings of the full membership; for commands that read communication.
    pub meetings: Arc<Meetings>,
    /// What stands in the other contexts that something can be about.
    pub subjects: Arc<Subjects>,
    /// The sequence each of these was read at: keys among the contexts and `hub`.
    pub sequences: BTreeMap<&'static str, u64>,
}

/// One of the sectors whose organizations work together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Sector {
    Government,
    CivilSociety,
    Business,
    Philanthropy,
    Academia,
    Community,
}

impl Sector {
    /// Every sector.
    pub const ALL: [Self; 6] = [
        Self::Government,
        Self::CivilSociety,
        Self::Business,
        Self::Philanthropy,
        Self::Academia,
        Self::Community,
    ];

    /// The sector's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::CivilSociety => "civil_society",
            Self::Business => "business",
            Self::Philanthropy => "philanthropy",
            Self::Academia => "academia",
            Self::Community => "community",
        }
    }

    /// The sector with that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sector| sector.as_str() == text)
    }
}

/// What the initiative `hub` says.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    /// Every registered organization.
    pub organizations: BTreeMap<OrgId, Organization>,
    /// Every registered initiative.
    pub initiatives: BTreeMap<Slug, RegisteredInitiative>,
    /// Grants of the whole hub, such as `admin`.
    pub grants: Vec<Grant>,
    /// Keys by their id (uuid).
    pub keys: BTreeMap<Uuid, Key>,
}

/// A registered organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its code.
    pub code: Code,
    /// Its name now.
    pub name: String,
    /// Its sector.
    pub sector: Sector,
    /// The organization it was merged into.
    pub succeeded_by: Option<OrgId>,
}

/// A registered initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredInitiative {
    /// Its name.
    pub name: String,
    /// The organization that convenes it.
    pub convener: OrgId,
}

/// A key's public side; the secret is with its owner, its hash in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// SHA-256 of the secret, lower hex.
    pub hash: String,
    /// The account (`a_…`) or service (`s_…`) that holds it.
    pub holder: String,
    /// The roles it is narrowed to; none: all that its holder has.
    pub roles: BTreeSet<Role>,
    /// The initiative it opens and no other; none: wherever its holder acts.
    pub initiative: Option<Slug>,
    /// The end of its life.
    pub expires_at: Timestamp,
    /// Revoked, at that moment.
    pub revoked_at: Option<Timestamp>,
}

/// What backbone's log of one initiative says about who is who.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// Every organization ever invited.
    pub members: BTreeMap<OrgId, Membership>,
    /// Every grant ever made here; revoked ones end at their revocation.
    pub grants: Vec<Grant>,
    /// Person to organization.
    pub persons: BTreeMap<String, OrgId>,
    /// Work for the backbone, by person: all there ever was.
    pub staff: BTreeMap<String, Vec<Employment>>,
    /// Whether the initiative was launched.
    pub is_launched: bool,
    /// Whether it was closed.
    pub is_closed: bool,
    /// Streams whose import has ended, as `<context>/<stream>`.
    pub ended_imports: BTreeSet<String>,
}

/// Where an organization stands in an initiative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Membership {
    Invited,
    Active,
    Suspended,
    Left,
    Removed,
}

/// A role held by a person or service, with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The granting record.
    pub id: Uuid,
    /// `p_…`, `s_…` or, in the hub, `a_…`.
    pub holder: String,
    /// The role.
    pub role: Role,
    /// The organization it is held for.
    pub org: Option<OrgId>,
    /// From this moment on.
    pub from: Timestamp,
    /// Until before this moment; open when none.
    pub to: Option<Timestamp>,
}

impl Grant {
    /// Whether the grant holds at `moment`.
    pub fn holds_at(&self, moment: Timestamp) -> bool {
        self.from <= moment && self.to.is_none_or(|to| moment < to)
    }
}

impl Roster {
    /// The organizations that are members now, in byte order of their ids.
    pub fn active_members(&self) -> impl Iterator<Item = &OrgId> {
        self.members.iter().filter(|(_, standing)| **standing == Membership::Active).map(|(org, _)| org)
    }

    /// Whether the organization is a member now.
    pub fn is_active(&self, org: &OrgId) -> bool {
        self.members.get(org) == Some(&Membership::Active)
    }
}

/// What agenda's log of one initiative says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    /// The adopted version, from 1; 0 before.
    pub version: u32,
    /// The codes of the goals as they stand, drafted or adopted.
    pub goals: BTreeSet<Code>,
    /// Decisions by the proposal or matter id and its outcome.
    pub decisions: BTreeMap<Uuid, Decision>,
    /// The proposals that are open, each with its electorate.
    pub open: BTreeMap<Uuid, BTreeSet<OrgId>>,
}

/// A decision taken in the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided on, such as `waive`.
    pub kind: String,
    /// Whether it was adopted.
    pub is_adopted: bool,
    /// What it is about.
    pub subject: String,
    /// The hash of the text decided.
    pub hash: String,
}

/// The streams that exist in the contexts read, each with the widest visibility any of its records has.
///
/// Folded without reading events: a follower hands in the stream and visibility of every record it passes.
#[derive(Debug, Clone, Default)]
pub struct Subjects {
    /// Shared between the commands that read it and the next record, however many streams there are.
    streams: HashTrieMapSync<(ContextName, StreamId), Visibility>,
}

impl Subjects {
    /// Takes in one record. The order of records does not matter.
    pub fn note(&mut self, context: ContextName, stream: StreamId, visibility: Visibility) {
        let known = self.visibility(context, &stream);
        if known.is_none_or(|known| visibility < known) {
            self.streams.insert_mut((context, stream), visibility);
        }
    }

    /// Who may see the stream; none when there is no such stream.
    pub fn visibility(&self, context: ContextName, stream: &StreamId) -> Option<Visibility> {
        self.streams.get(&(context, stream.clone())).copied()
    }
}

//! What surrounds every command and event: who, in which initiative, when, on what was it decided.
//!
//! Knows no tokens and no grants; by the time a rule runs, the caller has been authenticated and authorized.

use serde::{Deserialize, Serialize};

use crate::{
    facts::Facts,
    ids::{OrgId, Slug, Uuid},
    time::Timestamp,
};

/// The reserved initiative of what belongs to no initiative: organizations, accounts, the list of initiatives.
pub const HUB: &str = "hub";

/// One of the five conditions, or audit: a folder, crate, module, proto package, subject and CLI word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextName {
    /// Common purpose, agenda, decisions, consultations.
    Agenda,
    /// The sealed history.
    Audit,
    /// Initiatives, members, persons, roles.
    Backbone,
    /// Threads, meetings, announcements.
    Communication,
    /// Indicators and their values.
    Measurement,
    /// The action plan.
    Plan,
}

impl ContextName {
    /// All that commands can be sent to, in byte order.
    pub const SERVICES: [Self; 5] =
        [Self::Agenda, Self::Backbone, Self::Communication, Self::Measurement, Self::Plan];

    /// The one word used everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Audit => "audit",
            Self::Backbone => "backbone",
            Self::Communication => "communication",
            Self::Measurement => "measurement",
            Self::Plan => "plan",
        }
    }

    /// The context with that word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Audit].into_iter().chain(Self::SERVICES).find(|context| context.as_str() == text)
    }
}

/// Under which role an act is done. What each may do stands in domain.md, section 6, and in the crate `access`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "domain.md, section 6, says what each role is for")]
pub enum Role {
    Admin,
    BackboneStaff,
    OrgRepresentative,
    DataSteward,
    SeatHolder,
    Auditor,
    PartnerService,
    Importer,
    System,
    Public,
}

impl Role {
    /// Every role, in the order of domain.md.
    pub const ALL: [Self; 10] = [
        Self::Admin,
        Self::BackboneStaff,
        Self::OrgRepresentative,
        Self::DataSteward,
        Self::SeatHolder,
        Self::Auditor,
        Self::PartnerService,
        Self::Importer,
        Self::System,
        Self::Public,
    ];

    /// The role's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::BackboneStaff => "backbone_staff",
            Self::OrgRepresentative => "org_representative",
            Self::DataSteward => "data_steward",
            Self::SeatHolder => "seat_holder",
            Self::Auditor => "auditor",
            Self::PartnerService => "partner_service",
            Self::Importer => "importer",
            Self::System => "system",
            Self::Public => "public",
        }
    }

    /// The role with that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// How the actor came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Via {
    Key,
    Session,
    Reaction,
    Timer,
}

/// Who acts: a pseudonym, never a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `p_…`, `s_…`, or `system`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The organization acted for.
    pub org: Option<OrgId>,
    /// The role acted under.
    pub role: Role,
    /// How the actor came in.
    pub via: Via,
}

/// The first act of a second-person rule, named by the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The first person.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Their organization.
    pub org: Option<OrgId>,
    /// Their role.
    pub role: Role,
    /// How they came in.
    pub via: Via,
    /// The record of the first act.
    pub event: Uuid,
}

/// Who may read a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Anyone.
    Public,
    /// The initiative's organizations.
    Members,
    /// Backbone staff and those concerned.
    Restricted,
}

impl Visibility {
    /// From the widest to the narrowest.
    pub const ALL: [Self; 3] = [Self::Public, Self::Members, Self::Restricted];

    /// The word in subjects and records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
            Self::Restricted => "restricted",
        }
    }
}

/// What is known of a command before anything is loaded.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The initiative commanded in; [`HUB`] for what belongs to none.
    pub initiative: Slug,
    /// Who commands, under which role and for which organization.
    pub actor: Actor,
    /// Whether history is coming in (role `importer`, `occurred_at` stated).
    pub imported: bool,
    /// A fresh id for the aggregate this command may begin.
    pub new_id: Uuid,
    /// Fresh random bytes, for a pseudonym this command may hand out.
    pub random: [u8; 16],
}

/// All that a rule may know beside the states it loads.
#[derive(Debug, Clone)]
pub struct Context {
    /// What was known before loading.
    pub scope: Scope,
    /// When it happens: the hub's clock, or what an importer states. Every window and deadline compares with this.
    pub now: Timestamp,
    /// What is known of the other contexts.
    pub facts: Facts,
    /// The first acts this command completes.
    pub approvals: Vec<Approval>,
}

/// What `evolve` may know of a record beside its event.
#[derive(Debug, Clone)]
pub struct EventMeta {
    /// The record's id.
    pub id: Uuid,
    /// When it happened in the world.
    pub occurred_at: Timestamp,
    /// Whether it was imported.
    pub imported: bool,
    /// Who acted.
    pub actor: Actor,
}

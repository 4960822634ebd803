//! Why the plan says no. Each variant is one stable reason; what each answers stands in `refusal_table.rs`.
//!
//! Knows no status codes. To add a refusal: a variant, its reason, kind and catalogue entry, and a test.

use super::value::{RelationKind, Standing};
use crate::{
    decider::BadRow,
    ids::{Code, OrgId},
    time::Date,
};

/// A rule of the plan that says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each says what it is")]
pub enum Refusal {
    #[error("version {asked} of the agenda is not adopted; the adopted version is {adopted} (0: none yet)")]
    AgendaNotAdopted { asked: u32, adopted: u32 },
    #[error("it would end on {to}, before it begins on {from}; accepted is an end on that day or later")]
    ToBeforeFrom { from: Date, to: Date },
    #[error("the initiative has a plan already; define its strategies and activities")]
    PlanExists,
    #[error("the initiative has no plan yet; create it first")]
    NoPlan,
    #[error("the strategy {code} is defined otherwise already; choose another code")]
    StrategyCodeTaken { code: Code },
    #[error("the agenda has no goal {code}; name goals that stand in it")]
    UnknownGoal { code: Code },
    #[error("the plan has no strategy {code}; define it first")]
    UnknownStrategy { code: Code },
    #[error("the review from {from} to {to} covers some of these days; accepted is a period beside it")]
    PeriodOverlapsReview { from: Date, to: Date },
    #[error("the activity {key} is proposed otherwise already; choose another code")]
    ActivityCodeTaken { key: String },
    #[error("{org} is not a member of the initiative; accepted is an organization that has joined")]
    NotAMember { org: OrgId },
    #[error("{org} is suspended; accepted is a member whose membership stands")]
    MemberSuspended { org: OrgId },
    #[error("the activity would end on {end}, before it starts on {start}; accepted is that day or later")]
    EndBeforeStart { start: Date, end: Date },
    #[error("the plan runs from {from} to {to}; accepted are activities within these days")]
    OutsidePlanWindow { from: Date, to: Date },
    #[error("there is no activity {key}; accepted is the code or id of one of the plan")]
    UnknownActivity { key: String },
    #[error("the activity {key} is {standing}; nothing more is done in it")]
    ActivityOver { key: String, standing: Standing },
    #[error("the activity {key} is completed already")]
    AlreadyCompleted { key: String },
    #[error("the activity {key} is {standing}; accepted is one that is not started yet")]
    AlreadyStarted { key: String, standing: Standing },
    #[error("the activity {key} is {standing}; accepted is one in progress, or blocked")]
    NotInProgress { key: String, standing: Standing },
    #[error("no organization has accepted to lead the activity {key}; commit its lead first")]
    NoAcceptedLead { key: String },
    #[error("the activity requires others that are not completed: {}", .keys.join(", "))]
    RequiredNotCompleted { keys: Vec<String> },
    #[error("the activity {key} serves goals of the agenda; only one whose goals all left it is orphaned")]
    NotOrphaned { key: String },
    #[error("the reason is missing; accepted is one of at most 4000 bytes")]
    ReasonRequired,
    #[error("milestones are still open: {}; achieve or drop them first", .milestones.join(", "))]
    OpenMilestones { milestones: Vec<String> },
    #[error("other activities wait for this one: {}; acknowledge each of them", .keys.join(", "))]
    DependentsNotAcknowledged { keys: Vec<String> },
    #[error("{org} leads the other activity and has not agreed; it agrees by relating the two as duplicates")]
    OtherLeadHasNotAgreed { org: OrgId },
    #[error("an activity cannot be merged into itself; name two")]
    MergesItself,

    #[error(
        "only {org} itself commits itself; accepted is its own representative, or an offer by the backbone"
    )]
    NotAuthorizedForOrg { org: OrgId },
    #[error("{org} has accepted to lead already; transfer the lead, or take another role")]
    LeadAlreadyTaken { org: OrgId },
    #[error("{org} has committed itself so already, on other terms; amend the commitment")]
    AlreadyCommitted { org: OrgId },
    #[error("{org} has no such commitment here that stands")]
    UnknownCommitment { org: OrgId },
    #[error("{org} leads the activity; accepted is its representative, or the backbone")]
    NotTheLead { org: OrgId },
    #[error("the commitment is {org}'s; accepted is its own representative")]
    NotOwnOrganization { org: OrgId },
    #[error("{org} has fulfilled that commitment already")]
    AlreadyFulfilled { org: OrgId },

    #[error("the activity runs from {start} to {end}; accepted is a day within these")]
    DueOutsideActivity { start: Date, end: Date },
    #[error("the activity has {most} milestones already, which is the most; split it")]
    MilestoneLimit { most: usize },
    #[error("the milestone {key} is there already with other content; choose another code")]
    MilestoneCodeTaken { key: String },
    #[error("the activity has no milestone {key}")]
    UnknownMilestone { key: String },
    #[error("the milestone {key} was achieved on {on}")]
    AlreadyAchieved { key: String, on: Date },
    #[error("the milestone {key} was dropped; add another")]
    MilestoneIsDropped { key: String },
    #[error("the dates are these already; accepted are others")]
    SameDate,
    #[error("{on} lies ahead, today is {today}; accepted is a day that has begun")]
    OnInFuture { on: Date, today: Date },
    #[error("the milestone {key} is called achieved with evidence only")]
    EvidenceRequired { key: String },
    #[error("the milestone {key} is due on {due}; it can be missed from the day after on")]
    NotDueYet { key: String, due: Date },

    #[error("{key} would relate to itself; name two activities")]
    RelatesToItself { key: String },
    #[error("this would close the cycle {}; accepted are relations without cycles", .path.join(" -> "))]
    WouldCloseCycle { path: Vec<String> },
    #[error("a lag belongs to `precedes`, not to `{}`; leave it at 0", .kind.as_str())]
    LagOnlyOnPrecedes { kind: RelationKind },
    #[error("the plan has {most} relations already, which is the most")]
    RelationLimit { most: usize },

    #[error("{count} rows or records; accepted are 1 to 1000")]
    TooManyRows { count: usize },
    #[error("{} rows are in the way; nothing was stored", .rows.len())]
    BadRows { rows: Vec<BadRow> },
}

//! One of each refusal of communication, for `docs/refusals.md` and for the test that each is provoked.

use super::{meeting::Cite, refusal::Refusal};
use crate::{
    ids::{OrgId, StreamId, Uuid},
    meta::{ContextName, Visibility},
    time::Timestamp,
};

fn at(us: i64) -> Timestamp {
    Timestamp::from_us(us).unwrap_or_else(|| Timestamp::from_date(jiff::civil::Date::ZERO))
}

/// One of each.
pub(super) fn all() -> Vec<Refusal> {
    // 2026-11-23T10:00:00Z and an hour later.
    let (ten, eleven) = (at(1_795_428_000_000_000), at(1_795_431_600_000_000));
    let org = || OrgId::from_uuid(Uuid::from_u128(1));
    vec![
        Refusal::UnknownSubject { subject: "agenda proposal/<id>".to_owned() },
        Refusal::AudienceWiderThanSubject { subject: Visibility::Members, asked: Visibility::Public },
        Refusal::ThreadExists,
        Refusal::UnknownThread,
        Refusal::ThreadLocked,
        Refusal::EmptyMessage,
        Refusal::ReplyToElsewhere,
        Refusal::RateLimited { retry_after_s: 12 },
        Refusal::OnlyForImporters { field: "text_absent" },
        Refusal::AlreadyArchived,
        Refusal::UnknownMessage,
        Refusal::NotTheAuthor,
        Refusal::AlreadyRedacted,
        Refusal::EditTooLate { until: ten },
        Refusal::UnknownMeeting,
        Refusal::MeetingCancelled,
        Refusal::MeetingHeld,
        Refusal::EndBeforeStart { start: eleven, end: ten },
        Refusal::StartInPast { now: ten },
        Refusal::UnknownTz { tz: "Cluj".to_owned() },
        Refusal::RruleWithoutEnd,
        Refusal::MinutesExceedMeeting { planned: 75, has: 60 },
        Refusal::MeetingStarted { start: ten },
        Refusal::BeforeStart { start: ten },
        Refusal::NotAMember { org: org(), field: "owner_org" },
        Refusal::CitesUnknownEvent { cite: Cite { context: ContextName::Agenda, sequence: 9 }, known: 7 },
        Refusal::NoMinutes,
        Refusal::MinutesStand,
        Refusal::SoleAuthorApproves,
        Refusal::DueBeforeMeeting { held_on: ten.date() },
        Refusal::UnknownActionItem,
        Refusal::ActionItemEnded,
        Refusal::NotOwnOrganization { org: org() },
        Refusal::UnknownActivity { activity: StreamId::of("activity", "TRAIN_1") },
        Refusal::AudienceEmpty,
        Refusal::AckByInPast { now: ten },
        Refusal::UnknownAnnouncement,
        Refusal::NotInAudience { org: org() },
        Refusal::NoDays,
        Refusal::BeyondHead { head: 90 },
        Refusal::DigestMarkMoved { at: ten },
        Refusal::MarkGoesBack,
    ]
}

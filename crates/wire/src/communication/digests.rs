//! Subscriptions, digests and reminders as they are answered.

use domain::{
    communication::personal::{Subscription, Watched},
    digest::{Cut, Digest, Entry, Kind, Level, Reminder, Rhythm},
    time::Timestamp,
};

use crate::pb::communication as pb;

/// A moment over the logs.
pub fn digest_cut(cut: &Cut) -> pb::DigestCut {
    let sequences = cut.sequences.iter().map(|(context, sequence)| (context.as_str().to_owned(), *sequence));
    pb::DigestCut { at: cut.at.to_string(), sequences: sequences.collect() }
}

/// A subscription, and when a digest is due by it.
pub fn subscription(kept: &Subscription, due_at: Option<Timestamp>) -> pb::Subscription {
    let level = match kept.level {
        Level::Watch => pb::SubscriptionLevel::Watch,
        Level::Normal => pb::SubscriptionLevel::Normal,
        Level::Mute => pb::SubscriptionLevel::Mute,
    };
    let thread_id = match kept.scope {
        Watched::Initiative => String::new(),
        Watched::Thread(thread) => thread.to_string(),
    };
    pb::Subscription {
        thread_id,
        level: level.into(),
        digest: Some(rhythm(&kept.digest)),
        tz: kept.tz.clone(),
        digest_due_at: due_at.map(|at| at.to_string()).unwrap_or_default(),
    }
}

fn rhythm(rhythm: &Rhythm) -> pb::DigestRhythm {
    use pb::digest_rhythm::Kind;
    let (kind, days) = match rhythm {
        Rhythm::None => (Kind::None, Vec::new()),
        Rhythm::Daily => (Kind::Daily, Vec::new()),
        Rhythm::Weekly { days } => {
            (Kind::Weekly, days.iter().filter_map(|day| u32::try_from(*day).ok()).collect())
        }
    };
    pb::DigestRhythm { kind: kind.into(), days }
}

/// A digest.
pub fn digest(digest: &Digest) -> pb::Digest {
    pb::Digest {
        from: Some(digest_cut(&digest.from)),
        to: Some(digest_cut(&digest.to)),
        entries: digest.entries.iter().map(entry).collect(),
        is_whole: digest.is_whole,
    }
}

fn entry(entry: &Entry) -> pb::DigestEntry {
    let (start, end) = entry.time.unzip();
    pb::DigestEntry {
        kind: kind(entry.kind).into(),
        at: entry.at.to_string(),
        context: entry.context.as_str().to_owned(),
        sequence: entry.sequence,
        stream: entry.stream.to_string(),
        part: entry.part.clone(),
        title: entry.title.clone(),
        result: entry.result.clone().unwrap_or_default(),
        due: entry.due.map(|due| due.to_string()).unwrap_or_default(),
        start: start.map(|start| start.to_string()).unwrap_or_default(),
        end: end.map(|end| end.to_string()).unwrap_or_default(),
        author: entry.author.clone().unwrap_or_default(),
    }
}

fn kind(kind: Kind) -> pb::DigestKind {
    match kind {
        Kind::DecisionTaken => pb::DigestKind::DecisionTaken,
        Kind::StanceMissed => pb::DigestKind::StanceMissed,
        Kind::MilestoneDue => pb::DigestKind::MilestoneDue,
        Kind::Mention => pb::DigestKind::Mention,
        Kind::NewMessage => pb::DigestKind::NewMessage,
        Kind::MeetingCalled => pb::DigestKind::MeetingCalled,
        Kind::MeetingMoved => pb::DigestKind::MeetingMoved,
        Kind::MeetingCancelled => pb::DigestKind::MeetingCancelled,
        Kind::Announced => pb::DigestKind::Announced,
        Kind::AcknowledgementMissed => pb::DigestKind::AcknowledgementMissed,
        Kind::ActionItemDue => pb::DigestKind::ActionItemDue,
    }
}

/// A reminder.
pub fn reminder(reminder: &Reminder) -> pb::Reminder {
    pb::Reminder {
        reminder_id: reminder.id.clone(),
        context: reminder.context.as_str().to_owned(),
        stream: reminder.stream.to_string(),
        part: reminder.part.clone(),
        title: reminder.title.clone(),
        due: reminder.due.to_string(),
        hours: u32::try_from(reminder.hours).unwrap_or_default(),
        since: reminder.since.to_string(),
    }
}

//! What communication does by itself: it opens a thread where something happened that somebody must see, and reminds
//! of minutes that are missing.
//!
//! Knows no rule. A thread that the hub opens is known by its subject and its title: the same is never opened twice.
//! To add one: an entry here, and its RPC in the row `react` of the table of roles.

use domain::{
    backbone,
    communication::{
        Command,
        command::NewMessage,
        thread::{self, Subject},
    },
    facts::Facts,
    ids::{OrgId, Slug, StreamId},
    meta::{ContextName, Role, Visibility},
    private::Private,
};
use runtime::{
    reactions::{Deed, Does, Reaction},
    timers::{Due, Note, Timer},
};

/// So long after a meeting was held its minutes are asked for. Source: domain.md, section 5, Reactions.
const MINUTES_DAYS: i64 = 14;

pub fn does() -> Does<Command> {
    Does {
        reactions: vec![Reaction {
            name: "list_what_a_member_leaves",
            of: ContextName::Backbone,
            types: &["backbone.MemberLeft.v1"],
            reads: &[ContextName::Agenda, ContextName::Plan],
            react: left,
        }],
        timers: vec![Timer {
            kind: "remind_of_minutes",
            types: &[
                "communication.AttendanceRecorded.v1",
                "communication.MeetingCancelled.v1",
                "communication.MinutesRecorded.v1",
            ],
            note: minutes_due,
            fire: remind,
        }],
    }
}

/// A thread of the hub's own: who sees it, about what, and what it says at once.
struct Notice {
    subject: Subject,
    title: String,
    audience: Visibility,
}

impl Notice {
    fn open(self) -> Deed<Command> {
        let Self { subject, title, audience } = self;
        Deed {
            target: title.clone(),
            rpc: "OpenThread",
            command: Command::OpenThread { subject, title, audience },
        }
    }

    fn say(&self, initiative: &Slug, body: String) -> Deed<Command> {
        let thread = thread::of_the_hub(initiative, &self.subject, &self.title);
        let message = NewMessage { body: Some(Private::Plain(body)), ..NewMessage::default() };
        let command = Command::PostMessage { thread, message };
        Deed { target: format!("{}: message", self.title), rpc: "PostMessage", command }
    }
}

/// What a member leaves behind, for the backbone's staff.
fn left(record: &views::Record<'_>, facts: &Facts) -> Result<Vec<Deed<Command>>, views::Error> {
    let backbone::Event::MemberLeft { org, .. } = record.event()? else { return Ok(Vec::new()) };
    let (Ok(initiative), Ok(stream)) = (record.initiative.parse::<Slug>(), record.stream.parse::<StreamId>())
    else {
        return Ok(Vec::new());
    };
    let name =
        facts.hub.organizations.get(&org).map_or_else(|| org.to_string(), |known| known.code.to_string());
    let notice = Notice {
        subject: Subject::Ours { context: ContextName::Backbone, stream },
        title: format!("{name} has left: commitments, seats and open decisions"),
        audience: Visibility::Restricted,
    };
    let said = notice.say(&initiative, list(&org, record, facts));
    Ok(vec![notice.open(), said])
}

/// The list, in byte order of what it names: the same for the same facts.
fn list(org: &OrgId, record: &views::Record<'_>, facts: &Facts) -> String {
    let commitments = facts.plan.commitments.get(org).into_iter().flatten();
    let commitments: Vec<String> = commitments.map(|(stream, role)| format!("{stream} ({role})")).collect();
    let now = record.occurred_at;
    let is_seat = |grant: &&domain::facts::Grant| {
        grant.role == Role::SeatHolder && grant.org.as_ref() == Some(org) && grant.holds_at(now)
    };
    let seats: Vec<String> =
        facts.roster.grants.iter().filter(is_seat).map(|grant| grant.holder.clone()).collect();
    let open = facts.agenda.open.iter().filter(|(_, electorate)| electorate.contains(org));
    let open: Vec<String> = open.map(|(proposal, _)| format!("proposal/{proposal}")).collect();
    let lines = [("Commitments", commitments), ("Seats held by", seats), ("Open decisions", open)];
    let line = |(what, mut found): (&str, Vec<String>)| {
        let more = found.len().saturating_sub(MOST_NAMED);
        found.truncate(MOST_NAMED);
        let rest = if more == 0 { String::new() } else { format!(", and {more} more") };
        let none = if found.is_empty() { "none" } else { "" };
        format!("{what}: {none}{}{rest}.", found.join(", "))
    };
    lines.map(line).join("\n")
}

/// The most that one line names: a message has 16,000 bytes, and three lines of names of 60 fit in.
const MOST_NAMED: usize = 80;

/// Minutes end it for good: attendance may be recorded again behind them.
fn minutes_due(record: &views::Record<'_>) -> Result<Vec<Note>, views::Error> {
    Ok(vec![match record.type_name {
        "communication.AttendanceRecorded.v1" => {
            Note::Due { what: String::new(), at: record.occurred_at.plus_days(MINUTES_DAYS) }
        }
        _ => Note::Ended,
    }])
}

fn remind(due: &Due) -> Option<Deed<Command>> {
    let notice = Notice {
        subject: Subject::Ours { context: ContextName::Communication, stream: due.stream.clone() },
        title: format!("No minutes {MINUTES_DAYS} days after the meeting"),
        audience: Visibility::Members,
    };
    Some(notice.open())
}

//! What goes with every command.

use std::collections::BTreeMap;

use domain::{
    ids::{OrgId, Slug, Uuid},
    time::Timestamp,
};

use crate::{Fields, MAX_WHOLE, pb::common};

/// The most first acts one command completes; four-eyes needs one, and a batch of waivers a few.
const MAX_APPROVES: usize = 10;

/// What goes with a command: which one it is, where, and on what conditions. Never who commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// A uuid v7, or v8 when derived; the runtime takes v8 from `system` and `importer` alone.
    pub command_id: Uuid,
    /// The initiative commanded in.
    pub initiative: Slug,
    /// The version the caller believes the first stream to have; 0 says that it must not exist.
    pub expected_version: Option<u64>,
    /// The organization acted for, where the caller named one.
    pub on_behalf_of_org: Option<OrgId>,
    /// What ties several commands together; the command id when the caller gave none.
    pub correlation_id: Uuid,
    /// When it happened, as an importer states it.
    pub occurred_at: Option<Timestamp>,
    /// Sequences of other contexts that must have been seen first.
    pub after: BTreeMap<String, u64>,
    /// The records of first acts that this command completes.
    pub approves: Vec<Uuid>,
}

pub(crate) fn parse(f: &mut Fields, meta: &common::CommandMeta) -> Option<Meta> {
    let command_id = command_id(f, &meta.command_id);
    let initiative = f.slug("initiative", &meta.initiative);
    let expected_version = f.optional_number("expected_version", meta.expected_version, 0..=MAX_WHOLE);
    let on_behalf_of_org = f.optional("on_behalf_of_org", &meta.on_behalf_of_org, Fields::org);
    let correlation_id = f.optional("correlation_id", &meta.correlation_id, Fields::uuid);
    let occurred_at = f.optional("occurred_at", &meta.occurred_at, Fields::moment);
    let after = f.sequences("after", &meta.after);
    let approves = f.each("approves", &meta.approves, 0..=MAX_APPROVES, |f, id| f.uuid("", id));
    let command_id = command_id?;
    Some(Meta {
        command_id,
        initiative: initiative?,
        expected_version: expected_version?,
        on_behalf_of_org: on_behalf_of_org?,
        correlation_id: correlation_id?.unwrap_or(command_id),
        occurred_at: occurred_at?,
        after: after?,
        approves: approves?,
    })
}

fn command_id(f: &mut Fields, text: &str) -> Option<Uuid> {
    let id = f.uuid("command_id", text)?;
    let is_accepted = matches!(id.get_version_num(), 7 | 8) && id.get_variant() == uuid::Variant::RFC4122;
    if !is_accepted {
        f.refuse("command_id", "is not a uuid v7; its time keeps the index of commands in order");
    }
    is_accepted.then_some(id)
}

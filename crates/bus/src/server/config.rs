//! The server's configuration as text: three accounts, one login per service and per partner, and exactly
//! the permissions of contracts.md "On the bus". deploy/nats.conf holds the same blocks for an operator's
//! own server; a test compares them.
//!
//! Why accounts: NATS checks the subject a login publishes to, but not the reply subject it names, and the
//! server's answer to a permitted request goes there. In one account a partner could so put the server's
//! own answers into `hora.>`, and with them into the stream. Services and partners therefore live in
//! accounts that hold no stream; their requests are imported, and answers come back into their own account
//! only. To permit something more, change [`service_permissions`] or [`partner_permissions`] and the file.

use std::fmt::Write;

use super::home::{Home, Logins};
use crate::{Login, STREAM, connect::inbox_prefix, stream::subjects_of};

/// Enough for the batches in flight of every context (1,000 messages each); the store is on disk.
const MEMORY_STORE: &str = "256MB";
/// A relay reads the stream's last message at every start, so a tail lost in a power cut is published
/// again; this bounds it.
const SYNC_INTERVAL: &str = "10s";

/// The whole file for the server this crate runs.
pub(super) fn render(home: &Home, logins: &Logins) -> String {
    let mut text = format!(
        "# Written by hora from logins.json at every change; edits are lost.\n\
         server_name: \"{name}\"\nhost: \"127.0.0.1\"\nport: {port}\n\
         pid_file: \"{pid}\"\nlog_file: \"{log}\"\nlogfile_size_limit: 16MB\nlogfile_max_num: 2\n\
         jetstream {{ store_dir: \"{store}\", max_memory_store: {MEMORY_STORE}, sync_interval: \"{SYNC_INTERVAL}\" }}\n",
        name = logins.server_name,
        port = logins.port,
        pid = home.pid_file().display(),
        log = home.log().display(),
        store = home.folder().join("store").display(),
    );
    let services =
        logins.services.iter().map(|(context, login)| (login, service_permissions(context, &login.user)));
    let partners = logins.partners.values().map(|login| (login, partner_permissions(&login.user)));
    text.push_str("accounts {\n");
    text.push_str(&hub_account(&logins.hub));
    text.push_str(&account("SERVICES", services, &["$JS.API.>", "hora.>"]));
    text.push_str(&account("PARTNERS", partners, &["$JS.API.>", &format!("$JS.ACK.{STREAM}.>")]));
    text.push_str("}\n");
    text
}

/// What a service may do: publish its own context, and ask for the stream's creation time and for the
/// last message of its own context.
pub(crate) fn service_permissions(context: &str, user: &str) -> String {
    let own = subjects_of(context);
    let publish =
        [own.clone(), format!("$JS.API.STREAM.INFO.{STREAM}"), format!("$JS.API.DIRECT.GET.{STREAM}.{own}")];
    permissions(&publish, user)
}

/// What a partner may do: pull from its own durable consumer, ask how that stands, acknowledge.
pub(crate) fn partner_permissions(user: &str) -> String {
    let publish = [
        format!("$JS.API.CONSUMER.INFO.{STREAM}.{user}"),
        format!("$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{user}"),
        format!("$JS.ACK.{STREAM}.{user}.>"),
    ];
    permissions(&publish, user)
}

fn permissions(publish: &[String], user: &str) -> String {
    let list = publish.iter().map(|subject| format!("\"{subject}\"")).collect::<Vec<_>>().join(", ");
    format!(
        "permissions: {{ publish: {{ allow: [{list}] }}, subscribe: {{ allow: [\"{}.>\"] }} }}",
        inbox_prefix(user)
    )
}

fn hub_account(hub: &Login) -> String {
    format!(
        "  HORA {{\n    jetstream: enabled\n    users: [\n      {user}\n    ]\n    exports: [\n\
         \x20     {{ service: \"hora.>\", accounts: [SERVICES] }}\n\
         \x20     {{ service: \"$JS.API.>\", response_type: stream, accounts: [SERVICES, PARTNERS] }}\n\
         \x20     {{ service: \"$JS.ACK.{STREAM}.>\", accounts: [PARTNERS] }}\n    ]\n  }}\n",
        user = format_args!("{{ user: \"{}\", password: \"{}\" }}", hub.user, hub.password),
    )
}

fn account<'a>(name: &str, users: impl Iterator<Item = (&'a Login, String)>, imports: &[&str]) -> String {
    let mut text = format!("  {name} {{\n    users: [\n");
    for (Login { user, password }, permissions) in users {
        // Writing to a String does not fail.
        let _ =
            writeln!(text, "      {{ user: \"{user}\", password: \"{password}\",\n        {permissions} }}");
    }
    text.push_str("    ]\n    imports: [\n");
    for subject in imports {
        let _ = writeln!(text, "      {{ service: {{ account: HORA, subject: \"{subject}\" }} }}");
    }
    text.push_str("    ]\n  }\n");
    text
}

//! Which variables of the environment are settings, and which only look like one.
//!
//! Knows sections, not what stands in them: an unknown name in a section of ours is refused as it is in a file. To add
//! a section: a word in [`SECTIONS`].

use figment::providers::Env;

/// HORA_LOG, HORA_KEY and their like are no settings of the hub: ours all have a section.
const SECTIONS: [&str; 6] = ["hub", "listen", "ledger", "nats", "security_log", "services"];
const PREFIX: &str = "HORA_";

/// The settings among the variables.
pub fn settings() -> Env {
    Env::prefixed(PREFIX).split("__").filter(|name| {
        let name = name.as_str().to_ascii_lowercase();
        name.split_once('.').is_some_and(|(section, _)| SECTIONS.contains(&section))
    })
}

/// What is wrong with the first variable that is written as a setting, and is of no section.
pub fn first_unknown(names: impl Iterator<Item = String>) -> Option<String> {
    let unknown = names.filter(|name| {
        let name = name.to_ascii_lowercase();
        let section =
            name.strip_prefix(&PREFIX.to_ascii_lowercase()).and_then(|rest| Some(rest.split_once("__")?.0));
        section.is_some_and(|section| !SECTIONS.contains(&section))
    });
    let accepted = SECTIONS.map(|section| format!("{PREFIX}{}__", section.to_ascii_uppercase()));
    // In order, so that the same environment is always told the same.
    unknown.min().map(|name| {
        format!("{name} in the environment is no setting; settings begin with {}", accepted.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(names: &[&str]) -> Option<String> {
        first_unknown(names.iter().map(|name| (*name).to_owned()))
    }

    #[test]
    fn what_is_written_as_a_setting_is_one() {
        let others = ["HORA_KEY", "HORA_NATS_USER_HUB", "PATH", "OTHER__X"];
        assert_eq!(unknown(&others), None);
        assert_eq!(
            unknown(&["HORA_SECURITY_LOG__KEEP_DAYS", "HORA_LISTEN__TLS__KEY", "hora_hub__data"]),
            None
        );
        let wrong = unknown(&["HORA_LEDGRE__X", "HORA_KEY"]).unwrap();
        assert!(wrong.starts_with("HORA_LEDGRE__X in") && wrong.contains("HORA_LEDGER__"), "{wrong}");
    }
}

//! The shared pieces of answers: private text on its way out, actors, references, bad rows.
//!
//! Knows no keys: whoever opens a text says what became of it.

use domain::{decider, ids::ExternalRef, meta::Actor};

use crate::pb::common::{self, private_text::State};

/// What became of a sealed text when it was to be opened for a caller.
#[derive(Clone, PartialEq, Eq)]
pub enum Opened {
    /// The text.
    Open(String),
    /// Not for this caller.
    Withheld,
    /// Its key was destroyed.
    Erased,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open(_) => "Open(not shown)",
            Self::Withheld => "Withheld",
            Self::Erased => "Erased",
        })
    }
}

/// A private text on its way out.
pub fn private_text(commitment: &str, opened: Opened) -> common::PrivateText {
    let (state, text) = match opened {
        Opened::Open(text) => (State::Open, Some(text)),
        Opened::Withheld => (State::Withheld, None),
        Opened::Erased => (State::Erased, None),
    };
    common::PrivateText { state: state.into(), text, commitment: commitment.to_owned() }
}

/// A private text that never was.
pub fn no_private_text() -> common::PrivateText {
    common::PrivateText { state: State::Empty.into(), text: None, commitment: String::new() }
}

impl From<&Actor> for common::Actor {
    fn from(actor: &Actor) -> Self {
        let via = match actor.via {
            domain::meta::Via::Key => "key",
            domain::meta::Via::Session => "session",
            domain::meta::Via::Reaction => "reaction",
            domain::meta::Via::Timer => "timer",
        };
        Self {
            r#ref: actor.reference.clone(),
            org: actor.org.as_ref().map(ToString::to_string).unwrap_or_default(),
            role: actor.role.as_str().to_owned(),
            via: via.to_owned(),
        }
    }
}

impl From<&ExternalRef> for common::ExternalRef {
    fn from(reference: &ExternalRef) -> Self {
        Self { vocabulary: reference.vocabulary.clone(), code: reference.code.clone() }
    }
}

impl From<&decider::BadRow> for common::BadRow {
    fn from(row: &decider::BadRow) -> Self {
        Self {
            row: row.row,
            column: row.column.clone().into_owned(),
            reason: row.reason.to_owned(),
            message: row.message.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_open_text_goes_out() {
        let open = private_text("c1", Opened::Open("text".to_owned()));
        assert_eq!(
            (open.state(), open.text.as_deref(), open.commitment.as_str()),
            (State::Open, Some("text"), "c1")
        );
        for (opened, state) in [(Opened::Withheld, State::Withheld), (Opened::Erased, State::Erased)] {
            let shut = private_text("c1", opened);
            assert_eq!((shut.state(), shut.text, shut.commitment.as_str()), (state, None, "c1"));
        }
        assert_eq!(no_private_text().state(), State::Empty);
        assert!(!format!("{:?}", Opened::Open("secret".to_owned())).contains("secret"));
    }

    #[test]
    fn an_actor_goes_out_as_it_stands_in_the_record() {
        let actor = r#"{"ref":"p_1","org":null,"role":"org_representative","via":"key"}"#;
        let sent = common::Actor::from(&serde_json::from_str::<Actor>(actor).unwrap());
        assert_eq!(
            [sent.r#ref, sent.org, sent.role, sent.via],
            ["p_1", "", "org_representative", "key"].map(str::to_owned)
        );
    }
}

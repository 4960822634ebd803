//! The words of enums: short and in lower case where people write them, the enum's own names where JSON has them.
//!
//! Knows no enum by name, and no flag; what JSON says beside words is left for the encoder to judge.

use prost_reflect::{EnumDescriptor, EnumValueDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::Value;

/// How deep help looks into messages: what lies deeper is told by its name alone.
const DEPTH_SHOWN: u8 = 2;

/// The words that an enum's field takes, each with its value.
pub fn of(choice: &EnumDescriptor) -> impl Iterator<Item = (String, EnumValueDescriptor)> {
    let prefix = prefix_of(choice.name());
    let values: Vec<EnumValueDescriptor> = choice.values().filter(|value| value.number() != 0).collect();
    values.into_iter().map(move |value| {
        let name = value.name();
        (name.strip_prefix(&prefix).unwrap_or(name).to_ascii_lowercase(), value)
    })
}

/// The enum's own name of a word with either dash, or of that name itself.
pub fn full_name(choice: &EnumDescriptor, word: &str) -> Option<String> {
    let plain = word.replace('-', "_");
    let found = of(choice).find(|(known, value)| *known == plain || value.name() == word);
    found.map(|(_, value)| value.name().to_owned())
}

/// Puts the enums' own names in the place of the words in a field's JSON.
///
/// # Errors
/// The word that is none of its enum, with those that are.
pub fn spell_out(field: &FieldDescriptor, value: &mut Value) -> Result<(), String> {
    match value {
        Value::Array(entries) if field.is_list() => {
            entries.iter_mut().try_for_each(|entry| spell_out_one(field, &field.kind(), entry))
        }
        Value::Object(entries) if field.is_map() => match field.kind() {
            Kind::Message(entry) => {
                let kind = entry.map_entry_value_field().kind();
                entries.values_mut().try_for_each(|value| spell_out_one(field, &kind, value))
            }
            _ => Ok(()),
        },
        value => spell_out_one(field, &field.kind(), value),
    }
}

fn spell_out_one(field: &FieldDescriptor, kind: &Kind, value: &mut Value) -> Result<(), String> {
    match (kind, value) {
        (Kind::Enum(choice), Value::String(word)) => {
            *word = full_name(choice, word)
                .ok_or_else(|| format!("{} is `{word}`; accepted are {}", field.name(), listed(choice)))?;
            Ok(())
        }
        (Kind::Message(message), Value::Object(fields)) => fields.iter_mut().try_for_each(|(name, value)| {
            let field = message.get_field_by_json_name(name).or_else(|| message.get_field_by_name(name));
            field.map_or(Ok(()), |field| spell_out(&field, value))
        }),
        _ => Ok(()),
    }
}

/// The fields of a message for help, each enum with its words.
pub fn shape_of(message: &MessageDescriptor) -> String {
    shape_within(message, DEPTH_SHOWN)
}

fn shape_within(message: &MessageDescriptor, depth: u8) -> String {
    let fields = message.fields().map(|field| match field.kind() {
        Kind::Enum(choice) => format!("{} ({})", field.name(), listed(&choice)),
        Kind::Message(inner) if depth > 1 && !field.is_map() && inner.fields().len() > 0 => {
            format!("{} {{{}}}", field.name(), shape_within(&inner, depth.saturating_sub(1)))
        }
        _ => field.name().to_owned(),
    });
    fields.collect::<Vec<_>>().join(", ")
}

fn listed(choice: &EnumDescriptor) -> String {
    of(choice).map(|(word, _)| word).collect::<Vec<_>>().join(", ")
}

/// `STOCK_OR_FLOW_` of `StockOrFlow`.
fn prefix_of(name: &str) -> String {
    format!("{}_", super::kebab(name).replace('-', "_").to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(message: &str, name: &str) -> FieldDescriptor {
        wire::pool().get_message_by_name(message).unwrap().get_field_by_name(name).unwrap()
    }

    fn spelled(field: &FieldDescriptor, mut value: Value) -> Result<Value, String> {
        spell_out(field, &mut value).map(|()| value)
    }

    #[test]
    fn words_are_those_of_the_enum_without_its_name() {
        assert_eq!(prefix_of("StockOrFlow"), "STOCK_OR_FLOW_");
        assert_eq!(prefix_of("Visibility"), "VISIBILITY_");
        let Kind::Enum(choice) = field("hora.agenda.v1.Rule", "reason_policy").kind() else {
            panic!("no enum")
        };
        for word in ["required_for_disagree_or_block", "required-for-disagree-or-block"] {
            let name = full_name(&choice, word);
            assert_eq!(name.as_deref(), Some("REASON_POLICY_REQUIRED_FOR_DISAGREE_OR_BLOCK"));
        }
        assert_eq!(full_name(&choice, "REASON_POLICY_OPTIONAL").as_deref(), Some("REASON_POLICY_OPTIONAL"));
        assert_eq!(full_name(&choice, "unspecified"), None);
    }

    #[test]
    fn words_inside_json_are_spelled_out_however_deep() {
        let counting = field("hora.agenda.v1.Rule", "counting");
        let full = json!({"method": "METHOD_CONSENT", "quorum_bp": 6000});
        assert_eq!(spelled(&counting, json!({"method": "consent", "quorum_bp": 6000})).unwrap(), full);
        assert_eq!(spelled(&counting, full.clone()).unwrap(), full);
        let changes = field("hora.agenda.v1.DraftProposalRequest", "changes");
        let change = |section: &str| json!({"setSection": {"section": section, "text": "consent"}});
        assert_eq!(spelled(&changes, json!([change("vision")])).unwrap(), json!([change("SECTION_VISION")]));
        assert_eq!(spelled(&changes, change("vision")).unwrap(), change("SECTION_VISION"), "one each time");
    }

    #[test]
    fn a_word_that_is_none_is_answered_with_those_that_are() {
        let counting = field("hora.agenda.v1.Rule", "counting");
        assert_eq!(
            spelled(&counting, json!({"method": "votes"})).unwrap_err(),
            "method is `votes`; accepted are consent, majority, supermajority, unanimity"
        );
        let not_known = json!({"methods": "votes"});
        assert_eq!(spelled(&counting, not_known.clone()).unwrap(), not_known, "the encoder names it");
    }

    #[test]
    fn help_shows_the_fields_and_their_words() {
        let Kind::Message(counting) = field("hora.agenda.v1.Rule", "counting").kind() else {
            panic!("no message")
        };
        let words = "method (consent, majority, supermajority, unanimity), quorum_bp, threshold_bp";
        assert_eq!(shape_of(&counting), words);
        let Kind::Message(change) = field("hora.agenda.v1.DraftProposalRequest", "changes").kind() else {
            panic!("no message")
        };
        assert!(shape_of(&change).starts_with("set_section {section (problem_statement, vision, "));
    }
}

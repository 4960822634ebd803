//! What a flag takes, as clap arguments: each value leaves the parser as the JSON of its field.

use clap::{
    Arg, ArgAction,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _, ValueParser},
};
use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind};
use serde_json::{Value, json};

use super::{
    comments,
    flags::{Flag, Shape, shape},
    words,
};
use crate::as_of::AsOf;

/// The environment's default for `--initiative`.
const INITIATIVE: &str = "HORA_INITIATIVE";

/// The clap argument of a flag.
pub fn arg(flag: &Flag) -> Option<Arg> {
    let field = flag.field()?;
    let shape = shape(field);
    let mut arg = Arg::new(flag.id())
        .long(flag.long.clone())
        .help(help(field, shape))
        .value_parser(parser(field, shape));
    arg = if field.is_list() || field.is_map() {
        arg.action(ArgAction::Append)
    } else {
        arg.action(ArgAction::Set)
    };
    arg = match shape {
        Shape::Switch => {
            arg.num_args(0..=1).require_equals(true).default_missing_value("true").value_name("true|false")
        }
        Shape::Mark => arg.num_args(0).default_missing_value("{}"),
        Shape::Choice => arg.value_name("WORD").hide_possible_values(false),
        Shape::Pair => arg.value_name("KEY=VALUE"),
        Shape::AsOf => arg.value_name("SEQUENCE|MOMENT|effective:MOMENT"),
        Shape::Json => arg.value_name("JSON|@FILE"),
        Shape::Scalar => arg.value_name(kind_word(&field.kind())).allow_negative_numbers(true),
    };
    let is_of_meta = flag.path.first().is_some_and(|first| first.name() == "meta");
    if field.name() == "initiative" && (is_of_meta || flag.path.len() == 1) {
        arg = arg.env(INITIATIVE);
    }
    Some(if is_of_meta { arg.help_heading("With every command and query") } else { arg })
}

fn help(field: &FieldDescriptor, shape: Shape) -> String {
    let text = comments::of_field(field);
    if let (Shape::Json, Kind::Message(message)) = (shape, field.kind()) {
        let list = if field.is_list() { "a list, or one each time" } else { "an object" };
        return format!("{text} As JSON ({list}) with {}.", words::shape_of(&message));
    }
    let more = match shape {
        Shape::AsOf => {
            " A sequence, a moment (as recorded then), or effective:MOMENT (as it was in the world)."
        }
        _ if field.name() == "command_id" => " Made when absent.",
        _ if field.is_list() => " May be given several times.",
        _ => "",
    };
    format!("{text}{more}")
}

fn kind_word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Double | Kind::Float => "NUMBER",
        Kind::Bool => "true|false",
        Kind::String => "TEXT",
        Kind::Bytes => "BASE64",
        _ => "WHOLE",
    }
}

fn parser(field: &FieldDescriptor, shape: Shape) -> ValueParser {
    match (shape, field.kind()) {
        (Shape::Choice, Kind::Enum(choice)) => choices(choice),
        (Shape::Pair, _) => ValueParser::new(pair),
        (Shape::AsOf, _) => ValueParser::new(as_of),
        (Shape::Json | Shape::Mark, _) => {
            let field = field.clone();
            ValueParser::new(move |text: &str| json_of(&field, text))
        }
        (Shape::Switch, _) | (_, Kind::Bool) => ValueParser::new(whether),
        (_, Kind::Double | Kind::Float) => ValueParser::new(number),
        (_, Kind::String | Kind::Bytes) => ValueParser::new(text),
        (_, Kind::Int32 | Kind::Int64 | Kind::Sint32 | Kind::Sint64 | Kind::Sfixed32 | Kind::Sfixed64) => {
            ValueParser::new(signed)
        }
        _ => ValueParser::new(whole),
    }
}

/// The accepted words of an enum.
fn choices(choice: EnumDescriptor) -> ValueParser {
    let values: Vec<PossibleValue> = words::of(&choice)
        .map(|(word, value)| {
            let dashed = word.replace('_', "-");
            let about = comments::of_value(&value);
            let shown = PossibleValue::new(word.clone());
            let shown = if about.is_empty() { shown } else { shown.help(about) };
            if dashed == word { shown } else { shown.alias(dashed) }
        })
        .collect();
    let full = move |word: String| words::full_name(&choice, &word).map_or(Value::Null, Value::String);
    PossibleValuesParser::new(values).map(full).into()
}

type Parsed = Result<Value, String>;

fn text(text: &str) -> Parsed {
    Ok(json!(text))
}

fn whole(text: &str) -> Parsed {
    text.parse::<u64>()
        .map(|number| json!(number))
        .map_err(|_| "accepted is a whole number of 0 or more".to_owned())
}

fn signed(text: &str) -> Parsed {
    text.parse::<i64>().map(|number| json!(number)).map_err(|_| "accepted is a whole number".to_owned())
}

fn number(text: &str) -> Parsed {
    text.parse::<f64>().map(|number| json!(number)).map_err(|_| "accepted is a number".to_owned())
}

fn whether(text: &str) -> Parsed {
    text.parse::<bool>().map(|is_so| json!(is_so)).map_err(|_| "accepted are true and false".to_owned())
}

fn pair(text: &str) -> Parsed {
    let (key, value) = text.split_once('=').ok_or("accepted is KEY=VALUE")?;
    Ok(json!({ key: value }))
}

fn as_of(text: &str) -> Parsed {
    Ok(text.parse::<AsOf>()?.to_json())
}

/// JSON in which the words of enums may stand as in flags of their own.
fn json_of(field: &FieldDescriptor, text: &str) -> Parsed {
    let mut value = json(text)?;
    words::spell_out(field, &mut value)?;
    Ok(value)
}

fn json(text: &str) -> Parsed {
    let wrong = |error: serde_json::Error| format!("accepted is json, or @FILE with json: {error}");
    match text.strip_prefix('@') {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
            serde_json::from_slice(&bytes).map_err(wrong)
        }
        None => serde_json::from_str(text).map_err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_the_json_of_their_field() {
        assert_eq!(pair("agenda=7").unwrap(), json!({"agenda": "7"}));
        assert_eq!(as_of("12").unwrap(), json!({"sequence": "12"}));
        assert_eq!(json("[1]").unwrap(), json!([1]));
        assert!(json("{").unwrap_err().contains("accepted is json"));
        assert!(whole("-1").unwrap_err().contains("0 or more"));
        assert!(pair("agenda").is_err());
    }
}

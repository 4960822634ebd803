//! The types of the domain as its source declares them: what serde derives on them, and their doc comments.
//!
//! Knows Rust and the serde attributes that stored types use, not JSON Schema. An attribute it does not know
//! fails the test that meets it, rather than describing bytes wrongly. To learn one: an arm in [`Serde::read`].

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use hora_tests::project_root;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta};

/// Folders of the domain that are contexts; a name is looked up there before it is looked up in what they share.
pub const CONTEXTS: [&str; 5] = ["agenda", "backbone", "communication", "measurement", "plan"];

/// Every type that derives `Deserialize`, by context (empty: shared) and name.
pub struct Source(BTreeMap<(String, String), Item>);

/// The serde attributes of a type, variant or field.
#[derive(Default)]
pub struct Serde {
    pub rename: Option<String>,
    pub is_snake_case: bool,
    pub tag: Option<String>,
    pub content: Option<String>,
    pub with: Option<String>,
    /// Left out where there is none: a field that came later.
    pub is_optional: bool,
}

impl Source {
    pub fn read() -> Self {
        let root = project_root().join("crates/domain/src");
        let mut types = BTreeMap::new();
        for file in files(&root) {
            let inside = file.strip_prefix(&root).unwrap();
            let first = inside.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
            let context = CONTEXTS.into_iter().find(|name| *name == first).unwrap_or_default();
            let text = fs::read_to_string(&file).unwrap();
            for item in syn::parse_file(&text).unwrap().items {
                let Some(name) = stored_name(&item) else { continue };
                let was = types.insert((context.to_owned(), name.clone()), item);
                assert!(was.is_none(), "two stored types are called {name} in `{context}`");
            }
        }
        Self(types)
    }

    /// The type a name means inside a context.
    pub fn find(&self, context: &str, name: &str) -> &Item {
        let at = |context: &str| self.0.get(&(context.to_owned(), name.to_owned()));
        at(context).or_else(|| at("")).unwrap_or_else(|| panic!("no stored type {name} for `{context}`"))
    }
}

/// Source files in byte order of their paths, those of tests aside.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let is_test = |path: &PathBuf| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        matches!(stem, "tests" | "testing")
    };
    let ours = entries.into_iter().filter(|path| !is_test(path));
    ours.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn stored_name(item: &Item) -> Option<String> {
    let (attributes, name) = match item {
        Item::Struct(item) => (&item.attrs, &item.ident),
        Item::Enum(item) => (&item.attrs, &item.ident),
        _ => return None,
    };
    let mut is_stored = false;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        attribute
            .parse_nested_meta(|meta| {
                is_stored |= meta.path.is_ident("Deserialize");
                Ok(())
            })
            .unwrap();
    }
    is_stored.then(|| name.to_string())
}

impl Serde {
    pub fn read(attributes: &[Attribute]) -> Self {
        let mut found = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute
                .parse_nested_meta(|meta| {
                    let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                    if name == "default" {
                        found.is_optional = true;
                        return Ok(());
                    }
                    let text = meta.value()?.parse::<syn::LitStr>()?.value();
                    match name.as_str() {
                        "rename" => found.rename = Some(text),
                        "rename_all" if text == "snake_case" => found.is_snake_case = true,
                        "tag" => found.tag = Some(text),
                        "content" => found.content = Some(text),
                        "with" => found.with = Some(text),
                        "skip_serializing_if" if text == "Option::is_none" => found.is_optional = true,
                        _ => return Err(meta.error("not known here")),
                    }
                    Ok(())
                })
                .unwrap_or_else(|error| panic!("a serde attribute that the schemas cannot show: {error}"));
        }
        found
    }

    /// The stored name of a variant.
    pub fn variant(&self, attributes: &[Attribute], name: &str) -> String {
        let own = Self::read(attributes).rename;
        own.unwrap_or_else(|| if self.is_snake_case { snake_case(name) } else { name.to_owned() })
    }
}

/// As serde does it: `_` before each capital but the first.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The doc comment as one line, without the brackets of links.
pub fn docs(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    let lines: Vec<String> = attributes.iter().filter_map(line).collect();
    lines.join(" ").replace("[`", "`").replace("`]", "`")
}

#[test]
fn names_are_cut_as_serde_cuts_them() {
    assert_eq!(snake_case("RequiredForDisagreeOrBlock"), "required_for_disagree_or_block");
    assert_eq!(snake_case("Other"), "other");
}

//! Codes made from the names of a source: upper-cased, what no code may hold becomes `_`; two names never share one.
//!
//! Source: contracts.md, ids. A mapping may give a name's code by hand.

use std::collections::BTreeMap;

use domain::ids::Code;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest code.
const MAX_CODE: usize = 64;

/// The codes given so far.
#[derive(Debug, Default)]
pub struct Codes {
    by_name: BTreeMap<String, Code>,
    by_code: BTreeMap<Code, String>,
    by_hand: BTreeMap<String, String>,
}

impl Codes {
    /// None given yet, but for those of the mapping.
    pub fn new(by_hand: &BTreeMap<String, String>) -> Self {
        Self { by_hand: by_hand.clone(), ..Self::default() }
    }

    /// The code of a name.
    ///
    /// # Errors
    /// No code can be made of it, or another name has it.
    pub fn of(&mut self, name: &str) -> Result<Code, String> {
        if let Some(code) = self.by_name.get(name) {
            return Ok(code.clone());
        }
        let text = self.by_hand.get(name).cloned().unwrap_or_else(|| derived(name));
        let code: Code = text.parse().map_err(|_| {
            format!(
                "no code can be made of `{name}`; accepted is one of 1 to 64 of A-Z, 0-9, _ in the mapping"
            )
        })?;
        if let Some(other) = self.by_code.get(&code) {
            return Err(format!(
                "`{name}` and `{other}` both become {code}; accepted is another code in the mapping"
            ));
        }
        self.by_code.insert(code.clone(), name.to_owned());
        self.by_name.insert(name.to_owned(), code.clone());
        Ok(code)
    }

    /// Takes over a code that was given to a name before.
    ///
    /// # Errors
    /// The name or the code has another already.
    pub fn keep(&mut self, name: &str, code: &str) -> Result<(), String> {
        let kept: Code = code.parse().map_err(|_| format!("`{code}` is no code"))?;
        let is_other = |had: &Code| *had != kept;
        let other_name = self.by_code.get(&kept).filter(|had| *had != name);
        if let Some(other) = other_name {
            return Err(format!("`{name}` and `{other}` both have the code {kept}"));
        }
        if let Some(other) = self.by_name.get(name).filter(|had| is_other(had)) {
            return Err(format!("`{name}` has the codes {other} and {kept}"));
        }
        self.by_code.insert(kept.clone(), name.to_owned());
        self.by_name.insert(name.to_owned(), kept);
        Ok(())
    }

    /// Each code with its name, in byte order of the codes.
    pub fn all(&self) -> impl Iterator<Item = (&Code, &str)> {
        self.by_code.iter().map(|(code, name)| (code, name.as_str()))
    }
}

/// `CITY_COUNCIL` of `City Council`; letters lose their marks, a leading digit gets a `C_` before it.
fn derived(name: &str) -> String {
    let letters = name.nfd().filter(|letter| !is_combining_mark(*letter));
    let mut code = String::new();
    for letter in letters {
        if letter.is_ascii_alphanumeric() {
            code.push(letter.to_ascii_uppercase());
        } else if !code.is_empty() && !code.ends_with('_') {
            code.push('_');
        }
    }
    if code.starts_with(|first: char| first.is_ascii_digit()) {
        code.insert_str(0, "C_");
    }
    code.truncate(MAX_CODE);
    code.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_code() {
        let mut codes = Codes::new(&[("Sénat".to_owned(), "UPPER_HOUSE".to_owned())].into());
        let cases = [
            ("City Council", "CITY_COUNCIL"),
            (
                "Committee on Mental Health, Disabilities and Addiction",
                "COMMITTEE_ON_MENTAL_HEALTH_DISABILITIES_AND_ADDICTION",
            ),
            ("Consiliul Județean", "CONSILIUL_JUDETEAN"),
            ("118-senate.", "C_118_SENATE"),
            ("Sénat", "UPPER_HOUSE"),
        ];
        for (name, code) in cases {
            assert_eq!(codes.of(name).unwrap().as_str(), code);
            assert_eq!(codes.of(name).unwrap().as_str(), code, "the second time too");
        }
        assert_eq!(codes.all().count(), cases.len());
    }

    #[test]
    fn two_names_never_share_a_code() {
        let mut codes = Codes::default();
        codes.of("City Council").unwrap();
        assert!(codes.of("City-Council").unwrap_err().contains("`City Council`"));
        assert!(codes.of("議會").unwrap_err().contains("mapping"));
    }
}

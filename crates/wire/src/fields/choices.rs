//! Closed lists of values, as words or as protobuf enums.

use domain::{facts::Sector, meta::Visibility};

use super::{Fields, quoted};
use crate::pb;

/// The highest number of an enum value that a violation lists; ours are numbered from 1 without gaps.
const LISTED_VALUES: i32 = 64;

impl Fields {
    /// One of a closed list of words: `f.word("sector", &r.sector, Sector::parse, &["government", …])`.
    pub fn word<T>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        accepted: &[&str],
    ) -> Option<T> {
        let value = parse(text);
        if value.is_none() {
            let given = quoted(text);
            self.refuse(field, format!("{given} is not known here; accepted are {}", accepted.join(", ")));
        }
        value
    }

    /// A protobuf enum. `map` gives the domain's value, and `None` for `…_UNSPECIFIED`:
    /// `f.choice("position", r.position, pb::Position::as_str_name, |p| …)`.
    pub fn choice<E: TryFrom<i32>, T>(
        &mut self,
        field: &str,
        number: i32,
        name: fn(&E) -> &'static str,
        map: impl Fn(E) -> Option<T>,
    ) -> Option<T> {
        let value = E::try_from(number).ok().and_then(&map);
        if value.is_none() {
            let accepted: Vec<&str> = (0..LISTED_VALUES)
                .filter_map(|number| {
                    let name = name(&E::try_from(number).ok()?);
                    map(E::try_from(number).ok()?).map(|_| name)
                })
                .collect();
            let given =
                E::try_from(number).map_or_else(|_| number.to_string(), |value| name(&value).to_owned());
            self.refuse(field, format!("is {given}; accepted are {}", accepted.join(", ")));
        }
        value
    }

    /// A protobuf enum that may be absent: its number 0 says so.
    pub fn optional_choice<E: TryFrom<i32>, T>(
        &mut self,
        field: &str,
        number: i32,
        name: fn(&E) -> &'static str,
        map: impl Fn(E) -> Option<T>,
    ) -> Option<Option<T>> {
        if number == 0 { Some(None) } else { self.choice(field, number, name, map).map(Some) }
    }

    /// A sector's word.
    pub fn sector(&mut self, field: &str, text: &str) -> Option<Sector> {
        self.word(field, text, Sector::parse, &Sector::ALL.map(Sector::as_str))
    }

    /// Who may read.
    pub fn visibility(&mut self, field: &str, number: i32) -> Option<Visibility> {
        self.choice(field, number, pb::common::Visibility::as_str_name, |visibility| match visibility {
            pb::common::Visibility::Unspecified => None,
            pb::common::Visibility::Public => Some(Visibility::Public),
            pb::common::Visibility::Members => Some(Visibility::Members),
            pb::common::Visibility::Restricted => Some(Visibility::Restricted),
        })
    }
}

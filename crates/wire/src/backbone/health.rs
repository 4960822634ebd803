//! The question about health: at which cut, and what moment says what is late.

use std::collections::BTreeMap;

use domain::{
    meta::{ContextName, HUB},
    time::Timestamp,
};

use crate::{AsOf, Fields, Malformed, Question, pb::backbone as pb};

/// What is asked besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetHealth {
    /// The moment that says what is late, where one is named.
    pub at: Option<Timestamp>,
    /// What the answer must cover of each context; for now alone.
    pub after: BTreeMap<String, u64>,
}

/// GetHealth.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_health(request: &pb::GetHealthRequest) -> Result<(Question, GetHealth), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let at = f.optional("at", &request.at, Fields::moment);
    let after = f.sequences("after", &request.after);
    if let Some(question) = &question {
        check(&mut f, question, request);
    }
    f.finish(|| Some((question?, GetHealth { at: at?, after: after? })))
}

fn check(f: &mut Fields, question: &Question, request: &pb::GetHealthRequest) {
    let of_one_log = match question.as_of {
        Some(AsOf::Sequence(_)) => Some("sequence"),
        Some(AsOf::EffectiveAt { known_at: Some(_), .. }) => Some("known_at"),
        _ => None,
    };
    if let Some(field) = of_one_log {
        f.refuse(
            &format!("meta.as_of.{field}"),
            "is a moment of one log; accepted are recorded_at, effective_at, and a cut of all",
        );
    }
    if question.as_of.is_some() && !request.at.is_empty() {
        f.refuse("at", "is given beside as_of, which is the moment; accepted is one of them");
    }
    let is_now = question.as_of.is_none() && question.cut.is_empty();
    if !is_now && !request.after.is_empty() {
        f.refuse("after", "is given beside an earlier moment; accepted is to leave it out");
    }
    if question.cut.is_empty() {
        return;
    }
    for log in ContextName::SERVICES.map(ContextName::as_str).into_iter().chain([HUB]) {
        if !question.cut.contains_key(log) {
            f.refuse(
                "meta.cut",
                format!("lacks {log}; accepted are sequences of agenda, backbone, communication, hub, measurement and plan"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pb::common::{self, as_of::Point};

    fn asked(
        point: Option<Point>,
        cut: &[(&str, u64)],
        at: &str,
    ) -> Result<(Question, GetHealth), Vec<String>> {
        let meta = common::QueryMeta {
            initiative: "cluj".to_owned(),
            as_of: point.map(|point| common::AsOf { point: Some(point), known_at: None }),
            cut: cut.iter().map(|(log, sequence)| ((*log).to_owned(), *sequence)).collect(),
            ..Default::default()
        };
        let request = pb::GetHealthRequest { meta: Some(meta), at: at.to_owned(), ..Default::default() };
        let fields = |wrong: Malformed| wrong.violations.into_iter().map(|one| one.field).collect();
        parse_get_health(&request).map_err(fields)
    }

    const ALL: [(&str, u64); 6] =
        [("agenda", 1), ("backbone", 2), ("communication", 3), ("hub", 4), ("measurement", 5), ("plan", 0)];

    #[test]
    fn a_cut_names_every_log_and_a_sequence_alone_is_none() {
        assert!(asked(None, &[], "").is_ok());
        assert!(asked(None, &ALL, "2026-01-01T00:00:00Z").is_ok());
        assert_eq!(asked(None, &ALL[..5], "").unwrap_err(), ["meta.cut"]);
        assert_eq!(asked(Some(Point::Sequence(3)), &[], "").unwrap_err(), ["meta.as_of.sequence"]);
        let then = || Some(Point::EffectiveAt("2026-01-01".to_owned()));
        assert!(asked(then(), &ALL, "").is_ok());
        assert_eq!(asked(then(), &[], "2026-01-01").unwrap_err(), ["at"]);
    }
}

//! What changed in the plan between any two moments: two readings laid side by side.
//!
//! Each moment is answered by a view of its own, under the rights of now. A list is told in parts by number, since both
//! moments stand still.

use std::collections::BTreeMap;

use domain::ids::OrgId;
use runtime::Reading;
use tonic::{Request, Status};
use views::{Connection, plan as view};
use wire::{Malformed, Question, next_page_token, pb::plan as pb, plan as parse};

use crate::{answers, queries::Queries};

/// The most successions followed from one organization to the one that goes on.
const MAX_SUCCESSIONS: usize = 10;

pub async fn answer(
    queries: &Queries,
    request: Request<pb::GetDifferenceRequest>,
) -> Result<pb::GetDifferenceResponse, Status> {
    let (metadata, extensions, message) = request.into_parts();
    let again = |message| Request::from_parts(metadata.clone(), extensions.clone(), message);
    // The token of a part is of the later moment.
    let whole = pb::GetDifferenceRequest { page: None, ..message.clone() };
    let earlier = |request: &pb::GetDifferenceRequest| {
        parse::parse_get_difference(request).map(|(_, asked)| (asked.since, ()))
    };
    let (since, before) =
        queries.views.ask(again(whole), earlier, |view, (), _| view::snapshot(view)).await?;
    let (reading, (after, asked)) = queries.views.ask(again(message.clone()), later, snapshot).await?;
    let hub = queries.core.facts.hub();
    let heir = |org: &OrgId| {
        let mut at = org.clone();
        for _ in 0..MAX_SUCCESSIONS {
            match hub.organizations.get(&at).and_then(|one| one.succeeded_by.clone()) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    };
    let all = view::difference(&before, &after, |was, is| heir(was) == heir(is));
    let wanted: Vec<&view::Change> = all
        .iter()
        .filter(|one| asked.what.is_empty() || asked.what.iter().any(|word| word == one.what))
        .collect();
    let skipped: usize = asked
        .page
        .after
        .as_deref()
        .and_then(<[String]>::first)
        .and_then(|number| number.parse().ok())
        .unwrap_or_default();
    let size = usize::try_from(asked.page.size).unwrap_or(usize::MAX);
    let end = skipped.saturating_add(size);
    let part: Vec<&&view::Change> = wanted.iter().skip(skipped).take(size).collect();
    let next = reading.next(&part, asked.page.size, |_| next_page_token(&[end.to_string()]));
    Ok(pb::GetDifferenceResponse {
        answered: Some(reading.answered()),
        since_sequence: since.answered().sequence,
        counts: counts(&wanted),
        changes: part.iter().map(|one| answers::change(one)).collect(),
        next_page_token: if end < wanted.len() { next } else { String::new() },
    })
}

fn later(request: &pb::GetDifferenceRequest) -> Result<(Question, parse::GetDifference), Malformed> {
    parse::parse_get_difference(request)
}

fn snapshot(
    view: &Connection,
    asked: parse::GetDifference,
    _: &Reading,
) -> Result<(view::Snapshot, parse::GetDifference), views::Error> {
    Ok((view::snapshot(view)?, asked))
}

fn counts(changes: &[&view::Change]) -> Vec<pb::ChangeCount> {
    let mut counts = BTreeMap::<(&str, &str), u64>::new();
    for one in changes {
        *counts.entry((one.of, one.what)).or_default() += 1;
    }
    let counted = counts.into_iter();
    counted
        .map(|((of, what), count)| pb::ChangeCount { of: of.to_owned(), what: what.to_owned(), count })
        .collect()
}

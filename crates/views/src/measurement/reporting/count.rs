//! One period, counted: who reported by the day, who after it, who has not; and how many values of those expected.

use std::collections::BTreeSet;

use domain::{ids::OrgId, measurement::period::Period, time::Date};

use super::{
    Reporter, Reporting, ReportingFilter, expected,
    read::{Known, Submission},
};
use crate::measurement::data_sets::DataSet;

pub(super) fn one_period(
    data_set: &DataSet,
    known: &Known,
    filter: &ReportingFilter,
    period: Period,
) -> Reporting {
    let due = period.open_until(data_set.due_after_days);
    let of = |org: &OrgId| known.submissions.get(&(period, org.clone()));
    let reported = known.submissions.iter().filter(|((of, _), one)| *of == period && one.is_in());
    let mut orgs: BTreeSet<OrgId> = expected(known, period, filter.only_public);
    orgs.extend(reported.map(|((_, org), _)| org.clone()));
    if let Some(only) = &filter.org {
        orgs.retain(|org| org == only);
    }
    let reporters: Vec<Reporter> = orgs.into_iter().map(|org| reporter(of(&org), filter, due, org)).collect();
    let count = |is: &dyn Fn(&Reporter) -> bool| {
        u32::try_from(reporters.iter().filter(|one| is(one)).count()).unwrap_or(u32::MAX)
    };
    let (on_time, late) = (count(&|one| one.state == "on_time"), count(&|one| one.state == "late"));
    let filled = reporters.iter().filter(|one| ["on_time", "late"].contains(&one.state));
    let filled = filled.filter_map(|one| known.filled.get(&(period, one.org.clone())));
    let size = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    Reporting {
        period,
        due,
        is_due: filter.at > due,
        submitted: on_time.saturating_add(late),
        on_time,
        late,
        published: count(&|one| one.published_on.is_some()),
        expected_cells: size(known.counted.len()).saturating_mul(size(reporters.len())),
        filled_cells: filled.map(|filled| u64::from(*filled)).sum(),
        reporters,
    }
}

fn reporter(found: Option<&Submission>, filter: &ReportingFilter, due: Date, org: OrgId) -> Reporter {
    let there = found.filter(|one| one.is_in());
    let state = match there {
        Some(one) if one.was_on_time(due, filter.only_public) => "on_time",
        Some(_) => "late",
        None if filter.at > due => "missing",
        None => "not_yet",
    };
    Reporter {
        org,
        state,
        submitted_on: there.and_then(|one| one.submitted_on).filter(|_| !filter.only_public),
        published_on: there.and_then(|one| one.published_on),
        revision: there.map_or(0, |one| one.revision),
    }
}

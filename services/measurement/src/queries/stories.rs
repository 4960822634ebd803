//! Stories and agreements.

use std::sync::Arc;

use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    measurement as parse, next_page_token,
    pb::measurement::{
        Agreement, ListAgreementsRequest, ListAgreementsResponse, ListStoriesRequest, ListStoriesResponse,
        Story,
    },
};

use super::{after, not_of_this_list};

pub async fn list_stories(
    views: &Arc<ViewHost>,
    request: Request<ListStoriesRequest>,
) -> Result<ListStoriesResponse, Status> {
    let parse = |request: &ListStoriesRequest| {
        let (question, asked) = parse::parse_list_stories(request)?;
        let before = after(&asked.page).map(|text| text.parse::<u64>().map_err(|_| not_of_this_list()));
        let before = before.transpose();
        let parse::ListStories { page, indicator, data_set, org, only_stale } = asked;
        let filter = view::StoryFilter { indicator, data_set, org, only_stale };
        Ok((question, (filter, page.size, before?)))
    };
    let query = |view: &views::Connection, (filter, size, before): (_, u32, _), _: &Reading| {
        Ok((view::stories(view, &filter, size, before)?, size))
    };
    let (reading, (stories, size)) = views.ask(request, parse, query).await?;
    Ok(ListStoriesResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&stories, size, |last| next_page_token(&[&last.sequence.to_string()])),
        stories: stories.into_iter().map(story_out).collect(),
    })
}

fn story_out(story: view::Story) -> Story {
    Story {
        data_set: story.data_set.to_string(),
        org: story.org.to_string(),
        period: Some(parse::period(story.period)),
        indicator: story.indicator.to_string(),
        revision: story.revision,
        story: story.story,
        what_works: story.what_works.unwrap_or_default(),
        next_steps: story.next_steps,
        stale: story.is_stale,
        sequence: story.sequence,
    }
}

pub async fn list_agreements(
    views: &Arc<ViewHost>,
    request: Request<ListAgreementsRequest>,
) -> Result<ListAgreementsResponse, Status> {
    let query = |view: &views::Connection, asked: parse::ListAgreements, _: &Reading| {
        let parse::ListAgreements { page, org, data_set, on } = asked;
        let filter = view::AgreementFilter { org, data_set, on };
        Ok((view::agreements(view, &filter, page.size, after(&page))?, page.size))
    };
    let (reading, (agreements, size)) = views.ask(request, parse::parse_list_agreements, query).await?;
    Ok(ListAgreementsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&agreements, size, |last| next_page_token(&[&last.id])),
        agreements: agreements.into_iter().map(agreement_out).collect(),
    })
}

fn agreement_out(agreement: view::Agreement) -> Agreement {
    Agreement {
        agreement_id: agreement.id,
        org: agreement.org.to_string(),
        data_sets: agreement.data_sets.iter().map(ToString::to_string).collect(),
        from: agreement.from,
        to: agreement.to,
        purposes: agreement.purposes,
        retention_months: agreement.retention_months,
    }
}

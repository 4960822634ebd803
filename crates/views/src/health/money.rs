//! How long confirmed funding lasts.

use domain::backbone::funding::Left;

use super::{Log, Sources, behind::Behind};
use crate::{Error, backbone as view};

/// How long confirmed funding of a currency lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingLeft {
    /// The currency's code.
    pub currency: String,
    /// Until when; none where it does not cover the day.
    pub left: Option<Left>,
    /// The whole amounts confirmed.
    pub confirmed_minor: i64,
    /// The records it came from.
    pub behind: Behind,
}

/// Of what has neither ended nor lapsed.
pub(super) fn funding(sources: &Sources<'_>) -> Result<Vec<FundingLeft>, Error> {
    let day = sources.day();
    sources.view(Log::Backbone, |view| {
        let pledges = view::funding(view, u32::MAX, None)?;
        let counted = |one: &&view::Funding| one.standing != "lapsed" && one.to >= day;
        let left = |outlook: view::Outlook| {
            let of = pledges.iter().filter(counted).filter(|one| one.currency == outlook.currency);
            let streams = of.map(|one| format!("funding/{}", one.funding));
            FundingLeft {
                behind: Behind::of(&sources.index().of(Log::Backbone, streams)),
                currency: outlook.currency.clone(),
                left: outlook.left,
                confirmed_minor: outlook.confirmed_minor,
            }
        };
        Ok(view::outlook(view, day)?.into_iter().map(left).collect())
    })
}

//! Values: the live one of each key and organization, and those that gave way to it; as members see them, and as the
//! public does.

mod list;

use std::collections::BTreeMap;

use domain::{
    ids::{Code, OrgId},
    measurement::{event::CorrectionReason, observation::ObsStatus, period::Period},
    time::Date,
};

pub use self::list::{observation_counts, observations, published, published_counts};
use crate::PrivateCell;

/// A value as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The data set it was recorded in.
    pub data_set: Code,
    /// Whose.
    pub org: OrgId,
    /// Of what.
    pub indicator: Code,
    /// Of when.
    pub period: Period,
    /// Of where; none for the whole area.
    pub area_code: Option<Code>,
    /// Disaggregations; none for the total.
    pub dims: BTreeMap<Code, Code>,
    /// The decimal or the words.
    pub value: Option<String>,
    /// The mark on it.
    pub obs_status: ObsStatus,
    /// Above the line of a rate.
    pub numerator: Option<String>,
    /// Below the line of a rate.
    pub denominator: Option<String>,
    /// The sequence it was recorded at.
    pub sequence: u64,
    /// Whether it is the live value of its key.
    pub is_live: bool,
    /// The revision it came with; 0 before publication.
    pub revision: u32,
    /// Whether the public may not see it; such rows of the public table have no value.
    pub is_hidden: bool,
    /// When the hub recorded it.
    pub recorded_at: String,
    /// When that was said in the world.
    pub occurred_at: String,
    /// Why it took the place of another.
    pub reason: Option<CorrectionReason>,
    /// What the correction says of it, sealed; of the public table never.
    pub note: Option<PrivateCell>,
    /// Its place in the list.
    pub key: ObservationKey,
}

/// How many rows bear one mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkCount {
    /// The mark.
    pub obs_status: ObsStatus,
    /// Whether they are those the public may not see.
    pub is_hidden: bool,
    /// How many.
    pub count: u32,
}

/// The place of a value in the list, for the part after it: indicator, start and length of the period,
/// organization, area, dims, sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservationKey(pub [String; 7]);

impl ObservationKey {
    /// The key in a page token; none when it is no such key.
    pub fn from_parts(parts: &[String]) -> Option<Self> {
        let key: [String; 7] = parts.to_vec().try_into().ok()?;
        let [.., sequence] = &key;
        sequence.parse::<i64>().ok()?;
        Some(Self(key))
    }
}

/// Which values are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservationFilter {
    /// Only of this data set.
    pub data_set: Option<Code>,
    /// Only of this indicator.
    pub indicator: Option<Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only of this area.
    pub area_code: Option<Code>,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
    /// Only what was recorded after this sequence.
    pub updated_after: u64,
    /// Also the values that gave way.
    pub include_history: bool,
    /// Only with these codes.
    pub dims: BTreeMap<Code, Code>,
    /// And with no others.
    pub exact_dims: bool,
    /// Only with this mark.
    pub obs_status: Option<ObsStatus>,
    /// Who asks, where that is an organization: of the others it sees what was published.
    pub seen_by: Option<OrgId>,
}

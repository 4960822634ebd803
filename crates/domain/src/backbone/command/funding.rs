//! What is asked of funding.

use crate::{
    backbone::words::{Function, Money},
    ids::{OrgId, Uuid},
    time::Date,
};

/// Promises money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PledgeFunding {
    /// Whose money; a funder need not be a member.
    pub org: OrgId,
    /// How much.
    pub money: Money,
    /// The first day it is for.
    pub from: Date,
    /// The last day it is for.
    pub to: Date,
    /// The function of the backbone it is for; any when none.
    pub function: Option<Function>,
}

/// Says that a pledge is sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmFunding {
    /// Which.
    pub funding: Uuid,
}

/// Says that money will not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LapseFunding {
    /// Which.
    pub funding: Uuid,
}

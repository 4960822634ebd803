//! Queries of the backbone: what is asked, as plain values.

use domain::{
    facts::Membership,
    ids::{HolderId, OrgId, Uuid},
    time::Timestamp,
};

use super::words;
use crate::{
    Fields, Malformed, Page, Question,
    pb::{backbone as pb, common},
};

/// One organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetOrganization {
    /// Which.
    pub org: OrgId,
}

/// One assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetAssessment {
    /// Which.
    pub assessment: Uuid,
}

/// Keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListKeys {
    /// Only those of this holder.
    pub holder: Option<HolderId>,
    /// Which part.
    pub page: Page,
}

/// Members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMembers {
    /// Only those who stand there.
    pub standing: Option<Membership>,
    /// Which part.
    pub page: Page,
}

/// Persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPersons {
    /// Only those of this organization.
    pub org: Option<OrgId>,
    /// Which part.
    pub page: Page,
}

/// Grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListGrants {
    /// Only those of this holder.
    pub holder: Option<HolderId>,
    /// Only those that hold at this moment.
    pub holding_at: Option<Timestamp>,
    /// Which part.
    pub page: Page,
}

pub(super) fn parse_list(
    meta: Option<&common::QueryMeta>,
    page: Option<&common::Page>,
) -> Result<(Question, Page), Malformed> {
    let mut f = Fields::new();
    let question = f.question(meta);
    let page = f.page("page", page);
    f.finish(|| Some((question?, page?)))
}

/// ListOrganizations.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_organizations(
    request: &pb::ListOrganizationsRequest,
) -> Result<(Question, Page), Malformed> {
    parse_list(request.meta.as_ref(), request.page.as_ref())
}

/// GetOrganization.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_organization(
    request: &pb::GetOrganizationRequest,
) -> Result<(Question, GetOrganization), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    f.finish(|| Some((question?, GetOrganization { org: org? })))
}

/// ListInitiatives.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_initiatives(request: &pb::ListInitiativesRequest) -> Result<(Question, Page), Malformed> {
    parse_list(request.meta.as_ref(), request.page.as_ref())
}

/// ListAccounts.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_accounts(request: &pb::ListAccountsRequest) -> Result<(Question, Page), Malformed> {
    parse_list(request.meta.as_ref(), request.page.as_ref())
}

/// ListKeys.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_keys(request: &pb::ListKeysRequest) -> Result<(Question, ListKeys), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let holder = f.optional("holder", &request.holder, Fields::id);
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, ListKeys { holder: holder?, page: page? })))
}

/// GetInitiative.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_initiative(request: &pb::GetInitiativeRequest) -> Result<Question, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    f.finish(|| question)
}

/// ListAssessments.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_assessments(request: &pb::ListAssessmentsRequest) -> Result<(Question, Page), Malformed> {
    parse_list(request.meta.as_ref(), request.page.as_ref())
}

/// GetAssessment.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_assessment(
    request: &pb::GetAssessmentRequest,
) -> Result<(Question, GetAssessment), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let assessment = f.uuid("assessment_id", &request.assessment_id);
    f.finish(|| Some((question?, GetAssessment { assessment: assessment? })))
}

/// ListMembers.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_members(request: &pb::ListMembersRequest) -> Result<(Question, ListMembers), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let standing = words::standing(&mut f, "standing", request.standing);
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, ListMembers { standing: standing?, page: page? })))
}

/// ListPersons.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_persons(request: &pb::ListPersonsRequest) -> Result<(Question, ListPersons), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let org = f.optional("organization_id", &request.organization_id, Fields::org);
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, ListPersons { org: org?, page: page? })))
}

/// ListGrants.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_grants(request: &pb::ListGrantsRequest) -> Result<(Question, ListGrants), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let holder = f.optional("holder", &request.holder, Fields::id);
    let holding_at = f.optional("holding_at", &request.holding_at, Fields::moment);
    let page = f.page("page", request.page.as_ref());
    f.finish(|| {
        let asked = ListGrants { holder: holder?, holding_at: holding_at?, page: page? };
        Some((question?, asked))
    })
}

/// ListRequests.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_requests(request: &pb::ListRequestsRequest) -> Result<(Question, Page), Malformed> {
    parse_list(request.meta.as_ref(), request.page.as_ref())
}

//! The backbone on the wire: requests in, commands and questions out; the ids of what was begun back.
//!
//! Knows no rule. To add a command: its RPC in `proto/hora/backbone/v1/commands.proto`, and a `parse_…` in the
//! file of its aggregate; one that begins something also a `…_response` in `answers.rs`.

mod answers;
mod commons;
mod commons_asked;
mod duties;
mod erasure;
mod health;
mod hub;
mod initiative;
mod members;
mod people;
mod phases;
mod questions;
mod seats;
mod staff;
mod staff_asked;
mod words;

#[cfg(test)]
mod tests;

pub use answers::{
    complete_setup_response, mint_key_response, open_account_response, register_organization_response,
    register_person_response, request_import_response, request_suspension_response, request_waiver_response,
    start_assessment_response,
};
pub use commons::{
    parse_adopt_charter, parse_confirm_funding, parse_lapse_funding, parse_pledge_funding,
    parse_review_charter, pledge_funding_response,
};
pub use commons_asked::{ListFunding, parse_get_charter, parse_list_funding};
pub use duties::{ListDuties, parse_adopt_duties, parse_list_duties, parse_meet_duty};
pub use erasure::{parse_approve_erasure, parse_request_erasure, request_erasure_response};
pub use health::{GetHealth, parse_get_health};
pub use hub::{
    parse_complete_setup, parse_mint_key, parse_open_account, parse_register_initiative,
    parse_register_organization, parse_rename_organization, parse_revoke_key, parse_succeed_organization,
};
pub use initiative::{
    parse_conclude_assessment, parse_launch_initiative, parse_request_waiver, parse_score_factor,
    parse_start_assessment,
};
pub use members::{
    parse_accept_invitation, parse_invite_organization, parse_leave_initiative, parse_reinstate_member,
    parse_request_suspension, parse_suspend_member,
};
pub use people::{
    parse_end_import, parse_grant_import, parse_grant_role, parse_register_person, parse_request_import,
    parse_revoke_role, parse_update_person,
};
pub use phases::{parse_change_phase, parse_close_initiative, parse_list_phase_changes};
pub use questions::{
    GetAssessment, GetOrganization, ListGrants, ListKeys, ListMembers, ListPersons, parse_get_assessment,
    parse_get_initiative, parse_get_organization, parse_list_accounts, parse_list_assessments,
    parse_list_grants, parse_list_initiatives, parse_list_keys, parse_list_members, parse_list_organizations,
    parse_list_persons, parse_list_requests,
};
pub use seats::{
    ListSeats, create_seat_response, parse_create_seat, parse_fill_seat, parse_get_seat, parse_list_seats,
    parse_vacate_seat,
};
pub use staff::{
    parse_assign_function, parse_assign_support, parse_close_support, parse_employ_staff, parse_log_effort,
    parse_release_staff, parse_request_support, request_support_response,
};
pub use staff_asked::{
    EffortAsked, ListStaff, ListSupportRequests, parse_get_effort, parse_list_effort, parse_list_functions,
    parse_list_staff, parse_list_support_requests,
};
pub use words::{
    confidence_number, factor_number, field_of_work_number, function_number, funding_standing_number,
    met_by_number, phase_number, role_number, sector_number, skill_number, standing_number, verdict_number,
};

/// What a request of a command comes to.
type Parsed = Result<(crate::Meta, domain::backbone::Command), crate::Malformed>;

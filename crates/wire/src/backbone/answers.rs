//! Answers of the commands that begin something: the result, and the id of what was begun.

use crate::{Done, pb::backbone as pb};

/// The organization that was registered.
pub fn register_organization_response(done: &Done) -> pb::RegisterOrganizationResponse {
    let organization_id = done.created("organization");
    pb::RegisterOrganizationResponse { result: Some(done.into()), organization_id }
}

/// The first admin.
pub fn complete_setup_response(done: &Done) -> pb::CompleteSetupResponse {
    let (account_id, key_id) = (done.created("account"), done.created("key"));
    pb::CompleteSetupResponse { result: Some(done.into()), account_id, key_id }
}

/// The account that was opened.
pub fn open_account_response(done: &Done) -> pb::OpenAccountResponse {
    pb::OpenAccountResponse { result: Some(done.into()), account_id: done.created("account") }
}

/// The key that was minted.
pub fn mint_key_response(done: &Done) -> pb::MintKeyResponse {
    pb::MintKeyResponse { result: Some(done.into()), key_id: done.created("key") }
}

/// The assessment that was begun.
pub fn start_assessment_response(done: &Done) -> pb::StartAssessmentResponse {
    pb::StartAssessmentResponse { result: Some(done.into()), assessment_id: done.created("assessment") }
}

/// The first act.
pub fn request_waiver_response(done: &Done) -> pb::RequestWaiverResponse {
    pb::RequestWaiverResponse { result: Some(done.into()), request_id: done.created("request") }
}

/// The first act.
pub fn request_suspension_response(done: &Done) -> pb::RequestSuspensionResponse {
    pb::RequestSuspensionResponse { result: Some(done.into()), request_id: done.created("request") }
}

/// The person who was registered.
pub fn register_person_response(done: &Done) -> pb::RegisterPersonResponse {
    pb::RegisterPersonResponse { result: Some(done.into()), person_id: done.created("person") }
}

/// The first act.
pub fn request_import_response(done: &Done) -> pb::RequestImportResponse {
    pb::RequestImportResponse { result: Some(done.into()), request_id: done.created("request") }
}

//! Every list goes on with its own tokens alone: those of another list, initiative, moment or filter are refused;
//! and by them it gives all of its rows (`parts`).
//!
//! Knows lists by their descriptor (a request with a `page`). A new one is covered the day it lands; where its
//! request needs more to be asked, say so in [`asked`].

mod governed;
mod parts;
mod planned;
mod reported;
mod staffed;

use hora::actors::Person;
use hora_tests::circle::{Circle, again, convene, refusal};
use prost_reflect::MethodDescriptor;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rpcs::methods;

const SLUG: &str = "cluj-school";

fn is_list(method: &MethodDescriptor) -> bool {
    method.parent_service().name().ends_with("Queries") && method.input().get_field_by_name("page").is_some()
}

/// `agenda/ListProposals`.
fn name(method: &MethodDescriptor) -> String {
    let service = method.parent_service();
    let context = service.package_name().split('.').nth(1).unwrap_or_default();
    format!("{context}/{}", method.name())
}

/// A request for a part of the list, with what it needs besides.
fn asked(method: &MethodDescriptor, token: &str) -> Value {
    let mut request = json!({"page": {"pageSize": 1, "pageToken": token}});
    for field in method.input().fields() {
        let value = match field.name() {
            "consultation" => json!({"id": Uuid::now_v7()}),
            "thread_id" | "proposal_id" => json!(Uuid::now_v7()),
            "stream" => json!("agenda"),
            "since" => json!({"sequence": 0}),
            _ => continue,
        };
        request[field.json_name()] = value;
    }
    request
}

/// Whether the token was refused, and nothing else.
fn is_refused(answer: &Value) -> bool {
    let fields: Vec<&Value> =
        answer["fields"].as_array().into_iter().flatten().map(|at| &at["field"]).collect();
    answer["reason"] == "malformed_request" && fields == [&json!("page.page_token")]
}

async fn token(person: &mut Person, rpc: &str, request: Value) -> String {
    let answer = person.ask(rpc, request).await.unwrap();
    answer["nextPageToken"].as_str().filter(|token| !token.is_empty()).expect("a part is left").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_refuses_the_tokens_of_others() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let of_members = token(&mut circle.staff, "backbone/ListMembers", json!({"page": {"pageSize": 1}})).await;
    let page = json!({"page": {"pageSize": 1}});
    let of_organizations = token(circle.admin.person(), "backbone/ListOrganizations", page).await;
    let made_up = of_members.split('.').next().unwrap();
    let lists: Vec<MethodDescriptor> = methods().into_iter().filter(is_list).collect();
    assert!(lists.len() > 20, "the lists were not found");
    let mut complaints = Vec::new();
    for method in lists {
        let rpc = name(&method);
        let foreign = if rpc == "backbone/ListMembers" { &of_organizations } else { &of_members };
        for token in [foreign, made_up] {
            // Those of the hub are for its admin alone.
            let request = asked(&method, token);
            let mut answers = Vec::new();
            for person in [&mut circle.staff, circle.admin.person()] {
                answers.push(
                    person
                        .ask(&rpc, request.clone())
                        .await
                        .map_or_else(|no| no.json(), |yes| json!({"took": yes})),
                );
            }
            if answers.iter().any(|answer| answer.get("took").is_some()) || !answers.iter().any(is_refused) {
                complaints.push(format!("{rpc} with {token}: {answers:?}"));
            }
        }
    }
    circle.sandbox.stop().await;
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_goes_on_as_of_its_own_moment_in_its_own_initiative() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let (mut other, ..) = convene(&mut circle.admin, "iasi-school", 3).await.unwrap();
    let mut staff = again(&mut circle.staff).unwrap();
    let rpc = "backbone/ListMembers";
    let page = |token: &str| json!({"pageSize": 1, "pageToken": token});
    let first = staff.ask(rpc, json!({"page": page("")})).await.unwrap();
    let token = first["nextPageToken"].as_str().unwrap();
    let second = staff.ask(rpc, json!({"page": page(token)})).await.unwrap();
    assert_ne!(first["members"], second["members"], "it goes on");
    let cut = json!({"cut": first["answered"]["cut"]});
    let by_cut = staff.ask(rpc, json!({"page": page(token), "meta": cut})).await.unwrap();
    assert_eq!(by_cut["members"], second["members"], "by the answer's cut too");
    circle.admin.member(&mut circle.staff, "Newcomer", &circle.orgs[1]).await.ok();
    staff.ask(rpc, json!({"page": page(token)})).await.unwrap();

    let earlier = json!({"page": page(""), "meta": {"asOf": {"sequence": "6"}}});
    let earlier = staff.ask(rpc, earlier).await.unwrap();
    let of_then = earlier["nextPageToken"].as_str().unwrap();
    for (who, request) in [
        ("an earlier moment", json!({"page": page(token), "meta": {"asOf": {"sequence": "6"}}})),
        ("another moment", json!({"page": page(of_then), "meta": {"asOf": {"sequence": "5"}}})),
        ("now, with one of then", json!({"page": page(of_then)})),
        ("another filter", json!({"page": page(token), "standing": "STANDING_ACTIVE"})),
    ] {
        let refused = refusal(staff.ask(rpc, request).await).unwrap();
        assert!(is_refused(&refused), "{who}: {refused}");
    }
    let elsewhere = refusal(other.ask(rpc, json!({"page": page(token)})).await).unwrap();
    assert!(is_refused(&elsewhere), "another initiative: {elsewhere}");
    circle.sandbox.stop().await;
}

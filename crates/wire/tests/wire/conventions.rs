//! Every RPC of every `…Commands` and `…Queries` service keeps the conventions of contracts.md, "gRPC".

use prost_reflect::{DescriptorPool, MessageDescriptor, MethodDescriptor};

use crate::sample;

const COMMAND_META: &str = "hora.common.v1.CommandMeta";
const COMMAND_RESULT: &str = "hora.common.v1.CommandResult";
const QUERY_META: &str = "hora.common.v1.QueryMeta";
const ANSWERED: &str = "hora.common.v1.Answered";

fn has_first(message: &MessageDescriptor, name: &str, type_name: &str) -> bool {
    message.get_field(1).is_some_and(|field| {
        let is_type = field.kind().as_message().is_some_and(|kind| kind.full_name() == type_name);
        field.name() == name && is_type && !field.is_list()
    })
}

fn broken_by(method: &MethodDescriptor) -> Vec<String> {
    let service = method.parent_service();
    let (input, output) = (method.input(), method.output());
    let mut rules = vec![(
        !(method.is_client_streaming() && method.is_server_streaming()),
        "streams on both sides; one side at most may".to_owned(),
    )];
    if service.name().ends_with("Commands") {
        let answers = output.full_name() == COMMAND_RESULT || has_first(&output, "result", COMMAND_RESULT);
        rules.push((has_first(&input, "meta", COMMAND_META), format!("takes no `{COMMAND_META} meta = 1`")));
        rules.push((answers, format!("answers neither `{COMMAND_RESULT}` nor with it as `result = 1`")));
        rules.push((!method.is_server_streaming(), "answers a stream".to_owned()));
    } else if service.name().ends_with("Queries") {
        rules.push((has_first(&input, "meta", QUERY_META), format!("takes no `{QUERY_META} meta = 1`")));
        rules.push((
            has_first(&output, "answered", ANSWERED),
            format!("answers no `{ANSWERED} answered = 1`"),
        ));
        rules.push((!method.is_client_streaming(), "takes a stream".to_owned()));
    }
    let broken = rules.into_iter().filter(|(holds, _)| !holds);
    broken.map(|(_, rule)| format!("{} {rule}", method.full_name())).collect()
}

fn broken(pool: &DescriptorPool) -> Vec<String> {
    let ours = pool.services().filter(|service| service.package_name().starts_with("hora."));
    ours.flat_map(|service| service.methods().flat_map(|method| broken_by(&method)).collect::<Vec<_>>())
        .collect()
}

#[test]
fn every_rpc_keeps_the_conventions() {
    assert_eq!(broken(wire::pool()), Vec::<String>::new());
    assert_eq!(broken(&sample::pool()), Vec::<String>::new());
}

#[test]
fn a_breach_is_named() {
    for (from, to, name) in [
        ("AddNoteRequest { hora.common.v1.CommandMeta meta = 1;", "AddNoteRequest {", "AddNote takes no"),
        ("CommandMeta meta = 1; Part part = 2;", "QueryMeta meta = 1;", "Load takes no"),
        (
            "CommandResult result = 1; string note_id = 2;",
            "CommandResult result = 2;",
            "AddNote answers neither",
        ),
        ("QueryMeta meta = 1;", "QueryMeta about = 1;", "GetNote takes no"),
        ("Answered answered = 1;", "Answered answered = 3;", "GetNote answers no"),
        ("GetNote(GetNoteRequest)", "GetNote(stream GetNoteRequest)", "GetNote takes a stream"),
        ("returns (AddNoteResponse)", "returns (stream AddNoteResponse)", "AddNote answers a stream"),
    ] {
        let broken = broken(&sample::pool_with(from, to));
        assert!(broken.len() == 1 && broken[0].contains(name), "{name}: {broken:?}");
    }
}

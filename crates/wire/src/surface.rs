//! All messages, fields, enums and RPCs as sorted text, so that a breaking change shows in review.

use prost_reflect::{
    Cardinality, DescriptorPool, EnumDescriptor, FieldDescriptor, MessageDescriptor, MethodDescriptor,
};

use crate::pool;

/// The surface of our packages; `proto/surface.txt` holds what it was when last reviewed.
pub fn surface() -> String {
    surface_of(pool())
}

/// The surface of the packages `hora.…` of any descriptors: one line for each thing, in byte order.
pub fn surface_of(pool: &DescriptorPool) -> String {
    let is_ours = |package: &str| package.starts_with("hora.");
    let mut lines = Vec::new();
    for message in pool.all_messages().filter(|m| is_ours(m.package_name()) && !m.is_map_entry()) {
        push_message(&message, &mut lines);
    }
    for enumeration in pool.all_enums().filter(|e| is_ours(e.package_name())) {
        push_enum(&enumeration, &mut lines);
    }
    for service in pool.services().filter(|s| is_ours(s.package_name())) {
        lines.extend(service.methods().map(|method| method_line(&method)));
    }
    lines.sort();
    lines.push(String::new());
    lines.join("\n")
}

fn push_message(message: &MessageDescriptor, lines: &mut Vec<String>) {
    lines.push(format!("message {}", message.full_name()));
    lines.extend(message.fields().map(|field| {
        format!("message {} {:03} {} {}", message.full_name(), field.number(), field.name(), type_of(&field))
    }));
}

fn push_enum(enumeration: &EnumDescriptor, lines: &mut Vec<String>) {
    lines.extend(
        enumeration
            .values()
            .map(|value| format!("enum {} {:03} {}", enumeration.full_name(), value.number(), value.name())),
    );
}

fn method_line(method: &MethodDescriptor) -> String {
    let stream = |is_stream| if is_stream { "stream " } else { "" };
    format!(
        "rpc {}/{} ({}{}) returns ({}{})",
        method.parent_service().full_name(),
        method.name(),
        stream(method.is_client_streaming()),
        method.input().full_name(),
        stream(method.is_server_streaming()),
        method.output().full_name()
    )
}

fn type_of(field: &FieldDescriptor) -> String {
    let kind = field.kind();
    if let Some(entry) = kind.as_message().filter(|message| message.is_map_entry()) {
        return format!(
            "map<{:?}, {:?}>",
            entry.map_entry_key_field().kind(),
            entry.map_entry_value_field().kind()
        );
    }
    if let Some(oneof) = field.containing_oneof().filter(|oneof| !oneof.is_synthetic()) {
        return format!("oneof {} {kind:?}", oneof.name());
    }
    match field.cardinality() {
        Cardinality::Repeated => format!("repeated {kind:?}"),
        _ if field.field_descriptor_proto().proto3_optional() => format!("optional {kind:?}"),
        _ => format!("{kind:?}"),
    }
}

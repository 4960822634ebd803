//! Help from the comments of the .proto files, so that it is written once.

use std::{collections::BTreeMap, sync::LazyLock};

use prost_reflect::{
    EnumValueDescriptor, FieldDescriptor, FileDescriptor, MethodDescriptor, ServiceDescriptor,
};

type Comments = BTreeMap<(String, Vec<i32>), String>;

static COMMENTS: LazyLock<Comments> = LazyLock::new(|| {
    let mut comments = Comments::new();
    for file in wire::pool().files() {
        let proto = file.file_descriptor_proto();
        for location in proto.source_code_info.iter().flat_map(|info| &info.location) {
            if let Some(text) = &location.leading_comments {
                comments.insert((file.name().to_owned(), location.path.clone()), one_paragraph(text));
            }
        }
    }
    comments
});

fn one_paragraph(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn comment(file: &FileDescriptor, path: &[i32]) -> Option<&'static str> {
    COMMENTS.get(&(file.name().to_owned(), path.to_vec())).map(String::as_str)
}

/// What a service is for.
pub fn of_service(service: &ServiceDescriptor) -> &'static str {
    comment(&service.parent_file(), service.path()).unwrap_or_default()
}

/// What an RPC does.
pub fn of_method(method: &MethodDescriptor) -> &'static str {
    comment(&method.parent_service().parent_file(), method.path()).unwrap_or_default()
}

/// What a field says; its type where nobody wrote anything.
pub fn of_field(field: &FieldDescriptor) -> String {
    let text = comment(&field.parent_message().parent_file(), field.path());
    text.map_or_else(|| format!("{} {:?}", field.name(), field.kind()), str::to_owned)
}

/// What a value of a choice says.
pub fn of_value(value: &EnumValueDescriptor) -> &'static str {
    comment(&value.parent_enum().parent_file(), value.path()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_the_proto_files_are_found() {
        let service = wire::pool().get_service_by_name("hora.plan.v1.PlanCommands").unwrap();
        assert_eq!(of_service(&service), "What can be asked of the action plan.");
        let method = service.methods().next().unwrap();
        assert_eq!(of_method(&method), "Begins the initiative's plan under an adopted agenda.");
        let field = method.input().get_field_by_name("agenda_version").unwrap();
        assert_eq!(of_field(&field), "The adopted version of the agenda it serves, from 1.");
    }
}

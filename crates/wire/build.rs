//! Turns every .proto file below `proto/` into Rust, with no outside program.
//!
//! A new folder there is found by itself; what is exported under which name stands in `src/pb.rs`.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use protox::prost_reflect::prost_types::{FileDescriptorProto, ServiceDescriptorProto};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    tell_cargo_to_watch(&root);
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    // Directory order differs from machine to machine; the generated code must not.
    files.sort();

    let mut compiler = protox::Compiler::new([&root])?;
    compiler.include_imports(true).include_source_info(true).open_files(files)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("hora.descriptors"), compiler.encode_file_descriptor_set())?;
    tonic_prost_build::configure()
        // A fingerprint needs one encoding for each message; a HashMap has as many as it has orders.
        .btree_map(".")
        // Records are cut out of larger buffers and sent as they are.
        .bytes(".hora.log.v1")
        .include_file("hora.rs")
        .compile_fds(compiler.file_descriptor_set())?;
    let queries = queries(&compiler.file_descriptor_set().file);
    fs::write(out.join("queries.rs"), queries)?;
    Ok(())
}

/// `Query` for the request of every RPC of every `…Queries`; those with a `page` ask for a part of a list.
fn queries(files: &[FileDescriptorProto]) -> String {
    let of_queries = |service: &&ServiceDescriptorProto| service.name().ends_with("Queries");
    let mut text = String::new();
    for file in files {
        let context = file.package().split('.').nth(1).unwrap_or_default();
        let methods = file.service.iter().filter(of_queries).flat_map(|service| &service.method);
        for method in methods {
            let name = method.input_type().rsplit('.').next().unwrap_or_default();
            let of_package = files.iter().filter(|other| other.package() == file.package());
            let message =
                of_package.flat_map(|other| &other.message_type).find(|message| message.name() == name);
            let is_list = message.is_some_and(|found| found.field.iter().any(|field| field.name() == "page"));
            let body = if is_list { LIST } else { "" };
            text.push_str(&format!("impl crate::Query for crate::pb::{context}::{name} {{{body}}}\n"));
        }
    }
    text
}

const LIST: &str = "
    fn page(&self) -> Option<&crate::pb::common::Page> { self.page.as_ref() }
    fn asked_besides(&self) -> Vec<u8> {
        prost::Message::encode_to_vec(&Self { meta: None, page: None, ..self.clone() })
    }
";

fn tell_cargo_to_watch(folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), std::io::Error> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

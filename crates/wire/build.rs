//! Turns every .proto file below `proto/` into Rust, with no outside program.
//!
//! A new folder there is found by itself; what is exported under which name stands in `src/pb.rs`.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

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
    Ok(())
}

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

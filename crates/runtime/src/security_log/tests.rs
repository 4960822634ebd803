//! What is written down, for how long, and what a bad disk changes.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt as _};

use tempfile::TempDir;

use super::*;

fn entry(at: &str) -> Entry {
    Entry {
        at: at.parse().unwrap(),
        initiative: "cluj-school".parse().unwrap(),
        rpc: "backbone.GrantRole".to_owned(),
        actor: "p_1".to_owned(),
        reason: "not_permitted".to_owned(),
        code: "PERMISSION_DENIED".to_owned(),
        trace: None,
    }
}

fn kept(keep_days: u16) -> config::SecurityLog {
    config::SecurityLog { keep_days, day_mib: 1 }
}

#[test]
fn a_day_is_deleted_when_it_has_been_kept_long_enough() {
    let data = TempDir::new().unwrap();
    let folder = data.path().join("backbone").join(FOLDER);
    let mut today = Today::default();
    for at in ["2026-01-01T23:00:00Z", "2026-01-02T01:00:00Z", "2026-01-31T01:00:00Z"] {
        today.write(&folder, &kept(30), &entry(at)).unwrap();
    }
    fs::write(folder.join("notes.txt"), "of the operator").unwrap();
    assert_eq!(read(data.path()).unwrap().len(), 3, "the 31st is the 30th day after the first");
    files::expire(&folder, 30, "2026-02-01T00:00:00Z".parse().unwrap());
    let left: Vec<String> = read(data.path()).unwrap().iter().map(|entry| entry.at.to_string()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left[0].starts_with("2026-01-02") && folder.join("notes.txt").exists(), "{left:?}");
    today.write(&folder, &kept(30), &entry("2026-03-15T00:00:00Z")).unwrap();
    assert_eq!(read(data.path()).unwrap().len(), 1, "a new day looks for old ones");
}

#[test]
fn a_flood_ends_with_the_day_and_drives_nobody_out() {
    let data = TempDir::new().unwrap();
    let folder = data.path().join("plan").join(FOLDER);
    let mut today = Today::default();
    today.write(&folder, &kept(30), &entry("2026-01-01T00:00:00Z")).unwrap();
    let flood = entry("2026-01-02T00:00:00Z");
    let written = (0..10_000).take_while(|_| today.write(&folder, &kept(30), &flood).is_ok()).count();
    assert!((4_000..10_000).contains(&written), "{written} lines in a MiB");
    assert!(fs::metadata(folder.join("2026-01-02.jsonl")).unwrap().len() <= 1024 * 1024);
    assert_eq!(read(data.path()).unwrap().len(), written + 1);
    today.write(&folder, &kept(30), &entry("2026-01-03T00:00:00Z")).unwrap();
}

#[test]
fn a_torn_line_takes_no_other_with_it_and_the_file_is_its_owners_alone() {
    let data = TempDir::new().unwrap();
    let folder = data.path().join("agenda").join(FOLDER);
    let at = "2026-01-01T00:00:00Z";
    Today::default().write(&folder, &kept(30), &entry(at)).unwrap();
    let file = folder.join("2026-01-01.jsonl");
    let mut torn = fs::read(&file).unwrap();
    torn.extend_from_slice(b"{\"at\":\"2026-01");
    fs::write(&file, torn).unwrap();
    Today::default().write(&folder, &kept(30), &entry(at)).unwrap();
    assert_eq!(read(data.path()).unwrap(), [entry(at), entry(at)]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(&folder)), (0o600, 0o700));
}

#[test]
fn a_full_disk_is_told_and_left_at_that() {
    let data = TempDir::new().unwrap();
    let folder = data.path().join("backbone").join(FOLDER);
    fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.join("2026-01-01.jsonl")).unwrap();
    let mut today = Today::default();
    let error = today.write(&folder, &kept(30), &entry("2026-01-01T00:00:00Z")).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    today.write(&folder, &kept(30), &entry("2026-01-02T00:00:00Z")).unwrap();
}

/// What backbone does beside governance: the initiative's own work, and reading.
const NOT_GOVERNANCE: &[&str] = &[
    // from the hub itself alone
    "CompleteErasure",
    "ShredSubject",
    "MarkDutyDue",
    "MarkDutyMissed",
    "NoteMeeting",
    // the work of an initiative
    "AcceptInvitation",
    "ConcludeAssessment",
    "InviteOrganization",
    "LeaveInitiative",
    "RegisterPerson",
    "ScoreFactor",
    "StartAssessment",
    "UpdatePerson",
    // its seats, staff, charter, means, phases and duties
    "AdoptCharter",
    "AdoptDuties",
    "AssignFunction",
    "AssignSupport",
    "ChangePhase",
    "CloseInitiative",
    "CloseSupport",
    "ConfirmFunding",
    "CreateSeat",
    "EmployStaff",
    "FillSeat",
    "LapseFunding",
    "LogEffort",
    "MeetDuty",
    "PledgeFunding",
    "ReleaseStaff",
    "RequestSupport",
    "ReviewCharter",
    "VacateSeat",
    // says who calls, not what they may
    "Exchange",
];

#[test]
fn of_every_command_of_backbone_it_is_said_whether_it_is_governance() {
    let policy = access::Policy::built_in().unwrap();
    let called: BTreeSet<&str> =
        policy.rows().iter().flat_map(|row| row.rpcs.iter()).map(String::as_str).collect();
    for rpc in GOVERNANCE {
        assert!(called.contains(rpc), "{rpc} is no RPC that anybody may call");
    }
    for rpc in called.iter().filter(|rpc| rpc.starts_with("backbone.")) {
        let name = rpc.trim_start_matches("backbone.");
        let is_known = GOVERNANCE.contains(rpc) || NOT_GOVERNANCE.contains(&name);
        let is_read = name.starts_with("Get") || name.starts_with("List");
        assert!(is_known || is_read, "{rpc}: add it to GOVERNANCE, or to NOT_GOVERNANCE here");
    }
}

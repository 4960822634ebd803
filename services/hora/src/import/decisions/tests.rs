//! What is read of roll calls, and which rows are not taken.

use clap::{Args as _, Command, FromArgMatches as _};
use tempfile::TempDir;
use wire::pb::agenda::{self as pb, reference::Name, voter_position::Voter};

use super::{Files, chain::Chains, chain::chains, told::Members};
use crate::{failure::Failure, import::faults::Faults};

const CALLS: &str = "roll_call,matter,title,kind,body,day,result,reverses\n";
const VOTES: &str = "roll_call,voter,vote\n";

/// The chains of files by the preset for long tables.
fn tables(calls: &str, votes: &str, members: Option<&str>) -> Result<Chains, Failure> {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let calls = write("rollcalls.csv", format!("{CALLS}{calls}"));
    let votes = write("votes.csv", format!("{VOTES}{votes}"));
    let mut words: Vec<String> =
        ["--preset", "rollcalls", "--initiative", "mine", "--rollcalls", &calls, "--votes", &votes]
            .map(str::to_owned)
            .to_vec();
    if let Some(members) = members {
        words
            .extend(["--members".to_owned(), write("members.csv", format!("voter,body,from,to\n{members}"))]);
    }
    made(&words)
}

fn made(words: &[String]) -> Result<Chains, Failure> {
    let command = Files::augment_args(Command::new("decisions").no_binary_name(true));
    let files = Files::from_arg_matches(&command.get_matches_from(words)).unwrap();
    let whole = files.choice.load().unwrap();
    let mapping = whole.decisions.as_ref().unwrap();
    let mut faults = Faults::new("2026-01-01".parse().unwrap());
    let told = files.read(mapping, &mut faults)?;
    let members = match &files.members {
        Some(path) => Members::read(path, mapping, &mut faults)?,
        None => Members::default(),
    };
    let chains = chains(&told, &members, &whole.vocabulary, mapping, &mut faults);
    faults.finish()?;
    Ok(chains)
}

/// Who said what, as `voter position word`.
fn said(decision: &pb::RecordMeetingDecisionRequest) -> Vec<String> {
    let one = |position: &pb::VoterPosition| {
        let Some(Voter::External(voter)) = &position.voter else { panic!("not by a code: {position:?}") };
        format!(
            "{voter} {} {}",
            position.position().as_str_name().trim_start_matches("MEETING_POSITION_"),
            position.stated_as
        )
    };
    decision.positions.iter().map(one).collect()
}

#[test]
fn a_row_is_a_roll_call_and_a_matter_is_what_its_rows_name() {
    let calls = "1,B-1,A bill,bill,Committee,2025-03-01,passed,\n2,B-1,,,,2025-03-02,,\n3,,A motion,,,2025-03-02,failed,\n";
    let votes = "1,ann,yea\n2,ann,yea\n2,bob,nay\n3,ann,present\n2,eve,yea\n";
    let chains = tables(calls, votes, None).unwrap();
    let bodies: Vec<&str> = chains.bodies.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(bodies, ["ASSEMBLY", "COMMITTEE"]);
    assert_eq!(chains.first_day.to_string(), "2025-03-01");
    let [bill, motion] = chains.matters.as_slice() else { panic!("{:?}", chains.matters) };
    assert_eq!((bill.matter.title.as_str(), bill.matter.kind.as_str()), ("A bill", "BILL"));
    assert_eq!((motion.matter.title.as_str(), motion.matter.kind.as_str()), ("A motion", "MATTER"));
    assert_eq!(motion.matter.external_ref.as_ref().unwrap().code, "3");
    let (_, second) = &bill.decisions[1];
    assert_eq!(said(second), ["ann AGREE yea", "bob DISAGREE nay", "eve AGREE yea"]);
    assert_eq!(second.stated_result(), pb::DecisionResult::Adopted, "counted, since the source is silent");
    assert_eq!(motion.decisions[0].1.stated_result(), pb::DecisionResult::Rejected);
}

#[test]
fn whoever_sits_in_the_body_and_has_no_row_is_absent() {
    let calls = "1,B-1,,,,2025-03-01,,\n2,B-1,,,Committee,2025-03-01,,\n";
    let votes = "1,ann,yea\n2,ann,yea\n";
    let members = "ann,,,\nbob,,2025-01-01,2025-03-01\neve,Assembly,2025-03-01,\nzoe,Committee,,\n";
    let chains = tables(calls, votes, Some(members)).unwrap();
    let [(_, whole), (_, committee)] = chains.matters[0].decisions.as_slice() else { panic!("two") };
    assert_eq!(said(whole), ["ann AGREE yea", "eve ABSENT "], "bob had left that day");
    assert_eq!(said(committee), ["ann AGREE yea", "zoe ABSENT "]);
}

#[test]
fn a_roll_call_may_undo_another() {
    let calls = "1,B-1,,,,2025-03-01,,\n2,B-1,,,Court,2025-03-02,rejected,1\n";
    let chains = tables(calls, "1,ann,yea\n2,judge,nay\n", None).unwrap();
    let reverses = chains.matters[0].decisions[1].1.reverses.clone().unwrap();
    assert!(matches!(reverses.name, Some(Name::ExternalRef(name)) if name.code == "1"));
}

/// The chains of a file of matters by the preset of the council.
fn lines(text: &str) -> Result<Chains, Failure> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("matters.jsonl");
    std::fs::write(&path, text).unwrap();
    made(&["--preset", "nyc", "--initiative", "mine", "--file", path.to_str().unwrap()].map(str::to_owned))
}

#[test]
fn a_veto_where_nothing_stands_is_sent_as_it_is_and_told() {
    let line = r#"{"File":"Int 1","Name":"A bill","TypeName":"Introduction","IntroDate":"2025-01-01T00:00:00Z",
        "History":[{"ID":7,"Date":"2025-02-01T12:00:00Z","Action":"Vetoed by Mayor","BodyName":"Mayor","Votes":[]},
        {"ID":8,"Action":"Approved by Council","PassedFlagName":"Pass"}]}"#;
    let chains = lines(&line.replace('\n', " ")).unwrap();
    assert_eq!(chains.undo_nothing, ["7"]);
    let (_, veto) = &chains.matters[0].decisions[0];
    assert_eq!((veto.body.as_str(), veto.reverses.is_none(), veto.rule.is_some()), ("MAYOR", true, true));
    assert_eq!(said(veto), ["mayor DISAGREE Vetoed by Mayor"]);
    assert_eq!(chains.decisions(), 1, "a voice vote is no decision here");
}

/// A line of the council's file with this beside what names the matter.
fn bill(number: usize, rest: &str) -> String {
    format!("{{\"File\":\"Int {number}\",\"IntroDate\":\"2025-01-01\"{rest}}}\n")
}

#[test]
fn a_list_that_is_none_loses_no_decision_silently() {
    let votes = r#"[{"Slug":"ann","Vote":"Affirmative"}]"#;
    let entry = |rest: &str| format!(r#"{{"ID":1,"Date":"2025-02-01","PassedFlagName":"Pass"{rest}}}"#);
    let history = |entry: &str| format!(r#","History":[{entry}]"#);
    let good = history(&entry(&format!(r#","Votes":{votes}"#)));
    assert_eq!(lines(&bill(1, &good)).unwrap().decisions(), 1);
    for (second, told) in [
        (String::new(), "row 2, History: is missing; accepted is a list"),
        (good.replace("History", "history"), "row 2, History: is missing; accepted is a list"),
        (r#","History":null"#.to_owned(), "row 2, History: is null; accepted is a list"),
        (r#","History":{"ID":1}"#.to_owned(), "row 2, History: is an object; accepted is a list"),
        (history("7"), "row 2, History: holds a number; accepted are objects"),
        (history(&entry(r#","Votes":null"#)), "row 2, Votes: is null; accepted is a list"),
        (
            history(&entry(r#","Votes":{"ann":"Affirmative"}"#)),
            "row 2, Votes: is an object; accepted is a list",
        ),
    ] {
        let said = lines(&(bill(1, &good) + &bill(2, &second))).unwrap_err().to_string();
        assert!(said.contains(&format!("matters.jsonl {told}")), "{told} in {said}");
    }
}

#[test]
fn votes_under_another_name_are_missed() {
    let renamed = r#","History":[{"ID":1,"Date":"2025-02-01","PassedFlagName":"Pass","votes":[]}]"#;
    let file = bill(1, r#","History":[{"Action":"Introduced"}]"#) + &bill(2, renamed);
    let said = lines(&file).unwrap_err().to_string();
    assert!(said.contains("matters.jsonl row 2, Votes: is missing here and in every other entry"), "{said}");
    let unread = lines(&bill(1, r#","History":[{"Action":"Introduced"}]"#)).unwrap();
    assert_eq!((unread.matters.len(), unread.decisions()), (1, 0), "nothing was decided yet");
}

#[test]
fn a_file_without_a_matter_is_refused() {
    assert!(lines("\n \n").unwrap_err().to_string().contains("matters.jsonl holds no matter"));
    assert!(tables("", "", None).unwrap_err().to_string().contains("rollcalls.csv holds no matter"));
    let said = tables("", "1,ann,yea\n", None).unwrap_err().to_string();
    assert!(said.contains("votes.csv row 2, roll_call: is no roll call"), "{said}");
}

#[test]
fn every_bad_row_is_named_at_once() {
    let calls = "1,B-1,,,,2025-03-01,perhaps,\n1,B-1,,,,2025-03-02,,\n3,B-1,,,,someday,,\n4,B-1,,,,2027-01-01,,\n\
                 5,B-1,,,the assembly,2025-03-01,,9\n";
    let votes = "1,ann,yea\n1,ann,nay\n5,bob,maybe\n8,ann,yea\n";
    let told = tables(calls, votes, None).unwrap_err().to_string();
    for part in [
        "rollcalls.csv row 2, result: is `perhaps`; accepted are adopted",
        "votes.csv row 3, voter: `ann` votes twice in 1",
        "rollcalls.csv row 4, day: is `someday`; accepted is a day",
        "rollcalls.csv row 5, day: 2027-01-01T00:00:00.000000Z lies ahead",
        "rollcalls.csv row 6, reverses: `9` is no earlier roll call",
        "votes.csv row 4, vote: is `maybe`; accepted are absent",
        "votes.csv row 5, roll_call: is no roll call of the other file",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn too_many_voters_are_named() {
    let votes: String = (0..501).map(|voter| format!("1,v{voter},yea\n")).collect();
    let told = tables("1,B-1,,,,2025-03-01,,\n", &votes, None).unwrap_err().to_string();
    assert!(told.contains("rollcalls.csv row 2, voters: has 501 voters; accepted are at most 500"), "{told}");
}

//! What is read of a conversation's files, and which rows are not taken.

use std::path::Path;

use clap::{Args as _, Command, FromArgMatches as _};
use domain::time::Timestamp;
use tempfile::TempDir;

use super::{Files, read::Conversation, read::read};
use crate::failure::Failure;

const COMMENTS: &str = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n";
const VOTES: &str = "timestamp,datetime,comment-id,voter-id,vote\n";

fn conversation(comments: &str, votes: &str, more: &[&str]) -> Result<Conversation, Failure> {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let comments = write("comments.csv", format!("{COMMENTS}{comments}"));
    let votes = write("votes.csv", format!("{VOTES}{votes}"));
    let words = ["--preset", "polis", "--initiative", "mine", "--comments", &comments, "--votes", &votes];
    let command = Files::augment_args(Command::new("consultation").no_binary_name(true));
    let files = Files::from_arg_matches(&command.get_matches_from([&words, more].concat())).unwrap();
    let mapping = files.choice.load().unwrap();
    let now: Timestamp = "2026-01-01".parse().unwrap();
    read(&files, &mapping.vocabulary, mapping.consultation.as_ref().unwrap(), now)
}

#[test]
fn rows_come_in_order_of_time_and_then_of_the_file() {
    let comments =
        "2000,,b,1,0,0,1,second\n1000,,a,2,0,0,-1,\"first,\r\nof two lines\"\n3000,,c,2,0,0,0,third\n";
    let votes = "5000,,a,7,1\n4000,,b,8,-1\n5000,,b,7,0\n4000,,a,8,1\n";
    let told = conversation(comments, votes, &["--question", "Why?"]).unwrap();
    let statements: Vec<(&str, &str)> =
        told.statements.iter().map(|row| (row.statement.as_str(), row.text.as_str())).collect();
    assert_eq!(statements, [("a", "first,\nof two lines"), ("b", "second"), ("c", "third")]);
    let responses: Vec<(&str, &str)> =
        told.responses.iter().map(|row| (row.statement.as_str(), row.participant.as_str())).collect();
    assert_eq!(responses, [("b", "8"), ("a", "8"), ("a", "7"), ("b", "7")]);
    let moderated: Vec<&str> = told.moderations.iter().map(|row| row.statement.as_str()).collect();
    assert_eq!(moderated, ["b", "a"], "nobody moderated c");
    assert_eq!(told.opens_at.to_string(), "1970-01-01T00:00:01.000000Z");
    assert_eq!(told.ends_at.to_string(), "1970-01-01T00:00:05.000000Z");
    assert_eq!((told.question.as_str(), told.code.as_str()), ("Why?", "mine"));
    assert_eq!(told.participants, "polis/mine");
}

#[test]
fn the_summary_says_what_is_asked_and_what_it_is_called() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let summary =
        "topic,Housing\nurl,https://pol.is/4hnmy3zeff\nviews,3\nconversation-description,\"One.\n\nTwo.\"\n";
    std::fs::write(path("summary.csv"), summary).unwrap();
    let words = |path: &Path| path.to_str().unwrap().to_owned();
    let told = conversation("1,,a,1,0,0,1,x\n", "", &["--summary", &words(&path("summary.csv"))]).unwrap();
    assert_eq!((told.question.as_str(), told.code.as_str()), ("Housing\n\nOne.\n\nTwo.", "4hnmy3zeff"));
    assert_eq!(told.participants, "polis/4hnmy3zeff");
    // A description that no question can hold is left out, not cut.
    std::fs::write(
        path("long.csv"),
        format!("topic,Housing\nconversation-description,{}\n", "x".repeat(4_000)),
    )
    .unwrap();
    let told = conversation("1,,a,1,0,0,1,x\n", "", &["--summary", &words(&path("long.csv"))]).unwrap();
    assert_eq!((told.question.as_str(), told.code.as_str()), ("Housing", "mine"));
}

#[test]
fn every_bad_row_is_named_at_once() {
    let comments = "1000,,a,1,0,0,1,fine\n1000,,a,1,0,0,1,again\n1000,,a b,1,0,0,1,key\n1000,,c,1,0,0,7,word\n\
                    noon,,d,1,0,0,1,moment\n1000,,e,1,0,0,1,  \n9999999999999,,f,1,0,0,1,ahead\n";
    let votes = "2000,,a,7,2\n2000,,z,7,1\n2000,,a,,1\n";
    let told = conversation(comments, votes, &[]).unwrap_err().to_string();
    for part in [
        "comments.csv row 3, comment-id: `a` stands in a row above",
        "comments.csv row 4, comment-id: is `a b`",
        "comments.csv row 5, moderation: is `7`; accepted are -1, 1, 0",
        "comments.csv row 6, timestamp: is `noon`; accepted are whole milliseconds",
        "comments.csv row 7, comment-body: is empty",
        "comments.csv row 8, timestamp: 2286-11-20",
        "votes.csv row 2, vote: is `2`; accepted are -1, 0, 1",
        "votes.csv row 3, comment-id: `z` is no statement",
        "votes.csv row 4, voter-id: is empty",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

//! What is read of conversations' files, and which rows are not taken.

use clap::{Args as _, Command, FromArgMatches as _};
use domain::time::Timestamp;
use tempfile::TempDir;

use super::{
    Files,
    read::{Answers, Talks, read},
};
use crate::failure::Failure;

const THREADS: &str = "id,title,date\n7,Clean streets,2015-09-15\n9,Trees,2015-09-16\n";
const MESSAGES: &str = "id,parentId,proposalId,userId,date,time,text\n";

fn talks(threads: &str, messages: &str) -> Result<Talks, Failure> {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let threads = write("proposals.csv", threads.to_owned());
    let messages = write("comments.csv", format!("{MESSAGES}{messages}"));
    let words = ["--preset", "decide-madrid", "--initiative", "mine", "--threads", &threads];
    let words = [&words[..], &["--messages", &messages]].concat();
    let command = Files::augment_args(Command::new("threads").no_binary_name(true));
    let files = Files::from_arg_matches(&command.get_matches_from(words)).unwrap();
    let mapping = files.choice.load().unwrap();
    let now: Timestamp = "2026-01-01".parse().unwrap();
    read(&files, &mapping.vocabulary, mapping.threads.as_ref().unwrap(), now)
}

#[test]
fn messages_come_in_order_of_time_and_say_what_they_answer() {
    let told = talks(
        THREADS,
        "3,2,7,u1,2015-09-15,0 days 12:00:00,\"two\r\nlines\"\n2,-1,7,u2,2015-09-15,11:00:00.5,\n\
         4,99,9,u2,2015-09-17,23:59:59,orphan\n5,4,9,u3,2015-09-17,23:59:59,below it\n",
    )
    .unwrap();
    let keys: Vec<&str> = told.messages.iter().map(|message| message.key.as_str()).collect();
    assert_eq!(keys, ["2", "3", "4", "5"]);
    let answers: Vec<&Answers> = told.messages.iter().map(|message| &message.answers).collect();
    let held = |key: &str| Answers::Held(key.to_owned());
    assert_eq!(answers, [&Answers::Nothing, &held("2"), &Answers::Missing("99".to_owned()), &held("4")]);
    assert_eq!(told.messages[0].at.to_string(), "2015-09-15T11:00:00.500000Z");
    assert_eq!((told.messages[0].body.as_str(), told.messages[1].body.as_str()), ("", "two\nlines"));
    let titles: Vec<&str> = told.threads.iter().map(|thread| thread.title.as_str()).collect();
    assert_eq!(titles, ["Clean streets", "Trees"]);
}

#[test]
fn every_bad_row_is_named_at_once() {
    let messages = "1,-1,7,u1,2015-09-15,0 days 10:00:00,a\n1,-1,7,u1,2015-09-15,10:00:00,again\n\
        2,-1,8,u1,2015-09-15,10:00:00,no thread\n3,-1,7,,2015-09-15,10:00:00,nobody\n\
        4,-1,7,u1,2015-09-14,10:00:00,early\n5,-1,7,u1,2015-09-15,1 days 10:00:00,time\n\
        6,1,9,u1,2015-09-17,10:00:00,elsewhere\n7,8,7,u1,2015-09-15,10:00:00,later\n\
        8,-1,7,u1,2015-09-15,11:00:00,asked\n9,-1,7,u1,2015-15-09,24:00:00,day\n";
    let told = talks(THREADS, messages).unwrap_err().to_string();
    for part in [
        "comments.csv row 3, id: `1` stands in row 2 too",
        "comments.csv row 4, proposalId: `8` is no thread of the other file",
        "comments.csv row 5, userId: is empty",
        "comments.csv row 6, date: is before its thread was opened, 2015-09-15T00:00:00.000000Z",
        "comments.csv row 7, time: is `1 days 10:00:00`; accepted is HH:MM:SS",
        "comments.csv row 8, parentId: `1` stands in `7`; accepted is one of its thread",
        "comments.csv row 9, parentId: `8` is not before it",
        "comments.csv row 11, date: is `2015-15-09`",
        "comments.csv row 11, time: is `24:00:00`; accepted is HH:MM:SS",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let twice = talks("id,title,date\n7,A,2015-09-15\n7,B,2015-09-15\n8,,2015-09-15\n", "").unwrap_err();
    for part in ["proposals.csv row 3, id: `7` stands in row 2 too", "row 4, title: is empty"] {
        assert!(twice.to_string().contains(part), "{part} in {twice}");
    }
}

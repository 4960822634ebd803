//! Whoever imports is told what to do in terms of files, flags and keys, and may repeat every step.

use hora::failure::Failure;
use serde_json::{Value, json};

use crate::real::history::{History, word};

const COMMENTS: &str = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
    1500000000000,,1,7,0,0,1,Mentors help\n";
const VOTES: &str = "timestamp,datetime,comment-id,voter-id,vote\n1500000000001,,1,8,1\n";

/// Imports a conversation with a key and further words.
async fn told(history: &History, whose: &str, votes: &str, more: &[&str]) -> Result<Value, Failure> {
    let write = |name: &str, text: &str| {
        let path = history.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        word(&path).to_owned()
    };
    let (comments, votes) = (write("comments.csv", COMMENTS), write("votes.csv", votes));
    let words = ["consultation", "--preset", "polis", "--comments", &comments, "--votes", &votes];
    history.import_as(whose, &[&words, more].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_says_what_its_person_can_do() {
    let history = History::begin("hearing", &["--preset", "polis"]).await.unwrap();
    let staff = told(&history, "staff", VOTES, &[]).await.unwrap_err();
    assert_eq!(staff.exit_code(), 3);
    assert!(staff.text().contains("the key is not an importer's"), "{}", staff.text());

    told(&history, "importer", VOTES, &["--question", "What helps?"]).await.unwrap();
    let other = told(&history, "importer", VOTES, &["--question", "What hinders?"]).await.unwrap_err();
    assert_eq!(other.exit_code(), 2);
    assert!(other.text().contains("another --question, --code"), "{}", other.text());
    let same = told(&history, "importer", VOTES, &["--question", "What helps?"]).await.unwrap();
    assert!(same["added"] == json!(0), "{same}");

    let loud = VOTES.replace(",1\n", ",\u{1b}[2Jall is well\n");
    let loud = told(&history, "importer", &loud, &[]).await.unwrap_err().text();
    assert!(loud.contains(r"votes.csv row 2, vote: is `\u{1b}[2Jall is well`"), "{loud}");
    let open = told(&history, "importer", &VOTES.replace(",,1,", ",,\"1,"), &[]).await.unwrap_err();
    assert!(open.text().contains("votes.csv: a quote opened in row 2 is never closed"), "{}", open.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scaffold_that_is_there_is_kept() {
    let history = History::begin("hearing", &["--preset", "polis"]).await.unwrap();
    let before = (history.head("backbone").await, history.head("agenda").await);
    let again = history.init(&["--preset", "polis"]).await.unwrap();
    assert_eq!((history.head("backbone").await, history.head("agenda").await), before);
    let shorter = history.init(&["--preset", "polis", "--days", "10"]).await.unwrap();
    assert_eq!(shorter["importUntil"], again["importUntil"], "what lasts longer is kept");
    assert_eq!(history.head("backbone").await, before.0);
}

//! Three public consultations: 659 statements, 98,603 responses.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use hora::actors::Person;
use hora_tests::wait;
use serde_json::{Value, json};

use super::history::{History, all, data, expected, number, word};

pub const SET: &str = "polis-open-data";
/// The folders of the three conversations, and what the source calls each.
const HOUSING: (&str, &str) = ("affordable-housing", "4hnmy3zeff");
pub const FARMLAND: (&str, &str) = ("land-bank-farmland", "2rumnecbeh");
const UBERX: (&str, &str) = ("vtaiwan-uberx", "3phdex2kjf");
const AS_OF: &str = "as of (UTC, inclusive; last per (statement, voter) by timestamp then file order)";
const CURRENT: &str = "per statement [agree, pass, disagree] current";
const REPEATS: &str = "same-value repeats (event equal to the one before of its pair)";

/// A conversation that was imported, and what must have come of it.
pub struct Told {
    pub history: History,
    words: Vec<String>,
    code: String,
    pub expected: Value,
    comments: Vec<BTreeMap<String, String>>,
}

impl Told {
    /// The scaffold, and nothing imported yet; none without the data.
    async fn begin(folder: &str, code: &str) -> Option<Self> {
        let data = data(SET)?;
        let history = History::begin(folder, &["--preset", "polis"]).await.unwrap();
        Some(Self::of(history, &data, folder, code))
    }

    /// The conversation of this folder of the data, in a scaffold that is there.
    pub fn of(history: History, data: &Path, folder: &str, code: &str) -> Self {
        let file = |name: &str| word(&data.join(folder).join(name)).to_owned();
        let words = ["consultation", "--preset", "polis", "--comments", &file("comments.csv"), "--votes"]
            .map(str::to_owned)
            .into_iter()
            .chain([file("votes.csv"), "--summary".to_owned(), file("summary.csv")])
            .collect();
        let expected = expected(data, SET)[folder].clone();
        let comments = rows(&data.join(folder).join("comments.csv"));
        Self { history, words, code: code.to_owned(), expected, comments }
    }

    /// Imports all of it.
    pub async fn import(&self) -> Value {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let imported = self.history.import(&words).await;
        imported.unwrap_or_else(|failure| panic!("{}", failure.text()))
    }

    fn named(&self, meta: Value) -> Value {
        json!({"meta": meta, "consultation": {"externalRef": {"vocabulary": "polis", "code": self.code}}})
    }

    /// Everything that the script counted of the whole conversation.
    pub async fn check(&self) {
        let public = &mut self.history.public();
        let expected = &self.expected;
        let whole = public.ask("agenda/GetConsultation", self.named(json!({}))).await.unwrap();
        assert_eq!(whole["statements"], expected["statements"]);
        assert_eq!(whole["participants"], expected["voters"]);
        assert_eq!(number(&whole["repeats"]), number(&expected[REPEATS]));
        assert_eq!(number(&whole["accepted"]), number(&expected["moderated"]["1"]));
        assert_eq!(number(&whole["rejected"]), number(&expected["moderated"]["-1"]));
        assert_eq!(whole["consultation"]["status"], "closed");
        for (counts, by_value, total) in
            [("last", "current by value", "current stances"), ("all", "events by value", "vote events")]
        {
            let by_value = &expected[by_value];
            assert_eq!(
                three(&whole[counts]),
                ["1", "0", "-1"].map(|value| number(&by_value[value])),
                "{counts}"
            );
            assert_eq!(three(&whole[counts]).iter().sum::<u64>(), number(&expected[total]), "{counts}");
        }
        let participants =
            all(public, "agenda/ListParticipants", self.named(json!({})), "participants").await;
        let made = participants.iter().filter(|one| number(&one["madeStatements"]) > 0).count();
        assert_eq!(made as u64, number(&expected["statement authors"]));
        self.check_statements(public).await;
        for (moment, expected) in expected[AS_OF].as_object().unwrap() {
            self.check_as_of(public, moment, expected).await;
        }
    }

    /// Both tallies, the moderation and the text of every statement.
    async fn check_statements(&self, public: &mut Person) {
        let statements = all(public, "agenda/ListStatements", self.named(json!({})), "statements").await;
        assert_eq!(statements.len(), self.comments.len());
        let by_key: BTreeMap<&str, &Value> =
            statements.iter().map(|one| (one["statement"].as_str().unwrap(), one)).collect();
        let mut with_newline = 0;
        for row in &self.comments {
            let key = row["comment-id"].as_str();
            let statement = by_key[key];
            let current = three(&self.expected[CURRENT][key]);
            assert_eq!(three(&statement["last"]), current, "last of {key}");
            let every = three(&statement["all"]);
            assert_eq!(
                [every[0].to_string(), every[2].to_string()],
                [row["agrees"].clone(), row["disagrees"].clone()]
            );
            let moderation = match row["moderated"].as_str() {
                "1" => json!("MODERATION_ACCEPTED"),
                "-1" => json!("MODERATION_REJECTED"),
                _ => Value::Null,
            };
            assert_eq!(statement["moderation"], moderation, "{key}");
            let text = &statement["text"];
            if moderation == "MODERATION_REJECTED" {
                assert_eq!(text["state"], "STATE_WITHHELD", "{key}");
            } else {
                assert_eq!(text["text"].as_str().unwrap(), row["comment-body"].trim(), "{key}");
            }
            with_newline += u64::from(row["comment-body"].trim().contains('\n'));
        }
        assert!(with_newline <= number(&self.expected["statements containing a newline"]));
    }

    async fn check_as_of(&self, public: &mut Person, moment: &str, expected: &Value) {
        let then = self.named(json!({"asOf": {"effectiveAt": moment}}));
        let whole = public.ask("agenda/GetConsultation", then.clone()).await.unwrap();
        let counts = ["agree", "pass", "disagree"].map(|value| number(&expected[value]));
        assert_eq!(three(&whole["last"]), counts, "as of {moment}");
        assert_eq!(three(&whole["last"]).iter().sum::<u64>(), number(&expected["current stances"]));
        assert_eq!(
            three(&whole["all"]).iter().sum::<u64>(),
            number(&expected["vote events"]),
            "as of {moment}"
        );
        assert_eq!(whole["statements"], expected["statements made so far"], "as of {moment}");
        let statements = all(public, "agenda/ListStatements", then, "statements").await;
        let per_statement = expected["per statement [agree, pass, disagree]"].as_object().unwrap();
        let mut answered = BTreeSet::new();
        for statement in &statements {
            let key = statement["statement"].as_str().unwrap();
            let last = three(&statement["last"]);
            assert_eq!(last, per_statement.get(key).map_or([0; 3], three), "{key} as of {moment}");
            if last != [0; 3] {
                answered.insert(key);
            }
        }
        assert_eq!(answered, per_statement.keys().map(String::as_str).collect(), "as of {moment}");
    }
}

/// Agree, pass and disagree, of an answer or of the script's list.
fn three(counts: &Value) -> [u64; 3] {
    match counts.as_array() {
        Some(list) => [0, 1, 2].map(|place: usize| number(&list[place])),
        None => ["agree", "pass", "disagree"].map(|value| number(&counts[value])),
    }
}

fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(file).unwrap().deserialize().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn affordable_housing_comes_out_as_counted_and_only_once() {
    let Some(told) = Told::begin(HOUSING.0, HOUSING.1).await else { return };
    let first = told.import().await;
    told.check().await;
    let heads = [told.history.head("agenda").await, told.history.head("backbone").await];
    let again = told.import().await;
    assert_eq!((number(&again["added"]), &again["alreadyThere"]), (0, &first["added"]));
    let words: Vec<&str> = told.words.iter().map(String::as_str).collect();
    let other = told.history.import_as("approver", &words).await.unwrap_err();
    assert!(other.text().contains("by one importer"), "{}", other.text());
    assert_eq!([told.history.head("agenda").await, told.history.head("backbone").await], heads);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_land_bank_comes_out_as_counted_after_an_import_that_was_cut_off() {
    let Some(told) = Told::begin(FARMLAND.0, FARMLAND.1).await else { return };
    let some = async {
        wait::until("some thousands of rows", || async {
            let head = told.history.head("agenda").await;
            let sequence: u64 = head[0].as_str().unwrap_or("0").parse().unwrap();
            (sequence > 4_000).then_some(())
        })
        .await
        .unwrap();
    };
    tokio::select! {
        () = some => {}
        whole = told.import() => panic!("it was not cut off: {whole}"),
    }
    let rest = told.import().await;
    assert!(number(&rest["added"]) > 0 && number(&rest["alreadyThere"]) >= 4_000, "{rest}");
    told.check().await;
    let head = told.history.head("agenda").await;
    assert_eq!(number(&told.import().await["added"]), 0);
    assert_eq!(told.history.head("agenda").await, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn vtaiwan_comes_out_as_counted_and_only_once() {
    let Some(told) = Told::begin(UBERX.0, UBERX.1).await else { return };
    told.import().await;
    told.check().await;
    let head = told.history.head("agenda").await;
    assert_eq!(number(&told.import().await["added"]), 0);
    assert_eq!(told.history.head("agenda").await, head);
}

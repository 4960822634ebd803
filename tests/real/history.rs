//! A hub into which history is imported with the command line's own words.
//!
//! Knows no data set.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{Args as _, Command, FromArgMatches as _};
use hora::{
    actors::{Admin, Person},
    client::{Options, Places, key},
    failure::Failure,
    import::{self, Import},
};
use hora_tests::sandbox::Sandbox;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Mutex;

/// A folder of the real data; says that it is missing, and gives none.
pub fn data(set: &str) -> Option<PathBuf> {
    let own = env::var_os("HORA_REAL_DATA").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let folder = own.unwrap_or_else(|| hora_tests::project_root().join("../shared/data")).join(set);
    if folder.is_dir() {
        return Some(folder);
    }
    hora_tests::skip("real data not found");
    None
}

/// What the independent script counted.
pub fn expected(data: &Path, set: &str) -> Value {
    let file = data.parent().unwrap().join("expected").join(format!("{set}.json"));
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// A path as a word.
pub fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A hub with one imported initiative.
pub struct History {
    /// The hub.
    pub sandbox: Sandbox,
    /// The initiative.
    pub slug: String,
    /// A folder of its own.
    pub folder: TempDir,
    admin: Mutex<Admin>,
}

impl History {
    /// A fresh hub, and the scaffold that `import init` makes with these words.
    pub async fn begin(slug: &str, words: &[&str]) -> anyhow::Result<Self> {
        let sandbox = Sandbox::start().await?;
        let folder = TempDir::new()?;
        let mut admin = sandbox.admin().await?;
        let secret = admin.person().client().key().context("the admin has a key")?.secret.clone();
        key::write(&folder.path().join("admin.key"), &secret)?;
        let history = Self { sandbox, slug: slug.to_owned(), folder, admin: Mutex::new(admin) };
        history.init(words).await?;
        Ok(history)
    }

    /// Runs `import init` with these words.
    pub async fn init(&self, words: &[&str]) -> Result<Value, Failure> {
        let out = self.folder.path().join("keys");
        let words = [&["init", "--initiative", &self.slug, "--out", word(&out)], words].concat();
        self.run(&self.folder.path().join("admin.key"), &words).await
    }

    /// Runs an import with these words, as the importer.
    pub async fn import(&self, words: &[&str]) -> Result<Value, Failure> {
        self.import_as("importer", words).await
    }

    /// Runs an import with these words and another key of the folder.
    pub async fn import_as(&self, whose: &str, words: &[&str]) -> Result<Value, Failure> {
        let key = self.folder.path().join("keys").join(format!("{whose}.key"));
        let (what, rest) = words.split_first().unwrap();
        let words = [&[what, "--initiative", self.slug.as_str()], rest].concat();
        self.run(&key, &words).await
    }

    /// Runs an import with these words, as the hub's admin, in no initiative.
    pub async fn import_as_admin(&self, words: &[&str]) -> Result<Value, Failure> {
        self.run(&self.folder.path().join("admin.key"), words).await
    }

    async fn run(&self, key: &Path, words: &[&str]) -> Result<Value, Failure> {
        run(self.sandbox.places()?, key, words).await
    }

    /// Somebody without a key: what is imported here, anyone may read.
    pub fn public(&self) -> Person {
        self.sandbox.public(&self.slug).unwrap()
    }

    /// The hub's admin, in the hub itself.
    pub fn admin(&self) -> Person {
        let key = key::find(Some(&self.folder.path().join("admin.key"))).unwrap().unwrap();
        Person::with_key(self.sandbox.places().unwrap(), &key.secret, "hub", "admin")
    }

    /// A person of backbone's staff, of the convener.
    pub async fn staff(&self) -> anyhow::Result<Person> {
        let members = all(&mut self.public(), "backbone/ListMembers", json!({}), "members").await;
        let convener = members.first().context("the convener is a member")?["organizationId"].clone();
        let convener = convener.as_str().context("a member has an id")?;
        self.admin.lock().await.enroll(&self.slug, "Reader", convener, "ROLE_BACKBONE_STAFF").await
    }

    /// A member, who sees what was published as it was reported.
    pub fn member(&self) -> Person {
        let file = self.folder.path().join("keys/importer.key");
        let key = key::find(Some(&file)).unwrap().unwrap();
        Person::with_key(self.sandbox.places().unwrap(), &key.secret, &self.slug, "importer")
    }

    /// How far a log of the initiative goes: its last sequence and the hash of that record.
    pub async fn head(&self, context: &str) -> Value {
        let mut public = self.public();
        let request = json!({"context": context, "initiative": self.slug});
        let answer = public.client().call("/hora.log.v1.Log/Head", Some(&self.slug), &request).await.unwrap();
        json!([answer["head"]["sequence"], answer["head"]["hash"]])
    }
}

/// Runs `import` with these words against a hub.
pub async fn run(places: Places, key: &Path, words: &[&str]) -> Result<Value, Failure> {
    let command = Import::augment_args(Command::new("import").no_binary_name(true));
    let matches = command.try_get_matches_from(words).map_err(|wrong| Failure::Usage(wrong.to_string()))?;
    let import = Import::from_arg_matches(&matches).map_err(|wrong| Failure::Usage(wrong.to_string()))?;
    let options = Options { places, key_file: Some(key.to_owned()) };
    import::run(&import, &options).await
}

/// Every row of a list.
pub async fn all(person: &mut Person, rpc: &str, request: Value, list: &str) -> Vec<Value> {
    let (mut rows, mut token) = (Vec::new(), String::new());
    loop {
        let mut request = request.clone();
        request["page"] = json!({"pageSize": 500, "pageToken": token});
        let answer =
            person.ask(rpc, request).await.unwrap_or_else(|failure| panic!("{rpc}: {}", failure.text()));
        rows.extend(answer[list].as_array().into_iter().flatten().cloned());
        token = answer["nextPageToken"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            return rows;
        }
    }
}

/// A number of an answer; canonical JSON leaves zero out.
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

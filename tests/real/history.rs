//! A hub into which history is imported with the command line's own words.
//!
//! Knows no data set.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
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

/// An imported initiative of a hub: of one of its own, or of one that several share.
pub struct History {
    /// Where the hub is.
    pub places: Places,
    /// The initiative.
    pub slug: String,
    /// A folder of its own.
    pub folder: TempDir,
    admin: Arc<Mutex<Admin>>,
    sandbox: Option<Sandbox>,
}

impl History {
    /// A fresh hub, and the scaffold that `import init` makes with these words.
    pub async fn begin(slug: &str, words: &[&str]) -> anyhow::Result<Self> {
        let sandbox = Sandbox::start().await?;
        let admin = Arc::new(Mutex::new(sandbox.admin().await?));
        let history = Self::within(sandbox.places()?, &admin, slug, words).await?;
        Ok(Self { sandbox: Some(sandbox), ..history })
    }

    /// The same in a hub that runs, by its admin.
    pub async fn within(
        places: Places,
        admin: &Arc<Mutex<Admin>>,
        slug: &str,
        words: &[&str],
    ) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let secret =
            admin.lock().await.person().client().key().context("the admin has a key")?.secret.clone();
        key::write(&folder.path().join("admin.key"), &secret)?;
        let history = Self { places, slug: slug.to_owned(), folder, admin: Arc::clone(admin), sandbox: None };
        history.init(words).await?;
        Ok(history)
    }

    /// Stops a hub of its own in order.
    pub async fn stop(self) {
        if let Some(sandbox) = self.sandbox {
            sandbox.stop().await;
        }
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
        run(self.places.clone(), key, words).await
    }

    /// Somebody without a key: what is imported here, anyone may read.
    pub fn public(&self) -> Person {
        Person::public(self.places.clone(), &self.slug)
    }

    /// The hub's admin, in the hub itself.
    pub fn admin(&self) -> Person {
        let key = key::find(Some(&self.folder.path().join("admin.key"))).unwrap().unwrap();
        Person::with_key(self.places.clone(), &key.secret, "hub", "admin")
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
        Person::with_key(self.places.clone(), &key.secret, &self.slug, "importer")
    }

    /// How far a log of the initiative goes: its last sequence and the hash of that record.
    pub async fn head(&self, context: &str) -> Value {
        head(&self.places, context, &self.slug).await
    }
}

/// How far a log of an initiative goes, asked at the context's own address: its last sequence and that record's hash.
pub async fn head(places: &Places, context: &str, initiative: &str) -> Value {
    let own = Places { hub: places.of(context).to_owned(), services: vec![], ..places.clone() };
    let mut public = Person::public(own, initiative);
    let request = json!({"context": context, "initiative": initiative});
    let answer = public.client().call("/hora.log.v1.Log/Head", Some(initiative), &request).await.unwrap();
    json!([answer["head"]["sequence"], answer["head"]["hash"]])
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

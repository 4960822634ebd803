//! Who acts in an import: the admin who asks, the member of staff who grants, the services that import.

use anyhow::Context as _;
use domain::time::Timestamp;
use serde_json::{Value, json};

use super::{folder::Folder, hub, setup::Setup};
use crate::{
    actors::{Person, text},
    client::Places,
    failure::Failure,
    import::sender::reason,
    keys::Fresh,
};

/// How long the keys live: as long as the longest grant, so that an extended import needs no new ones.
const KEY_DAYS: i64 = 365;

/// Until when imports are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Until when a new grant is made.
    pub until: Timestamp,
    /// A grant that lasts until then is kept; one that ends sooner is followed by a new one.
    pub at_least: Timestamp,
}

/// The people of the initiative.
pub struct People<'a> {
    places: &'a Places,
    setup: &'a Setup,
    convener: &'a str,
    admin: Person,
    staff: Option<Person>,
}

impl<'a> People<'a> {
    /// The admin alone, so far.
    pub fn new(places: &'a Places, admin: &str, setup: &'a Setup, convener: &'a str) -> Self {
        let admin = Person::with_key(places.clone(), admin, &setup.slug, "admin");
        Self { places, setup, convener, admin, staff: None }
    }

    /// The convener's member of staff, made where the folder has none.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn staff(&mut self, folder: &mut Folder) -> Result<(), Failure> {
        let person = match &folder.names.staff {
            Some(person) => person.clone(),
            None => {
                let (name, email) = &self.setup.staff;
                let request = json!({"name": name, "email": email, "organizationId": self.convener});
                let done = self.admin.run("backbone/RegisterPerson", request).await?;
                let person = text(&done, "personId")?;
                folder.names.staff = Some(person.clone());
                folder.keep()?;
                person
            }
        };
        let role = json!({"holder": person, "role": "ROLE_BACKBONE_STAFF", "organizationId": self.convener});
        self.admin.run("backbone/GrantRole", role).await?;
        self.key(folder, "staff", &person).await?;
        let key = folder.key("staff")?;
        self.staff = Some(Person::with_key(self.places.clone(), &key.secret, &self.setup.slug, &person));
        Ok(())
    }

    /// Invites the organizations; those that are members or invited stay what they are, and so do
    /// those that went into another since.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn invite(&mut self, organizations: impl Iterator<Item = &String>) -> Result<(), Failure> {
        let convener = self.convener;
        let staff = self.staff.as_mut().context("there is no member of staff")?;
        for org in organizations.filter(|org| *org != convener) {
            let invited = staff.run("backbone/InviteOrganization", json!({"organizationId": org})).await;
            match invited {
                Err(failure)
                    if matches!(
                        reason(&failure).as_deref(),
                        Some("already_a_member" | "organization_succeeded")
                    ) => {}
                other => drop(other?),
            }
        }
        Ok(())
    }

    /// The importer, and the one that approves for the convener: each with its grant and key. Gives the end of the
    /// grant that ends first.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn importers(&mut self, folder: &mut Folder, wanted: &Wanted) -> Result<Timestamp, Failure> {
        let fresh = || Ok::<_, Failure>(service(&Fresh::generate()?.hash()));
        let importer = folder.names.importer.take().map_or_else(fresh, Ok)?;
        let approver = folder.names.approver.take().map_or_else(fresh, Ok)?;
        folder.names.importer = Some(importer.clone());
        folder.names.approver = Some(approver.clone());
        folder.keep()?;
        let ends =
            [self.grant(&importer, "", wanted).await?, self.grant(&approver, self.convener, wanted).await?];
        self.key(folder, "importer", &importer).await?;
        self.key(folder, "approver", &approver).await?;
        Ok(ends.into_iter().min().unwrap_or(wanted.until))
    }

    /// Asked by the admin, granted by the staff, unless one that is there lasts long enough. Gives its end.
    async fn grant(&mut self, holder: &str, org: &str, wanted: &Wanted) -> Result<Timestamp, Failure> {
        let there = self.granted(holder, org).await?;
        if let Some(end) = there.filter(|end| *end >= wanted.at_least) {
            return Ok(end);
        }
        let until = wanted.until.to_string();
        let request =
            json!({"holder": holder, "organizationId": org, "source": self.setup.source, "to": until});
        let asked = self.admin.run("backbone/RequestImport", request).await?;
        let first = asked
            .pointer("/result/eventIds/0")
            .and_then(Value::as_str)
            .context("no record of the request")?;
        let request = json!({"meta": {"approves": [first]}, "requestId": text(&asked, "requestId")?});
        let staff = self.staff.as_mut().context("there is no member of staff")?;
        staff.run("backbone/GrantImport", request).await?;
        Ok(wanted.until)
    }

    /// The end of the grant to import that lasts longest.
    async fn granted(&mut self, holder: &str, org: &str) -> Result<Option<Timestamp>, Failure> {
        let staff = self.staff.as_mut().context("there is no member of staff")?;
        let grants = hub::all(staff, "backbone/ListGrants", &json!({"holder": holder}), "grants").await?;
        let of = |grant: &Value, name: &str| {
            grant.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let holds = |grant: &&Value| {
            of(grant, "role") == "ROLE_IMPORTER"
                && of(grant, "organizationId") == org
                && of(grant, "revokedAt").is_empty()
        };
        Ok(grants.iter().filter(holds).filter_map(|grant| of(grant, "to").parse().ok()).max())
    }

    /// Issues a key, where the folder has none.
    async fn key(&mut self, folder: &Folder, whose: &str, holder: &str) -> Result<(), Failure> {
        if folder.has_key(whose) {
            return Ok(());
        }
        let fresh = Fresh::generate()?;
        let expires_at = runtime::clock::Clock::default().now().plus_days(KEY_DAYS).to_string();
        let slug = &self.setup.slug;
        let request =
            json!({"initiative": slug, "holder": holder, "keyHash": fresh.hash(), "expiresAt": expires_at});
        let done =
            self.admin.client().call("/hora.backbone.v1.Tokens/IssueKey", Some(slug), &request).await?;
        folder.keep_key(whose, &fresh.key(&text(&done, "keyId")?)?)
    }
}

/// A service's id from the hash of 32 random bytes, half of which is as random as 16 of them.
fn service(hash: &str) -> String {
    format!("s_{}", hash.chars().take(32).collect::<String>())
}

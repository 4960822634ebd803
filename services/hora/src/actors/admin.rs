//! The hub's admin, made through the setup link: registers organizations and initiatives, enrolls their people.
//!
//! Knows no rules.

use serde_json::json;

use super::{Person, text};
use crate::{client::Places, keys::Fresh};

/// The hub's admin.
pub struct Admin {
    key: String,
    person: Person,
    places: Places,
    /// The end of the keys this admin issues.
    pub keys_until: String,
}

impl Admin {
    /// Makes the first admin with the secret of the setup link.
    ///
    /// # Errors
    /// The link is not valid, or there is an admin.
    pub async fn set_up(places: Places, secret: &str, keys_until: &str) -> anyhow::Result<Self> {
        let fresh = Fresh::generate()?;
        let request = json!({"setupSecret": secret, "keyHash": fresh.hash(), "expiresAt": keys_until});
        let mut public = Person::public(places.clone(), "hub");
        let done = public.run("backbone/CompleteSetup", request).await?;
        let key = fresh.key(&text(&done, "keyId")?)?;
        let person = Person::with_key(places.clone(), &key, "hub", &text(&done, "accountId")?);
        Ok(Self { key, person, places, keys_until: keys_until.to_owned() })
    }

    /// The admin's key, for whoever keeps it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The admin as a person of the hub.
    pub fn person(&mut self) -> &mut Person {
        &mut self.person
    }

    /// Registers an organization.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn organization(&mut self, code: &str, name: &str, sector: &str) -> anyhow::Result<String> {
        let request =
            json!({"code": code, "name": name, "sector": format!("SECTOR_{}", sector.to_uppercase())});
        let done = self.person.run("backbone/RegisterOrganization", request).await?;
        text(&done, "organizationId")
    }

    /// Registers an initiative, and makes its first member of staff, of the convener.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn initiative(&mut self, slug: &str, name: &str, convener: &str) -> anyhow::Result<Person> {
        let request = json!({"slug": slug, "name": name, "problem": "One pupil in six leaves school before grade 10.",
            "area": "Cluj county", "field": "FIELD_OF_WORK_EDUCATION", "convener": convener});
        self.person.run("backbone/RegisterInitiative", request).await?;
        self.enroll(slug, "Ioana Staff", convener, "ROLE_BACKBONE_STAFF").await
    }

    /// Registers a person of an organization in an initiative, grants a role, and issues a key.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn enroll(&mut self, slug: &str, name: &str, org: &str, role: &str) -> anyhow::Result<Person> {
        let request = json!({"name": name, "email": "somebody@example.org", "organizationId": org});
        let done = self.person.run_in(slug, "backbone/RegisterPerson", request).await?;
        let person = text(&done, "personId")?;
        let grant = json!({"holder": person, "role": role, "organizationId": org});
        self.person.run_in(slug, "backbone/GrantRole", grant).await?;
        let fresh = Fresh::generate()?;
        let request = json!({"initiative": slug, "holder": person, "keyHash": fresh.hash(),
            "expiresAt": self.keys_until});
        let done = self.person.client.call("/hora.backbone.v1.Tokens/IssueKey", Some(slug), &request).await?;
        let key = fresh.key(&text(&done, "keyId")?)?;
        Ok(Person::with_key(self.places.clone(), &key, slug, &person))
    }

    /// Has an organization invited by the staff and join; gives its representative.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn member(&mut self, staff: &mut Person, name: &str, org: &str) -> anyhow::Result<Person> {
        staff.run("backbone/InviteOrganization", json!({"organizationId": org})).await?;
        let mut person = self.enroll(&staff.initiative, name, org, "ROLE_ORG_REPRESENTATIVE").await?;
        person.run("backbone/AcceptInvitation", json!({})).await?;
        Ok(person)
    }
}

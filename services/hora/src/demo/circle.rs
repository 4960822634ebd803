//! Who is in the demo: twelve organizations, each with a representative, and the convener's two members of staff.
//!
//! Knows no rules.

use anyhow::Context as _;
use domain::time::{Date, Timestamp};
use serde_json::{Value, json};

use super::SLUG;
use crate::{
    actors::{Admin, Person, text},
    client::Places,
};

/// Each organization: code, name, sector, and who represents it. The first convenes.
const MEMBERS: [(&str, &str, &str, &str); 12] = [
    ("DEMO_CITY", "Demo: Primăria Cluj-Napoca / City of Cluj-Napoca", "government", "Demo: Ana Mureșan"),
    ("DEMO_NGO", "Demo: Școala pentru toți / School for All", "civil_society", "Demo: Dan Pop"),
    ("DEMO_CHAMBER", "Demo: Camera de Comerț / Chamber of Commerce", "business", "Demo: Eva Kovács"),
    (
        "DEMO_INSPECTORATE",
        "Demo: Inspectoratul Școlar / School Inspectorate",
        "government",
        "Demo: Mihai Rus",
    ),
    ("DEMO_COUNTY", "Demo: Consiliul Județean / County Council", "government", "Demo: Ioan Moldovan"),
    ("DEMO_CHILD", "Demo: Protecția Copilului / Child Protection", "government", "Demo: Maria Crișan"),
    ("DEMO_MENTORS", "Demo: Asociația Mentorilor / Mentors' Association", "civil_society", "Demo: Radu Ilie"),
    (
        "DEMO_PARENTS",
        "Demo: Asociația Părinților / Parents' Association",
        "civil_society",
        "Demo: Elena Lazăr",
    ),
    ("DEMO_ROMA", "Demo: Centrul Romilor / Roma Community Centre", "civil_society", "Demo: Florin Căldărar"),
    ("DEMO_SOFTWARE", "Demo: Atelierul de Software / Software Workshop", "business", "Demo: Paul Bodea"),
    ("DEMO_BUSES", "Demo: Transport Someșul / Someșul Buses", "business", "Demo: Ilona Szabó"),
    ("DEMO_BAKERY", "Demo: Brutăria Feleac / Feleac Bakery", "business", "Demo: Vasile Oltean"),
];

/// The city, which convenes and employs the staff.
pub const CITY: usize = 0;
/// Those who do most.
pub const NGO: usize = 1;
/// The inspectorate reports how pupils are.
pub const INSPECTORATE: usize = 3;
/// They report whom they mentor.
pub const MENTORS: usize = 6;
/// They stand against the first text.
pub const ROMA: usize = 8;
/// They drive the buses.
pub const BUSES: usize = 10;
/// They bake.
pub const BAKERY: usize = 11;

/// The people of the demo.
pub struct Circle {
    /// The coordinator, of the convener's staff.
    pub staff: Person,
    /// The analyst, of the convener's staff.
    pub analyst: Person,
    /// The organizations, in the order of `MEMBERS`.
    pub orgs: Vec<String>,
    people: Vec<Person>,
    /// When the demo began.
    pub now: Timestamp,
}

impl Circle {
    /// Makes the admin, the initiative and everybody in it; gives the admin's key beside them.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn gather(places: Places, secret: &str, now: Timestamp) -> anyhow::Result<(String, Self)> {
        let mut admin = Admin::set_up(places, secret, &now.plus_days(365).to_string()).await?;
        let mut orgs = Vec::with_capacity(MEMBERS.len());
        for (code, name, sector, _) in MEMBERS {
            orgs.push(admin.organization(code, name, sector).await?);
        }
        let convener = orgs.first().context("there are organizations")?.clone();
        let initiative = json!({"slug": SLUG, "name": "Demo: Fiecare copil rămâne la școală / Every pupil stays in school",
            "problem": "Unul din șase elevi părăsește școala înainte de clasa a X-a. / One pupil in six leaves school before grade 10.",
            "area": "Județul Cluj / Cluj county", "field": "FIELD_OF_WORK_EDUCATION", "convener": convener});
        admin.person().run("backbone/RegisterInitiative", initiative).await?;
        let mut staff = admin.enroll(SLUG, "Demo: Ioana Petrescu", &convener, "ROLE_BACKBONE_STAFF").await?;
        let analyst = admin.enroll(SLUG, "Demo: Andrei Bota", &convener, "ROLE_BACKBONE_STAFF").await?;
        let mut people = Vec::with_capacity(MEMBERS.len());
        for ((.., name), org) in MEMBERS.iter().zip(&orgs) {
            people.push(if *org == convener {
                admin.enroll(SLUG, name, org, "ROLE_ORG_REPRESENTATIVE").await?
            } else {
                admin.member(&mut staff, name, org).await?
            });
        }
        Ok((admin.key().to_owned(), Self { staff, analyst, orgs, people, now }))
    }

    /// The representative of an organization.
    ///
    /// # Errors
    /// There is no such organization.
    pub fn of(&mut self, organization: usize) -> anyhow::Result<&mut Person> {
        self.people.get_mut(organization).context("an organization of the demo")
    }

    /// The id of an organization.
    ///
    /// # Errors
    /// There is no such organization.
    pub fn org(&self, organization: usize) -> anyhow::Result<&str> {
        Ok(self.orgs.get(organization).context("an organization of the demo")?)
    }

    /// How many organizations there are.
    pub fn len(&self) -> usize {
        self.orgs.len()
    }

    /// The day that many days from today.
    pub fn day(&self, days: i64) -> Date {
        self.now.plus_days(days).date()
    }

    /// Has the staff do something that makes a new thing; gives its id.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn make(&mut self, rpc: &str, request: Value, id: &str) -> anyhow::Result<String> {
        text(&self.staff.run(rpc, request).await?, id)
    }
}

//! May this principal call this RPC in this initiative, now? Default deny; one readable table.
//!
//! Knows no requests: the RPC is a name, the grants come from the roster. The table's SHA-256 is stored with
//! every record (`authz.policy`), so that an auditor can decide it again. There is no bypass role.

use std::collections::BTreeMap;

use domain::{
    facts::Grant,
    ids::OrgId,
    meta::{Actor, Role, Via, Visibility},
    time::Timestamp,
};
use sha2::{Digest, Sha256};

/// Who calls: a pseudonym proven by a token, or nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// `p_…`, `s_…`, `system`, or `public` without a token.
    pub reference: String,
    /// The same person's pseudonym in the initiative `hub`, where roles of the whole hub are granted.
    pub hub_reference: Option<String>,
    /// How they came in.
    pub via: Via,
}

impl Principal {
    /// The principal of a request without a token.
    pub fn public() -> Self {
        Self { reference: PUBLIC.to_owned(), hub_reference: None, via: Via::Key }
    }
}

/// For whom a row lets its role act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Only for the organization the role was granted for.
    Own,
    /// For the initiative as a whole.
    Any,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name, stored in `authz.rules`.
    pub name: String,
    /// Who.
    pub role: Role,
    /// For whom.
    pub whose: Whose,
    /// What, as `<context>.<Rpc>`.
    pub rpcs: Vec<String>,
}

/// The answer yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// Who acts, under which role and for which organization.
    pub actor: Actor,
    /// The rows that allowed it.
    pub rules: Vec<String>,
}

/// The answer no, with what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{rpc} is not open to you; it is open to {roles}{hint}")]
pub struct Denied {
    /// What was asked for.
    pub rpc: String,
    /// The roles it is open to.
    pub roles: String,
    /// What to do, where it is known.
    pub hint: &'static str,
}

/// The table, read once.
pub struct Policy {
    rows: Vec<Row>,
    /// The places of the rows that name an RPC, in the table's order.
    by_rpc: BTreeMap<String, Vec<usize>>,
    digest: String,
}

/// The principal of whoever shows no token.
const PUBLIC: &str = "public";
/// Said to them.
const WITHOUT_KEY: &str = "; you call without a key";

const TABLE: &str = include_str!("../policy.txt");

impl Policy {
    /// The table built into this program.
    ///
    /// # Errors
    /// The line that is no row.
    pub fn built_in() -> Result<Self, String> {
        Self::parse(TABLE)
    }

    /// Reads a table: `name role own|any` or `@set` on a line, then RPCs and sets on lines that begin with a blank.
    ///
    /// # Errors
    /// The line that is no row, or the set that nobody began.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rows: Vec<Row> = Vec::new();
        let mut sets: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut set = None;
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            if line.starts_with(' ') {
                let named = expand(line, &sets)?;
                let rpcs = match set {
                    Some(name) => sets.get_mut(name),
                    None => rows.last_mut().map(|row| &mut row.rpcs),
                };
                rpcs.ok_or_else(|| format!("no row before: {line}"))?.extend(named);
            } else if line.starts_with('@') {
                let name = line.trim_end();
                sets.insert(name, Vec::new());
                set = Some(name);
            } else {
                set = None;
                let row = Self::row(line.split_whitespace());
                rows.push(row.ok_or_else(|| format!("not `name role own|any`: {line}"))?);
            }
        }
        let digest = format!("sha256:{}", hex::encode(Sha256::digest(text.as_bytes())));
        let mut by_rpc: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            for rpc in &row.rpcs {
                by_rpc.entry(rpc.clone()).or_default().push(place);
            }
        }
        Ok(Self { rows, by_rpc, digest })
    }

    fn row<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Row> {
        let name = words.next()?.to_owned();
        let role = Role::parse(words.next()?)?;
        let whose = match words.next()? {
            "own" => Whose::Own,
            "any" => Whose::Any,
            _ => return None,
        };
        words.next().is_none().then_some(Row { name, role, whose, rpcs: Vec::new() })
    }

    /// The table's SHA-256, as `authz.policy` stores it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The rows, for the golden table.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// May the principal call `rpc` (`<context>.<Rpc>`) at `now`, under one of `grants`, for `on_behalf_of`?
    ///
    /// # Errors
    /// [`Denied`], saying to whom it is open.
    pub fn permit<'a>(
        &self,
        principal: &Principal,
        grants: impl Iterator<Item = &'a Grant> + Clone,
        rpc: &str,
        on_behalf_of: Option<&OrgId>,
        now: Timestamp,
    ) -> Result<Allowed, Denied> {
        let mut hint = if principal.reference == PUBLIC { WITHOUT_KEY } else { "" };
        for row in self.rows_for(rpc) {
            let orgs = held(row, principal, grants.clone(), now, on_behalf_of);
            let org = match (row.whose, orgs.as_slice()) {
                (_, []) => continue,
                (Whose::Any, [first, ..]) => first.clone(),
                (Whose::Own, [one]) => one.clone(),
                (Whose::Own, _) => {
                    hint = "; you hold that role for several organizations: say on_behalf_of_org";
                    continue;
                }
            };
            let actor =
                Actor { reference: principal.reference.clone(), org, role: row.role, via: principal.via };
            return Ok(Allowed { actor, rules: vec![row.name.clone()] });
        }
        Err(Denied { rpc: rpc.to_owned(), roles: self.explain(rpc), hint })
    }

    fn rows_for(&self, rpc: &str) -> impl Iterator<Item = &Row> {
        let places = self.by_rpc.get(rpc).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.rows.get(*place))
    }

    /// To whom an RPC is open, in words.
    pub fn explain(&self, rpc: &str) -> String {
        let open_to: Vec<String> = self
            .rows_for(rpc)
            .map(|row| match row.whose {
                Whose::Own => format!("{} for its own organization", row.role.as_str()),
                Whose::Any => row.role.as_str().to_owned(),
            })
            .collect();
        if open_to.is_empty() { "nobody".to_owned() } else { open_to.join(", ") }
    }
}

/// The RPCs a line names, sets taken apart.
fn expand(line: &str, sets: &BTreeMap<&str, Vec<String>>) -> Result<Vec<String>, String> {
    let mut rpcs = Vec::new();
    for word in line.split_whitespace() {
        match sets.get(word) {
            Some(set) => rpcs.extend(set.iter().cloned()),
            None if word.starts_with('@') => return Err(format!("no set {word} before: {line}")),
            None => rpcs.push(word.to_owned()),
        }
    }
    Ok(rpcs)
}

/// The organizations for which the principal holds the row's role now; one `None` for a role without one.
fn held<'a>(
    row: &Row,
    principal: &Principal,
    grants: impl Iterator<Item = &'a Grant>,
    now: Timestamp,
    on_behalf_of: Option<&OrgId>,
) -> Vec<Option<OrgId>> {
    if row.role == Role::Public {
        return vec![None];
    }
    if row.role == Role::System && principal.reference == "system" {
        return vec![None];
    }
    let is_holder =
        |holder: &str| holder == principal.reference || principal.hub_reference.as_deref() == Some(holder);
    let mut orgs: Vec<Option<OrgId>> = grants
        .filter(|grant| grant.role == row.role && grant.holds_at(now) && is_holder(&grant.holder))
        .filter(|grant| row.whose == Whose::Any || grant.org.is_some())
        .map(|grant| grant.org.clone())
        .filter(|org| on_behalf_of.is_none() || org.as_ref() == on_behalf_of)
        .collect();
    orgs.sort();
    orgs.dedup();
    orgs
}

/// The widest record a role may read. What a partner service may read on the bus is its login's matter.
pub fn sees_up_to(role: Role, org: Option<&OrgId>) -> Visibility {
    match role {
        Role::BackboneStaff | Role::Auditor | Role::System => Visibility::Restricted,
        Role::OrgRepresentative | Role::DataSteward | Role::SeatHolder | Role::Importer | Role::Admin => {
            Visibility::Members
        }
        Role::PartnerService if org.is_some() => Visibility::Members,
        Role::PartnerService | Role::Public => Visibility::Public,
    }
}

/// The widest private text a role may have opened: an admin and an auditor read records, not people's words.
pub fn opens_up_to(role: Role) -> Visibility {
    match role {
        Role::BackboneStaff => Visibility::Restricted,
        Role::OrgRepresentative | Role::DataSteward | Role::SeatHolder => Visibility::Members,
        _ => Visibility::Public,
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::Uuid;

    use super::*;

    const SMALL: &str = "\
represent-own-org org_representative own
  agenda.CastStance
steward backbone_staff any
  agenda.OpenProposal
anyone public any
  agenda.GetAgenda
";

    fn org(n: u8) -> OrgId {
        format!("o_{}", hex::encode([n; 16])).parse().unwrap()
    }

    fn grant(role: Role, org: Option<OrgId>) -> Grant {
        Grant {
            id: Uuid::nil(),
            holder: "p_1".to_owned(),
            role,
            org,
            from: "2026-01-01".parse().unwrap(),
            to: Some("2026-12-31".parse().unwrap()),
        }
    }

    fn ask(grants: &[Grant], rpc: &str, for_org: Option<&OrgId>, now: &str) -> Result<Allowed, Denied> {
        let principal = Principal { reference: "p_1".to_owned(), hub_reference: None, via: Via::Key };
        let policy = Policy::parse(SMALL).unwrap();
        policy.permit(&principal, grants.iter(), rpc, for_org, now.parse().unwrap())
    }

    #[test]
    fn what_no_row_names_is_denied() {
        let all: Vec<Grant> = Role::ALL.into_iter().map(|role| grant(role, Some(org(1)))).collect();
        let denied = ask(&all, "agenda.Unheard", None, "2026-05-01").unwrap_err();
        assert_eq!(denied.roles, "nobody");
    }

    #[test]
    fn a_representative_acts_for_its_own_organization_alone() {
        let grants = [grant(Role::OrgRepresentative, Some(org(1)))];
        let allowed = ask(&grants, "agenda.CastStance", None, "2026-05-01").unwrap();
        assert_eq!(allowed.actor.org, Some(org(1)));
        assert_eq!(allowed.rules, ["represent-own-org"]);
        assert!(ask(&grants, "agenda.CastStance", Some(&org(2)), "2026-05-01").is_err());
        assert!(ask(&grants, "agenda.OpenProposal", None, "2026-05-01").is_err());
    }

    #[test]
    fn who_calls_without_a_key_is_told_so() {
        let policy = Policy::parse(SMALL).unwrap();
        let now = "2026-05-01".parse().unwrap();
        let none: [Grant; 0] = [];
        let denied =
            policy.permit(&Principal::public(), none.iter(), "agenda.CastStance", None, now).unwrap_err();
        assert!(denied.to_string().ends_with("; you call without a key"), "{denied}");
        let known = ask(&[], "agenda.CastStance", None, "2026-05-01").unwrap_err();
        assert_eq!(known.hint, "");
    }

    #[test]
    fn a_grant_ends() {
        let grants = [grant(Role::OrgRepresentative, Some(org(1)))];
        assert!(ask(&grants, "agenda.CastStance", None, "2026-12-31").is_err());
        assert!(ask(&grants, "agenda.CastStance", None, "2025-12-31").is_err());
    }

    #[test]
    fn who_represents_two_must_say_which() {
        let grants =
            [grant(Role::OrgRepresentative, Some(org(1))), grant(Role::OrgRepresentative, Some(org(2)))];
        assert!(
            ask(&grants, "agenda.CastStance", None, "2026-05-01")
                .unwrap_err()
                .hint
                .contains("on_behalf_of_org")
        );
        let allowed = ask(&grants, "agenda.CastStance", Some(&org(2)), "2026-05-01").unwrap();
        assert_eq!(allowed.actor.org, Some(org(2)));
    }

    #[test]
    fn anyone_may_what_is_public() {
        assert_eq!(ask(&[], "agenda.GetAgenda", None, "2026-05-01").unwrap().actor.role, Role::Public);
    }

    #[test]
    fn the_built_in_table_reads() {
        assert!(Policy::built_in().unwrap().rows().len() > 5);
        assert!(Policy::parse("  agenda.CastStance").is_err());
        assert!(Policy::parse("a public sometimes").is_err());
        assert!(Policy::parse("a public any\n  @nowhere").is_err());
        let with_set =
            Policy::parse("@reads\n  agenda.GetAgenda\na public any\n  @reads plan.GetPlan").unwrap();
        assert_eq!(with_set.rows()[0].rpcs, ["agenda.GetAgenda", "plan.GetPlan"]);
    }
}

//! Ties the token of a list's next part to its list: the RPC, the initiative, the filters and the moment.
//!
//! Knows no list's key. A token of elsewhere would skip entries without a word, so it is refused; so is one that
//! nobody was given. A list that is read as of now goes on as of now, though records came meanwhile.

use wire::Malformed;

use super::as_of::Moment;
use crate::secrets::Secret;

/// Bytes of the tie that are sent: beyond guessing.
const TIE_BYTES: usize = 16;

/// Which list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// As the table of roles names it.
    pub rpc: String,
    /// The initiative's slug.
    pub initiative: String,
    /// The request without its meta and page.
    pub asked_besides: Vec<u8>,
    /// Whether it is asked for as it is now.
    pub is_now: bool,
}

impl List {
    /// The token behind a key, for an answer of this moment.
    pub fn token(&self, secret: &Secret, key: &str, moment: Moment) -> String {
        let moment = written(moment, self.is_now);
        let tie = self.tie(secret, key, &moment);
        format!("{key}.{moment}.{tie}")
    }

    /// Whether a token was given for this list, at this moment or, where both are, as of now.
    ///
    /// # Errors
    /// It was not.
    pub fn check(&self, secret: &Secret, token: &str, moment: Moment) -> Result<(), Malformed> {
        let mut parts = token.split('.');
        let parts = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(key), Some(of), Some(tie), None) = parts else { return Err(refused()) };
        let is_same = of == written(moment, true) || of == written(moment, false);
        let both_now = self.is_now && of.starts_with(NOW);
        // What is compared is a secret's product of which a caller can only guess: its time tells nothing of use.
        let is_ours = self.tie(secret, key, of) == tie;
        if is_ours && (is_same || both_now) { Ok(()) } else { Err(refused()) }
    }

    fn tie(&self, secret: &Secret, key: &str, moment: &str) -> String {
        let mut message = Vec::new();
        let parts = [b"hora/v1/page", self.rpc.as_bytes(), self.initiative.as_bytes(), &self.asked_besides];
        for part in parts.into_iter().chain([key.as_bytes(), moment.as_bytes()]) {
            message.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            message.extend_from_slice(part);
        }
        let whole = hex::encode(secret.hmac(&message));
        whole.chars().take(2 * TIE_BYTES).collect()
    }
}

const NOW: char = 'n';

/// `n57`: now, which was sequence 57. `s57`: the first 57 records. `s57e-3`: of those, what had happened by then.
fn written(moment: Moment, is_now: bool) -> String {
    let kind = if is_now { NOW } else { 's' };
    let effective = moment.effective_us.map(|us| format!("e{us}")).unwrap_or_default();
    format!("{kind}{}{effective}", moment.sequence)
}

fn refused() -> Malformed {
    Malformed::new(
        "page.page_token",
        "is not of this list; accepted is a next_page_token of its last answer, with the same initiative, \
         as_of and filters",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_on_in_its_own_list_alone() {
        let folder = tempfile::tempdir().unwrap();
        let secret = Secret::load_or_create(&folder.path().join("secret")).unwrap();
        let at = |sequence, effective_us| Moment { sequence, effective_us, recorded_us: None };
        let list = List {
            rpc: "plan.ListActivities".to_owned(),
            initiative: "cluj".to_owned(),
            asked_besides: vec![1],
            is_now: true,
        };
        let token = list.token(&secret, "5b5d", at(57, None));
        let taken = |list: &List, token: &str, moment| list.check(&secret, token, moment).is_ok();
        assert!(taken(&list, &token, at(60, None)), "now goes on as of now");
        let fixed = List { is_now: false, ..list.clone() };
        assert!(taken(&fixed, &token, at(57, None)), "or as of then, by the answer's cut");
        assert!(!taken(&fixed, &token, at(56, None)) && !taken(&fixed, &token, at(57, Some(3))));
        let of_then = fixed.token(&secret, "5b5d", at(50, Some(-3)));
        assert!(taken(&fixed, &of_then, at(50, Some(-3))));
        assert!(!taken(&list, &of_then, at(60, None)));
        let others = [
            List { rpc: "plan.ListOthers".to_owned(), ..list.clone() },
            List { initiative: "iasi".to_owned(), ..list.clone() },
            List { asked_besides: vec![2], ..list.clone() },
        ];
        assert!(others.iter().all(|other| !taken(other, &token, at(57, None))));
        for forged in
            ["5b5d", "5b5d.n57", "5b225d.n57.00", &token.replace("5b5d", "5b"), &format!("{token}.x")]
        {
            assert!(!taken(&list, forged, at(57, None)), "{forged}");
        }
    }
}

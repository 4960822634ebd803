//! Destroys the keys of texts that a service's own log says are taken away.
//!
//! Knows no event: the service says which texts a record names. A follower without a place of its own: at each
//! start it looks at the whole log again, so a crash between a record and its key, or a keyring brought back from a
//! backup, leaves no key alive; what is destroyed already costs a look and no write.

use domain::ids::Uuid;
use keyring::{Keyring, Lookup, Subject};
use ledger::Ledger;

use crate::hub::Parts;

/// Records looked at before other work gets its turn.
const RECORDS_A_STEP: usize = 5_000;

/// Follows the service's log for ever. `texts` names the records whose texts a stored record takes away; only
/// records of the stored type `type_name` are shown to it.
pub async fn run(
    parts: Parts,
    type_name: &'static str,
    texts: fn(&views::Record<'_>) -> Result<Vec<Uuid>, views::Error>,
) {
    let mut head = parts.ledger.subscribe();
    let mut next = 0;
    loop {
        let end = head.borrow_and_update().map_or(0, |position| position.saturating_add(1));
        while next < end {
            let (ledger, keyring) = (parts.ledger.clone(), parts.core.keyring.clone());
            let step =
                tokio::task::spawn_blocking(move || destroy_some(&ledger, &keyring, next, type_name, texts));
            match step.await {
                Ok(Ok(through)) => next = through,
                Ok(Err(why)) => {
                    tracing::error!(
                        why,
                        "keys of texts taken away live on; restart the service to try again"
                    );
                    return;
                }
                Err(_) => return,
            }
        }
        if head.changed().await.is_err() {
            return;
        }
    }
}

/// Looks at the next records; gives the position behind them.
fn destroy_some(
    ledger: &Ledger,
    keyring: &Keyring,
    from: u64,
    type_name: &str,
    texts: fn(&views::Record<'_>) -> Result<Vec<Uuid>, views::Error>,
) -> Result<u64, String> {
    let (mut through, mut named) = (from, Vec::new());
    for record in ledger.read(from).take(RECORDS_A_STEP) {
        let record = record.map_err(|error| error.to_string())?;
        through = record.position.saturating_add(1);
        let head = views::Head::parse(&record.bytes).map_err(|error| error.to_string())?;
        if head.type_name == type_name {
            let parsed = views::Record::parse(&record.bytes).map_err(|error| error.to_string())?;
            named.extend(texts(&parsed).map_err(|error| error.to_string())?);
        }
    }
    let subjects: Vec<Subject> = named.into_iter().map(Subject::text).collect();
    let is_left = |subject: &Subject| !matches!(keyring.key(subject), Ok(Lookup::Shredded));
    let left: Vec<Subject> = subjects.into_iter().filter(is_left).collect();
    if !left.is_empty() {
        keyring.shred(&left).map_err(|error| error.to_string())?;
    }
    if through == from { Err(format!("the log ends before its record {from}")) } else { Ok(through) }
}

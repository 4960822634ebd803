//! Which pseudonym an account goes by in each initiative: the one place that can tell, and so the one to erase.
//!
//! Knows no names and no roles. It is no history: no record ever holds the map, and losing a row only means a new
//! pseudonym. Lies in `accounts.sqlite`, apart from the log and from the views.

use std::{path::Path, sync::Mutex, sync::PoisonError};

use domain::ids::PersonId;
use rusqlite::{Connection, OptionalExtension as _, params};

/// The map of accounts to pseudonyms.
pub struct Accounts(Mutex<Connection>);

impl Accounts {
    /// Opens the map, or begins it.
    ///
    /// # Errors
    /// SQLite's.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        // Deleted pseudonyms must be gone from the file too, and a pseudonym given out must outlive a power cut.
        connection.execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON;
             CREATE TABLE IF NOT EXISTS pseudonym (
                 account TEXT NOT NULL, initiative TEXT NOT NULL, person TEXT NOT NULL,
                 PRIMARY KEY (account, initiative), UNIQUE (initiative, person)
             ) STRICT;",
        )?;
        Ok(Self(Mutex::new(connection)))
    }

    /// The account's pseudonym in the initiative; a fresh one is `drawn` where it has none.
    ///
    /// # Errors
    /// SQLite's.
    pub fn pseudonym(&self, account: &str, initiative: &str, drawn: &PersonId) -> rusqlite::Result<String> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connection.execute(
            "INSERT INTO pseudonym VALUES (?1, ?2, ?3) ON CONFLICT (account, initiative) DO NOTHING",
            params![account, initiative, drawn.as_str()],
        )?;
        connection.query_row(
            "SELECT person FROM pseudonym WHERE account = ?1 AND initiative = ?2",
            params![account, initiative],
            |row| row.get(0),
        )
    }

    /// The account behind a pseudonym.
    ///
    /// # Errors
    /// SQLite's.
    pub fn account(&self, initiative: &str, person: &str) -> rusqlite::Result<Option<String>> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connection
            .query_row(
                "SELECT account FROM pseudonym WHERE initiative = ?1 AND person = ?2",
                params![initiative, person],
                |row| row.get(0),
            )
            .optional()
    }

    /// Forgets which account goes by a pseudonym. The row's bytes go from the file too.
    ///
    /// # Errors
    /// SQLite's.
    pub fn erase(&self, initiative: &str, person: &str) -> rusqlite::Result<()> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connection.execute(
            "DELETE FROM pseudonym WHERE initiative = ?1 AND person = ?2",
            params![initiative, person],
        )?;
        Ok(())
    }

    /// Says that a person registered in an initiative goes by this account.
    ///
    /// # Errors
    /// SQLite's.
    pub fn link(&self, account: &str, initiative: &str, person: &str) -> rusqlite::Result<()> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connection.execute(
            "INSERT INTO pseudonym VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![account, initiative, person],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_goes_by_another_name_in_each_initiative() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Accounts::open(&folder.path().join("accounts.sqlite")).unwrap();
        let (one, two) = (PersonId::from_random([1; 16]), PersonId::from_random([2; 16]));
        assert_eq!(accounts.pseudonym("a_1", "cluj", &one).unwrap(), one.as_str());
        assert_eq!(accounts.pseudonym("a_1", "cluj", &two).unwrap(), one.as_str());
        assert_eq!(accounts.pseudonym("a_1", "iasi", &two).unwrap(), two.as_str());
        assert_eq!(accounts.account("cluj", one.as_str()).unwrap().as_deref(), Some("a_1"));
        assert_eq!(accounts.account("iasi", one.as_str()).unwrap(), None);
    }

    #[test]
    fn an_erased_pseudonym_is_gone_from_the_bytes_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accounts.sqlite");
        let accounts = Accounts::open(&file).unwrap();
        let drawn = PersonId::from_random([7; 16]);
        let lies_in_file = || {
            let bytes = std::fs::read(&file).unwrap();
            bytes.windows(drawn.as_str().len()).any(|window| window == drawn.as_str().as_bytes())
        };
        accounts.pseudonym("a_1", "cluj", &drawn).unwrap();
        assert!(lies_in_file());
        accounts.erase("cluj", drawn.as_str()).unwrap();
        assert_eq!(accounts.account("cluj", drawn.as_str()).unwrap(), None);
        assert!(!lies_in_file());
        accounts.erase("cluj", drawn.as_str()).unwrap();
    }
}

//! How a record changes the seats of bodies and who sits on them.

use domain::{backbone::Event, private::MayOpen};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn seat(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::SeatCreated { seat, body, lived_experience } => {
            tx.prepare_cached("INSERT OR IGNORE INTO seats VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(
                params![
                    record.sequence,
                    seat.to_string(),
                    body.as_str(),
                    lived_experience,
                    record.occurred_at.as_us()
                ],
            )?;
        }
        Event::SeatFilled { seat, person, org, from, to } => {
            tx.prepare_cached("INSERT OR IGNORE INTO sittings VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, NULL)")?
                .execute(params![
                    seat.to_string(),
                    record.sequence,
                    person.as_str(),
                    org.as_str(),
                    from.to_string(),
                    to.to_string()
                ])?;
        }
        // A term that had not begun keeps its row, with a last day before its first: nobody ever sat for it.
        Event::SeatVacated { seat, person, on, reason } => {
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            let last = on.yesterday().unwrap_or(*on).to_string();
            tx.prepare_cached(
                "UPDATE sittings SET to_day = ?3, vacated_on = ?4, reason_sealed = ?5 \
                 WHERE seat = ?1 AND person = ?2 AND to_day >= ?4",
            )?
            .execute(params![
                seat.to_string(),
                person.as_str(),
                last,
                on.to_string(),
                reason
            ])?;
        }
        _ => {}
    }
    Ok(())
}

//! Persons' public keys, and who has accepted the protocol.

use crate::clock::Moment;
use crate::ids::PersonId;
use crate::notebook::{Notebook, sql_trouble};
use crate::trouble::Result;
use rusqlite::OptionalExtension as _;

/// Who has announced which public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedKey {
    /// The person.
    pub person: PersonId,
    /// The public key, as text.
    pub recipient: String,
    /// Announced by the person's own writer; any other is used by nobody.
    pub own: bool,
}

impl Notebook {
    /// The public keys that persons have announced.
    pub fn keys(&self) -> Result<Vec<AnnouncedKey>> {
        self.rows("SELECT person, recipient, own FROM person_key ORDER BY person, recipient", |r| {
            Ok(AnnouncedKey { person: PersonId(r.get(0)?), recipient: r.get(1)?, own: r.get(2)? })
        })
    }

    /// When a person accepted the protocol, and the digest of the wording they accepted.
    pub fn accepted(&self, person: PersonId) -> Result<Option<(Moment, Vec<u8>)>> {
        self.connection
            .query_row(
                "SELECT accepted_at, accepted_digest FROM person WHERE id = ? AND accepted_at IS NOT NULL",
                [person.0],
                |r| Ok((Moment(r.get(0)?), r.get(1)?)),
            )
            .optional()
            .map_err(sql_trouble)
    }
}

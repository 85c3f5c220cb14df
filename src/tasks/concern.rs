//! A concern is not evidence: whom to tell, and the record that they were told.
//!
//! The words of a concern belong on the school's own form. Kept here is only when and whom the
//! reviewer told, sealed to its author; it is in no tag, list, bundle, backup, feedback or export.

use super::Desk;
use crate::clock::Moment;
use crate::ids::ConcernId;
use crate::notebook::value::{Bytes, Concern};
use crate::notebook::{NewChange, Written};
use crate::review::visit::{Contact, Safeguarding};
use crate::trouble::{Result, Trouble};
use crate::vault::{OpenKeys, seal};
use serde::{Deserialize, Serialize};

/// What the sealed record is for, inside its seal; frozen.
const PURPOSE: &str = "concern 1";

/// A way to pass a concern on.
///
/// Source: a disclosure to a visitor goes to the DSL or deputy at once; about an adult working in
/// the school to the head; about the head to the chair of governors or the LADO; immediate danger
/// to the police.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// About a child.
    Child,
    /// About an adult who works there.
    Adult,
    /// About the head.
    Head,
    /// Immediate danger.
    Danger,
}

impl Route {
    /// The four routes, in the order of the card.
    pub const ALL: [Self; 4] = [Self::Child, Self::Adult, Self::Head, Self::Danger];

    /// What the concern is about.
    pub fn about(self) -> &'static str {
        match self {
            Self::Child => "About a child",
            Self::Adult => "About an adult working here",
            Self::Head => "About the head",
            Self::Danger => "Immediate danger",
        }
    }

    /// Whom to tell, from the plan.
    pub fn tell(self, routes: &Safeguarding) -> String {
        let contact = |c: &Contact| format!("{} ({})", c.name, c.phone);
        match self {
            Self::Child => format!("{}, or {}, now", contact(&routes.dsl), contact(&routes.deputy)),
            Self::Adult => contact(&routes.head),
            Self::Head => format!("{}, or {}", contact(&routes.chair), contact(&routes.lado)),
            Self::Danger => "999".to_owned(),
        }
    }
}

/// What the record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When they were told: milliseconds since 1970.
    pub told_at: i64,
    /// Who was told, by role.
    pub whom: String,
    /// By which route.
    pub route: Route,
}

impl Desk {
    /// Records that a concern was passed on, sealed to me alone.
    ///
    /// # Errors
    /// When I have no key: then nothing is recorded, and nothing is written plain.
    pub fn record_concern(&mut self, route: Route, whom: &str, told_at: Moment) -> Result<Written> {
        let key = self.my_key()?.ok_or_else(super::sealed::no_key)?;
        let record = Record { told_at: told_at.0, whom: crate::text::clean_line(whom.trim()), route };
        let json = serde_json::to_vec(&record)
            .map_err(|e| Trouble::new("The record could not be made.", "Write the time down on paper.").because(e))?;
        let blob = Bytes(seal::seal_bytes(PURPOSE, &json, &key.recipients)?);
        self.write(&[NewChange::new(ConcernId::fresh()?, Concern { blob })])
    }

    /// My records, opened with my unlocked keys.
    pub fn concern_records(&self, keys: &OpenKeys) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        for (_, _, change) in self.notebook.concerns(self.me)? {
            let bytes = seal::open_bytes(PURPOSE, &self.blob(change)?, keys)?;
            records.push(serde_json::from_slice(bytes.expose()).map_err(|e| {
                Trouble::new("A record of a concern is damaged.", "Rely on what you wrote on the school's form.")
                    .because(e)
            })?);
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests;

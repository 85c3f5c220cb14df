//! Versions that stand side by side: what two people set at once, before either saw the other.

use super::history::words_of;
use crate::clock::Moment;
use crate::ids::{ChangeId, PersonId, PointId, Subject};
use crate::notebook::value::{Value, kind};
use crate::notebook::{Notebook, fold, journal};
use crate::review::visit::Review;
use crate::trouble::Result;
use std::collections::BTreeMap;

/// What was set in two ways at once, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// What it is about: the words, the source.
    pub what: &'static str,
    /// Each version, the one that shows first.
    pub versions: Vec<Version>,
    /// Every change that stands, those included that say the same as another.
    pub heads: Vec<ChangeId>,
}

/// One of the versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The change.
    pub change: ChangeId,
    /// Who made it.
    pub author: PersonId,
    /// When, by its writer's clock.
    pub at: Moment,
    /// What it says.
    pub says: Says,
}

/// What a version says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// The words of a note or a point.
    Words {
        /// What was seen, or is to be said.
        text: String,
        /// What its author makes of it; a point has none.
        reflection: String,
    },
    /// Sealed words, for these persons.
    Sealed(Vec<PersonId>),
    /// Anything else, in words.
    Mark(String),
}

impl Notebook {
    /// What of a note, a point, an action or an activity stands in two versions, until someone chooses.
    pub fn versions(&self, subject: impl Into<Subject>, review: &Review) -> Result<Vec<Clash>> {
        let told = fold::readable(&journal::load(&self.connection, subject.into())?);
        let mut fields: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (field, head) in fold::heads(&told) {
            fields.entry(field).or_default().push(head);
        }
        let mut clashes = Vec::new();
        for mut heads in fields.into_values() {
            heads.sort_by_key(|t| std::cmp::Reverse((t.header.hlc, t.id)));
            let mut versions: Vec<(&Value, Version)> = Vec::new();
            for head in &heads {
                let Some(value) = &head.value else { continue };
                if versions.iter().all(|(v, _)| *v != value) {
                    let (change, author, at) = (head.id, head.header.author, head.header.wall);
                    versions.push((value, Version { change, author, at, says: says(value, review) }));
                }
            }
            if let [(value, _), _, ..] = versions.as_slice() {
                let what = what(value);
                let heads = heads.iter().map(|t| t.id).collect();
                clashes.push(Clash { what, versions: versions.into_iter().map(|(_, v)| v).collect(), heads });
            }
        }
        Ok(clashes)
    }

    /// What a change of a subject says; none if it is not there, or its body is gone.
    pub fn value_in(&self, subject: impl Into<Subject>, change: ChangeId) -> Result<Option<Value>> {
        let told = fold::readable(&journal::load(&self.connection, subject.into())?);
        Ok(told.into_iter().find(|t| t.id == change).and_then(|t| t.value))
    }

    /// The changes that say the words of an open point now: more than one while versions stand side by side.
    pub fn words_of_point(&self, point: PointId) -> Result<Vec<ChangeId>> {
        let told = fold::readable(&journal::load(&self.connection, point.into())?);
        Ok(fold::heads(&told).filter(|(field, _)| field.is(kind::POINT_TEXT)).map(|(_, t)| t.id).collect())
    }

    /// The latest change of a subject that says just this.
    pub fn change_that_says(&self, subject: impl Into<Subject>, value: &Value) -> Result<Option<ChangeId>> {
        let told = journal::load(&self.connection, subject.into())?;
        let same = told.iter().filter(|t| t.value.as_ref() == Some(value));
        Ok(same.max_by_key(|t| (t.header.hlc, t.id)).map(|t| t.id))
    }
}

fn says(value: &Value, review: &Review) -> Says {
    match value {
        Value::NoteText(v) => Says::Words { text: v.text.clone(), reflection: v.reflection.clone() },
        Value::PointText(v) => Says::Words { text: v.text.clone(), reflection: String::new() },
        Value::NoteSealed(v) => Says::Sealed(v.persons.clone()),
        Value::PointSealed(v) => Says::Sealed(v.persons.clone()),
        other => Says::Mark(words_of(other, review)),
    }
}

fn what(value: &Value) -> &'static str {
    match value {
        Value::NoteText(_) | Value::PointText(_) => "the words",
        Value::NoteSealed(_) | Value::NoteUnsealed(_) | Value::PointSealed(_) | Value::PointUnsealed(_) => {
            "the sealed words"
        }
        Value::NoteFiled(_) => "the activity",
        Value::NoteQuestion(_) | Value::PointQuestion(_) => "the question",
        Value::NoteValence(_) => "which way it points",
        Value::NoteSource(_) => "the source",
        Value::NotePlace(_) => "where it was",
        Value::PointMeeting(_) => "the meeting",
        Value::PointRank(_) => "the place in the order",
        Value::PointSort(_) => "the kind",
        Value::PointEvidence(_) => "the evidence",
        Value::NoteDeleted(_) | Value::PointDeleted(_) | Value::ActionDeleted(_) => "whether it is deleted",
        Value::ActionSays(v) => v.part.label(),
        Value::ActionProgress(_) => "how far it is",
        other if other.kind() == kind::ACTIVITY => "what the plan says",
        _ => "a mark",
    }
}

//! Feedback points: what is said to the host, each linked to the evidence under it.

use super::evidence::SealedOutside;
use crate::clock::Moment;
use crate::ids::{ActivityId, NoteId, PersonId, PointId, QuestionId};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};

/// What sort of point it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum PointKind {
    /// Thanks, and what we did.
    #[n(0)]
    Thanks,
    /// A strength.
    #[n(1)]
    Strength,
    /// An area for development.
    #[n(2)]
    Development,
    /// A practical suggestion.
    #[n(3)]
    Suggestion,
    /// An open question for leaders.
    #[n(4)]
    Wondering,
    /// Something the reviewers take home to their own schools.
    #[n(5)]
    Learning,
    /// A comment on the review process itself.
    #[n(6)]
    Process,
}

impl PointKind {
    /// Every kind, in the order in which feedback is usually given.
    pub const ALL: [Self; 7] = [
        Self::Thanks,
        Self::Strength,
        Self::Development,
        Self::Suggestion,
        Self::Wondering,
        Self::Learning,
        Self::Process,
    ];

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Thanks => "thanks",
            Self::Strength => "strength",
            Self::Development => "development",
            Self::Suggestion => "suggestion",
            Self::Wondering => "wondering",
            Self::Learning => "learning",
            Self::Process => "review process",
        }
    }

    /// Whether such a point must rest on evidence.
    pub fn needs_evidence(self) -> bool {
        matches!(self, Self::Strength | Self::Development)
    }
}

/// Whether a point can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PointSeal {
    /// Anyone in the team reads it.
    #[default]
    Open,
    /// Sealed: its words, sort and question are not known here; those of the [`Point`] say nothing.
    Locked(SealedOutside),
    /// Sealed, and read in memory while unlocked: nothing made of it may be stored open, or leave.
    Unlocked(SealedOutside),
}

/// A feedback point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its identifier.
    pub id: PointId,
    /// Who made it.
    pub author: PersonId,
    /// When it was made.
    pub made: Moment,
    /// What sort it is.
    pub kind: PointKind,
    /// The enquiry question it answers; none for points on the whole day.
    pub question: Option<QuestionId>,
    /// The summary meeting at which it is said; none: the last one.
    pub meeting: Option<ActivityId>,
    /// The words to be said.
    pub text: String,
    /// Its place in the order: compared as text, a new one fits between any two.
    pub rank: String,
    /// The evidence under it, oldest link first.
    pub evidence: Vec<NoteId>,
    /// It was deleted (or merged into another).
    pub deleted: bool,
    /// Two versions of one of its fields stand side by side until someone chooses.
    pub conflict: bool,
    /// Whether it can be read.
    pub seal: PointSeal,
}

impl Point {
    /// Its words, sort and question are not known.
    pub fn is_locked(&self) -> bool {
        matches!(self.seal, PointSeal::Locked(_))
    }

    /// The outside of its seal, if it is sealed.
    pub fn sealed(&self) -> Option<&SealedOutside> {
        match &self.seal {
            PointSeal::Open => None,
            PointSeal::Locked(outside) | PointSeal::Unlocked(outside) => Some(outside),
        }
    }

    /// Forgets what was read inside its seal, if it has one.
    pub fn lock(&mut self) {
        if let Some(outside) = self.sealed().cloned() {
            self.seal = PointSeal::Locked(outside);
            self.kind = PointKind::Strength;
            self.question = None;
            self.text = String::new();
        }
    }

    /// The point with what was found inside its seal.
    #[must_use]
    pub fn read(&self, inside: &UnlockedPoint) -> Self {
        let outside = self.sealed().cloned();
        Self {
            kind: inside.kind,
            question: inside.question,
            text: inside.text.expose().to_owned(),
            seal: outside.map_or(PointSeal::Open, PointSeal::Unlocked),
            ..self.clone()
        }
    }
}

/// The inside of a sealed point after unlocking. Held only while unlocked, never stored.
#[derive(Debug)]
pub struct UnlockedPoint {
    /// The point it belongs to.
    pub point: PointId,
    /// Who sealed it first, as sealed inside; the row outside must say the same.
    pub author: PersonId,
    /// The persons it was sealed to, as sealed inside.
    pub readers: Vec<PersonId>,
    /// What sort it is.
    pub kind: PointKind,
    /// The question it answers.
    pub question: Option<QuestionId>,
    /// The words to be said.
    pub text: Secret,
}

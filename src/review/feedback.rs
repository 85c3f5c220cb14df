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
    /// Impact that was seen, not only activity.
    #[n(7)]
    Impact,
    /// Expertise that the host could share with other schools.
    #[n(8)]
    Offer,
    /// The host's own claim, and we saw it too.
    #[n(9)]
    ClaimAgreed,
    /// The host's own claim, and we saw part of it.
    #[n(10)]
    ClaimPartly,
    /// The host's own claim, and we did not see it.
    #[n(11)]
    ClaimNotSeen,
}

impl PointKind {
    /// Every kind, in the order in which feedback is usually given.
    pub const ALL: [Self; 12] = [
        Self::Thanks,
        Self::Strength,
        Self::Impact,
        Self::Offer,
        Self::Development,
        Self::Suggestion,
        Self::Wondering,
        Self::ClaimAgreed,
        Self::ClaimPartly,
        Self::ClaimNotSeen,
        Self::Learning,
        Self::Process,
    ];

    /// The kind with this number, as notebooks store it.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

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
            Self::Impact => "impact seen",
            Self::Offer => "offer",
            Self::ClaimAgreed => "claim: we agree",
            Self::ClaimPartly => "claim: partly",
            Self::ClaimNotSeen => "claim: not seen",
        }
    }

    /// Whether such a point must rest on evidence.
    pub fn needs_evidence(self) -> bool {
        matches!(
            self,
            Self::Strength | Self::Development | Self::Impact | Self::Offer | Self::ClaimAgreed | Self::ClaimPartly
        )
    }

    /// Whether support for it can be named: from inside the group of schools or from outside.
    pub fn takes_support(self) -> bool {
        matches!(self, Self::Development | Self::Suggestion)
    }

    /// Whether it is our commentary on what the host says about itself.
    pub fn is_commentary(self) -> bool {
        matches!(self, Self::ClaimAgreed | Self::ClaimPartly | Self::ClaimNotSeen)
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

/// Where support for a development could come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Support {
    /// From a school of the group.
    #[n(0)]
    Inside,
    /// From outside the group.
    #[n(1)]
    Outside,
}

impl Support {
    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Inside => "support from inside the group",
            Self::Outside => "support from outside the group",
        }
    }
}

/// How the host took a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Stand {
    /// The host agrees.
    #[n(0)]
    Agrees,
    /// The host adds something.
    #[n(1)]
    Adds,
    /// The host sees it differently.
    #[n(2)]
    Differs,
}

impl Stand {
    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Agrees => "the host agrees",
            Self::Adds => "the host adds",
            Self::Differs => "the host sees it differently",
        }
    }
}

/// That a point was said, at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Said {
    /// The summary meeting.
    #[n(0)]
    pub meeting: ActivityId,
    /// When.
    #[n(1)]
    pub at: Moment,
}

/// What the host answered to a point at a meeting. The words are a note of their own, so that they
/// are kept, sealed and erased as any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Answer {
    /// The summary meeting.
    #[n(0)]
    pub meeting: ActivityId,
    /// How the host took it.
    #[n(1)]
    pub stand: Stand,
    /// The host's words; none where only the stand was noted.
    #[n(2)]
    pub note: Option<NoteId>,
}

/// What is marked about a point beside its words. Nothing here tells what the words are.
#[derive(Debug, Clone, PartialEq, Eq, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct PointMarks {
    /// It is one of the few key messages.
    #[n(0)]
    pub key_message: bool,
    /// Who says it; none: the lead.
    #[n(1)]
    pub speaker: Option<PersonId>,
    /// Where support for it could come from. Known of open points only.
    #[n(2)]
    pub support: Option<Support>,
    /// It is for the host head alone.
    #[n(3)]
    pub head_alone: bool,
    /// At which meetings it was said.
    #[n(4)]
    pub said: Vec<Said>,
    /// What the host answered. Known of open points only.
    #[n(5)]
    pub answers: Vec<Answer>,
    /// Who confirmed that its words, as they stand now, may leave although they rest on what may not.
    #[n(6)]
    pub confirmed: Option<PersonId>,
    /// The lead holds it back from every release.
    #[n(7)]
    pub withheld: bool,
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
    /// What is marked about it.
    pub marks: PointMarks,
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

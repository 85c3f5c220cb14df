//! Evidence: what a reviewer saw or heard, and how it is marked.
//!
//! In code **open**, **sealed** and **unlocked** never stand for one another: a [`Note`] holds open
//! evidence or the outside of a sealed one; unlocked text lives in [`Unlocked`] only, which cannot
//! be stored or shown by accident. There is no field for a grade, ever (programme rows, `alliance` 9).

use crate::clock::Moment;
use crate::ids::{ActivityId, ChangeId, NoteId, PersonId, QuestionId};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What kind of source a piece of evidence comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Source {
    /// A lesson or part of one.
    #[n(0)]
    Lesson,
    /// Pupils' books and work.
    #[n(1)]
    Books,
    /// Teachers' plans and schemes of work.
    #[n(2)]
    Planning,
    /// What pupils said.
    #[n(3)]
    Pupils,
    /// What teachers or support staff said.
    #[n(4)]
    Staff,
    /// An interview with a leader whose level is not said.
    #[n(5)]
    Interview,
    /// An interview with a senior leader.
    #[n(6)]
    SeniorLeader,
    /// An interview with a middle leader.
    #[n(7)]
    MiddleLeader,
    /// An interview with a subject leader.
    #[n(8)]
    SubjectLeader,
    /// What parents said.
    #[n(9)]
    Parents,
    /// What governors said.
    #[n(10)]
    Governors,
    /// Results, attendance and other figures.
    #[n(11)]
    Data,
    /// Policies and other papers.
    #[n(12)]
    Documents,
    /// A tour or a learning walk.
    #[n(13)]
    Walk,
    /// Anything else.
    #[n(14)]
    Other,
}

impl Source {
    /// Every source, in the order of the coverage matrix.
    pub const ALL: [Self; 15] = [
        Self::Lesson,
        Self::Books,
        Self::Planning,
        Self::Pupils,
        Self::Staff,
        Self::Interview,
        Self::SeniorLeader,
        Self::MiddleLeader,
        Self::SubjectLeader,
        Self::Parents,
        Self::Governors,
        Self::Data,
        Self::Documents,
        Self::Walk,
        Self::Other,
    ];

    /// The word a plan and the capture line use: `subject-leader`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Lesson => "lesson",
            Self::Books => "books",
            Self::Planning => "planning",
            Self::Pupils => "pupils",
            Self::Staff => "staff",
            Self::Interview => "interview",
            Self::SeniorLeader => "senior-leader",
            Self::MiddleLeader => "middle-leader",
            Self::SubjectLeader => "subject-leader",
            Self::Parents => "parents",
            Self::Governors => "governors",
            Self::Data => "data",
            Self::Documents => "documents",
            Self::Walk => "walk",
            Self::Other => "other",
        }
    }

    /// The words people read: `subject leader`.
    pub fn label(self) -> &'static str {
        match self {
            Self::SeniorLeader => "senior leader",
            Self::MiddleLeader => "middle leader",
            Self::SubjectLeader => "subject leader",
            other => other.key(),
        }
    }

    /// The words for several of it: `lessons`, `subject leaders`, `documents`.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Lesson => "lessons",
            Self::Interview => "interviews",
            Self::SeniorLeader => "senior leaders",
            Self::MiddleLeader => "middle leaders",
            Self::SubjectLeader => "subject leaders",
            Self::Walk => "walks",
            Self::Other => "other sources",
            Self::Books
            | Self::Planning
            | Self::Pupils
            | Self::Staff
            | Self::Parents
            | Self::Governors
            | Self::Data
            | Self::Documents => self.key(),
        }
    }

    /// Whether it is an interview with a leader (these share one column where space is short).
    pub fn is_interview(self) -> bool {
        matches!(self, Self::Interview | Self::SeniorLeader | Self::MiddleLeader | Self::SubjectLeader)
    }

    /// Whether evidence from this source keeps the host's promise of that one; “interview” is kept by any interview.
    pub fn keeps(self, promised: Self) -> bool {
        self == promised || (promised == Self::Interview && self.is_interview())
    }

    /// The kind of source that counts when two independent ones are wanted: all interviews are one.
    #[must_use]
    pub fn family(self) -> Self {
        if self.is_interview() { Self::Interview } else { self }
    }
}

/// Which way a piece of evidence points.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Valence {
    /// Neither.
    #[default]
    #[n(0)]
    Neutral,
    /// A strength (`+`).
    #[n(1)]
    Strength,
    /// An area for development (`-`).
    #[n(2)]
    Development,
    /// Something to ask leaders about (`?`).
    #[n(3)]
    Wondering,
}

impl Valence {
    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Strength => "strength",
            Self::Development => "development",
            Self::Wondering => "wondering",
        }
    }

    /// The sign in lists; never the only bearer of the meaning on a screen that has room for words.
    pub fn sign(self) -> char {
        match self {
            Self::Neutral => '·',
            Self::Strength => '+',
            Self::Development => '-',
            Self::Wondering => '?',
        }
    }
}

/// What a member of the team makes of a note: said inside the team, and never to anybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum View {
    /// I saw or heard the same.
    #[n(0)]
    Agree,
    /// I doubt it.
    #[n(1)]
    Doubt,
}

impl View {
    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Doubt => "doubt",
        }
    }
}

/// What is marked about a note outside every seal. Nothing here tells what its words are.
#[derive(Debug, Clone, PartialEq, Eq, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Beside {
    /// The lead holds it back from every release.
    #[n(0)]
    pub withheld: bool,
    /// Who agrees with it and who doubts it.
    #[n(1)]
    pub views: Vec<(PersonId, View)>,
}

/// How a note is marked. Every part can be changed later.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// The enquiry questions it bears on.
    pub questions: BTreeSet<QuestionId>,
    /// Which way it points.
    pub valence: Valence,
    /// What kind of source it comes from.
    pub source: Option<Source>,
    /// Where it was: a year, phase or room as words (`Y4`, `Reception`, `KS2`, `room 7`).
    pub place: Option<String>,
    /// It shows impact, not only activity.
    pub impact: bool,
    /// The author takes it home to their own school.
    pub learning: bool,
}

/// Open evidence: what anyone in the team reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// What was seen or heard.
    pub text: String,
    /// What its author makes of it, kept apart.
    pub reflection: String,
    /// How it is marked.
    pub marks: Marks,
}

impl Evidence {
    /// Everything in it that was typed in words: where a name may stand.
    pub fn texts(&self) -> [&str; 3] {
        [&self.text, &self.reflection, self.marks.place.as_deref().unwrap_or_default()]
    }
}

/// Whom a sealed note was sealed to, as chosen; the list of persons is what counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Readers {
    /// Me and the lead (`!`).
    #[n(0)]
    Lead,
    /// The whole visiting team (`!team`).
    #[n(1)]
    Team,
    /// Nobody but me (`!me`).
    #[n(2)]
    Me,
    /// Me and the lead, marked for the host head alone (`!head`): opens into the head's pack, into no other.
    #[n(3)]
    Head,
    /// Persons chosen one by one.
    #[n(4)]
    Chosen,
}

impl Readers {
    /// The seal mark that asks for these readers; none for persons chosen one by one.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Lead => "!",
            Self::Team => "!team",
            Self::Me => "!me",
            Self::Head => "!head",
            Self::Chosen => "!chosen",
        }
    }

    /// Who can read it, in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Lead => "me and the lead",
            Self::Team => "the team",
            Self::Me => "only me",
            Self::Head => "me, the lead, and for the head alone",
            Self::Chosen => "chosen people",
        }
    }
}

/// The outside of a sealed note: all that is known without unlocking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedOutside {
    /// Whom it was sealed to, as chosen.
    pub readers: Readers,
    /// The persons whose keys it was sealed to.
    pub persons: Vec<PersonId>,
    /// The change that holds the sealed blob.
    pub change: ChangeId,
}

/// What a note holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Anyone in the team reads it.
    Open(Evidence),
    /// Only its readers can, after unlocking.
    Sealed(SealedOutside),
    /// Its words were erased or purged; that there was a note is all that is left.
    Erased,
}

/// A piece of evidence as the notebook tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its identifier.
    pub id: NoteId,
    /// Who wrote it.
    pub author: PersonId,
    /// The activity it is filed under.
    pub activity: Option<ActivityId>,
    /// When it was written.
    pub written: Moment,
    /// When it was seen, if that was said to differ.
    pub seen: Option<Moment>,
    /// What it holds.
    pub content: Content,
    /// It was deleted (and can be brought back).
    pub deleted: bool,
    /// It was written under a moved clock.
    pub rehearsal: bool,
    /// Two versions of one of its fields stand side by side until someone chooses.
    pub conflict: bool,
    /// Its words were changed after it was first saved.
    pub edited: bool,
    /// What is marked about it outside every seal.
    pub beside: Beside,
}

impl Note {
    /// When it was seen: as said, else when it was written.
    pub fn at(&self) -> Moment {
        self.seen.unwrap_or(self.written)
    }

    /// Its open evidence, if it is open.
    pub fn evidence(&self) -> Option<&Evidence> {
        match &self.content {
            Content::Open(evidence) => Some(evidence),
            Content::Sealed(_) | Content::Erased => None,
        }
    }

    /// The outside of its seal, if it is sealed.
    pub fn sealed(&self) -> Option<&SealedOutside> {
        match &self.content {
            Content::Sealed(outside) => Some(outside),
            Content::Open(_) | Content::Erased => None,
        }
    }
}

/// What a note says and how it is marked, borrowed from where that is kept: open evidence, or the
/// inside of a note that is unlocked. It shows itself to nobody by accident.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// What was seen or heard.
    pub text: &'a str,
    /// What its author makes of it.
    pub reflection: &'a str,
    /// How it is marked.
    pub marks: &'a Marks,
}

impl<'a> Words<'a> {
    /// The words of open evidence.
    pub fn of(evidence: &'a Evidence) -> Self {
        Self { text: &evidence.text, reflection: &evidence.reflection, marks: &evidence.marks }
    }

    /// The words of an unlocked note.
    pub fn unlocked(unlocked: &'a Unlocked) -> Self {
        Self { text: unlocked.text.expose(), reflection: unlocked.reflection.expose(), marks: &unlocked.marks }
    }

    /// Everything in it that was typed in words: where a name may stand.
    pub fn texts(&self) -> [&'a str; 3] {
        [self.text, self.reflection, self.marks.place.as_deref().unwrap_or_default()]
    }
}

/// The inside of a sealed note after unlocking. Held only while unlocked, never stored.
#[derive(Debug)]
pub struct Unlocked {
    /// The note it belongs to.
    pub note: NoteId,
    /// Who wrote it, as sealed inside; the row outside must say the same.
    pub author: PersonId,
    /// The persons it was sealed to, as sealed inside.
    pub readers: Vec<PersonId>,
    /// What was seen or heard.
    pub text: Secret,
    /// What its author makes of it.
    pub reflection: Secret,
    /// How it is marked.
    pub marks: Marks,
}

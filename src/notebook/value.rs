//! What changes say: one value for each field that a change can set (the format's rule 2).
//!
//! Kind numbers and encodings are frozen. A new field is a new number; an old number is never used
//! again for something else. Kinds unknown to this program are stored and relayed, and not folded.

use crate::clock::Moment;
use crate::ids::{ActivityId, ChangeId, NoteId, PersonId, PointId, QuestionId, WriterId};
use crate::review::actions::{Part, Progress};
use crate::review::evidence::View;
use crate::review::evidence::{Readers, Source, Valence};
use crate::review::feedback::{PointKind, Stand, Support};
use crate::review::people::Role;
use crate::review::questions::Origin;
use crate::review::release::{Audience, Planned, Stage};
use crate::review::timetable::ActivityKind;
use crate::review::visit::{CaptureAs, KindPrompts, Protocol, Safeguarding, Scope, TimelineRow, Wording};
use crate::trouble::Result;
use chrono::NaiveDateTime;
use minicbor::{Decode, Encode};

/// The facts of the visit (subject: the notebook itself).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct VisitFacts {
    /// Which programme the plan follows.
    #[n(0)]
    pub programme: String,
    /// The host school.
    #[n(1)]
    pub school: String,
    /// What the review is about.
    #[n(2)]
    pub focus: String,
    /// The school's time zone, by its IANA name.
    #[n(3)]
    pub zone: String,
    /// How notes are kept by default.
    #[n(4)]
    pub capture: CaptureAs,
    /// Which pair of words is used.
    #[n(5)]
    pub wording: Wording,
    /// Until when the notebook is kept: days since 1970-01-01.
    #[n(6)]
    pub keep_until: Option<i32>,
    /// The safeguarding routes.
    #[n(7)]
    pub safeguarding: Safeguarding,
    /// The protocol for the day.
    #[n(8)]
    pub protocol: Protocol,
    /// Names that must not appear in notes.
    #[n(9)]
    pub do_not_name: Vec<String>,
    /// Documents to read before the day.
    #[n(10)]
    pub documents: Vec<String>,
    /// Before and after the day.
    #[n(11)]
    pub timeline: Vec<TimelineRow>,
    /// What to write instead of each of the names, in their order; empty where the plan says nothing.
    /// Absent from notebooks whose plan gives no roles, so that their bytes are those of the first format.
    #[n(12)]
    pub roles: Option<Vec<String>>,
    /// For whom releases are made, and how persons are called in them; absent where the plan says neither.
    #[n(13)]
    pub release: Option<Planned>,
    /// The order of the report's parts; this and what follows is absent where the plan says nothing of it.
    #[n(14)]
    pub report: Option<Vec<PointKind>>,
    /// The programme's prompts by kind of activity.
    #[n(15)]
    pub prompts: Option<Vec<KindPrompts>>,
    /// Inspections that the school has had: days since 1970-01-01, and what sort.
    #[n(16)]
    pub inspections: Option<Vec<(i32, String)>>,
    /// How much of the school is looked at.
    #[n(17)]
    pub scope: Option<Scope>,
}

/// A person as the plan names them (subject: the person).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PersonFacts {
    /// The plan's short word.
    #[n(0)]
    pub key: String,
    /// The name shown.
    #[n(1)]
    pub name: String,
    /// Their part.
    #[n(2)]
    pub role: Role,
    /// Their own school.
    #[n(3)]
    pub school: String,
    /// Accounts on a shared server that are this person.
    #[n(4)]
    pub accounts: Vec<String>,
    /// The place in the plan's order.
    #[n(5)]
    pub order: u32,
}

/// A question as the plan asks it (subject: the question).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct QuestionFacts {
    /// The plan's short word.
    #[n(0)]
    pub key: String,
    /// As written in marks.
    #[n(1)]
    pub number: String,
    /// Two or three words.
    #[n(2)]
    pub title: String,
    /// The question itself.
    #[n(3)]
    pub text: String,
    /// The host's own claim.
    #[n(4)]
    pub claim: String,
    /// Sources that the host promised.
    #[n(5)]
    pub promised: Vec<Source>,
    /// Standard or requested.
    #[n(6)]
    pub origin: Origin,
}

/// An entry of the timetable as planned or inserted (subject: the activity).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ActivityFacts {
    /// The plan's short word; empty when inserted on the day.
    #[n(0)]
    pub key: String,
    /// What it is called.
    #[n(1)]
    pub title: String,
    /// What sort it is.
    #[n(2)]
    pub kind: ActivityKind,
    /// The day: days since 1970-01-01.
    #[n(3)]
    pub day: i32,
    /// Planned start: minutes of wall-clock time since 1970-01-01T00:00.
    #[n(4)]
    pub start: Option<i64>,
    /// Planned end, likewise.
    #[n(5)]
    pub end: Option<i64>,
    /// Where.
    #[n(6)]
    pub place: String,
    /// A meeting link.
    #[n(7)]
    pub link: String,
    /// Who takes part; empty means everyone.
    #[n(8)]
    pub people: Vec<PersonId>,
    /// Who of the host is with us.
    #[n(9)]
    pub accompanied_by: String,
    /// Who hears the feedback.
    #[n(10)]
    pub audience: String,
    /// Minutes that belong to the host.
    #[n(11)]
    pub host_minutes: Option<u16>,
    /// Prompts beyond those of its kind.
    #[n(12)]
    pub prompts: Vec<String>,
    /// What else the timetable says of it; left out where it says nothing, as before there was one.
    #[n(13)]
    pub note: Option<String>,
    /// Who takes part on line while the others are in the room; left out where nobody does.
    #[n(14)]
    pub online: Option<Vec<PersonId>>,
}

/// A point of a report, by the change that said its words. The words are in that change alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ReportedPoint {
    /// The point.
    #[n(0)]
    pub point: PointId,
    /// The change.
    #[n(1)]
    pub words: ChangeId,
}

/// What an erase or purge covers (the format's rule 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum EraseClass {
    /// Sealed bodies.
    #[n(0)]
    Sealed,
    /// Records of concerns.
    #[n(1)]
    Concern,
    /// Every body.
    #[n(2)]
    Everything,
}

macro_rules! values {
    ($( $(#[$doc:meta])* $number:literal $name:ident { $( $(#[$fdoc:meta])* $index:literal $field:ident : $type:ty ),* $(,)? } )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
            #[cbor(map)]
            pub struct $name {
                $( $(#[$fdoc])* #[n($index)]
                #[allow(missing_docs, reason = "the line above each kind says what its fields mean")]
                pub $field: $type, )*
            }

            impl From<$name> for Value {
                fn from(value: $name) -> Self {
                    Self::$name(value)
                }
            }
        )*

        /// The value of a change.
        #[allow(clippy::large_enum_variant, reason = "one lives at a time, and the large one is the plan's")]
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Value {
            /// The facts of the visit.
            Visit(VisitFacts),
            /// A person.
            Person(PersonFacts),
            /// A question.
            Question(QuestionFacts),
            /// An entry of the timetable.
            Activity(ActivityFacts),
            $( $(#[$doc])* $name($name), )*
        }

        impl Value {
            /// The frozen number of the kind.
            pub fn kind(&self) -> u16 {
                match self {
                    Self::Visit(_) => kind::VISIT,
                    Self::Person(_) => kind::PERSON,
                    Self::Question(_) => kind::QUESTION,
                    Self::Activity(_) => kind::ACTIVITY,
                    $( Self::$name(_) => $number, )*
                }
            }

            /// The bytes of the body.
            pub fn encode(&self) -> Vec<u8> {
                let done = match self {
                    Self::Visit(v) => minicbor::to_vec(v),
                    Self::Person(v) => minicbor::to_vec(v),
                    Self::Question(v) => minicbor::to_vec(v),
                    Self::Activity(v) => minicbor::to_vec(v),
                    $( Self::$name(v) => minicbor::to_vec(v), )*
                };
                // Writing to a Vec cannot fail (its error type has no values).
                done.unwrap_or_default()
            }

            /// Reads a body; none for a kind that this program does not know.
            ///
            /// # Errors
            /// When the bytes are not of the kind's shape.
            pub fn decode(kind: u16, bytes: &[u8]) -> Result<Option<Self>> {
                let read = match kind {
                    kind::VISIT => minicbor::decode(bytes).map(Self::Visit),
                    kind::PERSON => minicbor::decode(bytes).map(Self::Person),
                    kind::QUESTION => minicbor::decode(bytes).map(Self::Question),
                    kind::ACTIVITY => minicbor::decode(bytes).map(Self::Activity),
                    $( $number => minicbor::decode(bytes).map(Self::$name), )*
                    _ => return Ok(None),
                };
                read.map(Some).map_err(|e| super::change::damaged().because(e))
            }
        }
    };
}

/// Frozen numbers used by rules as well as by the codec.
pub mod kind {
    /// Facts of the visit.
    pub const VISIT: u16 = 1;
    /// A person.
    pub const PERSON: u16 = 2;
    /// A question.
    pub const QUESTION: u16 = 4;
    /// An entry of the timetable.
    pub const ACTIVITY: u16 = 5;
    /// A note exists.
    pub const NOTE_CREATED: u16 = 20;
    /// The words of an open note.
    pub const NOTE_TEXT: u16 = 22;
    /// A note is sealed.
    pub const NOTE_SEALED: u16 = 30;
    /// A note is opened again.
    pub const NOTE_UNSEALED: u16 = 31;
    /// A note is deleted or brought back.
    pub const NOTE_DELETED: u16 = 32;
    /// The record of a concern.
    pub const CONCERN: u16 = 40;
    /// A feedback point exists.
    pub const POINT_MADE: u16 = 50;
    /// The words of a point.
    pub const POINT_TEXT: u16 = 51;
    /// A feedback point is deleted or brought back.
    pub const POINT_DELETED: u16 = 57;
    /// A feedback point is sealed.
    pub const POINT_SEALED: u16 = 60;
    /// A feedback point is opened.
    pub const POINT_UNSEALED: u16 = 61;
    /// An action exists.
    pub const ACTION_MADE: u16 = 110;
    /// An action is deleted or brought back.
    pub const ACTION_DELETED: u16 = 113;
    /// Bodies are erased or purged.
    pub const ERASE: u16 = 70;
}

values! {
    /// A person leaves the team, or comes back.
    3 PersonRetired { 0 retired: bool }
    /// A person announces a public key of theirs (subject: the person).
    6 KeyAnnounced { 0 recipient: String, 1 label: String }
    /// A person takes a public key of theirs back.
    7 KeyRetired { 0 recipient: String }
    /// A person has read and accepted the protocol (subject: the person); the digest says which wording.
    8 ProtocolAccepted { 0 digest: Vec<u8> }
    /// An activity is moved: wall-clock minutes since 1970-01-01T00:00.
    10 ActivityMoved { 0 start: Option<i64>, 1 end: Option<i64> }
    /// An activity was started by hand (milliseconds), or that is taken back.
    11 ActivityStarted { 0 at: Option<i64> }
    /// An activity was ended by hand.
    12 ActivityEnded { 0 at: Option<i64> }
    /// An activity does not take place.
    13 ActivityDropped { 0 dropped: bool }
    /// An activity is paused since an instant, or goes on.
    14 ActivityPaused { 0 since: Option<i64> }
    /// Who accompanied us.
    15 ActivityAccompanied { 0 by: String }
    /// A note exists (subject: the note).
    20 NoteCreated { }
    /// A note is filed under an activity; when it was seen, if that differs from when it was written (milliseconds).
    21 NoteFiled { 0 activity: Option<ActivityId>, 1 seen: Option<i64> }
    /// The words of an open note.
    22 NoteText { 0 text: String, 1 reflection: String }
    /// A question mark of an open note, on or off.
    23 NoteQuestion { 0 question: QuestionId, 1 on: bool }
    /// Which way an open note points.
    24 NoteValence { 0 valence: Valence }
    /// What kind of source an open note comes from.
    25 NoteSource { 0 source: Option<Source> }
    /// Where an open note was.
    26 NotePlace { 0 place: Option<String> }
    /// An open note shows impact.
    27 NoteImpact { 0 on: bool }
    /// The author of an open note takes it home.
    28 NoteLearning { 0 on: bool }
    /// A note is sealed: the blob with its reader list.
    30 NoteSealed { 0 readers: Readers, 1 persons: Vec<PersonId>, 2 blob: Bytes }
    /// A note is opened again by one of its readers, on purpose.
    31 NoteUnsealed { }
    /// A note is deleted, or brought back.
    32 NoteDeleted { 0 deleted: bool }
    /// A member agrees with a note or doubts it, or says nothing of it any more.
    33 NoteView { 0 person: PersonId, 1 view: Option<View> }
    /// The lead holds a note back from every release.
    35 NoteWithheld { 0 on: bool }
    /// The record that a concern was passed on, sealed to its author; never in a bundle, backup or export.
    40 Concern { 0 blob: Bytes }
    /// A feedback point exists (subject: the point).
    50 PointMade { }
    /// The words of a point.
    51 PointText { 0 text: String }
    /// What sort of point it is.
    52 PointSort { 0 kind: PointKind }
    /// The question that a point answers.
    53 PointQuestion { 0 question: Option<QuestionId> }
    /// The summary meeting at which a point is said.
    54 PointMeeting { 0 meeting: Option<ActivityId> }
    /// The place of a point in the order.
    55 PointRank { 0 rank: String }
    /// A link from a point to a note, on or off.
    56 PointEvidence { 0 note: NoteId, 1 on: bool }
    /// A point is deleted, or brought back.
    57 PointDeleted { 0 deleted: bool }
    /// The words of a point, its sort and its question are sealed: the blob with its reader list.
    60 PointSealed { 0 readers: Readers, 1 persons: Vec<PersonId>, 2 blob: Bytes }
    /// A point is opened by one of its readers, on purpose.
    61 PointUnsealed { }
    /// A point is one of the key messages.
    62 PointKeyMessage { 0 on: bool }
    /// Who says a point; none: the lead.
    63 PointSpeaker { 0 person: Option<PersonId> }
    /// Where support for an open point could come from.
    64 PointSupport { 0 support: Option<Support> }
    /// The words of a point may leave: the changes that said them when this was confirmed.
    65 PointConfirmed { 0 words: Vec<ChangeId> }
    /// A point was said at a meeting (milliseconds), or that is taken back.
    66 PointSaid { 0 meeting: ActivityId, 1 at: Option<i64> }
    /// What the host answered to an open point at a meeting; none: that is taken back.
    67 PointAnswer { 0 meeting: ActivityId, 1 stand: Option<Stand>, 2 note: Option<NoteId> }
    /// The lead holds a point back from every release.
    68 PointWithheld { 0 on: bool }
    /// A point is for the host head alone.
    69 PointHeadAlone { 0 on: bool }
    /// Bodies are erased or purged (subject: a note, or the notebook for everything): writer → highest sequence.
    70 Erase { 0 class: EraseClass, 1 covers: Vec<Covered> }
    /// Members may agree with notes or doubt them (subject: the notebook).
    80 ViewsAsked { 0 on: bool }
    /// For whom releases are made (subject: the notebook).
    90 ReleaseAudience { 0 audience: Audience }
    /// A report was written, shared or agreed (subject: the version): its points and the changes that said their words.
    91 ReportVersion { 0 stage: Stage, 1 audience: Audience, 2 points: Vec<ReportedPoint> }
    /// A person has read a document of the data package, or not yet (subject: the person); the digest says which.
    100 DocumentRead { 0 document: Bytes, 1 read: bool, 2 note: String }
    /// A row of the timeline was done, or not yet (subject: the notebook); the digest says which.
    101 TimelineDone { 0 row: Bytes, 1 done: bool, 2 note: String }
    /// An action of the host's plan exists (subject: the action), and the point it came from.
    110 ActionMade { 0 point: Option<PointId> }
    /// What is said of a part of an action.
    111 ActionSays { 0 part: Part, 1 text: String }
    /// How far an action is.
    112 ActionProgress { 0 progress: Progress }
    /// An action is deleted, or brought back.
    113 ActionDeleted { 0 deleted: bool }
}

/// A blob in a body (CBOR bytes, not an array of numbers).
#[derive(Clone, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl<C> Encode<C> for Bytes {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> std::result::Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Bytes {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> std::result::Result<Self, minicbor::decode::Error> {
        d.bytes().map(|b| Self(b.to_vec()))
    }
}

/// One line of what an erase covers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Covered {
    /// The writer.
    #[n(0)]
    pub writer: WriterId,
    /// The highest of its sequence numbers that is covered.
    #[n(1)]
    pub seq: u64,
}

/// Which field a change sets: changes of one field replace each other, changes of two never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    kind: u16,
    key: Option<[u8; 16]>,
}

impl Field {
    /// The field of a change of `kind` with the given value. The value is needed only for fields of
    /// which a subject has many (a note's question marks, a point's evidence); without it such a
    /// change belongs to no field any more.
    pub fn of(kind: u16, value: Option<&Value>) -> Option<Self> {
        let key = match value {
            Some(Value::NoteQuestion(v)) => Some(v.question.0),
            Some(Value::PointEvidence(v)) => Some(v.note.0),
            Some(Value::PointSaid(v)) => Some(v.meeting.0),
            Some(Value::PointAnswer(v)) => Some(v.meeting.0),
            Some(Value::NoteView(v)) => Some(v.person.0),
            Some(Value::ActionSays(v)) => Some([v.part as u8; 16]),
            Some(Value::KeyAnnounced(v)) => Some(key_of(&v.recipient)),
            Some(Value::KeyRetired(v)) => Some(key_of(&v.recipient)),
            Some(Value::DocumentRead(v)) => Some(short(&v.document.0)),
            Some(Value::TimelineDone(v)) => Some(short(&v.row.0)),
            None if matches!(kind, 23 | 56 | 6 | 7 | 33 | 66 | 67 | 100 | 101 | 111) => return None,
            _ => None,
        };
        let kind = match kind {
            kind::NOTE_UNSEALED => kind::NOTE_SEALED,
            kind::POINT_UNSEALED => kind::POINT_SEALED,
            7 => 6,
            other => other,
        };
        Some(Self { kind, key })
    }

    /// Whether it is the given kind of field.
    pub fn is(self, kind: u16) -> bool {
        self.kind == kind
    }
}

/// The first half of a digest.
fn short(digest: &[u8]) -> [u8; 16] {
    let mut key = [0; 16];
    let length = digest.len().min(16);
    key[..length].copy_from_slice(&digest[..length]);
    key
}

fn key_of(recipient: &str) -> [u8; 16] {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(recipient.as_bytes());
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    key
}

/// Whether a kind holds open words or marks of a note: what late sealing removes.
pub fn is_open_note_kind(kind: u16) -> bool {
    (22..=28).contains(&kind)
}

/// The kind of seal that shuts out open changes of a kind; none for what stays outside every seal.
pub fn shut_by(kind: u16) -> Option<u16> {
    match kind {
        k if is_open_note_kind(k) => Some(kind::NOTE_SEALED),
        // The words of a point, its sort and its question, and what follows from them: it would tell of sealed evidence.
        51..=53 | 64 | 67 => Some(kind::POINT_SEALED),
        _ => None,
    }
}

/// Milliseconds of an optional instant.
pub fn millis(at: Option<Moment>) -> Option<i64> {
    at.map(|m| m.0)
}

/// Wall-clock minutes since 1970-01-01T00:00, as activities hold them.
pub fn wall_minutes(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp() / 60
}

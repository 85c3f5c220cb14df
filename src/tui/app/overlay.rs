//! What may lie over the screen: fields to fill in, lists to choose from, cards to read.

use super::before_after::Tickable;
use crate::ids::{ActionId, ActivityId, ChangeId, NoteId, PersonId, PointId, QuestionId, Subject};
use crate::notebook::HistoryEntry;
use crate::notebook::query::{Clash, Says, Version};
use crate::review::actions::Part as ActionPart;
use crate::review::evidence::{Note, Readers, Source, Unlocked};
use crate::review::feedback::{AnswerTo, PointKind};
use crate::review::release::{Audience, Change, Stage};
use crate::review::timetable::ActivityKind;
use crate::secret::Secret;
use crate::tasks::concern::Route;
use crate::tasks::feedback::PointMark;
use crate::tasks::purge::Purge;
use crate::tasks::release::ReportFormat;
use crate::tasks::versions::Seen;
use crate::tasks::wording::{In, Remark};
use crate::tui::action::Context;
use crate::tui::app::Pasting;
use crate::tui::widgets::line::LineEditor;
use crate::tui::widgets::long::LongEditor;
use std::collections::BTreeSet;

/// A step of the first entry.
pub enum EntryStep {
    /// Choose a passphrase: the generated one, or one's own.
    Passphrase {
        /// The generated one, shown once.
        offered: Secret,
        /// One's own, being typed; none: the offered one is taken.
        own: Option<Secret>,
        /// One's own a second time.
        again: Option<Secret>,
        /// The key is being made.
        working: bool,
        /// What was wrong.
        wrong: String,
    },
    /// Read and accept the protocol.
    Protocol {
        /// The first line shown.
        offset: usize,
    },
}

/// What a text that is asked for is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Words to search for.
    Search,
    /// Where these notes were.
    Place(Vec<NoteId>),
    /// Number of a question for these notes.
    QuestionNumber(Vec<NoteId>),
    /// Who accompanied us.
    Accompanied(ActivityId),
    /// The title of an activity to insert.
    Insert,
    /// Whom I told.
    Told(Route),
    /// The words of a new point.
    NewPoint(PointKind, Option<QuestionId>, Vec<NoteId>),
    /// What the host says to a point.
    Answer(AnswerTo),
    /// Where to write the speaking card of this meeting.
    Card(ActivityId),
    /// Other words for a point, in the place of those in sight.
    Reword(PointId, Seen),
    /// The words of a point with a divider where the next one begins.
    Split(PointId, Seen),
    /// What a new action is; the point it comes from, and what is said of its support already.
    NewAction(Option<PointId>, String),
    /// A part of an action.
    ActionPart {
        /// Which action.
        action: ActionId,
        /// Which part.
        part: ActionPart,
        /// What was said of it when the writing began.
        seen: String,
    },
    /// A word beside a tick.
    TickWord(Tickable),
    /// Into which file the report goes.
    ReportFile(ReportFormat),
    /// Into which file the pack goes.
    PackFile,
    /// The role to write in the place of a name for which the plan gives none.
    Role {
        /// Where the name stands.
        of: Named,
        /// The name, as the plan has it.
        name: String,
    },
}

/// Something in which a name stands that must not appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// An open note, or one that is unlocked.
    Note(NoteId),
    /// A feedback point.
    Point(PointId),
}

/// What is chosen from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// A source for these notes.
    Source(Vec<NoteId>, Option<Source>),
    /// An activity for these notes.
    Activity(Vec<NoteId>, ActivityId),
    /// Readers for a note.
    Seal(NoteId, Readers),
    /// Persons chosen one by one for a note.
    SealPeople(NoteId),
    /// Look at these new keys of a person, and compare them.
    CompareKeys(PersonId, Vec<String>),
    /// Yes, their words are the same.
    AcceptKeys(PersonId, Vec<String>),
    /// Open a sealed note to the team.
    Unseal(NoteId),
    /// A kind for a new activity.
    InsertKind(String, ActivityKind),
    /// A kind for a point.
    PointKind(PointId, PointKind),
    /// A question for a point.
    PointQuestion(PointId, Option<QuestionId>),
    /// The kind of a new point on this evidence.
    NewPoint(PointKind, Vec<NoteId>),
    /// Link a note to a point, or take the link away.
    Link(PointId, NoteId, bool),
    /// Yes, open a sealed point.
    OpenPoint(PointId),
    /// A mark for a point.
    MarkPoint(PointId, PointMark),
    /// Yes, these words of a point may leave; or not any more.
    ConfirmPoint(PointId, bool, String),
    /// Yes, erase it for good.
    Erase(NoteId),
    /// Show what this purge would empty.
    PurgeCard(Purge),
    /// Yes, empty it for good.
    Purge(Purge),
    /// For whom releases are made.
    Audience(Audience),
    /// How far the report has come.
    Stage(Stage),
    /// A kind of document for the report.
    ReportFormat(ReportFormat),
    /// What changed between these versions of the report, counted from 0; none: the points as they are now.
    ReportChanges(usize, Option<usize>),
    /// Look at words that are worth it.
    Remark(In, Remark),
    /// Silence a rule of the wording help, everywhere or in one note or point alone.
    Silence(String, Option<In>),
    /// The speaking card of a meeting, into a file.
    CardFile(ActivityId),
    /// The speaking card of a meeting, to the terminal's clipboard.
    CopyCard(ActivityId),
    /// No: go back.
    Nothing,
}

/// What persons are chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealOf {
    /// The line or long note being typed.
    Line,
    /// A saved note.
    Note(NoteId),
}

/// What the long editor writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A new note.
    New,
    /// The words of an open note.
    Note(NoteId),
    /// The words of an unlocked note, which stays sealed.
    Sealed(NoteId),
}

/// What stands in several versions, and what may be done about it.
pub struct Versions {
    /// What it is about: a note, a point, an activity.
    pub subject: Subject,
    /// A point, not a note or an activity.
    pub is_point: bool,
    /// What clashes.
    pub clashes: Vec<Clash>,
    /// The sealed versions that opened; while there are any, locking takes all this away.
    pub unlocked: Vec<(ChangeId, Unlocked)>,
    /// The chosen row.
    pub cursor: usize,
}

/// A row among versions: the clash it belongs to, and the version to keep; none: make one of all.
pub type VersionRow = (usize, Option<usize>);

impl Versions {
    /// The rows that can be chosen, from top to bottom.
    pub fn rows(&self) -> Vec<VersionRow> {
        let rows = |(at, clash): (usize, &Clash)| {
            let each = (0..clash.versions.len()).map(move |n| (at, Some(n)));
            each.chain(self.words_of(clash).map(|_| (at, None))).collect::<Vec<_>>()
        };
        self.clashes.iter().enumerate().flat_map(rows).collect()
    }

    /// The words and reflection of each version, where all of them can be read.
    pub fn words_of<'a>(&'a self, clash: &'a Clash) -> Option<Vec<(&'a str, &'a str)>> {
        let words = |version: &'a Version| match &version.says {
            Says::Words { text, reflection } => Some((text.as_str(), reflection.as_str())),
            Says::Sealed(_) => self.opened(version.change).map(|u| (u.text.expose(), u.reflection.expose())),
            Says::Mark(_) => None,
        };
        clash.versions.iter().map(words).collect()
    }

    /// A sealed version that opened.
    pub fn opened(&self, change: ChangeId) -> Option<&Unlocked> {
        self.unlocked.iter().find(|(id, _)| *id == change).map(|(_, u)| u)
    }
}

/// A pack that is being made, or was.
pub enum Pack {
    /// So far it has come.
    Working(&'static str),
    /// Where it lies, and its passphrase, shown this once.
    Done(String, Secret),
}

/// Something that lies over the screen.
pub enum Overlay {
    /// The pack for the host head.
    Pack(Pack),
    /// What changed between two versions of the report.
    ReportChanges {
        /// Which they are.
        title: String,
        /// The changes.
        changes: Vec<Change>,
        /// The first line shown.
        offset: usize,
    },
    /// The first entry.
    Entry(EntryStep),
    /// The keys that work here.
    Help {
        /// Where it was asked for.
        context: Context,
        /// The first line shown.
        offset: usize,
    },
    /// Anything by name.
    Palette {
        /// Where it was asked for.
        context: Context,
        /// What is typed.
        line: LineEditor,
        /// The chosen row.
        cursor: usize,
    },
    /// The passphrase, to unlock.
    Unlock {
        /// What is typed.
        typed: Secret,
        /// What was wrong.
        wrong: String,
        /// What to do once it is open.
        then: AfterUnlock,
    },
    /// The safeguarding card.
    Concern {
        /// The words that are shown once and then erased; none when it was opened just so.
        words: Option<Secret>,
        /// Where the words came from.
        from: ConcernFrom,
    },
    /// A text is asked for.
    Ask {
        /// What for.
        asked: Asked,
        /// The question.
        title: String,
        /// What is typed.
        line: LineEditor,
    },
    /// One of several is chosen.
    Choose {
        /// The question.
        title: String,
        /// What is to be read before choosing; mostly nothing.
        text: String,
        /// The rows and what they mean.
        rows: Vec<(String, Choice)>,
        /// The chosen row.
        cursor: usize,
        /// The first line shown of what is to be read.
        offset: usize,
    },
    /// Persons are chosen one by one who shall be able to read something.
    Readers {
        /// What.
        of: SealOf,
        /// Who can be chosen.
        rows: Vec<PersonId>,
        /// Who is.
        chosen: BTreeSet<PersonId>,
        /// The row of the cursor.
        cursor: usize,
    },
    /// The editor for long notes.
    Editor {
        /// What it writes.
        target: Target,
        /// The text.
        editor: Box<LongEditor>,
        /// What it began with: what is saved stands in the place of that alone.
        seen: Seen,
        /// It is on its way to the disk.
        saving: bool,
    },
    /// What stands in several versions, to choose from.
    Versions(Box<Versions>),
    /// How a note came to be.
    History {
        /// Which.
        note: NoteId,
        /// Its changes.
        entries: Vec<HistoryEntry>,
        /// The first line shown.
        offset: usize,
    },
    /// What the host was told, oldest first.
    Told {
        /// The notes; their words are read as those of any list.
        notes: Vec<Note>,
        /// The first line shown.
        offset: usize,
    },
    /// A timetable is pasted, and looked at before it is kept.
    Timetable(Box<Pasting>),
    /// Something to read.
    Message {
        /// Its title.
        title: String,
        /// Its text.
        text: String,
    },
}

/// What to do once the seals are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterUnlock {
    /// Nothing more.
    Nothing,
    /// Bring back the half-typed line.
    RestoreDraft,
}

/// Where the words of a concern came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConcernFrom {
    /// Nowhere: the card alone.
    Card,
    /// The capture line.
    Line,
    /// A long note that is not saved yet.
    Editor,
    /// A saved note.
    Note(NoteId),
}

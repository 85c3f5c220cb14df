//! The screens and what each remembers.

use crate::ids::{ActivityId, NoteId, PersonId, PointId};
use crate::review::evidence::{Note, Readers, Source};
use crate::review::findings::Findings;
use crate::review::readiness::Roll;
use crate::tui::widgets::line::LineEditor;
use std::collections::{BTreeSet, HashMap};

/// The screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// Timetable, evidence of the chosen activity, capture line.
    Day,
    /// Evidence not yet marked.
    Tag,
    /// Coverage and gaps.
    Questions,
    /// What is sealed, for whom.
    Sealed,
    /// Points, balance, time.
    Feedback,
    /// What leaves, and the report.
    After,
}

impl Pane {
    /// Every screen, in order.
    pub const ALL: [Self; 6] = [Self::Day, Self::Tag, Self::Questions, Self::Sealed, Self::Feedback, Self::After];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Tag => "Tag",
            Self::Questions => "Questions",
            Self::Sealed => "Sealed",
            Self::Feedback => "Feedback",
            Self::After => "After",
        }
    }
}

/// A quiet word at the bottom of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it says, one line.
    pub text: String,
    /// It tells of trouble.
    pub trouble: bool,
}

/// A list with a cursor and a selection. The offset belongs here, because drawing changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The chosen row.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// The selected notes.
    pub selected: BTreeSet<NoteId>,
}

/// Day.
pub struct DayState {
    /// The chosen activity; none follows the clock.
    pub chosen: Option<ActivityId>,
    /// The capture line.
    pub line: LineEditor,
    /// The source last chosen within each activity.
    pub sources: HashMap<ActivityId, Source>,
    /// The note goes to the activity before.
    pub file_previous: bool,
    /// The seal chosen by key for this line.
    pub seal: Option<Readers>,
    /// The persons chosen for it one by one, where that is the seal.
    pub chosen_readers: BTreeSet<PersonId>,
    /// A line is on its way to the disk; it clears when it is there.
    pub saving: bool,
    /// The last note I saved here, for marks without words.
    pub last_note: Option<NoteId>,
    /// The chosen note of the list, counted from the newest; none: the line is chosen.
    pub note: Option<usize>,
    /// The evidence of the chosen activity, oldest first.
    pub notes: Vec<Note>,
    /// What the other sub-teams brought, while the chosen activity is a catch-up.
    pub brought: Vec<Note>,
}

impl DayState {
    /// Day as it begins: the clock leads, the line is empty.
    pub fn new() -> Self {
        Self {
            chosen: None,
            line: LineEditor::new(),
            sources: HashMap::new(),
            file_previous: false,
            seal: None,
            chosen_readers: BTreeSet::new(),
            saving: false,
            last_note: None,
            note: None,
            notes: Vec::new(),
            brought: Vec::new(),
        }
    }
}

impl Default for DayState {
    fn default() -> Self {
        Self::new()
    }
}

/// The lists of Tag, Questions and Sealed.
#[derive(Default)]
pub struct ListState {
    /// Cursor and selection.
    pub at: Listing,
    /// The notes.
    pub notes: Vec<Note>,
    /// How many there are in all, beyond the window that was read.
    pub total: usize,
    /// What is searched for.
    pub search: String,
}

/// The views of Feedback: one screen, from the evidence to what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackView {
    /// Whose notes are in, and what is still open.
    Readiness,
    /// The team meeting: the evidence, question by question.
    Meeting,
    /// The points, balance, time.
    Points,
}

impl FeedbackView {
    /// Every view, in order.
    pub const ALL: [Self; 3] = [Self::Readiness, Self::Meeting, Self::Points];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Readiness => "Readiness",
            Self::Meeting => "Team meeting",
            Self::Points => "Points",
        }
    }
}

/// Feedback.
#[derive(Default)]
pub struct FeedbackState {
    /// The view that was chosen; none: the points, if there are any.
    pub view: Option<FeedbackView>,
    /// The first row shown of Readiness.
    pub scrolled: usize,
    /// Who wrote how much.
    pub roll: Roll,
    /// The team meetings for which Readiness came up by itself, or was said to be ready.
    pub opened_for: BTreeSet<ActivityId>,
    /// The evidence of the chosen question, in the order of the meeting.
    pub meeting_notes: ListState,
    /// What it comes to.
    pub findings: Findings,
    /// The chosen point.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// The selected points, for merging.
    pub selected: BTreeSet<PointId>,
    /// At which summary meeting; none: the next one, else the last.
    pub meeting: Option<ActivityId>,
    /// The notes under the points.
    pub evidence: Vec<Note>,
    /// The evidence of the chosen point is shown.
    pub show_evidence: bool,
}

/// How the seals stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seals {
    /// Locked: nothing sealed can be read.
    Locked,
    /// The passphrase is being tried beside the screen.
    Unlocking,
    /// Unlocked since the last key at this time.
    Open,
}

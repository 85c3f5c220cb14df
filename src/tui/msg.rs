//! What flows through the screen: messages in, effects out.
//!
//! A [`Msg`] is something a person asked for or something that happened; `update` answers with
//! [`Effect`]s, which the runner carries out through `tasks` and answers with [`Event`]s.

use crate::clock::Moment;
use crate::ids::{ActionId, ActivityId, ChangeId, NoteId, PersonId, PointId, Subject};
use crate::notebook::HistoryEntry;
use crate::notebook::query::{Clash, Counts, Filter};
use crate::review::actions::{Action, Part, Progress};
use crate::review::capture::Capture;
use crate::review::coverage::Tally;
use crate::review::documents::Reading;
use crate::review::evidence::Unlocked;
use crate::review::evidence::{Note, Readers, View};
use crate::review::feedback::{AnswerTo, Point};
use crate::review::readiness::Roll;
use crate::review::release::{Audience, Change, Options, ReportVersion};
use crate::review::seals::SealTo;
use crate::review::timeline::Done;
use crate::review::visit::Review;
use crate::review::wording::Rules;
use crate::secret::Secret;
use crate::tasks::answers::HostAnswer;
use crate::tasks::capture::Saved;
use crate::tasks::concern::Route;
use crate::tasks::day::Turn;
use crate::tasks::feedback::{NewPoint, PointDeed};
use crate::tasks::marks::Mark;
use crate::tasks::opened::Revealed;
use crate::tasks::purge::{Card, Purge};
use crate::tasks::release::ReportFormat;
use crate::tasks::reports::Held;
use crate::tasks::team::KeyHolder;
use crate::tasks::timetable::Pasted;
use crate::tasks::versions::Seen;
use crate::tasks::wording::{In, Remarked};
use crate::team::presence::Here;
use crate::trouble::Trouble;
use crate::vault::Draft;
use chrono::NaiveDate;
use crossterm::event::KeyEvent;
use std::path::PathBuf;

/// Something that reaches `update`.
#[derive(Debug)]
pub enum Msg {
    /// A person asked for this.
    Action(super::action::Action),
    /// A key that asks for no action here: it writes, where something can be written.
    Key(KeyEvent),
    /// Text was pasted, cleaned already.
    Paste(String),
    /// Time has passed.
    Tick(Moment),
    /// Something happened.
    Event(Event),
}

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// What the screen wants to show was read.
    Loaded(Box<Loaded>),
    /// A note is on the disk.
    Saved(Saved),
    /// Something else was done: what to say (may be empty) and what undo would take back.
    Done {
        /// A quiet word about it.
        said: String,
        /// The changes, for undo.
        changes: Vec<ChangeId>,
        /// Emptied text still lies in the side file while a colleague reads.
        old_text_remains: bool,
    },
    /// Something was undone, or done again.
    Turned {
        /// The changes that did it, for the other way.
        changes: Vec<ChangeId>,
        /// It was done again.
        again: bool,
        /// Emptied text still lies in the side file while a colleague reads.
        old_text_remains: bool,
    },
    /// Words for the opening of the feedback.
    Opening(String),
    /// A point could not be made: here it is again, so that its words are not lost.
    PointNotMade(NewPoint, Trouble),
    /// A save did not work; what was typed is still there.
    NotSaved(Trouble),
    /// Something else did not work.
    Failed(Trouble),
    /// How far joining with the server has come, in words.
    Joining(String),
    /// Joined with the server: what that brought, in words, and whether old text still lies in the side file.
    Joined(String, bool),
    /// Whom each seal would reach now, for the preview.
    Reach(Vec<(Readers, std::result::Result<Vec<PersonId>, Trouble>)>),
    /// Nothing that is written now would be kept; none: it would again.
    CutOff(Option<Trouble>),
    /// Who is here now, me included.
    Here(Vec<Here>),
    /// Everybody's keys, as this home knows them.
    Team(Vec<KeyHolder>),
    /// My key was made and announced.
    KeyMade,
    /// I accepted the protocol.
    Accepted,
    /// My keys are open.
    Unlocked,
    /// They did not open.
    NotUnlocked(Trouble),
    /// Sealed notes that opened. Held only while unlocked.
    Revealed(Revealed),
    /// So many half-typed lines of earlier sessions wait.
    Waiting(usize),
    /// The half-typed lines of earlier sessions, opened.
    Recovered(Vec<Draft>),
    /// Emptied text was removed from the side file, or is still delayed.
    ResidueCleared(bool),
    /// Half-typed texts could not be put aside and must not be lost: here they are again.
    NotPutAside(Vec<Draft>, Trouble),
    /// What a purge would empty, before the yes.
    PurgeCard(Card),
    /// What the host answered is on the disk: to what, and the changes, for undo.
    Answered(AnswerTo, Vec<ChangeId>),
    /// What the host was told, as far as it is open.
    ToldSoFar(Vec<Note>),
    /// An action was set down: which, and the changes, for undo.
    ActionSetDown(ActionId, Vec<ChangeId>),
    /// Something about an action could not be saved: here it is again, so that its words are not lost.
    ActionNotSaved(ActionDeed, Trouble),
    /// The speaking card as text, to be copied.
    Card(String),
    /// What changed between two versions of the report, and which they are.
    ReportChanges(String, Vec<Change>),
    /// What the wording help remarks on.
    Wording(Vec<Remarked>),
    /// The rules of the wording help, read anew.
    Rules(Box<Rules>),
    /// How far the making of a pack has come, in words.
    Packing(&'static str),
    /// A pack was written: where, in words, and its passphrase.
    Packed(String, Secret),
    /// No pack was written.
    NotPacked(Trouble),
    /// The history of a note.
    History(NoteId, Vec<HistoryEntry>),
    /// How a pasted timetable is read, or why it is not.
    TimetableRead(std::result::Result<Box<Pasted>, Trouble>),
    /// A pasted timetable is in the notebook, with the changes, for undo; or why it is not.
    TimetableKept(std::result::Result<(Box<Pasted>, Vec<ChangeId>), Trouble>),
    /// What of this stands in several versions, and the sealed ones that opened.
    Versions(Subject, Vec<Clash>, Vec<(ChangeId, Unlocked)>),
}

/// Something the runner is to do.
#[derive(Debug)]
pub enum Effect {
    /// Leave the program.
    Quit,
    /// Stop for a while, back to the shell.
    Suspend,
    /// Draw everything again.
    RedrawAll,
    /// Save a note.
    Capture {
        /// What the line says.
        capture: Capture,
        /// Where it is filed.
        activity: Option<ActivityId>,
    },
    /// Marks without words: change this note.
    Remark(NoteId, Capture),
    /// Change the words of an open note.
    Edit {
        /// Which.
        note: NoteId,
        /// The new words.
        text: String,
        /// The new reflection.
        reflection: String,
        /// Seal it at the same time; then the new words are never written open.
        seal: Option<SealTo>,
        /// What its writer had in sight.
        seen: Seen,
    },
    /// Change the words of an unlocked note; it stays sealed.
    EditSealed {
        /// Which.
        note: NoteId,
        /// The new words.
        text: Secret,
        /// The new reflection.
        reflection: Secret,
        /// What its writer had in sight.
        seen: Seen,
    },
    /// Delete notes, or bring them back.
    Delete(Vec<NoteId>, bool),
    /// Take changes back.
    Undo(Vec<ChangeId>),
    /// Do again what these changes undid.
    Redo(Vec<ChangeId>),
    /// Seal a saved note, or seal an unlocked one to other readers.
    Seal(NoteId, SealTo),
    /// Seal every note again, that I can read and that does not reach all of its group.
    ResealGroups,
    /// These keys of a person were compared aloud and are theirs.
    AcceptKeys(PersonId, Vec<String>),
    /// Open an unlocked note to the team.
    Unseal(NoteId),
    /// Erase a note's words for good.
    Erase(NoteId),
    /// Find out what a purge would empty.
    PurgeCard(Purge),
    /// Empty the notebook for good.
    Purge(Purge),
    /// Join with the server.
    Sync,
    /// Mark notes.
    Mark(Vec<NoteId>, Mark),
    /// Let members agree with notes or doubt them, or no more.
    AskViews(bool),
    /// Say what I make of a note, or nothing any more.
    SetView(NoteId, Option<View>),
    /// Turn the day.
    Turn(Turn),
    /// Read a pasted timetable, without keeping it; its day, where one was chosen.
    ReadTimetable(String, Option<NaiveDate>),
    /// Put it into the notebook.
    KeepTimetable(String, Option<NaiveDate>),
    /// Make a point.
    MakePoint(NewPoint),
    /// Change a point.
    ChangePoint(PointId, PointDeed),
    /// A point was said at a meeting, or was not.
    Said(PointId, ActivityId, bool),
    /// Note what the host answered.
    Answer(HostAnswer),
    /// Write the speaking card of a meeting into this file.
    WriteCard(ActivityId, String),
    /// Make the speaking card of a meeting, to be copied.
    CopyCard(ActivityId),
    /// Hand text to the clipboard of the terminal: open text alone.
    Copy(String),
    /// Read what the host was told.
    ToldSoFar,
    /// Change the action plan.
    Plan(ActionDeed),
    /// Say that a document of the plan (from 1) was read, or not yet, with a word beside it.
    Tick(usize, bool, String),
    /// Say that a row of the timeline (from 1) is done, or not yet, with a word beside it.
    TickRow(usize, bool, String),
    /// Put points in this order.
    ArrangePoints(Vec<PointId>),
    /// Find words for the opening of the feedback.
    Opening,
    /// Gather what the wording help remarks on.
    Wording,
    /// Silence a rule of the wording help, everywhere or in one note or point alone.
    Silence(String, Option<In>),
    /// Hold a note or point back from every release, or let it go.
    HoldBack(Held, bool),
    /// From now on releases are made for this audience.
    ReleaseFor(Audience),
    /// Write the report into a file.
    WriteReport(PathBuf, ReportFormat, Options),
    /// Remember how far the report has come.
    MarkReport(Options),
    /// Tell what changed from a version of the report to another, or to what would leave now.
    ReportChanges(String, Box<ReportVersion>, ReportNow),
    /// Write the pack for the host head.
    Pack(PathBuf, Options),
    /// Give up the pack that is being made.
    AbandonPack,
    /// Accept the protocol.
    Accept,
    /// Make my key.
    MakeKey(Secret),
    /// Unlock my keys.
    Unlock(Secret),
    /// Lock: forget the keys.
    Lock,
    /// Put half-typed texts aside, sealed, until they are brought back.
    PutAside(Vec<Draft>),
    /// Remove every half-typed text that is kept, those that wait as well.
    ForgetDrafts,
    /// Open every sealed note that opens with my keys.
    RevealAll,
    /// Open the half-typed lines of earlier sessions.
    RecoverDrafts,
    /// Record that a concern was passed on.
    RecordConcern(Route, String),
    /// Read a note's history.
    History(NoteId),
    /// Read what of this stands in several versions.
    Versions(Subject),
    /// Keep this version in the place of these.
    Keep(Subject, ChangeId, Vec<ChangeId>),
}

/// Something done to the action plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionDeed {
    /// Sets an action down, perhaps from a point.
    SetDown(Option<PointId>, Vec<(Part, String)>),
    /// Says something of a part.
    Say {
        /// Of which action.
        action: ActionId,
        /// Of which part.
        part: Part,
        /// The new words.
        text: String,
        /// Those that were in sight.
        seen: String,
    },
    /// Says how far it is.
    Step(ActionId, Progress),
    /// Deletes it.
    Delete(ActionId),
}

/// With what a version of the report is compared.
#[derive(Debug)]
pub enum ReportNow {
    /// Another version.
    Version(Box<ReportVersion>),
    /// What would leave now.
    Now(Options),
}

/// What a search finds is counted up to here: "1000 or more" says as much to a person.
pub const MOST_FOUND: usize = 1000;

/// What the screen wants to show; when it changes, it is read again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The notes of this activity, for Day.
    pub activity: Option<ActivityId>,
    /// So many of them at most, the newest.
    pub day_rows: usize,
    /// The list of the present screen.
    pub list: Option<Filter>,
    /// So many of its notes at most.
    pub list_rows: usize,
    /// Of the list, only the notes in which a name stands that must not appear.
    pub named: bool,
    /// The notes of these activities, for a catch-up on Day.
    pub brought: Vec<ActivityId>,
    /// The evidence under these notes, for Feedback.
    pub evidence: Vec<NoteId>,
    /// Who wrote how much, for Readiness.
    pub roll: bool,
    /// Only this person's own notes: a host partner sees no others.
    pub only: Option<PersonId>,
    /// Everything that a release is made from, for After.
    pub release: bool,
    /// The host's action plan.
    pub plan: bool,
    /// What is ticked off of the timeline and the documents.
    pub ticks: bool,
    /// The turn of what is unlocked ([`Opened::turn`](crate::tasks::opened::Opened::turn)): lists take it in.
    pub opened: u64,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What was wanted.
    pub wanted: Wanted,
    /// The plan and the day.
    pub review: Review,
    /// Counts for the edges of the screen.
    pub counts: Counts,
    /// Coverage, counted.
    pub tallies: Vec<Tally>,
    /// The notes of the chosen activity, oldest first.
    pub day_notes: Vec<Note>,
    /// What the other sub-teams brought, by activity and time; of many the newest.
    pub brought: Vec<Note>,
    /// The list of the present screen.
    pub list: Vec<Note>,
    /// How many notes the list would have in all; of a search at most [`MOST_FOUND`].
    pub list_total: usize,
    /// How many notes hold a name that must not appear; counted where there is a list.
    pub named: usize,
    /// The points.
    pub points: Vec<Point>,
    /// The notes under the points.
    pub evidence: Vec<Note>,
    /// Who wrote how much.
    pub roll: Roll,
    /// All notes, where what may leave is shown.
    pub all: Vec<Note>,
    /// The reports that were written, there too.
    pub reports: Vec<ReportVersion>,
    /// The actions of the host's plan.
    pub actions: Vec<Action>,
    /// What of the timeline is done.
    pub done: Vec<Done>,
    /// Who has read which document.
    pub read: Vec<Reading>,
}

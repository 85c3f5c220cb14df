//! The state of the screen. `update` changes it, views read it, nothing else touches it.
//!
//! It holds no key and no file. Unlocked text is in [`App::unlocked`] and in nothing else; locking
//! empties that, and every editor that shows some of it.

mod action_plan;
mod after;
mod before_after;
mod begin;
mod here;
mod line;
mod load;
mod meeting;
mod overlay;
mod panes;
mod pasting;
mod presenting;

pub use action_plan::{ActionPlan, PlanRow};
pub use after::{AfterRow, AfterState, AfterView, Part};
pub use before_after::{BeforeAfter, Tickable};
pub use begin::Beginning;
pub use here::Colleague;

pub use overlay::{AfterUnlock, Asked, Choice, ConcernFrom, EntryStep, Named, Overlay, Pack, SealOf, Target, Versions};
pub use panes::{DayState, FeedbackState, FeedbackView, ListState, Listing, Notice, Pane, Seals};
pub use pasting::Pasting;
pub use presenting::{HalfAnswer, Place, Presenting};

use super::action::{Action, Context};
use super::keymap::Keymap;
use super::theme::Theme;
use super::widgets::long::LongEditor;
use crate::clock::{Moment, Tz};
use crate::ids::{ActivityId, ChangeId, NoteId, PersonId, Subject};
use crate::notebook::query::Counts;
use crate::review::agenda::{Item, agenda, summaries};
use crate::review::coverage::{Coverage, Gap, Tally};
use crate::review::day::{Clash, Filing, Standing};
use crate::review::evidence::{Note, Readers, Words};
use crate::review::feedback::Point;
use crate::review::names::Names;
use crate::review::people::{Act, Person, may};
use crate::review::points::awaits_confirmation;
use crate::review::timetable::Activity;
use crate::review::visit::Review;
use crate::review::wording::{self, Rules};
use crate::tasks::opened::Opened;
use crate::tasks::settings::Settings;
use crate::tasks::team::KeyHolder;
use crate::trouble::Trouble;
use ratatui::layout::Size;
use std::collections::HashMap;
use std::rc::Rc;

/// The whole state.
pub struct App {
    /// Who I am.
    pub me: PersonId,
    /// The plan and the day.
    pub review: Review,
    /// The time.
    pub now: Moment,
    /// When the last key was pressed.
    pub last_key: Moment,
    /// How the day stands now.
    pub standing: Standing,
    /// Who would be in two places at once, as the day stands.
    pub clashes: Vec<Clash>,
    /// Where a note goes unasked.
    pub filing: Filing,
    /// The clock is moved: what is written is marked as rehearsal.
    pub rehearsal: bool,
    /// A session on a server: there is no shell to go to, nor any other program.
    pub in_session: bool,
    /// The keymap in force.
    pub keymap: Rc<Keymap>,
    /// How things look.
    pub theme: Theme,
    /// Draw with ASCII characters only.
    pub ascii: bool,
    /// My settings.
    pub settings: Settings,
    /// The screen.
    pub pane: Pane,
    /// What lies over it.
    pub overlay: Option<Overlay>,
    /// What lies under that, the topmost last: it comes back when what lies over it goes.
    pub under: Vec<Overlay>,
    /// The first entry is done: capture is open.
    pub entered: bool,
    /// I have a key: sealing works, half-typed lines are kept.
    pub has_key: bool,
    /// Only the time, the activity and the line.
    pub quiet: bool,
    /// The activity for which the quiet screen was last chosen by itself.
    pub quiet_for: Option<ActivityId>,
    /// Day.
    pub day: DayState,
    /// Tag.
    pub tag: ListState,
    /// Tag shows all evidence, not only what is untagged.
    pub tag_all: bool,
    /// Tag shows only evidence in which a name stands that must not appear.
    pub named_only: bool,
    /// How many notes there are of that kind; as of the last list read.
    pub named: usize,
    /// The names that must not appear.
    pub names: Names,
    /// The evidence of the chosen question.
    pub question: ListState,
    /// The chosen question.
    pub question_cursor: usize,
    /// The keyboard is in the evidence of the question, not in the matrix.
    pub in_evidence: bool,
    /// The matrix is by year, not by source.
    pub by_year: bool,
    /// The host's claim is shown.
    pub show_claim: bool,
    /// Sealed.
    pub sealed: ListState,
    /// Feedback.
    pub feedback: FeedbackState,
    /// Rehearsing or presenting, if I am.
    pub presenting: Option<Box<Presenting>>,
    /// What the host says, half typed and stepped back from.
    pub half_answers: Vec<HalfAnswer>,
    /// The meetings for which a speaking card was offered.
    pub card_offered: Vec<ActivityId>,
    /// After.
    pub after: AfterState,
    /// The points in their order.
    pub points: Vec<Point>,
    /// Counts for the edges of the screen.
    pub counts: Counts,
    /// Coverage, counted.
    pub tallies: Vec<Tally>,
    /// The coverage matrix.
    pub coverage: Coverage,
    /// What is missing, in words.
    pub gaps: Vec<Gap>,
    /// How the seals stand.
    pub seals: Seals,
    /// It was said that the seals lock in a minute.
    pub lock_announced: bool,
    /// The activity to whose end the lead keeps sealed notes unlocked.
    pub kept_unlocked: Option<ActivityId>,
    /// Unlocked notes; emptied by locking.
    pub unlocked: Opened,
    /// The one whose words are shown.
    pub shown: Option<NoteId>,
    /// Whom each seal reaches not, or why it is impossible.
    pub reach: HashMap<Readers, std::result::Result<Vec<PersonId>, Trouble>>,
    /// Everybody's keys, as this home knows them.
    pub keys: Vec<KeyHolder>,
    /// Half-typed lines of earlier sessions that wait.
    pub waiting: usize,
    /// The sessions at this notebook, mine among them.
    pub here: Vec<crate::team::presence::Here>,
    /// What undo takes back, the last at the end.
    pub undo: Vec<Vec<ChangeId>>,
    /// What was undone and can be done again, the last at the end.
    pub redo: Vec<Vec<ChangeId>>,
    /// Words that are worth a second look.
    pub wording: Rules,
    /// A quiet word.
    pub notice: Option<Notice>,
    /// Something that stays at the top of the screen: the demo's phrase.
    pub banner: Option<String>,
    /// Nothing more is written to this notebook, and why.
    pub cut_off: Option<String>,
    /// What was asked to be read about this, for the next overlay; forgotten at the next key.
    pub awaited: Option<Subject>,
    /// Emptied text still lies in the side file while a colleague reads.
    pub old_text_remains: bool,
    /// A timetable that was pasted and not kept: leaving loses none of it.
    pub pasted: String,
    /// Counts up while something works beside the screen.
    pub spin: usize,
    /// The terminal's size in cells.
    pub size: Size,
}

impl App {
    /// The school's zone.
    pub fn zone(&self) -> Tz {
        self.review.visit.zone
    }

    /// Me, as the plan names me.
    pub fn myself(&self) -> Option<&Person> {
        self.review.person(self.me)
    }

    /// Which keys mean what now.
    pub fn context(&self) -> Context {
        match &self.overlay {
            Some(
                Overlay::Entry(EntryStep::Passphrase { .. })
                | Overlay::Palette { .. }
                | Overlay::Unlock { .. }
                | Overlay::Ask { .. },
            ) => Context::Prompt,
            Some(Overlay::Editor { .. }) => Context::Editor,
            Some(Overlay::Timetable(pasting)) if pasting.read.is_none() => Context::Editor,
            Some(_) => Context::Overlay,
            None => self.pane_context(),
        }
    }

    /// Which keys mean what on the present screen when nothing lies over it.
    pub fn pane_context(&self) -> Context {
        match self.pane {
            _ if self.presenting.is_some() => Context::Present,
            Pane::Day => Context::DayCapture,
            Pane::Tag => Context::Tag,
            Pane::Questions => Context::Questions,
            Pane::Sealed => Context::Sealed,
            Pane::Feedback => Context::Feedback,
            Pane::After => match self.after_view() {
                AfterView::Leaves => Context::After,
                AfterView::ActionPlan => Context::ActionPlan,
                AfterView::BeforeAfter => Context::BeforeAfter,
            },
        }
    }

    /// The activity that Day shows: the chosen one, else what is on now, else what comes next.
    pub fn shown_activity(&self) -> Option<&Activity> {
        let id = self
            .day
            .chosen
            .or_else(|| self.standing.current.first().copied())
            .or(self.filing.activity)
            .or(self.standing.next)?;
        self.review.activity(id)
    }

    /// The list of the present screen, if it has one.
    pub fn list(&self) -> Option<&ListState> {
        match self.pane {
            Pane::Tag => Some(&self.tag),
            Pane::Questions => Some(&self.question),
            Pane::Sealed => Some(&self.sealed),
            Pane::Feedback if self.in_meeting() => Some(&self.feedback.meeting_notes),
            Pane::Day | Pane::Feedback | Pane::After => None,
        }
    }

    /// The note that is chosen on the present screen.
    pub fn chosen_note(&self) -> Option<&Note> {
        match self.pane {
            Pane::Day => {
                let back = self.day.note?;
                self.day.notes.iter().rev().nth(back)
            }
            Pane::Questions if !self.in_evidence => None,
            Pane::Tag | Pane::Questions | Pane::Sealed | Pane::Feedback => {
                let list = self.list()?;
                list.notes.get(list.at.cursor)
            }
            Pane::After => None,
        }
    }

    /// A note that some list has read, by its id.
    pub fn seen_note(&self, id: NoteId) -> Option<&Note> {
        let meeting = &self.feedback.meeting_notes.notes;
        let lists = [&self.day.notes, &self.tag.notes, &self.question.notes, &self.sealed.notes, meeting];
        lists.into_iter().flatten().find(|n| n.id == id)
    }

    /// What can be read of a note where notes are listed.
    pub fn words_of<'a>(&'a self, note: &'a Note) -> Option<Words<'a>> {
        self.unlocked.words(note, self.review.visit.capture)
    }

    /// Whether notes are sealed to the team here unless they say otherwise.
    pub fn seals_all(&self) -> bool {
        self.review.visit.capture.seal().is_some()
    }

    /// How many sealed notes wait for unlocking before they can be listed and counted: nothing must be
    /// said of what is missing until then.
    pub fn waits_for_unlocking(&self) -> usize {
        let waits = self.seals_all() && (self.seals != Seals::Open || self.unlocked.progress().is_some());
        if waits { self.counts.sealed } else { 0 }
    }

    /// How many notes have no question, of those that can be read.
    pub fn untagged(&self) -> usize {
        self.counts.untagged + self.unlocked.untagged(self.review.visit.capture)
    }

    /// Why nothing can be sealed now; where everything is sealed, nothing can be written then.
    pub fn cannot_seal(&self) -> Option<&Trouble> {
        let seal = self.review.visit.capture.seal()?;
        self.reach.get(&seal).and_then(|reach| reach.as_ref().err())
    }

    /// Lays something over the screen and over what lies there already.
    pub fn lay_over(&mut self, overlay: Overlay) {
        self.under.extend(self.overlay.replace(overlay));
    }

    /// The editor for long notes, if it is there, in sight or under something.
    pub fn editor(&self) -> Option<(Target, &LongEditor)> {
        self.overlay.iter().chain(self.under.iter().rev()).find_map(|o| match o {
            Overlay::Editor { target, editor, .. } => Some((*target, editor.as_ref())),
            _ => None,
        })
    }

    /// The notes an action is for: the selected ones, else the chosen one.
    pub fn targets(&self) -> Vec<NoteId> {
        match self.list() {
            Some(list) if !list.at.selected.is_empty() => list.at.selected.iter().copied().collect(),
            _ => self.chosen_note().map(|n| vec![n.id]).unwrap_or_default(),
        }
    }

    /// The points of the meeting that Feedback shows, in their order there, and how each stands.
    pub fn agenda(&self) -> Vec<Item<'_>> {
        agenda(&self.points, self.feedback_meeting().map(|m| m.id), &self.review)
    }

    /// The points of the meeting that Feedback shows, in their order there.
    pub fn shown_points(&self) -> Vec<&Point> {
        self.agenda().into_iter().map(|item| item.point).collect()
    }

    /// The summary meetings, in order.
    pub fn summaries(&self) -> Vec<&Activity> {
        summaries(&self.review).collect()
    }

    /// Whether a note under a point is known not to be open: a point on it is held back from release
    /// until the lead confirms its words.
    pub fn is_sealed_evidence(&self, note: NoteId) -> bool {
        self.feedback.evidence.iter().any(|n| n.id == note && n.evidence().is_none())
    }

    /// Whether a point awaits the lead's word before it may leave.
    pub fn awaits_confirmation(&self, point: &Point) -> bool {
        awaits_confirmation(point, |note| !self.is_sealed_evidence(note), &self.review)
    }

    /// The meeting that Feedback shows: as chosen, else the next one, else the last.
    pub fn feedback_meeting(&self) -> Option<&Activity> {
        let here = self.now.local(self.zone());
        let summaries = self.summaries();
        self.feedback
            .meeting
            .and_then(|id| summaries.iter().find(|a| a.id == id).copied())
            .or_else(|| summaries.iter().find(|a| a.end.is_none_or(|end| end >= here)).copied())
            .or_else(|| summaries.last().copied())
    }

    /// The chosen question.
    pub fn chosen_question(&self) -> Option<&crate::review::questions::Question> {
        self.review.questions.get(self.question_cursor)
    }

    /// Lets the clock lead: what is on now, where a note goes, the quiet screen.
    pub fn follow_clock(&mut self) {
        let zone = self.zone();
        self.standing = crate::review::day::now(&self.review.activities, zone, self.now, Some(self.me));
        self.filing = crate::review::day::file_under(&self.review.activities, zone, self.now, Some(self.me));
        self.clashes = crate::review::day::clashes(&self.review.activities, &self.review.team(), self.now.local(zone));
        let current = self.standing.current.first().copied();
        if current != self.quiet_for {
            // Where pupils can see the screen it starts quiet; elsewhere it starts whole again.
            self.quiet_for = current;
            self.quiet = current.and_then(|a| self.review.activity(a)).is_some_and(|a| a.kind.starts_quiet());
            self.day.file_previous = false;
        }
    }

    /// Whether I belong to the visiting team. Anybody else sees only their own notes, and has no part
    /// in the running of the day, the coverage or the feedback.
    pub fn in_team(&self) -> bool {
        self.may(Act::Day)
    }

    /// Whether my part in the review allows it; `tasks` refuses it in any case.
    pub fn may(&self, act: Act) -> bool {
        self.myself().is_some_and(|p| may(p.role, act))
    }

    /// Whether there is such a thing here at all: a session on a server has no shell to go to, and is
    /// at the server already; no other program is started from it.
    pub fn offers(&self, action: Action) -> bool {
        !(self.in_session && matches!(action, Action::Suspend | Action::Sync))
    }

    /// Whether words are on their way to the disk.
    pub fn is_saving(&self) -> bool {
        self.day.saving || matches!(self.overlay, Some(Overlay::Editor { saving: true, .. }))
    }

    /// Whether a key or a pack is being made.
    pub fn is_working(&self) -> bool {
        matches!(
            self.overlay,
            Some(Overlay::Entry(EntryStep::Passphrase { working: true, .. }) | Overlay::Pack(Pack::Working(_)))
        )
    }

    /// So many rows a page has in a list.
    pub fn page(&self) -> usize {
        usize::from(self.size.height.saturating_sub(12)).max(3)
    }

    /// Whether words of a point are worth a second look.
    pub fn remarked_in_point(&self, point: &Point) -> bool {
        let place = wording::Place::Point { evidence: point.evidence.len() };
        point.sealed().is_none() && !self.wording.remarks_in(&point.text, place, point.id).is_empty()
    }

    /// Whether words of an open note are worth a second look.
    pub fn remarked_in_note(&self, note: &Note) -> bool {
        note.evidence().is_some_and(|e| {
            !self.wording.remarks_in(&e.text, wording::Place::Evidence, note.id).is_empty()
                || !self.wording.remarks_in(&e.reflection, wording::Place::Reflection, note.id).is_empty()
        })
    }

    /// Says a quiet word.
    pub fn say(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.notice = (!text.is_empty()).then(|| Notice { text: crate::text::clean_line(&text), trouble: false });
    }

    /// Tells of trouble, in one line: what happened and what to do.
    pub fn tell(&mut self, trouble: &Trouble) {
        let text = format!("{} {}", trouble.what(), trouble.advice());
        self.notice = Some(Notice { text: crate::text::clean_line(text.trim()), trouble: true });
    }

    /// The keys for an action here, as shown: `^S`; empty if it has none here.
    pub fn key_of(&self, action: Action) -> String {
        self.keymap.keys_for(self.context(), action).into_iter().next().unwrap_or_default()
    }
}

//! The state of the screen. `update` changes it, views read it, nothing else touches it.
//!
//! It holds no key and no file. Unlocked text is in [`App::unlocked`] and in nothing else; locking
//! empties that, and every editor that shows some of it.

mod begin;
mod overlay;
mod panes;

pub use begin::Beginning;

pub use overlay::{AfterUnlock, Asked, Choice, ConcernFrom, EntryStep, Overlay, Target};
pub use panes::{DayState, FeedbackState, ListState, Listing, Notice, Pane, Seals};

use super::action::{Action, Context};
use super::keymap::Keymap;
use super::msg::{Loaded, Wanted};
use super::theme::Theme;
use crate::clock::{Moment, Tz};
use crate::ids::{ActivityId, ChangeId, NoteId, PersonId};
use crate::notebook::query::{Counts, Filter};
use crate::review::capture::{self, Reading};
use crate::review::coverage::{Coverage, Gap, Tally};
use crate::review::day::{Filing, Standing};
use crate::review::evidence::{Note, Readers, Source, Unlocked};
use crate::review::feedback::Point;
use crate::review::people::Person;
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::Review;
use crate::tasks::settings::Settings;
use crate::trouble::Trouble;
use std::collections::HashMap;
use std::rc::Rc;

/// The most notes that a list reads at once: what "select all" takes.
const LIST: usize = 1000;

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
    /// Where a note goes unasked.
    pub filing: Filing,
    /// The clock is moved: what is written is marked as rehearsal.
    pub rehearsal: bool,
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
    /// Unlocked notes; emptied by locking.
    pub unlocked: HashMap<NoteId, Unlocked>,
    /// The one whose words are shown.
    pub shown: Option<NoteId>,
    /// Whom each seal reaches not, or why it is impossible.
    pub reach: HashMap<Readers, std::result::Result<Vec<PersonId>, Trouble>>,
    /// Half-typed lines of earlier sessions that wait.
    pub waiting: usize,
    /// What undo takes back, the last at the end.
    pub undo: Vec<Vec<ChangeId>>,
    /// A quiet word.
    pub notice: Option<Notice>,
    /// Something that stays at the top of the screen: the demo's phrase.
    pub banner: Option<String>,
    /// Emptied text still lies in the side file while a colleague reads.
    pub old_text_remains: bool,
    /// Counts up while something works beside the screen.
    pub spin: usize,
    /// So many rows fit a list, told by the last frame's size.
    pub page: usize,
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
            Some(_) => Context::Overlay,
            None => match self.pane {
                Pane::Day => Context::DayCapture,
                Pane::Tag => Context::Tag,
                Pane::Questions => Context::Questions,
                Pane::Sealed => Context::Sealed,
                Pane::Feedback => Context::Feedback,
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

    /// The activity that a note goes to: the chosen one, else what the clock says, or the one before.
    pub fn files_under(&self) -> Option<ActivityId> {
        if self.day.chosen.is_some() {
            return self.day.chosen;
        }
        if self.day.file_previous { self.filing.alternative.or(self.filing.activity) } else { self.filing.activity }
    }

    /// The source that the line takes unless it names another.
    pub fn default_source(&self) -> Option<Source> {
        let activity = self.review.activity(self.files_under()?)?;
        self.day.sources.get(&activity.id).copied().or_else(|| {
            let sources = activity.kind.sources();
            (sources.len() == 1 || activity.kind.yields_evidence()).then(|| sources.first().copied()).flatten()
        })
    }

    /// What a line is read with.
    pub fn capture_context(&self) -> capture::Context<'_> {
        let activity = self.files_under().and_then(|a| self.review.activity(a));
        capture::Context {
            questions: &self.review.questions,
            source: self.default_source(),
            activity_sources: activity.map_or(&[], |a| a.kind.sources()),
            seal: match self.review.visit.capture {
                crate::review::visit::Capture::Open => None,
                crate::review::visit::Capture::Sealed => Some(Readers::Team),
            },
        }
    }

    /// How the capture line reads now, the seal chosen by key included: a mark in the line and the
    /// key together mean the narrower of the two, never the open one.
    pub fn reading(&self) -> Reading {
        self.reading_of(self.day.line.text())
    }

    /// How a text reads as a new note.
    pub fn reading_of(&self, text: &str) -> Reading {
        let mut reading = capture::read(text, &self.capture_context());
        if let Reading::Note(capture) | Reading::MarksOnly(capture) = &mut reading {
            capture.seal = self.narrowed(capture.seal);
        }
        reading
    }

    /// A seal mark and the seal chosen by key together mean the narrower of the two, never the open one.
    fn narrowed(&self, marked: Option<Readers>) -> Option<Readers> {
        match (marked, self.day.seal) {
            (marked, None) => marked,
            (Some(Readers::Me), _) | (_, Some(Readers::Me)) => Some(Readers::Me),
            (Some(Readers::Head), _) | (_, Some(Readers::Head)) => Some(Readers::Head),
            (Some(Readers::Lead), _) | (_, Some(Readers::Lead)) => Some(Readers::Lead),
            (_, by_key) => by_key,
        }
    }

    /// The list of the present screen, if it has one.
    pub fn list(&self) -> Option<&ListState> {
        match self.pane {
            Pane::Tag => Some(&self.tag),
            Pane::Questions => Some(&self.question),
            Pane::Sealed => Some(&self.sealed),
            Pane::Day | Pane::Feedback => None,
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
            Pane::Tag | Pane::Questions | Pane::Sealed => {
                let list = self.list()?;
                list.notes.get(list.at.cursor)
            }
            Pane::Feedback => None,
        }
    }

    /// The notes an action is for: the selected ones, else the chosen one.
    pub fn targets(&self) -> Vec<NoteId> {
        match self.list() {
            Some(list) if !list.at.selected.is_empty() => list.at.selected.iter().copied().collect(),
            _ => self.chosen_note().map(|n| vec![n.id]).unwrap_or_default(),
        }
    }

    /// The points of the meeting that Feedback shows, in their order.
    pub fn shown_points(&self) -> Vec<&Point> {
        let meeting = self.feedback_meeting().map(|m| m.id);
        let last = self.summaries().last().map(|m| m.id);
        self.points.iter().filter(|p| p.meeting.or(last) == meeting).collect()
    }

    /// The summary meetings, in order.
    pub fn summaries(&self) -> Vec<&Activity> {
        self.review.activities.iter().filter(|a| a.kind == ActivityKind::Summary && !a.run.dropped).collect()
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

    /// What the screen wants to show.
    pub fn wanted(&self) -> Wanted {
        let mine_only = self.myself().is_some_and(|p| !p.role.is_team()).then_some(self.me);
        let list = match self.pane {
            Pane::Day | Pane::Feedback => None,
            Pane::Tag => Some(Filter {
                words: self.tag.search.clone(),
                untagged: !self.tag_all && self.tag.search.is_empty(),
                author: mine_only,
                ..Filter::default()
            }),
            Pane::Questions => self.chosen_question().map(|q| Filter {
                words: self.question.search.clone(),
                question: Some(q.id),
                author: mine_only,
                ..Filter::default()
            }),
            Pane::Sealed => Some(Filter { sealed: true, ..Filter::default() }),
        };
        let mut evidence: Vec<NoteId> = Vec::new();
        if self.pane == Pane::Feedback {
            evidence.extend(self.points.iter().flat_map(|p| p.evidence.iter().copied()));
            evidence.sort_unstable();
            evidence.dedup();
        }
        // A search under way is read at each key, and only its first rows are looked at meanwhile.
        let searching = matches!(self.overlay, Some(Overlay::Ask { asked: Asked::Search, .. }));
        Wanted {
            activity: self.shown_activity().map(|a| a.id),
            day_rows: self.in_steps(self.day.note.unwrap_or(0)),
            list_rows: if searching { self.in_steps(0) } else { LIST },
            list,
            evidence,
        }
    }

    /// So many rows that `beyond` of them and two pages are in sight; in steps, so that moving about
    /// rarely changes it.
    fn in_steps(&self, beyond: usize) -> usize {
        (beyond + 2 * self.page.max(1)).next_multiple_of(64)
    }

    /// Takes over what was read.
    pub fn accept(&mut self, loaded: Loaded) {
        let Loaded { wanted, review, counts, tallies, day_notes, list, list_total, points, evidence } = loaded;
        self.review = review;
        self.counts = counts;
        self.coverage =
            Coverage::of(&self.review.questions, &tallies, u32::try_from(self.counts.sealed).unwrap_or(u32::MAX));
        self.gaps = crate::review::coverage::gaps(&self.review, &tallies, self.now.local(self.zone()));
        self.tallies = tallies;
        self.points = points;
        self.day.notes = day_notes;
        self.day.note = self.day.note.filter(|n| *n < self.day.notes.len());
        self.feedback.evidence = evidence;
        self.feedback.cursor = self.feedback.cursor.min(self.shown_points().len().saturating_sub(1));
        if wanted.list.is_some() {
            let state = match self.pane {
                Pane::Tag => &mut self.tag,
                Pane::Questions => &mut self.question,
                Pane::Sealed => &mut self.sealed,
                Pane::Day | Pane::Feedback => return,
            };
            // A colleague's change never moves the cursor off the note it is on.
            let on = state.notes.get(state.at.cursor).map(|n| n.id);
            state.notes = list;
            state.total = list_total;
            if let Some(at) = on.and_then(|id| state.notes.iter().position(|n| n.id == id)) {
                state.at.cursor = at;
            }
            state.at.cursor = state.at.cursor.min(state.notes.len().saturating_sub(1));
            state.at.selected.retain(|id| state.notes.iter().any(|n| n.id == *id));
        }
    }

    /// Lets the clock lead: what is on now, where a note goes, the quiet screen.
    pub fn follow_clock(&mut self) {
        let zone = self.zone();
        self.standing = crate::review::day::now(&self.review.activities, zone, self.now, Some(self.me));
        self.filing = crate::review::day::file_under(&self.review.activities, zone, self.now, Some(self.me));
        let current = self.standing.current.first().copied();
        if current != self.quiet_for {
            // Where pupils can see the screen it starts quiet; elsewhere it starts whole again.
            self.quiet_for = current;
            self.quiet = current.and_then(|a| self.review.activity(a)).is_some_and(|a| a.kind.starts_quiet());
            self.day.file_previous = false;
        }
    }

    /// Whether words are on their way to the disk.
    pub fn is_saving(&self) -> bool {
        self.day.saving || matches!(self.overlay, Some(Overlay::Editor { saving: true, .. }))
    }

    /// Whether a key is being made.
    pub fn is_working(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Entry(EntryStep::Passphrase { working: true, .. })))
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

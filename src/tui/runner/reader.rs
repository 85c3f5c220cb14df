//! Reads what a screen shows, and only that, on a connection of its own, so that a slow disk delays no drawing.
//!
//! On the path of a key lies one question to the notebook: whether anybody has written since. Only
//! then, or when the screen wants something else, is anything read; and what the screen wants is a
//! window of what there is. So a key costs the same in a notebook of a hundred notes and of a
//! hundred thousand (`tests/counts.rs` and the tests below hold that down).

use crate::home::Home;
use crate::notebook::{Filter, Notebook, Order};
use crate::review::evidence::Note;
use crate::review::names::Names;
use crate::review::readiness::Roll;
use crate::review::visit::Review;
use crate::tasks::Desk;
use crate::tasks::joining::last_joined;
use crate::trouble::Result;
use crate::tui::msg::{Loaded, MOST_FOUND, Wanted};

/// Of what a sub-team wrote in one activity no more than this is read: a screen shows fewer.
const MOST_BROUGHT: usize = 64;

/// Reads what a screen shows.
pub struct Reader {
    notebook: Notebook,
    /// Where it is remembered when the notebook was joined; none in a session: everybody writes here.
    home: Option<Home>,
    /// What was read last, and at which version of the notebook.
    last: Option<(i64, Loaded)>,
}

impl Reader {
    /// A reader beside a desk.
    pub fn beside(desk: &Desk) -> Result<Self> {
        let home = desk.session().is_none().then(|| desk.home().clone());
        Ok(Self { notebook: desk.notebook().reader()?, home, last: None })
    }

    /// Reads what is wanted, if that or the notebook has changed since the last time.
    pub fn news(&mut self, wanted: &Wanted) -> Result<Option<Loaded>> {
        let version = self.version()?;
        match &self.last {
            Some((before, last)) if *before == version && last.wanted == *wanted => Ok(None),
            Some((before, _)) if *before == version => self.read(wanted, version).map(Some),
            _ => {
                self.last = None;
                self.read(wanted, version).map(Some)
            }
        }
    }

    /// Reads what is wanted.
    pub fn load(&mut self, wanted: &Wanted) -> Result<Loaded> {
        let version = self.version()?;
        self.last = None;
        self.read(wanted, version)
    }

    /// Forgets what was remembered of words that were searched for or are gone; the version begins anew.
    pub fn forget_words(&mut self) -> Result<()> {
        self.last = None;
        self.notebook.reopen()
    }

    /// Whether what is written now would be kept. A program can only have taken the file over by
    /// writing in it, so that is asked where somebody wrote.
    ///
    /// # Errors
    /// When it would not be.
    pub fn check(&self, written: bool) -> Result<()> {
        if written { self.notebook.check() } else { self.notebook.in_place() }
    }

    /// Grows with every commit, mine or a colleague's.
    pub fn version(&self) -> Result<i64> {
        self.notebook.others_version()
    }

    /// Reads what is wanted and was not read before; `self.last` holds nothing that is out of date.
    fn read(&mut self, wanted: &Wanted, version: i64) -> Result<Loaded> {
        let notebook = &self.notebook;
        let mut loaded = match self.last.take() {
            Some((_, last)) => last,
            None => whole(notebook)?,
        };
        let before = std::mem::replace(&mut loaded.wanted, wanted.clone());
        if (before.activity, before.day_rows, before.only) != (wanted.activity, wanted.day_rows, wanted.only) {
            loaded.day_notes = match wanted.activity {
                Some(activity) => {
                    let filter = Filter { activity: Some(activity), author: wanted.only, ..Filter::default() };
                    let mut notes = notebook.notes(&filter, Order::Newest, 0, wanted.day_rows)?;
                    notes.reverse();
                    notes
                }
                None => Vec::new(),
            };
        }
        if (&before.list, before.list_rows, before.named) != (&wanted.list, wanted.list_rows, wanted.named) {
            let with_names = with_names(notebook, &loaded.review, wanted.list.as_ref())?;
            loaded.named = with_names.len();
            (loaded.list, loaded.list_total) = match &wanted.list {
                _ if wanted.named => (with_names, loaded.named),
                Some(filter) => (
                    notebook.notes(filter, Order::Oldest, 0, wanted.list_rows)?,
                    notebook.count_up_to(filter, MOST_FOUND)?,
                ),
                None => (Vec::new(), 0),
            };
        }
        if before.brought != wanted.brought {
            loaded.brought = Vec::new();
            for activity in &wanted.brought {
                let filter = Filter { activity: Some(*activity), ..Filter::default() };
                let mut notes = notebook.notes(&filter, Order::Newest, 0, MOST_BROUGHT)?;
                notes.reverse();
                loaded.brought.extend(notes);
            }
        }
        if before.evidence != wanted.evidence {
            loaded.evidence = Vec::new();
            for note in &wanted.evidence {
                loaded.evidence.extend(notebook.note(*note)?);
            }
        }
        if before.roll != wanted.roll {
            loaded.roll = if wanted.roll { self.roll()? } else { Roll::default() };
        }
        if before.release != wanted.release {
            (loaded.all, loaded.reports) = if wanted.release {
                let all = notebook.notes(&Filter::default(), Order::Oldest, 0, usize::MAX >> 1)?;
                (all, notebook.report_versions()?)
            } else {
                (Vec::new(), Vec::new())
            };
        }
        if before.plan != wanted.plan {
            loaded.actions = if wanted.plan { notebook.actions()? } else { Vec::new() };
        }
        if before.ticks != wanted.ticks {
            (loaded.done, loaded.read) = if wanted.ticks {
                (notebook.timeline_done()?, notebook.documents_read()?)
            } else {
                (Vec::new(), Vec::new())
            };
        }
        self.last = Some((version, loaded.clone()));
        Ok(loaded)
    }
}

impl Reader {
    fn roll(&self) -> Result<Roll> {
        let joined = self.home.as_ref().and_then(|home| last_joined(home, self.notebook.id()));
        Ok(Roll { joined, ..self.notebook.roll()? })
    }
}

/// What every screen shows something of: the plan, the day, counts, points. Small, whatever the number of notes.
fn whole(notebook: &Notebook) -> Result<Loaded> {
    let review = notebook.review()?;
    let tallies = notebook.tallies(&review.claims())?;
    Ok(Loaded {
        wanted: Wanted::default(),
        review,
        counts: notebook.counts()?,
        tallies,
        day_notes: Vec::new(),
        brought: Vec::new(),
        list: Vec::new(),
        list_total: 0,
        named: 0,
        points: notebook.points()?,
        evidence: Vec::new(),
        roll: Roll::default(),
        all: Vec::new(),
        reports: Vec::new(),
        actions: Vec::new(),
        done: Vec::new(),
        read: Vec::new(),
    })
}

/// The open notes in which a name stands that must not appear, of those that the list is about.
fn with_names(notebook: &Notebook, review: &Review, list: Option<&Filter>) -> Result<Vec<Note>> {
    let names = Names::of(&review.visit.do_not_name);
    let Some(list) = list.filter(|list| !names.is_empty() && !list.sealed) else { return Ok(Vec::new()) };
    // The index finds those that may have one; only the rule says which do.
    let filter =
        Filter { words: list.words.clone(), any_of: names.search_words(), author: list.author, ..Filter::default() };
    let mut notes = notebook.notes(&filter, Order::Oldest, 0, MOST_FOUND)?;
    notes.retain(|n| n.evidence().is_some_and(|e| names.stand_in(e.texts())));
    Ok(notes)
}

#[cfg(test)]
mod tests;

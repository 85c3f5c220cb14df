//! Reading for the screen, on a connection of its own, so that a slow disk delays no drawing.

use crate::ids::ActivityId;
use crate::notebook::{Filter, Notebook, Order};
use crate::review::evidence::Note;
use crate::review::names::Names;
use crate::review::timetable::ActivityKind;
use crate::review::visit::Review;
use crate::tasks::Desk;
use crate::trouble::Result;
use crate::tui::msg::{Loaded, Wanted};

/// The most notes that a list reads at once.
const WINDOW: usize = 1000;

/// Reads what a screen shows.
pub struct Reader {
    notebook: Notebook,
    /// What was read last, and at which version of the notebook.
    last: Option<(Wanted, i64)>,
}

impl Reader {
    /// A reader beside a desk.
    pub fn beside(desk: &Desk) -> Result<Self> {
        Ok(Self { notebook: desk.notebook().reader()?, last: None })
    }

    /// Reads what is wanted, if that or the notebook has changed since the last time.
    pub fn news(&mut self, wanted: &Wanted) -> Result<Option<Loaded>> {
        let version = self.version()?;
        if self.last.as_ref().is_some_and(|(w, v)| w == wanted && *v == version) {
            return Ok(None);
        }
        let loaded = self.load(wanted)?;
        self.last = Some((wanted.clone(), version));
        Ok(Some(loaded))
    }

    /// Whether somebody has written since the last reading.
    pub fn is_behind(&self) -> Result<bool> {
        let version = self.version()?;
        Ok(self.last.as_ref().is_some_and(|(_, v)| *v != version))
    }

    /// Forgets what was remembered of words that were searched for or are gone; the version begins anew.
    pub fn forget_words(&mut self) -> Result<()> {
        self.last = None;
        self.notebook.reopen()
    }

    /// Grows with every commit, mine or a colleague's.
    pub fn version(&self) -> Result<i64> {
        self.notebook.others_version()
    }

    /// Reads what is wanted.
    pub fn load(&self, wanted: &Wanted) -> Result<Loaded> {
        let notebook = &self.notebook;
        let review = notebook.review()?;
        // What the host says about itself is not evidence.
        let claims: Vec<ActivityId> =
            review.activities.iter().filter(|a| a.kind == ActivityKind::Introduction).map(|a| a.id).collect();
        let day_notes = match wanted.activity {
            Some(activity) => {
                let filter = Filter { activity: Some(activity), author: wanted.only, ..Filter::default() };
                let mut notes = notebook.notes(&filter, Order::Newest, 0, WINDOW)?;
                notes.reverse();
                notes
            }
            None => Vec::new(),
        };
        let (mut list, mut list_total) = match &wanted.list {
            Some(filter) if !wanted.named => {
                (notebook.notes(filter, Order::Oldest, 0, WINDOW)?, notebook.count(filter)?)
            }
            _ => (Vec::new(), 0),
        };
        let with_names = self.with_names(&review, wanted.list.as_ref())?;
        let named = with_names.len();
        if wanted.named {
            (list, list_total) = (with_names, named);
        }
        let mut evidence = Vec::new();
        for note in &wanted.evidence {
            evidence.extend(notebook.note(*note)?);
        }
        Ok(Loaded {
            wanted: wanted.clone(),
            review,
            counts: notebook.counts()?,
            tallies: notebook.tallies(&claims)?,
            day_notes,
            list,
            list_total,
            named,
            points: notebook.points()?,
            evidence,
        })
    }

    /// The open notes in which a name stands that must not appear, of those that the list is about.
    fn with_names(&self, review: &Review, list: Option<&Filter>) -> Result<Vec<Note>> {
        let names = Names::of(&review.visit.do_not_name);
        let Some(list) = list.filter(|list| !names.is_empty() && !list.sealed) else { return Ok(Vec::new()) };
        // The index finds those that may have one; only the rule says which do.
        let filter = Filter {
            words: list.words.clone(),
            any_of: names.search_words(),
            author: list.author,
            ..Filter::default()
        };
        let mut notes = self.notebook.notes(&filter, Order::Oldest, 0, WINDOW)?;
        notes.retain(|n| n.evidence().is_some_and(|e| names.stand_in(e.texts())));
        Ok(notes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::evidence::Readers;
    use crate::tasks::testing::{Team, note};

    #[test]
    fn notes_that_name_someone_are_gathered_and_no_others() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let mut named =
            vec![note(&mut desk, "mrs quillfeather's pupils", None), note(&mut desk, "asked Brambledown", None)];
        note(&mut desk, "the brambledowns of this world", None);
        note(&mut desk, "nobody", None);
        note(&mut desk, "Mrs Quillfeather in confidence", Some(Readers::Me));
        let reader = Reader::beside(&desk).unwrap();
        let list = Some(Filter { untagged: true, ..Filter::default() });
        let all = reader.load(&Wanted { list: list.clone(), ..Wanted::default() }).unwrap();
        assert_eq!((all.named, all.list.len()), (2, 4));
        let only = reader.load(&Wanted { list, named: true, ..Wanted::default() }).unwrap();
        let mut found: Vec<_> = only.list.iter().map(|n| n.id).collect();
        found.sort_unstable();
        named.sort_unstable();
        assert_eq!((found, only.list_total), (named, 2));
        let searched = Some(Filter { words: "asked".into(), ..Filter::default() });
        assert_eq!(reader.load(&Wanted { list: searched, named: true, ..Wanted::default() }).unwrap().list.len(), 1);
    }
}

//! What is unlocked, in memory alone: opening it, counting it, finding things in it.
//!
//! In a notebook whose plan says `capture = "sealed"` a note sealed to the team is what an open one
//! is elsewhere. Here is what makes that true for who has unlocked: [`Opened::tallies`] and
//! [`Opened::matching`] answer for unlocked notes what the notebook's tables answer for open ones, by
//! the same rules, and the two together are what a screen counts and lists. A narrower seal is a
//! seal as anywhere: its words stand in no list and count for nobody.

use super::Desk;
use super::sealed::{inside_of, point_inside_of};
use crate::ids::{ActivityId, ChangeId, NoteId, PersonId, PointId};
use crate::notebook::{Filter, Notebook, Order};
use crate::review::coverage::Tally;
use crate::review::evidence::{Note, Unlocked, Words};
use crate::review::feedback::{Point, UnlockedPoint};
use crate::review::find;
use crate::review::names::Names;
use crate::review::place::year_of;
use crate::review::visit::CaptureAs;
use crate::trouble::Result;
use crate::vault::OpenKeys;
use std::collections::{BTreeMap, HashMap, HashSet};

/// So many notes are opened between two looks at whether they are still wanted.
pub const CHUNK: usize = 64;

/// What is unlocked.
#[derive(Default)]
pub struct Opened {
    /// The sealed notes whose reader I am, oldest first, as the notebook tells them.
    outsides: Vec<Note>,
    notes: HashMap<NoteId, Unlocked>,
    points: HashMap<PointId, UnlockedPoint>,
    left: usize,
    turn: u64,
}

/// What an [`Opener`] found or opened.
#[derive(Debug, Default)]
pub struct Revealed {
    /// All sealed notes whose reader I am, as they are told now; none: as before.
    pub outsides: Option<Vec<Note>>,
    /// Notes that opened.
    pub notes: Vec<Unlocked>,
    /// Notes that are no longer what was opened, and do not open as they are now.
    pub shut: Vec<NoteId>,
    /// The points that open, all of them; none: as before.
    pub points: Option<Vec<UnlockedPoint>>,
    /// So many notes are still to be opened.
    pub left: usize,
}

impl From<Vec<Unlocked>> for Revealed {
    fn from(notes: Vec<Unlocked>) -> Self {
        Self { notes, ..Self::default() }
    }
}

impl Opened {
    /// Takes over what was found or opened.
    pub fn take(&mut self, revealed: Revealed) {
        self.turn = self.turn.wrapping_add(1);
        self.left = revealed.left;
        if let Some(outsides) = revealed.outsides {
            let here: HashSet<NoteId> = outsides.iter().map(|n| n.id).collect();
            self.notes.retain(|id, _| here.contains(id));
            self.outsides = outsides;
        }
        revealed.shut.iter().for_each(|id| drop(self.notes.remove(id)));
        self.notes.extend(revealed.notes.into_iter().map(|u| (u.note, u)));
        if let Some(points) = revealed.points {
            self.points = points.into_iter().map(|p| (p.point, p)).collect();
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        let turn = self.turn.wrapping_add(1);
        *self = Self { turn, ..Self::default() };
    }

    /// Grows with every change.
    pub fn turn(&self) -> u64 {
        self.turn
    }

    /// So many of my sealed notes are still being opened, of so many.
    pub fn progress(&self) -> Option<(usize, usize)> {
        (self.left > 0).then_some((self.outsides.len().saturating_sub(self.left), self.outsides.len()))
    }

    /// The inside of a note.
    pub fn get(&self, note: &NoteId) -> Option<&Unlocked> {
        self.notes.get(note)
    }

    /// Whether a note is unlocked.
    pub fn contains_key(&self, note: &NoteId) -> bool {
        self.notes.contains_key(note)
    }

    /// Puts the inside of a note in.
    pub fn insert(&mut self, note: NoteId, unlocked: Unlocked) {
        self.turn = self.turn.wrapping_add(1);
        self.notes.insert(note, unlocked);
    }

    /// Forgets a note.
    pub fn remove(&mut self, note: &NoteId) {
        self.turn = self.turn.wrapping_add(1);
        self.notes.remove(note);
    }

    /// Whether nothing is unlocked.
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty() && self.points.is_empty() && self.outsides.is_empty()
    }

    /// What can be read of a note where notes are listed: the words of an open one, and of one that is
    /// sealed as every note here is, once unlocked.
    pub fn words<'a>(&'a self, note: &'a Note, capture: CaptureAs) -> Option<Words<'a>> {
        match (note.evidence(), note.sealed()) {
            (Some(evidence), _) => Some(Words::of(evidence)),
            (None, Some(outside)) if capture.seal() == Some(outside.readers) => {
                self.notes.get(&note.id).map(Words::unlocked)
            }
            _ => None,
        }
    }

    /// A point as it can be read now.
    pub fn read(&self, point: &Point) -> Point {
        match self.points.get(&point.id).filter(|_| point.sealed().is_some()) {
            Some(inside) => point.read(inside),
            None => point.clone(),
        }
    }

    /// The unlocked notes that stand where open ones stand elsewhere.
    fn ordinary(&self, capture: CaptureAs) -> impl Iterator<Item = (&Note, Words<'_>)> {
        self.outsides.iter().filter(|n| !n.deleted).filter_map(move |n| Some((n, self.words(n, capture)?)))
    }

    /// How many unlocked notes count as open ones do elsewhere.
    pub fn counted(&self, capture: CaptureAs) -> usize {
        self.ordinary(capture).count()
    }

    /// How many of these have no question.
    pub fn untagged(&self, capture: CaptureAs) -> usize {
        self.ordinary(capture).filter(|(_, words)| is_untagged(words)).count()
    }

    /// The unlocked evidence counted as [`Notebook::tallies`] counts the open.
    pub fn tallies(&self, capture: CaptureAs, not_evidence: &[ActivityId]) -> Vec<Tally> {
        let mut counted = BTreeMap::new();
        for (note, words) in self.ordinary(capture) {
            if note.activity.is_some_and(|a| not_evidence.contains(&a)) || !words.marks.is_evidence() {
                continue;
            }
            let year = words.marks.place.as_deref().and_then(year_of);
            for question in &words.marks.questions {
                let key = (*question, words.marks.source, words.marks.valence, year.clone());
                *counted.entry(key).or_insert(0_u32) += 1;
            }
        }
        let tally = |((question, source, valence, year), notes)| Tally { question, source, valence, year, notes };
        counted.into_iter().map(tally).collect()
    }

    /// The unlocked notes that fit a filter and that the notebook, to which they are sealed, cannot find
    /// for it; oldest first.
    pub fn matching(&self, capture: CaptureAs, filter: &Filter) -> Vec<Note> {
        let says_nothing_of_words =
            !filter.is_search() && filter.question.is_none() && filter.source.is_none() && !filter.untagged;
        if filter.sealed || says_nothing_of_words {
            return Vec::new();
        }
        let all = find::Wanted::of(&filter.words);
        let any: Vec<_> = filter.any_of.iter().map(|w| find::Wanted::phrase(w)).filter(|w| !w.is_empty()).collect();
        self.ordinary(capture)
            .filter(|(note, words)| {
                let Words { text, reflection, marks } = words;
                filter.activity.is_none_or(|a| note.activity == Some(a))
                    && filter.author.is_none_or(|a| note.author == a)
                    && filter.question.is_none_or(|q| marks.questions.contains(&q))
                    && (filter.question.is_none() || filter.source.is_some() || marks.is_evidence())
                    && filter.source.is_none_or(|s| marks.source == Some(s))
                    && (!filter.untagged || is_untagged(words))
                    && all.occurs_in([*text, *reflection])
                    && (any.is_empty() || any.iter().any(|w| w.occurs_in([*text, *reflection])))
            })
            .map(|(note, _)| note.clone())
            .collect()
    }

    /// The unlocked notes in which a name stands that must not appear, of those that are searched for.
    pub fn naming(&self, capture: CaptureAs, names: &Names, list: &Filter) -> Vec<Note> {
        let all = find::Wanted::of(&list.words);
        self.ordinary(capture)
            .filter(|(note, words)| {
                list.author.is_none_or(|a| note.author == a)
                    && all.occurs_in([words.text, words.reflection])
                    && names.stand_in(words.texts())
            })
            .map(|(note, _)| note.clone())
            .collect()
    }
}

/// Evidence that was put to no question yet.
fn is_untagged(words: &Words<'_>) -> bool {
    words.marks.questions.is_empty() && words.marks.is_evidence()
}

/// Two lists of notes, each oldest first, as one.
pub fn merged(mut notes: Vec<Note>, more: Vec<Note>) -> Vec<Note> {
    notes.extend(more);
    notes.sort_by_key(|n| (n.at(), n.id));
    notes
}

/// Opens what is sealed to me, on a connection of its own, each seal once.
pub struct Opener {
    notebook: Notebook,
    me: PersonId,
    /// By which seal each note was opened, or failed to be. After a lock that drops what was opened,
    /// [`Self::forget`] must be called, or it would not be opened again.
    tried: HashMap<NoteId, ChangeId>,
}

impl Opener {
    /// An opener beside a desk.
    ///
    /// # Errors
    /// When the notebook cannot be opened a second time.
    pub fn beside(desk: &Desk) -> Result<Self> {
        Ok(Self { notebook: desk.notebook().reader()?, me: desk.me(), tried: HashMap::new() })
    }

    /// Forgets what was opened, so that everything is opened anew, and what the connection remembers of words.
    ///
    /// # Errors
    /// When the notebook cannot be opened anew.
    pub fn forget(&mut self) -> Result<()> {
        self.tried = HashMap::new();
        self.notebook.reopen()
    }

    /// Looks at what is sealed to me now; gives that, with the points opened, and the notes to be opened.
    ///
    /// # Errors
    /// When the notebook cannot be read.
    pub fn look(&mut self, keys: &OpenKeys) -> Result<(Revealed, Vec<Note>)> {
        let filter = Filter { sealed: true, ..Filter::default() };
        let mut notes = self.notebook.notes(&filter, Order::Oldest, 0, u32::MAX as usize)?;
        notes.retain(|n| n.sealed().is_some_and(|s| s.persons.contains(&self.me)));
        let is_new = |n: &&Note| n.sealed().is_some_and(|s| self.tried.get(&n.id) != Some(&s.change));
        let to_open: Vec<Note> = notes.iter().filter(is_new).cloned().collect();
        let points = self.notebook.points()?;
        let mine = points.iter().filter(|p| p.sealed().is_some_and(|s| s.persons.contains(&self.me)));
        let points = mine.filter_map(|p| point_inside_of(&self.notebook, p, keys).ok()).collect();
        let (left, points) = (to_open.len(), Some(points));
        Ok((Revealed { outsides: Some(notes), points, left, ..Revealed::default() }, to_open))
    }

    /// Opens notes, on as many threads as help; `left` is how many wait after these.
    pub fn open(&mut self, notes: &[Note], left: usize, keys: &OpenKeys) -> Revealed {
        let id = self.notebook.id();
        let blobs: Vec<(&Note, Option<Vec<u8>>)> = notes
            .iter()
            .filter_map(|n| Some((n, self.notebook.sealed_blob(n.sealed()?.change).ok().flatten())))
            .collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        let each = blobs.len().div_ceil(threads).max(1);
        let open = |(note, blob): &(&Note, Option<Vec<u8>>)| inside_of(id, note, blob.as_deref()?, keys).ok();
        let opened: Vec<Option<Unlocked>> = std::thread::scope(|scope| {
            let workers: Vec<_> = blobs
                .chunks(each)
                .map(|part| (part.len(), scope.spawn(move || part.iter().map(open).collect::<Vec<_>>())))
                .collect();
            let none = |count| std::iter::repeat_with(|| None).take(count).collect();
            workers.into_iter().flat_map(|(count, worker)| worker.join().unwrap_or_else(|_| none(count))).collect()
        });
        let mut revealed = Revealed { left, ..Revealed::default() };
        for ((note, _), unlocked) in blobs.iter().zip(opened) {
            if let Some(outside) = note.sealed() {
                self.tried.insert(note.id, outside.change);
            }
            match unlocked {
                Some(unlocked) => revealed.notes.push(unlocked),
                None => revealed.shut.push(note.id),
            }
        }
        revealed
    }

    /// Opens everything at once, for the command line.
    ///
    /// # Errors
    /// When the notebook cannot be read.
    pub fn all(&mut self, keys: &OpenKeys) -> Result<Opened> {
        let mut opened = Opened::default();
        let (found, to_open) = self.look(keys)?;
        opened.take(found);
        opened.take(self.open(&to_open, 0, keys));
        Ok(opened)
    }
}

#[cfg(test)]
mod tests;

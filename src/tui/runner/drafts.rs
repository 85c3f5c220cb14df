//! Keeps what is half typed, the line and each editor over it: sealed to me from the first character, on the disk within a second.
//!
//! Sealing needs only my public key, so it never waits for a passphrase; getting a line back does.
//! Without a key there is nothing here to write with, and so never a plain draft.

use crate::clock::{Clock, Moment};
use crate::ids::{ActivityId, NoteId};
use crate::review::feedback::AnswerTo;
use crate::review::seals::SealTo;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use crate::tui::app::{App, Overlay, Target};
use crate::tui::update::unchanged;
use crate::vault::draft::Slot;
use crate::vault::{Draft, DraftStore, OpenKeys};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A pause in typing after which the line is written.
const PAUSE: Duration = Duration::from_millis(400);
/// So often it is written even without a pause.
const PAUSES: u32 = 2;

/// The first slot for what the host answers; each line has one.
const ANSWERS: Slot = 1000;

/// A half-typed text.
pub struct Typed {
    text: Secret,
    many_lines: bool,
    note: Option<NoteId>,
    seal: Option<SealTo>,
    activity: Option<ActivityId>,
    answer: Option<AnswerTo>,
}

impl Typed {
    /// All that is half typed now: the capture line, also where something lies over it, each editor, and what the
    /// host answers.
    pub fn of(app: &App) -> BTreeMap<Slot, Self> {
        let typed = |text: &str, many_lines, note| Self {
            text: Secret::new(text.to_owned()),
            many_lines,
            note,
            seal: app.seal_by_key(),
            activity: app.files_under(),
            answer: None,
        };
        let mut all = BTreeMap::from([(0, typed(app.day.line.text(), false, None))]);
        for (at, overlay) in app.under.iter().chain(&app.overlay).enumerate() {
            let Overlay::Editor { target, editor, .. } = overlay else { continue };
            let note = match *target {
                Target::New => None,
                Target::Note(id) | Target::Sealed(id) => Some(id),
            };
            let text = Secret::new(editor.text());
            if !unchanged(app, *target, text.expose()) {
                all.insert(at + 1, typed(text.expose(), true, note));
            }
        }
        for (at, (to, text)) in app.half_answers().into_iter().enumerate() {
            let answer = Self { seal: None, activity: Some(to.meeting), answer: Some(to), ..typed(text, false, None) };
            all.insert(ANSWERS + at, answer);
        }
        all.retain(|_, t| !t.text.expose().trim().is_empty());
        all
    }

    fn draft(&self, at: Moment) -> Draft {
        Draft {
            activity: self.activity,
            note: self.note,
            seal: self.seal.clone(),
            text: self.text.duplicate(),
            many_lines: self.many_lines,
            at,
            answer: self.answer,
        }
    }

    fn same_as(&self, other: &Self) -> bool {
        self.text.expose() == other.text.expose()
            && (self.many_lines, self.note, &self.seal, self.answer)
                == (other.many_lines, other.note, &other.seal, other.answer)
    }
}

#[derive(Default)]
struct State {
    typed: BTreeMap<Slot, Typed>,
    /// Where what is typed and what is on the disk differ.
    behind: BTreeSet<Slot>,
    store: Option<DraftStore>,
}

/// The keeper; one thread of its own does the writing.
pub struct Keeper {
    state: Arc<(Mutex<State>, Condvar)>,
    clock: Clock,
}

impl Keeper {
    /// Starts keeping; without a store (no key) nothing is kept.
    pub fn start(store: Option<DraftStore>, clock: Clock) -> Result<Self> {
        let keeper = Self { state: Arc::new((Mutex::new(State { store, ..State::default() }), Condvar::new())), clock };
        let shared = Arc::clone(&keeper.state);
        std::thread::Builder::new().name("drafts".to_owned()).spawn(move || write_when_due(&shared, clock)).map_err(
            |e| {
                Trouble::new("The computer has no room for another thread.", "Close something and try again.")
                    .because(e)
            },
        )?;
        Ok(keeper)
    }

    /// Sets the drafts of sessions that live no more aside; gives how many wait.
    pub fn set_aside(&self) -> Result<usize> {
        let state = lock(&self.state);
        let Some(store) = &state.store else { return Ok(0) };
        store.set_aside()?;
        Ok(store.waiting()?.len())
    }

    /// From now on there is a key to seal with.
    pub fn use_store(&self, store: Option<DraftStore>) {
        let mut state = lock(&self.state);
        state.store = store;
        state.behind = state.typed.keys().copied().collect();
        self.state.1.notify_one();
    }

    /// Takes over what is typed.
    pub fn keep(&self, typed: BTreeMap<Slot, Typed>) {
        let mut state = lock(&self.state);
        let slots: BTreeSet<Slot> = state.typed.keys().chain(typed.keys()).copied().collect();
        let differs = |slot: &Slot| match (state.typed.get(slot), typed.get(slot)) {
            (Some(a), Some(b)) => !a.same_as(b),
            (a, b) => a.is_some() || b.is_some(),
        };
        let changed: Vec<Slot> = slots.into_iter().filter(differs).collect();
        if !changed.is_empty() {
            state.typed = typed;
            state.behind.extend(changed);
            self.state.1.notify_one();
        }
    }

    /// Writes now what is not written yet. Waits for nobody but the disk.
    pub fn flush(&self) {
        write(&mut lock(&self.state), self.clock);
    }

    /// Puts a half-typed text aside, as a draft of an earlier session is; gives how many wait.
    ///
    /// # Errors
    /// When it could not be written: then it is nowhere but with the caller.
    pub fn put_aside(&self, draft: &Draft) -> Result<usize> {
        let store = lock(&self.state).store.clone().ok_or_else(crate::tasks::sealed::no_key)?;
        store.put_aside(draft, self.clock.order_time())?;
        Ok(store.waiting()?.len())
    }

    /// Removes what is kept and whatever waits, now. What is still typed is kept anew.
    ///
    /// # Errors
    /// When a file could not be removed.
    pub fn forget(&self) -> Result<()> {
        let mut state = lock(&self.state);
        let slots: BTreeSet<Slot> = state.behind.iter().chain(state.typed.keys()).copied().collect();
        state.typed.clear();
        state.behind.clear();
        let Some(store) = &state.store else { return Ok(()) };
        slots.into_iter().try_for_each(|slot| store.clear(slot))?;
        store.waiting()?.iter().try_for_each(|waiting| store.discard(&waiting.path))
    }

    /// A line that waited is in the editor again: keeps it anew, then removes its old file.
    pub fn replace_waiting(&self, path: &Path) {
        let mut state = lock(&self.state);
        write(&mut state, self.clock);
        if state.behind.is_empty()
            && let Some(store) = &state.store
        {
            let _ = store.discard(path);
        }
    }

    /// The oldest text that waits and opens, its file, and how many wait besides.
    pub fn oldest(&self, keys: &OpenKeys) -> Result<Option<(Draft, PathBuf, usize)>> {
        let store = lock(&self.state).store.clone();
        let Some(store) = store else { return Ok(None) };
        store.set_aside()?;
        let all = store.waiting()?;
        let others = all.len().saturating_sub(1);
        Ok(all.into_iter().find_map(|waiting| Some((store.open(&waiting, keys).ok()?, waiting.path, others))))
    }
}

fn lock(state: &(Mutex<State>, Condvar)) -> MutexGuard<'_, State> {
    // A panic elsewhere must not keep a line from being saved.
    state.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_when_due(shared: &(Mutex<State>, Condvar), clock: Clock) {
    let mut state = lock(shared);
    loop {
        while state.behind.is_empty() {
            state = shared.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        // While typing goes on each key wakes us; a pause ends the waiting, and so does impatience.
        for _ in 0..PAUSES {
            let (next, pause) = shared.1.wait_timeout(state, PAUSE).unwrap_or_else(PoisonError::into_inner);
            state = next;
            if pause.timed_out() || state.behind.is_empty() {
                break;
            }
        }
        write(&mut state, clock);
        if !state.behind.is_empty() {
            // The disk would not have it; try again a little later rather than in a hot loop.
            let (next, _) = shared.1.wait_timeout(state, PAUSE * 5).unwrap_or_else(PoisonError::into_inner);
            state = next;
        }
    }
}

fn write(state: &mut State, clock: Clock) {
    let State { typed, behind, store: Some(store) } = state else {
        state.behind.clear();
        return;
    };
    behind.retain(|slot| {
        let done = match typed.get(slot) {
            None => store.clear(*slot),
            Some(typed) => store.save(*slot, &typed.draft(clock.now())),
        };
        done.is_err()
    });
}

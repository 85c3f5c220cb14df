//! Keeps the half-typed line: sealed to me from the first character, on the disk within a second.
//!
//! Sealing needs only my public key, so it never waits for a passphrase; getting a line back does.
//! Without a key there is nothing here to write with, and so never a plain draft.

use crate::clock::Clock;
use crate::ids::{ActivityId, NoteId};
use crate::review::seals::SealTo;
use crate::secret::Secret;
use crate::trouble::{Result, Trouble};
use crate::tui::app::{App, Target};
use crate::vault::{Draft, DraftStore, OpenKeys};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A pause in typing after which the line is written.
const PAUSE: Duration = Duration::from_millis(400);
/// So often it is written even without a pause.
const PAUSES: u32 = 2;

/// What is half typed.
pub struct Typed {
    text: Secret,
    many_lines: bool,
    note: Option<NoteId>,
    seal: Option<SealTo>,
    activity: Option<ActivityId>,
}

impl Typed {
    /// What is half typed on the screen now; none if nothing is.
    pub fn of(app: &App) -> Option<Self> {
        let activity = app.files_under();
        let seal = app.seal_by_key();
        if let Some((target, editor)) = app.editor() {
            let note = match target {
                Target::New => None,
                Target::Note(id) | Target::Sealed(id) => Some(id),
            };
            let text = Secret::new(editor.text());
            return (!text.expose().trim().is_empty()).then_some(Self { text, many_lines: true, note, seal, activity });
        }
        let text = app.day.line.text();
        (!text.trim().is_empty()).then(|| Self {
            text: Secret::new(text.to_owned()),
            many_lines: false,
            note: None,
            seal,
            activity,
        })
    }

    fn same_as(&self, other: &Self) -> bool {
        self.text.expose() == other.text.expose()
            && (self.many_lines, self.note, &self.seal) == (other.many_lines, other.note, &other.seal)
    }
}

#[derive(Default)]
struct State {
    typed: Option<Typed>,
    /// What is typed and what is on the disk differ.
    behind: bool,
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

    /// Sets the draft of an earlier session aside; gives how many wait.
    pub fn set_aside(&self) -> Result<usize> {
        let state = lock(&self.state);
        let Some(store) = &state.store else { return Ok(0) };
        store.set_aside(self.clock.order_time())?;
        Ok(store.waiting()?.len())
    }

    /// From now on there is a key to seal with.
    pub fn use_store(&self, store: Option<DraftStore>) {
        let mut state = lock(&self.state);
        state.store = store;
        state.behind = true;
        self.state.1.notify_one();
    }

    /// Takes over what is typed.
    pub fn keep(&self, typed: Option<Typed>) {
        let mut state = lock(&self.state);
        let same = match (&state.typed, &typed) {
            (None, None) => true,
            (Some(a), Some(b)) => a.same_as(b),
            _ => false,
        };
        if !same {
            state.typed = typed;
            state.behind = true;
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
        let mut state = lock(&self.state);
        let store = state.store.clone().ok_or_else(crate::tasks::sealed::no_key)?;
        store.save(draft)?;
        store.set_aside(self.clock.order_time())?;
        state.typed = None;
        state.behind = false;
        Ok(store.waiting()?.len())
    }

    /// Removes what is kept and whatever waits, now. What is still typed is kept anew.
    ///
    /// # Errors
    /// When a file could not be removed.
    pub fn forget(&self) -> Result<()> {
        let mut state = lock(&self.state);
        state.typed = None;
        state.behind = false;
        let Some(store) = &state.store else { return Ok(()) };
        store.clear()?;
        store.waiting()?.iter().try_for_each(|waiting| store.discard(&waiting.path))
    }

    /// A line that waited is in the editor again: keeps it anew, then removes its old file.
    pub fn replace_waiting(&self, path: &Path) {
        let mut state = lock(&self.state);
        write(&mut state, self.clock);
        if !state.behind
            && let Some(store) = &state.store
        {
            let _ = store.discard(path);
        }
    }

    /// The newest half-typed line of earlier sessions that opens, its file, and how many wait besides.
    pub fn newest(&self, keys: &OpenKeys) -> Result<Option<(Draft, PathBuf, usize)>> {
        let store = lock(&self.state).store.clone();
        let Some(store) = store else { return Ok(None) };
        let mut found = None;
        let all = store.recover(keys)?;
        let count = all.len();
        for (waiting, draft) in all {
            if let Ok(draft) = draft {
                found = Some((draft, waiting.path, count - 1));
            }
        }
        Ok(found)
    }
}

fn lock(state: &(Mutex<State>, Condvar)) -> MutexGuard<'_, State> {
    // A panic elsewhere must not keep a line from being saved.
    state.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_when_due(shared: &(Mutex<State>, Condvar), clock: Clock) {
    let mut state = lock(shared);
    loop {
        while !state.behind {
            state = shared.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        // While typing goes on each key wakes us; a pause ends the waiting, and so does impatience.
        for _ in 0..PAUSES {
            let (next, pause) = shared.1.wait_timeout(state, PAUSE).unwrap_or_else(PoisonError::into_inner);
            state = next;
            if pause.timed_out() || !state.behind {
                break;
            }
        }
        write(&mut state, clock);
        if state.behind {
            // The disk would not have it; try again a little later rather than in a hot loop.
            let (next, _) = shared.1.wait_timeout(state, PAUSE * 5).unwrap_or_else(PoisonError::into_inner);
            state = next;
        }
    }
}

fn write(state: &mut State, clock: Clock) {
    if !state.behind {
        return;
    }
    let Some(store) = &state.store else {
        state.behind = false;
        return;
    };
    let done = match &state.typed {
        None => store.clear(),
        Some(typed) => store.save(&Draft {
            activity: typed.activity,
            note: typed.note,
            seal: typed.seal.clone(),
            text: typed.text.duplicate(),
            many_lines: typed.many_lines,
            at: clock.now(),
        }),
    };
    state.behind = done.is_err();
}

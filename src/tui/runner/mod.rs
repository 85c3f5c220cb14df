//! The loop that joins the pure screen to the world.
//!
//! One channel carries keys, signals and answers; this thread updates and draws. Another reads
//! keys, one handles signals, one writes frames ([`super::terminal`]), one sits at the notebook
//! ([`work`]), one keeps the half-typed line ([`drafts`]). Saving never waits for drawing, nor
//! drawing for saving; only the line being saved waits, in sight, until it is on the disk.

mod after_day;
mod drafts;
mod joining;
mod meeting;
mod opening;
mod reader;
mod releasing;
mod timetable;
mod work;

pub use reader::Reader;

use super::app::App;
use super::msg::{Effect, Event, Msg};
use super::terminal::signals::{self, Interruption};
use super::terminal::{Input, Screen, keys};
use super::update::{self, update};
use super::view;
use crate::clock::Clock;
use crate::tasks::opened::Revealed;
use crate::team::presence::{Here, Room};
use crate::trouble::Result;
use crate::vault::{Draft, OpenKeys};
use crossterm::event::KeyEvent;
use drafts::{Keeper, Typed};
use opening::Opening;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use work::Bench;

/// How often to look whether a colleague has written: one tiny read, no thread, no file handle.
const LOOK: Duration = Duration::from_millis(500);
/// How often it is tried again to remove emptied text that a colleague's reading keeps.
const SWEEP: Duration = Duration::from_secs(2);
/// How often the spinner turns.
const SPIN: Duration = Duration::from_millis(150);

/// Whatever reaches the loop.
pub enum In {
    /// From the terminal.
    Input(Input),
    /// From the notebook's thread or a worker.
    Event(Event),
    /// What was opened in the unlocking of that number.
    Opened(u64, Revealed),
    /// What came of the try of that number to unlock my keys.
    Tried(u64, Result<OpenKeys>),
    /// A half-typed line was brought back; its file goes once the line is kept anew.
    Recovered(PathBuf),
    /// Lock now, and say when it is done: the program is about to stop or end.
    LockNow(Sender<()>),
}

impl From<Input> for In {
    fn from(input: Input) -> Self {
        Self::Input(input)
    }
}

/// What the loop holds.
struct Runner {
    app: App,
    screen: Screen,
    reader: Reader,
    bench: Bench,
    keeper: Arc<Keeper>,
    opening: Opening,
    clock: Clock,
    open: Option<Arc<OpenKeys>>,
    /// The number of the last try to unlock; answers to earlier ones, abandoned since, count no more.
    tried: u64,
    /// When it was last tried to remove emptied text from the side file.
    swept: Instant,
    held: Vec<KeyEvent>,
    /// Those who are here, and what I said of myself last.
    room: Room,
    said: Option<Here>,
    /// When it was last looked whether a colleague has written or gone, and up to which version the desk was told.
    looked: Instant,
    told: Option<i64>,
    leaving: bool,
    dirty: bool,
}

/// Runs the screen until the person leaves it.
///
/// # Errors
/// When the terminal cannot be taken or the notebook cannot be read.
pub fn run(app: App, reader: Reader, desk: crate::tasks::Desk) -> Result<()> {
    let clock = desk.clock();
    let (to, from) = channel::<In>();
    let keeper = Arc::new(Keeper::start(desk.drafts()?, clock)?);
    let waiting = keeper.set_aside()?;
    let room = Room::beside(desk.notebook().path());
    let opening = Opening::start(&desk, to.clone())?;
    let bench = Bench::start(desk, to.clone())?;
    let screen = Screen::enter(app.ascii, to.clone())?;
    let line = screen.line();
    let (hook_keeper, hook_to) = (Arc::clone(&keeper), to.clone());
    signals::start(line, to.clone(), move |what| {
        hook_keeper.flush();
        if what == Interruption::Stopping {
            let (done, locked) = channel();
            if hook_to.send(In::LockNow(done)).is_ok() {
                let _ = locked.recv_timeout(Duration::from_secs(1));
            }
        }
    })?;
    keys::start(to)?;
    let mut runner = Runner {
        app,
        screen,
        reader,
        bench,
        keeper,
        opening,
        clock,
        open: None,
        tried: 0,
        swept: Instant::now(),
        held: Vec::new(),
        room,
        said: None,
        looked: Instant::now(),
        told: None,
        leaving: false,
        dirty: true,
    };
    runner.app.waiting = waiting;
    runner.bench.reach();
    // A session before this one may have ended before emptied text could be removed.
    runner.bench.clear_residue();
    runner.measure();
    runner.keep_typed();
    let result = runner.turn_round(&from);
    let Runner { screen, bench, keeper, .. } = runner;
    keeper.flush();
    bench.leave();
    screen.leave();
    result
}

impl Runner {
    fn turn_round(&mut self, from: &Receiver<In>) -> Result<()> {
        while !self.leaving {
            self.read_again()?;
            if self.dirty && self.screen.ready() {
                let app = &self.app;
                self.screen.draw(|frame| view::draw(app, frame))?;
                self.dirty = false;
            }
            match from.recv_timeout(self.patience()) {
                Ok(first) => {
                    self.take(first);
                    // What came in meanwhile is taken before the next frame: frames are coalesced.
                    while let Ok(next) = from.try_recv() {
                        self.take(next);
                    }
                    // Who types without a pause sees colleagues too.
                    if self.looked.elapsed() >= LOOK {
                        self.look_round()?;
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.look_round()?,
                Err(RecvTimeoutError::Disconnected) => self.leaving = true,
            }
        }
        Ok(())
    }

    /// How long nothing needs to be done: until the minute turns, or a colleague may have written.
    fn patience(&self) -> Duration {
        if self.app.seals == super::app::Seals::Unlocking || self.app.is_working() {
            return SPIN;
        }
        let now = self.clock.now();
        let to_minute = 60_000 - now.0.rem_euclid(60_000);
        let due = self.app.presenting.as_ref().and_then(|talk| talk.due_in(now)).unwrap_or(to_minute);
        LOOK.min(Duration::from_millis(to_minute.min(due).unsigned_abs() + 5))
    }

    /// Nothing came in: has time passed, or a colleague written?
    fn look_round(&mut self) -> Result<()> {
        self.looked = Instant::now();
        let now = self.clock.now();
        let working = self.app.seals == super::app::Seals::Unlocking || self.app.is_working();
        let due = self.app.presenting.as_ref().is_some_and(|talk| talk.due_in(now) == Some(0));
        if working || due || now.0.div_euclid(60_000) != self.app.now.0.div_euclid(60_000) {
            self.message(Msg::Tick(now));
        }
        self.look_at_notebook()?;
        if self.room.look() {
            self.message(Msg::Event(Event::Here(self.room.sessions().collect())));
        }
        if self.app.old_text_remains && self.swept.elapsed() >= SWEEP {
            self.swept = Instant::now();
            self.bench.clear_residue();
        }
        Ok(())
    }

    /// Is the notebook still there, and has somebody written?
    fn look_at_notebook(&mut self) -> Result<()> {
        let version = self.reader.version()?;
        let cut_off = self.reader.check(self.told != Some(version)).err();
        if cut_off.is_some() != self.app.cut_off.is_some() {
            self.message(Msg::Event(Event::CutOff(cut_off)));
        }
        if self.app.cut_off.is_some() {
            return Ok(());
        }
        if self.told != Some(version) {
            // Also what was drawn already, between two keys: the desk has not heard of it yet.
            self.told = Some(version);
            self.bench.refresh();
            self.bench.reach();
            // What a colleague sealed to me is opened as it arrives.
            self.reveal();
        }
        Ok(())
    }

    /// Reads what the screen wants to show, if that or the notebook has changed.
    fn read_again(&mut self) -> Result<()> {
        // What was read may change what is wanted (a first list, the evidence under new points).
        for _ in 0..2 {
            if self.app.cut_off.is_some() {
                break;
            }
            let Some(loaded) = self.reader.news(&self.app.wanted())? else { break };
            // What began just now must not lie ahead of a clock that was read at the key before.
            self.message(Msg::Tick(self.clock.now()));
            self.message(Msg::Event(Event::Loaded(Box::new(loaded))));
        }
        Ok(())
    }

    fn take(&mut self, what: In) {
        match what {
            In::Input(Input::Key(key)) => self.key(key),
            In::Input(Input::Paste(text)) => {
                self.app.now = self.clock.now();
                self.message(Msg::Paste(text));
            }
            In::Input(Input::Resize(..)) => {
                self.measure();
                self.dirty = true;
            }
            In::Input(Input::FrameWritten | Input::Resumed) => self.dirty = true,
            In::Event(event) => self.message(Msg::Event(event)),
            In::Opened(number, revealed) => {
                if self.opening.is_current(number) {
                    self.message(Msg::Event(Event::Revealed(revealed)));
                }
            }
            In::Tried(number, _) if number != self.tried => {}
            In::Tried(_, Ok(keys)) => {
                self.open = Some(Arc::new(keys));
                self.message(Msg::Event(Event::Unlocked));
            }
            In::Tried(_, Err(trouble)) => self.message(Msg::Event(Event::NotUnlocked(trouble))),
            In::Recovered(path) => {
                self.keep_typed();
                self.keeper.replace_waiting(&path);
            }
            In::LockNow(done) => {
                let effects = update::lock(&mut self.app);
                self.carry_out(effects);
                self.keep_typed();
                self.dirty = true;
                let _ = done.send(());
            }
        }
    }

    /// While a line is on its way to the disk, keys wait for it: what is typed next is the next line.
    fn key(&mut self, key: KeyEvent) {
        if self.app.is_saving() {
            self.held.push(key);
            return;
        }
        self.app.now = self.clock.now();
        let message = match self.app.keymap.lookup(self.app.context(), &key) {
            Some(action) => Msg::Action(action),
            None => Msg::Key(key),
        };
        self.message(message);
    }

    fn message(&mut self, message: Msg) {
        let effects = update(&mut self.app, message);
        self.dirty = true;
        self.carry_out(effects);
        self.keep_typed();
        if !self.app.is_saving() && !self.held.is_empty() {
            for key in std::mem::take(&mut self.held) {
                self.key(key);
            }
        }
    }

    /// The half-typed line is sealed and kept within a second of typing.
    fn keep_typed(&mut self) {
        let typed = Typed::of(&self.app);
        self.sit(!typed.is_empty());
        self.keeper.keep(typed);
    }

    /// Tells others where I am, if that is news.
    fn sit(&mut self, writing: bool) {
        let before = self.said.filter(|said| said.activity == self.app.files_under());
        let here = self.app.my_place(before.map_or(self.app.now, |said| said.since), writing);
        if self.said != Some(here) {
            self.said = Some(here);
            self.bench.sit(here);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Quit => self.leaving = true,
                Effect::RedrawAll => drop(self.screen.redraw_all()),
                Effect::Copy(text) => self.screen.copy(&text),
                Effect::Suspend => {
                    self.keeper.flush();
                    if !signals::suspend() {
                        self.app.say("There is no shell to go back to here; quit to leave.");
                    }
                }
                Effect::Lock => self.lock(),
                Effect::RevealAll => self.reveal(),
                Effect::Unlock(passphrase) => {
                    self.tried += 1;
                    self.bench.unlock(passphrase, self.tried);
                }
                Effect::PutAside(drafts) => self.put_aside(drafts),
                Effect::ForgetDrafts => {
                    if let Err(trouble) = self.keeper.forget() {
                        self.message(Msg::Event(Event::Failed(trouble)));
                    }
                }
                other => self.bench.carry_out(other, self.open.as_ref(), &self.keeper),
            }
        }
    }

    /// Opens beside the screen what is sealed to me and not open yet.
    fn reveal(&self) {
        if let Some(keys) = &self.open {
            self.opening.look(keys);
        }
    }

    /// Forgets the keys, and what the notebook's connections remember of words.
    fn lock(&mut self) {
        self.open = None;
        self.opening.stop();
        self.bench.forget_words();
        if let Err(trouble) = self.reader.forget_words() {
            self.app.tell(&trouble);
        }
    }

    /// Seals half-typed texts away; what cannot be written goes back to where it was typed.
    fn put_aside(&mut self, drafts: Vec<Draft>) {
        let mut left = Vec::new();
        let mut why = None;
        for draft in drafts {
            match self.keeper.put_aside(&draft) {
                Ok(waiting) => self.app.waiting = waiting,
                Err(trouble) => {
                    left.push(draft);
                    why = Some(trouble);
                }
            }
        }
        if let Some(trouble) = why {
            self.message(Msg::Event(Event::NotPutAside(left, trouble)));
        }
    }

    /// How large the terminal is; where it does not say, the smallest that everything fits on.
    fn measure(&mut self) {
        self.app.size = crossterm::terminal::size().map_or(view::SMALLEST, Into::into);
    }
}

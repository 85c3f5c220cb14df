//! The screen without a terminal: what the runner does for one key, on one thread, with every byte counted.
//!
//! Used by the tests that write today's counts down and by the benchmark.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "each test file uses a part")]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::rc::Rc;
use visitbook::clock::{Clock, Moment};
use visitbook::tasks::Desk;
use visitbook::tasks::settings::Settings;
use visitbook::tui::app::{App, Beginning};
use visitbook::tui::keymap::Keymap;
use visitbook::tui::msg::{Effect, Event, Msg, Wanted};
use visitbook::tui::runner::Reader;
use visitbook::tui::terminal::TestScreen;
use visitbook::tui::theme::{Colors, Theme};
use visitbook::tui::{update::update, view};

/// The size at which bytes are counted.
pub const SIZE: (u16, u16) = (120, 40);

/// A desk, a reader, the state and a screen.
pub struct Stage {
    pub desk: Desk,
    pub app: App,
    reader: Reader,
    readings: usize,
    screen: TestScreen,
}

impl Stage {
    /// Opens the screen as `launch` does, at a moment that stands still.
    pub fn open(mut desk: Desk, now: Moment) -> Self {
        desk.set_clock(Clock::fixed(now));
        let entry = desk.entry().unwrap();
        let mut reader = Reader::beside(&desk).unwrap();
        let app = App::begin(Beginning {
            me: desk.me(),
            loaded: reader.load(&Wanted::default()).unwrap(),
            now,
            rehearsal: false,
            keymap: Rc::new(Keymap::built_in("default").unwrap()),
            theme: Theme::new(Colors::Many),
            ascii: false,
            settings: Settings::default(),
            has_key: !entry.needs_key,
            accepted: !entry.needs_protocol,
            offered: None,
            banner: None,
            told: String::new(),
        });
        let mut stage = Self { desk, app, reader, readings: 0, screen: TestScreen::new(SIZE.0, SIZE.1).unwrap() };
        stage.app.size = SIZE.into();
        stage.app.quiet = false;
        stage.read_again();
        stage
    }

    /// A key, as far as the state: what is to be done is given back.
    pub fn update(&mut self, key: KeyEvent) -> Vec<Effect> {
        let message = self.app.keymap.lookup(self.app.context(), &key).map_or(Msg::Key(key), Msg::Action);
        update(&mut self.app, message)
    }

    /// Reads what the screen wants, if that or the notebook has changed.
    pub fn read_again(&mut self) {
        while let Some(loaded) = self.reader.news(&self.app.wanted()).unwrap() {
            self.readings += 1;
            let _ = update(&mut self.app, Msg::Event(Event::Loaded(Box::new(loaded))));
        }
    }

    /// How often the notebook was read so far; beside that, only the number of its version is asked.
    pub fn readings(&self) -> usize {
        self.readings
    }

    /// Draws a frame; gives its bytes.
    pub fn draw(&mut self) -> Vec<u8> {
        let app = &self.app;
        self.screen.draw(|frame| view::draw(app, frame)).unwrap()
    }

    /// A whole turn for a key: update, save if it saves, read, draw. Gives the frame's bytes.
    pub fn key(&mut self, key: KeyEvent) -> Vec<u8> {
        for effect in self.update(key) {
            if let Effect::Capture { capture, activity } = effect {
                let saved = self.desk.capture(&capture, activity, None).unwrap();
                let _ = update(&mut self.app, Msg::Event(Event::Saved(saved)));
            }
        }
        self.read_again();
        self.draw()
    }

    /// As [`Self::key`], for a key by its code.
    pub fn press(&mut self, code: KeyCode) -> Vec<u8> {
        self.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    /// Types a text; gives the bytes of each key's frame.
    pub fn write(&mut self, text: &str) -> Vec<usize> {
        text.chars().map(|c| self.press(KeyCode::Char(c)).len()).collect()
    }
}

/// The value below which `part` of all values lie: 0.5 is the median.
pub fn quantile<T: Copy + Ord>(values: &[T], part: f64) -> T {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small")]
    let at = ((sorted.len() as f64 * part) as usize).min(sorted.len() - 1);
    sorted[at]
}

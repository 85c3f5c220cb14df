//! Starting the screen: everything that can go wrong does so before the terminal is taken.

use super::app::{App, Beginning};
use super::keymap::Keymap;
use super::msg::Wanted;
use super::runner::{self, Reader};
use super::terminal::protect;
use super::theme::{ColorChoice, Theme, ascii_only};
use crate::clock::Clock;
use crate::home::Home;
use crate::notebook::Notebook;
use crate::tasks::settings::Settings;
use crate::tasks::wording;
use crate::tasks::{Desk, Session, purge};
use crate::trouble::Result;
use crate::vault::passphrase;
use std::path::PathBuf;
use std::rc::Rc;

/// What the screen starts with.
#[derive(Debug)]
pub struct Launch {
    /// The notebook.
    pub notebook: PathBuf,
    /// My home.
    pub home: Home,
    /// Who I say I am.
    pub as_: Option<String>,
    /// The rules of a server's session, if this is one.
    pub session: Option<Session>,
    /// The clock.
    pub clock: Clock,
    /// Which keymap; none: as set in the settings.
    pub keymap: Option<String>,
    /// Colours.
    pub color: ColorChoice,
    /// Words shown at the top, such as the demo's phrase.
    pub banner: Option<String>,
}

/// Runs the screen until the person leaves it.
///
/// # Errors
/// When the notebook cannot be opened, it is not clear who I am, or there is no terminal.
pub fn run(launch: Launch) -> Result<()> {
    protect::harden();
    let env = |name: &str| std::env::var(name).ok();
    let settings = Settings::load(&launch.home)?;
    let keymap = Keymap::load(launch.keymap.as_deref().unwrap_or(&settings.keymap), &launch.home.keymap())?;
    let notebook = Notebook::open(&launch.notebook)?;
    let mut desk = match &launch.session {
        Some(session) => Desk::for_session(&launch.home, notebook, session, launch.clock)?,
        None => Desk::at(&launch.home, notebook, launch.as_.as_deref(), launch.clock)?,
    };
    let entry = desk.entry()?;
    if !entry.needs_key && !entry.needs_protocol {
        desk.announce_key()?;
    }
    let mut reader = Reader::beside(&desk)?;
    let mut app = App::begin(Beginning {
        me: desk.me(),
        loaded: reader.load(&Wanted::default())?,
        now: launch.clock.now(),
        rehearsal: launch.clock.is_rehearsal(),
        keymap: Rc::new(keymap),
        theme: Theme::choose(launch.color, env),
        ascii: ascii_only(env),
        settings,
        has_key: !entry.needs_key,
        accepted: !entry.needs_protocol,
        offered: if entry.needs_key { Some(passphrase::generate()?) } else { None },
        banner: launch.banner,
        told: told(&desk)?,
    });
    app.in_session = launch.session.is_some();
    // A mistake in a file of words is told, and is in the way of nothing.
    match wording::rules(&launch.home) {
        Ok(rules) => app.wording = rules,
        Err(trouble) => app.tell(&trouble),
    }
    runner::run(app, reader, desk)
}

/// What is to be said at opening: a line below the screen, in the way of nothing.
fn told(desk: &Desk) -> Result<String> {
    let again = Some(desk.purged_again()).filter(|n| *n > 0).map(purge::said_again);
    let words: Vec<String> = again.into_iter().chain(desk.keep_until_passed()?).collect();
    Ok(words.join(" "))
}

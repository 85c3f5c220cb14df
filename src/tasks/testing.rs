//! A team at one notebook, for tests: each person with a home and a key of their own.

use super::{Desk, making};
use crate::clock::{Clock, Moment};
use crate::home::Home;
use crate::ids::NoteId;
use crate::review::capture::Capture;
use crate::review::evidence::Readers;
use crate::review::visit::Review;
use crate::secret::Secret;
use crate::vault::{OpenKeys, identity};
use std::path::PathBuf;

/// Wednesday 10 June 2026, 10:30 at the school.
pub const NOW: Moment = Moment(1_781_083_800_000);

/// A notebook with its team.
pub struct Team {
    /// Where everything lies.
    pub dir: tempfile::TempDir,
    /// The notebook.
    pub path: PathBuf,
}

impl Team {
    /// The sample's plan, changed as wanted.
    pub fn new(change: impl FnOnce(&mut Review)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("maths.visitbook");
        let plan = include_str!("../../sample-data/fernhollow.toml");
        let mut review = crate::plan::read(plan, "fernhollow.toml").unwrap().review;
        change(&mut review);
        making::make(&Home::at(dir.path().join("maker")), &review, &path, Clock::fixed(NOW)).unwrap();
        Self { dir, path }
    }

    /// The home of a person; another word is another computer.
    pub fn home(&self, name: &str) -> Home {
        Home::at(self.dir.path().join(format!("home-{name}")))
    }

    /// A person at the notebook, with a key that is announced.
    pub fn desk(&self, key: &str) -> Desk {
        self.desk_from(key, key)
    }

    /// The same from another computer of theirs.
    pub fn desk_from(&self, key: &str, computer: &str) -> Desk {
        let home = self.home(computer);
        if identity::public(&home).unwrap().is_none() {
            identity::create_with(&home, &phrase(), NOW, 1).unwrap();
        }
        let mut desk = self.desk_without_key(key, computer);
        desk.announce_key().unwrap();
        desk
    }

    /// A person who has not made a key yet.
    pub fn desk_without_key(&self, key: &str, computer: &str) -> Desk {
        Desk::open(&self.home(computer), &self.path, Some(key), Clock::fixed(NOW)).unwrap()
    }

    /// The unlocked keys of a computer.
    pub fn keys(&self, computer: &str) -> OpenKeys {
        identity::unlock(&self.home(computer), &phrase()).unwrap()
    }
}

/// The passphrase of every key here.
pub fn phrase() -> Secret {
    Secret::new("a phrase for tests".to_owned())
}

/// Writes a note.
pub fn note(desk: &mut Desk, text: &str, seal: Option<Readers>) -> NoteId {
    let capture = Capture { text: text.to_owned(), seal, ..Capture::default() };
    desk.capture(&capture, None, None).unwrap().note
}

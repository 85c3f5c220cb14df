//! Joining with the server from the screen: on a thread of its own, one at a time, told as it goes.

use super::In;
use crate::tasks::Desk;
use crate::tasks::joining::{self, Joined, Progress};
use crate::trouble::{Result, Trouble, count};
use crate::tui::msg::Event;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// After so many changes it is told how far it has come.
const EVERY: u64 = 500;

/// Whether one is going on.
#[derive(Debug, Clone, Default)]
pub struct Joining(Arc<AtomicBool>);

impl Joining {
    /// Begins; what comes of it is told by events.
    ///
    /// # Errors
    /// When one is going on already, or it is not known with which server.
    pub fn start(&self, desk: &Desk, to: Sender<In>) -> Result<()> {
        let address = desk.sync_address().ok_or_else(|| {
            Trouble::new(
                "This notebook was not joined with a server yet.",
                "Say once where, in a shell: visitbook sync NOTEBOOK ssh://account@server/notebook",
            )
        })?;
        let (home, path, me) = (desk.home().clone(), desk.notebook().path().to_owned(), desk.myself()?.key.clone());
        if self.0.swap(true, Ordering::SeqCst) {
            return Err(Trouble::new("Joining is going on already.", "It tells when it is done."));
        }
        let going = Arc::clone(&self.0);
        let started = std::thread::Builder::new().name("joining".to_owned()).spawn(move || {
            let tell = |event| drop(to.send(In::Event(event)));
            let joined = joining::sync(&home, &path, Some(&me), &address, &mut |progress| {
                if let Some(said) = words(progress) {
                    tell(Event::Joining(said));
                }
            });
            going.store(false, Ordering::SeqCst);
            tell(match joined {
                Ok(joined) => Event::Joined(said(&joined), joined.exchanged.taken.old_text_remains),
                Err(trouble) => Event::Failed(trouble),
            });
        });
        started.map(drop).map_err(|e| {
            self.0.store(false, Ordering::SeqCst);
            Trouble::new("The computer has no room for another thread.", "Close something and try again.").because(e)
        })
    }
}

fn words(progress: Progress) -> Option<String> {
    let (what, n, of) = match progress {
        Progress::Sent(n, of) => ("sent", n, of),
        Progress::Arrived(n, of) => ("arrived", n, of),
    };
    (n % EVERY == 0 && n < of).then(|| format!("Joining: {n} of {of} {what}."))
}

/// What it brought, in one line.
fn said(joined: &Joined) -> String {
    let changes = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX), "change", "changes");
    let exchanged = &joined.exchanged;
    let mut said = format!("Joined: {} fetched, {} sent.", changes(exchanged.taken.new), changes(exchanged.sent));
    for line in &joined.told {
        said.push(' ');
        said.push_str(line);
    }
    said
}

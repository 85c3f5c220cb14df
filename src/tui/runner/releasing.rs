//! Releasing from the screen: what is quick on the notebook's thread, the making of a pack on one of its own.

use super::In;
use super::work::{Bench, told};
use crate::files;
use crate::review::release::{Composed, Options};
use crate::tasks::Desk;
use crate::tasks::release::{Appendix, Exported, Lock, write_pack};
use crate::tasks::reports::{Report, document};
use crate::trouble::{Result, Trouble, count};
use crate::tui::msg::{Effect, Event, ReportNow};
use crate::vault::{OpenKeys, passphrase};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

/// The pack that is being made, and whether it was given up since.
#[derive(Debug, Clone, Default)]
pub struct Packing(Arc<Mutex<Arc<AtomicBool>>>);

impl Packing {
    /// Gives up what is being made.
    fn abandon(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).store(true, Ordering::SeqCst);
    }

    /// Begins another; what was being made is given up.
    fn begin(&self) -> Arc<AtomicBool> {
        self.abandon();
        let given_up = Arc::<AtomicBool>::default();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&given_up);
        given_up
    }
}

impl Bench {
    /// What the lead does on After.
    pub(super) fn release(&self, effect: Effect, open: Option<Arc<OpenKeys>>) {
        match effect {
            Effect::HoldBack(what, on) => {
                let said = if on { "Held back from every release." } else { "It may leave again." };
                self.writes(said, move |desk| desk.hold_back(what, on));
            }
            Effect::ReleaseFor(audience) => {
                self.writes("", move |desk| desk.release_for(audience));
            }
            Effect::WriteReport(path, format, options) => self.job(move |desk| {
                told(here(desk).and_then(|()| {
                    let composed = desk.compose_release(&options, None)?;
                    files::create_private(&path, &document(&composed.release, format, Appendix::Without)?)?;
                    remembered(desk, &composed, format!("Written: {}.", whole(&path)))
                }))
            }),
            Effect::MarkReport(options) => self.job(move |desk| {
                told(desk.compose_release(&options, None).and_then(|composed| {
                    remembered(desk, &composed, format!("Remembered: {}.", composed.release.stage.label()))
                }))
            }),
            Effect::ReportChanges(title, before, after) => self.job(move |desk| {
                let before = Report::Version(&before);
                let changes = match after {
                    ReportNow::Version(after) => desk.report_changes(before, Report::Version(&after)),
                    ReportNow::Now(options) => desk
                        .compose_release(&options, None)
                        .and_then(|composed| desk.report_changes(before, Report::Now(&composed))),
                };
                told(changes.map(|changes| Event::ReportChanges(title, changes)))
            }),
            Effect::Pack(path, options) => self.pack(path, options, open),
            Effect::AbandonPack => self.packing.abandon(),
            _ => {}
        }
    }

    /// Composes on the notebook's thread, and makes the pack beside it: nobody's saving waits for it.
    fn pack(&self, path: PathBuf, options: Options, open: Option<Arc<OpenKeys>>) {
        let (to, given_up) = (self.to.clone(), self.packing.begin());
        self.job(move |desk| {
            let composed = here(desk).and_then(|()| desk.compose_release(&options, open.as_deref()));
            let started = composed.and_then(|composed| start(composed, path, given_up, to));
            started.err().map(Event::NotPacked)
        });
    }
}

/// Makes the pack on a thread of its own.
fn start(composed: Composed, path: PathBuf, given_up: Arc<AtomicBool>, to: Sender<In>) -> Result<()> {
    let started = std::thread::Builder::new().name("packing".to_owned()).spawn(move || {
        let mut go_on = |step: crate::tasks::release::Step| {
            let _ = to.send(In::Event(Event::Packing(step.words())));
            !given_up.load(Ordering::SeqCst)
        };
        let made = passphrase::generate().and_then(|phrase| {
            Ok(write_pack(composed, Lock::Passphrase(&phrase), &path, &mut go_on)?.map(|e| (e, phrase)))
        });
        let event = match made {
            Ok(Some((exported, phrase))) => Event::Packed(said(&exported, &path), phrase),
            // Given up: nothing was written, and nobody waits.
            Ok(None) => return,
            Err(trouble) => Event::NotPacked(trouble),
        };
        let _ = to.send(In::Event(event));
    });
    started.map(drop).map_err(|e| {
        Trouble::new("The computer has no room for another thread.", "Close something and try again.").because(e)
    })
}

fn said(exported: &Exported, path: &Path) -> String {
    let (notes, points) = (count(exported.notes, "note", "notes"), count(exported.points, "point", "points"));
    let beside: Vec<String> =
        exported.beside.iter().filter_map(|p| p.file_name()).map(|n| files::shown(Path::new(n))).collect();
    format!("Written: {} ({notes}, {points}). Send it with what lies beside it: {}.", whole(path), beside.join(" and "))
}

/// Writes down that a report was written, and says so.
fn remembered(desk: &mut Desk, composed: &Composed, said: String) -> Result<Event> {
    desk.record_report(composed)?;
    Ok(Event::Done { said, changes: Vec::new(), old_text_remains: false })
}

/// Refuses to write files on a server, where a session is at home and the lead is not.
fn here(desk: &Desk) -> Result<()> {
    match desk.session() {
        None => Ok(()),
        Some(_) => Err(Trouble::new(
            "This is a session on a server: it writes no reports and packs.",
            "Join the notebook with your own computer and write them there.",
        )),
    }
}

/// A path from the root on, so that it is found again.
fn whole(path: &Path) -> String {
    files::shown(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

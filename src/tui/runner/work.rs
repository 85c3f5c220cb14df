//! The notebook's thread: one desk, one job after the other, each answered by an event.
//!
//! Unlocking works on a thread of its own and is abandoned, not stopped.

use super::In;
use super::drafts::Keeper;
use super::joining::Joining;
use super::releasing::Packing;
use crate::notebook::Written;
use crate::review::evidence::Readers;
use crate::review::visit::Review;
use crate::tasks::Desk;
use crate::tasks::feedback::PointDeed;
use crate::tasks::sealed::{Resealed, Words};
use crate::team::presence::{Here, Seat};
use crate::text::listed;
use crate::trouble::{Result, Trouble, count};
use crate::tui::msg::{Effect, Event};
use crate::vault::{OpenKeys, identity};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

type Job = Box<dyn FnOnce(&mut Desk) -> Option<Event> + Send>;

/// Where the work is done.
pub struct Bench {
    pub(super) jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    pub(super) to: Sender<In>,
    home: crate::home::Home,
    /// My place among those who are here; taken up with the first word of where I am.
    seat: Arc<Mutex<Option<Seat>>>,
    joining: Joining,
    pub(super) packing: Packing,
}

impl Bench {
    /// Sits the desk down on a thread of its own.
    pub fn start(desk: Desk, to: Sender<In>) -> Result<Self> {
        let (jobs, queue) = channel::<Job>();
        let answers = to.clone();
        let home = desk.home().clone();
        let thread = std::thread::Builder::new()
            .name("notebook".to_owned())
            .spawn(move || {
                let mut desk = desk;
                while let Ok(job) = queue.recv() {
                    if let Some(event) = job(&mut desk)
                        && answers.send(In::Event(event)).is_err()
                    {
                        break;
                    }
                    // Home remembers how far I have written after the answer, so that nobody waits for it.
                    let _ = desk.remember();
                }
            })
            .map_err(|e| {
                Trouble::new("The computer has no room for another thread.", "Close something and try again.")
                    .because(e)
            })?;
        let (seat, joining, packing) = (Arc::default(), Joining::default(), Packing::default());
        Ok(Self { jobs: Some(jobs), thread: Some(thread), to, home, seat, joining, packing })
    }

    /// Finishes what was begun, then leaves the desk.
    pub fn leave(mut self) {
        drop(self.jobs.take());
        let _ = self.thread.take().map(JoinHandle::join);
        if let Some(seat) = self.seat.lock().unwrap_or_else(PoisonError::into_inner).take() {
            seat.leave();
        }
    }

    /// Reads the plan and the day anew, after somebody has written.
    pub fn refresh(&self) {
        self.job(|desk| desk.refresh().err().map(Event::Failed));
    }

    /// Tells others where I am. Where nothing can be written beside the notebook nobody is told, and
    /// nothing else is the worse for it.
    pub fn sit(&self, here: Here) {
        let seat = Arc::clone(&self.seat);
        self.job(move |desk| {
            let mut seat = seat.lock().unwrap_or_else(PoisonError::into_inner);
            match seat.as_mut() {
                Some(seat) => drop(seat.say(here)),
                None => *seat = Seat::take(desk.notebook().path(), here).ok(),
            }
            None
        });
    }

    /// Finds out whom each seal would reach, so that it can be said before anything is typed.
    pub fn reach(&self) {
        self.job(|desk| {
            let me = desk.me();
            let all = [Readers::Lead, Readers::Team, Readers::Me, Readers::Head];
            Some(Event::Reach(all.into_iter().map(|r| (r, desk.reach(r, me).map(|reach| reach.without_key))).collect()))
        });
        self.job(|desk| Some(desk.team_keys().map_or_else(Event::Failed, Event::Team)));
    }

    /// Lets the notebook forget what it remembers of words beyond what lies in its file.
    pub fn forget_words(&self) {
        self.job(|desk| desk.forget_words().err().map(Event::Failed));
    }

    /// Tries again to remove emptied text from the side file.
    pub fn clear_residue(&self) {
        self.job(|desk| Some(desk.clear_residue().map_or_else(Event::Failed, Event::ResidueCleared)));
    }

    /// Joins with the server, beside the notebook's thread: nobody's saving waits for a slow line.
    fn sync(&self) {
        let (joining, to) = (self.joining.clone(), self.to.clone());
        self.job(move |desk| joining.start(desk, to).err().map(Event::Failed));
    }

    pub(super) fn job(&self, job: impl FnOnce(&mut Desk) -> Option<Event> + Send + 'static) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Box::new(job));
        }
    }

    /// A job that writes, answered by a word or by trouble.
    pub(super) fn writes(&self, said: &'static str, job: impl FnOnce(&mut Desk) -> Result<Written> + Send + 'static) {
        self.job(move |desk| Some(done(said, true, job(desk))));
    }

    /// As [`Self::writes`], for what cannot or need not be undone.
    pub(super) fn writes_for_good(
        &self,
        said: &'static str,
        job: impl FnOnce(&mut Desk) -> Result<Written> + Send + 'static,
    ) {
        self.job(move |desk| Some(done(said, false, job(desk))));
    }

    /// Undoes changes, or does again what they undid; either can be turned round once more.
    fn turn(&self, changes: Vec<crate::ids::ChangeId>, again: bool) {
        self.job(move |desk| {
            told(desk.undo(&changes).map(|written| Event::Turned {
                changes: written.changes,
                again,
                old_text_remains: written.old_text_remains,
            }))
        });
    }

    /// As [`Self::writes`], for words on their way to the disk: trouble leaves them where they are.
    fn saves(&self, said: &'static str, job: impl FnOnce(&mut Desk) -> Result<Written> + Send + 'static) {
        self.job(move |desk| {
            Some(match job(desk) {
                Err(trouble) => Event::NotSaved(trouble),
                written => done(said, true, written),
            })
        });
    }

    /// Carries out an effect.
    #[allow(clippy::too_many_lines, reason = "one arm an effect; the table reads best whole")]
    pub fn carry_out(&self, effect: Effect, open: Option<&Arc<OpenKeys>>, keeper: &Arc<Keeper>) {
        match effect {
            Effect::Capture { capture, activity } => self.job(move |desk| {
                Some(desk.capture(&capture, activity, None).map_or_else(Event::NotSaved, Event::Saved))
            }),
            Effect::Remark(note, capture) => {
                let open = open.cloned();
                self.saves("Marked your last note.", move |desk| desk.remark(note, &capture, open.as_deref()));
            }
            Effect::Edit { note, text, reflection, seal: None, seen } => self.job(move |desk| {
                let written = desk.edit_seen(note, &text, &reflection, &seen);
                Some(match written {
                    Err(trouble) => Event::NotSaved(trouble),
                    written => done(beside(desk, note).unwrap_or("Changed."), true, written),
                })
            }),
            Effect::Edit { note, text, reflection, seal: Some(readers), .. } => {
                self.saves("Changed and sealed.", move |desk| {
                    let marks = desk.marks_of(note)?;
                    desk.reseal(note, Words { text: &text, reflection: &reflection, marks: &marks }, readers)
                });
            }
            Effect::Delete(notes, true) => {
                self.writes("Deleted; undo brings it back.", move |desk| desk.delete(&notes, true));
            }
            Effect::Delete(notes, false) => self.writes("Brought back.", move |desk| desk.delete(&notes, false)),
            Effect::Undo(changes) => self.turn(changes, false),
            Effect::Redo(changes) => self.turn(changes, true),
            Effect::Mark(notes, mark) => {
                let open = open.cloned();
                self.job(move |desk| {
                    told(desk.mark(&notes, &mark, open.as_deref()).map(|marked| Event::Done {
                        said: left_alone(marked.left_alone),
                        changes: marked.written.changes,
                        old_text_remains: false,
                    }))
                });
            }
            Effect::Turn(_) | Effect::ReadTimetable(..) | Effect::KeepTimetable(..) => self.timetable(effect),
            Effect::MakePoint(new) => self.job(move |desk| {
                Some(match desk.make_point(&new) {
                    Ok((_, written)) => done("", true, Ok(written)),
                    Err(trouble) => Event::PointNotMade(new, trouble),
                })
            }),
            Effect::ArrangePoints(order) => self.writes("", move |desk| desk.arrange_points(&order)),
            Effect::Opening => {
                let open = open.cloned();
                self.job(move |desk| told(desk.opening(open.as_deref()).map(Event::Opening)));
            }
            Effect::ChangePoint(point, deed) => {
                let open = open.cloned();
                let said =
                    if deed == PointDeed::Open { "Open to the whole team now; a release may take it." } else { "" };
                self.writes(said, move |desk| desk.change_point(point, &deed, open.as_deref()));
            }
            Effect::Said(..)
            | Effect::Answer(_)
            | Effect::ToldSoFar
            | Effect::WriteCard(..)
            | Effect::CopyCard(_)
            | Effect::AskViews(_)
            | Effect::SetView(..)
            | Effect::RecordConcern(..) => self.at_meeting(effect),
            Effect::Plan(_) | Effect::Tick(..) | Effect::TickRow(..) => self.after_the_day(effect),
            Effect::Accept => self
                .job(|desk| told(desk.accept_protocol().and_then(|()| desk.announce_key()).map(|()| Event::Accepted))),
            Effect::History(note) => self.job(move |desk| {
                told(desk.notebook().history(note, desk.review()).map(|entries| Event::History(note, entries)))
            }),
            Effect::Keep(subject, version, heads) => {
                self.writes("Kept; the other is in the history.", move |desk| desk.keep(subject, version, &heads));
            }
            Effect::MakeKey(passphrase) => {
                let keeper = Arc::clone(keeper);
                self.job(move |desk| {
                    Some(match desk.make_key(&passphrase).and_then(|()| desk.drafts()) {
                        Ok(store) => {
                            keeper.use_store(store);
                            Event::KeyMade
                        }
                        Err(trouble) => Event::NotUnlocked(trouble),
                    })
                });
                self.reach();
            }
            Effect::Sync => self.sync(),
            Effect::Erase(note) => self.writes_for_good("Its words are erased.", move |desk| desk.erase(note)),
            Effect::PurgeCard(purge) => self.job(move |desk| told(desk.purge_card(purge).map(Event::PurgeCard))),
            Effect::Purge(purge) => self.writes_for_good("Emptied for good.", move |desk| desk.purge(purge)),
            Effect::AcceptKeys(person, keys) => {
                self.job(move |desk| {
                    Some(match desk.accept_keys(person, &keys) {
                        Ok(()) => Event::Done {
                            said: "Accepted: from now on this key is used too. Earlier notes reach it once they are sealed again."
                                .to_owned(),
                            changes: Vec::new(),
                            old_text_remains: false,
                        },
                        Err(trouble) => Event::Failed(trouble),
                    })
                });
                self.reach();
            }
            Effect::Wording | Effect::Silence(..) => self.wording(effect),
            Effect::HoldBack(..)
            | Effect::ReleaseFor(_)
            | Effect::WriteReport(..)
            | Effect::MarkReport(_)
            | Effect::ReportChanges(..)
            | Effect::Pack(..)
            | Effect::AbandonPack => self.release(effect, open.cloned()),
            Effect::Seal(..)
            | Effect::ResealGroups
            | Effect::Unseal(_)
            | Effect::EditSealed { .. }
            | Effect::Versions(_)
            | Effect::RecoverDrafts => {
                self.sealed(effect, open.cloned(), keeper);
            }
            // The runner's own.
            Effect::Quit
            | Effect::Suspend
            | Effect::RedrawAll
            | Effect::Lock
            | Effect::RevealAll
            | Effect::Unlock(_)
            | Effect::PutAside(_)
            | Effect::ForgetDrafts
            | Effect::Copy(_) => {}
        }
    }

    /// What may need my unlocked keys.
    fn sealed(&self, effect: Effect, open: Option<Arc<OpenKeys>>, keeper: &Arc<Keeper>) {
        let locked = || Trouble::new("Sealed notes are locked.", "Unlock them first; nothing was changed.");
        match effect {
            Effect::ResealGroups => self.job(move |desk| {
                let done = open.as_deref().ok_or_else(locked).and_then(|keys| desk.reseal_groups(keys));
                Some(match done {
                    Ok(done) => Event::Done {
                        said: resealed(&done, desk.review()),
                        changes: Vec::new(),
                        old_text_remains: done.written.old_text_remains,
                    },
                    Err(trouble) => Event::Failed(trouble),
                })
            }),
            Effect::Seal(note, to) => {
                self.writes_for_good("Sealed; colleagues may have read it before.", move |desk| {
                    if desk.notebook().note(note)?.is_some_and(|n| n.sealed().is_some()) {
                        let unlocked = desk.open_sealed(note, open.as_deref().ok_or_else(locked)?)?;
                        desk.reseal(note, Words::unlocked(&unlocked), to)
                    } else {
                        desk.seal_late(note, to)
                    }
                });
            }
            Effect::Unseal(note) => self.writes_for_good("Open to the whole team now.", move |desk| {
                let unlocked = desk.open_sealed(note, open.as_deref().ok_or_else(locked)?)?;
                desk.unseal(&unlocked)
            }),
            Effect::EditSealed { note, text, reflection, seen } => self.job(move |desk| {
                let written = open.as_deref().ok_or_else(locked).and_then(|keys| {
                    let unlocked = desk.open_sealed(note, keys)?;
                    desk.edit_sealed(&unlocked, text, reflection, &seen).map(|(written, _)| written)
                });
                Some(match written {
                    Err(trouble) => Event::NotSaved(trouble),
                    written => done(beside(desk, note).unwrap_or("Changed; still sealed."), true, written),
                })
            }),
            Effect::Versions(subject) => self.job(move |desk| {
                let clashes = desk.notebook().versions(subject, desk.review());
                let unlocked = open.as_deref().map(|keys| desk.open_versions(subject.into(), keys)).transpose();
                told(clashes.and_then(|c| Ok(Event::Versions(subject, c, unlocked?.unwrap_or_default()))))
            }),
            Effect::RecoverDrafts => {
                let (keeper, to) = (Arc::clone(keeper), self.to.clone());
                self.job(move |_| {
                    let keys = open?;
                    match keeper.oldest(&keys) {
                        Ok(Some((draft, path, others))) => {
                            let _ = to.send(In::Event(Event::Recovered(vec![draft])));
                            let _ = to.send(In::Recovered(path));
                            Some(Event::Waiting(others))
                        }
                        Ok(None) => Some(Event::Failed(Trouble::new(
                            "No half-typed line could be opened.",
                            "Its file is kept.",
                        ))),
                        Err(trouble) => Some(Event::Failed(trouble)),
                    }
                });
            }
            _ => {}
        }
    }

    /// Tries a passphrase beside the screen. It cannot be stopped, only abandoned.
    pub fn unlock(&self, passphrase: crate::secret::Secret, number: u64) {
        let (to, home) = (self.to.clone(), self.home.clone());
        let started = std::thread::Builder::new().name("unlock".to_owned()).spawn(move || {
            let _ = to.send(In::Tried(number, identity::unlock(&home, &passphrase).map_err(Trouble::from)));
        });
        if let Err(e) = started {
            let trouble =
                Trouble::new("The computer has no room for another thread.", "Close something and try again.")
                    .because(e);
            let _ = self.to.send(In::Event(Event::NotUnlocked(trouble)));
        }
    }
}

/// What sealing again did, in words.
fn resealed(done: &Resealed, review: &Review) -> String {
    let names: Vec<&str> = done.persons.iter().map(|p| review.name(*p)).collect();
    let others = match done.not_mine {
        0 => String::new(),
        n => format!(" {} left: one of their readers must do this.", count(n, "other is", "others are")),
    };
    format!("{} sealed again, now also for {}.{others}", count(done.notes, "note", "notes"), listed(&names))
}

/// What is said when a version of a colleague's stands beside what was written.
fn beside(desk: &Desk, note: crate::ids::NoteId) -> Option<&'static str> {
    let conflict = desk.notebook().note(note).ok().flatten().is_some_and(|n| n.conflict);
    conflict.then_some("Saved beside a colleague's version: both are kept until one is chosen.")
}

/// The answer to a job, or its trouble.
#[allow(clippy::unnecessary_wraps, reason = "it is what a job answers")]
pub(super) fn told(answer: Result<Event>) -> Option<Event> {
    Some(answer.unwrap_or_else(Event::Failed))
}

/// What is said of notes that a mark did not reach.
fn left_alone(notes: usize) -> String {
    if notes == 0 {
        return String::new();
    }
    format!("{} left alone: only who can read it marks it, once unlocked.", count(notes, "sealed note", "sealed notes"))
}

/// What is said of backups that may still hold what was emptied.
fn backups_left(written: &Written) -> String {
    let names: Vec<String> = written.backups_left.iter().map(|path| crate::files::shown(path)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!(" It may still stand in a backup that could not be opened; remove it: {}.", listed(names)),
    }
}

/// The answer to a job that wrote.
pub(super) fn done(said: &str, undoable: bool, written: Result<Written>) -> Event {
    match written {
        Ok(written) => Event::Done {
            said: format!("{said}{}", backups_left(&written)),
            changes: if undoable { written.changes } else { Vec::new() },
            old_text_remains: written.old_text_remains,
        },
        Err(trouble) => Event::Failed(trouble),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Moment};
    use crate::home::Home;
    use crate::secret::Secret;
    use crate::tasks::making;
    use crate::tui::app::Pane;
    use crate::tui::panes::testing;
    use crate::vault::seal::counting;

    const NOW: Moment = Moment(1_781_081_400_000);

    #[test]
    fn a_list_of_a_thousand_sealed_notes_opens_none_of_them() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("home"));
        let path = dir.path().join("t.visitbook");
        let phrase = Secret::new("a phrase of mine".to_owned());
        identity::create_with(&home, &phrase, NOW, 1).unwrap();
        // An id of its own: the notes that other tests open meanwhile are counted elsewhere.
        let mut review = testing::review();
        review.visit.id = crate::ids::NotebookId([77; 16]);
        drop(making::make(&home, &review, &path, Clock::fixed(NOW)).unwrap());
        let mut desk = Desk::open(&home, &path, Some("lead"), Clock::fixed(NOW)).unwrap();
        desk.announce_key().unwrap();
        desk.fill_sealed(1000);

        let notebook = desk.notebook().id();
        let mut app = testing::app_of(desk.review(), Pane::Sealed);
        app.me = desk.me();
        let loaded = crate::tui::runner::Reader::beside(&desk).unwrap().load(&app.wanted()).unwrap();
        assert_eq!((loaded.list.len(), loaded.list_total), (1000, 1000));
        app.accept(loaded);
        for pane in Pane::ALL {
            app.pane = pane;
            drop(testing::picture(&app, (120, 40)));
        }
        assert_eq!(counting::opened(notebook), 0, "the list is opened without opening a note");

        let keys = identity::unlock(&home, &phrase).unwrap();
        assert_eq!(desk.open_all_sealed(&keys).unwrap().len(), 1000);
        assert_eq!(counting::opened(notebook), 1000, "and unlocking opens each just once");
    }
}

//! One person's place at one notebook: who I am, with which keys, by which clock.

use crate::clock::Clock;
use crate::files;
use crate::home::Home;
use crate::ids::{ActivityId, ChangeId, PersonId, WriterId};
use crate::notebook::{NewChange, Notebook, Pen, Written};
use crate::review::evidence::Note;
use crate::review::people::{Act, Person, Role, may};
use crate::review::visit::Review;
use crate::team::server::accounts;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::vault::identity::{self, MyKey};
use crate::vault::writer::WriterKey;
use crate::vault::{DraftStore, KnownErases, Pins};
use std::path::{Path, PathBuf};

/// A session on a server: its administrator says who it is and how far it goes, and nobody else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose session it is: a person's short word in the plan.
    pub name: String,
    /// Whether the administrator let them in as the lead. The plan must name them the lead too.
    pub lead: bool,
}

/// A person at a notebook.
pub struct Desk {
    pub(super) home: Home,
    pub(super) notebook: Notebook,
    pub(super) me: PersonId,
    pub(super) clock: Clock,
    pub(super) review: Review,
    pub(super) pins: Pins,
    pub(super) erases: KnownErases,
    pub(super) purged_again: usize,
    writer: WriterKey,
    folder: PathBuf,
    /// What the server's administrator laid down, if this is a session there.
    session: Option<Session>,
    /// The last change written that home does not remember yet.
    unremembered: Option<ChangeId>,
}

impl Desk {
    /// Sits down at a notebook.
    ///
    /// `as_` is the reviewer's key or name. Without it, the account, what home remembers of this
    /// notebook, or the only person who captures decides.
    ///
    /// # Errors
    /// When the notebook cannot be opened, or it is not clear who I am.
    pub fn open(home: &Home, path: &Path, as_: Option<&str>, clock: Clock) -> Result<Self> {
        Self::at(home, Notebook::open(path)?, as_, clock)
    }

    /// Sits down at a notebook that is open already.
    pub fn at(home: &Home, notebook: Notebook, as_: Option<&str>, clock: Clock) -> Result<Self> {
        let review = notebook.review()?;
        let memory = home.notebook(notebook.id());
        let me = who(&review, as_, &memory, files::shared_by_group(files::folder_of(notebook.path())))?;
        Self::sit(home, notebook, review, me, clock)
    }

    /// Sits down in a session on a server: as that person and nobody else.
    ///
    /// # Errors
    /// When this notebook's team does not name them.
    pub fn for_session(home: &Home, notebook: Notebook, session: &Session, clock: Clock) -> Result<Self> {
        let review = notebook.review()?;
        let me = in_team(&review, &session.name).map(|p| p.id).ok_or_else(|| {
            Trouble::new("That notebook is not yours to open.", "Ask the lead whether its plan names you.")
        })?;
        let mut desk = Self::sit(home, notebook, review, me, clock)?;
        desk.session = Some(session.clone());
        Ok(desk)
    }

    fn sit(home: &Home, mut notebook: Notebook, review: Review, me: PersonId, clock: Clock) -> Result<Self> {
        if let Some((why, instead)) = review.person(me).and_then(|p| p.role.stays_outside()) {
            return Err(Trouble::new(why, instead));
        }
        let memory = home.notebook(notebook.id());
        files::ensure_private_folder(&memory)?;
        let key = review.person(me).map(|p| p.key.clone()).unwrap_or_default();
        files::replace_if_other(&memory.join("me"), key.as_bytes())?;
        // One writer for each person too, so that two people who share an account never share a chain.
        let folder = home.notebook_file(notebook.id(), notebook.path())?.join(&key);
        let mut writer = WriterKey::load_or_create(&folder)?;
        if writer.remembered().is_some_and(|r| notebook.last_seq(writer.id()).is_ok_and(|seq| seq < r.seq)) {
            // The file is older than what was written here: an honest user must not fork their own chain.
            writer.replace()?;
        }
        let pins = Pins::load(&memory)?;
        // After the look at the writer: an erase of mine brings the file's numbers up to date again.
        let (purged_again, erases) = super::purge::apply_again(home, &mut notebook)?;
        let review = if purged_again > 0 { notebook.review()? } else { review };
        let home = home.clone();
        Ok(Self {
            home,
            notebook,
            me,
            clock,
            review,
            pins,
            erases,
            purged_again,
            writer,
            folder,
            session: None,
            unremembered: None,
        })
    }

    /// Who I am.
    pub fn me(&self) -> PersonId {
        self.me
    }

    /// Who I am, with name and role.
    ///
    /// # Errors
    /// When the plan no longer knows me.
    pub fn myself(&self) -> Result<&Person> {
        self.review.person(self.me).ok_or_else(|| Trouble::new("This notebook no longer knows you.", "Ask the lead."))
    }

    /// The rules of the server's session, if this is one.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Refuses what my part in the review does not allow.
    ///
    /// # Errors
    /// When it does not; in words that say who may.
    pub fn must(&self, act: Act) -> Result<()> {
        let me = self.myself()?;
        let stays = "Nothing was changed.";
        if may(Role::Reviewer, act) {
            return match may(me.role, act) && !me.retired {
                true => Ok(()),
                false if me.retired => Err(Trouble::new("You have left this team.", format!("Ask the lead. {stays}"))),
                false => Err(Trouble::new(
                    format!("This is for the visiting team; you take part as {}.", me.role.label()),
                    format!("Ask the lead if you need it. {stays}"),
                )),
            };
        }
        if !may(me.role, act) || me.retired {
            let lead = self.review.lead().map_or("the lead", |p| p.name.as_str());
            return Err(Trouble::new(
                format!("Only the lead {}, and you are here as {} ({}).", act.words(), me.name, me.role.label()),
                format!("Ask {lead} to do it; nothing was changed."),
            ));
        }
        if self.session.as_ref().is_some_and(|s| !s.lead) {
            return Err(Trouble::new(
                format!("Only the lead {}, and this server did not let you in as the lead.", act.words()),
                format!("Ask whoever keeps the server to add your key with --role lead. {stays}"),
            ));
        }
        Ok(())
    }

    /// Refuses to touch what somebody else wrote, to whom may not.
    pub(super) fn must_for(&self, note: &Note) -> Result<()> {
        self.must(if note.author == self.me { Act::Capture } else { Act::ColleaguesNotes })
    }

    /// Why a note of mine does not belong in an activity: a host partner writes in the activities they
    /// join. A session refuses it; elsewhere it is a warning, since who holds the file holds the file.
    pub fn misplaced(&self, activity: Option<ActivityId>) -> Option<Trouble> {
        let me = self.myself().ok()?;
        if may(me.role, Act::ColleaguesNotes) {
            return None;
        }
        let activity = self.review.activity(activity?)?;
        (!activity.includes(self.me)).then(|| {
            Trouble::new(
                format!("The plan does not name you in {}.", activity.title),
                "You write in the activities that you join: choose one of them, or ask the lead.",
            )
        })
    }

    /// My home.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The notebook, for reading.
    pub fn notebook(&self) -> &Notebook {
        &self.notebook
    }

    /// What the plan says and how the day stands, as of the last [`Self::refresh`].
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Sets another clock, by which everything from now on is written.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Reads the plan and the day anew, after others have written.
    pub fn refresh(&mut self) -> Result<()> {
        self.review = self.notebook.review()?;
        // A colleague may have purged: remembered from here on, whatever becomes of the file.
        self.remember_erases()
    }

    /// My writers of this notebook file: the one I write with, and those before it.
    pub fn writers(&self) -> Vec<WriterId> {
        self.writer.former().iter().copied().chain([self.writer.id()]).collect()
    }

    /// The public side of my key, if I have one.
    pub fn my_key(&self) -> Result<Option<MyKey>> {
        identity::public(&self.home)
    }

    /// Where half-typed lines are kept, sealed to me; none without a key, never a plain one.
    pub fn drafts(&self) -> Result<Option<DraftStore>> {
        self.my_key()?.map(|key| DraftStore::new(self.folder.clone(), key.recipients)).transpose()
    }

    /// Writes changes. When it returns, they are on the disk.
    pub(super) fn write(&mut self, changes: &[NewChange]) -> Result<Written> {
        // Another session of mine on the same file may have drawn a new key.
        self.writer.refresh()?;
        let pen = Pen { author: self.me, key: &self.writer, clock: self.clock, zone: self.review.visit.zone };
        let written = self.notebook.write(&pen, changes)?;
        self.unremembered = written.changes.last().copied().or(self.unremembered);
        Ok(written)
    }

    /// Undoes changes of mine by new ones.
    ///
    /// # Errors
    /// When something was changed again since, or a seal would have to be opened.
    pub fn undo(&mut self, changes: &[ChangeId]) -> Result<Written> {
        let pen = Pen { author: self.me, key: &self.writer, clock: self.clock, zone: self.review.visit.zone };
        let written = self.notebook.undo(&pen, changes)?;
        self.unremembered = written.changes.last().copied().or(self.unremembered);
        self.refresh()?;
        Ok(written)
    }

    /// Remembers in home how far I have written. Called after the answer was given, so that nobody
    /// waits for it; also when the desk is left.
    pub fn remember(&mut self) -> Result<()> {
        if let Some(head) = self.unremembered.take() {
            self.writer.remember(self.notebook.last_seq(self.writer.id())?, head)?;
        }
        Ok(())
    }

    /// Lets the notebook forget what it remembers of words beyond what lies in its file.
    pub fn forget_words(&mut self) -> Result<()> {
        self.notebook.reopen()
    }

    /// Tries again to remove emptied text from the side file; true once it is gone.
    pub fn clear_residue(&mut self) -> Result<bool> {
        self.notebook.clear_residue()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // Best effort: what is not remembered only makes an older copy look newer than it is.
        let _ = self.remember();
    }
}

/// The person of this short word, if the team counts them in: who writes notes and has not left.
pub fn in_team<'a>(review: &'a Review, name: &str) -> Option<&'a Person> {
    review.people.iter().find(|p| p.key == name && may(p.role, Act::Capture) && !p.retired)
}

/// Finds out who I am. In a folder that accounts of a group share, only the account says so: nobody there is guessed.
fn who(review: &Review, as_: Option<&str>, memory: &Path, shared: bool) -> Result<PersonId> {
    let account = account();
    let by_account = account.as_ref().and_then(|a| review.people.iter().find(|p| p.accounts.contains(a)));
    if shared && by_account.is_none() {
        let account = account.as_deref().map_or_else(|| "yours".to_owned(), clean_line);
        return Err(Trouble::new(
            format!("The plan of this review names no reviewer with the account {account}."),
            "In a shared folder the account says who you are. Ask the lead to put it beside your name in the plan (accounts).",
        ));
    }
    if let Some(name) = as_ {
        let person = named(review, name)?;
        if let Some(other) = by_account.filter(|p| p.id != person.id) {
            return Err(Trouble::usage(
                format!("On this computer your account is {}.", other.name),
                "Leave --as away.",
            ));
        }
        return Ok(person.id);
    }
    if let Some(person) = by_account {
        return Ok(person.id);
    }
    let remembered = files::read_text(&memory.join("me"), 1024).ok();
    if let Some(person) = remembered.and_then(|key| review.people.iter().find(|p| p.key == key)) {
        return Ok(person.id);
    }
    let mut capturing = review.people.iter().filter(|p| p.role.captures() && !p.retired);
    match (capturing.next(), capturing.next()) {
        (Some(only), None) => Ok(only.id),
        _ => Err(Trouble::usage("Who are you in this review?", format!("Say so once: --as {}.", names(review)))),
    }
}

fn named<'a>(review: &'a Review, name: &str) -> Result<&'a Person> {
    let wanted = name.to_lowercase();
    review.people.iter().find(|p| p.key == wanted || p.name.to_lowercase() == wanted).ok_or_else(|| {
        Trouble::usage(
            format!("Nobody in this review is called “{}”.", clean_line(name)),
            format!("The plan names {}.", names(review)),
        )
    })
}

fn names(review: &Review) -> String {
    let keys: Vec<&str> = review.people.iter().filter(|p| p.role.captures()).map(|p| p.key.as_str()).collect();
    keys.join(", or ")
}

/// The name of the account that runs this program, if the system's list has it.
fn account() -> Option<String> {
    accounts::of(rustix::process::getuid().as_raw()).map(|account| account.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::capture::Capture;
    use crate::review::people::Role;
    use crate::review::release::{Audience, Options};
    use crate::tasks::day::Turn;
    use crate::tasks::feedback::NewPoint;
    use crate::tasks::marks::Mark;
    use crate::tasks::testing::{NOW, Team, note};

    fn session(team: &Team, name: &str, lead: bool) -> Result<Desk> {
        let session = Session { name: name.to_owned(), lead };
        let home = team.home(&format!("server-{name}"));
        Desk::for_session(&home, Notebook::open(&team.path).unwrap(), &session, Clock::fixed(NOW))
    }

    fn point() -> NewPoint {
        let kind = crate::review::feedback::PointKind::Strength;
        NewPoint { kind, question: None, meeting: None, text: "said".to_owned(), evidence: Vec::new() }
    }

    #[test]
    fn a_session_is_for_the_team_that_the_plan_names() {
        let team = Team::new(|_| {});
        for name in ["lead", "hollins", "host-maths"] {
            assert!(session(&team, name, false).is_ok(), "{name}");
        }
        for name in ["host-head", "nobody", "Hollins", ""] {
            assert!(session(&team, name, true).is_err(), "{name}");
        }
        let mut lead = team.desk("lead");
        lead.retire(PersonId::of(lead.notebook().id(), "hollins"), true).unwrap();
        assert!(session(&team, "hollins", false).is_err(), "who has left is let in no more");
    }

    #[test]
    fn the_lead_of_the_plan_is_the_lead_of_a_session_only_if_let_in_as_one() {
        let team = Team::new(|_| {});
        let options = Options::new(NOW, Audience::HostHead);
        for (name, lead, may) in [("lead", true, true), ("lead", false, false), ("hollins", true, false)] {
            let mut desk = session(&team, name, lead).unwrap();
            assert_eq!(desk.compose_release(&options, None).is_ok(), may, "{name} {lead}");
            assert_eq!(
                desk.add_person(&format!("new-{lead}"), "New", Role::Reviewer, "").is_ok(),
                may,
                "{name} {lead}"
            );
            assert!(desk.turn(&Turn::ShiftRest(5)).is_ok() && desk.make_point(&point()).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_host_partner_writes_in_their_activities_and_touches_nothing_of_the_team() {
        let team = Team::new(|_| {});
        let theirs = note(&mut team.desk("hollins"), "hers", None);
        let mut partner = session(&team, "host-maths", true).unwrap();
        let mine = note(&mut partner, "mine", None);
        partner.edit(mine, "still mine", "").unwrap();
        for refused in [
            partner.turn(&Turn::ShiftRest(5)).map(drop),
            partner.make_point(&point()).map(drop),
            partner.edit(theirs, "changed", "").map(drop),
            partner.delete(&[theirs], true).map(drop),
            partner.mark(&[mine, theirs], &Mark::Impact, None).map(drop),
            partner.retire(partner.me(), true).map(drop),
            partner.bundled(&[]).map(drop),
        ] {
            assert!(refused.is_err());
        }
        let elsewhere = partner.review().activities.iter().find(|a| !a.includes(partner.me())).map(|a| a.id);
        let capture = Capture { text: "elsewhere".to_owned(), ..Capture::default() };
        assert!(elsewhere.is_some() && partner.misplaced(elsewhere).is_some());
        assert!(partner.capture(&capture, elsewhere, None).is_err(), "in a session it is refused");
        let mut at_home = team.desk("host-maths");
        assert!(at_home.capture(&capture, elsewhere, None).is_ok(), "elsewhere it is a warning");
    }
}

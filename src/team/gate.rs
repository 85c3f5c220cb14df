//! Who is believed: each change that arrives passes here before anything is written.
//!
//! A signature proves who wrote a change, not who that is. So a writer belongs to the person it was
//! first seen with, pinned in home; a writer that came through somebody else is marked so until the
//! person's own session shows that it is theirs; and whatever speaks of forgery (a signature that is
//! not the writer's, a second change under a known number, a writer in another name) stops
//! everything, with a report for people. Not every change that is genuine is taken over unasked: who
//! may not do a thing here cannot do it by sending it.

use super::stream::{Introduction, Sent};
use crate::clock::Moment;
use crate::ids::{ChangeId, NoteId, NotebookId, PersonId, WriterId};
use crate::notebook::joining::Standing;
use crate::notebook::value::{Value, kind};
use crate::notebook::{Change, Header, Notebook};
use crate::review::people::Person;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::vault::Pins;
use std::collections::BTreeMap;

/// Who is at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A file: what it says of its sender is only said.
    File,
    /// A server that was reached by its address: what it vouches for, an account has shown to it.
    Server,
    /// A person whom their account has shown to be so, at a server.
    Account(PersonId),
}

/// What the gate knows of the notebook that things are taken over into.
pub struct Gate<'a> {
    notebook: NotebookId,
    pins: &'a mut Pins,
    peer: Peer,
    introduction: Introduction,
    now: Moment,
    people: Vec<Person>,
    /// Whose the writers of this stream are, as far as they are not pinned yet.
    seen: BTreeMap<WriterId, PersonId>,
    last: Option<(WriterId, u64, ChangeId)>,
    ahead: BTreeMap<PersonId, i64>,
}

/// A change that passed.
#[derive(Debug)]
pub struct Passed {
    /// The change.
    pub change: Change,
    /// How it stands to what is here.
    pub standing: Standing,
    /// Why it is not taken over unless somebody says yes; none if it may come in unasked.
    pub ask: Option<Ask>,
}

/// Why a change is not taken over unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// It removes words for good.
    Erase,
    /// It changes the plan or who takes part, and is not by the lead.
    Plan,
}

impl<'a> Gate<'a> {
    /// A gate before a notebook (none if it is not here yet).
    ///
    /// Writers that are here already and were never pinned are pinned now: they came in at first sight.
    pub fn new(
        id: NotebookId,
        notebook: Option<&Notebook>,
        pins: &'a mut Pins,
        peer: Peer,
        introduction: Introduction,
        now: Moment,
    ) -> Result<Self> {
        let mut people = Vec::new();
        if let Some(notebook) = notebook {
            for known in notebook.known_writers()? {
                if pins.person_of(known.writer).is_none() {
                    pins.bind(known.writer, known.author)?;
                }
            }
            // Half a notebook, whose plan has not come yet, knows nobody.
            people = notebook.review().map(|r| r.people).unwrap_or_default();
        }
        let (seen, ahead) = (BTreeMap::new(), BTreeMap::new());
        let mut gate = Self { notebook: id, pins, peer, introduction, now, people, seen, last: None, ahead };
        gate.confirm()?;
        Ok(gate)
    }

    /// Examines a change as it came. Nothing is written by this.
    ///
    /// # Errors
    /// When it stops everything: the error is the report.
    pub fn examine(&mut self, notebook: Option<&Notebook>, sent: Sent) -> Result<Passed> {
        let header = Header::decode(&sent.header)?;
        let change = Change::verify(sent.header, sent.signature, sent.body).map_err(|e| {
            let found =
                format!("A change in the name of {} is forged, or was damaged on the way.", self.name(header.author));
            self.stop(&found, header.author).because(e.what())
        })?;
        let (writer, seq, author) = (change.header.writer, change.header.seq, change.header.author);
        if change.header.notebook != self.notebook {
            return Err(other_notebook());
        }
        match self.last {
            Some((w, s, id)) if (w, s) == (writer, seq) && id != change.id => return Err(self.forked(author)),
            Some((w, s, _)) if (writer, seq) <= (w, s) => {
                return Err(super::stream::garbled().because("changes out of their order"));
            }
            Some((w, s, id)) if w == writer && s + 1 == seq && change.header.previous != id => {
                return Err(self.forked(author));
            }
            _ => {}
        }
        let bound = self.pins.person_of(writer).or_else(|| self.seen.get(&writer).copied());
        if let Some(other) = bound.filter(|p| *p != author) {
            let found =
                format!("A key that is known as {}'s signed in the name of {}.", self.name(other), self.name(author));
            return Err(self.stop(&found, other));
        }
        let standing = match notebook {
            Some(notebook) => notebook.standing(&change)?,
            None => Standing::New,
        };
        if standing == Standing::Forks {
            return Err(self.forked(author));
        }
        if bound.is_none() {
            self.seen.insert(writer, author);
        }
        self.last = Some((writer, seq, change.id));
        if let Some(minutes) = Notebook::ahead(change.header.hlc, self.now)
            && standing == Standing::New
        {
            let most = self.ahead.entry(author).or_default();
            *most = minutes.max(*most);
        }
        let ask = self.ask(notebook, &change).filter(|_| standing == Standing::New);
        Ok(Passed { change, standing, ask })
    }

    /// Pins the writers that were examined so far; before anything of theirs is taken over.
    pub fn pin(&mut self) -> Result<()> {
        for (writer, author) in std::mem::take(&mut self.seen) {
            match self.via(writer, author) {
                Some(via) => self.pins.bind_relayed(writer, author, via)?,
                None => self.pins.bind(writer, author)?,
            };
        }
        Ok(())
    }

    /// Confirms the writers that this session has shown to be their person's.
    fn confirm(&mut self) -> Result<()> {
        for (writer, via) in &self.introduction.writers {
            let person = self.pins.person_of(*writer);
            let shown = match self.peer {
                Peer::File => false,
                Peer::Server => person.is_some(),
                Peer::Account(account) => person == Some(account),
            };
            if via.is_none() && shown {
                self.pins.confirm(*writer)?;
            }
        }
        Ok(())
    }

    /// By how many minutes clocks are ahead, so far that their time was not adopted.
    pub fn ahead(&self) -> &BTreeMap<PersonId, i64> {
        &self.ahead
    }

    /// What this gate knows of whose writers are whose, to be told onwards.
    pub fn pins(&self) -> &Pins {
        self.pins
    }

    /// Through whom a writer comes that is seen for the first time.
    fn via(&self, writer: WriterId, author: PersonId) -> Option<PersonId> {
        let said = self.introduction.writers.iter().find(|(w, _)| *w == writer).map(|(_, via)| *via);
        let via = match self.peer {
            Peer::Account(account) => Some(account),
            Peer::File | Peer::Server => said.unwrap_or(self.introduction.from),
        };
        via.filter(|via| *via != author)
    }

    /// Whether nobody has confirmed yet that a writer is its person's.
    fn is_relayed(&self, writer: WriterId, author: PersonId) -> bool {
        match self.pins.person_of(writer) {
            Some(_) => self.pins.via(writer).is_some(),
            None => self.via(writer, author).is_some(),
        }
    }

    fn ask(&self, notebook: Option<&Notebook>, change: &Change) -> Option<Ask> {
        let header = &change.header;
        let leads = |p: &Person| p.id == header.author && p.role.releases();
        let by_lead = self.people.iter().any(leads) && !self.is_relayed(header.writer, header.author);
        match header.kind {
            kind::ERASE => {
                let body = change.body.as_ref()?;
                let Ok(Some(Value::Erase(erase))) = Value::decode(header.kind, &body.bytes) else { return None };
                let whose = |w: &WriterId| self.pins.person_of(*w).or_else(|| self.seen.get(w).copied());
                let own = erase.covers.iter().all(|c| whose(&c.writer) == Some(header.author));
                let own_note = header.subject.0 != header.notebook.0
                    && notebook
                        .and_then(|n| n.note(NoteId(header.subject.0)).ok().flatten())
                        .is_some_and(|n| n.author == header.author);
                (!(by_lead || own || own_note)).then_some(Ask::Erase)
            }
            // A notebook made from the plan says all of it in the lead's name, by a key that nobody knows yet.
            // What the lead chose since, for the whole notebook, is the lead's to choose too.
            kind::VISIT | kind::PERSON | 3 | kind::QUESTION | 80..=99 => {
                let known = self.people.iter().find(|p| p.id == header.author);
                known.is_some_and(|p| !p.role.releases()).then_some(Ask::Plan)
            }
            _ => None,
        }
    }

    fn name(&self, person: PersonId) -> String {
        let found = self.people.iter().find(|p| p.id == person);
        found.map_or_else(|| "somebody unknown here".to_owned(), |p| clean_line(&p.name))
    }

    fn forked(&self, author: PersonId) -> Trouble {
        self.stop(
            &format!(
                "Two different changes of {} carry the same number: a copy of a notebook was written to in two places, \
                 or somebody forged one.",
                self.name(author)
            ),
            author,
        )
    }

    fn stop(&self, found: &str, person: PersonId) -> Trouble {
        let from = match (self.introduction.from, self.peer) {
            (Some(from), _) | (None, Peer::Account(from)) => format!(" It came from {}.", self.name(from)),
            _ => String::new(),
        };
        let left = match self.peer {
            Peer::File => "Nothing of the bundle was taken over, and the notebook is as it was.",
            Peer::Server | Peer::Account(_) => "It was not taken over, nor anything that came with it or after it.",
        };
        Trouble::new(
            format!("{found}{from}"),
            format!("{left} Ask {} about it, in person, before you join again.", self.name(person)),
        )
    }
}

/// Trouble with changes of another review.
pub(super) fn other_notebook() -> Trouble {
    Trouble::new(
        "This belongs to another notebook: it was not made from the same plan.",
        "Check the name of the file or the address; nothing was taken over.",
    )
}

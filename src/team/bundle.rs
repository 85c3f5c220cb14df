//! The remote that is a file: a bundle, carried to a colleague.
//!
//! What is written here is the inside; it reaches the disk only encrypted, to team members' keys. A
//! file cannot be asked anything, so it gets all there is; and it lies still, so it is read twice:
//! once to examine and preview everything, and only after a yes to take it over.

use super::gate::{Ask, Gate, Passed, Peer};
use super::remote::{Each, Given, Greeting, Remote, receive_changes, send_changes};
use super::stream::{Frame, Receiver, Sender, Verdict, garbled};
use crate::clock::Moment;
use crate::home::Home;
use crate::ids::{PersonId, Subject};
use crate::notebook::joining::Standing;
use crate::notebook::value::{EraseClass, Value, kind};
use crate::notebook::{Header, Notebook};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::vault::Pins;
use std::collections::{BTreeMap, BTreeSet};

/// The largest bundle, in bytes of its inside: some hundred thousand notes.
pub const MAX_BUNDLE: u64 = 256 << 20;

/// The kind of filing a note.
const NOTE_FILED: u16 = 21;

/// A bundle being made.
#[derive(Default)]
pub struct Packing {
    inside: Vec<u8>,
    greeting: Greeting,
}

impl Packing {
    /// What is in it, to be encrypted.
    pub fn inside(&self) -> &[u8] {
        &self.inside
    }
}

impl Remote for Packing {
    fn greet(&mut self, mine: &Greeting) -> Result<Greeting> {
        self.greeting = mine.clone();
        Ok(Greeting { notebook: mine.notebook, ..Greeting::default() })
    }

    fn give(&mut self, changes: &mut Given<'_>) -> Result<Verdict> {
        let new = changes.len() as u64;
        let mut sender = Sender::open(&mut self.inside, self.greeting.notebook)?;
        sender.introduce(&self.greeting.introduction)?;
        send_changes(&mut sender, changes)?;
        if self.inside.len() as u64 > MAX_BUNDLE {
            return Err(Trouble::new(
                "The notebook is too large for a bundle.",
                "Join over the line instead, with “visitbook sync”. Nothing was written.",
            ));
        }
        Ok(Verdict { new, left_aside: 0 })
    }

    fn take(&mut self, _: &mut Each<'_>) -> Result<()> {
        Ok(())
    }
}

/// A bundle that was opened.
pub struct Opened<'a> {
    receiver: Receiver<&'a [u8]>,
}

impl<'a> Opened<'a> {
    /// The inside of a bundle.
    ///
    /// # Errors
    /// When it is none, or of a newer format.
    pub fn new(inside: &'a [u8]) -> Result<Self> {
        Ok(Self { receiver: Receiver::open(inside)? })
    }
}

impl Remote for Opened<'_> {
    fn greet(&mut self, mine: &Greeting) -> Result<Greeting> {
        let Frame::Introduction(introduction) = self.receiver.listen()? else { return Err(garbled()) };
        // Nothing can be given to a file, so it lacks nothing.
        let notebook = Some(self.receiver.notebook().ok_or_else(garbled)?);
        Ok(Greeting { notebook, introduction, holdings: mine.holdings.clone() })
    }

    fn give(&mut self, changes: &mut Given<'_>) -> Result<Verdict> {
        if changes.len() == 0 { Ok(Verdict::default()) } else { Err(garbled().because("a file takes nothing")) }
    }

    fn take(&mut self, each: &mut Each<'_>) -> Result<()> {
        receive_changes(&mut self.receiver, each)?;
        if self.receiver.at_end()? { Ok(()) } else { Err(garbled().because("bytes after the end")) }
    }
}

/// How changes of a person are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// New notes.
    Notes,
    /// Words of open notes, beyond their first.
    Edits,
    /// Marks and filing.
    Marks,
    /// Notes sealed, or sealed to others.
    Seals,
    /// Sealed notes opened on purpose.
    Unseals,
    /// Feedback points, and what belongs to them.
    Points,
    /// Shifts of the day.
    Day,
    /// The protocol accepted.
    Accepted,
    /// What a newer program wrote; it is kept and not shown.
    Unknown,
    /// The plan: the visit, its questions, its timetable.
    Plan,
    /// Who takes part.
    People,
    /// Keys announced or taken back.
    Keys,
    /// Notes or points deleted, or brought back.
    Deletes,
    /// Words removed for good.
    Erases,
}

impl Sort {
    fn of(kind: u16) -> Self {
        match kind {
            1 | 4 | 5 => Self::Plan,
            2 | 3 => Self::People,
            6 | 7 => Self::Keys,
            8 => Self::Accepted,
            10..=15 => Self::Day,
            20 => Self::Notes,
            22 => Self::Edits,
            21 | 23..=28 | 33..=39 => Self::Marks,
            30 => Self::Seals,
            31 => Self::Unseals,
            32 | 57 => Self::Deletes,
            50..=56 | 60..=69 => Self::Points,
            70 => Self::Erases,
            _ => Self::Unknown,
        }
    }

    /// Whether it is listed apart, and asked about.
    pub fn asked(self) -> bool {
        self >= Self::Plan
    }

    /// What it is called: for one, and for more.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Notes => ("note", "notes"),
            Self::Edits => ("edit", "edits"),
            Self::Marks => ("tag", "tags"),
            Self::Seals => ("seal", "seals"),
            Self::Unseals => ("opened note", "opened notes"),
            Self::Points => ("change of feedback points", "changes of feedback points"),
            Self::Day => ("shift of the day", "shifts of the day"),
            Self::Accepted => ("protocol accepted", "protocols accepted"),
            Self::Unknown => ("change of a newer visitbook", "changes of a newer visitbook"),
            Self::Plan => ("change of the plan", "changes of the plan"),
            Self::People => ("change of who takes part", "changes of who takes part"),
            Self::Keys => ("change of keys", "changes of keys"),
            Self::Deletes => ("deletion", "deletions"),
            Self::Erases => ("removal for good", "removals for good"),
        }
    }
}

/// A removal for good, as it asks to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// In whose name.
    pub author: PersonId,
    /// The whole notebook, not one note: a purge.
    pub purge: bool,
    /// What it removes.
    pub class: EraseClass,
}

/// What a bundle would bring; nothing is written by looking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// Who is said to have made the bundle.
    pub from: Option<PersonId>,
    /// The notebook is not here yet.
    pub makes: bool,
    /// New changes, by person and sort.
    pub people: BTreeMap<PersonId, BTreeMap<Sort, u64>>,
    /// All changes in it, and how many of them are new here.
    pub changes: u64,
    /// Of these, new here.
    pub new: u64,
    /// Removals for good, each.
    pub removals: Vec<Removal>,
    /// What a person who does not lead changes of the plan or of who takes part.
    pub unusual: u64,
    /// Whose clocks are ahead, by how many minutes.
    pub ahead: BTreeMap<PersonId, i64>,
    /// Names of persons that are not in the notebook here, as the bundle gives them.
    pub names: BTreeMap<PersonId, String>,
}

/// Examines all of a bundle before anything is written.
///
/// # Errors
/// When it is damaged, forged, of another notebook or another format: the error is the report.
pub fn preview(inside: &[u8], notebook: Option<&Notebook>, home: &Home, now: Moment) -> Result<Preview> {
    let mut opened = Opened::new(inside)?;
    let greeting = opened.greet(&Greeting::default())?;
    let id = greeting.notebook.ok_or_else(garbled)?;
    if notebook.is_some_and(|n| n.id() != id) {
        return Err(super::gate::other_notebook());
    }
    let from = greeting.introduction.from;
    let mut preview = Preview { from, makes: notebook.is_none(), ..Preview::default() };
    let mut pins = Pins::load(&home.notebook(id))?;
    let mut gate = Gate::new(id, notebook, &mut pins, Peer::File, greeting.introduction, now)?;
    let mut fresh = BTreeMap::new();
    opened.take(&mut |sent, _| {
        let passed = gate.examine(notebook, sent)?;
        preview.count(&passed, &mut fresh);
        Ok(())
    })?;
    preview.ahead.clone_from(gate.ahead());
    Ok(preview)
}

impl Preview {
    /// Whether nothing in it is new here.
    pub fn is_empty(&self) -> bool {
        self.new == 0
    }

    fn count(&mut self, passed: &Passed, fresh: &mut BTreeMap<Subject, BTreeSet<u16>>) {
        let Header { kind, author, subject, notebook, .. } = passed.change.header;
        self.changes += 1;
        let value = passed.change.body.as_ref().and_then(|b| Value::decode(kind, &b.bytes).ok().flatten());
        if let Some(Value::Person(facts)) = &value {
            self.names.insert(subject.into(), clean_line(&facts.name));
        }
        if passed.standing != Standing::New {
            return;
        }
        self.new += 1;
        self.unusual += u64::from(passed.ask == Some(Ask::Plan));
        if let Some(Value::Erase(erase)) = value {
            self.removals.push(Removal { author, purge: subject.0 == notebook.0, class: erase.class });
        }
        match kind {
            kind::NOTE_CREATED => {
                fresh.insert(subject, BTreeSet::new());
            }
            // The words with which a note is written, and where it is filed then, are no edits of it.
            NOTE_FILED | kind::NOTE_TEXT if fresh.get_mut(&subject).is_some_and(|seen| seen.insert(kind)) => return,
            _ => {}
        }
        *self.people.entry(author).or_default().entry(Sort::of(kind)).or_default() += 1;
    }
}

//! Taking over what passed the gate, in batches: what was taken over stays, whatever happens next.

use super::gate::{Gate, Passed};
use super::stream::Sent;
use crate::ids::PersonId;
use crate::notebook::joining::Standing;
use crate::notebook::{Change, Notebook};
use crate::trouble::Result;
use std::collections::BTreeMap;

/// The most changes of one batch.
const MAX_BATCH: usize = 512;

/// The most bytes of bodies of one batch.
const MAX_BATCH_BYTES: usize = 1 << 20;

/// What was taken over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// Changes that were not here yet.
    pub new: u64,
    /// Bodies that were missing here.
    pub filled: u64,
    /// Changes left aside, because nobody was asked: how many of each person.
    pub left_aside: BTreeMap<PersonId, u64>,
    /// Minutes by which persons' clocks are ahead of this one.
    pub ahead: BTreeMap<PersonId, i64>,
    /// Old open text was emptied, and a colleague's reading still keeps it in the side file.
    pub old_text_remains: bool,
}

/// Takes changes over, batch by batch.
pub struct Taking<'n, 'g, 'p> {
    notebook: &'n mut Notebook,
    gate: &'g mut Gate<'p>,
    /// Somebody has said yes to whatever is asked about.
    yes: bool,
    /// Something came that stops everything.
    stopped: bool,
    batch: Vec<Change>,
    bytes: usize,
    taken: Taken,
}

impl<'n, 'g, 'p> Taking<'n, 'g, 'p> {
    /// Begins; `yes` also takes over what is asked about.
    pub fn new(notebook: &'n mut Notebook, gate: &'g mut Gate<'p>, yes: bool) -> Self {
        Self { notebook, gate, yes, stopped: false, batch: Vec::new(), bytes: 0, taken: Taken::default() }
    }

    /// Takes a change as it came.
    ///
    /// # Errors
    /// When it stops everything; batches before it stay.
    pub fn take(&mut self, sent: Sent) -> Result<()> {
        let passed = self.gate.examine(Some(self.notebook), sent);
        self.stopped |= passed.is_err();
        let Passed { change, standing, ask } = passed?;
        if ask.is_some() && !self.yes {
            *self.taken.left_aside.entry(change.header.author).or_default() += 1;
            return Ok(());
        }
        if standing == Standing::Known {
            return Ok(());
        }
        self.bytes += change.bytes.len() + change.body.as_ref().map_or(0, |b| b.bytes.len());
        self.batch.push(change);
        if self.batch.len() >= MAX_BATCH || self.bytes >= MAX_BATCH_BYTES {
            self.settle()?;
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<()> {
        // Pinned first: another session must never see a writer here that nobody has bound.
        self.gate.pin()?;
        let absorbed = self.notebook.absorb(&self.batch)?;
        self.batch.clear();
        self.bytes = 0;
        self.taken.new += absorbed.new as u64;
        self.taken.filled += absorbed.filled as u64;
        self.taken.old_text_remains = absorbed.old_text_remains;
        Ok(())
    }

    /// Ends early. What had come whole before a line dropped is kept, so that it need not come again;
    /// what came together with something that stops everything is not.
    pub fn keep(mut self) -> Result<()> {
        if self.stopped || self.batch.is_empty() { Ok(()) } else { self.settle() }
    }

    /// Takes over the last batch.
    pub fn finish(mut self) -> Result<Taken> {
        if !self.batch.is_empty() {
            self.settle()?;
        }
        self.taken.ahead.clone_from(self.gate.ahead());
        Ok(self.taken)
    }
}

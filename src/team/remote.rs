//! The seam: whatever holds changes of a notebook and can be joined with.
//!
//! A bundle in a file and a peer at the other end of a line are two kinds. A third (a hub that many
//! servers share) has only to answer the same three questions; nothing on this side of the seam
//! knows how.

use super::stream::{Frame, Introduction, Receiver, Sender, Sent, Verdict, garbled};
use crate::ids::NotebookId;
use crate::notebook::Change;
use crate::notebook::joining::Holdings;
use crate::trouble::{Result, Trouble};
use std::io::{Read, Write};

/// What two sides tell each other first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Greeting {
    /// The notebook; none if this side does not have it yet.
    pub notebook: Option<NotebookId>,
    /// Who speaks.
    pub introduction: Introduction,
    /// What this side has.
    pub holdings: Holdings,
}

/// Changes to be given, and how many they are.
pub type Given<'a> = dyn ExactSizeIterator<Item = Result<Change>> + 'a;

/// What is done with each change that arrives, and how many will come.
pub type Each<'a> = dyn FnMut(Sent, u64) -> Result<()> + 'a;

/// What can be joined with. The three are called once each, in this order.
pub trait Remote {
    /// Tells what is here, and asks what is there.
    fn greet(&mut self, mine: &Greeting) -> Result<Greeting>;

    /// Gives it what it lacks, by writer and number, ascending; it answers what it made of that.
    fn give(&mut self, changes: &mut Given<'_>) -> Result<Verdict>;

    /// Asks for what is lacking here, by what [`Self::greet`] told; in the same order.
    fn take(&mut self, each: &mut Each<'_>) -> Result<()>;
}

/// The asking end of a line: a pair of pipes, at whose other end is [`super::serve()`].
pub struct Line<R, W> {
    input: Option<R>,
    output: Option<W>,
    receiver: Option<Receiver<R>>,
    sender: Option<Sender<W>>,
}

impl<R: Read, W: Write> Line<R, W> {
    /// A line of which nothing was read or written yet.
    pub fn new(input: R, output: W) -> Self {
        Self { input: Some(input), output: Some(output), receiver: None, sender: None }
    }

    fn objection(&mut self) -> Option<Trouble> {
        match self.receiver.as_mut()?.frame() {
            Ok(Frame::Refused(why)) => Some(why),
            _ => None,
        }
    }

    fn ends(&mut self) -> Result<(&mut Receiver<R>, &mut Sender<W>)> {
        self.receiver.as_mut().zip(self.sender.as_mut()).ok_or_else(|| garbled().because("nobody was greeted"))
    }
}

impl<R: Read, W: Write> Remote for Line<R, W> {
    fn greet(&mut self, mine: &Greeting) -> Result<Greeting> {
        let (Some(input), Some(output)) = (self.input.take(), self.output.take()) else {
            return Err(garbled().because("greeted twice"));
        };
        let mut sender = Sender::open(output, mine.notebook)?;
        send_greeting(&mut sender, mine)?;
        let mut receiver = Receiver::open(input)?;
        let theirs = read_greeting(&mut receiver)?;
        (self.receiver, self.sender) = (Some(receiver), Some(sender));
        Ok(theirs)
    }

    fn give(&mut self, changes: &mut Given<'_>) -> Result<Verdict> {
        let (receiver, sender) = self.ends()?;
        match send_changes(sender, changes).and_then(|()| receiver.listen()) {
            Ok(Frame::Verdict(verdict)) => Ok(verdict),
            Ok(_) => Err(garbled()),
            Err(dropped) => {
                // Closed first, so that the other side does not wait for more; it may have said why it stopped.
                self.sender = None;
                Err(self.objection().unwrap_or(dropped))
            }
        }
    }

    fn take(&mut self, each: &mut Each<'_>) -> Result<()> {
        let (receiver, sender) = self.ends()?;
        let taken = receive_changes(receiver, each);
        if let Err(why) = &taken {
            // They may be gone already.
            let _ = sender.refuse(why);
        }
        taken
    }
}

/// Sends what each side says first, after the beginning of the stream.
pub(super) fn send_greeting<W: Write>(sender: &mut Sender<W>, mine: &Greeting) -> Result<()> {
    sender.introduce(&mine.introduction)?;
    sender.holdings(&mine.holdings)?;
    sender.flush()
}

/// Reads what the other side says first.
pub(super) fn read_greeting<R: Read>(receiver: &mut Receiver<R>) -> Result<Greeting> {
    let Frame::Introduction(introduction) = receiver.listen()? else { return Err(garbled()) };
    let Frame::Holdings(holdings) = receiver.listen()? else { return Err(garbled()) };
    Ok(Greeting { notebook: receiver.notebook(), introduction, holdings })
}

/// Sends changes, from their announcement to their end.
pub(super) fn send_changes<W: Write>(sender: &mut Sender<W>, changes: &mut Given<'_>) -> Result<()> {
    sender.offer(changes.len() as u64)?;
    for change in changes {
        sender.change(&change?)?;
    }
    sender.end()
}

/// Reads changes, from their announcement to their end.
pub(super) fn receive_changes<R: Read>(receiver: &mut Receiver<R>, each: &mut Each<'_>) -> Result<()> {
    let Frame::Offer(count) = receiver.listen()? else { return Err(garbled()) };
    loop {
        match receiver.listen()? {
            Frame::Change(sent) => each(sent, count)?,
            Frame::End(_) => return Ok(()),
            _ => return Err(garbled()),
        }
    }
}

//! The answering side of a line: what `visitbook sync` finds at a server.
//!
//! The other side speaks first and is listened to until it has said all; then it is answered. So
//! neither waits for the other with both pipes full. What is taken over is on the disk batch by
//! batch; a line that drops anywhere leaves both sides sound, and the next time goes on from there.

use super::gate::{Gate, Peer, other_notebook};
use super::remote::{Greeting, read_greeting, receive_changes, send_changes, send_greeting};
use super::stream::{Introduction, Receiver, Sender, Verdict};
use super::take::{Taken, Taking};
use crate::clock::Moment;
use crate::ids::PersonId;
use crate::notebook::Notebook;
use crate::trouble::Result;
use crate::vault::Pins;
use std::io::{Read, Write};

/// The notebook that is served, and to whom.
pub struct Host<'a> {
    /// The notebook.
    pub notebook: &'a mut Notebook,
    /// What this server knows of whose writers are whose: one record for all who come, never a person's own.
    pub pins: &'a mut Pins,
    /// The person whom the account has shown to be here.
    pub account: PersonId,
    /// The time by the machine's clock.
    pub now: Moment,
}

/// What was exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// What was taken over here.
    pub taken: Taken,
    /// How many changes were sent.
    pub sent: u64,
}

/// Answers one `sync`, from its first byte to its last.
///
/// The person may introduce writers only for themselves: what others have signed is taken over too,
/// and shown as come through this person until the others' own sessions confirm it.
///
/// # Errors
/// When the line drops, or something arrives that stops everything; the other side is told why.
pub fn serve(input: &mut dyn Read, output: &mut dyn Write, mut host: Host<'_>) -> Result<Summary> {
    let mut sender = Sender::open(output, Some(host.notebook.id()))?;
    let answered = answer(input, &mut sender, &mut host);
    if let Err(why) = &answered {
        // They may be gone already.
        let _ = sender.refuse(why);
    }
    answered
}

fn answer(input: &mut dyn Read, sender: &mut Sender<&mut dyn Write>, host: &mut Host<'_>) -> Result<Summary> {
    let id = host.notebook.id();
    let mut receiver = Receiver::open(input)?;
    if receiver.notebook().is_some_and(|theirs| theirs != id) {
        return Err(other_notebook());
    }
    let theirs = read_greeting(&mut receiver)?;
    let account = Peer::Account(host.account);
    let mut gate = Gate::new(id, Some(host.notebook), host.pins, account, theirs.introduction, host.now)?;
    let introduction = introduction(None, gate.pins());
    send_greeting(sender, &Greeting { notebook: Some(id), introduction, holdings: host.notebook.holdings()? })?;

    // Looked up before anything of theirs came in: nobody is sent back what they have just brought.
    let lacking = host.notebook.lacking(&theirs.holdings)?;
    let mut taking = Taking::new(host.notebook, &mut gate, false);
    if let Err(stopped) = receive_changes(&mut receiver, &mut |sent, _| taking.take(sent)) {
        taking.keep()?;
        return Err(stopped);
    }
    let taken = taking.finish()?;
    sender.verdict(Verdict { new: taken.new, left_aside: taken.left_aside.values().sum() })?;

    let sent = lacking.len() as u64;
    send_changes(sender, &mut lacking.into_iter().map(|local| host.notebook.change_at(local)))?;
    Ok(Summary { taken, sent })
}

/// What is told of whose writers are whose: those that are vouched for, and those that came through somebody.
pub fn introduction(from: Option<PersonId>, pins: &Pins) -> Introduction {
    Introduction { from, writers: pins.writers().map(|(writer, _)| (writer, pins.via(writer))).collect() }
}

//! How changes travel: the inside of a bundle, and what goes over a line.
//!
//! ```text
//! magic (16 bytes) ‖ format (u16) ‖ notebook id (16 bytes, zeros: I have none yet) ‖ frames
//! frame = length (u32) ‖ one CBOR array whose first element says what it is
//! ```
//!
//! A change travels as the bytes that were signed, never encoded anew. The last frame counts the
//! changes, so that whatever was cut off is noticed. Everything here is read from a stranger: each
//! length is checked before memory is taken for it, and whatever is not understood is an error. The
//! format number and the frames are frozen; a program that knows only a lower one refuses before it
//! has written anything.

use crate::ids::{NotebookId, PersonId, WriterId};
use crate::notebook::joining::{Held, Holdings, Numbers};
use crate::notebook::{Body, Change};
use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble};
use minicbor::decode::Error as Unreadable;
use minicbor::{Decoder, Encoder};
use std::convert::Infallible;
use std::io::{self, Read, Write};

/// What every stream begins with.
pub const MAGIC: &[u8; 16] = b"visitbook joins\n";

/// The format that this program writes, and the highest that it reads.
pub const FORMAT: u16 = 1;

/// The most bytes of one frame: a body of the largest size with its header.
pub const MAX_FRAME: usize = 2 << 20;

/// The most changes of one stream.
pub const MAX_CHANGES: u64 = 1_000_000;

/// The most bytes of one stream: nothing honest comes near it, and sync goes on where it stopped.
pub const MAX_STREAM: u64 = 1 << 30;

/// The most writers that one side may speak of.
const MAX_WRITERS: u64 = 10_000;

/// The longest sentence taken from the other side.
const LONGEST_SENTENCE: usize = 400;

/// Who speaks, and what they know of whose writers are whose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Introduction {
    /// The person; none for a server, which speaks for nobody.
    pub from: Option<PersonId>,
    /// Writers that the speaker vouches for (none beside it), or knows only through somebody.
    pub writers: Vec<(WriterId, Option<PersonId>)>,
}

/// What the other side made of what it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Changes that it did not have.
    pub new: u64,
    /// Changes that it left aside, because nobody there was asked about them.
    pub left_aside: u64,
}

/// A change as it came: nothing is proved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The header's bytes.
    pub header: Vec<u8>,
    /// What is said to be its writer's signature.
    pub signature: [u8; 64],
    /// What is said to be its body.
    pub body: Option<Body>,
}

impl From<Change> for Sent {
    fn from(change: Change) -> Self {
        Self { header: change.bytes, signature: change.signature, body: change.body }
    }
}

/// One frame.
#[derive(Debug)]
pub enum Frame {
    /// Who speaks.
    Introduction(Introduction),
    /// What the speaker has.
    Holdings(Holdings),
    /// How many changes come next.
    Offer(u64),
    /// A change.
    Change(Sent),
    /// All of them have been sent: so many.
    End(u64),
    /// What was made of them.
    Verdict(Verdict),
    /// The speaker stops, and says why.
    Refused(Trouble),
}

/// The numbers of the frames, frozen.
mod tag {
    pub const INTRODUCTION: u8 = 1;
    pub const HOLDINGS: u8 = 2;
    pub const OFFER: u8 = 3;
    pub const CHANGE: u8 = 4;
    pub const END: u8 = 5;
    pub const VERDICT: u8 = 6;
    pub const REFUSED: u8 = 7;
}

type Encoded = std::result::Result<(), minicbor::encode::Error<Infallible>>;

/// The writing end.
#[derive(Debug)]
pub struct Sender<W> {
    out: W,
    changes: u64,
}

impl<W: Write> Sender<W> {
    /// Opens a stream about a notebook; none if this side does not have it yet.
    pub fn open(mut out: W, notebook: Option<NotebookId>) -> Result<Self> {
        let id = notebook.map_or([0; 16], |n| n.0);
        let opening = [MAGIC.as_slice(), &FORMAT.to_be_bytes(), &id].concat();
        out.write_all(&opening).map_err(|e| unsent(&e))?;
        Ok(Self { out, changes: 0 })
    }

    /// Says who speaks.
    pub fn introduce(&mut self, introduction: &Introduction) -> Result<()> {
        self.write(|e| {
            e.array(3)?.u8(tag::INTRODUCTION)?.encode(introduction.from)?;
            e.array(introduction.writers.len() as u64)?;
            for (writer, via) in &introduction.writers {
                e.array(2)?.encode(writer)?.encode(via)?;
            }
            Ok(())
        })
    }

    /// Says what this side has.
    pub fn holdings(&mut self, holdings: &Holdings) -> Result<()> {
        self.write(|e| {
            e.array(2)?.u8(tag::HOLDINGS)?.array(holdings.len() as u64)?;
            for (writer, held) in holdings {
                e.array(3)?.encode(writer)?;
                for numbers in [&held.here, &held.hollow] {
                    e.encode(numbers.ranges())?;
                }
            }
            Ok(())
        })
    }

    /// Announces how many changes come next.
    pub fn offer(&mut self, count: u64) -> Result<()> {
        self.changes = 0;
        self.write(|e| e.array(2)?.u8(tag::OFFER)?.u64(count)?.ok())
    }

    /// Sends a change.
    pub fn change(&mut self, change: &Change) -> Result<()> {
        self.changes += 1;
        self.write(|e| {
            e.array(4)?.u8(tag::CHANGE)?.bytes(&change.bytes)?.bytes(&change.signature)?;
            match &change.body {
                Some(body) => e.array(2)?.bytes(&body.salt)?.bytes(&body.bytes)?.ok(),
                None => e.null()?.ok(),
            }
        })
    }

    /// Says that all of them have been sent.
    pub fn end(&mut self) -> Result<()> {
        let count = self.changes;
        self.write(|e| e.array(2)?.u8(tag::END)?.u64(count)?.ok())?;
        self.flush()
    }

    /// Says what was made of what was given.
    pub fn verdict(&mut self, verdict: Verdict) -> Result<()> {
        self.write(|e| e.array(3)?.u8(tag::VERDICT)?.u64(verdict.new)?.u64(verdict.left_aside)?.ok())?;
        self.flush()
    }

    /// Says why this side stops.
    pub fn refuse(&mut self, why: &Trouble) -> Result<()> {
        self.write(|e| e.array(3)?.u8(tag::REFUSED)?.str(why.what())?.str(why.advice())?.ok())?;
        self.flush()
    }

    /// Sends on what is still held back.
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| unsent(&e))
    }

    fn write(&mut self, write: impl FnOnce(&mut Encoder<Vec<u8>>) -> Encoded) -> Result<()> {
        let mut e = Encoder::new(Vec::new());
        // Writing to a Vec cannot fail (its error type has no values).
        let _ = write(&mut e);
        let bytes = e.into_writer();
        let length = u32::try_from(bytes.len()).ok().filter(|n| *n as usize <= MAX_FRAME).ok_or_else(too_large)?;
        self.out.write_all(&length.to_be_bytes()).and_then(|()| self.out.write_all(&bytes)).map_err(|e| unsent(&e))
    }
}

/// The reading end.
#[derive(Debug)]
pub struct Receiver<R> {
    input: R,
    notebook: Option<NotebookId>,
    read: u64,
    changes: u64,
}

impl<R: Read> Receiver<R> {
    /// Reads the beginning of a stream.
    ///
    /// # Errors
    /// When it is no such stream, is cut off, or of a format that only a newer program reads.
    pub fn open(mut input: R) -> Result<Self> {
        let mut magic = [0; MAGIC.len()];
        fill(&mut input, &mut magic)?;
        if magic != *MAGIC {
            return Err(Trouble::new(
                "This does not hold changes of a notebook.",
                "Check that it is the right file, made with “visitbook bundle”, or the right address.",
            ));
        }
        let mut format = [0; 2];
        fill(&mut input, &mut format)?;
        let format = u16::from_be_bytes(format);
        if format != FORMAT {
            return Err(Trouble::new(
                "This was sent by a newer visitbook, in a format that this one does not read.",
                "Install the newer version on this computer and try again; nothing was changed here.",
            )
            .because(format!("format {format}")));
        }
        let mut id = [0; 16];
        fill(&mut input, &mut id)?;
        let notebook = (id != [0; 16]).then_some(NotebookId(id));
        Ok(Self { input, notebook, read: 0, changes: 0 })
    }

    /// Which notebook the other side speaks of; none if it has none yet.
    pub fn notebook(&self) -> Option<NotebookId> {
        self.notebook
    }

    /// Reads the next frame.
    ///
    /// # Errors
    /// When the stream is cut off, too large, or holds something that nobody of this format writes.
    pub fn frame(&mut self) -> Result<Frame> {
        let mut length = [0; 4];
        fill(&mut self.input, &mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length > MAX_FRAME {
            return Err(too_large());
        }
        self.read += length as u64 + 4;
        if self.read > MAX_STREAM {
            return Err(too_large());
        }
        // Grown as the bytes come: a length alone takes no memory.
        let mut bytes = Vec::with_capacity(length.min(64 * 1024));
        (&mut self.input).take(length as u64).read_to_end(&mut bytes).map_err(|e| cut_off().because(e))?;
        if bytes.len() < length {
            return Err(cut_off());
        }
        let mut d = Decoder::new(&bytes);
        let frame = read_frame(&mut d).map_err(|e| garbled().because(e))?;
        if d.position() != bytes.len() {
            return Err(garbled().because("bytes after a frame's end"));
        }
        match &frame {
            Frame::Offer(count) if *count > MAX_CHANGES => return Err(too_large()),
            Frame::Offer(_) => self.changes = 0,
            Frame::Change(_) => self.changes += 1,
            Frame::End(count) if *count != self.changes => return Err(cut_off()),
            _ => {}
        }
        if self.changes > MAX_CHANGES {
            return Err(too_large());
        }
        Ok(frame)
    }

    /// Reads the next frame, which must not be an objection: an objection is given as the error it is.
    pub fn listen(&mut self) -> Result<Frame> {
        match self.frame()? {
            Frame::Refused(why) => Err(why),
            frame => Ok(frame),
        }
    }

    /// Whether the stream ends here, as a file must after its last frame.
    pub fn at_end(&mut self) -> Result<bool> {
        let mut one = [0];
        self.input.read(&mut one).map(|n| n == 0).map_err(|e| cut_off().because(e))
    }
}

fn read_frame(d: &mut Decoder<'_>) -> std::result::Result<Frame, Unreadable> {
    let fields = d.array()?;
    let tag = d.u8()?;
    let frame = match (tag, fields) {
        (tag::INTRODUCTION, Some(3)) => {
            let from = d.decode()?;
            let mut writers = Vec::new();
            for _ in 0..counted(d, MAX_WRITERS)? {
                of_fields(d, 2)?;
                writers.push((d.decode()?, d.decode()?));
            }
            Frame::Introduction(Introduction { from, writers })
        }
        (tag::HOLDINGS, Some(2)) => {
            let mut holdings = Holdings::new();
            for _ in 0..counted(d, MAX_WRITERS)? {
                of_fields(d, 3)?;
                holdings.insert(d.decode()?, Held { here: numbers(d)?, hollow: numbers(d)? });
            }
            Frame::Holdings(holdings)
        }
        (tag::OFFER, Some(2)) => Frame::Offer(d.u64()?),
        (tag::CHANGE, Some(4)) => {
            let header = d.bytes()?.to_vec();
            let signature = d.bytes()?.try_into().map_err(|_| Unreadable::message("wrong length of a signature"))?;
            let body = if d.datatype()? == minicbor::data::Type::Null {
                d.null()?;
                None
            } else {
                of_fields(d, 2)?;
                let salt = d.bytes()?.try_into().map_err(|_| Unreadable::message("wrong length of a salt"))?;
                Some(Body { salt, bytes: d.bytes()?.to_vec() })
            };
            Frame::Change(Sent { header, signature, body })
        }
        (tag::END, Some(2)) => Frame::End(d.u64()?),
        (tag::VERDICT, Some(3)) => Frame::Verdict(Verdict { new: d.u64()?, left_aside: d.u64()? }),
        (tag::REFUSED, Some(3)) => {
            let (what, advice) = (d.str()?, d.str()?);
            let sentence = |text: &str| fit(&clean_line(text), LONGEST_SENTENCE);
            Frame::Refused(Trouble::new(format!("The other side says: {}", sentence(what)), sentence(advice)))
        }
        _ => return Err(Unreadable::message("not a frame of this format")),
    };
    Ok(frame)
}

fn counted(d: &mut Decoder<'_>, most: u64) -> std::result::Result<u64, Unreadable> {
    d.array()?.filter(|n| *n <= most).ok_or_else(|| Unreadable::message("more than there can be"))
}

fn of_fields(d: &mut Decoder<'_>, fields: u64) -> std::result::Result<(), Unreadable> {
    if d.array()? == Some(fields) { Ok(()) } else { Err(Unreadable::message("not of this shape")) }
}

fn numbers(d: &mut Decoder<'_>) -> std::result::Result<Numbers, Unreadable> {
    // Two bytes a range at least, so a frame's size limits them.
    let ranges: Vec<(u64, u64)> = d.decode()?;
    Numbers::from_ranges(ranges).ok_or_else(|| Unreadable::message("numbers out of order"))
}

fn fill(input: &mut impl Read, bytes: &mut [u8]) -> Result<()> {
    input.read_exact(bytes).map_err(|e| cut_off().because(e))
}

/// Trouble with a stream that ends too early: a line that dropped, a file that was not copied whole.
fn cut_off() -> Trouble {
    Trouble::new(
        "It broke off before the end.",
        "What had arrived whole is safe. Try again; if it came as a file, copy it again.",
    )
}

/// Trouble with a stream that nobody of this format writes.
pub(super) fn garbled() -> Trouble {
    Trouble::new(
        "What arrived cannot be understood: it was damaged on the way, or made by no visitbook.",
        "Ask its sender for a new copy; nothing of it was taken over.",
    )
}

fn too_large() -> Trouble {
    Trouble::new(
        "What arrived is larger than any honest notebook, so it was not taken over.",
        "Ask its sender what it is.",
    )
}

fn unsent(error: &io::Error) -> Trouble {
    Trouble::new("The line dropped while sending.", "Nothing was lost here. Try again: it goes on where it stopped.")
        .because(error)
}

//! Changes: the signed, append-only truth of a notebook (the format's rules 1, 2, 6 and 8).
//!
//! A change is a header and a body. The header is stored, hashed and sent as the very bytes it was
//! first encoded to; its id is their SHA-256, and the body hangs on it by a salted hash only, so
//! that a body can be emptied (erased, purged, sealed late) without touching the chain.
//!
//! The encoding below is frozen: a notebook outlives the program that wrote it.

use crate::clock::Moment;
use crate::ids::{ChangeId, NotebookId, PersonId, Subject, WriterId, random};
use crate::trouble::{Result, Trouble};
use crate::vault::writer;
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};

/// The version that every header of this format begins with.
pub const HEADER_VERSION: u8 = 1;
/// The most bytes of one body; a longer note is refused before it is written.
pub const MAX_BODY: usize = 1 << 20;
/// The most changes that one change may replace.
const MAX_REPLACES: usize = 4096;

/// A hybrid logical time: 48 bits of milliseconds, then a 16-bit counter. It orders only what
/// `replaces` leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hlc(pub u64);

impl Hlc {
    /// A remote time further ahead than this many milliseconds is kept but never adopted.
    pub const MAX_AHEAD_MS: i64 = 10 * 60 * 1000;

    /// The time after `last`, at `now` or later.
    #[must_use]
    pub fn after(last: Self, now: Moment) -> Self {
        let now = u64::try_from(now.0).unwrap_or(0) << 16;
        Self(now.max(last.0.saturating_add(1)))
    }

    /// The latest time that may be adopted at `now`: anything beyond is somebody's wrong clock.
    pub fn ceiling(now: Moment) -> Self {
        Self(u64::try_from(now.0.saturating_add(Self::MAX_AHEAD_MS)).unwrap_or(0) << 16)
    }
}

/// What is signed: everything about a change but its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The notebook it belongs to.
    pub notebook: NotebookId,
    /// Who signed it.
    pub writer: WriterId,
    /// The writer's own count, from 1.
    pub seq: u64,
    /// The id of the writer's previous change; zeros for the first.
    pub previous: ChangeId,
    /// Orders what `replaces` leaves open.
    pub hlc: Hlc,
    /// The time as the writer's clock showed it.
    pub wall: Moment,
    /// That clock's offset from UTC, in minutes.
    pub offset: i16,
    /// The person who made it.
    pub author: PersonId,
    /// What it is about.
    pub subject: Subject,
    /// Which field it sets; see [`super::value`].
    pub kind: u16,
    /// The heads that the writer saw and that this change stands in the place of.
    pub replaces: Vec<ChangeId>,
    /// SHA-256(salt ‖ body).
    pub body_hash: [u8; 32],
    /// It was made under a moved clock. Part of the header, beyond the format's list, because a
    /// rehearsal must stay recognisable after its body was emptied.
    pub rehearsal: bool,
}

impl Header {
    /// The bytes that are hashed, signed, stored and sent.
    pub fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::new(Vec::with_capacity(256 + 34 * self.replaces.len()));
        // Writing to a Vec cannot fail (its error type has no values).
        let _ = self.encode_to(&mut e);
        e.into_writer()
    }

    fn encode_to(
        &self,
        e: &mut Encoder<Vec<u8>>,
    ) -> std::result::Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        e.array(14)?.u8(HEADER_VERSION)?.bytes(&self.notebook.0)?.bytes(&self.writer.0)?.u64(self.seq)?;
        e.bytes(&self.previous.0)?.u64(self.hlc.0)?.i64(self.wall.0)?.i16(self.offset)?;
        e.bytes(&self.author.0)?.bytes(&self.subject.0)?.u16(self.kind)?;
        e.array(self.replaces.len() as u64)?;
        for id in &self.replaces {
            e.bytes(&id.0)?;
        }
        e.bytes(&self.body_hash)?.bool(self.rehearsal)?.ok()
    }

    /// Reads a header and insists that it is encoded in the one way that `encode` writes.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let header = Self::decode_from(&mut Decoder::new(bytes)).map_err(|e| damaged().because(e))?;
        if header.encode() == bytes { Ok(header) } else { Err(damaged().because("not the canonical encoding")) }
    }

    fn decode_from(d: &mut Decoder<'_>) -> std::result::Result<Self, minicbor::decode::Error> {
        use minicbor::decode::Error;
        if d.array()? != Some(14) || d.u8()? != HEADER_VERSION {
            return Err(Error::message("not a header of this version"));
        }
        let notebook = d.decode()?;
        let writer = d.decode()?;
        let seq = d.u64()?;
        let previous = d.decode()?;
        let hlc = Hlc(d.u64()?);
        let wall = Moment(d.i64()?);
        let offset = d.i16()?;
        let author = d.decode()?;
        let subject = d.decode()?;
        let kind = d.u16()?;
        let count = d.array()?.unwrap_or(u64::MAX);
        if count > MAX_REPLACES as u64 {
            return Err(Error::message("too many replaced changes"));
        }
        let mut replaces = Vec::new();
        for _ in 0..count {
            replaces.push(d.decode()?);
        }
        let body_hash = d.bytes()?.try_into().map_err(|_| Error::message("wrong length of a hash"))?;
        let rehearsal = d.bool()?;
        Ok(Self {
            notebook,
            writer,
            seq,
            previous,
            hlc,
            wall,
            offset,
            author,
            subject,
            kind,
            replaces,
            body_hash,
            rehearsal,
        })
    }
}

/// What a change says: salted, so that the hash of an emptied body gives nothing away.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    /// Random.
    pub salt: [u8; 16],
    /// The value, see [`super::value`].
    pub bytes: Vec<u8>,
}

impl Body {
    /// Salts `bytes`.
    ///
    /// # Errors
    /// When the bytes are too many, or the operating system has no randomness to give.
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        if bytes.len() > MAX_BODY {
            return Err(Trouble::new(
                "That is too long for one note.",
                "Cut it into several notes of at most a few hundred pages each; nothing was lost.",
            ));
        }
        Ok(Self { salt: random()?, bytes })
    }

    /// SHA-256(salt ‖ body).
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.salt).chain_update(&self.bytes).finalize().into()
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes)", self.bytes.len())
    }
}

/// A change as it is stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// SHA-256 of the header's bytes.
    pub id: ChangeId,
    /// The header, read.
    pub header: Header,
    /// The header's bytes, never re-encoded.
    pub bytes: Vec<u8>,
    /// The writer's signature.
    pub signature: [u8; 64],
    /// The body; none once it was emptied, or where the sender no longer had it.
    pub body: Option<Body>,
}

impl Change {
    /// Signs a header and joins it to its body.
    pub fn sign(header: Header, body: Body, key: &writer::WriterKey) -> Self {
        let bytes = header.encode();
        let id = ChangeId(Sha256::digest(&bytes).into());
        Self { id, header, signature: key.sign(&id), bytes, body: Some(body) }
    }

    /// Reads a change that came from elsewhere, and proves it: hash, signature, and that the body is the one signed.
    pub fn verify(bytes: Vec<u8>, signature: [u8; 64], body: Option<Body>) -> Result<Self> {
        let header = Header::decode(&bytes)?;
        let id = ChangeId(Sha256::digest(&bytes).into());
        if !writer::verify(header.writer, id, &signature) {
            return Err(Trouble::new(
                "A change carries a signature that is not its writer's.",
                "It was forged or damaged on the way and was not taken over. Ask its sender for a new copy.",
            ));
        }
        if body.as_ref().is_some_and(|b| b.hash() != header.body_hash || b.bytes.len() > MAX_BODY) {
            return Err(Trouble::new(
                "The words of a change are not the ones that were signed.",
                "They were altered or damaged on the way and were not taken over. Ask its sender for a new copy.",
            ));
        }
        Ok(Self { id, header, bytes, signature, body })
    }
}

/// Trouble with bytes that are no change.
pub fn damaged() -> Trouble {
    Trouble::new(
        "Part of this notebook cannot be read.",
        "The rest is untouched. Run “visitbook doctor” on it, and keep a copy of the file.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            notebook: NotebookId([1; 16]),
            writer: WriterId([2; 32]),
            seq: 7,
            previous: ChangeId([3; 32]),
            hlc: Hlc(0x0102_0304_0506_0708),
            wall: Moment(1_781_000_000_123),
            offset: 60,
            author: PersonId([4; 16]),
            subject: Subject([5; 16]),
            kind: 22,
            replaces: vec![ChangeId([6; 32])],
            body_hash: [7; 32],
            rehearsal: false,
        }
    }

    #[test]
    fn header_bytes_are_frozen() {
        // Every notebook ever written rests on these bytes: ids, chains and signatures.
        assert_eq!(
            crate::ids::hex(&header().encode()),
            "8e0150010101010101010101010101010101015820020202020202020202020202020202020202020202020202020202020202020207582003030303030303030303030303030303030303030303030303030303030303031b01020304050607081b0000019eabdf527b183c5004040404040404040404040404040404500505050505050505050505050505050516815820060606060606060606060606060606060606060606060606060606060606060658200707070707070707070707070707070707070707070707070707070707070707f4"
        );
        assert_eq!(Header::decode(&header().encode()).unwrap(), header());
    }

    #[test]
    fn damaged_headers_are_refused_never_panic() {
        let bytes = header().encode();
        for cut in 0..bytes.len() {
            assert!(Header::decode(&bytes[..cut]).is_err());
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(Header::decode(&longer).is_err(), "bytes after the end");
        assert!(Header::decode(&[0x8e, 0x18, 0x01]).is_err(), "a number not in its shortest form");
    }

    #[test]
    fn a_body_hangs_on_its_salt() {
        let body = Body { salt: [9; 16], bytes: b"x".to_vec() };
        assert_eq!(crate::ids::hex(&body.hash()), "3adfc1a2bc5ad09ed7c7e15dfc87612145b9b50427a77d2453f0e4dcf016d11c");
    }

    #[test]
    fn times_go_forward_even_when_the_clock_does_not() {
        let late = Hlc::after(Hlc(0), Moment(2_000));
        let next = Hlc::after(late, Moment(1_000));
        assert!(next > late);
        assert!(Hlc::after(next, Moment(3_000)) > next);
    }
}

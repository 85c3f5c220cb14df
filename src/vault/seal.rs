//! Sealed notes, and other small sealed records.
//!
//! A sealed note is one standard binary age file to its readers' keys. Inside is JSON, frozen:
//!
//! ```json
//! {"visitbook":"sealed note 1","notebook":"<32 hex>","note":"<32 hex>","author":"<32 hex>",
//!  "readers":["<32 hex>"],"text":"…","reflection":"…",
//!  "marks":{"questions":["<32 hex>"],"valence":"neutral","source":null,"place":null,
//!           "impact":false,"learning":false}}
//! ```
//!
//! then spaces up to 256 B, 1, 4, 16 or 64 kB, or the next multiple of 64 kB, so that its size tells
//! little of its length. `notebook` and `note` bind the blob to its row: one that was put in another's
//! place does not open there. Other records (drafts, a concern) carry their purpose the same way:
//! `visitbook <purpose>\n<length in bytes>\n<bytes>`, then spaces.

use super::envelope::{self, Failure};
use super::keys::OpenKeys;
use super::recipient;
use crate::ids::{NoteId, NotebookId, PersonId, QuestionId};
use crate::review::evidence::{Marks, Source, Unlocked, Valence};
use crate::secret::{Secret, SecretBytes};
use crate::trouble::{Result, Trouble};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Write as _;
use zeroize::Zeroizing;

/// What the first field of a sealed note says.
const FORMAT: &str = "sealed note 1";

/// The most bytes there may be inside, padding included.
const LARGEST: usize = 4 * 1024 * 1024;

/// The most bytes a sealed file may have: the inside, its header, and 16 bytes for every 64 kB.
const LARGEST_BLOB: usize = LARGEST + 128 * 1024;

/// What is about to be sealed, borrowed from where it was typed.
#[derive(Clone, Copy)]
pub struct Inside<'a> {
    /// The notebook it belongs to.
    pub notebook: NotebookId,
    /// The note it belongs to.
    pub note: NoteId,
    /// Who wrote it.
    pub author: PersonId,
    /// The persons whose keys it is sealed to.
    pub readers: &'a [PersonId],
    /// What was seen or heard.
    pub text: &'a str,
    /// What its author makes of it.
    pub reflection: &'a str,
    /// How it is marked.
    pub marks: &'a Marks,
}

/// Why a sealed note or record was not opened.
#[derive(Debug)]
pub enum SealError {
    /// It is sealed to other people's keys, not to mine.
    NotAReader,
    /// It is cut off or was altered.
    Damaged(Trouble),
    /// It opened, but belongs to another note or notebook, or is no sealed note.
    DoesNotBelong,
    /// Anything else, such as one written by a newer visitbook.
    Other(Trouble),
}

impl From<SealError> for Trouble {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NotAReader => Self::new(
                "This is sealed to other people; your key does not open it.",
                "Ask its author or one of its readers to seal it to you as well.",
            ),
            SealError::Damaged(cause) => Self::new(
                "This sealed text is damaged or was altered, so nothing of it is shown.",
                "Ask its author or another reader to seal it again; an older backup may hold it whole.",
            )
            .because(cause.what()),
            SealError::DoesNotBelong => Self::new(
                "This sealed text does not belong here: somebody put it in the place of another, so it is not shown.",
                "Ask the lead to look at the history of this note, and its author to seal it again.",
            ),
            SealError::Other(trouble) => trouble,
        }
    }
}

impl From<Failure> for SealError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoKeyFits => Self::NotAReader,
            Failure::Damaged(trouble) => Self::Damaged(trouble),
            // A passphrase is never tried on a sealed note.
            Failure::WrongPassphrase => Self::Damaged(envelope::altered()),
        }
    }
}

/// The inside as JSON. Borrowed when written; when read, what is secret moves straight into [`Secret`]s.
#[derive(Serialize, Deserialize)]
struct Json<'a> {
    #[serde(borrow)]
    visitbook: Cow<'a, str>,
    notebook: NotebookId,
    note: NoteId,
    author: PersonId,
    readers: Cow<'a, [PersonId]>,
    text: Cow<'a, str>,
    reflection: Cow<'a, str>,
    marks: JsonMarks,
}

#[derive(Serialize, Deserialize)]
struct JsonMarks {
    questions: Vec<QuestionId>,
    valence: Valence,
    source: Option<Source>,
    place: Option<String>,
    impact: bool,
    learning: bool,
}

impl JsonMarks {
    fn of(marks: &Marks) -> Self {
        Self {
            questions: marks.questions.iter().copied().collect(),
            valence: marks.valence,
            source: marks.source,
            place: marks.place.clone(),
            impact: marks.impact,
            learning: marks.learning,
        }
    }

    fn into_marks(self) -> Marks {
        Marks {
            questions: self.questions.into_iter().collect(),
            valence: self.valence,
            source: self.source,
            place: self.place,
            impact: self.impact,
            learning: self.learning,
        }
    }
}

/// Seals a note to the recipients: one standard binary age file.
///
/// # Errors
/// Before doing anything: when there is no recipient, or one that cannot be understood. Also when it is too long.
pub fn seal(inside: &Inside<'_>, recipients: &[String]) -> Result<Vec<u8>> {
    let sealers = recipient::read_all(recipients)?;
    let json = Json {
        visitbook: FORMAT.into(),
        notebook: inside.notebook,
        note: inside.note,
        author: inside.author,
        readers: inside.readers.into(),
        text: inside.text.into(),
        reflection: inside.reflection.into(),
        marks: JsonMarks::of(inside.marks),
    };
    // JSON writes one byte as at most six (\u0000), an identifier as 35: this buffer never grows.
    let place = inside.marks.place.as_deref().unwrap_or_default();
    let words = inside.text.len() + inside.reflection.len() + place.len();
    let ids = inside.readers.len() + inside.marks.questions.len();
    let mut plain = buffer(words.saturating_mul(6).saturating_add(ids.saturating_mul(35)).saturating_add(512));
    serde_json::to_writer(&mut *plain, &json).map_err(|e| too_long().because(e))?;
    finish(plain, &sealers)
}

/// Opens a sealed note and checks that it belongs to this very notebook and note.
///
/// The author inside is the word of whoever sealed it; compare it with the row's.
///
/// # Errors
/// See [`SealError`].
pub fn open(
    blob: &[u8],
    keys: &OpenKeys,
    notebook: NotebookId,
    note: NoteId,
) -> std::result::Result<Unlocked, SealError> {
    let plain = open_limited(blob, keys)?;
    let json: Json<'_> = serde_json::from_slice(&plain).map_err(|_| foreign(&plain))?;
    if json.visitbook != FORMAT || json.notebook != notebook || json.note != note {
        return Err(foreign(&plain));
    }
    Ok(Unlocked {
        note: json.note,
        author: json.author,
        readers: json.readers.into_owned(),
        text: Secret::new(json.text.into_owned()),
        reflection: Secret::new(json.reflection.into_owned()),
        marks: json.marks.into_marks(),
    })
}

/// Seals other bytes, padded alike; `purpose` (one line, such as `draft 1`) must be given again to open them.
///
/// # Errors
/// As [`seal`].
pub fn seal_bytes(purpose: &str, bytes: &[u8], recipients: &[String]) -> Result<Vec<u8>> {
    let sealers = recipient::read_all(recipients)?;
    let mut plain = buffer(bytes.len().saturating_add(purpose.len()).saturating_add(64));
    writeln!(plain, "visitbook {}\n{}", purpose.replace('\n', " "), bytes.len()).map_err(|e| too_long().because(e))?;
    plain.extend_from_slice(bytes);
    finish(plain, &sealers)
}

/// Opens what [`seal_bytes`] sealed for the same purpose.
///
/// # Errors
/// See [`SealError`].
pub fn open_bytes(purpose: &str, blob: &[u8], keys: &OpenKeys) -> std::result::Result<SecretBytes, SealError> {
    let plain = open_limited(blob, keys)?;
    let first = format!("visitbook {}\n", purpose.replace('\n', " "));
    let rest = plain.strip_prefix(first.as_bytes()).ok_or(SealError::DoesNotBelong)?;
    let end = rest.iter().take(20).position(|b| *b == b'\n').ok_or(SealError::DoesNotBelong)?;
    let length = str::from_utf8(&rest[..end]).ok().and_then(|n| n.parse::<usize>().ok());
    let bytes = length.and_then(|n| rest[end + 1..].get(..n)).ok_or(SealError::DoesNotBelong)?;
    Ok(SecretBytes::new(bytes.to_vec()))
}

/// An empty buffer that has room for `bytes` bytes and their padding, wiped when dropped.
fn buffer(bytes: usize) -> Zeroizing<Vec<u8>> {
    // What is longer than can be sealed is refused later; it must not be able to ask for all memory here.
    Zeroizing::new(Vec::with_capacity(padded(bytes.min(8 * LARGEST))))
}

fn finish(mut plain: Zeroizing<Vec<u8>>, sealers: &[recipient::Sealer]) -> Result<Vec<u8>> {
    let size = padded(plain.len());
    if size > LARGEST {
        return Err(too_long());
    }
    plain.resize(size, b' ');
    let mut blob = Vec::new();
    envelope::to_recipients(sealers, &plain, &mut blob)?;
    Ok(blob)
}

fn open_limited(blob: &[u8], keys: &OpenKeys) -> std::result::Result<Zeroizing<Vec<u8>>, SealError> {
    if blob.len() > LARGEST_BLOB {
        return Err(SealError::Damaged(too_long()));
    }
    Ok(envelope::open(blob, keys.identities())?)
}

/// The size to which so many bytes are padded: 256 B, 1, 4, 16, 64 kB, then multiples of 64 kB.
fn padded(bytes: usize) -> usize {
    const STEP: usize = 64 * 1024;
    [256, 1024, 4 * 1024, 16 * 1024]
        .into_iter()
        .find(|size| bytes <= *size)
        .unwrap_or_else(|| bytes.div_ceil(STEP).saturating_mul(STEP))
}

/// What an inside is that is no sealed note of this place: a newer one, or somebody else's.
fn foreign(plain: &[u8]) -> SealError {
    #[derive(Deserialize)]
    struct Only<'a> {
        #[serde(borrow)]
        visitbook: Cow<'a, str>,
    }
    match serde_json::from_slice::<Only<'_>>(plain) {
        Ok(only) if only.visitbook != FORMAT && only.visitbook.starts_with("sealed note ") => {
            SealError::Other(Trouble::new(
                "This note was sealed by a newer visitbook.",
                "Bring visitbook up to date on this computer; the note is kept as it is.",
            ))
        }
        _ => SealError::DoesNotBelong,
    }
}

fn too_long() -> Trouble {
    Trouble::new(
        "This is too long to seal, so it was not sealed and not saved.",
        format!("Split it into shorter notes: at most {} kB each.", LARGEST / 1024),
    )
}

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
    let place = inside.marks.place.as_deref().unwrap_or_default();
    let words = inside.text.len() + inside.reflection.len() + place.len();
    finish(as_json(&json, words, inside.readers.len() + inside.marks.questions.len())?, &sealers)
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
    #[cfg(test)]
    counting::add(notebook);
    let plain = open_limited(blob, keys)?;
    let json: Json<'_> = serde_json::from_slice(&plain).map_err(|_| foreign(&plain, FORMAT))?;
    if json.visitbook != FORMAT || json.notebook != notebook || json.note != note {
        return Err(foreign(&plain, FORMAT));
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

/// An inside as JSON, which holds so many bytes of words and so many identifiers.
pub(super) fn as_json(inside: &impl Serialize, words: usize, ids: usize) -> Result<Zeroizing<Vec<u8>>> {
    // JSON writes one byte as at most six (\u0000), an identifier as 35: this buffer never grows.
    let mut plain = buffer(words.saturating_mul(6).saturating_add(ids.saturating_mul(35)).saturating_add(512));
    serde_json::to_writer(&mut *plain, inside).map_err(|e| too_long().because(e))?;
    Ok(plain)
}

/// An empty buffer that has room for `bytes` bytes and their padding, wiped when dropped.
fn buffer(bytes: usize) -> Zeroizing<Vec<u8>> {
    // What is longer than can be sealed is refused later; it must not be able to ask for all memory here.
    Zeroizing::new(Vec::with_capacity(padded(bytes.min(8 * LARGEST))))
}

pub(super) fn finish(mut plain: Zeroizing<Vec<u8>>, sealers: &[recipient::Sealer]) -> Result<Vec<u8>> {
    let size = padded(plain.len());
    if size > LARGEST {
        return Err(too_long());
    }
    plain.resize(size, b' ');
    let mut blob = Vec::new();
    envelope::to_recipients(sealers, &plain, &mut blob)?;
    Ok(blob)
}

pub(super) fn open_limited(blob: &[u8], keys: &OpenKeys) -> std::result::Result<Zeroizing<Vec<u8>>, SealError> {
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
pub(super) fn foreign(plain: &[u8], format: &str) -> SealError {
    #[derive(Deserialize)]
    struct Only<'a> {
        #[serde(borrow)]
        visitbook: Cow<'a, str>,
    }
    match serde_json::from_slice::<Only<'_>>(plain) {
        Ok(only)
            if only.visitbook != format && only.visitbook.starts_with(format.trim_end_matches(char::is_numeric)) =>
        {
            SealError::Other(Trouble::new(
                "This was sealed by a newer visitbook.",
                "Bring visitbook up to date on this computer; it is kept as it is.",
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

#[cfg(test)]
pub(crate) mod counting {
    //! How often a sealed note of a notebook was opened, for tests that show when none is.

    use crate::ids::NotebookId;
    use std::collections::HashMap;
    use std::sync::Mutex;

    static OPENED: Mutex<Option<HashMap<NotebookId, usize>>> = Mutex::new(None);

    pub(super) fn add(notebook: NotebookId) {
        *OPENED.lock().unwrap().get_or_insert_default().entry(notebook).or_default() += 1;
    }

    /// So often until now.
    pub fn opened(notebook: NotebookId) -> usize {
        OPENED.lock().unwrap().get_or_insert_default().get(&notebook).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, PUBLIC};
    use super::*;
    use proptest::prelude::*;

    const NOTEBOOK: NotebookId = NotebookId([1; 16]);
    const NOTE: NoteId = NoteId([2; 16]);
    const AUTHOR: PersonId = PersonId([3; 16]);
    const LEAD: PersonId = PersonId([4; 16]);

    fn to_fixed() -> Vec<String> {
        vec![PUBLIC.to_owned()]
    }

    fn marks() -> Marks {
        Marks {
            questions: [QuestionId([6; 16]), QuestionId([5; 16])].into(),
            valence: Valence::Development,
            source: Some(Source::SubjectLeader),
            place: Some("Y4".to_owned()),
            impact: true,
            learning: false,
        }
    }

    fn inside<'a>(text: &'a str, marks: &'a Marks) -> Inside<'a> {
        Inside {
            notebook: NOTEBOOK,
            note: NOTE,
            author: AUTHOR,
            readers: &[AUTHOR, LEAD],
            text,
            reflection: "Is it \"safe\"?",
            marks,
        }
    }

    fn plain(blob: &[u8]) -> Zeroizing<Vec<u8>> {
        envelope::open(blob, testing::fixed().identities()).unwrap()
    }

    #[test]
    fn the_inside_is_frozen() {
        let blob = seal(&inside("One boy\tsits alone.", &marks()), &to_fixed()).unwrap();
        let expected = concat!(
            r#"{"visitbook":"sealed note 1","notebook":"01010101010101010101010101010101","#,
            r#""note":"02020202020202020202020202020202","author":"03030303030303030303030303030303","#,
            r#""readers":["03030303030303030303030303030303","04040404040404040404040404040404"],"#,
            r#""text":"One boy\tsits alone.","reflection":"Is it \"safe\"?","marks":{"questions":["#,
            r#""05050505050505050505050505050505","06060606060606060606060606060606"],"valence":"development","#,
            r#""source":"subject-leader","place":"Y4","impact":true,"learning":false}}"#
        );
        let plain = plain(&blob);
        assert_eq!(str::from_utf8(&plain).unwrap().trim_end_matches(' '), expected);
        assert!(blob.starts_with(b"age-encryption.org/v1\n"));
    }

    #[test]
    fn a_note_sealed_by_the_first_version_still_opens() {
        let open = open(include_bytes!("testdata/sealed-note-1.age"), &testing::fixed(), NOTEBOOK, NOTE).unwrap();
        assert_eq!(open.text.expose(), "One boy\tsits alone.");
        assert_eq!(open.reflection.expose(), "Is it \"safe\"?");
        assert_eq!((open.note, open.author, open.readers), (NOTE, AUTHOR, vec![AUTHOR, LEAD]));
        assert_eq!(open.marks, marks());
    }

    #[test]
    fn sizes_tell_only_a_bucket() {
        let sizes = [256, 1024, 4096, 16_384, 65_536, 131_072];
        for length in [0, 1, 200, 700, 1000, 3000, 5000, 15_000, 20_000, 65_000, 70_000] {
            let note = seal(&inside(&"x".repeat(length), &Marks::default()), &to_fixed()).unwrap();
            let record = seal_bytes("test", &vec![b'x'; length], &to_fixed()).unwrap();
            for blob in [note, record] {
                let size = plain(&blob).len();
                assert!(sizes.contains(&size) && size > length, "{length} became {size}");
            }
        }
        for (bytes, size) in [(0, 256), (256, 256), (257, 1024), (16_385, 65_536), (65_537, 131_072)] {
            assert_eq!(padded(bytes), size);
        }
    }

    #[test]
    fn a_blob_in_the_place_of_another_does_not_belong() {
        let keys = testing::fixed();
        let blob = seal(&inside("mine", &Marks::default()), &to_fixed()).unwrap();
        assert!(open(&blob, &keys, NOTEBOOK, NOTE).is_ok());
        let other_note = open(&blob, &keys, NOTEBOOK, NoteId([9; 16]));
        let other_book = open(&blob, &keys, NotebookId([9; 16]), NOTE);
        let record = seal_bytes("draft 1", b"{}", &to_fixed()).unwrap();
        let no_note = open(&record, &keys, NOTEBOOK, NOTE);
        for refused in [other_note, other_book, no_note] {
            let refused = refused.unwrap_err();
            assert!(matches!(refused, SealError::DoesNotBelong), "{refused:?}");
            assert!(Trouble::from(refused).what().contains("does not belong here"));
        }
        assert!(matches!(open_bytes("concern 1", &record, &keys), Err(SealError::DoesNotBelong)));
        assert!(matches!(open_bytes("draft 1", &blob, &keys), Err(SealError::DoesNotBelong)));
    }

    #[test]
    fn a_newer_inside_says_so() {
        let json = br#"{"visitbook":"sealed note 2","note":"unlike"}"#;
        let mut blob = Vec::new();
        envelope::to_recipients(&recipient::read_all(&to_fixed()).unwrap(), json, &mut blob).unwrap();
        let refused = open(&blob, &testing::fixed(), NOTEBOOK, NOTE).unwrap_err();
        assert!(Trouble::from(refused).what().contains("newer visitbook"));
    }

    #[test]
    fn a_colleague_not_among_the_readers_cannot_open_it() {
        let blob = seal(&inside("for the lead", &Marks::default()), &to_fixed()).unwrap();
        let refused = open(&blob, &testing::stranger(), NOTEBOOK, NOTE).unwrap_err();
        assert!(matches!(refused, SealError::NotAReader));
        assert!(Trouble::from(refused).what().contains("sealed to other people"));
    }

    #[test]
    fn nothing_is_sealed_to_nobody_or_to_what_is_no_key() {
        assert!(seal(&inside("x", &Marks::default()), &[]).unwrap_err().what().contains("nobody to seal this to"));
        let one_bad = [PUBLIC.to_owned(), "age1nonsense".to_owned()];
        assert!(seal(&inside("x", &Marks::default()), &one_bad).unwrap_err().what().contains("not a public key"));
        assert!(seal_bytes("x", b"y", &[]).is_err());
    }

    #[test]
    fn every_reader_opens_it_up_to_the_most_there_can_be() {
        let readers: Vec<OpenKeys> = (0..63).map(|_| testing::stranger()).collect();
        let all: Vec<String> = readers.iter().flat_map(|k| k.recipients().to_vec()).collect();
        let blob = seal(&inside("for all", &Marks::default()), &all).unwrap();
        for keys in [&readers[0], &readers[62]] {
            assert_eq!(open(&blob, keys, NOTEBOOK, NOTE).unwrap().text.expose(), "for all");
        }
    }

    #[test]
    fn what_is_too_long_is_refused_whole() {
        let long = "x".repeat(LARGEST);
        assert!(seal(&inside(&long, &Marks::default()), &to_fixed()).unwrap_err().what().contains("too long"));
        assert!(seal_bytes("x", long.as_bytes(), &to_fixed()).is_err());
        let huge = vec![b'a'; LARGEST_BLOB + 1];
        assert!(matches!(open(&huge, &testing::fixed(), NOTEBOOK, NOTE), Err(SealError::Damaged(_))));
    }

    #[test]
    fn no_truncation_and_no_flipped_bit_ever_shows_text() {
        let keys = testing::fixed();
        let blob = seal(&inside("", &Marks::default()), &to_fixed()).unwrap();
        for cut in 0..blob.len() {
            let refused = open(&blob[..cut], &keys, NOTEBOOK, NOTE).unwrap_err();
            assert!(matches!(refused, SealError::Damaged(_)), "cut at {cut}: {refused:?}");
        }
        for bit in 0..blob.len() * 8 {
            let mut flipped = blob.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let refused = open(&flipped, &keys, NOTEBOOK, NOTE).unwrap_err();
            // A flip in my stanza makes it a stranger's; everywhere else it is told as damage.
            assert!(matches!(refused, SealError::Damaged(_) | SealError::NotAReader), "bit {bit}: {refused:?}");
        }
        let mut longer = blob;
        longer.push(0);
        assert!(matches!(open(&longer, &keys, NOTEBOOK, NOTE), Err(SealError::Damaged(_))));
    }

    #[test]
    fn a_record_that_lies_about_its_length_is_refused() {
        let keys = testing::fixed();
        for lie in ["999", "-1", "", "18446744073709551616", "x"] {
            let mut blob = Vec::new();
            let sealers = recipient::read_all(&to_fixed()).unwrap();
            envelope::to_recipients(&sealers, format!("visitbook t\n{lie}\nabc").as_bytes(), &mut blob).unwrap();
            assert!(matches!(open_bytes("t", &blob, &keys), Err(SealError::DoesNotBelong)), "{lie}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_comes_back_as_it_was(text in any::<String>(), reflection in any::<String>(), bytes in any::<Vec<u8>>()) {
            let keys = testing::fixed();
            let marks = marks();
            let blob = seal(&Inside { reflection: &reflection, ..inside(&text, &marks) }, &to_fixed()).unwrap();
            let open = open(&blob, &keys, NOTEBOOK, NOTE).unwrap();
            prop_assert_eq!(open.text.expose(), &text);
            prop_assert_eq!(open.reflection.expose(), &reflection);
            let blob = seal_bytes("any", &bytes, &to_fixed()).unwrap();
            let record = open_bytes("any", &blob, &keys).unwrap();
            prop_assert_eq!(record.expose(), &bytes[..]);
        }
    }
}

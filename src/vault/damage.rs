//! Every way an age file can be damaged or hostile, at every door it comes through: each gives,
//! within a second, an error that a head teacher understands, and nothing of what is inside.

use super::envelope;
use super::keys::{self, OpenKeys, UnlockError};
use super::pack::{self, Keys};
use super::testing::{self, PUBLIC};
use super::{identity, seal};
use crate::clock::Moment;
use crate::home::Home;
use crate::ids::{NoteId, NotebookId, PersonId};
use crate::review::evidence::Marks;
use crate::secret::Secret;
use crate::trouble::Trouble;
use age::armor::Format;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const INSIDE: &[u8] = b"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
const NOTEBOOK: NotebookId = NotebookId([1; 16]);
const NOTE: NoteId = NoteId([2; 16]);

/// What no message to a head teacher may say.
const JARGON: [&str; 12] =
    ["stanza", "header", "scrypt", "decrypt", "parse", "MAC", "nonce", "byte", "EOF", "UTF-8", "recipient", "None"];

fn phrase() -> Secret {
    Secret::new("otter lamp".to_owned())
}

/// What a file is opened with, where keys are needed.
type Opened = Box<dyn Fn(&[u8], &OpenKeys) -> Option<Trouble>>;

/// A door: what it makes of a file. Nothing if the file opened.
struct Door {
    name: &'static str,
    whole: Vec<u8>,
    #[allow(clippy::type_complexity, reason = "it is named by its field")]
    open: Box<dyn Fn(&[u8]) -> Option<Trouble>>,
}

fn other(error: UnlockError) -> Trouble {
    error.into()
}

/// Every door through which an age file comes in, with a small file that opens there.
fn doors() -> Vec<Door> {
    let to = [PUBLIC.to_owned()];
    let reader = [PersonId([3; 16])];
    let inside = seal::Inside {
        notebook: NOTEBOOK,
        note: NOTE,
        author: reader[0],
        readers: &reader,
        text: "x",
        reflection: "",
        marks: &Marks::default(),
    };
    let passphrase = |format| envelope::with_passphrase(&phrase(), 1, INSIDE, format).unwrap();
    let mut packed = Vec::new();
    pack::encrypt_to(&to, INSIDE, &mut packed).unwrap();
    let with_keys = |file: &[u8]| pack::decrypt(file, Keys::Identities(&testing::fixed()), 1 << 20).err().map(other);
    let with_phrase = |file: &[u8]| pack::decrypt(file, Keys::Passphrase(&phrase()), 1 << 20).err().map(other);
    let key_file = |file: &[u8]| keys::read_file(file, || Ok(phrase())).err().map(other);
    let open_note = |file: &[u8]| seal::open(file, &testing::fixed(), NOTEBOOK, NOTE).err().map(Trouble::from);
    let open_record = |file: &[u8]| seal::open_bytes("draft 1", file, &testing::fixed()).err().map(Trouble::from);
    vec![
        Door { name: "sealed note", whole: seal::seal(&inside, &to).unwrap(), open: Box::new(open_note) },
        Door { name: "draft", whole: seal::seal_bytes("draft 1", b"x", &to).unwrap(), open: Box::new(open_record) },
        Door { name: "pack for keys", whole: packed, open: Box::new(with_keys) },
        Door { name: "pack with a passphrase", whole: passphrase(Format::Binary), open: Box::new(with_phrase) },
        Door { name: "armored pack", whole: passphrase(Format::AsciiArmor), open: Box::new(with_phrase) },
        Door { name: "key file", whole: passphrase(Format::AsciiArmor), open: Box::new(key_file) },
    ]
}

/// Opens, insists on a refusal within a second, and gives its words.
#[track_caller]
fn refused(door: &Door, file: &[u8], how: &str) -> String {
    let start = Instant::now();
    let refused = (door.open)(file);
    assert!(start.elapsed() < Duration::from_secs(1), "{}, {how}: {:?}", door.name, start.elapsed());
    let trouble = refused.unwrap_or_else(|| panic!("{}, {how}: it opened", door.name));
    let words = format!("{} {}", trouble.what(), trouble.advice());
    assert!(trouble.what().ends_with('.') && trouble.advice().ends_with('.'), "{}, {how}: {words}", door.name);
    for word in JARGON {
        assert!(!words.split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| w == word), "{}: {words}", door.name);
    }
    assert!(!trouble.to_string().contains("GFPYY"), "{}, {how}: a secret in a message", door.name);
    words
}

/// A file that only says so much in its beginning.
fn with_beginning(stanzas: &str) -> Vec<u8> {
    format!("age-encryption.org/v1\n{stanzas}--- c2lnbmF0dXJl\n").into_bytes()
}

fn armored(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = age::armor::ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn cut_at_each_length_or_with_one_bit_flipped_at_each_byte() {
    for door in doors() {
        assert!((door.open)(&door.whole).is_none(), "{}: whole, it opens", door.name);
        let mut told = BTreeSet::new();
        for at in 0..door.whole.len() {
            let mut flipped = door.whole.clone();
            flipped[at] ^= 1 << (at % 8);
            // The line break after the end of the armor is all that may be missing or another.
            let end = door.whole.starts_with(b"---") && at + 1 == door.whole.len();
            for (file, how) in [(&door.whole[..at], "cut"), (&flipped[..], "flipped")] {
                if !end || (door.open)(file).is_some() {
                    told.insert(refused(&door, file, &format!("{how} at {at}")));
                }
            }
        }
        assert!(told.len() <= 12, "{}: as many words as kinds of damage: {told:#?}", door.name);
    }
}

#[test]
fn endless_beginnings_and_endless_work_are_refused_at_once() {
    let many = with_beginning(&"-> X25519 AAAA\nAAAA\n".repeat(16_000));
    let work = with_beginning("-> scrypt c2FsdA 30\nYm9keQ\n");
    let empty = with_beginning("");
    let two =
        with_beginning("-> scrypt AAAAAAAAAAAAAAAAAAAAAA 1\nYm9keQ\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 1\nYm9keQ\n");
    let newer = b"age-encryption.org/v9\n-> X\n--- x\n".to_vec();
    let none = b"just a letter to the head, not encrypted at all\n".to_vec();
    let huge = [with_beginning("-> X25519 AAAA\nAAAA\n"), vec![b'x'; 6 << 20]].concat();
    for door in doors() {
        for (file, how) in [
            (&many, "16,000 stanzas"),
            (&work, "a work factor of 30"),
            (&empty, "no stanza"),
            (&two, "two passphrases"),
            (&newer, "a newer version"),
            (&none, "no age file"),
            (&huge, "6 MB of nothing"),
            (&Vec::new(), "empty"),
        ] {
            refused(&door, file, how);
            refused(&door, &armored(file), how);
        }
    }
    let words = doors().iter().map(|d| refused(d, &many, "many")).collect::<BTreeSet<_>>();
    assert!(words.iter().any(|w| w.contains("more keys than an honest file")), "{words:?}");
}

#[test]
fn for_other_people_and_with_a_wrong_passphrase() {
    let stranger = testing::stranger();
    for door in doors().into_iter().take(3) {
        let open: Opened = match door.name {
            "sealed note" => Box::new(|f, k| seal::open(f, k, NOTEBOOK, NOTE).err().map(Trouble::from)),
            "draft" => Box::new(|f, k| seal::open_bytes("draft 1", f, k).err().map(Trouble::from)),
            _ => Box::new(|f, k| pack::decrypt(f, Keys::Identities(k), 1 << 20).err().map(other)),
        };
        let words = open(&door.whole, &stranger).unwrap().to_string();
        assert!(words.contains("other people") || words.contains("other keys"), "{}: {words}", door.name);
    }
    for door in doors().into_iter().skip(3) {
        let wrong = || Secret::new("other lamp".to_owned());
        let refused = match door.name {
            "key file" => keys::read_file(&door.whole, || Ok(wrong())).err(),
            _ => pack::decrypt(&door.whole[..], Keys::Passphrase(&wrong()), 1 << 20).err(),
        };
        assert!(matches!(refused, Some(UnlockError::WrongPassphrase)), "{}: {refused:?}", door.name);
    }
}

#[test]
fn a_key_of_mine_that_was_exchanged_for_one_of_endless_work_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path().to_owned());
    identity::create_with(&home, &phrase(), Moment(1_781_081_400_000), 1).unwrap();
    let file = home.identity().join("my-key.age");
    crate::files::replace_private(&file, &armored(&with_beginning("-> scrypt c2FsdA 30\nYm9keQ\n"))).unwrap();
    let start = Instant::now();
    let Err(UnlockError::Other(refused)) = identity::unlock(&home, &phrase()) else { panic!("not refused") };
    assert!(refused.what().contains("busy for far too long"), "{refused}");
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

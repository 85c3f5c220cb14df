//! What is erased, or sealed after it was saved, leaves every part of the file, here and wherever
//! the change arrives; and while a colleague's reading delays that, it is known.

use super::*;
use std::time::{Duration, Instant};

/// An invented word that no other word begins like: the index stores words by prefix.
const WORD: &str = "zybbernagloth";

/// The word, and what a prefix-compressed index would keep of it.
const PARTS: [&[u8]; 3] = [WORD.as_bytes(), b"ybbernag", b"zybb"];

/// The word's first three letters as the index for beginnings keeps them: behind the index's own digit, or behind
/// their number. (Three letters alone stand by chance in one of many hashes; these four bytes do not.)
const BEGINNINGS: [&[u8]; 2] = [b"2zyb", b"\x03zyb"];

/// Looks for the word, and for what an index would keep of it, in every part of a notebook.
fn found(notebook: &Notebook) -> Vec<String> {
    let mut found = Vec::new();
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", notebook.path().display());
        let bytes = std::fs::read(&path).unwrap_or_default();
        let part = |p: &&[u8]| bytes.windows(p.len()).any(|w| w.eq_ignore_ascii_case(p));
        let beginning = |p: &&[u8]| bytes.windows(p.len()).any(|w| w == *p);
        let needles = PARTS.into_iter().filter(part).chain(BEGINNINGS.into_iter().filter(beginning));
        found.extend(needles.map(|needle| format!("{} in {path}", String::from_utf8_lossy(needle))));
    }
    found
}

/// A notebook with an index of many pages, so that words also stand in its inner nodes.
fn crowded() -> Replica {
    let mut a = Replica::new("a");
    let words = |n: u32| {
        let word = |i: u32| format!("{:x}", (n * 40 + i).wrapping_mul(2_654_435_761));
        (0..40).map(word).collect::<Vec<_>>().join(" ")
    };
    let notes = (0..60).flat_map(|n| {
        let id = NoteId::fresh().unwrap();
        [NewChange::new(id, v::NoteCreated {}), NewChange::new(id, text(&words(n)))]
    });
    a.write(&notes.collect::<Vec<_>>());
    a
}

fn everything(a: &Replica, id: NoteId) -> NewChange {
    let covers = vec![Covered { writer: a.key.id(), seq: a.notebook.last_seq(a.key.id()).unwrap() }];
    NewChange::new(id, v::Erase { class: EraseClass::Everything, covers })
}

/// A note that says the word in every field that can hold words, and was edited.
fn wordy(a: &mut Replica) -> NoteId {
    let id = a.note(&format!("{WORD} was said"));
    a.write(&[
        NewChange::new(id, v::NoteText { text: format!("twice {WORD}"), reflection: format!("{WORD}?") }),
        NewChange::new(id, v::NotePlace { place: Some(format!("room {WORD}")) }),
    ]);
    id
}

#[test]
fn erased_and_late_sealed_words_leave_every_page_wherever_the_change_arrives() {
    for seal in [false, true] {
        let (mut a, mut b) = (crowded(), Replica::new("b"));
        let id = wordy(&mut a);
        b.hear(&a);
        let before = a.notebook.changes().unwrap();
        assert!(a.notebook.clear_residue().unwrap() && b.notebook.clear_residue().unwrap());
        for notebook in [&a.notebook, &b.notebook] {
            let seen = found(notebook).concat();
            assert!(seen.contains(WORD) && seen.contains("zyb in"), "this test can see the word and its beginning");
        }
        let change = if seal { NewChange::new(id, sealed(b"blob")) } else { everything(&a, id) };
        a.write(&[change]);
        assert_eq!(found(&a.notebook), [""; 0], "here; sealed: {seal}");
        b.hear(&a);
        assert_eq!(found(&b.notebook), [""; 0], "where it arrives; sealed: {seal}");
        // An older copy brings the same words once more.
        let again = b.notebook.absorb(&before).unwrap();
        assert!(!again.old_text_remains);
        assert_eq!(found(&b.notebook), [""; 0], "from an older copy; sealed: {seal}");
        assert!(b.notebook.examine().unwrap().tables_agree);
    }
}

#[test]
fn while_a_colleague_reads_the_old_text_is_said_to_remain() {
    let mut a = Replica::new("a");
    let id = wordy(&mut a);
    let other = wordy(&mut a);
    let colleague = Connection::open(a.notebook.path()).unwrap();
    let reads = || {
        colleague.execute_batch("BEGIN").unwrap();
        assert_eq!(colleague.query_row("SELECT count(*) FROM note", [], |r| r.get::<_, i64>(0)).unwrap(), 2);
    };
    reads();
    let start = Instant::now();
    let pen = Pen { author: a.author, key: &a.key, clock: Clock::fixed(START), zone: Tz::UTC };
    let written = a.notebook.write(&pen, &[NewChange::new(id, sealed(b"blob"))]).unwrap();
    assert!(written.old_text_remains, "told, not hidden");
    assert!(start.elapsed() < Duration::from_secs(5), "nobody waits for a colleague: {:?}", start.elapsed());
    assert!(!a.notebook.clear_residue().unwrap());
    assert!(!found(&a.notebook).is_empty(), "it is in the side file, as said");
    colleague.execute_batch("COMMIT").unwrap();
    assert!(a.notebook.clear_residue().unwrap());
    let erase = everything(&a, other);
    a.write(&[erase]);
    assert_eq!(found(&a.notebook), [""; 0]);
}

#[test]
fn what_arrives_erased_while_a_colleague_reads_is_said_to_remain() {
    let (mut a, mut b) = (Replica::new("a"), Replica::new("b"));
    let id = wordy(&mut a);
    b.hear(&a);
    let erase = everything(&a, id);
    a.write(&[erase]);
    let colleague = Connection::open(b.notebook.path()).unwrap();
    colleague.execute_batch("BEGIN").unwrap();
    assert_eq!(colleague.query_row("SELECT count(*) FROM note", [], |r| r.get::<_, i64>(0)).unwrap(), 1);
    assert!(b.notebook.absorb(&a.notebook.changes().unwrap()).unwrap().old_text_remains);
    colleague.execute_batch("COMMIT").unwrap();
    assert!(b.notebook.clear_residue().unwrap());
    assert_eq!(found(&b.notebook), [""; 0]);
}

#[test]
fn an_erase_that_comes_again_covers_nothing_that_was_written_since() {
    let (mut a, mut b) = (Replica::new("a"), Replica::new("b"));
    let id = a.note("first words");
    let erase = everything(&a, id);
    a.write(&[erase]);
    let replayed = a.notebook.changes().unwrap();
    a.write(&[NewChange::new(id, text("written since"))]);
    b.hear(&a);
    for replica in [&mut a, &mut b] {
        let again = replica.notebook.absorb(&replayed).unwrap();
        assert_eq!((again.new, again.filled), (0, 0));
        assert_eq!(replica.words(id).as_deref(), Some("written since"));
    }
}

#[test]
fn the_file_and_its_side_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let a = crowded();
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", a.notebook.path().display());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{path}");
    }
}

//! What is kept of a concern, and where it is not.

use super::*;
use crate::clock::Clock;
use crate::home::Home;
use crate::notebook::{Filter, Notebook, Order};
use crate::review::capture::Capture;
use crate::tasks::making;
use crate::vault::{identity, testing};
use std::path::Path;

const NOW: Moment = Moment(1_781_081_400_000);
/// A word that stands nowhere else.
const WHOM: &str = "Wolvanderm of room nine";

fn desk(folder: &Path, person: &str, key: bool) -> Desk {
    let path = folder.join("t.visitbook");
    let home = Home::at(folder.join(person));
    if !path.exists() {
        let review = crate::plan::read(include_str!("../../../sample-data/fernhollow.toml"), "t.toml").unwrap().review;
        drop(making::make(&home, &review, &path, Clock::fixed(NOW)).unwrap());
    }
    if key {
        identity::create_with(&home, &crate::secret::Secret::new("a phrase of mine".to_owned()), NOW, 1).unwrap();
    }
    let mut desk = Desk::open(&home, &path, Some(person), Clock::fixed(NOW)).unwrap();
    desk.announce_key().unwrap();
    desk
}

fn keys(desk: &Desk) -> OpenKeys {
    identity::unlock(desk.home(), &crate::secret::Secret::new("a phrase of mine".to_owned())).unwrap()
}

#[test]
fn the_record_is_for_its_author_and_in_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut lead = desk(dir.path(), "lead", true);
    let colleague = desk(dir.path(), "hollins", true);
    let written = lead.record_concern(Route::Head, WHOM, NOW).unwrap();

    let record = Record { told_at: NOW.0, whom: WHOM.to_owned(), route: Route::Head };
    assert_eq!(lead.concern_records(&keys(&lead)).unwrap(), [record]);
    assert_eq!(colleague.concern_records(&keys(&colleague)).unwrap(), [], "a colleague has none of mine");
    let blob = lead.blob(written.changes[0]).unwrap();
    assert!(
        seal::open_bytes(PURPOSE, &blob, &keys(&colleague)).is_err()
            && seal::open_bytes(PURPOSE, &blob, &testing::fixed()).is_err()
    );

    let changes = lead.notebook().changes().unwrap();
    let mine = changes.iter().find(|c| c.id == written.changes[0]).unwrap();
    assert!(mine.body.is_none(), "its body goes to nobody");
    let notebook = lead.notebook();
    let history = notebook.history(mine.header.subject, lead.review()).unwrap();
    let everything = [
        notebook.dump().unwrap(),
        history.iter().map(|e| e.what.clone()).collect(),
        format!("{:?}", notebook.notes(&Filter { deleted: true, ..Filter::default() }, Order::Oldest, 0, 100).unwrap()),
    ];
    for said in &everything {
        assert!(!said.contains("Wolvanderm") && !said.contains("head-teacher"), "{said}");
    }
    drop(lead);
    for path in [dir.path().join("t.visitbook"), dir.path().join("t.visitbook-wal")] {
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!bytes.windows(10).any(|w| w == &WHOM.as_bytes()[..10]), "{}", path.display());
    }
}

#[test]
fn without_a_key_nothing_is_recorded_and_nothing_written_plain() {
    let dir = tempfile::tempdir().unwrap();
    let mut lead = desk(dir.path(), "lead", false);
    let before = lead.notebook().changes().unwrap().len();
    assert!(lead.record_concern(Route::Child, WHOM, NOW).unwrap_err().what().contains("no key"));
    assert_eq!(lead.notebook().changes().unwrap().len(), before);
}

#[test]
fn the_words_of_a_saved_note_go_and_only_its_author_takes_them_away() {
    let dir = tempfile::tempdir().unwrap();
    let (mut lead, mut colleague) = (desk(dir.path(), "lead", true), desk(dir.path(), "hollins", true));
    let words =
        Capture { text: "wolvanderm said so".to_owned(), reflection: "wolvanderm!".to_owned(), ..Capture::default() };
    let note = lead.capture(&words, None, None).unwrap().note;
    lead.edit(note, "wolvanderm said it", "").unwrap();
    assert!(colleague.erase(note).unwrap_err().what().contains("Only its author"));
    assert!(!lead.erase(note).unwrap().old_text_remains);
    let all = Notebook::open(lead.notebook().path()).unwrap();
    assert!(
        all.changes()
            .unwrap()
            .iter()
            .filter(|c| c.header.subject.0 == note.0 && c.header.kind < 30)
            .all(|c| c.body.is_none())
    );
    for suffix in ["", "-wal", "-shm"] {
        let bytes = std::fs::read(format!("{}{suffix}", lead.notebook().path().display())).unwrap_or_default();
        assert!(!bytes.windows(8).any(|w| w.eq_ignore_ascii_case(b"wolvande")), "{suffix}");
    }
}

//! Who may erase what, in whatever order it is heard of; and what reaches the backups.

use super::*;
use crate::notebook::backup::backups_of;
use crate::review::people::Role;

pub fn person(name: &str, role: Role) -> v::PersonFacts {
    v::PersonFacts {
        key: name.to_owned(),
        name: name.to_owned(),
        role,
        school: String::new(),
        accounts: Vec::new(),
        order: 0,
    }
}

/// Says in the journal that somebody has a role.
pub fn named(by: &mut Replica, name: &str, role: Role) {
    by.write(&[NewChange { subject: PersonId::of(ID, name).into(), value: Value::Person(person(name, role)) }]);
}

/// A purge of everything heard of.
pub fn purge(by: &mut Replica, class: EraseClass) {
    let covers = covered_now(&by.notebook);
    by.write(&[NewChange { subject: Subject(ID.0), value: v::Erase { class, covers }.into() }]);
}

/// Hears every change alone, in an order drawn from `seed`.
fn heard_in_another_order(of: &Replica, seed: u64) -> Replica {
    let mut changes = of.notebook.changes().unwrap();
    shuffle(&mut changes, seed);
    let mut late = Replica::new("late");
    for change in &changes {
        late.notebook.absorb(std::slice::from_ref(change)).unwrap();
    }
    late
}

fn open_bodies(r: &Replica) -> usize {
    r.notebook.changes().unwrap().iter().filter(|c| c.header.kind == v::kind::NOTE_TEXT && c.body.is_some()).count()
}

#[test]
fn a_purge_counts_if_the_journal_names_its_author_lead_even_if_that_is_heard_later() {
    let (mut a, mut b, mut c) = (Replica::new("a"), Replica::new("b"), Replica::new("c"));
    let id = a.note("words of a");
    b.hear(&a);
    purge(&mut b, EraseClass::Everything);
    a.hear(&b);
    assert_eq!(a.words(id).as_deref(), Some("words of a"), "b is nobody");
    let before_naming = a.notebook.changes().unwrap();
    named(&mut c, "b", Role::Lead);
    a.hear(&c);
    assert_eq!((a.content(id), open_bodies(&a)), (Content::Erased, 0), "b was lead all the time");
    // Who is lead no longer has still purged.
    named(&mut c, "b", Role::Reviewer);
    a.hear(&c);
    b.hear(&a);
    b.notebook.absorb(&before_naming).unwrap();
    assert_eq!(b.content(id), Content::Erased, "an older copy brings nothing back");
    for seed in 0..8 {
        assert_eq!(heard_in_another_order(&b, seed).notebook.dump().unwrap(), a.notebook.dump().unwrap());
    }
}

#[test]
fn a_person_erases_their_own_notes_whole_and_others_not_at_all() {
    let (mut a, mut b) = (Replica::new("a"), Replica::new("b"));
    let mine = a.note("words of a");
    b.hear(&a);
    let theirs = b.note("words of b");
    b.write(&[NewChange::new(mine, text("words of a, mended by b"))]);
    a.hear(&b);
    for note in [mine, theirs] {
        let erase = v::Erase { class: EraseClass::Everything, covers: covered_now(&a.notebook) };
        a.write(&[NewChange::new(note, erase)]);
    }
    assert_eq!(a.content(mine), Content::Erased, "what b mended in it as well");
    assert_eq!(a.words(theirs).as_deref(), Some("words of b"));
    for seed in 0..8 {
        let mut late = heard_in_another_order(&a, seed);
        late.hear(&b);
        assert_eq!(late.notebook.dump().unwrap(), a.notebook.dump().unwrap());
        assert!(late.notebook.examine().unwrap().tables_agree);
    }
}

#[test]
fn what_was_deleted_stays_deleted_when_it_is_purged() {
    let mut a = Replica::new("a");
    named(&mut a, "a", Role::Lead);
    let id = a.note("deleted words");
    a.write(&[NewChange::new(id, v::NoteDeleted { deleted: true })]);
    purge(&mut a, EraseClass::Everything);
    let note = a.notebook.note(id).unwrap().unwrap();
    assert_eq!((note.deleted, note.content), (true, Content::Erased));
}

#[test]
fn a_joining_tells_beforehand_what_its_erases_would_empty() {
    let (mut a, mut b) = (Replica::new("a"), Replica::new("b"));
    a.note("one");
    a.note("two");
    b.hear(&a);
    b.note("three");
    purge(&mut b, EraseClass::Everything);
    let from_b = b.notebook.changes().unwrap();
    let before = a.notebook.dump().unwrap();
    let told = a.notebook.preview_erases(&from_b).unwrap();
    assert_eq!((told.len(), told[0].author, told[0].purge), (1, b.author, true));
    assert!(told[0].empties.is_empty(), "b may not: {told:?}");
    named(&mut b, "b", Role::Lead);
    let told = a.notebook.preview_erases(&b.notebook.changes().unwrap()).unwrap();
    // The two notes and that they were made.
    assert_eq!(told[0].empties, [(a.author, 4)].into());
    assert_eq!(a.notebook.dump().unwrap(), before, "only looked at");
}

#[test]
fn backups_lose_what_is_erased_or_sealed_late_and_hold_no_record_of_a_concern() {
    use std::os::unix::fs::PermissionsExt as _;
    const WORD: &[u8] = b"qwyzzerloft";
    let holds = |path: &std::path::Path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(WORD.len()).any(|w| w.eq_ignore_ascii_case(WORD))
    };
    let mut a = Replica::new("a");
    let erased = a.note("qwyzzerloft erased");
    let sealed_late = a.note("qwyzzerloft sealed late");
    let record = Subject([8; 16]);
    a.write(&[NewChange { subject: record, value: v::Concern { blob: Bytes(b"qwyzzerloft blob".to_vec()) }.into() }]);
    let backup = a.notebook.back_up(Moment(a.now)).unwrap();
    let second = a.notebook.back_up(Moment(a.now)).unwrap();
    assert_eq!(backups_of(a.notebook.path()).unwrap(), [backup.clone(), second.clone()]);
    assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(holds(&backup), "there is something to be found");
    let copy = Notebook::open(&backup).unwrap();
    assert_eq!((copy.concerns(a.author).unwrap().len(), copy.note(erased).unwrap().is_some()), (0, true));
    drop(copy);
    a.write(&[NewChange::new(sealed_late, sealed(b"blob"))]);
    let covers = vec![Covered { writer: a.key.id(), seq: a.notebook.last_seq(a.key.id()).unwrap() }];
    a.write(&[NewChange::new(erased, v::Erase { class: EraseClass::Everything, covers })]);
    for path in [&backup, &second] {
        assert!(!holds(path), "{}", path.display());
        let mut copy = Notebook::open(path).unwrap();
        assert_eq!(copy.note(erased).unwrap().unwrap().content, Content::Erased);
        assert!(copy.note(sealed_late).unwrap().unwrap().sealed().is_some());
        assert!(copy.examine().unwrap().tables_agree);
    }
}

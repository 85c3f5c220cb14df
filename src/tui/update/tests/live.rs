//! What colleagues do while one works: nothing of one's own moves, and nothing is written over.

use super::*;
use crate::ids::{ActivityId, PointId, Subject};
use crate::notebook::query::{Clash, Says, Version};
use crate::review::feedback::{Point, PointKind};
use crate::tasks::versions::Seen;
use crate::team::presence::Here;

fn notes(ids: &[u8]) -> Vec<Note> {
    ids.iter().map(|n| note(*n, open(&format!("note {n}")))).collect()
}

fn point(n: u8) -> Point {
    Point {
        id: PointId([n; 16]),
        author: PersonId([9; 16]),
        made: moment(10, 0),
        kind: PointKind::Strength,
        question: None,
        meeting: None,
        text: format!("point {n}"),
        rank: format!("{n:03}"),
        evidence: Vec::new(),
        deleted: false,
        conflict: n == 2,
        seal: crate::review::feedback::PointSeal::default(),
        marks: crate::review::feedback::PointMarks::default(),
    }
}

/// What the screen wants was read anew.
fn read(app: &mut App, day: &[u8], list: &[u8], points: &[u8]) {
    let wanted = app.wanted();
    let loaded = Loaded {
        day_notes: notes(day),
        brought: Vec::new(),
        list: notes(list),
        list_total: list.len(),
        points: points.iter().map(|n| point(*n)).collect(),
        ..loaded(wanted)
    };
    update(app, Msg::Event(Event::Loaded(Box::new(loaded))));
}

#[test]
fn the_note_chosen_on_day_stays_chosen_whatever_comes_or_goes() {
    let mut app = app();
    read(&mut app, &[1, 2, 3], &[], &[]);
    press(&mut app, KeyCode::Up);
    press(&mut app, KeyCode::Up);
    let chosen = |app: &App| app.chosen_note().map(|n| n.id.0[0]);
    assert_eq!(chosen(&app), Some(2));
    read(&mut app, &[1, 2, 3, 4, 5], &[], &[]);
    assert_eq!(chosen(&app), Some(2));
    read(&mut app, &[2, 4, 5], &[], &[]);
    assert_eq!(chosen(&app), Some(2));
    read(&mut app, &[4, 5], &[], &[]);
    assert!(app.day.note.is_none_or(|n| n < 2), "it is gone, and the cursor within what there is");
}

#[test]
fn cursor_and_selection_of_a_list_follow_their_notes() {
    let mut app = app();
    app.pane = Pane::Tag;
    read(&mut app, &[], &[3, 5, 7], &[]);
    app.tag.at.cursor = 1;
    app.tag.at.selected = [NoteId([5; 16]), NoteId([7; 16])].into();
    read(&mut app, &[], &[1, 2, 3, 5, 6], &[]);
    assert_eq!(app.chosen_note().map(|n| n.id.0[0]), Some(5));
    assert_eq!(app.targets(), [NoteId([5; 16])], "what is no longer in the list is not meant any more");
}

#[test]
fn the_chosen_point_stays_chosen() {
    let mut app = app();
    app.pane = Pane::Feedback;
    // Where a point goes that names no meeting.
    app.feedback.meeting = app.summaries().last().map(|m| m.id);
    read(&mut app, &[], &[], &[2, 4]);
    app.feedback.cursor = 1;
    read(&mut app, &[], &[], &[1, 2, 3, 4]);
    assert_eq!(app.shown_points()[app.feedback.cursor].id, PointId([4; 16]));
}

#[test]
fn what_is_half_typed_and_what_lies_over_the_screen_stays() {
    let mut app = app();
    write(&mut app, "half a li");
    press(&mut app, KeyCode::Left);
    let at = app.day.line.cursor();
    read(&mut app, &[1], &[], &[]);
    assert_eq!((app.day.line.text(), app.day.line.cursor()), ("half a li", at));
    update(&mut app, Msg::Action(Action::Palette));
    write(&mut app, "und");
    read(&mut app, &[1, 2], &[], &[]);
    let Some(Overlay::Palette { line, .. }) = &app.overlay else { panic!() };
    assert_eq!(line.text(), "und");
}

#[test]
fn an_answer_that_comes_when_one_has_moved_on_is_not_shown() {
    let mut app = app();
    read(&mut app, &[1], &[], &[]);
    press(&mut app, KeyCode::Up);
    let asked = update(&mut app, Msg::Action(Action::History));
    assert!(matches!(asked.as_slice(), [Effect::History(_)]));
    let answer = || Msg::Event(Event::History(NoteId([1; 16]), Vec::new()));
    press(&mut app, KeyCode::Char('x'));
    update(&mut app, answer());
    assert!(app.overlay.is_none());
    press(&mut app, KeyCode::Up);
    update(&mut app, Msg::Action(Action::History));
    update(&mut app, answer());
    assert!(matches!(app.overlay, Some(Overlay::History { .. })));
}

fn clash(sealed: bool) -> Clash {
    let version = |n: u8, text: &str| Version {
        change: ChangeId([n; 32]),
        author: PersonId([n; 16]),
        at: moment(10, 0),
        says: if sealed {
            Says::Sealed(vec![PersonId([9; 16])])
        } else {
            Says::Words { text: text.to_owned(), reflection: String::new() }
        },
    };
    Clash {
        what: "the words",
        versions: vec![version(1, "from one"), version(2, "from two")],
        heads: vec![ChangeId([1; 32]), ChangeId([2; 32])],
    }
}

/// Day, a note in two versions, and the overlay that shows them.
fn versions_of_a_note() -> App {
    let mut app = app();
    read(&mut app, &[1], &[], &[]);
    app.day.notes[0].conflict = true;
    press(&mut app, KeyCode::Up);
    let asked = update(&mut app, Msg::Action(Action::ChooseVersion));
    let [Effect::Versions(subject)] = asked.as_slice() else { panic!("{asked:?}") };
    update(&mut app, Msg::Event(Event::Versions(*subject, vec![clash(false)], Vec::new())));
    app
}

#[test]
fn a_version_is_kept_in_the_place_of_all_that_were_seen() {
    let mut app = versions_of_a_note();
    press(&mut app, KeyCode::Down);
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Keep(subject, kept, heads)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((*subject, *kept), (Subject([1; 16]), ChangeId([2; 32])));
    assert_eq!(*heads, clash(false).heads);
    assert!(app.overlay.is_none());
}

#[test]
fn one_is_written_of_both_in_the_editor_and_stands_in_the_place_of_both() {
    let mut app = versions_of_a_note();
    press(&mut app, KeyCode::Down);
    press(&mut app, KeyCode::Down);
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    let Some(Overlay::Editor { editor, .. }) = &app.overlay else { panic!() };
    assert_eq!(editor.text(), "from one\nfrom two");
    let effects = update(&mut app, Msg::Action(Action::SaveNote));
    let [Effect::Edit { seen, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(*seen, Seen::Changes(clash(false).heads));
}

#[test]
fn an_edit_stands_in_the_place_of_the_words_it_began_with() {
    let mut app = app();
    read(&mut app, &[1], &[], &[]);
    press(&mut app, KeyCode::Up);
    update(&mut app, Msg::Action(Action::EditNote));
    write(&mut app, "!!");
    press(&mut app, KeyCode::Backspace);
    press(&mut app, KeyCode::Backspace);
    write(&mut app, " more");
    // A colleague changes it meanwhile.
    let mut theirs = notes(&[1]);
    theirs[0].content = open("theirs");
    let wanted = app.wanted();
    update(&mut app, Msg::Event(Event::Loaded(Box::new(Loaded { day_notes: theirs, ..loaded(wanted) }))));
    let effects = update(&mut app, Msg::Action(Action::SaveNote));
    let [Effect::Edit { seen, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(*seen, Seen::Words { text: "note 1".into(), reflection: String::new() });
}

#[test]
fn unlocked_versions_go_with_the_lock() {
    let mut app = versions_of_a_note();
    app.overlay = None;
    app.seals = Seals::Open;
    press(&mut app, KeyCode::Up);
    let unlocked = |n: u8| Unlocked {
        note: NoteId([1; 16]),
        author: PersonId([9; 16]),
        readers: vec![PersonId([9; 16])],
        text: Secret::new(format!("sealed {n}")),
        reflection: Secret::default(),
        marks: Marks::default(),
    };
    let opened = || vec![(ChangeId([1; 32]), unlocked(1)), (ChangeId([2; 32]), unlocked(2))];
    let answer = || Msg::Event(Event::Versions(Subject([1; 16]), vec![clash(true)], opened()));
    update(&mut app, Msg::Action(Action::ChooseVersion));
    update(&mut app, answer());
    let Some(Overlay::Versions(versions)) = &app.overlay else { panic!() };
    assert_eq!(versions.rows().len(), 3, "both can be read, so one can be written of both");
    update(&mut app, Msg::Action(Action::Lock));
    assert!(app.overlay.is_none());
    press(&mut app, KeyCode::Up);
    update(&mut app, Msg::Action(Action::ChooseVersion));
    update(&mut app, answer());
    let Some(Overlay::Versions(versions)) = &app.overlay else { panic!() };
    assert!(versions.unlocked.is_empty(), "opened before the lock, shown to nobody after it");
}

#[test]
fn only_whom_the_plan_knows_is_here_once_and_not_myself() {
    let mut app = app();
    let other = app.review.people[1].clone();
    let here = |person, minute, writing| Here {
        person,
        activity: Some(ActivityId([99; 16])),
        since: moment(10, minute),
        writing,
    };
    let sessions = vec![
        here(app.me, 1, true),
        here(other.id, 1, true),
        here(other.id, 2, false),
        here(PersonId([200; 16]), 3, false),
    ];
    update(&mut app, Msg::Event(Event::Here(sessions)));
    let all = app.colleagues();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].name.as_str(), all[0].since, all[0].writing), (other.name.as_str(), moment(10, 2), true));
    assert_eq!(all[0].elsewhere, None, "an activity that the plan does not know is nowhere");
}

#[test]
fn what_cuts_a_notebook_off_stays_said_until_it_is_back() {
    let mut app = app();
    write(&mut app, "half");
    let gone = Trouble::new("maths.visitbook is no longer there.", "Nothing more is written here.");
    update(&mut app, Msg::Event(Event::CutOff(Some(gone))));
    press(&mut app, KeyCode::Char('x'));
    assert!(app.cut_off.as_ref().is_some_and(|why| why.contains("no longer there")));
    assert_eq!(app.day.line.text(), "halfx");
    update(&mut app, Msg::Event(Event::CutOff(None)));
    assert!(app.cut_off.is_none());
}

#[test]
fn who_would_be_in_two_places_is_said_once_in_a_quiet_line() {
    let mut app = app();
    let shown = |app: &App| app.notice.as_ref().map_or(String::new(), |n| n.text.clone());
    read(&mut app, &[], &[], &[]);
    assert!(app.clashes.is_empty(), "{:?}", app.clashes);
    let mut review = app.review.clone();
    let today = app.now.local(app.zone());
    let mut twice = review.activities.iter().find(|a| a.end.is_some_and(|e| e > today)).unwrap().clone();
    twice.id = ActivityId([77; 16]);
    twice.people = vec![app.me];
    twice.title = "Something else".to_owned();
    review.activities.push(twice);
    let again = |app: &mut App| {
        let loaded = Loaded { review: review.clone(), ..loaded(app.wanted()) };
        update(app, Msg::Event(Event::Loaded(Box::new(loaded))));
    };
    again(&mut app);
    assert!(shown(&app).contains("in two places"), "{}", shown(&app));
    let done = Event::Done { said: String::new(), changes: Vec::new(), old_text_remains: false };
    update(&mut app, Msg::Event(done));
    assert!(shown(&app).contains("in two places"), "that the shift is done says nothing, and takes nothing back");
    app.notice = None;
    again(&mut app);
    assert_eq!(shown(&app), "", "said once; the timetable goes on saying it");
    assert!(!app.clashes.is_empty());
}

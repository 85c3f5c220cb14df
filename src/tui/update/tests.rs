//! The rules of the screen, without a terminal: messages in, effects out.

use super::*;
use crate::clock::{Moment, Tz, instant_of};
use crate::ids::{ChangeId, NoteId, PersonId};
use crate::notebook::query::Counts;
use crate::review::evidence::{Content, Evidence, Marks, Note, Readers, Unlocked};
use crate::tasks::capture::Saved;
use crate::tasks::marks::Mark;
use crate::tasks::settings::Settings;
use crate::trouble::Trouble;
use crate::tui::app::{Beginning, EntryStep, Target};
use crate::tui::keymap::Keymap;
use crate::tui::msg::{Event, Loaded, Wanted};
use crate::tui::theme::{ColorChoice, Theme};
use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::rc::Rc;

mod after;
mod card;
mod live;
mod meeting;
mod presenting;
mod sealing;

fn moment(hour: u32, minute: u32) -> Moment {
    instant_of(NaiveDate::from_ymd_opt(2026, 6, 10).unwrap().and_hms_opt(hour, minute, 0).unwrap(), Tz::Europe__London)
}

fn loaded(wanted: Wanted) -> Loaded {
    let plan = include_str!("../../../sample-data/fernhollow.toml");
    Loaded {
        wanted,
        review: crate::plan::read(plan, "fernhollow.toml").unwrap().review,
        counts: Counts::default(),
        tallies: Vec::new(),
        day_notes: Vec::new(),
        brought: Vec::new(),
        list: Vec::new(),
        list_total: 0,
        named: 0,
        points: Vec::new(),
        evidence: Vec::new(),
        roll: crate::review::readiness::Roll::default(),
        all: Vec::new(),
        reports: Vec::new(),
        actions: Vec::new(),
        done: Vec::new(),
        read: Vec::new(),
    }
}

fn begin(has_key: bool, accepted: bool) -> App {
    let loaded = loaded(Wanted::default());
    App::begin(Beginning {
        me: PersonId::of(loaded.review.visit.id, "lead"),
        loaded,
        now: moment(10, 50),
        rehearsal: false,
        keymap: Rc::new(Keymap::built_in("default").unwrap()),
        theme: Theme::choose(ColorChoice::Never, |_| None),
        ascii: false,
        settings: Settings::default(),
        has_key,
        accepted,
        offered: (!has_key).then(|| Secret::new("six words".to_owned())),
        banner: None,
        told: String::new(),
    })
}

fn app() -> App {
    begin(true, true)
}

fn press(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    let message = app.keymap.lookup(app.context(), &key).map_or(Msg::Key(key), Msg::Action);
    update(app, message)
}

fn write(app: &mut App, text: &str) {
    for c in text.chars() {
        assert!(press(app, KeyCode::Char(c)).is_empty());
    }
}

fn note(n: u8, content: Content) -> Note {
    Note {
        id: NoteId([n; 16]),
        author: PersonId([9; 16]),
        activity: None,
        written: moment(10, 0),
        seen: None,
        content,
        deleted: false,
        rehearsal: false,
        conflict: false,
        edited: false,
        beside: crate::review::evidence::Beside::default(),
    }
}

fn open(text: &str) -> Content {
    Content::Open(Evidence { text: text.to_owned(), ..Evidence::default() })
}

fn saved() -> Msg {
    Msg::Event(Event::Saved(Saved {
        note: NoteId([1; 16]),
        changes: vec![ChangeId([1; 32])],
        sealed: false,
        old_text_remains: false,
    }))
}

#[test]
fn enter_saves_and_the_line_stays_until_it_is_on_the_disk() {
    let mut app = app();
    write(&mut app, "Y4 explain regrouping #1 +");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Capture { capture, activity }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(capture.text, "Y4 explain regrouping");
    assert_eq!(capture.place.as_deref(), Some("Y4"));
    assert_eq!(*activity, app.standing.current.first().copied());
    assert_eq!(app.day.line.text(), "Y4 explain regrouping #1 +");
    assert!(app.is_saving());
    assert!(press(&mut app, KeyCode::Enter).is_empty(), "not twice");
    update(&mut app, saved());
    assert_eq!(app.day.line.text(), "");
    assert!(!app.is_saving());
}

#[test]
fn a_save_that_fails_loses_nothing() {
    let mut app = app();
    write(&mut app, "Y4 explain");
    press(&mut app, KeyCode::Enter);
    update(&mut app, Msg::Event(Event::NotSaved(Trouble::new("The disk is full.", "Free some space."))));
    assert_eq!(app.day.line.text(), "Y4 explain");
    assert!(app.notice.as_ref().is_some_and(|n| n.trouble && n.text.contains("disk is full")));
    assert!(matches!(press(&mut app, KeyCode::Enter).as_slice(), [Effect::Capture { .. }]), "and can be tried again");
}

#[test]
fn what_carries_a_seal_is_never_saved_open() {
    for line in ["! Deputy says", "Deputy says !team.", "!ME Deputy says", "Deputy says // worrying !head"] {
        let mut app = app();
        write(&mut app, line);
        let effects = press(&mut app, KeyCode::Enter);
        let [Effect::Capture { capture, .. }] = effects.as_slice() else { panic!("{line}: {effects:?}") };
        assert!(capture.seal.is_some(), "{line}");
    }
    let mut app = app();
    write(&mut app, "Deputy says !tema");
    assert!(press(&mut app, KeyCode::Enter).is_empty(), "asked, not saved");
    assert_eq!(app.day.line.text(), "Deputy says !tema");
    assert!(app.notice.is_some());
}

#[test]
fn the_seal_key_and_a_mark_mean_the_narrower() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::SealToggle));
    write(&mut app, "said in confidence !team");
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Capture { capture, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(capture.seal, Some(Readers::Lead));
}

#[test]
fn sealing_that_is_impossible_keeps_the_line_and_says_why() {
    let mut app = begin(false, true);
    app.overlay = None;
    app.reach.insert(Readers::Lead, Err(crate::tasks::sealed::no_key()));
    write(&mut app, "! Deputy says");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    assert_eq!(app.day.line.text(), "! Deputy says");
    assert!(app.notice.as_ref().is_some_and(|n| n.text.contains("no key")));
}

#[test]
fn esc_never_discards_what_is_typed() {
    let mut app = app();
    write(&mut app, "half typed");
    for _ in 0..3 {
        press(&mut app, KeyCode::Esc);
    }
    update(&mut app, Msg::Action(Action::PaneTag));
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.pane, Pane::Day);
    assert_eq!(app.day.line.text(), "half typed");
    update(&mut app, Msg::Action(Action::LongNote));
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.day.line.text(), "half typed", "from the editor back to the line");
}

#[test]
fn several_pasted_lines_become_one_long_note_to_look_at() {
    let mut app = app();
    update(&mut app, Msg::Paste("one\ntwo\n".to_owned()));
    assert!(matches!(app.overlay, Some(Overlay::Editor { target: Target::New, .. })));
    press(&mut app, KeyCode::Esc);
    assert!(matches!(app.overlay, Some(Overlay::Editor { .. })), "kept until saved");
    let effects = update(&mut app, Msg::Action(Action::SaveNote));
    let [Effect::Capture { capture, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(capture.text, "one\ntwo");
}

#[test]
fn a_page_pasted_by_mistake_is_taken_out_by_one_undo() {
    let mut app = app();
    write(&mut app, "half typed");
    update(&mut app, Msg::Paste("one\ntwo\nthree\n".to_owned()));
    update(&mut app, Msg::Action(Action::Undo));
    press(&mut app, KeyCode::Esc);
    assert!(app.overlay.is_none(), "{:?}", app.notice);
    assert_eq!(app.day.line.text(), "half typed");
}

#[test]
fn what_is_too_long_is_said_and_not_cut_unseen() {
    let mut app = app();
    write(&mut app, "half typed");
    for pasted in ["a line\n".repeat(3_000), "x".repeat(30_000)] {
        update(&mut app, Msg::Paste(pasted));
        let notice = app.notice.take().unwrap();
        assert!(notice.trouble && notice.text.contains("Nothing was put in"), "{}", notice.text);
        assert!(app.overlay.is_none());
        assert_eq!(app.day.line.text(), "half typed");
    }
}

#[test]
fn a_seal_mark_in_an_edited_note_seals_it() {
    let mut app = app();
    app.day.notes = vec![note(1, open("first"))];
    app.day.note = Some(0);
    update(&mut app, Msg::Action(Action::EditNote));
    for c in " second !me".chars() {
        press(&mut app, KeyCode::Char(c));
    }
    let effects = update(&mut app, Msg::Action(Action::SaveNote));
    let [Effect::Edit { text, seal, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((text.as_str(), seal.clone()), ("first second", Some(Readers::Me.into())));
}

fn unlocked(n: u8) -> Unlocked {
    Unlocked {
        note: NoteId([n; 16]),
        author: PersonId([9; 16]),
        readers: Vec::new(),
        text: Secret::new("in confidence".to_owned()),
        reflection: Secret::default(),
        marks: Marks::default(),
    }
}

#[test]
fn locking_forgets_every_unlocked_text_and_keeps_the_line() {
    let mut app = app();
    write(&mut app, "half typed");
    app.seals = Seals::Open;
    update(&mut app, Msg::Event(Event::Revealed(vec![unlocked(1)].into())));
    app.shown = Some(NoteId([1; 16]));
    super::editor::open(&mut app, Target::Sealed(NoteId([1; 16])), "in confidence");
    let effects = update(&mut app, Msg::Action(Action::Lock));
    assert!(matches!(effects.as_slice(), [Effect::Lock]));
    assert!(app.unlocked.is_empty() && app.shown.is_none() && app.overlay.is_none());
    assert_eq!(app.day.line.text(), "half typed");
    // A reveal that was under way when the lock fell shows nothing.
    update(&mut app, Msg::Event(Event::Revealed(vec![unlocked(1)].into())));
    assert!(app.unlocked.is_empty());
}

#[test]
fn nobody_at_the_keys_locks_after_a_word_of_warning() {
    let mut app = app();
    app.seals = Seals::Open;
    assert!(update(&mut app, Msg::Tick(moment(10, 54))).is_empty());
    assert!(app.notice.as_ref().is_some_and(|n| n.text.contains("in a minute")));
    press(&mut app, KeyCode::Char('x'));
    assert!(update(&mut app, Msg::Tick(moment(10, 55))).is_empty(), "a key puts it off");
    let effects = update(&mut app, Msg::Tick(moment(10, 59)));
    assert!(matches!(effects.as_slice(), [Effect::Lock]), "{effects:?}");
}

#[test]
fn an_abandoned_unlocking_stays_locked_even_when_it_works() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::Unlock));
    write(&mut app, "passphrase");
    assert!(matches!(press(&mut app, KeyCode::Enter).as_slice(), [Effect::Unlock(_)]));
    press(&mut app, KeyCode::Esc);
    let effects = update(&mut app, Msg::Event(Event::Unlocked));
    assert!(matches!(effects.as_slice(), [Effect::Lock]));
    assert_eq!(app.seals, Seals::Locked);
}

#[test]
fn a_wrong_passphrase_says_so_and_costs_nothing() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::Unlock));
    write(&mut app, "wrong");
    press(&mut app, KeyCode::Enter);
    update(&mut app, Msg::Event(Event::NotUnlocked(Trouble::new("The passphrase does not fit.", "Type it again."))));
    let Some(Overlay::Unlock { typed, wrong, .. }) = &app.overlay else { panic!() };
    assert!(typed.is_empty() && wrong.contains("does not fit"));
    write(&mut app, "right");
    assert!(matches!(press(&mut app, KeyCode::Enter).as_slice(), [Effect::Unlock(_)]));
}

#[test]
fn in_lessons_the_screen_starts_quiet_and_a_key_changes_that() {
    let mut app = app();
    update(&mut app, Msg::Tick(moment(9, 40)));
    assert!(app.quiet, "visits to classes");
    update(&mut app, Msg::Action(Action::ToggleQuiet));
    update(&mut app, Msg::Tick(moment(9, 41)));
    assert!(!app.quiet, "and stays as chosen within the activity");
    update(&mut app, Msg::Tick(moment(10, 50)));
    assert!(!app.quiet);
}

#[test]
fn digits_tag_a_whole_selection() {
    let mut app = app();
    app.pane = Pane::Tag;
    app.tag.notes = vec![note(1, open("a")), note(2, open("b")), note(3, open("c"))];
    press(&mut app, KeyCode::Char(' '));
    press(&mut app, KeyCode::Char(' '));
    let effects = press(&mut app, KeyCode::Char('1'));
    let [Effect::Mark(notes, Mark::Question(question))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(notes.len(), 2);
    assert_eq!(Some(*question), app.review.questions.first().map(|q| q.id));
    let effects = press(&mut app, KeyCode::Char('+'));
    assert!(matches!(effects.as_slice(), [Effect::Mark(_, Mark::Valence(_))]));
    assert!(press(&mut app, KeyCode::Char('9')).is_empty(), "there is no question 9");
    assert!(app.notice.is_some());
}

#[test]
fn a_colleagues_note_does_not_move_the_cursor() {
    let mut app = app();
    app.pane = Pane::Tag;
    app.tag.notes = vec![note(1, open("a")), note(2, open("b"))];
    press(&mut app, KeyCode::Down);
    let mut more = loaded(app.wanted());
    more.list = vec![note(7, open("new")), note(1, open("a")), note(2, open("b"))];
    update(&mut app, Msg::Event(Event::Loaded(Box::new(more))));
    assert_eq!(app.chosen_note().map(|n| n.id), Some(NoteId([2; 16])));
}

#[test]
fn undo_takes_back_typing_first_and_then_the_last_change() {
    let mut app = app();
    update(&mut app, saved());
    write(&mut app, "typed");
    assert!(update(&mut app, Msg::Action(Action::Undo)).is_empty());
    assert_eq!(app.day.line.text(), "");
    let effects = update(&mut app, Msg::Action(Action::Undo));
    assert!(matches!(effects.as_slice(), [Effect::Undo(_)]), "{effects:?}");
    assert!(update(&mut app, Msg::Action(Action::Undo)).is_empty(), "and nothing more");
}

#[test]
fn a_half_typed_line_can_become_a_concern_and_its_words_go() {
    let mut app = app();
    write(&mut app, "a child told me");
    update(&mut app, Msg::Action(Action::Concern));
    let Some(Overlay::Concern { words: Some(words), .. }) = &app.overlay else { panic!() };
    assert_eq!(words.expose(), "a child told me");
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.day.line.text(), "a child told me", "stepping back keeps the line");
    update(&mut app, Msg::Action(Action::Concern));
    press(&mut app, KeyCode::Enter);
    assert_eq!(app.day.line.text(), "");
    assert!(app.overlay.is_none());
}

#[test]
fn words_that_cannot_be_read_whole_are_not_erased() {
    let mut app = app();
    app.day.line.set_text(&"a long account ".repeat(200));
    update(&mut app, Msg::Action(Action::Concern));
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    press(&mut app, KeyCode::Esc);
    assert!(app.day.line.text().starts_with("a long account"));
}

#[test]
fn the_card_records_whom_i_told() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::Concern));
    press(&mut app, KeyCode::Char('1'));
    let effects = press(&mut app, KeyCode::Enter);
    assert!(
        matches!(effects.as_slice(), [Effect::RecordConcern(crate::tasks::concern::Route::Child, _)]),
        "{effects:?}"
    );
}

#[test]
fn first_entry_makes_a_key_then_shows_the_protocol_then_opens_capture() {
    let mut app = begin(false, false);
    assert!(matches!(app.overlay, Some(Overlay::Entry(EntryStep::Passphrase { .. }))));
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::MakeKey(secret)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(secret.expose(), "six words");
    update(&mut app, Msg::Event(Event::KeyMade));
    assert!(matches!(app.overlay, Some(Overlay::Entry(EntryStep::Protocol { .. }))));
    assert!(press(&mut app, KeyCode::Enter).is_empty(), "not before its end was shown");
    let turned = (0..20).find(|_| matches!(press(&mut app, KeyCode::Enter).as_slice(), [Effect::Accept]));
    assert!(turned.is_some(), "Enter turns the pages and accepts at the end");
    update(&mut app, Msg::Event(Event::Accepted));
    write(&mut app, "ready");
    assert_eq!(app.day.line.text(), "ready");
}

#[test]
fn ones_own_passphrase_is_typed_twice() {
    let mut app = begin(false, false);
    write(&mut app, "correct horse");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    write(&mut app, "correct house");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    let Some(Overlay::Entry(EntryStep::Passphrase { wrong, .. })) = &app.overlay else { panic!() };
    assert!(wrong.contains("not the same"));
    write(&mut app, "correct horse");
    press(&mut app, KeyCode::Enter);
    write(&mut app, "correct horse");
    assert!(matches!(press(&mut app, KeyCode::Enter).as_slice(), [Effect::MakeKey(_)]));
}

#[test]
fn capture_opens_only_after_the_protocol() {
    let mut app = begin(true, false);
    press(&mut app, KeyCode::Esc);
    write(&mut app, "x");
    assert_eq!(app.day.line.text(), "");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    assert!(matches!(app.overlay, Some(Overlay::Entry(EntryStep::Protocol { .. }))), "Enter shows it again");
}

#[test]
fn a_host_partner_sees_only_their_own_notes_and_turns_no_day() {
    let mut app = app();
    app.me = PersonId::of(app.review.visit.id, "host-maths");
    assert_eq!(app.wanted().only, Some(app.me));
    assert!(update(&mut app, Msg::Action(Action::ShiftLater)).is_empty());
    update(&mut app, Msg::Action(Action::PaneQuestions));
    assert_eq!(app.pane, Pane::Day);
    for _ in 0..5 {
        update(&mut app, Msg::Action(Action::NextPane));
        assert!(!matches!(app.pane, Pane::Questions | Pane::Feedback | Pane::After));
        assert!(app.wanted().list.is_none_or(|l| l.author == Some(app.me)));
    }
}

#[test]
fn marks_alone_change_my_last_note() {
    let mut app = app();
    write(&mut app, "#2");
    assert!(press(&mut app, KeyCode::Enter).is_empty(), "there is none yet");
    app.day.last_note = Some(NoteId([4; 16]));
    assert!(matches!(press(&mut app, KeyCode::Enter).as_slice(), [Effect::Remark(..)]));
}

#[test]
fn joining_is_asked_for_by_the_team_and_leaves_the_line_alone() {
    let mut app = app();
    app.say("");
    assert!(matches!(update(&mut app, Msg::Action(Action::Sync))[..], [Effect::Sync]));
    for c in "half typed".chars() {
        update(&mut app, Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
    }
    app.day.saving = true;
    update(&mut app, Msg::Event(Event::Joining("Joining: 500 of 900 arrived.".to_owned())));
    update(&mut app, Msg::Event(Event::Joined("Joined: 900 changes fetched, 0 changes sent.".to_owned(), true)));
    assert!(app.notice.as_ref().is_some_and(|n| n.text.starts_with("Joined")) && app.old_text_remains);
    assert!(
        app.day.saving && app.day.line.text() == "half typed",
        "a line on its way to the disk waits for its own answer"
    );
    app.day.saving = false;
    app.me = PersonId::of(app.review.visit.id, "host-maths");
    assert!(update(&mut app, Msg::Action(Action::Sync)).is_empty());
    assert!(app.notice.as_ref().is_some_and(|n| n.text.contains("visiting team")));
}

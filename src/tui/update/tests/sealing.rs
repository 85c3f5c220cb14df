//! What locking takes away and what it leaves; a concern's words; the seal that stays with its line.

use super::*;
use crate::ids::ActivityId;
use crate::review::capture::Reading;
use crate::review::people::Role;
use crate::review::seals::SealTo;
use crate::tui::app::ConcernFrom;
use crate::tui::msg::Effect;
use crate::vault::Draft;

fn edit_unlocked(app: &mut App, more: &str) {
    app.seals = Seals::Open;
    update(app, Msg::Event(Event::Revealed(vec![unlocked(1)].into())));
    super::super::editor::open(app, Target::Sealed(NoteId([1; 16])), "in confidence");
    write(app, more);
}

fn put_aside(effects: Vec<Effect>) -> Vec<Draft> {
    effects.into_iter().find_map(|e| if let Effect::PutAside(drafts) = e { Some(drafts) } else { None }).unwrap()
}

fn draft(text: &str, note: Option<NoteId>, seal: Option<Readers>) -> Draft {
    Draft {
        activity: None::<ActivityId>,
        note,
        seal: seal.map(SealTo::from),
        text: Secret::new(text.to_owned()),
        many_lines: note.is_some(),
        at: moment(10, 0),
        answer: None,
    }
}

#[test]
fn a_half_typed_line_that_is_to_be_sealed_is_put_aside_and_not_lost() {
    for (line, by_key) in [("said in confidence !me", false), ("said in confidence", true), ("said so !tema", false)] {
        let mut app = app();
        if by_key {
            update(&mut app, Msg::Action(Action::SealToggle));
        }
        write(&mut app, line);
        let aside = put_aside(update(&mut app, Msg::Action(Action::Lock)));
        assert_eq!(aside.iter().map(|d| d.text.expose()).collect::<Vec<_>>(), [line]);
        assert_eq!(aside[0].seal, by_key.then_some(Readers::Lead.into()), "{line}");
        assert_eq!(app.day.line.text(), "", "{line}");
        assert!(update(&mut app, Msg::Action(Action::Undo)).is_empty() && app.day.line.text().is_empty());
        // The disk would not have it: it is back where it was typed, as sealed as before.
        let full = Trouble::new("The disk is full.", "Free some space.");
        update(&mut app, Msg::Event(Event::NotPutAside(aside, full)));
        assert_eq!(app.day.line.text(), line);
        assert_eq!(app.day.seal, by_key.then_some(Readers::Lead), "{line}");
    }
}

#[test]
fn without_a_key_nothing_can_be_put_aside_so_nothing_is_taken() {
    let mut app = begin(false, true);
    app.overlay = None;
    write(&mut app, "said in confidence !me");
    let effects = update(&mut app, Msg::Action(Action::Lock));
    assert!(matches!(effects.as_slice(), [Effect::Lock]), "{effects:?}");
    assert_eq!(app.day.line.text(), "said in confidence !me");
}

#[test]
fn an_edit_of_a_sealed_note_is_put_aside_and_comes_back_as_one() {
    let mut app = app();
    edit_unlocked(&mut app, " and more");
    let aside = put_aside(update(&mut app, Msg::Action(Action::Lock)));
    assert!(app.overlay.is_none());
    assert_eq!((aside[0].text.expose(), aside[0].note), ("in confidence and more", Some(NoteId([1; 16]))));

    app.seals = Seals::Unlocking;
    let effects = update(&mut app, Msg::Event(Event::Unlocked));
    assert!(matches!(effects.as_slice(), [Effect::RevealAll]), "{effects:?}");
    update(&mut app, Msg::Event(Event::Revealed(vec![unlocked(1)].into())));
    update(&mut app, Msg::Event(Event::Recovered(aside)));
    let effects = update(&mut app, Msg::Action(Action::SaveNote));
    assert!(matches!(effects.as_slice(), [Effect::EditSealed { .. }]), "never as open words: {effects:?}");
}

#[test]
fn an_unchanged_sealed_note_in_the_editor_just_goes() {
    let mut app = app();
    edit_unlocked(&mut app, "");
    let effects = update(&mut app, Msg::Action(Action::Lock));
    assert!(matches!(effects.as_slice(), [Effect::Lock]), "{effects:?}");
    assert!(app.overlay.is_none() && app.under.is_empty());
}

#[test]
fn what_was_searched_for_and_what_undo_would_bring_back_go_with_the_lock() {
    let mut app = app();
    write(&mut app, "open secret words");
    for _ in 0..2 {
        update(&mut app, Msg::Key(KeyEvent::new(KeyCode::Backspace, KeyModifiers::ALT)));
    }
    app.pane = Pane::Tag;
    update(&mut app, Msg::Action(Action::Search));
    write(&mut app, "secret");
    assert_eq!(app.wanted().list.unwrap().words, "secret");
    update(&mut app, Msg::Action(Action::Lock));
    assert!(app.overlay.is_none());
    assert_eq!(app.wanted().list.unwrap().words, "");
    app.pane = Pane::Day;
    assert_eq!(app.day.line.text(), "open ", "an open half-typed line stays");
    update(&mut app, Msg::Action(Action::Undo));
    assert_eq!(app.day.line.text(), "open ");
}

#[test]
fn a_half_typed_passphrase_goes_with_the_lock() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::Unlock));
    write(&mut app, "otter lamp");
    update(&mut app, Msg::Action(Action::Lock));
    assert!(app.overlay.is_none());
}

#[test]
fn before_the_program_is_stopped_it_locks() {
    let mut app = app();
    edit_unlocked(&mut app, "");
    let effects = update(&mut app, Msg::Action(Action::Suspend));
    assert!(matches!(effects.as_slice(), [Effect::Lock, Effect::Suspend]), "{effects:?}");
    assert!(app.unlocked.is_empty() && app.overlay.is_none());
}

#[test]
fn in_a_session_on_a_server_there_is_no_shell_to_go_to() {
    let mut app = app();
    app.in_session = true;
    for action in [Action::Suspend, Action::Sync] {
        assert!(update(&mut app, Msg::Action(action)).is_empty(), "no other program is started");
        assert!(app.notice.as_ref().is_some_and(|n| n.text.contains("no shell")));
    }
}

#[test]
fn the_lock_is_announced_once() {
    let mut app = app();
    app.seals = Seals::Open;
    update(&mut app, Msg::Tick(moment(10, 54)));
    assert!(app.notice.take().is_some());
    update(&mut app, Msg::Tick(Moment(moment(10, 54).0 + 30_000)));
    assert!(app.notice.is_none(), "once");
}

#[test]
fn the_lead_keeps_sealed_notes_unlocked_to_the_end_of_what_is_on() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::KeepUnlocked));
    assert!(app.kept_unlocked.is_none(), "nothing is unlocked yet");
    app.seals = Seals::Open;
    update(&mut app, Msg::Tick(moment(10, 50)));
    let on = app.standing.current.first().copied().unwrap();
    let end = app.review.activity(on).unwrap().end.unwrap();
    update(&mut app, Msg::Action(Action::KeepUnlocked));
    assert_eq!(app.kept_unlocked, Some(on));
    let at = |minutes: i64| crate::clock::instant_of(end, Tz::Europe__London).plus_minutes(minutes);
    assert!(update(&mut app, Msg::Tick(at(-1))).is_empty(), "not before its end, however long nobody types");
    assert!(update(&mut app, Msg::Tick(at(0))).is_empty());
    assert!(app.notice.as_ref().is_some_and(|n| n.text.contains("in a minute")), "announced at its end");
    let effects = update(&mut app, Msg::Tick(at(1)));
    assert!(matches!(effects.as_slice(), [Effect::Lock]), "{effects:?}");

    app.seals = Seals::Open;
    app.now = moment(10, 50);
    app.follow_clock();
    update(&mut app, Msg::Action(Action::KeepUnlocked));
    assert!(app.kept_unlocked.is_some());
    update(&mut app, Msg::Action(Action::Lock));
    assert!(app.kept_unlocked.is_none(), "the key locks at once");
}

#[test]
fn nobody_but_the_lead_keeps_sealed_notes_unlocked() {
    let mut app = app();
    app.seals = Seals::Open;
    app.me = app.review.people.iter().find(|p| p.role == Role::Reviewer).unwrap().id;
    update(&mut app, Msg::Action(Action::KeepUnlocked));
    assert!(app.kept_unlocked.is_none() && app.notice.is_some());
}

#[test]
fn a_seal_chosen_by_key_comes_back_with_its_line() {
    let mut app = app();
    update(&mut app, Msg::Event(Event::Recovered(vec![draft("said in confidence", None, Some(Readers::Lead))])));
    let effects = press(&mut app, KeyCode::Enter);
    let [Effect::Capture { capture, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(capture.seal, Some(Readers::Lead));
}

#[test]
fn a_line_under_the_editor_keeps_its_seal_when_the_editor_saves() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::SealToggle));
    write(&mut app, "said in confidence");
    let mut other = draft("an open note", None, None);
    other.many_lines = true;
    update(&mut app, Msg::Event(Event::Recovered(vec![other])));
    update(&mut app, saved());
    assert!(app.overlay.is_none());
    let Reading::Note(capture) = app.reading() else { panic!() };
    assert_eq!(capture.seal, Some(Readers::Lead));
}

#[test]
fn of_two_seals_the_narrower_holds_and_never_none() {
    let app = app();
    let all = [None, Some(Readers::Team), Some(Readers::Lead), Some(Readers::Head), Some(Readers::Me)];
    for (a, one) in all.iter().enumerate() {
        for (b, other) in all.iter().enumerate() {
            let both = app.narrower(one.map(SealTo::from), other.map(SealTo::from));
            assert_eq!(both, all[a.max(b)].map(SealTo::from));
        }
    }
}

fn words_on_the_card(app: &App) -> Option<&str> {
    match &app.overlay {
        Some(Overlay::Concern { words, .. }) => words.as_ref().map(Secret::expose),
        _ => panic!("no card"),
    }
}

#[test]
fn the_card_lies_over_a_long_note_and_loses_nothing_of_it() {
    let mut app = app();
    update(&mut app, Msg::Action(Action::LongNote));
    write(&mut app, "a child told me");
    update(&mut app, Msg::Action(Action::Concern));
    assert_eq!(words_on_the_card(&app), Some("a child told me"));
    assert!(app.editor().is_some(), "still kept as a draft");
    press(&mut app, KeyCode::Esc);
    let Some(Overlay::Editor { editor, .. }) = &app.overlay else { panic!() };
    assert_eq!(editor.text(), "a child told me");
    update(&mut app, Msg::Action(Action::Concern));
    app.waiting = 1;
    let effects = press(&mut app, KeyCode::Enter);
    assert!(matches!(effects.as_slice(), [Effect::ForgetDrafts]), "{effects:?}");
    assert!(app.overlay.is_none() && app.editor().is_none() && app.waiting == 0);
}

#[test]
fn recording_whom_i_told_comes_back_to_the_words() {
    let mut app = app();
    write(&mut app, "a child told me");
    update(&mut app, Msg::Action(Action::Concern));
    press(&mut app, KeyCode::Char('1'));
    assert!(matches!(app.overlay, Some(Overlay::Ask { .. })));
    assert!(matches!(press(&mut app, KeyCode::Enter).as_slice(), [Effect::RecordConcern(..)]));
    assert_eq!(words_on_the_card(&app), Some("a child told me"));
    let effects = press(&mut app, KeyCode::Enter);
    assert!(matches!(effects.as_slice(), [Effect::ForgetDrafts]), "{effects:?}");
    assert!(app.day.line.text().is_empty() && app.overlay.is_none() && app.under.is_empty());
}

#[test]
fn a_saved_note_of_mine_becomes_a_concern_with_all_its_words() {
    let mut app = app();
    let mut mine = note(
        1,
        Content::Open(Evidence { text: "seen".to_owned(), reflection: "made of it".to_owned(), ..Evidence::default() }),
    );
    mine.author = app.me;
    let colleagues = note(2, open("not mine"));
    app.day.notes = vec![colleagues, mine];
    app.day.note = Some(0);
    update(&mut app, Msg::Action(Action::Concern));
    assert_eq!(words_on_the_card(&app), Some("seen\n//\nmade of it"));
    let effects = press(&mut app, KeyCode::Enter);
    assert!(matches!(effects.as_slice(), [Effect::Erase(NoteId([1, ..])), Effect::ForgetDrafts]), "{effects:?}");
    app.day.note = Some(1);
    update(&mut app, Msg::Action(Action::Concern));
    assert!(
        matches!(app.overlay, Some(Overlay::Concern { words: None, from: ConcernFrom::Card })),
        "a colleague's is not mine to erase"
    );
}

#[test]
fn an_unlocked_sealed_note_becomes_a_concern_and_a_locked_one_shows_nothing() {
    let mut app = app();
    let outside = crate::review::evidence::SealedOutside {
        readers: Readers::Me,
        persons: vec![app.me],
        change: ChangeId([1; 32]),
    };
    let mut mine = note(1, Content::Sealed(outside));
    mine.author = app.me;
    app.pane = Pane::Sealed;
    app.sealed.notes = vec![mine];
    update(&mut app, Msg::Action(Action::Concern));
    assert_eq!(words_on_the_card(&app), None);
    press(&mut app, KeyCode::Esc);
    app.seals = Seals::Open;
    update(&mut app, Msg::Event(Event::Revealed(vec![unlocked(1)].into())));
    update(&mut app, Msg::Action(Action::Concern));
    assert_eq!(words_on_the_card(&app), Some("in confidence"));
    let effects = press(&mut app, KeyCode::Enter);
    assert!(matches!(effects.as_slice(), [Effect::Erase(_), Effect::ForgetDrafts]), "{effects:?}");
    assert!(app.unlocked.is_empty());
}

#[test]
fn removal_of_old_text_is_shown_until_it_is_done() {
    let mut app = app();
    let done = Event::Done { said: String::new(), changes: Vec::new(), old_text_remains: true };
    update(&mut app, Msg::Event(done));
    update(&mut app, Msg::Event(Event::ResidueCleared(false)));
    assert!(app.old_text_remains);
    update(&mut app, Msg::Event(Event::ResidueCleared(true)));
    assert!(!app.old_text_remains);
}

#[test]
fn that_sealing_is_impossible_is_said_before_a_word_is_typed() {
    let mut app = begin(false, true);
    app.overlay = None;
    update(&mut app, Msg::Action(Action::SealToggle));
    assert!(app.notice.as_ref().is_some_and(|n| n.trouble && n.text.contains("no key")), "by the key");
    assert_eq!(app.day.seal, None);
    app.reach.insert(Readers::Lead, Err(crate::tasks::sealed::no_key()));
    write(&mut app, "! ");
    let said = crate::tui::panes::capture::reach(&app, &app.reading()).unwrap();
    assert!(said.content.contains("Cannot be sealed"), "by the mark: {}", said.content);

    let mut app = super::app();
    app.reach.insert(Readers::Team, Ok(vec![app.review.people[1].id]));
    for _ in 0..2 {
        update(&mut app, Msg::Action(Action::SealToggle));
    }
    let said = crate::tui::panes::capture::reach(&app, &app.reading()).unwrap();
    assert!(said.content.contains("has no key here yet"), "a reader without one: {}", said.content);
}

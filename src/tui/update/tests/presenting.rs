//! Rehearsing and presenting: nothing sealed, no colleague, nothing lost.

use super::*;
use crate::ids::{ActivityId, PointId};
use crate::review::evidence::SealedOutside;
use crate::review::feedback::{AnswerTo, PointSeal, Stand};
use crate::tui::app::{Pane, Place};
use crate::tui::panes::testing;
use crate::vault::Draft;

const SIZE: (u16, u16) = (80, 24);

/// The lead in Feedback at 11:54, with six points and their evidence.
pub(super) fn stage() -> App {
    let mut app = testing::app(Pane::Feedback);
    at(&mut app, 11, 54, 0);
    app
}

fn at(app: &mut App, hour: u32, minute: u32, second: i64) {
    app.now = Moment(moment(hour, minute).0 + second * 1000);
}

/// Begins, and goes to the first point.
fn presenting() -> App {
    let mut app = stage();
    press(&mut app, KeyCode::Char('4'));
    press(&mut app, KeyCode::Right);
    app
}

pub(super) fn shown(app: &App) -> String {
    testing::frame(app, SIZE).0
}

fn place(app: &App) -> Place {
    app.presenting.as_ref().unwrap().place
}

fn told(app: &App) -> &str {
    &app.presenting.as_ref().unwrap().told
}

fn time(app: &App) -> u32 {
    app.presenting.as_ref().unwrap().watch.in_all(app.now)
}

/// The same points and evidence are read again, changed as wanted.
fn read(app: &mut App, change: impl FnOnce(&mut Loaded)) {
    let mut loaded = testing::loaded(&app.review.clone(), Pane::Feedback);
    loaded.wanted = app.wanted();
    change(&mut loaded);
    update(app, Msg::Event(Event::Loaded(Box::new(loaded))));
}

fn seal() -> SealedOutside {
    SealedOutside { readers: Readers::Team, persons: Vec::new(), change: ChangeId([7; 32]) }
}

pub(super) fn typed(app: &mut App, text: &str) {
    for c in text.chars() {
        let key = if c == ' ' { KeyCode::Char(' ') } else { KeyCode::Char(c) };
        press(app, key);
    }
}

pub(super) fn meeting(app: &App) -> ActivityId {
    testing::activity(&app.review, "summary-1")
}

#[test]
fn far_from_the_meeting_one_rehearses_and_near_it_one_presents() {
    for (hour, minute, rehearses) in [(9, 0, true), (11, 49, true), (11, 50, false), (12, 10, false), (15, 0, false)] {
        let mut app = testing::app(Pane::Feedback);
        app.feedback.meeting = Some(meeting(&app));
        at(&mut app, hour, minute, 0);
        let starts = app.review.activity(meeting(&app)).unwrap().start.unwrap();
        assert_eq!(starts.format("%H:%M").to_string(), "12:00", "the plan's time");
        press(&mut app, KeyCode::Char('4'));
        assert_eq!(app.presenting.as_ref().unwrap().rehearse, rehearses, "{hour}:{minute}");
        press(&mut app, KeyCode::Char('r'));
        assert_eq!(app.presenting.as_ref().unwrap().rehearse, !rehearses);
    }
}

#[test]
fn the_points_go_by_and_the_clock_goes_with_them() {
    let mut app = stage();
    press(&mut app, KeyCode::Char('4'));
    assert_eq!(place(&app), Place::Before);
    press(&mut app, KeyCode::Enter);
    assert_eq!(place(&app), Place::Point(0));
    // Before others the clock waits for a key, or for the next point.
    at(&mut app, 11, 56, 0);
    assert_eq!(time(&app), 0);
    press(&mut app, KeyCode::Char('p'));
    at(&mut app, 11, 56, 40);
    assert_eq!(time(&app), 40);
    press(&mut app, KeyCode::Char(' '));
    assert_eq!(place(&app), Place::Point(1));
    at(&mut app, 11, 57, 10);
    press(&mut app, KeyCode::Char('p'));
    at(&mut app, 12, 10, 0);
    assert_eq!(time(&app), 70, "it stood still while the host spoke");
    press(&mut app, KeyCode::PageDown);
    at(&mut app, 12, 10, 5);
    let talk = app.presenting.as_ref().unwrap();
    assert_eq!(talk.watch.in_all(app.now), 75, "going on ends the pause");
    assert_eq!(talk.watch.on(PointId([0; 16]), app.now), 40);
    assert_eq!(talk.watch.on(PointId([1; 16]), app.now), 30);
    for back in [KeyCode::Left, KeyCode::Backspace] {
        press(&mut app, back);
    }
    assert_eq!(place(&app), Place::Point(0));
    press(&mut app, KeyCode::PageUp);
    assert_eq!(place(&app), Place::Before);
    press(&mut app, KeyCode::Esc);
    assert!(app.presenting.is_none() && app.pane == Pane::Feedback);
}

#[test]
fn in_a_rehearsal_the_clock_starts_by_itself_and_nothing_is_recorded() {
    let mut app = stage();
    press(&mut app, KeyCode::Char('4'));
    press(&mut app, KeyCode::Char('r'));
    for _ in 0..6 {
        assert!(press(&mut app, KeyCode::Right).is_empty());
        assert!(press(&mut app, KeyCode::Char('s')).is_empty(), "not recorded");
        assert!(shown(&app).contains("✓ said") && shown(&app).contains("REHEARSING"));
        assert!(press(&mut app, KeyCode::Char('a')).is_empty());
        assert!(app.overlay.is_none(), "no line where nothing is recorded");
        app.now = Moment(app.now.0 + 20_000);
    }
    assert_eq!(time(&app), 120);
    press(&mut app, KeyCode::Right);
    let end = shown(&app);
    assert!(end.contains("Rehearsed") && end.contains("2:00 in all") && end.contains("0:20 of 0:"), "{end}");
    app.now = Moment(app.now.0 + 60_000);
    assert_eq!(time(&app), 120, "it is over");
}

#[test]
fn what_was_said_is_recorded_at_once_and_shown_before_it_was_read_again() {
    let mut app = presenting();
    let said = press(&mut app, KeyCode::Char('s'));
    let here = meeting(&app);
    assert!(matches!(said[..], [Effect::Said(point, at, true)] if point == PointId([0; 16]) && at == here));
    assert!(shown(&app).contains("✓ said"));
    // A key before it was read: still said.
    press(&mut app, KeyCode::Right);
    press(&mut app, KeyCode::Left);
    assert!(shown(&app).contains("✓ said"));
    assert!(matches!(press(&mut app, KeyCode::Char('s'))[..], [Effect::Said(_, _, false)]));
    // It did not get to the disk: what was read counts.
    press(&mut app, KeyCode::Char('s'));
    update(&mut app, Msg::Event(Event::Failed(Trouble::new("The disk of Mrs Thistle is full.", "Make room."))));
    let now = shown(&app);
    assert!(!now.contains("✓ said") && now.contains("Something could not be saved"), "{now}");
    assert!(!now.contains("Thistle"), "told in full only when one has left:\n{now}");
    press(&mut app, KeyCode::Esc);
    assert!(shown(&app).contains("Thistle is full"));
}

#[test]
fn a_colleague_changes_nothing_on_the_screen_until_a_key_is_pressed() {
    let mut app = presenting();
    press(&mut app, KeyCode::Right);
    let before = testing::frame(&app, SIZE);
    read(&mut app, |loaded| {
        loaded.points[1].text = "Quite other words".to_owned();
        loaded.points[2].text = "And the next is other too".to_owned();
        loaded.points.remove(0);
    });
    for event in [
        Event::Joined("Joined: 3 notes from Asha".to_owned(), true),
        Event::Here(Vec::new()),
        Event::Waiting(3),
        Event::Done { said: "Sealed.".to_owned(), changes: Vec::new(), old_text_remains: true },
        Event::PurgeCard(purge_card()),
        Event::ToldSoFar(vec![note(1, open("told in private"))]),
        Event::Recovered(vec![draft("half typed in private !me")]),
    ] {
        update(&mut app, Msg::Event(event));
        assert_eq!(testing::frame(&app, SIZE), before);
    }
    press(&mut app, KeyCode::Char('o'));
    press(&mut app, KeyCode::Char('o'));
    let after = shown(&app);
    assert!(after.contains("Quite other words") && after.contains("1 of 5"), "one stays on the point:\n{after}");
    // What waited is there when one has left.
    press(&mut app, KeyCode::Esc);
    assert!(app.presenting.is_none() && app.overlay.is_some());
}

fn purge_card() -> crate::tasks::purge::Card {
    let purge = crate::tasks::purge::Purge::Sealed;
    crate::tasks::purge::Card { purge, goes: Vec::new(), drafts: 0, backups: 0 }
}

fn draft(text: &str) -> Draft {
    Draft {
        activity: None,
        note: None,
        seal: None,
        text: Secret::new(text.to_owned()),
        many_lines: true,
        at: moment(10, 0),
        answer: None,
    }
}

#[test]
fn nothing_sealed_is_ever_shown_unlocked_or_not() {
    const SECRET: &str = "zanzibar";
    let mut app = stage();
    app.seals = Seals::Open;
    read(&mut app, |loaded| {
        for (n, point) in loaded.points.iter_mut().enumerate() {
            if n % 2 == 0 {
                point.seal = PointSeal::Locked(seal());
                point.text = String::new();
            } else {
                point.evidence = (0..15).map(|n| NoteId([n; 16])).collect();
            }
        }
    });
    // Unlocked: their words are in memory.
    for point in &mut app.points {
        if let Some(outside) = point.sealed().cloned() {
            point.text = format!("{SECRET} {}", point.id);
            point.seal = PointSeal::Unlocked(outside);
        }
    }
    for note in app.feedback.evidence.clone() {
        if note.sealed().is_some() {
            app.unlocked.insert(note.id, testing::unlocked(note.id.0[0], SECRET, SECRET));
        }
    }
    press(&mut app, KeyCode::Char('4'));
    let before = shown(&app);
    assert!(before.contains("! 3 sealed points are not shown."), "{before}");
    assert!(!before.contains(SECRET), "{before}");
    for n in 1..=3 {
        press(&mut app, KeyCode::Right);
        let point = shown(&app);
        assert!(point.contains(&format!("{n} of 3")) && !point.contains(SECRET) && !point.contains('▒'), "{point}");
        press(&mut app, KeyCode::Char('o'));
        let evidence = shown(&app);
        assert!(evidence.contains("What this rests on") && !evidence.contains(SECRET), "{evidence}");
        assert!(!evidence.contains("sealed") && !evidence.contains("Sam"), "{evidence}");
        press(&mut app, KeyCode::Esc);
        // Also while it locks by itself.
        let now = app.now;
        update(&mut app, Msg::Tick(now));
    }
    let over = lock(&mut app);
    assert!(over.iter().any(|e| matches!(e, Effect::Lock)));
    assert!(app.presenting.is_some() && shown(&app).contains("3 of 3"), "locking leaves the talk alone");
}

#[test]
fn a_point_sealed_meanwhile_is_gone_at_the_next_key() {
    let mut app = presenting();
    press(&mut app, KeyCode::Right);
    read(&mut app, |loaded| {
        loaded.points[1].seal = PointSeal::Locked(seal());
        loaded.points[1].text = String::new();
    });
    press(&mut app, KeyCode::Char('p'));
    let now = shown(&app);
    assert!(!now.contains("regrouping is understood") && now.contains("2 of 5"), "{now}");
    // All of them.
    read(&mut app, |loaded| loaded.points.iter_mut().for_each(|p| p.seal = PointSeal::Locked(seal())));
    press(&mut app, KeyCode::Right);
    assert_eq!(place(&app), Place::After);
    press(&mut app, KeyCode::Left);
    assert_eq!(place(&app), Place::Before);
}

#[test]
fn names_and_what_is_unconfirmed_are_told_beforehand() {
    let mut app = stage();
    let name = app.review.visit.do_not_name[0].name.clone();
    read(&mut app, |loaded| {
        loaded.points[1].text = format!("{name} waits, and the wait is what does it");
        loaded.points[3].evidence.push(NoteId([12; 16]));
        loaded.points[3].marks.key_message = true;
        loaded.points[0].marks.head_alone = true;
        let Content::Open(evidence) = &mut loaded.evidence[2].content else { panic!() };
        evidence.text = format!("{name} said so");
    });
    press(&mut app, KeyCode::Char('4'));
    let before = shown(&app);
    for words in [
        "A name that must not appear stands in point 1.",
        "Not confirmed, though sealed evidence lies under it: point 3.",
        "1 point for the head alone is not shown.",
        "1 piece of evidence that names someone is not shown.",
        "5 points, 1 key message",
    ] {
        assert!(before.contains(words), "{words}:\n{before}");
    }
    press(&mut app, KeyCode::Right);
    press(&mut app, KeyCode::Char('o'));
    assert!(!shown(&app).contains(&name), "{}", shown(&app));
}

#[test]
fn when_the_time_is_nearly_up_the_last_three_are_offered() {
    let mut app = presenting();
    assert!(!shown(&app).contains("l: the last three"));
    press(&mut app, KeyCode::Char('p'));
    let ours = app.presenting.as_ref().unwrap().talk.ours.unwrap();
    app.now = Moment(app.now.0 + i64::from(ours) * 1000);
    press(&mut app, KeyCode::Char('s'));
    assert!(shown(&app).contains("l: the last three"), "{}", shown(&app));
    press(&mut app, KeyCode::Char('l'));
    assert_eq!(place(&app), Place::Point(3));
    assert!(shown(&app).contains("4 of 6") && !shown(&app).contains("l: the last three"));
    press(&mut app, KeyCode::Char('l'));
    assert_eq!(place(&app), Place::Point(3), "they are the last three");
    assert!(told(&app).contains("No more than 3"));
}

#[test]
fn what_the_host_says_pauses_the_clock_and_is_kept_when_one_steps_back() {
    let mut app = presenting();
    press(&mut app, KeyCode::Char('p'));
    app.now = Moment(app.now.0 + 30_000);
    press(&mut app, KeyCode::Char('f'));
    app.now = Moment(app.now.0 + 300_000);
    assert_eq!(time(&app), 30, "the clock stands while the host speaks");
    assert!(shown(&app).contains("The host sees it differently: what does the host say?"));
    typed(&mut app, "books differ");
    press(&mut app, KeyCode::Esc);
    assert_eq!(app.half_answers.len(), 1);
    assert!(app.presenting.is_some() && told(&app).contains("Kept"));
    let to = AnswerTo { point: PointId([0; 16]), meeting: meeting(&app), stand: Stand::Adds };
    press(&mut app, KeyCode::Char('d'));
    assert_eq!(app.half_answers(), [(to, "books differ")], "in the line again, and only there");
    let saved = press(&mut app, KeyCode::Enter);
    let [Effect::Answer(answer)] = &saved[..] else { panic!("{saved:?}") };
    assert_eq!((answer.to, answer.words.as_ref().unwrap().text.as_str()), (to, "books differ"));
    assert!(shown(&app).contains("the host adds"));
    assert_eq!(app.half_answers(), [(to, "books differ")], "until it is on the disk");
    update(&mut app, Msg::Event(Event::NotSaved(Trouble::new("The disk is full.", ""))));
    press(&mut app, KeyCode::Char('d'));
    assert!(matches!(press(&mut app, KeyCode::Enter)[..], [Effect::Answer(_)]), "and again");
    update(&mut app, Msg::Event(Event::Answered(to, vec![ChangeId([1; 32])])));
    assert!(app.half_answers().is_empty() && told(&app) == "Noted.");
    // Only how the host takes it.
    press(&mut app, KeyCode::Char('a'));
    let agreed = press(&mut app, KeyCode::Enter);
    assert!(matches!(&agreed[..], [Effect::Answer(a)] if a.words.is_none() && a.to.stand == Stand::Agrees));
}

#[test]
fn a_seal_mark_in_the_hosts_words_seals_and_one_not_understood_keeps_them() {
    let mut app = presenting();
    press(&mut app, KeyCode::Char('d'));
    typed(&mut app, "one post goes !");
    let saved = press(&mut app, KeyCode::Enter);
    let [Effect::Answer(answer)] = &saved[..] else { panic!("{saved:?}") };
    assert_eq!(answer.words.as_ref().unwrap().seal, Some(Readers::Lead));
    app.half_answers.clear();
    press(&mut app, KeyCode::Char('d'));
    typed(&mut app, "one post goes !tema");
    assert!(press(&mut app, KeyCode::Enter).is_empty());
    assert_eq!(app.half_answers().len(), 1, "it stays");
    // What is to be sealed is put aside by locking, and comes back as what it was.
    let effects = lock(&mut app);
    let aside = effects.into_iter().find_map(|e| if let Effect::PutAside(d) = e { Some(d) } else { None }).unwrap();
    assert!(app.half_answers().is_empty());
    let to = aside[0].answer.unwrap();
    assert_eq!((to.point, to.stand), (PointId([0; 16]), Stand::Adds));
    press(&mut app, KeyCode::Esc);
    app.seals = Seals::Open;
    update(&mut app, Msg::Event(Event::Recovered(aside)));
    assert_eq!(app.half_answers(), [(to, "one post goes !tema")]);
}

#[test]
fn the_clock_is_drawn_anew_four_times_a_minute_and_not_at_all_while_it_stands() {
    let mut app = presenting();
    let due = |app: &App, after: i64| app.presenting.as_ref().unwrap().due_in(Moment(app.now.0 + after));
    assert_eq!(due(&app, 0), None, "it has not begun");
    press(&mut app, KeyCode::Char('p'));
    assert_eq!((due(&app, 0), due(&app, 14_000), due(&app, 99_000)), (Some(15_000), Some(1_000), Some(0)));
    let start = app.now;
    let pictures: std::collections::BTreeSet<String> = (0..60)
        .map(|second| {
            update(&mut app, Msg::Tick(Moment(start.0 + second * 1000)));
            shown(&app)
        })
        .collect();
    assert_eq!(pictures.len(), 4);
    press(&mut app, KeyCode::Char('p'));
    assert_eq!(due(&app, 99_000), None);
}

#[test]
fn the_concern_card_does_not_open_on_a_screen_that_others_see() {
    let mut app = presenting();
    update(&mut app, Msg::Action(Action::Concern));
    assert!(app.overlay.is_none() && told(&app).contains("Step back first"));
    press(&mut app, KeyCode::Esc);
    update(&mut app, Msg::Action(Action::Concern));
    assert!(matches!(app.overlay, Some(Overlay::Concern { .. })));
}

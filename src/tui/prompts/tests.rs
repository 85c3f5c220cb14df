//! Every overlay at every designed size.

use crate::ids::{ChangeId, NoteId};
use crate::notebook::HistoryEntry;
use crate::notebook::erase::Held;
use crate::review::evidence::{Readers, Source};
use crate::secret::Secret;
use crate::tasks::purge::{Card, Purge};
use crate::tasks::testing::Team;
use crate::tasks::timetable::Came;
use crate::tasks::versions::Seen;
use crate::tui::action::Context;
use crate::tui::app::{AfterUnlock, App, Asked, Choice, ConcernFrom, EntryStep, Overlay, Pane, Pasting, Seals, Target};
use crate::tui::panes::testing::{app, frame, person, snapshot};
use crate::tui::view;
use crate::tui::widgets::line::LineEditor;
use crate::tui::widgets::long::LongEditor;
use ratatui::layout::Size;

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn with(pane: Pane, overlay: Overlay) -> App {
    let mut app = app(pane);
    app.overlay = Some(overlay);
    app
}

fn line(text: &str) -> LineEditor {
    let mut line = LineEditor::new();
    line.set_text(text);
    line
}

fn passphrase(own: Option<&str>, again: Option<&str>, working: bool, wrong: &str) -> Overlay {
    Overlay::Entry(EntryStep::Passphrase {
        offered: secret("otter lantern basil window copper meadow"),
        own: own.map(secret),
        again: again.map(secret),
        working,
        wrong: wrong.to_owned(),
    })
}

#[test]
fn choosing_a_passphrase() {
    snapshot("entry-words", &with(Pane::Day, passphrase(None, None, false, "")));
    let app = with(Pane::Day, passphrase(Some("correct horse"), Some("corr"), false, "At least 8 characters."));
    snapshot("entry-own", &app);
    for size in [(80, 24), (120, 40)] {
        assert!(!frame(&app, size).0.contains("horse"), "a passphrase shows");
    }
    snapshot("entry-working", &with(Pane::Day, passphrase(None, None, true, "")));
}

#[test]
fn reading_the_protocol() {
    let mut app = with(Pane::Day, Overlay::Entry(EntryStep::Protocol { offset: 0 }));
    app.entered = false;
    snapshot("entry-protocol", &app);
    let last = view::last_offset(&app, Size { width: 80, height: 24 }).unwrap();
    app.overlay = Some(Overlay::Entry(EntryStep::Protocol { offset: last }));
    let (text, _) = frame(&app, (80, 24));
    assert!(text.contains("I have read this") && !text.contains('▼'), "{text}");
    app.overlay = Some(Overlay::Entry(EntryStep::Protocol { offset: last - 1 }));
    assert!(frame(&app, (80, 24)).0.contains('▼'));
    app.overlay = Some(Overlay::Entry(EntryStep::Protocol { offset: usize::MAX }));
    assert_eq!(frame(&app, (80, 24)).0, text, "scrolling ends where the text does");
    for needed in ["Designated safeguarding lead", "ext 204", "Deputy", "Chair of governors", "LADO", "999"] {
        let all = super::entry::protocol_lines(&app, 72).iter().map(ToString::to_string).collect::<String>();
        assert!(all.contains(needed), "{needed}");
    }
}

#[test]
fn help() {
    snapshot("help", &with(Pane::Day, Overlay::Help { context: Context::DayCapture, offset: 0 }));
    snapshot("help-tag", &with(Pane::Tag, Overlay::Help { context: Context::Tag, offset: 12 }));
}

#[test]
fn palette() {
    let palette = |typed, cursor| Overlay::Palette { context: Context::DayCapture, line: line(typed), cursor };
    snapshot("palette", &with(Pane::Day, palette("", 0)));
    snapshot("palette-found", &with(Pane::Day, palette("minutes", 1)));
    assert!(frame(&with(Pane::Day, palette("zebra", 9)), (80, 24)).0.contains("Nothing by that name"));
}

#[test]
fn unlock() {
    let unlock = |typed: &str, wrong: &str| Overlay::Unlock {
        typed: secret(typed),
        wrong: wrong.to_owned(),
        then: AfterUnlock::Nothing,
    };
    let mut app = with(Pane::Sealed, unlock("otter lantern", ""));
    snapshot("unlock", &app);
    assert!(!frame(&app, (80, 24)).0.contains("otter"));
    app.overlay = Some(unlock("", "That passphrase does not open your key. Look at it again, word by word."));
    snapshot("unlock-wrong", &app);
    app.seals = Seals::Unlocking;
    app.spin = 2;
    app.overlay = Some(unlock("", ""));
    snapshot("unlock-working", &app);
    app.overlay = Some(unlock(&"x".repeat(5000), ""));
    frame(&app, (80, 24));
}

#[test]
fn concern() {
    let card = Overlay::Concern { words: None, from: ConcernFrom::Card };
    snapshot("concern", &with(Pane::Day, card));
    let words = Some(secret("Y4 pupil says she is not collected until dark"));
    snapshot("concern-words", &with(Pane::Day, Overlay::Concern { words, from: ConcernFrom::Line }));
}

#[test]
fn asking_and_choosing() {
    let ask = Overlay::Ask {
        asked: Asked::Place(Vec::new()),
        title: "Where was it: year, phase or room?".into(),
        line: line("Y4"),
    };
    snapshot("ask", &with(Pane::Tag, ask));
    let rows = Source::ALL.iter().map(|s| (s.label().to_owned(), Choice::Source(Vec::new(), Some(*s)))).collect();
    let choose =
        Overlay::Choose { title: "What kind of source is it?".into(), text: String::new(), rows, cursor: 3, offset: 0 };
    snapshot("choose", &with(Pane::Tag, choose));
    let held = Held { open: 41, sealed: 3, concerns: 1, points: 6, ..Held::default() };
    let goes = ["Elmstead", "Hollins", "Lead"].map(|name| (name.to_owned(), held)).to_vec();
    let card = Card { purge: Purge::Everything, goes, drafts: 1, backups: 2 };
    let text = card.lines().join("\n");
    let rows =
        vec![("No, keep it".to_owned(), Choice::Nothing), ("Yes, empty it for good".to_owned(), Choice::Nothing)];
    snapshot(
        "purge",
        &with(Pane::Day, Overlay::Choose { title: "Purge this notebook?".into(), text, rows, cursor: 0, offset: 0 }),
    );
}

#[test]
fn editing_a_long_note() {
    let mut editor = LongEditor::new();
    editor.set_text("Y4: 3 of 5 tables talk regrouping through with counters, 'ten ones make one ten'.\n\nThe fourth table draws it, the fifth waits for the TA.\n#1 #2b + @lesson");
    snapshot(
        "editor",
        &with(
            Pane::Day,
            Overlay::Editor { target: Target::New, editor: Box::new(editor), seen: Seen::Now, saving: false },
        ),
    );
    let mut editor = LongEditor::new();
    editor.set_text("日本語 wide words and 👩‍👩‍👧‍👦 families");
    let mut app = with(
        Pane::Day,
        Overlay::Editor { target: Target::New, editor: Box::new(editor), seen: Seen::Now, saving: true },
    );
    app.day.seal = Some(Readers::Me);
    snapshot("editor-sealed", &app);
    let mut editor = LongEditor::new();
    editor.set_text("The words of a sealed note.");
    let target = Target::Sealed(NoteId([12; 16]));
    snapshot(
        "editor-unlocked",
        &with(Pane::Sealed, Overlay::Editor { target, editor: Box::new(editor), seen: Seen::Now, saving: false }),
    );
}

#[test]
fn history() {
    let mut app = app(Pane::Tag);
    let entry = |n: u8, minutes, what: &str, head| HistoryEntry {
        change: ChangeId([n; 32]),
        author: app.me,
        at: app.now.plus_minutes(minutes),
        what: what.into(),
        head,
        rehearsal: n == 1,
    };
    let entries = vec![
        entry(
            1,
            -40,
            "written: “Y5: 6 of 30 finish the sheet by 9.38, told to check, then to read”, question 3, development, lesson",
            false,
        ),
        entry(2, -38, "words: “Y5: 6 of 30 finish the sheet by 9.38, are told to check, then to read”", true),
        entry(3, -2, "source: pupils", true),
    ];
    app.overlay = Some(Overlay::History { note: NoteId([6; 16]), entries, offset: 0 });
    snapshot("history", &app);
}

#[test]
fn message() {
    let text = "Two laptops changed this note.\n\nBoth versions are kept until someone chooses.";
    snapshot("message", &with(Pane::Day, Overlay::Message { title: "Two versions".into(), text: text.into() }));
}

#[test]
fn no_size_is_too_small_for_an_overlay() {
    let overlays: [fn() -> Overlay; 8] = [
        || passphrase(None, None, false, ""),
        || passphrase(Some("abc"), Some("a"), false, "wrong"),
        || Overlay::Entry(EntryStep::Protocol { offset: 3 }),
        || Overlay::Help { context: Context::DayCapture, offset: 400 },
        || Overlay::Palette { context: Context::DayCapture, line: line("x"), cursor: 7 },
        || Overlay::Concern { words: Some(secret("words")), from: ConcernFrom::Line },
        || Overlay::Editor { target: Target::New, editor: Box::new(LongEditor::new()), seen: Seen::Now, saving: false },
        || Overlay::Ask { asked: Asked::Insert, title: "t".repeat(300), line: line(&"x".repeat(300)) },
    ];
    for overlay in overlays {
        let app = with(Pane::Day, overlay());
        for size in [(1, 1), (2, 2), (40, 10), (79, 23), (80, 24), (200, 60)] {
            frame(&app, size);
        }
    }
}

#[test]
fn readers_are_chosen_one_by_one() {
    let mut app = app(Pane::Day);
    app.keys = crate::tui::panes::testing::holders(&app.review, &["lead", "hollins"], &[]);
    let rows: Vec<_> = ["brook-row", "elmstead", "hollins", "host-maths"].map(|k| person(&app.review, k)).into();
    let chosen = [rows[1], rows[2]].into();
    app.overlay = Some(Overlay::Readers { of: crate::tui::app::SealOf::Line, rows, chosen, cursor: 2 });
    snapshot("readers", &app);
}

#[test]
fn versions_are_shown_whole_with_who_and_when() {
    use crate::ids::{ChangeId, Subject};
    use crate::notebook::query::{Clash, Says, Version};
    use crate::tui::app::Versions;
    let base = with(Pane::Day, Overlay::Message { title: String::new(), text: String::new() });
    let version = |n: usize, text: &str| Version {
        change: ChangeId([u8::try_from(n).unwrap(); 32]),
        author: base.review.people[n].id,
        at: base.now,
        says: Says::Words { text: text.to_owned(), reflection: "same stem in both rooms".to_owned() },
    };
    let words = Clash {
        what: "the words",
        versions: vec![
            version(
                0,
                "Y4 explain regrouping with counters; most can say why a ten is exchanged, and two show it again with place value cards",
            ),
            version(1, "Y4 explain regrouping; two groups without apparatus could not"),
        ],
        heads: Vec::new(),
    };
    let mark = |n: usize, said: &str| Version { says: Says::Mark(said.to_owned()), ..version(n, "") };
    let source = Clash { what: "the source", versions: vec![mark(0, "lesson"), mark(1, "books")], heads: Vec::new() };
    let versions = Versions {
        subject: Subject([1; 16]),
        is_point: false,
        clashes: vec![words, source],
        unlocked: Vec::new(),
        cursor: 1,
    };
    snapshot("versions", &with(Pane::Day, Overlay::Versions(Box::new(versions))));
}

#[test]
fn what_the_host_was_told_is_a_log() {
    let mut app = app(Pane::Day);
    let notes = app.day.notes.clone();
    app.overlay = Some(Overlay::Told { notes, offset: 0 });
    snapshot("told", &app);
    app.overlay = Some(Overlay::Told { notes: Vec::new(), offset: 0 });
    assert!(frame(&app, (80, 24)).0.contains("Nothing was noted yet."));
}

#[test]
fn pasting_a_timetable() {
    let mail = "Hi Sam,\nHere is the afternoon, tell me if anything does not work for you.\n\n13.00 - 13.30\tLunch with school council\thall\n13.30 Governors (library)\n2pm Hear readers, Y1 and Y2\n2.30 (tbc) Phone call with the trust or a second learning walk\n12.00 Summary meeting\n3pm feedback to head\n3.30 depart\n\nBest,\nJo\n";
    let empty = Overlay::Timetable(Box::default());
    snapshot("timetable-empty", &with(Pane::Day, empty));
    let text = Pasting { text: mail.to_owned(), ..Pasting::default() };
    snapshot("timetable-text", &with(Pane::Day, Overlay::Timetable(Box::new(text))));
    let read = Team::new(|_| {}).desk("lead").read_timetable(&Came::pasted(mail), None).unwrap();
    let read = Pasting { text: mail.to_owned(), read: Some(read), ..Pasting::default() };
    let mut app = with(Pane::Day, Overlay::Timetable(Box::new(read)));
    snapshot("timetable-read", &app);
    let last = view::last_offset(&app, Size { width: 80, height: 24 }).unwrap();
    assert!(last > 0, "longer than the smallest screen");
    app.pasting().unwrap().offset = usize::MAX;
    let (text, _) = frame(&app, (80, 24));
    assert!(text.contains("Jo") && !text.contains("▼"), "{text}");
}

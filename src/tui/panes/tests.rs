//! Every screen at every designed size, and what must never happen to any of them.

use super::testing::{self, activity, app, app_of, frame, holders, person, review, snapshot, unlocked};
use crate::ids::NoteId;
use crate::review::evidence::{Content, Readers, Valence, View};
use crate::review::feedback::PointKind;
use crate::review::visit::Review;
use crate::secret::Secret;
use crate::team::presence::Here;
use crate::trouble::Trouble;
use crate::tui::app::{AfterView, App, FeedbackView, Notice, Overlay, Pack, Pane, Seals};
use crate::tui::terminal::TestScreen;
use crate::tui::theme::{Colors, Theme};
use crate::tui::view;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Color;

/// Every screen, and the further views of Feedback and After.
fn screens() -> Vec<App> {
    screens_of(&review())
}

fn screens_of(review: &Review) -> Vec<App> {
    let views = [FeedbackView::Readiness, FeedbackView::Meeting].map(|view| testing::feedback_of(review, view, 0));
    let after = [AfterView::ActionPlan, AfterView::BeforeAfter].map(|view| testing::after_of(review, view));
    Pane::ALL.into_iter().map(|pane| app_of(review, pane)).chain(views).chain(after).collect()
}

fn typing(line: &str) -> App {
    let mut app = app(Pane::Day);
    app.day.chosen = None;
    app.day.line.set_text(line);
    app
}

#[test]
fn day() {
    snapshot("day", &app(Pane::Day));
}

#[test]
fn what_to_do_about_trouble_is_not_cut_on_a_narrow_screen() {
    let mut app = app(Pane::Day);
    let text = "The line dropped while sending. Nothing was lost here. Try again: it goes on where it stopped.";
    app.notice = Some(Notice { text: text.into(), trouble: true });
    let last = |app: &App, size| {
        let shown = frame(app, size).0;
        shown.lines().rev().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let [below, above] = &last(&app, (80, 24))[..] else { panic!() };
    assert!(above.contains("! The line dropped") && below.contains("it stopped."), "{above}\n{below}");
    let [hints, one] = &last(&app, (120, 40))[..] else { panic!() };
    assert!(one.contains("it stopped.") && hints.contains("save"), "{one}\n{hints}");
    app.notice = None;
    assert!(last(&app, (80, 24))[0].contains("save"), "the hints are back");
}

#[test]
fn where_there_are_few_sources_the_titles_of_questions_stand_whole() {
    let mut app = app(Pane::Questions);
    let title = "Some pupils wait to be told what to do next";
    app.review.questions[0].title = title.to_owned();
    let many = frame(&app, (80, 24)).0;
    assert!(!many.contains(title) && many.contains("… ●"), "{many}");
    for row in &mut app.coverage.rows {
        (row.total, row.strengths, row.developments, row.wonderings) = (0, 0, 0, 0);
        row.by_source.clear();
    }
    app.review.questions.iter_mut().for_each(|q| q.promised.clear());
    let few = frame(&app, (80, 24)).0;
    assert!(few.contains(&format!("{title} ○")), "{few}");
}

#[test]
fn what_is_on_now_stands_whole_before_my_part_in_it() {
    let mut app = app(Pane::Day);
    app.day.chosen = None;
    app.rehearsal = true;
    app.standing.drift_minutes = 20;
    let me = app.me;
    app.review.people.iter_mut().find(|p| p.id == me).unwrap().name = "A. Somebody".to_owned();
    let on = app.review.activity(app.standing.current[0]).unwrap().title.clone();
    let first = |app: &App, size| frame(app, size).0.lines().next().unwrap().to_owned();
    let narrow = first(&app, (80, 24));
    assert!(narrow.contains(&on) && narrow.contains("A. Somebody") && !narrow.contains("(lead)"), "{narrow}");
    let wide = first(&app, (120, 40));
    assert!(wide.contains(&on) && wide.contains("A. Somebody (lead)"), "{wide}");
}

#[test]
fn each_sees_first_where_they_go_and_where_the_others_are_by_another_sign() {
    let mut review = review();
    let here = activity(&review, "break-1");
    let mut app = app_of(&review, Pane::Day);
    let link = "https://meeting.example/1";
    for activity in review.activities.iter_mut().filter(|a| a.id == here) {
        (activity.place, activity.link, activity.online) = ("Hall".into(), link.into(), vec![app.me]);
    }
    app.review = review;
    app.day.chosen = Some(here);
    let facts = |app: &App| frame(app, (80, 24)).0.lines().nth(2).unwrap().to_owned();
    assert!(facts(&app).contains(&format!("│ on line · {link}")), "{}", facts(&app));
    let other = app.review.people.iter().find(|p| p.id != app.me && p.role.is_team()).unwrap().id;
    app.review.activities.iter_mut().for_each(|a| a.online.clone_from(&vec![other]));
    assert!(facts(&app).contains("│ Hall · ") && !facts(&app).contains("│ Hall · partly"), "{}", facts(&app));

    let others = app.review.activities.iter().find(|a| a.id != here && a.start.is_some()).unwrap();
    let (id, title) = (others.id, others.title.clone());
    app.standing.others = vec![id];
    let shown = frame(&app, (80, 24)).0;
    let signs = |words: &str| shown.lines().find(|l| l.contains(words)).unwrap().chars().take(3).collect::<String>();
    assert!(signs(&title[..10]).contains('·'), "{shown}");
    assert!(!signs(&title[..10]).contains('▶') && shown.contains('▶'), "{shown}");
}

#[test]
fn day_while_a_note_is_typed() {
    let mut app = typing("Y2 TA models the stem sentence, all repeat // rehearsed talk #2 + @less");
    app.waiting = 2;
    snapshot("day-typing", &app);
}

#[test]
fn day_while_a_sealed_note_is_typed() {
    let mut app = typing("Two staff say the same of planning time #3 - @staff !team");
    let hollins = person(&app.review, "hollins");
    app.reach.insert(Readers::Team, Ok(vec![hollins]));
    app.seals = Seals::Open;
    snapshot("day-sealed", &app);
}

#[test]
fn day_when_a_seal_is_not_understood_or_impossible() {
    let mut app = typing("Deputy says so !tem");
    app.notice = Some(Notice { text: "The disk is full. Free some space.".into(), trouble: true });
    snapshot("day-asks", &app);
    let mut app = typing("Deputy says so !");
    app.reach.insert(Readers::Lead, Err(Trouble::new("The lead has no key yet.", "Seal it to yourself: !me.")));
    snapshot("day-cannot-seal", &app);
}

#[test]
fn day_with_a_chosen_note_and_a_day_that_slipped() {
    let mut app = app(Pane::Day);
    app.day.note = Some(3);
    app.rehearsal = true;
    app.old_text_remains = true;
    app.banner = Some("Demo: the passphrase is  otter lantern basil window copper meadow".into());
    let count = app.review.activities.len();
    for (n, activity) in app.review.activities.iter_mut().enumerate() {
        if (5..12).contains(&n) {
            let by = chrono::TimeDelta::minutes(5);
            activity.start = activity.start.map(|t| t + by);
            activity.end = activity.end.map(|t| t + by);
        }
        activity.run.dropped = n == 7;
        if n == 5 {
            activity.run.paused = Some(app.now);
        }
        if n + 1 == count {
            (activity.start, activity.end) = (None, None);
        }
    }
    app.follow_clock();
    app.quiet = false;
    snapshot("day-slipped", &app);
}

#[test]
fn day_before_the_protocol_is_accepted() {
    let mut app = app(Pane::Day);
    app.entered = false;
    app.day.notes.clear();
    snapshot("day-before", &app);
}

#[test]
fn quiet() {
    let mut app = typing("Y2 TA models the stem sentence #2 + @less");
    app.quiet = true;
    snapshot("quiet", &app);
    for secret in ["Fernhollow", "Summary meeting", "Hollins", "Gap"] {
        assert!(!frame(&app, (120, 40)).0.contains(secret), "{secret} shows on the quiet screen");
    }
}

#[test]
fn tag() {
    let mut app = app(Pane::Tag);
    app.tag.at.cursor = 1;
    app.tag.at.selected.extend([NoteId([1; 16]), NoteId([7; 16])]);
    snapshot("tag", &app);
    app.tag.search = "pupils".into();
    app.tag_all = true;
    app.tag.notes = super::testing::notes(&app.review);
    app.tag.total = app.tag.notes.len();
    app.tag.at.cursor = 13;
    snapshot("tag-search", &app);
}

/// After, with what a lead has to settle: a point on what is sealed, one for the head alone, one said already.
fn after() -> App {
    let mut app = app(Pane::After);
    let meeting = app.review.activities.iter().find(|a| a.key == "summary-1").unwrap().id;
    app.points[1].marks.said = vec![crate::review::feedback::Said { meeting, at: app.now }];
    app.points[1].marks.key_message = true;
    app.points[4].marks.head_alone = true;
    app.points[5].marks.withheld = true;
    app.compose();
    app
}

#[test]
fn the_action_plan() {
    let mut app = testing::after_of(&review(), AfterView::ActionPlan);
    snapshot("after-plan", &app);
    app.after.plan.cursor = 2;
    app.me = person(&app.review, "hollins");
    snapshot("after-plan-point", &app);
    app.after.plan.actions.clear();
    app.points.clear();
    snapshot("after-plan-empty", &app);
    app.review.visit.capture = crate::review::visit::CaptureAs::Sealed;
    snapshot("after-plan-sealed", &app);
}

#[test]
fn an_action_part_by_part() {
    let mut app = testing::after_of(&review(), AfterView::ActionPlan);
    let action = app.after.plan.actions[0].clone();
    let part = crate::review::actions::Part::Support;
    let seen = action.parts.get(part).to_owned();
    let mut line = crate::tui::widgets::line::LineEditor::new();
    line.set_text(&format!("{seen}: an hour of the subject leader from Elmstead, each half-term, to look at books"));
    let asked = crate::tui::app::Asked::ActionPart { action: action.id, part, seen };
    app.overlay = Some(Overlay::Ask { asked, title: "The action, part by part".into(), line });
    snapshot("after-plan-form", &app);
}

#[test]
fn before_and_after() {
    let mut app = testing::after_of(&review(), AfterView::BeforeAfter);
    app.after.ticks.cursor = 5;
    snapshot("after-ticks", &app);
    app.after.ticks.cursor = app.review.visit.timeline.len();
    app.after.ticks.offset = 9;
    snapshot("after-ticks-documents", &app);
    app.review.visit.timeline.clear();
    app.review.visit.documents.clear();
    app.after.ticks.cursor = 0;
    snapshot("after-ticks-empty", &app);
}

#[test]
fn what_leaves_and_what_stays() {
    let mut app = after();
    app.after.cursor = 1;
    snapshot("after", &app);
    app.after.open = [crate::tui::app::Part::Held(0), crate::tui::app::Part::Held(1)].into();
    app.after.answers = true;
    app.compose();
    app.after.cursor = app.after_rows().len() - 1;
    snapshot("after-held", &app);
    app.me = person(&app.review, "hollins");
    app.compose();
    snapshot("after-others", &app);
}

#[test]
fn the_pack_shows_its_words_once_and_large() {
    let mut app = after();
    app.lay_over(Overlay::Pack(Pack::Working("Encrypting the pack")));
    snapshot("pack-working", &app);
    let said = "Written: /home/sam/for-the-head.zip.age (14 notes, 4 points). Send it with what lies beside it: HOW-TO-OPEN.txt.";
    let phrase = Secret::new("otter lantern basil window copper meadow".into());
    app.overlay = Some(Overlay::Pack(Pack::Done(said.into(), phrase)));
    snapshot("pack-done", &app);
}

#[test]
fn questions() {
    let mut app = app(Pane::Questions);
    snapshot("questions", &app);
    app.by_year = true;
    app.in_evidence = true;
    app.show_claim = true;
    app.question.at.cursor = 2;
    snapshot("questions-evidence", &app);
}

#[test]
fn sealed() {
    let mut app = app(Pane::Sealed);
    snapshot("sealed", &app);
    app.seals = Seals::Open;
    let note = app.sealed.notes[0].id;
    app.unlocked.insert(
        note,
        unlocked(
            note.0[0],
            "Three staff gave three accounts of who decides the groups;\nnobody raises it.",
            "Ask the head, not the team.",
        ),
    );
    app.shown = Some(note);
    let hollins = person(&app.review, "hollins");
    app.review.people.iter_mut().filter(|p| p.id == hollins).for_each(|p| p.retired = true);
    snapshot("sealed-shown", &app);
}

#[test]
fn feedback() {
    let mut app = app(Pane::Feedback);
    app.feedback.cursor = 1;
    snapshot("feedback", &app);
    app.feedback.show_evidence = true;
    app.feedback.cursor = 3;
    app.feedback.selected.insert(app.points[4].id);
    app.settings.words_per_minute = 4;
    snapshot("feedback-evidence", &app);
}

#[test]
fn readiness() {
    let mut app = testing::feedback(FeedbackView::Readiness, 0);
    let at = |n: u8, writing| Here {
        person: person(&app.review, ["hollins", "elmstead"][usize::from(n)]),
        activity: None,
        since: app.now,
        writing,
    };
    app.here = vec![at(0, true), at(1, false)];
    app.feedback.roll.written.retain(|w| w.author != person(&app.review, "brook-row"));
    app.coverage.rows[3].total = 0;
    snapshot("readiness", &app);
}

#[test]
fn readiness_in_a_long_meeting_with_much_to_mend() {
    let mut app = testing::feedback(FeedbackView::Readiness, 0);
    app.now = app.now.plus_minutes(60);
    app.follow_clock();
    let lead = app.me;
    app.feedback.roll.written.iter_mut().filter(|w| w.author != lead).for_each(|w| w.sealed_to = Some(Vec::new()));
    app.feedback.roll.joined = None;
    app.feedback.roll.heard.clear();
    snapshot("readiness-sealed", &app);
}

#[test]
fn the_team_meeting() {
    let mut app = testing::feedback(FeedbackView::Meeting, 1);
    snapshot("meeting", &app);
    app.review.visit.choices.views = true;
    let others = [person(&app.review, "hollins"), person(&app.review, "elmstead"), person(&app.review, "brook-row")];
    let views = [View::Agree, View::Agree, View::Doubt];
    app.feedback.meeting_notes.notes[1].beside.views = others.into_iter().zip(views).collect();
    app.points[2].kind = PointKind::ClaimPartly;
    app.points[2].text = "We saw adults wait in two year groups, not yet in all.".into();
    app.feedback.meeting_notes.at.cursor = 1;
    let selected = app.feedback.meeting_notes.notes[0].id;
    app.feedback.meeting_notes.at.selected.insert(selected);
    snapshot("meeting-views", &app);
}

#[test]
fn the_team_meeting_where_everything_is_sealed() {
    let mut app = testing::sealed_meeting();
    snapshot("meeting-unlocked", &app);
    crate::tui::update::lock(&mut app);
    snapshot("meeting-locked", &app);
}

#[test]
fn what_the_team_makes_of_a_note_is_shown_to_the_team_and_only_while_it_is_asked() {
    let mut app = testing::feedback(FeedbackView::Meeting, 1);
    for note in &mut app.feedback.meeting_notes.notes {
        note.beside.views = vec![(person(&app.review, "hollins"), View::Doubt)];
    }
    assert!(!frame(&app, (120, 40)).0.contains("doubts"));
    app.review.visit.choices.views = true;
    assert!(frame(&app, (120, 40)).0.contains("1 doubts"));
    app.me = person(&app.review, "host-maths");
    assert!(!frame(&app, (120, 40)).0.contains("doubts"));
}

#[test]
fn of_two_thousand_notes_each_is_reached_and_stands_in_sight() {
    let mut app = testing::feedback(FeedbackView::Meeting, 1);
    let mut loaded = testing::loaded(&app.review, Pane::Feedback);
    let one = app.feedback.meeting_notes.notes[0].clone();
    loaded.list = (0..2_000_u16)
        .map(|n| {
            let mut note = one.clone();
            note.id.0[..2].copy_from_slice(&n.to_be_bytes());
            if let Content::Open(evidence) = &mut note.content {
                evidence.text = format!("seen number {n}.");
                evidence.marks.valence = [Valence::Strength, Valence::Development][usize::from(n) % 2];
            }
            note
        })
        .collect();
    app.accept(loaded);
    assert_eq!(app.feedback.findings.count(), 2_000);
    for at in [0, 1, 19, 500, 998, 999, 1_000, 1_001, 1_500, 1_998, 1_999] {
        app.feedback.meeting_notes.at.cursor = at;
        app.feedback.meeting_notes.at.offset = at.saturating_sub(5);
        let n = if at < 1_000 { at * 2 } else { (at - 1_000) * 2 + 1 };
        for size in [(80, 24), (120, 40)] {
            let (text, _) = frame(&app, size);
            let shown = text.lines().find(|row| row.starts_with('›') && row.contains(&format!("seen number {n}.")));
            assert!(shown.is_some(), "note {at} at {size:?}:\n{text}");
        }
    }
}

#[test]
fn sealed_words_are_in_no_list() {
    let mut app = app(Pane::Day);
    app.seals = Seals::Open;
    for n in [12, 14, 15] {
        app.unlocked.insert(NoteId([n; 16]), unlocked(n, "Nobody may see this", "nor this"));
    }
    for pane in Pane::ALL {
        app.pane = pane;
        app.feedback.show_evidence = true;
        let (text, _) = frame(&app, (200, 60));
        assert!(!text.contains("may see"), "{text}");
    }
}

/// Text that would act on a terminal, or lie about its order or width.
const HOSTILE: &str = "x\u{1b}[2J\u{7}\u{202e}gnorw\u{200b}\u{feff}\u{9b}31m\ny\tz 日本語 👩‍👩‍👧‍👦 e\u{301}\u{301}";

#[test]
fn hostile_text_does_nothing() {
    let mut review = review();
    review.visit.school = HOSTILE.into();
    review.visit.focus = HOSTILE.into();
    review.people.iter_mut().for_each(|p| p.name = HOSTILE.into());
    for question in &mut review.questions {
        (question.title, question.text, question.claim) = (HOSTILE.into(), HOSTILE.into(), HOSTILE.into());
    }
    for activity in &mut review.activities {
        activity.title = HOSTILE.into();
        activity.place = HOSTILE.into();
        activity.accompanied_by = HOSTILE.into();
        activity.prompts = vec![HOSTILE.into()];
    }
    for mut app in screens_of(&review) {
        let hostile = |notes: &mut Vec<crate::review::evidence::Note>| {
            for note in notes {
                if let crate::review::evidence::Content::Open(evidence) = &mut note.content {
                    (evidence.text, evidence.reflection) = (HOSTILE.into(), HOSTILE.into());
                    evidence.marks.place = Some(HOSTILE.into());
                }
            }
        };
        hostile(&mut app.day.notes);
        hostile(&mut app.tag.notes);
        hostile(&mut app.question.notes);
        hostile(&mut app.feedback.evidence);
        hostile(&mut app.feedback.meeting_notes.notes);
        app.points.iter_mut().for_each(|p| p.text = HOSTILE.into());
        app.banner = Some(HOSTILE.into());
        app.tag.search = HOSTILE.into();
        app.show_claim = true;
        app.feedback.show_evidence = true;
        for size in [(80, 24), (120, 40), (200, 60)] {
            let (text, _) = frame(&app, size);
            assert!(text.contains("日本"), "{text}");
            for c in text.chars().filter(|c| *c != '\n') {
                assert_eq!(crate::text::clean_line(&c.to_string()), c.to_string(), "{c:?} in\n{text}");
            }
        }
    }
}

#[test]
fn wide_characters_keep_the_borders_straight() {
    let mut review = review();
    review.activities.iter_mut().for_each(|a| a.title = "日本語のクラス訪問 👩‍👩‍👧‍👦 とても長い題".into());
    review.questions.iter_mut().for_each(|q| q.title = "流暢さと推論".into());
    for app in screens_of(&review) {
        for (width, height) in [(80, 24), (81, 25), (120, 40)] {
            let (text, _) = frame(&app, (width, height));
            let mut columns: Vec<usize> = Vec::new();
            for row in text.lines() {
                assert!(crate::text::width(row) <= usize::from(width), "{row}");
                columns.extend(row.split_once(['│', '┬', '┤', '├', '┴']).map(|(left, _)| crate::text::width(left)));
            }
            columns.dedup();
            assert!(columns.len() <= 1, "the line between the parts is bent: {columns:?}\n{text}");
        }
    }
}

#[test]
fn no_size_is_too_small_or_too_large() {
    for mut app in screens() {
        let pane = app.pane;
        app.day.line.set_text("half a line");
        for width in [1, 2, 3, 20, 79, 80, 109, 110, 150, 200] {
            for height in [1, 2, 3, 12, 23, 24, 28, 40, 60] {
                let (text, _) = frame(&app, (width, height));
                if width < 80 || height < 24 {
                    assert!(!text.contains('─'), "{text}");
                    if pane == Pane::Day && height > 1 && width >= 12 {
                        assert!(text.contains("half a line"), "{width}x{height}: {text}");
                    }
                    if width >= 40 && height >= 3 {
                        assert!(text.contains("80x24"), "{width}x{height}: {text}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_empty_notebook_is_drawn() {
    let mut review = review();
    review.activities.clear();
    review.questions.clear();
    for mut app in screens() {
        let mut loaded = super::testing::loaded(&self::review(), app.pane);
        loaded.review = review.clone();
        (loaded.list, loaded.day_notes, loaded.points, loaded.evidence) = Default::default();
        app.day.chosen = None;
        app.accept(loaded);
        app.follow_clock();
        app.notice = None;
        for size in [(80, 24), (120, 40)] {
            assert!(frame(&app, size).0.contains("Fernhollow"));
        }
    }
}

#[test]
fn without_colours_there_is_none() {
    for mut app in screens() {
        app.theme = Theme::new(Colors::None);
        let mut terminal = Terminal::new(TestBackend::new(120, 40)).unwrap();
        terminal.draw(|frame| view::draw(&app, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        assert!(buffer.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    }
}

#[test]
fn a_frame_and_a_typed_character_cost_few_bytes() {
    let mut app = app(Pane::Day);
    let mut screen = TestScreen::new(120, 40).unwrap();
    let first = screen.draw(|frame| view::draw(&app, frame)).unwrap().len();
    assert!(first <= 4_600, "the first frame takes {first} bytes");
    let line = "Y4 pupils explain regrouping with counters, most say why #1 #3 + @lesson";
    let mut sizes = Vec::new();
    for end in 1..=line.len() {
        app.day.line.set_text(&line[..end]);
        sizes.push(screen.draw(|frame| view::draw(&app, frame)).unwrap().len());
    }
    sizes.sort_unstable();
    assert_eq!(sizes[sizes.len() / 2], 1, "{sizes:?}");
    assert!(sizes[sizes.len() - 1] <= 60, "with the preview changing too: {sizes:?}");
    let again = screen.draw(|frame| view::draw(&app, frame)).unwrap();
    assert!(again.is_empty(), "nothing changed, and {} bytes were written", again.len());
}

#[test]
fn in_ascii_every_screen_reads_the_same() {
    for app in screens() {
        let bytes = TestScreen::ascii(120, 40).unwrap().draw(|frame| view::draw(&app, frame)).unwrap();
        assert!(bytes.is_ascii());
        let mut terminal = vt100::Parser::new(40.try_into().unwrap(), 120.try_into().unwrap(), 0);
        terminal.process(&bytes);
        let shown: Vec<String> = terminal.screen().rows(0, 120).map(|row| row.trim_end().to_owned()).collect();
        let drawn = frame(&app, (120, 40)).0;
        let wanted: Vec<String> = drawn.lines().map(|row| crate::tui::theme::to_ascii(row).into_owned()).collect();
        assert_eq!(shown, wanted);
    }
}

#[test]
fn names_that_must_not_appear_are_marked_and_the_role_is_offered() {
    let mut app = app(Pane::Tag);
    for (n, text) in [(0, "Mrs Quillfeather's class waits"), (1, "Miss Tindlewick and Mr Brambledown read along")] {
        if let Some(crate::review::evidence::Content::Open(e)) = app.tag.notes.get_mut(n).map(|n| &mut n.content) {
            text.clone_into(&mut e.text);
        }
    }
    app.named = 2;
    snapshot("tag-names", &app);
    let mut app = self::app(Pane::Feedback);
    app.feedback.cursor = 1;
    app.points[1].text = "Mr Brambledown lets pupils find the words.".into();
    snapshot("feedback-names", &app);
}

#[test]
fn sealed_with_a_new_key_and_notes_that_do_not_reach_everybody() {
    let mut app = app(Pane::Sealed);
    app.keys = holders(&app.review, &["lead", "hollins", "elmstead", "brook-row"], &["hollins"]);
    let (late, left) = (person(&app.review, "elmstead"), person(&app.review, "brook-row"));
    app.review.people.iter_mut().filter(|p| p.id == left).for_each(|p| p.retired = true);
    for note in &mut app.sealed.notes {
        if let crate::review::evidence::Content::Sealed(outside) = &mut note.content {
            outside.persons.retain(|p| *p != late);
        }
    }
    app.sealed.at.cursor = 1;
    snapshot("sealed-left-out", &app);
}

/// The lead at the beginning of the meeting, so many points further; the second is a key message.
fn presenting(points: usize) -> App {
    use crate::tui::action::Action;
    use crate::tui::msg::Msg;
    let mut app = app(Pane::Feedback);
    app.now = crate::clock::Moment(app.now.0 + 84 * 60_000);
    app.points[1].marks.key_message = true;
    app.points[1].marks.speaker = Some(person(&app.review, "hollins"));
    crate::tui::update::update(&mut app, Msg::Action(Action::Present));
    for _ in 0..points {
        crate::tui::update::update(&mut app, Msg::Action(Action::NextPoint));
        app.now = crate::clock::Moment(app.now.0 + 40_000);
    }
    app
}

#[test]
fn before_presenting() {
    let mut app = presenting(0);
    snapshot("present-before", &app);
    crate::tui::update::update(&mut app, crate::tui::msg::Msg::Action(crate::tui::action::Action::Rehearse));
    snapshot("rehearse-before", &app);
}

#[test]
fn presenting_a_point() {
    use crate::tui::action::Action;
    use crate::tui::msg::Msg;
    let mut app = presenting(2);
    crate::tui::update::update(&mut app, Msg::Action(Action::ToggleSaid));
    snapshot("present", &app);
    crate::tui::update::update(&mut app, Msg::Action(Action::ShowEvidence));
    snapshot("present-evidence", &app);
    crate::tui::update::update(&mut app, Msg::Action(Action::HostAdds));
    snapshot("present-host", &app);
}

#[test]
fn after_a_rehearsal() {
    use crate::tui::action::Action;
    use crate::tui::msg::Msg;
    let mut app = presenting(0);
    crate::tui::update::update(&mut app, Msg::Action(Action::Rehearse));
    for seconds in [0, 40, 12, 75, 20, 31, 18] {
        app.now = crate::clock::Moment(app.now.0 + seconds * 1000);
        crate::tui::update::update(&mut app, Msg::Action(Action::NextPoint));
    }
    snapshot("rehearsed", &app);
}

#[test]
fn points_that_were_said_and_answered() {
    use crate::ids::PointId;
    use crate::review::feedback::{Answer, Said, Stand};
    let mut app = app(Pane::Feedback);
    let meeting = super::testing::activity(&app.review, "summary-1");
    app.points[0].marks.said.push(Said { meeting, at: app.now });
    let said = Said { meeting, at: app.now };
    app.points[1].marks.said.push(said);
    app.points[1].marks.answers.push(Answer { meeting, stand: Stand::Adds, note: Some(NoteId([8; 16])) });
    app.points[2].marks.answers.push(Answer { meeting, stand: Stand::Agrees, note: None });
    assert_eq!(app.points[0].id, PointId([0; 16]));
    snapshot("feedback-said", &app);
}

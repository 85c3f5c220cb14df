//! A morning at Fernhollow, for tests of drawing: Wednesday 10:36, in the break after the first visits.

use crate::clock::{Moment, instant_of};
use crate::ids::{ActionId, ActivityId, ChangeId, NoteId, PersonId, PointId, QuestionId};
use crate::notebook::query::Counts;
use crate::review::actions::{Action, Part, Parts, Progress};
use crate::review::capture::{self, Reading as Read};
use crate::review::coverage::Tally;
use crate::review::documents::{self, Reading};
use crate::review::evidence::{Content, Evidence, Marks, Note, Readers, SealedOutside, Source, Unlocked, Valence};
use crate::review::feedback::{Point, PointKind};
use crate::review::place::year_of;
use crate::review::readiness::{Roll, Written};
use crate::review::timeline::{self, Done};
use crate::review::visit::{CaptureAs, Review};
use crate::secret::Secret;
use crate::tasks::settings::Settings;
use crate::tasks::team::{KeyHolder, KeyState, TeamKey};
use crate::tui::app::{AfterView, App, Beginning, FeedbackView, Pane, Seals};
use crate::tui::keymap::Keymap;
use crate::tui::msg::{Loaded, Wanted};
use crate::tui::theme::{Colors, Theme};
use crate::tui::view;
use crate::vault::passphrase::words_for;
use chrono::{NaiveDate, NaiveDateTime};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Position;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The sizes every screen is designed for.
pub const SIZES: [(u16, u16); 3] = [(80, 24), (120, 30), (120, 40)];

/// Time, author, activity and line of each note, as typed.
const NOTES: [(&str, &str, &str, &str); 20] = [
    (
        "08:53",
        "brook-row",
        "tour",
        "Hall: 'Prove it' wall, the same calculation answered by Y1 to Y6 side by side #2 + @walk",
    ),
    ("08:55", "hollins", "tour", "Tables board outside Y4 shows class totals, no pupils' names @walk"),
    (
        "08:57",
        "lead",
        "tour",
        "8 rooms passed: counters, ten frames, bead strings labelled and at pupil height #1 + @walk",
    ),
    (
        "09:28",
        "lead",
        "visits-upper",
        "Y5: 4 starter questions on MWB, all boards up within 20 s, T scans, asks one again #1 + @lesson",
    ),
    (
        "09:30",
        "elmstead",
        "visits-lower",
        "Reception: adult asks 'how do you know it is 7?', waits, pupil recounts and touches each #2 + @lesson",
    ),
    (
        "09:33",
        "hollins",
        "visits-upper",
        "Y6: 'what do you notice' asked 4 times in 10 min, the same three pupils answer #2 - @lesson",
    ),
    ("09:38", "lead", "visits-upper", "Y5: 6 of 30 finish the sheet by 9.38, told to check, then to read #3 - @lesson"),
    ("09:41", "lead", "visits-upper", "Y5 pupil at the end of the sheet: \"I just wait, it's fine\" @pupils"),
    (
        "09:44",
        "brook-row",
        "visits-lower",
        "Y1: EAL pupil rehearses 'ten is made of' with a partner, then says it to the class #2b + @lesson",
    ),
    (
        "09:49",
        "hollins",
        "visits-upper",
        "Y6: books open on desks, reasoning box filled in 4 of 6, mostly one word #2 - @books",
    ),
    (
        "09:55",
        "host-maths",
        "visits-upper",
        "Y6: TA sets out counters then drawing for SEND pupil (CPA), who does the next three alone #1 + @lesson",
    ),
    (
        "10:01",
        "lead",
        "visits-upper",
        "Y4: 3 of 5 tables talk regrouping through with counters, 'ten ones make one ten' #1 #2b + @lesson",
    ),
    ("10:05", "lead", "visits-upper", "Three staff gave three accounts of who decides the groups !"),
    (
        "10:08",
        "hollins",
        "visits-upper",
        "Y4: 'is there another way', about 6 s of silence, then 9 hands // the wait is what does it #2 + @lesson",
    ),
    ("10:12", "hollins", "visits-upper", "Told in confidence !team"),
    ("10:16", "lead", "visits-upper", "Comparing Y3 with our own scheme again: describe it, leave ours out !me"),
    (
        "10:19",
        "lead",
        "visits-upper",
        "Y4: 7 x 8 on MWB, 24 of 27 right, T moves on; the three copy from a neighbour - @lesson",
    ),
    (
        "10:27",
        "elmstead",
        "break-1",
        "Corridor outside Y3: two pupils explain the tables board to a visitor unasked @pupils",
    ),
    ("10:31", "lead", "break-1", "Ask the subject leader how the starter questions are chosen #1 ?"),
    (
        "10:34",
        "hollins",
        "break-1",
        "Subject leader: stem sentences came in two years ago, first in Y2 #2b @subject-leader",
    ),
];

/// Kind, question, evidence (by position above) and words of a point.
type Told = (PointKind, Option<&'static str>, &'static [u8], &'static str);

/// The points of the first day's feedback.
const POINTS: [Told; 6] = [
    (
        PointKind::Thanks,
        None,
        &[],
        "Thank you for having us, and please thank your two Year 6 guides: they told us more in twenty minutes than any document could.",
    ),
    (
        PointKind::Strength,
        Some("fluency"),
        &[2, 3, 10],
        "In Year 4, regrouping is understood and not only done. We saw it at the tables, and pupils put it into words for us.",
    ),
    (PointKind::Strength, Some("reasoning"), &[4, 13], "Adults wait, and the wait is what does it."),
    (
        PointKind::Development,
        Some("challenge"),
        &[12],
        "In two of the year groups the task was the same for all, and those who finished early waited.",
    ),
    (
        PointKind::Development,
        Some("fluency"),
        &[],
        "Facts seem to fade over the summer, so the first weeks of Year 5 are spent getting them back.",
    ),
    (
        PointKind::Wondering,
        Some("reasoning"),
        &[5],
        "We wondered what a good written explanation looks like by the end of Year 3.",
    ),
];

/// A wall-clock time at Fernhollow on the first day.
pub fn at(time: &str) -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, 6, 10).unwrap();
    day.and_time(time.parse().unwrap())
}

fn instant(review: &Review, time: &str) -> Moment {
    instant_of(at(&format!("{time}:00")), review.visit.zone)
}

/// The plan.
pub fn review() -> Review {
    crate::plan::read(include_str!("../../../sample-data/fernhollow.toml"), "fernhollow.toml").unwrap().review
}

/// The identifier of a person of the plan.
pub fn person(review: &Review, key: &str) -> PersonId {
    PersonId::of(review.visit.id, key)
}

/// The identifier of an activity of the plan.
pub fn activity(review: &Review, key: &str) -> ActivityId {
    ActivityId::of(review.visit.id, key)
}

/// A note as it comes of a typed line.
fn note(review: &Review, n: u8, (time, by, on, line): (&str, &str, &str, &str)) -> Note {
    let with = capture::Context { questions: &review.questions, source: None, activity_sources: &[], seal: None };
    let Read::Note(told) = capture::read(line, &with) else { panic!("{line}") };
    let author = person(review, by);
    let content = match told.seal {
        Some(readers) => {
            let mut persons = vec![author];
            match readers {
                crate::review::evidence::Readers::Me => {}
                crate::review::evidence::Readers::Team => {
                    persons.extend(review.people.iter().filter(|p| p.role.is_team() && p.id != author).map(|p| p.id));
                }
                _ => persons.extend(review.lead().filter(|p| p.id != author).map(|p| p.id)),
            }
            Content::Sealed(SealedOutside { readers, persons, change: ChangeId([n; 32]) })
        }
        None => Content::Open(Evidence {
            text: told.text,
            reflection: told.reflection,
            marks: Marks {
                questions: told.questions.into_iter().collect(),
                valence: told.valence.unwrap_or_default(),
                source: told.source,
                place: told.place,
                impact: n == 10,
                learning: n == 13,
            },
        }),
    };
    Note {
        id: NoteId([n; 16]),
        author,
        activity: Some(activity(review, on)),
        written: instant(review, time),
        seen: None,
        content,
        deleted: false,
        rehearsal: false,
        conflict: n == 9,
        edited: n == 6,
        beside: crate::review::evidence::Beside::default(),
    }
}

/// All notes of the morning.
pub fn notes(review: &Review) -> Vec<Note> {
    (0..).zip(NOTES).map(|(n, told)| note(review, n, told)).collect()
}

fn points(review: &Review) -> Vec<Point> {
    let made = |(n, (kind, question, evidence, words)): (u8, Told)| Point {
        id: PointId([n; 16]),
        author: person(review, "lead"),
        made: instant(review, "10:30"),
        kind,
        question: question.map(|key| QuestionId::of(review.visit.id, key)),
        meeting: Some(activity(review, "summary-1")),
        text: words.to_owned(),
        rank: format!("{n:03}"),
        evidence: evidence.iter().map(|e| NoteId([*e; 16])).collect(),
        deleted: false,
        conflict: n == 5,
        seal: crate::review::feedback::PointSeal::Open,
        marks: crate::review::feedback::PointMarks::default(),
    };
    (0..).zip(POINTS).map(made).collect()
}

fn tallies(notes: &[Note]) -> Vec<Tally> {
    let mut counted: BTreeMap<_, u32> = BTreeMap::new();
    for evidence in notes.iter().filter_map(Note::evidence) {
        let marks = &evidence.marks;
        let year = marks.place.as_deref().and_then(year_of);
        for question in &marks.questions {
            *counted.entry((*question, marks.source, marks.valence, year.clone())).or_default() += 1;
        }
    }
    let tally = |((question, source, valence, year), notes)| Tally { question, source, valence, year, notes };
    counted.into_iter().map(tally).collect()
}

/// What the notebook would tell for a screen.
pub fn loaded(review: &Review, pane: Pane) -> Loaded {
    let notes = notes(review);
    let of = |keep: &dyn Fn(&Note) -> bool| notes.iter().filter(|n| keep(n)).cloned().collect::<Vec<_>>();
    let reasoning = review.questions[1].id;
    let list = match pane {
        Pane::Tag => of(&|n| n.evidence().is_some_and(|e| e.marks.questions.is_empty())),
        Pane::Questions => of(&|n| n.evidence().is_some_and(|e| e.marks.questions.contains(&reasoning))),
        Pane::Sealed => of(&|n| n.sealed().is_some()),
        Pane::Day | Pane::Feedback | Pane::After => Vec::new(),
    };
    let mut by_activity: BTreeMap<_, usize> = BTreeMap::new();
    for note in &notes {
        *by_activity.entry(note.activity).or_default() += 1;
    }
    Loaded {
        wanted: Wanted { list: Some(crate::notebook::query::Filter::default()), ..Wanted::default() },
        counts: Counts {
            by_activity: by_activity.into_iter().collect(),
            untagged: of(&|n| n.evidence().is_some_and(|e| e.marks.questions.is_empty())).len(),
            sealed: of(&|n| n.sealed().is_some()).len(),
        },
        tallies: tallies(&notes),
        day_notes: of(&|n| n.activity == Some(activity(review, "visits-upper"))),
        brought: of(&|n| n.activity == Some(activity(review, "visits-lower"))),
        list_total: list.len(),
        named: 0,
        list,
        points: points(review),
        evidence: of(&|n| n.id.0[0] < 15),
        roll: Roll::default(),
        all: of(&|_| pane == Pane::After),
        reports: Vec::new(),
        actions: Vec::new(),
        done: Vec::new(),
        read: Vec::new(),
        review: review.clone(),
    }
}

/// The screen of the lead, on `pane`; on Day the visits are chosen, which have most notes.
pub fn app(pane: Pane) -> App {
    app_of(&review(), pane)
}

/// The screen of the lead on a view of Feedback; in the team meeting the question at this place.
pub fn feedback(view: FeedbackView, question: usize) -> App {
    feedback_of(&review(), view, question)
}

/// The same for another plan.
pub fn feedback_of(review: &Review, view: FeedbackView, question: usize) -> App {
    let mut app = app_of(review, Pane::Feedback);
    app.feedback.view = Some(view);
    app.question_cursor = question;
    let mut loaded = loaded(review, Pane::Feedback);
    let id = review.questions[question].id;
    loaded.list = notes(review);
    loaded.list.retain(|n| n.evidence().is_some_and(|e| e.marks.questions.contains(&id)));
    loaded.list_total = loaded.list.len();
    loaded.roll = roll(review, &notes(review));
    app.accept(loaded);
    app
}

/// The same where everything is sealed to the team and was unlocked: one strength, one development.
pub fn sealed_meeting() -> App {
    let mut app = feedback(FeedbackView::Meeting, 1);
    app.review.visit.capture = CaptureAs::Sealed;
    let review = app.review.clone();
    let question = review.questions[1].id;
    let team: Vec<PersonId> = review.people.iter().filter(|p| p.role.is_team()).map(|p| p.id).collect();
    let mut sealed = notes(&review);
    sealed.retain(|n| [4, 13, 5].contains(&n.id.0[0]));
    app.seals = Seals::Open;
    for (note, valence, source, text) in [
        (0, Valence::Strength, Source::Lesson, "Adults wait, and pupils find a second way"),
        (1, Valence::Development, Source::Books, "The reasoning box holds one word"),
        (2, Valence::Strength, Source::Pupils, "Pupils say that thinking time is normal here"),
    ] {
        let Some(note) = sealed.get_mut(note) else { continue };
        let change = ChangeId(note.id.0.repeat(2).try_into().unwrap());
        note.content = Content::Sealed(SealedOutside { readers: Readers::Team, persons: team.clone(), change });
        let mut inside = unlocked(note.id.0[0], text, "");
        inside.marks.questions.insert(question);
        (inside.marks.valence, inside.marks.source) = (valence, Some(source));
        app.unlocked.insert(note.id, inside);
    }
    let mut loaded = loaded(&review, Pane::Feedback);
    (loaded.list, loaded.tallies) = (sealed, Vec::new());
    app.accept(loaded);
    app
}

/// Who wrote how much of these notes; everybody was heard of a little later.
fn roll(review: &Review, notes: &[Note]) -> Roll {
    let written = notes.iter().map(|n| Written {
        author: n.author,
        sealed_to: n.sealed().map(|s| s.persons.clone()),
        notes: 1,
        last: n.written,
    });
    let heard = review.people.iter().filter(|p| p.role.is_team()).map(|p| (p.id, instant(review, "10:33")));
    Roll { written: written.collect(), heard: heard.collect(), joined: Some(instant(review, "10:20")) }
}

/// The same for another plan.
pub fn app_of(review: &Review, pane: Pane) -> App {
    let mut app = App::begin(Beginning {
        me: person(review, "lead"),
        loaded: loaded(review, Pane::Day),
        now: instant(review, "10:36"),
        rehearsal: false,
        keymap: Rc::new(Keymap::built_in("default").unwrap()),
        theme: Theme::new(Colors::Many),
        ascii: false,
        settings: Settings::default(),
        has_key: true,
        accepted: true,
        offered: None,
        banner: None,
        told: String::new(),
    });
    app.pane = pane;
    app.day.chosen = Some(activity(review, "visits-upper"));
    let loaded = loaded(review, pane);
    app.accept(loaded);
    if pane == Pane::Questions {
        app.question_cursor = 1;
    }
    app
}

/// The screen of the lead on a view of After, after the day: two actions, one of them from a point and late; two rows of
/// the timeline are done, two documents read.
pub fn after_of(review: &Review, view: AfterView) -> App {
    let mut app = app_of(review, Pane::After);
    app.now =
        instant_of(NaiveDate::from_ymd_opt(2026, 6, 22).unwrap().and_hms_opt(16, 5, 0).unwrap(), review.visit.zone);
    app.after.view = Some(view);
    let mut loaded = loaded(review, Pane::After);
    let action = |n: u8, point: Option<PointId>, said: &[(Part, &str)]| {
        let mut parts = Parts::default();
        for (part, text) in said {
            parts.set(*part, *text);
        }
        let made = instant(review, "14:00");
        Action { id: ActionId([n; 16]), point, made, parts, progress: Progress::Planned, conflict: n == 2 }
    };
    let from = &[
        (Part::What, "Plan two starting points for each task, so that nobody waits"),
        (Part::Owner, "Subject leader"),
        (Part::By, "19 June"),
        (Part::Impact, "Those who finish early go deeper"),
        (Part::Support, "Offer a choice of two tasks. Support from inside the group"),
    ];
    loaded.actions = vec![
        action(1, loaded.points.get(3).map(|p| p.id), from),
        action(
            2,
            None,
            &[(Part::What, "Ask governors for an hour of cover a week, so that books are looked at together")],
        ),
    ];
    loaded.actions[0].progress = Progress::Begun;
    (loaded.wanted.plan, loaded.wanted.ticks) = (true, true);
    let rows = timeline::digests(&review.visit.timeline);
    let lead = person(review, "lead");
    let done = |n: usize, by, note: &str| Done {
        row: rows[n].to_vec(),
        person: by,
        at: instant(review, "16:02"),
        note: note.to_owned(),
    };
    loaded.done = vec![done(0, person(review, "hollins"), ""), done(5, lead, "a card for each class, by post")];
    let read = |n: usize, by, note: &str| Reading {
        document: documents::digest(&review.visit.documents[n]).to_vec(),
        person: by,
        at: instant(review, "07:40"),
        note: note.to_owned(),
    };
    loaded.read = vec![read(0, lead, "trend since Y3"), read(0, person(review, "hollins"), "")];
    app.accept(loaded);
    app.follow_clock();
    app
}

/// Keys of these persons, and new ones that wait.
pub fn holders(review: &Review, with: &[&str], waiting: &[&str]) -> Vec<KeyHolder> {
    let key = |name: &str, state| {
        let recipient = format!("key of {name}: {state:?}");
        TeamKey { words: words_for(&recipient), recipient, state }
    };
    let holder = |p: &crate::review::people::Person| {
        let state = if p.key == "lead" { KeyState::Mine } else { KeyState::Used };
        let used = with.contains(&p.key.as_str()).then(|| key(&p.key, state));
        let new = waiting.contains(&p.key.as_str()).then(|| key(&p.key, KeyState::New));
        KeyHolder { person: p.id, keys: used.into_iter().chain(new).collect() }
    };
    review.people.iter().map(holder).collect()
}

/// An unlocked note.
pub fn unlocked(n: u8, text: &str, reflection: &str) -> Unlocked {
    Unlocked {
        note: NoteId([n; 16]),
        author: PersonId([0; 16]),
        readers: Vec::new(),
        text: Secret::new(text.to_owned()),
        reflection: Secret::new(reflection.to_owned()),
        marks: Marks::default(),
    }
}

/// The text of a frame and where the cursor is, if it is shown.
pub fn frame(app: &App, (width, height): (u16, u16)) -> (String, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(app, frame)).unwrap();
    let shown = terminal.backend().cursor_visible().then(|| terminal.backend().cursor_position());
    (crate::tui::terminal::rows(terminal.backend().buffer()), shown)
}

/// A frame with its cursor as a line below it, for a snapshot.
pub fn picture(app: &App, size: (u16, u16)) -> String {
    let (text, cursor) = frame(app, size);
    let cursor = cursor.map_or_else(|| "no cursor".to_owned(), |at| format!("cursor at column {}, row {}", at.x, at.y));
    format!("{text}{cursor}\n")
}

/// Compares the pictures at every designed size with the snapshot called `name`.
pub fn snapshot(name: &str, app: &App) {
    let pictures = SIZES.map(|size| format!("{}x{}\n{}", size.0, size.1, picture(app, size)));
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots", omit_expression => true }, {
        insta::assert_snapshot!(name, pictures.join("\n"));
    });
}

//! An open notebook and one in which everything is sealed, with the same notes, tell the same.

use super::*;
use crate::clock::Moment;
use crate::ids::QuestionId;
use crate::review::capture::Capture;
use crate::review::coverage::{Coverage, gaps};
use crate::review::evidence::{Marks, Readers, Source, Valence};
use crate::review::feedback::PointKind;
use crate::review::release::{Audience, Options, Release};
use crate::review::speaking::{balance, balance_by_question};
use crate::tasks::feedback::{NewPoint, PointDeed};
use crate::tasks::marks::Mark;
use crate::tasks::testing::{NOW, Team, note};
use crate::vault::seal::counting;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// A team whose notes are sealed by default, in a notebook of its own id.
fn sealed_team(id: u8) -> Team {
    Team::new(|review| {
        review.visit.capture = CaptureAs::Sealed;
        review.visit.id = crate::ids::NotebookId([id; 16]);
    })
}

fn seal_of(desk: &Desk) -> Option<Readers> {
    desk.review().visit.capture.seal()
}

/// A note as the property makes it.
#[derive(Debug, Clone)]
struct Made {
    text: String,
    reflection: String,
    questions: Vec<usize>,
    valence: usize,
    source: usize,
    place: Option<&'static str>,
    activity: usize,
    /// Sealed more narrowly, in both notebooks.
    narrow: bool,
    deleted: bool,
}

const VALENCES: [Valence; 4] = [Valence::Neutral, Valence::Strength, Valence::Development, Valence::Wondering];
/// What notes are written with and searched by.
const SAID: [&str; 14] = [
    "pupils",
    "Pupil",
    "café",
    "CAFE",
    "re-grouping",
    "regroup",
    "naïve",
    "Größe",
    "7x8",
    "“why?”",
    "é",
    "—",
    "Y4",
    "Ωmega",
];

fn words(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SAID.to_vec()), 1..=most).prop_map(|w| w.join(" "))
}

fn made() -> impl Strategy<Value = Made> {
    let place = prop::sample::select(vec![None, Some("Y4"), Some("Reception"), Some("room 7")]);
    let marks = (prop::collection::vec(0..4_usize, 0..3), 0..4_usize, 0..18_usize, place);
    (words(6), words(3), marks, 0..14_usize, prop::bool::weighted(0.2), prop::bool::weighted(0.1)).prop_map(
        |(text, reflection, (questions, valence, source, place), activity, narrow, deleted)| Made {
            text,
            reflection,
            questions,
            valence,
            source,
            place,
            activity,
            narrow,
            deleted,
        },
    )
}

fn write(desk: &mut Desk, made: &Made, at: i64) -> NoteId {
    let review = desk.review().clone();
    let mut capture = Capture {
        text: made.text.clone(),
        reflection: made.reflection.clone(),
        questions: made.questions.iter().filter_map(|q| review.questions.get(*q)).map(|q| q.id).collect(),
        valence: Some(VALENCES[made.valence]),
        source: Source::ALL.get(made.source).copied(),
        place: made.place.map(str::to_owned),
        ..Capture::default()
    };
    capture.seal = if made.narrow { Some(Readers::Me) } else { seal_of(desk) };
    let activity = review.activities.get(made.activity).map(|a| a.id);
    let note = desk.capture(&capture, activity, Some(Moment(NOW.0 + at))).unwrap().note;
    if made.deleted {
        desk.delete(&[note], true).unwrap();
    }
    note
}

/// Everything that is counted and found, in words that do not depend on the notes' ids.
fn told(desk: &Desk, opened: &Opened, searches: &[String]) -> Vec<String> {
    let (review, notebook) = (desk.review(), desk.notebook());
    let capture = review.visit.capture;
    let mut tallies = notebook.tallies(&review.claims()).unwrap();
    tallies.extend(opened.tallies(capture, &review.claims()));
    let counts = notebook.counts().unwrap();
    let sealed = counts.sealed - opened.counted(capture);
    let title = |q: QuestionId| review.question(q).unwrap().number.clone();
    let coverage = Coverage::of(&review.questions, &tallies, u32::try_from(sealed).unwrap());
    let mut told: Vec<String> = coverage
        .rows
        .iter()
        .map(|row| {
            let of = (row.total, row.strengths, row.developments, row.wonderings);
            format!("{} {of:?} {:?} {:?}", title(row.question), row.by_source, row.by_year)
        })
        .collect();
    told.extend(gaps(review, &tallies, NOW.local(review.visit.zone)).into_iter().map(|gap| gap.words));
    told.push(format!("{sealed} sealed, {} untagged", counts.untagged + opened.untagged(capture)));
    let mut filters: Vec<Filter> =
        searches.iter().map(|words| Filter { words: words.clone(), ..Filter::default() }).collect();
    filters.push(Filter { untagged: true, ..Filter::default() });
    filters.push(Filter { any_of: searches.to_vec(), author: Some(desk.me()), ..Filter::default() });
    filters.push(Filter { source: Some(Source::Books), ..Filter::default() });
    filters.push(Filter { activity: Some(review.activities[3].id), untagged: true, ..Filter::default() });
    filters.extend(review.questions.iter().map(|q| Filter { question: Some(q.id), ..Filter::default() }));
    for filter in filters {
        let found = notebook.notes(&filter, Order::Oldest, 0, 1000).unwrap();
        let found = merged(found, opened.matching(capture, &filter));
        let times: Vec<i64> = found.iter().map(|n| n.at().0 - NOW.0).collect();
        told.push(format!("{:?} {:?} {times:?}", filter.words, filter.question.map(title)));
    }
    told
}

#[test]
fn the_same_notes_open_or_sealed_give_the_same_coverage_gaps_lists_and_findings() {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let searches = prop::collection::vec(words(2), 1..5);
    runner
        .run(&(prop::collection::vec(made(), 0..14), searches), |(notes, searches)| {
            let (open, sealed) = (Team::new(|_| {}), sealed_team(81));
            let (mut in_open, mut in_sealed) = (open.desk("lead"), sealed.desk("lead"));
            for (at, note) in (0..).zip(&notes) {
                write(&mut in_open, note, at);
                write(&mut in_sealed, note, at);
            }
            let keys = sealed.keys("lead");
            let opened = Opener::beside(&in_sealed).unwrap().all(&keys).unwrap();
            // In the open notebook unlocking what is sealed more narrowly changes nothing that is counted.
            let narrow = Opener::beside(&in_open).unwrap().all(&open.keys("lead")).unwrap();
            prop_assert_eq!(told(&in_sealed, &opened, &searches), told(&in_open, &narrow, &searches));
            prop_assert_eq!(in_sealed.notebook().tallies(&[]).unwrap(), []);
            Ok(())
        })
        .unwrap();
}

#[test]
fn points_sealed_or_open_give_the_same_balance_and_nothing_sealed_is_released() {
    let (open, sealed) = (Team::new(|_| {}), sealed_team(82));
    let mut told = Vec::new();
    for (team, capture) in [(&open, CaptureAs::Open), (&sealed, CaptureAs::Sealed)] {
        let mut desk = team.desk("lead");
        let question = desk.review().questions[1].id;
        let seal = seal_of(&desk);
        let under = note(&mut desk, "one boy sits alone", seal);
        let mut ids = Vec::new();
        for (kind, question, text) in [
            (PointKind::Strength, Some(question), "Talk drives fluency"),
            (PointKind::Development, Some(question), "One sheet for all"),
            (PointKind::Wondering, None, "Who decides the groups?"),
        ] {
            let new = NewPoint { kind, question, meeting: None, text: text.to_owned(), evidence: vec![under] };
            ids.push(desk.make_point(&new).unwrap().0);
        }
        let keys = team.keys("lead");
        desk.change_point(ids[2], &PointDeed::Kind(PointKind::Development), Some(&keys)).unwrap();
        desk.change_point(ids[0], &PointDeed::Reword("Talk drives all".into()), Some(&keys)).unwrap();
        let opened = Opener::beside(&desk).unwrap().all(&keys).unwrap();
        let stored = desk.notebook().points().unwrap();
        let read: Vec<Point> = stored.iter().map(|p| opened.read(p)).collect();
        let mut by_question: Vec<_> = balance_by_question(&read).into_iter().map(|(q, b)| (q.is_some(), b)).collect();
        by_question.sort_by_key(|(q, _)| *q);
        told.push((balance(&read), by_question, read.iter().map(|p| (p.text.clone(), p.kind)).collect::<Vec<_>>()));
        if capture == CaptureAs::Sealed {
            assert!(stored.iter().all(|p| p.is_locked() && p.text.is_empty() && p.question.is_none()));
            assert_eq!(balance(&stored), crate::review::speaking::Balance::default(), "locked, nothing is known");
            // Unlocked or not, nothing sealed leaves.
            let notes = desk.notebook().notes(&Filter::default(), Order::Oldest, 0, 100).unwrap();
            let mut options = Options::new(NOW, Audience::HostHead);
            options.confirmed_points = ids.iter().copied().collect();
            let composed = Release::compose(desk.review(), &notes, &[], &read, &[], &options);
            assert!(composed.release.points.is_empty() && composed.release.notes.is_empty());
            assert!(composed.held_back.iter().any(|h| h.what == "3 sealed points" && h.points.len() == 3));
            // One deliberate act opens one.
            let refused = desk.change_point(ids[0], &PointDeed::Open, None).unwrap_err();
            assert!(refused.what().contains("sealed"), "{refused}");
            desk.change_point(ids[0], &PointDeed::Open, Some(&keys)).unwrap();
            let points = desk.notebook().points().unwrap();
            let composed = Release::compose(desk.review(), &notes, &[], &points, &[], &options);
            assert_eq!(composed.release.points.len(), 1);
            assert_eq!(points.iter().filter(|p| p.sealed().is_none()).count(), 1);
        }
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].0.developments, 2);
}

#[test]
fn marking_a_sealed_note_keeps_its_readers_and_says_nothing_outside() {
    let team = sealed_team(83);
    let mut desk = team.desk("lead");
    let colleague = team.desk("hollins");
    let id = note(&mut desk, "Y4 explain", Some(Readers::Team));
    let question = desk.review().questions[0].id;
    let refused = desk.mark(&[id], &Mark::Question(question), None).unwrap_err();
    assert!(refused.advice().contains("Unlock first"), "{refused}");
    let keys = team.keys("lead");
    let marked = desk.mark(&[id], &Mark::Question(question), Some(&keys)).unwrap();
    assert_eq!((marked.written.changes.len(), marked.left_alone), (1, 0));
    let inside = colleague.open_sealed(id, &team.keys("hollins")).unwrap();
    assert_eq!((inside.text.expose(), inside.marks.questions.contains(&question)), ("Y4 explain", true));
    assert_eq!(desk.notebook().counts().unwrap().sealed, 1);
    assert_eq!(desk.marks_of(id).unwrap(), Marks::default(), "outside nothing is told");
    // The same again takes it away, and undo brings the mark back: the earlier seal, not its inside.
    let away = desk.mark(&[id], &Mark::Question(question), Some(&keys)).unwrap();
    assert!(desk.open_sealed(id, &keys).unwrap().marks.questions.is_empty());
    desk.undo(&away.written.changes).unwrap();
    assert!(desk.open_sealed(id, &keys).unwrap().marks.questions.contains(&question));
    // Marks without words, too.
    let strength = Capture { valence: Some(Valence::Strength), ..Capture::default() };
    assert!(desk.remark(id, &strength, None).is_err());
    desk.remark(id, &strength, Some(&keys)).unwrap();
    assert_eq!(desk.open_sealed(id, &keys).unwrap().marks.valence, Valence::Strength);
}

#[test]
fn each_seal_is_opened_once_and_what_arrives_is_opened_alone() {
    let team = sealed_team(84);
    let mut desk = team.desk("lead");
    desk.fill_sealed(300);
    let keys = team.keys("lead");
    let (notebook, mut opener) = (desk.notebook().id(), Opener::beside(&desk).unwrap());
    let before = counting::opened(notebook);
    let mut held = Opened::default();
    let look = |opener: &mut Opener, held: &mut Opened| {
        let (found, to_open) = opener.look(&keys).unwrap();
        held.take(found);
        let mut left = to_open.len();
        for chunk in to_open.chunks(CHUNK) {
            left -= chunk.len();
            held.take(opener.open(chunk, left, &keys));
        }
        counting::opened(notebook) - before
    };
    assert_eq!(look(&mut opener, &mut held), 300);
    assert_eq!(look(&mut opener, &mut held), 300, "nothing new");
    let of_colleague = note(&mut team.desk("hollins"), "arrives", Some(Readers::Team));
    note(&mut team.desk("hollins"), "not for me", Some(Readers::Me));
    assert_eq!(look(&mut opener, &mut held), 301, "one more, and nothing tried that is not for me");
    assert_eq!(held.get(&of_colleague).unwrap().text.expose(), "arrives");
    assert_eq!(held.progress(), None);
    // What is gone is dropped; after a lock nothing is left, and all is opened anew.
    desk.delete(&[of_colleague], true).unwrap();
    look(&mut opener, &mut held);
    assert!(!held.contains_key(&of_colleague));
    held.clear();
    assert!(held.is_empty());
    opener.forget().unwrap();
    assert_eq!(look(&mut opener, &mut held), 601);
}

#[test]
fn a_point_on_sealed_evidence_is_for_those_who_can_read_it_all() {
    let team = Team::new(|_| {});
    let mut desk = team.desk("brook-row");
    drop((team.desk("lead"), team.desk("hollins")));
    let for_lead = note(&mut desk, "for the lead", Some(Readers::Lead));
    let for_team = note(&mut desk, "for the team", Some(Readers::Team));
    let plain = note(&mut desk, "plain", None);
    let readers = |evidence: &[NoteId]| desk.point_seal(evidence).unwrap().map(|to| to.readers);
    assert_eq!(readers(&[plain]), None);
    assert_eq!(readers(&[plain, for_team]), Some(Readers::Team));
    assert_eq!(readers(&[for_team, plain, for_lead]), Some(Readers::Lead));
}

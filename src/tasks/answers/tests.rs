//! Said, answered, told: what is recorded, what undo takes back, and what it counts for.

use super::*;
use crate::review::feedback::{Answer, PointKind, Stand};
use crate::review::release::{Audience, Options};
use crate::review::timetable::ActivityKind;
use crate::review::visit::CaptureAs;
use crate::tasks::feedback::{NewPoint, PointDeed};
use crate::tasks::marks::Mark;
use crate::tasks::opened::Opener;
use crate::tasks::testing::{NOW, Team, note};

fn meeting(desk: &Desk) -> ActivityId {
    desk.review().activities.iter().find(|a| a.kind == ActivityKind::Summary).unwrap().id
}

fn made(desk: &mut Desk, text: &str) -> PointId {
    let kind = PointKind::Strength;
    let new = NewPoint { kind, question: None, meeting: None, text: text.to_owned(), evidence: Vec::new() };
    desk.make_point(&new).unwrap().0
}

fn words(text: &str) -> Capture {
    Capture { text: text.to_owned(), ..Capture::default() }
}

fn answer(desk: &mut Desk, point: PointId, stand: Stand, words: Option<Capture>) -> Result<Written> {
    let to = AnswerTo { point, meeting: meeting(desk), stand };
    desk.answer_point(&HostAnswer { to, words })
}

fn marked(desk: &Desk, point: PointId) -> crate::review::feedback::PointMarks {
    desk.notebook().points().unwrap().into_iter().find(|p| p.id == point).unwrap().marks
}

#[test]
fn a_point_is_said_and_not_said_and_undo_takes_it_back() {
    let team = Team::new(|_| {});
    let mut desk = team.desk("lead");
    let point = made(&mut desk, "Talk is everywhere");
    let at = meeting(&desk);
    let written = desk.say_point(point, at, true).unwrap();
    let said = marked(&desk, point).said;
    assert_eq!((said.len(), said[0].meeting, said[0].at), (1, at, NOW));
    desk.undo(&written.changes).unwrap();
    assert!(marked(&desk, point).said.is_empty());
    desk.say_point(point, at, true).unwrap();
    desk.say_point(point, at, false).unwrap();
    assert!(marked(&desk, point).said.is_empty());
    let history: Vec<String> =
        desk.notebook().history(point, desk.review()).unwrap().into_iter().map(|e| e.what).collect();
    assert_eq!(history[history.len() - 2..], ["said", "not said"]);
    assert!(desk.say_point(PointId([9; 16]), at, true).is_err());
    assert!(team.desk("host-maths").say_point(point, at, true).is_err(), "the visiting team's alone");
}

#[test]
fn the_hosts_words_are_a_note_under_the_meeting_that_the_point_names() {
    let team = Team::new(|_| {});
    let mut desk = team.desk("lead");
    let point = made(&mut desk, "Talk is everywhere");
    let at = meeting(&desk);
    answer(&mut desk, point, Stand::Agrees, None).unwrap();
    assert_eq!(marked(&desk, point).answers, [Answer { meeting: at, stand: Stand::Agrees, note: None }]);
    let written = answer(&mut desk, point, Stand::Adds, Some(words("In Year 2 from January"))).unwrap();
    let [Answer { stand: Stand::Adds, note: Some(id), .. }] = marked(&desk, point).answers[..] else { panic!() };
    let noted = desk.notebook().note(id).unwrap().unwrap();
    assert_eq!(noted.activity, Some(at));
    let evidence = noted.evidence().unwrap();
    assert_eq!((evidence.text.as_str(), evidence.marks.source), ("In Year 2 from January", Some(Source::Answer)));
    // Other words and another stand: the same note, with its history.
    answer(&mut desk, point, Stand::Differs, Some(words("From February"))).unwrap();
    let now = marked(&desk, point).answers;
    assert_eq!((now[0].stand, now[0].note), (Stand::Differs, Some(id)));
    assert_eq!(desk.notebook().note(id).unwrap().unwrap().evidence().unwrap().text, "From February");
    // Only the stand: the words stay.
    answer(&mut desk, point, Stand::Agrees, None).unwrap();
    assert_eq!(marked(&desk, point).answers[0].note, Some(id));
    assert!(desk.undo(&written.changes).is_err(), "it was changed since");
    assert!(answer(&mut desk, point, Stand::Adds, Some(words("  "))).is_err());
}

#[test]
fn undo_takes_an_answer_and_its_note_back_together() {
    let team = Team::new(|_| {});
    let mut desk = team.desk("lead");
    let point = made(&mut desk, "Talk is everywhere");
    let written = answer(&mut desk, point, Stand::Adds, Some(words("From January"))).unwrap();
    let id = marked(&desk, point).answers[0].note.unwrap();
    desk.undo(&written.changes).unwrap();
    assert!(marked(&desk, point).answers.is_empty());
    assert!(desk.notebook().note(id).unwrap().unwrap().deleted);
}

#[test]
fn where_everything_is_sealed_the_hosts_words_are_too() {
    const WORDS: &str = "wordsofthehost";
    let team = Team::new(|review| review.visit.capture = CaptureAs::Sealed);
    let mut desk = team.desk("lead");
    let keys = team.keys("lead");
    let point = made(&mut desk, "Talk is everywhere");
    assert!(answer(&mut desk, point, Stand::Adds, Some(words(WORDS))).is_err(), "beside an open point only");
    desk.change_point(point, &PointDeed::Open, Some(&keys)).unwrap();
    answer(&mut desk, point, Stand::Adds, Some(words(WORDS))).unwrap();
    let id = marked(&desk, point).answers[0].note.unwrap();
    assert!(desk.notebook().note(id).unwrap().unwrap().sealed().is_some());
    for file in std::fs::read_dir(team.dir.path()).unwrap().map(|f| f.unwrap().path()).filter(|p| p.is_file()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(WORDS.len()).any(|w| w == WORDS.as_bytes()), "{}", file.display());
    }
    // Once unlocked, it is found by its source and counts as no evidence.
    let opened = Opener::beside(&desk).unwrap().all(&keys).unwrap();
    let answers = Filter { source: Some(Source::Answer), ..Filter::default() };
    assert_eq!(opened.matching(CaptureAs::Sealed, &answers).len(), 1);
    assert_eq!((opened.untagged(CaptureAs::Sealed), opened.counted(CaptureAs::Sealed)), (0, 1));
    // A sealed answer is not opened by other words: they stand in a note of their own.
    answer(&mut desk, point, Stand::Agrees, Some(words("and more"))).unwrap();
    assert_ne!(marked(&desk, point).answers[0].note, Some(id));
    assert!(desk.notebook().note(id).unwrap().unwrap().sealed().is_some());
}

#[test]
fn what_was_told_and_answered_is_in_no_count_no_list_to_tag_and_no_release() {
    let team = Team::new(|_| {});
    let mut desk = team.desk("lead");
    let question = desk.review().questions[0].id;
    let seen = note(&mut desk, "wordsofevidence", None);
    let told_note = note(&mut desk, "wordsthatweretold", None);
    let untagged = note(&mut desk, "toldanduntagged", None);
    for (id, source) in [(seen, Source::Books), (told_note, Source::Told), (untagged, Source::Told)] {
        desk.mark(&[id], &Mark::Source(Some(source)), None).unwrap();
    }
    desk.mark(&[seen, told_note], &Mark::Question(question), None).unwrap();
    let tallies = desk.notebook().tallies(&[]).unwrap();
    assert_eq!(tallies.iter().map(|t| (t.source, t.notes)).collect::<Vec<_>>(), [(Some(Source::Books), 1)]);
    assert_eq!(desk.notebook().counts().unwrap().untagged, 0);
    let found = |filter: &Filter| {
        let notes = desk.notebook().notes(filter, Order::Oldest, 0, 9).unwrap();
        assert_eq!(desk.notebook().count(filter).unwrap(), notes.len(), "{filter:?}");
        notes.iter().map(|n| n.id).collect::<Vec<_>>()
    };
    assert!(found(&Filter { untagged: true, ..Filter::default() }).is_empty());
    assert_eq!(found(&Filter { question: Some(question), ..Filter::default() }), [seen]);
    let both = Filter { question: Some(question), source: Some(Source::Told), ..Filter::default() };
    assert_eq!(found(&both), [told_note]);
    let ids: Vec<NoteId> = desk.told_the_host().unwrap().iter().map(|n| n.id).collect();
    assert!(ids.len() == 2 && ids.contains(&told_note) && ids.contains(&untagged));
    assert_eq!(found(&Filter { words: "wordsthatweretold".to_owned(), ..Filter::default() }), [told_note]);

    let composed = desk.compose_release(&Options::new(NOW, Audience::HostHead), None).unwrap();
    let texts: Vec<&str> = composed.release.notes.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(texts, ["wordsofevidence"]);
    let kept = composed.held_back.iter().find(|h| h.notes.contains(&told_note)).unwrap();
    assert_eq!((kept.what.as_str(), kept.notes.len()), ("2 notes of what was told or answered", 2));
    // The counts that move with each note are those of a rebuild.
    assert!(desk.notebook.examine().unwrap().tables_agree);
    // And when a source is put right, it counts again.
    desk.mark(&[told_note], &Mark::Source(Some(Source::Pupils)), None).unwrap();
    assert_eq!(desk.notebook().tallies(&[]).unwrap().len(), 2);
    assert!(desk.notebook.examine().unwrap().tables_agree);
}

//! What a key asks of the notebook, counted: statements, and the work they are for SQLite.

use super::*;
use crate::clock::{Clock, Moment};
use crate::home::Home;
use crate::ids::{ActivityId, NoteId, QuestionId};
use crate::notebook::counting::{Listener, Ran};
use crate::notebook::value as v;
use crate::notebook::{NewChange, Pen};
use crate::review::evidence::Readers;
use crate::review::visit::Review;
use crate::tasks::testing::{Team, note};
use crate::tasks::{making, sample::MORNING};
use crate::vault::writer::WriterKey;

/// A notebook with so many open notes of one activity, half of them tagged, and a listening reader.
struct Reading {
    reader: Reader,
    listener: Listener,
    notebook: Notebook,
    review: Review,
    key: WriterKey,
    _folder: tempfile::TempDir,
}

impl Reading {
    fn of(notes: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = include_str!("../../../../sample-data/fernhollow.toml");
        let review = crate::plan::read(plan, "fernhollow.toml").unwrap().review;
        let home = Home::at(folder.path().join("home"));
        let path = folder.path().join("t.visitbook");
        let notebook = making::make(&home, &review, &path, Clock::fixed(MORNING)).unwrap();
        let mut beside = notebook.reader().unwrap();
        let listener = beside.listen().unwrap();
        let key = WriterKey::load_or_create(&folder.path().join("key")).unwrap();
        let reader = Reader { notebook: beside, home: Some(home.clone()), last: None };
        let mut reading = Self { reader, listener, notebook, review, key, _folder: folder };
        for first in (0..notes).step_by(100) {
            reading.write(first..notes.min(first + 100));
        }
        reading
    }

    fn write(&mut self, notes: std::ops::Range<usize>) {
        let activity = Some(self.activity());
        let question = self.question();
        let changes: Vec<_> = notes
            .clone()
            .flat_map(|n| {
                let id = NoteId::fresh().unwrap();
                let text = format!("Y{} pupils explain regrouping, {n}", n % 6 + 1);
                let on = n % 2 == 0;
                [
                    NewChange::new(id, v::NoteCreated {}),
                    NewChange::new(id, v::NoteFiled { activity, seen: None }),
                    NewChange::new(id, v::NoteText { text, reflection: String::new() }),
                    NewChange::new(id, v::NoteQuestion { question, on }),
                ]
            })
            .collect();
        let author = self.review.lead().unwrap().id;
        let pen = Pen { author, key: &self.key, clock: Clock::fixed(MORNING), zone: self.review.visit.zone };
        let at = Moment(MORNING.0 + i64::try_from(notes.start).unwrap());
        self.notebook.write_at(&pen, at, &changes).unwrap();
    }

    fn activity(&self) -> ActivityId {
        self.review.activities[3].id
    }

    fn question(&self) -> QuestionId {
        self.review.questions[0].id
    }

    /// What Day wants, and a list besides.
    fn wanted(&self, list: Option<Filter>) -> Wanted {
        Wanted { activity: Some(self.activity()), day_rows: 64, list, list_rows: 64, ..Wanted::default() }
    }

    fn reads(&mut self, wanted: &Wanted) -> (Option<Loaded>, Ran) {
        self.listener.take();
        let loaded = self.reader.news(wanted).unwrap();
        (loaded, self.listener.take())
    }
}

const LOOK: &str = "PRAGMA data_version";

#[test]
fn a_typed_character_asks_only_whether_anybody_has_written() {
    let mut reading = Reading::of(3);
    let wanted = reading.wanted(None);
    assert!(reading.reads(&wanted).0.is_some());
    let (loaded, ran) = reading.reads(&wanted);
    assert!(loaded.is_none());
    assert_eq!(ran.statements, [LOOK]);
}

#[test]
fn another_screen_reads_its_own_list_and_nothing_else() {
    let mut reading = Reading::of(3);
    reading.reads(&reading.wanted(None));
    let (loaded, ran) = reading.reads(&reading.wanted(Some(Filter { untagged: true, ..Filter::default() })));
    assert_eq!(loaded.unwrap().list.len(), 1);
    // Whether anybody wrote, names that must not appear, the notes, how many there are.
    assert_eq!(ran.statements.len(), 4, "{:#?}", ran.statements);
    let (loaded, ran) = reading.reads(&reading.wanted(None));
    assert!(loaded.unwrap().list.is_empty());
    assert_eq!(ran.statements, [LOOK]);
}

#[test]
fn a_saved_note_is_read_with_ten_statements() {
    let mut reading = Reading::of(3);
    let wanted = reading.wanted(None);
    reading.reads(&wanted);
    reading.write(3..4);
    let (loaded, ran) = reading.reads(&wanted);
    let loaded = loaded.unwrap();
    assert_eq!((loaded.day_notes.len(), loaded.counts.untagged), (4, 2));
    // Whether anybody wrote; the plan (4); counts; tallies; points and their evidence; the notes.
    assert_eq!(ran.statements.len(), 10, "{:#?}", ran.statements);
}

#[test]
fn reading_is_no_more_work_in_a_larger_notebook() {
    let work = |notes: usize| {
        let mut reading = Reading::of(notes);
        let (question, activity) = (reading.question(), reading.activity());
        let lists = [
            None,
            Some(Filter::default()),
            Some(Filter { untagged: true, ..Filter::default() }),
            Some(Filter { question: Some(question), ..Filter::default() }),
            Some(Filter { activity: Some(activity), ..Filter::default() }),
            Some(Filter { sealed: true, ..Filter::default() }),
        ];
        lists.map(|list| {
            reading.reader.last = None;
            let wanted = reading.wanted(list);
            reading.reads(&wanted).1.steps
        })
    };
    let (small, large) = (work(200), work(1_400));
    for (n, (small, large)) in small.into_iter().zip(large).enumerate() {
        assert!(small > 500, "list {n}: {small} steps are no work at all");
        assert!(large <= small + small / 20, "list {n}: {small} steps among 200 notes, {large} among 1,400");
    }
}

#[test]
fn the_team_meeting_reads_its_question_once_and_nothing_while_one_moves_through_it() {
    let mut reading = Reading::of(2_000);
    reading.reads(&reading.wanted(None));
    let question = Some(Filter { question: Some(reading.question()), ..Filter::default() });
    let meeting = Wanted { list_rows: 20_000, ..reading.wanted(question) };
    let (loaded, ran) = reading.reads(&meeting);
    assert_eq!(loaded.unwrap().list.len(), 1_000, "all of the question");
    // Whether anybody wrote, names that must not appear, the notes, how many there are.
    assert_eq!(ran.statements.len(), 4, "{:#?}", ran.statements);
    for _ in 0..3 {
        let (loaded, ran) = reading.reads(&meeting);
        assert!(loaded.is_none());
        assert_eq!(ran.statements, [LOOK]);
    }
}

#[test]
fn readiness_asks_two_things_more_and_only_where_it_is_shown() {
    let mut reading = Reading::of(6);
    reading.reads(&reading.wanted(None));
    let readiness = Wanted { roll: true, ..reading.wanted(None) };
    let (loaded, ran) = reading.reads(&readiness);
    let roll = loaded.unwrap().roll;
    let lead = reading.review.lead().unwrap().id;
    assert_eq!(roll.written.iter().map(|w| (w.author, w.notes)).collect::<Vec<_>>(), [(lead, 6)]);
    assert_eq!((roll.heard.iter().map(|(p, _)| *p).collect::<Vec<_>>(), roll.joined), (vec![lead], None));
    // Whether anybody wrote, the notes by author, the latest change of each writer.
    assert_eq!(ran.statements.len(), 3, "{:#?}", ran.statements);
    assert_eq!(reading.reads(&readiness).1.statements, [LOOK]);
    let (loaded, ran) = reading.reads(&reading.wanted(None));
    assert!(loaded.unwrap().roll.written.is_empty());
    assert_eq!(ran.statements, [LOOK]);
}

#[test]
fn what_is_read_once_is_read_again_after_any_change() {
    let mut reading = Reading::of(2);
    let wanted = reading.wanted(Some(Filter { words: "regrouping".to_owned(), ..Filter::default() }));
    assert_eq!(reading.reads(&wanted).0.unwrap().list.len(), 2);
    let before = reading.reader.version().unwrap();
    assert!(reading.reads(&wanted).0.is_none());
    reading.write(2..3);
    assert_ne!(reading.reader.version().unwrap(), before);
    let loaded = reading.reads(&wanted).0.unwrap();
    assert_eq!((loaded.list.len(), loaded.list_total, loaded.day_notes.len()), (3, 3, 3));
}

#[test]
fn notes_that_name_someone_are_gathered_and_no_others() {
    let team = Team::new(|_| {});
    let mut desk = team.desk("lead");
    let mut named =
        vec![note(&mut desk, "mrs quillfeather's pupils", None), note(&mut desk, "asked Brambledown", None)];
    note(&mut desk, "the brambledowns of this world", None);
    note(&mut desk, "nobody", None);
    note(&mut desk, "Mrs Quillfeather in confidence", Some(Readers::Me));
    let mut reader = Reader::beside(&desk).unwrap();
    let list = Some(Filter { untagged: true, ..Filter::default() });
    let all = reader.load(&Wanted { list: list.clone(), list_rows: 64, ..Wanted::default() }).unwrap();
    assert_eq!((all.named, all.list.len()), (2, 4));
    let only = reader.load(&Wanted { list, named: true, ..Wanted::default() }).unwrap();
    let mut found: Vec<_> = only.list.iter().map(|n| n.id).collect();
    found.sort_unstable();
    named.sort_unstable();
    assert_eq!((found, only.list_total), (named, 2));
    let searched = Some(Filter { words: "asked".into(), ..Filter::default() });
    assert_eq!(reader.load(&Wanted { list: searched, named: true, ..Wanted::default() }).unwrap().list.len(), 1);
}

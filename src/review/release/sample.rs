//! A small hand-made visit for the tests of all documents: every kind of note and point once.

use crate::clock::{Moment, Tz, instant_of};
use crate::ids::{ActionId, ActivityId, ChangeId, NoteId, NotebookId, PersonId, PointId, QuestionId};
use crate::review::actions::{Action, Part, Parts, Progress};
use crate::review::evidence::{Content, Evidence, Marks, Note, Readers, SealedOutside, Source, Unlocked, Valence};
use crate::review::feedback::{Answer, Point, PointKind, PointMarks, Said, Stand, Support};
use crate::review::people::{Person, Role};
use crate::review::questions::{Origin, Question};
use crate::review::release::{Audience, Composed, Options, Release};
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::{CaptureAs, Protocol, Review, Safeguarding, Visit, Wording};
use crate::secret::Secret;
use chrono::{NaiveDate, NaiveDateTime};

/// What the note for the head alone says.
pub const FOR_THE_HEAD: &str = "The deputy says that two posts are at risk";

/// What the point for the head alone says.
pub const FOR_THE_HEAD_TO_HEAR: &str = "Two of the team see it differently from the deputy";

/// What the school set out to do about that point.
pub const HEADS_ACTION: &str = "Hear the team without the deputy";

/// What the host answered to a point.
pub const ANSWER: &str = "The head: this was a week of assessments";

/// Words that mean something to one format or another.
const HOSTILE: [&str; 22] = [
    "<script>alert(1)</script>",
    "</style></title></textarea><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "=HYPERLINK(\"http://example.invalid\",\"click\")",
    "+44 ring me",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "]]>",
    "| a | b |\n| --- | --- |\n| c | d |",
    "``` code\nfence",
    "`code` *bold* _it_ ~~gone~~ $x$ [^1] [a](javascript:x)",
    "# heading\n===\n---\n- list\n1. one\n> quote",
    "a\n\n\n    indented\n\n***",
    "https://example.invalid www.example.invalid me@example.invalid <http://example.invalid>",
    "&lt;b&gt; &amp; &#60;",
    "\u{1b}[2J\u{7}\u{9b}31m",
    "\u{202e}desrever\u{2066}\u{200b}",
    "a,\"b\"\r\nc;d\te",
    "{\"visitbook_release\": 2}",
    "[link]: http://example.invalid\n![image](http://example.invalid/x.png)",
    "\\` \\* trailing backslash \\",
    "title {#name .class}",
];

/// Words that mean something to one format or another, and words without end.
pub fn hostile() -> Vec<String> {
    let endless = ["x".repeat(10_000), "<b> *word* ".repeat(1_000)];
    HOSTILE.iter().map(|h| (*h).to_owned()).chain(endless).collect()
}

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, d).unwrap()
}

fn wall(d: u32, hour: u32, minute: u32) -> NaiveDateTime {
    day(d).and_hms_opt(hour, minute, 31).unwrap()
}

fn at(d: u32, hour: u32, minute: u32) -> Moment {
    instant_of(wall(d, hour, minute), Tz::Europe__London)
}

pub fn person(n: u8) -> PersonId {
    PersonId([n; 16])
}

pub fn question(n: u8) -> QuestionId {
    QuestionId([0x20 + n; 16])
}

pub fn activity(n: u8) -> ActivityId {
    ActivityId([0x40 + n; 16])
}

pub fn note_id(n: u8) -> NoteId {
    NoteId([0x60 + n; 16])
}

pub fn point_id(n: u8) -> PointId {
    PointId([0xa0 + n; 16])
}

pub fn action_id(n: u8) -> ActionId {
    ActionId([0xe0 + n; 16])
}

pub fn review() -> Review {
    Review {
        visit: Visit {
            id: NotebookId([7; 16]),
            programme: "subject".to_owned(),
            school: "Fernhollow Primary".to_owned(),
            focus: "Mathematics".to_owned(),
            zone: Tz::Europe__London,
            capture: CaptureAs::Open,
            wording: Wording::StrengthDevelopment,
            keep_until: NaiveDate::from_ymd_opt(2026, 12, 10),
            safeguarding: Safeguarding::default(),
            protocol: Protocol::default(),
            do_not_name: vec!["Mrs Thistle".into()],
            documents: Vec::new(),
            timeline: Vec::new(),
            release: crate::review::release::Planned::default(),
            scope: None,
            inspections: Vec::new(),
            prompts: Vec::new(),
            report: Vec::new(),
            choices: crate::review::visit::Choices::default(),
        },
        people: vec![
            one(1, "Sam", Role::Lead, "Oakbridge"),
            one(2, "Asha", Role::Reviewer, "Millbrook"),
            one(3, "Noor", Role::HostPartner, ""),
            one(4, "Jo", Role::HostHead, ""),
            one(5, "Lee", Role::ImprovementFacilitator, ""),
        ],
        questions: vec![
            asked(1, "1", "Fluency", "How fluent are pupils with number facts?", "Facts are secure from Year 2."),
            asked(2, "2", "Reasoning", "Do pupils explain their thinking?", ""),
            asked(3, "2b", "Vocabulary", "", ""),
            asked(4, "3", "Challenge", "Are quick graspers stretched?", ""),
        ],
        activities: vec![
            entry(1, "Introduction by the head", ActivityKind::Introduction, (10, 8, 45), (10, 9, 15)),
            entry(2, "Visits to classes", ActivityKind::Lessons, (10, 9, 15), (10, 10, 45)),
            entry(3, "Break", ActivityKind::Break, (10, 10, 45), (10, 11, 0)),
            entry(4, "Summary meeting", ActivityKind::Summary, (10, 12, 0), (10, 12, 30)),
            entry(5, "Book look", ActivityKind::Books, (11, 9, 0), (11, 10, 0)),
            entry(6, "Closing meeting", ActivityKind::Summary, (11, 11, 30), (11, 12, 0)),
        ],
    }
}

fn one(n: u8, name: &str, role: Role, school: &str) -> Person {
    Person {
        id: person(n),
        key: format!("key-of-{}", name.to_lowercase()),
        name: name.to_owned(),
        role,
        school: school.to_owned(),
        accounts: vec![format!("account-of-{n}")],
        retired: false,
    }
}

fn asked(n: u8, number: &str, title: &str, text: &str, claim: &str) -> Question {
    Question {
        id: question(n),
        key: format!("key-of-q{n}"),
        number: number.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        claim: claim.to_owned(),
        promised: vec![Source::Books],
        origin: Origin::Standard,
    }
}

fn entry(n: u8, title: &str, kind: ActivityKind, start: (u32, u32, u32), end: (u32, u32, u32)) -> Activity {
    let time = |(d, h, m): (u32, u32, u32)| day(d).and_hms_opt(h, m, 0);
    Activity {
        key: format!("key-of-a{n}"),
        place: if n == 2 { "Room 7".to_owned() } else { String::new() },
        link: "https://meet.example/secret-link".to_owned(),
        audience: if n == 6 { "the subject leader".to_owned() } else { String::new() },
        ..Activity::new(activity(n), title, kind, day(start.0)).planned(time(start), time(end))
    }
}

pub fn note(n: u8, author: u8, filed: u8, written: Moment, content: Content) -> Note {
    Note {
        id: note_id(n),
        author: person(author),
        activity: (filed > 0).then(|| activity(filed)),
        written,
        seen: None,
        content,
        deleted: false,
        rehearsal: false,
        conflict: false,
        edited: false,
        beside: crate::review::evidence::Beside::default(),
    }
}

pub fn open(text: &str, reflection: &str, questions: &[u8], valence: Valence, source: Option<Source>) -> Content {
    let marks =
        Marks { questions: questions.iter().map(|q| question(*q)).collect(), valence, source, ..Marks::default() };
    Content::Open(Evidence { text: text.to_owned(), reflection: reflection.to_owned(), marks })
}

pub fn sealed(readers: Readers, persons: &[u8]) -> Content {
    let persons = persons.iter().map(|p| person(*p)).collect();
    Content::Sealed(SealedOutside { readers, persons, change: ChangeId([9; 32]) })
}

/// One note of every kind; the first is the first open one in the order of the day's evidence.
pub fn notes() -> Vec<Note> {
    use Valence::{Development, Neutral, Strength, Wondering};
    let mut notes = vec![
        note(
            1,
            1,
            2,
            at(10, 9, 20),
            open(
                "Y4 pupils explain regrouping with counters",
                "Talk is driving fluency",
                &[1, 2],
                Strength,
                Some(Source::Lesson),
            ),
        ),
        note(
            2,
            2,
            5,
            at(11, 9, 9),
            open("Same sheet for all\nin two classes", "", &[4], Development, Some(Source::Books)),
        ),
        note(3, 2, 2, at(10, 9, 40), open("“We say it in a full sentence”", "", &[3], Wondering, Some(Source::Pupils))),
        note(4, 1, 1, at(10, 8, 50), open("The head says results rose", "", &[1], Neutral, None)),
        note(5, 3, 0, at(10, 12, 50), open("Displays show methods", "", &[], Neutral, None)),
        note(6, 1, 2, at(10, 10, 12), sealed(Readers::Lead, &[1, 2])),
        note(7, 1, 2, at(10, 10, 13), sealed(Readers::Head, &[1])),
        note(8, 1, 2, at(10, 10, 14), Content::Erased),
        note(9, 1, 2, at(10, 10, 15), open("deleted words", "", &[1], Strength, None)),
        note(10, 1, 2, at(9, 10, 15), open("rehearsal words", "", &[1], Strength, None)),
        note(11, 2, 2, at(10, 10, 16), open("mrs  THISTLE's group works alone", "", &[1], Neutral, None)),
        note(12, 1, 6, at(11, 11, 40), open(ANSWER, "", &[], Neutral, None)),
    ];
    notes[8].deleted = true;
    notes[9].rehearsal = true;
    if let Content::Open(evidence) = &mut notes[0].content {
        evidence.marks.impact = true;
        evidence.marks.learning = true;
        evidence.marks.place = Some("Y4".to_owned());
    }
    notes
}

pub fn unlocked() -> Vec<Unlocked> {
    let secret = |t: &str| Secret::new(t.to_owned());
    vec![Unlocked {
        note: note_id(7),
        author: person(1),
        readers: vec![person(1)],
        text: secret(FOR_THE_HEAD),
        reflection: secret(""),
        marks: Marks::default(),
    }]
}

pub fn points() -> Vec<Point> {
    use PointKind::{ClaimPartly, Development, Learning, Offer, Process, Strength, Suggestion, Thanks, Wondering};
    let point = |n: u8, kind, asked: Option<u8>, meeting: Option<u8>, text: &str, evidence: &[u8]| Point {
        id: point_id(n),
        author: person(1),
        made: at(11, 11, 0),
        kind,
        question: asked.map(question),
        meeting: meeting.map(activity),
        text: text.to_owned(),
        rank: format!("{n:02}"),
        evidence: evidence.iter().map(|e| note_id(*e)).collect(),
        deleted: n == 10,
        conflict: false,
        seal: crate::review::feedback::PointSeal::Open,
        // One of its notes is sealed; the lead has read its words and let them go.
        marks: PointMarks { confirmed: (n == 3).then(|| person(1)), ..PointMarks::default() },
    };
    let mut points = vec![
        point(1, Thanks, None, Some(4), "Thank you for an open door everywhere.", &[]),
        point(3, Development, Some(4), None, "One sheet for all leaves quick graspers waiting.", &[2, 6]),
        point(2, Strength, Some(1), Some(4), "Pupils explain with counters and words.", &[1, 9]),
        point(4, Suggestion, Some(4), None, "Offer a choice of two starting points.", &[]),
        point(5, Wondering, Some(2), None, "How do new staff learn the sentence stems?", &[3]),
        point(6, Strength, None, None, "Calm everywhere.", &[]),
        point(7, Development, None, None, "Words that rest on a sealed note.", &[6]),
        point(8, Learning, None, None, "We take the sentence stems home.", &[]),
        point(9, Process, None, None, "Two half-days were better than one.", &[]),
        point(10, Strength, None, None, "a deleted point", &[]),
        point(11, Development, Some(2), None, FOR_THE_HEAD_TO_HEAR, &[3]),
        point(12, ClaimPartly, Some(1), None, "Secure in Year 4; we saw little of Year 2.", &[1]),
        point(13, Offer, Some(1), None, "The sentence stems would help other schools.", &[1]),
    ];
    let mark = |points: &mut Vec<Point>, n: u8, mark: fn(&mut PointMarks)| {
        points.iter_mut().filter(|p| p.id == point_id(n)).for_each(|p| mark(&mut p.marks));
    };
    mark(&mut points, 2, |m| m.key_message = true);
    mark(&mut points, 2, |m| m.said = vec![Said { meeting: activity(4), at: at(10, 12, 5) }]);
    // The lead has read it and lets it go, although it rests on a sealed note too.
    mark(&mut points, 3, |m| m.confirmed = Some(person(1)));
    mark(&mut points, 3, |m| m.support = Some(Support::Inside));
    mark(&mut points, 3, |m| {
        m.answers = vec![Answer { meeting: activity(6), stand: Stand::Adds, note: Some(note_id(12)) }];
    });
    mark(&mut points, 11, |m| m.head_alone = true);
    points
}

/// An action of every kind: from a point that leaves, by hand, from one for the head alone, from one that stays, from
/// a deleted one, and one in which a name stands.
pub fn actions() -> Vec<Action> {
    let action = |n: u8, point: Option<u8>, progress, said: &[(Part, &str)]| {
        let mut parts = Parts::default();
        for (part, text) in said {
            parts.set(*part, *text);
        }
        let made = at(12, 15, n.into());
        Action { id: action_id(n), point: point.map(point_id), made, parts, progress, conflict: false }
    };
    let whole = [
        (Part::What, "Two starting points in every lesson"),
        (Part::Owner, "mathematics lead"),
        (Part::By, "end of the autumn term"),
        (Part::Impact, "Quick graspers begin at once"),
        (Part::Measure, "Books of six pupils, each half-term"),
        (Part::Support, "A morning at a school of the group"),
        (Part::Standing, "Tried in Year 4"),
    ];
    vec![
        action(1, Some(3), Progress::Begun, &whole),
        action(2, None, Progress::Planned, &[(Part::What, "Sentence stems for new staff")]),
        action(3, Some(11), Progress::Planned, &[(Part::What, HEADS_ACTION)]),
        action(4, Some(7), Progress::Planned, &[(Part::What, "an action from a point that stays")]),
        action(5, Some(10), Progress::Done, &[(Part::What, "an action from a deleted point")]),
        action(6, None, Progress::Dropped, &[(Part::What, "A timer"), (Part::Measure, "as Mrs Thistle says")]),
    ]
}

pub fn options(audience: Audience) -> Options {
    Options::new(at(12, 16, 40), audience)
}

pub fn composed() -> Composed {
    let options = Options { reflections: true, answers: true, ..options(Audience::HostHead) };
    Release::compose(&review(), &notes(), &unlocked(), &points(), &actions(), &options)
}

/// For the host head, with reflections and the note for the head alone.
pub fn release() -> Release {
    composed().release
}

/// For the schools of the group.
pub fn release_for_others() -> Release {
    Release::compose(&review(), &notes(), &unlocked(), &points(), &actions(), &options(Audience::AllSchools)).release
}

/// The same release with `words` in every place where people write words, uncleaned as from a bad file.
pub fn release_saying(words: &str) -> Release {
    let mut release = release();
    let say = |text: &mut String| words.clone_into(text);
    say(&mut release.visit.school);
    say(&mut release.visit.focus);
    for person in &mut release.people {
        say(&mut person.label);
        say(&mut person.school);
    }
    for question in &mut release.questions {
        say(&mut question.title);
        say(&mut question.text);
        say(&mut question.claim);
    }
    for activity in &mut release.activities {
        say(&mut activity.title);
        say(&mut activity.place);
    }
    for note in &mut release.notes {
        say(&mut note.author);
        say(&mut note.text);
        note.place = Some(words.to_owned());
        note.reflection = Some(words.to_owned());
    }
    for point in &mut release.points {
        say(&mut point.text);
        point.answers.iter_mut().filter_map(|a| a.words.as_mut()).for_each(say);
    }
    for action in &mut release.actions {
        let short = [&mut action.what, &mut action.owner, &mut action.by];
        let long = [&mut action.impact, &mut action.measure, &mut action.support, &mut action.standing];
        short.into_iter().chain(long).for_each(say);
    }
    release
}

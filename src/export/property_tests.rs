//! The law of the release, tried on random visits: what may not leave stands in no document.
//!
//! Every text carries a word of its own. What may leave is worked out here a second time, in plain
//! terms and from the brief of the rule, not from its code.

use super::{
    Appendix, combined, coverage, data, docx, html, markdown, notebook_html, pack, rollup, rollup_html, text, workshop,
};
use crate::clock::Moment;
use crate::ids::PointId;
use crate::notebook::released;
use crate::review::actions::{Action, Part, Parts, Progress};
use crate::review::evidence::{Beside, Content, Marks, Note, Readers, Source, Unlocked, Valence, View};
use crate::review::feedback::{Answer, Point, PointKind, PointMarks, Said, Stand, Support};
use crate::review::group::Group;
use crate::review::release::sample::{self, action_id, note_id, point_id};
use crate::review::release::{Audience, Names, Options, Release};
use crate::review::rollup::{Rollup, Schools, THEMES, ThemeFile, Themes};
use crate::secret::Secret;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A random note in plain terms.
#[derive(Debug, Clone)]
struct Made {
    /// 0 open, 1 sealed to the lead, 2 sealed for the head, 3 erased.
    state: u8,
    deleted: bool,
    rehearsal: bool,
    withheld: bool,
    unlocked: bool,
    named: bool,
    /// The lead holds it back in the notebook; somebody doubts it.
    held: bool,
    author: u8,
    activity: u8,
    question: u8,
}

#[derive(Debug, Clone)]
struct MadePoint {
    kind: usize,
    evidence: Vec<u8>,
    deleted: bool,
    withheld: bool,
    confirmed: bool,
    /// The same in the notebook, where a lead (1) or a reviewer (2) may have written it.
    held: bool,
    confirmed_by: u8,
    head_alone: bool,
    said: bool,
    /// The note that holds what the host answered.
    answer: Option<u8>,
}

fn made() -> impl Strategy<Value = Made> {
    let flags = (prop::bool::weighted(0.15), prop::bool::weighted(0.2), prop::bool::weighted(0.15), any::<bool>());
    let marked = (prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    (0..4_u8, flags, marked, 1..6_u8, 0..7_u8, 0..5_u8).prop_map(
        |(state, (deleted, rehearsal, withheld, unlocked), (named, held), author, activity, question)| Made {
            state,
            deleted,
            rehearsal,
            withheld,
            unlocked,
            named,
            held,
            author,
            activity,
            question,
        },
    )
}

fn made_point() -> impl Strategy<Value = MadePoint> {
    let flags = (prop::bool::weighted(0.15), prop::bool::weighted(0.15), any::<bool>());
    let marked = (prop::bool::weighted(0.1), 0..3_u8, prop::bool::weighted(0.2), any::<bool>());
    let answer = prop::option::weighted(0.3, 0..14_u8);
    (0..PointKind::ALL.len(), prop::collection::vec(0..14_u8, 0..4), flags, marked, answer).prop_map(
        |(kind, evidence, (deleted, withheld, confirmed), (held, confirmed_by, head_alone, said), answer)| MadePoint {
            kind,
            evidence,
            deleted,
            withheld,
            confirmed,
            held,
            confirmed_by,
            head_alone,
            said,
            answer,
        },
    )
}

/// A random action of the host's plan.
#[derive(Debug, Clone)]
struct MadeAction {
    /// The point it came from, which may not be there; none if it was set down by hand.
    point: Option<u8>,
    withheld: bool,
    named: bool,
}

fn made_action() -> impl Strategy<Value = MadeAction> {
    (prop::option::weighted(0.7, 0..7_u8), prop::bool::weighted(0.15), prop::bool::weighted(0.15))
        .prop_map(|(point, withheld, named)| MadeAction { point, withheld, named })
}

/// The words of its parts: those that only the host school hears, and the others.
const OF_THE_HOST: [(Part, &str); 2] = [(Part::Owner, "owner"), (Part::Standing, "stands")];
const OF_ALL: [(Part, &str); 5] = [
    (Part::What, "does"),
    (Part::By, "by"),
    (Part::Impact, "changes"),
    (Part::Measure, "measured"),
    (Part::Support, "helped"),
];

fn action_of(i: u8, m: &MadeAction) -> Action {
    let mut parts = Parts::default();
    for (part, what) in OF_THE_HOST.into_iter().chain(OF_ALL) {
        parts.set(part, word(what, i.into()));
    }
    if m.named {
        parts.set(Part::Impact, format!("{} Mrs Thistle", word("changes", i.into())));
    }
    let point: Option<PointId> = m.point.map(point_id);
    let made = Moment(1_781_080_000_000 + i64::from(i));
    Action { id: action_id(i), point, made, parts, progress: Progress::Begun, conflict: false }
}

/// The marks of a point that stand in the notebook.
fn marks_of(p: &MadePoint) -> PointMarks {
    let meeting = sample::activity(6);
    PointMarks {
        key_message: p.said,
        support: p.said.then_some(Support::Outside),
        head_alone: p.head_alone,
        said: p.said.then_some(Said { meeting, at: Moment(1_781_080_000_000) }).into_iter().collect(),
        answers: p
            .answer
            .map(|n| Answer { meeting, stand: Stand::Differs, note: Some(note_id(n)) })
            .into_iter()
            .collect(),
        confirmed: (p.confirmed_by > 0).then(|| sample::person(p.confirmed_by)),
        withheld: p.held,
        ..PointMarks::default()
    }
}

fn word(what: &str, i: usize) -> String {
    format!("{what}{i}x")
}

fn note_of(i: u8, m: &Made) -> Note {
    let n = usize::from(i);
    let name = if m.named { " Mrs Thistle" } else { "" };
    let asked: &[u8] = if m.question == 0 { &[] } else { std::slice::from_ref(&m.question) };
    let content = match m.state {
        0 => {
            let says = format!("{}{name}", word("says", n));
            sample::open(&says, &word("thinks", n), asked, Valence::Strength, Some(Source::Lesson))
        }
        1 => sample::sealed(Readers::Lead, &[1, m.author]),
        2 => sample::sealed(Readers::Head, &[1, m.author]),
        _ => Content::Erased,
    };
    let moment = Moment(1_781_080_000_000 + i64::from(i) * 61_000);
    let mut note = sample::note(i, m.author, m.activity, moment, content);
    note.deleted = m.deleted;
    note.rehearsal = m.rehearsal;
    // What the team makes of it is of the team alone.
    let views = vec![(sample::person(m.author), View::Agree), (sample::person(1), View::Doubt)];
    note.beside = Beside { withheld: m.held, views };
    note
}

/// Everything that can leave, as one heap of text for each file, named.
fn documents(release: &Release) -> Vec<(String, String)> {
    let released = ("data/released.visitbook".to_owned(), released::write(release).unwrap());
    let opened = pack::read(&pack::write(release, &[released]).unwrap()).unwrap();
    let mut all = Vec::new();
    let taken_apart = |name: &str, bytes: &[u8]| {
        let parts = docx::tests::parts(bytes).into_iter();
        parts.map(|(part, text)| (format!("{name} {part}"), text)).collect::<Vec<_>>()
    };
    for file in opened.files {
        match file.name.as_str() {
            "report.docx" => all.extend(taken_apart("report.docx", &file.bytes)),
            // Every byte of it, those of free pages too; it is no text.
            "data/released.visitbook" => all.push((file.name, String::from_utf8_lossy(&file.bytes).into_owned())),
            _ => all.push((file.name, String::from_utf8(file.bytes).unwrap())),
        }
    }
    all.extend(taken_apart("long.docx", &docx::report(release, Appendix::WithEvidence).unwrap()));
    // Fonts take long to be cut down in a program built for tests, so not every release becomes a PDF.
    #[cfg(feature = "pdf")]
    if release.notes.len() % 4 == 1 {
        // Its letters are numbers of a font's own, compressed; a reader of PDFs puts them back.
        let bytes = super::pdf::report(release, Appendix::WithEvidence).unwrap();
        all.push(("long.pdf".to_owned(), String::from_utf8_lossy(&bytes).into_owned()));
        all.extend(super::pdf::tests::text(&bytes).map(|text| ("long.pdf read".to_owned(), text)));
    }
    all.extend(taken_apart("workshop.docx", &workshop::docx(release).unwrap()));
    let mut together = Rollup::by(Themes::of(toml::from_str(THEMES).unwrap(), ThemeFile::default()));
    let review = together.read(release);
    together.add(review);
    let account = together.account(Schools::Named);
    let group = Group { schools: vec![release.visit.school.clone()], ..Group::default() };
    all.extend([
        ("workshop.md".to_owned(), workshop::markdown(release)),
        ("workshop.html".to_owned(), workshop::html(release)),
        ("rollup".to_owned(), rollup::text(&account, 100) + &rollup::json(&account).unwrap()),
        ("rollup.html".to_owned(), rollup_html::report(&account)),
        ("combined.md".to_owned(), combined::markdown(&together.combined(&group, Schools::Named))),
    ]);
    let terminal = text::release(release, 80);
    let matrix = coverage::Matrix::of_release(release);
    all.extend([
        ("report.md".to_owned(), markdown::report(release, Appendix::Without)),
        ("long.md".to_owned(), markdown::report(release, Appendix::WithEvidence)),
        ("long.html".to_owned(), html::report(release, Appendix::WithEvidence)),
        ("notebook.html".to_owned(), notebook_html::notebook(release)),
        ("csv".to_owned(), String::from_utf8(data::csv(release).unwrap()).unwrap()),
        ("json".to_owned(), data::json(release).unwrap()),
        ("actions csv".to_owned(), String::from_utf8(data::actions_csv(release).unwrap().unwrap_or_default()).unwrap()),
        ("actions json".to_owned(), data::actions_json(release).unwrap().unwrap_or_default()),
        ("terminal".to_owned(), terminal),
        ("coverage".to_owned(), coverage::table(&matrix, 80) + &coverage::json(&matrix).unwrap()),
        ("debug".to_owned(), format!("{release:?} {:?}", release.notes)),
    ]);
    all
}

/// The files in which every open note must stand, and every point that is released.
const WITH_NOTES: [&str; 8] = [
    "csv",
    "json",
    "notebook.html",
    "data/release.json",
    "terminal",
    "long.md",
    "long.html",
    "long.docx word/document.xml",
];
const WITH_POINTS: [&str; 8] = [
    "report.md",
    "report.html",
    "report.docx word/document.xml",
    "long.md",
    "long.html",
    "long.docx word/document.xml",
    "data/release.json",
    "terminal",
];

/// The files in which every action that is released to more than the head alone must stand, with all its words.
const WITH_ACTIONS: [&str; 11] = [
    "report.md",
    "report.html",
    "report.docx word/document.xml",
    "long.md",
    "long.html",
    "long.docx word/document.xml",
    "notebook.html",
    "data/release.json",
    "terminal",
    "actions csv",
    "actions json",
];

/// The files in which what the host answered to a point may stand.
const WITH_ANSWERS: [&str; 11] = [
    "report.md",
    "report.html",
    "report.docx word/document.xml",
    "long.md",
    "long.html",
    "long.docx word/document.xml",
    "long.pdf",
    "long.pdf read",
    "data/release.json",
    "terminal",
    "for-the-head.txt",
];

/// The files in which a note for the head alone may stand.
const HEAD_FILES: [&str; 3] = ["for-the-head.txt", "data/release.json", "terminal"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_that_stays_stands_in_any_document(
        made in prop::collection::vec(made(), 0..14),
        points in prop::collection::vec(made_point(), 0..6),
        actions in prop::collection::vec(made_action(), 0..5),
        planned in prop::bool::weighted(0.9),
        audience in prop::sample::select(Audience::ALL.to_vec()),
        kept in any::<bool>(),
        reflections in any::<bool>(),
        answers in any::<bool>(),
    ) {
        let notes: Vec<Note> = (0_u8..).zip(&made).map(|(i, m)| note_of(i, m)).collect();
        // Insides are given for every kind of note, sealed to whomever: the rule must not take them on trust.
        let unlocked: Vec<Unlocked> = (0_u8..)
            .zip(&made)
            .filter(|(_, m)| m.unlocked)
            .map(|(i, _)| Unlocked {
                note: note_id(i),
                author: sample::person(1),
                readers: Vec::new(),
                text: Secret::new(word("inside", i.into())),
                reflection: Secret::new(word("musing", i.into())),
                marks: Marks::default(),
            })
            .collect();
        let points_in: Vec<Point> = (0_u8..)
            .zip(&points)
            .map(|(i, p)| Point {
                id: point_id(i),
                kind: PointKind::ALL[p.kind],
                text: word("point", i.into()),
                evidence: p.evidence.iter().map(|e| note_id(*e)).collect(),
                deleted: p.deleted,
                rank: format!("{i:02}"),
                marks: marks_of(p),
                ..sample::points().remove(0)
            })
            .collect();
        let ids = |f: fn(&Made) -> bool| (0_u8..).zip(&made).filter(|(_, m)| f(m)).map(|(i, _)| note_id(i)).collect();
        let point_ids =
            |f: fn(&MadePoint) -> bool| (0_u8..).zip(&points).filter(|(_, p)| f(p)).map(|(i, _)| point_id(i)).collect();
        let actions_in: Vec<Action> = (0_u8..).zip(&actions).map(|(i, m)| action_of(i, m)).collect();
        let options = Options {
            names: if kept { Names::Kept } else { Names::Roles },
            reflections,
            answers,
            withhold: ids(|m| m.withheld),
            withhold_points: point_ids(|p| p.withheld),
            confirmed_points: point_ids(|p| p.confirmed),
            actions: planned,
            withhold_actions: (0_u8..).zip(&actions).filter(|(_, m)| m.withheld).map(|(i, _)| action_id(i)).collect(),
            ..sample::options(audience)
        };
        let release = Release::compose(&sample::review(), &notes, &unlocked, &points_in, &actions_in, &options).release;
        prop_assert!(release.check().is_ok());
        let nobody_said = |note: &Note| Note { beside: Beside { views: Vec::new(), ..note.beside.clone() }, ..note.clone() };
        let without: Vec<Note> = notes.iter().map(nobody_said).collect();
        let without = Release::compose(&sample::review(), &without, &unlocked, &points_in, &actions_in, &options).release;
        prop_assert_eq!(text::release(&release, 80), text::release(&without, 80));
        prop_assert_eq!(data::json(&release).unwrap(), data::json(&without).unwrap());
        prop_assert_eq!(format!("{:?} {:?}", release, release.notes), format!("{:?} {:?}", without, without.notes));

        let real = made.iter().any(|m| !m.rehearsal && !m.deleted && m.state != 3);
        let stays = |m: &Made| m.deleted || m.withheld || m.held || (m.rehearsal && real);
        let hosts: BTreeSet<usize> = points.iter().filter_map(|p| p.answer).map(usize::from).collect();
        let open = |i: usize, m: &Made| m.state == 0 && !stays(m) && !m.named && !hosts.contains(&i);
        let to_head = |i: usize, m: &Made| {
            m.state == 2 && !stays(m) && m.unlocked && !hosts.contains(&i) && audience == Audience::HostHead
        };
        let point_leaves = |p: &MadePoint| {
            let at = |e: &u8| made.get(usize::from(*e)).map(|m| (usize::from(*e), m));
            let rests = p.evidence.is_empty() || p.evidence.iter().filter_map(at).any(|(i, m)| open(i, m));
            // What is sealed, erased or not here is not open: on any of that, only the lead's word lets a point go.
            let is_open = |e: &u8| made.get(usize::from(*e)).is_some_and(|m| m.state == 0);
            let of_lead = p.confirmed_by == 1 && (rests || !p.evidence.iter().any(is_open));
            let confirmed = p.confirmed || of_lead;
            let to_whom = !p.head_alone || audience == Audience::HostHead;
            !p.deleted && !p.withheld && !p.held && to_whom && ((rests && p.evidence.iter().all(is_open)) || confirmed)
        };
        let mut everywhere = BTreeSet::new();
        let mut head_only = BTreeSet::new();
        let mut never = BTreeSet::new();
        // What the host answered stands under a point that leaves, and nowhere else.
        let mut answered = BTreeSet::new();
        let hears = answers && matches!(audience, Audience::HostHead | Audience::HostHeadAndSubjectLead);
        for p in points.iter().filter(|p| hears && point_leaves(p)) {
            let Some((i, m)) = p.answer.map(usize::from).and_then(|i| Some((i, made.get(i)?))) else { continue };
            if m.state == 0 && !stays(m) && !m.named {
                answered.insert((word("says", i), p.head_alone));
            }
        }
        for (i, m) in made.iter().enumerate() {
            let says = word("says", i);
            if open(i, m) {
                everywhere.insert(says);
            } else if answered.iter().all(|(words, _)| *words != says) {
                never.insert(says);
            }
            let thinks = if open(i, m) && reflections { &mut everywhere } else { &mut never };
            thinks.insert(word("thinks", i));
            let inside = if to_head(i, m) { &mut head_only } else { &mut never };
            inside.insert(word("inside", i));
            let musing = if to_head(i, m) && reflections { &mut head_only } else { &mut never };
            musing.insert(word("musing", i));
        }
        let mut said = BTreeSet::new();
        for (i, p) in points.iter().enumerate() {
            match (point_leaves(p), p.head_alone) {
                (false, _) => &mut never,
                (true, true) => &mut head_only,
                (true, false) => &mut said,
            }
            .insert(word("point", i));
        }
        // An action goes where its point goes; made by hand, it goes everywhere.
        let mut acted = BTreeSet::new();
        let inside = matches!(audience, Audience::HostHead | Audience::HostHeadAndSubjectLead);
        for (i, a) in actions.iter().enumerate() {
            let point = a.point.map(|p| points.get(usize::from(p)));
            let alone = matches!(point, Some(Some(p)) if p.head_alone);
            let goes = point.is_none_or(|p| p.is_some_and(&point_leaves));
            let leaves = planned && !a.withheld && !a.named && goes;
            for (_, what) in OF_ALL.into_iter().chain(OF_THE_HOST.into_iter().filter(|_| inside)) {
                match (leaves, alone) {
                    (false, _) => &mut never,
                    (true, true) => &mut head_only,
                    (true, false) => &mut acted,
                }
                .insert(word(what, i));
            }
            if !inside {
                never.extend(OF_THE_HOST.map(|(_, what)| word(what, i)));
            }
        }
        never.extend(actions_in.iter().map(|a| a.id.to_string()));
        for id in notes.iter().map(|n| n.id.to_string()).chain(points_in.iter().map(|p| p.id.to_string())) {
            never.insert(id);
        }
        let review = sample::review();
        for person in &review.people {
            never.extend([person.id.to_string(), person.key.clone()]);
            never.extend(person.accounts.clone());
            if !kept {
                never.extend([format!("{} (", person.name), format!("\"{}\"", person.name)]);
            }
        }
        never.extend(["Thistle", "secret-link", "key-of-", "learning\":", "doubt"].map(str::to_owned));

        let documents = documents(&release);
        for name in WITH_NOTES.iter().chain(&WITH_POINTS).chain(&WITH_ACTIONS) {
            prop_assert!(documents.iter().any(|(n, _)| n == name), "no {name}");
        }
        for (name, content) in documents {
            for word in &never {
                prop_assert!(!content.contains(word.as_str()), "{word} in {name}");
            }
            for word in &head_only {
                let here = content.contains(word.as_str());
                prop_assert_eq!(here, HEAD_FILES.contains(&name.as_str()), "{} in {}", word, name);
            }
            if WITH_NOTES.contains(&name.as_str()) {
                for word in &everywhere {
                    prop_assert!(content.contains(word.as_str()), "{word} not in {name}");
                }
            }
            if WITH_POINTS.contains(&name.as_str()) {
                for word in &said {
                    prop_assert!(content.contains(word.as_str()), "{word} not in {name}");
                }
            }
            if WITH_ACTIONS.contains(&name.as_str()) {
                for word in &acted {
                    prop_assert!(content.contains(word.as_str()), "{word} not in {name}");
                }
            }
            let open: BTreeSet<&String> = answered.iter().filter(|(_, alone)| !alone).map(|(words, _)| words).collect();
            for (words, head_alone) in &answered {
                let at_all = if *head_alone && !open.contains(words) { &HEAD_FILES[..] } else { &WITH_ANSWERS[..] };
                let here = content.contains(words.as_str());
                prop_assert!(!here || at_all.contains(&name.as_str()), "{words} in {name}");
            }
        }
    }
}

//! What agrees, what rests on one source, what contradicts; and that no piece is lost.

use super::*;
use crate::ids::{NotebookId, QuestionId};
use crate::review::coverage::Tally;
use crate::review::questions::Origin;
use crate::review::timetable::ActivityKind;
use chrono::NaiveDate;
use proptest::prelude::*;

fn question(promised: &[Source]) -> Question {
    Question {
        id: QuestionId::of(NotebookId([0; 16]), "fluency"),
        key: "fluency".into(),
        number: "1".into(),
        title: "Fluency".into(),
        text: String::new(),
        claim: String::new(),
        promised: promised.to_vec(),
        origin: Origin::Standard,
    }
}

fn activity(n: u8, kind: ActivityKind, with: &str) -> Activity {
    Activity { accompanied_by: with.into(), ..Activity::new(ActivityId([n; 16]), "", kind, NaiveDate::default()) }
}

/// A piece by person `author` in activity `on`.
fn piece(n: u8, (author, on): (u8, u8), source: Option<Source>, valence: Valence, year: Option<&str>) -> Piece {
    Piece {
        note: NoteId([n; 16]),
        author: PersonId([author; 16]),
        activity: Some(ActivityId([on; 16])),
        source,
        valence,
        year: year.map(str::to_owned),
    }
}

fn strength(n: u8, by: (u8, u8), source: Option<Source>) -> Piece {
    piece(n, by, source, Valence::Strength, None)
}

fn notes(of: &[u8]) -> Vec<NoteId> {
    of.iter().map(|n| NoteId([*n; 16])).collect()
}

fn standing_of(pieces: &[Piece]) -> Standing {
    let findings = Findings::of(&question(&[]), &[], &[], pieces);
    let [(Valence::Strength, standing)] = &findings.standings[..] else { panic!("{findings:?}") };
    standing.clone()
}

#[test]
fn evidence_stands_by_direction_and_by_source() {
    let pieces = [
        piece(1, (1, 1), Some(Source::Books), Valence::Development, None),
        piece(2, (1, 1), None, Valence::Strength, None),
        piece(3, (1, 1), Some(Source::Lesson), Valence::Strength, None),
        piece(4, (2, 1), Some(Source::Lesson), Valence::Strength, None),
        piece(5, (2, 1), Some(Source::Pupils), Valence::Neutral, None),
    ];
    let findings = Findings::of(&question(&[]), &[], &[], &pieces);
    assert_eq!(
        findings.groups,
        [
            Group {
                valence: Valence::Strength,
                sources: vec![(Some(Source::Lesson), notes(&[3, 4])), (None, notes(&[2]))],
            },
            Group { valence: Valence::Development, sources: vec![(Some(Source::Books), notes(&[1]))] },
            Group { valence: Valence::Neutral, sources: vec![(Some(Source::Pupils), notes(&[5]))] },
        ]
    );
    assert_eq!(findings.in_order().collect::<Vec<_>>(), notes(&[3, 4, 2, 1, 5]));
    assert_eq!(findings.count(), 5);
}

#[test]
fn two_kinds_of_source_agree_only_if_two_people_or_two_activities_found_them() {
    let lesson = Some(Source::Lesson);
    let books = Some(Source::Books);
    let both = vec![Source::Lesson, Source::Books];
    assert_eq!(standing_of(&[strength(1, (1, 1), lesson), strength(2, (1, 2), books)]), Standing::Agreed(both.clone()));
    assert_eq!(standing_of(&[strength(1, (1, 1), lesson), strength(2, (2, 1), books)]), Standing::Agreed(both.clone()));
    assert_eq!(standing_of(&[strength(1, (1, 1), lesson), strength(2, (1, 1), books)]), Standing::OneVisit(both));
    assert_eq!(
        standing_of(&[strength(1, (1, 1), lesson), strength(2, (2, 2), lesson)]),
        Standing::OneSource(Source::Lesson)
    );
    // What nobody said the source of makes no second source.
    assert_eq!(
        standing_of(&[strength(1, (1, 1), lesson), strength(2, (2, 2), None)]),
        Standing::OneSource(Source::Lesson)
    );
    assert_eq!(standing_of(&[strength(1, (1, 1), None), strength(2, (2, 2), None)]), Standing::NoSource);
    // Two interviews are one side's view.
    let leaders = [Some(Source::SeniorLeader), Some(Source::SubjectLeader)];
    assert_eq!(
        standing_of(&[strength(1, (1, 1), leaders[0]), strength(2, (2, 2), leaders[1])]),
        Standing::OneSource(Source::Interview)
    );
}

#[test]
fn a_strength_and_a_development_do_not_agree() {
    let pieces =
        [strength(1, (1, 1), Some(Source::Lesson)), piece(2, (2, 2), Some(Source::Books), Valence::Development, None)];
    let findings = Findings::of(&question(&[]), &[], &[], &pieces);
    assert_eq!(
        findings.standings,
        [
            (Valence::Strength, Standing::OneSource(Source::Lesson)),
            (Valence::Development, Standing::OneSource(Source::Books)),
        ]
    );
}

#[test]
fn the_closest_contradiction_comes_first_and_is_told_once() {
    let lesson = Some(Source::Lesson);
    let pieces = [
        piece(1, (1, 1), lesson, Valence::Strength, Some("Y4")),
        piece(2, (2, 1), lesson, Valence::Development, Some("Y4")),
        piece(3, (2, 1), Some(Source::Books), Valence::Development, Some("Y2")),
        piece(4, (2, 1), Some(Source::Pupils), Valence::Strength, Some("Y2")),
        piece(5, (2, 1), Some(Source::Walk), Valence::Wondering, Some("Y2")),
    ];
    let told: Vec<_> = Findings::of(&question(&[]), &[], &[], &pieces)
        .contradictions
        .into_iter()
        .map(|c| (c.within, c.strengths, c.developments))
        .collect();
    assert_eq!(
        told,
        [
            (Within::SourceAndYear(Source::Lesson, "Y4".into()), notes(&[1]), notes(&[2])),
            (Within::Year("Y2".into()), notes(&[4]), notes(&[3])),
        ]
    );
    let apart = [
        piece(1, (1, 1), lesson, Valence::Strength, Some("Y4")),
        piece(2, (2, 1), Some(Source::Books), Valence::Development, None),
    ];
    let told = Findings::of(&question(&[]), &[], &[], &apart).contradictions;
    assert_eq!(told.iter().map(|c| &c.within).collect::<Vec<_>>(), [&Within::Question]);
    assert_eq!(Findings::of(&question(&[]), &[], &[], &apart[..1]).contradictions, []);
}

#[test]
fn who_was_with_us_is_told_where_pupils_or_staff_spoke() {
    let mut slipped = activity(3, ActivityKind::Staff, "deputy head");
    slipped.run.accompanied_by = Some(String::new());
    let activities =
        [activity(1, ActivityKind::Pupils, "subject leader"), activity(2, ActivityKind::Lessons, ""), slipped];
    let pieces = [
        strength(1, (1, 1), Some(Source::Pupils)),
        strength(2, (1, 1), Some(Source::Pupils)),
        strength(3, (1, 2), Some(Source::Pupils)),
        strength(4, (1, 3), Some(Source::Staff)),
        strength(5, (1, 2), Some(Source::Lesson)),
    ];
    let company = |source, by: &str, notes| Company { source, by: by.into(), notes };
    assert_eq!(
        Findings::of(&question(&[]), &activities, &[], &pieces).company,
        [company(Source::Pupils, "", 1), company(Source::Pupils, "subject leader", 2), company(Source::Staff, "", 1),]
    );
}

#[test]
fn what_the_host_says_of_itself_keeps_no_promise_and_agrees_with_nothing() {
    let activities = [activity(1, ActivityKind::Introduction, ""), activity(2, ActivityKind::Lessons, "")];
    let promised = [Source::Books, Source::Interview, Source::Lesson, Source::Books];
    let pieces = [
        strength(1, (1, 1), Some(Source::Books)),
        strength(2, (2, 2), Some(Source::Lesson)),
        strength(3, (2, 2), Some(Source::SubjectLeader)),
    ];
    let findings = Findings::of(&question(&promised), &activities, &[], &pieces);
    assert_eq!(findings.not_looked_at, [Source::Books], "any interview keeps the promise of one");
    let below = Findings::of(&question(&promised), &activities, &[Source::Books], &pieces);
    assert_eq!(below.not_looked_at, [], "a sub-question's evidence keeps the promise too");
    assert_eq!(findings.said_by_host, notes(&[1]));
    assert_eq!(findings.standings, [(Valence::Strength, Standing::OneVisit(vec![Source::Lesson, Source::Interview]))]);
    assert_eq!(findings.in_order().last(), Some(NoteId([1; 16])));
}

fn any_piece() -> impl Strategy<Value = (u8, u8, Option<Source>, u8, Option<&'static str>)> {
    (
        0..3_u8,
        0..4_u8,
        proptest::option::of(proptest::sample::select(Source::ALL.to_vec())),
        0..4_u8,
        proptest::option::of(proptest::sample::select(vec!["Y1", "Y4", "Reception"])),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_piece_stands_in_exactly_one_place(raw in proptest::collection::vec(any_piece(), 0..40)) {
        let activities = [activity(0, ActivityKind::Introduction, ""), activity(1, ActivityKind::Pupils, "head")];
        let pieces: Vec<Piece> = (0_u8..)
            .zip(&raw)
            .map(|(n, (author, on, source, valence, year))| {
                piece(n, (*author, *on), *source, IN_ORDER[usize::from(*valence)], *year)
            })
            .collect();
        let findings = Findings::of(&question(&[]), &activities, &[], &pieces);
        let mut told: Vec<NoteId> = findings.in_order().collect();
        told.sort_unstable();
        prop_assert_eq!(told, pieces.iter().map(|p| p.note).collect::<Vec<_>>());
        for group in &findings.groups {
            for (source, notes) in &group.sources {
                for piece in notes.iter().filter_map(|n| pieces.iter().find(|p| p.note == *n)) {
                    prop_assert_eq!((piece.valence, piece.source), (group.valence, *source));
                    prop_assert!(piece.activity != Some(ActivityId([0; 16])), "what the host says is no evidence");
                }
            }
        }
        for c in &findings.contradictions {
            prop_assert!(!c.strengths.is_empty() && !c.developments.is_empty());
        }
        let ways = |v| pieces.iter().any(|p| p.valence == v && p.activity != Some(ActivityId([0; 16])));
        let both = ways(Valence::Strength) && ways(Valence::Development);
        prop_assert_eq!(!findings.contradictions.is_empty(), both, "what points both ways is always told");
    }
}

#[test]
fn a_question_knows_the_sources_of_its_sub_questions_and_of_no_other() {
    let numbered = |n: &str| Question { id: QuestionId::of(NotebookId([0; 16]), n), number: n.into(), ..question(&[]) };
    let questions = ["2", "2a", "2b", "3", "20a"].map(numbered);
    let tally = |of: usize, source| Tally {
        question: questions[of].id,
        source: Some(source),
        valence: Valence::Neutral,
        year: None,
        notes: 1,
    };
    let tallies = [
        tally(0, Source::Walk),
        tally(1, Source::Books),
        tally(2, Source::Pupils),
        tally(3, Source::Data),
        tally(4, Source::Staff),
    ];
    let coverage = Coverage::of(&questions, &tallies, 0);
    assert_eq!(sources_below(&questions[0], &questions, &coverage), [Source::Books, Source::Pupils]);
    assert_eq!(sources_below(&questions[1], &questions, &coverage), []);
}

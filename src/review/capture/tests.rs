//! The table of realistic notes, and the promises that hold for any line.

use super::*;
use crate::ids::NotebookId;
use crate::review::questions::Origin;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn question(number: &str, title: &str) -> Question {
    Question {
        id: QuestionId::of(NotebookId([1; 16]), number),
        key: title.to_lowercase(),
        number: number.to_owned(),
        title: title.to_owned(),
        text: String::new(),
        claim: String::new(),
        promised: Vec::new(),
        origin: Origin::Standard,
    }
}

fn questions() -> Vec<Question> {
    [("1", "Fluency"), ("2", "Reasoning"), ("2b", "Reasoning in writing"), ("3", "Challenge")]
        .map(|(number, title)| question(number, title))
        .to_vec()
}

fn context(questions: &[Question]) -> Context<'_> {
    Context { questions, source: None, activity_sources: &[Source::Lesson, Source::Books], seal: None }
}

#[derive(serde::Deserialize)]
struct Table {
    note: Vec<Row>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Row {
    line: String,
    text: String,
    reflection: String,
    questions: Vec<String>,
    valence: Option<Valence>,
    source: Option<Source>,
    place: Option<String>,
    seal: Option<Readers>,
    remarks: usize,
    ask: Option<String>,
    marks_only: bool,
    empty: bool,
    single: bool,
}

#[test]
fn realistic_notes_are_read_as_the_table_says() {
    let table: Table = toml::from_str(include_str!("../../../tests/capture/notes.toml")).unwrap();
    assert!(table.note.len() >= 60, "a table of at least 60 notes");
    let all = questions();
    let mut wrong = Vec::new();
    for row in &table.note {
        let known = if row.single { &all[..1] } else { &all[..] };
        let expected = match &row.ask {
            _ if row.empty => Reading::Empty,
            Some(word) => Reading::Ask { word: word.clone(), why: String::new() },
            None => {
                let capture = Capture {
                    text: row.text.clone(),
                    reflection: row.reflection.clone(),
                    questions: row.questions.iter().map(|n| question(n, "").id).collect(),
                    valence: row.valence,
                    source: row.source,
                    place: row.place.clone(),
                    seal: row.seal,
                    chosen: BTreeSet::new(),
                    remarks: Vec::new(),
                };
                if row.marks_only { Reading::MarksOnly(capture) } else { Reading::Note(capture) }
            }
        };
        let mut got = read(&row.line, &context(known));
        let mut remarks = 0;
        match &mut got {
            Reading::Note(c) | Reading::MarksOnly(c) => remarks = std::mem::take(&mut c.remarks).len(),
            Reading::Ask { why, .. } => why.clear(),
            Reading::Empty => {}
        }
        if got != expected || remarks != row.remarks {
            wrong.push(format!("{}\n  expected {expected:?}\n  got      {got:?}, {remarks} remarks", row.line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_context_fills_in_notes_but_not_marks_alone() {
    let all = questions();
    let sticky = Context { source: Some(Source::Books), seal: Some(Readers::Team), ..context(&all[..1]) };
    let Reading::Note(note) = read("neat work", &sticky) else { panic!("a note") };
    assert_eq!((note.source, note.seal, note.questions.len()), (Some(Source::Books), Some(Readers::Team), 1));
    let Reading::Note(note) = read("neat work @pupils !me", &sticky) else { panic!("a note") };
    assert_eq!((note.source, note.seal), (Some(Source::Pupils), Some(Readers::Me)));
    let Reading::MarksOnly(marks) = read("+", &sticky) else { panic!("marks") };
    assert_eq!(marks, Capture { valence: Some(Valence::Strength), ..Capture::default() });
}

#[test]
fn a_seal_mark_at_the_end_of_any_line_of_several_is_never_read_as_open() {
    let all = questions();
    for text in ["one !team\ntwo", "one\n!team two", "one\n! two\nthree", "one !tema\ntwo", "one ! \r\n two"] {
        assert!(matches!(read(text, &context(&all)), Reading::Ask { .. }), "{text:?}");
    }
    let Reading::Note(note) = read("one\n  two ! three\nfour #1", &context(&all)) else { panic!("a note") };
    assert_eq!((note.text.as_str(), note.seal), ("one\n  two ! three\nfour", None));
}

#[test]
fn the_preview_says_what_will_be_saved_and_whether_it_is_sealed() {
    let all = questions();
    let say = |line: &str| preview(&read(line, &context(&all)), &context(&all), "Visits to classes");
    assert_eq!(
        say("Y2 TA models the stem sentence #2 + @less"),
        "to Visits to classes · open · Y2 · 2 Reasoning · strength · lesson"
    );
    assert_eq!(say("two resist !team"), "SEALED to the team · to Visits to classes");
    assert_eq!(say("#3 -"), "changes my last note: 3 Challenge · development");
    assert_eq!(say("odd #9"), "to Visits to classes · open · there is no question 9; it stays in the text");
    assert!(say("odd !tema").starts_with("“!tema”: "));
    assert!(say("odd !tema").ends_with("Nothing is saved yet."));
    assert_eq!(say(""), "");
}

#[test]
fn half_typed_marks_are_completed() {
    let all = questions();
    let done = |line: &str| complete(line, line.len(), &context(&all)).map(|c| (c.replace.start, c.with, c.choices));
    let owned = |choices: &[&str]| choices.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
    assert_eq!(done("seen @pup"), Some((5, "@pupils".into(), owned(&["@pupils"]))));
    assert_eq!(done("seen @p"), Some((5, "@p".into(), owned(&["@planning", "@pupils", "@parents"]))));
    assert_eq!(done("seen #2"), Some((5, "#2".into(), owned(&["#2", "#2b"]))));
    assert_eq!(done("seen #1,"), Some((5, "#1,".into(), owned(&["#1,2", "#1,2b", "#1,3"]))));
    assert_eq!(done("é !T"), Some((3, "!team".into(), owned(&["!team"]))));
    assert_eq!(done("seen @").unwrap().2[..3], owned(&["@lesson", "@books", "@planning"]));
    for line in ["", "seen", "C#", "seen ", "\\#", "@zz", "#7"] {
        assert_eq!(done(line), None, "{line:?}");
    }
    assert_eq!(complete("é@pup", 1, &context(&all)), None, "inside a character");
    assert_eq!(complete("@pup", 99, &context(&all)), None);
}

#[test]
fn every_completed_mark_is_a_mark() {
    let all = questions();
    for sign in ["#", "@", "!"] {
        for choice in complete(sign, 1, &context(&all)).unwrap().choices {
            assert!(matches!(read(&choice, &context(&all)), Reading::MarksOnly(_)), "{choice}");
        }
    }
}

#[test]
fn a_huge_line_is_read_in_good_time() {
    let all = questions();
    for piece in ["(a ", "a) ", "(a) ", "#1 ", "! ", "@x ", "\\+ ", "a ! ", "+", "!", "#1,"] {
        let line = piece.repeat(60_000);
        let _ = read(&line, &context(&all));
    }
}

/// Words as reviewers type them, with everything that could be a mark among them.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Zéñ']{1,8}[.,!?]?",
        4 => r"[(\[]?(#|@|!|\+|-|\?|//|\\|#1|#2b|#9|#1,3|@pup|@books|@s|@10\.15|!team|!me|\+ve|-ve|！|✔️|👩‍👧)[.,;:)!?\]+-]{0,2}",
        1 => r"[#@!+?,.()\\/0-9a-z-]{1,6}",
        1 => "\\PC{1,4}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(
        (word(), prop_oneof![6 => Just(" "), 1 => Just("  "), 1 => Just("\n"), 1 => Just(" // ")]),
        0..9,
    )
    .prop_map(|words| words.into_iter().flat_map(|(word, space)| [word, space.to_owned()]).collect())
}

fn seal_word() -> impl Strategy<Value = String> {
    let name =
        prop_oneof![Just(""), Just("team"), Just("me"), Just("head"), Just("tema"), Just("Deputy"), Just("lead")];
    let case = prop_oneof![Just(false), Just(true)];
    (r#"[("'\[—]{0,2}"#, "[!！]{1,2}", name, case, r#"[.,;:)!"'…\]]{0,2}"#).prop_map(
        |(open, bang, name, upper, close)| {
            let name = if upper { name.to_uppercase() } else { name.to_owned() };
            format!("{open}{bang}{name}{close}")
        },
    )
}

fn marks() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just("#1"),
            Just("#1,"),
            Just("#9"),
            Just("+"),
            Just("-ve"),
            Just("?"),
            Just("@pup"),
            Just("@10.15"),
            Just("@zz"),
            Just(","),
            Just("👍"),
            Just("(TA led it)"),
        ],
        0..4,
    )
    .prop_map(|marks| marks.join(" "))
}

fn prose() -> impl Strategy<Value = String> {
    "[a-z]{2,6}( [a-z,+-]{1,6}){0,4}"
}

/// Whether `kept` is `words` without such words as are marks by themselves.
fn accounted(words: &[&str], kept: &str) -> bool {
    let Some((word, later)) = words.split_first() else { return kept.is_empty() };
    let all = questions();
    let is_mark = matches!(*word, "//" | "," | "." | ";" | "&" | "1" | "3" | "1," | "3.")
        || matches!(read(word, &context(&all)), Reading::MarksOnly(_));
    kept.strip_prefix(word).is_some_and(|rest| accounted(later, rest))
        || (word.contains('\\') && kept.strip_prefix(&word.replacen('\\', "", 1)).is_some_and(|r| accounted(later, r)))
        || (is_mark && accounted(later, kept))
}

proptest! {
    /// Reading, previewing and completing never panic, and what is read twice reads the same.
    #[test]
    fn any_line_is_read(line in prop_oneof![line(), "\\PC{0,60}", any::<String>()], cut in 0_usize..80) {
        let all = questions();
        let reading = read(&line, &context(&all));
        let _ = preview(&reading, &context(&all), &line);
        let _ = complete(&line, cut, &context(&all));
        prop_assert_eq!(reading, read(&line, &context(&all)));
    }

    /// Nothing is lost: each word is in the text (perhaps without its backslash) or is, alone, a mark.
    #[test]
    fn no_character_is_lost(line in line()) {
        let all = questions();
        if let Reading::Note(capture) = read(&line, &context(&all)) {
            let kept: String = format!("{}{}", capture.text, capture.reflection).split_whitespace().collect();
            let words: Vec<_> = line.split_whitespace().collect();
            prop_assert!(accounted(&words, &kept), "{:?} of {:?}", kept, line);
        }
    }

    /// Whatever stands around it, a seal mark at an end of the line or of a half seals or asks.
    #[test]
    fn a_seal_mark_at_an_end_is_never_open(
        before in prose(), after in prose(), seal in seal_word(), near in marks(), far in marks(), shape in 0_u8..8,
    ) {
        let line = match shape {
            0 => format!("{seal} {near} {before}"),
            1 => format!("{near} {seal} {before}"),
            2 => format!("{before} {near} {seal}"),
            3 => format!("{before} {seal} {near}"),
            4 => format!("{before} {near} {seal} {far} // {after}"),
            5 => format!("{before} // {near} {seal} {far} {after}"),
            6 => format!("{before} // {after} {far} {seal} {near}"),
            _ => format!("{seal} {far}"),
        };
        let all = questions();
        match read(&line, &context(&all)) {
            Reading::Note(c) | Reading::MarksOnly(c) => prop_assert!(c.seal.is_some(), "open: {}", line),
            Reading::Ask { .. } => {}
            Reading::Empty => prop_assert!(false, "empty: {}", line),
        }
    }

    /// Escaping is the way out: the same word behind a backslash is text.
    #[test]
    fn an_escaped_mark_is_text(mark in prop_oneof![Just("#1"), Just("+"), Just("!team"), Just("!tema"), Just("@pup")], prose in prose()) {
        let all = questions();
        for line in [format!("\\{mark} {prose} so"), format!("{prose} so \\{mark}")] {
            if let Reading::Note(c) = read(&line, &context(&all)) {
                prop_assert_eq!(c.text, line.replacen('\\', "", 1));
            } else {
                prop_assert!(false, "asked about {}", line);
            }
        }
    }
}

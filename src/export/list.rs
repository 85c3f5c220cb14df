//! `visitbook list`: the team's own evidence as a table, JSON, CSV or Markdown.
//!
//! These lists give a member what the screen shows and are not a release; they say so. Of a sealed note
//! only its outside is told: its other fields are always null. What who asks has unlocked stands apart
//! from them, in `unlocked`, which is there only when it was asked for.

use super::coverage::to_json;
use super::data::rows_to_csv;
use super::markdown;
use super::table::table as draw;
use super::words::{UNRELEASED, add, clock, short_day};
use crate::ids::NoteId;
use crate::review::evidence::{Marks, Note, Source, Valence, Words};
use crate::review::visit::Review;
use crate::text::{clean_block, clean_line};
use crate::trouble::Result;
use serde::Serialize;
use std::collections::BTreeMap;

/// One note, in the shape that scripts rely on: these names and their order do not change.
#[derive(Serialize)]
struct Item {
    id: String,
    /// ISO 8601 at the school.
    at: String,
    author: String,
    activity: Option<String>,
    sealed: bool,
    /// The names of those who can read a sealed note; null for an open one.
    readers: Option<Vec<String>>,
    source: Option<Source>,
    #[serde(rename = "where")]
    place: Option<String>,
    questions: Option<Vec<String>>,
    valence: Option<Valence>,
    impact: Option<bool>,
    learning: Option<bool>,
    text: Option<String>,
    reflection: Option<String>,
    /// Only where unlocking was asked for: what a sealed note says to who asks; null where it says nothing to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[allow(clippy::option_option, reason = "not asked for, and asked for in vain, are told apart in the JSON")]
    unlocked: Option<Option<Inside>>,
}

/// What a sealed note says, unlocked by who asks.
#[derive(Serialize)]
struct Inside {
    source: Option<Source>,
    #[serde(rename = "where")]
    place: Option<String>,
    questions: Vec<String>,
    valence: Valence,
    impact: bool,
    learning: bool,
    text: String,
    reflection: Option<String>,
}

impl Inside {
    fn of(words: &Words<'_>, review: &Review) -> Self {
        let marks = words.marks;
        Self {
            source: marks.source,
            place: marks.place.as_deref().map(clean_line),
            questions: questions(marks, review),
            valence: marks.valence,
            impact: marks.impact,
            learning: marks.learning,
            text: clean_block(words.text),
            reflection: Some(clean_block(words.reflection)).filter(|r| !r.is_empty()),
        }
    }
}

/// The words of sealed notes that who asks has unlocked, for their eyes.
pub type UnlockedWords<'a> = BTreeMap<NoteId, Words<'a>>;

impl Item {
    fn new(note: &Note, review: &Review, unlocked: Option<&UnlockedWords<'_>>) -> Self {
        let open = note.evidence();
        let name = |id| clean_line(review.name(id));
        Self {
            id: note.id.to_string(),
            at: note.at().iso(review.visit.zone),
            author: name(note.author),
            activity: note.activity.and_then(|id| review.activity(id)).map(|a| clean_line(&a.title)),
            sealed: note.sealed().is_some(),
            readers: note.sealed().map(|s| s.persons.iter().copied().map(name).collect()),
            source: open.and_then(|e| e.marks.source),
            place: open.and_then(|e| e.marks.place.as_deref()).map(clean_line),
            questions: open.map(|e| questions(&e.marks, review)),
            valence: open.map(|e| e.marks.valence),
            impact: open.map(|e| e.marks.impact),
            learning: open.map(|e| e.marks.learning),
            text: open.map(|e| clean_block(&e.text)),
            reflection: open.map(|e| clean_block(&e.reflection)).filter(|r| !r.is_empty()),
            unlocked: unlocked.map(|all| all.get(&note.id).map(|words| Inside::of(words, review))),
        }
    }

    /// What stands in the place of the text in a list for people.
    fn words(&self) -> String {
        if let Some(inside) = self.inside() {
            return format!("[unlocked] {}", inside.text);
        }
        match (&self.text, &self.readers) {
            (Some(text), _) => text.clone(),
            (None, Some(readers)) if readers.is_empty() => "[sealed]".to_owned(),
            (None, Some(readers)) => format!("[sealed: {} can read it]", readers.join(", ")),
            (None, None) => "[erased]".to_owned(),
        }
    }

    fn asked(&self) -> Option<&[String]> {
        self.questions.as_deref().or_else(|| self.inside().map(|i| i.questions.as_slice()))
    }

    fn points(&self) -> Option<Valence> {
        self.valence.or_else(|| self.inside().map(|i| i.valence))
    }

    fn from(&self) -> Option<Source> {
        self.source.or_else(|| self.inside()?.source)
    }

    fn place(&self) -> Option<&str> {
        self.place.as_deref().or_else(|| self.inside()?.place.as_deref())
    }

    fn inside(&self) -> Option<&Inside> {
        self.unlocked.as_ref()?.as_ref()
    }

    fn source_label(&self) -> &'static str {
        self.source.map(Source::label).unwrap_or_default()
    }
}

/// The numbers of the questions that a note bears on, in their order.
fn questions(marks: &Marks, review: &Review) -> Vec<String> {
    let mut found: Vec<_> = marks.questions.iter().filter_map(|id| review.question(*id)).collect();
    found.sort_by_key(|q| q.order());
    found.into_iter().map(|q| clean_line(&q.number)).collect()
}

/// Deleted notes are in no list.
fn listed<'a>(
    notes: &'a [Note],
    review: &'a Review,
    unlocked: Option<&'a UnlockedWords<'a>>,
) -> impl Iterator<Item = Item> + 'a {
    notes.iter().filter(|n| !n.deleted).map(move |n| Item::new(n, review, unlocked))
}

/// From this width on, the table has room for the beginning of each note's identifier.
const ROOM_FOR_ID: usize = 100;

/// For a terminal of `width` cells, in the order given.
pub fn table(notes: &[Note], review: &Review, unlocked: Option<&UnlockedWords<'_>>, width: usize) -> String {
    let with_id = width >= ROOM_FOR_ID;
    let mut rows = Vec::new();
    for note in notes.iter().filter(|n| !n.deleted) {
        let item = Item::new(note, review, unlocked);
        let at = note.at().local(review.visit.zone);
        let mut row = vec![
            format!("{} {}", at.format("%a"), clock(at)),
            item.author.clone(),
            item.asked().map(|q| q.join(",")).unwrap_or_default(),
            item.points().map(|v| v.sign().to_string()).unwrap_or_default(),
            item.from().map(Source::label).unwrap_or_default().to_owned(),
            item.place().unwrap_or_default().to_owned(),
            item.words(),
        ];
        if with_id {
            row.insert(0, item.id.chars().take(8).collect());
        }
        rows.push(row);
    }
    let head = ["Id", "When", "Who", "#", "±", "Source", "Where", "Text"];
    format!("{UNRELEASED}\n{}", draw(&head[usize::from(!with_id)..], &rows, width))
}

/// A JSON array with one object for each note.
pub fn json(notes: &[Note], review: &Review, unlocked: Option<&UnlockedWords<'_>>) -> Result<String> {
    to_json(&listed(notes, review, unlocked).collect::<Vec<_>>())
}

/// CSV with the fields of the JSON and a last column that says "unreleased".
pub fn csv(notes: &[Note], review: &Review) -> Result<Vec<u8>> {
    let head = [
        "id",
        "at",
        "author",
        "activity",
        "sealed",
        "readers",
        "source",
        "where",
        "questions",
        "valence",
        "impact",
        "learning",
        "text",
        "reflection",
        "status",
    ];
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let rows = listed(notes, review, None).map(|i| {
        vec![
            i.id.clone(),
            i.at.clone(),
            i.author.clone(),
            i.activity.clone().unwrap_or_default(),
            yes(i.sealed),
            i.readers.as_ref().map(|r| r.join(", ")).unwrap_or_default(),
            i.source_label().to_owned(),
            i.place.clone().unwrap_or_default(),
            i.questions.as_ref().map(|q| q.join(", ")).unwrap_or_default(),
            i.valence.map(Valence::label).unwrap_or_default().to_owned(),
            i.impact.map(yes).unwrap_or_default(),
            i.learning.map(yes).unwrap_or_default(),
            i.text.clone().unwrap_or_default(),
            i.reflection.clone().unwrap_or_default(),
            "unreleased".to_owned(),
        ]
    });
    rows_to_csv(&head, rows)
}

/// Markdown, one item for each note.
pub fn markdown(notes: &[Note], review: &Review, unlocked: Option<&UnlockedWords<'_>>) -> String {
    let mut out = format!("# Evidence: {}\n\n*{UNRELEASED}*\n\n", markdown::line(&review.visit.school));
    for note in notes.iter().filter(|n| !n.deleted) {
        let item = Item::new(note, review, unlocked);
        let at = note.at().local(review.visit.zone);
        let mut facts = vec![format!("{} {}", short_day(at.date()), clock(at)), item.author.clone()];
        facts.extend(item.activity.clone());
        facts.extend(item.from().map(|s| s.label().to_owned()));
        facts.extend(item.place().map(str::to_owned));
        facts.extend(item.asked().filter(|q| !q.is_empty()).map(|q| format!("question {}", q.join(", "))));
        facts.extend(item.points().filter(|v| *v != Valence::Neutral).map(|v| v.label().to_owned()));
        let words = markdown::para(&item.words(), "  ");
        add(&mut out, format_args!("- {}\\\n  {words}\n", markdown::line(&facts.join(" · "))));
        if let Some(reflection) = item.reflection.as_ref().or_else(|| item.inside()?.reflection.as_ref()) {
            add(&mut out, format_args!("\n  *Reflection:* {}\n", markdown::para(reflection, "  ")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::review::evidence::View;
    use crate::review::release::sample;

    #[test]
    fn the_lists_read_well() {
        let (review, notes) = (sample::review(), sample::notes());
        insta::assert_snapshot!("list_table", table(&notes, &review, None, 80));
        insta::assert_snapshot!("list_json", json(&notes, &review, None).unwrap());
        insta::assert_snapshot!(
            "list_csv",
            String::from_utf8(csv(&notes, &review).unwrap()).unwrap().replace("\r\n", "\n")
        );
        insta::assert_snapshot!("list_md", markdown(&notes, &review, None));
    }

    #[test]
    fn what_the_team_makes_of_notes_stands_in_no_list() {
        let (review, notes) = (sample::review(), sample::notes());
        let mut viewed = notes.clone();
        for note in &mut viewed {
            note.beside.views = vec![(sample::person(1), View::Agree), (sample::person(2), View::Doubt)];
        }
        assert_eq!(table(&viewed, &review, None, 120), table(&notes, &review, None, 120));
        assert_eq!(json(&viewed, &review, None).unwrap(), json(&notes, &review, None).unwrap());
        assert_eq!(csv(&viewed, &review).unwrap(), csv(&notes, &review).unwrap());
        assert_eq!(markdown(&viewed, &review, None), markdown(&notes, &review, None));
    }

    #[test]
    fn of_a_sealed_note_every_inner_field_is_there_and_null() {
        let notes: Vec<Note> = sample::notes().into_iter().filter(|n| n.sealed().is_some()).collect();
        let value: serde_json::Value = serde_json::from_str(&json(&notes, &sample::review(), None).unwrap()).unwrap();
        let objects = value.as_array().unwrap();
        assert_eq!(objects.len(), notes.len());
        for object in objects {
            assert_eq!(object["sealed"], true);
            for field in ["source", "where", "questions", "valence", "impact", "learning", "text", "reflection"] {
                assert!(object.get(field).unwrap().is_null(), "{field}");
            }
        }
    }

    #[test]
    fn hostile_words_stay_in_their_place() {
        let review = sample::review();
        let saying = |words: &str| {
            vec![sample::note(1, 1, 2, Moment(0), sample::open(words, words, &[1], Valence::Neutral, None))]
        };
        for hostile in &sample::hostile() {
            let notes = saying(hostile);
            let shown = table(&notes, &review, None, 80);
            assert_eq!(shown.lines().count(), 3, "{shown}");
            assert!(!shown.chars().any(|c| c != '\n' && c.is_control()), "{shown:?}");
            let value: serde_json::Value = serde_json::from_str(&json(&notes, &review, None).unwrap()).unwrap();
            assert_eq!(value[0]["text"], clean_block(hostile));
            assert_eq!(
                markdown::tests::shape(&markdown(&notes, &review, None)),
                markdown::tests::shape(&markdown(&saying("calm"), &review, None))
            );
        }
    }

    #[test]
    fn tables_fit_any_terminal() {
        for width in [80, 100, 120] {
            for line in table(&sample::notes(), &sample::review(), None, width).lines() {
                assert!(crate::text::width(line) <= width, "{line}");
            }
        }
    }
}

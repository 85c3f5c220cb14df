//! How a note or a point came to be, in words.

use crate::clock::Moment;
use crate::ids::{ChangeId, PersonId, QuestionId, Subject};
use crate::notebook::value::{Value, kind};
use crate::notebook::{Notebook, fold, journal};
use crate::review::evidence::{Source, View};
use crate::review::feedback::{Stand, Support};
use crate::review::visit::Review;
use crate::trouble::Result;

/// One step in the history of a note or a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The change.
    pub change: ChangeId,
    /// Who made it.
    pub author: PersonId,
    /// When, by its writer's clock.
    pub at: Moment,
    /// What it set, in words; emptied ones say so.
    pub what: String,
    /// It is one of the versions in force.
    pub head: bool,
    /// It was made under a moved clock.
    pub rehearsal: bool,
}

impl Notebook {
    /// The history of anything, oldest first: every change with who, when and what.
    pub fn history(&self, subject: impl Into<Subject>, review: &Review) -> Result<Vec<HistoryEntry>> {
        let told = journal::load(&self.connection, subject.into())?;
        let heads: Vec<ChangeId> = fold::heads(&told).map(|(_, t)| t.id).collect();
        let mut entries: Vec<_> = told
            .iter()
            .map(|t| {
                let what = t.value.as_ref().map_or_else(|| emptied_words(t.header.kind), |v| words_of(v, review));
                (
                    (t.header.hlc, t.id),
                    HistoryEntry {
                        change: t.id,
                        author: t.header.author,
                        at: t.header.wall,
                        what,
                        head: heads.contains(&t.id),
                        rehearsal: t.header.rehearsal,
                    },
                )
            })
            .collect();
        entries.sort_by_key(|(order, _)| *order);
        Ok(entries.into_iter().map(|(_, e)| e).collect())
    }
}

fn emptied_words(kind: u16) -> String {
    match kind {
        kind::NOTE_TEXT => "words, removed for good".to_owned(),
        kind::NOTE_SEALED | kind::POINT_SEALED => "sealed words, removed for good".to_owned(),
        _ => "a mark, removed for good".to_owned(),
    }
}

/// A value in words, for a history.
pub(super) fn words_of(value: &Value, review: &Review) -> String {
    let on = |on: bool, what: &str| if on { what.to_owned() } else { format!("not {what}") };
    let number = |id: QuestionId| review.question(id).map_or("?".to_owned(), |q| q.number.clone());
    match value {
        Value::NoteCreated(_) => "written".to_owned(),
        Value::NoteFiled(v) => {
            let title = v.activity.and_then(|a| review.activity(a)).map_or("no activity", |a| a.title.as_str());
            format!("filed under {title}")
        }
        Value::NoteText(v) if v.reflection.is_empty() => format!("“{}”", v.text),
        Value::NoteText(v) => format!("“{}” // “{}”", v.text, v.reflection),
        Value::NoteQuestion(v) => on(v.on, &format!("question {}", number(v.question))),
        Value::NoteValence(v) => v.valence.label().to_owned(),
        Value::NoteSource(v) => v.source.map_or("no source", Source::label).to_owned(),
        Value::NotePlace(v) => v.place.clone().unwrap_or_else(|| "no place".to_owned()),
        Value::NoteImpact(v) => on(v.on, "impact"),
        Value::NoteLearning(v) => on(v.on, "learning to take home"),
        Value::NoteSealed(v) => format!("sealed for {}", v.readers.label()),
        Value::PointSealed(v) => format!("sealed for {}", v.readers.label()),
        Value::NoteUnsealed(_) | Value::PointUnsealed(_) => "opened to the team".to_owned(),
        Value::NoteDeleted(v) => if v.deleted { "deleted" } else { "brought back" }.to_owned(),
        Value::Erase(_) => "erased".to_owned(),
        Value::PointMade(_) => "made".to_owned(),
        Value::PointText(v) => format!("“{}”", v.text),
        Value::PointQuestion(v) => v.question.map_or("no question".to_owned(), |q| format!("question {}", number(q))),
        Value::PointMeeting(v) => {
            let title = v.meeting.and_then(|a| review.activity(a)).map_or("the last meeting", |a| a.title.as_str());
            format!("said at {title}")
        }
        Value::PointRank(_) => "placed in the order".to_owned(),
        Value::PointSort(v) => v.kind.label().to_owned(),
        Value::PointEvidence(v) => on(v.on, "evidence linked"),
        Value::PointDeleted(v) => if v.deleted { "deleted" } else { "brought back" }.to_owned(),
        Value::Activity(v) => {
            let time = |minutes: Option<i64>| minutes.and_then(super::wall_of).map(|t| t.format("%H:%M").to_string());
            let times: Vec<String> = [time(v.start), time(v.end)].into_iter().flatten().collect();
            let people: Vec<&str> = v.people.iter().map(|p| review.name(*p)).collect();
            let parts = [v.title.clone(), times.join("–"), v.place.clone(), people.join(", ")];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        }
        Value::PointKeyMessage(v) => on(v.on, "a key message"),
        Value::PointSpeaker(v) => format!("said by {}", v.person.map_or("the lead", |p| review.name(p))),
        Value::PointSupport(v) => v.support.map_or("no support named", Support::label).to_owned(),
        Value::PointConfirmed(v) => on(!v.words.is_empty(), "confirmed for release"),
        Value::PointSaid(v) => on(v.at.is_some(), "said"),
        Value::PointAnswer(v) => v.stand.map_or("no answer", Stand::label).to_owned(),
        Value::PointWithheld(v) => on(v.on, "held back from release"),
        Value::NoteWithheld(v) => on(v.on, "held back from release"),
        Value::PointHeadAlone(v) => on(v.on, "for the host head alone"),
        Value::NoteView(v) => v.view.map_or("no view", View::label).to_owned(),
        Value::DocumentRead(v) => on(v.read, "a document read"),
        Value::TimelineDone(v) => on(v.done, "a row of the timeline done"),
        Value::ActionMade(_) => "set down".to_owned(),
        Value::ActionSays(v) => format!("{}: “{}”", v.part.label(), v.text),
        Value::ActionProgress(v) => v.progress.label().to_owned(),
        Value::ActionDeleted(v) => if v.deleted { "deleted" } else { "brought back" }.to_owned(),
        Value::ActivityMoved(_) => "moved".to_owned(),
        Value::ActivityStarted(v) => on(v.at.is_some(), "started"),
        Value::ActivityEnded(v) => on(v.at.is_some(), "ended"),
        Value::ActivityPaused(v) => on(v.since.is_some(), "paused"),
        Value::ActivityDropped(v) => on(v.dropped, "dropped"),
        Value::ActivityAccompanied(v) => format!("accompanied by {}", v.by),
        other => format!("change of kind {}", other.kind()),
    }
}

//! `visitbook point`: the points of the feedback, made and changed from the shell.

use super::out::Out;
use super::place::{self, Place};
use crate::ids::{NoteId, PointId};
use crate::review::feedback::PointKind;
use crate::review::release::{meeting_of, speaking_order};
use crate::tasks::Desk;
use crate::tasks::feedback::{NewPoint, PointDeed};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Makes and changes the points of the feedback.
#[derive(Debug, Args)]
pub struct Point {
    /// The notebook
    notebook: PathBuf,
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Makes a point and prints its id
    #[command(
        after_help = "Example:\n  visitbook point maths.visitbook add strength \"Talk drives fluency in every class\" --question 1 --evidence 3fa25c01"
    )]
    Add {
        /// thanks, strength, development, suggestion, wondering, learning or process
        kind: String,
        /// The words to be said
        text: String,
        /// The question it answers
        #[arg(long, value_name = "N")]
        question: Option<String>,
        /// The summary meeting at which it is said [default: the last]
        #[arg(long, value_name = "KEY")]
        meeting: Option<String>,
        /// A note under it; give it more than once for more
        #[arg(long, value_name = "ID")]
        evidence: Vec<String>,
    },
    /// Changes its words
    #[command(after_help = "Example:\n  visitbook point maths.visitbook reword 71c4aa02 \"Talk drives fluency\"")]
    Reword {
        /// The point; the beginning of its id is enough
        id: String,
        /// The new words
        text: String,
    },
    /// Puts notes under it, or takes them away
    #[command(after_help = "Example:\n  visitbook point maths.visitbook link 71c4aa02 3fa25c01")]
    Link {
        /// The point
        id: String,
        /// The notes
        #[arg(required = true, value_name = "NOTE")]
        notes: Vec<String>,
        /// Take them away
        #[arg(long)]
        remove: bool,
    },
    /// Takes other points into it: their words and evidence
    #[command(after_help = "Example:\n  visitbook point maths.visitbook merge 71c4aa02 0d93be11")]
    Merge {
        /// The point that stays
        id: String,
        /// The points that go into it
        #[arg(required = true, value_name = "OTHER")]
        others: Vec<String>,
    },
    /// Moves it one place among the points of its meeting
    #[command(after_help = "Example:\n  visitbook point maths.visitbook move 71c4aa02 --earlier")]
    Move {
        /// The point
        id: String,
        #[command(flatten)]
        way: Way,
    },
    /// Deletes it
    #[command(after_help = "Example:\n  visitbook point maths.visitbook delete 71c4aa02")]
    Delete {
        /// The point
        id: String,
    },
}

/// Which way it moves.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Way {
    /// It is said earlier
    #[arg(long)]
    earlier: bool,
    /// It is said later
    #[arg(long)]
    later: bool,
}

/// Makes or changes a point.
///
/// # Errors
/// When a point, note, question or meeting is not known, or I am not of the visiting team.
pub fn run(point: &Point, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.team_desk(&point.notebook)?;
    place::may_write(&desk, &point.notebook)?;
    match &point.deed {
        Deed::Add { .. } => {
            let new = new_point(&point.deed, &desk)?;
            let (id, _) = desk.make_point(&new)?;
            if new.evidence.is_empty() && new.kind.needs_evidence() {
                out.say("It rests on no evidence yet: visitbook point NOTEBOOK link ID NOTE");
            }
            out.data(&id.to_string())
        }
        Deed::Reword { id, text } => {
            let deed = PointDeed::Reword(said(text)?);
            change(&mut desk, id, &deed, "Reworded.", out)
        }
        Deed::Link { id, notes, remove } => {
            let point = place::point(&desk, id)?;
            let notes: Vec<NoteId> = place::notes(&desk, notes)?;
            for note in &notes {
                desk.change_point(point, &PointDeed::Link(*note, !remove))?;
            }
            let deed = if *remove { "taken away" } else { "put under it" };
            out.say(&format!("{} {deed}.", count(notes.len(), "note", "notes")));
            Ok(())
        }
        Deed::Merge { id, others } => {
            let others = others.iter().map(|o| place::point(&desk, o)).collect::<Result<Vec<_>>>()?;
            change(&mut desk, id, &PointDeed::Merge(others), "Merged.", out)
        }
        Deed::Move { id, way } => {
            let point = place::point(&desk, id)?;
            let among = shown_together(&desk, point)?;
            change(&mut desk, id, &PointDeed::Move { earlier: way.earlier, among }, "Moved.", out)
        }
        Deed::Delete { id } => change(&mut desk, id, &PointDeed::Delete, "Deleted.", out),
    }
}

fn change(desk: &mut Desk, id: &str, deed: &PointDeed, done: &str, out: &mut Out) -> Result<()> {
    let point = place::point(desk, id)?;
    desk.change_point(point, deed)?;
    out.say(done);
    Ok(())
}

fn new_point(deed: &Deed, desk: &Desk) -> Result<NewPoint> {
    let Deed::Add { kind, text, question, meeting, evidence } = deed else {
        return Err(Trouble::usage("There is no point to make.", ""));
    };
    let review = desk.review();
    Ok(NewPoint {
        kind: kind_of(kind)?,
        question: question.as_deref().map(|q| place::question(review, q)).transpose()?,
        meeting: meeting.as_deref().map(|m| place::activity(review, m)).transpose()?,
        text: said(text)?,
        evidence: place::notes(desk, evidence)?,
    })
}

fn said(text: &str) -> Result<String> {
    Some(text.trim().to_owned())
        .filter(|t| !t.is_empty())
        .ok_or_else(|| Trouble::usage("A point needs words.", "Write what is to be said."))
}

fn kind_of(typed: &str) -> Result<PointKind> {
    let name = serde_json::Value::String(typed.trim().to_lowercase());
    serde_json::from_value(name).map_err(|_| {
        Trouble::usage(
            format!("There is no kind of point “{}”.", clean_line(typed)),
            "Kinds are thanks, strength, development, suggestion, wondering, learning, process.",
        )
    })
}

/// The points of its meeting, in the order in which they are said.
fn shown_together(desk: &Desk, point: PointId) -> Result<Vec<PointId>> {
    let points = desk.notebook().points()?;
    let review = desk.review();
    let meeting = |id: PointId| points.iter().find(|p| p.id == id).and_then(|p| meeting_of(p, review)).map(|m| m.id);
    let mine = meeting(point);
    Ok(speaking_order(&points, review).into_iter().map(|p| p.id).filter(|id| meeting(*id) == mine).collect())
}

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
        /// thanks, strength, impact, offer, development, suggestion, wondering, learning, process, or on the host's own
        /// claim claim-agreed, claim-partly, claim-not-seen
        kind: String,
        /// The words to be said; - takes them from standard input (needed where the point is sealed)
        #[arg(allow_hyphen_values = true, value_name = "TEXT|-")]
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
        /// The new words; - takes them from standard input (needed where the point is sealed)
        #[arg(allow_hyphen_values = true, value_name = "TEXT|-")]
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
    /// Opens a sealed point to the whole team, so that it can be released; asks for your passphrase
    #[command(after_help = "Example:\n  visitbook point maths.visitbook open 71c4aa02")]
    Open {
        /// The point
        id: String,
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
            let new = new_point(&point.deed, &desk, out)?;
            let (id, _) = desk.make_point(&new)?;
            if new.evidence.is_empty() && new.kind.needs_evidence() {
                out.say("It rests on no evidence yet: visitbook point NOTEBOOK link ID NOTE");
            }
            out.data(&id.to_string())
        }
        Deed::Reword { id, text } => {
            let point = place::point(&desk, id)?;
            let (text, in_argument) = place::words(text, out)?;
            let sealed = is_sealed(&desk, point)?;
            if sealed && in_argument {
                return Err(place::sealed_in_argument());
            }
            let keys = sealed.then(|| place::my_keys(place, out)).transpose()?;
            desk.change_point(point, &PointDeed::Reword(said(&text)?), keys.as_ref())?;
            out.say("Reworded.");
            Ok(())
        }
        Deed::Link { id, notes, remove } => {
            let point = place::point(&desk, id)?;
            let notes: Vec<NoteId> = place::notes(&desk, notes)?;
            for note in &notes {
                desk.change_point(point, &PointDeed::Link(*note, !remove), None)?;
            }
            let deed = if *remove { "taken away" } else { "put under it" };
            out.say(&format!("{} {deed}.", count(notes.len(), "note", "notes")));
            Ok(())
        }
        Deed::Merge { id, others } => {
            let others = others.iter().map(|o| place::point(&desk, o)).collect::<Result<Vec<_>>>()?;
            let point = place::point(&desk, id)?;
            let mut sealed = is_sealed(&desk, point)?;
            for other in &others {
                sealed |= is_sealed(&desk, *other)?;
            }
            let keys = sealed.then(|| place::my_keys(place, out)).transpose()?;
            desk.change_point(point, &PointDeed::Merge(others), keys.as_ref())?;
            out.say("Merged.");
            Ok(())
        }
        Deed::Move { id, way } => {
            let point = place::point(&desk, id)?;
            let among = shown_together(&desk, point)?;
            change(&mut desk, id, &PointDeed::Move { earlier: way.earlier, among }, "Moved.", out)
        }
        Deed::Open { id } => {
            let point = place::point(&desk, id)?;
            let keys = place::my_keys(place, out)?;
            desk.change_point(point, &PointDeed::Open, Some(&keys))?;
            out.say("Open to the whole team now; a release may take it.");
            Ok(())
        }
        Deed::Delete { id } => change(&mut desk, id, &PointDeed::Delete, "Deleted.", out),
    }
}

fn is_sealed(desk: &Desk, point: PointId) -> Result<bool> {
    Ok(desk.notebook().points()?.iter().any(|p| p.id == point && p.sealed().is_some()))
}

fn change(desk: &mut Desk, id: &str, deed: &PointDeed, done: &str, out: &mut Out) -> Result<()> {
    let point = place::point(desk, id)?;
    desk.change_point(point, deed, None)?;
    out.say(done);
    Ok(())
}

fn new_point(deed: &Deed, desk: &Desk, out: &mut Out) -> Result<NewPoint> {
    let Deed::Add { kind, text, question, meeting, evidence } = deed else {
        return Err(Trouble::usage("There is no point to make.", ""));
    };
    let review = desk.review();
    let (text, in_argument) = place::words(text, out)?;
    let evidence = place::notes(desk, evidence)?;
    if in_argument && desk.point_seal(&evidence)?.is_some() {
        return Err(place::sealed_in_argument());
    }
    Ok(NewPoint {
        kind: kind_of(kind)?,
        question: question.as_deref().map(|q| place::question(review, q)).transpose()?,
        meeting: meeting.as_deref().map(|m| place::activity(review, m)).transpose()?,
        text: said(&text)?,
        evidence,
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
            "Kinds are thanks, strength, impact, offer, development, suggestion, wondering, learning, process, \
             claim-agreed, claim-partly, claim-not-seen.",
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

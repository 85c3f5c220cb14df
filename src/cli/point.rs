//! `visitbook point`: the points of the feedback, made and changed from the shell.

use super::out::Out;
use super::place::{self, Place};
use crate::ids::{NoteId, PointId};
use crate::review::agenda::{Turn, agenda, summaries};
use crate::review::feedback::{PointKind, Support};
use crate::review::points::usual_order;
use crate::review::release::{meeting_of, speaking_order};
use crate::review::splitting;
use crate::tasks::Desk;
use crate::tasks::feedback::{NewPoint, PointDeed, PointMark};
use crate::tasks::versions::Seen;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use clap::{Args, Subcommand, ValueEnum};
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
    /// Makes several points of it; each keeps the evidence
    #[command(
        after_help = "Example:\n  visitbook point maths.visitbook split 71c4aa02 \"Adults wait. // Pupils explain.\""
    )]
    Split {
        /// The point
        id: String,
        /// The words, with // where the next point begins; - takes them from standard input (needed where the point is
        /// sealed) [default: its own words, the second sentence begins the next point]
        #[arg(allow_hyphen_values = true, value_name = "TEXT|-")]
        text: Option<String>,
    },
    /// Makes it one of the three key messages
    #[command(after_help = "Example:\n  visitbook point maths.visitbook key 71c4aa02")]
    Key {
        /// The point
        id: String,
        /// It is none any more
        #[arg(long)]
        off: bool,
    },
    /// Says who of the team says it
    #[command(after_help = "Example:\n  visitbook point maths.visitbook speaker 71c4aa02 asha")]
    Speaker {
        /// The point
        id: String,
        /// The plan's short word for the person [default: the lead]
        person: Option<String>,
    },
    /// Says where support for a development could come from
    #[command(after_help = "Example:\n  visitbook point maths.visitbook support 71c4aa02 inside")]
    Support {
        /// The point
        id: String,
        /// From the group of schools, from outside it, or not said
        #[arg(value_enum)]
        whence: Whence,
    },
    /// Keeps it for the host head alone
    #[command(after_help = "Example:\n  visitbook point maths.visitbook head-alone 71c4aa02")]
    HeadAlone {
        /// The point
        id: String,
        /// It is for all who listen again
        #[arg(long)]
        off: bool,
    },
    /// Puts it to another summary meeting; that it was said before is kept
    #[command(after_help = "Example:\n  visitbook point maths.visitbook meeting 71c4aa02 summary-2")]
    Meeting {
        /// The point
        id: String,
        /// The plan's short word for the meeting [default: the last]
        meeting: Option<String>,
    },
    /// Puts the points of a meeting in the usual order: by kind, then by question
    #[command(after_help = "Example:\n  visitbook point maths.visitbook arrange summary-2")]
    Arrange {
        /// The plan's short word for the meeting [default: the last]
        meeting: Option<String>,
    },
    /// Prints words for the opening, made from what was done
    #[command(after_help = "Example:\n  visitbook point maths.visitbook opening")]
    Opening {
        /// Ask for my passphrase, and count the notes that are sealed as every note is here
        #[arg(long)]
        unlock: bool,
    },
    /// Confirms for release the words of a point that rests on sealed notes (the lead)
    #[command(after_help = "Example:\n  visitbook point maths.visitbook confirm 71c4aa02")]
    Confirm {
        /// The point
        id: String,
        /// Hold it back again
        #[arg(long)]
        off: bool,
    },
    /// Deletes it
    #[command(after_help = "Example:\n  visitbook point maths.visitbook delete 71c4aa02")]
    Delete {
        /// The point
        id: String,
    },
}

/// Where support could come from.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Whence {
    Inside,
    Outside,
    None,
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
        Deed::Open { id } => {
            let point = place::point(&desk, id)?;
            let keys = place::my_keys(place, out)?;
            desk.change_point(point, &PointDeed::Open, Some(&keys))?;
            out.say("Open to the whole team now; a release may take it.");
            Ok(())
        }
        Deed::Split { id, text } => split(&mut desk, id, text.as_deref(), place, out),
        Deed::Arrange { meeting } => arrange(&mut desk, meeting.as_deref(), out),
        Deed::Opening { unlock } => {
            let keys = unlock.then(|| place::my_keys(place, out)).transpose()?;
            out.data(&desk.opening(keys.as_ref())?)
        }
        simple => {
            let (id, deed, done) = simple_deed(simple, &desk)?;
            desk.change_point(id, &deed, None)?;
            out.say(&done);
            Ok(())
        }
    }
}

/// A deed that needs no key: the point, what is done, and what is said of it.
fn simple_deed(deed: &Deed, desk: &Desk) -> Result<(PointId, PointDeed, String)> {
    let review = desk.review();
    let (id, deed, done) = match deed {
        Deed::Move { id, way } => {
            let among = shown_together(desk, place::point(desk, id)?)?;
            (id, PointDeed::Move { earlier: way.earlier, among }, "Moved.".to_owned())
        }
        Deed::Key { id, off } => {
            let done = if *off { "No key message." } else { "A key message." };
            (id, PointDeed::Mark(PointMark::KeyMessage { on: !off, instead_of: None }), done.to_owned())
        }
        Deed::Speaker { id, person } => {
            let person = person.as_deref().map(|p| place::person(review, p)).transpose()?;
            let done = person.map_or("The lead says it.".to_owned(), |p| format!("{} says it.", review.name(p)));
            (id, PointDeed::Mark(PointMark::Speaker(person)), done)
        }
        Deed::Support { id, whence } => {
            let support = match whence {
                Whence::Inside => Some(Support::Inside),
                Whence::Outside => Some(Support::Outside),
                Whence::None => None,
            };
            let done = support.map_or("No support named.".to_owned(), |s| format!("Marked: {}.", s.label()));
            (id, PointDeed::Mark(PointMark::Support(support)), done)
        }
        Deed::HeadAlone { id, off } => {
            let done = if *off { "For all who listen." } else { "For the host head alone." };
            (id, PointDeed::Mark(PointMark::HeadAlone(!off)), done.to_owned())
        }
        Deed::Meeting { id, meeting } => {
            let meeting = meeting.as_deref().map(|m| place::activity(review, m)).transpose()?;
            (id, PointDeed::Meeting(meeting), "Put to that meeting.".to_owned())
        }
        Deed::Confirm { id, off } => {
            let point = place::point(desk, id)?;
            let shown = desk.notebook().points()?.into_iter().find(|p| p.id == point).map(|p| p.text);
            let shown = shown.unwrap_or_default();
            // Told once it is so: a refusal must not read like a yes.
            let done = match off {
                true => "Held back again.".to_owned(),
                false => format!("Confirmed for release: {}", clean_line(&shown)),
            };
            (id, PointDeed::Confirm { on: !off, shown }, done)
        }
        Deed::Delete { id } => (id, PointDeed::Delete, "Deleted.".to_owned()),
        _ => return Err(Trouble::usage("There is nothing to do to the point.", "")),
    };
    Ok((place::point(desk, id)?, deed, done))
}

fn is_sealed(desk: &Desk, point: PointId) -> Result<bool> {
    Ok(desk.notebook().points()?.iter().any(|p| p.id == point && p.sealed().is_some()))
}

fn split(desk: &mut Desk, id: &str, text: Option<&str>, place: &Place, out: &mut Out) -> Result<()> {
    let point = place::point(desk, id)?;
    let sealed = is_sealed(desk, point)?;
    let given = text.map(|text| place::words(text, out)).transpose()?;
    if sealed && given.as_ref().is_some_and(|(_, in_argument)| *in_argument) {
        return Err(place::sealed_in_argument());
    }
    let keys = sealed.then(|| place::my_keys(place, out)).transpose()?;
    let text = match given {
        Some((text, _)) => text,
        None => splitting::offered(&desk.point_text(point, keys.as_ref())?),
    };
    let parts = splitting::parts(&text).unwrap_or_default();
    let made = parts.len();
    desk.change_point(point, &PointDeed::Split(parts, Seen::Now), keys.as_ref())?;
    out.say(&format!("{} now.", count(made, "point", "points")));
    Ok(())
}

fn arrange(desk: &mut Desk, meeting: Option<&str>, out: &mut Out) -> Result<()> {
    let review = desk.review();
    let meeting = match meeting {
        Some(meeting) => Some(place::activity(review, meeting)?),
        None => summaries(review).last().map(|m| m.id),
    };
    let points = desk.notebook().points()?;
    let said: Vec<_> = agenda(&points, meeting, review)
        .into_iter()
        .filter(|item| item.turn == Turn::Said)
        .map(|item| item.point.clone())
        .collect();
    let order = usual_order(&said, review);
    desk.arrange_points(&order)?;
    out.say("In the usual order.");
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

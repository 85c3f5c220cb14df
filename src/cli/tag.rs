//! `visitbook tag`: marks of one or more notes.
//!
//! On the screen a key toggles a mark; a script must be able to say the same twice. So here every
//! option says how it shall be, and a note that is so already is left alone.

use super::out::Out;
use super::place::{self, Place};
use crate::ids::NoteId;
use crate::review::evidence::{Marks, Valence};
use crate::tasks::Desk;
use crate::tasks::marks::Mark;
use crate::trouble::{Result, Trouble, count};
use crate::vault::OpenKeys;
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Marks notes: question, strength or development, source, place.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  visitbook tag maths.visitbook 3fa25c01 9bd10e77 --question 2 --strength --source pupils"
)]
pub struct Tag {
    /// The notebook
    notebook: PathBuf,
    /// The notes; the beginning of each id is enough
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Ask for my passphrase, and mark sealed notes that I can read too
    #[arg(long)]
    unlock: bool,
    /// They bear on this question (1, 2b or 1,3)
    #[arg(long, value_name = "N")]
    question: Vec<String>,
    /// They do not bear on this question
    #[arg(long, value_name = "N")]
    no_question: Vec<String>,
    #[command(flatten)]
    valence: Points,
    /// Where they come from; its beginning is enough
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// The source is not known
    #[arg(long, conflicts_with = "source")]
    no_source: bool,
    /// Where it was: Y4, Reception, room 7; empty for nowhere
    #[arg(long = "where", value_name = "PLACE")]
    place: Option<String>,
    #[command(flatten)]
    flags: Flags,
    /// File them under this activity
    #[arg(long, value_name = "KEY")]
    activity: Option<String>,
}

/// Which way they point.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct Points {
    /// They are strengths
    #[arg(long)]
    strength: bool,
    /// They are areas for development
    #[arg(long)]
    development: bool,
    /// They are something to ask leaders about
    #[arg(long)]
    wondering: bool,
    /// They point neither way
    #[arg(long)]
    neutral: bool,
}

impl Points {
    fn chosen(&self) -> Option<Valence> {
        [
            (self.strength, Valence::Strength),
            (self.development, Valence::Development),
            (self.wondering, Valence::Wondering),
            (self.neutral, Valence::Neutral),
        ]
        .into_iter()
        .find_map(|(on, valence)| on.then_some(valence))
    }
}

#[derive(Debug, Args)]
struct Flags {
    /// They show impact
    #[arg(long)]
    impact: bool,
    /// They do not show impact
    #[arg(long, conflicts_with = "impact")]
    no_impact: bool,
    /// You take them home to your own school
    #[arg(long)]
    learning: bool,
    /// You do not take them home
    #[arg(long, conflicts_with = "learning")]
    no_learning: bool,
}

/// A mark, and whether a note lacks it.
type Step = (Mark, Box<dyn Fn(&Marks) -> bool>);

/// Marks the notes.
///
/// # Errors
/// When a note, question, source or activity is not known, or none of the notes is open.
pub fn run(tag: &Tag, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&tag.notebook)?;
    place::may_write(&desk, &tag.notebook)?;
    let ids: BTreeSet<NoteId> = place::notes(&desk, &tag.ids)?.into_iter().collect();
    let steps = steps(tag, &desk)?;
    let mut marked = BTreeSet::new();
    if let Some(key) = &tag.activity {
        let activity = place::activity(desk.review(), key)?;
        let all: Vec<NoteId> = ids.iter().copied().collect();
        desk.mark(&all, &Mark::Activity(Some(activity)), None)?;
        marked.extend(all);
    } else if steps.is_empty() {
        return Err(Trouble::usage("There is no mark to set.", "Give one, such as --question 2 or --strength."));
    }
    let keys = tag.unlock.then(|| place::my_keys(place, out)).transpose()?;
    let open = open(&desk, &ids, keys.as_ref())?;
    let closed = ids.len() - open.len();
    if open.is_empty() && !steps.is_empty() {
        return Err(Trouble::new(
            format!("{} cannot be marked from here.", count(closed, "sealed note", "sealed notes")),
            "Say --unlock; only who can read a note marks it.",
        ));
    }
    for (mark, lacks) in steps {
        let notes: Vec<NoteId> = open.iter().filter(|(_, marks)| lacks(marks)).map(|(id, _)| *id).collect();
        if !notes.is_empty() {
            desk.mark(&notes, &mark, keys.as_ref())?;
            marked.extend(notes);
        }
    }
    let told = if marked.is_empty() {
        "Nothing to change: marked so already.".to_owned()
    } else {
        format!("{} marked.", count(marked.len(), "note", "notes"))
    };
    let left = if closed > 0 {
        format!(" {} left alone.", count(closed, "sealed note was", "sealed notes were"))
    } else {
        String::new()
    };
    out.say(&format!("{told}{left}"));
    Ok(())
}

fn open(desk: &Desk, ids: &BTreeSet<NoteId>, keys: Option<&OpenKeys>) -> Result<Vec<(NoteId, Marks)>> {
    let mut open = Vec::new();
    for id in ids {
        if let Some(note) = desk.notebook().note(*id)?
            && let Some(evidence) = note.evidence()
        {
            open.push((*id, evidence.marks.clone()));
        } else if let Some(Ok(unlocked)) = keys.map(|keys| desk.open_sealed(*id, keys)) {
            open.push((*id, unlocked.marks));
        }
    }
    Ok(open)
}

fn steps(tag: &Tag, desk: &Desk) -> Result<Vec<Step>> {
    let review = desk.review();
    let mut steps: Vec<Step> = Vec::new();
    for (typed, on) in tag.question.iter().map(|q| (q, true)).chain(tag.no_question.iter().map(|q| (q, false))) {
        for question in place::questions(review, typed)? {
            steps.push((Mark::Question(question), Box::new(move |m| m.questions.contains(&question) != on)));
        }
    }
    if let Some(valence) = tag.valence.chosen() {
        steps.push((Mark::Valence(valence), Box::new(move |m| m.valence != valence)));
    }
    if tag.source.is_some() || tag.no_source {
        let source = tag.source.as_deref().map(|s| place::source(review, s)).transpose()?;
        steps.push((Mark::Source(source), Box::new(move |m| m.source != source)));
    }
    if let Some(typed) = &tag.place {
        let where_ = Some(crate::text::clean_line(typed.trim())).filter(|w| !w.is_empty());
        let wanted = where_.clone();
        steps.push((Mark::Place(where_), Box::new(move |m| m.place != wanted)));
    }
    if tag.flags.impact || tag.flags.no_impact {
        let on = tag.flags.impact;
        steps.push((Mark::Impact, Box::new(move |m| m.impact != on)));
    }
    if tag.flags.learning || tag.flags.no_learning {
        let on = tag.flags.learning;
        steps.push((Mark::Learning, Box::new(move |m| m.learning != on)));
    }
    Ok(steps)
}

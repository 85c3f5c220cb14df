//! `visitbook feedback`: the points as they will be said, with the balance and the speaking time.

use super::out::Out;
use super::place::{self, Place};
use crate::export::feedback::{self as drawn, EvidenceStates};
use crate::ids::PointId;
use crate::notebook::{Filter, Order};
use crate::review::agenda::{agenda, said_here, summaries};
use crate::review::cutting::{Why, cut_first};
use crate::review::evidence::Note;
use crate::review::feedback::Point;
use crate::review::points::in_short;
use crate::review::release::speaking_order;
use crate::review::speaking::{Balance, Weakness, balance, speaking, unsupported};
use crate::review::visit::Review;
use crate::tasks::opened::Opened;
use crate::tasks::settings::Settings;
use crate::trouble::{Result, count};
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Shows the feedback, meeting by meeting, with the evidence under each point.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook feedback maths.visitbook --format md > feedback.md")]
pub struct Feedback {
    /// The notebook
    notebook: PathBuf,
    /// Ask for my passphrase, and show the points that are sealed to me too
    #[arg(long)]
    unlock: bool,
    /// As text, Markdown or JSON
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Md,
    Json,
}

/// Prints the feedback.
///
/// # Errors
/// When the notebook cannot be opened, or I am not of the visiting team.
pub fn run(args: &Feedback, place: &Place, out: &mut Out) -> Result<()> {
    let desk = place.team_desk(&args.notebook)?;
    let review = desk.review();
    let opened = if args.unlock { place::unlocked(&desk, place, out)? } else { Opened::default() };
    let points: Vec<Point> = desk.notebook().points()?.iter().map(|p| opened.read(p)).collect();
    let locked = points.iter().filter(|p| p.is_locked()).count();
    if locked > 0 {
        let points = count(locked, "point is", "points are");
        let way = if args.unlock { "your key does not open them" } else { "--unlock asks for your passphrase" };
        out.say(&format!("{points} sealed and in no count: {way}."));
    }
    let notes = desk.notebook().notes(&Filter::default(), Order::Oldest, 0, super::ALL)?;
    let states = EvidenceStates::of(&notes);
    match args.format {
        Format::Text if points.is_empty() => {
            out.say("There are no points yet. Add one: visitbook point NOTEBOOK add strength \"…\"");
            Ok(())
        }
        Format::Text => {
            let per_minute = Settings::load(&place.home)?.words_per_minute;
            let parts = [
                drawn::text(&points, review, &states, out.width()),
                said(&points, review, per_minute, &weak(&points, &notes, &opened, review)),
                beginnings_of_ids(&points, review),
            ];
            out.data(&parts.join("\n"))
        }
        Format::Md => out.data(&drawn::markdown(&points, review, &states)),
        Format::Json => out.data(&drawn::json(&points, review, &states)?),
    }
}

/// The points that rest on too little, as far as their evidence can be read.
fn weak(points: &[Point], notes: &[Note], opened: &Opened, review: &Review) -> BTreeMap<PointId, Weakness> {
    let counting = notes.iter().filter(|n| !n.deleted);
    let source = |n: &Note| Some((n.id, opened.words(n, review.visit.capture)?.marks.source));
    unsupported(points, &counting.filter_map(source).collect()).into_iter().collect()
}

/// Balance, the time each meeting takes against the time there is, and what to cut first.
fn said(points: &[Point], review: &Review, per_minute: u16, weak: &BTreeMap<PointId, Weakness>) -> String {
    let mut text = format!("Balance: {}.\n", balance_in_words(balance(points)));
    for meeting in summaries(review) {
        let items = agenda(points, Some(meeting.id), review);
        let said = said_here(&items);
        if said.is_empty() {
            continue;
        }
        let time = speaking(&said, Some(meeting), per_minute);
        let there_is = match (time.available, time.over_by()) {
            (None, _) => "the meeting has no time yet".to_owned(),
            (Some(_), Some(over)) => format!("{} TOO LONG", clock(over)),
            (Some(available), None) => format!("{} are ours", clock(available)),
        };
        let title = format!("{} ({})", meeting.title, meeting.day.format("%a"));
        let balance = balance_in_words(balance(&said));
        text.push_str(&format!("{title}: {balance}; {} to say; {there_is}.\n", clock(time.needed)));
        let short: Vec<String> = cut_first(&items, &time, weak)
            .iter()
            .filter_map(|cut| Some((items.iter().find(|i| i.point.id == cut.point)?, cut.why)))
            .map(|(item, why)| format!("{} ({})", in_short(item.point), because(why)))
            .collect();
        if !short.is_empty() {
            text.push_str(&format!("  Cut first: {}.\n", short.join(", ")));
        }
    }
    text
}

fn balance_in_words(all: Balance) -> String {
    format!(
        "{}, {}, {}",
        count(all.strengths as usize, "strength", "strengths"),
        count(all.developments as usize, "development", "developments"),
        count(all.wonderings as usize, "wondering", "wonderings")
    )
}

fn because(why: Why) -> &'static str {
    match why {
        Why::NoEvidence => "no evidence",
        Why::OneSource => "one source only",
        Why::SaidBefore(_) => "said before",
        Why::Long => "long and late",
    }
}

/// The beginnings of the identifiers, for `visitbook point`.
fn beginnings_of_ids(points: &[Point], review: &Review) -> String {
    let mut text = "For “visitbook point”:\n".to_owned();
    for point in speaking_order(points, review) {
        let id: String = point.id.to_string().chars().take(8).collect();
        text.push_str(&format!(
            "  {id}  {}\n",
            crate::text::fit(&crate::text::clean_line(if point.is_locked() { "[sealed]" } else { &point.text }), 60)
        ));
    }
    text
}

/// `4:30 min`.
fn clock(seconds: u32) -> String {
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}

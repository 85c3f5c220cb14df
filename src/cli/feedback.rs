//! `visitbook feedback`: the points as they will be said, with the balance and the speaking time.

use super::out::Out;
use super::place::{self, Place};
use crate::export::feedback::{self as drawn, EvidenceStates};
use crate::notebook::{Filter, Order};
use crate::review::agenda::summaries;
use crate::review::feedback::Point;
use crate::review::release::{meeting_of, speaking_order};
use crate::review::speaking::{balance, speaking};
use crate::review::timetable::Activity;
use crate::review::visit::Review;
use crate::tasks::Desk;
use crate::tasks::opened::Opened;
use crate::tasks::settings::Settings;
use crate::trouble::{Result, count};
use clap::{Args, ValueEnum};
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
    let states = EvidenceStates::of(&desk.notebook().notes(&Filter::default(), Order::Oldest, 0, super::ALL)?);
    match args.format {
        Format::Text if points.is_empty() => {
            out.say("There are no points yet. Add one: visitbook point NOTEBOOK add strength \"…\"");
            Ok(())
        }
        Format::Text => {
            let per_minute = Settings::load(&place.home)?.words_per_minute;
            let parts = [
                drawn::text(&points, review, &states, out.width()),
                said(&points, review, per_minute),
                beginnings_of_ids(&points, review),
            ];
            out.data(&parts.join("\n"))
        }
        Format::Md => out.data(&drawn::markdown(&points, review, &states)),
        Format::Json => out.data(&drawn::json(&points, review, &states)?),
    }
}

/// The next summary meeting, else the last one.
pub fn next_meeting(desk: &Desk) -> Option<&Activity> {
    let review = desk.review();
    let here = desk.clock().now().local(review.visit.zone);
    let next = summaries(review).find(|m| m.end.is_none_or(|end| end >= here));
    next.or_else(|| summaries(review).last())
}

/// Balance, and the time each meeting takes against the time there is.
fn said(points: &[Point], review: &Review, per_minute: u16) -> String {
    let all = balance(points);
    let mut text = format!(
        "Balance: {}, {}, {}.\n",
        count(all.strengths as usize, "strength", "strengths"),
        count(all.developments as usize, "development", "developments"),
        count(all.wonderings as usize, "wondering", "wonderings")
    );
    let ordered = speaking_order(points, review);
    for group in ordered.chunk_by(|a, b| meeting_of(a, review).map(|m| m.id) == meeting_of(b, review).map(|m| m.id)) {
        let Some(meeting) = group.first().and_then(|p| meeting_of(p, review)) else { continue };
        let group: Vec<Point> = group.iter().map(|p| (*p).clone()).collect();
        let time = speaking(&group, Some(meeting), per_minute);
        let there_is = match (time.available, time.over_by()) {
            (None, _) => "the meeting has no time yet".to_owned(),
            (Some(_), Some(over)) => format!("{} TOO LONG", clock(over)),
            (Some(available), None) => format!("{} are ours", clock(available)),
        };
        text.push_str(&format!("{}: {} to say; {there_is}.\n", meeting.title, clock(time.needed)));
    }
    text
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

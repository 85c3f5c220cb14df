//! `visitbook day NOTEBOOK catch-up`: what the other sub-teams brought since the last catch-up.
//!
//! The JSON is an object: `meeting` (its id) and `teams`, each with `people, activities, notes` (how many).

use super::{Format, people};
use crate::cli::out::Out;
use crate::cli::place;
use crate::ids::ActivityId;
use crate::notebook::{Filter, Order};
use crate::review::day::{SubTeam, catch_up, coming_catch_up};
use crate::review::evidence::Note;
use crate::tasks::Desk;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use serde::Serialize;

#[derive(Serialize)]
struct Shown {
    meeting: ActivityId,
    teams: Vec<Brought>,
}

#[derive(Serialize)]
struct Brought {
    people: Vec<String>,
    activities: Vec<ActivityId>,
    notes: usize,
}

/// Shows it.
///
/// # Errors
/// When no catch-up of mine is on or coming, or the notebook cannot be read.
pub fn run(desk: &Desk, key: Option<&str>, format: Format, out: &mut Out) -> Result<()> {
    let review = desk.review();
    let now = desk.clock().now().local(review.visit.zone);
    let meeting = match key {
        Some(key) => place::activity(review, key)?,
        None => coming_catch_up(&review.activities, now, desk.me()).ok_or_else(|| {
            Trouble::usage(
                "No break or team meeting of yours is on or coming today.",
                "Name one by its key; “visitbook day” shows them.",
            )
        })?,
    };
    let teams = catch_up(&review.activities, meeting, desk.me());
    let mut brought = Vec::new();
    for team in teams {
        let notes = notes_of(desk, &team)?;
        brought.push((team, notes));
    }
    if format == Format::Json {
        let teams = brought.iter().map(|(team, notes)| Brought {
            people: team.people.iter().map(|id| clean_line(review.name(*id))).collect(),
            activities: team.activities.clone(),
            notes: notes.len(),
        });
        return out.json(&Shown { meeting, teams: teams.collect() });
    }
    if brought.is_empty() {
        out.say("Nobody was elsewhere since the last catch-up.");
    }
    for (team, notes) in &brought {
        let places: Vec<String> =
            team.activities.iter().filter_map(|id| Some(clean_line(&review.activity(*id)?.title))).collect();
        out.data(&format!(
            "{} brought {} · {}\n",
            people(review, &team.people),
            count(notes.len(), "note", "notes"),
            places.join(", ")
        ))?;
        if !notes.is_empty() {
            out.data(&crate::export::list::table(notes, review, None, out.width()))?;
        }
    }
    Ok(())
}

fn notes_of(desk: &Desk, team: &SubTeam) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    for activity in &team.activities {
        let filter = Filter { activity: Some(*activity), ..Filter::default() };
        notes.extend(desk.notebook().notes(&filter, Order::Oldest, 0, crate::cli::ALL)?);
    }
    Ok(notes)
}

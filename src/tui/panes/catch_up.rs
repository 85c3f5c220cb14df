//! What the other sub-teams brought, on Day, while the team catches up: how much, from where, and the notes.

use super::evidence::{Beside, Layout, Look};
use super::{dim, style};
use crate::review::day::{SubTeam, catch_up};
use crate::review::evidence::Note;
use crate::review::timetable::Activity;
use crate::trouble::count;
use crate::tui::app::App;
use crate::tui::theme::Meaning;
use crate::tui::widgets::lines::{fit, said};
use ratatui::text::Line;

/// At most so many rows of one note.
const ROWS_OF_NOTE: usize = 2;

/// The sub-teams with whom I catch up in an activity; none for whoever is not of the team.
pub fn teams(app: &App, activity: &Activity) -> Vec<SubTeam> {
    if app.in_team() { catch_up(&app.review.activities, activity.id, app.me) } else { Vec::new() }
}

/// What they brought, in at most `rows` rows: each sub-team has its share of them.
pub fn lines(app: &App, teams: &[SubTeam], cells: usize, rows: usize) -> Vec<Line<'static>> {
    let share = rows / teams.len().max(1);
    teams.iter().flat_map(|team| lines_of(app, team, cells, share)).collect()
}

fn lines_of(app: &App, team: &SubTeam, cells: usize, rows: usize) -> Vec<Line<'static>> {
    let notes_in = |id| app.counts.by_activity.iter().find(|(a, _)| *a == Some(id)).map_or(0, |(_, n)| *n);
    let total: usize = team.activities.iter().map(|id| notes_in(*id)).sum();
    let names: Vec<&str> = team.people.iter().map(|id| app.review.name(*id)).collect();
    let places: Vec<String> = team
        .activities
        .iter()
        .filter_map(|id| Some(format!("{} {}", app.review.activity(*id)?.title, notes_in(*id))))
        .collect();
    // The number first: names and titles may be long, and are cut.
    let much = if total == 0 { "nothing yet".to_owned() } else { count(total, "note", "notes") };
    let mut head = vec![dim(app, format!(" {much}"))];
    head.push(said(&format!(" from {}", crate::text::listed(&names)), style(app, Meaning::Title)));
    head.push(said(&format!(" · {}", places.join(", ")), style(app, Meaning::Dim)));
    let mut lines = vec![fit(head, cells)];
    let notes: Vec<Note> =
        app.day.brought.iter().filter(|n| n.activity.is_some_and(|a| team.activities.contains(&a))).cloned().collect();
    let layout = Layout::of(app, &notes, cells, Beside { author: true, ..Beside::default() });
    let mut shown = 0;
    for note in &notes {
        let drawn = layout.rows(app, note, Look::default(), ROWS_OF_NOTE);
        // The last row says what there is no room for.
        if lines.len() + drawn.len() + usize::from(shown + 1 < total) > rows {
            break;
        }
        lines.extend(drawn);
        shown += 1;
    }
    if shown < total && lines.len() < rows {
        lines.push(Line::from(dim(app, format!("   and {} more", total - shown))));
    }
    lines.truncate(rows);
    lines
}

//! The screens, drawn from the state: each pane takes `&App` and a part of the frame.
//!
//! Drawing changes nothing and asks nothing: no clock, no file, no remembered cell. What a pane
//! needs to know about its own scrolling is in [`App`]; where that cannot be right (another size, a
//! shorter list), the pane shows what is chosen and leaves the state alone.
//!
//! * `header`: what is on, where, how long still, who I am; `status`: notices and the screens, with `here`; `hints`: keys
//! * `capture`: the capture line with its preview, shared by Day, the quiet screen and the too small one
//! * `evidence`: rows of notes, shared by all lists; `names`: the sign of a name that must not appear
//! * `day` with `timetable` and `gaps`, `tag`, `questions` with `matrix`, `sealed`: the screens
//! * `after`, with its views `leaves`, `action_plan`, `before_after`
//! * `views`: Feedback, with its views `readiness`, `meeting`, `feedback` (the points, with `points`)
//! * `answers`: what came of a point at its meeting; `present`: one point on the whole screen

pub mod action_plan;
pub mod after;
pub mod answers;
pub mod before_after;
pub mod capture;
mod catch_up;
pub mod day;
pub mod evidence;
pub mod feedback;
pub mod gaps;
pub mod header;
pub mod here;
pub mod hints;
pub mod leaves;
pub mod matrix;
pub mod meeting;
pub mod names;
pub mod points;
pub mod present;
pub mod questions;
pub mod readiness;
pub mod sealed;
pub mod status;
pub mod tag;
pub mod timetable;
pub mod views;

#[cfg(test)]
pub(in crate::tui) mod testing;
#[cfg(test)]
mod tests;

use super::action::Action;
use super::app::App;
use super::theme::Meaning;
use crate::trouble::count;
use chrono::NaiveDateTime;
use ratatui::style::Style;
use ratatui::text::Span;

/// The quiet mark of words that are worth a second look.
pub const REMARKED: &str = "wording?";

/// The style for a meaning, in the look of this screen.
pub fn style(app: &App, meaning: Meaning) -> Style {
    app.theme.style(meaning)
}

/// Text that may be overlooked.
pub fn dim(app: &App, text: impl Into<String>) -> Span<'static> {
    Span::styled(text.into(), style(app, Meaning::Dim))
}

/// `12 notes` for a title; empty where there are none.
pub fn counted(app: &App, n: usize, one: &str, many: &str) -> Span<'static> {
    dim(app, if n == 0 { String::new() } else { count(n, one, many) })
}

/// The key for an action on the present screen, empty if it has none; the same whatever lies over
/// it, so that the screen behind does not change.
pub fn key(app: &App, action: Action) -> String {
    app.keymap.keys_for(app.pane_context(), action).into_iter().next().unwrap_or_default()
}

/// A time of day as a school writes it in a list: `09:25`.
pub fn clock(time: NaiveDateTime) -> String {
    time.format("%H:%M").to_string()
}

/// A stretch of minutes in words: `9 min`, `2 h 10`, `3 days`.
pub fn minutes(minutes: i64) -> String {
    match minutes {
        ..100 => format!("{minutes} min"),
        100..1440 if minutes % 60 == 0 => format!("{} h", minutes / 60),
        100..1440 => format!("{} h {:02}", minutes / 60, minutes % 60),
        1440..2880 => "1 day".to_owned(),
        _ => format!("{} days", minutes / 1440),
    }
}

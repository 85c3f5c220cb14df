//! The line under the capture line: what Enter will do, in words.

use super::{Context, Reading};

/// What will be saved and where: `to Visits to classes · 2 Reasoning · strength · lesson · Y2 · open`.
/// What is sealed says so first (`SEALED to the team · …`). Empty for an empty line.
pub fn preview(reading: &Reading, context: &Context<'_>, activity_title: &str) -> String {
    let _ = (reading, context, activity_title);
    String::new()
}

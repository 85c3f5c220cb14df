//! The pieces of drawing that panes share; each only reads what it is given and fills cells.
//!
//! * `lines`: lines that are cut with `…`, set to both edges, wrapped; `boxes`: the parts they stand in
//! * `editing`, `line`, `long`, `editor_key`: text that is being typed

pub mod boxes;
pub mod editing;
pub mod editor_key;
pub mod line;
pub mod lines;
pub mod long;
pub mod rows;

use crate::tui::theme::glyph;

/// One cell that turns as `step` counts on, while something slow is under way.
pub fn spinner(step: usize) -> &'static str {
    glyph::SPINNER[step % glyph::SPINNER.len()]
}

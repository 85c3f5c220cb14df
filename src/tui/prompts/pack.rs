//! The pack for the host head: how far it has come, then its six words, large and numbered.

use super::entry::six_words;
use super::{READABLE, card, text};
use crate::tui::app::{App, Pack};
use crate::tui::theme::Meaning;
use crate::tui::widgets::spinner;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What is to be done with the words.
const SAY: &str = "The passphrase of this pack. It is shown this once and kept nowhere: say it to the head, in person or \
    by telephone, and never send it with the file.";

/// Draws it.
pub fn draw(app: &App, pack: &Pack, frame: &mut Frame, area: Rect) {
    let cells = usize::from(READABLE.min(area.width).saturating_sub(4));
    let mut lines = Vec::new();
    match pack {
        Pack::Working(step) => {
            let step = if step.is_empty() { "Putting the pack together" } else { step };
            lines.extend(text(app, &format!("{} {step}.", spinner(app.spin)), Meaning::Text, cells));
        }
        Pack::Done(said, phrase) => {
            lines.extend(text(app, said, Meaning::Text, cells));
            lines.push(Line::default());
            lines.extend(text(app, SAY, Meaning::Text, cells));
            lines.push(Line::default());
            for row in six_words(app, phrase, cells) {
                lines.extend([row, Line::default()]);
            }
            lines.extend(text(app, "Small letters, one space between two words.", Meaning::Dim, cells));
        }
    }
    card(app, "The pack for the host head", lines, READABLE, frame, area);
}

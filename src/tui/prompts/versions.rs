//! Versions that stand side by side, whole, with who wrote them and when; one is chosen.

use super::READABLE;
use crate::notebook::query::{Says, Version};
use crate::text::listed;
use crate::tui::app::{App, Versions};
use crate::tui::panes::clock;
use crate::tui::panes::evidence::{Look, gutter};
use crate::tui::theme::Meaning;
use crate::tui::widgets::boxes::{self, Titles};
use crate::tui::widgets::lines::{fill, hang, said, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The title.
const TITLE: &str = "Written by two at once: which shall hold?";

/// Draws them.
pub fn draw(app: &App, versions: &Versions, frame: &mut Frame, area: Rect) {
    let wide = READABLE.min(area.width);
    let cells = usize::from(wide.saturating_sub(4));
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut chosen = (0, 1);
    let mut last = None;
    for (n, (at, version)) in versions.rows().into_iter().enumerate() {
        let clash = &versions.clashes[at];
        if last != Some(at) {
            let what = format!("About {}:", clash.what);
            lines.push(Line::styled(what, app.theme.style(Meaning::Dim)));
            last = Some(at);
        }
        let from = lines.len();
        let is_chosen = n == versions.cursor;
        let mut head = vec![gutter(app, Look { chosen: is_chosen, selected: false })];
        let version = version.and_then(|v| clash.versions.get(v));
        head.extend(version.map_or_else(
            || vec![said("Write one of all of them in the editor", app.theme.style(Meaning::Title))],
            |v| who(app, v),
        ));
        let head: Line<'static> = fill(head, cells);
        lines.push(if is_chosen { head.style(app.theme.style(Meaning::Chosen)) } else { head });
        if let Some(version) = version {
            let words = vec![said(&words(app, versions, version), app.theme.style(Meaning::Text))];
            lines.extend(hang(vec![Span::raw("    ")], wrap(words, cells.saturating_sub(4), 8)));
        }
        if is_chosen {
            chosen = (from, lines.len());
        }
    }
    let high = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let sight = usize::from(high.saturating_sub(2));
    let first = boxes::first_row(0, chosen, sight, lines.len());
    let titles = Titles::over(TITLE, app.theme).right([boxes::more(first, sight, lines.len(), app.theme)]);
    let inner = boxes::over(frame, area, (wide, high), titles, app.theme);
    boxes::put(frame, inner, lines.into_iter().skip(first).take(sight));
}

/// Who wrote a version, and when.
fn who(app: &App, version: &Version) -> Vec<Span<'static>> {
    let at = version.at.local(app.zone());
    vec![
        said(app.review.name(version.author), app.theme.style(Meaning::Title)),
        Span::styled(format!("  {} {}", at.format("%a %-d %B"), clock(at)), app.theme.style(Meaning::Dim)),
    ]
}

fn words(app: &App, versions: &Versions, version: &Version) -> String {
    let joined = |text: &str, reflection: &str| {
        if reflection.is_empty() { text.to_owned() } else { format!("{text} // {reflection}") }
    };
    match &version.says {
        Says::Words { text, reflection } => joined(text, reflection),
        Says::Mark(mark) => mark.clone(),
        Says::Sealed(persons) => match versions.opened(version.change) {
            Some(unlocked) => joined(unlocked.text.expose(), unlocked.reflection.expose()),
            None => {
                let names: Vec<&str> = persons.iter().map(|p| app.review.name(*p)).collect();
                format!("sealed for {}; unlock to read it", listed(&names))
            }
        },
    }
}

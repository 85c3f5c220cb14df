//! The line above the hints: the screens, and where one is; beside them a quiet word. Trouble, and
//! what has no room there, takes the whole line, and the hints' as well if it is long.

use super::{dim, key, style};
use crate::tui::action::Action;
use crate::tui::app::{App, Pane};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes;
use crate::tui::widgets::lines::{ends, said, width, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the line. What has more to say takes the line of hints too: what to do comes last, and a narrow screen would
/// cut just that. It goes at the next key. Gives whether it did.
pub fn draw(app: &App, frame: &mut Frame, area: Rect) -> bool {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let cells = usize::from(area.width);
    let is_passing = app.cut_off.is_none() && !app.old_text_remains;
    if let Some(word) = notice(app).filter(|word| is_passing && width(&word.spans) > cells) {
        boxes::put(frame, Rect { height: 2, ..area }, wrap(word.spans, cells, 2));
        return true;
    }
    let left = match (notice(app), screens(app)) {
        (None, screens) => screens,
        // The word goes at the next key: beside the screens that costs a slow line little.
        (Some(word), mut screens) if is_quiet(app) && width(&screens.spans) + 2 + width(&word.spans) <= cells => {
            screens.spans.push(Span::raw("  "));
            screens.spans.extend(word.spans);
            screens
        }
        (Some(word), _) => word,
    };
    let right = if app.old_text_remains {
        Span::styled("! old text still being removed", style(app, Meaning::Warning))
    } else if app.quiet {
        // What lies over the quiet screen shows no more of others than that does.
        Span::default()
    } else {
        super::here::fitting(app, cells.saturating_sub(width(&left.spans) + 2))
    };
    frame.render_widget(ends(left, right, cells), area);
    false
}

fn is_quiet(app: &App) -> bool {
    app.notice.as_ref().is_some_and(|notice| !notice.trouble) && app.cut_off.is_none() && !app.old_text_remains
}

/// What there is to say; trouble begins with a sign and stands out.
pub fn notice(app: &App) -> Option<Line<'static>> {
    let trouble = |text: &str| {
        let trouble = style(app, Meaning::Trouble);
        Line::from(vec![Span::styled("! ", trouble), said(text, trouble)])
    };
    // Nothing else that could be said matters as much.
    if let Some(why) = &app.cut_off {
        return Some(trouble(why));
    }
    let notice = app.notice.as_ref()?;
    Some(if notice.trouble {
        trouble(&notice.text)
    } else {
        Line::from(vec![dim(app, format!("{} ", glyph::DOT)), said(&notice.text, style(app, Meaning::Text))])
    })
}

/// The screens with their keys, and how much waits on each.
fn screens(app: &App) -> Line<'static> {
    let mut spans = Vec::new();
    for pane in Pane::ALL {
        if !spans.is_empty() {
            spans.push(Span::raw("  "));
        }
        let waits = match pane {
            Pane::Tag => app.counts.untagged,
            Pane::Sealed => app.counts.sealed,
            Pane::Day | Pane::Questions | Pane::Feedback | Pane::After => 0,
        };
        let count = if waits > 0 { format!(" {waits}") } else { String::new() };
        if pane == app.pane {
            spans.push(Span::styled(format!("[{}{count}]", pane.label()), style(app, Meaning::Title)));
        } else {
            let key = key(app, key_to(pane));
            if !key.is_empty() {
                spans.push(Span::styled(format!("{key} "), style(app, Meaning::Key)));
            }
            spans.push(dim(app, format!("{}{count}", pane.label())));
        }
    }
    Line::from(spans)
}

fn key_to(pane: Pane) -> Action {
    match pane {
        Pane::Day => Action::PaneDay,
        Pane::Tag => Action::PaneTag,
        Pane::Questions => Action::PaneQuestions,
        Pane::Sealed => Action::PaneSealed,
        Pane::Feedback => Action::PaneFeedback,
        Pane::After => Action::PaneAfter,
    }
}

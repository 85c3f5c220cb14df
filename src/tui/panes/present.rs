//! Rehearsing and presenting: one point on the whole screen, its words in the middle and little else.
//!
//! Those who listen may see this screen, so it shows what a [`Presenting`] holds and nothing of the
//! rest: no notice, no colleague, no count of the notebook. The time is the one of the last key, or
//! of the last quarter of a minute, and told in quarters, so that it is no ticking clock.

use super::{dim, feedback, hints, style};
use crate::review::agenda::Head;
use crate::review::feedback::Stand;
use crate::review::talk::{LAST, Slide};
use crate::text::clean_line;
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::{App, Place, Presenting};
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::boxes;
use crate::tui::widgets::lines::{ends, fit, hang, joined, said, width, wrap};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// The widest a line of a point gets: longer ones are hard to read aloud.
const READABLE: u16 = 68;

/// Draws the whole screen.
pub fn draw(app: &App, talk: &Presenting, frame: &mut Frame, area: Rect) {
    let [top, body, next, time, told, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area });
    let cells = usize::from(top.width);
    match (talk.place, talk.slide()) {
        (Place::Point(at), Some(slide)) => {
            frame.render_widget(over(app, talk, slide, at, cells), top);
            if talk.evidence {
                evidence(app, slide, frame, body);
            } else {
                words(app, talk, slide, frame, body);
            }
            frame.render_widget(then(app, talk, at, cells), next);
            frame.render_widget(clock(app, talk, slide, cells), time);
        }
        (Place::After, _) => after(app, talk, frame, body),
        _ => before(app, talk, frame, body),
    }
    boxes::put(frame, told, [fit(said(&talk.told, style(app, Meaning::Text)), cells)]);
    hints::draw(app, frame, Rect { x: area.x, width: area.width, ..keys }, body);
}

/// The line on top: what sort of point, on what, who says it; which of how many.
fn over(app: &App, talk: &Presenting, slide: &Slide, at: usize, cells: usize) -> Line<'static> {
    let quiet = style(app, Meaning::Dim);
    let marked = |on: bool, words: &str, meaning| {
        Span::styled(if on { words.to_owned() } else { String::new() }, style(app, meaning))
    };
    let left = joined(
        [
            marked(talk.rehearse, "REHEARSING", Meaning::Warning),
            marked(slide.key_message, &format!("{} key message", glyph::FULL), Meaning::Key),
            Span::styled(slide.kind.label(), style(app, feedback::meaning(slide.kind))),
            said(&slide.question, quiet),
            said(&slide.speaker, quiet),
            marked(slide.for_head_alone, "for the head alone", Meaning::Warning),
        ],
        quiet,
    );
    let right = format!("{} of {}", at + 1, talk.talk.slides.len());
    ends(left, Span::styled(right, style(app, Meaning::Title)), cells)
}

/// The words in the middle of the screen, with air between the lines where there is room; below them
/// whether they were said, and how the host took them.
fn words(app: &App, talk: &Presenting, slide: &Slide, frame: &mut Frame, area: Rect) {
    let wide = READABLE.min(area.width.saturating_sub(8));
    let rows = usize::from(area.height.saturating_sub(2));
    let text = crate::text::clean_block(&slide.text);
    let lines = wrap(vec![Span::styled(text, style(app, Meaning::Title))], wide.into(), rows);
    let airy = lines.len() * 2 <= rows + 1;
    let mut shown = Vec::new();
    for line in lines {
        if airy && !shown.is_empty() {
            shown.push(Line::default());
        }
        shown.push(line);
    }
    let signs = joined(
        [
            Span::styled(
                if talk.is_said(slide) { format!("{} said", glyph::DONE) } else { String::new() },
                style(app, Meaning::Good),
            ),
            Span::styled(talk.stand(slide).map_or("", Stand::label), style(app, Meaning::Text)),
        ],
        style(app, Meaning::Dim),
    );
    let high = u16::try_from(shown.len()).unwrap_or(u16::MAX).min(area.height);
    let y = area.y + area.height.saturating_sub(high) / 2;
    let x = area.x + area.width.saturating_sub(wide) / 2;
    boxes::put(frame, Rect { x, y, width: wide, height: high }, shown);
    let below = Rect { x, y: area.bottom().saturating_sub(1), width: wide, height: 1 };
    boxes::put(frame, below, [Line::from(signs)]);
}

/// The open evidence under a point: the words, source and place, and nobody's name.
fn evidence(app: &App, slide: &Slide, frame: &mut Frame, area: Rect) {
    let wide = READABLE.min(area.width.saturating_sub(4));
    let inside = Rect {
        x: area.x + area.width.saturating_sub(wide) / 2,
        y: area.y + 1,
        width: wide,
        height: area.height.saturating_sub(1),
    };
    let cells = usize::from(wide);
    let mut lines = vec![Line::from(Span::styled("What this rests on", style(app, Meaning::Title)))];
    for shown in &slide.evidence {
        lines.push(Line::default());
        let text = wrap(vec![said(&shown.text, style(app, Meaning::Text))], cells.saturating_sub(2), 4);
        lines.extend(hang(vec![dim(app, format!("{} ", glyph::DOT))], text));
        let beside = clean_line(&shown.beside());
        if !beside.is_empty() {
            lines.push(Line::from(dim(app, format!("  {beside}"))));
        }
    }
    if slide.evidence.is_empty() {
        lines.push(Line::from(dim(app, "Nothing that can be shown here.")));
    }
    let rows = usize::from(inside.height);
    if lines.len() > rows {
        lines.truncate(rows.saturating_sub(1));
        lines.push(Line::from(dim(app, glyph::CUT)));
    }
    boxes::put(frame, inside, lines);
}

/// The first words of the next point; that the others are to be called in before it, if it is the first of theirs.
fn then(app: &App, talk: &Presenting, at: usize, cells: usize) -> Line<'static> {
    let slides = &talk.talk.slides;
    let is_alone = |at: usize| slides.get(at).is_some_and(|s| s.for_head_alone);
    let audience = app.review.activity(talk.meeting).map_or("", |m| &m.audience);
    let others_join = is_alone(at) && !is_alone(at + 1) && Head::among(audience) == Head::WithOthers;
    let then = if others_join { "then, when the others have joined: " } else { "then: " };
    let words =
        slides.get(at + 1).map_or_else(|| "the last point".to_owned(), |s| format!("{then}{}", clean_line(&s.text)));
    fit(dim(app, words), cells.min(usize::from(READABLE)))
}

/// `this point 0:45 of 0:30 · in all 5:15 of 10:00`, and what there is to say of it.
fn clock(app: &App, talk: &Presenting, slide: &Slide, cells: usize) -> Line<'static> {
    let quiet = style(app, Meaning::Dim);
    let (here, all) = (talk.watch.on(slide.point, talk.shown_at), talk.watch.in_all(talk.shown_at));
    let over = |spent: u32, of: u32| style(app, if quarters(spent) > of { Meaning::Warning } else { Meaning::Dim });
    let in_all = match talk.talk.ours {
        Some(ours) => Span::styled(format!("in all {} of {}", time(quarters(all)), time(ours)), over(all, ours)),
        None => Span::styled(format!("in all {}", time(quarters(all))), quiet),
    };
    let point = format!("this point {} of {}", time(quarters(here)), time(slide.seconds));
    let mut left = vec![Span::styled(point, over(here, slide.seconds)), in_all];
    if !talk.watch.runs() {
        let key = app.keymap.keys_for(app.pane_context(), Action::PauseTalk).into_iter().next().unwrap_or_default();
        let words = if talk.watch.was_started() { "paused: {} goes on" } else { "{} starts the clock" };
        left.push(said(&words.replace("{}", &key), quiet));
    }
    let right = if talk.is_behind() {
        let key = app.keymap.keys_for(app.pane_context(), Action::SkipToLast).into_iter().next().unwrap_or_default();
        Span::styled(format!("{key}: the last {}", in_words(LAST)), style(app, Meaning::Warning))
    } else {
        Span::default()
    };
    ends(joined(left, quiet), right, cells)
}

fn in_words(n: usize) -> String {
    if n == 3 { "three".to_owned() } else { n.to_string() }
}

/// What to know before others look: what is shown, what is not, and which of the two this is.
fn before(app: &App, talk: &Presenting, frame: &mut Frame, area: Rect) {
    let all = &talk.talk;
    let text = |words: String| said(&words, style(app, Meaning::Text));
    let warned = |words: String| Span::styled(format!("! {words}"), style(app, Meaning::Warning));
    let mut said_here: Vec<Span<'static>> = Vec::new();
    if let Some(meeting) = app.review.activity(talk.meeting) {
        said_here.push(Span::styled(clean_line(&feedback::titled(Some(meeting))), style(app, Meaning::Title)));
        said_here.push(Span::default());
    }
    let what = if talk.rehearse {
        "Rehearsing: nothing is recorded, and the clock starts by itself."
    } else {
        "Presenting: what is said, and what the host says, is recorded."
    };
    said_here.push(text(what.to_owned()));
    let keys = all.slides.iter().filter(|s| s.key_message).count();
    let keys = if keys > 0 { format!(", {}", count(keys, "key message", "key messages")) } else { String::new() };
    let ours = all.ours.map_or_else(String::new, |ours| format!("; {} are ours", time(ours)));
    said_here.push(text(format!(
        "{}{keys}: {} to say{ours}.",
        count(all.slides.len(), "point", "points"),
        time(all.needed)
    )));
    said_here.push(Span::default());
    said_here.extend(all.left_out.told().into_iter().map(warned));
    let which = |of: fn(&Slide) -> bool| {
        let numbers = all.slides.iter().enumerate().filter(|(_, s)| of(s)).map(|(i, _)| (i + 1).to_string());
        numbers.collect::<Vec<_>>()
    };
    let places = |numbers: &[String]| {
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        format!("{} {}", if numbers.len() == 1 { "point" } else { "points" }, crate::text::listed(&numbers))
    };
    let named = which(|s| s.named);
    if !named.is_empty() {
        said_here.push(warned(format!("A name that must not appear stands in {}.", places(&named))));
    }
    let unconfirmed = which(|s| s.unconfirmed);
    if !unconfirmed.is_empty() {
        said_here
            .push(warned(format!("Not confirmed, though sealed evidence lies under it: {}.", places(&unconfirmed))));
    }
    let head = which(|s| s.for_head_alone);
    if !head.is_empty() {
        said_here.push(warned(format!("For the head alone, before the others join: {}.", places(&head))));
    }
    let wide = READABLE.min(area.width);
    let lines: Vec<Line<'static>> = said_here.into_iter().flat_map(|s| wrapped(s, wide.into())).collect();
    middle(frame, area, wide, lines);
}

/// Wraps a span; an empty one is an empty line.
fn wrapped(span: Span<'static>, cells: usize) -> Vec<Line<'static>> {
    if span.content.is_empty() { vec![Line::default()] } else { wrap(vec![span], cells, 3) }
}

/// After the last point: how long each took against what was planned, where one rehearsed; else only
/// that it is over, since others look.
fn after(app: &App, talk: &Presenting, frame: &mut Frame, area: Rect) {
    let all = &talk.talk;
    let total = talk.watch.in_all(talk.shown_at);
    let plain = |words: String| Line::from(Span::styled(words, style(app, Meaning::Text)));
    let mut lines = vec![Line::from(Span::styled(
        if talk.rehearse { "Rehearsed" } else { "That was the last point." },
        style(app, Meaning::Title),
    ))];
    lines.push(Line::default());
    let wide = READABLE.min(area.width);
    if talk.rehearse {
        let room = usize::from(area.height).saturating_sub(7);
        for (i, slide) in all.slides.iter().enumerate().take(room) {
            lines.push(row(app, talk, slide, i, wide.into()));
        }
        if all.slides.len() > room {
            lines.push(Line::from(dim(app, format!("{} {} more", glyph::CUT, all.slides.len() - room))));
        }
        lines.push(Line::default());
        let ours = all.ours.map_or_else(String::new, |ours| format!(", {} ours", time(ours)));
        lines.push(plain(format!("{} in all; planned {}{ours}.", time(total), time(all.needed))));
    } else {
        lines.push(plain(all.ours.map_or_else(|| time(total), |ours| format!("{} of {}", time(total), time(ours)))));
    }
    middle(frame, area, wide, lines);
}

/// How long a point took in a rehearsal, and was planned to take.
fn row(app: &App, talk: &Presenting, slide: &Slide, i: usize, cells: usize) -> Line<'static> {
    let took = talk.watch.on(slide.point, talk.shown_at);
    let meaning = if took > slide.seconds { Meaning::Warning } else { Meaning::Text };
    let right = Span::styled(format!("{} of {}", time(took), time(slide.seconds)), style(app, meaning));
    let words = fit(
        said(&format!("{:>2} {}", i + 1, clean_line(&slide.text)), style(app, Meaning::Text)),
        cells.saturating_sub(width(std::slice::from_ref(&right)) + 2),
    );
    ends(words, right, cells)
}

/// Lines in the middle of an area.
fn middle(frame: &mut Frame, area: Rect, wide: u16, lines: Vec<Line<'static>>) {
    let high = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
    let x = area.x + area.width.saturating_sub(wide) / 2;
    let y = area.y + area.height.saturating_sub(high) / 2;
    boxes::put(frame, Rect { x, y, width: wide, height: high }, lines);
}

/// Seconds as begun quarters of a minute.
fn quarters(seconds: u32) -> u32 {
    seconds / 15 * 15
}

/// `5:15`.
fn time(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

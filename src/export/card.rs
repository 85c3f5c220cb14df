//! The speaking card: one page for whoever speaks at a summary meeting, to print and to tick on.
//!
//! Not a release: it is for the speaker's hand, says so at its top, and is plain. It is made from a
//! [`Talk`], which holds nothing sealed. It is one page, for forty points too: where there is much to say the type gets
//! smaller, then the evidence goes, and at last words are cut, with `…`.

use super::words::{add, clock, hang, short_day};
use crate::review::feedback::PointKind;
use crate::review::talk::{Slide, Talk};
use crate::review::timetable::Activity;
use crate::review::visit::{Review, Wording};
use crate::text::{clean_line, fit, width};
use maud::{DOCTYPE, PreEscaped, html};

/// What stands at the top, and is said before a card is written.
pub const PLAIN: &str =
    "For the speaker only, unreleased. Plain: whoever finds it can read it. Nothing sealed stands on it.";

/// What a card is made from.
pub struct Card<'a> {
    /// The plan.
    pub review: &'a Review,
    /// The meeting.
    pub meeting: Option<&'a Activity>,
    /// What is said there.
    pub talk: &'a Talk,
}

/// How much of each point there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    /// The size of the type, in tenths of a point.
    type_size: usize,
    /// Pieces of evidence under each point.
    evidence: usize,
    /// Cells for the words of a point.
    words: usize,
}

/// Cells for a piece of evidence: a few words.
const FEW: usize = 76;
/// The lines of a page of text.
const LINES: usize = 60;
/// The cells of such a line.
const CELLS: usize = 80;
/// The printed page within its margins, in tenths of a point: A4 less 12 mm on each side.
const PAGE: (usize, usize) = (5270, 7700);

/// As text: one page of 80 columns.
pub fn text(card: &Card<'_>) -> String {
    let whole = [2, 1, 0].map(|evidence| Room { type_size: 0, evidence, words: usize::MAX });
    let cut = [6, 4, 3, 2, 1].map(|lines| Room { type_size: 0, evidence: 0, words: lines * (CELLS - 10) });
    let rooms = whole.into_iter().chain(cut);
    let mut last = String::new();
    for room in rooms {
        last = text_in(card, room);
        if last.lines().count() <= LINES {
            break;
        }
    }
    last
}

fn text_in(card: &Card<'_>, room: Room) -> String {
    let mut out = String::new();
    for line in head(card) {
        out.push_str(&hang("", &line, CELLS));
        out.push('\n');
    }
    for (i, slide) in card.talk.slides.iter().enumerate() {
        add(&mut out, format_args!("\n[ ] {:>2}. {}\n", i + 1, heading(card, slide).join(" · ")));
        out.push_str(&hang("        ", &fit(&clean_line(&slide.text), room.words), CELLS));
        out.push('\n');
        for shown in evidence(slide, room) {
            out.push_str(&hang("        - ", &shown, CELLS));
            out.push('\n');
        }
    }
    out
}

/// As one HTML file that prints on one page of A4: no script, nothing fetched.
pub fn html(card: &Card<'_>) -> String {
    let room = printed(card);
    let style = format!(
        "@page{{size:A4;margin:12mm}}\
         body{{font:{}.{}pt/1.25 Arial,\"Liberation Sans\",sans-serif;margin:0 auto;max-width:186mm;color:#000;background:#fff;overflow-wrap:anywhere}}\
         h1{{font-size:1.15em;margin:0 0 .2em}}p{{margin:0 0 .2em}}.plain{{font-weight:bold}}\
         ol{{list-style:none;margin:.4em 0 0;padding:0}}li{{margin:0 0 .45em;padding-left:2em;position:relative;break-inside:avoid}}\
         .tick{{position:absolute;left:0;top:.1em;width:.9em;height:.9em;border:1px solid #000}}\
         .key{{font-weight:bold}}.about{{font-size:.85em}}ul{{margin:.05em 0 0;padding-left:1.2em;font-size:.8em}}",
        room.type_size / 10,
        room.type_size % 10
    );
    let mut head = head(card).into_iter();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Speaking card" }
                style { (PreEscaped(style)) }
            }
            body {
                p class="plain" { (head.next().unwrap_or_default()) }
                h1 { (head.next().unwrap_or_default()) }
                @for line in head { p { (line) } }
                ol {
                    @for (i, slide) in card.talk.slides.iter().enumerate() {
                        li {
                            span class="tick" {}
                            div class="about" { (i + 1) ". " (heading(card, slide).join(" · ")) }
                            div class=[slide.key_message.then_some("key")] { (fit(&clean_line(&slide.text), room.words)) }
                            @let shown = evidence(slide, room);
                            @if !shown.is_empty() { ul { @for line in shown { li style="padding:0;margin:0" { (line) } } } }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

/// How the points fit on the printed page: as large as they may be, cut only where nothing else helps.
fn printed(card: &Card<'_>) -> Room {
    let sizes = |from: usize, to: usize| (to..=from).rev().step_by(5);
    let whole = [(2, 120, 95), (1, 115, 90), (0, 110, 80)]
        .into_iter()
        .flat_map(|(evidence, from, to)| sizes(from, to).map(move |size| (size, evidence)))
        .map(|(type_size, evidence)| Room { type_size, evidence, words: usize::MAX });
    let cut = [400, 300, 200, 150, 100, 60, 30].map(|words| Room { type_size: 70, evidence: 0, words });
    let smallest = Room { type_size: 60, evidence: 0, words: 30 };
    whole.chain(cut).find(|room| height(card, *room) <= PAGE.1).unwrap_or(smallest)
}

/// How high the printed card is at most, in tenths of a point. Letters are taken wider than most are.
fn height(card: &Card<'_>, room: Room) -> usize {
    let size = room.type_size;
    let lines = |cells: usize, size: usize, indent: usize| {
        // A letter is half as wide as the type is high, and a little more to be safe.
        let in_line = (PAGE.0.saturating_sub(indent) * 100) / (size * 56).max(1);
        cells.div_ceil(in_line.max(1)).max(1)
    };
    let high = |lines: usize, size: usize| lines * size * 125 / 100;
    let head: usize =
        head(card).iter().map(|line| high(lines(width(line), size * 115 / 100, 0), size * 115 / 100)).sum();
    let points: usize = card
        .talk
        .slides
        .iter()
        .map(|slide| {
            let words = width(&fit(&clean_line(&slide.text), room.words));
            let about = width(&heading(card, slide).join(" · ")) + 4;
            let bold = if slide.key_message { size * 110 / 100 } else { size };
            let evidence = evidence(slide, room);
            let under: usize =
                evidence.iter().map(|e| high(lines(width(e), size * 80 / 100, size * 3), size * 80 / 100)).sum();
            high(lines(about, size * 85 / 100, size * 2), size * 85 / 100)
                + high(lines(words, bold, size * 2), size)
                + under
                + size * 55 / 100
        })
        .sum();
    head + points + size
}

/// What stands above the points.
fn head(card: &Card<'_>) -> Vec<String> {
    let visit = &card.review.visit;
    let whole = [clean_line(&visit.school), clean_line(&visit.focus)];
    let mut title: Vec<String> = whole.into_iter().filter(|part| !part.is_empty()).collect();
    if let Some(meeting) = card.meeting {
        title.push(clean_line(&meeting.title));
        let time = match (meeting.start, meeting.end) {
            (Some(start), Some(end)) => format!(" {}–{}", clock(start), clock(end)),
            (Some(start), None) => format!(" {}", clock(start)),
            (None, _) => String::new(),
        };
        title.push(format!("{}{time}", short_day(meeting.day)));
        if !meeting.audience.is_empty() {
            title.push(format!("to {}", clean_line(&meeting.audience)));
        }
    }
    let ours =
        card.talk.ours.map_or_else(|| "the meeting has no time yet".to_owned(), |ours| format!("{} ours", time(ours)));
    let key = if card.talk.slides.iter().any(|s| s.key_message) { " Key messages are marked ★." } else { "" };
    vec![
        PLAIN.to_owned(),
        title.join(" · "),
        format!("{} to say, {ours}.{key} Tick what was said.", time(card.talk.needed)),
    ]
}

/// What stands over the words of a point: time, who, kind, question.
fn heading(card: &Card<'_>, slide: &Slide) -> Vec<String> {
    let kind = match (slide.kind, card.review.visit.wording) {
        (PointKind::Strength, Wording::WwwEbi) => "what went well",
        (PointKind::Development, Wording::WwwEbi) => "even better if",
        (kind, _) => kind.label(),
    };
    let parts = [
        time(slide.seconds),
        clean_line(&slide.speaker),
        format!("{kind}{}", if slide.key_message { " ★" } else { "" }),
        clean_line(&slide.question),
        if slide.for_head_alone { "FOR THE HEAD ALONE".to_owned() } else { String::new() },
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// The evidence in a few words.
fn evidence(slide: &Slide, room: Room) -> Vec<String> {
    let one = |shown: &crate::review::talk::Shown| {
        let beside = clean_line(&shown.beside());
        let words = fit(&clean_line(&shown.text), FEW.saturating_sub(width(&beside)));
        if beside.is_empty() { words } else { format!("{words} ({beside})") }
    };
    slide.evidence.iter().take(room.evidence).map(one).collect()
}

/// `1:05 min`.
fn time(seconds: u32) -> String {
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests;

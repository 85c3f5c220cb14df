//! Rows of notes, as every list shows them: time, marks, the words or the seal, who wrote it.
//!
//! Of a sealed note only the outside is shown, never a cut of its words, unlocked or not; but where
//! every note is sealed to the team, what is unlocked stands as an open one does elsewhere, with the
//! sign of the seal before it. Where
//! there is room the marks stand in columns as wide as this list needs them; else they run into
//! the text.

use super::{clock, dim, names, style};
use crate::review::evidence::{Content, Note, Valence, View};
use crate::text;
use crate::trouble::count;
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::{column, ends, fill, hang, said, width, wrap};
use ratatui::text::{Line, Span};

/// Below this many cells the marks run into the text.
const NARROW: usize = 56;

/// From this many cells on, words stand in full; below, columns of marks are kept short.
const WIDE: usize = 100;

/// The widest that the columns of questions, direction, source, place get, and of the author: short, in full.
const WIDEST: [[usize; 5]; 2] = [[8, 1, 9, 6, 10], [11, 11, 14, 12, 12]];

/// What a list shows beside the words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside {
    /// Who wrote it.
    pub author: bool,
    /// Where it was.
    pub place: bool,
    /// Say the direction in a word where there is room, not by a sign.
    pub in_words: bool,
    /// Notes can be selected here, so that rows have room for the mark.
    pub selecting: bool,
}

/// How the rows of one list are laid out.
pub struct Layout {
    cells: usize,
    beside: Beside,
    /// Some notes are of another day, so that the day is said with the time.
    with_day: bool,
    /// Questions, direction, source, place; none where the marks run into the text.
    marks: Option<[usize; 4]>,
    author: usize,
}

impl Layout {
    /// The layout of these notes in rows of `cells`.
    pub fn of(app: &App, notes: &[Note], cells: usize, beside: Beside) -> Self {
        let today = app.now.local(app.zone()).date();
        let with_day = notes.iter().any(|n| n.at().local(app.zone()).date() != today);
        let beside = Beside { in_words: beside.in_words && cells >= WIDE, ..beside };
        let most = WIDEST[usize::from(cells >= WIDE)];
        let widest = |at: usize, texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0).min(most[at]);
        let marks = (cells >= NARROW).then(|| {
            let all: Vec<_> = notes.iter().map(|n| marks(app, n, beside)).collect();
            [0, 1, 2, 3].map(|at| widest(at, &mut all.iter().map(|m| text::width(&m[at].content))))
        });
        let author = if beside.author && marks.is_some() {
            widest(4, &mut notes.iter().map(|n| text::width(&text::clean_line(app.review.name(n.author)))))
        } else {
            0
        };
        Self { cells, beside, with_day, marks, author }
    }

    /// The rows of one note, at most `rows` of them.
    pub fn rows(&self, app: &App, note: &Note, look: Look, rows: usize) -> Vec<Line<'static>> {
        let mut before = vec![gutter(app, look)];
        if self.beside.selecting {
            before.push(Span::raw(" "));
        } else {
            before = vec![Span::raw(if look.chosen { glyph::CHOSEN } else { " " })];
        }
        before.push(Span::raw(self.time(app, note)));
        let mut inside = Vec::new();
        let signs = marks(app, note, self.beside);
        match self.marks {
            Some(columns) => {
                for (sign, cells) in signs.into_iter().zip(columns).filter(|(_, cells)| *cells > 0) {
                    before.push(column(&sign.content, cells, sign.style));
                    before.push(Span::raw(" "));
                }
            }
            None => {
                for sign in signs.into_iter().filter(|sign| !sign.content.is_empty()) {
                    inside.push(sign);
                    inside.push(Span::raw(" "));
                }
            }
        }
        inside.extend(names::sign(app, note));
        inside.extend(words(app, note));
        let narrow = self.marks.is_none();
        if narrow && self.beside.author {
            inside.extend([dim(app, " · "), said(app.review.name(note.author), style(app, Meaning::Dim))]);
        }
        let behind = if self.author > 0 {
            column(&text::clean_line(app.review.name(note.author)), self.author, style(app, Meaning::Dim))
        } else {
            Span::default()
        };
        let taken = width(&before);
        let room = self.cells.saturating_sub(taken + if self.author > 0 { self.author + 1 } else { 0 });
        let mut lines = hang(before, wrap(inside, room, rows));
        if let Some(first) = lines.first_mut().filter(|_| self.author > 0) {
            *first = ends(std::mem::take(first), behind, self.cells);
        }
        let style = style(app, Meaning::Chosen);
        let lit = |line| if look.chosen { fill(line, self.cells).style(style) } else { line };
        lines.into_iter().map(lit).collect()
    }

    fn time(&self, app: &App, note: &Note) -> String {
        let at = note.at().local(app.zone());
        if self.with_day { format!("{} {} ", at.format("%a"), clock(at)) } else { format!("{} ", clock(at)) }
    }
}

/// Whether the arrows are on a row, and whether it was selected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// The arrows are on it.
    pub chosen: bool,
    /// It was selected.
    pub selected: bool,
}

/// The signs at the start of a row: `›` the arrows are here, `●` selected.
pub fn gutter(app: &App, look: Look) -> Span<'static> {
    let chosen = if look.chosen { glyph::CHOSEN } else { " " };
    let selected = if look.selected { glyph::FULL } else { " " };
    Span::styled(
        format!("{chosen}{selected}"),
        style(app, if look.selected { Meaning::Selected } else { Meaning::Text }),
    )
}

/// The meaning of a direction, for its colour.
pub fn meaning(valence: Valence) -> Meaning {
    match valence {
        Valence::Neutral => Meaning::Dim,
        Valence::Strength => Meaning::Strength,
        Valence::Development => Meaning::Development,
        Valence::Wondering => Meaning::Wondering,
    }
}

/// Questions, direction, source and place of an open note; a sealed one shows none.
fn marks(app: &App, note: &Note, beside: Beside) -> [Span<'static>; 4] {
    let Some(evidence) = app.words_of(note) else { return Default::default() };
    let marks = evidence.marks;
    let numbers =
        app.review.questions.iter().filter(|q| marks.questions.contains(&q.id)).map(|q| format!("#{}", q.number));
    let questions = numbers.collect::<Vec<_>>().join(" ");
    let direction = match (marks.valence, beside.in_words) {
        (Valence::Neutral, _) => String::new(),
        (valence, true) => valence.label().to_owned(),
        (valence, false) => valence.sign().to_string(),
    };
    let source = marks.source.map_or("", |s| s.label());
    let place = marks.place.as_deref().filter(|_| beside.place).unwrap_or_default();
    [
        said(&questions, style(app, Meaning::Text)),
        Span::styled(direction, style(app, meaning(marks.valence))),
        dim(app, source),
        said(place, style(app, Meaning::Dim)),
    ]
}

/// What a note says, or what is known of it from outside.
pub fn words(app: &App, note: &Note) -> Vec<Span<'static>> {
    let mut spans = match (&note.content, app.words_of(note)) {
        (content, Some(evidence)) => {
            let plain = style(app, if note.deleted { Meaning::Dim } else { Meaning::Text });
            let mut spans = Vec::new();
            if let Content::Sealed(_) = content {
                // Unlocked: anybody who sees the screen shall see that this is no open note.
                spans.push(Span::styled(format!("{} ", glyph::SEALED), style(app, Meaning::Sealed)));
            }
            spans.push(said(evidence.text, plain));
            if !evidence.reflection.is_empty() {
                spans.extend([dim(app, " // "), said(evidence.reflection, style(app, Meaning::Dim))]);
            }
            spans.extend(evidence.marks.impact.then(|| dim(app, " · impact")));
            spans.extend(evidence.marks.learning.then(|| dim(app, " · to take home")));
            spans
        }
        (Content::Sealed(outside), None) => vec![Span::styled(
            format!("{} sealed: {}", glyph::SEALED, outside.readers.label()),
            style(app, Meaning::Sealed),
        )],
        (Content::Open(_) | Content::Erased, None) => vec![dim(app, "its words were erased")],
    };
    let warned = |word: &str| Span::styled(format!(" · {word}"), style(app, Meaning::Warning));
    spans.extend(note.conflict.then(|| warned("two versions")));
    spans.extend(note.deleted.then(|| warned("deleted")));
    spans.extend(note.rehearsal.then(|| warned("rehearsal")));
    spans.extend(note.edited.then(|| dim(app, " · edited")));
    spans.extend(views(app, note));
    spans
}

/// What the team makes of a note: `2 agree, 1 doubts`; to the team alone, while the lead asks for it.
fn views(app: &App, note: &Note) -> Option<Span<'static>> {
    if !app.review.visit.choices.views || !app.in_team() || note.beside.views.is_empty() {
        return None;
    }
    let of = |view| note.beside.views.iter().filter(|(_, v)| *v == view).count();
    let told = [(of(View::Agree), "agrees", "agree"), (of(View::Doubt), "doubts", "doubt")];
    let told = told.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many));
    Some(dim(app, format!(" · {}", told.collect::<Vec<_>>().join(", "))))
}

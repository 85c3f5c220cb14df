//! Words on A4 pages: measures and wraps them, starts new pages, and draws all at the end, when it is
//! known how many pages there are.
//!
//! All lengths are points (1/72 inch), measured from the upper left corner of a page.

use crate::trouble::{Result, Trouble};
use krilla::Document;
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use std::fmt::Display;
use unicode_segmentation::UnicodeSegmentation;

const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 56.7;
const LINE: f32 = WIDTH - 2.0 * MARGIN;
/// Where the text of a page must end.
const BOTTOM: f32 = HEIGHT - MARGIN;
/// The distance of two lines, as a part of the size of the letters.
const LEADING: f32 = 1.32;
/// The size of the letters at the head and foot of each page.
const SMALL: f32 = 8.0;
/// The size of the letters in a table: the longest word over a column fits on one line.
const IN_TABLE: f32 = 7.0;
/// How much room a row leaves that is there to be written in by hand.
const WRITABLE: f32 = 26.0;
/// A heading does not stand at the foot of a page without so much below it.
const BELOW_HEADING: f32 = 40.0;

/// The looks of a paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// The size of its letters.
    pub size: f32,
    /// The room above it, but at the head of a page.
    pub before: f32,
    /// The room below it.
    pub after: f32,
    /// How far its lines stand in; what hangs before the first one stands out.
    pub indent: f32,
}

/// The colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    /// The words themselves.
    Black,
    /// What stands beside them.
    Grey,
    /// Headings.
    Accent,
}

impl Colour {
    fn rgb(self) -> rgb::Color {
        match self {
            Self::Black => rgb::Color::new(0x1a, 0x1a, 0x1a),
            Self::Grey => rgb::Color::new(0x55, 0x55, 0x55),
            Self::Accent => rgb::Color::new(0x1f, 0x5f, 0x5b),
        }
    }
}

/// Some text in one look; a line break in it is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    text: &'a str,
    bold: bool,
    colour: Colour,
}

impl<'a> Span<'a> {
    pub(super) fn plain(text: &'a str) -> Self {
        Self { text, bold: false, colour: Colour::Black }
    }

    pub(super) fn bold(text: &'a str) -> Self {
        Self { bold: true, ..Self::plain(text) }
    }

    pub(super) fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }
}

/// A cell of a table.
pub(super) struct Cell {
    /// One line of text.
    pub text: String,
    /// Whether it heads its column.
    pub head: bool,
}

/// Words in one look that stand on one line.
#[derive(Debug, Clone)]
struct Run {
    x: f32,
    text: String,
    bold: bool,
    colour: Colour,
}

/// What is drawn at one height.
enum Mark {
    /// Runs of words of one size on the line at this height.
    Words { y: f32, size: f32, runs: Vec<Run> },
    /// A rule across the page.
    Rule { y: f32 },
}

/// A place to leap to.
struct Heading {
    level: usize,
    text: String,
    page: usize,
    y: f32,
}

/// A font, to be drawn with and to be measured.
struct Letters {
    font: Font,
    face: ttf_parser::Face<'static>,
}

impl Letters {
    fn read(bytes: &'static [u8]) -> Result<Self> {
        let font = Font::new(bytes.into(), 0).ok_or_else(|| failed("a font"))?;
        Ok(Self { font, face: ttf_parser::Face::parse(bytes, 0).map_err(failed)? })
    }

    /// How wide a text is at a size. Letters that move closer in pairs make it a little narrower.
    fn width(&self, text: &str, size: f32) -> f32 {
        let glyphs = text.chars().filter_map(|c| self.face.glyph_index(c));
        let units: f32 = glyphs.map(|g| f32::from(self.face.glyph_hor_advance(g).unwrap_or(0))).sum();
        units * size / f32::from(self.face.units_per_em())
    }
}

/// Pages in the making.
pub(super) struct Layout {
    regular: Letters,
    bold: Letters,
    pages: Vec<Vec<Mark>>,
    headings: Vec<Heading>,
    y: f32,
}

impl Layout {
    /// One empty page.
    pub(super) fn new() -> Result<Self> {
        let (regular, bold) =
            (Letters::read(dejavu::sans_condensed::regular())?, Letters::read(dejavu::sans_condensed::bold())?);
        Ok(Self { regular, bold, pages: vec![Vec::new()], headings: Vec::new(), y: MARGIN })
    }

    /// A heading of a level counted from 0, kept with what follows: headings of the looks `under`, and what they are over.
    pub(super) fn heading(&mut self, level: usize, look: Look, under: &[Look], span: Span) {
        let headings = under.iter().map(|l| l.before + l.size * LEADING + l.after).sum::<f32>();
        self.room_for(look.before + look.size * LEADING + headings + BELOW_HEADING);
        let (page, y) = (self.pages.len() - 1, self.y);
        self.headings.push(Heading { level, text: span.text.to_owned(), page, y });
        self.paragraph(look, "", &[span]);
    }

    /// Starts a new page if a line of one look and the first of another do not fit on this one.
    pub(super) fn keep_together(&mut self, first: Look, second: Look) {
        self.room_for(first.before + first.size * LEADING + first.after + second.size * LEADING);
    }

    /// A paragraph of one or several spans, each parted from the next by a space; `hanging` stands before its first line.
    pub(super) fn paragraph(&mut self, look: Look, hanging: &str, spans: &[Span]) {
        if self.y > MARGIN {
            self.y += look.before;
        }
        let lines = self.wrapped(spans, look.size, LINE - look.indent);
        for (i, mut runs) in lines.into_iter().enumerate() {
            for run in &mut runs {
                run.x += MARGIN + look.indent;
            }
            if i == 0 && !hanging.is_empty() {
                runs.insert(0, Run { x: MARGIN, text: hanging.to_owned(), bold: false, colour: Colour::Black });
            }
            let y = self.next_line(look.size);
            self.mark(Mark::Words { y, size: look.size, runs });
        }
        self.y += look.after;
    }

    /// A table; each column is as wide as its part of the line. A row without words leaves room to write in.
    pub(super) fn table(&mut self, widths: &[f32], rows: &[Vec<Cell>]) {
        for row in rows {
            let mut x = MARGIN;
            let mut columns = Vec::new();
            for (cell, part) in row.iter().zip(widths) {
                let width = LINE * part;
                let colour = if cell.head { Colour::Grey } else { Colour::Black };
                let span = Span::plain(&cell.text).in_colour(colour);
                columns.push((x, self.wrapped(&[span], IN_TABLE, width - 2.0)));
                x += width;
            }
            let lines = columns.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
            let blank = row.iter().all(|cell| cell.text.is_empty());
            let below = if blank { WRITABLE } else { 3.0 };
            self.room_for(IN_TABLE * LEADING * f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) + below + 1.0);
            for i in 0..lines {
                let y = self.next_line(IN_TABLE);
                for (x, lines) in &columns {
                    let mut runs = lines.get(i).cloned().unwrap_or_default();
                    for run in &mut runs {
                        run.x += x;
                    }
                    self.mark(Mark::Words { y, size: IN_TABLE, runs });
                }
            }
            self.y += below;
            let y = self.y;
            self.mark(Mark::Rule { y });
            self.y += 1.0;
        }
        self.y += IN_TABLE;
    }

    /// Draws everything, with `head` and the page's number on each page.
    pub(super) fn finish(self, head: &str) -> Result<Vec<u8>> {
        let mut document = Document::new();
        let total = self.pages.len();
        for (number, marks) in self.pages.iter().enumerate() {
            let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| failed("a page"))?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            let foot = format!("Page {} of {total}", number + 1);
            let centre = (WIDTH - self.regular.width(&foot, SMALL)) / 2.0;
            let beside = |x: f32, text: String| vec![Run { x, text, bold: false, colour: Colour::Grey }];
            self.draw_words(&mut surface, 34.0, SMALL, &beside(MARGIN, self.known(head, false)));
            self.draw_words(&mut surface, HEIGHT - 30.0, SMALL, &beside(centre, foot));
            for mark in marks {
                match mark {
                    Mark::Words { y, size, runs } => self.draw_words(&mut surface, *y, *size, runs),
                    Mark::Rule { y } => draw_rule(&mut surface, *y),
                }
            }
            surface.finish();
            page.finish();
        }
        document.set_outline(leaps(&self.headings));
        document.set_metadata(Metadata::new().title(head.to_owned()).language("en-GB".to_owned()));
        document.finish().map_err(|e| failed(format!("{e:?}")))
    }

    fn draw_words(&self, surface: &mut Surface, y: f32, size: f32, runs: &[Run]) {
        for run in runs {
            let fill = Fill { paint: run.colour.rgb().into(), opacity: NormalizedF32::ONE, rule: FillRule::default() };
            surface.set_stroke(None);
            surface.set_fill(Some(fill));
            let font = self.letters(run.bold).font.clone();
            surface.draw_text(Point::from_xy(run.x, y), font, size, &run.text, false, TextDirection::Auto);
        }
    }

    fn letters(&self, bold: bool) -> &Letters {
        if bold { &self.bold } else { &self.regular }
    }

    /// The text with a sign in the place of each character that the font does not hold.
    fn known(&self, text: &str, bold: bool) -> String {
        let face = &self.letters(bold).face;
        text.chars().map(|c| if face.glyph_index(c).is_some() { c } else { '\u{fffd}' }).collect()
    }

    /// Spans in lines of at most `width`; a word that is longer is broken. Places count from the line's beginning.
    fn wrapped(&self, spans: &[Span], size: f32, width: f32) -> Vec<Vec<Run>> {
        let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
        let mut x = 0.0;
        for span in spans {
            let space = self.letters(span.bold).width(" ", size);
            for (i, line) in span.text.split('\n').enumerate() {
                if i > 0 {
                    lines.push(Vec::new());
                    x = 0.0;
                }
                for word in line.split_whitespace() {
                    for part in self.parts(&self.known(word, span.bold), span.bold, size, width) {
                        let wide = self.letters(span.bold).width(&part, size);
                        let gap = if x > 0.0 { space } else { 0.0 };
                        if x + gap + wide > width && x > 0.0 {
                            lines.push(Vec::new());
                            x = 0.0;
                        }
                        let gap = if x > 0.0 { space } else { 0.0 };
                        put(&mut lines, Run { x: x + gap, text: part, bold: span.bold, colour: span.colour });
                        x += gap + wide;
                    }
                }
            }
        }
        lines
    }

    /// A word in parts that fit into `width` each; most words have one part.
    fn parts(&self, word: &str, bold: bool, size: f32, width: f32) -> Vec<String> {
        let letters = self.letters(bold);
        if letters.width(word, size) <= width {
            return vec![word.to_owned()];
        }
        let (mut parts, mut part, mut wide) = (Vec::new(), String::new(), 0.0);
        for grapheme in word.graphemes(true) {
            let more = letters.width(grapheme, size);
            if wide + more > width && !part.is_empty() {
                parts.push(std::mem::take(&mut part));
                wide = 0.0;
            }
            part.push_str(grapheme);
            wide += more;
        }
        parts.push(part);
        parts
    }

    /// Where the next line of letters of this size stands, on a new page if this one is full.
    fn next_line(&mut self, size: f32) -> f32 {
        self.room_for(size * LEADING);
        self.y += size * LEADING;
        self.y - size * (LEADING - 1.0)
    }

    fn room_for(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > MARGIN {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }
}

/// Puts a run at the end of the last line; words in one look are one run, so that they are copied as one text.
fn put(lines: &mut [Vec<Run>], run: Run) {
    let Some(line) = lines.last_mut() else { return };
    match line.last_mut() {
        Some(last) if last.bold == run.bold && last.colour == run.colour => {
            last.text.push(' ');
            last.text.push_str(&run.text);
        }
        _ => line.push(run),
    }
}

fn draw_rule(surface: &mut Surface, y: f32) {
    let mut path = PathBuilder::new();
    path.move_to(MARGIN, y);
    path.line_to(WIDTH - MARGIN, y);
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: rgb::Color::new(0xcc, 0xcc, 0xcc).into(),
            width: 0.5,
            ..Stroke::default()
        }));
        surface.draw_path(&path);
    }
}

/// The headings as bookmarks: the first two levels, the second under the first.
fn leaps(headings: &[Heading]) -> Outline {
    let node = |h: &Heading| {
        OutlineNode::new(h.text.clone(), XyzDestination::new(h.page, Point::from_xy(MARGIN, (h.y - 4.0).max(0.0))))
    };
    let mut outline = Outline::new();
    for chapter in headings.chunk_by(|_, next| next.level > 0) {
        if let [first, rest @ ..] = chapter {
            let mut top = node(first);
            rest.iter().filter(|h| h.level == 1).for_each(|h| top.push_child(node(h)));
            outline.push_child(top);
        }
    }
    outline
}

fn failed(cause: impl Display) -> Trouble {
    Trouble::new("The PDF could not be put together.", "Choose another format; nothing was written.").because(cause)
}

//! Reading a line: which words are marks, by where they stand.
//!
//! Each half (evidence, reflection) is read alone: a run of marks at its start, prose, a run of
//! marks at its end. What follows the last run stays text and leaves the run in force if it is a
//! remark in brackets, an `@word` that is no source, an escaped mark or a symbol; then the run must
//! hold more than a sign, so that `5 + (3 x 2)` stays a sum.
//!
//! Seal marks are looked for further than other marks: wherever one might have been meant and is
//! not clearly at an end, the line is not saved and the author is asked.

use super::words::{Mark, Sense, numbered, sense};
use super::{Capture, Context, Reading};
use crate::review::evidence::Readers;
use crate::review::place;
use crate::review::questions::Question;
use crate::text;
use std::ops::Range;

/// Reads one entry of the capture line (or of the editor: it may hold line breaks).
pub fn read(line: &str, context: &Context<'_>) -> Reading {
    let (evidence, reflection) = halves(line);
    let mut capture = Capture::default();
    let mut marked = Marked::default();
    for (half, into) in [(evidence, &mut capture.text), (reflection, &mut capture.reflection)] {
        match Half::new(half, context.questions).and_then(|half| half.settle(&mut marked)) {
            Ok(text) => *into = text,
            Err(Ask { word, why }) => return Reading::Ask { word, why },
        }
    }
    let no_words = capture.text.is_empty() && capture.reflection.is_empty();
    if no_words && marked.count == 0 {
        return Reading::Empty;
    }
    capture.questions = marked.questions;
    capture.valence = marked.valence;
    capture.source = marked.source;
    capture.seal = marked.seal;
    capture.remarks = marked.remarks;
    if no_words {
        return Reading::MarksOnly(capture);
    }
    if let [only] = context.questions {
        capture.questions = vec![only.id];
    }
    capture.source = capture.source.or(context.source);
    capture.seal = capture.seal.or(context.seal);
    capture.place = place::find(&capture.text);
    Reading::Note(capture)
}

/// The line before and after the first `//` that stands alone.
fn halves(line: &str) -> (&str, &str) {
    words(line).find(|range| &line[range.clone()] == "//").map_or((line, ""), |r| (&line[..r.start], &line[r.end..]))
}

/// The places of the words of `text`.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let base = text.as_ptr().addr();
    text.split_whitespace().map(move |word| {
        let start = word.as_ptr().addr() - base;
        start..start + word.len()
    })
}

/// What the marks of both halves add up to.
#[derive(Default)]
struct Marked {
    questions: Vec<crate::ids::QuestionId>,
    valence: Option<crate::review::evidence::Valence>,
    source: Option<crate::review::evidence::Source>,
    seal: Option<Readers>,
    remarks: Vec<String>,
    count: usize,
}

impl Marked {
    /// Remarks on something, once.
    fn remark(&mut self, remark: &str) {
        if !self.remarks.iter().any(|before| before == remark) {
            self.remarks.push(remark.to_owned());
        }
    }

    /// Adds the marks of `word`. Of two signs or sources the last counts, as when one corrects
    /// oneself; two different seal marks are asked about.
    fn add(&mut self, word: &str, marks: &[Mark]) -> Result<(), Ask> {
        for &mark in marks {
            self.count += 1;
            match mark {
                Mark::Question(id) => {
                    if !self.questions.contains(&id) {
                        self.questions.push(id);
                    }
                }
                Mark::Valence(valence) => {
                    if self.valence.replace(valence).is_some_and(|before| before != valence) {
                        self.remark("more than one sign: the last counts");
                    }
                }
                Mark::Source(source) => {
                    if self.source.replace(source).is_some_and(|before| before != source) {
                        self.remark("more than one source: the last counts");
                    }
                }
                Mark::Seal(readers) => {
                    if self.seal.replace(readers).is_some_and(|before| before != readers) {
                        return Err(ask(
                            word,
                            "The seal marks of this line say different things. Leave the one you mean.",
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}

/// A word with its place in the half.
struct Word {
    place: Range<usize>,
    sense: Sense,
}

/// One half of a line, and which of its words are in the runs of marks at its ends.
struct Half<'a> {
    source: &'a str,
    words: Vec<Word>,
    /// Words before this one are the run at the start.
    body: usize,
    /// Words from this one on are the run at the end …
    close: usize,
    /// … and from this one on what follows it and stays text.
    tail: usize,
}

impl<'a> Half<'a> {
    fn new(source: &'a str, questions: &[Question]) -> Result<Self, Ask> {
        let words: Vec<_> =
            words(source).map(|place| Word { sense: sense(&source[place.clone()], questions), place }).collect();
        let all = words.len();
        let mut half = Self { source, words, body: 0, close: all, tail: all };
        half.body = half.run_at_start();
        half.find_run_at_end(questions);
        half.ask_about_stray_seals()?;
        Ok(half)
    }

    fn text(&self, i: usize) -> &'a str {
        &self.source[self.words[i].place.clone()]
    }

    /// How many words the run at the start has. A bullet or an emoji may come before it.
    fn run_at_start(&self) -> usize {
        let first = self.words.iter().position(|w| w.sense != Sense::Symbol).unwrap_or(0);
        let mut end = first;
        for (i, word) in self.words.iter().enumerate().skip(first) {
            match word.sense {
                Sense::Marks(_) | Sense::Partly { .. } => end = i + 1,
                Sense::Separator if end > first => {}
                _ => break,
            }
        }
        if end == first || (first > 0 && !self.says_more_than_a_sign(first..end)) { 0 } else { end }
    }

    /// Finds the run at the end and what follows it.
    fn find_run_at_end(&mut self, questions: &[Question]) {
        let all = self.words.len();
        let mut end = all;
        while end > self.body {
            match self.words[end - 1].sense {
                Sense::Address { .. } | Sense::Escaped(_) | Sense::Symbol => end -= 1,
                Sense::Plain => match self.bracket_before(end) {
                    Some(start) => end = start,
                    None => break,
                },
                _ => break,
            }
        }
        let mut start = end;
        let mut i = end;
        while i > self.body {
            i -= 1;
            self.continue_list(i, questions);
            match self.words[i].sense {
                Sense::Marks(_) | Sense::Partly { .. } => start = i,
                Sense::Separator => {}
                _ => break,
            }
        }
        if start < end && (end == all || self.says_more_than_a_sign(start..end)) {
            (self.close, self.tail) = (start, end);
        }
    }

    /// Where a remark in brackets that ends before word `end` begins.
    fn bracket_before(&self, end: usize) -> Option<usize> {
        if !self.text(end - 1).trim_end_matches(['.', ',', ';', ':', '!', '?']).ends_with([')', ']']) {
            return None;
        }
        let mut depth = 0;
        let open = (self.body..end).rfind(|&i| {
            depth += nesting(self.text(i));
            depth >= 0
        })?;
        (depth == 0 && self.text(open).starts_with(['(', '['])).then_some(open)
    }

    /// Where the text after a remark in brackets that begins with word `start` begins.
    fn bracket_after(&self, start: usize) -> Option<usize> {
        if !self.text(start).starts_with(['(', '[']) {
            return None;
        }
        let mut depth = 0;
        let close = (start..self.words.len()).find(|&i| {
            depth += nesting(self.text(i));
            depth <= 0
        })?;
        (depth == 0).then_some(close + 1)
    }

    /// In `#1, 3` the `3` belongs to the list, if nothing but marks follows.
    fn continue_list(&mut self, i: usize, questions: &[Question]) {
        let after_comma = i > self.body && {
            let before = self.text(i - 1);
            before.starts_with('#') && before.ends_with(',') && !self.words[i - 1].sense.marks().is_empty()
        };
        if self.words[i].sense == Sense::Plain
            && after_comma
            && let Some(id) = numbered(self.text(i).trim_end_matches([',', '.']), questions)
        {
            self.words[i].sense = Sense::Marks(vec![Mark::Question(id)]);
        }
    }

    /// Whether a run holds a question, a source or a seal, and not signs alone.
    fn says_more_than_a_sign(&self, run: Range<usize>) -> bool {
        self.words[run].iter().any(|w| {
            matches!(w.sense, Sense::Partly { .. }) || w.sense.marks().iter().any(|m| !matches!(m, Mark::Valence(_)))
        })
    }

    /// Asks about every word that may be meant as a seal mark and is in no run.
    fn ask_about_stray_seals(&self) -> Result<(), Ask> {
        let prose = self.prose();
        for (i, word) in self.words.iter().enumerate().filter(|(_, w)| w.sense.is_seal()) {
            let at_an_end = !prose.contains(&i) || self.beside_a_break(i);
            match word.sense {
                Sense::BadSeal if at_an_end => return Err(ask(self.text(i), NO_SUCH_SEAL)),
                Sense::BadSeal => {}
                _ if self.in_run(i) => {}
                _ if at_an_end || self.is_plainly_a_seal(i) => return Err(ask(self.text(i), MISPLACED_SEAL)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The words from the first to the last that can only be prose; outside is what may be an end.
    fn prose(&self) -> Range<usize> {
        let is_plain = |i: &usize| self.words[*i].sense == Sense::Plain;
        let all = self.words.len();
        let mut start = 0;
        while let Some(first) = (start..all).find(is_plain) {
            start = first;
            match self.bracket_after(first) {
                Some(close) => start = close,
                None => break,
            }
        }
        if !(start..all).any(|i| is_plain(&i)) {
            return 0..0;
        }
        let mut end = all;
        while let Some(last) = (start..end).rfind(is_plain) {
            end = last + 1;
            match self.bracket_before(end) {
                Some(open) => end = open,
                None => break,
            }
        }
        start..end
    }

    fn in_run(&self, i: usize) -> bool {
        i < self.body || (self.close..self.tail).contains(&i)
    }

    /// In the middle of prose a lone `!` is text; a named seal mark, or one among other marks, is not.
    fn is_plainly_a_seal(&self, i: usize) -> bool {
        let marks = self.words[i].sense.marks();
        let named = self.text(i).contains(char::is_alphabetic);
        let near_marks = [i.checked_sub(1), i.checked_add(1)]
            .into_iter()
            .flatten()
            .filter_map(|k| self.words.get(k))
            .any(|w| matches!(w.sense, Sense::Marks(_) | Sense::Partly { .. } | Sense::BadSeal));
        named || marks.len() > 1 || near_marks
    }

    /// Whether a line of several ends or begins at word `i`.
    fn beside_a_break(&self, i: usize) -> bool {
        let place = &self.words[i].place;
        let before = i.checked_sub(1).map_or(0, |k| self.words[k].place.end);
        let after = self.words.get(i + 1).map_or(self.source.len(), |w| w.place.start);
        let broken = |range: Range<usize>| self.source[range].contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']);
        broken(before..place.start) || broken(place.end..after)
    }

    /// Adds the marks of the runs to `marked` and returns the rest as text, its own spacing kept.
    fn settle(&self, marked: &mut Marked) -> Result<String, Ask> {
        let mut out = String::new();
        let mut end_of_last = None;
        for (i, word) in self.words.iter().enumerate() {
            if self.in_run(i) {
                marked.add(self.text(i), word.sense.marks())?;
                if matches!(word.sense, Sense::Marks(_) | Sense::Separator) {
                    continue;
                }
            }
            if let Sense::Partly { remark, .. } | Sense::Address { remark: Some(remark) } = &word.sense
                && (self.in_run(i) || i >= self.tail)
            {
                marked.remark(remark);
            }
            if let Some(end) = end_of_last {
                let unbroken = i > 0 && self.words[i - 1].place.end == end;
                out.push_str(if unbroken { &self.source[end..word.place.start] } else { " " });
            }
            end_of_last = Some(word.place.end);
            match word.sense {
                Sense::Escaped(at) => {
                    out.push_str(&self.text(i)[..at]);
                    out.push_str(&self.text(i)[at + 1..]);
                }
                _ => out.push_str(self.text(i)),
            }
        }
        Ok(out)
    }
}

/// How many more brackets a word opens than it closes.
fn nesting(word: &str) -> i64 {
    word.chars().map(|c| i64::from(matches!(c, '(' | '[')) - i64::from(matches!(c, ')' | ']'))).sum()
}

const NO_SUCH_SEAL: &str = "It looks like a seal mark, but there is none of that name. Write !, !team, !me or !head to seal \
                            the note, or put \\ before the ! to keep the word as text.";
const MISPLACED_SEAL: &str = "It looks like a seal mark, but it does not stand among the marks at an end. Put it first or \
                              last to seal the note, or put \\ before the ! to keep the word as text.";

/// A word to ask about, and why.
struct Ask {
    word: String,
    why: String,
}

fn ask(word: &str, why: &str) -> Ask {
    let word = text::fit(&text::clean_line(word), 40);
    let why = format!("“{word}”: {why} Nothing is saved yet.");
    Ask { word, why }
}

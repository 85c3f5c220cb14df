//! What a single word of the capture line could mean, wherever it stands.
//!
//! Position is not known here: `?` in the middle of prose has the same [`Sense`] as at the end, and
//! [`super::read`] decides. Around `!` everything is generous on purpose: any word whose first
//! character that is not plain punctuation is an exclamation mark is a seal mark or a question to
//! the author, never silently text.

use super::super::evidence::{Readers, Source, Valence};
use super::super::questions::Question;
use crate::ids::QuestionId;

/// One mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Question(QuestionId),
    Valence(Valence),
    Source(Source),
    Seal(Readers),
}

/// What a word could mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sense {
    /// Prose.
    Plain,
    /// Prose without a letter or digit: a dash, a bullet, an emoji.
    Symbol,
    /// `,` or `.` or `&` alone: nothing more than space between two marks.
    Separator,
    /// Marks and nothing else, several if they are glued: `#1,3+`.
    Marks(Vec<Mark>),
    /// Marks of which a part is not understood (`#9`, `#1,9`): the word stays in the text as well.
    Partly { marks: Vec<Mark>, remark: String },
    /// An `@word` that is no source: a time, a name, a slip.
    Address { remark: Option<String> },
    /// A mark behind a backslash, which stands at this byte of the word.
    Escaped(usize),
    /// Like a seal mark, but not understood.
    BadSeal,
}

impl Sense {
    /// The marks in it.
    pub(super) fn marks(&self) -> &[Mark] {
        match self {
            Self::Marks(marks) | Self::Partly { marks, .. } => marks,
            _ => &[],
        }
    }

    /// Whether it is or looks like a seal mark.
    pub(super) fn is_seal(&self) -> bool {
        *self == Self::BadSeal || self.marks().iter().any(|m| matches!(m, Mark::Seal(_)))
    }
}

/// Whether `c` is an exclamation mark in any of the forms that keyboards and fonts offer.
pub(super) fn is_bang(c: char) -> bool {
    matches!(c, '!' | '！' | '﹗' | '︕' | '‼' | '⁉' | '⁈')
}

/// What `word` (without white space) could mean.
pub(super) fn sense(word: &str, questions: &[Question]) -> Sense {
    if matches!(word, "," | "." | ";" | "&") {
        return Sense::Separator;
    }
    let opens = |c: char| !c.is_alphanumeric() && !is_bang(c) && !matches!(c, '#' | '@' | '+' | '-' | '?' | '\\');
    let at = word.find(|c| !opens(c)).unwrap_or(word.len());
    let core = &word[at..];
    if let Some(escaped) = core.strip_prefix('\\') {
        let would_be = unescaped(escaped, at > 0, questions);
        let is_mark = escaped == "//" || matches!(would_be, Sense::Marks(_) | Sense::Partly { .. } | Sense::BadSeal);
        return if is_mark { Sense::Escaped(at) } else { Sense::Plain };
    }
    match unescaped(core, at > 0, questions) {
        Sense::Plain if !word.contains(char::is_alphanumeric) => Sense::Symbol,
        sense => sense,
    }
}

/// The sense of a word without its opening punctuation. Behind punctuation (`(#1`) only seal marks
/// keep their meaning.
fn unescaped(core: &str, punctuated: bool, questions: &[Question]) -> Sense {
    let sense = Glued { rest: core, marks: Vec::new(), remark: None, sealed: false }.read(questions);
    if punctuated && !sense.is_seal() { Sense::Plain } else { sense }
}

/// A word being read as marks glued to one another.
struct Glued<'a> {
    rest: &'a str,
    marks: Vec<Mark>,
    remark: Option<String>,
    sealed: bool,
}

impl Glued<'_> {
    fn read(mut self, questions: &[Question]) -> Sense {
        let mut after_sign = false;
        while let Some(c) = self.rest.chars().next() {
            let is_sign = matches!(c, '+' | '-' | '?');
            let understood = match c {
                ',' | '.' | ';' | ':' if !self.is_empty() => {
                    self.skip(c);
                    true
                }
                '#' => self.numbers(questions),
                // `++`, `+-` and `??` are more than a sign says: they stay text.
                '+' | '-' | '?' if !after_sign => self.sign(c),
                '@' => match self.source() {
                    Ok(understood) => understood,
                    Err(remark) => return self.address(remark),
                },
                c if is_bang(c) => self.seal(),
                _ if self.sealed && !self.rest.contains(char::is_alphanumeric) => break,
                _ => false,
            };
            if !understood {
                return self.fail();
            }
            after_sign = is_sign;
        }
        match self.remark {
            // An unknown number beside a seal mark: the author decides, not we.
            Some(_) if self.sealed => Sense::BadSeal,
            Some(remark) => Sense::Partly { marks: self.marks, remark },
            None if self.marks.is_empty() => Sense::Plain,
            None => Sense::Marks(self.marks),
        }
    }

    fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.remark.is_none()
    }

    fn skip(&mut self, c: char) {
        self.rest = &self.rest[c.len_utf8()..];
    }

    /// The word is not made of marks; it may still look like a seal mark.
    fn fail(self) -> Sense {
        let first = self.rest.chars().find(|&c| c.is_alphanumeric() || c == '\\' || is_bang(c));
        if self.sealed || first.is_some_and(is_bang) { Sense::BadSeal } else { Sense::Plain }
    }

    /// `#1`, `#2b`, `#1,3`.
    fn numbers(&mut self, questions: &[Question]) -> bool {
        self.skip('#');
        loop {
            let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
            let letter = usize::from(self.rest[digits..].starts_with(|c: char| c.is_ascii_alphabetic()));
            let (number, rest) = self.rest.split_at(digits + letter);
            if digits == 0 || rest.starts_with(char::is_alphanumeric) {
                return false;
            }
            match numbered(number, questions) {
                Some(id) => self.marks.push(Mark::Question(id)),
                None => self.remark = Some(format!("there is no question {number}; it stays in the text")),
            }
            self.rest = rest;
            match rest.strip_prefix(',') {
                Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => self.rest = next,
                _ => return true,
            }
        }
    }

    /// `+`, `-`, `?`, `+ve`, `-ve`.
    fn sign(&mut self, c: char) -> bool {
        self.skip(c);
        let valence = match c {
            '+' => Valence::Strength,
            '-' => Valence::Development,
            _ => Valence::Wondering,
        };
        let spelt = self.rest.get(..2).is_some_and(|ve| ve.eq_ignore_ascii_case("ve"));
        if spelt && c != '?' && !self.rest[2..].starts_with(char::is_alphanumeric) {
            self.rest = &self.rest[2..];
        }
        self.marks.push(Mark::Valence(valence));
        true
    }

    /// `@lesson`. `Err`: the rest of the word is no source, with what to say about it.
    fn source(&mut self) -> Result<bool, Option<String>> {
        let after = &self.rest[1..];
        let end = after
            .char_indices()
            .find(|&(i, c)| {
                let joins = c == '-' && after[i + 1..].starts_with(char::is_alphanumeric);
                !c.is_alphanumeric() && c != '_' && !joins
            })
            .map_or(after.len(), |(i, _)| i);
        let name = &after[..end];
        if !name.starts_with(char::is_alphabetic) {
            return Err(None);
        }
        let mut read = name;
        let mut named = source_named(read);
        if let (Named::Nothing, Some((short, _))) = (&named, name.split_once('-')) {
            // `@pupils-ve`: a source and a sign
            (read, named) = (short, source_named(short));
        }
        let told = |said: &str| Some(format!("“@{}” {said}; it stays in the text", crate::text::fit(name, 20)));
        match named {
            Named::One(source) => {
                self.marks.push(Mark::Source(source));
                self.rest = &after[read.len()..];
                Ok(true)
            }
            Named::Several(sources) => {
                let labels: Vec<_> = sources.iter().map(|s| s.label()).collect();
                Err(told(&format!("could be {}", labels.join(" or "))))
            }
            Named::Nothing => Err(told("is no source")),
        }
    }

    fn address(self, remark: Option<String>) -> Sense {
        let rest = self.rest.trim_start_matches(|c: char| c == '@' || c == '-' || c == '_' || c.is_alphanumeric());
        let bang = Glued { rest, marks: Vec::new(), remark: None, sealed: self.sealed }.fail();
        match (bang, remark) {
            (Sense::BadSeal, _) => Sense::BadSeal,
            (_, Some(remark)) if !self.is_empty() => Sense::Partly { marks: self.marks, remark },
            (_, _) if !self.is_empty() => Sense::Plain,
            (_, remark) => Sense::Address { remark },
        }
    }

    /// `!`, `!!`, `!team`, `!me`, `!head`; also `!lead`, which says in full what `!` means.
    fn seal(&mut self) -> bool {
        self.sealed = true;
        let name = self.rest.trim_start_matches(is_bang);
        let end = name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len());
        let readers = match name[..end].to_lowercase().as_str() {
            "" | "lead" => Readers::Lead,
            "team" => Readers::Team,
            "me" => Readers::Me,
            "head" => Readers::Head,
            _ => return false,
        };
        self.rest = &name[end..];
        self.marks.push(Mark::Seal(readers));
        true
    }
}

/// The question with this number, whatever the case of its letter.
pub(super) fn numbered(number: &str, questions: &[Question]) -> Option<QuestionId> {
    questions.iter().find(|q| q.number.eq_ignore_ascii_case(number)).map(|q| q.id)
}

/// What a name after `@` stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    Nothing,
    One(Source),
    Several(Vec<Source>),
}

/// Words that people say for a source besides its own.
const ALSO: &[(&str, Source)] = &[
    ("plans", Source::Planning),
    ("children", Source::Pupils),
    ("teacher", Source::Staff),
    ("teachers", Source::Staff),
    ("leader", Source::Interview),
    ("leaders", Source::Interview),
    ("tour", Source::Walk),
];

/// The source called `name`: singular or plural, any case, with or without hyphens, or by a
/// beginning that only one has.
pub(super) fn source_named(name: &str) -> Named {
    let wanted: String = name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect();
    if wanted.is_empty() {
        return Named::Nothing;
    }
    let letters = |key: &'static str| key.chars().filter(|c| *c != '-');
    let singular = wanted.strip_suffix('s').unwrap_or(&wanted);
    let is_exact = |source: &Source| {
        let key = source.key();
        letters(key.strip_suffix('s').unwrap_or(key)).eq(singular.chars())
    };
    let also = || ALSO.iter().find(|(word, _)| *word == wanted).map(|&(_, source)| source);
    if let Some(source) = Source::ALL.into_iter().find(is_exact).or_else(also) {
        return Named::One(source);
    }
    let begins = |source: &Source| {
        let mut key = letters(source.key());
        wanted.chars().all(|c| key.next() == Some(c))
    };
    let begun: Vec<_> = Source::ALL.into_iter().filter(begins).collect();
    match begun[..] {
        [] => Named::Nothing,
        [source] => Named::One(source),
        _ => Named::Several(begun),
    }
}

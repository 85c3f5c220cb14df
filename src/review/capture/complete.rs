//! Completion of a half-typed `#`, `@` or `!` word.

use super::Context;
use super::words::is_bang;
use crate::review::evidence::{Readers, Source};
use std::ops::Range;

/// How a half-typed mark can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the line that `with` replaces: the word under the cursor.
    pub replace: Range<usize>,
    /// The longest beginning that all choices share; the whole mark when there is one choice.
    pub with: String,
    /// Every way to go on, the likeliest first, as whole words: `@pupils`.
    pub choices: Vec<String>,
}

/// Completes the word that ends at `cursor` (in bytes); none where nothing can follow.
pub fn complete(line: &str, cursor: usize, context: &Context<'_>) -> Option<Completion> {
    let before = line.get(..cursor)?;
    let start = before.char_indices().rfind(|(_, c)| c.is_whitespace()).map_or(0, |(i, c)| i + c.len_utf8());
    let word = &before[start..];
    let choices = match word.chars().next()? {
        '#' => questions(word, context),
        '@' => sources(&word[1..], context),
        c if is_bang(c) => seals(&word[c.len_utf8()..]),
        _ => return None,
    };
    let first = choices.first()?;
    let shared = choices.iter().map(|choice| shared_beginning(first, choice)).min()?;
    Some(Completion { replace: start..cursor, with: first[..shared].to_owned(), choices })
}

/// `#2` goes on to `#2` and `#2b`, `#1,` to `#1,2`: numbers already in the word are not offered again.
fn questions(word: &str, context: &Context<'_>) -> Vec<String> {
    let cut = word.rfind([',', '#']).map_or(0, |i| i + 1);
    let (done, typed) = word.split_at(cut);
    let named: Vec<_> = done.split([',', '#']).collect();
    context
        .questions
        .iter()
        .map(|q| q.number.to_lowercase())
        .filter(|number| number.starts_with(&typed.to_lowercase()) && !named.contains(&number.as_str()))
        .map(|number| format!("{done}{number}"))
        .collect()
}

/// The activity's own sources first.
fn sources(typed: &str, context: &Context<'_>) -> Vec<String> {
    let typed = typed.to_lowercase();
    let others = Source::ALL.iter().filter(|s| !context.activity_sources.contains(s));
    let all = context.activity_sources.iter().chain(others);
    all.filter(|s| s.key().starts_with(&typed)).map(|s| format!("@{}", s.key())).collect()
}

fn seals(typed: &str) -> Vec<String> {
    let typed = format!("!{}", typed.to_lowercase());
    let marks = [Readers::Team, Readers::Me, Readers::Head].map(Readers::mark);
    marks.into_iter().filter(|mark| mark.starts_with(&typed)).map(str::to_owned).collect()
}

/// How many bytes two words have in common from their start.
fn shared_beginning(a: &str, b: &str) -> usize {
    a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map_or(a.len().min(b.len()), |((i, _), _)| i)
}

//! Completion of a half-typed `#`, `@` or `!` word.

use super::Context;
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
    let _ = (line, cursor, context);
    None
}

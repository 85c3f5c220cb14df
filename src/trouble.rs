//! Errors as a head teacher reads them: what happened, what to do now, and that nothing was lost.
//!
//! One type for the whole program. The technical cause is kept for the log and never shown on its
//! own, because "database is locked" helps nobody who stands in a corridor.

use std::fmt;

/// What kind of trouble it is; it decides the exit status of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something went wrong while doing what was asked (exit status 1).
    Trouble,
    /// The request itself could not be understood (exit status 2).
    Usage,
}

/// An error for people.
#[derive(Clone, PartialEq, Eq)]
pub struct Trouble {
    kind: Kind,
    what: String,
    advice: String,
    cause: Option<String>,
}

/// The result of nearly every function in visitbook.
pub type Result<T> = std::result::Result<T, Trouble>;

impl Trouble {
    /// Trouble with `what` happened and the `advice` on what to do now, each in whole sentences.
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { kind: Kind::Trouble, what: what.into(), advice: advice.into(), cause: None }
    }

    /// A request that could not be understood.
    pub fn usage(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, what: what.into(), advice: advice.into(), cause: None }
    }

    /// Keeps the technical cause beside the words for people.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// What happened.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to do now.
    pub fn advice(&self) -> &str {
        &self.advice
    }

    /// The technical cause, if there is one.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// The exit status a command ends with: 1 for trouble, 2 for usage.
    pub fn exit_status(&self) -> u8 {
        match self.kind {
            Kind::Trouble => 1,
            Kind::Usage => 2,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        if !self.advice.is_empty() {
            write!(f, "\n  {}", self.advice)?;
        }
        if let Some(cause) = &self.cause {
            write!(f, "\n  ({cause})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Trouble {}

/// "1 note", "2 notes": counts that read right.
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_then_advice_then_cause() {
        let t = Trouble::new("The disk is full.", "Free some space.").because("ENOSPC");
        assert_eq!(t.to_string(), "The disk is full.\n  Free some space.\n  (ENOSPC)");
        assert_eq!(t.exit_status(), 1);
        assert_eq!(Trouble::usage("a", "b").exit_status(), 2);
    }

    #[test]
    fn counts_read_right() {
        assert_eq!(count(1, "note", "notes"), "1 note");
        assert_eq!(count(0, "note", "notes"), "0 notes");
    }
}

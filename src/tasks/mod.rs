//! What a person can do, once, for the screen and the command line alike.
//!
//! A [`Desk`] is one person's place at one notebook. The screen's notebook thread and every
//! subcommand sit at one; neither writes a change in any other way.

pub mod actions;
pub mod answers;
pub mod capture;
pub mod card;
pub mod concern;
pub mod day;
pub mod desk;
pub mod documents;
pub mod entry;
pub mod feedback;
pub mod follow_up;
pub mod joining;
pub mod making;
pub mod marks;
pub mod opened;
pub mod purge;
pub mod release;
pub mod reports;
pub mod rollup;
pub mod sample;
pub mod sealed;
pub mod settings;
pub mod team;
#[cfg(test)]
pub(crate) mod testing;
pub mod timeline;
pub mod timetable;
pub mod versions;
pub mod views;
pub mod wording;

pub use desk::{Desk, Session};

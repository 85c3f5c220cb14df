//! What a peer review is: plain values and rules, without any I/O and without a clock.
//!
//! These types are the language that every other layer speaks. Rules of the domain stand beside
//! the values they govern, each with its source where the field has one.

pub mod actions;
pub mod agenda;
pub mod capture;
pub mod coverage;
pub mod cutting;
pub mod day;
pub mod documents;
pub mod evidence;
pub mod feedback;
pub mod find;
pub mod findings;
pub mod follow_up;
pub mod group;
pub mod names;
pub mod opening;
pub mod people;
pub mod place;
pub mod points;
pub mod prompts;
pub mod questions;
pub mod rank;
pub mod readiness;
pub mod release;
pub mod rollup;
pub mod seals;
pub mod speaking;
pub mod splitting;
pub mod talk;
pub mod timeline;
pub mod timetable;
pub mod visit;
pub mod wording;

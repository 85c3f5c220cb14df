//! The running day: what is on, what a note is filed under, and how the rest moves when it slips.
//!
//! Nobody presses "start" in a corridor, so the clock leads and hands only correct it: a started,
//! ended, dropped or paused run is believed over the timetable. Changes of the timetable come back
//! as [`Move`]s to be offered and written by others.

mod catch_up;
mod clashes;
mod filing;
mod half_days;
mod moves;
mod spans;
mod standing;
#[cfg(test)]
mod tests;

pub use catch_up::{SubTeam, catch_up, coming_catch_up};
pub use clashes::{Clash, clashes};
pub use filing::{Filing, file_under};
pub use half_days::{HalfDay, half_days};
pub use moves::{Early, Move, extend, make_room, resume, shift_rest, start_next_early};
pub use standing::{Phase, Standing, now};

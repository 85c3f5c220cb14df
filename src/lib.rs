//! visitbook: a notebook for school-to-school peer review visits.
//!
//! This file is the map. Folders are layers; each imports only the ones above it in this list, and
//! `tests/architecture.rs` fails when an import runs the other way:
//!
//! * ground: [`trouble`], [`clock`], [`files`], [`secret`], [`text`], [`home`], [`ids`]
//! * [`review`]: what a peer review is, as plain values and rules, without any I/O
//! * [`vault`]: keys, sealing and writers' signatures (the only layer that names `age`)
//! * [`plan`]: plan files in and out
//! * [`notebook`]: the one door to `SQLite` (the only layer that names `rusqlite`)
//! * [`team`]: joining notebooks: what is sent, what is taken over and what is not; who is here; the shared server
//! * [`export`]: documents out, made from a release, never from the notebook
//! * [`tasks`]: what a person can do, once, for the screen and the command line alike
//! * [`tui`]: the screen
//! * [`cli`]: the command line

pub mod clock;
pub mod files;
pub mod home;
pub mod ids;
pub mod secret;
pub mod text;
pub mod trouble;

pub mod review;

pub mod vault;

pub mod plan;

pub mod notebook;

pub mod team;

pub mod export;

pub mod tasks;

pub mod tui;

pub mod cli;

//! The screen: messages in, effects out, a frame from the state.
//!
//! ```text
//! key, tick, signal, colleague's change, work done ─> Msg ─> update(&mut App, Msg) ─> Effects ─> runner ─> tasks
//! frame <─ view(&App)                                                                              └─> Event ─┘
//! ```
//! `update` and the views are pure; the clock is a message; only `runner` and `terminal` touch the world.

pub mod action;
pub mod app;
pub mod keymap;
pub mod launch;
pub mod msg;
pub mod panes;
pub mod prompts;
pub mod runner;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;

pub use launch::{Launch, run};

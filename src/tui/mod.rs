//! The screen: what is drawn, what the keys mean, and the terminal under both.
//!
//! [`action`] names everything that can be asked for; [`keymap`] says which key asks for what where;
//! [`terminal`] is the only part that talks to the terminal; [`theme`] and [`widgets`] are what the
//! panes draw with.

pub mod action;
pub mod keymap;
pub mod launch;
pub mod terminal;
pub mod theme;
pub mod widgets;

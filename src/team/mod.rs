//! Working together on one notebook.
//!
//! * [`presence`]: who is here, and in which activity

pub mod presence;

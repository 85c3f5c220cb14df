//! (placeholder)

pub mod launch;

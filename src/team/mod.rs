//! A team at one notebook: the shared server.

pub mod server;

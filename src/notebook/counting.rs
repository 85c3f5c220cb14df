//! For tests: what a connection does, counted. Counts do not wobble, so they can be asserted.

#![allow(clippy::missing_panics_doc, reason = "a test stops where it cannot count")]

use super::{Notebook, sql_trouble};
use crate::trouble::Result;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// What ran on a connection since it was asked last.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// The statements, in order.
    pub statements: Vec<String>,
    /// Steps of SQLite's machine: how much work that was, whatever the computer.
    pub steps: i64,
    /// The steps of each statement so far, as SQLite sums them up.
    so_far: HashMap<String, i64>,
}

/// A listener on a connection.
#[derive(Clone)]
pub struct Listener(Arc<Mutex<Ran>>);

impl Listener {
    /// What ran since the last call.
    pub fn take(&self) -> Ran {
        let mut ran = self.0.lock().unwrap();
        let taken = ran.clone();
        (ran.statements, ran.steps) = (Vec::new(), 0);
        taken
    }
}

impl Notebook {
    /// Listens to every statement from now on.
    pub fn listen(&mut self) -> Result<Listener> {
        let listener = Listener(Arc::default());
        let to = Arc::clone(&listener.0);
        let codes = TraceEventCodes::SQLITE_TRACE_STMT | TraceEventCodes::SQLITE_TRACE_PROFILE;
        let hear = move |event: TraceEvent<'_>| {
            let mut ran = to.lock().unwrap();
            match event {
                // Triggers say so in a comment; what the search index asks of its own tables comes in between.
                TraceEvent::Stmt(_, sql) if !sql.starts_with("--") && !sql.contains("'main'.'words_") => {
                    ran.statements.push(sql.to_owned());
                }
                TraceEvent::Profile(statement, _) => {
                    let now = i64::from(statement.get_status(StatementStatus::VmStep));
                    let before = ran.so_far.insert(statement.sql().into_owned(), now).unwrap_or(0);
                    // Fewer than before: the statement was planned anew.
                    ran.steps += if now >= before { now - before } else { now };
                }
                _ => {}
            }
        };
        self.connection.trace_v2(codes, Some(hear)).map_err(sql_trouble)?;
        Ok(listener)
    }
}

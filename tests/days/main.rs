//! Whole days as they happen: on line with a line that drops, half in the school and half on line, and
//! with a listener who may hear only a part. The real program, in terminals, with a real sshd and age.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod hybrid;
mod on_line;
#[path = "../support/sshd.rs"]
mod sshd;
mod subject_lead;
#[path = "../support/mod.rs"]
mod support;

/// A template as a lead has filled it in: the remarks are taken off.
fn filled(template: &str) -> String {
    template
        .replace("The host school", "Fernhollow Primary")
        .lines()
        .map(|line| line.split("# FILL IN").next().unwrap().trim_end().to_owned() + "\n")
        .collect()
}

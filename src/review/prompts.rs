//! Short prompts for each kind of activity: what to look for, what to ask.

use super::timetable::ActivityKind;

/// The prompts for a kind of activity, four to six.
pub fn prompts(kind: ActivityKind) -> &'static [&'static str] {
    let _ = kind;
    &[]
}

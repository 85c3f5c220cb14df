//! Running the day: the timetable slips, and every slip is written down.

use super::Desk;
use super::making::activity_facts;
use crate::ids::ActivityId;
use crate::notebook::value as v;
use crate::notebook::value::{Value, wall_minutes};
use crate::notebook::{NewChange, Written};
use crate::review::day::{self, Move};
use crate::review::people::Act;
use crate::review::timetable::{Activity, ActivityKind};
use crate::trouble::{Result, Trouble};
use chrono::TimeDelta;

/// What can happen to the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// The rest of the day runs so many minutes later (or earlier).
    ShiftRest(i64),
    /// One activity takes so many minutes longer.
    Extend(ActivityId, i64),
    /// The next activity starts now.
    StartNext,
    /// This one ends now.
    End(ActivityId),
    /// It is interrupted, or goes on.
    PauseOrResume(ActivityId),
    /// It does not take place, or does after all.
    DropOrRestore(ActivityId),
    /// Something that was not planned, from now on for so many minutes.
    Insert {
        /// What it is called.
        title: String,
        /// What sort it is.
        kind: ActivityKind,
        /// How long, in minutes.
        minutes: i64,
    },
    /// Who accompanied us.
    Accompanied(ActivityId, String),
}

impl Desk {
    /// Turns the day.
    ///
    /// # Errors
    /// When I am not of the visiting team, there is nothing to move, or the activity has no time.
    pub fn turn(&mut self, turn: &Turn) -> Result<Written> {
        self.refresh()?;
        self.must(Act::Day)?;
        let changes = self.turned(turn)?;
        if changes.is_empty() {
            return Err(Trouble::new("There is nothing left today to move.", ""));
        }
        let written = self.write(&changes)?;
        self.refresh()?;
        Ok(written)
    }

    fn turned(&self, turn: &Turn) -> Result<Vec<NewChange>> {
        let zone = self.review.visit.zone;
        let at = self.clock.now();
        let here = at.local(zone);
        let all = &self.review.activities;
        Ok(match turn {
            Turn::ShiftRest(minutes) => moved(&day::shift_rest(all, here, *minutes)),
            Turn::Extend(activity, minutes) => moved(&day::extend(all, *activity, *minutes)),
            Turn::StartNext => {
                let early = day::start_next_early(all, zone, at, Some(self.me))
                    .ok_or_else(|| Trouble::new("Nothing more comes today.", "Put something in, or shift the day."))?;
                let mut changes = moved(&early.moves);
                changes.extend(early.ended.iter().map(|a| NewChange::new(*a, v::ActivityEnded { at: Some(at.0) })));
                changes.push(NewChange::new(early.started, v::ActivityStarted { at: Some(at.0) }));
                changes
            }
            Turn::End(activity) => vec![NewChange::new(*activity, v::ActivityEnded { at: Some(at.0) })],
            Turn::PauseOrResume(activity) => {
                if self.activity(*activity)?.run.paused.is_some() {
                    let mut changes = moved(&day::resume(all, zone, *activity, at));
                    changes.push(NewChange::new(*activity, v::ActivityPaused { since: None }));
                    changes
                } else {
                    vec![NewChange::new(*activity, v::ActivityPaused { since: Some(at.0) })]
                }
            }
            Turn::DropOrRestore(activity) => {
                let dropped = !self.activity(*activity)?.run.dropped;
                vec![NewChange::new(*activity, v::ActivityDropped { dropped })]
            }
            Turn::Insert { title, kind, minutes } => {
                let end = here + TimeDelta::minutes(*minutes);
                let mut changes = moved(&day::make_room(all, here, end, &[]));
                let activity = Activity::new(ActivityId::fresh()?, title.clone(), *kind, here.date())
                    .planned(Some(here), Some(end));
                let facts = Value::Activity(activity_facts(&activity));
                changes.push(NewChange::new(activity.id, facts));
                changes
            }
            Turn::Accompanied(activity, by) => {
                let by = crate::text::clean_line(by.trim());
                vec![NewChange::new(*activity, v::ActivityAccompanied { by })]
            }
        })
    }

    fn activity(&self, id: ActivityId) -> Result<&Activity> {
        self.review.activity(id).ok_or_else(|| Trouble::new("That activity is not in this timetable.", ""))
    }
}

fn moved(moves: &[Move]) -> Vec<NewChange> {
    moves
        .iter()
        .map(|m| {
            NewChange::new(
                m.activity,
                v::ActivityMoved { start: m.start.map(wall_minutes), end: m.end.map(wall_minutes) },
            )
        })
        .collect()
}

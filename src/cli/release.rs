//! What `report` and `export` have in common: what may leave, and for whom.

use super::place;
use crate::ids::{NoteId, PointId};
use crate::review::release::{Audience, Options};
use crate::tasks::Desk;
use crate::trouble::Result;
use clap::{Args, ValueEnum};

/// What may leave, and for whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "What may leave")]
pub struct Choice {
    /// For whom it is made
    #[arg(long, value_enum, default_value_t = AudienceWord::HostHead)]
    audience: AudienceWord,
    /// Reviewers' reflections leave too
    #[arg(long)]
    reflections: bool,
    /// This note or point stays; give it more than once for more
    #[arg(long, value_name = "ID")]
    withhold: Vec<String>,
    /// This note or point may leave although it is held back in doubt: you have read it
    #[arg(long, value_name = "ID")]
    confirm: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AudienceWord {
    HostHead,
    HostHeadAndSubjectLead,
    AllSchools,
    SteeringGroup,
}

impl From<AudienceWord> for Audience {
    fn from(word: AudienceWord) -> Self {
        match word {
            AudienceWord::HostHead => Self::HostHead,
            AudienceWord::HostHeadAndSubjectLead => Self::HostHeadAndSubjectLead,
            AudienceWord::AllSchools => Self::AllSchools,
            AudienceWord::SteeringGroup => Self::SteeringGroup,
        }
    }
}

impl Choice {
    /// For whom it is made.
    pub fn audience(&self) -> Audience {
        self.audience.into()
    }

    /// The choice as the release takes it.
    ///
    /// # Errors
    /// When a note or point is not known.
    pub fn options(&self, desk: &Desk) -> Result<Options> {
        let mut options = Options::new(desk.clock().now(), self.audience());
        options.reflections = self.reflections;
        for typed in &self.withhold {
            match note_or_point(desk, typed)? {
                Meant::Note(id) => options.withhold.insert(id),
                Meant::Point(id) => options.withhold_points.insert(id),
            };
        }
        for typed in &self.confirm {
            match note_or_point(desk, typed)? {
                Meant::Note(id) => options.confirmed.insert(id),
                Meant::Point(id) => options.confirmed_points.insert(id),
            };
        }
        Ok(options)
    }
}

enum Meant {
    Note(NoteId),
    Point(PointId),
}

fn note_or_point(desk: &Desk, typed: &str) -> Result<Meant> {
    // If it is neither, it is the note that is missed.
    place::note(desk, typed)
        .map(Meant::Note)
        .or_else(|no_note| place::point(desk, typed).map(Meant::Point).map_err(|_| no_note))
}

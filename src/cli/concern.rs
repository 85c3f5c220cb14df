//! `visitbook concern`: whom to tell, now; and the record that they were told.

use super::out::Out;
use super::place::Place;
use crate::tasks::concern::Route;
use crate::trouble::Result;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shows whom to tell about a concern; with --told, records that you told them.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  visitbook concern maths.visitbook\n  visitbook concern maths.visitbook --told \"deputy safeguarding lead\" --route child"
)]
pub struct Concern {
    /// The notebook
    notebook: PathBuf,
    /// Whom you told, by role; never what it was about
    #[arg(long, value_name = "WHOM", requires = "route")]
    told: Option<String>,
    /// What it was about
    #[arg(long, value_enum, requires = "told")]
    route: Option<RouteWord>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RouteWord {
    Child,
    Adult,
    Head,
    Danger,
}

impl From<RouteWord> for Route {
    fn from(word: RouteWord) -> Self {
        match word {
            RouteWord::Child => Self::Child,
            RouteWord::Adult => Self::Adult,
            RouteWord::Head => Self::Head,
            RouteWord::Danger => Self::Danger,
        }
    }
}

/// Prints the card, or records.
///
/// # Errors
/// When I have no key to seal the record to: then nothing is recorded.
pub fn run(concern: &Concern, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&concern.notebook)?;
    let (Some(whom), Some(route)) = (&concern.told, concern.route) else {
        let routes = &desk.review().visit.safeguarding;
        let mut card = "A concern is not evidence. Tell someone now; do not write it here.\n\n".to_owned();
        for route in Route::ALL {
            card.push_str(&format!("{:<30} {}\n", route.about(), route.tell(routes)));
        }
        card.push_str("\nDo not promise secrecy. Do not question. Write it on the school's own form.\n");
        return out.data(&card);
    };
    let now = desk.clock().now();
    desk.record_concern(route.into(), whom, now)?;
    let at = now.local(desk.review().visit.zone).format("%H:%M");
    out.say(&format!("Recorded, for you alone: told at {at}. It is in no list and no export."));
    Ok(())
}

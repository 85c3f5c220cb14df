//! Taking reviews into an account across them, each by a release: a notebook that I lead, or a pack or
//! released notebook that I was given.

use super::{Desk, settings};
use crate::clock::Moment;
use crate::home::Home;
use crate::notebook::released;
use crate::review::release::{Audience, Options, Release};
use crate::review::rollup::{THEMES, ThemeFile, Themes};
use crate::trouble::{Result, Trouble};

/// Whether the heads agreed that what was made for them enters the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    /// They were not asked, or not all of them agreed.
    NotAsked,
    /// Each of them agreed.
    Agreed,
}

/// The themes that come with visitbook, changed by my own.
///
/// # Errors
/// When my file has a mistake: it is named with its line.
pub fn themes(home: &Home) -> Result<Themes> {
    let known: ThemeFile = toml::from_str(THEMES)
        .map_err(|e| Trouble::new("The list of themes in this program is damaged.", "Install it again.").because(e))?;
    let own: ThemeFile = settings::read(&home.themes())?;
    Ok(Themes::of(known, own))
}

/// What the readers of an account may learn from a notebook.
///
/// # Errors
/// When I am not its lead: only the lead releases.
pub fn of_notebook(desk: &Desk, readers: Audience) -> Result<Release> {
    let options = Options { plain: true, ..Options::new(desk.clock().now(), readers) };
    Ok(desk.compose_release(&options, None)?.release)
}

/// What a released notebook says. It was in a pack, and does not say for whom that was made.
///
/// # Errors
/// When it is damaged, or its head was not asked.
pub fn of_released(bytes: &[u8], now: Moment, heads: Heads, readers: Audience) -> Result<Release> {
    let read = released::read(bytes)?;
    let options = Options::new(now, readers);
    let release = Release::compose(&read.review, &read.notes, &[], &read.points, &read.actions, &options).release;
    agreed(release, heads, Audience::HostHead)
}

/// A release out of a pack, if it may enter an account for others than its audience.
///
/// # Errors
/// When it was made for the host alone, or for a steering group and the account is for more, and the head was not
/// asked.
pub fn of_pack(release: Release, heads: Heads, readers: Audience) -> Result<Release> {
    match release.audience {
        Audience::AllSchools => Ok(release),
        Audience::SteeringGroup if readers == Audience::SteeringGroup => Ok(release),
        made_for => agreed(release, heads, made_for),
    }
}

fn agreed(release: Release, heads: Heads, made_for: Audience) -> Result<Release> {
    let made_for = match made_for {
        Audience::SteeringGroup => "the steering group; the head of the host school",
        _ => "the head of the host school, who",
    };
    match heads {
        Heads::Agreed => Ok(release),
        Heads::NotAsked => Err(Trouble::new(
            format!("This was made for {made_for} decides who else sees it."),
            "Ask the lead for one made for these readers, or the head; once every head agreed, add --heads-agreed.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;
    use crate::tasks::testing::{Team, note};

    const STEERING: Audience = Audience::SteeringGroup;

    #[test]
    fn only_the_lead_takes_a_notebook_in_and_nothing_sealed_comes_along() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        note(&mut lead, "Y4 explain regrouping", None);
        assert_eq!(of_notebook(&lead, STEERING).unwrap().audience, Audience::SteeringGroup);
        assert!(of_notebook(&team.desk("hollins"), STEERING).is_err());
    }

    #[test]
    fn what_was_made_for_a_head_waits_for_the_heads() {
        let told = |trouble: Trouble| trouble.to_string().contains("decides who else sees it");
        assert!(told(of_pack(sample::release(), Heads::NotAsked, STEERING).unwrap_err()));
        assert!(of_pack(sample::release(), Heads::Agreed, STEERING).is_ok());
        assert!(of_pack(sample::release_for_others(), Heads::NotAsked, STEERING).is_ok());
        let bytes = released::write(&sample::release_for_others()).unwrap();
        assert!(told(of_released(&bytes, Moment(0), Heads::NotAsked, STEERING).unwrap_err()));
        let read = of_released(&bytes, Moment(0), Heads::Agreed, STEERING).unwrap();
        assert_eq!(read.points.len(), sample::release_for_others().points.len());
        assert_eq!(read.actions, sample::release_for_others().actions);
        let mut for_steering = sample::release_for_others();
        for_steering.audience = STEERING;
        assert!(of_pack(for_steering.clone(), Heads::NotAsked, STEERING).is_ok());
        assert!(told(of_pack(for_steering, Heads::NotAsked, Audience::AllSchools).unwrap_err()));
    }
}

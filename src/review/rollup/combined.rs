//! The combined account of a group: what its linked visits taught, for the wider network.
//!
//! It is made from the same releases as a rollup, and goes further afield, so it says less where schools are
//! not named: in themes and not in words, and only what at least [`FEW`] schools share. In a triad that is what
//! all three share; whoever knows which three they are knows it of each, which nothing here can prevent.

use super::{FEW, Reviewed, Rollup, Said, Schools};
use crate::review::feedback::PointKind;
use crate::review::group::{Group, Linked};
use std::collections::BTreeSet;

/// What the visits of a group taught together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combined {
    /// What the group is called; empty where schools are not named, since it names them to whoever knows it.
    pub name: String,
    /// The theme that its visits share; empty where schools are not named, since anything may stand in it.
    pub theme: String,
    /// How many visits it is made of.
    pub count: usize,
    /// The visits that it is made of; none where schools are not named: a day names its school too.
    pub visits: Vec<Linked>,
    /// The schools whose visit is not in it; none where schools are not named.
    pub missing: Vec<String>,
    /// What reviewers take home to their own schools.
    pub learned: Vec<Shared>,
    /// Strengths, and impact that was seen.
    pub strengths: Vec<Shared>,
    /// What schools offer to share.
    pub offers: Vec<Shared>,
    /// Areas for development.
    pub developments: Vec<Shared>,
    /// What is still open: wonderings for leaders, and claims that were not seen.
    pub open: Vec<Shared>,
    /// What schools set out to do and have not done yet.
    pub to_do: Vec<Shared>,
}

/// What several schools, or one, say of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The theme.
    pub theme: String,
    /// How many schools say something of it.
    pub schools: usize,
    /// What they say, each with its school; empty where schools are not named.
    pub said: Vec<Said>,
}

impl Rollup {
    /// What the visits of a group taught, out of the reviews that are here under the names of its schools.
    pub fn combined(&self, group: &Group, schools: Schools) -> Combined {
        let named = schools == Schools::Named;
        let here: BTreeSet<&str> = self.reviews.iter().map(|r| r.school.as_str()).collect();
        let is_here = |v: &&Linked| here.contains(v.host.as_str());
        // A day that the group's file has not heard of yet is in the release.
        let dated = |v: &Linked| {
            let known = self.reviews.iter().find(|r| r.school == v.host).and_then(|r| r.day);
            let days = if v.days.is_empty() { known.into_iter().collect() } else { v.days.clone() };
            Linked { days, ..v.clone() }
        };
        let missing: BTreeSet<&str> =
            group.schools.iter().map(String::as_str).filter(|s| named && !here.contains(s)).collect();
        let of = |kinds: &'static [PointKind]| self.shared(schools, |r, theme| r.points_on(theme, kinds));
        Combined {
            name: if named { group.name.clone() } else { String::new() },
            theme: if named { group.theme.clone() } else { String::new() },
            count: self.reviews.len(),
            visits: group.visits.iter().filter(|_| named).filter(is_here).map(dated).collect(),
            missing: missing.into_iter().map(str::to_owned).collect(),
            learned: of(&[PointKind::Learning]),
            strengths: of(&[PointKind::Strength, PointKind::Impact]),
            offers: of(&[PointKind::Offer]),
            developments: of(&[PointKind::Development]),
            open: of(&[PointKind::Wondering, PointKind::ClaimNotSeen]),
            to_do: self.shared(schools, Reviewed::still_to_do),
        }
    }

    /// What is said of each theme, that of most schools first; without names only what enough of them share.
    fn shared(&self, schools: Schools, said_by: impl Fn(&Reviewed, usize) -> Vec<Said>) -> Vec<Shared> {
        let on = |(theme, label): (usize, &str)| {
            let said: Vec<Said> = self.reviews.iter().flat_map(|r| said_by(r, theme)).collect();
            let n = super::distinct(said.iter().map(|s| &s.school));
            let enough = if schools == Schools::Named { 1 } else { FEW };
            let said = if schools == Schools::Named { said } else { Vec::new() };
            (n >= enough).then(|| Shared { theme: label.to_owned(), schools: n, said })
        };
        let mut shared: Vec<Shared> = self.themes.labels().enumerate().filter_map(on).collect();
        shared.sort_by_key(|s| std::cmp::Reverse(s.schools));
        // What fits no theme is shared with nobody: it only has that in common.
        shared.retain(|s| schools == Schools::Named || s.theme != super::OTHER);
        shared
    }
}

impl Reviewed {
    pub(super) fn points_on(&self, theme: usize, kinds: &[PointKind]) -> Vec<Said> {
        let here = self.points.iter().filter(|p| p.themes.contains(&theme) && kinds.contains(&p.kind));
        here.map(|p| Said { school: self.school.clone(), text: p.text.clone(), support: p.support }).collect()
    }

    fn still_to_do(&self, theme: usize) -> Vec<Said> {
        let here = self.actions.iter().filter(|a| a.themes.contains(&theme) && a.progress.is_open());
        here.map(|a| Said { school: self.school.clone(), text: a.text.clone(), support: None }).collect()
    }
}

#[cfg(test)]
mod tests;

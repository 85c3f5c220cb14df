//! Who else is here, as the screen knows them.

use super::App;
use crate::clock::Moment;
use crate::ids::{ActivityId, PersonId};
use crate::team::presence::Here;
use crate::text::clean_line;

/// A colleague who is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Their name.
    pub name: String,
    /// Where their next note goes, if it is not where mine does.
    pub elsewhere: Option<String>,
    /// Since when they are there.
    pub since: Moment,
    /// Something is half typed.
    pub writing: bool,
}

impl App {
    /// What others may know of me now; `since` is when I came to where I am.
    pub fn my_place(&self, since: Moment, writing: bool) -> Here {
        Here { person: self.me, activity: self.files_under(), since, writing }
    }

    /// The colleagues who are here, in the plan's order. What their sessions say is theirs to say:
    /// only persons and activities that the plan knows are believed.
    pub fn colleagues(&self) -> Vec<Colleague> {
        if !self.in_team() {
            return Vec::new();
        }
        let others = self.review.people.iter().filter(|p| p.id != self.me);
        others.filter_map(|p| Some(self.colleague(clean_line(&p.name), self.latest_of(p.id)?))).collect()
    }

    /// A person's session, if they are here; to the team alone.
    pub fn presence(&self, person: PersonId) -> Option<Here> {
        self.latest_of(person).filter(|_| self.in_team())
    }

    /// Of several sessions of one person the one that moved last; writing counts in any.
    fn latest_of(&self, person: PersonId) -> Option<Here> {
        let theirs = || self.here.iter().filter(move |h| h.person == person);
        let latest = theirs().max_by_key(|h| h.since)?;
        Some(Here { writing: theirs().any(|h| h.writing), ..*latest })
    }

    fn colleague(&self, name: String, here: Here) -> Colleague {
        let elsewhere = here.activity.filter(|a| Some(*a) != self.files_under());
        let title = |id: ActivityId| self.review.activity(id).map(|a| clean_line(&a.title));
        Colleague { name, elsewhere: elsewhere.and_then(title), since: here.since, writing: here.writing }
    }
}

//! Choosing between versions: what two people wrote at once stays until someone has seen both.
//!
//! Words stand in the place of those that their writer had in sight, and of no others. So a
//! colleague's edit that came in between is never written over: the two stand side by side.

use super::Desk;
use crate::ids::{ChangeId, NoteId, Subject};
use crate::notebook::value::{Value, kind};
use crate::notebook::{NewChange, Written};
use crate::review::evidence::Unlocked;
use crate::review::people::Act;
use crate::trouble::{Result, Trouble};
use crate::vault::OpenKeys;

/// What the writer of new words had in sight.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Seen {
    /// Whatever stands at the instant of writing.
    #[default]
    Now,
    /// These words, shown when the writing began.
    Words {
        /// The words.
        text: String,
        /// The reflection; a point has none.
        reflection: String,
    },
    /// These changes: the versions from which one was made, or the seal that was opened.
    Changes(Vec<ChangeId>),
}

impl Seen {
    /// A seal in the place of what was in sight. Sealed words are in sight as a change, never as words
    /// to be compared.
    pub(super) fn of_sealed(&self, change: NewChange) -> NewChange {
        match self {
            Self::Changes(changes) => change.in_place_of(changes),
            Self::Now | Self::Words { .. } => change,
        }
    }
}

impl Desk {
    /// A change that stands in the place of what its writer had in sight; `before` makes of words in
    /// sight the value they had.
    pub(super) fn in_place_of(
        &self,
        change: NewChange,
        seen: &Seen,
        before: impl Fn(&str, &str) -> Value,
    ) -> Result<NewChange> {
        Ok(match seen {
            Seen::Now => change,
            Seen::Changes(changes) => change.in_place_of(changes),
            Seen::Words { text, reflection } => {
                match self.notebook.change_that_says(change.subject, &before(text, reflection))? {
                    Some(shown) => change.in_place_of(&[shown]),
                    None => change,
                }
            }
        })
    }

    /// Keeps one of the versions that stand side by side; the others stay in the history. A version
    /// that came in since `heads` were read stays beside it.
    ///
    /// # Errors
    /// When it is not mine to choose, or would open a seal.
    pub fn keep(&mut self, subject: Subject, version: ChangeId, heads: &[ChangeId]) -> Result<Written> {
        let gone = || Trouble::new("That version is no longer there.", "Look at the versions again.");
        let value = self.notebook.value_in(subject, version)?.ok_or_else(gone)?;
        match self.notebook.note(subject.into())? {
            Some(note) => self.must_for(&note)?,
            None if value.kind() > kind::ACTIVITY => self.must(Act::Points)?,
            None => {}
        }
        match &value {
            Value::NoteUnsealed(_) | Value::PointUnsealed(_) => {
                return Err(Trouble::new(
                    "A seal is not opened by choosing.",
                    "Unlock it and open it on purpose; or keep it sealed.",
                ));
            }
            Value::NoteSealed(_) | Value::PointSealed(_) => self.may_choose_sealed(subject, heads)?,
            plan if plan.kind() <= kind::ACTIVITY && !self.myself()?.role.releases() => {
                return Err(Trouble::new("Only the lead chooses what the plan says.", "Ask the lead."));
            }
            _ => {}
        }
        let written = self.write(&[NewChange { subject, value, over: None }.in_place_of(heads)])?;
        self.refresh()?;
        Ok(written)
    }

    /// Between sealed versions chooses only who can read all of them.
    fn may_choose_sealed(&self, subject: Subject, heads: &[ChangeId]) -> Result<()> {
        for head in heads {
            let readers = match self.notebook.value_in(subject, *head)? {
                Some(Value::NoteSealed(sealed)) => sealed.persons,
                Some(Value::PointSealed(sealed)) => sealed.persons,
                _ => continue,
            };
            if !readers.contains(&self.me) {
                return Err(Trouble::new("You cannot read both versions.", "Ask one of its readers to choose."));
            }
        }
        Ok(())
    }

    /// The sealed versions of a note that open with my keys.
    pub fn open_versions(&self, note: NoteId, keys: &OpenKeys) -> Result<Vec<(ChangeId, Unlocked)>> {
        let mut open = Vec::new();
        for clash in self.notebook.versions(note, &self.review)? {
            for head in clash.heads {
                if let Some(Value::NoteSealed(sealed)) = self.notebook.value_in(note, head)?
                    && let Ok(unlocked) = self.open_version(note, &sealed, keys)
                {
                    open.push((head, unlocked));
                }
            }
        }
        Ok(open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::evidence::{Marks, Readers};
    use crate::tasks::feedback::{NewPoint, PointDeed};
    use crate::tasks::sealed::Words;
    use crate::tasks::testing::{Team, note};

    fn seen(text: &str) -> Seen {
        Seen::Words { text: text.to_owned(), reflection: String::new() }
    }

    fn versions(desk: &Desk, subject: impl Into<Subject>) -> Vec<Vec<Says>> {
        let all = desk.notebook().versions(subject, desk.review()).unwrap();
        all.into_iter().map(|c| c.versions.into_iter().map(|v| v.says).collect()).collect()
    }

    use crate::notebook::query::Says;

    fn words(text: &str) -> Says {
        Says::Words { text: text.to_owned(), reflection: String::new() }
    }

    #[test]
    fn an_edit_of_words_that_a_colleague_changed_meanwhile_stands_beside_theirs() {
        let team = Team::new(|_| {});
        let (mut one, mut two) = (team.desk("lead"), team.desk("hollins"));
        let id = note(&mut one, "first", None);
        one.edit_seen(id, "from one", "", &seen("first")).unwrap();
        two.edit_seen(id, "from two", "", &seen("first")).unwrap();
        assert!(one.notebook().note(id).unwrap().unwrap().conflict);
        assert_eq!(versions(&one, id), [[words("from two"), words("from one")]]);
        // A further edit of one of them leaves the other beside it.
        two.edit_seen(id, "from two, again", "", &seen("from two")).unwrap();
        assert_eq!(versions(&one, id), [[words("from two, again"), words("from one")]]);
        // Made by hand from both, it stands in the place of both.
        let heads = one.notebook().versions(id, one.review()).unwrap().remove(0).heads;
        one.edit_seen(id, "from both", "", &Seen::Changes(heads)).unwrap();
        assert_eq!(versions(&one, id), Vec::<Vec<Says>>::new());
        assert!(!two.notebook().note(id).unwrap().unwrap().conflict);
        assert_eq!(two.notebook().note(id).unwrap().unwrap().evidence().unwrap().text, "from both");
    }

    #[test]
    fn what_was_chosen_holds_and_a_version_that_came_since_stays_beside_it() {
        let team = Team::new(|_| {});
        let (mut one, mut two) = (team.desk("lead"), team.desk("hollins"));
        let id = note(&mut one, "first", None);
        one.edit_seen(id, "from one", "", &seen("first")).unwrap();
        two.edit_seen(id, "from two", "", &seen("first")).unwrap();
        let clash = one.notebook().versions(id, one.review()).unwrap().remove(0);
        two.edit_seen(id, "a third", "", &seen("first")).unwrap();
        let kept = clash.versions.iter().find(|v| v.says == words("from one")).unwrap().change;
        one.keep(id.into(), kept, &clash.heads).unwrap();
        assert_eq!(versions(&one, id), [[words("from one"), words("a third")]]);
        one.edit(id, "settled", "").unwrap();
        assert_eq!(versions(&one, id), Vec::<Vec<Says>>::new());
        assert!(one.keep(id.into(), ChangeId([3; 32]), &[]).unwrap_err().what().contains("no longer there"));
    }

    #[test]
    fn two_sealed_versions_open_each_and_only_their_readers_choose() {
        let team = Team::new(|_| {});
        let (mut one, mut two) = (team.desk("lead"), team.desk("hollins"));
        let id = note(&mut one, "first", Some(Readers::Team));
        let keys = (team.keys("lead"), team.keys("hollins"));
        let opened = one.notebook().note(id).unwrap().unwrap().sealed().unwrap().change;
        let marks = Marks::default();
        let says = |text| Words { text, reflection: "", marks: &marks };
        let over = Seen::Changes(vec![opened]);
        one.reseal_seen(id, says("from one"), Readers::Team, &over).unwrap();
        two.reseal_seen(id, says("from two"), Readers::Team, &over).unwrap();
        let open = one.open_versions(id, &keys.0).unwrap();
        let mut texts: Vec<&str> = open.iter().map(|(_, u)| u.text.expose()).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["from one", "from two"]);
        assert_eq!(two.open_versions(id, &keys.1).unwrap().len(), 2);
        let clash = one.notebook().versions(id, one.review()).unwrap().remove(0);
        let mut third = team.desk_without_key("elmstead", "no-key");
        let mine = open.iter().find(|(_, u)| u.text.expose() == "from one").unwrap().0;
        assert!(third.keep(id.into(), mine, &clash.heads).unwrap_err().what().contains("cannot read both"));
        one.keep(id.into(), mine, &clash.heads).unwrap();
        assert_eq!(two.open_sealed(id, &keys.1).unwrap().text.expose(), "from one");
        assert!(!two.notebook().note(id).unwrap().unwrap().conflict);
    }

    #[test]
    fn a_point_reworded_by_two_keeps_both() {
        let team = Team::new(|_| {});
        let (mut one, mut two) = (team.desk("lead"), team.desk("hollins"));
        let new = NewPoint {
            kind: crate::review::feedback::PointKind::Strength,
            question: None,
            meeting: None,
            text: "first".into(),
            evidence: Vec::new(),
        };
        let (id, _) = one.make_point(&new).unwrap();
        one.change_point(id, &PointDeed::RewordSeen("from one".into(), seen("first")), None).unwrap();
        two.change_point(id, &PointDeed::RewordSeen("from two".into(), seen("first")), None).unwrap();
        assert_eq!(versions(&one, id), [[words("from two"), words("from one")]]);
        assert!(one.notebook().points().unwrap()[0].conflict);
        one.change_point(id, &PointDeed::Reword("settled".into()), None).unwrap();
        assert!(!one.notebook().points().unwrap()[0].conflict);
    }
}

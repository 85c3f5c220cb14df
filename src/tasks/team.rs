//! Who takes part, and with which keys: added, retired, and a new key used only after a yes.
//!
//! Whoever can write to a notebook can announce a key under anybody's name. So this home uses the
//! keys it has seen first, and another one only after its six words were compared aloud; until then
//! it is shown as new, and nothing is sealed to it.

use super::Desk;
use crate::ids::PersonId;
use crate::notebook::query::AnnouncedKey;
use crate::notebook::value::{PersonFacts, PersonRetired, Value};
use crate::notebook::{NewChange, Written};
use crate::review::people::{Act, Role};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use crate::vault::{Pins, passphrase, recipient};
use serde::Serialize;

/// The most characters of a person's short word, as in a plan.
const MAX_KEY: usize = 40;

/// How a key stands to those that are sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Mine, on this computer.
    Mine,
    /// Sealed to.
    Used,
    /// Announced, and not sealed to until somebody compared its words and said yes.
    New,
    /// Sealed to, but no longer announced.
    Gone,
}

/// A public key of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamKey {
    /// The key, as text.
    pub recipient: String,
    /// Six words to compare aloud.
    pub words: String,
    /// How it stands.
    pub state: KeyState,
}

/// A person with their keys, as this home knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHolder {
    /// The person.
    pub person: PersonId,
    /// Their keys; none: nothing can be sealed to them.
    pub keys: Vec<TeamKey>,
}

impl KeyHolder {
    /// Whether something can be sealed to them now.
    pub fn can_read(&self) -> bool {
        self.keys.iter().any(|k| k.state != KeyState::New)
    }

    /// The keys that wait for a yes.
    pub fn new_keys(&self) -> impl Iterator<Item = &TeamKey> {
        self.keys.iter().filter(|k| k.state == KeyState::New)
    }
}

impl Desk {
    /// Everybody's keys, in the order of the plan. Looks only: nothing is pinned by this.
    pub fn team_keys(&self) -> Result<Vec<KeyHolder>> {
        let announced = self.notebook.keys()?;
        let mine = self.my_key()?.map(|k| k.recipients).unwrap_or_default();
        let keys = |person: PersonId| {
            let key = |recipient: String, state| TeamKey { words: passphrase::words_for(&recipient), recipient, state };
            let seen = self.pins.compare(person, &announced_by(&announced, person));
            // Of somebody never seen before the first keys are what would be used; never of myself.
            let first = seen.use_now.is_empty() && person != self.me;
            let other = |r: &String| person != self.me || !mine.contains(r);
            let here = mine.iter().filter(|_| person == self.me).map(|r| key(r.clone(), KeyState::Mine));
            let used = seen
                .use_now
                .iter()
                .filter(|r| other(r))
                .map(|r| key(r.clone(), if seen.gone.contains(r) { KeyState::Gone } else { KeyState::Used }));
            let state = if first { KeyState::Used } else { KeyState::New };
            let new = seen.changed.iter().filter(|r| other(r)).map(|r| key(r.clone(), state));
            here.chain(used).chain(new).collect()
        };
        Ok(self.review.people.iter().map(|p| KeyHolder { person: p.id, keys: keys(p.id) }).collect())
    }

    /// The keys that are used of a person now. Somebody's first ones are pinned by this.
    pub(super) fn keys_in_use(&mut self, person: PersonId, announced: &[AnnouncedKey]) -> Result<Vec<String>> {
        if person != self.me {
            return Ok(self.pins.check(person, &announced_by(announced, person))?.use_now);
        }
        // My key here, and those of my other computers that I have said yes to.
        let mut mine = self.my_key()?.map(|k| k.recipients).unwrap_or_default();
        let others: Vec<String> = self.pins.pinned(person).iter().filter(|k| !mine.contains(k)).cloned().collect();
        mine.extend(others);
        Ok(mine)
    }

    /// The persons to whom something can be sealed now.
    pub(super) fn holders(&self) -> Result<Vec<PersonId>> {
        Ok(self.team_keys()?.into_iter().filter(KeyHolder::can_read).map(|h| h.person).collect())
    }

    /// After a yes: these, of the keys a person announces now, are theirs from now on; keys that are used
    /// and no longer announced are dropped.
    ///
    /// # Errors
    /// When one of them is not announced (any more): then what was compared is not what would be used.
    pub fn accept_keys(&mut self, person: PersonId, compared: &[String]) -> Result<()> {
        let announced = announced_by(&self.notebook.keys()?, person);
        let name = self.review.name(person).to_owned();
        if compared.is_empty() || compared.iter().any(|k| !announced.contains(k)) {
            return Err(Trouble::new(
                format!("The keys of {name} have changed again since you looked."),
                "Look again, and compare the new words aloud; nothing was accepted.",
            ));
        }
        let pinned = self.pins.pinned(person);
        let mut keys: Vec<String> = pinned.iter().filter(|k| announced.contains(k)).cloned().collect();
        keys.extend(compared.iter().filter(|k| !pinned.contains(k)).cloned());
        self.pins.accept(person, &keys)
    }

    /// Accepts a public key that a person handed over by another way, before any notebook of theirs was joined.
    ///
    /// # Errors
    /// When it is no public key, or there is no such person.
    pub fn accept_given_key(&mut self, person: PersonId, key: &str) -> Result<()> {
        let key = recipient::check(key)?;
        let mut keys = self.pins.pinned(person).to_vec();
        if !keys.contains(&key) {
            keys.push(key);
        }
        self.pins.accept(person, &keys)
    }

    /// Through whom the changes of a person came here, while no session of their own has shown that they
    /// are theirs; none if that is settled.
    pub fn came_through(&self, person: PersonId) -> Result<Option<PersonId>> {
        // Read anew: joining writes it beside this desk.
        let pins = Pins::load(&self.home.notebook(self.notebook.id()))?;
        let through = pins.writers().filter(|(_, p)| *p == person).find_map(|(writer, _)| pins.via(writer));
        Ok(through)
    }

    /// Adds a person to the team, under a short word of their own.
    ///
    /// # Errors
    /// When I am not the lead, the word is taken or is none, or the role is that of the lead.
    pub fn add_person(&mut self, key: &str, name: &str, role: Role, school: &str) -> Result<Written> {
        self.refresh()?;
        self.must(Act::Team)?;
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if key.is_empty() || key.len() > MAX_KEY || key.starts_with('-') || !key.chars().all(allowed) {
            return Err(Trouble::usage(
                format!("“{}” cannot be a person's key.", clean_line(key)),
                "A key is one short word of small letters, digits and hyphens: brook-row.",
            ));
        }
        if role.releases() {
            return Err(Trouble::usage(
                "A review has one lead.",
                "Add the person with another role, such as reviewer.",
            ));
        }
        let name = clean_line(name.trim());
        if name.is_empty() {
            return Err(Trouble::usage("The person needs a name.", "Give the name after the key."));
        }
        let id = PersonId::of(self.notebook.id(), key);
        if let Some(there) = self.review.person(id) {
            return Err(Trouble::usage(
                format!("The key {key} belongs to {} already.", there.name),
                "Take another one. Who had left comes back with: visitbook team NOTEBOOK retire --undo NAME.",
            ));
        }
        let order = u32::try_from(self.review.people.len()).unwrap_or(u32::MAX);
        let (key, school) = (key.to_owned(), clean_line(school.trim()));
        let facts = PersonFacts { key, name, role, school, accounts: Vec::new(), order };
        let written = self.write(&[NewChange::new(id, Value::Person(facts))])?;
        self.refresh()?;
        Ok(written)
    }

    /// Takes a person out of the team, or back in. Nothing is sealed to them from then on; what they have read
    /// cannot be taken back.
    ///
    /// # Errors
    /// When I am not the lead, it is the lead, or they have left (or are here) already.
    pub fn retire(&mut self, person: PersonId, retired: bool) -> Result<Written> {
        self.refresh()?;
        self.must(Act::Team)?;
        let found = self.review.person(person).ok_or_else(|| Trouble::new("There is no such person here.", ""))?;
        if found.role.releases() {
            return Err(Trouble::new("The lead cannot leave the review.", "Only the lead exports and purges it."));
        }
        if found.retired == retired {
            let state = if retired { "has left the team" } else { "is in the team" };
            return Err(Trouble::new(format!("{} {state} already.", found.name), "Nothing was changed."));
        }
        let written = self.write(&[NewChange::new(person, PersonRetired { retired })])?;
        self.refresh()?;
        Ok(written)
    }

    /// How many sealed notes a person can read: what stays with them when they leave.
    pub fn sealed_for(&self, person: PersonId) -> Result<usize> {
        Ok(self.all_sealed()?.iter().filter(|n| n.sealed().is_some_and(|s| s.persons.contains(&person))).count())
    }
}

/// The keys that a person's own writers announce.
pub(super) fn announced_by(keys: &[AnnouncedKey], person: PersonId) -> Vec<String> {
    keys.iter().filter(|k| k.person == person && k.own).map(|k| k.recipient.clone()).collect()
}

/// What leaving the team does not undo, in words.
pub fn not_taken_back(name: &str, notes: usize) -> String {
    let read = match notes {
        0 => String::new(),
        n => format!(
            " {} could be read by them until now, and what was read cannot be taken back.",
            count(n, "sealed note", "sealed notes")
        ),
    };
    format!(
        "{name} has left the team: nothing is sealed to them from now on.{read} A laptop that has not heard of it yet still seals to them."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::value::KeyAnnounced;
    use crate::review::evidence::Readers;
    use crate::tasks::testing::{Team, note};

    fn states(desk: &Desk, person: PersonId) -> Vec<KeyState> {
        let holders = desk.team_keys().unwrap();
        holders.iter().filter(|h| h.person == person).flat_map(|h| h.keys.iter().map(|k| k.state)).collect()
    }

    fn new_keys(desk: &Desk, person: PersonId) -> Vec<String> {
        let holders = desk.team_keys().unwrap();
        holders
            .iter()
            .filter(|h| h.person == person)
            .flat_map(KeyHolder::new_keys)
            .map(|k| k.recipient.clone())
            .collect()
    }

    #[test]
    fn a_second_key_is_used_only_after_a_yes() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let laptop = team.desk("hollins");
        let first = note(&mut lead, "to the team", Some(Readers::Team));
        let server = team.desk_from("hollins", "server");
        let hollins = laptop.me();
        assert_eq!(states(&lead, hollins), [KeyState::Used, KeyState::New]);
        let second = note(&mut lead, "more", Some(Readers::Team));
        assert!(laptop.open_sealed(second, &team.keys("hollins")).is_ok(), "the known key is still used");
        assert!(server.open_sealed(second, &team.keys("server")).is_err());
        let compared = new_keys(&lead, hollins);
        lead.accept_keys(hollins, &compared).unwrap();
        assert_eq!(states(&lead, hollins), [KeyState::Used, KeyState::Used]);
        let third = note(&mut lead, "now both", Some(Readers::Team));
        for (desk, computer) in [(&laptop, "hollins"), (&server, "server")] {
            assert!(desk.open_sealed(third, &team.keys(computer)).is_ok(), "{computer}");
        }
        assert!(server.open_sealed(first, &team.keys("server")).is_err());
    }

    #[test]
    fn my_own_other_computer_is_compared_too() {
        let team = Team::new(|_| {});
        let mut laptop = team.desk("lead");
        let server = team.desk_from("lead", "server");
        assert_eq!(states(&laptop, laptop.me()), [KeyState::Mine, KeyState::New]);
        let before = note(&mut laptop, "mine", Some(Readers::Me));
        assert!(server.open_sealed(before, &team.keys("server")).is_err(), "nobody becomes me by announcing a key");
        let compared = new_keys(&laptop, laptop.me());
        laptop.accept_keys(laptop.me(), &compared).unwrap();
        assert_eq!(states(&laptop, laptop.me()), [KeyState::Mine, KeyState::Used]);
        let after = note(&mut laptop, "mine", Some(Readers::Me));
        assert!(server.open_sealed(after, &team.keys("server")).is_ok());
    }

    #[test]
    fn a_key_announced_for_somebody_else_is_used_by_nobody() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let mut elmstead = team.desk("elmstead");
        let hollins = PersonId::of(lead.notebook().id(), "hollins");
        let mine = elmstead.my_key().unwrap().unwrap().recipients.remove(0);
        elmstead.write(&[NewChange::new(hollins, KeyAnnounced { recipient: mine, label: String::new() })]).unwrap();
        assert_eq!(states(&lead, hollins), []);
        assert!(lead.reach(Readers::Team, lead.me()).unwrap().without_key.contains(&hollins));
    }

    #[test]
    fn what_was_not_compared_is_not_accepted() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let hollins = team.desk("hollins").me();
        note(&mut lead, "pins the first key", Some(Readers::Team));
        let looked = new_keys(&lead, hollins);
        assert!(looked.is_empty() && lead.accept_keys(hollins, &looked).is_err());
        let stranger = [crate::vault::testing::PUBLIC.to_owned()];
        assert!(lead.accept_keys(hollins, &stranger).unwrap_err().what().contains("changed again"));
        // A third key that came while two were being compared waits on.
        team.desk_from("hollins", "server");
        let looked = new_keys(&lead, hollins);
        team.desk_from("hollins", "third");
        lead.accept_keys(hollins, &looked).unwrap();
        assert_eq!(new_keys(&lead, hollins).len(), 1);
    }

    #[test]
    fn only_the_lead_changes_the_team() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let mut hollins = team.desk("hollins");
        assert!(hollins.add_person("new", "New", Role::Reviewer, "").unwrap_err().what().starts_with("Only the lead"));
        assert!(hollins.retire(lead.me(), true).is_err());
        lead.add_person("new-one", "New One", Role::ExternalAdviser, "Elsewhere").unwrap();
        let new = lead.review().people.last().unwrap().clone();
        assert_eq!((new.key.as_str(), new.role, new.retired), ("new-one", Role::ExternalAdviser, false));
        assert_eq!(team.desk("new-one").me(), new.id);
        for (key, name, role) in [
            ("new-one", "x", Role::Reviewer),
            ("Ä", "x", Role::Reviewer),
            ("a", " ", Role::Reviewer),
            ("a", "x", Role::Lead),
        ] {
            assert!(lead.add_person(key, name, role, "").is_err(), "{key} {name}");
        }
        lead.retire(new.id, true).unwrap();
        assert!(lead.review().person(new.id).unwrap().retired);
        assert!(lead.retire(new.id, true).is_err() && lead.retire(lead.me(), true).is_err());
        lead.retire(new.id, false).unwrap();
        assert!(!lead.review().person(new.id).unwrap().retired);
    }
}

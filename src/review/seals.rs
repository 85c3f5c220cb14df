//! To whom something is sealed: a group by role, or persons chosen one by one.
//!
//! A group is a list of persons, expanded when sealing: who joins later gets earlier notes only when
//! a reader seals them again, and who has left is in nothing sealed from then on. What was read
//! cannot be taken back, so a seal is never made again only because somebody left.

use super::evidence::{Note, Readers, SealedOutside};
use super::people::Person;
use crate::ids::{NoteId, PersonId};
use std::collections::BTreeSet;

/// Whom a note is to be sealed to, as chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealTo {
    /// The group, or that persons were chosen one by one.
    pub readers: Readers,
    /// Those persons; empty for a group. The one who seals can always read it too.
    pub chosen: BTreeSet<PersonId>,
}

impl From<Readers> for SealTo {
    fn from(readers: Readers) -> Self {
        Self { readers, chosen: BTreeSet::new() }
    }
}

impl SealTo {
    /// Persons chosen one by one.
    pub fn people(chosen: impl IntoIterator<Item = PersonId>) -> Self {
        Self { readers: Readers::Chosen, chosen: chosen.into_iter().collect() }
    }

    /// The same readers as a note that is sealed already.
    pub fn as_before(outside: &SealedOutside) -> Self {
        match outside.readers {
            Readers::Chosen => Self::people(outside.persons.iter().copied()),
            group => group.into(),
        }
    }

    /// The persons meant, besides the one who seals; nobody who has left the team.
    pub fn meant<'p>(&'p self, people: &'p [Person]) -> impl Iterator<Item = PersonId> + 'p {
        let meant = |p: &&Person| match self.readers {
            Readers::Me => false,
            Readers::Lead | Readers::Head => p.role.releases(),
            Readers::Team => p.role.is_team(),
            Readers::Chosen => self.chosen.contains(&p.id),
        };
        people.iter().filter(|p| !p.retired).filter(meant).map(|p| p.id)
    }

    /// Two seals together, such as a mark and one chosen by key, mean the narrower: nobody reads it
    /// whom either leaves out, and it opens into the head's pack only if neither says otherwise.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "one of the two is given back")]
    pub fn narrower(self, other: Self, people: &[Person]) -> Self {
        /// From the narrowest group to the widest.
        const GROUPS: [Readers; 4] = [Readers::Me, Readers::Head, Readers::Lead, Readers::Team];
        if let Some(group) = GROUPS.into_iter().find(|g| [self.readers, other.readers].contains(g))
            && ![self.readers, other.readers].contains(&Readers::Chosen)
        {
            return group.into();
        }
        if [self.readers, other.readers].contains(&Readers::Me) {
            return Readers::Me.into();
        }
        let others: BTreeSet<PersonId> = other.meant(people).collect();
        Self::people(self.meant(people).filter(|p| others.contains(p)))
    }
}

/// Present members of the group that a note is sealed to, who cannot read it because they joined, or
/// made their key, after it was sealed. `can` says who has a key that may be used now.
pub fn left_out(note: &Note, people: &[Person], can: impl Fn(PersonId) -> bool) -> Vec<PersonId> {
    let Some(outside) = note.sealed().filter(|_| !note.deleted) else { return Vec::new() };
    if matches!(outside.readers, Readers::Me | Readers::Chosen) {
        return Vec::new();
    }
    let to = SealTo::from(outside.readers);
    let author = people.iter().filter(|p| p.id == note.author && !p.retired).map(|p| p.id);
    let mut out: Vec<PersonId> = to.meant(people).filter(|p| !outside.persons.contains(p) && can(*p)).collect();
    out.extend(author.filter(|a| !outside.persons.contains(a) && can(*a)));
    out.sort_unstable();
    out.dedup();
    out
}

/// The sealed notes that do not reach somebody who is meant, and everybody whom some of them do not reach.
pub fn short_of<'n>(
    notes: impl IntoIterator<Item = &'n Note>,
    people: &[Person],
    can: impl Fn(PersonId) -> bool,
) -> (Vec<NoteId>, Vec<PersonId>) {
    let mut short = Vec::new();
    let mut persons = Vec::new();
    for note in notes {
        let out = left_out(note, people, &can);
        if !out.is_empty() {
            short.push(note.id);
            persons.extend(out);
        }
    }
    persons.sort_unstable();
    persons.dedup();
    (short, persons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::ids::ChangeId;
    use crate::review::evidence::Content;
    use crate::review::people::Role;

    fn id(n: u8) -> PersonId {
        PersonId([n; 16])
    }

    fn people() -> Vec<Person> {
        let roles = [Role::Lead, Role::Reviewer, Role::Reviewer, Role::HostPartner, Role::Reviewer];
        let person = |(n, role): (u8, Role)| Person {
            id: id(n),
            key: format!("p{n}"),
            name: format!("P{n}"),
            role,
            school: String::new(),
            accounts: Vec::new(),
            retired: n == 5,
        };
        (1..).zip(roles).map(person).collect()
    }

    fn note(readers: Readers, persons: &[u8]) -> Note {
        let outside =
            SealedOutside { readers, persons: persons.iter().map(|n| id(*n)).collect(), change: ChangeId([0; 32]) };
        Note {
            id: NoteId([9; 16]),
            author: id(2),
            activity: None,
            written: Moment(0),
            seen: None,
            content: Content::Sealed(outside),
            deleted: false,
            rehearsal: false,
            conflict: false,
            edited: false,
            beside: crate::review::evidence::Beside::default(),
        }
    }

    fn meant(to: &SealTo) -> Vec<PersonId> {
        to.meant(&people()).collect()
    }

    #[test]
    fn a_group_is_expanded_and_nobody_who_left_is_in_it() {
        assert_eq!(meant(&Readers::Team.into()), [id(1), id(2), id(3)]);
        assert_eq!(meant(&Readers::Lead.into()), [id(1)]);
        assert_eq!(meant(&Readers::Me.into()), []);
        assert_eq!(meant(&SealTo::people([id(4), id(5), id(2)])), [id(2), id(4)]);
    }

    #[test]
    fn of_two_seals_nobody_reads_it_whom_either_leaves_out() {
        let people = people();
        let chosen = || SealTo::people([id(3), id(4)]);
        let all: Vec<SealTo> = [Readers::Me, Readers::Lead, Readers::Team, Readers::Head]
            .into_iter()
            .map(SealTo::from)
            .chain([chosen(), SealTo::people([id(1)]), SealTo::people([])])
            .collect();
        for one in &all {
            for other in &all {
                let both = one.clone().narrower(other.clone(), &people);
                assert_eq!(both, other.clone().narrower(one.clone(), &people), "the order makes no difference");
                for person in meant(&both) {
                    assert!(meant(one).contains(&person) && meant(other).contains(&person), "{one:?} {other:?}");
                }
            }
            assert_eq!(one.clone().narrower(one.clone(), &people), *one);
        }
        let both = |one: Readers| chosen().narrower(one.into(), &people);
        assert_eq!(both(Readers::Team), SealTo::people([id(3)]));
        assert_eq!(both(Readers::Me), Readers::Me.into());
        assert_eq!(both(Readers::Head).readers, Readers::Chosen, "not into the head's pack");
        let head = SealTo::from(Readers::Head).narrower(Readers::Lead.into(), &people);
        assert_eq!(head, Readers::Head.into());
    }

    #[test]
    fn who_joined_later_is_left_out_until_it_is_sealed_again() {
        let people = people();
        let can = |p: PersonId| p != id(1);
        assert_eq!(left_out(&note(Readers::Team, &[2]), &people, can), [id(3)]);
        assert_eq!(left_out(&note(Readers::Team, &[2]), &people, |_| true), [id(1), id(3)]);
        assert!(
            left_out(&note(Readers::Team, &[1, 2, 3, 5]), &people, |_| true).is_empty(),
            "the retired one is no reason"
        );
        for readers in [Readers::Me, Readers::Chosen] {
            assert!(left_out(&note(readers, &[2]), &people, |_| true).is_empty());
        }
        let deleted = Note { deleted: true, ..note(Readers::Team, &[2]) };
        assert!(left_out(&deleted, &people, |_| true).is_empty());
        let notes = [note(Readers::Team, &[2]), note(Readers::Lead, &[1]), note(Readers::Team, &[1, 2, 3])];
        let (short, persons) = short_of(&notes, &people, |_| true);
        assert_eq!((short.len(), persons), (2, vec![id(1), id(2), id(3)]));
    }
}

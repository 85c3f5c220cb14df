//! The law of joining: whatever two to five people do, and however it is carried between them, in
//! whatever order, with repeats and losses, all end equal; no acknowledged words are lost but what an
//! erase or purge names; and no sealed note is open anywhere.

use super::*;
use crate::notebook::value::{ActivityMoved, Covered, Erase, EraseClass, KeyAnnounced};
use crate::review::evidence::Valence;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};

#[derive(Debug, Clone)]
enum Deed {
    Note,
    Edit(usize),
    Question(usize, u8, bool),
    Valence(usize, u8),
    Delete(usize, bool),
    Seal(usize, u8),
    Unseal(usize),
    Shift(u8),
    Key(u8),
    Undo,
    /// Erases a note of one's own.
    Erase(usize),
    /// The lead purges everything that is there; others do nothing.
    Purge,
    /// Keeps a copy of the file aside.
    Copy,
    /// Puts the copy back in the file's place.
    Restore,
    /// Joins over a line that may break after so many bytes.
    Sync(usize, Option<u16>),
    /// Makes a bundle, which may arrive any time, more than once, or never.
    Post,
    /// Takes over a bundle that somebody made.
    Receive(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let one = 0..12usize;
    prop_oneof![
        4 => Just(Deed::Note),
        5 => one.clone().prop_map(Deed::Edit),
        3 => (one.clone(), 0..3u8, any::<bool>()).prop_map(|(n, q, on)| Deed::Question(n, q, on)),
        2 => (one.clone(), 0..4u8).prop_map(|(n, x)| Deed::Valence(n, x)),
        2 => (one.clone(), any::<bool>()).prop_map(|(n, on)| Deed::Delete(n, on)),
        2 => (one.clone(), any::<u8>()).prop_map(|(n, x)| Deed::Seal(n, x)),
        1 => one.clone().prop_map(Deed::Unseal),
        1 => any::<u8>().prop_map(Deed::Shift),
        1 => any::<u8>().prop_map(Deed::Key),
        2 => Just(Deed::Undo),
        1 => one.clone().prop_map(Deed::Erase),
        1 => Just(Deed::Purge),
        1 => Just(Deed::Copy),
        1 => Just(Deed::Restore),
        3 => (one.clone(), proptest::option::of(0..6000u16)).prop_map(|(n, cut)| Deed::Sync(n, cut)),
        2 => Just(Deed::Post),
        3 => one.prop_map(Deed::Receive),
    ]
}

/// Everybody, and what is under way between them.
struct World {
    laptops: Vec<Laptop>,
    last: Vec<Vec<ChangeId>>,
    copies: Vec<Option<PathBuf>>,
    /// Bundles under way, with the changes that are in each.
    post: Vec<Vec<u8>>,
    /// Words whose writing was acknowledged, and not lost with a file that was replaced by an older one.
    acknowledged: BTreeSet<ChangeId>,
    count: usize,
}

impl World {
    fn new(people: usize) -> Self {
        let laptops: Vec<Laptop> = NAMES[..people].iter().map(|name| Laptop::new(name)).collect();
        let (last, copies) = (vec![Vec::new(); people], vec![None; people]);
        Self { laptops, last, copies, post: Vec::new(), acknowledged: BTreeSet::new(), count: 0 }
    }

    /// The two laptops of a line, at once.
    fn two(&mut self, asks: usize, answers: usize) -> (&mut Laptop, &mut Laptop) {
        let (low, high) = (asks.min(answers), asks.max(answers));
        let (left, right) = self.laptops.split_at_mut(high);
        if asks < answers { (&mut left[low], &mut right[0]) } else { (&mut right[0], &mut left[low]) }
    }

    fn act(&mut self, who: usize, deed: &Deed) {
        self.count += 1;
        let changes = match deed {
            Deed::Sync(other, cut) => {
                let other = other % self.laptops.len();
                if other != who {
                    let (asks, answers) = self.two(who, other);
                    let cut = cut.map_or(usize::MAX, usize::from);
                    let (done, _) = asks.sync_cut(answers, usize::MAX, cut);
                    assert!(done.is_ok() || cut < usize::MAX, "{:?}", done.err());
                }
                return;
            }
            Deed::Post => return self.post.push(self.laptops[who].bundle()),
            Deed::Receive(n) => {
                if let Some(bundle) = (!self.post.is_empty()).then(|| self.post[n % self.post.len()].clone()) {
                    self.laptops[who].merge(&bundle).unwrap();
                }
                return;
            }
            Deed::Copy => {
                let laptop = &mut self.laptops[who];
                laptop.now += 1000;
                self.copies[who] = Some(laptop.notebook.back_up(Moment(laptop.now)).unwrap());
                return;
            }
            Deed::Restore => return self.restore(who),
            Deed::Undo => return self.undo(who),
            other => self.changes(who, other),
        };
        if changes.is_empty() {
            return;
        }
        let ids = self.laptops[who].write(&changes);
        for (id, change) in ids.iter().zip(&changes) {
            if matches!(change.value, Value::NoteText(_)) {
                self.acknowledged.insert(*id);
            }
        }
        self.last[who] = ids;
    }

    fn undo(&mut self, who: usize) {
        let ids = std::mem::take(&mut self.last[who]);
        let laptop = &mut self.laptops[who];
        let pen = Pen { author: laptop.me, key: &laptop.key, clock: laptop.clock(), zone: Tz::UTC };
        if let Ok(written) = laptop.notebook.undo(&pen, &ids) {
            let seq = laptop.notebook.last_seq(laptop.key.id()).unwrap();
            laptop.key.remember(seq, *written.changes.last().unwrap()).unwrap();
        }
    }

    /// An older copy takes the file's place: what nobody else has heard is gone with the file.
    fn restore(&mut self, who: usize) {
        let Some(copy) = self.copies[who].take() else { return };
        let known: HashSet<ChangeId> = {
            let others = self.laptops.iter().enumerate().filter(|(n, _)| *n != who).map(|(_, l)| &l.notebook);
            others.flat_map(|n| n.changes().unwrap()).map(|c| c.id).collect()
        };
        let laptop = &mut self.laptops[who];
        let path = laptop.notebook.path().to_owned();
        let gone: Vec<ChangeId> = laptop.notebook.changes().unwrap().into_iter().map(|c| c.id).collect();
        // The connection is closed before its file is replaced.
        laptop.notebook = Notebook::create(&laptop.dir.path().join(format!("aside-{}", self.count)), ID).unwrap();
        std::fs::rename(copy, &path).unwrap();
        laptop.notebook = Notebook::open(&path).unwrap();
        let here: HashSet<ChangeId> = laptop.notebook.changes().unwrap().into_iter().map(|c| c.id).collect();
        // What is in a bundle may come back or not: it is not counted on.
        for id in gone.iter().filter(|id| !here.contains(id) && !known.contains(id)) {
            self.acknowledged.remove(id);
        }
        let seq = laptop.notebook.last_seq(laptop.key.id()).unwrap();
        if laptop.key.remembered().is_some_and(|r| seq < r.seq) {
            laptop.key.replace().unwrap();
        }
        self.last[who].clear();
    }

    fn changes(&self, who: usize, deed: &Deed) -> Vec<NewChange> {
        let laptop = &self.laptops[who];
        let all = Filter { deleted: true, ..Filter::default() };
        let known = laptop.notebook.notes(&all, Order::Oldest, 0, 100).unwrap();
        let pick = |n: usize| (!known.is_empty()).then(|| known[n % known.len()].clone());
        let words = text(&format!("open{}", self.count));
        match deed {
            Deed::Note => {
                let id = NoteId::fresh().unwrap();
                vec![NewChange::new(id, v::NoteCreated {}), NewChange::new(id, words)]
            }
            Deed::Edit(n) => {
                pick(*n).filter(|n| n.evidence().is_some()).map_or(vec![], |n| vec![NewChange::new(n.id, words)])
            }
            Deed::Question(n, q, on) => pick(*n).map_or(vec![], |n| {
                vec![NewChange::new(n.id, v::NoteQuestion { question: QuestionId([*q; 16]), on: *on })]
            }),
            Deed::Valence(n, x) => pick(*n).map_or(vec![], |n| {
                let all = [Valence::Neutral, Valence::Strength, Valence::Development, Valence::Wondering];
                vec![NewChange::new(n.id, v::NoteValence { valence: all[usize::from(*x)] })]
            }),
            Deed::Delete(n, on) => {
                pick(*n).map_or(vec![], |n| vec![NewChange::new(n.id, v::NoteDeleted { deleted: *on })])
            }
            Deed::Seal(n, x) => pick(*n).map_or(vec![], |n| vec![NewChange::new(n.id, sealed(&[*x]))]),
            Deed::Unseal(n) => pick(*n)
                .filter(|n| n.sealed().is_some())
                .map_or(vec![], |n| vec![NewChange::new(n.id, v::NoteUnsealed {}), NewChange::new(n.id, words)]),
            Deed::Shift(by) => {
                let activity = ActivityId([by % 3; 16]);
                vec![NewChange::new(activity, ActivityMoved { start: Some(i64::from(*by)), end: None })]
            }
            Deed::Key(n) => {
                vec![NewChange::new(laptop.me, KeyAnnounced { recipient: format!("age1{n}"), label: String::new() })]
            }
            Deed::Erase(n) => pick(*n)
                .filter(|n| n.author == laptop.me)
                .map_or(vec![], |n| vec![NewChange::new(n.id, everything(laptop))]),
            Deed::Purge if who == 0 => vec![NewChange::new(ID, everything(laptop))],
            _ => vec![],
        }
    }

    /// Everybody joins with everybody, both ways about.
    fn meet(&mut self) {
        for _ in 0..2 {
            for asks in 0..self.laptops.len() {
                for answers in 0..self.laptops.len() {
                    if asks != answers {
                        let (one, other) = self.two(asks, answers);
                        let (done, summary) = one.sync(other);
                        assert!(done.is_ok() && summary.is_ok(), "{:?} {:?}", done.err(), summary.err());
                    }
                }
            }
        }
    }
}

fn everything(laptop: &Laptop) -> Erase {
    let holdings = laptop.notebook.holdings().unwrap();
    let covers = holdings.into_iter().map(|(writer, held)| Covered { writer, seq: held.here.last() }).collect();
    Erase { class: EraseClass::Everything, covers }
}

/// Of all the changes that there are: which bodies may be gone, and which must be.
struct Journal {
    changes: Vec<Change>,
    replaces: HashMap<ChangeId, Vec<ChangeId>>,
}

impl Journal {
    fn of(laptop: &Laptop) -> Self {
        let changes = laptop.notebook.changes().unwrap();
        let replaces = changes.iter().map(|c| (c.id, c.header.replaces.clone())).collect();
        Self { changes, replaces }
    }

    fn knew(&self, change: &Change) -> HashSet<ChangeId> {
        let (mut seen, mut open) = (HashSet::from([change.id]), vec![change.id]);
        while let Some(id) = open.pop() {
            open.extend(self.replaces.get(&id).into_iter().flatten().copied().filter(|id| seen.insert(*id)));
        }
        seen
    }

    /// Whether an erase names it.
    fn is_erased(&self, change: &Change) -> bool {
        self.changes.iter().filter(|c| c.header.kind == v::kind::ERASE).any(|c| {
            let body = c.body.as_ref().expect("an erase keeps its body");
            let Ok(Some(Value::Erase(erase))) = Value::decode(70, &body.bytes) else { panic!() };
            (c.header.subject.0 == ID.0 || c.header.subject == change.header.subject)
                && erase.covers.iter().any(|x| x.writer == change.header.writer && x.seq >= change.header.seq)
        })
    }

    /// Whether a seal shuts it out: one that is in force, or one that it did not know of.
    fn is_shut(&self, change: &Change) -> bool {
        let about = |c: &&Change| c.header.subject == change.header.subject;
        let seals: Vec<&Change> = self.changes.iter().filter(about).filter(|c| c.header.kind == 30).collect();
        let field = |c: &Change| matches!(c.header.kind, 30 | 31);
        let replaced: HashSet<ChangeId> = self
            .changes
            .iter()
            .filter(about)
            .filter(|c| field(c))
            .flat_map(|c| c.header.replaces.iter().copied())
            .collect();
        let knew = self.knew(change);
        seals.iter().any(|s| !replaced.contains(&s.id) || !knew.contains(&s.id))
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_end_equal_and_nothing_is_lost_but_what_was_named(
        people in 2..=5usize,
        deeds in proptest::collection::vec((0..5usize, deed()), 1..50),
        wrong in proptest::collection::vec(prop_oneof![3 => Just(0i64), 1 => Just(3_700_000), 1 => Just(-31_536_000_000), 1 => Just(31_536_000_000)], 5),
    ) {
        let mut world = World::new(people);
        for (laptop, wrong) in world.laptops.iter_mut().zip(&wrong) {
            laptop.wrong = *wrong;
        }
        for (who, deed) in &deeds {
            world.act(who % people, deed);
        }
        world.meet();
        let dump = world.laptops[0].dump();
        let journal = Journal::of(&world.laptops[0]);
        let here: HashMap<ChangeId, &Change> = journal.changes.iter().map(|c| (c.id, c)).collect();
        for laptop in &mut world.laptops {
            prop_assert_eq!(&dump, &laptop.dump());
            let found = laptop.notebook.examine().unwrap();
            prop_assert!(found.file_sound && found.journal_sound && found.tables_agree, "{:?}", found);
            prop_assert_eq!(found.changes, journal.changes.len());
            for change in laptop.notebook.changes().unwrap() {
                let open = (22..=28).contains(&change.header.kind) && change.body.is_some();
                prop_assert!(!open || !journal.is_shut(&change), "open words of a sealed note");
                prop_assert!(change.body.is_none() || change.header.kind < 10 || change.header.kind == 70
                    || !journal.is_erased(&change) || matches!(change.header.kind, 32 | 57), "an erased body");
            }
        }
        for id in &world.acknowledged {
            let change = here.get(id).copied();
            prop_assert!(change.is_some(), "an acknowledged change is nowhere");
            let change = change.unwrap();
            let kept = change.body.is_some();
            prop_assert!(kept || journal.is_erased(change) || journal.is_shut(change), "acknowledged words are gone");
        }
        // What was posted and never came makes no difference any more, unless a file was lost: then it brings more back.
        for bundle in &world.post {
            for laptop in &mut world.laptops {
                laptop.merge(bundle).unwrap();
            }
        }
        world.meet();
        let dump = world.laptops[0].dump();
        for laptop in &world.laptops {
            prop_assert_eq!(&dump, &laptop.dump());
        }
    }
}

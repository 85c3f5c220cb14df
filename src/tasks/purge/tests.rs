//! A purge empties what it says, everywhere it can, for good.

use super::*;
use crate::clock::{Clock, Moment};
use crate::ids::NoteId;
use crate::notebook::{Filter, Order};
use crate::review::evidence::{Content, Readers};
use crate::review::feedback::PointKind;
use crate::tasks::concern::Route;
use crate::tasks::feedback::NewPoint;
use crate::tasks::testing::{NOW, Team, note};
use std::path::Path;

/// Three years after the sample's day: its retention date has passed.
const LATER: Moment = Moment(1_781_083_800_000 + 3 * 365 * 86_400_000);

/// Something of every sort, of two people; gives the lead's sealed note.
fn fill(team: &Team) -> (Desk, NoteId) {
    let (mut lead, mut sam) = (team.desk("lead"), team.desk("hollins"));
    note(&mut sam, "open words of hollins", None);
    note(&mut sam, "sealed words of hollins", Some(Readers::Me));
    sam.record_concern(Route::Child, "the deputy", NOW).unwrap();
    note(&mut lead, "open words of the lead", None);
    let sealed = note(&mut lead, "sealed words of the lead", Some(Readers::Team));
    lead.refresh().unwrap();
    let new = NewPoint {
        kind: PointKind::Strength,
        question: None,
        meeting: None,
        text: "words of a point".to_owned(),
        evidence: Vec::new(),
    };
    lead.make_point(&new).unwrap();
    (lead, sealed)
}

fn states(desk: &Desk) -> (usize, usize, usize) {
    let notes = desk.notebook().notes(&Filter::default(), Order::Oldest, 0, 100).unwrap();
    let of = |wanted: fn(&Content) -> bool| notes.iter().filter(|n| wanted(&n.content)).count();
    (
        of(|c| matches!(c, Content::Open(_))),
        of(|c| matches!(c, Content::Sealed(_))),
        of(|c| matches!(c, Content::Erased)),
    )
}

/// The blobs and open words that lie in a notebook, as bytes.
fn bodies(path: &Path) -> Vec<Vec<u8>> {
    let notebook = Notebook::open(path).unwrap();
    let mut bodies: Vec<Vec<u8>> = Vec::new();
    for change in notebook.changes().unwrap() {
        if matches!(change.header.kind, 22 | 30 | 51) {
            bodies.extend(change.body.map(|b| b.bytes));
        }
    }
    bodies
}

/// Which of these bodies stand in some file below a folder; of a large one its middle is enough.
fn found_below(folder: &Path, bodies: &[Vec<u8>]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in files::list(folder).unwrap() {
        if file.is_dir() {
            found.extend(found_below(&file, bodies));
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        let holds = |body: &[u8]| {
            let middle = &body[body.len() / 2..(body.len() / 2 + 40).min(body.len() - 1)];
            bytes.windows(middle.len()).any(|w| w == middle)
        };
        if bodies.iter().any(|b| holds(b)) {
            found.push(file);
        }
    }
    found
}

fn sound(desk: &mut Desk) {
    let found = desk.notebook.examine().unwrap();
    assert!(found.file_sound && found.journal_sound && found.tables_agree, "{found:?}");
}

#[test]
fn each_purge_takes_its_own_and_leaves_the_rest() {
    for (purge, after, concerns, points) in
        [(Purge::Concerns, (2, 2, 0), 0, 1), (Purge::Sealed, (2, 0, 2), 1, 1), (Purge::Everything, (0, 0, 4), 0, 0)]
    {
        let team = Team::new(|_| {});
        let (mut lead, sealed) = fill(&team);
        assert_eq!(states(&lead), (2, 2, 0));
        lead.purge(purge).unwrap();
        assert_eq!(states(&lead), after, "{purge:?}");
        let records: usize = lead.notebook().held().unwrap().values().map(|h| h.concerns).sum();
        assert_eq!((records, lead.notebook().points().unwrap().len()), (concerns, points), "{purge:?}");
        assert_eq!(lead.open_sealed(sealed, &team.keys("lead")).is_ok(), purge == Purge::Concerns);
        assert_eq!(lead.review().people.len(), team.desk("lead").review().people.len());
        sound(&mut lead);
        // Written since: not covered.
        note(&mut lead, "written since", Some(Readers::Me));
        assert_eq!(states(&lead).1, after.1 + 1);
    }
}

#[test]
fn after_a_purge_nothing_of_it_stands_in_any_file() {
    let team = Team::new(|_| {});
    let (mut lead, _) = fill(&team);
    lead.notebook.back_up(NOW).unwrap();
    lead.notebook.clear_residue().unwrap();
    let before = bodies(&team.path);
    assert_eq!(before.len(), 5);
    assert_eq!(found_below(team.dir.path(), &before).len(), 2, "the notebook and its backup");
    lead.purge(Purge::Everything).unwrap();
    assert_eq!(found_below(team.dir.path(), &before), Vec::<PathBuf>::new());
    assert_eq!(lead.notebook().held().unwrap().len(), 0);
}

#[test]
fn an_earlier_copy_that_is_put_back_is_purged_again() {
    let team = Team::new(|_| {});
    let (lead, sealed) = fill(&team);
    drop(lead);
    let before = bodies(&team.path);
    let copy = std::fs::read(&team.path).unwrap();
    team.desk("lead").purge(Purge::Everything).unwrap();
    for name in ["maths.visitbook-wal", "maths.visitbook-shm"] {
        files::remove(&team.dir.path().join(name)).unwrap();
    }
    files::replace_private(&team.path, &copy).unwrap();
    assert!(!found_below(team.dir.path(), &before).is_empty(), "it is back");

    let mut lead = team.desk("lead");
    assert_eq!(lead.purged_again(), 1);
    assert!(said_again(1).starts_with("An earlier copy"));
    assert_eq!((states(&lead).0, states(&lead).1), (0, 0));
    assert!(lead.open_sealed(sealed, &team.keys("lead")).is_err());
    lead.clear_residue().unwrap();
    assert_eq!(found_below(team.dir.path(), &before), Vec::<PathBuf>::new());
    // What is written now takes no number that was taken before, and the next opening has nothing to do.
    note(&mut lead, "after the copy was put back", None);
    sound(&mut lead);
    drop(lead);
    let mut lead = team.desk("lead");
    assert_eq!((lead.purged_again(), states(&lead).0), (0, 1));

    // Joining with the earlier copy brings nothing back.
    let elsewhere = team.dir.path().join("elsewhere.visitbook");
    files::replace_private(&elsewhere, &copy).unwrap();
    let older = Notebook::open(&elsewhere).unwrap().changes().unwrap();
    files::remove(&elsewhere).unwrap();
    lead.notebook.absorb(&older).unwrap();
    assert_eq!((states(&lead).0, states(&lead).1), (1, 0));
    lead.clear_residue().unwrap();
    assert_eq!(found_below(team.dir.path(), &before), Vec::<PathBuf>::new());
}

#[test]
fn a_colleagues_home_remembers_a_purge_it_has_seen() {
    let team = Team::new(|_| {});
    let (mut lead, _) = fill(&team);
    lead.notebook.clear_residue().unwrap();
    let copy = std::fs::read(&team.path).unwrap();
    let mut sam = team.desk("hollins");
    lead.purge(Purge::Sealed).unwrap();
    sam.refresh().unwrap();
    drop((lead, sam));
    for name in ["maths.visitbook-wal", "maths.visitbook-shm"] {
        files::remove(&team.dir.path().join(name)).unwrap();
    }
    files::replace_private(&team.path, &copy).unwrap();
    let sam = team.desk("hollins");
    assert_eq!((sam.purged_again(), states(&sam)), (1, (2, 0, 2)));
}

#[test]
fn what_home_remembers_is_never_taken_as_absent() {
    let team = Team::new(|_| {});
    let (mut lead, _) = fill(&team);
    lead.purge(Purge::Sealed).unwrap();
    let folder = team.home("lead").notebook(lead.notebook().id());
    drop(lead);
    let path = folder.join("purges.json");
    let text = files::read_text(&path, 1 << 20).unwrap();
    // Another signature under the same change: it was not what was signed.
    let at = text.find("\"signature\": \"").unwrap() + 14;
    let forged = format!("{}{}{}", &text[..at], if &text[at..=at] == "0" { "1" } else { "0" }, &text[at + 1..]);
    files::replace_private(&path, b"{").unwrap();
    let open = || Desk::open(&team.home("lead"), &team.path, Some("lead"), Clock::fixed(NOW));
    assert!(open().err().unwrap().what().contains("purges.json is damaged"));
    files::replace_private(&path, forged.as_bytes()).unwrap();
    assert!(open().is_ok(), "the notebook knows this purge itself");
}

#[test]
fn only_the_lead_purges_and_a_forged_purge_empties_only_its_authors_own() {
    let team = Team::new(|_| {});
    let (mut lead, _) = fill(&team);
    let mut sam = team.desk("hollins");
    let refused = sam.purge(Purge::Everything).unwrap_err();
    assert!(refused.what().contains("Only the lead"), "{refused}");
    assert!(sam.purge_card(Purge::Sealed).is_err());
    // An altered program writes it all the same.
    let covers = sam.notebook.writers().unwrap().into_iter().map(|(writer, seq)| Covered { writer, seq }).collect();
    let subject = Subject(sam.notebook.id().0);
    sam.write(&[NewChange::new(subject, Erase { class: EraseClass::Everything, covers })]).unwrap();
    assert_eq!(states(&lead), (1, 1, 2), "Sam's own are gone, the lead's are not");
    assert_eq!(lead.notebook().points().unwrap().len(), 1);
    sound(&mut lead);
}

#[test]
fn the_card_counts_by_person_and_names_what_is_out_of_reach() {
    let team = Team::new(|_| {});
    let (lead, _) = fill(&team);
    let drafts = team.home("lead").notebook(lead.notebook().id()).join("file/lead");
    files::ensure_private_folder(&drafts).unwrap();
    files::create_private(&drafts.join("draft.age"), b"sealed").unwrap();
    lead.notebook().back_up(NOW).unwrap();
    let text = lead.purge_card(Purge::Everything).unwrap().lines().join("\n");
    assert!(text.contains("1 open note, 1 sealed note, 1 record of a concern\n"), "{text}");
    assert!(text.contains("1 open note, 1 sealed note, 1 point\n"), "{text}");
    for told in ["1 half-typed line", "1 backup", "What stays:", "Out of reach:", "head's pack"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let concerns = lead.purge_card(Purge::Concerns).unwrap();
    assert_eq!((concerns.goes.len(), concerns.drafts), (1, 0));
    let mut lead = lead;
    lead.purge(Purge::Sealed).unwrap();
    assert!(!drafts.join("draft.age").exists());
    let text = lead.purge_card(Purge::Sealed).unwrap().lines().join("\n");
    assert!(text.contains("nothing of that lies here now"), "{text}");
}

#[test]
fn a_backup_that_cannot_be_emptied_is_named() {
    let team = Team::new(|_| {});
    let (mut lead, _) = fill(&team);
    let broken = team.dir.path().join("maths.visitbook.backup-20200101-000000");
    files::create_private(&broken, b"not a notebook any more").unwrap();
    assert_eq!(lead.purge(Purge::Sealed).unwrap().backups_left, vec![broken.clone()]);
    assert_eq!(lead.notebook.empty_backups().unwrap(), vec![broken]);
}

#[test]
fn when_the_date_has_passed_the_notebook_says_so_until_it_is_empty() {
    let team = Team::new(|_| {});
    let (lead, _) = fill(&team);
    assert_eq!(lead.keep_until_passed().unwrap(), None, "there is time");
    drop(lead);
    let at = |person: &str| Desk::open(&team.home(person), &team.path, Some(person), Clock::fixed(LATER)).unwrap();
    let mut lead = at("lead");
    let said = lead.keep_until_passed().unwrap().unwrap();
    assert!(said.contains("31 July 2027") && said.contains("in the palette empties it"), "{said}");
    let others = at("hollins").keep_until_passed().unwrap().unwrap();
    assert!(others.ends_with("Ask the lead to purge it."), "{others}");
    lead.purge(Purge::Everything).unwrap();
    assert_eq!(lead.keep_until_passed().unwrap(), None);
}

//! Bundles reach whom they may; what is merged is told; being offline is told in terms of what is here.

use super::*;
use crate::ids::PersonId;
use crate::review::evidence::Readers;
use crate::review::visit::Review;
use crate::tasks::making;
use crate::tasks::testing::{NOW, Team, note};

fn hollins(desk: &Desk) -> PersonId {
    PersonId::of(desk.notebook().id(), "hollins")
}

/// Opens a bundle with the keys of a computer.
fn opened(team: &Team, computer: &str, file: &Path) -> std::result::Result<SecretBytes, UnlockError> {
    open_bundle(&read_bundle(file).unwrap(), Keys::Identities(&team.keys(computer)))
}

#[test]
fn a_bundle_goes_to_accepted_keys_of_the_team_and_to_nobody_else() {
    let team = Team::new(|_| {});
    let mut lead = team.desk("lead");
    let (partner, elmstead) = (team.desk("host-maths").me(), PersonId::of(lead.notebook().id(), "elmstead"));
    team.desk("hollins");
    let hollins = hollins(&lead);
    let file = team.dir.path().join("team.age");
    let bundled = lead.bundle(&[], &file).unwrap();
    assert!(bundled.reaches.contains(&hollins) && bundled.without_key.contains(&elmstead));
    assert!(!bundled.reaches.contains(&partner) && !bundled.without_key.contains(&partner));
    assert!(opened(&team, "hollins", &file).is_ok() && opened(&team, "lead", &file).is_ok());
    assert!(opened(&team, "host-maths", &file).is_err());
    assert!(lead.bundle(&[], &file).is_err(), "never over another file");

    let other = team.dir.path().join("other.age");
    assert!(lead.bundle(&[elmstead], &other).unwrap_err().what().contains("no key"));
    assert!(lead.bundle(&[partner], &other).unwrap_err().what().contains("not of the visiting team"));
    assert!(team.desk("host-maths").bundle(&[], &other).is_err());
    assert!(!other.exists());

    // A key that came later waits for a yes; until then a bundle does not open with it.
    team.desk_from("hollins", "server");
    let before = team.dir.path().join("before.age");
    lead.bundle(&[hollins], &before).unwrap();
    assert!(opened(&team, "server", &before).is_err() && opened(&team, "hollins", &before).is_ok());
}

#[test]
fn a_key_that_was_handed_over_lets_the_first_bundle_go() {
    let team = Team::new(|_| {});
    let mut lead = team.desk("lead");
    let file = team.dir.path().join("first.age");
    let refused = lead.bundle(&[], &file).unwrap_err();
    assert!(refused.what().contains("reach nobody") && refused.advice().contains("--key"), "{refused}");
    assert!(lead.accept_given_key(hollins(&lead), "not a key").is_err());
    lead.accept_given_key(hollins(&lead), crate::vault::testing::PUBLIC).unwrap();
    assert_eq!(lead.bundle(&[], &file).unwrap().reaches.len(), 2);
    let inside = open_bundle(&read_bundle(&file).unwrap(), Keys::Identities(&crate::vault::testing::fixed()));
    assert!(inside.is_ok());
}

/// Another laptop's notebook, made from the plan as it is there.
fn made(team: &Team, name: &str, change: impl FnOnce(&mut Review)) -> PathBuf {
    let path = team.dir.path().join(format!("{name}.visitbook"));
    let mut review = Notebook::open(&team.path).unwrap().review().unwrap();
    change(&mut review);
    making::make(&team.home(name), &review, &path, Clock::fixed(NOW)).unwrap();
    path
}

#[test]
fn notebooks_of_one_plan_join_and_its_differences_are_told() {
    let team = Team::new(|_| {});
    let mut lead = team.desk("lead");
    team.desk("hollins");
    let id = note(&mut lead, "seen in Y4", None);
    let file = team.dir.path().join("team.age");
    lead.bundle(&[], &file).unwrap();
    let inside = opened(&team, "hollins", &file).unwrap();
    let home = team.home("hollins-laptop");

    let same = made(&team, "same", |_| {});
    let looked = preview(&home, &same, inside.expose()).unwrap();
    assert_eq!(looked.people[&lead.me()][&Sort::Notes], 1);
    assert!(!looked.people[&lead.me()].contains_key(&Sort::Edits), "its first words are no edit");
    assert!(looked.people[&lead.me()].contains_key(&Sort::Keys) && Sort::Keys.asked());
    assert!(Notebook::open(&same).unwrap().note(id).unwrap().is_none(), "looking takes nothing over");
    let joined = merge(&home, &same, Some("hollins"), inside.expose()).unwrap();
    assert!(Notebook::open(&same).unwrap().note(id).unwrap().is_some());
    assert!(joined.told.iter().all(|line| !line.contains("two things")), "{:?}", joined.told);
    let backup = joined.backup.unwrap();
    assert!(Notebook::open(&backup).unwrap().note(id).unwrap().is_none(), "as it was before");
    assert!(preview(&home, &same, inside.expose()).unwrap().is_empty());

    let differs = made(&team, "differs", |review| review.questions[0].text = "Another question?".to_owned());
    let told = merge(&home, &differs, Some("hollins"), inside.expose()).unwrap().told;
    assert_eq!(told.iter().filter(|line| line.contains("two things about question 1")).count(), 1, "{told:?}");

    // Absent, it is made; nobody need be known for that.
    let absent = team.dir.path().join("absent.visitbook");
    assert!(preview(&home, &absent, inside.expose()).unwrap().makes && !absent.exists());
    assert!(merge(&home, &absent, None, inside.expose()).unwrap().backup.is_none());
    assert!(Notebook::open(&absent).unwrap().note(id).unwrap().is_some());
}

#[test]
fn a_sealed_note_travels_sealed_and_a_half_typed_line_never() {
    let team = Team::new(|_| {});
    let mut lead = team.desk("lead");
    team.desk("hollins");
    note(&mut lead, "zanzibarwort in confidence", Some(Readers::Team));
    let file = team.dir.path().join("team.age");
    lead.bundle(&[], &file).unwrap();
    let inside = opened(&team, "hollins", &file).unwrap();
    assert!(!inside.expose().windows(8).any(|w| w.eq_ignore_ascii_case(b"zanzibar")));
}

#[test]
fn a_released_notebook_is_never_joined() {
    let team = Team::new(|_| {});
    let mut lead = team.desk("lead");
    lead.accept_given_key(hollins(&lead), crate::vault::testing::PUBLIC).unwrap();
    let file = team.dir.path().join("team.age");
    lead.bundle(&[], &file).unwrap();
    let inside = opened(&team, "lead", &file).unwrap();
    let options = crate::review::release::Options::new(NOW, crate::review::release::Audience::HostHead);
    let release = lead.compose_release(&options, None).unwrap().release;
    let released = team.dir.path().join("released.visitbook");
    files::create_private(&released, &crate::notebook::released::write(&release).unwrap()).unwrap();
    let before = std::fs::read(&released).unwrap();
    for refused in [
        preview(&team.home("lead"), &released, inside.expose()).unwrap_err(),
        merge(&team.home("lead"), &released, None, inside.expose()).unwrap_err(),
    ] {
        assert!(refused.what().contains("released notebook"), "{refused}");
    }
    assert_eq!(std::fs::read(&released).unwrap(), before);
}

#[test]
fn offline_it_is_told_when_it_last_succeeded() {
    let team = Team::new(|_| {});
    let lead = team.desk("lead");
    let address: Address = "ssh://reviews@trust.example/maths".parse().unwrap();
    let offline = || {
        let trouble = Trouble::new("The server could not be reached.", "Check the line.").because("timed out");
        with_last_success(trouble, lead.home(), &team.path, &address)
    };
    assert!(offline().advice().ends_with("It has not succeeded with this address yet."));
    remembered::remember(lead.home(), lead.notebook().id(), &address, NOW).unwrap();
    assert_eq!(offline().advice(), "Check the line. It last succeeded on 10 June 2026 at 10:30.");
    assert_eq!(offline().cause(), Some("timed out"));
    assert_eq!(lead.sync_address(), Some(address));
}

#[test]
fn a_skew_is_said_as_people_say_it() {
    let said = |minutes| skew(&BTreeMap::from([(PersonId([1; 16]), minutes)]), |_| "Asha".to_owned()).remove(0);
    assert_eq!(said(61), "The clock of Asha is 61 minutes ahead; it was not followed.");
    assert!(said(600).contains("10 hours") && said(525_600).contains("365 days"));
    assert!(said(i64::MAX).contains("days"));
}

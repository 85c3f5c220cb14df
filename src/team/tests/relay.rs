//! Whose writers are whose, and what is not taken over unasked.

use super::*;
use crate::notebook::value::{Covered, Erase, EraseClass, PersonRetired, ViewsAsked};
use crate::review::release::{Audience, Stage};

#[test]
fn others_changes_are_relayed_and_shown_so_until_their_own_session() {
    let (mut asha, mut sam, mut server) = (Laptop::new("asha"), Laptop::new("sam"), Laptop::new("brook"));
    let id = asha.note("from asha");
    sam.merge(&asha.bundle()).unwrap();
    sam.sync(&mut server).0.unwrap();
    assert_eq!(server.words(id).as_deref(), Some("from asha"));
    assert_eq!(server.pins().via(asha.key.id()), Some(sam.me));
    assert_eq!(server.pins().via(sam.key.id()), None);
    // Who comes after is told the same.
    let mut hollins = Laptop::new("hollins");
    hollins.sync(&mut server).0.unwrap();
    assert_eq!(hollins.pins().via(asha.key.id()), Some(sam.me));
    asha.sync(&mut server).0.unwrap();
    assert_eq!(server.pins().via(asha.key.id()), None);
    hollins.sync(&mut server).0.unwrap();
    assert_eq!(hollins.pins().via(asha.key.id()), None);
}

#[test]
fn nobody_confirms_a_writer_for_somebody_else() {
    let (mut asha, mut sam, mut server) = (Laptop::new("asha"), Laptop::new("sam"), Laptop::new("brook"));
    asha.note("from asha");
    sam.merge(&asha.bundle()).unwrap();
    sam.sync(&mut server).0.unwrap();
    // Sam vouches for Asha's writer as if it were his own.
    let mut asking = sam.asking(Peer::Server);
    asking.writers.push(asha.key.id());
    let (asked_in, asked_out) = io::pipe().unwrap();
    let (answers_in, answers_out) = io::pipe().unwrap();
    std::thread::scope(|scope| {
        let (account, server) = (sam.me, &mut server);
        scope.spawn(move || {
            let mut pins = server.pins();
            let host = Host { notebook: &mut server.notebook, pins: &mut pins, account, now: START };
            serve(&mut { asked_in }, &mut { answers_out }, host)
        });
        exchange(sam.notebook.path(), &sam.home(), &mut Line::new(answers_in, asked_out), &asking, &mut |_| ())
            .unwrap();
    });
    assert_eq!(server.pins().via(asha.key.id()), Some(sam.me));
}

/// An erase of everything that is here, with the notebook as its subject.
fn purge(of: &Laptop) -> NewChange {
    let covers =
        of.notebook.holdings().unwrap().into_iter().map(|(writer, held)| Covered { writer, seq: held.here.last() });
    NewChange::new(ID, Erase { class: EraseClass::Everything, covers: covers.collect() })
}

#[test]
fn a_purge_by_anybody_but_the_lead_is_left_aside_and_told() {
    let (mut asha, mut sam, mut server) = (Laptop::new("asha"), Laptop::new("sam"), Laptop::new("brook"));
    let id = asha.note("must stay");
    asha.sync(&mut server).0.unwrap();
    sam.sync(&mut server).0.unwrap();
    sam.write(&[purge(&sam)]);
    sam.note("and this comes");
    let (done, summary) = sam.sync(&mut server);
    assert_eq!(done.unwrap().left_aside_there, 1);
    assert_eq!(summary.unwrap().taken.left_aside[&sam.me], 1);
    assert_eq!(server.words(id).as_deref(), Some("must stay"));
    assert_eq!(server.notebook.gaps().unwrap()[&sam.me], 1, "a gap is shown and stops nothing");
    server.assert_sound();
}

#[test]
fn the_leads_purge_counts_from_the_lead_and_not_through_somebody() {
    let (mut lead, mut sam, mut server) = (Laptop::new("lead"), Laptop::new("sam"), Laptop::new("brook"));
    let id = server.note("to be purged");
    lead.merge(&server.bundle()).unwrap();
    lead.write(&[purge(&lead)]);
    // Sam has said yes to the bundle on his own laptop; a server is not asked by that.
    sam.merge(&lead.bundle()).unwrap();
    assert_eq!(sam.words(id), None);
    sam.sync(&mut server).0.unwrap();
    assert_eq!(server.words(id).as_deref(), Some("to be purged"));
    lead.sync(&mut server).0.unwrap();
    assert_eq!(server.words(id), None);
}

#[test]
fn everybody_may_erase_what_is_their_own() {
    let (mut asha, mut server) = (Laptop::new("asha"), Laptop::new("brook"));
    let id = asha.note("mine to erase");
    asha.sync(&mut server).0.unwrap();
    let covers = vec![Covered { writer: asha.key.id(), seq: asha.notebook.last_seq(asha.key.id()).unwrap() }];
    asha.write(&[NewChange::new(id, Erase { class: EraseClass::Everything, covers })]);
    asha.sync(&mut server).0.unwrap();
    assert_eq!(server.words(id), None);
}

#[test]
fn who_does_not_lead_changes_nobodys_place_by_sending_it() {
    let (mut sam, mut server) = (Laptop::new("sam"), Laptop::new("brook"));
    let asha = PersonId::of(ID, "asha");
    sam.write(&[NewChange::new(asha, PersonRetired { retired: true })]);
    let (done, _) = sam.sync(&mut server);
    assert_eq!(done.unwrap().left_aside_there, 1);
    assert!(!server.notebook.review().unwrap().person(asha).unwrap().retired);
}

#[test]
fn who_does_not_lead_turns_nothing_on_for_the_whole_team_by_sending_it() {
    let (mut sam, mut server) = (Laptop::new("sam"), Laptop::new("brook"));
    sam.write(&[NewChange::new(ID, ViewsAsked { on: true })]);
    let (done, _) = sam.sync(&mut server);
    assert_eq!(done.unwrap().left_aside_there, 1);
    assert!(!server.notebook.review().unwrap().visit.choices.views);
}

#[test]
fn who_does_not_lead_settles_nothing_about_what_leaves_by_sending_it() {
    let (mut lead, mut sam, mut server) = (Laptop::new("lead"), Laptop::new("sam"), Laptop::new("brook"));
    let note = lead.note("held back by the lead");
    let (point, version) = (PointId([7; 16]), Subject([8; 16]));
    let held = [
        NewChange::new(note, v::NoteWithheld { on: true }),
        NewChange::new(point, v::PointMade {}),
        NewChange::new(point, v::PointText { text: "held back too".to_owned() }),
        NewChange::new(point, v::PointWithheld { on: true }),
        NewChange::new(ID, v::ReleaseAudience { audience: Audience::HostHead }),
    ];
    lead.write(&held);
    lead.sync(&mut server).0.unwrap();
    sam.sync(&mut server).0.unwrap();
    let agreed = v::ReportVersion { stage: Stage::Agreed, audience: Audience::AllSchools, points: Vec::new() };
    let forged = [
        NewChange::new(note, v::NoteWithheld { on: false }),
        NewChange::new(point, v::PointWithheld { on: false }),
        NewChange::new(ID, v::ReleaseAudience { audience: Audience::AllSchools }),
        NewChange::new(version, agreed),
    ];
    sam.write(&forged);
    assert_eq!(sam.sync(&mut server).0.unwrap().left_aside_there, 4);
    let notes = server.notebook.note(note).unwrap().unwrap();
    assert!(notes.beside.withheld);
    assert!(server.notebook.points().unwrap()[0].marks.withheld);
    assert_eq!(server.notebook.review().unwrap().visit.audience(), Audience::HostHead);
    assert!(server.notebook.report_versions().unwrap().is_empty());
    // What the lead settles goes wherever the notebook is joined.
    lead.write(&forged[..1]);
    lead.sync(&mut server).0.unwrap();
    assert!(!server.notebook.note(note).unwrap().unwrap().beside.withheld);
}

#[test]
fn gaps_are_shown_and_filled() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    for n in 0..3 {
        asha.note(&format!("note {n}"));
    }
    let mut all = asha.notebook.changes().unwrap();
    all.sort_by_key(|c| (c.header.writer, c.header.seq));
    let some: Vec<Sent> =
        all.into_iter().filter(|c| c.header.author != asha.me || c.header.seq > 3).map(Sent::from).collect();
    sam.merge(&bundle_of(&some)).unwrap();
    assert_eq!(sam.notebook.gaps().unwrap()[&asha.me], 3);
    sam.assert_sound();
    sam.merge(&asha.bundle()).unwrap();
    assert!(sam.notebook.gaps().unwrap().is_empty());
}

#[test]
fn bodies_of_concerns_never_travel() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    let id = ConcernId::fresh().unwrap();
    asha.write(&[NewChange::new(id, v::Concern { blob: Bytes(b"quagswick".to_vec()) })]);
    let inside = asha.bundle();
    assert!(!inside.windows(9).any(|w| w == b"quagswick"));
    sam.merge(&inside).unwrap();
    asha.sync(&mut sam).0.unwrap();
    let travelled = |l: &Laptop| l.notebook.concerns(asha.me).unwrap().len();
    assert_eq!((travelled(&asha), travelled(&sam)), (1, 0));
    assert_eq!(asha.sync(&mut sam).0.unwrap().sent, 0, "nobody asks for it again and again");
}

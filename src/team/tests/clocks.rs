//! Wrong clocks: kept, shown, never followed.

use super::*;

const HOUR: i64 = 3_600_000;

#[test]
fn an_hour_or_a_year_ahead_is_shown_and_moves_nobody_else() {
    for (wrong, minutes) in [(61 * 60_000, 61), (365 * 24 * HOUR, 365 * 24 * 60)] {
        let (mut asha, mut sam, mut hollins) = (Laptop::new("asha"), Laptop::new("sam"), Laptop::new("hollins"));
        asha.wrong = wrong;
        let id = asha.note("from the future");
        let mine = sam.note("of today");
        let done = sam.merge(&asha.bundle()).unwrap();
        let ahead = done.taken.ahead[&asha.me];
        assert!((minutes - 1..=minutes + 1).contains(&ahead), "{ahead}");
        // What is answered to it counts, though its clock says earlier.
        sam.write(&[NewChange::new(id, text("answered"))]);
        hollins.merge(&sam.bundle()).unwrap();
        asha.merge(&sam.bundle()).unwrap();
        for laptop in [&asha, &sam, &hollins] {
            assert_eq!(laptop.words(id).as_deref(), Some("answered"));
            assert_eq!(laptop.words(mine).as_deref(), Some("of today"));
        }
        let latest = sam.notebook.changes().unwrap().into_iter().filter(|c| c.header.author == sam.me);
        assert!(latest.map(|c| c.header.hlc.0 >> 16).max().unwrap() < (START.0 + HOUR).unsigned_abs(), "not adopted");
        // Told once, when it came; a second time there is nothing new.
        assert!(sam.merge(&asha.bundle()).unwrap().taken.ahead.is_empty() || wrong < HOUR);
    }
}

#[test]
fn nine_minutes_ahead_is_nobodys_business() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.wrong = 9 * 60_000;
    asha.note("a little early");
    assert!(sam.merge(&asha.bundle()).unwrap().taken.ahead.is_empty());
}

#[test]
fn a_year_behind_reorders_nobody() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    let id = sam.note("first");
    asha.merge(&sam.bundle()).unwrap();
    asha.wrong = -365 * 24 * HOUR;
    asha.write(&[NewChange::new(id, text("her answer"))]);
    sam.merge(&asha.bundle()).unwrap();
    assert_eq!(sam.words(id).as_deref(), Some("her answer"), "what replaces wins over what is later");
}

#[test]
fn times_at_the_ends_of_all_numbers_do_no_harm() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    let mine = sam.note("of today");
    asha.note("template");
    let template = asha.notebook.changes().unwrap().pop().unwrap();
    let mut previous = template.id;
    let mut changes = Vec::new();
    let ends =
        [(u64::MAX, i64::MAX), (u64::MAX - 1, i64::MIN), (0, 0), (1 << 63, -1), (i64::MAX.unsigned_abs(), 1 << 53)];
    for (n, (hlc, wall)) in ends.into_iter().enumerate() {
        let id = NoteId::fresh().unwrap();
        for value in [Value::from(v::NoteCreated {}), text(&format!("odd {n}")).into()] {
            let mut header = template.header.clone();
            (header.hlc, header.wall, header.offset) = (Hlc(hlc), Moment(wall), i16::MIN);
            (header.seq, header.previous) = (template.header.seq + 1 + changes.len() as u64, previous);
            (header.subject, header.kind, header.replaces) = (id.into(), value.kind(), Vec::new());
            let body = Body { salt: [0; 16], bytes: value.encode() };
            header.body_hash = body.hash();
            let change = Change::sign(header, body, &asha.key);
            previous = change.id;
            changes.push(Sent::from(change));
        }
    }
    sam.merge(&asha.bundle()).unwrap();
    let done = sam.merge(&bundle_of(&changes)).unwrap();
    assert_eq!(done.taken.new, changes.len() as u64);
    assert!(done.taken.ahead[&asha.me] > 365 * 24 * 60);
    let notes = sam.notebook.notes(&Filter::default(), Order::Oldest, 0, 100).unwrap();
    assert_eq!(notes.len(), 2 + ends.len(), "none is hidden");
    // Writing goes on, by today's clock, and everybody who joins agrees.
    sam.write(&[NewChange::new(mine, text("still of today"))]);
    let mut hollins = Laptop::new("hollins");
    hollins.merge(&sam.bundle()).unwrap();
    assert_eq!(hollins.words(mine).as_deref(), Some("still of today"));
    let last = sam.notebook.changes().unwrap().pop().unwrap();
    assert!(last.header.hlc.0 >> 16 < (START.0 + HOUR).unsigned_abs());
    sam.merge(&hollins.bundle()).unwrap();
    assert_eq!(sam.dump(), hollins.dump());
    sam.assert_sound();
}

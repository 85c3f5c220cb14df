//! What is measured in this process: reading, drawing, saving, searching, folding, sealing, exporting.

use crate::fill::{Filled, PHRASE, capture, fill, lines};
use crate::stage::Stage;
use crate::table::Table;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::path::Path;
use std::time::{Duration, Instant};
use visitbook::clock::Clock;
use visitbook::notebook::{Filter, Notebook};
use visitbook::review::release::{Audience, Options};
use visitbook::review::visit::CaptureAs;
use visitbook::secret::Secret;
use visitbook::tasks::opened::Opener;
use visitbook::tasks::release::{Lock, ReportFormat};
use visitbook::tasks::sample;
use visitbook::vault::identity;

/// A line as a reviewer types it.
const LINE: &str =
    "Y4: pupils explain regrouping with counters, 'because ten ones' // talk drives fluency #1 + @lesson ";

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed(), done)
}

fn median(times: &[Duration]) -> Duration {
    crate::stage::quantile(times, 0.5)
}

fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// The screen at a notebook of some size.
pub fn screen(table: &mut Table, filled: &Filled, notes: usize) {
    let size = Some(notes);
    let opened: Vec<_> = (0..7)
        .map(|_| {
            timed(|| {
                let mut stage = Stage::open(filled.desk(), sample::MORNING);
                stage.draw()
            })
            .0
        })
        .collect();
    table.time("open to the first frame, in process", size, median(&opened));
    let mut stage = Stage::open(filled.desk(), sample::MORNING);
    table.add("first frame", size, stage.draw().len() as f64, "B");

    let mut echo = Vec::new();
    let mut bytes = Vec::new();
    for _ in 0..10 {
        for c in LINE.chars() {
            let (time, frame) = timed(|| stage.press(KeyCode::Char(c)));
            echo.push(time);
            bytes.push(frame.len());
        }
        stage.app.day.line.clear();
        stage.draw();
    }
    table.times("echo of a typed character (update, read, draw)", size, &echo);
    table.add("bytes per typed character, median", size, crate::stage::quantile(&bytes, 0.5) as f64, "B");
    table.add("bytes per typed character, p99", size, crate::stage::quantile(&bytes, 0.99) as f64, "B");

    let (mut saves, mut turns) = (Vec::new(), Vec::new());
    let all = lines();
    for n in 0..60 {
        let Some(note) = capture(stage.desk.review(), &all, n) else { continue };
        let activity = stage.app.files_under();
        saves.push(timed(|| stage.desk.capture(&note, activity, None).unwrap()).0);
        turns.push(
            timed(|| {
                stage.read_again();
                stage.draw()
            })
            .0,
        );
    }
    table.times("Enter to committed", size, &saves);
    table.times("committed to drawn", size, &turns);

    let f_key = |n| key(KeyCode::F(n));
    for (name, n) in [("Tag", 3), ("Questions", 4), ("Sealed", 5), ("Feedback", 6), ("Day", 2)] {
        let (time, _) = timed(|| stage.key(f_key(n)));
        table.time(&format!("to {name} (key to frame)"), size, time);
    }
    stage.key(f_key(3));
    let moves: Vec<_> = (0..60).map(|_| timed(|| stage.press(KeyCode::Down)).0).collect();
    table.times("one row down in Tag", size, &moves);
    let mut search = Vec::new();
    for words in ["regroup", "pupils explain", "the same", "zzz"] {
        stage.press(KeyCode::Char('/'));
        for c in words.chars() {
            search.push(timed(|| stage.press(KeyCode::Char(c))).0);
        }
        stage.press(KeyCode::Esc);
    }
    table.times("search, per key typed (key to frame)", size, &search);
    table.time("search, the slowest key", size, search.into_iter().max().unwrap_or_default());

    let notebook = Notebook::open(&filled.path).unwrap();
    let tallies: Vec<_> = (0..5).map(|_| timed(|| notebook.tallies(&[]).unwrap()).0).collect();
    table.time("coverage tallies", size, median(&tallies));
    let counts: Vec<_> = (0..5).map(|_| timed(|| notebook.counts().unwrap()).0).collect();
    table.time("counts for the edges", size, median(&counts));
    let all: Vec<_> = (0..3).map(|_| timed(|| notebook.count(&Filter::default()).unwrap()).0).collect();
    table.time("count of all notes", size, median(&all));
}

/// Folding, joining and rebuilding 10,000 changes.
pub fn journal(table: &mut Table, folder: &Path) {
    let filled = fill(&folder.join("journal"), 1_700, 0);
    let mut notebook = Notebook::open(&filled.path).unwrap();
    let (read, changes) = timed(|| notebook.changes().unwrap());
    table.add("changes in the journal", Some(1_700), changes.len() as f64, "");
    table.time("read and verify them all", Some(1_700), read);
    table.time("rebuild the tables from them", Some(1_700), timed(|| notebook.rebuild().unwrap()).0);
    table.time("examine (doctor)", Some(1_700), timed(|| notebook.examine().unwrap()).0);
    let mut other = Notebook::create(&folder.join("other.visitbook"), notebook.id()).unwrap();
    table.time("absorb them into an empty notebook", Some(1_700), timed(|| other.absorb(&changes).unwrap()).0);
    table.time("absorb them again (nothing new)", Some(1_700), timed(|| other.absorb(&changes).unwrap()).0);
}

/// A thousand sealed notes, against the age crate alone on as many files of the same size.
pub fn sealed(table: &mut Table, folder: &Path) {
    const NOTES: usize = 1_000;
    let (made, filled) = timed(|| fill(&folder.join("sealed"), 0, NOTES));
    table.time("seal and save 1,000 notes, one by one", Some(NOTES), made);
    let desk = filled.desk();
    let (unlock, keys) = timed(|| identity::unlock(&filled.home, &Secret::new(PHRASE.to_owned())).unwrap());
    table.time("unlock the key (slow on purpose)", None, unlock);
    let (opened, all) = timed(|| desk.open_all_sealed(&keys).unwrap());
    assert_eq!(all.len(), NOTES);
    table.time("open 1,000 sealed notes", Some(NOTES), opened);
    drop(all);
    as_the_screen_does(table, folder);
    let identity = age::x25519::Identity::generate();
    let text = vec![b' '; 1024];
    let recipient = identity.to_public();
    let (sealing, blobs) = timed(|| (0..NOTES).map(|_| age::encrypt(&recipient, &text).unwrap()).collect::<Vec<_>>());
    let (opening, ()) = timed(|| blobs.iter().for_each(|b| drop(age::decrypt(&identity, b).unwrap())));
    table.time("the age crate alone: seal 1,000 files of 1 kB", Some(NOTES), sealing);
    table.time("the age crate alone: open them", Some(NOTES), opening);
}

/// Where everything is sealed, 2,000 notes are opened as the screen does it: each once, on all processors.
fn as_the_screen_does(table: &mut Table, folder: &Path) {
    const NOTES: usize = 2_000;
    let filled = fill(&folder.join("sealed-2000"), 0, NOTES);
    let desk = filled.desk();
    let keys = identity::unlock(&filled.home, &Secret::new(PHRASE.to_owned())).unwrap();
    let mut opener = Opener::beside(&desk).unwrap();
    let (time, all) = timed(|| opener.all(&keys).unwrap());
    table.time("open 2,000 sealed notes beside the screen", Some(NOTES), time);
    let (again, (_, new)) = timed(|| opener.look(&keys).unwrap());
    assert!(new.is_empty(), "each is opened once");
    table.time("look again when something arrives", Some(NOTES), again);
    let search = Filter { words: "regroup".to_owned(), ..Filter::default() };
    table.time("search in them, per key", Some(NOTES), timed(|| all.matching(CaptureAs::Sealed, &search)).0);
    table.time("count them", Some(NOTES), timed(|| all.tallies(CaptureAs::Sealed, &[])).0);
}

/// Exports.
pub fn export(table: &mut Table, folder: &Path) {
    for notes in [80, 2_000] {
        let folder = folder.join(format!("export-{notes}"));
        let filled = fill(&folder, notes, 0);
        let mut desk = filled.desk();
        desk.set_clock(Clock::fixed(sample::MORNING));
        let options = Options::new(sample::MORNING, Audience::HostHead);
        let own = desk.my_key().unwrap().unwrap().recipients;
        let out = folder.join("for-head.age");
        let (time, exported) = timed(|| desk.export(&options, Lock::Recipients(&own), None, &out).unwrap());
        table.time("export the encrypted pack", Some(notes), time);
        table.add("its size", Some(notes), exported.bytes as f64 / 1024.0, "kB");
        table.time("the report as HTML", Some(notes), timed(|| desk.report(ReportFormat::Html, &options).unwrap()).0);
    }
}

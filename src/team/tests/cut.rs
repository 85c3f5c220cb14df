//! A line that breaks: at any byte, on either side, both stay sound, and the next time completes.

use super::*;

/// Two who have much to tell each other, and how long an uncut exchange of theirs is each way.
fn two() -> (Laptop, Laptop) {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    for n in 0..2 {
        let id = asha.note(&format!("asha {n}"));
        asha.write(&[NewChange::new(id, sealed(b"blob"))]);
        sam.note(&format!("sam {n}"));
    }
    (asha, sam)
}

struct Counted<'a, W> {
    inner: W,
    count: &'a mut usize,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        *self.count += n;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn lengths() -> (usize, usize) {
    let (mut asha, mut sam) = two();
    let (mut asked, mut answered) = (0, 0);
    let (asked_in, asked_out) = io::pipe().unwrap();
    let (answers_in, answers_out) = io::pipe().unwrap();
    let account = asha.me;
    std::thread::scope(|scope| {
        let answered = &mut answered;
        let serving = scope.spawn(move || {
            let mut pins = sam.pins();
            let host = Host { notebook: &mut sam.notebook, pins: &mut pins, account, now: START };
            serve(&mut { asked_in }, &mut Counted { inner: answers_out, count: answered }, host)
        });
        let path = asha.notebook.path().to_owned();
        let mut line = Line::new(answers_in, Counted { inner: asked_out, count: &mut asked });
        exchange(&path, &asha.home(), &mut line, &asha.asking(Peer::Server), &mut |_| ()).unwrap();
        drop(line);
        serving.join().unwrap().unwrap();
        asha.now += 1;
    });
    (asked, answered)
}

/// Breaks a pair's line at byte after byte: each break goes on from what the one before it has left.
fn broken_at(breaks: impl Iterator<Item = (usize, usize)>) {
    let (mut asha, mut sam) = two();
    for (asked, answered) in breaks {
        let (done, summary) = asha.sync_cut(&mut sam, asked, answered);
        assert!(done.is_err() || summary.is_err(), "cut at {asked}, {answered}");
    }
    asha.assert_sound();
    sam.assert_sound();
    let (done, summary) = asha.sync(&mut sam);
    assert!(done.is_ok() && summary.is_ok(), "{:?} {:?}", done.err(), summary.err());
    assert_eq!(asha.dump(), sam.dump());
    assert!(asha.notebook.gaps().unwrap().is_empty());
}

#[test]
fn killed_at_any_byte_of_either_direction_the_next_sync_completes() {
    let (asked, answered) = lengths();
    assert!(asked > 2000 && answered > 2000, "{asked} {answered}");
    // Each with a fresh pair is slow: a few pairs, each broken at many places one after the other. What
    // arrived stays, so the exchange gets shorter; the breaks go through its frames from the front.
    for step in 0..4 {
        broken_at((step..asked.min(900)).step_by(37).map(|at| (at, usize::MAX)));
        broken_at((step..answered.min(900)).step_by(41).map(|at| (usize::MAX, at)));
    }
    // And fresh pairs, broken once, far in.
    for n in 1..12 {
        broken_once(asked * n / 12, usize::MAX);
        broken_once(usize::MAX, answered * n / 12);
    }
    broken_once(asked - 1, usize::MAX);
    broken_once(usize::MAX, answered - 1);
}

fn broken_once(asked: usize, answered: usize) {
    broken_at([(asked, answered)].into_iter());
}

#[test]
fn what_had_arrived_whole_need_not_come_again() {
    let (asked, answered) = lengths();
    let (mut asha, mut sam) = two();
    let before = sam.notebook.changes().unwrap().len();
    let (_, summary) = asha.sync_cut(&mut sam, asked - 10, usize::MAX);
    assert!(summary.is_err());
    assert!(sam.notebook.changes().unwrap().len() > before + 5, "most of it had arrived, and stayed");
    let before = asha.notebook.changes().unwrap().len();
    let (done, _) = asha.sync_cut(&mut sam, usize::MAX, answered - 10);
    assert!(done.is_err());
    assert!(asha.notebook.changes().unwrap().len() > before + 5);
    assert!(asha.sync(&mut sam).0.unwrap().sent <= 1);
}

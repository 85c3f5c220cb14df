//! Streams that nobody honest sends.

use super::super::stream::{FORMAT, Frame, MAGIC, MAX_CHANGES, MAX_FRAME, Receiver};
use super::*;

/// Changes of a notebook, in the order in which they travel.
fn changes(of: &Laptop) -> Vec<Sent> {
    let mut all = of.notebook.changes().unwrap();
    all.sort_by_key(|c| (c.header.writer, c.header.seq));
    all.into_iter().map(Sent::from).collect()
}

/// A change that a writer signs anew, altered.
fn resigned(sent: &Sent, key: &WriterKey, alter: impl FnOnce(&mut Header)) -> Sent {
    let mut header = Header::decode(&sent.header).unwrap();
    alter(&mut header);
    let body = sent.body.clone().unwrap_or(Body { salt: [0; 16], bytes: Vec::new() });
    header.body_hash = body.hash();
    Change::sign(header, body, key).into()
}

fn sorted(mut changes: Vec<Sent>) -> Vec<Sent> {
    changes.sort_by_key(|c| Header::decode(&c.header).map(|h| (h.writer, h.seq)).unwrap());
    changes
}

/// That a bundle of these is refused for this reason, and nothing of it is taken over.
fn refused(into: &mut Laptop, changes: &[Sent], because: &str) -> Trouble {
    let before = into.dump();
    let known = into.pins().writers().count();
    let trouble = into.merge(&bundle_of(changes)).unwrap_err();
    assert!(trouble.what().contains(because), "{trouble}");
    assert_eq!(into.dump(), before);
    // What is here already is pinned by looking; nothing of what came.
    let here = into.notebook.known_writers().unwrap().len();
    assert!(into.pins().writers().count() <= known.max(here));
    // On a line the same is refused, and what came with it is not taken over either.
    let mut server = Laptop::new("hollins");
    server.merge(&into.bundle()).unwrap();
    let before = server.dump();
    let (done, summary) = send(into, &mut server, changes);
    assert!(summary.unwrap_err().what().contains(because));
    assert!(done.unwrap_err().what().contains("The other side says"), "the other side is told why");
    assert_eq!(server.dump(), before);
    trouble
}

/// Sends these changes to a server in the place of honest ones.
fn send(from: &Laptop, server: &mut Laptop, changes: &[Sent]) -> (Result<()>, Result<Summary>) {
    let (asked_in, asked_out) = io::pipe().unwrap();
    let (answers_in, answers_out) = io::pipe().unwrap();
    let account = from.me;
    std::thread::scope(|scope| {
        let serving = scope.spawn(move || {
            let mut pins = server.pins();
            let host = Host { notebook: &mut server.notebook, pins: &mut pins, account, now: START };
            serve(&mut { asked_in }, &mut { answers_out }, host)
        });
        let mut line = Line::new(answers_in, asked_out);
        let introduction = Introduction { from: Some(from.me), writers: vec![(from.key.id(), None)] };
        let greeted = line.greet(&Greeting { notebook: Some(ID), introduction, ..Greeting::default() });
        let done = greeted.and_then(|_| line.give(&mut changes.iter().map(|s| Ok(as_change(s))))).map(drop);
        drop(line);
        (done, serving.join().unwrap())
    })
}

#[test]
fn a_forged_signature_stops_with_a_report_that_says_in_whose_name() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.note("first");
    sam.merge(&asha.bundle()).unwrap();
    asha.note("second");
    let mut all = changes(&asha);
    let at = all.iter().position(|s| Header::decode(&s.header).unwrap().author == asha.me).unwrap();
    all[at].signature[7] ^= 1;
    let trouble = refused(&mut sam, &all, "in the name of Asha");
    assert!(trouble.advice().contains("Nothing of the bundle was taken over") && trouble.advice().contains("Ask Asha"));
}

#[test]
fn altered_words_stop() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.note("first");
    let mut all = changes(&asha);
    let last = all.iter_mut().rfind(|s| s.body.as_ref().is_some_and(|b| b.bytes.len() > 4)).unwrap();
    last.body.as_mut().unwrap().bytes[3] ^= 1;
    refused(&mut sam, &all, "forged, or was damaged");
}

#[test]
fn a_writer_that_is_anothers_stops() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.note("first");
    sam.merge(&asha.bundle()).unwrap();
    asha.note("second");
    let me = sam.me;
    let mut all = changes(&asha);
    let at = all.iter().rposition(|s| Header::decode(&s.header).unwrap().author == asha.me).unwrap();
    all[at] = resigned(&all[at], &asha.key, |h| h.author = me);
    refused(&mut sam, &all, "known as Asha's signed in the name of Sam");
    // Within one stream too, by a writer that nobody has seen before.
    let (mut brook, dir) = (Laptop::new("brook"), tempfile::tempdir().unwrap());
    let fresh = WriterKey::load_or_create(dir.path()).unwrap();
    let one = resigned(&all[at], &fresh, |h| (h.writer, h.seq, h.previous) = (fresh.id(), 1, ChangeId([0; 32])));
    let after = ChangeId(sha2::Digest::finalize(<sha2::Sha256 as sha2::Digest>::new_with_prefix(&one.header)).into());
    let lead = PersonId::of(ID, "lead");
    let two = resigned(&all[at], &fresh, |h| (h.writer, h.seq, h.previous, h.author) = (fresh.id(), 2, after, lead));
    refused(&mut brook, &[one, two], "signed in the name of Lead");
}

#[test]
fn a_second_change_under_a_known_number_stops() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.note("first");
    sam.merge(&asha.bundle()).unwrap();
    let all = changes(&asha);
    let at = all.iter().rposition(|s| Header::decode(&s.header).unwrap().author == asha.me).unwrap();
    let fork = resigned(&all[at], &asha.key, |h| h.wall = Moment(1));
    let mut with = all.clone();
    with[at] = fork.clone();
    let trouble = refused(&mut sam, &with, "Two different changes of Asha carry the same number");
    assert!(trouble.advice().contains("Ask Asha"), "{trouble}");
    // Both in one stream, to somebody who has neither.
    let mut hollins = Laptop::new("hollins");
    let both = sorted(all.iter().cloned().chain([fork]).collect());
    refused(&mut hollins, &both, "carry the same number");
    // One that hangs on another past than the one that is here.
    let next = resigned(&all[at], &asha.key, |h| (h.seq, h.previous) = (h.seq + 1, ChangeId([7; 32])));
    refused(&mut sam, &[next], "carry the same number");
}

#[test]
fn numbers_out_of_order_and_impossible_ones_stop() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.note("first");
    let mut all = changes(&asha);
    all.reverse();
    refused(&mut sam, &all, "cannot be understood");
    for seq in [0, u64::MAX, i64::MAX.unsigned_abs(), 1 << 62] {
        let odd = resigned(&all[0], &asha.key, |h| (h.writer, h.author, h.seq) = (asha.key.id(), asha.me, seq));
        refused(&mut sam, &[odd], "carry the same number");
    }
}

#[test]
fn another_notebook_and_a_higher_format_are_refused_before_anything() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.note("first");
    let good = asha.bundle();
    let before = sam.dump();
    let mut newer = good.clone();
    newer[MAGIC.len()..MAGIC.len() + 2].copy_from_slice(&(FORMAT + 1).to_be_bytes());
    let trouble = sam.merge(&newer).unwrap_err();
    assert!(trouble.what().contains("newer visitbook") && trouble.advice().contains("Install"), "{trouble}");
    let mut other = good.clone();
    other[MAGIC.len() + 2] ^= 1;
    assert!(sam.merge(&other).unwrap_err().what().contains("another notebook"));
    // It says that it is this one, and its changes are not.
    let strange = resigned(&changes(&asha)[0], &asha.key, |h| {
        (h.notebook, h.writer, h.author) = (NotebookId([1; 16]), asha.key.id(), asha.me);
    });
    refused(&mut sam, &[strange], "another notebook");
    assert_eq!(sam.dump(), before);
}

#[test]
fn cut_at_every_length_or_altered_at_every_byte_nothing_is_taken_over() {
    let (mut asha, mut sam) = (Laptop::new("asha"), Laptop::new("sam"));
    asha.write(&[NewChange::new(NoteId([5; 16]), v::NoteCreated {})]);
    let small = bundle_of(&changes(&asha).into_iter().filter(|s| s.header.len() < 300).collect::<Vec<_>>()[..2]);
    let before = sam.dump();
    for cut in 0..small.len() {
        assert!(sam.merge(&small[..cut]).is_err(), "cut at {cut}");
    }
    for at in 0..small.len() {
        let mut altered = small.clone();
        altered[at] ^= 0x41;
        assert!(sam.merge(&altered).is_err(), "altered at {at}");
    }
    let mut longer = small.clone();
    longer.push(0);
    assert!(sam.merge(&longer).is_err(), "bytes after the end");
    assert_eq!(sam.dump(), before);
    assert!(sam.merge(&small).is_ok());
}

/// A stream with a beginning as it should be.
fn begun(frames: &[u8]) -> Vec<u8> {
    [MAGIC.as_slice(), &FORMAT.to_be_bytes(), &ID.0, frames].concat()
}

#[test]
fn counts_and_sizes_beyond_every_honest_one_take_no_memory_and_are_refused() {
    let first = |frames: &[u8]| Receiver::open(&begun(frames)[..]).unwrap().frame();
    let large = u32::try_from(MAX_FRAME + 1).unwrap().to_be_bytes();
    assert!(first(&large).unwrap_err().what().contains("larger than any honest"));
    assert!(first(&[0xff; 4]).unwrap_err().what().contains("larger than any honest"));
    // A frame as large as may be, of which nothing comes.
    assert!(first(&u32::try_from(MAX_FRAME).unwrap().to_be_bytes()).unwrap_err().what().contains("broke off"));
    let frame = |cbor: &[u8]| [&u32::try_from(cbor.len()).unwrap().to_be_bytes(), cbor].concat();
    let mut offer = vec![0x82, 3, 0x1b];
    offer.extend((MAX_CHANGES + 1).to_be_bytes());
    assert!(first(&frame(&offer)).unwrap_err().what().contains("larger than any honest"));
    for garbage in [
        &[][..],
        &[0x00],
        &[0x82, 99, 0],
        // an introduction of 2^60 writers; holdings of as many; ranges of as many; an endless array
        &[0x83, 1, 0xf6, 0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0],
        &[0x82, 2, 0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0],
        &[0x82, 2, 0x9f, 0xff],
        // a change with a signature of one byte; an offer with something behind it; text that is none
        &[0x84, 4, 0x41, 0, 0x41, 0, 0xf6],
        &[0x82, 3, 1, 1],
        &[0x83, 7, 0x61, 0xff, 0x60],
        &[0x9f, 3, 1, 0xff],
    ] {
        let refused = first(&frame(garbage)).unwrap_err();
        assert!(refused.what().contains("cannot be understood"), "{garbage:x?}: {refused}");
    }
    let holdings = [&[0x82, 2, 0x81, 0x83, 0x58, 32][..], &[1; 32], &[0x9b, 0x10, 0, 0, 0, 0, 0, 0, 0]].concat();
    assert!(first(&frame(&holdings)).unwrap_err().what().contains("cannot be understood"));
}

#[test]
fn what_the_other_side_says_cannot_act_on_a_terminal() {
    let mut bytes = Vec::new();
    let mut sender = Sender::open(&mut bytes, Some(ID)).unwrap();
    sender.refuse(&Trouble::new("\u{1b}[2J\u{202e}x".repeat(500), "do\nthis")).unwrap();
    let Frame::Refused(said) = Receiver::open(&bytes[..]).unwrap().frame().unwrap() else { panic!() };
    let said = format!("{} {}", said.what(), said.advice());
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}') && !said.contains('\n') && said.len() < 2000);
}

#[test]
fn an_end_that_counts_otherwise_is_a_cut() {
    let mut bytes = Vec::new();
    let mut sender = Sender::open(&mut bytes, Some(ID)).unwrap();
    sender.introduce(&Introduction::default()).unwrap();
    sender.offer(3).unwrap();
    sender.end().unwrap();
    // Three were announced and none came: that is only a shorter list. One was counted and none came: a cut.
    let frame = bytes.len() - 1;
    bytes[frame] = 1;
    let mut sam = Laptop::new("sam");
    assert!(sam.merge(&bytes).unwrap_err().what().contains("broke off"));
}

#[test]
fn the_stream_is_frozen() {
    // Bundles are kept for weeks: these bytes must be read for ever.
    let mut bytes = Vec::new();
    let mut sender = Sender::open(&mut bytes, Some(ID)).unwrap();
    let writers = vec![(WriterId([1; 32]), None), (WriterId([2; 32]), Some(PersonId([3; 16])))];
    sender.introduce(&Introduction { from: Some(PersonId([4; 16])), writers }).unwrap();
    sender.offer(0).unwrap();
    sender.end().unwrap();
    let expected = format!(
        "{}0001{}0000006c830150{}82825820{}f6825820{}50{}00000003820300000000038205{}",
        hex(MAGIC),
        "09".repeat(16),
        "04".repeat(16),
        "01".repeat(32),
        "02".repeat(32),
        "03".repeat(16),
        "00"
    );
    assert_eq!(hex(&bytes), expected);
}

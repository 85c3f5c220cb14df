//! What visitbook seals opens with other age programs, and what they seal opens in visitbook.
//!
//! This is the promise that nobody's notes are locked into one program. The tests run the real
//! `age` and `ssh-keygen`, and `rage` (another program for the same format) where it is installed.
//! They are left out only where `age` is missing and `CI` is unset.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stand outside test functions")]

use portable_pty::{CommandBuilder, NativePtySystem, PtySize, PtySystem as _};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use visitbook::clock::Moment;
use visitbook::files::{create_private, read};
use visitbook::home::Home;
use visitbook::ids::{NoteId, NotebookId, PersonId};
use visitbook::review::evidence::Marks;
use visitbook::secret::Secret;
use visitbook::trouble::Result;
use visitbook::vault::{Inside, OpenKeys, UnlockError, identity, keys, pack, seal};

const PHRASE: &str = "otter lamp sixteen";
const LIMIT: u64 = 1024 * 1024;

/// Each program to test against, with a folder to work in.
fn benches() -> Vec<(&'static str, tempfile::TempDir)> {
    let there = |tool: &&str| Command::new(tool).arg("--version").output().is_ok();
    assert!(there(&"age") || std::env::var_os("CI").is_none(), "age is missing: install it");
    ["age", "rage"].into_iter().filter(there).map(|tool| (tool, tempfile::tempdir().unwrap())).collect()
}

/// Runs a tool that asks nothing and gives its standard output.
fn run(tool: &str, args: &[&str]) -> Vec<u8> {
    let done = Command::new(tool).args(args).output().unwrap();
    assert!(done.status.success(), "{tool} {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// Runs a program in a terminal of its own and types `PHRASE` at each of so many prompts.
fn asking(tool: &str, prompts: usize, args: &[&str]) {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = NativePtySystem::default().openpty(size).unwrap();
    let mut command = CommandBuilder::new(tool);
    command.args(args);
    // So that rage asks in the terminal, not in a window of its own.
    command.env("PINENTRY_PROGRAM", "");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut typed = pair.master.take_writer().unwrap();
    let screen = watch(pair.master.try_clone_reader().unwrap());
    let mut shown = String::new();
    for prompt in 1..=prompts {
        wait_for(&screen, &mut shown, |s| {
            s.lines().filter(|l| l.contains("assphrase")).count() >= prompt && s.trim_end().ends_with(':')
        });
        typed.write_all(format!("{PHRASE}\r").as_bytes()).unwrap();
    }
    let done = child.wait().unwrap();
    assert!(done.success(), "{tool} {args:?}: {shown}");
}

fn watch(mut screen: Box<dyn std::io::Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 1024];
        while let Ok(n @ 1..) = screen.read(&mut bytes) {
            if sender.send(bytes[..n].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

fn wait_for(screen: &Receiver<Vec<u8>>, shown: &mut String, wanted: impl Fn(&str) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !wanted(shown) {
        match screen.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(bytes) => shown.push_str(&String::from_utf8_lossy(&bytes)),
            Err(RecvTimeoutError::Timeout) => panic!("it did not ask: {shown}"),
            Err(RecvTimeoutError::Disconnected) => panic!("it ended: {shown}"),
        }
    }
}

fn phrase() -> Secret {
    Secret::new(PHRASE.to_owned())
}

fn no_phrase() -> Result<Secret> {
    panic!("no passphrase is needed here")
}

fn s(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    create_private(&path, bytes).unwrap();
    path
}

/// A key made by the program: its file and its recipient.
fn age_key(tool: &str, folder: &Path) -> (PathBuf, String) {
    let path = folder.join("age-key.txt");
    let keygen = format!("{tool}-keygen");
    run(&keygen, &["-o", s(&path)]);
    let public = String::from_utf8(run(&keygen, &["-y", s(&path)])).unwrap();
    (path, public.trim().to_owned())
}

/// A key made by `ssh-keygen`: its file and the line of its public half.
fn ssh_key(folder: &Path, kind: &str, passphrase: &str) -> (PathBuf, String) {
    let path = folder.join(format!("ssh-{kind}-{}", passphrase.len()));
    run("ssh-keygen", &["-q", "-t", kind, "-b", "2048", "-N", passphrase, "-C", "sam of fernhollow", "-f", s(&path)]);
    let public = String::from_utf8(read(&path.with_extension("pub"), LIMIT).unwrap()).unwrap();
    (path, public.trim().to_owned())
}

fn open_keys(path: &Path) -> OpenKeys {
    keys::read_file(&read(path, LIMIT).unwrap(), no_phrase).unwrap()
}

fn sealed_note(recipients: &[String]) -> Vec<u8> {
    let inside = Inside {
        notebook: NotebookId([1; 16]),
        note: NoteId([2; 16]),
        author: PersonId([3; 16]),
        readers: &[PersonId([3; 16])],
        text: "One boy sits alone.",
        reflection: "",
        marks: &Marks::default(),
    };
    seal::seal(&inside, recipients).unwrap()
}

/// One key of each kind.
fn each_kind(tool: &str, folder: &Path) -> [(PathBuf, String); 3] {
    [age_key(tool, folder), ssh_key(folder, "ed25519", ""), ssh_key(folder, "rsa", "")]
}

#[test]
fn they_open_our_sealed_notes_and_packs_with_each_kind_of_key() {
    for (tool, dir) in benches() {
        let kinds = each_kind(tool, dir.path());
        let all = kinds.each_ref().map(|key| key.1.clone());
        let note = put(dir.path(), "note.age", &sealed_note(&all));
        let mut packed = Vec::new();
        pack::encrypt_to(&all, b"the head's pack", &mut packed).unwrap();
        let packed = put(dir.path(), "pack.age", &packed);
        for (path, _) in &kinds {
            let json = String::from_utf8(run(tool, &["-d", "-i", s(path), s(&note)])).unwrap();
            assert!(json.starts_with(r#"{"visitbook":"sealed note 1","notebook":"0101"#), "{json}");
            assert!(json.contains("One boy sits alone.") && json.len() == 1024);
            assert_eq!(run(tool, &["-d", "-i", s(path), s(&packed)]), b"the head's pack");
        }
    }
}

#[test]
fn we_open_what_they_seal_binary_and_armored_to_one_and_to_several() {
    for (tool, dir) in benches() {
        let plain = put(dir.path(), "plain", &vec![b'x'; 100_000]);
        let kinds = each_kind(tool, dir.path());
        let several: Vec<&str> = kinds.iter().flat_map(|(_, public)| ["-r", public]).collect();
        for (path, public) in &kinds {
            let opened = open_keys(path);
            for armor in [&[][..], &["-a"]] {
                for to in [&["-r", public][..], &several] {
                    let file = run(tool, &[armor, to, &[s(&plain)]].concat());
                    let back = pack::decrypt(&file[..], pack::Keys::Identities(&opened), LIMIT).unwrap();
                    assert_eq!(back.expose(), vec![b'x'; 100_000], "{tool}");
                }
            }
        }
    }
}

#[test]
fn a_sealed_note_that_they_sealed_again_opens_as_one() {
    for (tool, dir) in benches() {
        let kinds = each_kind(tool, dir.path());
        let note = put(dir.path(), "note.age", &sealed_note(&kinds.each_ref().map(|key| key.1.clone())));
        for (path, public) in &kinds {
            let json = put(dir.path(), &format!("{}.json", public.len()), &run(tool, &["-d", "-i", s(path), s(&note)]));
            for armor in [&[][..], &["-a"]] {
                let again = run(tool, &[armor, &["-r", public, s(&json)]].concat());
                let open = seal::open(&again, &open_keys(path), NotebookId([1; 16]), NoteId([2; 16])).unwrap();
                assert_eq!(open.text.expose(), "One boy sits alone.", "{tool}");
            }
        }
    }
}

#[test]
fn our_key_file_is_one_that_they_open_and_use() {
    for (tool, dir) in benches() {
        let home = Home::at(dir.path().join("home"));
        let mine = identity::create(&home, &phrase(), Moment(1_781_081_400_000)).unwrap();
        let file = home.identity().join("my-key.age");

        let inside = dir.path().join("inside.txt");
        asking(tool, 1, &["-d", "-o", s(&inside), s(&file)]);
        let public = String::from_utf8(run(&format!("{tool}-keygen"), &["-y", s(&inside)])).unwrap();
        assert_eq!([public.trim()], mine.recipients[..]);
        let text = String::from_utf8(read(&inside, LIMIT).unwrap()).unwrap();
        assert!(text.starts_with("# created: 2026-06-10T08:50:00+00:00\n# public key: age1"), "{}", &text[..60]);

        let note = put(dir.path(), "note.age", &sealed_note(&mine.recipients));
        let opened = dir.path().join("note.json");
        asking(tool, 1, &["-d", "-i", s(&file), "-o", s(&opened), s(&note)]);
        assert!(String::from_utf8(read(&opened, LIMIT).unwrap()).unwrap().contains("One boy sits alone."));
    }
}

#[test]
fn passphrases_open_both_ways_binary_and_armored() {
    for (tool, dir) in benches() {
        let plain = put(dir.path(), "plain", b"the head's pack");
        for armor in [&[][..], &["-a"]] {
            let theirs = dir.path().join(format!("theirs-{}.age", armor.len()));
            asking(tool, 2, &[&["-p"], armor, &["-o", s(&theirs), s(&plain)]].concat());
            let file = read(&theirs, LIMIT).unwrap();
            let back = pack::decrypt(&file[..], pack::Keys::Passphrase(&phrase()), LIMIT).unwrap();
            assert_eq!(back.expose(), b"the head's pack", "{tool}");
        }
        // Ours are binary; armored is only the key file, which another test opens.
        let mut ours = Vec::new();
        pack::encrypt_with_passphrase(&phrase(), b"the head's pack", &mut ours).unwrap();
        let (ours, opened) = (put(dir.path(), "ours.age", &ours), dir.path().join("opened"));
        asking(tool, 1, &["-d", "-o", s(&opened), s(&ours)]);
        assert_eq!(read(&opened, LIMIT).unwrap(), b"the head's pack");
    }
}

#[test]
fn keys_made_elsewhere_are_taken_over() {
    for (tool, dir) in benches() {
        let plain = put(dir.path(), "plain", b"sealed before");
        let (age, age_public) = age_key(tool, dir.path());
        let locked = dir.path().join("age-key.age");
        asking(tool, 2, &["-p", "-a", "-o", s(&locked), s(&age)]);
        let (ssh, ssh_public) = ssh_key(dir.path(), "ed25519", PHRASE);
        let (rsa, rsa_public) = ssh_key(dir.path(), "rsa", PHRASE);
        let new = Secret::new("another phrase".to_owned());
        let all = [(locked, age_public), (ssh, ssh_public), (rsa, rsa_public)];
        for (n, (file, public)) in all.into_iter().enumerate() {
            let file = read(&file, LIMIT).unwrap();
            assert!(keys::is_protected(&file).unwrap());
            let home = Home::at(dir.path().join(format!("home-{n}")));
            let wrong = identity::import(&home, &file, Some(&new), &new);
            assert!(matches!(wrong, Err(UnlockError::WrongPassphrase)), "{wrong:?}");
            identity::import(&home, &file, Some(&phrase()), &new).unwrap();
            let keys = identity::unlock(&home, &new).unwrap();
            let before = run(tool, &["-r", &public, s(&plain)]);
            let back = pack::decrypt(&before[..], pack::Keys::Identities(&keys), LIMIT).unwrap();
            assert_eq!(back.expose(), b"sealed before", "{tool}");
        }
    }
}

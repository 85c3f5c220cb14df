//! Proof on a whole visit: what the lead releases leaves, and nothing that is sealed, deleted or past does.

use super::*;
use crate::clock::{Clock, Moment};
use crate::export::docx;
use crate::home::Home;
use crate::ids::NoteId;
use crate::notebook::Notebook;
use crate::review::capture::Capture;
use crate::tasks::sample::{self, Sample};
use crate::trouble::Trouble;
use crate::vault::{identity, testing};
use std::path::PathBuf;
use std::process::{Command, Output};

/// Words that stand in no note of the sample, each to be looked for.
const OLD: &str = "wordsbeforetheedit";
const NEW: &str = "wordsaftertheedit";
const DELETED: &str = "wordsofadeletednote";
const FOR_HEAD: &str = "wordsfortheheadalone";
const FOR_LEAD: &str = "wordsforthelead";

/// A whole visit, and the lead at a desk.
struct Visit {
    dir: tempfile::TempDir,
    sample: Sample,
    desk: Desk,
    for_head: NoteId,
}

impl Visit {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let sample = sample::build(&dir.path().join("visit"), None).unwrap();
        let clock = Clock::fixed(sample.start);
        let mut desk = Desk::open(&sample.home, &sample.notebook, Some("lead"), clock).unwrap();
        let note = |desk: &mut Desk, text: &str, seal| {
            let capture = Capture { text: text.to_owned(), seal, ..Capture::default() };
            desk.capture(&capture, None, None).unwrap().note
        };
        let edited = note(&mut desk, OLD, None);
        desk.edit(edited, NEW, "").unwrap();
        let deleted = note(&mut desk, DELETED, None);
        desk.delete(&[deleted], true).unwrap();
        let for_head = note(&mut desk, FOR_HEAD, Some(Readers::Head));
        note(&mut desk, FOR_LEAD, Some(Readers::Lead));
        Self { dir, sample, desk, for_head }
    }

    fn keys(&self) -> OpenKeys {
        identity::unlock(&self.sample.home, &self.sample.phrase).unwrap()
    }

    fn options(&self, audience: Audience) -> Options {
        Options::new(self.sample.start, audience)
    }

    fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The pack as the fixed key opens it.
    fn pack(&self, audience: Audience, keys: Option<&OpenKeys>) -> (Exported, OpenedPack) {
        let out = self.out("pack.age");
        files::remove(&out).unwrap();
        let to = [testing::PUBLIC.to_owned()];
        let exported = self.desk.export(&self.options(audience), Lock::Recipients(&to), keys, &out).unwrap();
        let bytes = std::fs::read(&out).unwrap();
        assert_eq!(exported.bytes, bytes.len());
        (exported, open_pack(&bytes, Keys::Identities(&testing::fixed())).unwrap())
    }
}

/// The files of a pack in which these words stand.
fn with(pack: &OpenedPack, words: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|w| w == words.as_bytes());
    let inside = |f: &PackFile| match f.name.as_str() {
        // Its parts are compressed where the pack is not looked into.
        "report.docx" => docx::tests::parts(&f.bytes).iter().any(|(_, text)| holds(text.as_bytes())),
        _ => holds(&f.bytes),
    };
    pack.files.iter().filter(|f| inside(f)).map(|f| f.name.clone()).collect()
}

fn file<'a>(pack: &'a OpenedPack, name: &str) -> &'a [u8] {
    &pack.files.iter().find(|f| f.name == name).unwrap().bytes
}

#[test]
fn every_open_note_leaves_and_nothing_sealed_deleted_or_past() {
    let visit = Visit::new();
    let (exported, pack) = visit.pack(Audience::HostHeadAndSubjectLead, Some(&visit.keys()));
    let json: serde_json::Value = serde_json::from_slice(file(&pack, "data/evidence.json")).unwrap();
    let told: Vec<&str> = json["evidence"].as_array().unwrap().iter().map(|e| e["text"].as_str().unwrap()).collect();
    let notes = visit.desk.notebook().notes(&Filter::default(), Order::Oldest, 0, 1000).unwrap();
    let open: Vec<_> = notes.iter().filter_map(|n| n.evidence()).map(|e| e.text.as_str()).collect();
    assert!(open.len() > 75 && notes.len() > open.len() + 5);
    assert_eq!(told, open);
    assert_eq!((exported.notes, exported.points), (open.len(), visit.desk.notebook().points().unwrap().len()));
    let all = ["notebook.html", "data/evidence.csv", "data/evidence.json", "data/release.json", RELEASED];
    assert_eq!(with(&pack, NEW), all, "in all but the README and the report, which has no appendix");

    let keys = visit.keys();
    for unlocked in visit.desk.open_all_sealed(&keys).unwrap() {
        assert!(with(&pack, unlocked.text.expose()).is_empty(), "a sealed note left");
    }
    for past in [OLD, DELETED, FOR_HEAD, FOR_LEAD, "deputy DSL", "age1", "Mrs Quillfeather"] {
        assert!(with(&pack, past).is_empty(), "{past}");
    }
    for note in &notes {
        assert!(with(&pack, &note.id.to_string()).is_empty());
        let id = note.id.0;
        assert!(!file(&pack, RELEASED).windows(16).any(|w| w == id), "an identifier of the notebook");
    }
    let sealed = exported.held_back.iter().map(|h| h.what.as_str()).collect::<Vec<_>>();
    assert!(sealed.iter().any(|w| w.contains("sealed notes")), "{sealed:?}");

    let released = crate::notebook::released::read(file(&pack, RELEASED)).unwrap();
    assert_eq!(released.notes.iter().filter_map(|n| n.evidence()).map(|e| e.text.as_str()).collect::<Vec<_>>(), open);
    assert_eq!(released.points.len(), exported.points);
}

#[test]
fn notes_for_the_head_leave_in_the_heads_own_pack_and_only_unlocked() {
    let visit = Visit::new();
    let keys = visit.keys();
    let (exported, pack) = visit.pack(Audience::HostHead, Some(&keys));
    assert_eq!(with(&pack, FOR_HEAD), ["data/release.json", "for-the-head.txt"]);
    assert!(with(&pack, FOR_LEAD).is_empty());
    let open = pack.release.open_notes().count();
    assert!(exported.notes > open);
    assert!(!exported.held_back.iter().any(|h| h.notes.contains(&visit.for_head)));

    for (audience, keys) in [
        (Audience::HostHead, None),
        (Audience::HostHead, Some(&testing::stranger())),
        (Audience::HostHeadAndSubjectLead, Some(&keys)),
        (Audience::AllSchools, Some(&keys)),
        (Audience::SteeringGroup, Some(&keys)),
    ] {
        let (exported, pack) = visit.pack(audience, keys);
        assert!(with(&pack, FOR_HEAD).is_empty(), "{audience:?}");
        assert_eq!(exported.notes, open);
        assert!(exported.held_back.iter().any(|h| h.notes.contains(&visit.for_head)), "{audience:?}");
    }
}

#[test]
fn a_note_for_the_head_that_names_another_author_inside_stays() {
    let mut visit = Visit::new();
    let keys = visit.keys();
    let other = visit.desk.review().people.iter().find(|p| p.key == "hollins").unwrap().id;
    let words = "wordsputintoanothersmouth";
    let marks = crate::review::evidence::Marks::default();
    let inside = crate::tasks::sealed::Words { text: words, reflection: "", marks: &marks };
    let change = visit.desk.sealing(visit.for_head, other, inside, Readers::Head).unwrap();
    visit.desk.write(&[change]).unwrap();
    assert!(visit.desk.open_sealed(visit.for_head, &keys).unwrap_err().what().contains("does not belong here"));
    let (exported, pack) = visit.pack(Audience::HostHead, Some(&keys));
    assert!(with(&pack, words).is_empty());
    assert!(exported.held_back.iter().any(|h| h.notes.contains(&visit.for_head)));
}

#[test]
fn a_passphrase_opens_it_and_a_wrong_one_is_told_in_words() {
    let visit = Visit::new();
    let phrase = Secret::new("otter lamp seven blue candle path".to_owned());
    let out = visit.out("for-head.age");
    visit.desk.export(&visit.options(Audience::HostHead), Lock::Passphrase(&phrase), None, &out).unwrap();
    assert_eq!(files::readable_by_others(&out), None);
    let bytes = std::fs::read(&out).unwrap();
    let pack = open_pack(&bytes, Keys::Passphrase(&phrase)).unwrap();
    assert_eq!(pack.release.visit.school, "Fernhollow Primary");
    extract(&pack, &visit.out("unpacked")).unwrap();
    assert!(visit.out("unpacked").join(RELEASED).is_file());

    let wrong = open_pack(&bytes, Keys::Passphrase(&Secret::new("otter lamp".to_owned())));
    assert!(matches!(wrong, Err(UnlockError::WrongPassphrase)));
    assert!(Trouble::from(wrong.unwrap_err()).what().contains("passphrase does not fit"));
    let said = |bytes: &[u8], keys: Keys<'_>| Trouble::from(open_pack(bytes, keys).unwrap_err()).to_string();
    assert!(said(&bytes[..bytes.len() - 1], Keys::Passphrase(&phrase)).contains("cut off"));
    assert!(!said(b"PK\x03\x04", Keys::Passphrase(&phrase)).is_empty());
    // Encrypted by somebody, but no pack.
    let mut other = Vec::new();
    encrypt_to(&[testing::PUBLIC.to_owned()], b"not a pack", &mut other).unwrap();
    assert!(said(&other, Keys::Identities(&testing::fixed())).contains("not a pack"));
    assert!(said(&other, Keys::Identities(&testing::stranger())).contains("other keys"));
}

#[test]
fn only_the_lead_releases_and_reports() {
    let visit = Visit::new();
    let home = Home::at(visit.out("other home"));
    let desk = Desk::open(&home, &visit.sample.notebook, Some("hollins"), Clock::fixed(Moment(0))).unwrap();
    let options = visit.options(Audience::HostHead);
    let to = [testing::PUBLIC.to_owned()];
    let out = visit.out("no.age");
    for refused in [
        desk.compose_release(&options, None).map(drop),
        desk.export(&options, Lock::Recipients(&to), None, &out).map(drop),
        desk.report(ReportFormat::Markdown, Appendix::Without, &options).map(drop),
    ] {
        let trouble = refused.unwrap_err();
        assert!(trouble.what().starts_with("Only the lead decides"), "{trouble}");
        assert!(trouble.what().contains("Hollins (reviewer)") && trouble.advice().contains("Ask Lead"), "{trouble}");
    }
    assert!(!out.exists());
}

#[test]
fn a_file_that_is_there_is_not_overwritten_and_a_bad_recipient_leaves_no_file() {
    let visit = Visit::new();
    let out = visit.out("taken.age");
    files::create_private(&out, b"mine").unwrap();
    let options = visit.options(Audience::HostHead);
    let to = [testing::PUBLIC.to_owned()];
    let trouble = visit.desk.export(&options, Lock::Recipients(&to), None, &out).unwrap_err();
    assert!(trouble.advice().contains("nothing was overwritten"), "{trouble}");
    assert_eq!(std::fs::read(&out).unwrap(), b"mine");

    for to in [vec![], vec!["sam".to_owned()], vec![testing::SECRET.to_owned()]] {
        let out = visit.out("bad.age");
        assert!(visit.desk.export(&options, Lock::Recipients(&to), None, &out).is_err());
        assert!(visit.desk.export(&options, Lock::Passphrase(&Secret::default()), None, &out).is_err());
    }
    let left = files::list(visit.dir.path()).unwrap();
    assert_eq!(left, [out, visit.out("visit")], "not even a part of a file");
}

#[test]
fn a_report_holds_what_was_released_and_nothing_that_was_ever_sealed() {
    let visit = Visit::new();
    let options = visit.options(Audience::HostHead);
    for format in [ReportFormat::Markdown, ReportFormat::Html, ReportFormat::Word] {
        for appendix in [Appendix::Without, Appendix::WithEvidence] {
            let bytes = visit.desk.report(format, appendix, &options).unwrap();
            let report = if format == ReportFormat::Word {
                docx::tests::parts(&bytes).into_iter().map(|(_, text)| text).collect()
            } else {
                String::from_utf8(bytes).unwrap()
            };
            assert!(report.contains("Fernhollow Primary"));
            assert!(report.contains("regrouping is understood and not only done"));
            assert_eq!(report.contains(NEW), appendix == Appendix::WithEvidence);
            for word in [FOR_HEAD, FOR_LEAD, OLD, DELETED] {
                assert!(!report.contains(word), "{word}");
            }
        }
    }
}

#[test]
fn what_tells_how_to_open_a_pack_lies_beside_it_and_names_neither_school_nor_finding() {
    let visit = Visit::new();
    let phrase = Secret::new("otter lamp seven blue candle path".to_owned());
    let folder = visit.out("for the head");
    files::ensure_private_folder(&folder).unwrap();
    let export = |name: &str| {
        visit.desk.export(&visit.options(Audience::HostHead), Lock::Passphrase(&phrase), None, &folder.join(name))
    };
    let exported = export("zebrafish.zip.age").unwrap();
    assert!(exported.beside.contains(&folder.join("HOW-TO-OPEN.txt")), "{:?}", exported.beside);
    for path in &exported.beside {
        let text = std::fs::read_to_string(path).unwrap();
        for word in ["Fernhollow", "Mathematics", "zebrafish", phrase.expose(), NEW] {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
    assert_eq!(export("second.zip.age").unwrap().beside, exported.beside, "the same lies there already");

    let to = [testing::PUBLIC.to_owned()];
    let out = visit.out("to-a-key.zip.age");
    let to_a_key = visit.desk.export(&visit.options(Audience::HostHead), Lock::Recipients(&to), None, &out).unwrap();
    assert!(to_a_key.beside.is_empty() && !visit.out("HOW-TO-OPEN.txt").exists());

    files::replace_private(&folder.join("HOW-TO-OPEN.txt"), b"my own notes").unwrap();
    let trouble = export("third.zip.age").unwrap_err();
    assert!(trouble.what().contains("something else; nothing was written"), "{trouble}");
    assert!(!folder.join("third.zip.age").exists());
    assert_eq!(std::fs::read(folder.join("HOW-TO-OPEN.txt")).unwrap(), b"my own notes");
}

#[test]
fn a_pack_is_named_so_that_it_is_a_zip_once_decrypted() {
    for (typed, name) in [
        ("for-head", "for-head.zip.age"),
        ("for-head.zip", "for-head.zip.age"),
        ("for-head.zip.age", "for-head.zip.age"),
        ("out/for-head.AGE", "out/for-head.AGE"),
        ("12.6.2026", "12.6.2026.zip.age"),
    ] {
        assert_eq!(pack_name(Path::new(typed)), Path::new(name));
    }
}

#[test]
fn the_real_age_and_unzip_open_it() {
    let visit = Visit::new();
    let out = visit.out("for-head.age");
    let to = [testing::PUBLIC.to_owned()];
    visit.desk.export(&visit.options(Audience::HostHead), Lock::Recipients(&to), None, &out).unwrap();
    let identity = visit.out("identity");
    files::create_private(&identity, testing::SECRET.as_bytes()).unwrap();
    let zip = visit.out("pack.zip");
    let Some(ran) = run(Command::new("age").arg("-d").arg("-i").arg(&identity).arg("-o").arg(&zip).arg(&out)) else {
        return;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let Some(ran) = run(Command::new("unzip").arg("-t").arg(&zip)) else { return };
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success() && said.contains("No errors detected") && said.contains(RELEASED), "{said}");
}

/// Runs a tool that a developer's machine may not have; in CI it must be there.
fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(ran) => Some(ran),
        Err(_) if std::env::var_os("CI").is_none() => None,
        Err(e) => panic!("{command:?} is needed in CI: {e}"),
    }
}

#[test]
fn the_notebook_itself_is_no_release() {
    let visit = Visit::new();
    let bytes = std::fs::read(visit.desk.notebook().path()).unwrap();
    assert!(crate::notebook::released::read(&bytes).is_err());
    let released =
        released::write(&visit.desk.compose_release(&visit.options(Audience::HostHead), None).unwrap().release);
    let path = visit.out("released.visitbook");
    files::create_private(&path, &released.unwrap()).unwrap();
    assert!(
        Notebook::open(&path).is_err() && Desk::open(&visit.sample.home, &path, None, Clock::fixed(Moment(0))).is_err()
    );
}

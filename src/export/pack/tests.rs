//! The pack, written and read again, by us and by unzip, and what a hostile one may try.

use super::*;
use crate::review::release::sample;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

fn pack() -> Vec<u8> {
    write(&sample::release(), &[("notebook.visitbook".to_owned(), b"extra".to_vec())]).unwrap()
}

/// A ZIP of exactly these names, written raw so that unsafe ones get in.
fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_pack_reads_back_as_the_release_it_was_made_from() {
    let opened = read(&pack()).unwrap();
    assert!(opened.release == sample::release());
    let names: Vec<&str> = opened.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "README.txt",
            "report.docx",
            "report.html",
            "notebook.html",
            "data/evidence.csv",
            "data/evidence.json",
            "data/release.json",
            "data/actions.csv",
            "data/actions.json",
            "for-the-head.txt",
            "notebook.visitbook"
        ]
    );
}

#[test]
fn the_same_release_gives_the_same_bytes() {
    assert!(pack() == pack());
    let mut archive = zip::ZipArchive::new(Cursor::new(pack())).unwrap();
    for i in 0..archive.len() {
        let time = archive.by_index(i).unwrap().last_modified().unwrap();
        assert_eq!((time.year(), time.month(), time.day(), time.hour(), time.minute()), (2026, 6, 12, 16, 40));
    }
}

#[test]
fn the_readme_and_the_release_read_well() {
    insta::assert_snapshot!("readme", readme(&sample::release(), &[]));
    insta::assert_snapshot!("release_json", release_json(&sample::release()).unwrap());
}

#[test]
fn what_is_for_the_head_alone_stands_in_two_files_and_no_other() {
    let opened = read(&pack()).unwrap();
    let with: Vec<&str> = opened
        .files
        .iter()
        .filter(|f| String::from_utf8_lossy(&f.bytes).contains(sample::FOR_THE_HEAD))
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(with, ["data/release.json", "for-the-head.txt"]);
    let acts = |f: &&PackFile| String::from_utf8_lossy(&f.bytes).contains(sample::HEADS_ACTION);
    let with: Vec<&str> = opened.files.iter().filter(acts).map(|f| f.name.as_str()).collect();
    assert_eq!(with, ["data/release.json", "for-the-head.txt"]);
    let others = read(&write(&sample::release_for_others(), &[]).unwrap()).unwrap();
    assert!(others.files.iter().all(|f| f.name != "for-the-head.txt"));
}

#[test]
fn added_files_need_a_safe_name_of_their_own() {
    for name in ["../x", "/etc/x", "REPORT.html", "a\\b", ".hidden", "c:x", "a//b", "", "a\u{202e}b", "d/../../x"] {
        assert!(write(&sample::release(), &[(name.to_owned(), Vec::new())]).is_err(), "{name:?}");
    }
}

#[test]
fn names_that_lead_outside_are_refused() {
    let release = release_json(&sample::release()).unwrap();
    for name in
        ["../x", "/etc/passwd", "a/../../x", "a\\..\\x", "C:\\x", ".ssh/authorized_keys", "x\u{1b}[2J", "a/b/c/d"]
    {
        let bytes = zip_of(&[(RELEASE, release.as_bytes()), (name, b"x")]);
        assert!(read(&bytes).unwrap_err().what().contains("unsafe name"), "{name:?}");
    }
}

#[test]
fn links_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("data", "/etc", SimpleFileOptions::default()).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    assert!(read(&bytes).unwrap_err().what().contains("link"));
}

#[test]
fn two_files_of_one_name_are_refused() {
    let bytes = zip_of(&[("a.txt", b"x"), ("A.TXT", b"y")]);
    assert!(read(&bytes).unwrap_err().what().contains("same name"));
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let zeros = vec![0; 1024 * 1024];
    for i in 0..3 {
        writer.start_file(format!("{i}.bin"), SimpleFileOptions::default()).unwrap();
        writer.write_all(&zeros).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 20 * 1024, "{}", bytes.len());
    let together = 3 * 1024 * 1024;
    assert!(read::read_within(&bytes, together - 1).unwrap_err().what().contains("far too much"));
    assert!(read::read_within(&bytes, together).unwrap_err().what().contains("not a pack"));

    let names: Vec<String> = (0..1000).map(|i| format!("{i}.txt")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), b"".as_slice())).collect();
    assert!(read(&zip_of(&many)).unwrap_err().what().contains("too many"));
}

#[test]
fn damage_is_told_and_never_a_crash() {
    let whole = pack();
    for end in (0..whole.len()).step_by(197) {
        assert!(read(&whole[..end]).is_err());
    }
    for at in (0..whole.len()).step_by(61) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = read(&bytes);
    }
    assert!(read(b"").is_err());
    assert!(read(&zip_of(&[("report.html", b"x")])).unwrap_err().what().contains("not a pack"));
}

#[test]
fn a_newer_or_broken_release_is_refused() {
    let json = release_json(&sample::release()).unwrap();
    let newer = json.replace("\"visitbook_release\": 1", "\"visitbook_release\": 2");
    assert!(read(&zip_of(&[(RELEASE, newer.as_bytes())])).unwrap_err().what().contains("newer"));
    for (from, to) in [
        ("\"activity\": 1", "\"activity\": 99"),
        ("\"number\": 1,", "\"number\": 7,"),
        ("\"audience\": \"host-head\"", "\"audience\": \"all-schools\""),
    ] {
        assert!(json.contains(from), "{from}");
        let broken = json.replacen(from, to, 1);
        assert!(read(&zip_of(&[(RELEASE, broken.as_bytes())])).is_err(), "{to}");
    }
    assert!(read(&zip_of(&[(RELEASE, "[".repeat(100_000).as_bytes())])).is_err());
}

#[test]
fn a_release_from_outside_is_cleaned() {
    let mut release = sample::release();
    release.visit.school = "Fern\u{202e}hollow\u{1b}[2J".to_owned();
    let json = release_json(&release).unwrap();
    let opened = read(&zip_of(&[(RELEASE, json.as_bytes())])).unwrap();
    assert_eq!(opened.release.visit.school, "Fernhollow\u{fffd}[2J");
}

#[test]
fn unpacking_is_private_and_overwrites_nothing() {
    let opened = read(&pack()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("new");
    extract(&opened, &folder).unwrap();
    let csv = folder.join("data/evidence.csv");
    assert_eq!(std::fs::metadata(&csv).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(folder.join("data")).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(extract(&opened, &folder).unwrap_err().what().contains("not empty"));

    // A link laid in the way is something in the folder, so nothing is written through it.
    let trap = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(dir.path(), trap.path().join("data")).unwrap();
    assert!(extract(&opened, trap.path()).is_err());
    assert!(!dir.path().join("evidence.csv").exists());
}

#[test]
fn the_real_unzip_opens_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pack.zip");
    crate::files::create_private(&path, &pack()).unwrap();
    let ran = Command::new("unzip").arg("-q").arg(&path).arg("-d").arg(dir.path().join("out")).output();
    let out = match ran {
        Ok(out) => out,
        Err(_) if std::env::var_os("CI").is_none() => return,
        Err(e) => panic!("unzip is needed in CI: {e}"),
    };
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let seen: BTreeSet<String> = ["report.docx", "report.html", "data/release.json", "for-the-head.txt"]
        .into_iter()
        .filter(|n| dir.path().join("out").join(n).is_file())
        .map(str::to_owned)
        .collect();
    assert_eq!(seen.len(), 4);
    let text = std::fs::read_to_string(dir.path().join("out/report.html")).unwrap();
    assert_eq!(text, html::report(&sample::release(), Appendix::Without));
}

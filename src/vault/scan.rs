//! The look at a file before `age` sees it.
//!
//! `age` reads a header again from its start for every line, so its time grows with the square of
//! the header's size (16,000 stanzas take most of a minute), and it derives a key for any work factor
//! up to its own limit. So the header is walked once here, cheaply, and what is larger than any
//! honest file is refused.

use crate::trouble::{Result, Trouble};
use age::armor::ArmoredReader;
use std::io::Read as _;

/// The most stanzas (keys that open the file) a header may have.
pub(super) const MAX_STANZAS: usize = 64;

/// The most bytes a header may have.
const MAX_HEADER: usize = 64 * 1024;

/// The most lines a header may have: 64 stanzas for RSA keys of 4,096 bits have 12 each, and there is the frame.
const MAX_LINES: usize = MAX_STANZAS * 12 + 2;

/// Enough armored text for [`MAX_HEADER`] bytes: 66 characters (CR LF counted) for every 48 bytes.
const MAX_ARMORED: usize = 96 * 1024;

/// The highest scrypt work factor that is tried, as a power of two: 2^20 takes a gigabyte of memory.
pub(super) const MAX_WORK: u8 = 20;

const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const MAGIC: &[u8] = b"age-encryption.org/";

/// What the outside of an age file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// It is text (`-----BEGIN AGE ENCRYPTED FILE-----`), not binary.
    pub armored: bool,
    /// It opens with a passphrase, not with a key.
    pub passphrase: bool,
    /// How many stanzas its header has.
    pub stanzas: usize,
}

/// Looks at the header of an age file, binary or armored: at most 64 kB and 64 stanzas, else refused.
///
/// # Errors
/// When it is no age file, its header is cut off, or larger than any honest one, or its passphrase would take more
/// work (2^20) than is reasonable. Takes a few milliseconds at most, whatever the file.
pub fn outline(file: &[u8]) -> Result<Outline> {
    let text = armored_part(file);
    let Some(text) = text else {
        return walk(&file[..file.len().min(MAX_HEADER)], false);
    };
    let mut header = Vec::new();
    let cut = &text[..text.len().min(MAX_ARMORED)];
    let limit = u64::try_from(MAX_HEADER).unwrap_or(u64::MAX);
    ArmoredReader::new(cut).take(limit).read_to_end(&mut header).map_err(|e| cut_off().because(e))?;
    walk(&header, true)
}

/// The armored text in a file that begins with it (spaces and lines before it are allowed), else nothing.
pub(super) fn armored_part(file: &[u8]) -> Option<&[u8]> {
    let text = file.trim_ascii_start();
    text.starts_with(ARMOR).then_some(text)
}

fn walk(header: &[u8], armored: bool) -> Result<Outline> {
    if !header.starts_with(MAGIC) {
        return Err(Trouble::new(
            "This is not an encrypted age file.",
            "Check that it is the right file; its name usually ends in .age.",
        ));
    }
    let mut outline = Outline { armored, passphrase: false, stanzas: 0 };
    for (number, line) in header.split_inclusive(|b| *b == b'\n').enumerate() {
        if number == 0 {
            if line.ends_with(b"\n") && line != b"age-encryption.org/v1\n" {
                return Err(Trouble::new(
                    "This file was encrypted by a newer program.",
                    "Ask for it again in the present age format (v1), or use a newer visitbook.",
                ));
            }
        } else if line.starts_with(b"---") {
            return if outline.stanzas == 0 { Err(cut_off()) } else { Ok(outline) };
        } else if let Some(stanza) = line.strip_prefix(b"-> ") {
            outline.stanzas += 1;
            outline.passphrase |= passphrase_stanza(stanza)?;
        }
        if number >= MAX_LINES || outline.stanzas > MAX_STANZAS {
            return Err(too_large());
        }
    }
    Err(if header.len() >= MAX_HEADER { too_large() } else { cut_off() })
}

/// Whether it is a stanza for a passphrase; refuses one that asks for too much work.
fn passphrase_stanza(stanza: &[u8]) -> Result<bool> {
    let words: Vec<&[u8]> = stanza.trim_ascii_end().split(|b| *b == b' ').collect();
    let ["scrypt", ..] = words.iter().map(|w| str::from_utf8(w).unwrap_or_default()).collect::<Vec<_>>()[..] else {
        return Ok(false);
    };
    let work = words.get(2).and_then(|w| str::from_utf8(w).ok()).and_then(|w| w.parse::<u64>().ok());
    match work {
        Some(work) if work <= u64::from(MAX_WORK) => Ok(true),
        _ => Err(Trouble::new(
            "Unlocking this file would keep the computer busy for far too long, so it was not tried.",
            "No ordinary program makes such a file. Ask whoever made it to make it again, in the ordinary way.",
        )
        .because(format!("its scrypt work factor is above {MAX_WORK}"))),
    }
}

fn too_large() -> Trouble {
    Trouble::new(
        "This file says that it opens with more keys than an honest file would, so it was not opened.",
        format!("Ask whoever made it to send it again, to at most {} keys.", MAX_STANZAS - 1),
    )
}

fn cut_off() -> Trouble {
    Trouble::new(
        "This encrypted file is cut off or damaged at its beginning.",
        "Copy it again, or ask for it again; nothing of it was shown.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn with_stanzas(n: usize) -> Vec<u8> {
        let mut file = b"age-encryption.org/v1\n".to_vec();
        for _ in 0..n {
            file.extend_from_slice(b"-> X\n\n");
        }
        file.extend_from_slice(b"--- c2lnbmF0dXJl\n");
        file
    }

    fn armored(bytes: &[u8]) -> Vec<u8> {
        use std::io::Write as _;
        let mut writer = age::armor::ArmoredWriter::wrap_output(Vec::new(), age::armor::Format::AsciiArmor).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn sixteen_thousand_stanzas_are_refused_at_once() {
        for n in [65, 16_000, 100_000] {
            for file in [with_stanzas(n), armored(&with_stanzas(n))] {
                let start = Instant::now();
                let refused = outline(&file).unwrap_err();
                assert!(refused.what().contains("more keys than an honest file"), "{refused}");
                assert!(start.elapsed() < Duration::from_millis(100), "{:?}", start.elapsed());
            }
        }
        assert_eq!(outline(&with_stanzas(64)).unwrap().stanzas, 64);
    }

    #[test]
    fn endless_headers_are_refused_at_once() {
        let mut one_line = b"age-encryption.org/v1\n-> X ".to_vec();
        one_line.resize(50_000_000, b'a');
        let mut one_body = b"age-encryption.org/v1\n-> X\n".to_vec();
        one_body.extend(std::iter::repeat_n(b"a\n", 1_000_000).flatten());
        for file in [one_line, one_body] {
            let start = Instant::now();
            assert!(outline(&file).unwrap_err().what().contains("more keys"));
            assert!(start.elapsed() < Duration::from_millis(100), "{:?}", start.elapsed());
        }
    }

    #[test]
    fn huge_work_is_refused_before_it_begins() {
        let file =
            |work: &str| format!("age-encryption.org/v1\n-> scrypt c2FsdA {work}\nYm9keQ\n--- bWFj\n").into_bytes();
        assert!(outline(&file("20")).unwrap().passphrase);
        for work in ["21", "63", "255", "99999999999999999999", "-1", "", "x"] {
            assert!(outline(&file(work)).unwrap_err().what().contains("far too long"), "{work}");
            assert!(outline(&armored(&file(work))).is_err());
        }
    }

    #[test]
    fn what_is_no_age_file_is_told_apart() {
        for (file, says) in [
            (&b""[..], "not an encrypted"),
            (b"PK\x03\x04", "not an encrypted"),
            (b"-----BEGIN AGE ENCRYPTED FILE-----\n\xff\xfe", "cut off"),
            (b"-----BEGIN AGE ENCRYPTED FILE-----\nYQ==\n", "cut off"),
            (b"age-encryption.org/v1\n-> X25519 a", "cut off"),
            (b"age-encryption.org/v1\n--- a\n", "cut off"),
            (b"age-encryption.org/v2\n", "newer program"),
        ] {
            let refused = outline(file).unwrap_err();
            assert!(refused.what().contains(says), "{refused}");
        }
    }

    #[test]
    fn armor_after_blank_lines_is_found() {
        let file = [b"\r\n  ".to_vec(), armored(&with_stanzas(2))].concat();
        assert_eq!(outline(&file).unwrap(), Outline { armored: true, passphrase: false, stanzas: 2 });
    }
}

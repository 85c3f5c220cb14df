//! Looking for invented words in files and in a program's memory, in every form they may have been written in.
//!
//! The forms: UTF-8 in any case, UTF-16 of both byte orders, hexadecimal, JSON escapes, base64 at each
//! of its three offsets. In files also the beginning and the rest of each word, because an index that
//! stores words by their prefix may never hold one whole.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test support")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// One form of a word: how it is called, and its bytes (in lower case where `any_case`).
struct Form {
    name: String,
    bytes: Vec<u8>,
    any_case: bool,
}

/// What is looked for.
pub struct Hunt {
    forms: Vec<Form>,
    /// The forms that can begin with each byte.
    beginning: Vec<Vec<usize>>,
}

impl Hunt {
    /// Looks for whole words.
    pub fn for_words(words: &[&str]) -> Self {
        Self::of(words.iter().flat_map(|w| forms(w)).collect())
    }

    /// Looks for whole words, and for the pieces of them that an index may keep.
    pub fn for_words_and_pieces(words: &[&str]) -> Self {
        let pieces = words.iter().flat_map(|w| [plain(&w[..5]), plain(&w[1..])]);
        Self::of(words.iter().flat_map(|w| forms(w)).chain(pieces).collect())
    }

    fn of(forms: Vec<Form>) -> Self {
        let mut beginning = vec![Vec::new(); 256];
        for (at, form) in forms.iter().enumerate() {
            let first = form.bytes[0];
            beginning[usize::from(first)].push(at);
            if form.any_case && first.is_ascii_lowercase() {
                beginning[usize::from(first.to_ascii_uppercase())].push(at);
            }
        }
        Self { forms, beginning }
    }

    /// The forms found in some bytes, each once.
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (at, byte) in bytes.iter().enumerate() {
            for form in &self.beginning[usize::from(*byte)] {
                let form = &self.forms[*form];
                let fits = bytes.get(at..at + form.bytes.len()).is_some_and(|there| {
                    if form.any_case { there.eq_ignore_ascii_case(&form.bytes) } else { there == form.bytes }
                });
                if fits && !found.contains(&form.name) {
                    found.push(form.name.clone());
                }
            }
        }
        found
    }

    /// Everything found in the files below a folder, with the file's name.
    pub fn below(&self, folder: &Path) -> Vec<String> {
        let files = crate::support::files_below(folder);
        assert!(files.len() > 3, "there must be files to look into");
        let in_file = |(path, bytes): (std::path::PathBuf, Vec<u8>)| {
            let name = path.to_string_lossy().into_owned();
            let found = [self.in_bytes(&bytes), self.in_bytes(name.as_bytes())].concat();
            found.into_iter().map(move |what| format!("{what} in {name}"))
        };
        files.into_iter().flat_map(in_file).collect()
    }

    /// Everything found in the memory of a process, with the part of it.
    pub fn in_memory(&self, pid: u32) -> Vec<String> {
        let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
        let mut memory = File::open(format!("/proc/{pid}/mem")).unwrap();
        let mut found = Vec::new();
        let mut seen = 0;
        for line in maps.lines() {
            let mut fields = line.split_whitespace();
            let (range, rights) = (fields.next().unwrap(), fields.next().unwrap());
            let name = fields.nth(3).unwrap_or("anonymous memory");
            if !rights.starts_with('r') || matches!(name, "[vvar]" | "[vsyscall]" | "[vvar_vclock]") {
                continue;
            }
            let (from, to) = range.split_once('-').unwrap();
            let [from, to] = [from, to].map(|n| u64::from_str_radix(n, 16).unwrap());
            let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
            memory.seek(SeekFrom::Start(from)).unwrap();
            // A part may go while it is read; what is gone holds nothing.
            let mut read = 0;
            while let Ok(n @ 1..) = memory.read(&mut bytes[read..]) {
                read += n;
            }
            seen += read;
            for what in self.in_bytes(&bytes[..read]) {
                found.push(format!("{what} in {name} ({rights} {range})"));
            }
        }
        assert!(seen > 1 << 20, "only {seen} bytes of memory could be read");
        found
    }
}

fn plain(word: &str) -> Form {
    Form { name: format!("“{word}”"), bytes: word.to_lowercase().into_bytes(), any_case: true }
}

fn forms(word: &str) -> Vec<Form> {
    let mut forms = vec![plain(word)];
    for (case, word) in [("", word.to_lowercase()), (" in capitals", word.to_uppercase())] {
        let mut add = |name: &str, bytes: Vec<u8>, any_case: bool| {
            forms.push(Form { name: format!("“{word}” as {name}{case}"), bytes, any_case });
        };
        // Without the zero at its end this is also what stands in the other byte order behind its first zero.
        let mut wide: Vec<u8> = word.bytes().flat_map(|b| [b, 0]).collect();
        wide.pop();
        add("UTF-16", wide, false);
        let each = |show: fn(&mut String, u8)| {
            let mut text = String::new();
            word.bytes().for_each(|b| show(&mut text, b));
            text.into_bytes()
        };
        add("hexadecimal", each(|out, b| write!(out, "{b:02x}").unwrap()), true);
        add("JSON escapes", each(|out, b| write!(out, "\\u{b:04x}").unwrap()), true);
        for offset in 0..3 {
            add(&format!("base64 at offset {offset}"), base64_within(word.as_bytes(), offset), false);
        }
    }
    forms
}

/// The characters of base64 that depend on `word` alone when `offset` bytes (of each three) stand before it.
fn base64_within(word: &[u8], offset: usize) -> Vec<u8> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bit = |n: usize| word[n / 8] >> (7 - n % 8) & 1;
    // The first sign that begins within the word; from there, as many as are filled by it.
    let first = (6 - offset * 8 % 6) % 6;
    let mut out = Vec::new();
    let mut at = first;
    while at + 6 <= word.len() * 8 {
        let sign = (at..at + 6).fold(0, |sum, n| sum << 1 | bit(n));
        out.push(SIGNS[usize::from(sign)]);
        at += 6;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn every_form_is_found_wherever_it_stands() {
        let hunt = Hunt::for_words(&["qyzzlewick"]);
        let utf16 = |big: bool| {
            "a qyzzlewick b"
                .encode_utf16()
                .flat_map(|c| if big { c.to_be_bytes() } else { c.to_le_bytes() })
                .collect::<Vec<u8>>()
        };
        let forms: [(&str, Vec<u8>); 7] = [
            ("“qyzzlewick”", b"so QyzzleWick!".to_vec()),
            ("UTF-16", utf16(false)),
            ("UTF-16", utf16(true)),
            ("hexadecimal", b"x'71797a7A6c657769636b'".to_vec()),
            ("JSON escapes", br"\u0071\u0079\u007a\u007A\u006c\u0065\u0077\u0069\u0063\u006b".to_vec()),
            ("hexadecimal in capitals", b"51595A5A4C455749434B".to_vec()),
            ("UTF-16 in capitals", "QYZZLEWICK".bytes().flat_map(|b| [0, b]).collect()),
        ];
        for (name, bytes) in forms {
            let found = hunt.in_bytes(&bytes);
            assert!(found.iter().any(|f| f.ends_with(name)), "{name}: {found:?}");
        }
        assert_eq!(hunt.in_bytes(b"qyzzlewic kqyzzlewi"), [""; 0]);
        assert!(!Hunt::for_words_and_pieces(&["qyzzlewick"]).in_bytes(b"0yzzlewick 3qyzzl").is_empty());
    }

    #[test]
    fn base64_is_found_at_each_offset() {
        let hunt = Hunt::for_words(&["qyzzlewick"]);
        for before in 0..9 {
            let mut child =
                Command::new("base64").arg("-w0").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
            let text = format!("{}qyzzlewick and more", "-".repeat(before));
            std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
            let encoded = child.wait_with_output().unwrap().stdout;
            let found = hunt.in_bytes(&encoded);
            assert!(found.iter().any(|f| f.contains(&format!("offset {}", before % 3))), "{before}: {found:?}");
        }
    }
}

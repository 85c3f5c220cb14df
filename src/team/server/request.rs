//! What somebody may ask of the server from afar, by `ssh server VERB NOTEBOOK …`.
//!
//! The words come from outside and are never given to a shell: they are split at single blanks, and
//! every one of them must be in the small tables here. What is not understood is refused whole.

use super::is_name;
use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble};

/// The longest request, in bytes.
const LONGEST: usize = 2048;
/// The most options of one request.
const MAX_OPTIONS: usize = 24;

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// The notes.
    List,
    /// A new note, its words on standard input.
    Note,
    /// The feedback.
    Feedback,
    /// The encrypted pack for the host, to standard output.
    Export,
    /// The notebook for the team, encrypted, to standard output.
    Bundle,
    /// Both directions, over standard input and output.
    Sync,
}

/// A request that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is asked for.
    pub verb: Verb,
    /// Of which notebook.
    pub notebook: String,
    /// Option and value in turn; an option without a value stands alone. All of them out of the table.
    pub options: Vec<String>,
}

/// What an option takes.
enum Takes {
    /// Nothing.
    Nothing,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A short word of small letters, digits, hyphens and commas.
    Word,
    /// A public key `age1…`; may be given more than once.
    Key,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 6] = [Self::List, Self::Note, Self::Feedback, Self::Export, Self::Bundle, Self::Sync];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Note => "note",
            Self::Feedback => "feedback",
            Self::Export => "export",
            Self::Bundle => "bundle",
            Self::Sync => "sync",
        }
    }

    /// Its options.
    fn options(self) -> &'static [(&'static str, Takes)] {
        match self {
            Self::List => &[
                ("--format", Takes::OneOf(&["table", "json", "csv", "md"])),
                ("--question", Takes::Word),
                ("--source", Takes::Word),
                ("--activity", Takes::Word),
                ("--by", Takes::Word),
                ("--untagged", Takes::Nothing),
                ("--sealed", Takes::Nothing),
            ],
            Self::Feedback => &[("--format", Takes::OneOf(&["text", "md", "json"]))],
            Self::Export => &[("-r", Takes::Key)],
            Self::Note | Self::Bundle | Self::Sync => &[],
        }
    }
}

impl Request {
    /// The public keys that it names.
    pub fn keys(&self) -> Vec<String> {
        self.options.iter().filter(|o| o.starts_with("age1")).cloned().collect()
    }
}

/// Understands a request.
///
/// # Errors
/// When anything in it is not in the tables.
pub fn parse(asked: &str) -> Result<Request> {
    if asked.len() > LONGEST || !asked.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Err(refused("it is too long, or has characters that no request has"));
    }
    let mut words = asked.split(' ');
    let verb = words.next().and_then(|word| Verb::ALL.into_iter().find(|v| v.word() == word));
    let verb = verb.ok_or_else(|| refused(&format!("it begins with “{}”", first_word(asked))))?;
    let notebook = words.next().filter(|name| is_name(name));
    let notebook = notebook.ok_or_else(|| refused("the name of the notebook is missing, or is no name"))?.to_owned();
    let mut options: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        let found = verb.options().iter().find(|(name, _)| *name == word);
        let (name, takes) = found.ok_or_else(|| not_an_option(verb, word))?;
        if options.len() >= MAX_OPTIONS || (!matches!(takes, Takes::Key) && options.iter().any(|o| o == name)) {
            return Err(refused(&format!("{name} stands in it too often")));
        }
        options.push((*name).to_owned());
        if !matches!(takes, Takes::Nothing) {
            let value = words.next().filter(|value| takes.allows(value));
            options.push(value.ok_or_else(|| refused(&format!("what stands after {name} is not allowed")))?.to_owned());
        }
    }
    Ok(Request { verb, notebook, options })
}

impl Takes {
    fn allows(&self, value: &str) -> bool {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        match self {
            Self::Nothing => false,
            Self::OneOf(words) => words.contains(&value),
            Self::Word => {
                (1..=40).contains(&value.len())
                    && value.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
                    && value.bytes().all(|b| plain(b) || b == b'-' || b == b',')
            }
            Self::Key => value.len() <= 80 && value.starts_with("age1") && value.bytes().all(plain),
        }
    }
}

fn not_an_option(verb: Verb, word: &str) -> Trouble {
    if verb == Verb::Note {
        return Trouble::usage(
            "The words of a note come on standard input, and nowhere else.",
            "Such as: echo \"Y4 explain regrouping #1\" | ssh server note maths. Nothing was saved.",
        );
    }
    refused(&format!("“{}” is no option of {}", fit(&clean_line(word), 30), verb.word()))
}

fn first_word(asked: &str) -> String {
    fit(&clean_line(asked.split(' ').next().unwrap_or_default()), 30)
}

fn refused(why: &str) -> Trouble {
    let verbs: Vec<&str> = Verb::ALL.iter().map(|v| v.word()).collect();
    Trouble::usage(
        format!("This server does not do that: {why}."),
        format!(
            "It knows {}, each with the name of a notebook; without a command it opens the screen.",
            verbs.join(", ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_tables_is_understood() {
        let request = parse("list maths --format json --question 2b --source pupils").unwrap();
        assert_eq!((request.verb, request.notebook.as_str()), (Verb::List, "maths"));
        assert_eq!(request.options, ["--format", "json", "--question", "2b", "--source", "pupils"]);
        assert_eq!(parse("list maths --untagged --by brook-row").unwrap().options.len(), 3);
        assert_eq!(parse("export maths-2026 -r age1qqq -r age1zzz").unwrap().options.len(), 4);
        for verb in Verb::ALL {
            assert_eq!(parse(&format!("{} maths", verb.word())).unwrap().verb, verb);
        }
    }

    #[test]
    fn nothing_else_is() {
        for bad in [
            "",
            " ",
            "sh",
            "/bin/sh -c id",
            "list",
            "list ",
            " list maths",
            "list  maths",
            "list maths ",
            "List maths",
            "list ../maths",
            "list /etc/passwd",
            "list maths.visitbook",
            "list -maths",
            "list maths;id",
            "list maths\nid",
            "list maths\tid",
            "list 'maths'",
            "list \"maths\"",
            "list $(id)",
            "list m\u{e4}ths",
            "list maths --format xml",
            "list maths --format",
            "list maths --format=json",
            "list maths --format json --format json",
            "list maths --search x",
            "list maths --question -x",
            "list maths --question --as",
            "list maths --as lead",
            "list maths --now 2026-06-10T10:00",
            "list maths --color always",
            "list maths other",
            "note maths Y4 explain",
            "note maths -",
            "export maths -o /tmp/x",
            "export maths -p",
            "export maths -r ssh-ed25519",
            "export maths -r age1/../x",
            "bundle maths -o x",
            "sync maths --dir /",
            "session --as lead",
            "identity import /etc/ssh/key",
            "scp -t /tmp",
            "internal-sftp",
            "/usr/lib/openssh/sftp-server",
        ] {
            let refused = parse(bad).unwrap_err();
            assert_eq!(refused.exit_status(), 2, "{bad:?}");
        }
        assert!(parse(&format!("list {}", "a".repeat(3000))).is_err());
        assert!(parse(&format!("export maths{}", " -r age1q".repeat(13))).is_err());
    }
}

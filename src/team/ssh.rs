//! The remote at a server: reached through the user's own `ssh`, with their keys and their settings.
//!
//! An address is taken apart strictly before any of it becomes an argument of `ssh`: what begins
//! with a hyphen would be read as an option, and the server's side splits the command into words.
//! Nothing is ever typed by this (`BatchMode`): a key that needs a passphrase belongs in an agent.

use super::remote::{Each, Given, Greeting, Line, Remote};
use super::stream::Verdict;
use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble};
use std::fmt;
use std::io::Read;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The longest part of an address that is taken.
const LONGEST: usize = 253;

/// How much of what `ssh` says is kept.
const SAID: usize = 4096;

/// For how many short whiles the end of `ssh` is waited for.
const PATIENCE: u32 = 100;

/// A short while.
const WHILE: Duration = Duration::from_millis(20);

/// Where a notebook lies on a server: `ssh://account@server:port/notebook`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    account: Option<String>,
    host: String,
    port: Option<u16>,
    notebook: String,
}

impl Address {
    /// The arguments of `ssh` that reach it.
    fn arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> =
            ["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=10"]
                .map(str::to_owned)
                .into();
        if let Some(port) = self.port {
            arguments.extend(["-p".to_owned(), port.to_string()]);
        }
        let account = self.account.as_ref().map(|a| format!("{a}@")).unwrap_or_default();
        arguments.extend(["--".to_owned(), format!("{account}{}", self.host), format!("sync {}", self.notebook)]);
        arguments
    }

    /// The server's name.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for Address {
    type Err = Trouble;

    fn from_str(text: &str) -> Result<Self> {
        read(text).ok_or_else(|| {
            Trouble::usage(
                format!("“{}” is not the address of a notebook.", fit(&clean_line(text), 80)),
                "Write ssh://account@server/notebook, or ssh://account@server:443/notebook: the notebook's name has \
                 small letters, digits and hyphens.",
            )
        })
    }
}

fn read(text: &str) -> Option<Address> {
    let rest = text.strip_prefix("ssh://")?;
    let (place, notebook) = rest.split_once('/')?;
    let (account, place) = match place.split_once('@') {
        Some((account, place)) => (Some(account), place),
        None => (None, place),
    };
    // An IPv6 address stands in brackets, as in a web address.
    let (host, port, plain) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            let port = if after.is_empty() { None } else { Some(after.strip_prefix(':')?) };
            (host, port, host.contains(':') && host.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.'))
        }
        None => {
            let (host, port) = place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
            (host, port, is_word(host, b"-._"))
        }
    };
    let port = match port {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(digits.parse().ok().filter(|p| *p > 0)?),
        Some(_) => return None,
        None => None,
    };
    let named = is_word(notebook, b"-") && !notebook.bytes().any(|b| b.is_ascii_uppercase());
    (plain && named && account.is_none_or(|a| is_word(a, b"-._"))).then(|| Address {
        account: account.map(str::to_owned),
        host: host.to_owned(),
        port,
        notebook: notebook.to_owned(),
    })
}

/// Letters and digits, with some signs that may not come first.
fn is_word(text: &str, signs: &[u8]) -> bool {
    text.len() <= LONGEST
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || signs.contains(&b))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ssh://")?;
        if let Some(account) = &self.account {
            write!(f, "{account}@")?;
        }
        if self.host.contains(':') { write!(f, "[{}]", self.host) } else { f.write_str(&self.host) }?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        write!(f, "/{}", self.notebook)
    }
}

/// A running `ssh`, at whose other end a server answers.
pub struct Ssh {
    host: String,
    child: Child,
    line: Line<ChildStdout, ChildStdin>,
    said: Arc<Mutex<Vec<u8>>>,
}

impl Ssh {
    /// Starts `ssh`, as it is found in PATH.
    ///
    /// # Errors
    /// When there is none.
    pub fn connect(address: &Address) -> Result<Self> {
        let mut child = Command::new("ssh")
            .args(address.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| {
                Trouble::new("The program ssh could not be started.", "Install OpenSSH on this computer and try again.")
                    .because(e)
            })?;
        let (Some(input), Some(output)) = (child.stdout.take(), child.stdin.take()) else {
            return Err(unreachable_server(&address.host, ""));
        };
        let said = Arc::new(Mutex::new(Vec::new()));
        if let Some(errors) = child.stderr.take() {
            let said = Arc::clone(&said);
            // Not waited for: a shared connection of the user's may hold this pipe open for ever.
            std::thread::spawn(move || listen(errors, &said));
        }
        Ok(Self { host: address.host.clone(), child, line: Line::new(input, output), said })
    }

    /// The trouble as it is told: what the server said, if it never answered at all.
    fn explained(&mut self, trouble: Trouble) -> Trouble {
        let Some(status) = self.ended() else { return trouble };
        let said = self.said.lock().map(|s| String::from_utf8_lossy(&s).into_owned()).unwrap_or_default();
        let said: Vec<String> = said.lines().map(clean_line).filter(|l| !l.trim().is_empty()).collect();
        match status.code() {
            // By this ssh says that it did not get through.
            Some(255) => unreachable_server(&self.host, said.last().map_or("", String::as_str)),
            Some(0) | None => trouble,
            Some(_) => Trouble::new(
                format!("The server {} did not join: {}", clean_line(&self.host), fit(&said.join(" "), 400)),
                "Check the address, or ask whoever keeps the server. Nothing was lost.",
            ),
        }
    }

    /// How `ssh` ended, if it ends within a moment.
    fn ended(&mut self) -> Option<ExitStatus> {
        for _ in 0..PATIENCE {
            if let Ok(Some(status)) = self.child.try_wait() {
                // What it said last is on its way.
                std::thread::sleep(WHILE);
                return Some(status);
            }
            std::thread::sleep(WHILE);
        }
        None
    }
}

impl Remote for Ssh {
    fn greet(&mut self, mine: &Greeting) -> Result<Greeting> {
        self.line.greet(mine).map_err(|trouble| self.explained(trouble))
    }

    fn give(&mut self, changes: &mut Given<'_>) -> Result<Verdict> {
        self.line.give(changes)
    }

    fn take(&mut self, each: &mut Each<'_>) -> Result<()> {
        self.line.take(each)
    }
}

impl Drop for Ssh {
    fn drop(&mut self) {
        // It has nothing more to say; whether it ended by itself does not matter.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps the beginning of what `ssh` says, and reads on so that it never waits.
fn listen(mut errors: impl Read, said: &Mutex<Vec<u8>>) {
    let mut some = [0; 1024];
    while let Ok(n) = errors.read(&mut some) {
        let Some(bytes) = some.get(..n).filter(|b| !b.is_empty()) else { return };
        if let Ok(mut said) = said.lock() {
            let room = SAID.saturating_sub(said.len());
            said.extend(bytes.iter().take(room));
        }
    }
}

fn unreachable_server(host: &str, said: &str) -> Trouble {
    let trouble = Trouble::new(
        format!("The server {} could not be reached.", clean_line(host)),
        "Check the line, and that “ssh” to it works without a question. Nothing was lost: sync again when you are online.",
    );
    if said.is_empty() { trouble } else { trouble.because(fit(said, 300)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_goes_there_and_back() {
        for address in [
            "ssh://reviews@trust.example/maths",
            "ssh://trust/maths-2026",
            "ssh://a.b_c@trust.example:443/m",
            "ssh://r@[2001:db8::1]:22/maths",
            "ssh://r@192.0.2.7/maths",
        ] {
            assert_eq!(address.parse::<Address>().unwrap().to_string(), address);
        }
    }

    #[test]
    fn what_could_be_read_as_an_option_or_by_a_shell_is_no_address() {
        for bad in [
            "",
            "maths",
            "ssh://",
            "ssh://trust",
            "ssh://trust/",
            "ssh:///maths",
            "ssh://@trust/maths",
            "http://trust/maths",
            "ssh://-oProxyCommand=x/maths",
            "ssh://-l@trust/maths",
            "ssh://r@-trust/maths",
            "ssh://r@trust/-maths",
            "ssh://r@trust/../maths",
            "ssh://r@trust/a/b",
            "ssh://r@trust/Maths",
            "ssh://r@trust/ma ths",
            "ssh://r@trust/maths;id",
            "ssh://r@trust/maths\nx",
            "ssh://r@tr ust/maths",
            "ssh://r$x@trust/maths",
            "ssh://r@trust:0/maths",
            "ssh://r@trust:99999/maths",
            "ssh://r@trust:+22/maths",
            "ssh://r@trust:/maths",
            "ssh://r@[::1/maths",
            "ssh://r@[trust]/maths",
            "ssh://a@b@c/maths",
            "ssh://r:word@trust/maths",
            "ssh://r@trust/maths?x",
        ] {
            let refused = bad.parse::<Address>().unwrap_err();
            assert_eq!(refused.exit_status(), 2, "{bad}");
        }
    }

    #[test]
    fn the_address_stands_behind_the_end_of_options() {
        let address: Address = "ssh://r@trust.example:443/maths".parse().unwrap();
        let arguments = address.arguments();
        let end = arguments.iter().position(|a| a == "--").unwrap();
        assert_eq!(arguments[end + 1..], ["r@trust.example", "sync maths"]);
        assert!(arguments[..end].windows(2).any(|w| w == ["-o", "BatchMode=yes"]));
        assert!(arguments[..end].windows(2).any(|w| w == ["-p", "443"]));
    }
}

//! `visitbook session`: what a reviewer's key starts on a server, in the place of a shell.
//!
//! Who it is and which folder it leads to stand in the server's `authorized_keys`; what the client
//! asked for is in `SSH_ORIGINAL_COMMAND` and is never given to a shell. Without it the screen opens.
//! Nothing here starts another program, and no path comes from outside.

use super::out::Out;
use super::place::{Common, Place};
use super::server::RoleWord;
use super::{bundle, export, feedback, list, note};
use crate::clock::Clock;
use crate::files;
use crate::notebook::Notebook;
use crate::review::people::Act;
use crate::tasks::Session;
use crate::tasks::desk::in_team;
use crate::team::serve::{Host, serve};
use crate::team::server::request::{self, Request, Verb};
use crate::team::server::{Server, Way, no_such_notebook};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::tui::launch::{self, Launch};
use crate::tui::theme::ColorChoice;
use crate::vault::Pins;
use clap::{Args, Parser};
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

/// What a client asked for, as sshd hands it on.
const ORIGINAL: &str = "SSH_ORIGINAL_COMMAND";

/// Opens a reviewer's session on a shared server (started by sshd, not by hand).
#[derive(Debug, Args)]
#[command(after_help = "A line in authorized_keys, as “visitbook server add” writes it:
  restrict,pty,command=\"/usr/bin/visitbook session --as sam --dir /srv/visits\" ssh-ed25519 …")]
pub struct SessionCommand {
    /// The folder with the notebooks
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// How far the key goes
    #[arg(long, value_enum, default_value_t = RoleWord::Reviewer)]
    role: RoleWord,
}

/// Runs the session.
///
/// # Errors
/// When what was asked for is refused (and logged), or cannot be done.
pub fn run(args: &SessionCommand, common: Common, out: &mut Out) -> Result<()> {
    let name = common.as_.clone().ok_or_else(|| Trouble::usage("Whose session is this?", "Say so with --as."))?;
    if common.now.is_some() {
        return Err(Trouble::usage("A session goes by the server's own clock.", "Leave --now away."));
    }
    let server = Server::open(&args.dir)?;
    if server.way() != Way::Account {
        return Err(Trouble::new(
            "This folder is shared by accounts of a group, not by sessions.",
            "Whoever keeps the server takes another folder: visitbook server add.",
        ));
    }
    let place = Place {
        home: server.home(&name)?,
        common,
        session: Some(Session { name: name.clone(), lead: args.role == RoleWord::Lead }),
    };
    let visitor = Visitor { server, name, place };
    match std::env::var_os(ORIGINAL).filter(|asked| !asked.is_empty()) {
        None => visitor.screen(out),
        Some(asked) => visitor.asked(&asked.to_string_lossy(), out),
    }
}

/// Somebody who came in by key.
struct Visitor {
    server: Server,
    name: String,
    place: Place,
}

impl Visitor {
    /// The screen, at the only notebook there is for them, or at the one they choose.
    fn screen(&self, out: &mut Out) -> Result<()> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(Trouble::usage(
                "The screen needs a terminal to show itself in.",
                "Connect with ssh -t, or ask for something: ssh server list maths",
            ));
        }
        let mine = self.mine()?;
        let notebook = match mine.as_slice() {
            [] => {
                let trouble = Trouble::new(
                    format!("No notebook on this server has {} in its team.", self.name),
                    "Ask the lead of the review, or whoever keeps the server.",
                );
                return Err(self.refuse("the screen", trouble));
            }
            [(_, only)] => only.path.clone(),
            several => match choose(several, out)? {
                Some(path) => path,
                None => return Ok(()),
            },
        };
        launch::run(Launch {
            notebook,
            home: self.place.home.clone(),
            as_: None,
            session: self.place.session.clone(),
            clock: Clock::machine(),
            keymap: self.place.common.keymap.clone(),
            color: ColorChoice::Auto,
            banner: None,
        })
    }

    /// The notebooks whose team has me, with a word about each.
    fn mine(&self) -> Result<Vec<(String, Found)>> {
        let mut mine = Vec::new();
        for (name, path) in self.server.notebooks()? {
            // One that cannot be read is the administrator's matter and keeps nobody from the others.
            let Ok(review) = Notebook::open(&path).and_then(|n| n.review()) else { continue };
            if in_team(&review, &self.name).is_some() {
                let days = review.days().first().map(|d| d.format(", %-d %B %Y").to_string()).unwrap_or_default();
                let about = format!("{}, {}{days}", clean_line(&review.visit.school), clean_line(&review.visit.focus));
                mine.push((name, Found { path, about }));
            }
        }
        Ok(mine)
    }

    /// Something asked for by `ssh server …`.
    fn asked(&self, asked: &str, out: &mut Out) -> Result<()> {
        let refuse = |trouble| self.refuse(asked, trouble);
        let request = request::parse(asked).map_err(refuse)?;
        let path = self.server.notebook(&request.notebook).map_err(refuse)?;
        let review = Notebook::open(&path)?.review()?;
        if in_team(&review, &self.name).is_none() {
            return Err(refuse(no_such_notebook()));
        }
        let needs = match request.verb {
            // What a host partner lists is their own.
            Verb::List | Verb::Note => Act::Capture,
            Verb::Feedback => Act::Points,
            Verb::Export => Act::Release,
            Verb::Bundle | Verb::Sync => Act::Bundle,
        };
        self.place.desk(&path)?.must(needs).map_err(refuse)?;
        match request.verb {
            Verb::List => list::run(&read(&request, &path)?, &self.place, out),
            Verb::Note => note::run(&read(&request, &path)?, &self.place, out),
            Verb::Feedback => feedback::run(&read(&request, &path)?, &self.place, out),
            Verb::Export => export::to_stdout(&path, &request.keys(), &self.place, out),
            Verb::Sync => self.sync(&path),
            Verb::Bundle => bundle::to_stdout(&path, &self.place, out),
        }
    }

    /// Both directions over standard input and output, as this person and nobody else.
    fn sync(&self, path: &Path) -> Result<()> {
        if io::stdin().is_terminal() || io::stdout().is_terminal() {
            return Err(Trouble::usage(
                "Two programs speak here, and nobody types.",
                "Use: visitbook sync NOTEBOOK ssh://…",
            ));
        }
        let mut notebook = Notebook::open(path)?;
        let account = in_team(&notebook.review()?, &self.name).map(|p| p.id).ok_or_else(no_such_notebook)?;
        let folder = self.server.own_home().notebook(notebook.id());
        files::ensure_private_folder(&folder)?;
        let mut pins = Pins::load(&folder)?;
        let host = Host { notebook: &mut notebook, pins: &mut pins, account, now: Clock::machine().now() };
        serve(&mut io::stdin().lock(), &mut io::stdout().lock(), host).map(drop)
    }

    /// A refusal is written down; that it could not be is no reason to do what was refused.
    fn refuse(&self, asked: &str, trouble: Trouble) -> Trouble {
        let _ = self.server.log_refusal(&self.name, asked, &trouble);
        trouble
    }
}

/// A notebook to choose.
struct Found {
    path: PathBuf,
    about: String,
}

/// A request's words as the command line itself reads them. All of them are out of the tables of [`request`],
/// but for the path, which is ours.
fn read<T: Args>(request: &Request, path: &Path) -> Result<T> {
    #[derive(Debug, Parser)]
    struct Only<T: Args> {
        #[command(flatten)]
        args: T,
    }
    let mut words = vec![request.verb.word().into(), path.as_os_str().to_owned()];
    words.extend(request.options.iter().map(Into::into));
    if request.verb == Verb::Note {
        words.push("-".into());
    }
    Only::try_parse_from(words)
        .map(|only| only.args)
        .map_err(|_| Trouble::usage("These options do not go together.", "Leave one of them away."))
}

/// Asks which notebook; none if the person leaves.
fn choose(notebooks: &[(String, Found)], out: &mut Out) -> Result<Option<PathBuf>> {
    out.say("Your notebooks on this server:");
    for (number, (name, found)) in notebooks.iter().enumerate() {
        out.say(&format!("  {}  {name}: {}", number + 1, found.about));
    }
    loop {
        out.say("Which? Its number and Enter; Enter alone leaves.");
        let mut typed = String::new();
        let read = io::stdin().lock().take(64).read_line(&mut typed);
        let typed = match read {
            Ok(1..) => typed.trim(),
            _ => return Ok(None),
        };
        if typed.is_empty() {
            return Ok(None);
        }
        let number = typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        if let Some((_, found)) = number.and_then(|n| notebooks.get(n)) {
            return Ok(Some(found.path.clone()));
        }
        out.say(&format!("There is no number {} in the list.", clean_line(typed)));
    }
}

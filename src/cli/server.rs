//! `visitbook server`: a shared server, prepared and looked over by whoever keeps it.

use super::out::Out;
use crate::files::shown;
use crate::team::server::check::{State, check};
use crate::team::server::{Server, Way};
use crate::trouble::{Result, Trouble, count};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A server that a team shares: prepare it, let keys in, look it over.
#[derive(Debug, Args)]
pub struct ServerCommand {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Prepares a folder for reviewers who each have an account, all in one group
    #[command(after_help = "Example:\n  sudo visitbook server init /srv/visits --group visits")]
    Init {
        /// The folder for the notebooks; made if it is not there
        dir: PathBuf,
        /// The group of the reviewers' accounts [default: the folder's own]
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
    },
    /// Lets a reviewer's key into this account, for the notebooks in a folder and nothing else
    #[command(after_help = "Example:\n  visitbook server add /srv/visits sam sam.pub --role lead")]
    Add {
        /// The folder for the notebooks; prepared if it is not there
        dir: PathBuf,
        /// Whose key it is: their key (short word) in the plans
        name: String,
        /// Their public OpenSSH key
        #[arg(value_name = "KEY.pub")]
        key: PathBuf,
        /// How far they may go; the plan decides as well
        #[arg(long, value_enum, default_value_t = RoleWord::Reviewer)]
        role: RoleWord,
        /// The file that sshd reads [default: this account's own]
        #[arg(long, value_name = "FILE")]
        authorized_keys: Option<PathBuf>,
    },
    /// Lets nobody in under this name any more
    #[command(after_help = "Example:\n  visitbook server remove /srv/visits sam")]
    Remove {
        /// The folder for the notebooks
        dir: PathBuf,
        /// Whose keys go
        name: String,
        /// The file that sshd reads [default: this account's own]
        #[arg(long, value_name = "FILE")]
        authorized_keys: Option<PathBuf>,
    },
    /// Looks over rights, keys, people and disk, and says what to mend
    #[command(after_help = "Example:\n  visitbook server check /srv/visits")]
    Check {
        /// The folder for the notebooks
        dir: PathBuf,
        /// The file that sshd reads [default: that of the folder's account]
        #[arg(long, value_name = "FILE")]
        authorized_keys: Option<PathBuf>,
    },
}

/// How far a key goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleWord {
    // No remarks here: a remark on a value makes every help text twice as long.
    Reviewer,
    Lead,
}

/// Runs `visitbook server`.
///
/// # Errors
/// When something cannot be done, or `check` found something to mend.
pub fn run(args: &ServerCommand, out: &mut Out) -> Result<()> {
    match &args.deed {
        Deed::Init { dir, group } => {
            init(&Server::init(dir, group.as_deref())?, out);
            Ok(())
        }
        Deed::Add { dir, name, key, role, authorized_keys } => {
            let server = Server::init_account(dir)?;
            let (entry, file) = server.add(name, key, *role == RoleWord::Lead, authorized_keys.as_deref())?;
            let role = if entry.lead { ", as the lead" } else { "" };
            out.say(&format!("Let in as {name}{role}: {} {}", entry.key.kind, entry.key.fingerprint));
            out.say(&format!("One line was added to {}; no other was touched.", shown(&file)));
            out.say(&format!("{name} now gets the notebooks in {} whose team has that key.", shown(server.dir())));
            Ok(())
        }
        Deed::Remove { dir, name, authorized_keys } => {
            let gone = Server::open(dir)?.remove(name, authorized_keys.as_deref())?;
            out.say(&format!("{name} is let in no more ({} removed).", count(gone, "key", "keys")));
            out.say("A session that is open now goes on until it is left. Their key and drafts here were kept.");
            Ok(())
        }
        Deed::Check { dir, authorized_keys } => look_over(&Server::open(dir)?, authorized_keys.as_deref(), out),
    }
}

fn init(server: &Server, out: &mut Out) {
    let dir = shown(server.dir());
    out.say(&format!("{dir} is the group's now, closed to all others; files made in it are the group's (2770)."));
    out.say("Still to do, by whoever keeps this computer:");
    out.say("  put each reviewer's account into the group:   usermod -aG GROUP ACCOUNT");
    out.say("  name the accounts in the plan, by person:     accounts = [\"sam\"]");
    out.say(&format!(
        "  make the notebook there, as one of them:      visitbook new plan.toml -o {dir}/maths.visitbook"
    ));
    out.say(&format!("  look it over:                                 visitbook server check {dir}"));
}

fn look_over(server: &Server, keys: Option<&std::path::Path>, out: &mut Out) -> Result<()> {
    let found = check(server, keys)?;
    let way = match server.way() {
        Way::Group => "accounts in one group",
        Way::Account => "one account, a key for each person",
    };
    let mut text = format!("{}: {way}\n", shown(server.dir()));
    for finding in &found {
        let mark = match finding.state {
            State::Right => "ok   ",
            State::Still => "still",
            State::Mend => "MEND ",
        };
        text.push_str(&format!("{mark}  {}\n", finding.what));
        if !finding.advice.is_empty() {
            text.push_str(&format!("         {}\n", finding.advice));
        }
    }
    out.data(&text)?;
    match found.iter().filter(|f| f.state == State::Mend).count() {
        0 => Ok(()),
        n => Err(Trouble::new(
            format!("{} to be mended.", count(n, "thing is", "things are")),
            "Each line marked MEND says how; then look again.",
        )),
    }
}

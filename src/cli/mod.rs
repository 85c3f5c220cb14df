//! The command line: one file per subcommand, each a thin way to the same tasks as the screen.
//!
//! Data goes to stdout, messages to stderr; the exit status is 0, 1 (trouble) or 2 (the request was
//! not understood). Nothing is asked but passphrases, and those on the terminal only.

mod accept;
mod action;
mod ask;
mod bundle;
mod card;
mod concern;
mod coverage;
mod day;
mod delete;
mod demo;
mod doctor;
mod documents;
mod edit;
mod export;
mod feedback;
mod follow_up;
mod group;
mod history;
mod identity;
mod import;
mod keys;
mod list;
mod merge;
mod new;
mod note;
mod open;
mod out;
mod place;
mod plan;
mod point;
mod preview;
mod purge;
mod read;
mod readiness;
mod release;
mod report;
mod rollup;
mod screen;
mod seal;
mod server;
mod session;
mod sources;
mod sync;
mod tag;
mod team;
mod timeline;
mod told;
mod wording;
mod workshop;

use crate::trouble::{Result, Trouble};
use crate::tui::terminal::protect;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};
use out::Out;
use place::{Common, Place};
use rustix::fs::Mode;
use std::path::PathBuf;
use std::process::ExitCode;

/// As many notes as there are: lists are not cut, only screens show a window.
const ALL: usize = 1_000_000;

/// A notebook for school-to-school peer review visits.
#[derive(Debug, Parser)]
#[command(
    name = "visitbook",
    version,
    max_term_width = 100,
    override_usage = "visitbook [OPTIONS] [NOTEBOOK]\n       visitbook [OPTIONS] COMMAND …",
    disable_help_subcommand = true,
    after_help = "New here? A sample day to try everything on: visitbook demo\n\
                  A visit of your own begins with a plan:    visitbook plan template subject > plan.toml"
)]
struct Cli {
    /// The notebook to open on the screen [default: the only one in this folder]
    notebook: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    New(new::New),
    Plan(plan::Plan),
    Accept(accept::Accept),
    Note(note::Note),
    List(list::List),
    Tag(tag::Tag),
    Edit(edit::Edit),
    Delete(delete::Delete),
    Seal(seal::Seal),
    Read(read::Read),
    Documents(documents::Documents),
    Timeline(timeline::Timeline),
    Day(day::Day),
    Coverage(coverage::Coverage),
    Readiness(readiness::Readiness),
    Point(point::Point),
    Feedback(feedback::Feedback),
    Wording(wording::Wording),
    Card(card::Card),
    Told(told::Told),
    Concern(concern::Concern),
    History(history::History),
    Team(team::Team),
    Identity(identity::Identity),
    Release(preview::Preview),
    Action(action::Action),
    Report(report::Report),
    Export(export::Export),
    Open(open::Open),
    Workshop(workshop::Workshop),
    FollowUp(follow_up::FollowUp),
    Group(group::Group),
    Rollup(rollup::Rollup),
    Purge(purge::Purge),
    Bundle(bundle::Bundle),
    Merge(merge::Merge),
    Sync(sync::Sync),
    Doctor(doctor::Doctor),
    Keys(keys::Keys),
    Server(server::ServerCommand),
    Session(session::SessionCommand),
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    // Every file has its mode set where it is made. But SQLite makes a notebook's side files by the umask and
    // mends their mode a moment later; a colleague of a shared folder who opens them in between is refused.
    rustix::process::umask(Mode::from_raw_mode(0o007));
    let mut out = Out::default();
    let ended = match Cli::try_parse() {
        Ok(cli) => start(cli, &mut out),
        Err(error) => return not_understood(&error, &mut out),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            out.say(&trouble.to_string());
            ExitCode::from(trouble.exit_status())
        }
    }
}

/// Help and the version are what was asked for; anything else is a usage error. Told without colours
/// and cleaned, since it repeats what was typed.
fn not_understood(error: &clap::Error, out: &mut Out) -> ExitCode {
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match out.data(&text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(trouble) => ExitCode::from(trouble.exit_status()),
        },
        _ => {
            out.say(&text);
            ExitCode::from(2)
        }
    }
}

fn start(cli: Cli, out: &mut Out) -> Result<()> {
    if let Some(Command::Session(args)) = &cli.command {
        // The environment comes from afar; and a screen opens.
        protect::start_clean()?;
        protect::harden();
        return session::run(args, cli.common, out);
    }
    if matches!(cli.command, None | Some(Command::Demo(_))) {
        // The screen holds unlocked words for hours; a command ends, and its memory with it.
        protect::wipe_what_is_freed();
    }
    let place = Place::find(cli.common)?;
    let Some(command) = cli.command else {
        let commands: Vec<String> = Cli::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
        return screen::run(cli.notebook.as_deref(), &commands, &place);
    };
    if let Some(extra) = cli.notebook {
        return Err(Trouble::usage(
            format!("“{}” stands before the command.", crate::files::shown(&extra)),
            "The command comes first: visitbook list maths.visitbook",
        ));
    }
    match command {
        Command::Demo(args) => demo::run(&args, &place, out),
        Command::New(args) => new::run(&args, &place, out),
        Command::Plan(args) => plan::run(&args, &place, out),
        Command::Accept(args) => accept::run(&args, &place, out),
        Command::Note(args) => note::run(&args, &place, out),
        Command::List(args) => list::run(&args, &place, out),
        Command::Tag(args) => tag::run(&args, &place, out),
        Command::Edit(args) => edit::run(&args, &place, out),
        Command::Delete(args) => delete::run(&args, &place, out),
        Command::Seal(args) => seal::run(&args, &place, out),
        Command::Read(args) => read::run(&args, &place, out),
        Command::Documents(args) => documents::run(&args, &place, out),
        Command::Timeline(args) => timeline::run(&args, &place, out),
        Command::Day(args) => day::run(&args, &place, out),
        Command::Coverage(args) => coverage::run(&args, &place, out),
        Command::Readiness(args) => readiness::run(&args, &place, out),
        Command::Point(args) => point::run(&args, &place, out),
        Command::Feedback(args) => feedback::run(&args, &place, out),
        Command::Card(args) => card::run(&args, &place, out),
        Command::Told(args) => told::run(&args, &place, out),
        Command::Wording(args) => wording::run(&args, &place, out),
        Command::Concern(args) => concern::run(&args, &place, out),
        Command::History(args) => history::run(&args, &place, out),
        Command::Team(args) => team::run(&args, &place, out),
        Command::Identity(args) => identity::run(&args, &place, out),
        Command::Release(args) => preview::run(&args, &place, out),
        Command::Action(args) => action::run(&args, &place, out),
        Command::Report(args) => report::run(&args, &place, out),
        Command::Export(args) => export::run(&args, &place, out),
        Command::FollowUp(args) => follow_up::run(&args, &place, out),
        Command::Open(args) => open::run(&args, &place, out),
        Command::Workshop(args) => workshop::run(&args, &place, out),
        Command::Group(args) => group::run(&args, &place, out),
        Command::Rollup(args) => rollup::run(&args, &place, out),
        Command::Purge(args) => purge::run(&args, &place, out),
        Command::Bundle(args) => bundle::run(&args, &place, out),
        Command::Merge(args) => merge::run(&args, &place, out),
        Command::Sync(args) => sync::run(&args, &place, out),
        Command::Doctor(args) => doctor::run(&args, &place, out),
        Command::Keys(args) => keys::run(&args, &place, out),
        Command::Server(args) => server::run(&args, out),
        // Begun above, before anything was read from the environment.
        Command::Session(args) => session::run(&args, place.common, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_commands_holds_together_and_each_has_an_example() {
        fn visit(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} says nothing about itself", command.get_name());
            for sub in command.get_subcommands() {
                visit(sub);
            }
            if command.get_subcommands().next().is_none() {
                let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.contains("visitbook "), "{} has no example", command.get_name());
            }
        }
        Cli::command().debug_assert();
        visit(&Cli::command());
    }
}

//! Where a command stands: the options that every command takes, and what they lead to.
//!
//! Here the words typed on the command line (a reviewer, a time, a question's number, the beginning
//! of an identifier) become the values that the tasks take, each with an answer for the mistyped one.

use super::out::Out;
use crate::clock::{Clock, Moment, Tz, instant_of};
use crate::home::Home;
use crate::ids::{ActivityId, NoteId, PersonId, PointId, QuestionId, Subject};
use crate::notebook::Notebook;
use crate::review::capture::{self, Capture, Context, Reading};
use crate::review::evidence::Source;
use crate::review::people::{Act, may};
use crate::review::timetable::Activity;
use crate::review::visit::Review;
use crate::tasks::opened::{Opened, Opener};
use crate::tasks::purge::said_again;
use crate::tasks::{Desk, Session};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use crate::tui::theme::ColorChoice;
use crate::vault::{OpenKeys, identity};
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime};
use clap::{Args, ValueEnum};
use std::path::Path;
use std::str::FromStr;

/// How many digits of an identifier say which note is meant in all but the largest notebooks.
const SHORTEST_ID: usize = 4;

/// The options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Common {
    /// Who you are: the key or name that the plan gives you
    #[arg(long = "as", global = true, value_name = "REVIEWER")]
    pub as_: Option<String>,
    /// Rehearse: pretend that it is this time at the school (2026-06-10T10:15)
    #[arg(long, global = true, value_name = "TIME")]
    pub now: Option<When>,
    /// Which keys to use: default or vim
    #[arg(long, global = true, value_name = "NAME")]
    pub keymap: Option<String>,
    // Set here and not in a doc comment, where the backticks that rustdoc wants would be printed.
    #[arg(help = "Colours on the screen; auto goes by the terminal and NO_COLOR")]
    #[arg(long, global = true, value_enum, default_value_t = ColorWord::Auto, value_name = "WHEN")]
    pub color: ColorWord,
}

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWord {
    // No remarks here: a remark on a value makes every help text twice as long.
    Auto,
    Always,
    Never,
}

impl From<ColorWord> for ColorChoice {
    fn from(word: ColorWord) -> Self {
        match word {
            ColorWord::Auto => Self::Auto,
            ColorWord::Always => Self::Always,
            ColorWord::Never => Self::Never,
        }
    }
}

/// A time on the command line; the school's zone is known only once its notebook is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On the school's own clocks.
    AtSchool(NaiveDateTime),
    /// With an offset.
    Instant(Moment),
}

impl When {
    /// The instant that is meant at a school in `zone`.
    pub fn moment(self, zone: Tz) -> Moment {
        match self {
            Self::AtSchool(local) => instant_of(local, zone),
            Self::Instant(moment) => moment,
        }
    }
}

impl FromStr for When {
    type Err = Trouble;

    fn from_str(text: &str) -> Result<Self> {
        let iso = text.trim().replacen(' ', "T", 1);
        let iso = iso.strip_suffix(['Z', 'z']).map_or_else(|| iso.clone(), |t| format!("{t}+00:00"));
        let instant = ["%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M%:z"]
            .iter()
            .find_map(|f| DateTime::parse_from_str(&iso, f).ok())
            .filter(|t| (1971..3000).contains(&t.year()))
            .map(|t| Self::Instant(Moment(t.timestamp_millis())));
        let local = || {
            ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H.%M"]
                .iter()
                .find_map(|f| NaiveDateTime::parse_from_str(&iso, f).ok())
                .filter(|t| (1971..3000).contains(&t.year()))
                .map(Self::AtSchool)
        };
        instant.or_else(local).ok_or_else(|| {
            Trouble::usage(
                format!("“{}” is not a time.", clean_line(text)),
                "Write the day and the time at the school: 2026-06-10T10:15.",
            )
        })
    }
}

/// Where a command stands.
#[derive(Debug, Clone)]
pub struct Place {
    /// My home.
    pub home: Home,
    /// What was asked for everywhere.
    pub common: Common,
    /// The rules of a server's session, if this is one.
    pub session: Option<Session>,
}

impl Place {
    /// The place that these options name.
    ///
    /// # Errors
    /// When this account has no home.
    pub fn find(common: Common) -> Result<Self> {
        Ok(Self { home: Home::find()?, common, session: None })
    }

    /// The clock: the machine's, or that of a rehearsal.
    pub fn clock(&self, zone: Tz) -> Clock {
        self.common.now.map_or_else(Clock::machine, |when| Clock::rehearsal(when.moment(zone)))
    }

    /// A desk at a notebook.
    pub fn desk(&self, path: &Path) -> Result<Desk> {
        let notebook = Notebook::open(path)?;
        if let Some(session) = &self.session {
            return Desk::for_session(&self.home, notebook, session, Clock::machine());
        }
        let zone = notebook.review()?.visit.zone;
        let desk = Desk::at(&self.home, notebook, self.common.as_.as_deref(), self.clock(zone))?;
        if desk.purged_again() > 0 {
            Out::default().say(&said_again(desk.purged_again()));
        }
        Ok(desk)
    }

    /// A desk for someone of the visiting team; a host partner joins activities, but not the team's own work.
    pub fn team_desk(&self, path: &Path) -> Result<Desk> {
        let desk = self.desk(path)?;
        desk.must(Act::Points)?;
        Ok(desk)
    }
}

/// Whom I may see: a host partner sees only what they wrote.
pub fn seen_author(desk: &Desk) -> Result<Option<PersonId>> {
    Ok((!may(desk.myself()?.role, Act::ColleaguesNotes)).then_some(desk.me()))
}

/// Capture opens when the protocol was accepted.
///
/// # Errors
/// When I have not accepted it yet, or do not capture at all.
pub fn may_write(desk: &Desk, notebook: &Path) -> Result<()> {
    let me = desk.myself()?;
    if !may(me.role, Act::Capture) || me.retired {
        return Err(Trouble::new(
            format!("{} ({}) writes no notes in this review.", me.name, me.role.label()),
            "Say who you are with --as, or ask the lead.",
        ));
    }
    if desk.entry()?.needs_protocol {
        return Err(Trouble::new(
            "You have not accepted the protocol for the day yet, so nothing was saved.",
            format!("Read it with: visitbook accept {}", crate::files::shown(notebook)),
        ));
    }
    Ok(())
}

/// What is sealed to me, opened: the passphrase is asked for on the terminal.
///
/// # Errors
/// When I have no key, or the passphrase does not fit.
pub fn unlocked(desk: &Desk, place: &Place, out: &mut Out) -> Result<Opened> {
    Opener::beside(desk)?.all(&my_keys(place, out)?)
}

/// My unlocked keys: the passphrase is asked for on the terminal.
///
/// # Errors
/// When I have no key, or the passphrase does not fit.
pub fn my_keys(place: &Place, out: &mut Out) -> Result<OpenKeys> {
    super::ask::until_it_fits("Passphrase of your key", out, |p| identity::unlock(&place.home, p))
}

/// What the reading of a line depends on, in this review and activity.
pub fn context<'a>(review: &'a Review, activity: Option<&'a Activity>) -> Context<'a> {
    Context {
        questions: &review.questions,
        source: None,
        activity_sources: activity.map_or(&[], |a| a.kind.sources()),
        seal: review.visit.capture.seal(),
    }
}

/// The note whose identifier begins so.
pub fn note(desk: &Desk, typed: &str) -> Result<NoteId> {
    let begin = id_beginning(typed)?;
    let mut found = desk.notebook().notes_beginning(&begin)?;
    if let Some(author) = seen_author(desk)? {
        let by_me = |id: &NoteId| desk.notebook().note(*id).is_ok_and(|n| n.is_some_and(|n| n.author == author));
        found.retain(by_me);
    }
    one("note", typed, &found, "visitbook list NOTEBOOK")
}

/// The notes whose identifiers begin so.
pub fn notes(desk: &Desk, typed: &[String]) -> Result<Vec<NoteId>> {
    typed.iter().map(|t| note(desk, t)).collect()
}

/// The point whose identifier begins so.
pub fn point(desk: &Desk, typed: &str) -> Result<PointId> {
    let begin = id_beginning(typed)?;
    let points = desk.notebook().points()?;
    let found: Vec<PointId> = points.iter().map(|p| p.id).filter(|id| id.to_string().starts_with(&begin)).collect();
    one("point", typed, &found, "visitbook feedback NOTEBOOK")
}

/// The note or the point whose identifier begins so. If neither, it is the note that is missed; points
/// are the team's.
pub fn subject(desk: &Desk, typed: &str) -> Result<Subject> {
    note(desk, typed).map(Into::into).or_else(|no_note| match point(desk, typed) {
        Ok(point) if seen_author(desk)?.is_none() => Ok(point.into()),
        _ => Err(no_note),
    })
}

/// The beginning of an identifier, as somebody types it.
///
/// # Errors
/// When it is too short, or none.
pub fn id_beginning(typed: &str) -> Result<String> {
    let begin = typed.trim().to_ascii_lowercase();
    if (SHORTEST_ID..=32).contains(&begin.len()) && begin.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(begin);
    }
    Err(Trouble::usage(
        format!("“{}” is not the beginning of an identifier.", clean_line(typed)),
        format!("Give at least its first {SHORTEST_ID} characters, of 0-9 and a-f."),
    ))
}

/// The one that was found; `look` is the command that shows what there is.
///
/// # Errors
/// When there is none, or more than one.
pub fn one<T: Copy>(what: &str, typed: &str, found: &[T], look: &str) -> Result<T> {
    match found {
        [one] => Ok(*one),
        [] => Err(Trouble::new(
            format!("No {what} begins with {}.", clean_line(typed)),
            format!("“{look}” shows what there is."),
        )),
        _ => Err(Trouble::usage(
            format!("More than one {what} begins with {}.", clean_line(typed)),
            "Give more of its identifier.",
        )),
    }
}

/// A word as the capture line would read it as a mark.
fn mark(sign: char, typed: &str, review: &Review) -> Option<Capture> {
    let word = typed.trim_start_matches(sign);
    if word.is_empty() || word.contains(char::is_whitespace) {
        return None;
    }
    let context = Context { questions: &review.questions, source: None, activity_sources: &[], seal: None };
    match capture::read(&format!("{sign}{word}"), &context) {
        Reading::MarksOnly(marks) => Some(marks),
        _ => None,
    }
}

/// The questions with these numbers (`2`, `2b`, `1,3`).
pub fn questions(review: &Review, typed: &str) -> Result<Vec<QuestionId>> {
    mark('#', typed, review).map(|m| m.questions).filter(|q| !q.is_empty()).ok_or_else(|| {
        let numbers: Vec<&str> = review.questions.iter().map(|q| q.number.as_str()).collect();
        Trouble::usage(
            format!("There is no question “{}”.", clean_line(typed)),
            format!("The plan has {}.", numbers.join(", ")),
        )
    })
}

/// The one question with this number.
pub fn question(review: &Review, typed: &str) -> Result<QuestionId> {
    match questions(review, typed)?.as_slice() {
        [one] => Ok(*one),
        _ => Err(Trouble::usage("This takes one question only.", "Give one number, such as 2.")),
    }
}

/// The source called so; its beginning is enough.
pub fn source(review: &Review, typed: &str) -> Result<Source> {
    mark('@', typed, review).and_then(|m| m.source).ok_or_else(|| {
        let keys: Vec<&str> = Source::ALL.iter().map(|s| s.key()).collect();
        Trouble::usage(
            format!("There is no source “{}”.", clean_line(typed)),
            format!("Sources are {}.", keys.join(", ")),
        )
    })
}

/// The activity with this key, identifier or title.
pub fn activity(review: &Review, typed: &str) -> Result<ActivityId> {
    let wanted = typed.trim().to_lowercase();
    let by_title = |a: &&Activity| a.title.to_lowercase() == wanted;
    let by_id = |a: &&Activity| wanted.len() >= SHORTEST_ID && a.id.to_string().starts_with(&wanted);
    let found = review.activities.iter().find(|a| !wanted.is_empty() && a.key == wanted);
    found
        .or_else(|| review.activities.iter().find(by_title))
        .or_else(|| review.activities.iter().find(by_id))
        .map(|a| a.id)
        .ok_or_else(|| {
            let keys: Vec<&str> = review.activities.iter().map(|a| a.key.as_str()).filter(|k| !k.is_empty()).collect();
            Trouble::usage(
                format!("There is no activity “{}”.", clean_line(typed)),
                format!("The timetable has {}.", keys.join(", ")),
            )
        })
}

/// The person with this key or name.
pub fn person(review: &Review, typed: &str) -> Result<PersonId> {
    let wanted = typed.trim().to_lowercase();
    review.people.iter().find(|p| p.key == wanted || p.name.to_lowercase() == wanted).map(|p| p.id).ok_or_else(|| {
        let keys: Vec<&str> = review.people.iter().map(|p| p.key.as_str()).collect();
        Trouble::usage(
            format!("Nobody in this review is called “{}”.", clean_line(typed)),
            format!("The plan names {}.", keys.join(", ")),
        )
    })
}

/// Words given as an argument, or (`-`) on standard input.
///
/// Tells too whether they came as an argument: arguments are seen by everybody on the computer.
pub fn words(typed: &str, out: &mut Out) -> Result<(String, bool)> {
    if typed == "-" { Ok((super::out::input(out)?, false)) } else { Ok((typed.to_owned(), true)) }
}

/// Why words that are to be sealed are not taken from an argument.
pub fn sealed_in_argument() -> Trouble {
    Trouble::usage(
        "What is to be sealed must not stand on the command line: others on this computer can see it there. Nothing was saved.",
        "Give - in place of the words, and the words on standard input. Clear this line from your shell's history too.",
    )
}

/// A date as it is typed after an option.
///
/// # Errors
/// When it is none; in words, for clap.
pub fn date(typed: &str) -> std::result::Result<NaiveDate, String> {
    NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d")
        .map_err(|_| "that is not a date; write year, month and day: 2027-01-20".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_the_schools_unless_it_has_an_offset() {
        let zone = Tz::Europe__London;
        let at = |text: &str| text.parse::<When>().unwrap().moment(zone).iso(Tz::UTC);
        assert_eq!(at("2026-06-10T10:15"), "2026-06-10T09:15:00+00:00");
        assert_eq!(at("2026-06-10 10.15"), "2026-06-10T09:15:00+00:00");
        assert_eq!(at("2026-06-10T10:15:30+02:00"), "2026-06-10T08:15:30+00:00");
        assert_eq!(at("2026-06-10T10:15Z"), "2026-06-10T10:15:00+00:00");
        for bad in ["", "10:15", "tomorrow", "2026-02-30T10:00", "999999-01-01T00:00", "2026-06-10T10:15+99:99"] {
            assert_eq!(bad.parse::<When>().unwrap_err().exit_status(), 2, "{bad}");
        }
    }

    #[test]
    fn only_digits_begin_an_identifier() {
        assert_eq!(id_beginning(" ABCD ").unwrap(), "abcd");
        for bad in ["", "abc", "%%%%", "ab_d", "xyzw", &"a".repeat(33)] {
            assert!(id_beginning(bad).is_err(), "{bad}");
        }
    }
}

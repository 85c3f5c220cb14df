//! What `report` and `export` have in common: what may leave, and for whom.

use super::out::Out;
use super::place;
use crate::export::text;
use crate::ids::ActionId;
use crate::review::release::{Audience, Composed, Names, Options, Stage};
use crate::tasks::Desk;
use crate::tasks::reports::Held;
use crate::trouble::Result;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What may leave, and for whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "What may leave")]
pub struct Choice {
    /// For whom it is made [default: as the lead or the plan has set it, else host-head]
    #[arg(long, value_parser = audience_words())]
    audience: Option<Audience>,
    /// Persons by name, or by role [default: as the plan has it; names inside the school, roles beyond it]
    #[arg(long, value_name = "kept|roles", value_parser = names_words())]
    names: Option<Names>,
    /// How far the report has come: it stands under the title, and is remembered
    #[arg(long, value_name = "draft|shared|agreed", value_parser = stage_words(), default_value = "draft")]
    stage: Stage,
    /// Reviewers' reflections leave too
    #[arg(long)]
    reflections: bool,
    /// What the host answered stands under the points (for the host head, and the subject lead)
    #[arg(long)]
    answers: bool,
    /// What the school set out to do stays
    #[arg(long)]
    no_actions: bool,
    /// This note, point or action stays; give it more than once for more
    #[arg(long, value_name = "ID")]
    withhold: Vec<String>,
    /// This note, point or action may leave although it is held back in doubt: you have read it
    #[arg(long, value_name = "ID")]
    confirm: Vec<String>,
}

/// The audiences, by the words that a plan has for them.
pub(super) fn audience_words() -> impl TypedValueParser<Value = Audience> {
    let by_word = |word: String| Audience::ALL.into_iter().find(|a| a.key() == word).unwrap_or_default();
    PossibleValuesParser::new(Audience::ALL.map(Audience::key)).map(by_word)
}

fn names_words() -> impl TypedValueParser<Value = Names> {
    let by_word = |word: String| if word == "kept" { Names::Kept } else { Names::Roles };
    PossibleValuesParser::new(["kept", "roles"]).map(by_word)
}

fn stage_words() -> impl TypedValueParser<Value = Stage> {
    let by_word = |word: String| match word.as_str() {
        "shared" => Stage::Shared,
        "agreed" => Stage::Agreed,
        _ => Stage::Draft,
    };
    PossibleValuesParser::new(["draft", "shared", "agreed"]).map(by_word)
}

impl Choice {
    /// Whether nothing was chosen.
    pub fn is_default(&self) -> bool {
        let chosen = self.audience.is_some() || self.names.is_some() || self.stage != Stage::Draft;
        let switched = self.reflections || self.answers || self.no_actions;
        !chosen && !switched && self.withhold.is_empty() && self.confirm.is_empty()
    }

    /// The choice as the release takes it.
    ///
    /// # Errors
    /// When a note or point is not known.
    pub fn options(&self, desk: &Desk) -> Result<Options> {
        let visit = &desk.review().visit;
        let audience = self.audience.unwrap_or_else(|| visit.audience());
        let mut options = Options::for_audience(desk.clock().now(), visit, audience);
        options.names = self.names.unwrap_or(options.names);
        options.stage = self.stage;
        options.reflections = self.reflections;
        options.answers = self.answers;
        options.actions = !self.no_actions;
        for typed in &self.withhold {
            match named(desk, typed)? {
                Named::Action(id) => options.withhold_actions.insert(id),
                Named::Held(Held::Note(id)) => options.withhold.insert(id),
                Named::Held(Held::Point(id)) => options.withhold_points.insert(id),
            };
        }
        for typed in &self.confirm {
            match named(desk, typed)? {
                Named::Action(id) => options.confirmed_actions.insert(id),
                Named::Held(Held::Note(id)) => options.confirmed.insert(id),
                Named::Held(Held::Point(id)) => options.confirmed_points.insert(id),
            };
        }
        Ok(options)
    }
}

/// What an identifier means.
enum Named {
    Action(ActionId),
    Held(Held),
}

/// The action, note or point that is meant. If it is none, it is the note that is missed.
fn named(desk: &Desk, typed: &str) -> Result<Named> {
    match super::action::find(desk, typed) {
        Ok(id) => Ok(Named::Action(id)),
        Err(_) => note_or_point(desk, typed).map(Named::Held),
    }
}

/// The note or point that is meant.
///
/// # Errors
/// When it is neither.
pub(super) fn note_or_point(desk: &Desk, typed: &str) -> Result<Held> {
    // If it is neither, it is the note that is missed.
    place::note(desk, typed)
        .map(Held::Note)
        .or_else(|no_note| place::point(desk, typed).map(Held::Point).map_err(|_| no_note))
}

/// Tells of points that leave and were said aloud at no meeting: nobody should read first what they could have heard.
pub(super) fn say_never_said(composed: &Composed, out: &mut Out) {
    out.say(&text::never_said(composed, out.width()));
}

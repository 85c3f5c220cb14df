//! Reads a keymap file: every mistake in it is named, with its line and what to write instead.

use super::key::{Key, nearest};
use super::{Binding, Section};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use crate::tui::action::{Action, Context};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml::Spanned;

/// The word that takes a key away.
const NOTHING: &str = "nothing";

type File = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<String>>>;

/// Reads one layer; `file` names it in errors.
///
/// # Errors
/// When the text is no TOML, or names sections, keys or actions that do not exist or do not fit, or
/// gives one key two meanings in one place.
pub fn read(file: &str, text: &str) -> Result<Vec<Binding>> {
    let sections: File = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| line_of(text, span.start));
        mistakes(file, &[(line, clean_line(e.message()))])
    })?;
    let mut wrong: Vec<(usize, String)> = Vec::new();
    let mut read: Vec<(usize, Binding)> = Vec::new();
    for (name, keys) in &sections {
        let Some(section) = section_named(name.get_ref()) else {
            let name_line = line_of(text, name.span().start);
            wrong.push((
                name_line,
                format!("there is no part called `{}`{}", clean_line(name.get_ref()), hint_section(name.get_ref())),
            ));
            continue;
        };
        for (spelling, action) in keys {
            let line = line_of(text, spelling.span().start);
            match binding(section, spelling.get_ref(), action.get_ref()) {
                Ok(binding) => read.push((line, binding)),
                Err(why) => wrong.push((line, why)),
            }
        }
    }
    wrong.extend(clashes(&read));
    if wrong.is_empty() {
        read.sort_by_key(|(line, _)| *line);
        return Ok(read.into_iter().map(|(_, binding)| binding).collect());
    }
    wrong.sort();
    Err(mistakes(file, &wrong))
}

fn binding(section: Section, spelling: &str, name: &str) -> std::result::Result<Binding, String> {
    let shown = clean_line(spelling);
    let key = Key::read(spelling).map_err(|why| format!("`{shown}`: {why}"))?;
    if name == NOTHING {
        return Ok(Binding { section, key, action: None });
    }
    let Some(action) = Action::named(name) else {
        let near = nearest(name, Action::ALL.iter().map(|action| action.name()));
        let hint = near
            .map_or_else(|| "; `visitbook keys` lists them all".to_owned(), |near| format!("; did you mean `{near}`?"));
        return Err(format!("there is no action `{}`{hint}", clean_line(name)));
    };
    if section.places(action).next().is_none() {
        let places: Vec<_> = action.contexts().iter().map(|context| context.label()).collect();
        return Err(format!("`{name}` does nothing here; it works in: {}", places.join(", ")));
    }
    if key.writes() && Context::ALL.into_iter().any(|context| context.writes() && section.reaches(context)) {
        return Err(format!("`{shown}` writes a character here; use it with Ctrl or Alt, or an F-key"));
    }
    Ok(Binding { section, key, action: Some(action) })
}

/// Keys that mean two things in one place.
fn clashes(read: &[(usize, Binding)]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (i, (line, one)) in read.iter().enumerate() {
        for (other_line, other) in &read[..i] {
            let (Some(a), Some(b)) = (one.action, other.action) else { continue };
            let place = one.section.places(a).find(|place| other.section.places(b).any(|p| p == *place));
            if one.key == other.key
                && a != b
                && let Some(place) = place
            {
                let (first, second) = (line.min(other_line), line.max(other_line));
                let text = format!(
                    "`{}` means two things on {}: `{}` and `{}` (see line {first})",
                    one.key,
                    place.label(),
                    a.name(),
                    b.name()
                );
                found.push((*second, text));
            }
        }
    }
    found
}

fn section_named(name: &str) -> Option<Section> {
    Section::NAMED.iter().find(|(known, _)| *known == name).map(|(_, section)| *section)
}

fn hint_section(name: &str) -> String {
    let names = || Section::NAMED.iter().map(|(name, _)| *name);
    nearest(name, names()).map_or_else(
        || format!("; the parts are {}", names().collect::<Vec<_>>().join(", ")),
        |near| format!("; did you mean `{near}`?"),
    )
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// How many mistakes are named; a file that is something else entirely has hundreds.
const MOST: usize = 12;

fn mistakes(file: &str, wrong: &[(usize, String)]) -> Trouble {
    let mut what = format!("{} in the keymap {}:", count(wrong.len(), "mistake", "mistakes"), clean_line(file));
    for (line, why) in wrong.iter().take(MOST) {
        let _ = write!(what, "\n  line {line}: {why}");
    }
    if wrong.len() > MOST {
        what.push_str("\n  and so on");
    }
    Trouble::new(what, "Mend the file, or move it away to use the keys as they come.")
}

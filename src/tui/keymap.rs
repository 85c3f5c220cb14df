//! Keymaps: which key asks for which action where. They are data (`keymaps/*.toml`), never code.
//!
//! A map is made of layers: the default, then perhaps a named one over it, then single keys of the
//! user's own; a later layer wins. Keys stand in sections that several places share, so that a key
//! is written once; inside one layer no key may mean two things in one place. Everything that
//! names keys to people (hints, help, `visitbook keys`, README) asks here.

mod key;
mod reading;

use crate::files;
use crate::trouble::{Result, Trouble};
use crate::tui::action::{Action, Context, Group};
use crossterm::event::KeyEvent;
use key::Key;
use std::fmt::Write as _;
use std::path::Path;

/// The most bytes a keymap file may have.
const LARGEST: u64 = 64 * 1024;

/// The keymaps that come with visitbook: name, text.
const BUILT_IN: [(&str, &str); 2] =
    [(DEFAULT, include_str!("../../keymaps/default.toml")), ("vim", include_str!("../../keymaps/vim.toml"))];
const DEFAULT: &str = "default";

/// A part of a keymap file: keys that work in one or several contexts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Everywhere,
    Panes,
    Writing,
    Lists,
    Marking,
    Only(Context),
}

impl Section {
    /// Every section with its name in the file.
    const NAMED: [(&'static str, Self); 17] = [
        ("everywhere", Self::Everywhere),
        ("panes", Self::Panes),
        ("writing", Self::Writing),
        ("lists", Self::Lists),
        ("marking", Self::Marking),
        ("day", Self::Only(Context::DayCapture)),
        ("tag", Self::Only(Context::Tag)),
        ("questions", Self::Only(Context::Questions)),
        ("sealed", Self::Only(Context::Sealed)),
        ("feedback", Self::Only(Context::Feedback)),
        ("present", Self::Only(Context::Present)),
        ("after", Self::Only(Context::After)),
        ("action-plan", Self::Only(Context::ActionPlan)),
        ("before-after", Self::Only(Context::BeforeAfter)),
        ("editor", Self::Only(Context::Editor)),
        ("prompt", Self::Only(Context::Prompt)),
        ("overlay", Self::Only(Context::Overlay)),
    ];

    /// Whether its keys work in `context`.
    fn reaches(self, context: Context) -> bool {
        use Context::{ActionPlan, After, BeforeAfter, DayCapture, Editor, Feedback, Overlay, Questions, Sealed, Tag};
        match self {
            Self::Everywhere => true,
            Self::Panes => {
                matches!(context, DayCapture | Tag | Questions | Sealed | Feedback | After | ActionPlan | BeforeAfter)
            }
            Self::Writing => matches!(context, DayCapture | Editor),
            Self::Lists => {
                matches!(context, Tag | Questions | Sealed | Feedback | After | ActionPlan | BeforeAfter | Overlay)
            }
            Self::Marking => matches!(context, Tag | Questions),
            Self::Only(only) => only == context,
        }
    }

    /// The contexts in which a key of this section asks for `action`.
    fn places(self, action: Action) -> impl Iterator<Item = Context> {
        Context::ALL.into_iter().filter(move |context| self.reaches(*context) && action.applies(*context))
    }
}

/// One line of a keymap file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Binding {
    section: Section,
    key: Key,
    /// `None` takes the key away.
    action: Option<Action>,
}

/// A key hint: how the key is written, and the word or two for what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// As it is shown: `^S`, `F1`, `Enter`.
    pub key: String,
    /// `seal`, `help`, `save`.
    pub does: &'static str,
}

/// Which key asks for what, in every context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    /// By the position of the context in [`Context::ALL`].
    maps: [Vec<(Key, Action)>; Context::ALL.len()],
}

impl Keymap {
    /// The names of the keymaps that come with visitbook.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A keymap that comes with visitbook.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn built_in(name: &str) -> Result<Self> {
        let missing = || {
            let names = Self::names().collect::<Vec<_>>().join(", ");
            Trouble::usage(
                format!("There is no keymap called `{}`.", crate::text::clean_line(name)),
                format!("The keymaps are: {names}."),
            )
        };
        let (_, text) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name).ok_or_else(missing)?;
        let (_, default) = BUILT_IN[0];
        let mut keymap = Self { maps: Default::default() };
        keymap.lay_over(&reading::read(DEFAULT, default)?);
        if name != DEFAULT {
            keymap.lay_over(&reading::read(name, text)?);
        }
        Ok(keymap)
    }

    /// A keymap that comes with visitbook, with the user's own keys over it, if that file is there.
    ///
    /// # Errors
    /// When there is no such keymap, or the user's file has mistakes: all of them are named, with
    /// their lines.
    pub fn load(name: &str, own: &Path) -> Result<Self> {
        let keymap = Self::built_in(name)?;
        if !own.exists() {
            return Ok(keymap);
        }
        keymap.with(&files::shown(own), &files::read_text(own, LARGEST)?)
    }

    /// The keymap with the keys of a file's `text` over it; `file` names it in errors.
    ///
    /// # Errors
    /// When the text has mistakes, or leaves something needed without a key.
    pub fn with(mut self, file: &str, text: &str) -> Result<Self> {
        self.lay_over(&reading::read(file, text)?);
        let lost = self.lost();
        if lost.is_empty() {
            return Ok(self);
        }
        Err(Trouble::new(
            format!("{file} leaves no key for {}.", lost.join(", ")),
            "Give each of them another key before taking its last one away.",
        ))
    }

    /// What a key asks for.
    pub fn lookup(&self, context: Context, key: &KeyEvent) -> Option<Action> {
        let key = Key::from(key);
        self.map(context).iter().find(|(bound, _)| *bound == key).map(|(_, action)| *action)
    }

    /// The keys that ask for `action` in `context`, as they are shown, the handiest first.
    pub fn keys_for(&self, context: Context, action: Action) -> Vec<String> {
        self.map(context).iter().filter(|(_, bound)| *bound == action).map(|(key, _)| key.to_string()).collect()
    }

    /// Hints for those of `actions` that have a key in `context`, in the order given.
    pub fn hints(&self, context: Context, actions: &[Action]) -> Vec<Hint> {
        let hint = |action: &Action| {
            let key = self.keys_for(context, *action).into_iter().next()?;
            Some(Hint { key, does: action.hint() })
        };
        actions.iter().filter_map(hint).collect()
    }

    /// The table of all actions in Markdown, for the README.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        for group in Group::ALL {
            let _ = write!(out, "### {}\n\n| Keys | What it does | Where | Name |\n|---|---|---|---|\n", group.label());
            for row in self.rows(group) {
                let keys: Vec<_> = row.keys.iter().map(|k| format!("`{}`", k.replace('|', "\\|"))).collect();
                let _ = writeln!(
                    out,
                    "| {} | {} | {} | `{}` |",
                    keys.join(" "),
                    row.action.sentence(),
                    row.places,
                    row.action.name()
                );
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    /// The same table as plain text, for `visitbook keys`.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for group in Group::ALL {
            let _ = writeln!(out, "{}", group.label());
            for row in self.rows(group) {
                let keys = row.keys.join(" ");
                let _ = writeln!(out, "  {keys:<20} {:<20} {}", row.action.name(), row.action.sentence());
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    fn rows(&self, group: Group) -> impl Iterator<Item = Row> {
        Action::ALL.iter().copied().filter(move |action| action.group() == group).map(|action| {
            let mut keys: Vec<String> = Vec::new();
            for context in action.contexts() {
                for key in self.keys_for(*context, action) {
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
            }
            if keys.is_empty() {
                // Reached by name.
                let palette =
                    action.contexts().iter().find_map(|c| self.keys_for(*c, Action::Palette).into_iter().next());
                keys.extend(palette.map(|key| format!("{key} {}", action.name())));
            }
            let places: Vec<_> = action.contexts().iter().map(|context| context.label()).collect();
            let places = if places.len() == Context::ALL.len() { "everywhere".to_owned() } else { places.join(", ") };
            Row { action, keys, places }
        })
    }

    fn map(&self, context: Context) -> &[(Key, Action)] {
        let at = Context::ALL.iter().position(|c| *c == context).unwrap_or_default();
        &self.maps[at]
    }

    /// Puts a layer over what is there: its keys replace whatever they meant below.
    fn lay_over(&mut self, layer: &[Binding]) {
        for (map, context) in self.maps.iter_mut().zip(Context::ALL) {
            let here = |binding: &&Binding| {
                binding.section.reaches(context) && binding.action.is_none_or(|action| action.applies(context))
            };
            map.retain(|(key, _)| !layer.iter().filter(here).any(|binding| binding.key == *key));
            // A layer's own keys come first in hints: whoever wrote them prefers them.
            let own = layer.iter().filter(here).filter_map(|b| b.action.map(|action| (b.key, action)));
            map.splice(0..0, own);
        }
    }

    /// What must keep a key of its own, and has none.
    fn lost(&self) -> Vec<String> {
        const NEEDED: [Action; 7] = [
            Action::Palette,
            Action::Leave,
            Action::Quit,
            Action::Concern,
            Action::Save,
            Action::SaveNote,
            Action::Choose,
        ];
        let mut lost = Vec::new();
        for action in NEEDED {
            for context in action.contexts() {
                if self.keys_for(*context, action).is_empty() {
                    lost.push(format!("{} ({})", action.name(), context.label()));
                }
            }
        }
        lost
    }
}

/// One row of the table of actions.
struct Row {
    action: Action,
    keys: Vec<String>,
    places: String,
}

#[cfg(test)]
mod tests;

//! My settings: `settings.toml` in `VISITBOOK_HOME`, every line optional.

use crate::files;
use crate::home::Home;
use crate::trouble::{Result, Trouble};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// What can be set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Which keymap: `default` or `vim`.
    pub keymap: String,
    /// Minutes without a key after which unlocked notes are locked again.
    pub lock_after_minutes: u16,
    /// How many words a minute I speak, for the time of the feedback.
    pub words_per_minute: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keymap: "default".to_owned(),
            lock_after_minutes: 5,
            words_per_minute: crate::review::speaking::WORDS_PER_MINUTE,
        }
    }
}

impl Settings {
    /// Reads the settings; without a file, the defaults.
    ///
    /// # Errors
    /// When the file has a mistake: it is named with its line.
    pub fn load(home: &Home) -> Result<Self> {
        let path = home.settings();
        let settings: Self = read(&path)?;
        if !(1..=240).contains(&settings.lock_after_minutes) || !(60..=300).contains(&settings.words_per_minute) {
            return Err(Trouble::usage(
                format!("A number in {} is out of range.", files::shown(&path)),
                "lock_after_minutes may be 1 to 240, words_per_minute 60 to 300.",
            ));
        }
        Ok(settings)
    }
}

/// Reads a file of one's own in which every line is optional; what it says if there is none.
///
/// # Errors
/// When the file has a mistake: it is named with its line.
pub(super) fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<T> {
    if !path.exists() {
        return Ok(T::default());
    }
    toml::from_str(&files::read_text(path, 64 * 1024)?).map_err(|e| {
        Trouble::usage(
            format!("{} has a mistake.", files::shown(path)),
            "Correct the line, or remove it: every line is optional.",
        )
        .because(e.to_string().trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_optional_and_mistakes_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().to_owned());
        assert_eq!(Settings::load(&home).unwrap(), Settings::default());
        files::create_private(&home.settings(), b"lock_after_minutes = 10\n").unwrap();
        assert_eq!(Settings::load(&home).unwrap().lock_after_minutes, 10);
        files::replace_private(&home.settings(), b"keymap = \"vim\"\nlock_afer = 10\n").unwrap();
        let trouble = Settings::load(&home).unwrap_err().to_string();
        assert!(trouble.contains("line 2") && trouble.contains("lock_afer"), "{trouble}");
        files::replace_private(&home.settings(), b"lock_after_minutes = 0\n").unwrap();
        assert!(Settings::load(&home).is_err());
    }
}

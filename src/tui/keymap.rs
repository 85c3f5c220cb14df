//! stub
use super::action::{Action, Context};
use crate::home::Home;
use crate::trouble::Result;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
/// k
pub struct Keymap;
impl Keymap {
    /// l
    pub fn load(_name: &str, _home: &Home) -> Result<Self> {
        Ok(Self)
    }
    /// l
    pub fn lookup(&self, c: Context, key: &KeyEvent) -> Option<Action> {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match (key.code, ctrl) {
            (KeyCode::Enter, _) if c == Context::Editor => None,
            (KeyCode::Enter, _) if c == Context::DayCapture || c == Context::Prompt => Some(Action::Save),
            (KeyCode::Enter, _) => Some(Action::Choose),
            (KeyCode::Char('q'), true) => Some(Action::Quit),
            (KeyCode::Esc, _) => Some(Action::Leave),
            (KeyCode::Tab, _) => Some(Action::Complete),
            _ => None,
        }
    }
    /// k
    pub fn keys_for(&self, _c: Context, _a: Action) -> Vec<String> {
        Vec::new()
    }
}

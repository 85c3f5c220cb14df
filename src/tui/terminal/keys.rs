//! The thread that reads keys: what comes from the terminal, sorted into [`Input`].
//!
//! It sleeps in a read that nothing can interrupt, so nobody ever waits for it: when the program
//! ends, it ends with the process.

use super::Input;
use crate::text::clean_block;
use crate::trouble::{Result, Trouble};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::sync::mpsc::Sender;
use std::time::Duration;

/// After this many faults in a row the thread gives up; the terminal is then surely gone, and the
/// signals' thread is ending the program.
const MANY: u32 = 50;

/// Starts reading; every key, paste and new size goes to `to`.
///
/// # Errors
/// When the system gives no thread.
pub fn start<T>(to: Sender<T>) -> Result<()>
where
    T: From<Input> + Send + 'static,
{
    std::thread::Builder::new().name("keys".to_owned()).spawn(move || read_all(&to)).map(drop).map_err(|e| {
        Trouble::new("The computer has no room for another thread.", "Close something and try again.").because(e)
    })
}

fn read_all<T: From<Input>>(to: &Sender<T>) {
    let mut faults = 0;
    while faults < MANY {
        match crossterm::event::read() {
            Ok(event) => {
                faults = 0;
                if let Some(input) = understand(event)
                    && to.send(T::from(input)).is_err()
                {
                    return;
                }
            }
            Err(_) => {
                faults += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

/// What an event means to us; releases, mouse and focus mean nothing.
fn understand(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Input::Key(as_meant(key))),
        Event::Paste(text) => Some(Input::Paste(clean_block(&text))),
        Event::Resize(width, height) => Some(Input::Resize(width, height)),
        _ => None,
    }
}

/// Terminals differ in what Backspace sends: 0x7f, or 0x08, which is also Ctrl-H.
fn as_meant(key: KeyEvent) -> KeyEvent {
    if key.code == KeyCode::Char('h') && key.modifiers == KeyModifiers::CONTROL {
        return KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{MouseEvent, MouseEventKind};

    #[test]
    fn presses_and_repeats_count_and_releases_do_not() {
        let mut key = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        assert_eq!(understand(Event::Key(key)), Some(Input::Key(key)));
        key.kind = KeyEventKind::Repeat;
        assert_eq!(understand(Event::Key(key)), Some(Input::Key(key)));
        key.kind = KeyEventKind::Release;
        assert_eq!(understand(Event::Key(key)), None);
    }

    #[test]
    fn what_is_pasted_is_cleaned_and_keeps_its_lines() {
        let pasted = Event::Paste("one\r\ntwo\x1b]52;c;x\x07\u{202e}".to_owned());
        assert_eq!(understand(pasted), Some(Input::Paste("one\ntwo\u{fffd}]52;c;x\u{fffd}".to_owned())));
    }

    #[test]
    fn the_mouse_is_left_alone() {
        let mouse = MouseEvent { kind: MouseEventKind::Moved, column: 0, row: 0, modifiers: KeyModifiers::NONE };
        assert_eq!(understand(Event::Mouse(mouse)), None);
        assert_eq!(understand(Event::FocusGained), None);
        assert_eq!(understand(Event::Resize(80, 24)), Some(Input::Resize(80, 24)));
    }

    #[test]
    fn both_kinds_of_backspace_are_backspace() {
        let ctrl_h = KeyEvent::new(KeyCode::Char('h'), KeyModifiers::CONTROL);
        let backspace = KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(understand(Event::Key(ctrl_h)), Some(Input::Key(backspace)));
    }
}

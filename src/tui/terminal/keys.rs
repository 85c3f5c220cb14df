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

/// What follows an Esc within this time belongs to it.
const AT_ONCE: Duration = Duration::from_millis(40);

/// The longest sequence of a key; anything longer is none.
const LONGEST: usize = 16;

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
        let Ok(event) = crossterm::event::read() else {
            faults += 1;
            std::thread::sleep(Duration::from_millis(20));
            continue;
        };
        faults = 0;
        for input in join(event, next_soon).into_iter().filter_map(understand) {
            if to.send(T::from(input)).is_err() {
                return;
            }
        }
    }
}

/// The next event, if it follows at once.
fn next_soon() -> Option<Event> {
    if crossterm::event::poll(AT_ONCE).ok()? { crossterm::event::read().ok() } else { None }
}

/// Puts together what a slow line took apart.
///
/// An arrow key is Esc and two characters; where the line delivers them in pieces, they are read as
/// the Esc key and as typing, and `[A` would stand in somebody's note. No hand types that fast.
fn join(event: Event, mut next: impl FnMut() -> Option<Event>) -> Vec<Event> {
    if event != Event::Key(KeyCode::Esc.into()) {
        return vec![event];
    }
    let mut read = vec![event];
    let mut sequence = String::new();
    while let Some(event) = next() {
        let c = typed(&event);
        read.push(event);
        let Some(c) = c else { return read };
        sequence.push(c);
        match sequence.as_str() {
            "[" | "O" => {}
            _ if sequence.len() == 1 => return vec![Event::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT))],
            // What is complete and not understood is dropped, as crossterm drops it.
            _ if ('@'..='~').contains(&c) => return key_of(&sequence).map(Event::Key).into_iter().collect(),
            _ if sequence.len() > LONGEST => return Vec::new(),
            _ => {}
        }
    }
    read
}

/// The character of a key that types one.
fn typed(event: &Event) -> Option<char> {
    match event {
        Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. })
            if (*modifiers - KeyModifiers::SHIFT).is_empty() =>
        {
            Some(*c)
        }
        _ => None,
    }
}

/// The key behind Esc and `sequence`: `[A`, `OP`, `[3~`, `[1;5C`.
fn key_of(sequence: &str) -> Option<KeyEvent> {
    let last = sequence.chars().last()?;
    let numbers = sequence.get(1..sequence.len() - 1)?;
    let (number, modifier) = numbers.split_once(';').unwrap_or((numbers, "1"));
    let code = match (last, number) {
        ('A', _) => KeyCode::Up,
        ('B', _) => KeyCode::Down,
        ('C', _) => KeyCode::Right,
        ('D', _) => KeyCode::Left,
        ('H', _) | ('~', "1" | "7") => KeyCode::Home,
        ('F', _) | ('~', "4" | "8") => KeyCode::End,
        ('Z', _) => return Some(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)),
        ('P'..='S', _) => KeyCode::F(u8::try_from(last).ok()? - b'P' + 1),
        ('~', "2") => KeyCode::Insert,
        ('~', "3") => KeyCode::Delete,
        ('~', "5") => KeyCode::PageUp,
        ('~', "6") => KeyCode::PageDown,
        ('~', _) => KeyCode::F(match number.parse::<u8>().ok()? {
            n @ 11..=15 => n - 10,
            n @ 17..=21 => n - 11,
            n @ 23..=24 => n - 12,
            _ => return None,
        }),
        _ => return None,
    };
    let bits = modifier.parse::<u8>().ok()?.checked_sub(1)?;
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        modifiers.set(modifier, bits & bit != 0);
    }
    Some(KeyEvent::new(code, modifiers))
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

    /// Joins an Esc with what follows at once.
    fn after_esc(following: &str) -> Vec<KeyEvent> {
        let mut rest = following.chars().map(|c| {
            let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
            Event::Key(KeyEvent::new(KeyCode::Char(c), shift))
        });
        let joined = join(Event::Key(KeyCode::Esc.into()), || rest.next());
        joined.into_iter().filter_map(|event| event.as_key_event()).collect()
    }

    #[test]
    fn keys_that_the_line_took_apart_are_joined() {
        use KeyModifiers as M;
        for (sequence, code, modifiers) in [
            ("[A", KeyCode::Up, M::NONE),
            ("OD", KeyCode::Left, M::NONE),
            ("OP", KeyCode::F(1), M::NONE),
            ("[15~", KeyCode::F(5), M::NONE),
            ("[24~", KeyCode::F(12), M::NONE),
            ("[3~", KeyCode::Delete, M::NONE),
            ("[1;5C", KeyCode::Right, M::CONTROL),
            ("[3;3~", KeyCode::Delete, M::ALT),
            ("[Z", KeyCode::BackTab, M::SHIFT),
            ("n", KeyCode::Char('n'), M::ALT),
        ] {
            assert_eq!(after_esc(sequence), [KeyEvent::new(code, modifiers)], "{sequence}");
        }
    }

    #[test]
    fn an_esc_of_its_own_stays_one_and_nothing_typed_is_lost() {
        let keys = |s: &str| after_esc(s).iter().map(|key| key.code).collect::<Vec<_>>();
        assert_eq!(keys(""), [KeyCode::Esc]);
        assert_eq!(keys("["), [KeyCode::Esc, KeyCode::Char('[')]);
        assert_eq!(keys("[1"), [KeyCode::Esc, KeyCode::Char('['), KeyCode::Char('1')]);
        let enter = Event::Key(KeyCode::Enter.into());
        let mut once = Some(enter.clone());
        assert_eq!(join(Event::Key(KeyCode::Esc.into()), || once.take()), [Event::Key(KeyCode::Esc.into()), enter]);
    }

    #[test]
    fn sequences_that_mean_nothing_are_dropped_whole() {
        for sequence in ["[201~", "[99~", "[1;0A", "[;;;A", "[1;999A", "[;5x"] {
            assert_eq!(after_esc(sequence), [], "{sequence}");
        }
        assert_eq!(after_esc(&format!("[{}", "1".repeat(500))), []);
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

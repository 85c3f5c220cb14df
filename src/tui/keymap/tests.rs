//! Keymaps: every action reachable, no clash, mistakes named with their line.

use super::*;
use crate::tui::widgets::editor_key::EditorKey;
use crossterm::event::{KeyCode, KeyModifiers};

fn all() -> impl Iterator<Item = (&'static str, Keymap)> {
    Keymap::names().map(|name| (name, Keymap::built_in(name).unwrap()))
}

fn press(spelling: &str) -> KeyEvent {
    Key::read(spelling).unwrap().event()
}

#[test]
fn every_action_is_reached_by_key_or_by_name_wherever_it_applies() {
    for (name, keymap) in all() {
        assert_eq!(keymap.lost(), Vec::<String>::new(), "{name}");
        for action in Action::ALL {
            for context in action.contexts() {
                let by_key = !keymap.keys_for(*context, *action).is_empty();
                let by_name = Action::Palette.applies(*context) && Action::offered(*context).any(|a| a == *action);
                assert!(by_key || by_name, "{name}: {} cannot be reached in {context:?}", action.name());
            }
        }
    }
}

#[test]
fn no_key_stands_twice_and_each_f_key_has_another_way() {
    for (name, keymap) in all() {
        for context in Context::ALL {
            let map = keymap.map(context);
            for (i, (key, action)) in map.iter().enumerate() {
                assert!(map[..i].iter().all(|(other, _)| other != key), "{name}: {key} twice in {context:?}");
                let another = map.iter().any(|(other, same)| same == action && !other.is_f());
                assert!(!key.is_f() || another, "{name}: only {key} asks for {} in {context:?}", action.name());
            }
        }
    }
}

#[test]
fn no_key_of_a_text_field_is_taken_away_from_it() {
    // What a capture line or a prompt of one line has no use for may be bound there.
    let spare = |key: EditorKey| matches!(key, EditorKey::NewLine | EditorKey::Up | EditorKey::Down);
    for (name, keymap) in all() {
        for context in Context::ALL.into_iter().filter(|context| context.writes()) {
            for (key, action) in keymap.map(context) {
                if let Some(meaning) = EditorKey::of(&key.event()) {
                    assert!(
                        context != Context::Editor && spare(meaning),
                        "{name}: {key} edits text, and asks for {} in {context:?}",
                        action.name()
                    );
                }
            }
        }
    }
}

#[test]
fn keys_mean_what_the_place_says() {
    let keymap = Keymap::built_in("default").unwrap();
    let ask = |context, spelling| keymap.lookup(context, &press(spelling));
    assert_eq!(ask(Context::DayCapture, "enter"), Some(Action::Save));
    assert_eq!(ask(Context::DayCapture, "ctrl-s"), Some(Action::SealToggle));
    assert_eq!(ask(Context::DayCapture, "1"), None, "a printable key writes");
    assert_eq!(ask(Context::Tag, "1"), Some(Action::TagQuestion1));
    assert_eq!(ask(Context::Sealed, "1"), None);
    assert_eq!(ask(Context::Tag, "e"), Some(Action::EditNote));
    assert_eq!(ask(Context::Feedback, "e"), Some(Action::EditPoint));
    assert_eq!(ask(Context::Prompt, "ctrl-t"), None, "a prompt is answered or left first");
    assert_eq!(ask(Context::Overlay, "space"), Some(Action::Select));
    assert_eq!(ask(Context::Overlay, "e"), None, "nothing is edited in an overlay");
    for context in Context::ALL {
        assert_eq!(ask(context, "f8"), Some(Action::Concern));
        assert_eq!(ask(context, "esc"), Some(Action::Leave));
    }
}

#[test]
fn vim_moves_by_letters_in_lists_only() {
    let keymap = Keymap::built_in("vim").unwrap();
    let capital = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
    assert_eq!(keymap.lookup(Context::Tag, &press("j")), Some(Action::Down));
    assert_eq!(keymap.lookup(Context::Tag, &capital), Some(Action::Last));
    assert_eq!(keymap.lookup(Context::Overlay, &press("k")), Some(Action::Up));
    assert_eq!(
        keymap.lookup(Context::After, &press("j")),
        Some(Action::Down),
        "After and its choices need no keys of their own"
    );
    assert_eq!(keymap.lookup(Context::Tag, &press(":")), Some(Action::Palette));
    assert_eq!(keymap.lookup(Context::DayCapture, &press("j")), None);
    assert_eq!(keymap.lookup(Context::Tag, &press("down")), Some(Action::Down), "the default stays below");
    assert!(Keymap::built_in("emacs").unwrap_err().to_string().contains("default, vim"));
}

#[test]
fn keys_are_shown_as_people_write_them() {
    for (spelling, shown) in [
        ("ctrl-s", "^S"),
        ("f1", "F1"),
        ("enter", "Enter"),
        ("shift-tab", "Shift-Tab"),
        ("alt-n", "Alt-n"),
        ("alt-.", "Alt-."),
        ("shift-g", "G"),
        ("space", "Space"),
        ("pageup", "PgUp"),
        ("ctrl-up", "Ctrl-Up"),
        ("delete", "Del"),
        ("!", "!"),
        ("-", "-"),
    ] {
        assert_eq!(Key::read(spelling).unwrap().to_string(), shown);
    }
    let keymap = Keymap::built_in("default").unwrap();
    assert_eq!(keymap.keys_for(Context::DayCapture, Action::Help), ["F1", "^G"]);
    let hints = keymap.hints(Context::DayCapture, &[Action::Save, Action::MarkImpact, Action::SealToggle]);
    let said: Vec<_> = hints.iter().map(|hint| format!("{} {}", hint.key, hint.does)).collect();
    assert_eq!(said, ["Enter save", "^S seal"], "only keys that work here");
}

#[test]
fn keys_that_terminals_do_not_send_are_refused() {
    for (spelling, why) in [
        ("ctrl-i", "same for Tab"),
        ("ctrl-m", "same for Enter"),
        ("ctrl-h", "same for Backspace"),
        ("ctrl-[", "same for Esc"),
        ("alt-[", "beginning of an arrow"),
        ("alt-shift-o", "beginning of an arrow"),
        ("ctrl-enter", "never send"),
        ("shift-enter", "never send"),
        ("ctrl-tab", "never send"),
        ("ctrl-shift-s", "never send"),
        ("ctrl-1", "never send"),
        ("ctrl-.", "never send"),
        ("ctrl-alt-x", "never send"),
        ("cmd-s", "never send"),
        ("f13", "never send"),
        ("shift-1", "such as `!`"),
        ("S", "shift-s"),
        ("alt-S", "alt-s"),
        ("a-b", "one key at a time"),
        ("entr", "did you mean `enter`"),
        ("pagup", "did you mean `pageup`"),
        ("é", "no key"),
        ("", "no key"),
    ] {
        let refused = Key::read(spelling).unwrap_err();
        assert!(refused.contains(why), "{spelling}: {refused}");
    }
}

#[test]
fn single_keys_of_ones_own_win_and_can_be_taken_away() {
    let own = "[everywhere]\n\"ctrl-t\" = \"undo\"\n[day]\n\"ctrl-e\" = \"nothing\"\n[tag]\n\"f2\" = \"history\"\n";
    let keymap = Keymap::built_in("default").unwrap().with("keymap.toml", own).unwrap();
    let ask = |context, spelling| keymap.lookup(context, &press(spelling));
    assert_eq!(ask(Context::DayCapture, "ctrl-t"), Some(Action::Undo));
    assert_eq!(ask(Context::DayCapture, "ctrl-e"), None);
    assert_eq!(ask(Context::Tag, "f2"), Some(Action::History));
    assert_eq!(ask(Context::Questions, "f2"), Some(Action::PaneDay));
    assert_eq!(keymap.keys_for(Context::DayCapture, Action::Undo), ["^T", "^U"], "one's own key is hinted first");
}

#[test]
fn what_is_needed_cannot_lose_its_last_key() {
    let own = "[panes]\n\"ctrl-p\" = \"nothing\"\n";
    let refused = Keymap::built_in("default").unwrap().with("keymap.toml", own).unwrap_err();
    assert!(refused.what().contains("palette (Day)"), "{refused}");
}

fn refused(text: &str) -> String {
    Keymap::built_in("default").unwrap().with("keymap.toml", text).unwrap_err().what().to_owned()
}

#[test]
fn every_mistake_is_named_with_its_line() {
    let text = "# mine\n[day]\n\"alt-k\" = \"shift-latr\"\n\"ctrl-i\" = \"undo\"\n\"k\" = \"undo\"\n\"f11\" = \"new-point\"\n[dya]\n\"x\" = \"undo\"\n";
    assert_eq!(
        refused(text),
        "5 mistakes in the keymap keymap.toml:\n  \
         line 3: there is no action `shift-latr`; did you mean `shift-later`?\n  \
         line 4: `ctrl-i`: terminals send the same for Tab; use another key\n  \
         line 5: `k` writes a character here; use it with Ctrl or Alt, or an F-key\n  \
         line 6: `new-point` does nothing here; it works in: Feedback\n  \
         line 7: there is no part called `dya`; did you mean `day`?"
    );
}

#[test]
fn one_key_with_two_meanings_is_named() {
    let text = "[panes]\n\"ctrl-n\" = \"help\"\n[day]\n\"ctrl-n\" = \"undo\"\n";
    assert_eq!(
        refused(text),
        "1 mistake in the keymap keymap.toml:\n  line 4: `^N` means two things on Day: `help` and `undo` (see line 2)"
    );
}

#[test]
fn a_file_that_is_no_keymap_is_refused_and_cannot_act_on_the_terminal() {
    for text in
        ["key = 1", "[day]\n\"f2\" = 3", "[day", "\u{1b}[2J", "[day]\n\"f2\" = \"undo\"\n\"f2\" = \"help\"", "[[day]]"]
    {
        let said = refused(text);
        assert!(said.starts_with("1 mistake in the keymap") && said.contains("line "), "{text:?}: {said}");
        assert!(!said.contains('\u{1b}'));
    }
    let said = refused("[day]\n\"\\u001b[2J\" = \"undo\"\n\"f2\" = \"\\u001b]52;c;x\"\n");
    assert!(!said.contains('\u{1b}'), "{said:?}");
    let many = (0..100).map(|n| format!("[part{n}]\n\"f2\" = \"undo\"")).collect::<Vec<_>>().join("\n");
    assert!(refused(&many).lines().count() < 20);
}

#[test]
fn a_file_of_ones_own_is_optional_and_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("keymap.toml");
    assert_eq!(Keymap::load("default", &own).unwrap(), Keymap::built_in("default").unwrap());
    crate::files::create_private(&own, b"[tag]\n\"f2\" = \"history\"\n").unwrap();
    assert_ne!(Keymap::load("default", &own).unwrap(), Keymap::built_in("default").unwrap());
    crate::files::replace_private(&own, &vec![b'#'; 70_000]).unwrap();
    assert!(Keymap::load("default", &own).is_err());
}

#[test]
fn the_tables_name_every_action_once() {
    for (name, keymap) in all() {
        let (markdown, plain) = (keymap.markdown(), keymap.plain());
        for action in Action::ALL {
            let cell = format!("| `{}` |", action.name());
            assert_eq!(markdown.matches(&cell).count(), 1, "{name}: {}", action.name());
            assert!(plain.contains(action.sentence()));
        }
        assert!(markdown.lines().all(|line| !line.starts_with("|  |")), "{name}: an action without any way to it");
        assert_eq!(markdown, Keymap::built_in(name).unwrap().markdown(), "the same every time");
        assert!(markdown.contains(
            "| `^S` | Seal the line: open, me and the lead, team, only me | Day, Long note | `seal-toggle` |"
        ));
    }
}

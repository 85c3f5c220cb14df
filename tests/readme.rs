//! The README cannot be wrong: its key table and its picture of the screen are made by the program.
//!
//! `VISITBOOK_BLESS=1 cargo test --test readme` writes both anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing look is a failing test")]

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use visitbook::clock::Clock;
use visitbook::tasks::settings::Settings;
use visitbook::tasks::{Desk, sample};
use visitbook::tui::app::{App, Beginning};
use visitbook::tui::keymap::Keymap;
use visitbook::tui::msg::Wanted;
use visitbook::tui::runner::Reader;
use visitbook::tui::theme::{ColorChoice, Theme};
use visitbook::tui::{terminal, view};

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Compares the block between two marks with what it should be, or writes it.
fn block(name: &str, should: &str) {
    let text = std::fs::read_to_string(readme()).unwrap();
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let start = text.find(&begin).unwrap_or_else(|| panic!("README.md has no {begin}")) + begin.len();
    let stop = start + text[start..].find(&end).unwrap_or_else(|| panic!("README.md has no {end}"));
    if std::env::var_os("VISITBOOK_BLESS").is_some() {
        let mut out = text[..start].to_owned();
        out.push_str(should);
        out.push_str(&text[stop..]);
        #[allow(clippy::disallowed_methods, reason = "a source file, written on purpose")]
        std::fs::write(readme(), out).unwrap();
    } else {
        assert_eq!(&text[start..stop], should, "README.md is stale: run VISITBOOK_BLESS=1 cargo test --test readme");
    }
}

fn keymap() -> Keymap {
    Keymap::built_in("default").unwrap()
}

/// The sample day in mid-morning, with a line half typed.
fn sample_app(folder: &Path) -> (App, Reader) {
    let sample = sample::build(folder, Some(sample::MORNING)).unwrap();
    let desk = Desk::open(&sample.home, &sample.notebook, Some(sample.me), Clock::fixed(sample.start)).unwrap();
    let mut reader = Reader::beside(&desk).unwrap();
    let mut app = App::begin(Beginning {
        me: desk.me(),
        loaded: reader.load(&Wanted::default()).unwrap(),
        now: sample.start,
        rehearsal: false,
        keymap: Rc::new(keymap()),
        theme: Theme::choose(ColorChoice::Never, |_| None),
        ascii: false,
        settings: Settings::default(),
        has_key: true,
        accepted: true,
        offered: None,
        banner: None,
        told: String::new(),
    });
    app.accept(reader.load(&app.wanted()).unwrap());
    app.day.line.set_text("Y3 draw bar models for the 3x table, then explain #1 + @lesson");
    (app, reader)
}

#[test]
fn the_picture_is_the_real_screen() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _reader) = sample_app(&folder.path().join("day"));
    let mut terminal = Terminal::new(TestBackend::new(100, 28)).unwrap();
    terminal.draw(|frame| view::draw(&app, frame)).unwrap();
    block("screen", &format!("```text\n{}```\n", terminal::rows(terminal.backend().buffer())));
}

#[test]
fn the_key_table_is_the_keymaps() {
    block("keys", &keymap().markdown().replace("### ", "#### "));
}

#[test]
fn every_key_that_the_tour_names_does_what_it_says() {
    // `key<!--action-->` in the text: the key's name, and in a comment what it stands for.
    let text = std::fs::read_to_string(readme()).unwrap();
    let mut found = 0;
    for piece in text.split("<!--key ").skip(1) {
        let action = piece.split("-->").next().unwrap().trim();
        let before = &text[..piece.as_ptr() as usize - text.as_ptr() as usize - "<!--key ".len()];
        let key = before.trim_end_matches('`').rsplit('`').next().unwrap();
        let action = visitbook::tui::action::Action::named(action).unwrap_or_else(|| panic!("no action {action}"));
        let keys: Vec<String> = visitbook::tui::action::Context::ALL
            .into_iter()
            .flat_map(|context| keymap().keys_for(context, action))
            .collect();
        assert!(keys.iter().any(|k| k == key), "{key} is none of {keys:?} for {}", action.name());
        found += 1;
    }
    assert!(found > 10, "the tour names its keys");
}

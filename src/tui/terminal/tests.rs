//! What the terminal gets, counted in bytes and read back through a terminal emulator.

use super::*;
use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::{Block, Borders, Paragraph};

fn emulator(width: u16, height: u16) -> vt100::Parser {
    vt100::Parser::new(height.try_into().unwrap(), width.try_into().unwrap(), 0)
}

/// The look of a cell, as far as the emulator knows it.
type Looks = (String, vt100::Color, vt100::Color, [bool; 5]);

fn shown(screen: &vt100::Screen, x: u16, y: u16) -> Looks {
    let cell = screen.cell(y, x).unwrap();
    let contents = if cell.has_contents() { cell.contents().to_owned() } else { " ".to_owned() };
    let (fg, switches) = (cell.fgcolor(), [cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse()]);
    if contents == " " && !cell.underline() && !cell.inverse() {
        // The letter's colour and weight do not show on a blank.
        return (contents, vt100::Color::Default, cell.bgcolor(), [false; 5]);
    }
    (contents, fg, cell.bgcolor(), switches)
}

fn meant(buffer: &Buffer, x: u16, y: u16) -> Looks {
    let color = |color| match color {
        Color::Red => vt100::Color::Idx(1),
        Color::LightBlue => vt100::Color::Idx(12),
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        _ => vt100::Color::Default,
    };
    let cell = &buffer[(x, y)];
    let has = |modifier| cell.modifier.contains(modifier);
    let (underline, inverse) = (has(Modifier::UNDERLINED), has(Modifier::REVERSED));
    if cell.symbol() == " " && !underline && !inverse {
        return (" ".to_owned(), vt100::Color::Default, color(cell.bg), [false; 5]);
    }
    let switches = [has(Modifier::BOLD), has(Modifier::DIM), has(Modifier::ITALIC), underline, inverse];
    (cell.symbol().to_owned(), color(cell.fg), color(cell.bg), switches)
}

/// A piece of a frame: where, what, how.
///
/// Wide characters come without grounds and lines: when half of one is overwritten, each terminal
/// paints the other half in its own way, and ratatui's difference does not name it.
fn piece(wide: bool) -> impl Strategy<Value = (u16, u16, String, Style)> {
    let narrow =
        prop_oneof!["[ -~]{1,12}", Just("e\u{301}a".to_owned()), Just("─│┌▶●▒·…".to_owned()), Just(" ".repeat(14))];
    let words =
        prop_oneof![2 => narrow, u32::from(wide) => prop_oneof![Just("日本語".to_owned()), Just("각 값".to_owned())]];
    let color = prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::LightBlue),
        Just(Color::Indexed(172)),
        Just(Color::Rgb(1, 2, 3))
    ];
    // Dim is left out: the emulator knows a letter as bold or dim, never as both.
    let modifier = prop_oneof![
        3 => Just(Modifier::empty()),
        1 => Just(Modifier::BOLD),
        1 => Just(Modifier::REVERSED),
        1 => Just(Modifier::UNDERLINED | Modifier::ITALIC),
    ];
    (0u16..20, 0u16..6, words, color.clone(), color, modifier).prop_map(move |(x, y, text, fg, bg, m)| {
        let style = Style::new().fg(fg);
        (x, y, text, if wide { style } else { style.bg(bg).add_modifier(m) })
    })
}

/// A frame: pieces, and where the cursor is.
type Scene = (Vec<(u16, u16, String, Style)>, Option<(u16, u16)>);

fn scene(wide: bool) -> impl Strategy<Value = Scene> {
    (prop::collection::vec(piece(wide), 0..8), prop::option::of((0u16..20, 0u16..6)))
}

fn scenes() -> impl Strategy<Value = Vec<Scene>> {
    any::<bool>().prop_flat_map(|wide| prop::collection::vec(scene(wide), 1..6))
}

fn paint(frame: &mut Frame, (pieces, cursor): &Scene) {
    let area = frame.area();
    for (x, y, text, style) in pieces {
        let room = usize::from(area.width - x);
        frame.buffer_mut().set_stringn(*x, *y, text, room, *style);
    }
    if let Some(at) = cursor {
        frame.set_cursor_position(*at);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the frames, the terminal shows the last of them: no byte too few was sent.
    #[test]
    fn the_terminal_shows_what_was_drawn(scenes in scenes()) {
        let mut screen = TestScreen::new(20, 6).unwrap();
        let mut terminal = emulator(20, 6);
        for scene in &scenes {
            terminal.process(&screen.draw(|frame| paint(frame, scene)).unwrap());
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 6));
            screen.draw(|frame| { paint(frame, scene); buffer = frame.buffer_mut().clone(); }).unwrap();
            // Of a wide character that is half covered nothing is meant to be seen.
            whole::keep_whole(&mut buffer);
            for y in 0..6 {
                let mut x = 0;
                while x < 20 {
                    let looks = meant(&buffer, x, y);
                    prop_assert_eq!(&shown(terminal.screen(), x, y), &looks, "at {},{}", x, y);
                    x += u16::try_from(crate::text::width(&looks.0)).unwrap().max(1);
                }
            }
            prop_assert_eq!(terminal.screen().hide_cursor(), scene.1.is_none());
            if let Some((x, y)) = scene.1 {
                prop_assert_eq!(terminal.screen().cursor_position(), (y, x));
            }
        }
    }

    #[test]
    fn drawing_the_same_again_writes_nothing(scene in scene(true)) {
        let mut screen = TestScreen::new(20, 6).unwrap();
        screen.draw(|frame| paint(frame, &scene)).unwrap();
        let again = screen.draw(|frame| paint(frame, &scene)).unwrap();
        prop_assert_eq!(String::from_utf8(again).unwrap(), "");
    }
}

/// A full Day screen at 120x40 as the design draws it, with `typed` in the capture line.
fn day(frame: &mut Frame, typed: &str) {
    let dim = Style::new().add_modifier(Modifier::DIM);
    let area = frame.area();
    let put = |frame: &mut Frame, x: u16, y: u16, text: &str, style: Style| {
        frame.buffer_mut().set_string(x, y, text, style);
    };
    put(frame, 1, 0, "Fernhollow · Maths · day 1 of 2 · Y4 room 7", Style::new());
    put(frame, 70, 0, "10:18 · 27 min left · 5 late    Sam (lead)", Style::new());
    for (area, title) in [
        (Rect::new(0, 1, 40, 24), "Day"),
        (Rect::new(40, 1, 80, 34), "Visits to classes 09:15–10:45 · with Asha"),
        (Rect::new(0, 25, 40, 14), "Questions"),
        (Rect::new(40, 35, 80, 4), "Capture"),
    ] {
        let borders = if area.x == 0 { Borders::TOP } else { Borders::TOP | Borders::LEFT };
        let title = if title == "Day" { "▶ Day ".to_owned() } else { format!(" {title} ") };
        frame.render_widget(Block::new().borders(borders).border_style(dim).title(title), area);
    }
    for row in 0..14u16 {
        put(
            frame,
            2,
            2 + row,
            &format!("{:02}:15 Visits to classes, pupils' books   {row:2}", 8 + row / 2),
            Style::new(),
        );
    }
    for row in 0..20u16 {
        let (style, sign) = match row % 3 {
            0 => (Style::new().fg(Color::Indexed(71)), '+'),
            1 => (Style::new().fg(Color::Indexed(172)), '-'),
            _ => (dim, '·'),
        };
        put(frame, 42, 2 + row, &format!("10:{row:02} #1 {sign} lesson"), style);
        put(frame, 60, 2 + row, "Y4 explain regrouping with counters, all tables     Asha", Style::new());
    }
    for row in 0..6u16 {
        put(frame, 2, 26 + row, "1 Fluency     ●●●○   9  +6 -3", Style::new());
    }
    put(frame, 1, area.height - 1, "Enter save  Tab complete  ^S seal  ^T tag  ^P everything  F1 help", dim);
    put(frame, 42, 36, typed, Style::new());
    let words = typed.split_whitespace().filter(|word| word.starts_with('#')).count();
    let preview = format!("to Visits to classes · {words} questions · lesson · open");
    frame.render_widget(Paragraph::new(preview).style(dim), Rect::new(42, 37, 76, 1));
    frame.set_cursor_position((42 + u16::try_from(crate::text::width(typed)).unwrap(), 36));
}

#[test]
fn a_full_screen_and_a_typed_character_stay_within_their_bytes() {
    let mut screen = TestScreen::new(120, 40).unwrap();
    let first = screen.draw(|frame| day(frame, "")).unwrap();
    assert!(first.len() <= 4_000, "first frame: {} bytes", first.len());
    let line = "Y4 pupils explain regrouping with counters, most say why #1 #3 + @lesson";
    let mut sizes = Vec::new();
    for end in 1..=line.len() {
        sizes.push(screen.draw(|frame| day(frame, &line[..end])).unwrap().len());
    }
    sizes.sort_unstable();
    let (median, largest) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    assert_eq!(median, 1, "a character at the cursor is its own byte, and the cursor follows by itself");
    assert!(largest <= 30, "with the preview changing too: {largest} bytes");
}

#[test]
fn clearing_a_long_line_costs_less_than_its_blanks() {
    let mut screen = TestScreen::new(120, 40).unwrap();
    screen.draw(|frame| day(frame, &"x".repeat(70))).unwrap();
    let cleared = screen.draw(|frame| day(frame, "")).unwrap();
    assert!(cleared.len() <= 24, "{:?}", String::from_utf8_lossy(&cleared));
}

#[test]
fn hostile_cells_are_cleaned_at_the_last_door() {
    let mut screen = TestScreen::new(20, 2).unwrap();
    let bytes = screen
        .draw(|frame| {
            let buffer = frame.buffer_mut();
            buffer[(0, 0)].set_symbol("\x1b[2J");
            buffer[(1, 0)].set_symbol("\u{9b}");
            buffer[(2, 0)].set_symbol("\u{202e}");
            buffer[(3, 0)].set_symbol("a\u{202e}");
            buffer[(4, 0)].set_symbol(&format!("e{}", "\u{301}".repeat(5000)));
        })
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("\x1b[2J") && !text.contains('\u{9b}') && !text.contains('\u{202e}'), "{text:?}");
    assert!(text.len() < 100, "{} bytes for five cells", text.len());
}

#[test]
fn in_ascii_mode_nothing_else_goes_out() {
    let mut screen = TestScreen::ascii(120, 40).unwrap();
    let mut terminal = emulator(120, 40);
    let bytes = screen.draw(|frame| day(frame, "Zoë’s 日本 👩‍👩‍👧‍👦 book")).unwrap();
    assert!(bytes.is_ascii());
    terminal.process(&bytes);
    let rows: Vec<String> = terminal.screen().rows(0, 120).collect();
    assert!(rows[36].contains("|Zoe's ???? ?? book") || rows[36].contains("| Zoe's ???? ?? book"), "{}", rows[36]);
    assert!(rows[1].starts_with("> Day ---") && rows[1].contains("-+ Visits"), "{}", rows[1]);
}

#[test]
fn in_ascii_mode_a_wide_character_taken_away_leaves_nothing_behind() {
    let mut screen = TestScreen::ascii(20, 2).unwrap();
    let mut terminal = emulator(20, 2);
    for (words, shown) in
        [("a 日本 👩‍👩‍👧‍👦 b", "a ???? ?? b"), ("a", "a"), ("日日日日日日日日日日日", "????????????????????"), ("", "")]
    {
        terminal.process(&screen.draw(|frame| frame.render_widget(Paragraph::new(words), frame.area())).unwrap());
        assert_eq!(terminal.screen().contents().trim_end(), shown);
    }
}

#[test]
fn a_resize_is_drawn_whole_and_a_stray_size_is_no_trouble() {
    let mut screen = TestScreen::new(20, 6).unwrap();
    let hello = |frame: &mut Frame| frame.render_widget(Paragraph::new("hello"), frame.area());
    screen.draw(hello).unwrap();
    for (width, height) in [(30, 8), (4, 1), (1, 1), (300, 100), (20, 6)] {
        screen.resize(width, height);
        let mut terminal = emulator(width, height);
        terminal.process(&screen.draw(hello).unwrap());
        assert!("hello".starts_with(terminal.screen().contents().lines().next().unwrap_or_default()));
        assert!(terminal.screen().contents().starts_with('h'));
    }
}

#[test]
fn without_a_terminal_the_screen_says_so_and_writes_nothing() {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return; // run by hand in a terminal: nothing to show here
    }
    let (to, _inputs) = std::sync::mpsc::channel::<Input>();
    let refused = Screen::enter(false, to).err().unwrap();
    assert!(refused.what().contains("needs a terminal"), "{refused}");
}

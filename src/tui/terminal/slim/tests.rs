//! What the backend writes, read by a terminal emulator, must show what was drawn, whatever came before.

use super::*;
use crate::tui::terminal::whole::keep_whole;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::cell::RefCell;
use std::rc::Rc;

const SIZE: Size = Size { width: 12, height: 5 };

#[derive(Clone)]
struct Kept(Rc<RefCell<(Vec<u8>, Size)>>);

impl Sink for Kept {
    fn frame(&mut self, bytes: Vec<u8>) {
        self.0.borrow_mut().0.extend(bytes);
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.0.borrow().1)
    }
}

/// A piece of text at a place in a look.
#[derive(Debug, Clone)]
struct Piece(u16, u16, String, Style);

/// Pieces in every look, or with wide characters: terminals disagree about the ground that the other
/// half of a wide character gets when one half is written over, so the two do not come together.
fn piece(wide: bool) -> impl Strategy<Value = Piece> {
    let narrow = || prop_oneof!["[a-z ]{1,12}", "[ ]{1,12}", "[│─· a]{1,6}", Just("e\u{301}".to_owned())].boxed();
    let text = if wide { prop_oneof![narrow(), "[日本 a]{1,4}"].boxed() } else { narrow() };
    let plain = Style::reset();
    let looks = [
        plain,
        plain.add_modifier(Modifier::DIM),
        plain.add_modifier(Modifier::BOLD),
        plain.fg(Color::Indexed(71)),
        plain.add_modifier(Modifier::REVERSED),
        plain.bg(Color::Blue),
    ];
    let look = prop::sample::select(looks[..if wide { 4 } else { 6 }].to_vec());
    (0..SIZE.width, 0..SIZE.height, text, look).prop_map(|(x, y, text, look)| Piece(x, y, text, look))
}

type Drawn = (Vec<Piece>, (u16, u16));

fn frames() -> impl Strategy<Value = Vec<Drawn>> {
    any::<bool>().prop_flat_map(|wide| {
        let frame = (prop::collection::vec(piece(wide), 0..8), (0..SIZE.width, 0..SIZE.height));
        prop::collection::vec(frame, 1..8)
    })
}

/// What a frame shows: text and look of every cell, and where the cursor is.
fn seen(screen: &vt100::Screen) -> Vec<(String, bool, bool, bool, String, String)> {
    let mut seen = Vec::new();
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            let cell = screen.cell(y, x).unwrap();
            let text = if cell.has_contents() { cell.contents().to_owned() } else { " ".to_owned() };
            // Of a plain blank only its ground and its lines can be seen.
            let letter = text != " " || cell.inverse();
            seen.push((
                text,
                letter && cell.bold(),
                letter && cell.dim(),
                cell.inverse(),
                if letter { format!("{:?}", cell.fgcolor()) } else { String::new() },
                format!("{:?}", cell.bgcolor()),
            ));
        }
    }
    seen
}

fn emulator() -> vt100::Parser {
    vt100::Parser::new(SIZE.height.try_into().unwrap(), SIZE.width.try_into().unwrap(), 0)
}

fn draw(terminal: &mut Terminal<Slim<Kept>>, pieces: &[Piece], cursor: (u16, u16)) {
    terminal
        .draw(|frame| {
            for Piece(x, y, text, look) in pieces {
                frame.buffer_mut().set_string(*x, *y, text, *look);
            }
            keep_whole(frame.buffer_mut());
            frame.set_cursor_position(cursor);
        })
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn frame_upon_frame_shows_what_one_fresh_frame_shows(frames in frames()) {
        let kept = Kept(Rc::new(RefCell::new((Vec::new(), SIZE))));
        let mut terminal = Terminal::new(Slim::new(kept.clone(), false)).unwrap();
        let mut seen_by = emulator();
        for (pieces, cursor) in &frames {
            draw(&mut terminal, pieces, *cursor);
            seen_by.process(&std::mem::take(&mut kept.0.borrow_mut().0));
            // The same by the plainest way: every cell by its own address and style.
            let mut fresh = emulator();
            let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
            for Piece(x, y, text, look) in pieces {
                buffer.set_string(*x, *y, text, *look);
            }
            keep_whole(&mut buffer);
            for y in 0..SIZE.height {
                let mut x = 0;
                while x < SIZE.width {
                    let cell = &buffer[(x, y)];
                    let look = Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
                    let plain = format!("\x1b[{};{}H\x1b[{}m{}", y + 1, x + 1, codes(PLAIN, look, "0"), cell.symbol());
                    fresh.process(plain.as_bytes());
                    x += cell.symbol().cell_width().max(1);
                }
            }
            prop_assert_eq!(seen(seen_by.screen()), seen(fresh.screen()));
            prop_assert_eq!(seen_by.screen().cursor_position(), (cursor.1, cursor.0));
        }
    }
}

#[test]
fn nothing_is_written_when_nothing_changed_and_little_when_little_did() {
    let kept = Kept(Rc::new(RefCell::new((Vec::new(), SIZE))));
    let mut terminal = Terminal::new(Slim::new(kept.clone(), false)).unwrap();
    let plain = Style::new();
    let bytes = |terminal: &mut Terminal<Slim<Kept>>, text: &str, x: u16| {
        draw(terminal, &[Piece(0, 0, text.to_owned(), plain)], (x, 0));
        String::from_utf8(std::mem::take(&mut kept.0.borrow_mut().0)).unwrap()
    };
    bytes(&mut terminal, "abc", 3);
    assert_eq!(bytes(&mut terminal, "abc", 3), "");
    assert_eq!(bytes(&mut terminal, "abcd", 4), "d", "a letter where the cursor is");
    assert_eq!(bytes(&mut terminal, "abcd ", 5), " ", "a blank typed over a blank moves the cursor");
    assert_eq!(bytes(&mut terminal, "abcd", 4), "\x08");
    assert_eq!(bytes(&mut terminal, "abxd", 4), "\x08\x08xd", "what stands between is written again");
}

#[test]
fn a_new_row_needs_no_address() {
    let kept = Kept(Rc::new(RefCell::new((Vec::new(), SIZE))));
    let mut terminal = Terminal::new(Slim::new(kept.clone(), false)).unwrap();
    let row = "x".repeat(usize::from(SIZE.width));
    draw(&mut terminal, &[Piece(0, 0, row.clone(), Style::new()), Piece(1, 1, "y".to_owned(), Style::new())], (2, 1));
    assert_eq!(String::from_utf8(kept.0.borrow().0.clone()).unwrap(), format!("\x1b[H{row}\r\n y\x1b[?25h"));
}

fn look(fg: Color, modifier: Modifier) -> Look {
    Look { fg, bg: Color::Reset, modifier }
}

#[test]
fn one_code_ends_bold_and_dim_and_the_one_to_keep_is_said_again() {
    let both = look(Color::Reset, Modifier::BOLD | Modifier::DIM);
    let bold = look(Color::Reset, Modifier::BOLD);
    assert_eq!(codes(both, bold, ""), "22;1");
    assert_eq!(codes(bold, look(Color::Red, Modifier::UNDERLINED), ""), "22;4;31");
    assert_eq!(codes(PLAIN, look(Color::Indexed(71), Modifier::BOLD), "0"), "0;1;38;5;71");
}

#[test]
fn the_shortest_way_is_taken() {
    let way = |from, to| {
        let mut slim = Slim::new(Kept(Rc::new(RefCell::new((Vec::new(), Size::new(120, 40))))), false);
        slim.size().unwrap();
        slim.go(from);
        slim.out.clear();
        slim.go(to);
        slim.out
    };
    let at = |x, y| Position { x, y };
    assert_eq!(way(at(9, 3), at(10, 3)), "\x1b[C", "what stands there is not known");
    assert_eq!(way(at(9, 3), at(7, 3)), "\x08\x08");
    assert_eq!(way(at(90, 3), at(7, 3)), "\x1b[83D");
    assert_eq!(way(at(90, 3), at(7, 4)), "\x1b[5;8H");
    assert_eq!(way(at(90, 3), at(7, 12)), "\x1b[13;8H");
    assert_eq!(way(at(90, 29), at(7, 30)), "\r\n\x1b[7C");
    assert_eq!(way(at(90, 3), at(0, 3)), "\r");
    assert_eq!(way(at(90, 3), at(0, 4)), "\r\n");
    assert_eq!(way(at(9, 3), at(9, 1)), "\x1b[2A");
    assert_eq!(way(at(9, 3), at(10, 12)), "\x1b[13;11H");
}

#[test]
fn a_box_over_half_of_a_wide_character_stands_and_what_it_covered_comes_back() {
    let kept = Kept(Rc::new(RefCell::new((Vec::new(), SIZE))));
    let mut terminal = Terminal::new(Slim::new(kept.clone(), false)).unwrap();
    let mut screen = emulator();
    let piece = |x, text: &str| Piece(x, 0, text.to_owned(), Style::new());
    for (pieces, shown) in [
        (vec![piece(0, "aa本b"), piece(3, "e\u{301}")], "aa e\u{301}b"),
        (vec![piece(3, "e\u{301}")], "   e\u{301}"),
        (vec![piece(0, "aa本b")], "aa本b"),
        (vec![piece(0, "aa本b"), piece(3, "|")], "aa |b"),
    ] {
        draw(&mut terminal, &pieces, (0, 0));
        screen.process(&std::mem::take(&mut kept.0.borrow_mut().0));
        assert_eq!(screen.screen().rows(0, SIZE.width).next().unwrap().trim_end(), shown);
    }
}

//! What stands in the cells of the terminal, as far as it is one plain character of one cell.
//!
//! The shortest way over a few cells is often to write them again: a blank is one byte, a step to
//! the right three.

use super::{Look, PLAIN};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// The longest way over which cells are written again.
const MOST: u16 = 4;

impl Look {
    /// A blank in this look shows nothing but the terminal's own ground: the colour of a blank's
    /// letter does not show; its ground and its lines do.
    pub fn suits_blanks(self) -> bool {
        const SHOWS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);
        self.bg == Color::Reset && !self.modifier.intersects(SHOWS)
    }
}

/// The cells; `None` is a cell of which nothing is known.
#[derive(Default)]
pub struct Shown {
    size: Size,
    cells: Vec<Option<(char, Look)>>,
}

impl Shown {
    /// Begins anew if the terminal has another size: nothing is known then, or all is blank.
    pub fn fit(&mut self, size: Size, blank: bool) {
        if self.size != size {
            self.size = size;
            self.cells.clear();
            self.cells.resize(usize::from(size.width) * usize::from(size.height), blank.then_some((' ', PLAIN)));
        }
    }

    /// Notes what was written into `width` cells from `at` on.
    pub fn set(&mut self, at: Position, width: u16, to: Option<(char, Look)>) {
        for x in at.x..at.x.saturating_add(width).min(self.size.width) {
            if let Some(cell) = self.index(x, at.y).and_then(|i| self.cells.get_mut(i)) {
                *cell = to;
            }
        }
    }

    /// Adds the cells from column `from` up to `to` to `out`, if there are few and writing them in the
    /// look `now` would change none of them; gives whether it did.
    pub fn again(&self, from: u16, to: Position, now: Look, out: &mut String) -> bool {
        let before = out.len();
        if to.x.saturating_sub(from) > MOST {
            return false;
        }
        for x in from..to.x {
            match self.get(x, to.y) {
                Some((c, look)) if look == now || (c == ' ' && look.suits_blanks() && now.suits_blanks()) => {
                    out.push(c)
                }
                _ => {
                    out.truncate(before);
                    return false;
                }
            }
        }
        true
    }

    /// Whether every cell from `from` up to `to`, in the same row, is known to be blank.
    pub fn is_blank(&self, from: Position, to: Position) -> bool {
        let blank = |x| matches!(self.get(x, to.y), Some((' ', look)) if look.suits_blanks());
        from.y == to.y && from.x <= to.x && (from.x..to.x).all(blank)
    }

    fn get(&self, x: u16, y: u16) -> Option<(char, Look)> {
        self.index(x, y).and_then(|i| self.cells.get(i).copied().flatten())
    }

    fn index(&self, x: u16, y: u16) -> Option<usize> {
        (x < self.size.width).then(|| usize::from(y) * usize::from(self.size.width) + usize::from(x))
    }
}

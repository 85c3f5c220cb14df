//! Wide characters are whole or not there.
//!
//! A box that is drawn over half of a wide character leaves the other half in the buffer, which no terminal can
//! show; and what stands on the covered half is then not drawn while the wide character is there, nor drawn anew
//! when it goes. So before a frame is compared with the one before, such a character gives way to a blank.

use ratatui::buffer::{Buffer, CellWidth as _};

/// Takes away every wide character over a part of which something else is drawn, or that sticks out of the screen.
pub fn keep_whole(buffer: &mut Buffer) {
    let area = buffer.area;
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            let symbol = buffer[(x, y)].symbol();
            // One byte is never wide: nearly every cell is done with here.
            if symbol.len() == 1 {
                continue;
            }
            let end = x.saturating_add(symbol.cell_width());
            let covered = (x + 1..end).any(|at| at >= area.right() || buffer[(at, y)].symbol() != " ");
            if covered {
                buffer[(x, y)].set_symbol(" ");
            }
        }
    }
}

//! Rows of one or several lines under headings, scrolled so that the chosen row is in sight.

use super::boxes;
use ratatui::text::Line;

/// Rows, from top to bottom.
#[derive(Default)]
pub struct Rows {
    lines: Vec<Line<'static>>,
    /// At which line each row begins.
    starts: Vec<usize>,
}

/// The lines in sight.
pub struct InSight {
    /// The lines.
    pub lines: Vec<Line<'static>>,
    /// How many stand above them.
    pub first: usize,
    /// How many there are.
    pub all: usize,
}

impl Rows {
    /// Adds a line that cannot be chosen: a heading, a word where there is nothing else.
    pub fn heading(&mut self, line: impl Into<Line<'static>>) {
        self.lines.push(line.into());
    }

    /// Adds a row that can be.
    pub fn row(&mut self, lines: Vec<Line<'static>>) {
        self.starts.push(self.lines.len());
        self.lines.extend(lines);
    }

    /// The lines in sight on so many rows of the screen. With the first row its headings are in sight, too.
    pub fn in_sight(self, offset: usize, chosen: usize, sight: usize) -> InSight {
        let all = self.lines.len();
        let start = |n: usize| match n {
            0 => 0,
            n => self.starts.get(n).copied().unwrap_or(all),
        };
        let first = boxes::first_row(start(offset), (start(chosen), start(chosen + 1)), sight, all);
        InSight { lines: self.lines.into_iter().skip(first).take(sight).collect(), first, all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        let mut rows = Rows::default();
        rows.heading("heading");
        for n in 0..5 {
            rows.row(vec![Line::from(format!("{n}a")), Line::from(format!("{n}b"))]);
        }
        rows
    }

    fn shown(offset: usize, chosen: usize, sight: usize) -> Vec<String> {
        rows().in_sight(offset, chosen, sight).lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_chosen_row_is_in_sight_whole_and_the_heading_with_the_first() {
        assert_eq!(shown(0, 0, 3), ["heading", "0a", "0b"]);
        assert_eq!(shown(0, 4, 3), ["3b", "4a", "4b"]);
        assert_eq!(shown(4, 1, 3), ["1a", "1b", "2a"]);
        assert_eq!(shown(0, 0, 30).len(), 11);
        let seen = rows().in_sight(0, 4, 3);
        assert_eq!((seen.first, seen.all), (8, 11));
    }
}

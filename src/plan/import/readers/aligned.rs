//! Tables made of blanks: a head, and below it times with words under each of its columns.
//!
//! Text copied out of a PDF or typed by hand keeps its columns by their places alone. Only what plainly is
//! such a table is taken for one: every row opens with a time, and every cell begins below a head.

use crate::plan::import::source::{Cell, MAX_COLUMNS, Row, Table};
use crate::plan::import::times;
use crate::text::clean_line;

/// How far a cell may begin beside its head, in characters.
const SLACK: usize = 3;

/// A table that begins with the first of these numbered lines, and how many lines it takes.
pub(super) fn read(lines: &[(usize, &str)]) -> Option<(Table, usize)> {
    let (no, head) = *lines.first()?;
    let heads = columns(head);
    if !(3..=MAX_COLUMNS).contains(&heads.len()) || heads.iter().any(|(_, text)| times::is_time(text)) {
        return None;
    }
    let starts: Vec<usize> = heads.iter().map(|(start, _)| *start).collect();
    let mut table = Table { rows: vec![row(no, &place(&heads, &starts)?)] };
    let mut wide = 0;
    let mut taken = 1;
    for (at, (no, raw)) in lines.iter().enumerate().skip(1) {
        let cells = columns(raw);
        let Some((first, text)) = cells.first() else {
            // One blank line may stand between rows.
            if raw.trim().is_empty() && at == taken {
                continue;
            }
            break;
        };
        let Some(placed) = place(&cells, &starts) else { break };
        if starts[0].abs_diff(*first) <= SLACK && times::is_time(text) {
            wide += usize::from(cells.len() > 2);
            table.rows.push(row(*no, &placed));
        } else if placed[0].is_empty() && table.rows.len() > 1 && at == taken {
            // The words of a cell go on below it.
            let above = table.rows.last_mut()?;
            above.more.push((*no, clean_line(raw).trim().to_owned()));
            for (cell, more) in above.cells.iter_mut().zip(&placed).filter(|(_, more)| !more.is_empty()) {
                *cell = Cell::new(&format!("{}\n{more}", cell.text));
            }
        } else {
            break;
        }
        taken = at + 1;
    }
    (wide >= 2).then_some((table, taken))
}

/// The cells of a line, each with the character it begins at: what two blanks part.
fn columns(raw: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    if raw.contains(['\t', '|']) {
        return found;
    }
    let mut blanks = 2;
    for (at, c) in raw.chars().enumerate() {
        if c.is_whitespace() {
            blanks += 1;
            continue;
        }
        match found.last_mut().filter(|_| blanks < 2) {
            Some((_, text)) => {
                text.extend(std::iter::repeat_n(' ', blanks));
                text.push(c);
            }
            None => found.push((at, c.to_string())),
        }
        blanks = 0;
    }
    found
}

/// Each cell below its head; nothing if one stands below none, or two below the same.
fn place(cells: &[(usize, String)], starts: &[usize]) -> Option<Vec<String>> {
    let mut placed = vec![String::new(); starts.len()];
    for (start, text) in cells {
        let at = starts.iter().position(|head| head.abs_diff(*start) <= SLACK)?;
        if !placed[at].is_empty() {
            return None;
        }
        placed[at].clone_from(text);
    }
    Some(placed)
}

fn row(no: usize, cells: &[String]) -> Row {
    Row { no, cells: cells.iter().map(|text| Cell::new(text)).collect(), more: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Vec<(usize, &str)> {
        text.lines().enumerate().map(|(at, line)| (at + 1, line)).collect()
    }

    #[test]
    fn columns_kept_by_blanks_are_a_table() {
        let text = "Time       Pair 1        Pair 2\n9.00       Tour          Tour\n9.30-10.00  Y3 maths      Books\n                          with Y4\n\n10.15      Break\nThat is all\n";
        let (table, taken) = read(&numbered(text)).unwrap();
        let cells = |row: usize| table.rows[row].cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>();
        assert_eq!((taken, table.rows.len()), (6, 4));
        assert_eq!(cells(2), ["9.30-10.00", "Y3 maths", "Books\nwith Y4"]);
        assert_eq!(table.rows[3].no, 6);
    }

    #[test]
    fn lines_with_gaps_are_none() {
        for text in [
            "Art review,  19 November  (draft)\n9.10 – 10.10  P2  Y9 Art\n10.10 – 10.30  Break\n",
            "9.00  Tour  hall\n9.30  Books  library\n10.00  Feedback  office\n",
            "Dear all,\nThe  day  is near\n",
            "",
        ] {
            assert!(read(&numbered(text)).is_none(), "{text}");
        }
    }
}

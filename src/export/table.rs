//! A plain table for a terminal: columns as wide as they need, the last one cut to what is left.
//!
//! Where space is short the widest columns give way first, so that the last one, which bears the text,
//! keeps at least a third of the line.

use crate::text::{clean_line, fit, width};

/// The narrowest line that is written for, in terminal cells.
const NARROWEST: usize = 40;

/// Rows under a head, in lines of at most `cells` terminal cells.
pub(super) fn table(head: &[&str], rows: &[Vec<String>], cells: usize) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| clean_line(c)).collect()).collect();
    let cells = cells.max(NARROWEST);
    let mut widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(i, h)| rows.iter().filter_map(|r| r.get(i)).map(|c| width(c)).fold(width(h), usize::max))
        .collect();
    if let Some((_, columns)) = widths.split_last_mut() {
        make_room(columns, cells - cells / 3);
    }
    let mut out = line(head.iter().copied(), &widths, cells);
    for row in &rows {
        out.push_str(&line(row.iter().map(String::as_str), &widths, cells));
    }
    out
}

/// Narrows the widest columns until all of them, with their gaps, fit into `room`.
fn make_room(columns: &mut [usize], room: usize) {
    while columns.iter().map(|w| w + 2).sum::<usize>() > room {
        match columns.iter_mut().max() {
            Some(widest) if *widest > 1 => *widest -= 1,
            _ => return,
        }
    }
}

fn line<'a>(row: impl Iterator<Item = &'a str>, widths: &[usize], cells: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for (i, (cell, wide)) in row.zip(widths).enumerate() {
        if i + 1 == widths.len() {
            out.push_str(&fit(cell, cells.saturating_sub(used)));
        } else {
            let cell = fit(cell, *wide);
            let gap = wide.saturating_sub(width(&cell)) + 2;
            out.push_str(&cell);
            out.push_str(&" ".repeat(gap));
            used += wide + 2;
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_the_last_one_is_cut() {
        let rows = vec![
            vec!["1".to_owned(), "日本".to_owned(), "a long text\nof two lines and more".to_owned()],
            vec!["12".to_owned(), String::new(), "short".to_owned()],
        ];
        let out = table(&["No.", "Where", "Text"], &rows, 40);
        assert_eq!(out, "No.  Where  Text\n1    日本   a long text of two lines an…\n12          short\n");
        let wide = vec![vec!["x".repeat(10_000), "y".repeat(50), "z".repeat(50)]];
        assert!(table(&["a", "b", "c"], &wide, 40).lines().all(|l| width(l) <= 40));
    }
}

//! Cells that reach over rows and columns, and tables whose times run along the top.

use super::dates;
use super::fill::fill_time;
use super::flow::Flow;
use super::grid::{Shape, Side};
use super::outline::{Entry, Read, Reading};
use super::rows::source;
use super::source::{Row, Table};
use super::times::{self, Place};
use super::words::{Label, Remark};

/// A cell over several rows lasts until the row below it.
pub(super) fn spanning(table: &Table, index: usize, c: usize, entry: &mut Entry) {
    let down = table.rows[index].cells[c].down;
    if down > 1 {
        let last = table.rows.get(index + down - 1);
        let times = last.map(|row| {
            row.cells.iter().find_map(|cell| times::find(&cell.text, Place::Column).filter(|f| f.when.has_clock()))
        });
        if let Some(end) = times.flatten().and_then(|f| f.when.end) {
            entry.when.end = Some(end);
        } else {
            entry.when.end = None;
            entry.until_line = table.rows.get(index + down).map(|row| row.no);
        }
    }
}

/// The groups that a cell is for: its own, or all that it spans.
pub(super) fn covered_groups(
    table: &Table,
    index: usize,
    side: &Side,
    shape: &Shape,
    entry: &Entry,
    flow: &Flow,
) -> Vec<String> {
    let Some(group) = &side.group else { return entry.groups.clone() };
    let row = &table.rows[index];
    let first = side.columns.first().copied().unwrap_or(0);
    let end = first + row.cells[first].across;
    let spanned: Vec<&Side> =
        shape.sides.iter().filter(|s| s.columns.first().is_some_and(|c| (first..end).contains(c))).collect();
    let others_blank =
        shape.sides.iter().filter(|s| *s != side).all(|s| s.columns.iter().all(|c| row.cells[*c].is_blank()));
    // In a CSV nothing is merged: lunch stands in the first column and is everybody's.
    let whole = flow.words.kind(&row.cells[first].text).is_some_and(|(kind, _)| !kind.yields_evidence());
    if spanned.len() == shape.sides.len() || (others_blank && shape.sides.len() > 1 && whole) {
        return Vec::new();
    }
    if spanned.len() > 1 {
        return spanned.iter().filter_map(|s| s.group.clone()).collect();
    }
    vec![group.clone()]
}

/// A row under times: one activity a column, for the group or the day that its first cell names.
pub(super) fn transposed(times: &Row, row: &Row, many: bool, flow: &mut Flow) {
    let label = row.cells.first().map(|c| c.text.replace('\n', " ")).unwrap_or_default();
    let labelled = times.cells.first().is_some_and(|c| !times::is_time(&c.text));
    let mut day = flow.day;
    let mut groups = Vec::new();
    if labelled && !label.is_empty() {
        match dates::leading(&label) {
            Some((mark, _)) => day = Some(flow.out.day(mark)),
            None if many => groups.push(label.clone()),
            None => {}
        }
    }
    let mut readings = Vec::new();
    for c in usize::from(labelled)..row.cells.len() {
        let cell = &row.cells[c];
        if cell.is_blank() {
            continue;
        }
        let mut entry = Entry { no: row.no, day, groups: groups.clone(), ..Entry::default() };
        if let Some(head) = times.cells.get(c).filter(|h| !h.is_blank()) {
            fill_time(&mut entry, Label::Time, &head.text.replace('\n', " "), flow.words);
        }
        if let Some(last) = times.cells.get(c + cell.across - 1).filter(|_| cell.across > 1) {
            let found = times::find(&last.text, Place::Column);
            entry.when.end = found.and_then(|f| f.when.end);
        }
        let mut rest = cell.text.lines();
        let first = rest.next().unwrap_or_default();
        if flow.words.is(Remark::Nothing, first) {
            readings.push(Reading::Remark("nothing is planned there"));
            continue;
        }
        let reading = flow.entry(entry, first);
        if let Reading::Activity(at) = reading {
            rest.for_each(|line| flow.add_detail(at, line));
        }
        readings.push(reading);
    }
    if readings.is_empty() {
        readings.push(Reading::Heading);
    }
    flow.out.reads.push(Read { no: row.no, source: source(row), readings });
}

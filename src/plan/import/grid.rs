//! Tables: which column, or which row, says what.
//!
//! Head cells are asked first, then what the columns hold. Columns headed by days or by groups are
//! blocks side by side, each with its own activities; what stands left of them holds for all.

use super::dates;
use super::groups::shares;
use super::lengths;
use super::outline::Outline;
use super::parts::{are_people, is_room};
use super::periods;
use super::source::{Cell, Table};
use super::times;
use super::words::{Label, Remark, Words};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Known(Label),
    /// Something else, under this head.
    Other(String),
    Nothing,
}

/// Columns that belong together: one activity a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Side {
    /// The day it is about.
    pub day: Option<usize>,
    /// The group it is about.
    pub group: Option<String>,
    /// Its columns.
    pub columns: Vec<usize>,
}

/// How a table is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub roles: Vec<Role>,
    /// Columns that hold for every side.
    pub shared: Vec<usize>,
    pub sides: Vec<Side>,
    /// How many rows are heads.
    pub heads: usize,
    /// Times stand in the head row, one a column.
    pub across: bool,
    /// The day that the corner of the table names.
    pub day: Option<usize>,
}

impl Shape {
    /// Whether anything in it says when.
    pub fn has_times(&self) -> bool {
        self.across
            || self
                .roles
                .iter()
                .any(|r| matches!(r, Role::Known(Label::Time | Label::Start | Label::Period | Label::Length)))
    }
}

/// Looks at a table from its row `from` on.
pub(super) fn shape(table: &Table, from: usize, words: &Words, out: &mut Outline) -> Shape {
    let width = table.rows.first().map_or(0, |r| r.cells.len());
    let mut shape = Shape { roles: vec![Role::Nothing; width], ..Shape::default() };
    let Some(head) = table.rows.get(from) else { return shape };
    let times = head.cells.iter().filter(|c| times::is_time(&c.text)).count();
    let first_is_time = head.cells.first().is_some_and(|c| times::is_time(&c.text));
    if times >= 2 && !first_is_time && times + 2 > head.cells.iter().filter(|c| !c.is_blank()).count() {
        shape.across = true;
        shape.heads = 1;
        shape.day = head.cells.first().and_then(|c| dates::leading(&c.text)).map(|(mark, _)| out.day(mark));
        return shape;
    }
    if is_head(table, from, words) {
        shape.heads = 1;
        name_columns(&mut shape, table, from, words, out);
    }
    let body = from + shape.heads;
    guess_columns(&mut shape, table, body, words);
    if shape.sides.is_empty() {
        repeated_times(&mut shape);
    }
    if shape.sides.is_empty() {
        shape.sides = vec![Side { columns: (0..width).collect(), ..Side::default() }];
    }
    shape
}

/// Whether a row is a head: several cells, no time in front of any, and words for columns, days or groups.
fn is_head(table: &Table, at: usize, words: &Words) -> bool {
    let cells = &table.rows[at].cells;
    let filled: Vec<&Cell> = cells.iter().filter(|c| !c.is_blank()).collect();
    let timed = filled.iter().any(|c| {
        times::find(&c.text, times::Place::Line).is_some_and(|f| f.when.has_clock())
            && dates::leading(&c.text).is_none()
    });
    if filled.len() < 2 && !(filled.len() == 1 && cells.len() > 1 && words.label(&filled[0].text).is_some()) || timed {
        return false;
    }
    let known = |c: &&&Cell| words.label(&c.text).is_some() || is_day(&c.text) || !shares(&c.text, words).is_empty();
    let named = filled.iter().filter(known).count();
    let below_timed = table.rows.get(at + 1).is_some_and(|row| {
        row.cells.first().is_some_and(|c| times::is_time(&c.text) || periods::find(&c.text).is_some())
    });
    let first_known = filled.first().is_some_and(|c| words.label(&c.text).is_some()) || cells[0].is_blank();
    named >= 2 || (named >= 1 && first_known) || (below_timed && cells[0].is_blank())
}

/// Whether a text heads a day and says no more.
fn is_day(text: &str) -> bool {
    dates::leading(text).is_some_and(|(_, rest)| rest.chars().count() <= 30 && !rest.starts_with(char::is_lowercase))
}

/// Roles and sides from the head row, and from a second one below wide heads.
fn name_columns(shape: &mut Shape, table: &Table, at: usize, words: &Words, out: &mut Outline) {
    let row = &table.rows[at];
    let labels: Vec<Option<Label>> = row.cells.iter().map(|c| words.label(&c.text)).collect();
    let has_title = labels.contains(&Some(Label::Title));
    let unknown = |c: usize| labels[c].is_none() && !row.cells[c].is_blank() && !is_day(&row.cells[c].text);
    let unknowns: Vec<usize> = (0..row.cells.len()).filter(|c| unknown(*c)).collect();
    let named_groups = unknowns.iter().filter(|c| !shares(&row.cells[**c].text, words).is_empty()).count();
    let days = row.cells.iter().filter(|c| is_day(&c.text)).count();
    let by_group = named_groups > 0 || (!has_title && unknowns.len() >= 2);
    for (c, cell) in row.cells.iter().enumerate() {
        // A date in the corner, over the times, is the day of the whole table.
        if c == 0
            && by_group
            && days == 1
            && let Some((mark, _)) = dates::leading(&cell.text)
        {
            shape.day = Some(out.day(mark));
            continue;
        }
        let begins = is_day(&cell.text) && days >= 1
            || (by_group && unknowns.contains(&c) && (named_groups == 0 || words.names_team(&cell.text)));
        if begins {
            let mut side = Side { columns: vec![c], ..Side::default() };
            if let Some((mark, _)) = dates::leading(&cell.text).filter(|_| is_day(&cell.text)) {
                side.day = Some(out.day(mark));
            } else {
                side.group = Some(cell.text.replace('\n', " "));
            }
            shape.sides.push(side);
        } else if let Some(label) = labels[c] {
            shape.roles[c] = Role::Known(label);
        } else if !cell.is_blank() {
            shape.roles[c] = if has_title || unknowns.len() > 1 {
                Role::Other(cell.text.replace('\n', " "))
            } else {
                Role::Known(Label::Title)
            };
        }
        // A wide head, or one with blanks beside it, is about those columns too.
        if !begins
            && labels[c].is_none()
            && (cell.covered || cell.is_blank())
            && let Some(side) = shape.sides.last_mut().filter(|side| side.columns.last() == Some(&(c.wrapping_sub(1))))
        {
            side.columns.push(c);
        }
    }
    // A second row of heads below the days.
    if shape.sides.iter().any(|s| s.columns.len() > 1)
        && table.rows.get(at + 1).is_some()
        && is_head(table, at + 1, words)
    {
        for (c, cell) in table.rows[at + 1].cells.iter().enumerate() {
            if let Some(label) = words.label(&cell.text) {
                shape.roles[c] = Role::Known(label);
            }
        }
        shape.heads = 2;
    }
    let inside = |c: &usize| shape.sides.iter().any(|s| s.columns.contains(c));
    shape.shared = (0..row.cells.len()).filter(|c| !shape.sides.is_empty() && !inside(c)).collect();
    // One column of days is a column, not a side, when activities stand beside it.
    if days == 1 && shape.sides.len() == 1 && has_title {
        shape.sides.clear();
        shape.shared.clear();
    }
}

/// Roles of columns without a telling head, from what they hold.
fn guess_columns(shape: &mut Shape, table: &Table, body: usize, words: &Words) {
    let width = shape.roles.len();
    let single = |c: usize| shape.sides.iter().any(|s| s.columns == [c]);
    for c in 0..width {
        if shape.roles[c] != Role::Nothing || single(c) {
            continue;
        }
        let cells: Vec<&str> =
            table.rows[body..].iter().map(|r| r.cells[c].text.as_str()).filter(|t| !t.is_empty()).collect();
        let most = |test: &dyn Fn(&str) -> bool| {
            let hits = cells.iter().filter(|t| test(t)).count();
            hits > 0 && hits * 10 >= cells.len() * 6
        };
        let period = |t: &str| periods::find(t).is_some_and(|(_, rest)| rest.is_empty());
        let label = if cells.is_empty() {
            continue;
        } else if most(&|t| times::is_time(&t.replace('\n', " "))) {
            Label::Time
        } else if most(&|t| lengths::find(t).is_some_and(|(_, _, rest, _)| rest.is_empty())) {
            Label::Length
        } else if most(&|t| period(t) || words.is(Remark::Bells, t)) && cells.iter().any(|t| period(t)) {
            Label::Period
        } else if most(&|t| dates::leading(t).is_some_and(|(_, rest)| rest.is_empty())) {
            Label::Day
        } else if most(&|t| words.is_place(t) || is_room(t)) {
            Label::Place
        } else if most(&|t| are_people(t, words) || words.is_everyone(t)) {
            Label::With
        } else {
            continue;
        };
        shape.roles[c] = Role::Known(label);
    }
    // Two columns of single times beside each other are start and end.
    for c in 1..width {
        let ranges = |c: usize| {
            table.rows[body..]
                .iter()
                .any(|r| times::find(&r.cells[c].text, times::Place::Column).is_some_and(|f| f.when.end.is_some()))
        };
        if [&shape.roles[c - 1], &shape.roles[c]] == [&Role::Known(Label::Time), &Role::Known(Label::Time)]
            && !ranges(c - 1)
            && !ranges(c)
        {
            (shape.roles[c - 1], shape.roles[c]) = (Role::Known(Label::Start), Role::Known(Label::End));
        }
    }
    let sides: Vec<Vec<usize>> = if shape.sides.is_empty() {
        vec![(0..width).collect()]
    } else {
        shape.sides.iter().map(|s| s.columns.clone()).collect()
    };
    for columns in sides {
        title_column(shape, table, body, &columns, words);
    }
}

/// Where no column is headed as the activity, it is the one that most names some, else has the most words.
fn title_column(shape: &mut Shape, table: &Table, body: usize, columns: &[usize], words: &Words) {
    if columns.iter().any(|c| shape.roles[*c] == Role::Known(Label::Title)) {
        return;
    }
    let weight = |c: usize| -> usize {
        table.rows[body..]
            .iter()
            .map(|r| &r.cells[c].text)
            .map(|t| t.chars().count().min(60) + if words.names_activity(t) { 30 } else { 0 })
            .sum()
    };
    let open = columns.iter().copied().filter(|c| matches!(shape.roles[*c], Role::Nothing | Role::Other(_)));
    // The first of equals.
    let best = open.rev().max_by_key(|c| weight(*c)).filter(|c| weight(*c) > 0);
    // Failing that, whatever column tells most about what happens.
    let fallback = || {
        columns
            .iter()
            .copied()
            .find(|c| matches!(shape.roles[*c], Role::Known(Label::Note | Label::With | Label::People)))
    };
    let starts_alone = columns.len() > 1 || shape.sides.is_empty();
    if let Some(best) = best.or_else(|| fallback().filter(|_| starts_alone)) {
        shape.roles[best] = Role::Known(Label::Title);
    }
}

/// Two columns of times with words after each are two timetables side by side.
fn repeated_times(shape: &mut Shape) {
    let starts: Vec<usize> =
        (0..shape.roles.len()).filter(|c| matches!(shape.roles[*c], Role::Known(Label::Time | Label::Start))).collect();
    let apart = starts.windows(2).all(|pair| pair[1] - pair[0] > 1);
    if starts.len() < 2 || !apart || starts[0] != 0 {
        return;
    }
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(shape.roles.len());
        shape.sides.push(Side { columns: (*start..end).collect(), ..Side::default() });
    }
    // Each has its own title.
    for side in &shape.sides {
        if !side.columns.iter().any(|c| shape.roles[*c] == Role::Known(Label::Title))
            && let Some(c) = side.columns.iter().find(|c| matches!(shape.roles[**c], Role::Nothing | Role::Other(_)))
        {
            shape.roles[*c] = Role::Known(Label::Title);
        }
    }
}

//! The rows of a table, once it is known what its columns say.
//!
//! Every cell with words ends in an entry, a heading or a remark; those that none of these took are
//! added as notes to the row's activity, or told as not understood.

use super::dates;
use super::fill::{add_people, fill_time, open_words};
use super::flow::Flow;
use super::grid::{Role, Shape, Side, shape};
use super::groups::shares;
use super::lengths;
use super::outline::{Entry, Read, Reading};
use super::parts;
use super::scan::trimmed;
use super::source::{Cell, Line, Row, Table};
use super::spans::{covered_groups, spanning, transposed};
use super::times::{self, Place, Stand, When};
use super::words::{Label, Remark};

/// What the rows above have left: a time, a day.
#[derive(Default)]
struct Above {
    when: Option<Entry>,
    day: Option<usize>,
}

/// Reads a table.
pub(super) fn table(table: &Table, flow: &mut Flow) {
    // "Jo Birch | Headteacher | Elmfield" below "Kind regards".
    let has_clock = |cell: &Cell| times::find(&cell.text, Place::Line).is_some_and(|f| f.when.has_clock());
    if flow.asides.closing && !table.rows.iter().flat_map(|r| &r.cells).any(has_clock) {
        for row in &table.rows {
            flow.out.read(row.no, &source(row), Reading::Remark("below the end of a letter"));
        }
        return;
    }
    flow.part_ends();
    let mut at = 0;
    // Full-width rows above the head are headings.
    while table.rows.get(at).is_some_and(|row| alone(row).is_some()) && at + 1 < table.rows.len() {
        single(&table.rows[at], flow);
        at += 1;
    }
    let shape = shape(table, at, flow.words, flow.out);
    flow.day = shape.day.or(flow.day);
    for row in &table.rows[at..(at + shape.heads).min(table.rows.len())] {
        flow.out.read(row.no, &source(row), Reading::Heading);
    }
    let head = at;
    at += shape.heads;
    if shape.across {
        let times = &table.rows[head];
        let many = table.rows.len() - at > 1;
        table.rows[at..].iter().for_each(|row| transposed(times, row, many, flow));
    } else {
        let mut above = Above::default();
        for index in at..table.rows.len() {
            read_row(table, index, &shape, &mut above, flow);
        }
    }
    flow.part_ends();
}

/// The row as the report shows it.
pub(super) fn source(row: &Row) -> String {
    let cells: Vec<String> = row.cells.iter().filter(|c| !c.is_blank()).map(|c| c.text.replace('\n', " / ")).collect();
    cells.join(" | ")
}

/// The words of a row that has only one cell with words, if that is no time.
fn alone(row: &Row) -> Option<&str> {
    let mut filled = row.cells.iter().filter(|c| !c.is_blank());
    let only = filled.next()?;
    (filled.next().is_none() && !times::is_time(&only.text)).then_some(only.text.as_str())
}

/// A row of one cell: each of its lines is read as a line.
fn single(row: &Row, flow: &mut Flow) {
    lines(row.no, alone(row).unwrap_or_default(), flow);
}

fn lines(no: usize, text: &str, flow: &mut Flow) {
    for (at, part) in text.lines().enumerate() {
        let (part, listed) = super::source::without_bullet(part);
        flow.line(&Line { no, text: part.to_owned(), indented: listed && at > 0, heading: false });
    }
}

/// Whether a cell holds a timetable of its own, line by line.
fn is_text(text: &str) -> bool {
    let timed =
        |line: &str| times::find(line, Place::Line).is_some_and(|f| f.stand == Stand::First && f.when.start.is_some());
    let below = text.lines().skip(1).filter(|line| times::is_time(line)).count();
    let all = text.lines().filter(|line| timed(line)).count();
    // One time below the words is theirs: "Focus group / 10.45-11.15".
    text.contains('\n') && all >= 1 && !(all == 1 && below == 1)
}

fn read_row(table: &Table, index: usize, shape: &Shape, above: &mut Above, flow: &mut Flow) {
    let row = &table.rows[index];
    let title_at = |c: usize| shape.roles[c] == Role::Known(Label::Title);
    if let Some(text) = alone(row) {
        let c = row.cells.iter().position(|cell| !cell.is_blank()).unwrap_or(0);
        let wide = row.cells[c].across > 1 || c == 0;
        let heads =
            dates::leading(text).is_some() || shares(text, flow.words).first().is_some_and(|s| s.text.is_empty());
        if (wide && !title_at(c)) || heads || (!shape.has_times() && shape.sides.len() < 2) {
            single(row, flow);
            above.day = flow.day;
            above.when = None;
            return;
        }
        if title_at(c) && flow_detail(row, text, above, flow) {
            return;
        }
    }
    let mut pattern = Entry { no: row.no, day: above.day.or(flow.day), ..Entry::default() };
    let mut used = vec![false; row.cells.len()];
    let shared: Vec<usize> =
        if shape.sides.len() > 1 || !shape.shared.is_empty() { shape.shared.clone() } else { Vec::new() };
    take_cells(row, &shared, shape, &mut pattern, &mut used, flow);
    let mut readings = Vec::new();
    let before = flow.out.reads.len();
    for side in &shape.sides {
        let reading = read_side(table, index, side, shape, &pattern, above, &mut used, flow);
        readings.extend(reading);
    }
    // A cell that was a text of its own has been noted line by line.
    let noted = flow.out.reads.len() > before;
    leftovers(row, &used, &mut readings, flow);
    if readings.is_empty() && !noted {
        let bells = pattern.period.is_some() && pattern.when.has_clock();
        if bells {
            flow.out.bell(pattern);
            readings.push(Reading::Bells);
        } else {
            readings.push(Reading::Unclear("a time with nothing beside it"));
        }
    }
    for (no, text) in &row.more {
        let at = readings.iter().find_map(|r| if let Reading::Activity(at) = r { Some(*at) } else { None });
        let holds = |at: usize| {
            let entry = &flow.out.entries[at];
            let bare = text.trim_matches(['(', ')']);
            entry.place.contains(bare) || entry.notes.iter().any(|n| n.contains(bare)) || entry.with.contains(bare)
        };
        let whose = readings.iter().find(|r| matches!(r, Reading::Activity(at) if holds(*at))).cloned();
        let reading = match whose.or(at.map(Reading::Activity)) {
            Some(Reading::Activity(at)) => Reading::Detail(at),
            _ => Reading::Heading,
        };
        flow.out.read(*no, text, reading);
    }
    if !readings.is_empty() {
        flow.out.reads.push(Read { no: row.no, source: source(row), readings });
    }
}

/// Words below an activity in its column, with no time of their own: more about it.
fn flow_detail(row: &Row, text: &str, above: &Above, flow: &mut Flow) -> bool {
    let Some(last) = flow.out.entries.len().checked_sub(1) else { return false };
    let own_time = times::find(text, Place::Line).is_some_and(|f| f.stand == Stand::First && f.when.has_clock());
    if own_time || flow.words.names_activity(text) || above.when.is_none() {
        return false;
    }
    for line in text.lines() {
        flow.add_detail(last, line);
    }
    flow.out.read(row.no, text, Reading::Detail(last));
    true
}

/// Puts the cells of columns with a role into an entry; those of the title are left.
fn take_cells(row: &Row, columns: &[usize], shape: &Shape, entry: &mut Entry, used: &mut [bool], flow: &mut Flow) {
    for c in columns.iter().copied() {
        let cell = &row.cells[c];
        let text = cell.text.replace('\n', " ");
        // An arrow or a dash in a column of times says nothing.
        if !text.chars().any(char::is_alphanumeric) {
            used[c] = true;
            continue;
        }
        match &shape.roles[c] {
            Role::Known(Label::Title) | Role::Nothing => continue,
            Role::Known(label @ (Label::Time | Label::Start | Label::End | Label::Length)) => {
                fill_time(entry, *label, &text, flow.words);
            }
            Role::Known(Label::Period) => match super::periods::find(&text) {
                Some((period, rest)) => {
                    entry.period = Some(period);
                    entry.add_note(&rest);
                }
                None => match text.trim().parse::<u32>().ok().filter(|n| (1..=12).contains(n)) {
                    Some(n) => {
                        let series = super::periods::Series::Period;
                        entry.period =
                            Some(super::periods::Period { series, first: n, last: n, label: format!("Period {n}") });
                    }
                    None if times::find(&text, Place::Column).is_some() => {
                        fill_time(entry, Label::Time, &text, flow.words);
                    }
                    None => entry.add_note(&text),
                },
            },
            Role::Known(Label::Day) => match dates::leading(&text) {
                Some((mark, rest)) => {
                    let day = flow.out.day(mark);
                    flow.day = Some(day);
                    entry.day = Some(day);
                    if times::find(&rest, Place::Column).is_some() {
                        fill_time(entry, Label::Time, &rest, flow.words);
                    } else {
                        entry.add_note(&rest);
                    }
                }
                None => entry.add_note(&text),
            },
            // "Y1–Y6" in a column of rooms is who is seen there.
            Role::Known(Label::Place) if parts::is_class(&text) && !flow.words.is_place(&text) => entry.add_note(&text),
            Role::Known(Label::Place) => {
                let found = parts::parts(&text, flow.words);
                if found.link.is_empty() {
                    entry.place = trimmed(&text);
                } else {
                    entry.link = found.link;
                    entry.place = found.title;
                }
            }
            Role::Known(Label::People) => add_people(entry, &cell.text, flow.words),
            Role::Known(Label::With) if flow.words.is_everyone(&text) => {}
            Role::Known(Label::With) => entry.with = trimmed(&cell.text.replace('\n', ", ")),
            Role::Known(Label::Link) => {
                let found = parts::parts(&text, flow.words);
                if found.link.is_empty() { entry.add_note(&text) } else { entry.link = found.link }
            }
            Role::Known(Label::Group) => {
                if !flow.words.is_everyone(&text) {
                    entry.groups.push(trimmed(&text));
                }
            }
            Role::Other(_) if entry.place.is_empty() && (flow.words.is_place(&text) || parts::is_room(&text)) => {
                entry.place = trimmed(&text);
            }
            Role::Known(Label::Note) | Role::Other(_) => entry.add_note(&text),
        }
        used[c] = true;
    }
}

/// A row without words of its own: "Break" may stand with the time and nowhere else; a time alone is that of what follows.
fn beside_the_time(mut entry: Entry, above: &mut Above, flow: &mut Flow) -> Option<Reading> {
    if !entry.when.has_clock() {
        return None;
    }
    if entry.notes.is_empty() {
        above.when = Some(entry);
        return None;
    }
    let words = entry.notes.remove(0);
    let notes = std::mem::take(&mut entry.notes);
    let reading = flow.entry(entry, &words);
    if let Reading::Activity(at) = reading {
        for note in &notes {
            flow.out.entries[at].add_note(note);
        }
    }
    Some(reading)
}

/// One activity of a row: of one side of the table.
#[allow(clippy::too_many_arguments, reason = "the row, its side, and the three things that go on below it")]
fn read_side(
    table: &Table,
    index: usize,
    side: &Side,
    shape: &Shape,
    pattern: &Entry,
    above: &mut Above,
    used: &mut [bool],
    flow: &mut Flow,
) -> Option<Reading> {
    let row = &table.rows[index];
    let mut entry = Entry { groups: flow.group.iter().cloned().collect(), ..pattern.clone() };
    take_cells(row, &side.columns, shape, &mut entry, used, flow);
    if let Some(day) = side.day {
        entry.day = Some(day);
    }
    above.day = entry.day.filter(|_| side.day.is_none()).or(above.day);
    if side.group.is_some() || side.columns.len() == 1 {
        entry.groups = covered_groups(table, index, side, shape, &entry, flow);
        let others = shape.sides.iter().filter(|s| *s != side).flat_map(|s| &s.columns);
        if let (Some(group), true) = (&side.group, shape.sides.len() > 1)
            && entry.groups.len() == 1
            && others.clone().all(|c| row.cells[*c].is_blank())
        {
            entry.assumed.push(format!("for {group} alone: the other columns are blank"));
        }
    }
    let title = side.columns.iter().copied().find(|c| shape.roles[*c] == Role::Known(Label::Title));
    let title = title.or_else(|| side.columns.first().copied().filter(|_| side.columns.len() == 1));
    let cell = title.map(|c| &row.cells[c]).filter(|cell| !cell.is_blank());
    let Some((c, cell)) = title.zip(cell) else {
        return if shape.sides.len() == 1 { beside_the_time(entry, above, flow) } else { None };
    };
    used[c] = true;
    if is_text(&cell.text) {
        let (day, group) = (flow.day, flow.group.clone());
        flow.day = entry.day;
        flow.group = entry.groups.first().cloned();
        lines(row.no, &cell.text, flow);
        (flow.day, flow.group) = (day, group);
        return None;
    }
    same_slot(row, shape, side, &mut entry, above);
    spanning(table, index, c, &mut entry);
    let time_below = cell.text.lines().skip(1).find(|line| times::is_time(line));
    let mut rest = cell.text.lines().filter(|line| Some(*line) != time_below);
    let mut first = rest.next().unwrap_or_default().to_owned();
    if let Some(line) = time_below.filter(|_| !entry.when.has_clock()) {
        fill_time(&mut entry, Label::Time, line, flow.words);
    }
    own_time(&mut entry, &mut first, flow);
    // "Learning walk (60 mins)" beside a start.
    if entry.when.end.is_none()
        && entry.when.minutes.is_none()
        && let Some((minutes, about, rest, _)) = lengths::find(&first)
    {
        (entry.when.minutes, first) = (Some(minutes), rest);
        entry.when.about |= about;
    }
    if first.is_empty() {
        rest.next().unwrap_or("Activity").clone_into(&mut first);
    }
    if flow.words.is(Remark::Finish, &first) && entry.when.has_clock() {
        entry.finish = true;
        entry.title = first;
        return Some(Reading::Finish(flow.out.add(entry)));
    }
    if flow.words.is(Remark::Nothing, &first) {
        return Some(Reading::Remark("nothing is planned there"));
    }
    let mut in_time = std::mem::take(&mut entry.notes);
    // "Lunch" may stand beside the time, and where it is in the column of activities.
    let named =
        in_time.first().is_some_and(|note| flow.words.names_activity(note) && note.split_whitespace().count() <= 3);
    if named && entry.place.is_empty() && flow.words.is_place(&first) && !flow.words.names_activity(&first) {
        entry.place = std::mem::replace(&mut first, in_time.remove(0));
    }
    let reading = flow.entry(entry, &first);
    if let Reading::Activity(at) = reading {
        for note in &in_time {
            flow.out.entries[at].add_note(note);
        }
        rest.for_each(|line| flow.add_detail(at, super::source::without_bullet(line).0));
    }
    Some(reading)
}

/// The time in the words of a cell, where no column gave one.
fn own_time(entry: &mut Entry, first: &mut String, flow: &Flow) {
    if entry.when.has_clock() {
        return;
    }
    if let Some(found) = times::find(first, Place::Line).filter(|f| f.stand != Stand::Between) {
        entry.when = When { minutes: found.when.minutes.or(entry.when.minutes), ..found.when };
        *first = found.rest;
    }
    if let Some((period, rest)) = super::periods::find(first).filter(|_| entry.period.is_none()) {
        entry.period = Some(period);
        *first = rest;
    }
    if !entry.when.has_clock() && entry.open.is_none() {
        let (open, rest) = open_words(first, flow.words);
        if open.is_some() && !rest.is_empty() {
            (entry.open, *first) = (open, rest);
        }
    }
}

/// A row without a time below one that has it: the same time, if that says when it ends.
fn same_slot(row: &Row, shape: &Shape, side: &Side, entry: &mut Entry, above: &mut Above) {
    let time = |c: &usize| matches!(shape.roles[*c], Role::Known(Label::Time | Label::Start));
    let cell = shape.shared.iter().chain(&side.columns).copied().find(|c| time(c)).map(|c| &row.cells[c]);
    if entry.when.has_clock() || entry.period.is_some() {
        if side.columns.len() > 1 || shape.sides.len() == 1 {
            above.when =
                Some(Entry { when: entry.when.clone(), period: entry.period.clone(), no: row.no, ..Entry::default() });
        }
        return;
    }
    let Some(above) = above.when.as_ref().filter(|_| cell.is_some() && entry.open.is_none()) else { return };
    let merged = cell.is_some_and(|c| c.covered);
    if merged || above.when.end.is_some() || above.period.is_some() {
        entry.when = When { minutes: entry.when.minutes, ..above.when.clone() };
        entry.period.clone_from(&above.period);
        if !merged {
            entry.assumed.push(format!("its time is that of line {}, the row above", above.no));
        }
    }
}

/// Cells that nothing took.
fn leftovers(row: &Row, used: &[bool], readings: &mut Vec<Reading>, flow: &mut Flow) {
    let entry = readings
        .iter()
        .find_map(|r| if let Reading::Activity(at) | Reading::Finish(at) = r { Some(*at) } else { None });
    for (c, cell) in row.cells.iter().enumerate() {
        if used[c] || cell.is_blank() {
            continue;
        }
        match entry {
            Some(at) => cell.text.lines().for_each(|line| flow.add_detail(at, line)),
            None => {
                let entry = Entry { no: row.no, day: flow.day, ..Entry::default() };
                readings.push(flow.entry(entry, &cell.text.replace('\n', " ")));
            }
        }
    }
}

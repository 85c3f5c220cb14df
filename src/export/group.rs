//! A group's set of visits: who hosts when, who has reviewed whom, what does not fit; and what a
//! reviewer takes home from all of them.

use super::table;
use super::words::{add, hang, long_day, short_day};
use crate::review::group::{Group, Linked, Stands};
use crate::text::clean_line;
use chrono::NaiveDate;

/// Something a reviewer takes home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    /// From which school.
    pub school: String,
    /// The words.
    pub text: String,
}

/// The set of visits on `today`, in lines of at most `width` terminal cells.
pub fn text(group: &Group, today: NaiveDate, width: usize) -> String {
    let mut out = format!("{}\n", clean_line(&group.name));
    if !group.theme.is_empty() {
        add(&mut out, format_args!("Theme: {}\n", clean_line(&group.theme)));
    }
    if let Some(deadline) = group.deadline {
        let left = (deadline - today).num_days();
        let left = match left {
            ..0 => "passed".to_owned(),
            0 => "today".to_owned(),
            1 => "1 day left".to_owned(),
            n => format!("{n} days left"),
        };
        add(&mut out, format_args!("Deadline: {} ({left})\n", long_day(deadline)));
    }
    out.push('\n');
    let rows: Vec<Vec<String>> = group.visits.iter().map(|v| visit(v, today)).collect();
    out.push_str(&table::table(&["Host", "Days", "Stands", "Reviewed by"], &rows, width));
    out.push('\n');
    out.push_str(&who_reviewed_whom(group, today, width));
    for finding in group.findings() {
        add(&mut out, format_args!("{}\n", hang("! ", &finding, width)));
    }
    out
}

fn visit(visit: &Linked, today: NaiveDate) -> Vec<String> {
    let days: Vec<String> = visit.days.iter().map(|d| short_day(*d)).collect();
    let days = if days.is_empty() { "TBC".to_owned() } else { days.join(", ") };
    vec![visit.host.clone(), days, visit.stands(today).label().to_owned(), visit.reviewers.join(", ")]
}

/// Reviewers down, hosts across.
fn who_reviewed_whom(group: &Group, today: NaiveDate, width: usize) -> String {
    let head: Vec<&str> = std::iter::once("Who reviews whom").chain(group.schools.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<String>> = group
        .schools
        .iter()
        .map(|reviewer| {
            let cell = |host: &String| match group.reviewed(reviewer, host, today) {
                _ if host == reviewer => "·".to_owned(),
                Some(Stands::Done) => "done".to_owned(),
                Some(Stands::UnderWay) => "now".to_owned(),
                Some(_) => "planned".to_owned(),
                None => "-".to_owned(),
            };
            std::iter::once(reviewer.clone()).chain(group.schools.iter().map(cell)).collect()
        })
        .collect();
    table::table(&head, &rows, width)
}

/// What I take home, by school, in lines of at most `width` terminal cells.
pub fn learning(learned: &[Learned], width: usize) -> String {
    if learned.is_empty() {
        return "Nothing is marked to take home yet.\n".to_owned();
    }
    let mut out = String::new();
    let mut at = "";
    for one in learned {
        if one.school != at {
            let gap = if at.is_empty() { "" } else { "\n" };
            add(&mut out, format_args!("{gap}From {}\n", clean_line(&one.school)));
            at = &one.school;
        }
        add(&mut out, format_args!("{}\n", hang("  · ", &clean_line(&one.text), width)));
    }
    out
}

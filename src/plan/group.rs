//! The file of a group: its schools, its linked visits, and its deadline.

use crate::review::group::{Group, Linked};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};
use chrono::NaiveDate;
use serde::Deserialize;

/// The largest file that is read, in bytes.
pub const MAX_GROUP: u64 = 200_000;

/// A file to begin from.
pub const GROUP_TEMPLATE: &str = include_str!("templates/group.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Head,
    #[serde(default)]
    visit: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    #[serde(default)]
    theme: String,
    deadline: Option<toml::value::Datetime>,
    schools: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    host: String,
    reviewers: Vec<String>,
    #[serde(default)]
    days: Vec<toml::value::Datetime>,
    #[serde(default)]
    notebook: String,
}

/// Reads the file of a group; `name` is only shown in messages.
///
/// # Errors
/// With the line of the first mistake, or the visit that names a school which is not of the group.
pub fn read_group(text: &str, name: &str) -> Result<Group> {
    let file: File = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        Trouble::usage(
            format!("{}, line {line}: {}", clean_line(name), clean_line(e.message())),
            "Mend the line, or begin anew from: visitbook group template",
        )
    })?;
    let schools: Vec<String> = file.group.schools.iter().map(|s| clean_line(s)).collect();
    let of_group = |school: &str| {
        let clean = clean_line(school);
        schools.iter().find(|s| **s == clean).cloned().ok_or_else(|| {
            Trouble::usage(
                format!("{}: “{clean}” is not among the schools of the group.", clean_line(name)),
                format!("Its schools are {}.", schools.join(", ")),
            )
        })
    };
    let visits = file.visit.iter().map(|entry| {
        Ok(Linked {
            host: of_group(&entry.host)?,
            reviewers: entry.reviewers.iter().map(|r| of_group(r)).collect::<Result<_>>()?,
            days: entry.days.iter().map(day).collect::<Result<_>>()?,
            notebook: entry.notebook.clone(),
        })
    });
    let visits = visits.collect::<Result<_>>()?;
    Ok(Group {
        name: clean_line(&file.group.name),
        theme: clean_line(&file.group.theme),
        deadline: file.group.deadline.as_ref().map(day).transpose()?,
        schools,
        visits,
    })
}

fn day(written: &toml::value::Datetime) -> Result<NaiveDate> {
    let date = written.date.and_then(|d| NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()));
    date.ok_or_else(|| Trouble::usage(format!("{written} is not a day."), "Write it as 2027-01-20, without quotes."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_triad_with_nothing_against_it_but_what_is_to_be_filled_in() {
        let group = read_group(GROUP_TEMPLATE, "group.toml").unwrap();
        assert_eq!((group.schools.len(), group.visits.len()), (3, 3));
        assert_eq!(group.findings(), Vec::<String>::new());
        assert!(group.visits.iter().any(|v| v.days.is_empty()), "a date may be to be confirmed");
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_a_strange_school_by_name() {
        let said = |text: &str| read_group(text, "g.toml").unwrap_err().to_string();
        assert!(said("[group]\nname = 'x'\nschools = []\ncolour = 'red'").contains("line 4"));
        let strange = "[group]\nname='x'\nschools=['A','B']\n[[visit]]\nhost='C'\nreviewers=['A']";
        assert!(said(strange).contains("“C” is not among the schools"));
        assert!(said("not toml at all").contains("line 1"));
        assert!(said("[group]\nname='x'\nschools=[]\ndeadline=10:00:00").contains("is not a day"));
    }
}

//! A timetable that comes late, or changed: looked at line by line, then put into the notebook by one write.
//!
//! What stands in the notebook stays as it is: the team may have moved it, and notes hang on it. Nothing
//! sealed goes into a timetable; it is as open as the plan it adds to.

use super::Desk;
use super::making::activity_facts;
use crate::files;
use crate::notebook::value::{ActivityDropped, Value};
use crate::notebook::{NewChange, Written};
use crate::plan::{MAX_BYTES, Report, Request, Target, offer};
use crate::review::people::Act;
use crate::review::timetable::Activity;
use crate::trouble::{Result, Trouble};
use chrono::NaiveDate;

/// What is told of an activity that is there already.
const THERE: &str = "in the timetable already: stays as it is";
/// What is told of one that was dropped, or whose coming was undone.
const BACK: &str = "was dropped: takes place after all";

/// A timetable as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The name of its file: its ending tells the format where the content does not.
    pub name: String,
}

impl Came {
    /// What was pasted.
    pub fn pasted(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), name: "what was pasted".to_owned() }
    }
}

/// What a timetable comes to, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// What became of each line.
    pub report: Report,
    /// So many activities are new, those that were dropped and come back among them.
    pub new: usize,
    /// So many are there already.
    pub there: usize,
    /// The day it is taken for, because the text says none.
    pub assumed_day: Option<NaiveDate>,
}

impl Desk {
    /// Reads a timetable as it came, without keeping anything. `day` is its day if the text says none; left open, it is
    /// today while the visit is on, else its first day.
    ///
    /// # Errors
    /// When I am not the lead, or there is no activity in it.
    pub fn read_timetable(&mut self, came: &Came, day: Option<NaiveDate>) -> Result<Pasted> {
        self.refresh()?;
        self.must(Act::Timetable)?;
        let (pasted, _) = self.offered(came, day)?;
        Ok(pasted)
    }

    /// Puts it into the notebook, by one write.
    ///
    /// # Errors
    /// As [`Desk::read_timetable`]; and when all of it is there already.
    pub fn keep_timetable(&mut self, came: &Came, day: Option<NaiveDate>) -> Result<(Pasted, Written)> {
        self.refresh()?;
        self.must(Act::Timetable)?;
        let (pasted, changes) = self.offered(came, day)?;
        if changes.is_empty() {
            return Err(Trouble::new("All of this is in the timetable already.", "Nothing was changed."));
        }
        let written = self.write(&changes)?;
        self.refresh()?;
        Ok((pasted, written))
    }

    fn offered(&self, came: &Came, day: Option<NaiveDate>) -> Result<(Pasted, Vec<NewChange>)> {
        let words = self.home.timetable_words();
        let own_words = words.exists().then(|| files::read_text(&words, MAX_BYTES as u64)).transpose()?;
        let request = Request {
            bytes: &came.bytes,
            name: &came.name,
            target: Target::Into { text: "", review: &self.review },
            today: self.clock.now().local(self.review.visit.zone).date(),
            first_day: None,
            bells: None,
            own_words: own_words.as_deref(),
        };
        let standing =
            |activity: &Activity| self.agreeing(activity).map(|there| if there.run.dropped { BACK } else { THERE });
        let offered = offer(&request, &self.review, day.unwrap_or_else(|| self.likely_day()), &standing)?;
        let mut changes: Vec<NewChange> = Vec::new();
        let mut there = 0;
        for activity in &offered.activities {
            match self.agreeing(activity) {
                None => changes.push(NewChange::new(activity.id, Value::Activity(activity_facts(activity)))),
                Some(old) if old.run.dropped => {
                    changes.push(NewChange::new(old.id, ActivityDropped { dropped: false }));
                }
                Some(_) => there += 1,
            }
        }
        let new = changes.len();
        Ok((Pasted { report: offered.report, new, there, assumed_day: offered.assumed_day }, changes))
    }

    /// The activity of the notebook that agrees in day, start and title; of several one that takes place.
    fn agreeing(&self, activity: &Activity) -> Option<&Activity> {
        let title = activity.title.to_lowercase();
        let agrees = |old: &&Activity| {
            let start = old.planned_start == activity.planned_start || old.start == activity.start;
            old.day == activity.day && start && old.title.to_lowercase() == title
        };
        self.review.activities.iter().filter(agrees).min_by_key(|old| old.run.dropped)
    }

    /// The day of a timetable that says none: today if the visit is on, else its first.
    fn likely_day(&self) -> NaiveDate {
        let today = self.clock.now().local(self.review.visit.zone).date();
        let days = self.review.days();
        days.iter().copied().find(|day| *day == today).or(days.first().copied()).unwrap_or(today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::timetable::ActivityKind;
    use crate::review::visit::CaptureAs;
    use crate::tasks::testing::Team;

    const MAIL: &str = "Hi Sam,\n\n13.30 Governors (library)\n2pm Hear readers\nPhone call with the trust - time TBC\n\n3.15 finish\nBest,\nJo\n";

    fn planned(desk: &Desk) -> Vec<String> {
        let told = |a: &Activity| match a.start {
            Some(start) => format!("{} {}", start.format("%d %H:%M"), a.title),
            None => format!("{} -- {}", a.day.format("%d"), a.title),
        };
        desk.review().activities.iter().filter(|a| !a.run.dropped).map(told).collect()
    }

    #[test]
    fn a_mail_becomes_activities_by_one_write_and_one_undo_takes_them_back() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let before = planned(&lead);
        let read = lead.read_timetable(&Came::pasted(MAIL), None).unwrap();
        assert_eq!((read.new, read.there), (3, 0), "{}", read.report);
        assert_eq!(read.assumed_day.unwrap().to_string(), "2026-06-10", "the visit is on: today");
        assert_eq!(planned(&lead), before, "looking keeps nothing");

        let version = lead.notebook().changes().unwrap().len();
        let (_, written) = lead.keep_timetable(&Came::pasted(MAIL), None).unwrap();
        assert_eq!(lead.notebook().changes().unwrap().len(), version + 3);
        let after = planned(&lead);
        for there in ["10 13:30 Governors", "10 14:00 Hear readers", "10 -- Phone call with the trust"] {
            assert!(after.iter().any(|a| a == there), "{there}: {after:?}");
        }
        assert_eq!(after.len(), before.len() + 3, "what was there stays");
        let governors = lead.review().activities.iter().find(|a| a.title == "Governors").unwrap();
        assert_eq!((governors.kind, governors.place.as_str()), (ActivityKind::Governors, "library"));

        let undone = lead.undo(&written.changes).unwrap();
        assert_eq!(planned(&lead), before);
        lead.undo(&undone.changes).unwrap();
        assert_eq!(planned(&lead), after, "and done again");
    }

    #[test]
    fn what_agrees_in_day_start_and_title_is_not_added_twice() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let text = "Wednesday 10 June 2026\n8.30 ARRIVAL, protocol\n8.50 Tour of the school\n9.00 Tour of the school\n";
        let read = lead.read_timetable(&Came::pasted(text), None).unwrap();
        assert_eq!((read.new, read.there, read.assumed_day), (1, 2, None), "{}", read.report);
        assert!(read.report.to_string().contains("Tour of the school [tour] · in the timetable already"));
        let place = lead.review().activities[0].place.clone();
        lead.keep_timetable(&Came::pasted(text), None).unwrap();
        assert_eq!(lead.review().activities[0].place, place);
        let trouble = lead.keep_timetable(&Came::pasted(text), None).unwrap_err();
        assert!(trouble.what().contains("in the timetable already"), "{trouble}");
    }

    #[test]
    fn what_was_undone_comes_back_when_it_is_pasted_again() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let (_, written) = lead.keep_timetable(&Came::pasted(MAIL), None).unwrap();
        let after = planned(&lead);
        let all = lead.review().activities.len();
        lead.undo(&written.changes).unwrap();
        let read = lead.read_timetable(&Came::pasted(MAIL), None).unwrap();
        assert_eq!((read.new, read.there), (3, 0));
        assert!(read.report.to_string().contains(BACK), "{}", read.report);
        lead.keep_timetable(&Came::pasted(MAIL), None).unwrap();
        assert_eq!((planned(&lead), lead.review().activities.len()), (after, all), "no second row of each");
    }

    #[test]
    fn only_the_lead_puts_a_timetable_in_and_others_are_told_who() {
        let team = Team::new(|_| {});
        drop(team.desk("lead"));
        for person in ["hollins", "host-maths"] {
            let mut desk = team.desk(person);
            let trouble = desk.keep_timetable(&Came::pasted(MAIL), None).unwrap_err();
            let lead = desk.review().lead().unwrap().name.clone();
            assert!(trouble.what().starts_with("Only the lead puts a timetable"), "{trouble}");
            assert!(trouble.advice().contains(&lead), "{trouble}");
            assert_eq!(desk.read_timetable(&Came::pasted(MAIL), None).unwrap_err().what(), trouble.what());
        }
    }

    #[test]
    fn a_day_can_be_said_and_one_in_the_text_counts_more() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let second = NaiveDate::from_ymd_opt(2026, 6, 11);
        assert_eq!(lead.read_timetable(&Came::pasted(MAIL), second).unwrap().assumed_day, second);
        lead.keep_timetable(&Came::pasted(MAIL), second).unwrap();
        assert!(planned(&lead).contains(&"11 13:30 Governors".to_owned()));
        let dated = format!("Wednesday 10th\n{MAIL}");
        lead.keep_timetable(&Came::pasted(&dated), second).unwrap();
        assert!(planned(&lead).contains(&"10 13:30 Governors".to_owned()));
    }

    #[test]
    fn unclear_lines_and_people_the_review_does_not_know_are_kept_in_words() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let name = lead.review().lead().unwrap().name.clone();
        let text =
            format!("9.00 Book look {}\n9.30\n10.00 Group A: lessons; Group B: pupil voice\n11.00\n", "\u{202e}x");
        let text = text.replace("\u{202e}x", "") + &format!("12.00 Visit to hall with {name}\n");
        lead.keep_timetable(&Came::pasted(&text), None).unwrap();
        let find = |title: &str| lead.review().activities.iter().find(|a| a.title == title).cloned();
        assert_eq!(find("lessons").unwrap().note, "for Group A");
        assert!(find("9.30").is_some_and(|a| a.start.is_none()), "{:?}", planned(&lead));
    }

    #[test]
    fn where_everything_is_sealed_a_timetable_is_open_as_plans_are() {
        let team = Team::new(|review| review.visit.capture = CaptureAs::Sealed);
        let mut lead = team.desk("lead");
        lead.keep_timetable(&Came::pasted(MAIL), None).unwrap();
        assert!(planned(&lead).iter().any(|a| a.ends_with("Governors")));
    }

    #[test]
    fn hostile_text_is_cleaned_or_refused() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        lead.keep_timetable(&Came::pasted("9.00 Tour \u{1b}[2J\u{202e}of the site\n"), None).unwrap();
        let all = planned(&lead).join("\n");
        assert!(!all.chars().any(|c| c == '\u{1b}' || c == '\u{202e}'), "{all}");
        for text in ["", "nothing of a timetable", &"9.00 Tour\n".repeat(6_000)] {
            let trouble = lead.keep_timetable(&Came::pasted(text), None).unwrap_err();
            assert!(!trouble.advice().is_empty(), "{trouble}");
        }
    }
}

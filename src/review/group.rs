//! A group of schools that review each other: a triad, a cluster, a hub. Who hosts when, who has
//! reviewed whom, and what does not fit.
//!
//! In a triad each of three schools is host once and reviewer twice, by a deadline for all three; a
//! cluster does the same with more schools. The rules here are those that both share.

use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The group and its set of linked visits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// The theme that all its visits share, if they do.
    pub theme: String,
    /// By when every visit is to be done.
    pub deadline: Option<NaiveDate>,
    /// Its schools, as named in `visits`.
    pub schools: Vec<String>,
    /// Its visits, in the order of the file.
    pub visits: Vec<Linked>,
}

/// A visit of a set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linked {
    /// The school that is visited.
    pub host: String,
    /// The schools whose people review.
    pub reviewers: Vec<String>,
    /// Its days; none while they are to be confirmed.
    pub days: Vec<NaiveDate>,
    /// Its notebook or plan, as the file names it; empty while there is none.
    pub notebook: String,
}

/// How a visit stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Its days are to be confirmed.
    ToBeConfirmed,
    /// It is to come.
    ToCome,
    /// It is under way.
    UnderWay,
    /// It was.
    Done,
}

impl Stands {
    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::ToBeConfirmed => "date to be confirmed",
            Self::ToCome => "to come",
            Self::UnderWay => "under way",
            Self::Done => "done",
        }
    }
}

impl Linked {
    /// How it stands on `today`.
    pub fn stands(&self, today: NaiveDate) -> Stands {
        match (self.days.iter().min(), self.days.iter().max()) {
            (Some(first), _) if today < *first => Stands::ToCome,
            (Some(_), Some(last)) if today > *last => Stands::Done,
            (Some(_), Some(_)) => Stands::UnderWay,
            _ => Stands::ToBeConfirmed,
        }
    }

    /// The schools that are busy with it.
    fn busy(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.host).chain(&self.reviewers).map(String::as_str)
    }
}

impl Group {
    /// How the review of `host` by `reviewer` stands on `today`; none if no visit is planned for it.
    pub fn reviewed(&self, reviewer: &str, host: &str, today: NaiveDate) -> Option<Stands> {
        let of = |v: &&Linked| v.host == host && v.reviewers.iter().any(|r| r == reviewer);
        let stands: Vec<Stands> = self.visits.iter().filter(of).map(|v| v.stands(today)).collect();
        let best = [Stands::Done, Stands::UnderWay, Stands::ToCome, Stands::ToBeConfirmed];
        best.into_iter().find(|s| stands.contains(s))
    }

    /// What does not fit, each in a sentence.
    pub fn findings(&self) -> Vec<String> {
        let mut found = Vec::new();
        for school in &self.schools {
            let hosts = self.visits.iter().filter(|v| v.host == *school).count();
            let reviews = self.visits.iter().filter(|v| v.reviewers.contains(school)).count();
            match hosts {
                1 => {}
                0 => found.push(format!("{school} hosts no visit.")),
                n => found.push(format!("{school} hosts {n} visits; in a set each school hosts once.")),
            }
            if self.schools.len() > 1 && reviews == 0 {
                found.push(format!("{school} reviews nobody."));
            } else if self.schools.len() == 3 && reviews != 2 {
                let times = if reviews == 1 { "once".to_owned() } else { format!("{reviews} times") };
                found.push(format!("{school} reviews {times}; in a triad each school reviews the other two."));
            }
        }
        for visit in &self.visits {
            if visit.reviewers.contains(&visit.host) {
                found.push(format!("{} cannot review itself.", visit.host));
            }
            if let (Some(deadline), Some(last)) = (self.deadline, visit.days.iter().max())
                && *last > deadline
            {
                found.push(format!("The visit to {} ends on {}, after the deadline.", visit.host, day(*last)));
            }
        }
        found.extend(self.in_two_places());
        found
    }

    /// Schools that are busy with two visits on one day.
    fn in_two_places(&self) -> Vec<String> {
        let mut busy: BTreeMap<(NaiveDate, &str), BTreeSet<&str>> = BTreeMap::new();
        for visit in &self.visits {
            for at in &visit.days {
                for school in visit.busy() {
                    busy.entry((*at, school)).or_default().insert(&visit.host);
                }
            }
        }
        let twice = busy.into_iter().filter(|(_, at)| at.len() > 1);
        twice
            .map(|((on, school), at)| {
                let at: Vec<&str> = at.into_iter().collect();
                format!("{school} has two visits on {}: at {}.", day(on), at.join(" and at "))
            })
            .collect()
    }
}

fn day(day: NaiveDate) -> String {
    day.format("%a %-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 1, day).unwrap()
    }

    fn visit(host: &str, reviewers: &[&str], days: &[u32]) -> Linked {
        Linked {
            host: host.to_owned(),
            reviewers: reviewers.iter().map(|r| (*r).to_owned()).collect(),
            days: days.iter().map(|d| on(*d)).collect(),
            notebook: String::new(),
        }
    }

    fn triad() -> Group {
        Group {
            name: "Triad".to_owned(),
            theme: "Personal development".to_owned(),
            deadline: Some(on(29)),
            schools: ["Alder", "Birch", "Cedar"].map(str::to_owned).to_vec(),
            visits: vec![
                visit("Alder", &["Birch", "Cedar"], &[12]),
                visit("Birch", &["Alder", "Cedar"], &[19, 20]),
                visit("Cedar", &["Alder", "Birch"], &[]),
            ],
        }
    }

    #[test]
    fn a_triad_in_which_each_hosts_once_and_reviews_twice_has_nothing_against_it() {
        assert_eq!(triad().findings(), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_fit_is_said_in_whole_sentences() {
        let mut group = triad();
        group.visits[2] = visit("Alder", &["Alder"], &[19, 30]);
        let found = group.findings();
        for said in [
            "Alder hosts 2 visits; in a set each school hosts once.",
            "Cedar hosts no visit.",
            "Birch reviews once; in a triad each school reviews the other two.",
            "Alder cannot review itself.",
            "The visit to Alder ends on Sat 30 January 2027, after the deadline.",
            "Alder has two visits on Tue 19 January 2027: at Alder and at Birch.",
        ] {
            assert!(found.contains(&said.to_owned()), "{said}\n{found:?}");
        }
        group.schools.push("Damson".to_owned());
        assert!(group.findings().contains(&"Damson reviews nobody.".to_owned()));
    }

    #[test]
    fn who_has_reviewed_whom_goes_by_the_day() {
        let group = triad();
        let at = |day| group.reviewed("Alder", "Birch", on(day));
        assert_eq!(
            [at(18), at(19), at(20), at(21)].map(Option::unwrap),
            [Stands::ToCome, Stands::UnderWay, Stands::UnderWay, Stands::Done]
        );
        assert_eq!(group.reviewed("Birch", "Cedar", on(1)), Some(Stands::ToBeConfirmed));
        assert_eq!(group.reviewed("Alder", "Alder", on(1)), None);
    }
}

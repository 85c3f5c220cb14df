//! Across reviews: what many schools offer and need, side by side, for a group or its steering group.
//!
//! It is made from releases and from nothing else, one after the other, and keeps of each only its points
//! and a few counts, so that hundreds of reviews fit. With the schools' names off no text leaves at all,
//! and no number that fewer than [`FEW`] schools stand behind: not how few they are, and no sum from
//! which it could be worked out.

mod combined;
mod themes;

pub use combined::{Combined, Shared};
pub use themes::{OTHER, THEMES, Theme, ThemeFile, Themes};

use super::actions::Progress;
use super::evidence::Source;
use super::feedback::{PointKind, Support};
use super::release::Release;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer schools than this are not told by number where names are off: one or two could be guessed.
/// Three is the least in use for published school figures; groups of schools know each other well.
pub const FEW: usize = 3;

/// What is kept of one review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The host school.
    pub school: String,
    /// What the review was about.
    pub focus: String,
    /// The first day of the visit.
    pub day: Option<NaiveDate>,
    /// Its points.
    points: Vec<Told>,
    /// What the school set out to do.
    actions: Vec<Act>,
    /// The kinds of source that its evidence comes from, each with its pieces.
    sources: BTreeMap<Source, usize>,
}

/// A point of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    kind: PointKind,
    text: String,
    support: Option<Support>,
    themes: Vec<usize>,
}

/// An action of a school's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Act {
    text: String,
    progress: Progress,
    themes: Vec<usize>,
}

/// What was gathered from releases.
#[derive(Debug, Clone, Default)]
pub struct Rollup {
    themes: Themes,
    reviews: Vec<Reviewed>,
    /// School, focus and first day: the same visit, whoever made the release and when.
    visits: BTreeSet<(String, String, Option<NaiveDate>)>,
}

/// Whether schools are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schools {
    /// By name, with the words of the points.
    Named,
    /// Not at all: only how many, and only where there are enough of them.
    Unnamed,
}

/// How many schools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// None, or so few that their number would give them away.
    Few,
    /// However many they are, their number would tell how few the others are.
    Untold,
    /// So many.
    Told(usize),
}

/// What somebody said of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The school.
    pub school: String,
    /// The words.
    pub text: String,
    /// Where support for it could come from, where that was said.
    pub support: Option<Support>,
}

/// What a school set out to do about a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOut {
    /// The school.
    pub school: String,
    /// The words.
    pub text: String,
    /// How far it is.
    pub progress: Progress,
}

/// Where support for needs could come from, in schools; a school may stand in more than one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supported {
    /// From a school of the group.
    pub inside: Number,
    /// From outside the group.
    pub outside: Number,
    /// Nothing was said of it.
    pub unsaid: Number,
}

/// One theme across all reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is called.
    pub theme: String,
    /// Schools in which it is a strength, or impact was seen.
    pub strengths: Number,
    /// Schools that offer to share it.
    pub offers: Number,
    /// Schools in which it is an area for development.
    pub needs: Number,
    /// Where support for those developments could come from.
    pub support: Supported,
    /// Schools with actions that are planned, begun, done and dropped, as in [`Progress::ALL`].
    pub progress: [Number; 4],
    /// The strengths in words; empty where schools are not named.
    pub strong: Vec<Said>,
    /// The offers in words.
    pub offered: Vec<Said>,
    /// The areas for development in words.
    pub needed: Vec<Said>,
    /// The actions in words.
    pub acted: Vec<SetOut>,
    /// One school offers what another one needs.
    pub matched: bool,
}

/// The account across reviews, as documents draw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// How many reviews went into it.
    pub reviews: usize,
    /// The schools by name, where they are named.
    pub schools: Vec<String>,
    /// The themes that anything was said of; the most needed first.
    pub rows: Vec<Row>,
    /// In how many schools the evidence comes from each kind of source.
    pub sources: Vec<(Source, Number)>,
}

impl Reviewed {
    /// The same under the name that a group has for the school.
    #[must_use]
    pub fn at(self, school: &str) -> Self {
        Self { school: school.to_owned(), ..self }
    }

    fn of(release: &Release, themes: &Themes) -> Self {
        let title = |number: Option<&str>| {
            let asked = release.questions.iter().find(|q| Some(q.number.as_str()) == number);
            asked.map_or("", |q| q.title.as_str())
        };
        // Never what is for the head alone, whoever agreed to the rest.
        let points = release.open_points().map(|p| Told {
            kind: p.kind,
            text: p.text.clone(),
            support: p.support,
            themes: themes.of_texts(&[&p.text, title(p.question.as_deref())]),
        });
        let actions = release.open_actions().map(|a| {
            // An action is about what the point is about that it came from.
            let from = a.point.and_then(|i| release.points.get(i));
            let asked = title(from.and_then(|p| p.question.as_deref()));
            let themes = themes.of_texts(&[&a.what, from.map_or("", |p| &p.text), asked]);
            Act { text: a.what.clone(), progress: a.progress, themes }
        });
        let mut sources = BTreeMap::new();
        // What a school says about itself is no evidence.
        for source in release.open_notes().filter(|n| !n.context).filter_map(|n| n.source) {
            *sources.entry(source).or_insert(0) += 1;
        }
        Self {
            school: release.visit.school.clone(),
            focus: release.visit.focus.clone(),
            day: release.visit.days.first().copied(),
            points: points.collect(),
            actions: actions.collect(),
            sources,
        }
    }
}

impl Rollup {
    /// Nothing yet, to be sorted by these themes.
    pub fn by(themes: Themes) -> Self {
        Self { themes, ..Self::default() }
    }

    /// What would be kept of a release. It can be drawn up beside others, since it changes nothing.
    pub fn read(&self, release: &Release) -> Reviewed {
        Reviewed::of(release, &self.themes)
    }

    /// Takes a review in; a visit that is here already is left out, and false told.
    pub fn add(&mut self, review: Reviewed) -> bool {
        let new = self.visits.insert((review.school.clone(), review.focus.clone(), review.day));
        if new {
            self.reviews.push(review);
        }
        new
    }

    /// How many schools there are.
    pub fn schools(&self) -> usize {
        self.reviews.iter().map(|r| r.school.as_str()).collect::<BTreeSet<_>>().len()
    }

    /// The account, with or without the schools' names.
    pub fn account(&self, schools: Schools) -> Account {
        let number = |n: usize| match schools {
            Schools::Named => Number::Told(n),
            Schools::Unnamed if n < FEW => Number::Few,
            Schools::Unnamed => Number::Told(n),
        };
        let mut rows: Vec<Row> =
            self.themes.labels().enumerate().filter_map(|(n, label)| self.row(n, label, schools, number)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.needs, row.offers, row.strengths)));
        let named = schools == Schools::Named;
        let all: BTreeSet<&str> = self.reviews.iter().map(|r| r.school.as_str()).collect();
        let used = |source: Source| {
            let with = self.reviews.iter().filter(|r| r.sources.contains_key(&source)).map(|r| r.school.as_str());
            (source, number(with.collect::<BTreeSet<_>>().len()))
        };
        Account {
            reviews: self.reviews.len(),
            schools: if named { all.into_iter().map(str::to_owned).collect() } else { Vec::new() },
            rows,
            sources: Source::ALL
                .into_iter()
                .filter(|s| s.is_evidence())
                .map(used)
                .filter(|(_, n)| !matches!(n, Number::Told(0)))
                .collect(),
        }
    }

    fn row(&self, theme: usize, label: &str, schools: Schools, number: impl Fn(usize) -> Number) -> Option<Row> {
        let strong = self.said(theme, &[PointKind::Strength, PointKind::Impact]);
        let offered = self.said(theme, &[PointKind::Offer]);
        let needed = self.said(theme, &[PointKind::Development]);
        let numbers = [&strong, &offered, &needed].map(|s| number(distinct(s.iter().map(|s| &s.school))));
        let acted = self.acted(theme);
        let progress = Progress::ALL
            .map(|stage| number(distinct(acted.iter().filter(|a| a.progress == stage).map(|a| &a.school))));
        if numbers.iter().chain(&progress).all(|n| matches!(n, Number::Few | Number::Told(0))) {
            return None;
        }
        let pairs = offered.iter().any(|o| needed.iter().any(|n| n.school != o.school));
        let named = schools == Schools::Named;
        Some(Row {
            theme: label.to_owned(),
            strengths: numbers[0],
            offers: numbers[1],
            needs: numbers[2],
            support: supported(&needed, schools),
            progress,
            // That there is a pair would tell of a single offer.
            matched: pairs && (named || numbers[1..].iter().all(|n| *n != Number::Few)),
            strong: if named { strong } else { Vec::new() },
            offered: if named { offered } else { Vec::new() },
            needed: if named { needed } else { Vec::new() },
            acted: if named { acted } else { Vec::new() },
        })
    }

    /// What was said of a theme by points of these kinds.
    fn said(&self, theme: usize, kinds: &[PointKind]) -> Vec<Said> {
        self.reviews.iter().flat_map(|r| r.points_on(theme, kinds)).collect()
    }

    /// What schools set out to do about a theme.
    fn acted(&self, theme: usize) -> Vec<SetOut> {
        let of = |r: &Reviewed| {
            let here = r.actions.iter().filter(|a| a.themes.contains(&theme));
            let set = here.map(|a| SetOut { school: r.school.clone(), text: a.text.clone(), progress: a.progress });
            set.collect::<Vec<_>>()
        };
        self.reviews.iter().flat_map(of).collect()
    }
}

/// How many different schools these are.
fn distinct<'a>(schools: impl Iterator<Item = &'a String>) -> usize {
    schools.collect::<BTreeSet<_>>().len()
}

/// Needs told apart by where support could come from.
///
/// The needs are told as a whole beside it, so where schools are not named a small part could be worked out from
/// the others: it is told whole, or not at all.
fn supported(needed: &[Said], schools: Schools) -> Supported {
    let with = |support| distinct(needed.iter().filter(|s| s.support == support).map(|s| &s.school));
    let parts = [Some(Support::Inside), Some(Support::Outside), None].map(with);
    let whole = distinct(needed.iter().map(|s| &s.school));
    let tells = |n: usize| (1..FEW).contains(&n);
    let hidden = schools == Schools::Unnamed && parts.iter().any(|n| tells(*n) || tells(whole - n));
    let number = |n: usize| match schools {
        _ if hidden => Number::Untold,
        Schools::Unnamed if n < FEW => Number::Few,
        _ => Number::Told(n),
    };
    let [inside, outside, unsaid] = parts.map(number);
    Supported { inside, outside, unsaid }
}

#[cfg(test)]
mod tests;

//! Findings: what the evidence on one question comes to, before anybody makes a point of it.
//!
//! The team meeting goes through the questions with this beside it: what stands side by side, what
//! independent sources agree on, what rests on one source alone, what contradicts. It weighs nothing
//! and grades nothing: it says where the evidence came from, and the team judges.
//!
//! **Agreed by independent sources** ([`Standing::Agreed`]): on one question, pointing the same way,
//! there is evidence from two different kinds of source, and not all of it was gathered by the same
//! person in the same activity. Two kinds of source, because that is what the field means by
//! triangulation (“one claim met by two or more independent source types”); all interviews with
//! leaders are one kind, as in the coverage, since they tell the same side's view. Two people or two
//! activities besides, because a reviewer who looks into a book in a lesson that pleases them has one
//! impression, not two. Evidence whose source nobody said agrees with nothing.

use super::coverage::Coverage;
use super::evidence::{Note, Source, Valence, Words};
use super::place;
use super::questions::Question;
use super::timetable::Activity;
use crate::ids::{ActivityId, NoteId, PersonId};
use crate::trouble::count;
use std::collections::{BTreeMap, BTreeSet};

/// What of a note matters here. Where everything is sealed it says something of unlocked words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The note.
    pub note: NoteId,
    /// Who wrote it.
    pub author: PersonId,
    /// The activity it is filed under.
    pub activity: Option<ActivityId>,
    /// What kind of source it comes from.
    pub source: Option<Source>,
    /// Which way it points.
    pub valence: Valence,
    /// The year or phase it was seen in; none: not said.
    pub year: Option<String>,
}

impl Piece {
    /// What matters of a note that can be read.
    pub fn of(note: &Note, words: Words<'_>) -> Self {
        Self {
            note: note.id,
            author: note.author,
            activity: note.activity,
            source: words.marks.source,
            valence: words.marks.valence,
            year: words.marks.place.as_deref().and_then(place::year_of),
        }
    }
}

/// The evidence that points one way, by source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which way it points.
    pub valence: Valence,
    /// By source, in the order of the coverage matrix, what was not said last; each oldest first.
    pub sources: Vec<(Option<Source>, Vec<NoteId>)>,
}

/// On what the evidence that points one way rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Independent sources agree: these kinds.
    Agreed(Vec<Source>),
    /// Two kinds of source or more, but the same person in the same activity.
    OneVisit(Vec<Source>),
    /// One kind of source only.
    OneSource(Source),
    /// Nobody said from which source.
    NoSource,
}

impl Standing {
    /// The same in words: `lessons and books agree`, `one source only: books`.
    pub fn words(&self) -> String {
        let listed = |kinds: &[Source]| crate::text::listed(&kinds.iter().map(|s| s.plural()).collect::<Vec<_>>());
        match self {
            Self::Agreed(kinds) => format!("{} agree", listed(kinds)),
            Self::OneVisit(kinds) => format!("{}, seen by one person in one visit", listed(kinds)),
            Self::OneSource(only) => format!("one source only: {}", only.plural()),
            Self::NoSource => "no source said".to_owned(),
        }
    }
}

/// Where evidence contradicts itself: the closer, the more it wants looking at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// Within one source in one year or phase.
    SourceAndYear(Source, String),
    /// Within one source.
    Source(Source),
    /// Within one year or phase.
    Year(String),
    /// Within the question, and no closer.
    Question,
}

impl Within {
    /// The same in words, as written: `lessons in Y4`, `Y4`; empty for the question as a whole.
    pub fn words(&self) -> String {
        match self {
            Self::SourceAndYear(source, year) => format!("{} in {year}", source.plural()),
            Self::Source(source) => source.plural().to_owned(),
            Self::Year(year) => year.clone(),
            Self::Question => String::new(),
        }
    }
}

impl Contradiction {
    /// The same in words: `lessons in Y4: 2 strengths, 1 development`.
    pub fn words(&self) -> String {
        let strengths = count(self.strengths.len(), "strength", "strengths");
        let developments = count(self.developments.len(), "development", "developments");
        let within = self.within.words();
        let within = if within.is_empty() { within } else { format!("{within}: ") };
        format!("{within}{strengths}, {developments}")
    }
}

/// Evidence on one question that points both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// How close it stands together.
    pub within: Within,
    /// What shows a strength.
    pub strengths: Vec<NoteId>,
    /// What shows something to develop.
    pub developments: Vec<NoteId>,
}

/// Who of the host was there when pupils or staff spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Pupils or staff.
    pub source: Source,
    /// Who accompanied us; empty: nobody is named.
    pub by: String,
    /// So many notes.
    pub notes: usize,
}

impl Company {
    /// The same in words: `pupils: with subject leader, 2 notes`.
    pub fn words(&self) -> String {
        let by = if self.by.is_empty() { "nobody named".to_owned() } else { format!("with {}", self.by) };
        format!("{}: {by}, {}", self.source.plural(), count(self.notes, "note", "notes"))
    }
}

/// What the evidence on one question comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The evidence: strengths, developments, wonderings, the rest. Each note stands in it once.
    pub groups: Vec<Group>,
    /// What the host said about itself: no evidence, and counted in nothing here.
    pub said_by_host: Vec<NoteId>,
    /// On what the strengths and on what the developments rest, where there are any.
    pub standings: Vec<(Valence, Standing)>,
    /// What contradicts, the closest first.
    pub contradictions: Vec<Contradiction>,
    /// Who accompanied us where pupils or staff spoke.
    pub company: Vec<Company>,
    /// What the host promised for this question and nobody looked at.
    pub not_looked_at: Vec<Source>,
}

/// The sources looked at for the sub-questions of a question.
pub fn sources_below(question: &Question, questions: &[Question], coverage: &Coverage) -> Vec<Source> {
    let is_below = |q: &&Question| q.is_sub() && !question.is_sub() && q.main_number() == question.number;
    let rows = questions.iter().filter(is_below).filter_map(|q| coverage.rows.iter().find(|r| r.question == q.id));
    rows.flat_map(|row| row.by_source.keys().flatten().copied()).collect()
}

/// The order in which a meeting takes what points one way.
const IN_ORDER: [Valence; 4] = [Valence::Strength, Valence::Development, Valence::Wondering, Valence::Neutral];

impl Findings {
    /// What these pieces, oldest first, come to on `question`. `activities` is the timetable, `below` the
    /// sources looked at for its sub-questions: they keep what was promised for the question.
    pub fn of(question: &Question, activities: &[Activity], below: &[Source], pieces: &[Piece]) -> Self {
        let activity = |piece: &Piece| activities.iter().find(|a| Some(a.id) == piece.activity);
        let (said, evidence): (Vec<&Piece>, Vec<&Piece>) =
            pieces.iter().partition(|p| activity(p).is_some_and(Activity::is_host_speaking));
        let pointing = |valence| evidence.iter().copied().filter(move |p| p.valence == valence);
        let standing = |valence| {
            let of: Vec<_> = pointing(valence).collect();
            (!of.is_empty()).then(|| (valence, standing(&of)))
        };
        let mut company: BTreeMap<(Source, String), usize> = BTreeMap::new();
        for piece in &evidence {
            if let (Some(source @ (Source::Pupils | Source::Staff)), Some(activity)) = (piece.source, activity(piece)) {
                *company.entry((source, activity.with_us().trim().to_owned())).or_default() += 1;
            }
        }
        let sources: BTreeSet<Source> = evidence.iter().filter_map(|p| p.source).chain(below.iter().copied()).collect();
        let looked_at = |promised: &Source| sources.iter().any(|s| s.keeps(*promised));
        let promised: BTreeSet<Source> = question.promised.iter().copied().collect();
        Self {
            groups: IN_ORDER.into_iter().filter_map(|valence| group(valence, pointing(valence))).collect(),
            said_by_host: said.iter().map(|p| p.note).collect(),
            standings: [Valence::Strength, Valence::Development].into_iter().filter_map(standing).collect(),
            contradictions: contradictions(&evidence),
            company: company.into_iter().map(|((source, by), notes)| Company { source, by, notes }).collect(),
            not_looked_at: promised.into_iter().filter(|p| !looked_at(p)).collect(),
        }
    }

    /// The notes in the order of the groups, what the host said last.
    pub fn in_order(&self) -> impl Iterator<Item = NoteId> {
        let evidence = self.groups.iter().flat_map(|g| g.sources.iter().flat_map(|(_, notes)| notes));
        evidence.chain(&self.said_by_host).copied()
    }

    /// How many pieces of evidence there are.
    pub fn count(&self) -> usize {
        self.groups.iter().flat_map(|g| &g.sources).map(|(_, notes)| notes.len()).sum()
    }
}

/// The pieces that point one way; none if there are none.
fn group<'a>(valence: Valence, pieces: impl Iterator<Item = &'a Piece>) -> Option<Group> {
    let mut by: BTreeMap<(bool, Option<Source>), Vec<NoteId>> = BTreeMap::new();
    for piece in pieces {
        by.entry((piece.source.is_none(), piece.source)).or_default().push(piece.note);
    }
    let sources: Vec<_> = by.into_iter().map(|((_, source), notes)| (source, notes)).collect();
    (!sources.is_empty()).then_some(Group { valence, sources })
}

/// On what pieces that point the same way rest.
fn standing(pieces: &[&Piece]) -> Standing {
    let told: Vec<_> = pieces.iter().filter_map(|p| Some((p.source?.family(), (p.activity, p.author)))).collect();
    let kinds: BTreeSet<Source> = told.iter().map(|(kind, _)| *kind).collect();
    let visits: BTreeSet<_> = told.iter().map(|(_, visit)| *visit).collect();
    match (kinds.len(), kinds.first()) {
        (0, _) | (_, None) => Standing::NoSource,
        (1, Some(only)) => Standing::OneSource(*only),
        // Two kinds and two visits: then some evidence of one kind and some of another are of two visits.
        _ if visits.len() > 1 => Standing::Agreed(kinds.into_iter().collect()),
        _ => Standing::OneVisit(kinds.into_iter().collect()),
    }
}

/// What points both ways, the closest first. What contradicts closely is not told again less closely.
fn contradictions(evidence: &[&Piece]) -> Vec<Contradiction> {
    let closely = |p: &Piece| Some(Within::SourceAndYear(p.source?, p.year.clone()?));
    let by_source = |p: &Piece| p.source.map(Within::Source);
    let by_year = |p: &Piece| p.year.clone().map(Within::Year);
    let mut found = both_ways(evidence, closely);
    let told = |found: &[Contradiction], one: &Contradiction| {
        let covers = |of: &Contradiction| {
            one.strengths.iter().all(|n| of.strengths.contains(n))
                && one.developments.iter().all(|n| of.developments.contains(n))
        };
        found.iter().any(covers)
    };
    for more in [both_ways(evidence, by_source), both_ways(evidence, by_year)] {
        let new: Vec<_> = more.into_iter().filter(|one| !told(&found, one)).collect();
        found.extend(new);
    }
    if found.is_empty() {
        found = both_ways(evidence, |_| Some(Within::Question));
    }
    found
}

/// What points both ways among the pieces that `within` puts together.
fn both_ways(evidence: &[&Piece], within: impl Fn(&Piece) -> Option<Within>) -> Vec<Contradiction> {
    let mut by: BTreeMap<Within, (Vec<NoteId>, Vec<NoteId>)> = BTreeMap::new();
    for piece in evidence {
        let Some(within) = within(piece) else { continue };
        let (strengths, developments) = by.entry(within).or_default();
        match piece.valence {
            Valence::Strength => strengths.push(piece.note),
            Valence::Development => developments.push(piece.note),
            Valence::Wondering | Valence::Neutral => {}
        }
    }
    by.into_iter()
        .filter(|(_, (strengths, developments))| !strengths.is_empty() && !developments.is_empty())
        .map(|(within, (strengths, developments))| Contradiction { within, strengths, developments })
        .collect()
}

#[cfg(test)]
mod tests;

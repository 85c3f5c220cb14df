//! The visit as a whole: school, focus, zone, protocol, and the rules agreed beforehand.

use super::evidence::Readers;
use super::feedback::PointKind;
use super::names::DoNotName;
use super::people::Person;
use super::questions::Question;
use super::release::{Audience, Planned};
use super::timetable::{Activity, ActivityKind};
use crate::clock::Tz;
use crate::ids::{NotebookId, PersonId, QuestionId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How notes are kept unless a seal mark says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum CaptureAs {
    /// Open to the team.
    #[default]
    #[n(0)]
    Open,
    /// Sealed to the team by default: for laptops that leave the building. What is open elsewhere is
    /// sealed to the team here: a narrower seal is one as anywhere, and nothing is opened but on purpose.
    #[n(1)]
    Sealed,
}

impl CaptureAs {
    /// Whom a note or point is sealed to that says nothing else.
    pub fn seal(self) -> Option<Readers> {
        match self {
            Self::Open => None,
            Self::Sealed => Some(Readers::Team),
        }
    }
}

/// Which pair of words is used for strength and development.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Wording {
    /// Strength / development.
    #[default]
    #[n(0)]
    StrengthDevelopment,
    /// What went well / even better if.
    #[n(1)]
    WwwEbi,
}

/// Someone to turn to, by role, with a telephone number or extension.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
pub struct Contact {
    /// The name, or the role where no name is given.
    #[n(0)]
    pub name: String,
    /// Extension or number.
    #[n(1)]
    pub phone: String,
}

/// The safeguarding routes; a plan must name all of them.
///
/// Source: a disclosure to a visitor goes to the DSL or deputy at once; a concern about an adult to
/// the head; about the head to the chair of governors or the LADO (published school and local-authority
/// guidance for visitors).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
pub struct Safeguarding {
    /// The designated safeguarding lead.
    #[n(0)]
    pub dsl: Contact,
    /// The deputy.
    #[n(1)]
    pub deputy: Contact,
    /// The head, for a concern about an adult working there.
    #[n(2)]
    pub head: Contact,
    /// The chair of governors, for a concern about the head.
    #[n(3)]
    pub chair: Contact,
    /// The local authority designated officer, for a concern about the head.
    #[n(4)]
    pub lado: Contact,
}

/// The protocol for the day, read and accepted before capture opens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
pub struct Protocol {
    /// How we behave.
    #[n(0)]
    pub conduct: Vec<String>,
    /// What we do about safeguarding.
    #[n(1)]
    pub safeguarding: Vec<String>,
    /// What we keep to ourselves.
    #[n(2)]
    pub confidentiality: Vec<String>,
}

/// A row of the timeline before and after the day, or a document to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
pub struct TimelineRow {
    /// When, as words or a date; may be "TBC".
    #[n(0)]
    pub when: String,
    /// What is done.
    #[n(1)]
    pub what: String,
    /// What it needs.
    #[n(2)]
    pub resources: String,
    /// Who is responsible, by role.
    #[n(3)]
    pub responsible: String,
}

/// How much of the school is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Scope {
    /// One aspect of the school's work.
    #[n(0)]
    Aspect,
    /// One key stage or phase.
    #[n(1)]
    KeyStage,
    /// The curriculum as a whole.
    #[n(2)]
    Curriculum,
}

impl Scope {
    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Aspect => "one aspect",
            Self::KeyStage => "one key stage",
            Self::Curriculum => "the whole curriculum",
        }
    }
}

/// An inspection that the school has had: when and of what sort. There is no field for its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Its last day.
    pub date: NaiveDate,
    /// What sort: `section 8`.
    pub kind: String,
}

/// A review follows straight after an inspection if it begins within so many days of it.
///
/// The published account of an alliance's reviews says only that a review “immediately after” an inspection is not
/// appropriate; a term of thirteen weeks is our reading of it, long enough for the school to have acted on the report.
pub const STRAIGHT_AFTER_DAYS: i64 = 91;

/// What to ask and to look for in one kind of activity, beyond what the program says itself.
#[derive(Debug, Clone, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct KindPrompts {
    /// The kind of activity.
    #[n(0)]
    pub kind: ActivityKind,
    /// The prompts.
    #[n(1)]
    pub prompts: Vec<String>,
}

/// What the lead chose for the whole notebook while the visit ran, over what the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choices {
    /// Members may agree with notes or doubt them.
    pub views: bool,
    /// For whom releases are made; none: what the plan says, else the host head alone.
    pub audience: Option<Audience>,
}

/// The facts of a visit that are not a person, a question or an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The random review id of the plan.
    pub id: NotebookId,
    /// Which programme the plan follows: `subject`.
    pub programme: String,
    /// The host school.
    pub school: String,
    /// What the review is about: `Mathematics`.
    pub focus: String,
    /// The school's time zone.
    pub zone: Tz,
    /// How notes are kept by default.
    pub capture: CaptureAs,
    /// Which pair of words is used.
    pub wording: Wording,
    /// Until when the notebook is kept; afterwards the lead purges it.
    pub keep_until: Option<NaiveDate>,
    /// The safeguarding routes.
    pub safeguarding: Safeguarding,
    /// The protocol for the day.
    pub protocol: Protocol,
    /// Names that must not appear in notes, and the roles to write instead.
    pub do_not_name: Vec<DoNotName>,
    /// The data package: documents to read before the day.
    pub documents: Vec<String>,
    /// Before and after the day.
    pub timeline: Vec<TimelineRow>,
    /// What the plan says about releases.
    pub release: Planned,
    /// How much of the school is looked at, where the programme lets the school choose.
    pub scope: Option<Scope>,
    /// Inspections that the school has had, the plan's order.
    pub inspections: Vec<Inspection>,
    /// The programme's prompts by kind of activity.
    pub prompts: Vec<KindPrompts>,
    /// The order of the report's parts: kinds that it does not name come after, none is left out.
    pub report: Vec<PointKind>,
    /// What the lead chose since.
    pub choices: Choices,
}

impl Visit {
    /// For whom releases are made: as the lead chose, else as the plan says, else for the host head alone.
    pub fn audience(&self) -> Audience {
        self.choices.audience.or(self.release.audience).unwrap_or_default()
    }
}

/// Everything a plan says: what a notebook is made from, and what it tells about the visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The visit as a whole.
    pub visit: Visit,
    /// The persons, as the plan lists them.
    pub people: Vec<Person>,
    /// The questions, by number.
    pub questions: Vec<Question>,
    /// The activities, by day and start; those without a time last.
    pub activities: Vec<Activity>,
}

impl Visit {
    /// The inspection that a visit beginning on `first` would follow straight after, the latest of them.
    pub fn straight_after(&self, first: NaiveDate) -> Option<&Inspection> {
        let close = |i: &&Inspection| (0..=STRAIGHT_AFTER_DAYS).contains(&(first - i.date).num_days());
        self.inspections.iter().filter(close).max_by_key(|i| i.date)
    }

    /// The programme's prompts for a kind of activity.
    pub fn prompts_for(&self, kind: ActivityKind) -> impl Iterator<Item = &str> {
        self.prompts.iter().filter(move |p| p.kind == kind).flat_map(|p| p.prompts.iter().map(String::as_str))
    }
}

impl Review {
    /// The person with this identifier.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|p| p.id == id)
    }

    /// The name of a person, or a plain word where the plan does not know them.
    pub fn name(&self, id: PersonId) -> &str {
        self.person(id).map_or("someone", |p| p.name.as_str())
    }

    /// The question with this identifier.
    pub fn question(&self, id: QuestionId) -> Option<&Question> {
        self.questions.iter().find(|q| q.id == id)
    }

    /// The activity with this identifier.
    pub fn activity(&self, id: crate::ids::ActivityId) -> Option<&Activity> {
        self.activities.iter().find(|a| a.id == id)
    }

    /// The person who leads the review.
    pub fn lead(&self) -> Option<&Person> {
        self.people.iter().find(|p| p.role.releases() && !p.retired)
    }

    /// The persons of the visiting team who have not left.
    pub fn team(&self) -> Vec<PersonId> {
        self.people.iter().filter(|p| p.role.is_team() && !p.retired).map(|p| p.id).collect()
    }

    /// Two activities with one person in both, in a sentence.
    pub fn clash_in_words(&self, clash: &super::day::Clash) -> String {
        let title = |id| self.activity(id).map_or("an activity", |a| a.title.as_str());
        let names: Vec<&str> = clash.people.iter().map(|id| self.name(*id)).collect();
        format!(
            "{} would be in two places at {}: {} and {}.",
            crate::text::listed(&names),
            clash.at.format("%H:%M"),
            title(clash.first),
            title(clash.second)
        )
    }

    /// The activities in which the host speaks about itself: what is said there counts in no coverage.
    pub fn claims(&self) -> Vec<crate::ids::ActivityId> {
        self.activities.iter().filter(|a| a.is_host_speaking()).map(|a| a.id).collect()
    }

    /// The days of the visit, in order.
    pub fn days(&self) -> Vec<NaiveDate> {
        let mut days: Vec<_> = self.activities.iter().map(|a| a.day).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

//! The timetable: the entries of the day, what is on now, and how the day may slip.
//!
//! Planned times are wall-clock times at the school. What happened on the day (started, ended,
//! moved, dropped, paused) is kept beside the plan, so that drift can always be told.

use super::evidence::Source;
use crate::clock::Moment;
use crate::ids::{ActivityId, PersonId};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// What sort of activity an entry of the timetable is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum ActivityKind {
    /// Arrival, identity check, protocol for the day.
    #[n(0)]
    Arrival,
    /// The host introduces the school and the focus: claims and context, no evidence.
    #[n(1)]
    Introduction,
    /// A tour of the school.
    #[n(2)]
    Tour,
    /// Visits to classes.
    #[n(3)]
    Lessons,
    /// A look at pupils' books.
    #[n(4)]
    Books,
    /// A look at teachers' plans.
    #[n(5)]
    Planning,
    /// A talk with pupils.
    #[n(6)]
    Pupils,
    /// A talk with staff.
    #[n(7)]
    Staff,
    /// An interview with a leader.
    #[n(8)]
    Leader,
    /// A talk with parents.
    #[n(9)]
    Parents,
    /// A talk with governors.
    #[n(10)]
    Governors,
    /// Data or documents are read.
    #[n(11)]
    Documents,
    /// Break or lunch.
    #[n(12)]
    Break,
    /// The team alone: pooling evidence, preparing the feedback.
    #[n(13)]
    TeamMeeting,
    /// The summary meeting: verbal feedback to the host.
    #[n(14)]
    Summary,
    /// A workshop with the host's staff.
    #[n(15)]
    Workshop,
    /// Anything else.
    #[n(16)]
    Other,
}

impl ActivityKind {
    /// Every kind, in the order of a day.
    pub const ALL: [Self; 17] = [
        Self::Arrival,
        Self::Introduction,
        Self::Tour,
        Self::Lessons,
        Self::Books,
        Self::Planning,
        Self::Pupils,
        Self::Staff,
        Self::Leader,
        Self::Parents,
        Self::Governors,
        Self::Documents,
        Self::Break,
        Self::TeamMeeting,
        Self::Summary,
        Self::Workshop,
        Self::Other,
    ];

    /// The word a plan uses: `team-meeting`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Introduction => "introduction",
            Self::Tour => "tour",
            Self::Lessons => "lessons",
            Self::Books => "books",
            Self::Planning => "planning",
            Self::Pupils => "pupils",
            Self::Staff => "staff",
            Self::Leader => "leader",
            Self::Parents => "parents",
            Self::Governors => "governors",
            Self::Documents => "documents",
            Self::Break => "break",
            Self::TeamMeeting => "team-meeting",
            Self::Summary => "summary",
            Self::Workshop => "workshop",
            Self::Other => "other",
        }
    }

    /// The sources that such an activity usually yields, the likeliest first.
    pub fn sources(self) -> &'static [Source] {
        match self {
            Self::Arrival | Self::Tour => &[Source::Walk, Source::Pupils, Source::Other],
            Self::Lessons => {
                &[Source::Lesson, Source::Books, Source::Pupils, Source::Planning, Source::Staff, Source::SubjectLeader]
            }
            Self::Books => &[Source::Books, Source::Pupils],
            Self::Planning => &[Source::Planning, Source::Documents],
            Self::Pupils => &[Source::Pupils, Source::Books],
            Self::Staff => &[Source::Staff],
            Self::Leader => &[Source::SubjectLeader, Source::SeniorLeader, Source::MiddleLeader, Source::Interview],
            Self::Parents => &[Source::Parents],
            Self::Governors => &[Source::Governors],
            Self::Documents => &[Source::Documents, Source::Data],
            Self::Introduction | Self::Break | Self::TeamMeeting | Self::Summary | Self::Workshop | Self::Other => {
                &[Source::Other]
            }
        }
    }

    /// Whether evidence is expected from it. The introduction yields claims and context, not evidence.
    pub fn yields_evidence(self) -> bool {
        !matches!(
            self,
            Self::Arrival | Self::Introduction | Self::Break | Self::TeamMeeting | Self::Summary | Self::Workshop
        )
    }

    /// Whether pupils or others can see the screen, so that it starts quiet.
    pub fn starts_quiet(self) -> bool {
        matches!(self, Self::Lessons | Self::Pupils)
    }

    /// Whether a note written during it is often about the activity before.
    pub fn is_pause(self) -> bool {
        matches!(self, Self::Break)
    }
}

/// What happened to an activity on the day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// It was started by hand at this instant (early or late).
    pub started: Option<Moment>,
    /// It was ended by hand at this instant.
    pub ended: Option<Moment>,
    /// It does not take place.
    pub dropped: bool,
    /// It is paused since this instant.
    pub paused: Option<Moment>,
    /// Who accompanied us, if that differs from the plan.
    pub accompanied_by: Option<String>,
}

/// How an activity is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meets {
    /// In a room.
    InRoom,
    /// On line: a link and no place.
    OnLine,
    /// Some in a room, some on line.
    Both,
}

impl Meets {
    /// The words people read; nothing where nothing needs to be said.
    pub fn label(self) -> &'static str {
        match self {
            Self::InRoom => "",
            Self::OnLine => "on line",
            Self::Both => "partly on line",
        }
    }
}

/// An entry of the timetable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Derived from the notebook's id and `key`, or random when inserted on the day.
    pub id: ActivityId,
    /// The plan's short word for it; empty when inserted on the day.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What sort it is.
    pub kind: ActivityKind,
    /// The day it belongs to.
    pub day: NaiveDate,
    /// Planned start at the school; none while it is open.
    pub planned_start: Option<NaiveDateTime>,
    /// Planned end at the school.
    pub planned_end: Option<NaiveDateTime>,
    /// Start as it stands now, after shifts.
    pub start: Option<NaiveDateTime>,
    /// End as it stands now, after shifts.
    pub end: Option<NaiveDateTime>,
    /// Where: a room, or empty.
    pub place: String,
    /// A meeting link for activities on line, or empty.
    pub link: String,
    /// Who of the team takes part; empty means everyone.
    pub people: Vec<PersonId>,
    /// Who of those takes part on line while the others are in the room.
    pub online: Vec<PersonId>,
    /// Who of the host is with us, by role: `subject leader`.
    pub accompanied_by: String,
    /// Who hears the feedback, for a summary meeting: `subject leader`.
    pub audience: String,
    /// Minutes of a summary meeting that belong to the host (questions, discussion); none: half of it.
    pub host_minutes: Option<u16>,
    /// Prompts beyond those of its kind.
    pub prompts: Vec<String>,
    /// What else the timetable says of it: `about 45 minutes`, `or the governors, if they can come`.
    pub note: String,
    /// What happened on the day.
    pub run: Run,
    /// Two versions of it stand side by side until someone chooses.
    pub conflict: bool,
}

impl Activity {
    /// An activity of which no more is known yet: no time, no place, everyone.
    pub fn new(id: ActivityId, title: impl Into<String>, kind: ActivityKind, day: NaiveDate) -> Self {
        Self {
            id,
            key: String::new(),
            title: title.into(),
            kind,
            day,
            planned_start: None,
            planned_end: None,
            start: None,
            end: None,
            place: String::new(),
            link: String::new(),
            people: Vec::new(),
            online: Vec::new(),
            accompanied_by: String::new(),
            audience: String::new(),
            host_minutes: None,
            prompts: Vec::new(),
            note: String::new(),
            run: Run::default(),
            conflict: false,
        }
    }

    /// The same, planned for this time and not moved from it.
    #[must_use]
    pub fn planned(self, start: Option<NaiveDateTime>, end: Option<NaiveDateTime>) -> Self {
        Self { planned_start: start, planned_end: end, start, end, ..self }
    }

    /// How far it has been moved from the plan; none when it has no time.
    pub fn moved_by(&self) -> Option<TimeDelta> {
        Some(self.start? - self.planned_start?)
    }

    /// Minutes between start and end as they stand now.
    pub fn minutes(&self) -> Option<i64> {
        Some((self.end? - self.start?).num_minutes())
    }

    /// How it is met: in a room, on line, or in a room with some of us on line.
    pub fn meets(&self) -> Meets {
        match (self.link.is_empty(), self.place.is_empty()) {
            (true, _) => Meets::InRoom,
            (false, true) => Meets::OnLine,
            (false, false) => Meets::Both,
        }
    }

    /// How one person meets it: where some are in the room and some on line, the plan says who is which.
    /// [`Meets::Both`] where it does not.
    pub fn meets_for(&self, person: PersonId) -> Meets {
        match self.meets() {
            Meets::Both if self.online.contains(&person) => Meets::OnLine,
            Meets::Both if !self.online.is_empty() => Meets::InRoom,
            other => other,
        }
    }

    /// Where one person takes part, what they need first: the link on line, the room in the school, both
    /// where the plan leaves it open. Empty parts are left out.
    pub fn where_for(&self, person: PersonId) -> Vec<&str> {
        let parts: &[&str] = match self.meets_for(person) {
            Meets::InRoom => &[&self.place],
            Meets::OnLine => &[Meets::OnLine.label(), &self.link],
            Meets::Both => &[&self.place, Meets::Both.label(), &self.link],
        };
        parts.iter().copied().filter(|part| !part.is_empty()).collect()
    }

    /// Who of the host was with us: as it was on the day, else as planned; empty if nobody is named.
    pub fn with_us(&self) -> &str {
        self.run.accompanied_by.as_ref().unwrap_or(&self.accompanied_by)
    }

    /// Whether the host speaks about itself in it: what is said there counts in no coverage.
    pub fn is_host_speaking(&self) -> bool {
        self.kind == ActivityKind::Introduction
    }

    /// Whether `person` takes part in it.
    pub fn includes(&self, person: PersonId) -> bool {
        self.people.is_empty() || self.people.contains(&person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn each_is_told_where_they_take_part() {
        let (inside, outside) = (PersonId([1; 16]), PersonId([2; 16]));
        let mut activity = sample::review().activities.remove(0);
        (activity.place, activity.link) = ("Library".to_owned(), "https://meeting.example/1".to_owned());
        activity.people = vec![inside, outside];
        activity.online = Vec::new();
        let open = ["Library", "partly on line", "https://meeting.example/1"];
        assert_eq!(activity.where_for(inside), open, "the plan does not say who is where");
        activity.online = vec![outside];
        assert_eq!(activity.where_for(inside), ["Library"]);
        assert_eq!(activity.where_for(outside), ["on line", "https://meeting.example/1"]);
        activity.place = String::new();
        assert_eq!(activity.where_for(inside), ["on line", "https://meeting.example/1"], "there is no room");
        activity.link = String::new();
        assert!(activity.where_for(outside).is_empty());
    }
}

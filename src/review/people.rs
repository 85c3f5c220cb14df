//! Who takes part in a review, and what each may do.

use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// A person's part in the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, minicbor::Encode, minicbor::Decode)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Role {
    /// Leads the review: plan, team, release, report, export, purge.
    #[n(0)]
    Lead,
    /// Visits, captures, tags, drafts.
    #[n(1)]
    Reviewer,
    /// A host leader who joins activities: captures, sees their own open notes, is in no team seal and no team meeting.
    #[n(2)]
    HostPartner,
    /// The host school's head; receives the release.
    #[n(3)]
    HostHead,
    /// A commissioned adviser from outside the group.
    #[n(4)]
    ExternalAdviser,
    /// Was not on the review; leads the workshop after it and gets only what the host releases.
    #[n(5)]
    ImprovementFacilitator,
    /// Keeps the schedule of reviews in a cluster on track.
    #[n(6)]
    ClusterLeader,
}

impl Role {
    /// Every role, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::Lead,
        Self::Reviewer,
        Self::HostPartner,
        Self::HostHead,
        Self::ExternalAdviser,
        Self::ImprovementFacilitator,
        Self::ClusterLeader,
    ];

    /// The name a plan uses: `host-partner`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Reviewer => "reviewer",
            Self::HostPartner => "host-partner",
            Self::HostHead => "host-head",
            Self::ExternalAdviser => "external-adviser",
            Self::ImprovementFacilitator => "improvement-facilitator",
            Self::ClusterLeader => "cluster-leader",
        }
    }

    /// The name people say: `host partner`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Reviewer => "reviewer",
            Self::HostPartner => "host partner",
            Self::HostHead => "host head",
            Self::ExternalAdviser => "external adviser",
            Self::ImprovementFacilitator => "improvement facilitator",
            Self::ClusterLeader => "cluster leader",
        }
    }

    /// Whether this person belongs to the visiting team: reads open evidence, is in a seal "to the team".
    pub fn is_team(self) -> bool {
        matches!(self, Self::Lead | Self::Reviewer | Self::ExternalAdviser)
    }

    /// Whether this person captures evidence at all.
    pub fn captures(self) -> bool {
        self.is_team() || self == Self::HostPartner
    }

    /// What this part in a review is, in a sentence: for the page that is circulated.
    pub fn about(self) -> &'static str {
        match self {
            Self::Lead => "Plans with the host, leads the team, decides what is released and writes the report.",
            Self::Reviewer => "Visits, writes evidence, and works on the feedback with the team.",
            Self::HostPartner => {
                "A leader of the host school who joins activities: writes notes there, and is in no team meeting."
            }
            Self::HostHead => "Receives what the lead releases, and decides who else sees it.",
            Self::ExternalAdviser => "Commissioned from outside the group; works as one of the team.",
            Self::ImprovementFacilitator => {
                "Was not on the review; leads the workshop after it, with what the host releases and no more."
            }
            Self::ClusterLeader => "Keeps the reviews of a cluster on schedule; sees no evidence.",
        }
    }

    /// Why this part opens no team's notebook, and what its bearer gets instead; none for those who capture.
    pub fn stays_outside(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Lead | Self::Reviewer | Self::ExternalAdviser | Self::HostPartner => None,
            Self::HostHead => Some((
                "This is the visiting team's notebook; the host head gets what the lead releases.",
                "Ask the lead for the encrypted pack; “visitbook open FILE.age” shows it.",
            )),
            Self::ImprovementFacilitator => Some((
                "The improvement facilitator was not on the review, and sees only what the host releases.",
                "Ask the host head for the report or the pack; “visitbook open FILE.age” shows a pack, “visitbook workshop FILE.age” makes the workshop's sheet of it.",
            )),
            Self::ClusterLeader => Some((
                "A cluster leader keeps the reviews on schedule, and is in no team's notebook.",
                "“visitbook plan show PLAN.toml” shows the dates and the timetable.",
            )),
        }
    }

    /// Whether this person may purge the notebook.
    pub fn purges(self) -> bool {
        self == Self::Lead
    }

    /// Whether this person may release and export what leaves the team.
    pub fn releases(self) -> bool {
        self == Self::Lead
    }
}

/// Something that not everybody in a review may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Open the team's notebook at all.
    Enter,
    /// Write notes, mark and seal one's own.
    Capture,
    /// Read and change what colleagues wrote.
    ColleaguesNotes,
    /// Move the day.
    Day,
    /// Read, make and change the points of the feedback.
    Points,
    /// Carry the notebook to the team: bundle, sync.
    Bundle,
    /// Change who takes part.
    Team,
    /// Put a timetable that came late into the notebook.
    Timetable,
    /// Ask members whether they agree with notes or doubt them.
    Views,
    /// Decide what leaves the team: release, report, export.
    Release,
    /// Empty the notebook for good.
    Purge,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 11] = [
        Self::Enter,
        Self::Capture,
        Self::ColleaguesNotes,
        Self::Day,
        Self::Points,
        Self::Bundle,
        Self::Team,
        Self::Timetable,
        Self::Views,
        Self::Release,
        Self::Purge,
    ];

    /// What somebody does who does this, after "Only the lead …" or "can …" alike.
    pub fn words(self) -> &'static str {
        match self {
            Self::Enter => "opens the notebook",
            Self::Capture => "writes notes",
            Self::ColleaguesNotes => "reads and tags everybody's notes",
            Self::Day => "moves the day",
            Self::Points => "works on the feedback",
            Self::Bundle => "carries the notebook to the team",
            Self::Team => "changes who takes part",
            Self::Timetable => "puts a timetable into the notebook",
            Self::Views => "asks the team to agree or doubt",
            Self::Release => "decides what leaves the team",
            Self::Purge => "purges a notebook",
        }
    }
}

/// The one rule about who may do what.
pub fn may(role: Role, act: Act) -> bool {
    match act {
        Act::Enter | Act::Capture => role.captures(),
        Act::ColleaguesNotes | Act::Day | Act::Points | Act::Bundle => role.is_team(),
        Act::Team | Act::Timetable | Act::Views | Act::Release => role.releases(),
        Act::Purge => role.purges(),
    }
}

/// A person named by the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Derived from the notebook's id and `key`.
    pub id: PersonId,
    /// The plan's short word for them, as in `--as sam`.
    pub key: String,
    /// The name shown.
    pub name: String,
    /// Their part.
    pub role: Role,
    /// Their own school, if the plan says so.
    pub school: String,
    /// Accounts on a shared server that are this person.
    pub accounts: Vec<String>,
    /// No longer in the team: in nothing sealed from then on.
    pub retired: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what() {
        let all = |role| Act::ALL.into_iter().filter(|a| may(role, *a)).count();
        assert_eq!(Role::ALL.map(all), [11, 6, 2, 0, 6, 0, 0]);
        for role in Role::ALL {
            assert_eq!(may(role, Act::Enter), role.stays_outside().is_none(), "{role:?}");
            assert!(role.about().ends_with('.'));
        }
        assert!(may(Role::HostPartner, Act::Capture) && !may(Role::HostPartner, Act::ColleaguesNotes));
        assert!(!may(Role::Reviewer, Act::Release) && !may(Role::ExternalAdviser, Act::Team));
    }
}

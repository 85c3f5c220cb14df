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

    /// Whether this person may purge the notebook.
    pub fn purges(self) -> bool {
        self == Self::Lead
    }

    /// Whether this person may release and export what leaves the team.
    pub fn releases(self) -> bool {
        self == Self::Lead
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

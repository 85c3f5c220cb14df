//! What the lead chooses for a release: for whom, with which names, what stays by choice.

use super::Stage;
use crate::clock::Moment;
use crate::ids::{ActionId, NoteId, PointId};
use crate::review::visit::Visit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// For whom a release is made.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Audience {
    /// The host head alone; only here do notes marked `!head` open.
    #[default]
    #[n(0)]
    HostHead,
    /// The host head and the subject lead.
    #[n(1)]
    HostHeadAndSubjectLead,
    /// Every school of the group.
    #[n(2)]
    AllSchools,
    /// The group's steering group.
    #[n(3)]
    SteeringGroup,
}

impl Audience {
    /// Every audience, the narrowest first.
    pub const ALL: [Self; 4] = [Self::HostHead, Self::HostHeadAndSubjectLead, Self::AllSchools, Self::SteeringGroup];

    /// The word a plan and the command line use: `host-head`.
    pub fn key(self) -> &'static str {
        match self {
            Self::HostHead => "host-head",
            Self::HostHeadAndSubjectLead => "host-head-and-subject-lead",
            Self::AllSchools => "all-schools",
            Self::SteeringGroup => "steering-group",
        }
    }

    /// The words people read: `the host head`.
    pub fn label(self) -> &'static str {
        match self {
            Self::HostHead => "the host head",
            Self::HostHeadAndSubjectLead => "the host head and the subject lead",
            Self::AllSchools => "the schools of the group",
            Self::SteeringGroup => "the steering group",
        }
    }

    /// Whether it may hear what the host said in the meetings: those who were there, or whose school it is.
    pub fn hears_the_host(self) -> bool {
        matches!(self, Self::HostHead | Self::HostHeadAndSubjectLead)
    }

    /// How reviewers are best called before this audience: names inside the host school, roles beyond it.
    pub fn names(self) -> Names {
        match self {
            Self::HostHead | Self::HostHeadAndSubjectLead => Names::Kept,
            Self::AllSchools | Self::SteeringGroup => Names::Roles,
        }
    }
}

/// How persons are called in a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Names {
    /// By name.
    #[n(0)]
    Kept,
    /// By role: `lead`, `reviewer 2`. Words inside a note are not touched.
    #[n(1)]
    Roles,
}

impl Names {
    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kept => "names kept",
            Self::Roles => "roles for names",
        }
    }
}

/// What the plan says about releases. Each part may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Planned {
    /// For whom they are made.
    #[n(0)]
    pub audience: Option<Audience>,
    /// How persons are called.
    #[n(1)]
    pub names: Option<Names>,
}

impl Planned {
    /// How persons are called before an audience. That names are kept was agreed for the plan's own audience and
    /// for no wider one; that roles take their place holds for each.
    pub fn names(self, audience: Audience) -> Names {
        match self.names {
            Some(Names::Roles) => Names::Roles,
            Some(Names::Kept) if audience == self.audience.unwrap_or_default() => Names::Kept,
            _ => audience.names(),
        }
    }
}

/// What the lead chose for a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// When it is made.
    pub made: Moment,
    /// For whom.
    pub audience: Audience,
    /// How persons are called.
    pub names: Names,
    /// Whether reviewers' reflections leave. They are not evidence, so they stay unless chosen.
    pub reflections: bool,
    /// Notes that stay.
    pub withhold: BTreeSet<NoteId>,
    /// Points that stay.
    pub withhold_points: BTreeSet<PointId>,
    /// Notes that may leave although a name that must not appear stands in them.
    pub confirmed: BTreeSet<NoteId>,
    /// Points that may leave although their evidence is sealed or stays, or such a name stands in them.
    pub confirmed_points: BTreeSet<PointId>,
    /// Whether what the school set out to do leaves.
    pub actions: bool,
    /// Actions that stay.
    pub withhold_actions: BTreeSet<ActionId>,
    /// Actions that may leave although a name that must not appear stands in them.
    pub confirmed_actions: BTreeSet<ActionId>,
    /// Whether what the host answered stands under the points; only where the audience may hear it.
    pub answers: bool,
    /// How far the report has come.
    pub stage: Stage,
    /// What comes of it is kept plain: then what is for the head alone stays.
    pub plain: bool,
}

impl Options {
    /// The careful choice for an audience: a draft, no reflections, no answers, nothing confirmed.
    pub fn new(made: Moment, audience: Audience) -> Self {
        Self {
            made,
            audience,
            names: audience.names(),
            reflections: false,
            withhold: BTreeSet::new(),
            withhold_points: BTreeSet::new(),
            confirmed: BTreeSet::new(),
            confirmed_points: BTreeSet::new(),
            actions: true,
            withhold_actions: BTreeSet::new(),
            confirmed_actions: BTreeSet::new(),
            answers: false,
            stage: Stage::Draft,
            plain: false,
        }
    }

    /// The careful choice for what plan and lead have set: for the audience that was chosen, with names as agreed.
    pub fn planned(made: Moment, visit: &Visit) -> Self {
        Self::for_audience(made, visit, visit.audience())
    }

    /// The careful choice for this audience, with names as the plan has them.
    pub fn for_audience(made: Moment, visit: &Visit, audience: Audience) -> Self {
        Self { names: visit.release.names(audience), ..Self::new(made, audience) }
    }
}

//! The action plan: what the host sets out to do after the review, who does it, by when, and how it stands.
//!
//! It is the host's own, made in a workshop after the feedback, by hand or from the areas for development.
//! Its parts (action, owner, by when, expected impact, measure, support) are those that the programmes'
//! own forms share.

use crate::clock::Moment;
use crate::ids::{ActionId, PointId};
use serde::{Deserialize, Serialize};

/// A part of an action that is said in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Part {
    /// What is done.
    #[n(0)]
    What,
    /// Who sees to it: a role.
    #[n(1)]
    Owner,
    /// By when: a date, or words such as `end of the summer term`.
    #[n(2)]
    By,
    /// What it should change for pupils.
    #[n(3)]
    Impact,
    /// By what one will see that it did.
    #[n(4)]
    Measure,
    /// What helps: people, time, resources, from inside or outside the group.
    #[n(5)]
    Support,
    /// How it stands, in words.
    #[n(6)]
    Standing,
}

impl Part {
    /// Every part, in the order of a form.
    pub const ALL: [Self; 7] =
        [Self::What, Self::Owner, Self::By, Self::Impact, Self::Measure, Self::Support, Self::Standing];

    /// The words people read above it.
    pub fn label(self) -> &'static str {
        match self {
            Self::What => "action",
            Self::Owner => "owner",
            Self::By => "by when",
            Self::Impact => "expected impact",
            Self::Measure => "measure",
            Self::Support => "support",
            Self::Standing => "how it stands",
        }
    }
}

/// How far an action is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Progress {
    /// Not begun.
    #[default]
    #[n(0)]
    Planned,
    /// Under way.
    #[n(1)]
    Begun,
    /// Done.
    #[n(2)]
    Done,
    /// Given up, or overtaken.
    #[n(3)]
    Dropped,
}

impl Progress {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Begun, Self::Done, Self::Dropped];

    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}

/// What is said of an action, part by part; empty where nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts([String; 7]);

impl Parts {
    /// What is said of a part.
    pub fn get(&self, part: Part) -> &str {
        &self.0[part as usize]
    }

    /// Says something of a part.
    pub fn set(&mut self, part: Part, text: impl Into<String>) {
        self.0[part as usize] = text.into();
    }

    /// The parts of which something is said, in the order of a form.
    pub fn said(&self) -> impl Iterator<Item = (Part, &str)> {
        Part::ALL.into_iter().map(|part| (part, self.get(part))).filter(|(_, text)| !text.is_empty())
    }
}

/// An action of the host's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its identifier.
    pub id: ActionId,
    /// The point it came from.
    pub point: Option<PointId>,
    /// When it was set down.
    pub made: Moment,
    /// What is said of it.
    pub parts: Parts,
    /// How far it is.
    pub progress: Progress,
    /// Two versions of one of its parts stand side by side until someone chooses.
    pub conflict: bool,
}

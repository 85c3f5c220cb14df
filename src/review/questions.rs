//! Enquiry questions: what the review asks, and what the host itself says about it.

use super::evidence::Source;
use crate::ids::QuestionId;

/// Where a question comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[serde(rename_all = "kebab-case")]
#[cbor(index_only)]
pub enum Origin {
    /// Asked of every school of the group.
    #[default]
    #[n(0)]
    Standard,
    /// Asked because the host wished it.
    #[n(1)]
    Requested,
}

/// An enquiry question or, with a letter in its number (`2b`), a sub-question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Derived from the notebook's id and `key`.
    pub id: QuestionId,
    /// The plan's short word for it.
    pub key: String,
    /// As written in marks: `2`, `2b`. At most three characters: digits, then at most one letter.
    pub number: String,
    /// Two or three words for narrow columns: `Fluency`.
    pub title: String,
    /// The question itself.
    pub text: String,
    /// The host's own claim. What the host says about itself is not evidence and counts in no coverage.
    pub claim: String,
    /// Sources that the host promised for it.
    pub promised: Vec<Source>,
    /// Standard for the group, or requested by the host.
    pub origin: Origin,
}

impl Question {
    /// The number of the question it belongs to: `2` for both `2` and `2b`.
    pub fn main_number(&self) -> &str {
        self.number.trim_end_matches(|c: char| c.is_ascii_alphabetic())
    }

    /// Whether it is a sub-question.
    pub fn is_sub(&self) -> bool {
        self.main_number() != self.number
    }

    /// The order in which questions are shown: by number, then letter.
    pub fn order(&self) -> (u32, String) {
        (self.main_number().parse().unwrap_or(u32::MAX), self.number.clone())
    }
}

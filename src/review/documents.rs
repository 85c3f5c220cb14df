//! The documents of the data package, and who has read them.

use super::visit::{CaptureAs, Review};
use crate::clock::Moment;
use crate::ids::PersonId;
use crate::trouble::Trouble;
use sha2::{Digest as _, Sha256};

/// Why no word may stand beside a tick: it is open, and nothing open is written where everything is sealed.
pub fn no_word_beside(capture: CaptureAs) -> Option<Trouble> {
    capture.seal().map(|_| {
        Trouble::new(
            "Everything is sealed in this notebook, and a word beside a tick would not be. Nothing was saved.",
            "Tick it without a word, and write the word in the capture line.",
        )
    })
}

/// That somebody has read a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Which: see [`digest`].
    pub document: Vec<u8>,
    /// Who.
    pub person: PersonId,
    /// When they said so.
    pub at: Moment,
    /// What they noted beside it; may be empty.
    pub note: String,
}

/// A document of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What the plan calls it.
    pub name: String,
    /// Who has read it, in the plan's order of people.
    pub readers: Vec<Reading>,
}

/// How a document is known: the digest of its line in the plan.
pub fn digest(name: &str) -> [u8; 32] {
    Sha256::digest(name.as_bytes()).into()
}

/// The documents of the plan with who has read each.
pub fn listed(review: &Review, read: &[Reading]) -> Vec<Document> {
    let document = |name: &String| {
        let known = digest(name);
        let of = |person: PersonId| read.iter().find(|r| r.person == person && r.document == known);
        Document { name: name.clone(), readers: review.people.iter().filter_map(|p| of(p.id)).cloned().collect() }
    };
    review.visit.documents.iter().map(document).collect()
}

//! Identifiers, each a type of its own, so that a note can never be taken for an activity.
//!
//! Everything with an identity in a notebook has 16 bytes: random for what people make (notes,
//! points), derived from the notebook's id and the plan's `key` for what a plan names (persons,
//! questions, activities), so that two notebooks made from one plan can be joined.

use crate::trouble::{Result, Trouble};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Random bytes from the operating system.
///
/// # Errors
/// When the operating system has no randomness to give; nothing may be written then.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| {
        Trouble::new("This computer could not give random numbers.", "Restart it and try again; nothing was written.")
            .because(e)
    })?;
    Ok(bytes)
}

/// Lower-case hexadecimal of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

/// Reads exactly `N` bytes of hexadecimal.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 {
        return None;
    }
    unhex_all(text)?.try_into().ok()
}

/// Reads hexadecimal of any length.
pub fn unhex_all(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len() / 2).map(|i| u8::from_str_radix(text.get(i * 2..i * 2 + 2)?, 16).ok()).collect()
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// The bytes of an identifier read from elsewhere; nothing if there are not exactly enough.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({}…)"), hex(&self.0[..4]))
            }
        }

        impl FromStr for $name {
            type Err = Trouble;
            fn from_str(text: &str) -> Result<Self> {
                unhex(text).map(Self).ok_or_else(|| {
                    Trouble::usage(
                        format!("“{}” is not an identifier.", crate::text::clean_line(text)),
                        format!("An identifier here is {} characters of 0-9 and a-f.", $bytes * 2),
                    )
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(|e: Trouble| serde::de::Error::custom(e.what().to_owned()))
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> std::result::Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> std::result::Result<Self, minicbor::decode::Error> {
                Self::from_slice(d.bytes()?).ok_or_else(|| minicbor::decode::Error::message("wrong length of an identifier"))
            }
        }
    };
}

macro_rules! subject_id {
    ($(#[$doc:meta])* $name:ident) => {
        id!($(#[$doc])* $name, 16);

        impl $name {
            /// A new random identifier.
            ///
            /// # Errors
            /// When the operating system has no randomness to give.
            pub fn fresh() -> Result<Self> {
                random().map(Self)
            }
        }

        impl From<$name> for Subject {
            fn from(id: $name) -> Self {
                Subject(id.0)
            }
        }

        impl From<Subject> for $name {
            fn from(subject: Subject) -> Self {
                Self(subject.0)
            }
        }
    };
}

id!(
    /// Whatever a change is about: any of the 16-byte identifiers below.
    Subject, 16
);
id!(
    /// A change: the SHA-256 of its header.
    ChangeId, 32
);
id!(
    /// A writer (one home × one notebook file): its Ed25519 public key.
    WriterId, 32
);
subject_id!(
    /// A notebook; the random review id of its plan.
    NotebookId
);
subject_id!(
    /// A person of the team or the host school.
    PersonId
);
subject_id!(
    /// An enquiry question or sub-question.
    QuestionId
);
subject_id!(
    /// An entry of the timetable.
    ActivityId
);
subject_id!(
    /// A piece of evidence.
    NoteId
);
subject_id!(
    /// A feedback point.
    PointId
);
subject_id!(
    /// An action of the host's plan.
    ActionId
);
subject_id!(
    /// The record that a concern was passed on.
    ConcernId
);

/// The identifier of something that a plan names by `key`: the first 16 bytes of
/// SHA-256("visitbook " ‖ what ‖ 0 ‖ notebook id ‖ key), `what` being `person`, `question` or `activity`.
///
/// Frozen: two notebooks made from one plan are joined by these.
fn derived(what: &str, notebook: NotebookId, key: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"visitbook ");
    hash.update(what.as_bytes());
    hash.update([0]);
    hash.update(notebook.0);
    hash.update(key.as_bytes());
    let digest = hash.finalize();
    let mut out = [0; 16];
    out.copy_from_slice(&digest[..16]);
    out
}

impl PersonId {
    /// The person whom the plan names by `key`.
    pub fn of(notebook: NotebookId, key: &str) -> Self {
        Self(derived("person", notebook, key))
    }
}

impl QuestionId {
    /// The question that the plan names by `key`.
    pub fn of(notebook: NotebookId, key: &str) -> Self {
        Self(derived("question", notebook, key))
    }
}

impl ActivityId {
    /// The activity that the plan names by `key`.
    pub fn of(notebook: NotebookId, key: &str) -> Self {
        Self(derived("activity", notebook, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_identifiers_are_frozen() {
        let nb = NotebookId([7; 16]);
        // Changing these breaks joining every notebook made before.
        assert_eq!(PersonId::of(nb, "sam").to_string(), "6b9955bd7360a4845e1d1dba7358e1b4");
        assert_eq!(QuestionId::of(nb, "fluency").to_string(), "463f2d9b9a5ebc7276ecf61f0ea283ef");
        assert_eq!(ActivityId::of(nb, "tour").to_string(), "9cb59bbf06e761daf66a22da9b8e953a");
    }

    #[test]
    fn hexadecimal_goes_there_and_back() {
        let id = NoteId::fresh().unwrap();
        assert_eq!(id.to_string().parse::<NoteId>().unwrap(), id);
        assert!("xyz".parse::<NoteId>().is_err());
        assert!("é".repeat(16).parse::<NoteId>().is_err());
    }
}

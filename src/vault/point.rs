//! Sealed points of the feedback: as a sealed note is, with what a point has. Inside is JSON, frozen:
//!
//! ```json
//! {"visitbook":"sealed point 1","notebook":"<32 hex>","point":"<32 hex>","author":"<32 hex>",
//!  "readers":["<32 hex>"],"kind":"strength","question":null,"text":"…"}
//! ```
//!
//! padded and bound to its row as [`super::seal`] says. What stands outside is when and by whom it
//! was made, its place in the order, the meeting, and which notes are under it.

use super::keys::OpenKeys;
use super::recipient;
use super::seal::{SealError, as_json, finish, foreign, open_limited};
use crate::ids::{NotebookId, PersonId, PointId, QuestionId};
use crate::review::feedback::{PointKind, UnlockedPoint};
use crate::secret::Secret;
use crate::trouble::Result;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What the first field of a sealed point says.
const FORMAT: &str = "sealed point 1";

/// What is about to be sealed, borrowed from where it was typed. Written and read as JSON.
#[derive(Clone, Serialize, Deserialize)]
struct Json<'a> {
    #[serde(borrow)]
    visitbook: Cow<'a, str>,
    notebook: NotebookId,
    point: PointId,
    author: PersonId,
    readers: Cow<'a, [PersonId]>,
    kind: PointKind,
    question: Option<QuestionId>,
    text: Cow<'a, str>,
}

/// A point that is about to be sealed.
#[derive(Clone, Copy)]
pub struct InsidePoint<'a> {
    /// The notebook it belongs to.
    pub notebook: NotebookId,
    /// Which point it is.
    pub point: PointId,
    /// Who made it.
    pub author: PersonId,
    /// The persons whose keys it is sealed to.
    pub readers: &'a [PersonId],
    /// What sort it is.
    pub kind: PointKind,
    /// The question it answers.
    pub question: Option<QuestionId>,
    /// The words to be said.
    pub text: &'a str,
}

/// Seals a point to the recipients: one standard binary age file.
///
/// # Errors
/// Before doing anything: when there is no recipient, or one that cannot be understood. Also when it is too long.
pub fn seal(inside: &InsidePoint<'_>, recipients: &[String]) -> Result<Vec<u8>> {
    let sealers = recipient::read_all(recipients)?;
    let json = Json {
        visitbook: FORMAT.into(),
        notebook: inside.notebook,
        point: inside.point,
        author: inside.author,
        readers: inside.readers.into(),
        kind: inside.kind,
        question: inside.question,
        text: inside.text.into(),
    };
    finish(as_json(&json, inside.text.len(), inside.readers.len())?, &sealers)
}

/// Opens a sealed point and checks that it belongs to this very notebook and point.
///
/// # Errors
/// See [`SealError`].
pub fn open(
    blob: &[u8],
    keys: &OpenKeys,
    notebook: NotebookId,
    point: PointId,
) -> std::result::Result<UnlockedPoint, SealError> {
    let plain = open_limited(blob, keys)?;
    let json: Json<'_> = serde_json::from_slice(&plain).map_err(|_| foreign(&plain, FORMAT))?;
    if json.visitbook != FORMAT || json.notebook != notebook || json.point != point {
        return Err(foreign(&plain, FORMAT));
    }
    Ok(UnlockedPoint {
        point: json.point,
        author: json.author,
        readers: json.readers.into_owned(),
        kind: json.kind,
        question: json.question,
        text: Secret::new(json.text.into_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{PUBLIC, fixed, stranger};
    use super::*;

    const NOTEBOOK: NotebookId = NotebookId([1; 16]);
    const POINT: PointId = PointId([2; 16]);
    const AUTHOR: PersonId = PersonId([3; 16]);

    fn sealed() -> Vec<u8> {
        let question = Some(QuestionId([5; 16]));
        let (kind, text) = (PointKind::Development, "One sheet\nfor all");
        let inside =
            InsidePoint { notebook: NOTEBOOK, point: POINT, author: AUTHOR, readers: &[AUTHOR], kind, question, text };
        seal(&inside, &[PUBLIC.to_owned()]).unwrap()
    }

    #[test]
    fn the_inside_is_frozen() {
        let plain = open_limited(&sealed(), &fixed()).unwrap();
        let expected = concat!(
            r#"{"visitbook":"sealed point 1","notebook":"01010101010101010101010101010101","#,
            r#""point":"02020202020202020202020202020202","author":"03030303030303030303030303030303","#,
            r#""readers":["03030303030303030303030303030303"],"kind":"development","#,
            r#""question":"05050505050505050505050505050505","text":"One sheet\nfor all"}"#,
        );
        assert_eq!(plain.len(), 1024, "padded");
        assert_eq!(str::from_utf8(&plain).unwrap().trim_end(), expected);
    }

    #[test]
    fn it_opens_for_its_readers_in_its_own_place_and_nowhere_else() {
        let blob = sealed();
        let opened = open(&blob, &fixed(), NOTEBOOK, POINT).unwrap();
        assert_eq!((opened.text.expose(), opened.kind), ("One sheet\nfor all", PointKind::Development));
        let error = |blob: &[u8], keys: &OpenKeys, notebook, point| open(blob, keys, notebook, point).unwrap_err();
        assert!(matches!(error(&blob, &stranger(), NOTEBOOK, POINT), SealError::NotAReader));
        assert!(matches!(error(&blob, &fixed(), NOTEBOOK, PointId([9; 16])), SealError::DoesNotBelong));
        assert!(matches!(error(&blob, &fixed(), NotebookId([9; 16]), POINT), SealError::DoesNotBelong));
        // A sealed note in the place of a point is none.
        let marks = crate::review::evidence::Marks::default();
        let note = crate::vault::seal::Inside {
            notebook: NOTEBOOK,
            note: crate::ids::NoteId(POINT.0),
            author: AUTHOR,
            readers: &[AUTHOR],
            text: "x",
            reflection: "",
            marks: &marks,
        };
        let note = crate::vault::seal::seal(&note, &[PUBLIC.to_owned()]).unwrap();
        assert!(matches!(error(&note, &fixed(), NOTEBOOK, POINT), SealError::DoesNotBelong));
        assert!(matches!(error(&blob[..blob.len() - 1], &fixed(), NOTEBOOK, POINT), SealError::Damaged(_)));
    }
}

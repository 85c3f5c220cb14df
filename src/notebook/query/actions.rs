//! The host's action plan.

use crate::clock::Moment;
use crate::ids::{ActionId, PointId};
use crate::notebook::Notebook;
use crate::review::actions::{Action, Part, Parts, Progress};
use crate::trouble::Result;

impl Notebook {
    /// The actions of the host's plan in the order in which they were set down, deleted ones left out.
    pub fn actions(&self) -> Result<Vec<Action>> {
        self.rows(
            "SELECT id, point, made, says, progress, conflict FROM action WHERE deleted = 0 ORDER BY made, id",
            |r| {
                let mut parts = Parts::default();
                let says: Vec<String> = super::decode(r, 3)?;
                for (part, text) in Part::ALL.into_iter().zip(says) {
                    parts.set(part, text);
                }
                Ok(Action {
                    id: ActionId(r.get(0)?),
                    point: r.get::<_, Option<[u8; 16]>>(1)?.map(PointId),
                    made: Moment(r.get(2)?),
                    parts,
                    progress: Progress::ALL.get(r.get::<_, usize>(4)?).copied().unwrap_or_default(),
                    conflict: r.get(5)?,
                })
            },
        )
    }
}

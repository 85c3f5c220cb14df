//! Folding an action of the host's plan.

use super::{InForce, Told, deletion_holds};
use crate::ids::Subject;
use crate::notebook::run;
use crate::notebook::value::{Value, kind};
use crate::review::actions::{Part, Parts, Progress};
use crate::trouble::Result;
use rusqlite::{Connection, named_params};

pub fn store(connection: &Connection, subject: Subject, told: &[Told]) -> Result<()> {
    let Some(made) = told.iter().filter(|t| t.header.kind == kind::ACTION_MADE).min_by_key(|t| (t.header.hlc, t.id))
    else {
        return Ok(());
    };
    let now = InForce::of(told);
    let (mut parts, mut progress, mut point) = (Parts::default(), Progress::default(), None);
    for (_, value) in now.values() {
        match value {
            Value::ActionMade(v) => point = v.point,
            Value::ActionSays(v) => parts.set(v.part, v.text.clone()),
            Value::ActionProgress(v) => progress = v.progress,
            _ => {}
        }
    }
    // An action whose words were erased is gone.
    let gone = parts.get(Part::What).is_empty() || deletion_holds(told, kind::ACTION_DELETED);
    let says: Vec<&str> = Part::ALL.into_iter().map(|part| parts.get(part)).collect();
    run(
        connection,
        "INSERT OR REPLACE INTO action(id, author, point, made, says, progress, deleted, conflict)
         VALUES(:id, :author, :point, :made, :says, :progress, :deleted, :conflict)",
        named_params! {
            ":id": subject.0, ":author": made.header.author.0, ":point": point.map(|p| p.0), ":made": made.header.wall.0,
            ":says": minicbor::to_vec(says).unwrap_or_default(), ":progress": progress as u8, ":deleted": gone,
            ":conflict": now.conflict(),
        },
    )
    .map(drop)
}

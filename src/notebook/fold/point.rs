//! Folding a feedback point.

use super::{InForce, Told, deletion_holds};
use crate::ids::Subject;
use crate::notebook::run;
use crate::notebook::value::{Value, kind};
use crate::review::feedback::PointKind;
use crate::trouble::Result;
use rusqlite::{Connection, named_params};

pub fn store(connection: &Connection, subject: Subject, told: &[Told]) -> Result<()> {
    let Some(made) = told.iter().filter(|t| t.header.kind == kind::POINT_MADE).min_by_key(|t| (t.header.hlc, t.id))
    else {
        return Ok(());
    };
    let now = InForce::of(told);
    let (mut sort, mut question, mut meeting) = (PointKind::Strength, None, None);
    let (mut text, mut rank, mut has_words) = (String::new(), String::new(), false);
    let mut evidence = Vec::new();
    for (t, value) in now.values() {
        match value {
            Value::PointText(v) => (text, has_words) = (v.text.clone(), true),
            Value::PointSort(v) => sort = v.kind,
            Value::PointQuestion(v) => question = v.question,
            Value::PointMeeting(v) => meeting = v.meeting,
            Value::PointRank(v) => rank.clone_from(&v.rank),
            Value::PointEvidence(v) if v.on => evidence.push((t.order(), v.note)),
            _ => {}
        }
    }
    evidence.sort_unstable();
    run(
        connection,
        "INSERT OR REPLACE INTO point(id, author, made, kind, question, meeting, text, rank, deleted, conflict)
         VALUES(:id, :author, :made, :kind, :question, :meeting, :text, :rank, :deleted, :conflict)",
        named_params! {
            ":id": subject.0, ":author": made.header.author.0, ":made": made.header.wall.0, ":kind": sort as u8,
            ":question": question.map(|q| q.0), ":meeting": meeting.map(|m| m.0), ":text": text, ":rank": rank,
            ":deleted": !has_words || deletion_holds(told, kind::POINT_DELETED), ":conflict": now.conflict(),
        },
    )?;
    run(connection, "DELETE FROM point_evidence WHERE point = ?", [subject.0])?;
    for (position, (_, note)) in evidence.iter().enumerate() {
        let sql = "INSERT INTO point_evidence(point, note, position) VALUES(?, ?, ?)";
        run(connection, sql, (subject.0, note.0, position))?;
    }
    Ok(())
}

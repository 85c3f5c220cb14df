//! Folding a feedback point: as with a note, sealed beats open.

use super::{InForce, Told, deletion_holds, heads, seal_in_force, shut, without};
use crate::clock::Moment;
use crate::ids::{ChangeId, Subject};
use crate::notebook::run;
use crate::notebook::value::{PointSealed, Value, kind};
use crate::review::feedback::{Answer, PointKind, PointMarks, Said};
use crate::trouble::Result;
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;

pub fn store(connection: &Connection, subject: Subject, told: &[Told]) -> Result<Vec<ChangeId>> {
    let shut = shut(told);
    let drop: Vec<ChangeId> = shut.iter().filter(|(_, provably)| *provably).map(|(id, _)| *id).collect();
    let Some(made) = told.iter().filter(|t| t.header.kind == kind::POINT_MADE).min_by_key(|t| (t.header.hlc, t.id))
    else {
        return Ok(drop);
    };
    let readable = without(told, &shut);
    let now = InForce::of(&readable);
    let seal: Option<(&Told, &PointSealed)> = seal_in_force(told, kind::POINT_SEALED, |value| match value {
        Value::PointSealed(sealed) => Some(sealed),
        _ => None,
    });
    let (mut sort, mut question, mut meeting) = (PointKind::Strength, None, None);
    let (mut text, mut rank, mut has_words) = (String::new(), String::new(), false);
    let mut evidence = Vec::new();
    let marks = marks_of(&now, &readable);
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
    // As it is told ever after: what is emptied now must not weigh against a deletion this once.
    let emptied: Vec<Told> =
        told.iter().map(|t| Told { value: t.value.clone().filter(|_| !drop.contains(&t.id)), ..t.clone() }).collect();
    run(
        connection,
        "INSERT OR REPLACE INTO point(id, author, made, kind, question, meeting, text, rank, readers, persons, seal,
             deleted, conflict, marks)
         VALUES(:id, :author, :made, :kind, :question, :meeting, :text, :rank, :readers, :persons, :seal, :deleted, :conflict,
             :marks)",
        named_params! {
            ":id": subject.0, ":author": made.header.author.0, ":made": made.header.wall.0, ":kind": sort as u8,
            ":question": question.map(|q| q.0), ":meeting": meeting.map(|m| m.0), ":text": text, ":rank": rank,
            ":readers": seal.map(|(_, s)| s.readers as u8),
            ":persons": seal.map(|(_, s)| s.persons.iter().flat_map(|p| p.0).collect::<Vec<u8>>()),
            ":seal": seal.map(|(t, _)| t.id.0),
            ":deleted": (!has_words && seal.is_none()) || deletion_holds(&emptied, kind::POINT_DELETED), ":conflict": now.conflict(),
            ":marks": minicbor::to_vec(&marks).unwrap_or_default(),
        },
    )?;
    run(connection, "DELETE FROM point_evidence WHERE point = ?", [subject.0])?;
    for (position, (_, note)) in evidence.iter().enumerate() {
        let sql = "INSERT INTO point_evidence(point, note, position) VALUES(?, ?, ?)";
        run(connection, sql, (subject.0, note.0, position))?;
    }
    Ok(drop)
}

/// What is marked about a point beside its words.
fn marks_of(now: &InForce<'_>, readable: &[Told]) -> PointMarks {
    let mut marks = PointMarks::default();
    for (told, value) in now.values() {
        match value {
            Value::PointKeyMessage(v) => marks.key_message = v.on,
            Value::PointSpeaker(v) => marks.speaker = v.person,
            Value::PointSupport(v) => marks.support = v.support,
            Value::PointHeadAlone(v) => marks.head_alone = v.on,
            Value::PointWithheld(v) => marks.withheld = v.on,
            Value::PointSaid(v) => {
                marks.said.extend(v.at.map(|at| Said { meeting: v.meeting, at: Moment(at) }));
            }
            Value::PointAnswer(v) => {
                marks.answers.extend(v.stand.map(|stand| Answer { meeting: v.meeting, stand, note: v.note }));
            }
            Value::PointConfirmed(v) if says_still(readable, &v.words) => {
                marks.confirmed = Some(told.header.author);
            }
            _ => {}
        }
    }
    marks
}

/// Whether a point still says what it said in these changes, and nothing beside: a confirmation is for words
/// that were read.
fn says_still(readable: &[Told], words: &[ChangeId]) -> bool {
    let said: BTreeSet<ChangeId> =
        heads(readable).filter(|(field, _)| field.is(kind::POINT_TEXT)).map(|(_, t)| t.id).collect();
    !said.is_empty() && said == words.iter().copied().collect()
}

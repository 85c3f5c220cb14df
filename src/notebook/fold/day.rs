//! Folding what a plan says, and what happened to the timetable on the day.

use super::{InForce, Told, heads};
use crate::ids::Subject;
use crate::notebook::run;
use crate::notebook::value::{TimelineDone, Value, kind};
use crate::trouble::Result;
use rusqlite::{Connection, named_params};

/// The kind of a tick on the timeline.
const TIMELINE_DONE: u16 = 101;

pub fn store(connection: &Connection, subject: Subject, told: &[Told]) -> Result<()> {
    let now = InForce::of(told);
    // What was emptied since says nothing any more.
    run(connection, "DELETE FROM report WHERE id = ?", [subject.0])?;
    for (kind, name) in [(80, "views"), (90, "audience")] {
        if told.iter().any(|t| t.header.kind == kind) {
            run(connection, "DELETE FROM choice WHERE name = ?", [name])?;
        }
    }
    for (told, value) in now.values() {
        match value {
            Value::ReportVersion(_) => {
                let sql = "INSERT OR REPLACE INTO report(id, author, hlc, at, bytes) VALUES(?, ?, ?, ?, ?)";
                let header = &told.header;
                let hlc = i64::try_from(header.hlc.0).unwrap_or(i64::MAX);
                run(connection, sql, (subject.0, header.author.0, hlc, header.wall.0, value.encode()))?;
            }
            Value::ViewsAsked(v) => choose(connection, "views", &[u8::from(v.on)])?,
            Value::ReleaseAudience(_) => choose(connection, "audience", &value.encode())?,
            Value::Visit(_) => {
                let sql = "INSERT OR REPLACE INTO fact(one, bytes, conflict) VALUES(1, ?, ?)";
                run(connection, sql, (value.encode(), now.conflict()))?;
            }
            Value::Question(_) => {
                let sql = "INSERT OR REPLACE INTO question(id, bytes, conflict) VALUES(?, ?, ?)";
                run(connection, sql, (subject.0, value.encode(), now.conflict()))?;
            }
            Value::Person(facts) => store_person(connection, subject, &now, facts.order, &value.encode())?,
            Value::Activity(facts) => store_activity(connection, subject, &now, facts, &value.encode())?,
            _ => {}
        }
    }
    store_documents(connection, subject, &now)?;
    if told.iter().any(|t| t.header.kind == TIMELINE_DONE) {
        store_timeline(connection, told)?;
    }
    store_keys(connection, subject, &now)
}

/// What the lead chose for the notebook as a whole, by the name of the choice.
fn choose(connection: &Connection, name: &str, value: &[u8]) -> Result<()> {
    run(connection, "INSERT OR REPLACE INTO choice(name, value) VALUES(?, ?)", (name, value)).map(drop)
}

fn store_person(connection: &Connection, subject: Subject, now: &InForce<'_>, order: u32, bytes: &[u8]) -> Result<()> {
    let mut retired = false;
    let mut accepted = None;
    for (told, value) in now.values() {
        match value {
            Value::PersonRetired(v) => retired = v.retired,
            // Nobody can accept the protocol in another's name.
            Value::ProtocolAccepted(v) if told.header.author.0 == subject.0 => {
                accepted = Some((told.header.wall.0, v.digest.clone()));
            }
            _ => {}
        }
    }
    let (at, digest) = accepted.unzip();
    run(
        connection,
        "INSERT OR REPLACE INTO person(id, position, bytes, retired, accepted_at, accepted_digest, conflict)
         VALUES(:id, :position, :bytes, :retired, :at, :digest, :conflict)",
        named_params! {
            ":id": subject.0, ":position": order, ":bytes": bytes, ":retired": retired,
            ":at": at, ":digest": digest, ":conflict": now.conflict(),
        },
    )
    .map(drop)
}

/// The documents that a person has read. Nobody can say so in another's name.
fn store_documents(connection: &Connection, subject: Subject, now: &InForce<'_>) -> Result<()> {
    run(connection, "DELETE FROM document_read WHERE person = ?", [subject.0])?;
    for (told, value) in now.values() {
        if let Value::DocumentRead(v) = value
            && v.read
            && told.header.author.0 == subject.0
        {
            run(
                connection,
                "INSERT OR REPLACE INTO document_read(person, document, at, note) VALUES(?, ?, ?, ?)",
                (subject.0, &v.document.0, told.header.wall.0, &v.note),
            )?;
        }
    }
    Ok(())
}

/// The rows of the timeline that the team says are done. Of two who said so at once both stand, each with their word;
/// and so does a tick beside somebody's taking it away who had not seen it.
fn store_timeline(connection: &Connection, told: &[Told]) -> Result<()> {
    run(connection, "DELETE FROM timeline_done", [])?;
    let mut ticks: Vec<(&Told, &TimelineDone)> = heads(told)
        .filter_map(|(_, head)| match &head.value {
            Some(Value::TimelineDone(tick)) if tick.done => Some((head, tick)),
            _ => None,
        })
        .collect();
    // Of one person's two the later shows.
    ticks.sort_by_key(|(head, _)| head.order());
    for (head, tick) in ticks {
        run(
            connection,
            "INSERT OR REPLACE INTO timeline_done(row, author, at, note) VALUES(?, ?, ?, ?)",
            (&tick.row.0, head.header.author.0, head.header.wall.0, &tick.note),
        )?;
    }
    Ok(())
}

/// A person's announced keys. `own` says whether the person's own writer announced it; a key that
/// somebody else announced for them is shown, and used by nobody.
fn store_keys(connection: &Connection, subject: Subject, now: &InForce<'_>) -> Result<()> {
    run(connection, "DELETE FROM person_key WHERE person = ?", [subject.0])?;
    for (told, value) in now.values() {
        if let Value::KeyAnnounced(key) = value {
            run(
                connection,
                "INSERT INTO person_key(person, recipient, label, writer, own) VALUES(?, ?, ?, ?, ?)",
                (subject.0, &key.recipient, &key.label, told.header.writer.0, told.header.author.0 == subject.0),
            )?;
        }
    }
    Ok(())
}

fn store_activity(
    connection: &Connection,
    subject: Subject,
    now: &InForce<'_>,
    facts: &crate::notebook::value::ActivityFacts,
    bytes: &[u8],
) -> Result<()> {
    let (mut start, mut finish) = (facts.start, facts.end);
    let (mut started, mut ended, mut paused, mut dropped, mut accompanied) = (None, None, None, false, None);
    for (_, value) in now.values() {
        match value {
            Value::ActivityMoved(v) => (start, finish) = (v.start, v.end),
            Value::ActivityStarted(v) => started = v.at,
            Value::ActivityEnded(v) => ended = v.at,
            Value::ActivityPaused(v) => paused = v.since,
            Value::ActivityDropped(v) => dropped = v.dropped,
            Value::ActivityAccompanied(v) => accompanied = Some(v.by.clone()),
            _ => {}
        }
    }
    let conflict = now.fields.iter().any(|(f, (_, differ))| *differ && f.is(kind::ACTIVITY));
    run(
        connection,
        "INSERT OR REPLACE INTO activity(id, bytes, start, finish, started, ended, dropped, paused, accompanied, conflict)
         VALUES(:id, :bytes, :start, :finish, :started, :ended, :dropped, :paused, :accompanied, :conflict)",
        named_params! {
            ":id": subject.0, ":bytes": bytes, ":start": start, ":finish": finish, ":started": started,
            ":ended": ended, ":dropped": dropped, ":paused": paused, ":accompanied": accompanied,
            ":conflict": conflict,
        },
    )
    .map(drop)
}

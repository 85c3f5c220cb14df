//! Which notes are asked for, and the SQL that asks for them.

use crate::ids::{ActivityId, PersonId, QuestionId};
use crate::notebook::fold::tally;
use crate::notebook::sql_trouble;
use crate::review::evidence::Source;
use crate::trouble::Result;

/// Which notes are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that all occur (each also as a beginning); open notes only.
    pub words: String,
    /// Words of which at least one occurs (each also as a beginning); none: no matter.
    pub any_of: Vec<String>,
    /// Filed under this activity.
    pub activity: Option<ActivityId>,
    /// Tagged with this question; what is no evidence only if its source is asked for too.
    pub question: Option<QuestionId>,
    /// From this source.
    pub source: Option<Source>,
    /// Written by this person.
    pub author: Option<PersonId>,
    /// Only open evidence without any question.
    pub untagged: bool,
    /// Only sealed notes.
    pub sealed: bool,
    /// Deleted notes too.
    pub deleted: bool,
}

impl Filter {
    /// Whether words are searched for.
    pub fn is_search(&self) -> bool {
        !search_query(self).is_empty()
    }
}

/// What a filter asks of the tables: the tables, the conditions, and the columns that order the notes
/// in time without looking at each of them first.
pub(super) struct Clauses {
    pub from: &'static str,
    pub wheres: String,
    pub order: (&'static str, &'static str),
}

pub(super) fn clauses(filter: &Filter) -> Clauses {
    let searching = filter.is_search();
    let mut wheres = vec!["1"];
    let (from, order) = if searching {
        wheres.push("words MATCH :words");
        // A search has no index by time; the order in which notes came into this file is nearly that.
        ("words w JOIN note n ON n.n = w.rowid", ("w.rowid", "w.rowid"))
    } else if filter.question.is_some() {
        ("note_question q CROSS JOIN note n ON n.id = q.note", ("q.at", "q.note"))
    } else {
        ("note n", ("n.at", "n.id"))
    };
    if filter.activity.is_some() {
        wheres.push("n.activity = :activity");
    }
    match filter.question {
        Some(_) if searching => {
            wheres.push("EXISTS(SELECT 1 FROM note_question q WHERE q.note = n.id AND q.question = :question)");
        }
        Some(_) => wheres.push("q.question = :question"),
        None => {}
    }
    // A question has evidence; what is none is found by its source.
    if filter.untagged || (filter.question.is_some() && filter.source.is_none()) {
        wheres.push(tally::is_evidence!());
    }
    if filter.source.is_some() {
        wheres.push("n.source = :source AND n.state = 0");
    }
    if filter.author.is_some() {
        wheres.push("n.author = :author");
    }
    if filter.untagged {
        wheres.push("n.questions = 0 AND n.state = 0");
    }
    if filter.sealed {
        wheres.push("n.state = 1");
    }
    if !filter.deleted {
        wheres.push("n.deleted = 0");
    }
    Clauses { from, wheres: wheres.join(" AND "), order }
}

pub(super) fn bind(statement: &mut rusqlite::CachedStatement<'_>, filter: &Filter) -> Result<()> {
    let mut set = |name: &str, value: &dyn rusqlite::ToSql| -> Result<()> {
        if let Some(index) = statement.parameter_index(name).map_err(sql_trouble)? {
            statement.raw_bind_parameter(index, value).map_err(sql_trouble)?;
        }
        Ok(())
    };
    set(":words", &search_query(filter))?;
    set(":activity", &filter.activity.map(|a| a.0))?;
    set(":question", &filter.question.map(|q| q.0))?;
    set(":source", &filter.source.map(|s| s as u8))?;
    set(":author", &filter.author.map(|a| a.0))
}

/// What is searched for, as a full-text query; empty if nothing is.
fn search_query(filter: &Filter) -> String {
    let all = search_words(filter.words.split_whitespace(), " ");
    let any = search_words(filter.any_of.iter().map(String::as_str), " OR ");
    match (all.is_empty(), any.is_empty()) {
        (false, false) => format!("({all}) AND ({any})"),
        _ => all + &any,
    }
}

/// Words as a person typed them: every one quoted, so that nothing in it is syntax, and every one also
/// as a beginning, because one searches while typing.
fn search_words<'w>(words: impl Iterator<Item = &'w str>, between: &str) -> String {
    words
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .map(|w| format!("\"{}\"*", w.replace('"', "\"\"")))
        .collect::<Vec<_>>()
        .join(between)
}

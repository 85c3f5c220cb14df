//! The rules of a plan: what its values mean together; and the review built from them.
//!
//! A rule is silent about values that could not be read (their mistakes are told), and about anything
//! that would only follow from another mistake: an activity of an unknown kind may well be the summary.

mod timetable;

use super::findings::Findings;
use super::read::{ActivityDraft, Draft, PersonDraft, QuestionDraft, VisitDraft};
use super::section::{Placed, nearest};
use crate::ids::{ActivityId, NotebookId, PersonId, QuestionId};
use crate::review::people::{Person, Role};
use crate::review::questions::Question;
use crate::review::timetable::Activity;
use crate::review::visit::{Review, STRAIGHT_AFTER_DAYS, Visit};
use crate::trouble::count;
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// The longest key, in characters.
const MAX_KEY: usize = 40;

/// Tells every mistake between the values of a plan.
pub(super) fn check(draft: &Draft, f: &mut Findings) {
    keys("person", draft.people.iter().filter_map(|p| p.key.as_ref()), f);
    keys("question", draft.questions.iter().filter_map(|q| q.key.as_ref()), f);
    keys("activity", draft.activities.iter().filter_map(|a| a.key.as_ref()), f);
    people(draft, f);
    numbers(draft, f);
    timetable::check(draft, f);
    inspections(draft, f);
}

/// Keys are simple words, and each names one thing: identifiers are derived from them for good.
fn keys<'d>(what: &str, keys: impl Iterator<Item = &'d Placed<String>>, f: &mut Findings) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for key in keys {
        if !is_key(&key.value) {
            f.mistake(
                key.at,
                "A key is one short word of small letters, digits and hyphens.",
                format!("Write for example key = \"{}\"", as_key(&key.value).unwrap_or_else(|| what.to_owned())),
            );
        } else if let Some(before) = first.insert(&key.value, key.at) {
            f.mistake(
                key.at,
                format!("The key of another {what} (line {}) is used again.", f.line_of(before)),
                format!("Give each {what} a key of its own."),
            );
        }
    }
}

fn is_key(key: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    key.len() <= MAX_KEY && !key.starts_with('-') && !key.is_empty() && key.chars().all(allowed)
}

/// The key that was probably meant: `Subject Lead` → `subject-lead`.
fn as_key(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    Some(words.join("-")).filter(|key| is_key(key))
}

/// Exactly one person leads; an account is one person.
fn people(draft: &Draft, f: &mut Findings) {
    let leads: Vec<&Placed<Role>> =
        draft.people.iter().filter_map(|p| p.role.as_ref()).filter(|r| r.value.releases()).collect();
    if leads.is_empty() && draft.people.iter().all(|p| p.role.is_some()) {
        let at = draft.people.first().map_or(draft.end, |p| p.at);
        f.mistake(at, "Nobody leads the review.", "Give one [[person]] a line: role = \"lead\"");
    }
    for lead in leads.iter().skip(1) {
        f.mistake(
            lead.at,
            format!("A second person leads the review; the first is on line {}.", f.line_of(leads[0].at)),
            "Keep one lead; write role = \"reviewer\" for the others.",
        );
    }
    let mut owner: HashMap<&str, usize> = HashMap::new();
    for (number, person) in draft.people.iter().enumerate() {
        for account in &person.accounts {
            if owner.insert(&account.value, number).is_some_and(|before| before != number) {
                f.mistake(
                    account.at,
                    "This account belongs to another person already.",
                    "An account on the server is one person; remove it from one of the two.",
                );
            }
        }
    }
}

/// Question numbers: well formed, used once, and no sub-question without its question.
fn numbers(draft: &Draft, f: &mut Findings) {
    if draft.questions.is_empty() {
        f.mistake(
            draft.end,
            "The plan asks no question.",
            "Add a section [[question]] with key, number, title and text.",
        );
    }
    let numbers: Vec<&Placed<String>> = draft.questions.iter().filter_map(|q| q.number.as_ref()).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    for number in &numbers {
        let Some(main) = main_number(&number.value) else {
            let meant = number.value.to_lowercase().replace([' ', '.', ')', '(', '#'], "");
            let instead = main_number(&meant).map_or("1", |_| meant.as_str());
            f.mistake(
                number.at,
                "A question number is 1 to 99, with one small letter for a sub-question.",
                format!("Write for example number = \"{instead}\""),
            );
            continue;
        };
        if let Some(before) = first.insert(&number.value, number.at) {
            f.mistake(
                number.at,
                format!("Question number {} is used twice; first on line {}.", number.value, f.line_of(before)),
                "Give each question a number of its own.",
            );
        }
        if main != number.value && !numbers.iter().any(|n| n.value == main) {
            f.mistake(
                number.at,
                format!("{} is a sub-question of {main}, but there is no question {main}.", number.value),
                format!("Add question {main}, or number this one without a letter."),
            );
        }
    }
}

/// A review straight after an inspection is warned of, and no inspection brings a grade with it.
fn inspections(draft: &Draft, f: &mut Findings) {
    let Some(visit) = &draft.visit else { return };
    for inspection in &visit.inspections {
        if let Some(grade) = grade_in(&inspection.value.kind) {
            f.mistake(
                inspection.at,
                format!("“{grade}” is a grade, and a plan holds none."),
                "Write only what sort of inspection it was, for example kind = \"section 8\"",
            );
        }
    }
    let Some(first) = draft.activities.iter().filter_map(|a| a.day).min() else { return };
    for inspection in &visit.inspections {
        let days = (first - inspection.value.date).num_days();
        if !(0..=STRAIGHT_AFTER_DAYS).contains(&days) {
            continue;
        }
        let told = format!("{} after", count(usize::try_from(days).unwrap_or(0), "day", "days"));
        f.warning(
            inspection.at,
            format!("The review would begin {told} an inspection, on {}.", first.format("%-d %B %Y")),
            format!(
                "A review straight after an inspection asks too much of a school; agree on a later date, \
                 if you can (this warning is given up to {STRAIGHT_AFTER_DAYS} days, about a term, after one)."
            ),
        );
    }
}

/// A word of the inspectorate's scale, if one stands in it.
fn grade_in(kind: &str) -> Option<&'static str> {
    const SCALE: [&str; 5] = ["outstanding", "requires improvement", "inadequate", "special measures", "grade"];
    let kind = kind.to_lowercase();
    let good = kind.split(|c: char| !c.is_alphanumeric()).any(|word| word == "good");
    SCALE.into_iter().find(|word| kind.contains(word)).or(good.then_some("good"))
}

/// The number of the question that `number` belongs to; nothing if it is no question number.
fn main_number(number: &str) -> Option<&str> {
    let main = number.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(number);
    let well_formed = matches!(main.len(), 1..=2) && main.bytes().all(|b| b.is_ascii_digit()) && !main.starts_with('0');
    well_formed.then_some(main)
}

/// Tells a person key that the plan does not know.
fn unknown_person(draft: &Draft, key: &Placed<String>, f: &mut Findings) {
    let known = || draft.people.iter().filter_map(|p| p.key.as_ref()).map(|k| k.value.as_str());
    if known().any(|k| k == key.value) {
        return;
    }
    let instead = match nearest(&key.value, known()) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None if known().next().is_none() => "Add the persons first, each as a section [[person]].".to_owned(),
        None => format!("Known are {}.", known().take(20).collect::<Vec<_>>().join(", ")),
    };
    f.mistake(key.at, format!("There is no person with the key “{}”.", crate::text::fit(&key.value, 40)), instead);
}

/// The review that a draft without mistakes describes; nothing if anything required is absent.
pub(super) fn build(draft: Draft) -> Option<Review> {
    let id = draft.review?;
    let people = draft.people.into_iter().map(|p| person(p, id)).collect::<Option<Vec<_>>>()?;
    let mut questions = draft.questions.into_iter().map(|q| question(q, id)).collect::<Option<Vec<_>>>()?;
    questions.sort_by_key(Question::order);
    let mut activities = draft.activities.into_iter().map(|a| activity(a, id)).collect::<Option<Vec<_>>>()?;
    // Those without a time come last within their day; the sort is stable, so they stay as written.
    activities.sort_by_key(|a| (a.day, a.start.is_none(), a.start));
    let visit = Visit {
        safeguarding: draft.safeguarding?,
        protocol: draft.protocol?,
        timeline: draft.timeline,
        release: draft.release,
        prompts: draft.prompts,
        report: draft.report,
        ..visit(draft.visit?, id)?
    };
    Some(Review { visit, people, questions, activities })
}

fn visit(draft: VisitDraft, id: NotebookId) -> Option<Visit> {
    Some(Visit {
        id,
        programme: draft.programme?,
        school: draft.school?,
        focus: draft.focus?,
        zone: draft.zone?,
        capture: draft.capture?,
        wording: draft.wording?,
        keep_until: draft.keep_until.map(|d| d.value),
        safeguarding: crate::review::visit::Safeguarding::default(),
        protocol: crate::review::visit::Protocol::default(),
        do_not_name: draft.do_not_name,
        documents: draft.documents,
        timeline: Vec::new(),
        release: crate::review::release::Planned::default(),
        scope: draft.scope,
        inspections: draft.inspections.into_iter().map(|i| i.value).collect(),
        prompts: Vec::new(),
        report: Vec::new(),
        choices: crate::review::visit::Choices::default(),
    })
}

fn person(draft: PersonDraft, id: NotebookId) -> Option<Person> {
    let key = draft.key?.value;
    Some(Person {
        id: PersonId::of(id, &key),
        key,
        name: draft.name?,
        role: draft.role?.value,
        school: draft.school,
        accounts: draft.accounts.into_iter().map(|a| a.value).collect(),
        retired: false,
    })
}

pub(super) fn question(draft: QuestionDraft, id: NotebookId) -> Option<Question> {
    let key = draft.key?.value;
    Some(Question {
        id: QuestionId::of(id, &key),
        key,
        number: draft.number?.value,
        title: draft.title?,
        text: draft.text?,
        claim: draft.claim,
        promised: draft.promised,
        origin: draft.origin?,
    })
}

fn activity(draft: ActivityDraft, id: NotebookId) -> Option<Activity> {
    let key = draft.key?.value;
    let of = ActivityId::of(id, &key);
    let day = draft.day?;
    let start = draft.start.map(|time| NaiveDateTime::new(day, time.value));
    let end = draft.end.map(|time| NaiveDateTime::new(day, time.value));
    Some(Activity {
        key,
        place: draft.place,
        link: draft.link.map(|t| t.value).unwrap_or_default(),
        people: draft.people.into_iter().map(|p| PersonId::of(id, &p.value)).collect(),
        accompanied_by: draft.with,
        audience: draft.audience.map(|t| t.value).unwrap_or_default(),
        host_minutes: draft.host_minutes.and_then(|n| u16::try_from(n.value).ok()),
        prompts: draft.prompts,
        note: draft.note,
        online: draft.online.into_iter().map(|p| PersonId::of(id, &p.value)).collect(),
        ..Activity::new(of, draft.title?, draft.kind?, day).planned(start, end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_mended_where_the_meaning_is_plain() {
        assert!(is_key("subject-lead-2") && is_key("2b"));
        assert!(!is_key("") && !is_key("-a") && !is_key("Sam") && !is_key("é") && !is_key(&"a".repeat(41)));
        assert_eq!(as_key("Subject Lead!").as_deref(), Some("subject-lead"));
        assert_eq!(as_key("日本"), None);
    }

    #[test]
    fn question_numbers_are_read_strictly() {
        assert_eq!(main_number("2"), Some("2"));
        assert_eq!(main_number("12b"), Some("12"));
        for wrong in ["", "0", "00", "100", "b", "2B", "2bb", "1.1", "٢", "2 b"] {
            assert_eq!(main_number(wrong), None, "{wrong}");
        }
    }
}

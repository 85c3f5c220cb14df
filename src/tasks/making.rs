//! Making a notebook from a plan.

use super::Desk;
use crate::clock::Clock;
use crate::home::Home;
use crate::ids::Subject;
use crate::notebook::value::{ActivityFacts, PersonFacts, QuestionFacts, Value, VisitFacts, wall_minutes};
use crate::notebook::{NewChange, Notebook, Pen};
use crate::review::people::Person;
use crate::review::questions::Question;
use crate::review::release::Planned;
use crate::review::timetable::Activity;
use crate::review::visit::{Review, Visit};
use crate::trouble::{Result, Trouble};
use crate::vault::writer::WriterKey;
use std::path::Path;

/// Makes a notebook at `path` from a checked plan.
///
/// The plan is written as the lead's: whoever makes the notebook does so in the lead's place, and
/// two notebooks made from one plan are joined by their contents, not by who made them.
///
/// # Errors
/// When the name is taken or the folder cannot be written to.
pub fn make(home: &Home, review: &Review, path: &Path, clock: Clock) -> Result<Notebook> {
    let lead =
        review.lead().ok_or_else(|| Trouble::new("The plan names no lead.", "Add one and check the plan again."))?;
    let mut notebook = Notebook::create(path, review.visit.id)?;
    let folder = home.notebook_file(notebook.id(), path)?.join(&lead.key);
    let mut key = WriterKey::load_or_create(&folder)?;
    let pen = Pen { author: lead.id, key: &key, clock, zone: review.visit.zone };
    let written = notebook.write(&pen, &changes_of(review))?;
    if let Some(head) = written.changes.last() {
        key.remember(notebook.last_seq(key.id())?, *head)?;
    }
    Ok(notebook)
}

/// Opens a desk at a notebook that was just made.
pub fn sit_down(home: &Home, notebook: Notebook, as_: Option<&str>, clock: Clock) -> Result<Desk> {
    Desk::at(home, notebook, as_, clock)
}

/// The changes that say what a plan says.
pub fn changes_of(review: &Review) -> Vec<NewChange> {
    let mut changes = vec![NewChange::new(Subject(review.visit.id.0), Value::Visit(visit_facts(&review.visit)))];
    for (order, person) in review.people.iter().enumerate() {
        changes.push(NewChange::new(person.id, Value::Person(person_facts(person, order))));
    }
    for question in &review.questions {
        changes.push(NewChange::new(question.id, Value::Question(question_facts(question))));
    }
    for activity in &review.activities {
        changes.push(NewChange::new(activity.id, Value::Activity(activity_facts(activity))));
    }
    changes
}

fn visit_facts(visit: &Visit) -> VisitFacts {
    VisitFacts {
        programme: visit.programme.clone(),
        school: visit.school.clone(),
        focus: visit.focus.clone(),
        zone: visit.zone.name().to_owned(),
        capture: visit.capture,
        wording: visit.wording,
        keep_until: visit.keep_until.map(|d| d.to_epoch_days()),
        safeguarding: visit.safeguarding.clone(),
        protocol: visit.protocol.clone(),
        do_not_name: visit.do_not_name.iter().map(|n| n.name.clone()).collect(),
        documents: visit.documents.clone(),
        timeline: visit.timeline.clone(),
        roles: visit
            .do_not_name
            .iter()
            .any(|n| !n.role.is_empty())
            .then(|| visit.do_not_name.iter().map(|n| n.role.clone()).collect()),
        release: (visit.release != Planned::default()).then_some(visit.release),
        report: some(&visit.report),
        prompts: some(&visit.prompts),
        inspections: some(&visit.inspections)
            .map(|list| list.into_iter().map(|i| (i.date.to_epoch_days(), i.kind)).collect()),
        scope: visit.scope,
    }
}

/// A list that holds something: what a plan says nothing of leaves the bytes of a notebook as they were.
fn some<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    (!list.is_empty()).then(|| list.to_vec())
}

fn person_facts(person: &Person, order: usize) -> PersonFacts {
    PersonFacts {
        key: person.key.clone(),
        name: person.name.clone(),
        role: person.role,
        school: person.school.clone(),
        accounts: person.accounts.clone(),
        order: u32::try_from(order).unwrap_or(u32::MAX),
    }
}

fn question_facts(question: &Question) -> QuestionFacts {
    QuestionFacts {
        key: question.key.clone(),
        number: question.number.clone(),
        title: question.title.clone(),
        text: question.text.clone(),
        claim: question.claim.clone(),
        promised: question.promised.clone(),
        origin: question.origin,
    }
}

/// The facts of an activity as planned or inserted.
pub(super) fn activity_facts(activity: &Activity) -> ActivityFacts {
    ActivityFacts {
        key: activity.key.clone(),
        title: activity.title.clone(),
        kind: activity.kind,
        day: activity.day.to_epoch_days(),
        start: activity.planned_start.map(wall_minutes),
        end: activity.planned_end.map(wall_minutes),
        place: activity.place.clone(),
        link: activity.link.clone(),
        people: activity.people.clone(),
        accompanied_by: activity.accompanied_by.clone(),
        audience: activity.audience.clone(),
        host_minutes: activity.host_minutes,
        prompts: activity.prompts.clone(),
        note: Some(activity.note.clone()).filter(|note| !note.is_empty()),
        online: some(&activity.online),
    }
}

#[cfg(test)]
mod tests {
    use crate::review::names::DoNotName;
    use crate::tasks::testing::Team;

    #[test]
    fn names_keep_their_roles_and_a_plan_without_roles_its_bytes() {
        let named = Team::new(|_| {});
        let mut review = named.desk("lead").review().clone();
        let list = &review.visit.do_not_name;
        assert_eq!(list[0], DoNotName { name: "Mrs Quillfeather".into(), role: "the Year 4 teacher".into() });
        assert_eq!(list[2], DoNotName::from("Miss Tindlewick"));
        assert!(super::visit_facts(&review.visit).roles.is_some());
        review.visit.do_not_name.iter_mut().for_each(|n| n.role.clear());
        let facts = super::visit_facts(&review.visit);
        assert_eq!(facts.roles, None);
        // A map of twelve entries, as the first format wrote it.
        assert_eq!(minicbor::to_vec(&facts).unwrap()[0], 0xa0 + 12);
    }
}

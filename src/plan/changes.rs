//! What has changed since a plan was sent round, in words that can be sent after it.
//!
//! Activities and questions are known by their keys. One that was put in on the day has none and is
//! known by its identifier, so that a notebook can be compared with its plan as well.

use crate::review::timetable::Activity;
use crate::review::visit::Review;
use chrono::NaiveDateTime;

/// The changes from one plan to a later one, a sentence each; none if all is as it was.
pub fn changes(old: &Review, new: &Review) -> Vec<String> {
    let mut said = Vec::new();
    for (what, before, after) in
        [("The school", &old.visit.school, &new.visit.school), ("The focus", &old.visit.focus, &new.visit.focus)]
    {
        if before != after {
            said.push(format!("{what} is now “{after}”, not “{before}”."));
        }
    }
    activities(old, new, &mut said);
    questions(old, new, &mut said);
    people(old, new, &mut said);
    lists(old, new, &mut said);
    said
}

fn activities(old: &Review, new: &Review, said: &mut Vec<String>) {
    let takes_place = |a: &&Activity| !a.run.dropped;
    for activity in new.activities.iter().filter(takes_place) {
        match old.activities.iter().filter(takes_place).find(|a| a.id == activity.id) {
            None => said.push(format!("New: {}, {}.", activity.title, when(activity))),
            Some(before) => said.extend(changed(old, before, new, activity)),
        }
    }
    for activity in old.activities.iter().filter(takes_place) {
        if !new.activities.iter().filter(takes_place).any(|a| a.id == activity.id) {
            said.push(format!("Dropped: {}, {}.", activity.title, when(activity)));
        }
    }
}

/// What is different about one activity; none if nothing is.
fn changed(old: &Review, before: &Activity, new: &Review, after: &Activity) -> Option<String> {
    let mut parts = Vec::new();
    if before.title != after.title {
        parts.push(format!("is now called “{}”", after.title));
    }
    if (before.day, before.start, before.end) != (after.day, after.start, after.end) {
        parts.push(format!("moved from {} to {}", when(before), when(after)));
    }
    if (&before.place, &before.link) != (&after.place, &after.link) {
        parts.push(format!("is now {}", place(after)));
    }
    if (&before.people, &before.online) != (&after.people, &after.online) {
        parts.push(format!("is now for {} (before: {})", who(new, after), who(old, before)));
    }
    if before.accompanied_by != after.accompanied_by {
        parts.push(format!("is now with {}", or_nobody(&after.accompanied_by)));
    }
    if before.audience != after.audience {
        parts.push(format!("gives feedback to {}", or_nobody(&after.audience)));
    }
    if before.kind != after.kind {
        parts.push(format!("is now of the kind {}", after.kind.key()));
    }
    (!parts.is_empty()).then(|| format!("{} {}.", before.title, parts.join("; ")))
}

fn questions(old: &Review, new: &Review, said: &mut Vec<String>) {
    for question in &new.questions {
        let Some(before) = old.questions.iter().find(|q| q.id == question.id) else {
            said.push(format!("New question {}: {}", question.number, question.text));
            continue;
        };
        if (&before.number, &before.text) != (&question.number, &question.text) {
            said.push(format!("Question {} is now {}: {}", before.number, question.number, question.text));
        }
        if before.claim != question.claim {
            said.push(format!("Question {}: the host now says “{}”.", question.number, question.claim));
        }
        if before.promised != question.promised {
            let sources: Vec<&str> = question.promised.iter().map(|s| s.label()).collect();
            said.push(format!("Question {}: promised to be seen is now {}.", question.number, or_nothing(&sources)));
        }
    }
    for question in old.questions.iter().filter(|q| new.question(q.id).is_none()) {
        said.push(format!("Question {} is gone: {}", question.number, question.text));
    }
}

fn people(old: &Review, new: &Review, said: &mut Vec<String>) {
    for person in &new.people {
        match old.person(person.id) {
            None => said.push(format!("{} takes part ({}).", person.name, person.role.label())),
            Some(before) if (&before.name, before.role) != (&person.name, person.role) => {
                said.push(format!("{} is now {} ({}).", before.name, person.name, person.role.label()));
            }
            Some(before) if person.retired && !before.retired => said.push(format!("{} has left.", person.name)),
            Some(_) => {}
        }
    }
    said.extend(old.people.iter().filter(|p| new.person(p.id).is_none()).map(|p| format!("{} is gone.", p.name)));
}

fn lists(old: &Review, new: &Review, said: &mut Vec<String>) {
    let (before, after) = (&old.visit.documents, &new.visit.documents);
    said.extend(after.iter().filter(|d| !before.contains(d)).map(|d| format!("To read beforehand, too: {d}.")));
    said.extend(before.iter().filter(|d| !after.contains(d)).map(|d| format!("No longer to be read: {d}.")));
    let (before, after) = (&old.visit.timeline, &new.visit.timeline);
    for row in after.iter().filter(|row| !before.contains(row)) {
        said.push(format!("Before and after, new or changed: {}: {} ({}).", row.when, row.what, row.responsible));
    }
    for row in before.iter().filter(|row| !after.iter().any(|r| r.what == row.what)) {
        said.push(format!("Before and after, gone: {}.", row.what));
    }
}

/// `Tue 19 January 09:15–10:45`.
fn when(activity: &Activity) -> String {
    let clock = |t: NaiveDateTime| t.format("%H:%M").to_string();
    let time = match (activity.start, activity.end) {
        (Some(start), Some(end)) => format!(" {}–{}", clock(start), clock(end)),
        (Some(start), None) => format!(" from {}", clock(start)),
        _ => ", time open".to_owned(),
    };
    format!("{}{time}", activity.day.format("%a %-d %B"))
}

fn place(activity: &Activity) -> String {
    let at = [activity.place.as_str(), activity.link.as_str()];
    let at: Vec<&str> = at.into_iter().filter(|text| !text.is_empty()).collect();
    if at.is_empty() { "without a place".to_owned() } else { format!("at {}", at.join(", ")) }
}

fn who(review: &Review, activity: &Activity) -> String {
    let names = super::show::who(review, activity);
    let online: Vec<&str> = activity.online.iter().map(|id| review.name(*id)).collect();
    if online.is_empty() { names } else { format!("{names}; {} on line", online.join(", ")) }
}

fn or_nobody(text: &str) -> &str {
    if text.is_empty() { "nobody named" } else { text }
}

fn or_nothing(words: &[&str]) -> String {
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::NotebookId;
    use crate::plan;

    fn review(text: &str) -> Review {
        plan::read(text, "plan").unwrap_or_else(|m| panic!("{}", m[0])).review
    }

    #[test]
    fn what_was_moved_added_and_dropped_is_told_and_nothing_else() {
        let text = plan::template("subject", None, NotebookId([7; 16])).unwrap();
        let old = review(&text);
        assert!(changes(&old, &old).is_empty());
        let moved = text
            .replacen(
                "start = \"10:55\"\nend = \"11:25\"\nplace = \"Library\"",
                "start = \"11:00\"\nend = \"11:25\"\nplace = \"Hall\"",
                1,
            )
            .replace("key = \"planning\"", "key = \"plans\"")
            .replace("\"Curriculum overview for the subject\"", "\"Two years of plans\"")
            .replace("claim = \"Books show steady progress in every year.\"", "claim = \"Books differ.\"");
        let said = changes(&old, &review(&moved)).join("\n");
        for line in [
            "Pupil perceptions moved from Tue 19 January 10:55–11:25 to Tue 19 January 11:00–11:25; is now at Hall.",
            "New: Planning scrutiny, Tue 19 January 10:20–10:40.",
            "Dropped: Planning scrutiny, Tue 19 January 10:20–10:40.",
            "Question 1: the host now says “Books differ.”.",
            "To read beforehand, too: Two years of plans.",
            "No longer to be read: Curriculum overview for the subject.",
        ] {
            assert!(said.contains(line), "{line}\n---\n{said}");
        }
        assert_eq!(said.lines().count(), 6, "{said}");
    }
}

//! Readiness: whose notes are in, what is still open, and how the time that is left divides.
//!
//! A lead has a quarter of an hour with the team before the host hears anything. What can be known
//! of the others without asking them is known here: how many notes they wrote, when last, and until
//! when this copy of the notebook has heard of them. A person without a note is told, not left out.

use super::coverage::Coverage;
use super::people::Person;
use super::timetable::{Activity, ActivityKind};
use crate::clock::Moment;
use crate::ids::{PersonId, QuestionId};
use chrono::NaiveDateTime;

/// So many notes of one author that the same persons can read; deleted and erased ones left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Who wrote them.
    pub author: PersonId,
    /// To whom they are sealed; none: they are open.
    pub sealed_to: Option<Vec<PersonId>>,
    /// How many.
    pub notes: usize,
    /// When the latest of them was written.
    pub last: Moment,
}

/// What is known here of everybody's work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roll {
    /// The notes by author and readers.
    pub written: Vec<Written>,
    /// The latest change of any kind that is here of each person.
    pub heard: Vec<(PersonId, Moment)>,
    /// When it was last joined with its server; none: never, or there is nothing to join with.
    pub joined: Option<Moment>,
}

/// One person's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Who.
    pub person: PersonId,
    /// Notes of theirs.
    pub notes: usize,
    /// Of these, sealed ones that I cannot read.
    pub out_of_reach: usize,
    /// When they last wrote a note.
    pub last_note: Option<Moment>,
    /// Until when this copy has heard of them: their latest change of any kind.
    pub heard: Option<Moment>,
}

/// Everybody's part, in the plan's order: who of the visiting team writes notes, wrote one or not; of
/// others only who did.
pub fn parts(people: &[Person], roll: &Roll, me: PersonId) -> Vec<Part> {
    people
        .iter()
        .map(|person| {
            let of = || roll.written.iter().filter(|w| w.author == person.id);
            let sum = |keep: &dyn Fn(&Written) -> bool| of().filter(|w| keep(w)).map(|w| w.notes).sum();
            let part = Part {
                person: person.id,
                notes: sum(&|_| true),
                out_of_reach: sum(&|w| w.sealed_to.as_ref().is_some_and(|readers| !readers.contains(&me))),
                last_note: of().map(|w| w.last).max(),
                heard: roll.heard.iter().find(|(of, _)| *of == person.id).map(|(_, at)| *at),
            };
            (person, part)
        })
        .filter(|(person, part)| part.notes > 0 || (person.role.is_team() && !person.retired))
        .map(|(_, part)| part)
        .collect()
}

/// The time that the team has together before the host hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Together {
    /// Minutes, a begun one counted.
    pub minutes: i64,
    /// When it begins; none: it is running.
    pub begins: Option<NaiveDateTime>,
}

/// The time that the team has at `now` (school time) before `summary`: what is left of the team meeting
/// that is on (`current`), else the length of the next one today, else what is left until the summary
/// meeting begins. None where nothing of that is still to come today.
pub fn together(
    now: NaiveDateTime,
    summary: Option<&Activity>,
    current: &[&Activity],
    activities: &[Activity],
) -> Option<Together> {
    let summary = summary.and_then(|s| s.start).filter(|start| start.date() == now.date() && *start > now);
    let is_team = |a: &&Activity| a.kind == ActivityKind::TeamMeeting && !a.run.dropped;
    let until = |end: NaiveDateTime| summary.map_or(end, |summary| end.min(summary));
    let on = current.iter().copied().filter(is_team).find_map(|a| a.end).filter(|end| *end > now);
    let running = |end| Together { minutes: minutes(now, end), begins: None };
    if let Some(end) = on {
        return Some(running(until(end)));
    }
    let comes = |a: &Activity| {
        let (start, end) = (a.start?, a.end?);
        let in_time = start > now && start.date() == now.date() && summary.is_none_or(|summary| start < summary);
        (in_time && end > start).then(|| Together { minutes: minutes(start, until(end)), begins: Some(start) })
    };
    let coming = activities.iter().filter(is_team).filter_map(comes).min_by_key(|t| t.begins);
    coming.or_else(|| summary.map(running))
}

/// Minutes between two times; a begun minute counts.
fn minutes(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    (to - from).num_milliseconds().saturating_add(59_999).div_euclid(60_000)
}

/// How `minutes` divide among the questions that have evidence: a question with little takes one
/// part, one with some takes two, one with much takes three. More notes than that do not take more
/// time: a team talks about what they come to. The parts add up to `minutes`; what is left over goes
/// to the questions with most, then to the earlier ones.
pub fn shares(minutes: i64, coverage: &Coverage) -> Vec<(QuestionId, i64)> {
    let parts: Vec<(QuestionId, i64)> =
        coverage.rows.iter().filter(|r| r.total > 0).map(|r| (r.question, weight(r.weight()))).collect();
    let all: i64 = parts.iter().map(|(_, part)| part).sum();
    if all == 0 || minutes <= 0 {
        return Vec::new();
    }
    let mut shares: Vec<_> = parts.iter().map(|(question, part)| (*question, minutes * part / all)).collect();
    let mut left = minutes - shares.iter().map(|(_, share)| share).sum::<i64>();
    let mut most_first: Vec<usize> = (0..parts.len()).collect();
    most_first.sort_by_key(|at| std::cmp::Reverse(parts[*at].1));
    for at in most_first {
        if left == 0 {
            break;
        }
        shares[at].1 += 1;
        left -= 1;
    }
    shares
}

/// The parts of the time that so many dots of evidence take.
fn weight(dots: u8) -> i64 {
    1 + i64::from(dots / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ActivityId, NotebookId};
    use crate::review::coverage::Row;
    use crate::review::people::Role;
    use chrono::NaiveDate;
    use std::collections::BTreeMap;

    fn person(key: &str, role: Role, retired: bool) -> Person {
        Person {
            id: PersonId::of(NotebookId([0; 16]), key),
            key: key.into(),
            name: key.into(),
            role,
            school: String::new(),
            accounts: Vec::new(),
            retired,
        }
    }

    fn written(author: &Person, sealed_to: Option<&[&Person]>, notes: usize, last: i64) -> Written {
        let sealed_to = sealed_to.map(|readers| readers.iter().map(|p| p.id).collect());
        Written { author: author.id, sealed_to, notes, last: Moment(last) }
    }

    #[test]
    fn a_person_without_a_note_is_told_and_what_i_cannot_read_is_counted() {
        let me = person("sam", Role::Lead, false);
        let silent = person("asha", Role::Reviewer, false);
        let writes = person("lin", Role::ExternalAdviser, false);
        let partner = person("maths", Role::HostPartner, false);
        let absent = person("art", Role::HostPartner, false);
        let left = person("jo", Role::Reviewer, true);
        let left_notes = person("kit", Role::Reviewer, true);
        let head = person("head", Role::HostHead, false);
        let roll = Roll {
            written: vec![
                written(&me, None, 4, 10),
                written(&me, Some(&[&me]), 1, 20),
                written(&writes, Some(&[&me, &writes]), 2, 7),
                written(&writes, Some(&[&writes]), 3, 5),
                written(&partner, None, 1, 3),
                written(&left_notes, None, 2, 1),
            ],
            heard: vec![(silent.id, Moment(30)), (me.id, Moment(40))],
            joined: None,
        };
        let people = [me, silent, writes, partner, absent, left, left_notes, head];
        let told: Vec<_> = parts(&people, &roll, people[0].id)
            .into_iter()
            .map(|p| {
                let name = &people.iter().find(|q| q.id == p.person).unwrap().key;
                (name.clone(), p.notes, p.out_of_reach, p.last_note.map(|m| m.0), p.heard.map(|m| m.0))
            })
            .collect();
        let part = |name: &str, notes, out, last, heard| (name.to_owned(), notes, out, last, heard);
        assert_eq!(
            told,
            [
                part("sam", 5, 0, Some(20), Some(40)),
                part("asha", 0, 0, None, Some(30)),
                part("lin", 5, 3, Some(7), None),
                part("maths", 1, 0, Some(3), None),
                part("kit", 2, 0, Some(1), None),
            ]
        );
    }

    fn activity(kind: ActivityKind, day: u32, start: Option<(u32, u32)>, end: Option<(u32, u32)>) -> Activity {
        let day = NaiveDate::from_ymd_opt(2026, 6, day).unwrap();
        let at = |(h, m)| day.and_hms_opt(h, m, 0).unwrap();
        Activity { start: start.map(at), end: end.map(at), ..Activity::new(ActivityId([9; 16]), "", kind, day) }
    }

    #[test]
    fn the_time_is_what_is_left_of_the_team_meeting_or_until_the_summary() {
        let now = NaiveDate::from_ymd_opt(2026, 6, 10).unwrap().and_hms_opt(11, 40, 30).unwrap();
        let summary = activity(ActivityKind::Summary, 10, Some((12, 0)), Some((12, 30)));
        let team = activity(ActivityKind::TeamMeeting, 10, Some((11, 30)), Some((11, 55)));
        let lesson = activity(ActivityKind::Lessons, 10, Some((11, 30)), Some((11, 45)));
        let left = |summary: Option<&Activity>, current: &[&Activity]| {
            together(now, summary, current, &[]).map(|t| (t.minutes, t.begins.is_none()))
        };
        assert_eq!(left(Some(&summary), &[&lesson, &team]), Some((15, true)), "a begun minute counts");
        assert_eq!(left(Some(&summary), &[&lesson]), Some((20, true)));
        assert_eq!(left(None, &[&team]), Some((15, true)));
        assert_eq!(left(None, &[&lesson]), None);
        let tomorrow = activity(ActivityKind::Summary, 11, Some((12, 0)), None);
        assert_eq!(left(Some(&tomorrow), &[]), None, "another day's meeting presses nobody");
        let begun = activity(ActivityKind::Summary, 10, Some((11, 30)), None);
        assert_eq!(left(Some(&begun), &[]), None);
        let endless = activity(ActivityKind::TeamMeeting, 10, Some((11, 30)), None);
        assert_eq!(left(None, &[&endless]), None);
        let early = activity(ActivityKind::Summary, 10, Some((11, 50)), None);
        assert_eq!(left(Some(&early), &[&team]), Some((10, true)), "the host is not kept waiting");
    }

    #[test]
    fn before_the_team_sits_down_its_slot_is_what_there_is() {
        let now = NaiveDate::from_ymd_opt(2026, 6, 10).unwrap().and_hms_opt(9, 0, 0).unwrap();
        let summary = activity(ActivityKind::Summary, 10, Some((12, 0)), Some((12, 30)));
        let mut day = vec![
            activity(ActivityKind::TeamMeeting, 10, Some((11, 40)), Some((12, 10))),
            activity(ActivityKind::TeamMeeting, 10, Some((11, 30)), Some((11, 35))),
            activity(ActivityKind::TeamMeeting, 11, Some((9, 30)), Some((9, 55))),
        ];
        let at = |day: &[Activity]| together(now, Some(&summary), &[], day).map(|t| (t.minutes, t.begins));
        assert_eq!(at(&day), Some((5, day[1].start)), "the next one");
        day[1].run.dropped = true;
        assert_eq!(at(&day), Some((20, day[0].start)), "no longer than until the summary");
        assert_eq!(at(&day[2..]), Some((180, None)));
    }

    fn coverage(totals: &[u32]) -> Coverage {
        let row = |(n, total): (u8, &u32)| Row {
            question: QuestionId([n; 16]),
            total: *total,
            strengths: 0,
            developments: 0,
            wonderings: 0,
            by_source: BTreeMap::new(),
            by_year: BTreeMap::new(),
        };
        Coverage { rows: (0..).zip(totals).map(row).collect(), sealed: 0 }
    }

    #[test]
    fn the_time_divides_by_weight_among_questions_that_have_evidence() {
        let minutes = |minutes, totals: &[u32]| -> Vec<(u8, i64)> {
            shares(minutes, &coverage(totals)).into_iter().map(|(q, share)| (q.0[0], share)).collect()
        };
        assert_eq!(minutes(12, &[2, 5, 0, 300]), [(0, 2), (1, 4), (3, 6)]);
        assert_eq!(minutes(13, &[2, 5, 0, 300]), [(0, 2), (1, 4), (3, 7)], "what is left over goes to most evidence");
        assert_eq!(minutes(2, &[1, 1, 1]), [(0, 1), (1, 1), (2, 0)]);
        assert_eq!(minutes(20, &[0, 0]), []);
        assert_eq!(minutes(0, &[1]), []);
        for left in 0..100 {
            let sum: i64 = minutes(left, &[1, 4, 7, 10, 2]).iter().map(|(_, share)| share).sum();
            assert_eq!(sum, left);
        }
    }
}

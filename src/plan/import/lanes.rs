//! Nobody in two places: what runs at the same time is for different people.
//!
//! Where the timetable names no groups, whoever made it knew them; so each side of a clash gets a group of
//! its own, which is an assumption to confirm.

use super::settle::Settled;

/// Gives groups to those that overlap and do not say for whom they are.
pub(super) fn part(settled: &mut [Settled]) {
    let mut order: Vec<usize> = (0..settled.len()).filter(|at| is_placed(&settled[*at])).collect();
    order.sort_by_key(|at| (settled[*at].day, settled[*at].start, *at));
    let clashing: Vec<bool> =
        (0..settled.len()).map(|at| order.contains(&at) && clashes(settled, &order, at)).collect();
    for at in order.iter().copied().filter(|at| clashing[*at]) {
        let one = &settled[at];
        if !one.entry.groups.is_empty() || !one.entry.people.is_empty() {
            continue;
        }
        let beside: Vec<&Settled> =
            order.iter().copied().filter(|o| *o != at && overlap(&settled[*o], one)).map(|o| &settled[o]).collect();
        let free = |n: &usize| {
            let name = lane(*n);
            !beside.iter().any(|other| other.entry.groups.contains(&name))
        };
        let Some(lane) = (1..=settled.len() + 1).find(free).map(lane) else { continue };
        let other = beside.first().map_or(0, |o| o.entry.no);
        let one = &mut settled[at];
        one.entry.assumed.push(format!("{lane} goes there, since line {other} is at the same time"));
        one.entry.groups.push(lane);
    }
    // The same group twice at once: the later of the two is somebody else's.
    for (number, at) in order.iter().copied().enumerate() {
        let taken = |name: &String| {
            order[..number].iter().any(|o| overlap(&settled[*o], &settled[at]) && names(&settled[*o]).contains(name))
        };
        let shared: Vec<String> = names(&settled[at]).into_iter().filter(|n| taken(n)).collect();
        for name in shared {
            let other = format!("{name} (second)");
            let one = &mut settled[at];
            one.entry.doubts.push(format!("{name} would be in two places at once"));
            for list in [&mut one.entry.groups, &mut one.entry.people] {
                list.iter_mut().filter(|n| **n == name).for_each(|n| n.clone_from(&other));
            }
        }
    }
}

fn lane(n: usize) -> String {
    format!("Group {n}")
}

fn names(one: &Settled) -> Vec<String> {
    one.entry.groups.iter().chain(&one.entry.people).cloned().collect()
}

fn is_placed(one: &Settled) -> bool {
    one.start.is_some() && one.end.is_some() && !one.entry.finish
}

/// Whether two are at the same time.
pub(super) fn overlap(a: &Settled, b: &Settled) -> bool {
    a.day == b.day && is_placed(a) && is_placed(b) && a.start < b.end && b.start < a.end
}

/// Whether another is at the same time, and one of the two is for everybody.
fn clashes(settled: &[Settled], order: &[usize], at: usize) -> bool {
    order.iter().any(|o| *o != at && overlap(&settled[*o], &settled[at]))
}

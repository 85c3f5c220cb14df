//! The visit of the sample plan in small, on ordinary days and on days when the clocks change.

use super::*;
use crate::clock::{Moment, Tz, instant_of};
use crate::ids::{ActivityId, PersonId};
use crate::review::timetable::{Activity, ActivityKind, Run};
use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;

const LONDON: Tz = Tz::Europe__London;
const SAM: PersonId = PersonId([1; 16]);
const ASHA: PersonId = PersonId([2; 16]);

fn time(day: (u32, u32), clock: &str) -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, day.0, day.1).unwrap();
    day.and_time(chrono::NaiveTime::parse_from_str(clock, "%H:%M").unwrap())
}

fn wall(clock: &str) -> NaiveDateTime {
    time((6, 10), clock)
}

fn at(clock: &str) -> Moment {
    instant_of(wall(clock), LONDON)
}

fn id(n: u8) -> ActivityId {
    ActivityId([n; 16])
}

fn on(day: (u32, u32), n: u8, kind: ActivityKind, from: &str, to: &str, people: &[PersonId]) -> Activity {
    let (start, end) = (time(day, from), time(day, to));
    Activity {
        key: n.to_string(),
        people: people.to_vec(),
        ..Activity::new(id(n), n.to_string(), kind, start.date()).planned(Some(start), Some(end))
    }
}

/// 1 arrival, 2 lessons, 3 break, 4 leader (Sam) beside 5 pupils (Asha), 6 summary.
fn day() -> Vec<Activity> {
    let june = |n, kind, from, to, people: &[PersonId]| on((6, 10), n, kind, from, to, people);
    vec![
        june(1, ActivityKind::Arrival, "08:30", "09:00", &[]),
        june(2, ActivityKind::Lessons, "09:15", "10:45", &[]),
        june(3, ActivityKind::Break, "10:45", "11:00", &[]),
        june(4, ActivityKind::Leader, "11:00", "11:30", &[SAM]),
        june(5, ActivityKind::Pupils, "11:00", "11:40", &[ASHA]),
        june(6, ActivityKind::Summary, "11:45", "12:00", &[]),
    ]
}

fn standing(day: &[Activity], clock: &str) -> Standing {
    now(day, LONDON, at(clock), Some(SAM))
}

fn filed(day: &[Activity], clock: &str, me: PersonId) -> (u8, Option<u8>) {
    let filing = file_under(day, LONDON, at(clock), Some(me));
    (filing.activity.map_or(0, |a| a.0[0]), filing.alternative.map(|a| a.0[0]))
}

/// Moves as `(activity, start, end)`.
fn told(moves: &[Move]) -> Vec<(u8, String, String)> {
    let clock = |t: Option<NaiveDateTime>| t.map_or(String::new(), |t| t.format("%H:%M").to_string());
    moves.iter().map(|m| (m.activity.0[0], clock(m.start), clock(m.end))).collect()
}

fn moved(rows: &[(u8, &str, &str)]) -> Vec<(u8, String, String)> {
    rows.iter().map(|(n, start, end)| (*n, (*start).to_owned(), (*end).to_owned())).collect()
}

#[test]
fn the_clock_leads_through_the_day() {
    let day = day();
    let s = standing(&day, "07:00");
    assert_eq!((s.phase, s.next, s.minutes_to_next), (Phase::Before, Some(id(1)), Some(90)));
    let s = standing(&day, "10:18");
    assert_eq!((s.phase, &s.current[..], s.next, s.minutes_left), (Phase::During, &[id(2)][..], Some(id(3)), Some(27)));
    assert_eq!(s.drift_minutes, 0);
    let s = standing(&day, "09:05");
    assert_eq!((s.phase, s.next, s.minutes_to_next), (Phase::Between, Some(id(2)), Some(10)));
    let s = standing(&day, "10:45");
    assert_eq!(s.current, [id(3)], "an end is not part of an activity");
    let s = standing(&day, "12:00");
    assert_eq!((s.phase, s.next), (Phase::After, None));
    assert_eq!(now(&[], LONDON, at("10:00"), None).phase, Phase::Before);
}

#[test]
fn a_begun_minute_still_counts() {
    let half_past_a_minute = Moment(at("10:18").0 + 30_000);
    assert_eq!(now(&day(), LONDON, half_past_a_minute, None).minutes_left, Some(27));
}

#[test]
fn of_parallel_activities_mine_is_what_is_on() {
    let day = day();
    let s = standing(&day, "11:10");
    assert_eq!((&s.current[..], &s.others[..]), (&[id(4)][..], &[id(5)][..]));
    let asha = now(&day, LONDON, at("11:10"), Some(ASHA));
    assert_eq!((&asha.current[..], &asha.others[..], asha.minutes_left), (&[id(5)][..], &[id(4)][..], Some(30)));
    let early = standing(&day, "11:35");
    assert_eq!(
        (early.phase, early.next, early.minutes_to_next),
        (Phase::Between, Some(id(6)), Some(10)),
        "mine is over"
    );
    assert_eq!((&early.current[..], &early.others[..]), (&[][..], &[id(5)][..]), "theirs is not");
    let nobody = now(&day[3..5], LONDON, at("11:10"), Some(PersonId([9; 16])));
    assert_eq!(nobody.current, [id(4), id(5)], "whom the plan sends nowhere looks on at both");
    assert_eq!(standing(&day, "10:50").next, Some(id(4)));
    assert_eq!(now(&day, LONDON, at("10:50"), Some(ASHA)).next, Some(id(5)));
}

#[test]
fn a_catch_up_gathers_what_the_others_did_since_the_last() {
    let tom = PersonId([3; 16]);
    let june = |n, kind, from, to, people: &[PersonId]| on((6, 10), n, kind, from, to, people);
    let mut day = vec![
        june(1, ActivityKind::Arrival, "08:30", "09:00", &[]),
        june(2, ActivityKind::Lessons, "09:00", "10:00", &[SAM]),
        june(3, ActivityKind::Pupils, "09:00", "09:30", &[tom, ASHA]),
        june(4, ActivityKind::Books, "09:30", "10:00", &[ASHA, tom]),
        june(5, ActivityKind::Break, "10:00", "10:15", &[]),
        june(6, ActivityKind::Staff, "10:15", "11:00", &[ASHA]),
        june(7, ActivityKind::Leader, "10:15", "11:00", &[SAM, tom]),
        june(8, ActivityKind::TeamMeeting, "11:00", "11:30", &[]),
    ];
    let told = |day: &[Activity], n, me| -> Vec<(Vec<u8>, Vec<u8>)> {
        let bytes = |team: SubTeam| {
            (team.people.iter().map(|p| p.0[0]).collect(), team.activities.iter().map(|a| a.0[0]).collect())
        };
        catch_up(day, id(n), me).into_iter().map(bytes).collect()
    };
    assert_eq!(told(&day, 5, SAM), [(vec![3, 2], vec![3, 4])], "one sub-team, however the plan lists it");
    assert_eq!(told(&day, 5, ASHA), [(vec![1], vec![2])]);
    assert_eq!(told(&day, 8, SAM), [(vec![2], vec![6])], "not what the break has told already");
    assert_eq!(told(&day, 8, tom), [(vec![2], vec![6])]);
    assert!(told(&day, 2, SAM).is_empty(), "a lesson is no catch-up");
    day[4].run.dropped = true;
    assert_eq!(told(&day, 8, SAM), [(vec![3, 2], vec![3, 4]), (vec![2], vec![6])], "no break: all of the morning");
    day[7].people = vec![ASHA];
    assert!(told(&day, 8, SAM).is_empty(), "not my meeting");
}

#[test]
fn one_person_in_two_places_is_found_as_the_day_stands() {
    let team = [SAM, ASHA];
    let mut day = day();
    assert!(clashes(&day, &team, wall("08:00")).is_empty(), "sub-teams side by side are no clash");
    day[3].end = Some(wall("11:50"));
    let found = clashes(&day, &team, wall("08:00"));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first, found[0].second, found[0].at), (id(4), id(6), wall("11:45")));
    assert_eq!(found[0].people, [SAM], "Asha is free for the summary");
    assert!(clashes(&day, &team, wall("12:00")).is_empty(), "over and past");
    day[3].run.ended = Some(at("11:20"));
    assert!(clashes(&day, &team, wall("08:00")).is_empty(), "ended by hand");
    let mut both = vec![day[4].clone(), on((6, 10), 9, ActivityKind::Books, "11:10", "11:20", &[])];
    assert_eq!(clashes(&both, &team, wall("08:00"))[0].people, [ASHA], "an activity for everyone needs her too");
    both[1].run.dropped = true;
    assert!(clashes(&both, &team, wall("08:00")).is_empty());
}

#[test]
fn hands_correct_the_clock() {
    let mut day = day();
    day[1].run.started = Some(at("09:20"));
    assert_eq!(standing(&day, "09:18").phase, Phase::Between, "not begun yet");
    assert_eq!(standing(&day, "10:18").drift_minutes, 5);
    day[1].run.ended = Some(at("10:30"));
    assert_eq!(standing(&day, "10:35").phase, Phase::Between);
    day[2].run.dropped = true;
    let s = standing(&day, "10:50");
    assert_eq!((s.phase, s.next), (Phase::Between, Some(id(4))));
    // the leader was free early: both of the pair's activities do not matter to Asha's
    day[3].run.started = Some(at("10:40"));
    assert_eq!(standing(&day, "10:42").current, [id(4)]);
}

#[test]
fn what_is_started_early_ends_what_was_on() {
    let mut day = day();
    day[2].run.started = Some(at("10:30"));
    assert_eq!(standing(&day, "10:35").current, [id(3)]);
    assert_eq!(standing(&day, "10:20").current, [id(2)]);
}

#[test]
fn what_is_started_after_its_end_takes_its_time_all_the_same() {
    let mut day = day();
    day[5].run.started = Some(at("12:10"));
    let s = standing(&day, "12:15");
    assert_eq!((&s.current[..], s.minutes_left), (&[id(6)][..], Some(10)));
}

#[test]
fn a_pause_holds_the_minutes_left() {
    let mut day = day();
    day[1].run.paused = Some(at("10:15"));
    let s = standing(&day, "10:15");
    assert_eq!((s.minutes_left, s.paused), (Some(30), true));
    assert_eq!(standing(&day, "10:25").minutes_left, Some(30));
    assert_eq!(standing(&day, "10:50").current, [id(2), id(3)], "a fire alarm does not stop the timetable");
    let next_day = Moment(at("10:15").0 + 24 * 3_600_000);
    assert_eq!(now(&day, LONDON, next_day, None).phase, Phase::After, "a forgotten pause ends with the day");
}

#[test]
fn activities_without_a_time_are_on_only_when_started_by_hand() {
    let mut day = day();
    day.push(Activity { start: None, end: None, ..on((6, 10), 7, ActivityKind::Other, "09:00", "09:00", &[]) });
    assert_eq!(standing(&day, "09:30").current, [id(2)]);
    day[6].run.started = Some(at("12:05"));
    let s = standing(&day, "12:30");
    assert_eq!((&s.current[..], s.minutes_left), (&[id(7)][..], None));
    day[1].end = None;
    assert_eq!(standing(&day, "10:46").current, [id(3)], "without an end it lasts until the next");
    assert_eq!(standing(&day, "10:44").minutes_left, None);
}

#[test]
fn drift_is_told_by_the_end() {
    let mut day = day();
    for m in shift_rest(&day, wall("10:18"), 10) {
        let activity = day.iter_mut().find(|a| a.id == m.activity).unwrap();
        (activity.start, activity.end) = (m.start, m.end);
    }
    assert_eq!(standing(&day, "10:20").drift_minutes, 10);
    assert_eq!(standing(&day, "10:20").minutes_left, Some(35));
    assert_eq!(standing(&day, "11:12").drift_minutes, 10);
    assert_eq!(standing(&day, "08:35").drift_minutes, 0);
}

#[test]
fn the_clocks_may_change_during_a_night_watch() {
    let autumn = [on((10, 25), 1, ActivityKind::Other, "00:30", "02:30", &[])];
    let start = instant_of(time((10, 25), "00:30"), LONDON);
    assert_eq!(now(&autumn, LONDON, start, None).minutes_left, Some(180));
    let spring = [on((3, 29), 1, ActivityKind::Other, "00:30", "02:30", &[])];
    let start = instant_of(time((3, 29), "00:30"), LONDON);
    assert_eq!(now(&spring, LONDON, start, None).minutes_left, Some(60));
    assert_eq!(file_under(&spring, LONDON, start, None).activity, Some(id(1)));
}

#[test]
fn notes_are_filed_where_they_belong() {
    let day = day();
    for (clock, me, expected) in [
        ("07:00", SAM, (1, None)),
        ("08:40", SAM, (1, None)),
        ("09:05", SAM, (1, Some(2))),
        ("09:20", SAM, (2, Some(1))),
        ("09:25", SAM, (2, None)),
        ("10:50", SAM, (2, Some(3))),
        ("11:05", SAM, (4, Some(2))),
        ("11:05", ASHA, (5, Some(2))),
        ("11:35", SAM, (4, Some(6))),
        ("11:35", ASHA, (5, None)),
        ("11:50", SAM, (6, Some(4))),
        ("18:00", SAM, (6, None)),
    ] {
        assert_eq!(filed(&day, clock, me), expected, "{clock}");
    }
    assert_eq!(file_under(&day, LONDON, at("11:35").plus_minutes(24 * 60), None).activity, Some(id(6)), "days later");
    assert_eq!(file_under(&[], LONDON, at("11:35"), None), Filing::default());
    let stranger = file_under(&day[3..5], LONDON, at("11:10"), Some(PersonId([9; 16])));
    assert!(stranger.activity.is_some(), "a note always has a place");
}

#[test]
fn at_a_break_that_comes_first_the_break_is_all_there_is() {
    assert_eq!(filed(&day()[2..], "10:50", SAM), (3, None));
}

#[test]
fn running_late_moves_the_rest_of_the_day() {
    let mut day = day();
    day.push(on((6, 11), 9, ActivityKind::Tour, "09:00", "10:00", &[]));
    day[4].run.dropped = true;
    assert_eq!(
        told(&shift_rest(&day, wall("10:18"), 10)),
        moved(&[(2, "09:15", "10:55"), (3, "10:55", "11:10"), (4, "11:10", "11:40"), (6, "11:55", "12:10")])
    );
    assert_eq!(
        told(&shift_rest(&day, wall("11:40"), -10)),
        moved(&[(6, "11:40", "11:55")]),
        "nothing is moved into the past"
    );
    let mut early = day.clone();
    early[5].run.started = Some(at("11:40"));
    assert_eq!(
        told(&shift_rest(&early, wall("11:40"), -30)),
        moved(&[(6, "11:45", "11:45")]),
        "begun by hand before its time, it still does not end before it starts"
    );
    for minutes in [0, i64::MAX, i64::MIN, 2000] {
        assert!(shift_rest(&day, wall("10:18"), minutes).is_empty());
    }
}

#[test]
fn taking_longer_pushes_only_what_is_in_the_way() {
    let day = day();
    assert_eq!(
        told(&extend(&day, id(2), 5)),
        moved(&[(2, "09:15", "10:50"), (3, "10:50", "11:05"), (4, "11:05", "11:35"), (5, "11:05", "11:45")])
    );
    assert_eq!(told(&extend(&day, id(1), 10)), moved(&[(1, "08:30", "09:10")]), "a gap takes it up");
    assert_eq!(told(&extend(&day, id(4), 10)), moved(&[(4, "11:00", "11:40")]), "Asha's pupils stay");
    assert_eq!(told(&extend(&day, id(2), -200)), moved(&[(2, "09:15", "09:15")]));
    assert!(extend(&day, id(77), 5).is_empty());
}

#[test]
fn room_is_made_for_what_is_put_in() {
    let day = day();
    let moves = make_room(&day, wall("11:00"), wall("11:20"), &[SAM]);
    assert_eq!(told(&moves), moved(&[(4, "11:20", "11:50"), (6, "11:50", "12:05")]));
    assert!(make_room(&day, wall("11:20"), wall("11:00"), &[]).is_empty());
}

#[test]
fn the_next_can_start_early() {
    let day = day();
    let early = start_next_early(&day, LONDON, Moment(at("10:30").0 + 20_000), Some(SAM)).unwrap();
    assert_eq!((early.started, &early.ended[..]), (id(3), &[id(2)][..]));
    assert_eq!(told(&early.moves), moved(&[(3, "10:30", "10:45")]));
    assert_eq!(start_next_early(&day, LONDON, at("11:50"), Some(SAM)), None);
}

#[test]
fn resuming_moves_the_rest_by_the_pause() {
    let mut day = day();
    assert!(resume(&day, LONDON, id(4), at("11:20")).is_empty(), "not paused");
    day[3].run.paused = Some(at("11:10"));
    assert_eq!(
        told(&resume(&day, LONDON, id(4), Moment(at("11:16").0 + 5_000))),
        moved(&[(4, "11:00", "11:37"), (6, "11:52", "12:07")])
    );
    assert!(resume(&day, LONDON, id(4), Moment(at("11:10").0 + 1_000)).is_empty(), "a slip of a key");
    assert!(!resume(&day, LONDON, id(4), Moment(at("11:10").0 + 20_000)).is_empty(), "a begun minute counts");
    assert!(resume(&day, LONDON, id(4), Moment(i64::MAX)).is_empty());
    assert!(resume(&day, LONDON, id(4), at("11:00")).is_empty(), "resumed before it was paused");
}

#[test]
fn half_days_are_found() {
    use ActivityKind::{Break, Lessons, Summary};
    let labels = |activities: &[Activity]| {
        half_days(activities).into_iter().map(|h| (h.label, h.activities.len())).collect::<Vec<_>>()
    };
    let two_mornings = [&day()[..], &[on((6, 11), 9, ActivityKind::Tour, "08:30", "12:00", &[])]].concat();
    assert_eq!(labels(&two_mornings), [("day 1 of 2".to_owned(), 6), ("day 2 of 2".to_owned(), 1)]);
    let long = |rest: &[(u8, ActivityKind, &str, &str)]| {
        rest.iter().map(|&(n, kind, from, to)| on((6, 10), n, kind, from, to, &[])).collect::<Vec<_>>()
    };
    let halves = [("morning".to_owned(), 2), ("afternoon".to_owned(), 1)];
    let lunch = long(&[(1, Lessons, "09:00", "12:00"), (2, Break, "12:00", "12:45"), (3, Lessons, "12:45", "14:00")]);
    assert_eq!(labels(&lunch), halves);
    let gap = long(&[(1, Lessons, "09:00", "10:00"), (2, Lessons, "10:00", "12:15"), (3, Lessons, "13:00", "14:00")]);
    assert_eq!(labels(&gap), halves);
    let through =
        long(&[(1, Lessons, "09:00", "10:00"), (2, Lessons, "10:00", "12:15"), (3, Summary, "12:15", "15:00")]);
    assert_eq!(labels(&through), halves);
    assert_eq!(labels(&lunch[..2]), [("the day".to_owned(), 2)], "lunch alone is no afternoon");
    assert_eq!(labels(&[]), []);
}

#[test]
fn times_at_the_end_of_all_calendars_are_borne() {
    let mut last = on((6, 10), 1, ActivityKind::Lessons, "09:00", "10:00", &[]);
    (last.day, last.start, last.end) = (NaiveDate::MAX, Some(NaiveDateTime::MAX), Some(NaiveDateTime::MAX));
    let mut hostile = on((6, 10), 2, ActivityKind::Lessons, "09:00", "10:00", &[]);
    hostile.run = Run { started: Some(Moment(i64::MAX)), paused: Some(Moment(i64::MIN)), ..Run::default() };
    let day = [last, hostile];
    for moment in [at("09:30"), Moment(0)] {
        let _ = (now(&day, LONDON, moment, None), file_under(&day, LONDON, moment, None));
        let _ = (start_next_early(&day, LONDON, moment, None), resume(&day, LONDON, id(2), moment));
    }
    let _ = (shift_rest(&day, NaiveDateTime::MAX, 10), shift_rest(&day, wall("09:30"), 10), extend(&day, id(1), 10));
    assert_eq!(half_days(&day).len(), 2);
}

proptest! {
    /// Whatever the timetable and the hour: a filed note has a place, nothing panics, times stay in order.
    #[test]
    fn any_day_can_be_asked(
        rows in prop::collection::vec((0_u8..17, 0_i64..1440, -60_i64..300, 0_u8..32, any::<bool>()), 0..12),
        clock in -600_i64..3000,
        minutes in prop_oneof![-90_i64..90, any::<i64>()],
    ) {
        let midnight = wall("00:00");
        let activities: Vec<_> = rows
            .iter()
            .zip(1_u8..)
            .map(|(&(kind, start, length, hands, mine), n)| {
                let mut a = on((6, 10), n, ActivityKind::ALL[usize::from(kind)], "00:00", "00:00", if mine { &[SAM] } else { &[] });
                a.start = (hands % 5 != 4).then(|| midnight + chrono::TimeDelta::minutes(start));
                a.end = a.start.map(|s| s + chrono::TimeDelta::minutes(length));
                let touched = Some(at("00:00").plus_minutes(start + i64::from(hands)));
                match hands {
                    1 => a.run.started = touched,
                    2 => a.run.ended = touched,
                    3 => a.run.paused = touched,
                    5 => a.run.dropped = true,
                    _ => {}
                }
                a
            })
            .collect();
        let moment = at("00:00").plus_minutes(clock);
        for me in [None, Some(SAM), Some(ASHA)] {
            let standing = now(&activities, LONDON, moment, me);
            prop_assert!(standing.minutes_left.is_none_or(|m| m > 0));
            prop_assert!(standing.minutes_to_next.is_none_or(|m| m > 0));
            prop_assert_eq!(standing.phase == Phase::During, !standing.current.is_empty());
            let filing = file_under(&activities, LONDON, moment, me);
            prop_assert!(filing.alternative.is_none() || filing.activity != filing.alternative);
            let timed = activities.iter().any(|a| !a.run.dropped && (a.start.is_some() || a.run.started.is_some()));
            prop_assert!(filing.activity.is_some() || !timed);
            let _ = start_next_early(&activities, LONDON, moment, me);
        }
        for m in shift_rest(&activities, moment.local(LONDON), minutes) {
            let before = activities.iter().find(|a| a.id == m.activity).unwrap();
            prop_assert!(before.end < before.start || m.start <= m.end, "{m:?}");
        }
        for activity in &activities {
            let _ = extend(&activities, activity.id, minutes);
            let _ = resume(&activities, LONDON, activity.id, moment);
        }
        let halves: usize = half_days(&activities).iter().map(|h| h.activities.len()).sum();
        prop_assert_eq!(halves, activities.len());
    }
}

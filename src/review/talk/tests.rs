//! A talk holds what may be shown and nothing else; each second belongs to one point.

use super::*;
use crate::ids::ChangeId;
use crate::review::evidence::{Content, Readers, SealedOutside};
use crate::review::feedback::{PointSeal, Said};
use crate::review::release::sample;

const CLOSING: u8 = 6;

fn talk(change: impl FnOnce(&mut Vec<Point>, &mut Vec<Note>)) -> Talk {
    let (mut points, mut notes) = (sample::points(), sample::notes());
    change(&mut points, &mut notes);
    Talk::of(&points, &notes, Some(sample::activity(CLOSING)), &sample::review(), 130)
}

fn numbers(talk: &Talk) -> Vec<u8> {
    talk.slides.iter().map(|s| s.point.0[0] - 0xa0).collect()
}

#[test]
fn a_meetings_points_come_in_their_order_with_what_stands_beside_them() {
    let talk = talk(|points, _| {
        points[1].marks.confirmed = None;
        points[1].marks.key_message = true;
        points[1].marks.speaker = Some(sample::person(2));
        points[1].marks.said = vec![Said { meeting: sample::activity(CLOSING), at: Moment(1) }];
        points[1].marks.answers = vec![Answer { meeting: sample::activity(CLOSING), stand: Stand::Adds, note: None }];
        // At another meeting: not here.
        points[3].marks.said = vec![Said { meeting: sample::activity(4), at: Moment(1) }];
    });
    assert_eq!(numbers(&talk), [3, 4, 5, 6, 7, 8, 9, 12, 13]);
    let first = &talk.slides[0];
    assert_eq!((first.speaker.as_str(), first.question.as_str(), first.key_message), ("Asha", "3 Challenge", true));
    assert_eq!((first.said, first.stand()), (true, Some(Stand::Adds)));
    assert_eq!(talk.slides[1].speaker, "Sam", "the lead, where nobody is named");
    assert!(!talk.slides[1].said);
    assert_eq!(first.evidence.len(), 1, "of two notes one is sealed");
    assert_eq!(first.evidence[0].beside(), "books");
    assert!(first.unconfirmed && !talk.slides[1].unconfirmed);
    assert!(talk.needed > 0 && talk.needed <= talk.needed_from(0), "each point rounds up");
    assert_eq!(talk.ours, Some(900), "half of thirty minutes");
}

#[test]
fn what_is_sealed_unlocked_empty_or_names_someone_is_left_out_and_counted() {
    let outside = SealedOutside { readers: Readers::Team, persons: Vec::new(), change: ChangeId([1; 32]) };
    let talk = talk(|points, notes| {
        points[3].seal = PointSeal::Locked(outside.clone());
        points[4].seal = PointSeal::Unlocked(outside.clone());
        points[5].text = "  ".to_owned();
        points[6].marks.head_alone = true;
        points[7].text = "Mrs Thistle's stems go home with us".to_owned();
        points[7].evidence = vec![notes[10].id, notes[7].id, notes[8].id, notes[0].id];
        let Content::Open(told) = &mut notes[0].content else { panic!("open") };
        told.marks.source = Some(Source::Told);
    });
    assert_eq!(numbers(&talk), [3, 8, 9, 12, 13]);
    assert_eq!(talk.left_out, LeftOut { sealed: 2, for_head: 2, empty: 1, named: 1 });
    assert_eq!(talk.left_out.told().len(), 4);
    assert!(talk.slides[1].named, "told beforehand, and shown");
    assert!(talk.slides[1].evidence.is_empty(), "named, erased, deleted, and no evidence");
    assert!(LeftOut::default().told().is_empty());
}

#[test]
fn skipping_is_offered_when_only_the_last_three_still_fit() {
    let talk = talk(|_, _| {});
    let last = talk.needed_from(6);
    let ours = talk.ours.unwrap();
    assert_eq!(talk.last_ones(0), Some(6));
    assert!(!talk.is_behind(0, ours - last - 1));
    assert!(talk.is_behind(0, ours - last) && talk.is_behind(5, ours * 2));
    assert!(!talk.is_behind(6, ours * 2), "one is there");
    assert_eq!(Talk::default().last_ones(0), None);
    let timeless = Talk { ours: None, ..talk };
    assert!(!timeless.is_behind(0, u32::MAX));
}

#[test]
fn the_watch_books_each_second_to_one_point_and_none_while_it_stands() {
    let (a, b) = (PointId([1; 16]), PointId([2; 16]));
    let mut watch = Stopwatch::default();
    watch.start(Moment(0));
    assert_eq!(watch.in_all(Moment(9_000)), 0, "on no point yet");
    watch.turn_to(Some(a), Moment(10_000));
    watch.turn_to(Some(b), Moment(13_500));
    watch.pause(Moment(14_500));
    assert_eq!((watch.on(a, Moment(99_000)), watch.on(b, Moment(99_000))), (3, 1));
    watch.turn_to(Some(a), Moment(50_000));
    assert!(!watch.runs() && watch.was_started());
    watch.start(Moment(60_000));
    watch.start(Moment(61_000));
    assert_eq!((watch.on(a, Moment(62_500)), watch.in_all(Moment(62_500))), (6, 7));
    // A clock that is set back takes nothing away.
    watch.turn_to(Some(b), Moment(0));
    assert_eq!(watch.on(a, Moment(0)), 3);
    watch.turn_to(None, Moment(1_000));
    assert!(!watch.runs());
    assert_eq!(watch.in_all(Moment(99_000)), 5);
}

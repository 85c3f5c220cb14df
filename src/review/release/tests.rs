//! The rule, case by case. The law over random visits stands in `export/property_tests.rs`.

use super::sample::{activity, composed, note_id, notes, options, person, point_id, points, review, unlocked};
use super::*;
use crate::review::evidence::Content;

fn compose(options: &Options) -> Composed {
    Release::compose(&review(), &notes(), &unlocked(), &points(), &sample::actions(), options)
}

fn texts(composed: &Composed) -> Vec<&str> {
    composed.release.notes.iter().map(|n| n.text.as_str()).collect()
}

fn held(composed: &Composed) -> Vec<&str> {
    composed.held_back.iter().map(|h| h.what.as_str()).collect()
}

#[test]
fn open_evidence_leaves_in_the_order_of_the_day_with_new_numbers() {
    let composed = compose(&options(Audience::AllSchools));
    assert_eq!(
        texts(&composed),
        [
            "The head says results rose",
            "Y4 pupils explain regrouping with counters",
            "“We say it in a full sentence”",
            "Displays show methods",
            "Same sheet for all\nin two classes",
        ]
    );
    assert!(composed.release.notes.iter().enumerate().all(|(i, n)| n.number == i + 1));
    assert_eq!(
        held(&composed),
        [
            "1 sealed note",
            "1 note sealed for the head alone",
            "1 point for the head alone",
            "1 note of what was told or answered",
            "1 rehearsal note",
            "1 note and 1 action",
            "1 reflection",
            "1 point that rests on what is sealed",
            "3 actions from points that stay here"
        ]
    );
}

#[test]
fn times_are_the_schools_and_to_the_minute() {
    let composed = composed();
    assert_eq!(composed.release.notes[1].at.to_string(), "2026-06-10 09:20:00");
    assert_eq!(composed.release.made.to_string(), "2026-06-12 16:40:00");
}

#[test]
fn a_note_for_the_head_leaves_for_the_head_alone_and_last() {
    let mut options = options(Audience::HostHead);
    let to_head = compose(&options);
    let last = to_head.release.notes.last().unwrap();
    assert_eq!((last.for_head, last.text.as_str()), (true, sample::FOR_THE_HEAD));
    for audience in [Audience::HostHeadAndSubjectLead, Audience::AllSchools, Audience::SteeringGroup] {
        options.audience = audience;
        assert!(compose(&options).release.notes.iter().all(|n| !n.for_head));
    }
    options.audience = Audience::HostHead;
    let locked = Release::compose(&review(), &notes(), &[], &points(), &[], &options);
    assert!(locked.release.notes.iter().all(|n| !n.for_head));
    assert!(locked.held_back.iter().any(|h| h.why.contains("unlock the sealed notes")));
}

#[test]
fn the_inside_of_another_seal_does_not_leave_even_when_it_is_handed_in() {
    let mut inside = unlocked();
    inside[0].note = note_id(6);
    let composed = Release::compose(&review(), &notes(), &inside, &points(), &[], &options(Audience::HostHead));
    assert!(!texts(&composed).contains(&sample::FOR_THE_HEAD));
}

#[test]
fn a_point_on_sealed_evidence_waits_until_it_is_confirmed() {
    let mut options = options(Audience::HostHead);
    let waits = |c: &Composed| !c.release.points.iter().any(|p| p.text.starts_with("Words that rest"));
    let before = compose(&options);
    assert!(waits(&before));
    let last = before.held_back.iter().rfind(|h| !h.points.is_empty()).unwrap();
    assert_eq!(last.points, [point_id(7)]);
    options.confirmed_points.insert(point_id(7));
    let after = compose(&options);
    assert!(!waits(&after));
    let development = after.release.points.iter().find(|p| p.text.starts_with("One sheet")).unwrap();
    assert_eq!(development.evidence, [5], "the sealed note under it is not told");
}

#[test]
fn a_point_on_a_seal_and_open_evidence_waits_for_the_leads_own_confirmation() {
    let mut all = points();
    let held = |all: &[Point]| {
        let composed = Release::compose(&review(), &notes(), &[], all, &[], &options(Audience::HostHead));
        assert_eq!(composed.release.points.iter().any(|p| p.text.starts_with("One sheet")), {
            !composed.held_back.iter().any(|h| h.points.contains(&point_id(3)))
        });
        composed.held_back.into_iter().find(|h| h.points.contains(&point_id(3))).map(|h| h.why)
    };
    assert_eq!(held(&all), None, "confirmed by the lead");
    for not_the_lead in [None, Some(person(2)), Some(person(99))] {
        all[1].marks.confirmed = not_the_lead;
        assert!(held(&all).is_some_and(|why| why.contains("The lead confirms")), "{not_the_lead:?}");
    }
    // Evidence of which nothing is known here is not known to be open.
    all[1].evidence = vec![note_id(2), note_id(99)];
    assert!(held(&all).is_some());
    all[1].evidence = vec![note_id(2)];
    assert_eq!(held(&all), None);
}

#[test]
fn a_point_that_rests_on_what_the_lead_withholds_waits_too() {
    let mut options = options(Audience::HostHead);
    options.withhold.insert(note_id(1));
    let composed = compose(&options);
    assert!(!composed.release.points.iter().any(|p| p.text.starts_with("Pupils explain")));
}

#[test]
fn points_stand_in_speaking_order_at_their_meeting() {
    let release = composed().release;
    let said: Vec<(&str, Option<&str>)> = release
        .points
        .iter()
        .map(|p| (p.text.split(' ').next().unwrap(), release.activity(p.meeting).map(|a| a.title.as_str())))
        .collect();
    let (first, last) = (Some("Summary meeting"), Some("Closing meeting"));
    assert_eq!(
        said,
        [
            ("Thank", first),
            ("Pupils", first),
            ("One", last),
            ("Offer", last),
            ("How", last),
            ("Calm", last),
            ("We", last),
            ("Two", last),
            ("Two", last),
            ("Secure", last),
            ("The", last)
        ]
    );
}

#[test]
fn roles_stand_for_names_and_are_numbered_where_several_share_one() {
    let mut review = review();
    let mut second = review.people[1].clone();
    second.id = person(9);
    review.people.push(second);
    let labels = |names| {
        let options = Options { names, ..options(Audience::HostHead) };
        let release = Release::compose(&review, &notes(), &[], &[], &[], &options).release;
        release.people.iter().map(|p| format!("{}/{}", p.label, p.school)).collect::<Vec<_>>()
    };
    assert_eq!(labels(Names::Roles), ["lead/", "reviewer 1/", "host partner/", "host head/", "reviewer 2/"]);
    assert_eq!(labels(Names::Kept)[..2], ["Sam/Oakbridge", "Asha/Millbrook"]);
}

#[test]
fn a_name_that_must_not_appear_holds_a_note_and_a_point_until_confirmed() {
    let mut all = points();
    all[0].text = "Thank you, Mrs\nThistle!".to_owned();
    let mut options = options(Audience::HostHead);
    let before = Release::compose(&review(), &notes(), &[], &all, &[], &options);
    let named = before.held_back.iter().find(|h| h.why.starts_with("A name")).unwrap();
    assert_eq!((named.what.as_str(), &named.notes[..]), ("1 note and 1 point", &[note_id(11)][..]));
    options.confirmed.insert(note_id(11));
    options.confirmed_points.insert(point_id(1));
    let after = Release::compose(&review(), &notes(), &[], &all, &[], &options);
    assert!(!after.held_back.iter().any(|h| h.why.starts_with("A name")));
    assert!(texts(&after).contains(&"mrs  THISTLE's group works alone"));
}

#[test]
fn a_name_inside_another_word_is_no_name() {
    let mut review = review();
    review.visit.do_not_name = vec!["Ann".into(), " ".into()];
    let mut notes = notes();
    notes.truncate(1);
    for (text, stays) in [("Planning is shared", false), ("ann’s table", true), ("A\u{200b}nn reads", true)] {
        if let Content::Open(evidence) = &mut notes[0].content {
            evidence.text = text.to_owned();
        }
        let composed = Release::compose(&review, &notes, &[], &[], &[], &options(Audience::HostHead));
        assert_eq!(composed.release.notes.is_empty(), stays, "{text}");
    }
}

#[test]
fn a_visit_that_was_all_rehearsal_is_released_as_one() {
    let mut notes = notes();
    for note in &mut notes {
        note.rehearsal = true;
    }
    let composed = Release::compose(&review(), &notes, &[], &[], &[], &options(Audience::HostHead));
    assert!(texts(&composed).contains(&"rehearsal words"));
}

#[test]
fn a_dropped_activity_is_told_only_where_evidence_is_filed_under_it() {
    let mut review = review();
    review.activities[1].run.dropped = true;
    review.activities[4].run.dropped = true;
    let release = Release::compose(&review, &notes()[..1], &[], &[], &[], &options(Audience::HostHead)).release;
    let titles: Vec<&str> = release.activities.iter().map(|a| a.title.as_str()).collect();
    assert!(titles.contains(&"Visits to classes") && !titles.contains(&"Book look"));
    assert_eq!(release.activity(release.notes[0].activity).unwrap().title, "Visits to classes");
}

#[test]
fn a_point_of_a_dropped_meeting_is_said_at_the_last_one() {
    let mut review = review();
    review.activities[3].run.dropped = true;
    let points = points();
    assert_eq!(meeting_of(&points[0], &review).map(|a| a.id), Some(activity(6)));
    review.activities[5].run.dropped = true;
    assert_eq!(meeting_of(&points[0], &review), None);
    assert_eq!(speaking_order(&points, &review).len(), points.len() - 1);
}

#[test]
fn debugging_shows_no_words() {
    let release = composed().release;
    let shown = format!("{release:?} {:?}", release.notes);
    assert!(!shown.contains("pupils") && !shown.contains(sample::FOR_THE_HEAD), "{shown}");
}

#[test]
fn a_point_for_the_head_alone_leaves_in_the_heads_pack_and_in_nothing_plain() {
    let leaves = |options: &Options| compose(options).release.head_points().count();
    assert_eq!(leaves(&options(Audience::HostHead)), 1);
    assert_eq!(leaves(&Options { plain: true, ..options(Audience::HostHead) }), 0);
    for audience in &Audience::ALL[1..] {
        let composed = compose(&options(*audience));
        assert_eq!(composed.release.head_points().count(), 0);
        assert!(composed.held_back.iter().any(|h| h.points == [point_id(11)] && h.what.contains("head alone")));
    }
}

#[test]
fn what_the_host_answered_leaves_only_where_it_is_asked_for_and_may_be_heard() {
    let answers = |options: &Options| {
        let composed = compose(options);
        assert!(!texts(&composed).contains(&sample::ANSWER), "it is no evidence");
        composed.release.points.into_iter().flat_map(|p| p.answers).collect::<Vec<_>>()
    };
    assert!(answers(&options(Audience::HostHead)).is_empty());
    for audience in Audience::ALL {
        let told = answers(&Options { answers: true, ..options(audience) });
        assert_eq!(told.len(), usize::from(audience.hears_the_host()), "{audience:?}");
        assert!(told.iter().all(|a| a.words.as_deref() == Some(sample::ANSWER)));
    }
    let held = Options { answers: true, withhold: [note_id(12)].into(), ..options(Audience::HostHead) };
    assert!(answers(&held).iter().all(|a| a.words.is_none()), "its words are held back, that there was one is not");
}

#[test]
fn what_the_lead_holds_back_in_the_notebook_stays() {
    let (mut notes, mut points) = (notes(), points());
    notes[0].beside.withheld = true;
    points[0].marks.withheld = true;
    let composed = Release::compose(&review(), &notes, &[], &points, &[], &options(Audience::HostHead));
    let held = composed.held_back.iter().find(|h| h.why.contains("your choice")).unwrap();
    assert_eq!((held.notes.as_slice(), held.points.as_slice()), ([note_id(1)].as_slice(), [point_id(1)].as_slice()));
}

#[test]
fn only_the_lead_confirms_and_one_sealed_note_is_enough_to_wait_for_it() {
    let mut points = points();
    let leaves = |points: &[Point]| {
        let composed = Release::compose(&review(), &notes(), &[], points, &[], &options(Audience::AllSchools));
        composed.points.contains(&point_id(3))
    };
    assert!(leaves(&points), "the lead confirmed it");
    for who in [None, Some(person(2))] {
        points[1].marks.confirmed = who;
        assert!(!leaves(&points), "{who:?}");
    }
}

#[test]
fn points_that_were_said_at_no_meeting_are_told_beside_the_release() {
    let composed = composed();
    assert!(!composed.never_said.contains(&point_id(2)), "it was said");
    assert_eq!(composed.never_said.len() + 1, composed.release.points.len());
    assert_eq!(composed.points.len(), composed.release.points.len());
    assert_eq!(composed.notes.len(), composed.release.notes.len());
}

#[test]
fn names_are_kept_for_the_audience_they_were_kept_for_and_for_no_wider_one() {
    let planned = |audience, names| Planned { audience, names };
    let kept = planned(Some(Audience::SteeringGroup), Some(Names::Kept));
    assert_eq!(kept.names(Audience::SteeringGroup), Names::Kept);
    assert_eq!(kept.names(Audience::AllSchools), Names::Roles);
    assert_eq!(planned(None, Some(Names::Kept)).names(Audience::AllSchools), Names::Roles);
    assert_eq!(planned(None, Some(Names::Roles)).names(Audience::HostHead), Names::Roles);
    assert_eq!(planned(None, None).names(Audience::HostHead), Names::Kept);
}

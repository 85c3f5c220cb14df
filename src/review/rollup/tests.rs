//! Offers and needs across schools, and what unnamed schools are safe from.

use super::*;
use crate::review::release::{ReleasedAction, sample};
use proptest::prelude::*;

fn themes() -> Themes {
    Themes::of(toml::from_str(THEMES).unwrap(), ThemeFile::default())
}

/// A release of a school that says these points.
fn review(school: &str, points: &[(PointKind, &str)]) -> Release {
    let mut release = sample::release_for_others();
    school.clone_into(&mut release.visit.school);
    let like = release.points[0].clone();
    release.points = points
        .iter()
        .map(|(kind, text)| {
            let mut point = like.clone();
            (point.kind, point.text, point.question) = (*kind, (*text).to_owned(), None);
            point
        })
        .collect();
    release.actions.clear();
    release
}

/// The same, and the school set out to do these.
fn with_plan(mut release: Release, plan: &[(&str, Progress)]) -> Release {
    let like = sample::release().actions[1].clone();
    let set = plan.iter().map(|(what, progress)| ReleasedAction {
        what: (*what).to_owned(),
        progress: *progress,
        ..like.clone()
    });
    release.actions = set.collect();
    release
}

fn rollup(reviews: &[(&str, &[(PointKind, &str)])]) -> Rollup {
    let mut rollup = Rollup::by(themes());
    for (school, points) in reviews {
        let read = rollup.read(&review(school, points));
        assert!(rollup.add(read), "{school}");
    }
    rollup
}

const READS_WELL: (PointKind, &str) = (PointKind::Offer, "Phonics leads who could visit");
const READS_BADLY: (PointKind, &str) = (PointKind::Development, "Reading is not heard every day");

#[test]
fn an_offer_stands_beside_the_need_of_another_school_and_only_of_another() {
    let rollup = rollup(&[("Alder", &[READS_WELL, READS_BADLY]), ("Birch", &[(PointKind::Strength, "Calm routines")])]);
    let row = |account: &Account| account.rows.iter().find(|r| r.theme.starts_with("Reading")).cloned();
    let alone = row(&rollup.account(Schools::Named)).unwrap();
    assert!(!alone.matched, "a school cannot help itself");
    assert_eq!((alone.offers, alone.needs), (Number::Told(1), Number::Told(1)));
    let mut rollup = rollup;
    let read = rollup.read(&review("Cedar", &[READS_BADLY]));
    rollup.add(read);
    let paired = row(&rollup.account(Schools::Named)).unwrap();
    assert!(paired.matched);
    assert_eq!(paired.offered, [Said { school: "Alder".to_owned(), text: READS_WELL.1.to_owned(), support: None }]);
    assert_eq!(paired.needed.iter().map(|s| s.school.as_str()).collect::<Vec<_>>(), ["Alder", "Cedar"]);
}

#[test]
fn a_visit_counts_once_however_often_it_is_given() {
    let mut rollup = rollup(&[("Alder", &[READS_WELL])]);
    let mut again = review("Alder", &[READS_WELL, READS_BADLY]);
    again.made += chrono::TimeDelta::days(1);
    let read = rollup.read(&again);
    assert!(!rollup.add(read));
    again.visit.focus = "Attendance".to_owned();
    let read = rollup.read(&again);
    assert!(rollup.add(read), "another visit to the same school is another visit");
    assert_eq!((rollup.account(Schools::Named).reviews, rollup.schools()), (2, 1));
    let reading = &rollup.account(Schools::Named).rows[0];
    assert_eq!(reading.offers, Number::Told(1), "schools are counted, not points");
}

#[test]
fn what_is_for_the_head_alone_and_context_count_nowhere() {
    let release = sample::release();
    assert!(release.head_notes().count() > 0);
    let mut rollup = Rollup::by(themes());
    let read = rollup.read(&release);
    rollup.add(read);
    let open = release.open_notes().filter(|n| !n.context).filter_map(|n| n.source).collect::<BTreeSet<_>>();
    let account = format!("{:?}", rollup.account(Schools::Named));
    for words in [sample::FOR_THE_HEAD, sample::FOR_THE_HEAD_TO_HEAR, sample::HEADS_ACTION] {
        assert!(!account.contains(words), "{words}, although every head agreed to a rollup of their packs");
    }
    let told = rollup.account(Schools::Named).sources.into_iter().map(|(source, _)| source).collect::<BTreeSet<_>>();
    assert_eq!(told, open);
}

#[test]
fn progress_is_counted_in_schools_by_theme_and_an_action_is_about_what_its_point_is_about() {
    let mut rollup = Rollup::by(themes());
    for (school, stage) in [("Alder", Progress::Done), ("Birch", Progress::Begun), ("Cedar", Progress::Done)] {
        let mut release =
            with_plan(review(school, &[READS_BADLY]), &[("One more adult, daily", stage), ("A rota", stage)]);
        release.actions[0].point = Some(0);
        release.actions[1].point = Some(0);
        let read = rollup.read(&release);
        rollup.add(read);
    }
    let named = rollup.account(Schools::Named);
    let reading = named.rows.iter().find(|r| r.theme.starts_with("Reading")).unwrap();
    assert_eq!(reading.progress, [0, 1, 2, 0].map(Number::Told), "schools, not actions");
    assert_eq!(reading.acted.len(), 6);
    let unnamed = rollup.account(Schools::Unnamed);
    let reading = unnamed.rows.iter().find(|r| r.theme.starts_with("Reading")).unwrap();
    assert_eq!((reading.progress, reading.acted.len()), ([Number::Few; 4], 0));
}

#[test]
fn needs_are_told_apart_by_support_and_unnamed_only_where_no_part_is_small() {
    let account = |supports: &[Option<Support>], schools| {
        let mut rollup = Rollup::by(themes());
        for (n, support) in supports.iter().enumerate() {
            let mut release = review(&format!("School {n}"), &[READS_BADLY]);
            release.points[0].support = *support;
            let read = rollup.read(&release);
            rollup.add(read);
        }
        rollup.account(schools).rows[0].support
    };
    let (inside, outside) = (Some(Support::Inside), Some(Support::Outside));
    let told = |i, o, u| Supported { inside: i, outside: o, unsaid: u };
    let (few, three, untold) = (Number::Few, Number::Told(3), Number::Untold);
    let mixed = [inside, inside, inside, outside, None, None];
    assert_eq!(account(&mixed, Schools::Named), told(three, Number::Told(1), Number::Told(2)));
    // Six need it: the three inside would tell that the rest are one and two.
    assert_eq!(account(&mixed, Schools::Unnamed), told(untold, untold, untold));
    assert_eq!(account(&[inside, inside, inside, None, None, None], Schools::Unnamed), told(three, few, three));
    assert_eq!(account(&[inside; 3], Schools::Unnamed), told(three, few, few));
    assert_eq!(account(&[inside, inside, inside, None], Schools::Unnamed), told(untold, untold, untold));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn unnamed_no_school_no_word_and_no_small_number_is_told(
        given in prop::collection::vec(
            (0..6_usize, prop::collection::vec((0..4_usize, 0..4_usize), 0..5), 0..4_usize, 0..3_usize),
            1..12,
        ),
    ) {
        let kinds = [PointKind::Strength, PointKind::Offer, PointKind::Development, PointKind::Wondering];
        let words = ["phonics Zzyx", "attendance Zzyx", "governors Zzyx", "nothing known Zzyx"];
        let mut rollup = Rollup::by(themes());
        for (n, (school, points, stage, support)) in given.iter().enumerate() {
            let points: Vec<(PointKind, &str)> = points.iter().map(|(k, w)| (kinds[*k], words[*w])).collect();
            let mut release = review(&format!("Qqschool {school}"), &points);
            release.visit.focus = format!("Focus {n}");
            let support = [None, Some(Support::Inside), Some(Support::Outside)][*support];
            release.points.iter_mut().for_each(|p| p.support = support);
            let mut release = with_plan(release, &[(words[*stage], Progress::ALL[*stage])]);
            release.actions[0].owner = "Owner Zzyx".to_owned();
            release.actions[0].standing = "Standing Zzyx".to_owned();
            let read = rollup.read(&release);
            rollup.add(read);
        }
        let account = rollup.account(Schools::Unnamed);
        let printed = format!("{account:?}");
        prop_assert!(!printed.contains("Zzyx") && !printed.contains("Qqschool") && !printed.contains("Focus"), "{}", printed);
        let named = rollup.account(Schools::Named);
        for row in &account.rows {
            let known = named.rows.iter().find(|r| r.theme == row.theme).unwrap();
            let of = |r: &Row| [&[r.strengths, r.offers, r.needs][..], &r.progress].concat();
            for (told, true_number) in of(row).into_iter().zip(of(known)) {
                match (told, true_number) {
                    (Number::Told(told), Number::Told(n)) => prop_assert!(told == n && n >= FEW),
                    (Number::Few, Number::Told(n)) => prop_assert!(n < FEW),
                    (told, truly) => prop_assert!(false, "{:?} {:?}", told, truly),
                }
            }
            let parts = |r: &Row| [r.support.inside, r.support.outside, r.support.unsaid];
            let truly = |n: Number| if let Number::Told(n) = n { n } else { usize::MAX };
            let small = |n: usize| (1..FEW).contains(&n);
            for told in parts(row).into_iter().filter(|n| *n > Number::Untold) {
                prop_assert!(told >= Number::Told(FEW) && parts(known).contains(&told));
                for part in parts(known).map(truly) {
                    prop_assert!(!small(part) && !small(truly(known.needs) - part), "{:?} {:?}", row, known);
                }
            }
            prop_assert!(!row.matched || (row.offers != Number::Few && row.needs != Number::Few));
        }
        for (_, number) in &account.sources {
            prop_assert!(*number == Number::Few || *number >= Number::Told(FEW));
        }
    }
}

//! What a group's account says with names and without, and what it never says.

use super::*;
use crate::clock::Moment;
use crate::review::actions::Progress;
use crate::review::release::{Audience, Options, Release, ReleasedAction, sample};
use crate::review::rollup::{THEMES, ThemeFile, Themes};
use chrono::NaiveDate;
use proptest::prelude::*;

const SCHOOLS: [&str; 4] = ["Alder Qq", "Birch Qq", "Cedar Qq", "Damson Qq"];

fn themes() -> Themes {
    Themes::of(toml::from_str(THEMES).unwrap(), ThemeFile::default())
}

fn group() -> Group {
    let visit = |host: &str, day| Linked {
        host: host.to_owned(),
        reviewers: SCHOOLS.iter().filter(|s| **s != host).map(|s| (*s).to_owned()).collect(),
        days: NaiveDate::from_ymd_opt(2027, 1, day).into_iter().collect(),
        notebook: "x".to_owned(),
    };
    let mut visits: Vec<Linked> = SCHOOLS.iter().zip(12..).map(|(host, day)| visit(host, day)).collect();
    visits[1].days.clear();
    Group {
        name: "Qq triad".to_owned(),
        theme: "Personal development at Qq".to_owned(),
        deadline: None,
        schools: SCHOOLS.map(str::to_owned).to_vec(),
        visits,
    }
}

/// A release that says these points, and an action on each of these themes.
fn release(points: &[(PointKind, String)], actions: &[(String, Progress)]) -> Release {
    let mut release = sample::release_for_others();
    let (like, act) = (release.points[0].clone(), release.actions[0].clone());
    let point = |(kind, text): &(PointKind, String)| {
        let mut point = like.clone();
        (point.kind, point.text, point.question) = (*kind, text.clone(), None);
        point
    };
    let action = |(what, progress): &(String, Progress)| ReleasedAction {
        what: what.clone(),
        progress: *progress,
        point: None,
        ..act.clone()
    };
    release.points = points.iter().map(point).collect();
    release.actions = actions.iter().map(action).collect();
    release
}

fn combined(releases: &[Release], schools: Schools) -> Combined {
    let mut rollup = Rollup::by(themes());
    for (release, school) in releases.iter().zip(SCHOOLS) {
        let review = rollup.read(release).at(school);
        assert!(rollup.add(review));
    }
    rollup.combined(&group(), schools)
}

fn says(kind: PointKind, text: &str) -> (PointKind, String) {
    (kind, text.to_owned())
}

#[test]
fn with_names_it_tells_who_when_and_in_which_words() {
    let one = release(
        &[
            says(PointKind::Learning, "Attendance talks at the gate"),
            says(PointKind::Development, "Attendance of a few"),
            says(PointKind::Wondering, "Who hears attendance news?"),
        ],
        &[
            ("Ring home about attendance".to_owned(), Progress::Begun),
            ("An attendance board".to_owned(), Progress::Done),
        ],
    );
    let two = release(&[says(PointKind::Development, "Attendance on Fridays")], &[]);
    let account = combined(&[one, two], Schools::Named);
    assert_eq!((account.name.as_str(), account.count), ("Qq triad", 2));
    assert_eq!(account.visits.iter().map(|v| v.host.as_str()).collect::<Vec<_>>(), SCHOOLS[..2]);
    assert!(account.visits.iter().all(|v| v.days.len() == 1), "the group's own, or that of the release");
    assert_eq!(account.missing, SCHOOLS[2..]);
    let only =
        |shared: &[Shared]| shared[0].said.iter().map(|s| (s.school.clone(), s.text.clone())).collect::<Vec<_>>();
    assert_eq!(account.developments[0].schools, 2);
    assert_eq!(only(&account.learned), [(SCHOOLS[0].to_owned(), "Attendance talks at the gate".to_owned())]);
    assert_eq!(only(&account.to_do), [(SCHOOLS[0].to_owned(), "Ring home about attendance".to_owned())]);
    assert!(account.open[0].said[0].text.starts_with("Who hears"));
}

#[test]
fn without_names_a_triad_says_what_all_three_share_and_nothing_else() {
    let both = [says(PointKind::Development, "Attendance Zzyx"), says(PointKind::Learning, "Phonics Zzyx")];
    let mut releases = vec![release(&both, &[]); 3];
    releases[2].points.truncate(1);
    for (release, n) in releases.iter_mut().zip(0..) {
        release.visit.focus = format!("Focus {n}");
    }
    let account = combined(&releases, Schools::Unnamed);
    assert_eq!(account.developments, [Shared { theme: "Attendance".to_owned(), schools: 3, said: Vec::new() }]);
    assert!(account.learned.is_empty(), "two learned it: that could point at them");
    assert!(account.name.is_empty() && account.visits.is_empty() && account.missing.is_empty());
}

#[test]
fn what_fits_no_theme_is_no_common_ground() {
    let releases = vec![release(&[says(PointKind::Strength, "A warm hall")], &[]); 3];
    assert!(combined(&releases, Schools::Unnamed).strengths.is_empty());
    assert_eq!(combined(&releases, Schools::Named).strengths[0].theme, crate::review::rollup::OTHER);
}

#[test]
fn what_is_for_the_head_alone_and_what_the_host_said_stay_out_of_a_pack_that_its_head_agreed_to() {
    let account = format!("{:?}", combined(&[sample::release()], Schools::Named));
    for words in [sample::FOR_THE_HEAD, sample::FOR_THE_HEAD_TO_HEAR, sample::HEADS_ACTION, sample::ANSWER] {
        assert!(!account.contains(words), "{words}");
    }
    assert!(account.contains("sentence stems"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn nothing_sealed_or_unreleased_enters_and_unnamed_no_school_and_no_word(
        given in prop::collection::vec(prop::collection::vec((0..5_usize, 0..4_usize, 0..6_u8), 0..6), 1..5),
    ) {
        let kinds = [PointKind::Strength, PointKind::Offer, PointKind::Development, PointKind::Wondering, PointKind::Learning];
        let words = ["phonics", "attendance", "governors", "nothing known"];
        let mut releases = Vec::new();
        let mut leaves = BTreeSet::new();
        let mut stays = BTreeSet::new();
        for (n, points) in given.iter().enumerate() {
            let like = sample::points().remove(0);
            let (mut all, mut plan) = (Vec::new(), Vec::new());
            for (i, (kind, theme, state)) in points.iter().enumerate() {
                let mut point = like.clone();
                let said = format!("Zzyx{n}at{i}end");
                point.id = sample::point_id(u8::try_from(i).unwrap());
                (point.kind, point.text) = (kinds[*kind], format!("{} {said}", words[*theme]));
                // 0 and 1 leave; the others are held back, for the head alone, deleted, or rest on a seal.
                point.marks.withheld = *state == 2;
                point.marks.head_alone = *state == 3;
                point.deleted = *state == 4;
                point.evidence = if *state == 5 { vec![sample::note_id(6)] } else { Vec::new() };
                let mut action = sample::actions().remove(1);
                action.id = sample::action_id(u8::try_from(i).unwrap());
                action.point = Some(point.id);
                action.parts.set(crate::review::actions::Part::What, format!("{} do{said}", words[*theme]));
                action.parts.set(crate::review::actions::Part::Owner, format!("never{said}"));
                (if *state < 2 { &mut leaves } else { &mut stays }).insert(said.clone());
                stays.insert(format!("never{said}"));
                all.push(point);
                plan.push(action);
            }
            let options = Options::new(Moment(1_781_080_000_000), Audience::AllSchools);
            let mut release = Release::compose(&sample::review(), &sample::notes(), &sample::unlocked(), &all, &plan, &options).release;
            release.visit.focus = format!("Focus {n}");
            releases.push(release);
        }
        let printed = format!("{:?}", combined(&releases, Schools::Named));
        for words in &stays {
            prop_assert!(!printed.contains(words.as_str()), "{} in {}", words, printed);
        }
        for words in &leaves {
            prop_assert!(printed.contains(words.as_str()), "{} not in {}", words, printed);
        }
        let account = combined(&releases, Schools::Unnamed);
        let printed = format!("{account:?}");
        for words in ["Zzyx", "Qq", "Focus", "2027", "Fernhollow"] {
            prop_assert!(!printed.contains(words), "{} in {}", words, printed);
        }
        let all = [account.learned, account.strengths, account.offers, account.developments, account.open, account.to_do];
        prop_assert!(all.iter().flatten().all(|s| s.schools >= FEW && s.said.is_empty()));
    }
}

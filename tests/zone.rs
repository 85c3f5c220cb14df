//! The school's time counts: on a server in UTC, in summer, and on the days on which the clocks change.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use support::keys::{ENTER, alt};
use support::{NOTEBOOK, Review, typed};

const PLAN: &str = include_str!("../sample-data/fernhollow.toml");

#[test]
fn on_a_server_in_utc_the_screen_shows_the_time_at_the_school() {
    // An instant: 09:40 in London in summer, whatever the server says.
    for now in ["2026-06-10T09:40", "2026-06-10T08:40Z", "2026-06-10T10:40+02:00"] {
        let mut review = Review::fernhollow(now);
        let mut screen = review.screen(100, 30);
        // Visits to classes: the quiet screen, with the time and the activity alone.
        screen.wait_for("09:40 · Visits: KS2 · 45 min left");
        screen.send(&alt('q'));
        let header = screen.wait_for("Questions").lines().next().unwrap().to_owned();
        assert!(header.contains("Visits: KS2") && header.contains("09:40 · 45 min left"), "{header}");
        screen.note("Y2 make ten with counters");
        screen.wait_for("09:40 ");
        let list = review.json(&["list", NOTEBOOK]);
        let at = list[0]["at"].as_str().unwrap();
        assert!(at.starts_with("2026-06-10T09:40:") && at.ends_with("+01:00"), "{at}");
        // Nor does the zone of whoever looks at it later change it.
        review.set("TZ", "America/New_York");
        assert_eq!(review.json(&["list", NOTEBOOK])[0]["at"], at);
        assert!(review.cli(&["list", NOTEBOOK]).contains("09:40"));
    }
}

/// The sample's first half-day on another day, with one long activity in its night.
fn plan_with_a_night(day: &str) -> String {
    let night = format!(
        "\n[[activity]]\nkey = \"night\"\ntitle = \"Night at the boarding house\"\nkind = \"other\"\n\
         day = {day}\nstart = \"00:30\"\nend = \"04:00\"\n"
    );
    let at = PLAN.find("\n[[activity]]").unwrap();
    let plan = format!("{}{night}{}", &PLAN[..at], &PLAN[at..]);
    plan.replace("2026-06-10", day)
}

#[test]
fn on_the_days_on_which_the_clocks_change_minutes_left_are_real_minutes() {
    // Forward at 01:00 GMT: from 00:45 to 04:00 it is two hours and a quarter.
    let review = Review::of(&plan_with_a_night("2026-03-29"), "2026-03-29T00:45");
    review.screen(100, 30).wait_for("00:45 · 2 h 15 left");
    // The hour that is not there: 01:30 by the clock is 02:00, when the clocks have changed.
    let review = Review::of(&plan_with_a_night("2026-03-29"), "2026-03-29T01:30");
    review.screen(100, 30).wait_for("02:00 · 2 h left");

    // Back at 02:00 BST: 01:30 comes twice.
    let day = plan_with_a_night("2026-10-25");
    let mut review = Review::of(&day, "2026-10-25T01:30+01:00");
    let mut screen = review.screen(100, 30);
    screen.wait_for("01:30 · 3 h 30 left");
    screen.note("first half past one");
    drop(screen);
    review.at("2026-10-25T01:30+00:00");
    let mut screen = review.screen(100, 30);
    screen.wait_for("01:30 · 2 h 30 left");
    screen.note("second half past one");
    drop(screen);
    let list = review.json(&["list", NOTEBOOK]);
    let notes: Vec<_> =
        list.as_array().unwrap().iter().map(|n| (n["text"].as_str().unwrap(), n["at"].as_str().unwrap())).collect();
    assert!(notes[0].0 == "first half past one" && notes[0].1.ends_with("+01:00"), "{notes:?}");
    assert!(notes[1].0 == "second half past one" && notes[1].1.ends_with("+00:00"), "{notes:?}");
}

#[test]
fn the_day_after_the_change_runs_by_its_own_clock() {
    for (day, offset) in [("2026-03-29", "+01:00"), ("2026-10-25", "+00:00")] {
        let review = Review::of(&plan_with_a_night(day), &format!("{day}T10:58"));
        let mut screen = review.screen(100, 30);
        screen.wait_for("10:58 · 7 min left");
        screen.send(&alt('.'));
        screen.wait_for("5 late");
        screen.wait_for("11:10");
        screen.send("written by the new clock");
        screen.wait_until("the line", |s| typed(s) == "written by the new clock");
        screen.send(ENTER);
        screen.wait_for("Saved.");
        let at = review.json(&["list", NOTEBOOK])[0]["at"].as_str().unwrap().to_owned();
        assert!(at.starts_with(&format!("{day}T10:58")) && at.ends_with(offset), "{at}");
    }
}

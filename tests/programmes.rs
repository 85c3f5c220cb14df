//! The five programmes: each template through a short day to the report, and the table of what is done where.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "clippy's allowances for tests do not reach the helpers of an integration test"
)]

mod support;

use std::process::Command;
use support::{NOTEBOOK, Review};

/// A template with every line filled in, as a lead would: the remarks are taken off.
fn filled(review: &Review, template: &[&str]) -> String {
    let template = review.cli(&[&["plan", "template"], template].concat());
    template
        .replace("The host school", "Fernhollow Primary")
        .lines()
        .map(|line| line.split("# FILL IN").next().unwrap().trim_end().to_owned() + "\n")
        .collect()
}

/// What a programme's day is made of.
struct Day {
    template: &'static [&'static str],
    /// In the middle of evidence, in which activity.
    during: (&'static str, &'static str),
    evening: &'static str,
    /// A point of a kind that the programme's report begins with, and the heading over it there.
    first: (&'static str, &'static str),
    /// What stands on the page that is sent round.
    on_paper: &'static [&'static str],
}

/// From the template to the report, by the shell alone.
fn a_short_day(day: &Day) {
    let mut review = Review::bare("");
    let plan = filled(&review, day.template);
    std::fs::write(review.path("plan.toml"), plan).unwrap();
    let checked = review.cli_with_input(&["plan", "check", "plan.toml"], "");
    let said = String::from_utf8(checked.stderr).unwrap();
    assert!(checked.status.success() && said.contains("has no mistakes") && !said.contains("FILL IN"), "{said}");
    let paper = review.cli(&["plan", "show", "plan.toml", "--format", "md"]);
    for words in day.on_paper {
        assert!(paper.contains(words), "{words}\n{paper}");
    }
    for format in ["text", "html", "ics"] {
        assert!(review.cli(&["plan", "show", "plan.toml", "--format", format]).contains("Fernhollow"), "{format}");
    }

    review.at(day.during.0);
    review.cli(&["new", "plan.toml", "-o", NOTEBOOK]);
    let shut = review.cli_with_input(&["note", NOTEBOOK, "too early"], "");
    assert!(String::from_utf8_lossy(&shut.stderr).contains("protocol"), "the protocol comes before the first note");
    review.cli(&["accept", NOTEBOOK, "--yes"]);
    let on = review.json(&["day", NOTEBOOK]);
    let activity = |id: &serde_json::Value| {
        on["activities"].as_array().unwrap().iter().find(|a| a["id"] == *id).unwrap()["key"].clone()
    };
    assert_eq!(activity(&on["now"][0]), day.during.1);
    review.cli(&["documents", NOTEBOOK, "tick", "1", "--note", "read on the train"]);
    assert!(review.cli(&["documents", NOTEBOOK]).contains("read on the train"));
    review.cli(&["timeline", NOTEBOOK, "tick", "1", "--note", "told by telephone"]);
    let timeline = review.cli(&["timeline", NOTEBOOK]);
    assert!(timeline.starts_with("[x] 1. ") && timeline.contains("told by telephone"), "{timeline}");
    let refused = review.cli_with_input(&["timeline", NOTEBOOK, "tick", "99"], "");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("has no row 99"));

    let strength = review.cli(&["note", NOTEBOOK, "Pupils explain it to a partner #1 +"]).trim().to_owned();
    let untagged = review.cli(&["note", NOTEBOOK, "Three pupils wait for the next step"]).trim().to_owned();
    review.cli(&["tag", NOTEBOOK, &untagged, "--question", "2", "--development", "--impact"]);
    review.cli(&["tag", NOTEBOOK, &strength, "--learning"]);
    let point = |kind: &str, text: &str, note: &str| {
        review.cli(&["point", NOTEBOOK, "add", kind, text, "--question", "1", "--evidence", note]);
    };
    point("strength", "Pupils put it into their own words", &strength);
    point("development", "Some pupils wait to be told", &untagged);
    point(day.first.0, "The first thing that the report says", &strength);

    review.at(day.evening);
    let report = review.cli(&["report", NOTEBOOK, "--format", "md"]);
    let at = |text: &str| report.find(text).unwrap_or_else(|| panic!("{text}\n{report}"));
    assert!(at(day.first.1) < at("The first thing that the report says"), "{report}");
    let questions = at("Key observations");
    let others = ["Pupils put it into their own words", "Some pupils wait to be told"];
    for words in others {
        assert!(questions < at(words), "{report}");
        let first = day.first.0 == "strength" || at("The first thing that the report says") < at(words);
        assert!(first, "the programme's own order: {report}");
    }
    assert!(!report.contains("read on the train") && !report.contains("told by telephone"));
    review.is_sound();
}

#[test]
fn a_visit_of_a_triad() {
    a_short_day(&Day {
        template: &["vnet"],
        during: ("2027-01-19T09:50", "classes-1"),
        evening: "2027-01-19T18:00",
        first: ("strength", "Strengths"),
        on_paper: &["Personal development", "Learning from each other", "impact", "Pupils' views"],
    });
}

#[test]
fn a_review_by_invitation() {
    a_short_day(&Day {
        template: &["spp"],
        during: ("2027-01-19T09:30", "lessons"),
        evening: "2027-01-19T18:00",
        first: ("claim-partly", "We agree in part:"),
        on_paper: &["improvement facilitator", "cluster leader", "requested by the host", "Improvement workshop"],
    });
}

#[test]
fn a_subject_review() {
    a_short_day(&Day {
        template: &["subject"],
        during: ("2027-01-19T09:30", "lessons-1"),
        evening: "2027-01-20T18:00",
        first: ("strength", "Strengths"),
        on_paper: &["Book scrutiny", "After two terms", "10 min for the host"],
    });
}

#[test]
fn a_review_on_line() {
    a_short_day(&Day {
        template: &["spp-rapid", "--framework", "attendance"],
        during: ("2027-01-19T09:30", "leaders"),
        evening: "2027-01-20T18:00",
        first: ("strength", "Strengths"),
        on_paper: &["on line", "https://meeting.example/room-1", "Who is missing"],
    });
}

#[test]
fn an_alliances_review() {
    a_short_day(&Day {
        template: &["alliance"],
        during: ("2027-01-19T09:30", "lessons-1"),
        evening: "2027-01-19T18:00",
        first: ("claim-agreed", "We agree with this view:"),
        on_paper: &["one key stage", "external adviser", "Teacher training"],
    });
}

#[test]
fn whoever_was_not_on_the_review_is_refused_in_plain_words() {
    let mut review = Review::bare("");
    std::fs::write(review.path("plan.toml"), filled(&review, &["spp"])).unwrap();
    review.at("2027-01-19T09:30");
    review.cli(&["new", "plan.toml", "-o", NOTEBOOK]);
    for (person, words) in [
        ("facilitator", "sees only what the host releases"),
        ("cluster", "is in no team's notebook"),
        ("head", "gets what the lead releases"),
    ] {
        for command in [&["list", NOTEBOOK][..], &["day", NOTEBOOK], &["accept", NOTEBOOK]] {
            let mut run = Command::new(env!("CARGO_BIN_EXE_visitbook"));
            run.args(command).args(["--as", person]).current_dir(review.folder());
            let done = run.env("VISITBOOK_HOME", review.path(person)).output().unwrap();
            let said = String::from_utf8(done.stderr).unwrap();
            assert_eq!(done.status.code(), Some(1), "{person} {command:?}: {said}");
            assert!(said.contains(words) && done.stdout.is_empty(), "{person} {command:?}: {said}");
        }
    }
}

#[test]
fn the_halves_of_a_team_meet_at_break() {
    let mut review = Review::bare("");
    std::fs::write(review.path("plan.toml"), filled(&review, &["vnet"])).unwrap();
    review.at("2027-01-19T09:50");
    support::give_key(review.home());
    review.cli(&["new", "plan.toml", "-o", NOTEBOOK]);
    review.cli(&["accept", NOTEBOOK, "--yes"]);
    let other = review.colleague("second");
    review.cli(&["note", NOTEBOOK, "Seen by the first half"]);
    other.cli(&["note", NOTEBOOK, "Seen by the second half"]);
    let day = review.cli(&["day", NOTEBOOK]);
    assert!(day.contains("Now:  09:40-10:30 Visits to classes, younger pupils"), "{day}");
    assert!(day.contains("Others: 09:40-10:30 Visits to classes, older pupils"), "{day}");
    let theirs = other.cli(&["day", NOTEBOOK]);
    assert!(theirs.contains("Now:  09:40-10:30 Visits to classes, older pupils"), "{theirs}");
    let brought = review.cli(&["day", NOTEBOOK, "catch-up"]);
    assert!(brought.contains("brought 1 note") && brought.contains("Seen by the second half"), "{brought}");
    assert!(!brought.contains("Seen by the first half"), "{brought}");

    review.at("2027-01-19T10:35");
    let screen = review.screen(100, 30);
    screen.wait_for("1 note from");
    screen.wait_for("Seen by the second half");
    drop(screen);
    other.cli(&["note", NOTEBOOK, "One more from the second half"]);
    assert!(review.cli(&["day", NOTEBOOK, "catch-up"]).contains("brought 2 notes"));
}

#[test]
fn what_changed_since_the_plan_went_round_is_told_from_a_plan_and_from_the_day() {
    let mut review = Review::bare("");
    let plan = filled(&review, &["subject"]);
    std::fs::write(review.path("sent.toml"), &plan).unwrap();
    std::fs::write(review.path("plan.toml"), plan.replace("place = \"Library\"", "place = \"Hall\"")).unwrap();
    let said = review.cli(&["plan", "changes", "sent.toml", "plan.toml"]);
    assert!(said.contains("Pupil perceptions is now at Hall."), "{said}");
    review.at("2027-01-19T09:30");
    review.cli(&["new", "sent.toml", "-o", NOTEBOOK]);
    review.cli(&["accept", NOTEBOOK, "--yes"]);
    review.cli(&["day", NOTEBOOK, "shift", "10"]);
    let said = review.cli(&["plan", "changes", "sent.toml", NOTEBOOK]);
    assert!(said.contains("Break moved from Tue 19 January 10:40–10:55 to Tue 19 January 10:50–11:05."), "{said}");
    let same = review.cli_with_input(&["plan", "changes", "sent.toml", "sent.toml"], "");
    assert!(same.stdout.is_empty() && String::from_utf8_lossy(&same.stderr).contains("Nothing has changed"));
}

/// The table of the documents.
const TABLE: &str = include_str!("../docs/programmes.md");

#[test]
fn every_row_of_every_programme_stands_in_the_table() {
    for (programme, rows) in [("vnet", 7), ("spp", 6), ("subject", 10), ("spp-rapid", 6), ("alliance", 9)] {
        let section = TABLE.split(&format!("\n## `{programme}`")).nth(1).unwrap_or_else(|| panic!("{programme}"));
        let section = section.split("\n## ").next().unwrap();
        let numbers: Vec<usize> =
            section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()?.parse().ok()).collect();
        assert_eq!(numbers, (1..=rows).collect::<Vec<_>>(), "{programme}");
        for line in section.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| row")) {
            let cells: Vec<&str> = line.split(" | ").collect();
            assert_eq!(cells.len(), 3, "{line}");
            assert!(cells[2].len() > 10, "{line}");
        }
    }
}

#[test]
fn every_command_that_the_table_names_is_there() {
    let help = |words: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_visitbook")).args(words).arg("--help").output().unwrap();
        assert!(done.status.success(), "visitbook {words:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    let all = help(&[]);
    let plan = help(&["plan"]);
    let named: Vec<&str> = TABLE.split('`').skip(1).step_by(2).filter_map(|c| c.strip_prefix("visitbook ")).collect();
    assert!(named.len() > 30);
    for command in named {
        let words: Vec<&str> = command.split(' ').collect();
        let known = |help: &str, word: &str| help.lines().any(|l| l.trim_start().split(' ').next() == Some(word));
        assert!(known(&all, words[0]), "{command}");
        let mut own = &words[..1];
        if words[0] == "plan" {
            assert!(known(&plan, words[1]), "{command}");
            own = &words[..2];
        }
        let options = help(own);
        for option in words.iter().filter(|w| w.starts_with("--")) {
            assert!(options.contains(option), "{command}: {option}");
        }
    }
}

#[test]
fn every_action_that_the_table_names_is_there() {
    for name in TABLE.split("(`").skip(1).filter_map(|rest| rest.split('`').next()) {
        let is_action = !name.contains(' ') && name != "--format";
        if is_action {
            assert!(visitbook::tui::action::Action::named(name).is_some(), "{name}");
        }
    }
}

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
    /// The days of the visit as the report has them: those on which evidence was gathered.
    visited: &'static str,
    /// The first day of half a year later that is none of a weekend.
    returned: &'static str,
}

/// What the return visit is kept in.
const RETURN: &str = "maths-return.visitbook";

/// From the template to the report and on to that of the return visit, by the shell alone.
fn a_short_day(day: &Day) -> Review {
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
    assert!(report.contains(&format!("Visit on {}.", day.visited)), "{report}");
    is_whole(&report);
    review.is_sound();
    the_host_acts(&review);
    half_a_year_later(&mut review, day.returned);
    review
}

/// No sentence is cut, and no heading stands over nothing.
fn is_whole(report: &str) {
    assert!(!report.contains('…') && !report.contains("  \n"), "{report}");
    assert!(report.matches("makes no observation").count() <= 5, "{report}");
    assert!(report.lines().count() < 120, "one to two sides: {report}");
}

const ACTION: &str = "Give each pupil a first step to try alone";

/// The workshop makes an action of the development, with all its parts.
fn the_host_acts(review: &Review) {
    let feedback = review.json(&["feedback", NOTEBOOK]);
    let points = feedback["meetings"].as_array().unwrap().iter().flat_map(|m| m["points"].as_array().unwrap());
    let development = points.clone().find(|p| p["kind"] == "development").unwrap()["id"].as_str().unwrap();
    let parts = ["--owner", "Year leader", "--by", "end of spring", "--impact", "Pupils begin without waiting"];
    let more = ["--measure", "Seen in 6 of 8 lessons", "--support", "A visit to Alder Bank"];
    let add = ["action", NOTEBOOK, "add", ACTION, "--from", development];
    let action = review.cli(&[&add[..], &parts, &more].concat());
    review.cli(&["action", NOTEBOOK, "set", action.trim(), "--progress", "begun"]);
    for format in ["md", "csv", "json"] {
        let plan = review.cli(&["action", NOTEBOOK, "list", "--format", format]);
        for words in [ACTION, "Year leader", "end of spring", "without waiting", "6 of 8", "Alder Bank", "begun"] {
            assert!(plan.contains(words), "{format}: {words}\n{plan}");
        }
    }
}

/// What was noted is what is asked; new evidence is tagged to it, covered, and reported beside what the school set out.
fn half_a_year_later(review: &mut Review, day: &str) {
    let made = review.cli_with_input(&["follow-up", NOTEBOOK], "");
    assert_eq!(String::from_utf8(made.stdout).unwrap().trim(), RETURN);
    let told = String::from_utf8(made.stderr).unwrap();
    let on = chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap().format("%A %-d %B %Y");
    assert!(told.contains(&format!("Return visit on {on}")) && told.contains("Some pupils wait to be told"), "{told}");
    review.at(&format!("{day}T09:40"));
    review.cli(&["accept", RETURN, "--yes"]);
    let shown = review.cli(&["day", RETURN]);
    assert!(shown.contains("Now:  09:35-10:25 Visits to classes"), "{shown}");
    let gaps = review.json(&["coverage", RETURN]);
    assert_eq!(gaps["questions"][0]["title"], "Some pupils wait to be told");
    assert!(gaps["questions"].as_array().unwrap().iter().all(|q| q["total"] == 0));
    let seen = review.cli(&["note", RETURN, "Y4 begin on their own with the first step #1 + @lesson"]);
    review.cli(&["tag", RETURN, seen.trim(), "--impact"]);
    let holds = review.cli(&["note", RETURN, "Y6 explain it to a partner as before #2 + @books"]);
    let covered = review.json(&["coverage", RETURN]);
    let totals: Vec<_> =
        covered["questions"].as_array().unwrap().iter().map(|q| q["total"].as_u64().unwrap()).collect();
    assert_eq!(totals, [1, 1, 0]);
    let words = "Pupils begin by themselves in most lessons";
    review.cli(&["point", RETURN, "add", "impact", words, "--question", "1", "--evidence", seen.trim()]);
    let more = "They still explain, in all the books we saw";
    review.cli(&["point", RETURN, "add", "strength", more, "--question", "2", "--evidence", holds.trim()]);
    let actions = review.json(&["action", RETURN, "list"]);
    let id = actions[0]["id"].as_str().unwrap();
    review.cli(&["action", RETURN, "set", id, "--progress", "done"]);

    review.at(&format!("{day}T18:00"));
    let report = review.cli(&["report", RETURN]);
    for words in [
        "(return visit) at Fernhollow Primary",
        "which noted: “Some pupils wait to be told”?",
        "Set out: Give each pupil a first step to try alone (end of spring)",
        words,
        "“Pupils put it into their own words”",
        more,
        "no observation on: 3 Signs of impact.",
    ] {
        assert!(report.contains(words), "{words}\n{report}");
    }
    is_whole(&report);
    review.cli(&["doctor", RETURN]);
    assert_eq!(review.json(&["action", RETURN, "list"])[0]["progress"], "done");
}

#[test]
fn a_visit_of_a_triad() {
    let review = a_short_day(&Day {
        template: &["vnet"],
        during: ("2027-01-19T09:50", "classes-1"),
        evening: "2027-01-19T18:00",
        first: ("strength", "Strengths"),
        on_paper: &["Personal development", "Learning from each other", "impact", "Pupils' views"],
        visited: "Tuesday 19 January 2027",
        returned: "2027-07-19",
    });
    // The three visits of the triad stand in the group's file; this one is done, the others are to come.
    let group =
        review.cli(&["group", "template"]).replacen("notebook = \"\"", &format!("notebook = \"{NOTEBOOK}\""), 1);
    std::fs::write(review.path("group.toml"), group).unwrap();
    let shown = review.cli(&["group", "show", "group.toml"]);
    assert!(shown.contains("Deadline") && shown.contains("done") && shown.contains("TBC"), "{shown}");
    let learned = review.cli(&["group", "learning", "group.toml"]);
    assert!(learned.contains("Pupils explain it to a partner"), "{learned}");
    // Fewer than three schools would be known without names.
    let refused = review.cli_with_input(&["rollup", NOTEBOOK], "");
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("--named"));
    let told = review.cli(&["rollup", NOTEBOOK, RETURN, "--named"]);
    assert!(told.contains("Fernhollow Primary") && told.contains("wait to be told"), "{told}");
}

#[test]
fn a_review_by_invitation() {
    a_short_day(&Day {
        template: &["spp"],
        during: ("2027-01-19T09:30", "lessons"),
        evening: "2027-01-19T18:00",
        first: ("claim-partly", "We agree in part:"),
        on_paper: &["improvement facilitator", "cluster leader", "requested by the host", "Improvement workshop"],
        visited: "Tuesday 19 January 2027",
        returned: "2027-07-19",
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
        visited: "Tuesday 19 January 2027 and Wednesday 20 January 2027",
        returned: "2027-07-20",
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
        visited: "Tuesday 19 January 2027",
        returned: "2027-07-19",
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
        visited: "Tuesday 19 January 2027",
        returned: "2027-07-19",
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
    let (plan, group) = (help(&["plan"]), help(&["group"]));
    let named: Vec<&str> = TABLE.split('`').skip(1).step_by(2).filter_map(|c| c.strip_prefix("visitbook ")).collect();
    assert!(named.len() > 30);
    for command in named {
        let words: Vec<&str> = command.split(' ').collect();
        let known = |help: &str, word: &str| help.lines().any(|l| l.trim_start().split(' ').next() == Some(word));
        assert!(known(&all, words[0]), "{command}");
        let mut own = &words[..1];
        if matches!(words[0], "plan" | "group") {
            let below = if words[0] == "plan" { &plan } else { &group };
            assert!(known(below, words[1]), "{command}");
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

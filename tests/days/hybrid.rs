//! Half of the team in the school, half on line, at one notebook. The day runs late, somebody would be
//! in two places at once, and at break the halves hear from each other.

use crate::filled;
use crate::support::keys::{ENTER, alt};
use crate::support::{NOTEBOOK, Review, Terminal, give_key};

/// The two halves: who, and where they are in the first round.
const ON_LINE: [&str; 2] = ["lead", "second"];
const IN_SCHOOL: [&str; 2] = ["third", "fourth"];

const SEEN: [(&str, &str); 4] = [
    ("lead", "Leaders name three families"),
    ("second", "Leaders do not know why March"),
    ("third", "Y2 register taken in song"),
    ("fourth", "Y5 two late, nobody asks"),
];

/// The template, with a fourth reviewer and both halves in each round.
fn plan() -> String {
    let bare = Review::bare("");
    let plan = filled(&bare.cli(&["plan", "template", "spp-rapid", "--framework", "attendance"]));
    let fourth = "[[person]]\nkey = \"fourth\"\nname = \"Fourth reviewer\"\nrole = \"reviewer\"\n\n[[person]]\nkey = \"facilitator\"";
    plan.replacen("[[person]]\nkey = \"facilitator\"", fourth, 1)
        .replace("people = [\"third\"]", "people = [\"third\", \"fourth\"]")
        .replace("people = [\"second\", \"third\"]", "people = [\"second\", \"third\", \"fourth\"]")
}

#[test]
fn half_the_team_in_the_school_and_half_on_line() {
    let plan = plan();
    somebody_is_planned_in_two_places(&plan);
    let mut team = Team::of(&plan, "2027-01-19T09:30");
    for (person, words) in SEEN {
        team.cli(person, &["note", NOTEBOOK, &format!("{words} #1")]);
    }
    each_screen_says_where(
        &team,
        &[
            ("lead", "Leaders for the theme", "on line", "meeting.example/room-1"),
            ("third", "Visits to classes", "Classrooms", "Third reviewer and Fourth reviewer"),
        ],
    );

    team.at("2027-01-19T09:50");
    the_day_runs_late(&team);
    // By the plan this would be the next round; it is still break.
    team.at("2027-01-19T10:22");
    the_halves_hear_from_each_other(&team);

    team.at("2027-01-19T10:45");
    each_screen_says_where(
        &team,
        &[
            ("second", "Pupils' views", "on line", "meeting.example/room-1"),
            ("third", "Pupils' views", "Library", "Second reviewer (on line)"),
            ("lead", "Parents' views", "on line", "meeting.example/room-2"),
        ],
    );
    the_shell_says_where(&team);
    something_comes_between(&team);
    team.review("lead").is_sound();
}

fn somebody_is_planned_in_two_places(plan: &str) {
    let review = Review::bare("");
    std::fs::write(review.path("plan.toml"), plan.replace("people = [\"lead\"]", "people = [\"lead\", \"third\"]"))
        .unwrap();
    let refused = review.cli_with_input(&["plan", "check", "plan.toml"], "");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("Third reviewer") && said.contains("10:20") && said.contains("Parents' views"), "{said}");
}

fn each_screen_says_where(team: &Team, seats: &[(&str, &str, &str, &str)]) {
    for (person, activity, place, beside) in seats {
        for size in [(120, 40), (80, 24)] {
            let screen = team.screen(person, size);
            let shown = screen.wait_for(" Capture ");
            // The header lets go of the place before the activity; under the activity it always stands.
            let title = shown.lines().next().unwrap().split('…').next().unwrap().trim();
            assert!(title.contains(activity) || activity.starts_with(title), "{person}: {shown}");
            let facts = shown.lines().nth(2).unwrap();
            assert!(facts.contains(place), "{person}: {shown}");
            assert!(size.0 == 80 && *place != "on line" || facts.contains(beside), "{person}: {shown}");
        }
    }
}

fn the_shell_says_where(team: &Team) {
    let now = |person: &str| {
        let said = team.cli(person, &["day", NOTEBOOK]);
        said.lines().find(|line| line.starts_with("Now:")).unwrap().to_owned()
    };
    assert!(now("second").contains("Pupils' views · on line · https://meeting.example/room-1"), "{}", now("second"));
    assert!(now("third").contains("Pupils' views · Library") && !now("third").contains("https"), "{}", now("third"));
}

fn the_day_runs_late(team: &Team) {
    let (mut lead, third) = (team.screen("lead", (120, 40)), team.screen("third", (120, 40)));
    third.wait_for(" Capture ");
    lead.wait_for(" Capture ");
    for _ in 0..4 {
        lead.send(&alt('.'));
    }
    for screen in [&lead, &third] {
        let late = screen.wait_for("20 late");
        assert!(late.lines().next().unwrap().contains("25 min left"), "{late}");
    }
}

fn the_halves_hear_from_each_other(team: &Team) {
    for (person, from, brought) in [
        ("second", "Third reviewer and Fourth reviewer", IN_SCHOOL),
        ("fourth", "Lead reviewer and Second reviewer", ON_LINE),
    ] {
        let screen = team.screen(person, (120, 40));
        let shown = screen.wait_for(&format!("2 notes from {from}"));
        for (author, words) in SEEN {
            assert_eq!(shown.contains(words), brought.contains(&author), "{person}: {words}\n{shown}");
        }
    }
    let told = team.cli("second", &["day", NOTEBOOK, "catch-up"]);
    assert!(told.contains("brought 2 notes") && told.contains(SEEN[2].1) && told.contains(SEEN[3].1), "{told}");
}

/// A fire drill, put in for everybody while talks are on.
fn something_comes_between(team: &Team) {
    let (mut lead, third) = (team.screen("lead", (120, 40)), team.screen("third", (120, 40)));
    third.wait_for(" Capture ");
    lead.wait_for(" Capture ");
    lead.send_and_wait(&alt('i'), "What is put in now");
    lead.send_and_wait("Fire drill", "Fire drill");
    lead.send_and_wait(ENTER, "What sort of activity is it?");
    lead.send(ENTER);
    for (screen, me) in [(&lead, "Lead reviewer"), (&third, "Third reviewer")] {
        let shown = screen.wait_for("would be in two places");
        // Of two that come about at once each is told the one that is theirs.
        let told = shown.lines().find(|line| line.contains("would be in two places")).unwrap();
        assert!(told.contains(me) && shown.contains("Fire drill"), "{shown}");
        // The timetable goes on saying it.
        assert!(shown.lines().any(|line| line.contains("Pupils' ") && line.contains("two places")), "{shown}");
    }
    let said = team.cli("third", &["day", NOTEBOOK]);
    assert!(said.contains("Mind: ") && said.contains("would be in two places at 10:45"), "{said}");
}

/// Four people at one notebook, each with a home of their own.
struct Team {
    seats: Vec<(&'static str, Review)>,
    now: &'static str,
}

impl Team {
    fn of(plan: &str, now: &'static str) -> Self {
        let lead = Review::bare(now);
        std::fs::write(lead.path("plan.toml"), plan).unwrap();
        give_key(lead.home());
        lead.cli(&["new", "plan.toml", "-o", NOTEBOOK]);
        lead.cli(&["accept", NOTEBOOK, "--yes"]);
        let others = ["second", "third", "fourth"].map(|person| (person, lead.colleague(person)));
        let mut seats = vec![("lead", lead)];
        seats.extend(others);
        Self { seats, now }
    }

    fn at(&mut self, now: &'static str) {
        self.now = now;
    }

    fn review(&self, person: &str) -> &Review {
        &self.seats.iter().find(|(key, _)| *key == person).unwrap().1
    }

    fn cli(&self, person: &str, args: &[&str]) -> String {
        let review = self.review(person);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_visitbook"));
        command.args(args).args(["--as", person, "--now", self.now]).current_dir(review.folder());
        let done = command.env("VISITBOOK_HOME", review.home()).output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Not quiet, as in a base room: whoever talks with pupils begins with a quiet screen.
    fn screen(&self, person: &str, (columns, rows): (u16, u16)) -> Terminal {
        let review = self.review(person);
        let args = [NOTEBOOK, "--as", person, "--now", self.now];
        let mut screen = Terminal::start(&args, review.home(), review.folder(), columns, rows);
        let shown = screen.wait_until("the first screen", |s| s.contains(" Capture "));
        if !shown.contains("─ Day") {
            screen.send_and_wait(&alt('q'), "─ Day");
        }
        screen
    }
}

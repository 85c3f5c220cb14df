//! Plans to fill in, one per programme.
//!
//! Each programme is a commented plan in `templates/` and one row here. What stands alike in several
//! is a file in `templates/parts/`, named on a line of its own (`PART safeguarding`). A template is
//! itself a plan without mistakes, so that whoever edits it starts from something that works.

use super::framework;
use super::section::nearest;
use crate::ids::NotebookId;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};

/// A programme: what `visitbook plan template` offers.
struct Programme {
    /// Its name, as plans write it.
    name: &'static str,
    /// What it is, in a sentence.
    about: &'static str,
    /// The plan.
    plan: &'static str,
    /// The questions with which it begins, where the plan has none of its own.
    framework: Option<&'static str>,
}

const PROGRAMMES: [Programme; 5] = [
    Programme {
        name: "subject",
        about: "A subject peer review: two half-days at one school, with brief feedback at the end of each.",
        plan: include_str!("templates/subject.toml"),
        framework: None,
    },
    Programme {
        name: "vnet",
        about: "One visit of a triad: three schools review each other in turn, on one theme.",
        plan: include_str!("templates/vnet.toml"),
        framework: Some("personal-development"),
    },
    Programme {
        name: "spp",
        about: "A review by invitation in a cluster: the host chooses focus and evidence; a workshop follows.",
        plan: include_str!("templates/spp.toml"),
        framework: None,
    },
    Programme {
        name: "spp-rapid",
        about: "A review on line, or partly, from pre-review meeting to workshop within a week.",
        plan: include_str!("templates/spp-rapid.toml"),
        framework: Some("attendance"),
    },
    Programme {
        name: "alliance",
        about: "An alliance's review with a commissioned lead: commentary, offers, options, informed challenge.",
        plan: include_str!("templates/alliance.toml"),
        framework: None,
    },
];

/// What stands alike in several templates.
const PARTS: [(&str, &str); 5] = [
    ("how-to", include_str!("templates/parts/how-to.toml")),
    ("visit", include_str!("templates/parts/visit.toml")),
    ("safeguarding", include_str!("templates/parts/safeguarding.toml")),
    ("questions", include_str!("templates/parts/questions.toml")),
    ("timetable", include_str!("templates/parts/timetable.toml")),
];

/// The host's own question, which stands after those of a framework.
const REQUESTED: &str = include_str!("templates/parts/requested.toml");

/// What stands in a template where the review id goes.
const REVIEW_ID: &str = "REVIEW-ID";
/// What stands in place of the number of the host's own question.
const REQUESTED_NUMBER: &str = "REQUESTED";
/// The line on which a framework's questions go.
const QUESTIONS: &str = "QUESTIONS";
/// How each part of a plan begins.
const RULE: &str = "# --------";

/// The name of each template and what it is, in a sentence.
pub const TEMPLATES: &[(&str, &str)] = &{
    let mut rows = [("", ""); PROGRAMMES.len()];
    let mut i = 0;
    while i < rows.len() {
        rows[i] = (PROGRAMMES[i].name, PROGRAMMES[i].about);
        i += 1;
    }
    rows
};

/// The template called `name`, with `review` as its review id: draw a fresh one for each visit.
/// `framework` names ready questions to begin with in the place of the template's own.
///
/// # Errors
/// Usage trouble when there is no such template or framework; it names the nearest one and lists them all.
pub fn template(name: &str, framework: Option<&str>, review: NotebookId) -> Result<String> {
    let Some(programme) = PROGRAMMES.iter().find(|p| p.name == name) else {
        return Err(unknown("template", name, PROGRAMMES.iter().map(|p| p.name)));
    };
    let framework = framework.map(framework::named).transpose()?;
    let asked = framework.or(programme.framework.and_then(|own| framework::named(own).ok()));
    let mut plan = String::new();
    for line in programme.plan.lines() {
        match line.strip_prefix("PART ").and_then(|part| PARTS.iter().find(|(known, _)| *known == part)) {
            Some((_, part)) => plan.push_str(part),
            None => {
                plan.push_str(line);
                plan.push('\n');
            }
        }
    }
    if let Some(asked) = asked {
        plan = with_questions(&plan, asked);
    }
    if let Some(chosen) = framework {
        plan = with_focus(&plan, chosen.title);
    }
    Ok(plan.replace(REVIEW_ID, &review.to_string()))
}

/// Trouble with a name that is none of those known.
pub(super) fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Trouble {
    let advice = match nearest(name, known.clone()) {
        Some(near) => format!("Did you mean “{near}”?"),
        None => format!("There are: {}.", known.collect::<Vec<_>>().join(", ")),
    };
    Trouble::usage(format!("There is no {what} called “{}”.", clean_line(name)), advice)
}

/// The plan with a framework's questions, and the host's own after them, in the place of its questions.
fn with_questions(plan: &str, framework: &framework::Framework) -> String {
    let number = framework.questions().iter().filter(|q| !q.is_sub()).count() + 1;
    let requested = REQUESTED.replace(REQUESTED_NUMBER, &number.to_string());
    let asked = format!("{}\n{requested}", framework.text());
    let line = format!("\n{QUESTIONS}\n");
    if plan.contains(&line) {
        return plan.replacen(&line, &format!("\n{asked}"), 1);
    }
    let Some(from) = plan.find("[[question]]") else { return plan.to_owned() };
    let to = plan[from..].find(RULE).map_or(plan.len(), |at| from + at);
    format!("{}{asked}\n{}", &plan[..from], &plan[to..])
}

/// The plan with another focus on its line.
fn with_focus(plan: &str, focus: &str) -> String {
    let line = |line: &str| match line.split_once("focus = \"") {
        Some(("", _)) => format!("focus = \"{focus}\"  # FILL IN\n"),
        _ => format!("{line}\n"),
    };
    plan.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;
    use crate::review::questions::Origin;

    /// Each template with its own questions, and with each framework.
    fn all() -> Vec<(String, &'static str, String)> {
        let frameworks = framework::FRAMEWORKS.iter().map(|f| Some(f.name));
        let ways: Vec<Option<&str>> = std::iter::once(None).chain(frameworks).collect();
        let one = |name: &'static str, framework: Option<&str>| {
            (format!("{name} with {framework:?}"), name, template(name, framework, NotebookId([9; 16])).unwrap())
        };
        TEMPLATES.iter().flat_map(|(name, _)| ways.iter().map(|way| one(name, *way)).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn every_template_is_a_plan_without_mistakes_that_asks_to_be_filled_in() {
        for (called, name, text) in all() {
            let checked = plan::read(&text, &called).unwrap_or_else(|m| panic!("{called}: {}", m[0]));
            assert_eq!(checked.review.visit.id, NotebookId([9; 16]));
            assert_eq!(checked.review.visit.programme, name);
            assert_eq!(checked.warnings.len(), 1, "{called}: only that it is to be filled in: {:?}", checked.warnings);
            assert!(checked.warnings[0].what.contains("FILL IN"));
            assert!(!text.contains("PART ") && !text.contains("\nQUESTIONS") && !text.contains("\"REQUESTED\""));
        }
        assert!(TEMPLATES.iter().all(|(_, sentence)| sentence.ends_with('.')));
    }

    #[test]
    fn every_template_has_its_protocol_roles_prompts_report_and_follow_up() {
        for (name, _) in TEMPLATES {
            let text = template(name, None, NotebookId([9; 16])).unwrap();
            let review = plan::read(&text, name).unwrap().review;
            let visit = &review.visit;
            assert!(visit.protocol.conduct.len() >= 4 && visit.protocol.confidentiality.len() >= 3, "{name}");
            assert!(!visit.prompts.is_empty() && visit.report.len() >= 5, "{name}");
            assert!(review.people.iter().any(|p| p.role == crate::review::people::Role::HostHead), "{name}");
            assert!(visit.timeline.iter().any(|r| r.what.contains("first signs of impact")), "{name}");
            assert!(visit.timeline.iter().all(|r| !r.responsible.is_empty()) && !visit.documents.is_empty(), "{name}");
            for kind in visit.prompts.iter().flat_map(|p| &p.prompts) {
                assert!(crate::text::width(kind) <= 84, "too long for the screen: {kind}");
            }
        }
    }

    #[test]
    fn a_framework_takes_the_place_of_a_templates_questions_and_the_host_asks_one_too() {
        for (name, _) in TEMPLATES {
            let text = template(name, Some("reading"), NotebookId([9; 16])).unwrap();
            let review = plan::read(&text, name).unwrap().review;
            let reading = framework::named("reading").unwrap();
            assert_eq!(review.questions.len(), reading.questions().len() + 1, "{name}");
            assert_eq!(review.visit.focus, "Reading");
            let last = review.questions.last().unwrap();
            assert_eq!((last.number.as_str(), last.origin), ("6", Origin::Requested));
            assert!(review.questions.iter().any(|q| q.number == "1b"));
        }
    }

    #[test]
    fn an_unknown_template_is_answered_with_the_nearest() {
        let trouble = template("subjct", None, NotebookId([0; 16])).unwrap_err();
        assert_eq!(trouble.exit_status(), 2);
        assert_eq!(trouble.advice(), "Did you mean “subject”?");
        assert!(template("\x1b[2J", None, NotebookId([0; 16])).unwrap_err().advice().contains("subject"));
        let trouble = template("spp", Some("redding"), NotebookId([0; 16])).unwrap_err();
        assert_eq!(trouble.advice(), "Did you mean “reading”?");
    }
}

//! Plans to fill in, one per programme.
//!
//! Each programme is a commented plan in `templates/` and one row here. A template is itself a plan
//! without mistakes, so that whoever edits it starts from something that works.

use super::section::nearest;
use crate::ids::NotebookId;
use crate::text::clean_line;
use crate::trouble::{Result, Trouble};

/// The programmes: name, what it is in a sentence, and the plan.
const PROGRAMMES: [(&str, &str, &str); 1] = [(
    "subject",
    "A subject peer review: two half-days at one school, with brief feedback at the end of each.",
    include_str!("templates/subject.toml"),
)];

/// What stands in a template where the review id goes.
const REVIEW_ID: &str = "REVIEW-ID";

/// The name of each template and what it is, in a sentence.
pub const TEMPLATES: &[(&str, &str)] = &{
    let mut rows = [("", ""); PROGRAMMES.len()];
    let mut i = 0;
    while i < rows.len() {
        rows[i] = (PROGRAMMES[i].0, PROGRAMMES[i].1);
        i += 1;
    }
    rows
};

/// The template called `name`, with `review` as its review id: draw a fresh one for each visit.
///
/// # Errors
/// Usage trouble when there is no such template; it names the nearest one and lists them all.
pub fn template(name: &str, review: NotebookId) -> Result<String> {
    let Some((_, _, plan)) = PROGRAMMES.iter().find(|(known, _, _)| *known == name) else {
        let names = || TEMPLATES.iter().map(|(known, _)| *known);
        let advice = match nearest(name, names()) {
            Some(near) => format!("Did you mean “{near}”?"),
            None => format!("There are: {}.", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(Trouble::usage(format!("There is no template called “{}”.", clean_line(name)), advice));
    };
    Ok(plan.replace(REVIEW_ID, &review.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn every_template_is_a_plan_without_mistakes_that_asks_to_be_filled_in() {
        for (name, sentence) in TEMPLATES {
            let id = NotebookId([9; 16]);
            let text = template(name, id).unwrap();
            let checked = plan::read(&text, name).unwrap_or_else(|m| panic!("{name}: {}", m[0]));
            assert_eq!(checked.review.visit.id, id);
            assert_eq!(&checked.review.visit.programme, name);
            assert_eq!(checked.warnings.len(), 1, "only that it is to be filled in: {:?}", checked.warnings);
            assert!(checked.warnings[0].what.contains("FILL IN"));
            assert!(sentence.ends_with('.'));
        }
    }

    #[test]
    fn an_unknown_template_is_answered_with_the_nearest() {
        let trouble = template("subjct", NotebookId([0; 16])).unwrap_err();
        assert_eq!(trouble.exit_status(), 2);
        assert_eq!(trouble.advice(), "Did you mean “subject”?");
        assert!(template("\x1b[2J", NotebookId([0; 16])).unwrap_err().advice().contains("subject"));
    }
}

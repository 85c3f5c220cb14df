//! Short prompts for each kind of activity: what to look for, what to ask.
//!
//! They coach a reviewer without judging the host: they ask what is there and what makes it work.
//! A plan adds its own. The wording is ours; what they cover follows what published programmes
//! ask reviewers to do in such activities.

use super::timetable::ActivityKind;

/// The prompts for a kind of activity, four to six.
pub fn prompts(kind: ActivityKind) -> &'static [&'static str] {
    PROMPTS.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, prompts)| prompts)
}

const PROMPTS: [(ActivityKind, &[&str]); ActivityKind::ALL.len()] = [
    (
        ActivityKind::Arrival,
        &[
            "Sign in; wear the badge; phones away.",
            "Who is the safeguarding lead today, and where?",
            "Where can the team talk unheard?",
            "Has everyone timetable, questions and map?",
        ],
    ),
    (
        ActivityKind::Introduction,
        &[
            "What does the school believe it does well?",
            "What would it most like us to look at?",
            "Which evidence does it promise us, for which question?",
            "What has changed lately, and what is still new?",
            "What they say is their claim: note it beside the question.",
        ],
    ),
    (
        ActivityKind::Tour,
        &[
            "What do walls and corridors say about the focus?",
            "What would a pupil say matters here?",
            "How do adults and pupils speak to one another?",
            "Is it alike in the youngest and the oldest classes?",
            "What do you want to come back to?",
        ],
    ),
    (
        ActivityKind::Lessons,
        &[
            "What are pupils learning, and how do they know?",
            "What do they say, write and do, in their own words?",
            "Who talks: teacher, a few pupils, all of them?",
            "How do those who find it hard, and easy, get on?",
            "What helps: pictures, objects, talk, time?",
            "Note what you see before what you make of it.",
        ],
    ),
    (
        ActivityKind::Books,
        &[
            "How does the work build up over weeks?",
            "Do all pupils get to the demanding part?",
            "What do pupils do with the feedback they get?",
            "Compare two classes of one year: what is alike?",
            "Take books of different pupils, not the best three.",
        ],
    ),
    (
        ActivityKind::Planning,
        &[
            "What comes before and after this week?",
            "How is it planned for those who need more, or less?",
            "Which words and representations are agreed?",
            "Does what you saw in class match the plan?",
        ],
    ),
    (
        ActivityKind::Pupils,
        &[
            "Tell me about something you learnt lately.",
            "What do you do when you are stuck?",
            "How do you know that you are getting better?",
            "What helps you most? What would help more?",
            "Their words in quotes, the year, no names.",
        ],
    ),
    (
        ActivityKind::Staff,
        &[
            "What is working well in your class just now?",
            "What support have you had, and what came of it?",
            "How do you find out who needs more help?",
            "What would you change first?",
            "Speak of the work, not of colleagues.",
        ],
    ),
    (
        ActivityKind::Leader,
        &[
            "What are you trying to achieve, and why that?",
            "How do you know that it makes a difference to pupils?",
            "Where is it strongest, and where not yet there?",
            "What would you do next with more time?",
            "How do you support colleagues who find it hard?",
        ],
    ),
    (
        ActivityKind::Parents,
        &[
            "How do you hear about what your child learns?",
            "What does the school do well for your child?",
            "What happens when you raise something?",
            "What would help you to help at home?",
        ],
    ),
    (
        ActivityKind::Governors,
        &[
            "How do you know how this area is going?",
            "What have you asked leaders about it?",
            "Which decisions did the answers lead to?",
            "How do you hear pupils and staff yourselves?",
        ],
    ),
    (
        ActivityKind::Documents,
        &[
            "Which claim does this paper support or question?",
            "How do groups of pupils compare over time?",
            "What does it not tell, and who could?",
            "Does practice today match what is written?",
        ],
    ),
    (
        ActivityKind::Break,
        &[
            "Finish the last notes while they are fresh.",
            "Tag what is untagged.",
            "What have two of us seen? What only one?",
            "Which question still has nothing?",
        ],
    ),
    (
        ActivityKind::TeamMeeting,
        &[
            "Question by question: what did we see, from whom?",
            "What do at least two kinds of source agree on?",
            "Where do we differ, and what would settle it?",
            "Few points, each resting on evidence.",
            "What do we ask, rather than tell?",
            "What do we take home ourselves?",
        ],
    ),
    (
        ActivityKind::Summary,
        &[
            "Thank them, and say what you did today.",
            "Strengths first, with what you saw.",
            "Say what and why; leave the how to them.",
            "No names, no grades, no surprises.",
            "Stop in time: the last part is theirs.",
        ],
    ),
    (
        ActivityKind::Workshop,
        &[
            "Which point do you want to work on first?",
            "What will pupils notice when it works?",
            "Who does what, by when?",
            "Who could help, inside or outside?",
            "When will you look at it again?",
        ],
    ),
    (
        ActivityKind::Other,
        &[
            "What do you see and hear?",
            "Which question does it bear on?",
            "Who else could tell you about it?",
            "What would you like to ask leaders?",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_handful_of_short_prompts() {
        for kind in ActivityKind::ALL {
            let prompts = prompts(kind);
            assert!((4..=6).contains(&prompts.len()), "{kind:?}");
            for prompt in prompts {
                assert!(crate::text::width(prompt) <= 60, "{prompt}");
                let judges = ["good", "bad", "weak", "poor", "inadequate", "outstanding", "fail"];
                let words: Vec<_> = prompt.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
                assert!(!words.iter().any(|w| judges.contains(&w.as_str())), "{prompt}");
            }
        }
    }
}

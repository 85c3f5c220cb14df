//! The line under the capture line: what Enter will do, in words.

use super::{Capture, Context, Reading};
use crate::review::evidence::{Readers, Valence};
use crate::text::clean_line;

/// What will be saved and where: `to Visits to classes · open · Y2 · 2 Reasoning · strength · lesson`.
/// What is sealed says so first (`SEALED to the team · …`). Empty for an empty line.
///
/// The order is that in which a line comes about: what stands from the first key on, then what the
/// words tell, then the marks at the line's end. So the words stay where they are while one types,
/// for the eye and for a slow line to the terminal.
pub fn preview(reading: &Reading, context: &Context<'_>, activity_title: &str) -> String {
    match reading {
        Reading::Empty => String::new(),
        Reading::Ask { why, .. } => why.clone(),
        Reading::Note(capture) => {
            let mut parts = vec![format!("to {}", clean_line(activity_title))];
            match capture.seal {
                // First, so that a narrow screen never cuts it off.
                Some(readers) => parts.insert(0, sealed(readers)),
                None => parts.push("open".to_owned()),
            }
            parts.extend(capture.place.clone());
            if !capture.text.is_empty() && !capture.reflection.is_empty() {
                parts.push("reflection apart".to_owned());
            }
            parts.extend(marks(capture, context));
            parts.extend(capture.remarks.iter().cloned());
            parts.join(" · ")
        }
        Reading::MarksOnly(capture) => {
            let mut parts = marks(capture, context);
            parts.extend(capture.place.clone());
            parts.extend(capture.seal.map(sealed));
            parts.extend(capture.remarks.iter().cloned());
            format!("changes my last note: {}", parts.join(" · "))
        }
    }
}

fn marks(capture: &Capture, context: &Context<'_>) -> Vec<String> {
    let questions = capture.questions.iter().filter_map(|id| context.questions.iter().find(|q| q.id == *id));
    let mut parts: Vec<_> = questions.map(|q| clean_line(&format!("{} {}", q.number, q.title))).collect();
    parts.extend(capture.valence.filter(|v| *v != Valence::Neutral).map(|v| v.label().to_owned()));
    parts.extend(capture.source.map(|s| s.label().to_owned()));
    parts
}

fn sealed(readers: Readers) -> String {
    match readers {
        Readers::Me => "SEALED to me alone".to_owned(),
        Readers::Head => "SEALED to me and the lead, for the head alone".to_owned(),
        Readers::Lead | Readers::Team | Readers::Chosen => format!("SEALED to {}", readers.label()),
    }
}

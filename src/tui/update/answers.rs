//! What the host says to a point, in a line of its own; and what the host was told in the course of the day.
//!
//! The line is read as the capture line is, so that a seal mark in it seals. Stepping back from it keeps
//! it, and it is sealed away while it is typed as any half-typed line is.

use crate::ids::PointId;
use crate::review::capture::{self, Reading};
use crate::review::evidence::{Note, Source};
use crate::review::feedback::{AnswerTo, Stand};
use crate::review::people::Act;
use crate::review::seals::SealTo;
use crate::tasks::answers::{HostAnswer, told};
use crate::tasks::opened::merged;
use crate::text::clean_line;
use crate::tui::action::Action;
use crate::tui::app::{App, Asked, HalfAnswer, Overlay, Pane};
use crate::tui::msg::Effect;

/// The same actions as while presenting, for the chosen point of Feedback.
pub fn on_point(app: &mut App, action: Action) -> Vec<Effect> {
    let Some(meeting) = app.feedback_meeting().map(|m| m.id) else { return Vec::new() };
    let Some(point) = app.shown_points().get(app.feedback.cursor).map(|p| (*p).clone()) else {
        app.say("There is no point yet.");
        return Vec::new();
    };
    let stand = match action {
        Action::HostAgrees => Stand::Agrees,
        Action::HostAdds => Stand::Adds,
        Action::HostDiffers => Stand::Differs,
        _ => {
            let said = point.marks.said.iter().any(|s| s.meeting == meeting);
            return vec![Effect::Said(point.id, meeting, !said)];
        }
    };
    if point.sealed().is_some() {
        app.say("What the host says is noted beside open points only; this one is sealed.");
    } else {
        ask(app, AnswerTo { point: point.id, meeting, stand });
    }
    Vec::new()
}

/// Opens the line for the host's words: with what was half typed, else what is noted already.
pub fn ask(app: &mut App, to: AnswerTo) {
    let same = |half: &HalfAnswer| (half.to.point, half.to.meeting) == (to.point, to.meeting) && !half.saving;
    let kept = app.half_answers.iter().position(same).map(|at| app.half_answers.remove(at).text);
    let text = kept.or_else(|| saved(app, to).map(str::to_owned)).unwrap_or_default();
    let stand = to.stand.label();
    let title = format!("{}{}: what does the host say?", stand[..1].to_uppercase(), &stand[1..]);
    super::day::ask(app, Asked::Answer(to), &title, &text);
}

/// Words of the host that were half typed in an earlier session are in their line again.
pub fn bring_back(app: &mut App, to: AnswerTo) {
    app.say("What the host said is back, half typed.");
    if app.presenting.is_some() {
        // It may be meant sealed, and others may see this screen: its line is opened by who asks for it.
        return;
    }
    // Over what lies there already, and it comes back when that goes.
    let before = app.overlay.take();
    ask(app, to);
    app.under.extend(before);
}

/// The host's words as they are noted, where they are open.
fn saved(app: &App, to: AnswerTo) -> Option<&str> {
    let answer =
        |id: PointId| app.points.iter().find(|p| p.id == id)?.marks.answers.iter().find(|a| a.meeting == to.meeting);
    let note = answer(to.point)?.note?;
    let note = app.feedback.evidence.iter().find(|n| n.id == note && !n.deleted)?;
    Some(note.evidence()?.text.as_str())
}

/// Esc: what is typed is kept, and the next time the line is opened it is there again.
pub fn keep(app: &mut App, to: AnswerTo, text: &str) {
    if text.trim().is_empty() || saved(app, to) == Some(text) {
        return;
    }
    app.half_answers.push(HalfAnswer { to, text: text.to_owned(), saving: false });
    say(app, "Kept; it is there when you open the line again.");
}

/// Enter: the words go to the disk, and are kept here until they are there.
pub fn save(app: &mut App, to: AnswerTo, text: &str) -> Vec<Effect> {
    let with = capture::Context { questions: &app.review.questions, source: None, activity_sources: &[], seal: None };
    let words = match capture::read(text, &with) {
        Reading::Empty => None,
        Reading::Note(mut capture) => {
            if capture.seal.is_none() {
                capture.set_seal(app.review.visit.capture.seal().map(SealTo::from));
            }
            if let Some(Err(trouble)) = capture.seal_to().and_then(|to| app.unreached(&to)) {
                let why = clean_line(&format!("{} {}", trouble.what(), trouble.advice()));
                return again(app, to, text, &why);
            }
            Some(capture)
        }
        Reading::MarksOnly(_) => return again(app, to, text, "There are only marks: type what the host says."),
        Reading::Ask { why, .. } => return again(app, to, text, &why),
    };
    app.half_answers.push(HalfAnswer { to, text: text.to_owned(), saving: true });
    if let Some(talk) = &mut app.presenting {
        talk.answered.insert(to.point, to.stand);
    }
    vec![Effect::Answer(HostAnswer { to, words })]
}

/// It cannot be saved so: the line stays, and it is said why.
fn again(app: &mut App, to: AnswerTo, text: &str, why: &str) -> Vec<Effect> {
    super::day::ask(app, Asked::Answer(to), &format!("Not saved. {}", clean_line(why)), text);
    Vec::new()
}

/// It is on the disk.
pub fn saved_now(app: &mut App, to: AnswerTo) {
    app.half_answers.retain(|half| !(half.saving && half.to == to));
    say(app, "Noted.");
}

/// It did not get to the disk: it is kept.
pub fn not_saved(app: &mut App) {
    app.half_answers.iter_mut().for_each(|half| half.saving = false);
}

/// A quiet word, where others may see it as well.
fn say(app: &mut App, words: &str) {
    match &mut app.presenting {
        Some(talk) => words.clone_into(&mut talk.told),
        None => app.say(words),
    }
}

/// Opens the capture line ready for what the host was told; never over a line that is half typed.
pub fn tell_host(app: &mut App) {
    if !app.in_team() || !app.may(Act::Capture) {
        app.say(super::NOT_YOURS);
        return;
    }
    app.pane = Pane::Day;
    app.day.note = None;
    let mark = format!("@{}", Source::Told.key());
    if app.day.line.is_empty() {
        app.day.line.set_text(&format!(" {mark}"));
        app.day.line.set_cursor(0);
        app.say("Type what the host was told, and by whom if it was not you.");
    } else {
        app.say(format!("A line is half typed: save it first, or put {mark} at its end."));
    }
}

/// Shows what the host was told: the open notes, and those that are unlocked where everything is sealed.
pub fn told_so_far(app: &mut App, open: Vec<Note>) {
    if app.overlay.is_some() || app.presenting.is_some() {
        return;
    }
    let notes = merged(open, app.unlocked.matching(app.review.visit.capture, &told()));
    app.lay_over(Overlay::Told { notes, offset: 0 });
}

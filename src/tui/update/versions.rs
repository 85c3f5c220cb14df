//! Versions that stand side by side: shown, and one of them chosen, or one made of all.

use crate::ids::{ActivityId, ChangeId, NoteId, PointId, Subject};
use crate::notebook::query::{Clash, Says};
use crate::review::evidence::Unlocked;
use crate::tasks::versions::Seen;
use crate::tui::app::{App, Asked, FeedbackView, Overlay, Target, Versions};
use crate::tui::msg::Effect;

/// Asks for the versions of a note or a point, where there are several.
pub fn ask(app: &mut App, subject: impl Into<Subject>, conflict: bool) -> Vec<Effect> {
    if !conflict {
        app.say("There is only one version of it.");
        return Vec::new();
    }
    let subject = subject.into();
    app.awaited = Some(subject);
    vec![Effect::Versions(subject)]
}

/// On Day with no note chosen: of the activity, as two plans have it.
pub fn ask_of_activity(app: &mut App) -> Vec<Effect> {
    let found = app.shown_activity().map(|a| (a.id, a.conflict));
    found.map_or_else(Vec::new, |(id, conflict): (ActivityId, bool)| ask(app, id, conflict))
}

/// Shows them.
pub fn show(app: &mut App, subject: Subject, clashes: Vec<Clash>, unlocked: Vec<(ChangeId, Unlocked)>) {
    if clashes.is_empty() {
        app.say("There is only one version of it now.");
        return;
    }
    // Locked meanwhile: what was opened is not shown any more.
    let unlocked = if app.seals == crate::tui::app::Seals::Open { unlocked } else { Vec::new() };
    let is_point = app.shows(FeedbackView::Points);
    app.lay_over(Overlay::Versions(Box::new(Versions { subject, is_point, clashes, unlocked, cursor: 0 })));
}

/// Keeps the chosen version, or begins one made of all of them.
pub fn take(app: &mut App, versions: &Versions) -> Vec<Effect> {
    let Some((at, version)) = versions.rows().get(versions.cursor).copied() else { return Vec::new() };
    let Some(clash) = versions.clashes.get(at) else { return Vec::new() };
    if let Some(kept) = version.and_then(|n| clash.versions.get(n)) {
        return vec![Effect::Keep(versions.subject, kept.change, clash.heads.clone())];
    }
    let Some(words) = versions.words_of(clash) else { return Vec::new() };
    let seen = Seen::Changes(clash.heads.clone());
    if versions.is_point {
        let text = words.iter().map(|(text, _)| *text).collect::<Vec<_>>().join(" ");
        super::day::ask(app, Asked::Reword(PointId::from(versions.subject), seen), "The words to be said", &text);
        return Vec::new();
    }
    let joined = |pick: fn(&(&str, &str)) -> String| {
        let parts: Vec<String> = words.iter().map(pick).filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    };
    let text = super::editor::joined(&joined(|w| w.0.to_owned()), &joined(|w| w.1.to_owned()));
    let note = NoteId::from(versions.subject);
    let sealed = matches!(clash.versions.first().map(|v| &v.says), Some(Says::Sealed(_)));
    let target = if sealed { Target::Sealed(note) } else { Target::Note(note) };
    super::editor::open_over(app, target, &text, seen);
    Vec::new()
}

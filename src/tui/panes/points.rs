//! What stands beside a point in the list: its marks, how it stands at this meeting, and what to cut
//! first when the time is over.

use super::{dim, style};
use crate::ids::ActivityId;
use crate::review::agenda::{Item, Turn, agenda, said_here, summaries};
use crate::review::cutting::{Cut, Why, cut_first};
use crate::review::feedback::{Point, Support};
use crate::review::speaking::{self, Balance, Speaking, Weakness};
use crate::tui::app::App;
use crate::tui::theme::{Meaning, glyph};
use crate::tui::widgets::lines::said;
use ratatui::text::Span;
use std::collections::BTreeMap;

use crate::ids::PointId;

/// Everything that is told of the points of one meeting.
pub struct Sight<'a> {
    /// The points, and how each stands.
    pub items: Vec<Item<'a>>,
    /// The time of those that are said.
    pub speech: Speaking,
    /// Those that rest on too little.
    pub weak: BTreeMap<PointId, Weakness>,
    /// What to cut first.
    pub cuts: Vec<Cut>,
}

impl<'a> Sight<'a> {
    /// Looks at the meeting that is shown.
    pub fn of(app: &'a App) -> Self {
        let items = app.agenda();
        let said = said_here(&items);
        let speech = speaking::speaking(&said, app.feedback_meeting(), app.settings.words_per_minute);
        let counting = app.feedback.evidence.iter().filter(|note| !note.deleted);
        let sources = counting.filter_map(|n| Some((n.id, app.words_of(n)?.marks.source))).collect();
        let shown: Vec<Point> = items.iter().map(|i| i.point.clone()).collect();
        let weak = speaking::unsupported(&shown, &sources).into_iter().collect();
        let cuts = cut_first(&items, &speech, &weak);
        Self { items, speech, weak, cuts }
    }

    /// The points that are said at this meeting.
    pub fn said(&self) -> Vec<Point> {
        said_here(&self.items)
    }

    /// Whether a point is among the first to be cut.
    pub fn is_cut(&self, point: PointId) -> bool {
        self.cuts.iter().any(|cut| cut.point == point)
    }

    /// Whether a point is still being said when the time is up.
    pub fn is_over(&self, point: PointId) -> bool {
        self.speech.points.iter().any(|p| p.point == point && p.over)
    }

    /// How long a point takes: `0:40`; empty where it is not said here or not known.
    pub fn time(&self, point: PointId) -> String {
        let time = self.speech.points.iter().find(|p| p.point == point && p.seconds > 0);
        time.map_or_else(String::new, |p| format!("{}:{:02}", p.seconds / 60, p.seconds % 60))
    }

    /// What to cut first, with the reason, in one line.
    pub fn cuts_in_words(&self, app: &App) -> Option<Span<'static>> {
        let number = |id: PointId| self.items.iter().position(|i| i.point.id == id).map_or(0, |n| n + 1);
        let because = |why: Why| match why {
            Why::NoEvidence => "no evidence".to_owned(),
            Why::OneSource => "one source only".to_owned(),
            Why::SaidBefore(meeting) => said_on(app, meeting),
            Why::Long => "long and late".to_owned(),
        };
        let told: Vec<String> =
            self.cuts.iter().map(|cut| format!("{} ({})", number(cut.point), because(cut.why))).collect();
        (!told.is_empty())
            .then(|| Span::styled(format!("Cut first: {}", told.join(", ")), style(app, Meaning::Warning)))
    }
}

/// `said on Wed`.
fn said_on(app: &App, meeting: ActivityId) -> String {
    let day = app.review.activity(meeting).map(|a| a.day.format("%a").to_string());
    day.map_or_else(|| "said before".to_owned(), |day| format!("said on {day}"))
}

/// The marks of a point, quietly.
pub fn marks(app: &App, item: &Item<'_>) -> Vec<Span<'static>> {
    let point = item.point;
    let marks = &point.marks;
    let mut spans = Vec::new();
    if marks.key_message {
        spans.push(Span::styled("key message", style(app, Meaning::Title)));
    }
    if let Some(person) = marks.speaker {
        spans.push(said(&format!("{} says it", app.review.name(person)), style(app, Meaning::Dim)));
    }
    if let Some(support) = marks.support.filter(|_| point.sealed().is_none() && point.kind.takes_support()) {
        let whence = if support == Support::Inside { "support from inside" } else { "support from outside" };
        spans.push(dim(app, whence));
    }
    match item.turn {
        Turn::First { others_join: true } => spans.push(dim(app, "head alone, before the others join")),
        Turn::First { others_join: false } => spans.push(dim(app, "head alone, first")),
        Turn::Skipped => spans.push(Span::styled("head alone: skipped here", style(app, Meaning::Warning))),
        Turn::Before(meeting) => spans.push(dim(app, format!("{}, not again here", said_on(app, meeting)))),
        Turn::Said => {}
    }
    if let Some((meeting, _)) = item.said_before.filter(|_| item.turn.is_said()) {
        spans.push(dim(app, said_on(app, meeting)));
    }
    if app.after.plan.actions.iter().any(|action| action.point == Some(point.id)) {
        spans.push(dim(app, "in the action plan"));
    }
    // Whether it rests on what is sealed, and so waits for the lead or has been let go.
    if app.awaits_confirmation(point) {
        spans.push(Span::styled(format!("{} waits for the lead", glyph::SEALED), style(app, Meaning::Sealed)));
    } else if point.sealed().is_none() && point.evidence.iter().any(|note| app.is_sealed_evidence(*note)) {
        spans.push(dim(app, "confirmed for release"));
    }
    spans
}

/// Strengths to developments at each summary meeting, where there is more than one: `Wed 12:00`.
pub fn balance_by_meeting(app: &App) -> Vec<(String, Balance)> {
    let meetings: Vec<_> = summaries(&app.review).collect();
    if meetings.len() < 2 {
        return Vec::new();
    }
    let of = |meeting: &&crate::review::timetable::Activity| {
        let said = said_here(&agenda(&app.points, Some(meeting.id), &app.review));
        let time = meeting.start.map_or_else(String::new, |start| format!(" {}", super::clock(start)));
        (format!("{}{time}", meeting.day.format("%a")), speaking::balance(&said))
    };
    meetings.iter().map(of).collect()
}

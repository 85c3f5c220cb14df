//! How the screen begins: on Day, at what is on now.

use super::{App, DayState, EntryStep, FeedbackState, ListState, Overlay, Pane, Seals};
use crate::clock::Moment;
use crate::ids::PersonId;
use crate::notebook::query::Counts;
use crate::review::coverage::Coverage;
use crate::review::names::Names;
use crate::review::wording::Rules;
use crate::secret::Secret;
use crate::tasks::opened::Opened;
use crate::tasks::settings::Settings;
use crate::tui::keymap::Keymap;
use crate::tui::msg::Loaded;
use crate::tui::theme::Theme;
use std::collections::HashMap;
use std::rc::Rc;

/// What an [`App`] is begun with.
pub struct Beginning {
    /// Who I am.
    pub me: PersonId,
    /// What was read first.
    pub loaded: Loaded,
    /// The time.
    pub now: Moment,
    /// The clock is moved.
    pub rehearsal: bool,
    /// The keymap.
    pub keymap: Rc<Keymap>,
    /// How things look.
    pub theme: Theme,
    /// ASCII only.
    pub ascii: bool,
    /// My settings.
    pub settings: Settings,
    /// I have a key.
    pub has_key: bool,
    /// I have accepted the protocol.
    pub accepted: bool,
    /// A generated passphrase to offer, if I have no key.
    pub offered: Option<Secret>,
    /// Something that stays at the top.
    pub banner: Option<String>,
    /// A quiet word to begin with; empty: none.
    pub told: String,
}

impl App {
    /// Begins: on Day, at what is on now, with the first entry over it if it is still to be done.
    pub fn begin(start: Beginning) -> Self {
        let (activities, zone) = (&start.loaded.review.activities, start.loaded.review.visit.zone);
        let standing = crate::review::day::now(activities, zone, start.now, Some(start.me));
        let filing = crate::review::day::file_under(activities, zone, start.now, Some(start.me));
        let coverage = Coverage::of(&start.loaded.review.questions, &[], 0);
        let overlay = first_step(start.offered.filter(|_| !start.has_key), start.accepted);
        let mut app = Self {
            me: start.me,
            review: start.loaded.review.clone(),
            now: start.now,
            last_key: start.now,
            standing,
            clashes: Vec::new(),
            filing,
            rehearsal: start.rehearsal,
            in_session: false,
            keymap: start.keymap,
            theme: start.theme,
            ascii: start.ascii,
            settings: start.settings,
            pane: Pane::Day,
            overlay,
            under: Vec::new(),
            entered: start.accepted,
            has_key: start.has_key,
            quiet: false,
            quiet_for: None,
            day: DayState::new(),
            tag: ListState::default(),
            tag_all: false,
            named_only: false,
            named: 0,
            names: Names::default(),
            question: ListState::default(),
            question_cursor: 0,
            in_evidence: false,
            by_year: false,
            show_claim: false,
            sealed: ListState::default(),
            feedback: FeedbackState::default(),
            presenting: None,
            half_answers: Vec::new(),
            card_offered: Vec::new(),
            after: super::AfterState::default(),
            points: Vec::new(),
            counts: Counts::default(),
            tallies: Vec::new(),
            coverage,
            gaps: Vec::new(),
            seals: Seals::Locked,
            lock_announced: false,
            kept_unlocked: None,
            unlocked: Opened::default(),
            shown: None,
            reach: HashMap::new(),
            keys: Vec::new(),
            waiting: 0,
            here: Vec::new(),
            undo: Vec::new(),
            redo: Vec::new(),
            wording: Rules::default(),
            notice: None,
            banner: start.banner,
            cut_off: None,
            awaited: None,
            pasted: String::new(),
            old_text_remains: false,
            spin: 0,
            size: crate::tui::view::SMALLEST,
        };
        app.start(start.loaded, start.told);
        app
    }

    /// What is shown first, and what there is to say.
    fn start(&mut self, loaded: Loaded, told: String) {
        self.follow_clock();
        self.accept(loaded);
        self.say(told);
    }
}

/// The first entry's step that is still to be done.
fn first_step(offered: Option<Secret>, accepted: bool) -> Option<Overlay> {
    match offered {
        Some(offered) => Some(Overlay::Entry(EntryStep::Passphrase {
            offered,
            own: None,
            again: None,
            working: false,
            wrong: String::new(),
        })),
        None if !accepted => Some(Overlay::Entry(EntryStep::Protocol { offset: 0 })),
        None => None,
    }
}

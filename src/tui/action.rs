//! The one table of actions: everything a person can ask for, by name.
//!
//! Key hints, help, the palette, `visitbook keys` and the README's table are all drawn from it, so
//! a name or a sentence is never spelled a second time and none of them can be wrong. Names are
//! stable: they stand in people's own keymaps. What merely happens (a tick, a finished save) is an
//! event and has no place here; nor have the keys inside a line of text (see
//! [`crate::tui::widgets::editor_key`]).

/// Where the keyboard is: it decides which keys mean what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The Day screen: the capture line has the cursor and every printable key writes.
    DayCapture,
    /// The Tag screen: a list of evidence.
    Tag,
    /// The Questions screen: the coverage matrix and a question's evidence.
    Questions,
    /// The Sealed screen: sealed notes, unlocked or not.
    Sealed,
    /// The Feedback screen: points and what they rest on.
    Feedback,
    /// Rehearsing or presenting: one point a screen.
    Present,
    /// The After screen: what may leave, and the report.
    After,
    /// The action plan of After.
    ActionPlan,
    /// Before and after, on After: what is to be ticked off.
    BeforeAfter,
    /// The editor for a note of several lines: every printable key writes.
    Editor,
    /// A short question with a field to fill in (passphrase, search, a name): every printable key writes.
    Prompt,
    /// Something laid over the screen to read and choose from: help, a choice, a card.
    Overlay,
}

impl Context {
    /// Every context, in the order of help.
    pub const ALL: [Self; 12] = [
        Self::DayCapture,
        Self::Tag,
        Self::Questions,
        Self::Sealed,
        Self::Feedback,
        Self::Present,
        Self::After,
        Self::ActionPlan,
        Self::BeforeAfter,
        Self::Editor,
        Self::Prompt,
        Self::Overlay,
    ];

    /// Whether a printable key writes here, so that none may be bound.
    pub fn writes(self) -> bool {
        matches!(self, Self::DayCapture | Self::Editor | Self::Prompt)
    }

    /// The words help uses for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::DayCapture => "Day",
            Self::Tag => "Tag",
            Self::Questions => "Questions",
            Self::Sealed => "Sealed",
            Self::Feedback => "Feedback",
            Self::Present => "Present",
            Self::After => "After",
            Self::ActionPlan => "Action plan",
            Self::BeforeAfter => "Before and after",
            Self::Editor => "Long note",
            Self::Prompt => "A field to fill in",
            Self::Overlay => "Something to read or choose",
        }
    }
}

/// What an action is about: the headings of help and README.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Works wherever one is.
    Everywhere,
    /// Moving about.
    Move,
    /// Writing and changing notes.
    Capture,
    /// The running of the day.
    Day,
    /// Marking notes.
    Tag,
    /// Looking at the questions' evidence.
    Questions,
    /// Sealed notes.
    Sealed,
    /// Making the feedback.
    Feedback,
    /// Giving it.
    Present,
    /// What leaves: release, report, pack.
    After,
}

impl Group {
    /// Every group, in the order of help.
    pub const ALL: [Self; 10] = [
        Self::Everywhere,
        Self::Move,
        Self::Capture,
        Self::Day,
        Self::Tag,
        Self::Questions,
        Self::Sealed,
        Self::Feedback,
        Self::Present,
        Self::After,
    ];

    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Move => "Moving about",
            Self::Capture => "Notes",
            Self::Day => "The day",
            Self::Tag => "Tagging",
            Self::Questions => "Questions",
            Self::Sealed => "Sealed notes",
            Self::Feedback => "Feedback",
            Self::Present => "Presenting",
            Self::After => "After the visit",
        }
    }
}

// The sets of contexts that the table below uses.
const ANYWHERE: &[Context] = &Context::ALL;
const SCREENS: &[Context] = &[
    Context::DayCapture,
    Context::Tag,
    Context::Questions,
    Context::Sealed,
    Context::Feedback,
    Context::After,
    Context::ActionPlan,
    Context::BeforeAfter,
];
const WORDS: &[Context] = &[Context::DayCapture, Context::Tag, Context::Questions, Context::Sealed, Context::Feedback];
const LISTS: &[Context] = &[
    Context::Tag,
    Context::Questions,
    Context::Sealed,
    Context::Feedback,
    Context::After,
    Context::ActionPlan,
    Context::BeforeAfter,
    Context::Overlay,
];
const SELECTING: &[Context] =
    &[Context::Tag, Context::Questions, Context::Sealed, Context::Feedback, Context::After, Context::Overlay];
const MOVES: &[Context] = &[
    Context::DayCapture,
    Context::Tag,
    Context::Questions,
    Context::Sealed,
    Context::Feedback,
    Context::After,
    Context::ActionPlan,
    Context::BeforeAfter,
    Context::Prompt,
    Context::Overlay,
];
const MARKING: &[Context] = &[Context::Tag, Context::Questions];
const GATHERING: &[Context] = &[Context::Tag, Context::Questions, Context::Feedback];
const MARKABLE: &[Context] = &[Context::Tag, Context::Questions, Context::Sealed];
const CHOOSING: &[Context] = &[Context::Tag, Context::Questions, Context::Sealed, Context::Feedback];
const NOTES: &[Context] = &[Context::DayCapture, Context::Tag, Context::Questions, Context::Sealed];
const WRITING: &[Context] = &[Context::DayCapture, Context::Editor];
const UNDOING: &[Context] = &[
    Context::DayCapture,
    Context::Tag,
    Context::Questions,
    Context::Sealed,
    Context::Feedback,
    Context::After,
    Context::ActionPlan,
    Context::BeforeAfter,
    Context::Editor,
    Context::Prompt,
];
const DAY: &[Context] = &[Context::DayCapture];
const LINES: &[Context] = &[Context::DayCapture, Context::Prompt];
const SEALED: &[Context] = &[Context::Sealed];
const EDITOR: &[Context] = &[Context::Editor];
const TAG: &[Context] = &[Context::Tag];
const QUESTIONS: &[Context] = &[Context::Questions];
const FEEDBACK: &[Context] = &[Context::Feedback];
const EVIDENCE: &[Context] = &[Context::Questions, Context::Feedback];
const RESTING: &[Context] = &[Context::Questions, Context::Feedback, Context::Present];
const PRESENT: &[Context] = &[Context::Present];
const MEETING: &[Context] = &[Context::Present, Context::Feedback];
const AFTER: &[Context] = &[Context::After];
const AFTER_VIEWS: &[Context] = &[Context::After, Context::ActionPlan, Context::BeforeAfter];
const PLAN: &[Context] = &[Context::ActionPlan];
const PLANNING: &[Context] = &[Context::Feedback, Context::ActionPlan];
const TICKS: &[Context] = &[Context::BeforeAfter];
const VERSIONS: &[Context] =
    &[Context::DayCapture, Context::Tag, Context::Questions, Context::Sealed, Context::Feedback, Context::ActionPlan];
const WORDED: &[Context] = &[Context::Tag, Context::Feedback];

/// Makes the enum, the list of all, and the look-ups out of one row per action.
macro_rules! actions {
    ($($action:ident $name:literal $hint:literal $group:ident $contexts:ident $sentence:literal;)*) => {
        /// Something a person can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $sentence] $action,)*
        }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$action,)*];

            /// The stable name, as keymaps spell it: `shift-later`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name,)* }
            }

            /// The word or two that hint lines use.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$action => $hint,)* }
            }

            /// What it does, in a sentence without its full stop.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$action => $sentence,)* }
            }

            /// What it is about.
            pub const fn group(self) -> Group {
                match self { $(Self::$action => Group::$group,)* }
            }

            /// Where it can be asked for.
            pub const fn contexts(self) -> &'static [Context] {
                match self { $(Self::$action => $contexts,)* }
            }
        }
    };
}

actions! {
    Quit "quit" "quit" Everywhere ANYWHERE "Leave visitbook; everything is saved, the half-typed line too";
    Help "help" "help" Everywhere ANYWHERE "Show the keys that work here";
    Palette "palette" "everything" Everywhere SCREENS "Find anything that can be done, by name";
    Leave "leave" "back" Everywhere ANYWHERE "Step back; nothing typed is lost";
    Concern "concern" "concern" Everywhere ANYWHERE "Open the safeguarding card: whom to tell, now";
    Lock "lock" "lock" Everywhere ANYWHERE "Lock: sealed notes close at once";
    ToggleQuiet "toggle-quiet" "quiet" Everywhere ANYWHERE "Quiet screen: only the time, the activity and the line being typed";
    Sync "sync" "join" Everywhere SCREENS "Join with the server: send and fetch what is new";
    Suspend "suspend" "to the shell" Everywhere ANYWHERE "Lock and go back to the shell for a while (fg returns)";
    Redraw "redraw" "redraw" Everywhere ANYWHERE "Draw the whole screen again";
    Documents "documents" "documents" Everywhere SCREENS "Go to the documents to read before the day, and tick them off";
    WhoIsHere "who-is-here" "who is here" Everywhere SCREENS "Show who else is here, and at which activity";
    PaneDay "pane-day" "day" Move SCREENS "Go to Day: the timetable and the capture line";
    PaneTag "pane-tag" "tag" Move SCREENS "Go to Tag: evidence not yet marked";
    PaneQuestions "pane-questions" "questions" Move SCREENS "Go to Questions: what is covered and what is missing";
    PaneSealed "pane-sealed" "sealed" Move SCREENS "Go to Sealed: sealed notes and who can read them";
    PaneFeedback "pane-feedback" "feedback" Move SCREENS "Go to Feedback: points, balance and time";
    PaneAfter "pane-after" "after" Move SCREENS "Go to After: what leaves, the action plan, before and after the day";
    NextPane "next-pane" "next screen" Move SCREENS "Go to the next screen";
    PreviousPane "previous-pane" "last screen" Move SCREENS "Go to the screen before";
    Up "up" "up" Move MOVES "One up";
    Down "down" "down" Move MOVES "One down";
    PageUp "page-up" "page up" Move LISTS "A page up";
    PageDown "page-down" "page down" Move LISTS "A page down";
    First "first" "first" Move LISTS "To the first";
    Last "last" "last" Move LISTS "To the last";
    Choose "choose" "open" Move LISTS "Open or take what is chosen";
    NextActivity "next-activity" "next" Move DAY "Choose the next activity";
    PreviousActivity "previous-activity" "before" Move DAY "Choose the activity before";
    GoToNow "go-to-now" "now" Move DAY "Choose the activity that is on now";
    Search "search" "search" Move WORDS "Search or filter as you type";
    Select "select" "select" Move SELECTING "Select or unselect this one";
    SelectAll "select-all" "all" Move CHOOSING "Select all that are shown";
    ClearSelection "clear-selection" "none" Move CHOOSING "Select none";
    Save "save" "save" Capture LINES "Save";
    SaveNote "save-note" "save" Capture EDITOR "Save this long note";
    LongNote "long-note" "long note" Capture DAY "Go on writing in the editor for long notes";
    Complete "complete" "complete" Capture LINES "Complete the word, or take the next suggestion";
    CycleSource "cycle-source" "source" Capture WRITING "Take the next source of this activity";
    FileUnderPrevious "file-under-previous" "file before" Capture WRITING "File the note under the activity before, or back again";
    SealToggle "seal-toggle" "seal" Capture WRITING "Seal the line: open, me and the lead, team, only me";
    ChooseReaders "choose-readers" "people" Capture WRITING "Seal the line to people you choose one by one";
    EditNote "edit-note" "edit" Capture NOTES "Change the words of this note";
    DeleteNote "delete-note" "delete" Capture NOTES "Delete this note (it can be brought back)";
    RecoverNote "recover-note" "bring back" Capture NOTES "Bring back a deleted note";
    Undo "undo" "undo" Capture UNDOING "Undo: the typing first, then the last change";
    Redo "redo" "redo" Capture UNDOING "Do again what was undone";
    History "history" "history" Capture NOTES "Show how this note came to be";
    ChooseVersion "choose-version" "versions" Capture VERSIONS "See what two people wrote at once, and choose";
    RestoreDraft "restore-draft" "draft" Capture DAY "Bring back the line that was half typed";
    SealNote "seal-note" "seal" Capture NOTES "Seal this note now, or change who can read it";
    ShiftLater "shift-later" "5 later" Day DAY "Run 5 minutes later from here on";
    ShiftEarlier "shift-earlier" "5 earlier" Day DAY "Run 5 minutes earlier from here on";
    Extend "extend" "5 more" Day DAY "Give this activity 5 minutes more";
    StartNext "start-next" "start next" Day DAY "Start the next activity now";
    EndActivity "end-activity" "end" Day DAY "End this activity now";
    PauseResume "pause-resume" "pause" Day DAY "Pause this activity, or take it up again";
    DropActivity "drop-activity" "drop" Day DAY "Drop this activity from the day";
    InsertActivity "insert-activity" "insert" Day DAY "Put in an activity that was not planned";
    Accompanied "accompanied" "with whom" Day DAY "Say who comes with us";
    PasteTimetable "paste-timetable" "timetable" Day SCREENS "Paste a timetable as it came; look at it, then keep it (the lead)";
    TagQuestion1 "tag-question-1" "question 1" Tag MARKING "Put to question 1, or take it away";
    TagQuestion2 "tag-question-2" "question 2" Tag MARKING "Put to question 2, or take it away";
    TagQuestion3 "tag-question-3" "question 3" Tag MARKING "Put to question 3, or take it away";
    TagQuestion4 "tag-question-4" "question 4" Tag MARKING "Put to question 4, or take it away";
    TagQuestion5 "tag-question-5" "question 5" Tag MARKING "Put to question 5, or take it away";
    TagQuestion6 "tag-question-6" "question 6" Tag MARKING "Put to question 6, or take it away";
    TagQuestion7 "tag-question-7" "question 7" Tag MARKING "Put to question 7, or take it away";
    TagQuestion8 "tag-question-8" "question 8" Tag MARKING "Put to question 8, or take it away";
    TagQuestion9 "tag-question-9" "question 9" Tag MARKING "Put to question 9, or take it away";
    TagMore "tag-more" "more" Tag MARKING "Put to a question with a higher number or a sub-question";
    MarkStrength "mark-strength" "strength" Tag MARKING "It shows a strength";
    MarkDevelopment "mark-development" "development" Tag MARKING "It shows something to develop";
    MarkWondering "mark-wondering" "wondering" Tag MARKING "It is something to ask leaders about";
    MarkNeutral "mark-neutral" "neutral" Tag MARKING "It points neither way";
    MarkImpact "mark-impact" "impact" Tag MARKING "It shows impact, or not";
    MarkLearning "mark-learning" "learning" Tag MARKING "I take it home to my own school, or not";
    SetSource "set-source" "source" Tag MARKING "Say what kind of source it is";
    SetPlace "set-place" "where" Tag MARKING "Say where it was: year, phase or room";
    SetActivity "set-activity" "move" Tag MARKABLE "File it under another activity";
    ToggleDone "toggle-done" "all or new" Tag TAG "Show all evidence, or only what is not yet marked";
    NamesOnly "names-only" "names" Tag TAG "Show only evidence that names someone, or all again";
    ReplaceName "replace-name" "role" Tag WORDS "Write the role in the place of a name";
    MatrixView "matrix-view" "by year" Questions QUESTIONS "Show the matrix by source, or by year";
    ShowClaim "show-claim" "claim" Questions QUESTIONS "Show what the host says about this question";
    Unlock "unlock" "unlock" Sealed SCREENS "Unlock my sealed notes with my passphrase";
    KeepUnlocked "keep-unlocked" "keep" Sealed SCREENS "Keep sealed notes unlocked to the end of this activity (the lead)";
    Reveal "reveal" "reveal" Sealed SEALED "Show or hide the words of this sealed note";
    ResealGroup "reseal-group" "seal again" Sealed SEALED "Seal again what does not reach all of its group";
    CompareKeys "compare-keys" "keys" Sealed SEALED "Compare keys aloud, and say yes to a new one";
    EraseNote "erase-note" "erase" Sealed SEALED "Erase the words of this note for good";
    PurgeNotebook "purge" "purge" Sealed SCREENS "Empty this notebook for good, when its time has passed (the lead)";
    FeedbackReadiness "feedback-readiness" "readiness" Feedback FEEDBACK "Show whose notes are in, and what is still open";
    FeedbackMeeting "feedback-meeting" "team meeting" Feedback FEEDBACK "Show the evidence question by question, for the team meeting";
    FeedbackPoints "feedback-points" "points" Feedback FEEDBACK "Show the points in their order, balance and time";
    NextQuestion "next-question" "next question" Feedback EVIDENCE "Show the evidence of the next question";
    PreviousQuestion "previous-question" "last question" Feedback EVIDENCE "Show the evidence of the question before";
    CommentClaim "comment-claim" "claim" Feedback FEEDBACK "Say whether we agree with what the host says about itself";
    AgreeNote "agree-note" "agree" Feedback FEEDBACK "Agree with this note, or not any more";
    DoubtNote "doubt-note" "doubt" Feedback FEEDBACK "Doubt this note, or not any more";
    AskViews "ask-views" "agree, doubt" Feedback FEEDBACK "Let members agree with notes or doubt them, or no more (the lead)";
    NewPoint "new-point" "new point" Feedback FEEDBACK "Write a new point";
    PointFromSelection "point-from-selection" "make point" Feedback GATHERING "Make a point of the selected evidence";
    EditPoint "edit-point" "edit" Feedback FEEDBACK "Change the words of this point";
    MovePointUp "move-point-up" "earlier" Feedback FEEDBACK "Say this point earlier";
    MovePointDown "move-point-down" "later" Feedback FEEDBACK "Say this point later";
    ChangeKind "change-kind" "kind" Feedback FEEDBACK "Change what kind of point it is";
    ChangeQuestion "change-question" "question" Feedback FEEDBACK "Put this point to another question";
    LinkEvidence "link-evidence" "evidence" Feedback FEEDBACK "Choose the evidence this point rests on";
    MergePoints "merge-points" "merge" Feedback FEEDBACK "Make one point of the selected ones";
    SplitPoint "split-point" "split" Feedback FEEDBACK "Make several points of this one";
    ArrangePoints "arrange-points" "usual order" Feedback FEEDBACK "Put the points in the usual order: by kind, then by question";
    Opening "opening" "opening" Feedback FEEDBACK "Write the opening from what was done: thanks, classes, talks, work";
    KeyMessage "key-message" "key message" Feedback FEEDBACK "Make this one of the three key messages, or not";
    WhoSays "who-says" "who says it" Feedback FEEDBACK "Choose who says this point";
    SupportFrom "support-from" "support" Feedback FEEDBACK "Say where support could come from: inside, outside, not said";
    HeadAlone "head-alone" "head alone" Feedback FEEDBACK "Keep this point for the host head alone, or not";
    CarryOver "carry-over" "carry over" Feedback FEEDBACK "Say this point at the last meeting, or give it back to its own";
    ConfirmPoint "confirm-point" "confirm" Feedback FEEDBACK "Confirm for release a point on sealed evidence (the lead)";
    OpenPoint "open-point" "open" Feedback FEEDBACK "Open a sealed point, so that it can be released";
    DeletePoint "delete-point" "delete" Feedback FEEDBACK "Delete this point (it can be brought back)";
    ShowEvidence "show-evidence" "show evidence" Feedback RESTING "Show the evidence under this";
    Present "present" "present" Present FEEDBACK "Rehearse or present the points, one on each screen";
    Rehearse "rehearse" "rehearse" Present PRESENT "Rehearse, where nothing is recorded, or present";
    NextPoint "next-point" "next" Present PRESENT "Go to the next point";
    PreviousPoint "previous-point" "back" Present PRESENT "Go to the point before";
    SkipToLast "skip-to-last" "last three" Present PRESENT "Skip to the last three points";
    PauseTalk "pause-talk" "clock" Present PRESENT "Stop the clock while others talk, or let it go on";
    ToggleSaid "toggle-said" "said" Present MEETING "This point was said, or was not";
    HostAgrees "host-agrees" "agrees" Present MEETING "The host agrees; note what the host says";
    HostAdds "host-adds" "adds" Present MEETING "The host adds something; note what the host says";
    HostDiffers "host-differs" "differs" Present MEETING "The host sees it differently; note what the host says";
    SpeakingCard "speaking-card" "card" Present SCREENS "Make a speaking card of one page, to print or to copy";
    TellHost "tell-host" "told" Present SCREENS "Write down what the host was told, so that nothing surprises";
    ToldLog "told-log" "told so far" Present SCREENS "Show what the host was told, and by whom";
    ShowWording "wording" "wording" Feedback WORDED "Gather words in points and evidence that are worth a second look";
    AfterLeaves "after-leaves" "what leaves" After AFTER_VIEWS "Show what leaves the team, the report and the pack (the lead)";
    AfterPlan "after-plan" "action plan" After AFTER_VIEWS "Show the action plan: what the host does, who, by when";
    AfterTicks "after-ticks" "before, after" After AFTER_VIEWS "Show what is done before and after the day, to tick off";
    NewAction "new-action" "new action" After PLAN "Set down a new action by hand";
    ActionFromPoint "action-from-point" "make action" After PLANNING "Make an action of this area for development";
    EditAction "edit-action" "write" After PLAN "Write the parts of this action one after another";
    StepProgress "step-progress" "how far" After PLAN "Say how far this action is: planned, begun, done, dropped";
    DeleteAction "delete-action" "delete" After PLAN "Delete this action (undo brings it back)";
    Tick "tick" "tick" After TICKS "Tick this off, or take the tick away";
    TickWord "tick-word" "with a word" After TICKS "Tick this off with a word beside it, or change the word";
    ReleaseAudience "release-audience" "for whom" After AFTER "Choose for whom releases are made, from now on";
    ReleaseNames "release-names" "names" After AFTER "Call persons by name, or by role";
    ReleaseReflections "release-reflections" "reflections" After AFTER "Let reviewers' reflections leave, or keep them";
    ReleaseAnswers "release-answers" "answers" After AFTER "Let what the host answered stand under the points, or not";
    Withhold "withhold" "withhold" After AFTER "Hold this note or point back from every release, or let it go";
    ConfirmRelease "confirm-release" "confirm" After AFTER "Let this leave this time: I have read it and it may";
    WriteReport "write-report" "report" After AFTER "Write the report: for Word, as PDF, for a browser, as text";
    ReportStage "report-stage" "stage" After AFTER "Say that the report is a draft, shared or agreed";
    ReportChanges "report-changes" "changes" After AFTER "Show what changed between two versions of the report";
    ExportPack "export-pack" "pack" After AFTER "Export the encrypted pack for the host head";
}

impl Action {
    /// The action with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// Whether it can be asked for in `context`.
    pub fn applies(self, context: Context) -> bool {
        self.contexts().contains(&context)
    }

    /// The question's number, for the nine actions that toggle one.
    pub fn question_number(self) -> Option<u16> {
        match self {
            Self::TagQuestion1 => Some(1),
            Self::TagQuestion2 => Some(2),
            Self::TagQuestion3 => Some(3),
            Self::TagQuestion4 => Some(4),
            Self::TagQuestion5 => Some(5),
            Self::TagQuestion6 => Some(6),
            Self::TagQuestion7 => Some(7),
            Self::TagQuestion8 => Some(8),
            Self::TagQuestion9 => Some(9),
            _ => None,
        }
    }

    /// The actions the palette offers in `context`: all that apply, the palette itself aside.
    pub fn offered(context: Context) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |action| action.applies(context) && *action != Self::Palette)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_well_formed() {
        let mut seen = HashSet::new();
        for action in Action::ALL {
            let name = action.name();
            assert!(seen.insert(name), "{name} stands twice");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
            assert_eq!(Action::named(name), Some(*action));
        }
    }

    #[test]
    fn sentences_tell_the_actions_apart() {
        let mut seen = HashSet::new();
        for action in Action::ALL {
            let sentence = action.sentence();
            assert!(seen.insert(sentence), "two actions say {sentence:?}");
            assert!(!sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence:?}");
            assert!(crate::text::width(sentence) <= 72, "too long for 80 columns: {sentence:?}");
            assert!(!action.contexts().is_empty());
            assert!(action.hint().len() <= 13, "{}: too long for a hint", action.name());
        }
    }

    #[test]
    fn the_nine_digits_are_the_nine_questions() {
        let numbers: Vec<_> = Action::ALL.iter().filter_map(|a| a.question_number()).collect();
        assert_eq!(numbers, (1..=9).collect::<Vec<_>>());
        assert_eq!(Action::named("tag-question-7").and_then(Action::question_number), Some(7));
    }

    #[test]
    fn safety_is_within_reach_everywhere() {
        for context in Context::ALL {
            for action in [Action::Concern, Action::Lock, Action::Quit, Action::Leave] {
                assert!(action.applies(context), "{} in {context:?}", action.name());
            }
        }
    }
}

//! The figures: printed as a table, kept as JSON, compared with those of another build.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// One figure.
#[derive(Clone, Serialize, Deserialize)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// In a notebook of so many notes, where that matters.
    pub notes: Option<usize>,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: String,
}

/// All figures of a run.
#[derive(Default, Serialize, Deserialize)]
pub struct Table {
    figures: Vec<Figure>,
}

impl Table {
    /// Adds a figure, and says it at once: a run takes minutes.
    pub fn add(&mut self, what: &str, notes: Option<usize>, value: f64, unit: &str) {
        eprintln!("  {what}{}: {value:.3} {unit}", notes.map_or(String::new(), |n| format!(" ({n} notes)")));
        self.figures.push(Figure { what: what.to_owned(), notes, value, unit: unit.to_owned() });
    }

    /// Adds the median and the 99th percentile of times.
    pub fn times(&mut self, what: &str, notes: Option<usize>, times: &[Duration]) {
        let ms = |part| crate::stage::quantile(times, part).as_secs_f64() * 1e3;
        self.add(&format!("{what}, median"), notes, ms(0.5), "ms");
        self.add(&format!("{what}, p99"), notes, ms(0.99), "ms");
    }

    /// Adds one time.
    pub fn time(&mut self, what: &str, notes: Option<usize>, time: Duration) {
        self.add(what, notes, time.as_secs_f64() * 1e3, "ms");
    }

    /// The table as text, a column for each size; with those of `other` beside them.
    pub fn text(&self, other: Option<&Self>) -> String {
        let mut sizes: Vec<Option<usize>> = self.figures.iter().map(|f| f.notes).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let mut names: Vec<(&str, &str)> = Vec::new();
        for figure in &self.figures {
            if !names.contains(&(&figure.what, &figure.unit)) {
                names.push((&figure.what, &figure.unit));
            }
        }
        let mut out = format!("{:<58}", "");
        for size in &sizes {
            let _ = write!(out, "{:>22}", size.map_or("-".to_owned(), |n| format!("{n} notes")));
        }
        for (what, unit) in names {
            let _ = write!(out, "\n{:<58}", format!("{what} [{unit}]"));
            for size in &sizes {
                let told = match (self.find(what, *size), other.and_then(|o| o.find(what, *size))) {
                    (Some(now), Some(then)) => format!("{} (was {})", short(now), short(then)),
                    (Some(now), None) => short(now),
                    _ => String::new(),
                };
                let _ = write!(out, "{told:>22}");
            }
        }
        out
    }

    fn find(&self, what: &str, notes: Option<usize>) -> Option<f64> {
        self.figures.iter().find(|f| f.what == what && f.notes == notes).map(|f| f.value)
    }

    /// Keeps the figures.
    pub fn write(&self, path: &Path) {
        std::fs::write(path, serde_json::to_vec_pretty(self).unwrap()).unwrap();
    }

    /// Reads the figures of another run.
    pub fn read(path: &Path) -> Self {
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }
}

fn short(value: f64) -> String {
    match value.abs() {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

//! What the visit day costs in time: `cargo bench`. What it costs in counts is asserted in `tests/`.
//!
//! Prints a table, and keeps it as JSON in `target/bench-day.json`; times of two machines cannot be
//! compared, those of two builds on one machine can:
//!
//! ```text
//! cargo bench                                            # all sizes, a few minutes
//! VISITBOOK_BENCH_NOTES=100,1000 cargo bench             # small ones only
//! cargo bench -- --compare before.json --out after.json
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a benchmark stops where it cannot measure, and prints what it measured"
)]

mod fill;
mod inside;
mod process;
#[path = "../../tests/support/stage.rs"]
mod stage;
mod table;

use std::path::PathBuf;
use std::time::{Duration, Instant};
use table::Table;

/// As the program has it: freed memory is wiped, which costs time.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// The sizes measured unless the environment says otherwise.
const SIZES: &str = "100,10000,100000";

fn main() {
    let option = |name: &str| {
        let mut args = std::env::args().skip_while(move |a| a != name);
        args.nth(1).map(PathBuf::from)
    };
    let sizes = std::env::var("VISITBOOK_BENCH_NOTES").unwrap_or_else(|_| SIZES.to_owned());
    let sizes: Vec<usize> = sizes.split(',').map(|n| n.trim().parse().expect("a list of numbers")).collect();
    let idle = std::env::var("VISITBOOK_BENCH_IDLE").ok().and_then(|s| s.parse().ok()).unwrap_or(10);
    let folder = tempfile::tempdir().unwrap();
    let mut table = Table::default();
    for notes in sizes {
        let at = folder.path().join(notes.to_string());
        eprintln!("{notes} notes");
        let start = Instant::now();
        let filled = fill::fill(&at, notes, 2);
        table.time("writing them", Some(notes), start.elapsed());
        let bytes = std::fs::metadata(&filled.path).unwrap().len();
        table.add("size of the file", Some(notes), bytes as f64 / 1_048_576.0, "MB");
        inside::screen(&mut table, &filled, notes);
        process::program(&mut table, &filled, notes, Duration::from_secs(idle));
        std::fs::remove_dir_all(&at).unwrap();
    }
    eprintln!("journal, seals, exports");
    inside::journal(&mut table, folder.path());
    inside::sealed(&mut table, folder.path());
    inside::export(&mut table, folder.path());
    process::rollup(&mut table, &folder.path().join("rollup"));
    let other = option("--compare").map(|path| Table::read(&path));
    println!("{}", table.text(other.as_ref()));
    let out = option("--out").unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../bench-day.json"));
    table.write(&out);
}

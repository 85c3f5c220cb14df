//! Starts visitbook; everything else is in the library, where it can be tested.

use std::process::ExitCode;

/// Wipes memory when it is freed, so that an unlocked note does not outlive its use.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    visitbook::cli::run()
}

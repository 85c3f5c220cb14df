//! Keeps the process's memory to itself: no core dump, no other process of the same account reading it.

use rustix::process::{DumpableBehavior, Resource, Rlimit, setrlimit};

/// Makes the process undumpable; to be called first thing in `main`.
///
/// Both steps are tried and neither failing is trouble: they are a second wall, not the first
/// (the first is that secrets live shortly and are wiped). A core pattern that pipes into a
/// program ignores the limit, which is why the process is undumpable as well.
pub fn harden() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_core_is_left_after_hardening() {
        harden();
        assert_eq!(rustix::process::getrlimit(Resource::Core).current, Some(0));
        #[cfg(target_os = "linux")]
        assert_eq!(rustix::process::dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}

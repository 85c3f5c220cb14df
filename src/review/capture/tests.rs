//! The table of realistic notes, and the promises that hold for any line.

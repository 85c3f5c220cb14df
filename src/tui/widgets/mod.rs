//! The pieces of drawing that panes share; each only reads what it is given and fills cells.

pub mod boxes;
pub mod editing;
pub mod line;
pub mod lines;
pub mod long;

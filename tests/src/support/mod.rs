//! A place to break things: a network, processes and a clock that do what a plan says, histories made from a seed, and
//! what must be true after each of them. Nothing here knows how core or server work inside, except for the names of
//! the fail points, and [`explain`], which reads the databases of a plan that failed.

pub mod act;
pub mod child;
pub mod clock;
pub mod crash;
pub mod crash_draft;
pub mod crash_export;
pub mod crash_forward;
pub mod crash_operation;
pub mod crash_planned;
pub mod crash_search;
pub mod device;
mod explain;
pub mod fault_proxy;
pub mod journal;
pub mod killable;
pub mod plan;
pub mod random;
pub mod run;
pub mod seen;
pub mod service;
pub mod shrink;
pub mod verdict;

//! Named places where a test ends the process. They exist in builds with the feature `fail-points` and nowhere else: in
//! every other build [`fail_point`] is empty, and no name of a place is in the program.

#[cfg(feature = "fail-points")]
mod armed {
    use std::sync::OnceLock;

    /// What happens at a place.
    pub type Hook = Box<dyn Fn(&'static str) + Send + Sync>;

    static HOOK: OnceLock<Hook> = OnceLock::new();

    /// Sets what happens, once for the process.
    pub fn set(hook: Hook) {
        // A second one would be a mistake of the test; the first stays.
        HOOK.set(hook).ok();
    }

    /// The place of this name was reached.
    pub(crate) fn at(name: &'static str) {
        if let Some(hook) = HOOK.get() {
            hook(name);
        }
    }
}

#[cfg(feature = "fail-points")]
pub(crate) use armed::at;
#[cfg(feature = "fail-points")]
pub use armed::{Hook, set};

/// The place of this name was reached.
#[cfg(feature = "fail-points")]
macro_rules! fail_point {
    ($name:literal) => {
        $crate::fail_points::at($name)
    };
}

/// Nothing, and the name is gone with it.
#[cfg(not(feature = "fail-points"))]
macro_rules! fail_point {
    ($name:literal) => {};
}

pub(crate) use fail_point;

//! The programs that people get have no place where a test can end them.

use linnet_tests::desktop::target;

#[test]
fn no_fail_point_is_in_the_programs() {
    for name in ["linnet", "linnet-server"] {
        let program = target().join("debug").join(name);
        let bytes = std::fs::read(&program).unwrap_or_else(|error| panic!("{program:?}: {error}"));
        for name in ["core store before commit", "server store before commit"] {
            let found = bytes
                .windows(name.len())
                .any(|window| window == name.as_bytes());
            assert!(!found, "{name:?} is in {program:?}");
        }
    }
}

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;

use super::*;

fn folders(place: &Path) -> Folders {
    Folders::open(place).unwrap()
}

fn asks_for(thing: &str) -> Request {
    Request {
        things: vec![thing.to_owned()],
        activation: None,
    }
}

/// A window that says at once that it is there, and tells what it was asked.
fn window(door: &Door) -> mpsc::Receiver<Request> {
    let (asked, told) = mpsc::channel();
    door.window_is_there(Box::new(move |request, shown| {
        asked.send(request).unwrap();
        shown.send(()).unwrap();
    }));
    told
}

fn first(claim: Claim) -> Instance {
    match claim {
        Claim::First(instance) => instance,
        Claim::HandedOver => panic!("handed over"),
        Claim::Silent(_) => panic!("nobody answered"),
    }
}

#[test]
fn two_starts_at_the_same_moment_are_one_window() {
    for _ in 0..50 {
        let place = tempfile::tempdir().unwrap();
        let starts: Vec<_> = (0..3)
            .map(|_| {
                let folders = folders(place.path());
                thread::spawn(
                    move || match claim(&folders, &Request::default()).unwrap() {
                        Claim::First(instance) => {
                            let told = window(&instance.door());
                            Some((instance, told))
                        }
                        Claim::HandedOver => None,
                        Claim::Silent(_) => panic!("nobody answered"),
                    },
                )
            })
            .collect();
        // Each keeps its claim until all have theirs.
        let claims: Vec<_> = starts.into_iter().map(|it| it.join().unwrap()).collect();
        assert_eq!(claims.iter().flatten().count(), 1);
    }
}

#[test]
fn a_later_start_hands_over_what_it_was_asked_to_open_and_ends() {
    let place = tempfile::tempdir().unwrap();
    let folders = folders(place.path());
    let instance = first(claim(&folders, &Request::default()).unwrap());
    let told = window(&instance.door());
    let request = asks_for("file:///home/alice/cat.png");
    assert!(matches!(
        claim(&folders, &request).unwrap(),
        Claim::HandedOver
    ));
    assert_eq!(told.try_recv().unwrap(), request);
}

#[test]
fn a_folder_whose_path_is_too_long_for_a_socket_is_reached_all_the_same() {
    let place = tempfile::tempdir().unwrap();
    let folders = folders(&place.path().join("a".repeat(100)).join("b".repeat(100)));
    let instance = first(claim(&folders, &Request::default()).unwrap());
    let _told = window(&instance.door());
    let second = claim(&folders, &Request::default()).unwrap();
    assert!(matches!(second, Claim::HandedOver));
}

#[test]
fn a_first_that_accepts_nothing_is_named_by_its_process() {
    let place = tempfile::tempdir().unwrap();
    let folders = folders(place.path());
    let _lock = folders.lock().unwrap().unwrap();
    // As a stopped process: the system takes the connection, nobody answers.
    let _listener = UnixListener::bind(folders.socket()).unwrap();
    let Claim::Silent(silent) = claim(&folders, &Request::default()).unwrap() else {
        panic!("somebody answered");
    };
    assert_eq!(silent.process, Some(std::process::id()));
}

#[test]
fn a_first_without_a_socket_is_silent_too() {
    let place = tempfile::tempdir().unwrap();
    let folders = folders(place.path());
    let _lock = folders.lock().unwrap().unwrap();
    let silent = claim(&folders, &Request::default()).unwrap();
    assert!(matches!(silent, Claim::Silent(Silent { process: None })));
}

#[test]
fn a_start_while_the_first_one_ends_waits_for_the_folder_and_gets_it() {
    let place = tempfile::tempdir().unwrap();
    let folders = folders(place.path());
    let instance = first(claim(&folders, &Request::default()).unwrap());
    let _told = window(&instance.door());
    instance.door().close();
    let waiting = {
        let folders = folders.clone();
        thread::spawn(move || claim(&folders, &Request::default()).unwrap())
    };
    drop(instance);
    first(waiting.join().unwrap());
}

#[test]
fn a_start_before_the_window_is_there_is_answered_when_it_is() {
    let place = tempfile::tempdir().unwrap();
    let folders = folders(place.path());
    let instance = first(claim(&folders, &Request::default()).unwrap());
    let second = {
        let folders = folders.clone();
        thread::spawn(move || claim(&folders, &asks_for("linnet:hello")).unwrap())
    };
    while !matches!(&*instance.door().lock(), State::Starting(waiting) if !waiting.is_empty()) {
        thread::yield_now();
    }
    let told = window(&instance.door());
    assert_eq!(told.recv().unwrap(), asks_for("linnet:hello"));
    assert!(matches!(second.join().unwrap(), Claim::HandedOver));
}

#[test]
fn what_is_no_request_does_not_stop_the_next_one() {
    use std::io::Write as _;
    let place = tempfile::tempdir().unwrap();
    let folders = folders(place.path());
    let instance = first(claim(&folders, &Request::default()).unwrap());
    let told = window(&instance.door());
    let mut stranger = std::os::unix::net::UnixStream::connect(folders.socket()).unwrap();
    stranger.write_all(b"{\"things\": 5}\n").unwrap();
    let second = claim(&folders, &asks_for("file:///a")).unwrap();
    assert!(matches!(second, Claim::HandedOver));
    assert_eq!(told.try_recv().unwrap(), asks_for("file:///a"));
}

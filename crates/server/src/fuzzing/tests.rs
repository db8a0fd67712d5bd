use linnet_proto::im_proto::{Request, RequestBody, StatusCode};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use tokio::runtime::Runtime;

use super::*;
use crate::{Config, Server};

const ALICE: UserId = 10001;

struct Service {
    runtime: Runtime,
    server: Running,
    _folder: tempfile::TempDir,
}

thread_local! {
    static SERVICE: Service = {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let config = Config { trial: true, ..Config::new(folder.path()) };
        let server = runtime.block_on(Server::start(config)).unwrap();
        Service { runtime, server, _folder: folder }
    };
}

fn ask(bytes: &[u8]) -> Option<i32> {
    SERVICE.with(|service| {
        let status = service
            .runtime
            .block_on(request(&service.server, ALICE, bytes));
        assert_ne!(status, Some(StatusCode::ServerErr as i32));
        status
    })
}

/// Requests of the golden vectors.
fn golden() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../proto/tests/golden");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let Some((_, section)) = text.split_once("[request]") else {
            continue;
        };
        let section = section.split('[').next().unwrap();
        let digits: String = section
            .lines()
            .filter_map(|line| line.split("  # ").next())
            .flat_map(str::chars)
            .filter(|c| !c.is_whitespace())
            .collect();
        all.push(hex::decode(digits).unwrap());
    }
    assert!(all.len() > 20);
    all
}

#[test]
fn every_command_with_an_empty_body_is_answered() {
    for command in (0..=3000).chain([9999]) {
        let asked = Request {
            cmd: Some(command),
            body: Some(Box::new(RequestBody::default())),
            ..Request::default()
        };
        assert!(ask(&asked.encode_to_vec()).is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_request_is_refused_or_answered_and_is_never_a_fault_of_the_server(
        which in any::<Index>(), changes in vec((any::<Index>(), any::<u8>()), 0..6),
    ) {
        let golden = golden();
        let mut bytes = which.get(&golden).clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        ask(&bytes);
    }

    #[test]
    fn random_bytes_are_no_request_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        ask(&bytes);
    }
}

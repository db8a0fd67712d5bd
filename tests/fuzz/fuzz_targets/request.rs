//! Requests of a signed-in stranger against a real server and its store.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use linnet_proto::im_proto::StatusCode;
use linnet_server::{Config, Running, Server, fuzzing};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

const ALICE: i64 = 10001;
/// Requests until the server begins anew in an empty folder: what it keeps grows with them.
const LIFE: u32 = 20_000;

struct Service {
    runtime: Runtime,
    server: Option<Running>,
    _folder: TempDir,
    left: u32,
}

impl Service {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let config = Config {
            trial: true,
            ..Config::new(folder.path())
        };
        let server = runtime.block_on(Server::start(config)).expect("a server");
        Self {
            runtime,
            server: Some(server),
            _folder: folder,
            left: LIFE,
        }
    }
}

thread_local! {
    static SERVICE: RefCell<Option<Service>> = const { RefCell::new(None) };
}

fuzz_target!(|bytes: &[u8]| {
    SERVICE.with_borrow_mut(|place| {
        let service = place.get_or_insert_with(Service::new);
        if let Some(server) = &service.server {
            let asked = fuzzing::request(server, ALICE, bytes);
            // The disk works, so no request may end in a fault of the server.
            let status = service.runtime.block_on(asked);
            assert_ne!(status, Some(StatusCode::ServerErr as i32));
        }
        service.left -= 1;
        if service.left == 0
            && let Some(mut old) = place.take()
            && let Some(server) = old.server.take()
        {
            old.runtime.block_on(server.stop());
        }
    });
});

//! The way to the server: HTTP and the socket, and what tells their failures apart.

mod http;

pub(crate) use http::failure as http_failure;

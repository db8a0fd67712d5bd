//! Parameters of a request, and the name of an answer.

use uuid::Uuid;

/// A parameter of a query.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Name of one answer in logs.
pub(super) fn request_id() -> String {
    Uuid::new_v4().simple().to_string()
}

//! Files that a page sends, in parts.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Session, no_method, read};
use crate::bridge::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    name: String,
    bytes: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    upload: u64,
    data: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Forget {
    upload: u64,
}

/// Carries out `upload.verb`.
pub fn call(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let uploads = &session.uploads;
    match verb {
        "begin" => {
            let Begin { name, bytes } = read(params)?;
            Ok(json!({ "upload": uploads.begin(&name, bytes)? }))
        }
        "part" => {
            let Part { upload, data } = read(params)?;
            let part = BASE64_STANDARD
                .decode(data)
                .map_err(|_| Refusal::Upload("no base64"))?;
            Ok(json!({ "bytes": uploads.part(upload, &part)? }))
        }
        "forget" => {
            let Forget { upload } = read(params)?;
            uploads.forget(upload);
            Ok(json!({}))
        }
        _ => Err(no_method(verb)),
    }
}

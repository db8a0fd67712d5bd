//! A data folder of Linnet with a person who is signed in, as the window finds it at its next start.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use linnet_core::Client;
use serde_json::json;

use crate::account::{self, KEY};
use crate::failure::Outcome;
use crate::stage::Stage;

/// The folder and whose it is.
pub struct SignedIn<'a> {
    stage: &'a Stage,
    user: i64,
    data: PathBuf,
}

impl<'a> SignedIn<'a> {
    /// Makes `data`.
    pub fn new(stage: &'a Stage, user: i64, data: &Path) -> Outcome<Self> {
        let signed_in = Self {
            stage,
            user,
            data: data.to_owned(),
        };
        let folder = signed_in.folder();
        std::fs::create_dir_all(&folder)?;
        let api = &stage.server.api_url;
        let record = json!({
            "server": {"kind": "own", "api_url": api, "frontier_url": stage.server.frontier_url},
            "app_id": 1,
            "user": user.to_string(),
            "tokens": {"kind": "server", "url": format!("{api}/get_token")},
            "name": null,
            "signed_out": false,
        });
        std::fs::write(folder.join("account.json"), record.to_string())?;
        let key = folder.join("recovery.key");
        std::fs::write(&key, KEY.map(|byte| format!("{byte:02x}")).concat())?;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600))?;
        Ok(signed_in)
    }

    /// The account's folder in it.
    pub fn folder(&self) -> PathBuf {
        self.data.join("accounts/0000000000000001")
    }

    /// The account's client, while no window has the folder.
    pub async fn client(&self) -> Outcome<Client> {
        account::open(self.stage, self.user, &self.folder()).await
    }
}

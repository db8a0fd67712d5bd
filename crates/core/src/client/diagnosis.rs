//! What a person can look at when something does not work.

use super::Client;
use crate::error::Result;
use crate::model::diagnosis::Diagnosis;
use crate::store::outbox;

impl Client {
    /// How it stands with this account, for a person who asks why something does not work.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn diagnosis(&self) -> Result<Diagnosis> {
        let queue = self.0.store.read(outbox::queue).await?;
        Ok(Diagnosis {
            queue,
            ..self.0.link.notebook().told()
        })
    }
}

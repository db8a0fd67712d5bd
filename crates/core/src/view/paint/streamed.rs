//! An answer of a bot that is written piece by piece.

use super::Scene;
use crate::model::bot::{StreamState, Streamed};
use crate::model::conversation::ConversationKind;
use crate::view::row::StreamedRow;

impl StreamedRow {
    /// As it stands now.
    pub(super) fn of(streamed: Streamed, scene: &Scene) -> Self {
        let state = match streamed.state {
            StreamState::Writing if streamed.time < scene.silent_before => StreamState::Interrupted,
            state => state,
        };
        let with_the_bot = scene.kind == ConversationKind::OneToOne && scene.rights.write;
        Self {
            state,
            time: streamed.time,
            can_stop: with_the_bot && state == StreamState::Writing,
            can_repeat: with_the_bot && state != StreamState::Writing,
        }
    }
}

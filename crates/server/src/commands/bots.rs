//! Commands of our own about bots: who is one, a chat that begins anew, an answer that is stopped or written once more.

use linnet_proto::choices;

use super::{Call, Outcome, target};
use crate::envelope::Body;
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::Target;

impl Call<'_> {
    pub(super) async fn bots(&self) -> Outcome {
        let after = match self.header(choices::HEADER_CURSOR) {
            None => 0,
            Some(cursor) => cursor
                .parse()
                .map_err(|_| Refusal::invalid("a cursor is a user id"))?,
        };
        let page = choices::MAX_BOTS_PAGE;
        let mut bots = self.app.store.bots(after, page + 1).await?;
        let more = bots.len() > page;
        bots.truncate(page);
        let named: Vec<String> = bots.iter().map(ToString::to_string).collect();
        let body = Body::none().header(choices::HEADER_BOTS, named.join(","));
        Ok(match named.last().filter(|_| more) {
            Some(last) => body.header(choices::HEADER_CURSOR, last.clone()),
            None => body,
        })
    }

    pub(super) async fn new_chat(&self) -> Outcome {
        let chat = self.chat()?;
        let greeting = self.header(choices::HEADER_GREETING);
        let greet = greeting.is_some_and(|greet| greet == "1");
        // It writes into the history.
        self.spend(Spend::Message, 1)?;
        self.app
            .store
            .new_chat(self.caller.user, chat, greet)
            .await?;
        Ok(Body::none())
    }

    pub(super) async fn stop_answer(&self) -> Outcome {
        let (chat, message) = (self.chat()?, self.answer_named()?);
        self.spend(Spend::Message, 1)?;
        let store = &self.app.store;
        store.stop_answer(self.caller.user, chat, message).await?;
        Ok(Body::none())
    }

    pub(super) async fn answer_again(&self) -> Outcome {
        let (chat, message) = (self.chat()?, self.answer_named()?);
        self.spend(Spend::Message, 1)?;
        let store = &self.app.store;
        store.answer_again(self.caller.user, chat, message).await?;
        Ok(Body::none())
    }

    fn chat(&self) -> Result<Target, Refusal> {
        let number = self.header(choices::HEADER_CONVERSATION);
        target(None, number.and_then(|number| number.parse().ok()))
    }

    fn answer_named(&self) -> Result<i64, Refusal> {
        self.header(choices::HEADER_MESSAGE)
            .and_then(|message| message.parse().ok())
            .ok_or(Refusal::invalid("no message is named"))
    }
}

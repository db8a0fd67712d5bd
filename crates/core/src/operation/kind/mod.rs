//! How each kind of operation is carried out: its request, and what is kept of the answer. One kind, one file.

mod claim;
mod clear;
mod contact;
mod delete_conversation;
mod delete_message;
mod edit;
mod entry;
mod mark;
mod modify;
mod react;
mod recall;
mod settings;

use futures_util::future::BoxFuture;
use linnet_proto::im_proto::SetConversationSettingInfoRequestBody;

use crate::error::Result;
use crate::link::Link;
use crate::model::conversation::ConversationRef;
use crate::model::operation::Operation;
use crate::store::operation::Task;
use crate::store::{Cid, Mid, Store, Tx};

/// Keeps what the server said, in the transaction in which the operation ends.
pub(super) type Keep = Box<dyn FnOnce(&mut Tx<'_>) -> Result<()> + Send>;

/// What every kind is given.
struct Request<'a> {
    store: &'a Store,
    link: &'a Link,
    cid: Cid,
    conversation: ConversationRef,
    /// The message, when it is about one.
    message: Option<Mid>,
    /// Its id at the server; 0 when it is about the conversation.
    server_id: i64,
}

/// Makes the request of an operation. `claimed`: it was tried before, and the server may have done it. Boxed, as a
/// request is some thousand bytes.
pub(super) fn carry_out<'a>(
    store: &'a Store,
    link: &'a Link,
    task: Task,
    claimed: bool,
) -> BoxFuture<'a, Result<Keep>> {
    let (target, conversation, server_id, operation) = match task {
        Task::Of {
            target,
            conversation,
            server_id,
            operation,
        } => (target, conversation, server_id, operation),
        Task::Contact(user, operation) => {
            return Box::pin(contact::carry_out(link, user, operation, claimed));
        }
    };
    let request = Request {
        store,
        link,
        cid: target.conversation,
        conversation,
        message: target.message,
        server_id,
    };
    match operation {
        Operation::Pin(pin) => Box::pin(settings::set(
            request,
            SetConversationSettingInfoRequestBody {
                set_stick_on_top: Some(pin.on),
                ..SetConversationSettingInfoRequestBody::default()
            },
        )),
        Operation::Mute(mute) => Box::pin(settings::set(
            request,
            SetConversationSettingInfoRequestBody {
                set_mute: Some(mute.on),
                ..SetConversationSettingInfoRequestBody::default()
            },
        )),
        Operation::Favourite(favourite) => Box::pin(settings::set(
            request,
            SetConversationSettingInfoRequestBody {
                set_favorite: Some(favourite.on),
                ..SetConversationSettingInfoRequestBody::default()
            },
        )),
        Operation::Entry(entry) => Box::pin(entry::carry_out(request, entry)),
        Operation::Clear(clear) => Box::pin(clear::carry_out(request, clear)),
        Operation::DeleteConversation(delete) => {
            Box::pin(delete_conversation::carry_out(request, delete))
        }
        Operation::Recall(_) => Box::pin(recall::carry_out(request, claimed)),
        Operation::DeleteMessage(_) => Box::pin(delete_message::carry_out(request)),
        Operation::React(react) => Box::pin(react::carry_out(request, react)),
        Operation::Edit(edit) => Box::pin(edit::carry_out(request, edit)),
        Operation::Mark(mark) => Box::pin(mark::carry_out(request, mark)),
        Operation::Claim(_) => Box::pin(claim::carry_out(request)),
    }
}

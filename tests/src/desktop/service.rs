//! A server of a story's own, and people who write to it without a window.

use std::time::Duration;

use linnet_proto::im_proto::{
    ConversationInfoV2, ConversationType, CreateConversationV2RequestBody, Imcmd, MessageType,
    Request, RequestBody, Response, ResponseBody, SendMessageRequestBody,
    SetConversationCoreInfoRequestBody,
};
use linnet_server::{Config, Running, Server};
use prost::Message;

use super::Result;

/// Alice, the first person of most stories.
pub const ALICE: i64 = 10001;
/// Bob, the second.
pub const BOB: i64 = 10009;
/// Carol, the third.
pub const CAROL: i64 = 10017;

const LIMIT: Duration = Duration::from_secs(20);
const DAY: Duration = Duration::from_secs(86_400);

/// A running server with people who have names.
pub struct Service {
    running: Running,
    _folder: tempfile::TempDir,
}

impl Service {
    /// On a port of 127.0.0.1 that is free, giving tokens to anybody.
    ///
    /// # Errors
    ///
    /// The server did not start.
    pub async fn start(people: &[(i64, &str)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = Config {
            dev: true,
            ..Config::new(folder.path())
        };
        let running = Server::start(config).await?;
        for (user, name) in people {
            running
                .add_user(*user, Some((*name).to_owned()), None)
                .await
                .map_err(|error| format!("{name} could not be registered: {error:?}"))?;
        }
        Ok(Self {
            running,
            _folder: folder,
        })
    }

    /// Words of the command line that sign a person in to it at once.
    pub fn arguments(&self, user: i64) -> Vec<String> {
        [
            "--server",
            &self.running.api_url,
            "--frontier",
            &self.running.frontier_url,
            "--user",
            &user.to_string(),
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Its API address.
    pub fn api_url(&self) -> &str {
        &self.running.api_url
    }

    /// A token to paste.
    ///
    /// # Errors
    ///
    /// There is no such person.
    pub async fn token(&self, user: i64) -> Result<String> {
        let token = self.running.issue_token(user, DAY).await;
        token.map_err(|error| format!("no token for {user}: {error:?}").into())
    }

    /// Somebody who writes from elsewhere.
    ///
    /// # Errors
    ///
    /// No token could be had.
    pub async fn writer(&self, user: i64) -> Result<Writer> {
        Ok(Writer {
            user,
            token: self.token(user).await?,
            api_url: self.running.api_url.clone(),
            http: reqwest::Client::builder()
                .no_proxy()
                .timeout(LIMIT)
                .build()?,
        })
    }

    /// Stops it; nothing answers at its address any more.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}

/// Somebody who speaks the bare protocol over HTTP.
pub struct Writer {
    user: i64,
    token: String,
    api_url: String,
    http: reqwest::Client,
}

impl Writer {
    /// The conversation with one other person.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn chat_with(&self, peer: i64) -> Result<ConversationInfoV2> {
        self.create(ConversationType::OneToOneChat, &[self.user, peer], None)
            .await
    }

    /// A new group with these others.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn group_with(&self, others: &[i64], name: &str) -> Result<ConversationInfoV2> {
        let members = [&[self.user], others].concat();
        self.create(ConversationType::GroupChat, &members, Some(name.to_owned()))
            .await
    }

    async fn create(
        &self,
        kind: ConversationType,
        members: &[i64],
        name: Option<String>,
    ) -> Result<ConversationInfoV2> {
        let body = RequestBody {
            create_conversation_v2_body: Some(CreateConversationV2RequestBody {
                conversation_type: Some(kind as i32),
                participants: members.to_vec(),
                name,
                idempotent_id: Some(uuid::Uuid::new_v4().to_string()),
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer = self.ask(Imcmd::CreateConversationV2, body).await?;
        let created = answer
            .create_conversation_v2_body
            .and_then(|body| body.conversation);
        created.ok_or_else(|| "no conversation was created".into())
    }

    /// Writes the announcement of a group.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn announce(&self, group: &ConversationInfoV2, notice: &str) -> Result<()> {
        let body = RequestBody {
            set_conversation_core_info_body: Some(SetConversationCoreInfoRequestBody {
                conversation_id: group.conversation_id.clone(),
                conversation_short_id: group.conversation_short_id,
                conversation_type: group.conversation_type,
                notice: Some(notice.to_owned()),
                is_notice_set: Some(true),
                ..Default::default()
            }),
            ..Default::default()
        };
        self.ask(Imcmd::SetConversationCoreInfo, body).await?;
        Ok(())
    }

    /// Sends a text.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn say(&self, conversation: &ConversationInfoV2, words: &str) -> Result<()> {
        let content = serde_json::json!({ "text": words }).to_string();
        self.tell(conversation, MessageType::Text, content).await
    }

    /// Sends a message of any kind, whatever its content.
    ///
    /// # Errors
    ///
    /// The server refused.
    pub async fn tell(
        &self,
        conversation: &ConversationInfoV2,
        kind: MessageType,
        content: String,
    ) -> Result<()> {
        let id = uuid::Uuid::new_v4().to_string();
        let body = RequestBody {
            send_message_body: Some(SendMessageRequestBody {
                conversation_id: conversation.conversation_id.clone(),
                conversation_short_id: conversation.conversation_short_id,
                conversation_type: conversation.conversation_type,
                content: Some(content),
                message_type: Some(kind as i32),
                ticket: conversation.ticket.clone(),
                ext: [("s:client_message_id".to_owned(), id.clone())].into(),
                client_message_id: Some(id),
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer = self.ask(Imcmd::SendMessage, body).await?;
        match answer.send_message_body.and_then(|body| body.status) {
            Some(0) => Ok(()),
            status => Err(format!("the message was refused: {status:?}").into()),
        }
    }

    async fn ask(&self, command: Imcmd, body: RequestBody) -> Result<ResponseBody> {
        let request = Request {
            cmd: Some(command as i32),
            sequence_id: Some(10_001),
            token: Some(self.token.clone()),
            body: Some(Box::new(body)),
            ..Default::default()
        };
        let path = linnet_proto::command::path(command as i32).ok_or("the command has no path")?;
        let answer = self
            .http
            .post(format!("{}/{path}", self.api_url))
            .header("content-type", "application/x-protobuf")
            .body(request.encode_to_vec())
            .send()
            .await?;
        let answer = Response::decode(answer.bytes().await?)?;
        if answer.status_code == Some(0) {
            Ok(*answer.body.unwrap_or_default())
        } else {
            Err(format!(
                "{command:?}: {:?} {:?}",
                answer.status_code, answer.error_desc
            )
            .into())
        }
    }
}

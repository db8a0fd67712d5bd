// The way of the SDK's guide: start, list, subscribe, a conversation, a text, a picture. Tests put their values where the
// guide says to replace some, and their way of having the SDK into the first line.
import { BytedIM, IMEvent, im_proto, MultimediaPlugin } from '{sdk}';

const bytedIMInstance = new BytedIM(
  {
    appId: {appId},
    userId: '{userId}',
    deviceId: '{userId}',
    apiUrl: '{apiUrl}',
    frontierUrl: '{apiUrl}',
    authType: im_proto.AuthType.TOKEN_AUTH,
    debug: false,
    token: async () => '{token}',
  },
  [MultimediaPlugin],
);

const show = (id, value) => {
  document.getElementById(id).innerText = JSON.stringify(value);
};

const upserts = [];
bytedIMInstance.event.subscribe(IMEvent.MessageUpsert, (message) => {
  upserts.push([message.clientId, message.flightStatus]);
  show('upserts', upserts);
});

async function start() {
  show('init', await bytedIMInstance.init());

  const list = await bytedIMInstance.getConversationList();
  show(
    'list',
    list.map((conversation) => [conversation.id, conversation.coreInfo.name, conversation.unreadCount]),
  );

  const created = await bytedIMInstance.createConversation({ participants: ['{peerId}'] });
  const conversation = created.payload;
  show('conversation', conversation.id);

  const message = await bytedIMInstance.createTextMessage({ conversation, content: 'hello' });
  const sent = await bytedIMInstance.sendMessage({ message });
  show('text', [sent.success, sent.payload.clientId, sent.payload.serverId, sent.payload.contentJson.text]);

  const pixels =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const bytes = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
  const image = await bytedIMInstance.createImageMessage({
    conversation,
    fileInfo: { fileHandler: new File([bytes], 'bird.png', { type: 'image/png' }) },
  });
  const imageSent = await bytedIMInstance.sendMessage({ message: image });
  show('image', [imageSent.success, imageSent.payload.type, imageSent.statusMsg]);
}

start()
  .catch((error) => show('failed', String(error)))
  .finally(() => show('done', true));

// Two people, each over a bridge of their own: what one does, the other one is told. Fails with the step that did not come.
import assert from 'node:assert/strict';

import {
  BytedIM,
  ContactPlugin,
  FriendApplyStatus,
  im_proto,
  IMEvent,
  LivePlugin,
  MultimediaPlugin,
  ReplyFriendAttitude,
} from 'bytedim';

const { ConversationType } = im_proto;
/** How long something may take to come. */
const LIMIT = 30_000;

/** A client, and everything that it was told. */
async function person(userId, apiUrl, token) {
  const im = new BytedIM({ appId: 1, userId, deviceId: userId, apiUrl, token }, [
    MultimediaPlugin,
    ContactPlugin,
    LivePlugin,
  ]);
  const told = [];
  const waiting = new Set();
  for (const name of Object.values(IMEvent)) {
    im.event.subscribe(name, (payload) => {
      told.push({ name, payload });
      for (const look of waiting) look();
    });
  }
  /** The payload of an event that has come or comes, after the mark, and fits. */
  const hears = (name, fits = () => true) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        const names = told.slice(mark).map((event) => event.name);
        reject(new Error(`${userId} was not told ${name}: ${names}`));
      }, LIMIT);
      const look = () => {
        const event = told.slice(mark).find((it) => it.name === name && fits(it.payload));
        if (event === undefined) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve(event.payload);
      };
      waiting.add(look);
      look();
    });
  let mark = 0;
  const from = () => (mark = told.length);
  assert.equal(await im.init(), 3);
  return { im, hears, from };
}

function done(outcome) {
  assert.equal(outcome.success, true, `${outcome.statusCode} ${outcome.statusMsg}`);
  return outcome.payload;
}

async function say(im, conversation, content, more = {}) {
  const message = await im.createTextMessage({ conversation, content, ...more });
  return done(await im.sendMessage({ message }));
}

const steps = {
  async 'a message arrives, is quoted, edited, reacted to, recalled'({ alice, bob }) {
    const chat = done(await alice.im.createConversation({ participants: ['10009'] }));
    assert.equal(chat.id, done(await alice.im.createConversation({ participants: ['10009'] })).id);
    const sent = await say(alice.im, chat, '{"text":"good morning"}');
    const met = await bob.hears(IMEvent.ReceiveNewMessage, (it) => it.clientId === sent.clientId);
    assert.deepEqual([met.contentJson.text, met.isFromMe, met.sender], ['good morning', false, '10001']);
    const at = bob.im.getConversation({ conversationId: met.conversationId });
    assert.equal(at.toParticipantUserId, '10001');

    bob.from();
    const answer = await say(bob.im, at, 'to you, too', { referenceMessage: met });
    const heard = await alice.hears(IMEvent.ReceiveNewMessage, (it) => it.clientId === answer.clientId);
    assert.equal(heard.referenceInfo.referenced_message_id, sent.serverId);
    const thread = await alice.im.getMessageReferenceList({ message: heard });
    assert.deepEqual(thread.map((it) => it.clientId), [sent.clientId, answer.clientId]);

    done(await alice.im.modifyMessage({ message: sent, content: 'good evening' }));
    await bob.hears(IMEvent.MessageUpsert, (it) => it.contentJson.text === 'good evening' && it.isEdited);
    const modifyContent = [{ key: 'like', value: '10009', operation: 0, idempotentId: '10009' }];
    done(await bob.im.modifyMessageProperty({ message: met, modifyContent }));
    await alice.hears(IMEvent.MessageUpsert, (it) => it.property.like?.[0].userId === '10009');
    done(await alice.im.recallMessage({ message: sent }));
    const recalled = await bob.hears(IMEvent.MessageRecall, (it) => it.clientId === sent.clientId);
    assert.equal(recalled, met, 'the same message is the same object');
    done(await bob.im.deleteMessage({ message: answer }));
    await bob.hears(IMEvent.MessageDelete, (it) => it.clientId === answer.clientId);
  },

  async 'reading, receipts and history by pages'({ alice, bob }) {
    const chat = done(await alice.im.createConversation({ participants: ['10009'] }));
    for (let number = 1; number <= 5; number += 1) await say(alice.im, chat, `number ${number}`);
    const last = await bob.hears(IMEvent.ReceiveNewMessage, (it) => it.contentJson.text === 'number 5');
    const at = bob.im.getConversation({ conversationId: last.conversationId });
    await bob.hears(IMEvent.ConversationUpsert, (it) => it.id === at.id && it.unreadCount >= 5);
    alice.from();
    done(await bob.im.markConversationMessagesRead({ conversation: at }));
    await alice.hears(IMEvent.MessageRead, (it) => it.conversationId === chat.id);
    await bob.hears(IMEvent.ConversationUpsert, (it) => it.id === at.id && it.unreadCount === 0);
    const page = await bob.im.getMessagesByConversation({ conversation: at, limit: 2, cursor: last.indexInConversation });
    assert.deepEqual(page.messages.map((it) => it.contentJson.text), ['number 3', 'number 4']);
    assert.equal(page.hasMore, true);
    done(await bob.im.clearConversationMessage({ conversation: at }));
    await bob.hears(IMEvent.ConversationClearMessage, (it) => it.conversation_id === at.id);
    assert.deepEqual(at.getMessageList(), []);
  },

  async 'settings of a conversation'({ alice }) {
    const chat = done(await alice.im.createConversation({ participants: ['10009'] }));
    done(await alice.im.setConversationSettingInfo({ conversation: chat, stickOnTop: true, mute: true, favorite: true }));
    assert.deepEqual([chat.isStickOnTop, chat.isMuted], [true, true]);
    assert.deepEqual(alice.im.getConversationListByTop(), [chat]);
    assert.deepEqual(alice.im.getConversationListByFavorite(), [chat]);
    const config = { people: ['10009'], kinds: [] };
    done(await alice.im.setConversationWeakMuteConfig({ conversation: chat, config }));
    assert.equal(chat.pushStatus, 3);
    done(await alice.im.setConversationSettingInfo({ conversation: chat, stickOnTop: false, mute: false }));
    assert.deepEqual([chat.isStickOnTop, chat.isMuted], [false, false]);
  },

  async 'a file is the same bytes on the other side'({ alice, bob }) {
    const conversation = done(await alice.im.createConversation({ participants: ['10009'] }));
    const bytes = new Uint8Array(500_000).map((_, at) => at % 251);
    const percents = [];
    const fileInfo = { fileHandler: new File([bytes], 'numbers.bin'), onUploadProcess: (it) => percents.push(it.percent) };
    const message = await alice.im.createFileMessage({ conversation, fileInfo });
    done(await alice.im.sendMessage({ message }));
    assert.equal(percents.at(-1), 100);
    const met = await bob.hears(IMEvent.ReceiveNewMessage, (it) => it.clientId === message.clientId);
    assert.equal(bob.im.validateFileUrl({ message: met }), false);
    await bob.im.refreshFileUrl({ message: met });
    assert.equal(bob.im.validateFileUrl({ message: met }), true);
    const came = new Uint8Array(await (await fetch(met.fileUrl)).arrayBuffer());
    assert.deepEqual(came, bytes);
    const custom = { type: 1, link: 'https://example.org', text: 'a page' };
    const card = await alice.im.createCustomMessage({ conversation, content: JSON.stringify(custom), ext: { 'a:x': 'y' } });
    done(await alice.im.sendMessage({ message: card }));
    const seen = await bob.hears(IMEvent.ReceiveNewMessage, (it) => it.clientId === card.clientId);
    assert.deepEqual([seen.contentJson, seen.ext['a:x']], [custom, 'y']);
  },

  async 'a group from its first day to its last'({ alice, bob }) {
    const type = ConversationType.GROUP_CHAT;
    const participants = ['10001', '10009'];
    const group = done(await alice.im.createConversation({ type, participants, name: 'birds' }));
    const at = await bob.hears(IMEvent.ConversationCreate, (it) => it.id === group.id);
    // It comes before what is said of it.
    await bob.hears(IMEvent.ConversationUpsert, (it) => it.id === at.id && it.coreInfo.name === 'birds');
    assert.deepEqual([at.type, at.coreInfo.owner], [type, '10001']);
    const members = await bob.im.getParticipantsOnline({ conversation: at });
    assert.deepEqual(members.list.map((it) => [it.userId, it.role]).sort(), [['10001', 1], ['10009', 0]]);
    done(await alice.im.setConversationCoreInfo({ conversation: group, name: 'finches', notice: 'seeds at noon' }));
    await bob.hears(IMEvent.ConversationUpsert, (it) => it.id === at.id && it.coreInfo.notice === 'seeds at noon');
    done(await alice.im.addParticipants({ conversation: group, participant: ['10017'] }));
    const came = await bob.hears(IMEvent.ParticipantJoin, (it) => it.conversationId === at.id);
    assert.deepEqual(came.participants.map((it) => it.userId), ['10017']);
    done(await alice.im.removeParticipants({ conversation: group, participant: ['10017'] }));
    await bob.hears(IMEvent.ParticipantLeave, (it) => it.participants[0].userId === '10017');
    done(await bob.im.updateParticipant({ conversation: at, userId: '10009', alias: 'finch' }));
    done(await alice.im.updateParticipant({ conversation: group, userId: '10009', role: 2 }));
    await bob.hears(IMEvent.ConversationUpsert, (it) => it.id === at.id && it.userInfo.role === 2);
    done(await alice.im.updateParticipant({ conversation: group, userId: '10009', role: 0 }));
    const message = await say(alice.im, group, 'who has read this?');
    await bob.hears(IMEvent.ReceiveNewMessage, (it) => it.clientId === message.clientId);
    alice.from();
    done(await bob.im.markConversationMessagesRead({ conversation: at }));
    await alice.hears(IMEvent.ConversationMessageRead, (it) => it.conversationId === group.id);
    const receipts = await alice.im.getMessagesReadReceiptOnline({ conversation: group, messages: [message] });
    assert.deepEqual(receipts, [{ messageId: message.serverId, isRead: true, readUids: ['10009'], unreadUids: [] }]);

    bob.from();
    done(await alice.im.setConversationMute({ conversation: group, block: true }));
    await bob.hears(IMEvent.ConversationBlock, (it) => it.id === at.id && it.isBlocked);
    const refused = await bob.im.sendMessage({ message: await bob.im.createTextMessage({ conversation: at, content: 'x' }) });
    assert.deepEqual([refused.success, refused.statusCode], [false, 5]);
    assert.equal(refused.payload.flightStatus, -1);
    done(await alice.im.setConversationMute({ conversation: group, block: false }));
    await bob.hears(IMEvent.ConversationBlock, (it) => it.id === at.id && !it.isBlocked);
    const again = done(await bob.im.sendMessage({ message: refused.payload }));
    assert.equal(again, refused.payload, 'sent once more it is the same message');
    await alice.hears(IMEvent.ReceiveNewMessage, (it) => it.clientId === again.clientId);

    done(await alice.im.updateParticipant({ conversation: group, userId: '10009', role: 1 }));
    const owner = await bob.hears(IMEvent.ConversationOwnerChange, (it) => it.conversationId === at.id);
    assert.deepEqual([owner.oldOwnerId, owner.newOwnerId], ['10001', '10009']);
    done(await bob.im.dissolveConversation({ conversation: at }));
    await alice.hears(IMEvent.ConversationDissolve, (it) => it.id === group.id);
  },

  async 'a live group is joined, spoken in, and managed'({ alice, bob }) {
    const { MarkAction } = im_proto;
    const evening = done(await alice.im.createConversation({ type: ConversationType.MASS_CHAT, participants: [], name: 'evening' }));
    done(await alice.im.joinLiveGroup({ conversation: evening, alias: 'Al' }));
    const list = await bob.im.getLiveConversationListOnline();
    const his = list.conversation.find((it) => it.id === evening.id);
    assert.equal(his.isMember, false);
    done(await bob.im.joinLiveGroup({ conversation: his, alias: 'Bo' }));
    await bob.hears(IMEvent.ParticipantJoin, (it) => it.conversationId === his.id);
    assert.deepEqual(await bob.im.getLiveParticipantCountOnline({ conversation: his }), { count: 2 });
    const hello = await alice.im.createTextMessage({ conversation: evening, content: 'good evening' });
    done(await alice.im.sendMessage({ message: hello, priority: 2 }));
    const heard = await bob.hears(IMEvent.ReceiveNewMessage, (it) => it.contentJson.text === 'good evening');
    assert.deepEqual([heard.sender, heard.messagePriority], ['10001', 2]);
    const page = await bob.im.getLiveGroupHistoryMessageListOnline({ conversation: his });
    assert.deepEqual([page.messages.map((it) => it.contentJson.text), page.hasMore], [['good evening'], false]);

    done(await alice.im.setConversationMute({ conversation: evening, block: true }));
    await bob.hears(IMEvent.ConversationBlock, (it) => it.id === his.id && it.isBlocked);
    const closed = await bob.im.createTextMessage({ conversation: his, content: 'may I?' });
    assert.equal((await bob.im.sendMessage({ message: closed })).success, false);
    const participantIds = ['10009'];
    bob.from();
    done(await alice.im.addLiveParticipantMuteWhiteList({ conversation: evening, participantIds }));
    await bob.hears(IMEvent.ParticipantUpsert, (it) => it.conversationId === his.id);
    done(await bob.im.sendMessage({ message: closed }));
    const speakers = await alice.im.getLiveParticipantMuteWhiteListOnline({ conversation: evening });
    assert.deepEqual(speakers.list.map((it) => it.userId), participantIds);
    done(await alice.im.setParticipantMuteTime({ conversation: evening, blockDuration: { 10009: 300 }, block: true }));
    await bob.hears(IMEvent.ParticipantBlock, (it) => it.userId === '10009' && it.blocked);
    const muted = await alice.im.getMuteParticipantsOnline({ conversation: evening });
    assert.deepEqual(muted.list.map((it) => it.userId), participantIds);

    const mark = { conversation: evening, markTypes: ['guest'], markAction: MarkAction.ADD };
    done(await alice.im.updateLiveConversationMarks(mark));
    await bob.hears(IMEvent.LiveGroupMarkTypeUpdate);
    assert.deepEqual(await bob.im.getLiveConversationMarksOnline({ conversation: his }), { markTypes: ['guest'] });
    done(await alice.im.updateLiveParticipantsMarks({ ...mark, participantIds }));
    const [told] = await alice.im.getLiveParticipantDetailOnline({ conversation: evening, participantIds });
    assert.deepEqual([told.alias, told.markTypes, told.isOnline], ['Bo', ['guest'], true]);
    const info = await alice.im.getLiveParticipantInfoOnline({ conversation: evening, participantIds });
    assert.equal(info.get('10009').isInGroup, true);
    const present = await bob.im.getLiveParticipantsOnline({ conversation: his });
    assert.deepEqual(present.list.map((it) => it.userId), ['10009', '10001']);

    done(await alice.im.setParticipantBlockTime({ conversation: evening, blockDuration: { 10009: 0 }, block: true }));
    await bob.hears(IMEvent.ParticipantLeave, (it) => it.operatorType === 2);
    await bob.hears(IMEvent.ConversationLeave, (it) => it.id === his.id);
    assert.equal((await bob.im.joinLiveGroup({ conversation: his })).statusCode, 53);
    const barred = await alice.im.getBlockParticipantsOnline({ conversation: evening });
    assert.deepEqual(barred.list.map((it) => it.userId), participantIds);
    done(await alice.im.setParticipantBlockTime({ conversation: evening, blockDuration: { 10009: 0 }, block: false }));
    done(await bob.im.joinLiveGroup({ conversation: his }));
    done(await alice.im.removeLiveParticipantMuteWhiteList({ conversation: evening, participantIds }));
    done(await alice.im.dissolveConversation({ conversation: evening }));
    await bob.hears(IMEvent.ConversationDissolve, (it) => it.id === his.id);
    done(await bob.im.leaveLiveGroup({ conversation: his }));
  },

  async 'signals pass by and are stored nowhere'({ alice, bob }) {
    const conversation = done(await alice.im.createConversation({ participants: ['10009'] }));
    done(await alice.im.sendP2PMessage({ conversation, content: '{"type":7}' }));
    const signal = await bob.hears(IMEvent.ReceiveNewP2PMessage, (it) => it.contentJson?.type === 7);
    assert.equal(signal.sender, '10001');
    const typing = { type: 1000, ext: '', message_type: im_proto.MessageType.MESSAGE_TYPE_TEXT };
    done(await alice.im.sendP2PMessage({ conversation, content: typing }));
    await bob.hears(IMEvent.ReceiveNewP2PMessage, (it) => it.contentJson?.type === 1000);
  },

  async 'friends and who is none any more'({ alice, bob }) {
    await alice.im.applyFriend({ userId: '10009', ext: { 'a:greeting': 'it is me' } });
    const asked = await bob.hears(IMEvent.FriendApply);
    assert.deepEqual(asked, { from_user_id: '10001', to_user_id: '10009' });
    const requests = await bob.im.getFriendReceiveApplyListOnline();
    assert.deepEqual([requests.unreadCount, requests.list[0].status], [1, FriendApplyStatus.Waiting]);
    await bob.im.markFriendReceiveApplyAsRead();
    await bob.im.replyFriendApply({ userId: '10001', attitude: ReplyFriendAttitude.Accept });
    await alice.hears(IMEvent.FriendAdd);
    await assert.rejects(alice.im.applyFriend({ userId: '10009' }), (error) => {
      return error.type === im_proto.StatusCode.IS_FRIEND && error.msg !== '';
    });
    await alice.im.updateFriend({ userId: '10009', alias: 'Robert' });
    const { list } = await alice.im.getFriendListOnline();
    assert.deepEqual(list, [{ userId: '10009', alias: 'Robert', nickname: 'Bob' }]);
    const profiles = await alice.im.getUserProfilesOnline({ userIds: ['10009', '99999'] });
    assert.deepEqual([profiles.list[0].nickname, profiles.failedUids], ['Bob', ['99999']]);
    await bob.im.setUserProfile({ nickname: 'Bobby' });
    await alice.hears(IMEvent.ProfileUpdate, (it) => it.uid === '10009');
    await alice.im.deleteFriend({ userIds: ['10009'] });
    await bob.hears(IMEvent.FriendDelete);
    assert.deepEqual(await bob.im.addUserToBlack({ userIds: ['10001'] }), { failedInfos: [] });
    const conversation = done(await alice.im.createConversation({ participants: ['10009'] }));
    const message = await alice.im.createTextMessage({ conversation, content: 'are you there?' });
    const refused = await alice.im.sendMessage({ message });
    assert.equal(refused.success, false);
    assert.deepEqual((await bob.im.getBlacklistOnline()).list, [{ userId: '10001' }]);
    await bob.im.removeUserFromBlack({ userIds: ['10001'] });
    assert.deepEqual((await bob.im.getBlacklistOnline()).list, []);
  },

  async 'a conversation is deleted, and a disposed client asks nothing more'({ alice }) {
    const conversation = done(await alice.im.createConversation({ participants: ['10017'] }));
    done(await alice.im.deleteConversation({ conversation }));
    await alice.hears(IMEvent.ConversationDelete, (it) => it.id === conversation.id);
    assert.equal(alice.im.getConversationList().includes(conversation), false);
    await alice.im.checkToken();
    alice.im.dispose();
    const outcome = await alice.im.leaveConversation({ conversation });
    assert.deepEqual([outcome.success, outcome.statusCode], [false, 1008]);
  },
};

async function tell() {
  const alice = await person('10001', '{aliceUrl}', '{aliceToken}');
  const bob = await person('10009', '{bobUrl}', '{bobToken}');
  for (const [name, step] of Object.entries(steps)) {
    alice.from();
    bob.from();
    try {
      await step({ alice, bob });
    } catch (error) {
      throw new Error(`${name}: ${error.stack}`);
    }
  }
}

const show = (id, value) => {
  document.getElementById(id).innerText = JSON.stringify(value);
};
tell()
  .catch((error) => show('failed', error.message))
  .finally(() => show('done', true));

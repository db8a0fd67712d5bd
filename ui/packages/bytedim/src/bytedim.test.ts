import { afterEach, describe, expect, it, vi } from 'vitest';

import { BytedIM } from './bytedim.ts';
import { IMError } from './error.ts';
import { Events, IMEvent } from './event.ts';
import { CHAT, chat, FakeBridge, listen, message, Refuse } from './fake-bridge.ts';
import { Long } from './long.ts';
import { BotPlugin } from './plugins/bot.ts';
import { ContactPlugin } from './plugins/contact.ts';
import { LivePlugin } from './plugins/live.ts';
import { MultimediaPlugin } from './plugins/multimedia.ts';
import { bridgeAddress } from './socket.ts';

const NAMES = [MultimediaPlugin, ContactPlugin, LivePlugin, BotPlugin];

async function started(bridge: FakeBridge, ...args: Parameters<FakeBridge['client']>): Promise<BytedIM> {
  const im = bridge.client(...args);
  expect(await im.init()).toBe(3);
  return im;
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a client', () => {
  it('methods of the SDK are there, and those of a plugin that is missing name it', () => {
    const without = new FakeBridge().client();
    const withAll = new FakeBridge().client(NAMES);
    for (const { plugin, methods } of NAMES) {
      for (const name of Object.keys(methods)) {
        const method = (im: BytedIM) => (im as unknown as Record<string, () => unknown>)[name];
        expect(() => method(without)?.()).toThrow(`${name} belongs to ${plugin}`);
        expect(typeof method(withAll)).toBe('function');
      }
    }
    expect(Object.keys(withAll)).not.toContain('createImageMessage');
  });

  it('what the core has not fails and says so', async () => {
    const im = new FakeBridge().client(NAMES);
    for (const [method, name] of [[im.createAudioMessage, 'createAudioMessage']] as const) {
      await expect(method()).rejects.toMatchObject({ code: 'not_here', msg: expect.stringContaining(name) });
    }
  });

  it('an address is that of a bridge and holds no secret', () => {
    expect(bridgeAddress('http://127.0.0.1:4000')).toBe('ws://127.0.0.1:4000/');
    expect(bridgeAddress('ws://[::1]:4000')).toBe('ws://[::1]:4000/');
    for (const wrong of ['https://im.example.com', 'ws://127.0.0.1:1/?token=x', 'ws://x:y@127.0.0.1:1', 'bridge']) {
      expect(() => bridgeAddress(wrong), wrong).toThrow(TypeError);
    }
  });

  it('the secret is never told the console', async () => {
    const said = vi.spyOn(console, 'debug').mockImplementation(() => {});
    await started(new FakeBridge(), [], { debug: true });
    expect(said.mock.calls.length).toBeGreaterThan(1);
    expect(JSON.stringify(said.mock.calls)).not.toContain('the secret');
  });

  it('a secret that is not taken is an error, and nothing is connected', async () => {
    const bridge = new FakeBridge();
    bridge.answers['hello'] = () => {
      throw new Refuse('wrong_secret', 1);
    };
    const im = bridge.client();
    const told = listen(im);
    expect(await im.init()).toBe(2);
    expect(told).toMatchObject([{ name: IMEvent.Error, payload: { code: 'wrong_secret', type: 1 } }]);
    const outcome = await im.batchMarkConversationRead();
    expect([outcome.success, outcome.statusCode]).toEqual([false, 1008]);
  });

  it('a list that is read again tells what is other', async () => {
    const bridge = new FakeBridge();
    const im = await started(bridge, [], { disableInitPull: true });
    expect(bridge.asked.map(({ method }) => method)).toEqual(['hello']);
    const old = { newest: message(), newestIndex: '1000' };
    bridge.answers['conversation.list'] = () => ({ list: [chat({ time: 5, ...old }), chat({ id: 'g', pinned: true })] });
    expect((await im.getConversationListOnline()).map(({ id }) => id)).toEqual(['g', CHAT]);
    bridge.answers['conversation.list'] = () => ({ list: [chat({ time: 5, ...old })] });
    const told = listen(im);
    expect((await im.getUserConversationList()).map(({ id }) => id)).toEqual([CHAT]);
    expect(told.map(({ name }) => name)).toContain(IMEvent.ConversationDelete);
    bridge.answers['conversation.get'] = () => chat({ name: 'other', time: 6 });
    const known = im.getConversation({ conversationId: CHAT });
    expect(await im.getConversationOnline({ conversationId: CHAT })).toBe(known);
    expect(known?.coreInfo.name).toBe('other');
  });
});

describe('messages', () => {
  it('a message goes from local echo to sent and is one object', async () => {
    const bridge = new FakeBridge();
    bridge.answers['conversation.list'] = () => ({ list: [chat()] });
    const im = await started(bridge);
    const [conversation] = im.getConversationList();
    const made = await im.createTextMessage({ conversation, content: '{"text":"hello"}' });
    bridge.answers['message.send'] = ({ id }) => {
      // The echo of the account comes before the answer.
      bridge.tell('message', { how: 'inserted', message: message({ id: String(id), sender: '10001', state: 'waiting', index: null, serverId: null }) });
      return message({ id: String(id), sender: '10001' });
    };
    const told = listen(im);
    const sent = await im.sendMessage({ message: made });
    expect(sent.payload).toBe(made);
    expect([made.flightStatus, made.serverId]).toEqual([3, '7001']);
    expect(told.every(({ payload }) => payload === made)).toBe(true);
    expect(told.filter(({ name }) => name === IMEvent.MessageSend)).toHaveLength(1);
    expect(told.map(({ name }) => name)).not.toContain(IMEvent.ReceiveSelfMessage);
    expect(conversation?.getMessageList()).toEqual([made]);
    expect(bridge.asked.at(-1)?.params['body']).toEqual({ kind: 'text', text: 'hello', mentions: [] });

    bridge.answers['message.send'] = () => {
      throw new Refuse('send_5', 5);
    };
    const failed = await im.sendMessage({ message: made });
    expect([failed.success, failed.statusCode, failed.payload.flightStatus]).toEqual([false, 5, -1]);
  });

  it('own messages of other devices are told as such', async () => {
    for (const noticeSelfMessage of [false, true]) {
      const bridge = new FakeBridge();
      bridge.answers['conversation.list'] = () => ({ list: [chat()] });
      const im = await started(bridge, [], { noticeSelfMessage });
      const told = listen(im);
      bridge.tell('message', { how: 'inserted', message: message({ sender: '10001' }) });
      const names = told.map(({ name }) => name);
      expect(names).toContain(IMEvent.ReceiveSelfMessage);
      expect(names.includes(IMEvent.ReceiveNewMessage)).toBe(noticeSelfMessage);
    }
  });

  it('what a conversation says of its newest message takes nothing from the event of that message', async () => {
    const bridge = new FakeBridge();
    bridge.answers['conversation.list'] = () => ({ list: [chat()] });
    const im = await started(bridge);
    const told = listen(im);
    bridge.tell('conversation', chat({ newest: message(), newestIndex: '1000' }));
    bridge.tell('message', { how: 'inserted', message: message() });
    const recalled = message({ recalled: true });
    bridge.tell('conversation', chat({ newest: recalled, newestIndex: '1000', unread: 1 }));
    bridge.tell('message', { how: 'updated', message: recalled });
    const names = told.map(({ name }) => name);
    expect(names).toContain(IMEvent.ReceiveNewMessage);
    expect(names).toContain(IMEvent.MessageRecall);
    const conversation = im.getConversation({ conversationId: CHAT });
    expect(conversation?.lastMessage).toBe(conversation?.getMessageList()[0]);
  });

  it('a message is found by its id in the history', async () => {
    const bridge = new FakeBridge();
    bridge.answers['conversation.list'] = () => ({ list: [chat({ newest: message(), newestIndex: '1000' })] });
    bridge.answers['message.history'] = ({ before }) =>
      before === 'm1'
        ? { list: [message({ id: 'm2', serverId: '6999', index: '900' })], hasMore: true }
        : { list: [message({ id: 'm3', serverId: '6998', index: '800' })], hasMore: false };
    const im = await started(bridge);
    const conversation = im.getConversation({ conversationId: CHAT });
    if (conversation === undefined) throw new Error('no conversation');
    expect(await im.getMessageByServerId({ conversation, serverMessageId: '6998' })).toBeUndefined();
    const found = await im.getMessageByServerId({ conversation, serverMessageId: '6998', online: true });
    expect(found?.clientId).toBe('m3');
    expect(await im.getMessageByServerId({ conversation, serverMessageId: '1', online: true })).toBeUndefined();
    expect(conversation.getMessageList().map(({ clientId }) => clientId)).toEqual(['m3', 'm2', 'm1']);
  });

  it('a place that was read is named by the message that stands there', async () => {
    const bridge = new FakeBridge();
    bridge.answers['conversation.list'] = () => ({ list: [chat({ newest: message(), newestIndex: '2000' })] });
    bridge.answers['conversation.read'] = () => ({});
    const im = await started(bridge);
    const conversation = im.getConversation({ conversationId: CHAT });
    if (conversation === undefined) throw new Error('no conversation');
    await im.markConversationRead({ conversation, readIndex: 1_500 });
    expect(bridge.asked.at(-1)?.params).toEqual({ conversationId: CHAT, upTo: 'm1' });
    await im.sendMessageReadReceipts({ conversation, messages: conversation.getMessageList() });
    expect(bridge.asked.at(-1)?.params).toEqual({ conversationId: CHAT, upTo: 'm1' });
    await im.markConversationRead({ conversation, readIndex: Long.fromString('2000') });
    expect(bridge.asked.at(-1)?.params).toEqual({ conversationId: CHAT });
    await expect(im.markConversationRead({ conversation, readIndex: 999 })).rejects.toThrow(RangeError);
  });
});

describe('files', () => {
  const file = (bytes: number) => {
    const all = new Uint8Array(bytes);
    const slice = (from: number, to: number) => ({ arrayBuffer: async () => all.slice(from, to).buffer });
    return { name: 'film.mp4', size: bytes, slice } as unknown as Blob;
  };

  async function withUploads(): Promise<{ bridge: FakeBridge; im: BytedIM }> {
    const bridge = new FakeBridge();
    bridge.answers['conversation.list'] = () => ({ list: [chat()] });
    bridge.answers['upload.begin'] = () => ({ upload: 3 });
    bridge.answers['upload.part'] = () => ({});
    bridge.answers['upload.forget'] = () => ({});
    bridge.answers['message.send'] = ({ id }) => message({ id: String(id), sender: '10001' });
    bridge.answers['message.cancel'] = () => {
      throw new Refuse('not_found');
    };
    return { bridge, im: await started(bridge, [MultimediaPlugin]) };
  }

  it('a video goes to the bridge as one, in parts', async () => {
    const { bridge, im } = await withUploads();
    const [conversation] = im.getConversationList();
    const percents: number[] = [];
    const fileInfo = { fileHandler: file(400_000), onUploadProcess: ({ percent }: { percent: number }) => percents.push(percent) };
    const video = await im.createVideoMessage({ conversation, fileInfo });
    expect((await im.sendMessage({ message: video })).success).toBe(true);
    expect(bridge.asked.slice(2).map(({ method }) => method)).toEqual([
      'upload.begin', 'upload.part', 'upload.part', 'upload.part', 'message.send',
    ]);
    expect(bridge.asked.at(-1)?.params['body']).toEqual({ kind: 'video', upload: 3 });
    expect(percents).toEqual([49, 98, 100]);
  });

  it('an upload that is cancelled sends nothing', async () => {
    const { bridge, im } = await withUploads();
    const [conversation] = im.getConversationList();
    const video = await im.createVideoMessage({ conversation, fileInfo: { fileHandler: file(400_000) } });
    const sending = im.sendMessage({ message: video });
    await im.cancelMediaFileMessagUpload({ message: video });
    const outcome = await sending;
    expect([outcome.success, outcome.innerError?.code]).toEqual([false, 'cancelled']);
    const methods = bridge.asked.map(({ method }) => method);
    expect(methods).toContain('upload.forget');
    expect(methods).not.toContain('message.send');
  });

  it('a file that is too large is refused before anything is made of it', async () => {
    const { bridge, im } = await withUploads();
    const [conversation] = im.getConversationList();
    const fileInfo = { fileHandler: { size: 50 * 1024 * 1024 + 1 } as Blob };
    await expect(im.createImageMessage({ conversation, fileInfo })).rejects.toMatchObject({ type: 10006 });
    expect(bridge.asked).toHaveLength(2);
  });
});

describe('events', () => {
  it('handlers are told in order and one that throws keeps nobody else from it', () => {
    const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {});
    const events = new Events();
    const told: string[] = [];
    const first = events.subscribe(IMEvent.InitFinish, () => told.push('first'));
    events.subscribe(IMEvent.InitFinish, () => {
      throw new Error('of the application');
    });
    events.subscribe(IMEvent.InitFinish, () => told.push('last'));
    events.emit(IMEvent.InitFinish, null);
    expect(told).toEqual(['first', 'last']);
    expect(later).toHaveBeenCalledOnce();
    events.unsubscribe(IMEvent.InitFinish, first);
    events.emit(IMEvent.InitFinish, null);
    expect(told).toEqual(['first', 'last', 'last']);
    expect(() => events.subscribe('nothing' as IMEvent, () => {})).toThrow(TypeError);
  });

  it('what the bridge tells comes as the events of the SDK', async () => {
    const bridge = new FakeBridge();
    bridge.answers['conversation.list'] = () => ({ list: [chat()] });
    bridge.answers['group.members'] = () => ({
      list: [{ userId: '10009', name: 'Bob', role: 0, alias: null, muted: true, mutedUntil: null }],
    });
    const im = bridge.client();
    const told = listen(im);
    await im.init();
    expect(told.map(({ name }) => name)).toContain(IMEvent.InitFinish);
    const conversation = im.getConversation({ conversationId: CHAT });
    if (conversation === undefined) throw new Error('no conversation');
    conversation.participants = [
      { userId: '10009', conversationId: CHAT, role: 0, alias: '', blocked: false, leftBlockTime: 0 },
    ];
    const reason = { code: 'status_17', text: { zh: 'z', en: 'too late' }, logId: null };
    bridge.tell('message', { how: 'received', message: message() });
    for (const [name, data, events] of [
      ['connection', { online: true }, [IMEvent.WebSocketConnected]],
      ['connection', { online: false }, [IMEvent.WebSocketDisconnected]],
      ['tokenExpired', {}, [IMEvent.TokenExpired]],
      ['message', { how: 'updated', message: message({ ext: { 'a:x': 'y' } }) }, [IMEvent.MessageUpsert, IMEvent.ReceiveNewUpdateExtMessage]],
      ['conversation', chat({ unread: 1 }), [IMEvent.ConversationUpsert, IMEvent.ConversationChange]],
      ['conversation', chat({ isMember: false, unread: 1 }), [IMEvent.ConversationLeave, IMEvent.ConversationUpsert, IMEvent.ConversationChange]],
      ['friendApplyRefuse', { userId: '10009' }, [IMEvent.FriendApplyRefuse]],
      ['friendApplyUpdate', { userId: '10009' }, [IMEvent.FriendApplyUpdate]],
      ['friendApplyRead', null, [IMEvent.FriendApplyRead]],
      ['friendUpdate', { userId: '10009' }, [IMEvent.FriendUpdate]],
      ['blacklistAdd', { userId: '10009' }, [IMEvent.BlacklistAdd]],
      ['blacklistRemove', { userId: '10009' }, [IMEvent.BlacklistRemove]],
      ['contacts', null, [IMEvent.FriendApplyRead, IMEvent.BlacklistUpdate]],
      ['refused', { reason }, [IMEvent.Error]],
      ['something of a newer bridge', {}, []],
    ] as const) {
      told.length = 0;
      bridge.tell(name, data);
      expect(told.map((event) => event.name), name).toEqual(events);
      if (name === 'refused') expect(told[0]?.payload).toMatchObject({ type: 17 });
    }
    told.length = 0;
    bridge.tell('members', { conversationId: CHAT });
    await vi.waitFor(() => expect(told.map(({ name }) => name)).toContain(IMEvent.ParticipantUpsert));
    expect(told).toContainEqual({
      name: IMEvent.ParticipantBlock,
      payload: { conversationId: CHAT, userId: '10009', blocked: true },
    });
  });

  it('a lost socket is opened again and what was missed is told', async () => {
    vi.useFakeTimers();
    const bridge = new FakeBridge();
    bridge.answers['conversation.list'] = () => ({ list: [chat({ newest: message(), newestIndex: '1000' })] });
    const im = await started(bridge);
    const told = listen(im);
    const newest = message({ id: 'm2', index: '1001' });
    bridge.answers['conversation.list'] = () => ({ list: [chat({ newest, newestIndex: '1001' })] });
    bridge.answers['message.history'] = () => ({ list: [message(), newest], hasMore: false });
    bridge.lose();
    expect(told.map(({ name }) => name)).toEqual([IMEvent.WebSocketDisconnected]);
    await vi.advanceTimersByTimeAsync(500);
    const received = told.filter(({ name }) => name === IMEvent.ReceiveNewMessage);
    expect(received).toMatchObject([{ payload: { clientId: 'm2', source: 4 } }]);
    expect(told.map(({ name }) => name)).toContain(IMEvent.WebSocketConnected);
    im.dispose();
    bridge.lose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bridge.asked.filter(({ method }) => method === 'hello')).toHaveLength(2);
  });
});

describe('numbers', () => {
  it('words of the core have the numbers of the SDK', () => {
    const of = (code: string) =>
      IMError.of({ code, status: null, checkCode: '0', text: { zh: '', en: '' }, logId: null });
    for (const [code, type, check] of [
      ['receiver_gone', 3, '100'],
      ['words_refused', 3, '500'],
      ['text_refused', 1, '500'],
      ['group_muted', 5, '7101'],
      ['token_expired', 100, '0'],
      ['file', null, '0'],
    ] as const) {
      const error = of(code);
      expect([error.type, error.checkCode.toString()], code).toEqual([type, check]);
    }
  });

  it('numbers of 64 bits are whole', () => {
    const large = Long.fromString('9007199254740993');
    expect(large.toString()).toBe('9007199254740993');
    expect(large.sub(1).toNumber()).toBe(9_007_199_254_740_992);
    expect(large > Long.fromNumber(1)).toBe(true);
    expect([large.eq('9007199254740993'), large.lt(large), Long.ZERO.isZero()]).toEqual([true, false, true]);
    expect(JSON.stringify({ large })).toBe('{"large":"9007199254740993"}');
  });
});

describe('live groups and robots', () => {
  const group = (more: Partial<ReturnType<typeof chat>> = {}) =>
    chat({ id: '5', shortId: '5', type: 5, listed: false, peer: null, owner: '10001', ...more });
  const member = {
    userId: '10009', name: 'Bo', role: 0, alias: 'Bo', avatar: null, muted: false, mutedUntil: null,
    since: 7, speaks: true, barredUntil: null, marks: ['guest'],
  };

  it('live groups are listed, joined, spoken in and left', async () => {
    const bridge = new FakeBridge();
    const im = bridge.client(NAMES);
    await im.init();
    bridge.answers['live.list'] = () => ({ list: [group({ isMember: false })], next: null });
    const { conversation: [found], hasMore } = await im.getLiveConversationListOnline({ policy: 3 });
    expect(bridge.asked.at(-1)?.params).toEqual({ own: true, after: null });
    expect([found?.id, hasMore]).toEqual(['5', false]);
    if (found === undefined) throw new Error('There is none.');
    bridge.answers['live.join'] = () => group({ memberCount: 3 });
    expect((await im.joinLiveGroup({ conversation: found, alias: 'Al' })).payload).toBe(found);
    expect([found.isMember, found.participantCount]).toEqual([true, 3]);
    bridge.answers['live.send'] = ({ id }) => message({ id: id as string, conversationId: '5', sender: '10001', index: null });
    const said = await im.createTextMessage({ conversation: found, content: 'hello' });
    expect((await im.sendMessage({ message: said, priority: 2 })).success).toBe(true);
    expect(bridge.asked.at(-1)?.params).toMatchObject({ conversationId: '5', text: 'hello', priority: 'high' });
    const custom = await im.createCustomMessage({ conversation: found, content: {} });
    await expect(im.sendMessage({ message: custom })).rejects.toMatchObject({ code: 'not_here' });
    bridge.answers['live.history'] = () => ({ list: [message({ id: 'old', conversationId: '5' })], next: '40' });
    const page = await im.getLiveGroupHistoryMessageListOnline({ conversation: found, fromIndex: '60' });
    expect(bridge.asked.at(-1)?.params).toEqual({ conversationId: '5', before: 60, limit: 20 });
    expect([page.messages[0]?.clientId, page.nextIndex, page.hasMore]).toEqual(['old', '40', true]);
    bridge.answers['live.leave'] = () => ({});
    expect((await im.leaveLiveGroup({ conversation: found })).success).toBe(true);
    // It is in no list.
    expect(im.getConversationList()).toEqual([]);
  });

  it('who may do what in a live group is asked for, changed and listed by pages', async () => {
    const bridge = new FakeBridge();
    const im = bridge.client(NAMES);
    await im.init();
    bridge.answers['live.create'] = () => group();
    const made = await im.createConversation({ type: 5, participants: [], name: 'evening' });
    const conversation = made.payload;
    bridge.answers['live.members'] = () => ({ list: [member], next: '10009' });
    const list = await im.getLiveParticipantMuteWhiteListOnline({ conversation, cursor: '3' });
    expect(bridge.asked.at(-1)?.params).toEqual({ conversationId: '5', list: { kind: 'speakers' }, after: '3' });
    expect([list.cursor, list.hasMore]).toEqual(['10009', true]);
    expect(list.list[0]).toMatchObject({ userId: '10009', isOnline: true, isInMuteWhiteList: true, markTypes: ['guest'] });
    for (const verb of ['muteAll', 'mute', 'bar', 'speak', 'marks', 'role', 'remove']) bridge.answers[`live.${verb}`] = () => ({});
    const participantIds = ['10009'];
    const blockDuration = { '10009': 300 };
    await im.setConversationMute({ conversation, block: true, normalOnly: false });
    await im.setParticipantMuteTime({ conversation, blockDuration, block: true });
    await im.setParticipantBlockTime({ conversation, blockDuration, block: false });
    await im.addLiveParticipantMuteWhiteList({ conversation, participantIds });
    await im.updateLiveParticipantsMarks({ conversation, participantIds, markTypes: ['guest'], markAction: 1 });
    await im.updateLiveConversationMarks({ conversation, markTypes: ['guest'], markAction: 2 });
    await im.updateParticipant({ conversation, userId: '10009', role: 2 });
    await im.removeParticipants({ conversation, participant: participantIds });
    expect(bridge.asked.slice(-8).map(({ method, params: { conversationId: _, ...rest } }) => [method, rest])).toEqual([
      ['live.muteAll', { on: true, everybody: true }],
      ['live.mute', { userId: '10009', seconds: 300, on: true }],
      ['live.bar', { userId: '10009', seconds: 300, on: false }],
      ['live.speak', { userId: '10009', on: true }],
      ['live.marks', { userId: '10009', add: ['guest'] }],
      ['live.marks', { remove: ['guest'] }],
      ['live.role', { userId: '10009', role: 2 }],
      ['live.remove', { users: ['10009'] }],
    ]);
    bridge.answers['live.membersOf'] = () => ({ list: [member, { ...member, userId: '10017', since: null }] });
    const info = await im.getLiveParticipantInfoOnline({ conversation, participantIds });
    expect([info.get('10009'), info.get('10017')?.isInGroup]).toEqual([{ isInGroup: true, joinTime: 7 }, false]);
    bridge.answers['live.knownMarks'] = () => ({ list: ['guest'] });
    expect(await im.getLiveConversationMarksOnline({ conversation })).toEqual({ markTypes: ['guest'] });
    bridge.answers['live.marks'] = () => {
      throw new Refuse('status_18', 18);
    };
    const refused = await im.updateLiveConversationMarks({ conversation, markTypes: ['one more'], markAction: 1 });
    expect([refused.success, refused.statusCode]).toEqual([false, 18]);
  });

  it('what happens in a live group comes as the events of the SDK', async () => {
    const bridge = new FakeBridge();
    const im = bridge.client(NAMES);
    await im.init();
    bridge.tell('liveGroup', group());
    const told = listen(im);
    const names = () => told.splice(0).map(({ name }) => name);
    const live = (what: string, more: unknown = null) => bridge.tell('live', { conversationId: '5', what, with: more });
    live('joined');
    expect(names()).toEqual([IMEvent.ParticipantJoin]);
    live('received', message({ conversationId: '5', index: null, ext: { 's:message_priority': 'high' } }));
    expect(told[0]?.payload).toMatchObject({ messagePriority: 2 });
    expect(names()).toEqual([IMEvent.MessageUpsert, IMEvent.ReceiveNewMessage]);
    bridge.tell('liveGroup', group({ blockStatus: true, owner: '10009', myMutedUntil: 9 }));
    expect(names()).toEqual([
      IMEvent.ConversationOwnerChange,
      IMEvent.ConversationBlock,
      IMEvent.ParticipantBlock,
      IMEvent.ConversationUpsert,
      IMEvent.ConversationChange,
    ]);
    live('memberMuted', { userId: '10017', on: true });
    expect(names()).toEqual([IMEvent.ParticipantBlock]);
    live('putOut', { users: ['10017'] });
    expect(told[0]?.payload).toMatchObject({ operatorType: 2 });
    expect(names()).toEqual([IMEvent.ParticipantLeave]);
    live('members', { users: ['10017'] });
    live('marks');
    expect(names()).toEqual([IMEvent.ParticipantUpsert, IMEvent.LiveGroupMarkTypeUpdate]);
    live('left');
    expect(names()).toContain(IMEvent.ConversationLeave);
    bridge.tell('liveGroup', group());
    names();
    live('dissolved');
    expect(names()).toContain(IMEvent.ConversationDissolve);
  });

  it('robots are listed, and a chat with one begins anew', async () => {
    const bridge = new FakeBridge();
    const im = bridge.client(NAMES);
    await im.init();
    bridge.answers['bot.list'] = () => ({ list: [{ userId: '77', name: 'Helper' }] });
    expect((await im.getBotListOnline()).list).toEqual([{ uid: '77', nick_name: 'Helper', portrait: '' }]);
    bridge.answers['bot.newChat'] = () => ({});
    const conversation = im.keepConversation(chat());
    expect((await im.markNewChat({ conversation, sendNotice: true })).success).toBe(true);
    expect(bridge.asked.at(-1)?.params).toEqual({ conversationId: conversation.id, greet: true });
  });
});

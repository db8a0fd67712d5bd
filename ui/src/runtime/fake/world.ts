// The people and conversations of the demonstration: real lengths, both languages, and everything a row can be.

import type {
  AccountDiagnosis,
  AccountInfo,
  Body,
  ConversationRow,
  Delivery,
  MessageRow,
  Person,
  Picture,
  TimelineRow,
  VideoRow,
} from '../../bindings';
import { avatar, type FakeConversation, type FakeWorld } from './base';
import { FORMAT, FORMATTED } from './formatted';
import { linksIn } from './links';

const person = (id: string, name: string, hue: number, media: string | null = null): Person => ({
  id,
  name,
  avatar: avatar(name, hue, media),
});

export const ALICE = person('10001', 'Alice 林', 12, 'alice-200x200');
export const BOB = person('10009', 'Bob', 210);
export const CAROL = person('10017', '陈可儿', 150);
const DAVID = person('10023', 'David Okonkwo-Featherstonehaugh', 280);
const ECHO = person('10086', 'Echo', 340, 'echo-200x200');
const ERIN = person('10031', '欧阳晓晴', 60);
const RTL = person('10044', 'שרה \u202eexe.gnp', 110);
const LONG = person('10052', 'ThisIsAVeryLongNameWithoutASingleSpaceThatNobodyShouldHaveButSomebodyAlwaysDoes', 30);

export const PEOPLE = [ALICE, BOB, CAROL, DAVID, ECHO, ERIN, RTL, LONG];

export const ACCOUNT: AccountInfo = {
  id: '5f1c0a7d9e3b2468',
  user: ALICE.id,
  name: ALICE.name,
  avatar: ALICE.avatar,
  appId: 1,
  trial: true,
  server: '127.0.0.1',
};

const THUMBHASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

let serial = 0;

function message(from: Person, time: number, body: Body, change: Partial<MessageRow> = {}): TimelineRow {
  const own = from.id === ALICE.id;
  const n = ++serial;
  return {
    type: 'message',
    id: `demo-${n}`,
    serverId: String(7_300_000_000_000_000_000n + BigInt(n)),
    sender: from.id,
    senderName: from.name,
    senderAvatar: from.avatar,
    own,
    time,
    body,
    delivery: own ? { kind: 'read' } : null,
    album: null,
    canRecall: false,
    canEdit: own && body.kind === 'text',
    canAnswer: true,
    canReact: true,
    canUnreact: true,
    canClaim: false,
    readBy: null,
    canMark: true,
    canPinForAll: true,
    marks: { favourite: false, pinned: false, pinnedForAll: false },
    canForward: true,
    edited: false,
    editPending: false,
    canWriteAgain: false,
    answers: 0,
    unsavedEdit: null,
    quote: null,
    reactions: [],
    mentionsMe: false,
    links: linksIn(body.kind === 'text' ? body.text : ''),
    format: [],
    streamed: null,
    lost: false,
    ...change,
  };
}

const text = (words: string): Body => ({ kind: 'text', text: words });

function picture(name: string, width: number, height: number, caption = ''): Body {
  const value: Picture = {
    media: `${name}-${width}x${height}`,
    width,
    height,
    bytes: width * height,
    mime: 'image/jpeg',
    name: `${name}.jpg`,
    animated: false,
    thumbhash: THUMBHASH,
    caption,
    problem: null,
  };
  return { kind: 'picture', picture: value };
}

function video(name: string, seconds: number): VideoRow {
  const file = { media: `${name}.mp4`, name: '海边的鸟.mp4', bytes: 3_355_443, mayRun: false };
  return { file, cover: name, width: 1280, height: 720, seconds, thumbhash: THUMBHASH, caption: '' };
}

function row(
  id: string,
  kind: ConversationRow['kind'],
  title: string,
  of: Person | null,
  time: number,
  change: Partial<ConversationRow> = {},
): ConversationRow {
  return {
    id,
    kind,
    title,
    avatar: of?.avatar ?? avatar(title, (Number(id.slice(-3)) * 47) % 360),
    peer: of?.id ?? null,
    unread: 0,
    mentioned: false,
    pinned: false,
    muted: false,
    member: true,
    closed: null,
    letThrough: null,
    favourite: false,
    markedUnread: false,
    archived: false,
    joinRequests: 0,
    bot: false,
    folders: [],
    notes: false,
    members: 0,
    preview: { kind: 'text', text: '好的', sender: null, own: false, happened: null },
    draft: null,
    outgoing: null,
    time,
    ...change,
  };
}

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

function bobsTimeline(now: number): TimelineRow[] {
  const day = now - (now % DAY);
  const y = day - DAY + 9 * HOUR;
  const failed: Delivery = {
    kind: 'failed',
    reason: {
      code: 'offline',
      text: { zh: '网络已断开，消息已保留。', en: 'The network is gone; the message is kept.' },
      logId: null,
    },
  };
  const rows: TimelineRow[] = [
    { type: 'gap', id: 'gap:12', state: { kind: 'gone' } },
    message(BOB, y - 2 * DAY, text('Morning! Did the new build reach you?')),
    message(ALICE, y - 2 * DAY + MIN, text('到了，正在试。启动快了很多 👍')),
    message(ALICE, y - 2 * DAY + MIN + 20_000, text('列表几乎是立刻出来的')),
    message(BOB, y - 2 * DAY + 3 * MIN, text('Great. Notes are here: https://example.com/notes/2026-03?view=all#summary (two pages, worth a read).')),
    message(ALICE, y - 2 * DAY + 4 * MIN + 20_000, text(FORMATTED), { format: FORMAT }),
    message(BOB, y - 2 * DAY + 4 * MIN + 40_000, text(FORMATTED), { format: FORMAT }),
    message(BOB, y - 2 * DAY + 4 * MIN + 50_000, { kind: 'encrypted', name: '合同.pdf' }),
    message(BOB, y - 2 * DAY + 4 * MIN + 55_000, { kind: 'call' }),
    message(BOB, y, text('Good morning')),
    message(BOB, y + 30_000, text('Here is the view from the office this week')),
    message(BOB, y + 50_000, picture('office', 1600, 1067)),
    message(ALICE, y + 4 * MIN, text('真好看！我这边在下雨')),
    message(ALICE, y + 5 * MIN, picture('rain', 900, 1600, '从窗口拍的')),
    message(BOB, y + 7 * MIN, text('🎉🎉')),
    message(BOB, y + 2 * HOUR, { kind: 'recalled' }),
    message(ALICE, y + 2 * HOUR + MIN, text('没关系，我看到重点了')),
  ];
  const album = 'album-1';
  const t = now - 3 * HOUR;
  ['spring', 'lake', 'market', 'bridge', 'tea'].forEach((name, index) =>
    rows.push(
      message(BOB, t + index * 3_000, picture(name, index % 2 ? 1200 : 1600, index % 2 ? 1600 : 1200), {
        album: { id: album, index, count: 5 },
      }),
    ),
  );
  rows.push(
    message(BOB, t + 20_000, text('A few from the weekend. The tea house at the end is the one I told you about; we should go there when you are in town.')),
    message(ALICE, t + 2 * MIN, text('太棒了！下周三我正好过去，到时候一起？顺便把发布的事情过一遍：\n1. 安装包\n2. 文档\n3. 基准测试的数字')),
    message(BOB, t + 3 * MIN, text('Wednesday works. שלום from the Tel Aviv office too: \u202egnp.exe is how they sign everything now.')),
    message(BOB, t + 4 * MIN, { kind: 'unsupported', messageType: 10011, raw: '{"asr":""}' }),
    message(BOB, t + 5 * MIN, { kind: 'file', file: { media: 'report', name: '2026 年度报告（最终版）.pdf', bytes: 4_300_000, mayRun: false } }),
    message(BOB, t + 6 * MIN, { kind: 'link', title: '赤胸朱顶雀', text: 'Common linnet', url: 'https://birds.example/linnet', host: 'birds.example' }),
    message(ALICE, t + 7 * MIN, { kind: 'location', name: '外滩', address: '上海市黄浦区中山东一路', coordinates: '31.23039, 121.47370' }, { delivery: { kind: 'read' } }),
    message(BOB, t + 7 * MIN + 20_000, { kind: 'contact', name: CAROL.name, user: CAROL.id }),
    message(BOB, t + 7 * MIN + 30_000, { kind: 'coupon', text: '满 100 减 20，全场通用', taken: false }, { canClaim: true }),
    message(ALICE, t + 7 * MIN + 40_000, { kind: 'sticker', text: '[哈哈]', picture: null }),
    message(ALICE, t + 7 * MIN + 50_000, text('👏')),
    message(BOB, t + 8 * MIN, { kind: 'voice', voice: { media: 'voice-8', millis: 8_400, wave: [20, 90, 160, 255, 140, 60, 200, 120, 40, 180, 90, 10], bytes: 26_000, played: false } }),
    message(BOB, t + 8 * MIN + 9_000, { kind: 'video', video: video('clip-1280x720', 42) }),
    { type: 'gap', id: 'gap:240', state: { kind: 'loading' } },
    message(ALICE, now - 9 * MIN, text('好，那就这么定了'), { delivery: { kind: 'read' } }),
    message(ALICE, now - 8 * MIN, text('I will bring the printed one.'), { delivery: { kind: 'sent' } }),
    message(ALICE, now - 7 * MIN - 30_000, picture('poster', 1400, 900), { delivery: { kind: 'uploading', percent: 62 } }),
    message(ALICE, now - 3 * MIN, text('这条没有发出去'), { delivery: failed }),
    message(ALICE, now - MIN, text('On my way'), { delivery: { kind: 'sending' } }),
  );
  return rows;
}

function groupTimeline(now: number): TimelineRow[] {
  const t = now - 50 * MIN;
  return [
    message(CAROL, t - 2 * DAY, {
      kind: 'notice',
      text: '陈可儿 created the group with Alice 林, Bob, 欧阳晓晴',
      happened: {
        kind: 'created',
        actor: { id: CAROL.id, name: CAROL.name, me: false },
        targets: [ALICE, BOB, ERIN].map(({ id, name }) => ({ id, name, me: id === ALICE.id })),
        others: 0,
        name: '',
        until: null,
      },
      saidBy: null,
    }),
    message(CAROL, t, text('大家好，周会改到下午三点。')),
    message(CAROL, t + 20_000, text('会议室还是 3 楼的那间。')),
    message(BOB, t + 3 * MIN, text('Works for me. I will share the numbers before that.')),
    message(ERIN, t + 4 * MIN, text('我可能会晚到十分钟，你们先开始。')),
    { type: 'unread' },
    message(DAVID, t + 10 * MIN, text('Joining remotely from Lagos. Can someone please record it?')),
    message(CAROL, t + 12 * MIN, text('@Alice 林 你可以录一下吗？'), { mentionsMe: true }),
    message(CAROL, t + 13 * MIN, picture('room', 1280, 720, '投影已经修好了')),
    message(LONG, t + 14 * MIN, text('wordwithoutanyspaces'.repeat(12))),
    message(RTL, t + 15 * MIN, text('שלום לכולם, נתראה ב-15:00')),
  ];
}

/** A long conversation: ten thousand lines of real lengths. */
function manyTimeline(now: number, count: number): TimelineRow[] {
  const lines = [
    '收到',
    '好的，明天上午我把方案发出来，大家先看看有没有遗漏的地方。',
    'Sounds good.',
    'Can you check whether the cache is bounded? I saw it grow during the night run, slowly, but it never came back.',
    '👍',
    '我看了一下日志，问题出在重连之后没有清掉旧的游标。修复已经提交，麻烦帮忙验证一下。',
  ];
  return Array.from({ length: count }, (_, i) => {
    const from = i % 7 < 3 ? ALICE : CAROL;
    const time = now - (count - i) * 4 * MIN + (i % 3) * 30_000;
    if (i % 23 === 11) return message(from, time, picture(`m${i}`, 800 + ((i * 37) % 900), 600 + ((i * 53) % 900)));
    return message(from, time, text(`${i + 1}. ${lines[i % lines.length]}`));
  });
}

const member = (who: Person, role: 'member' | 'owner' | 'manager' = 'member') => ({ person: who, role, alias: null, nickname: null, muted: null });

export interface Scene {
  /** `empty`, `one`, `rich` or `many`. */
  size: string;
  signedIn: boolean;
  now: number;
  delayMs: number;
}

export function demoWorld(scene: Scene): FakeWorld {
  serial = 0;
  const { now } = scene;
  const conversations: FakeConversation[] = [];
  const direct = (who: Person, rows: TimelineRow[], time: number, change: Partial<ConversationRow>) =>
    conversations.push({
      row: row(`0:1:10001:${who.id}`, 'one_to_one', who.name, who, time, change),
      rows,
      members: [member(ALICE), member(who)],
      notice: '',
      myRole: 'member',
    });

  if (scene.size === 'one') {
    direct(BOB, [message(BOB, now - MIN, text('你好，Alice！'))], now - MIN, {
      unread: 1,
      preview: { kind: 'text', text: '你好，Alice！', sender: null, own: false, happened: null },
    });
  } else if (scene.size !== 'empty') {
    direct(BOB, bobsTimeline(now), now - MIN, {
      pinned: true,
      outgoing: 'failed',
      preview: { kind: 'text', text: 'On my way', sender: null, own: true, happened: null },
    });
    conversations.push({
      row: row('7300000000000000123', 'group', '产品周会 Product weekly', null, now - 35 * MIN, {
        unread: 5,
        mentioned: true,
        preview: { kind: 'text', text: 'שלום לכולם, נתראה ב-15:00', sender: RTL.name, own: false, happened: null },
      }),
      rows: groupTimeline(now),
      members: [member(CAROL, 'owner'), member(ALICE, 'manager'), member(BOB), member(ERIN), member(DAVID), member(LONG), member(RTL)],
      notice: '周会每周三下午三点，请提前把数字发到群里。\nPlease send your numbers before 14:00.',
      myRole: 'manager',
    });
    direct(CAROL, manyTimeline(now - 2 * HOUR, scene.size === 'many' ? 10_000 : 400), now - 2 * HOUR, {
      unread: 128,
      preview: { kind: 'picture', text: '', sender: null, own: false, happened: null },
    });
    direct(ECHO, [message(ECHO, now - 5 * HOUR, text('写点什么，我会原样回复。Write something and I will echo it.'))], now - 5 * HOUR, {
      preview: { kind: 'text', text: '写点什么，我会原样回复。', sender: null, own: false, happened: null },
    });
    direct(ERIN, [message(ERIN, now - DAY, text('合同已经寄出'))], now - DAY, {
      draft: { text: '谢谢！收到后我', pictures: false, voice: false },
      preview: { kind: 'text', text: '合同已经寄出', sender: null, own: false, happened: null },
    });
    conversations.push({
      row: row('7300000000000000456', 'group', 'Ops alerts (a group with a name that is longer than any column)', null, now - DAY - HOUR, {
        unread: 310,
        muted: true,
        preview: { kind: 'text', text: 'disk usage back to normal on all nodes', sender: 'Monitor', own: false, happened: null },
      }),
      rows: manyTimeline(now - DAY, 60),
      members: [member(ALICE, 'owner'), member(BOB)],
      notice: '',
      myRole: 'owner',
    });
    direct(LONG, [], now - 9 * DAY, { preview: null });
    direct(RTL, [message(RTL, now - 40 * DAY, { kind: 'recalled' })], now - 40 * DAY, {
      preview: { kind: 'recalled', text: '', sender: null, own: false, happened: null },
    });
    conversations.push({
      row: row('7300000000000000789', 'group', '2025 年会筹备', null, now - 300 * DAY, {
        member: false,
        closed: { why: 'dissolved', by: null },
        preview: { kind: 'notice', text: '群组已解散', sender: null, own: false, happened: null },
      }),
      rows: [message(CAROL, now - 300 * DAY, { kind: 'notice', text: '群组已解散', happened: null, saidBy: null })],
      members: [],
      notice: '',
      myRole: 'member',
    });
    if (scene.size === 'many') {
      for (let i = 0; i < 991; i++) {
        const who = person(String(20_000 + i), i % 2 ? `同事 ${i}` : `Colleague ${i}`, (i * 37) % 360);
        direct(who, [message(who, now - 20 * DAY - i * HOUR, text('好的'))], now - 20 * DAY - i * HOUR, {});
      }
    }
  }

  for (const { row, members } of conversations) {
    row.members = row.kind === 'group' ? members.length : 0;
  }

  return {
    accounts: scene.signedIn ? [ACCOUNT] : [],
    waiting: ACCOUNT,
    conversations,
    people: PEOPLE,
    settings: {
      language: null,
      theme: 'system',
      enterSends: true,
      logLevel: 'info',
      appLog: true,
      timings: true,
      listWidth: 320,
      zoom: 100,
      notify: true,
      notifyWords: true,
      notifySound: true,
      askWhereToSave: false,
      formatText: true,
      loadPictures: true,
      saveOnMetered: true,
      stickerHosts: [],
      loadFilesMib: 0,
      mediaLimitMib: 1024,
      checkSpelling: false,
    },
    about: {
      version: '0.1.0',
      dataDir: '/home/alice/.local/share/linnet',
      secrets: 'keyring',
      proxy: null,
      proxyProblem: null,
      hasTray: true,
      systemLanguage: 'zh',
    },
    diagnosis: diagnosis(),
    delayMs: scene.delayMs,
  };
}

/** A morning with a bad network. */
function diagnosis(): AccountDiagnosis {
  const at = (minutes: number) => Date.UTC(2026, 0, 31, 8, minutes);
  const reason = (code: string, zh: string, en: string, logId: string | null = null) => ({ code, text: { zh, en }, logId });
  const lost = reason('no_connection', '连不上服务器。请检查网络。', 'The server cannot be reached. Check the network.');
  const times = (base: number) =>
    Array.from({ length: 40 }, (_, n) => ({ at: at(n), ms: base + ((n * 7_919) % 23) + (n === 31 ? 180 : 0) }));
  return {
    connection: [
      { at: at(0), connection: { kind: 'connecting' } },
      { at: at(1), connection: { kind: 'online' } },
      { at: at(20), connection: { kind: 'offline', since: at(20), nextTry: at(20) + 8_000, reason: lost } },
      { at: at(21), connection: { kind: 'online' } },
    ],
    queue: { waiting: 2, preparing: 1, stopped: 1, tries: 5 },
    failed: [
      { at: at(20), command: 200, reason: lost },
      { at: at(21), command: 100, reason: reason('status_56', '消息被拒绝。', 'The message was refused.', '20260131-7f3a') },
    ],
    sends: times(4),
    pulls: times(2),
    paints: times(9),
  };
}

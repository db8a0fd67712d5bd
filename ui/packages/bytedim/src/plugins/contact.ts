// Friends, requests, blocked people, profiles. These calls are rejected with an IMError that has the StatusCode.

import { IMError } from '../error.ts';
import { Long } from '../long.ts';
import { FriendApplyStatus, ReplyFriendAttitude } from '../types.ts';
import type { Core, Plugin } from './plugin.ts';

export interface Friend {
  readonly userId: string;
  readonly alias: string;
  readonly nickname: string;
}

export interface FriendApply {
  readonly id: string;
  readonly fromUserId: string;
  readonly toUserId: string;
  readonly applyTime: number;
  readonly ext: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface UserProfile {
  readonly userId: string;
  readonly nickname: string;
  readonly ext: Readonly<Record<string, string>>;
}

export interface FailedInfo {
  readonly userId: string;
  readonly failedCode: number;
}

interface Row {
  readonly userId: string;
  readonly name: string;
  readonly nickname: string | null;
  readonly friend: boolean;
  readonly blocked: boolean;
}

interface RequestTold {
  readonly userId: string;
  readonly incoming: boolean;
  readonly greeting: string;
  readonly time: number;
  readonly state: 'waiting' | 'accepted' | 'refused' | 'over';
  readonly unseen: boolean;
}

/** Where a greeting stands among the entries of a request (proto/src/choices.rs). */
const GREETING = 'a:greeting';

async function contacts(im: Core): Promise<readonly Row[]> {
  return (await im.request<{ list: Row[] }>('contact.list')).list;
}

/** One after the other; those that were refused with their numbers. */
async function each(userIds: readonly string[], ask: (userId: string) => Promise<unknown>) {
  const failedInfos: FailedInfo[] = [];
  for (const userId of userIds) {
    try {
      await ask(userId);
    } catch (error) {
      if (!(error instanceof IMError) || error.type === null) throw error;
      failedInfos.push({ userId, failedCode: error.type });
    }
  }
  return { failedInfos };
}

const methods = {
  getFriendListOnline: async (im: Core, _page?: { readonly limit?: number; readonly cursor?: unknown }) => {
    const rows = (await contacts(im)).filter((row) => row.friend);
    const list = rows.map(({ userId, name, nickname }): Friend => {
      const alias = nickname === null ? '' : name;
      return { userId, alias, nickname: nickname ?? name };
    });
    return { list, hasMore: false };
  },

  applyFriend: (im: Core, { userId, ext }: { readonly userId: string; readonly ext?: Record<string, string> }) =>
    im.request<void>('contact.apply', { userId, greeting: ext?.[GREETING] ?? '' }),

  getFriendReceiveApplyListOnline: async (im: Core, _page?: { readonly limit?: number; readonly cursor?: unknown }) => {
    const told = await im.request<{ list: RequestTold[]; unread: number }>('contact.requests');
    const incoming = told.list.filter((request) => request.incoming && request.state !== 'over');
    const list = incoming.map((request): FriendApply => ({
      id: `${request.userId}:${request.time}`,
      fromUserId: request.userId,
      toUserId: im.userId,
      applyTime: request.time,
      ext: request.greeting === '' ? {} : { [GREETING]: request.greeting },
      status: {
        waiting: FriendApplyStatus.Waiting,
        accepted: FriendApplyStatus.Agreed,
        refused: FriendApplyStatus.Refused,
        over: FriendApplyStatus.Refused,
      }[request.state],
    }));
    return { list, unreadCount: told.unread };
  },

  markFriendReceiveApplyAsRead: (im: Core, _upTo?: { readonly readIndex?: Long }) =>
    im.request<void>('contact.seeRequests'),

  replyFriendApply: (im: Core, { userId, attitude }: { readonly userId: string; readonly attitude: number }) =>
    im.request<void>('contact.reply', { userId, agree: attitude === ReplyFriendAttitude.Accept }),

  updateFriend: (im: Core, { userId, alias }: { readonly userId: string; readonly alias: string }) =>
    im.request<void>('contact.update', { userId, alias }),

  deleteFriend: (im: Core, { userIds }: { readonly userIds: readonly string[] }) =>
    each(userIds, (userId) => im.request('contact.delete', { userId })),

  addUserToBlack: (im: Core, { userIds }: { readonly userIds: readonly string[] }) =>
    each(userIds, (userId) => im.request('contact.block', { userId, on: true })),

  removeUserFromBlack: (im: Core, { userIds }: { readonly userIds: readonly string[] }) =>
    each(userIds, (userId) => im.request('contact.block', { userId, on: false })),

  getBlacklistOnline: async (im: Core, _page?: { readonly limit?: number }) => {
    const rows = (await contacts(im)).filter((row) => row.blocked);
    return { list: rows.map(({ userId }) => ({ userId })), hasMore: false };
  },

  getUserProfilesOnline: async (im: Core, { userIds }: { readonly userIds: readonly string[] }) => {
    const told = await im.request<{
      list: { userId: string; nickname: string }[];
      failed: string[];
    }>('contact.profiles', { userIds });
    const list = told.list.map(({ userId, nickname }): UserProfile => ({ userId, nickname, ext: {} }));
    return { list, failedUids: told.failed };
  },

  setUserProfile: (im: Core, { nickname, portrait }: { readonly nickname?: string; readonly portrait?: string }) => {
    if (portrait !== undefined) {
      return Promise.reject(new IMError('not_here', 'setUserProfile: the core sets pictures from files, not from addresses'));
    }
    return im.request<void>('contact.setProfile', { nickname });
  },
};

export const ContactPlugin = { plugin: 'ContactPlugin', methods } as const satisfies Plugin;

// The conversations that were on the screen, and the timelines of those that are.

import { batch } from 'solid-js';

import type { Person, Update } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import { createAttachments } from './attachments';
import { createChat, type ChatModel } from './chat';
import { createDrafts } from './drafts';
import { createFiles } from './files';
import { createGroupChanges } from './group-changes';
import { createMarks } from './marks';
import { createMembers, type MembersModel } from './members';
import { createPlanned } from './planned';
import { createTimeline, type TimelineModel } from './timeline';
import { Turns } from './turns';
import { createTyping } from './typing';

/** Conversations whose place is remembered; the one that was shown longest ago is forgotten first. */
const REMEMBERED = 200;

export type Chats = ReturnType<typeof createChats>;

export function createChats(runtime: Runtime, failed: (error: unknown) => void, selectionFull: () => void) {
  const drafts = createDrafts(runtime, failed);
  const attachments = createAttachments();
  const files = createFiles(runtime, failed);
  const marks = createMarks();
  const groups = createGroupChanges();
  const planned = createPlanned();
  const typing = createTyping();
  const views = new Map<number, TimelineModel>();
  const memberViews = new Map<number, MembersModel>();
  const turns = new Turns();
  const models = new Map<string, ChatModel>();
  let nextView = 1;

  function timeline(account: string, conversation: string): TimelineModel {
    const view = nextView++;
    const model = createTimeline(runtime, view, account, conversation, turns, () => views.delete(view));
    views.set(view, model);
    return model;
  }

  function members(account: string, conversation: string): MembersModel {
    const view = nextView++;
    const model = createMembers(runtime, view, account, conversation, () => memberViews.delete(view));
    memberViews.set(view, model);
    return model;
  }

  function of(account: string, conversation: string): ChatModel {
    const key = `${account} ${conversation}`;
    const known = models.get(key);
    models.delete(key);
    const model =
      known ??
      createChat({
        runtime,
        account,
        conversation,
        draft: () => drafts.of(account, conversation),
        attachments: () => attachments.of(account, conversation),
        typists: () => typing.of(account, conversation),
        timeline: () => timeline(account, conversation),
        failed,
        selectionFull,
      });
    models.set(key, model);
    if (models.size > REMEMBERED) {
      for (const [oldest, other] of models) {
        if (other.timeline() !== null || other === model) continue;
        models.delete(oldest);
        break;
      }
    }
    return model;
  }

  /** Whoever has written is no longer typing. */
  function noteWriters(update: Extract<Update, { kind: 'timeline' }>, model: TimelineModel): void {
    if (typing.list.length === 0) return;
    const wrote = new Set<string>();
    for (const diff of update.diffs) {
      if (diff.op !== 'insert') continue;
      for (const row of diff.rows) if (row.type === 'message') wrote.add(row.sender);
    }
    typing.wrote(model.account, model.conversation, wrote);
  }

  return {
    drafts,
    attachments,
    files,
    marks,
    groups,
    planned,
    typing,
    of,
    /** The caller closes it. */
    timeline,
    /** The caller closes them. */
    members,
    /** Who is in a group now, for a choice among them. */
    async people(account: string, conversation: string): Promise<Person[]> {
      const model = members(account, conversation);
      try {
        await model.open();
        return model.rows.map((member) => member.person);
      } finally {
        model.close();
      }
    },
    membersArrived(update: Extract<Update, { kind: 'members' }>): void {
      memberViews.get(update.view)?.change(update.diffs);
    },
    /** A change of the page, and the timelines in it look at the page before and after. */
    around(updates: Update[], apply: () => void): void {
      const changed = new Set<TimelineModel>();
      for (const update of updates) {
        const model = update.kind === 'timeline' ? views.get(update.view) : undefined;
        if (model) changed.add(model);
      }
      changed.forEach((model) => model.before());
      batch(apply);
      changed.forEach((model) => model.after());
    },
    arrived(update: Extract<Update, { kind: 'timeline' }>): void {
      const model = views.get(update.view);
      if (!model) return;
      noteWriters(update, model);
      model.change(update.diffs, update.state);
    },
    forget(account: string): void {
      drafts.forget(account);
      attachments.forget(account);
      files.forget(account);
      marks.forget(account);
      groups.forget(account);
      planned.forget(account);
      for (const [key, model] of models) {
        if (model.account !== account) continue;
        model.end();
        models.delete(key);
      }
    },
  };
}

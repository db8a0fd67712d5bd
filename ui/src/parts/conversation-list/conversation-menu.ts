// What can be done with a conversation: the same by the right button, by key and from the chat's header.

import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  BellRing,
  CheckCheck,
  ChevronDown,
  ChevronUp,
  Copy,
  Eraser,
  FolderDown,
  FolderPlus,
  ListChecks,
  MailOpen,
  MessageSquarePlus,
  Pin,
  PinOff,
  Star,
  StarOff,
  Trash2,
} from 'lucide';

import type { ConversationRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { MenuItem } from '../menu/menu';

export interface ConversationActions {
  open(id: string): void;
  pin(id: string, on: boolean): void;
  /** Puts a pinned one in front of another, or behind all. */
  movePin(id: string, before: string | null): void;
  mute(id: string, on: boolean): void;
  letThrough(id: string): void;
  favourite(id: string, on: boolean): void;
  markRead(id: string): void;
  markUnread(id: string): void;
  archive(id: string, on: boolean): void;
  folders(id: string): void;
  inFolder(id: string, folder: string): void;
  copyId(id: string): void;
  exportAll(row: ConversationRow): void;
  clear(row: ConversationRow): void;
  newBotChat(row: ConversationRow): void;
  remove(row: ConversationRow): void;
  removeSeveral(ids: string[]): void;
}

/** What is possible in the list alone. */
export interface InList {
  /** Pinned conversations that stand beside it: its neighbour above, and what stands behind the one below. */
  above: string | undefined;
  below: { behind: string | null } | undefined;
  select(): void;
}

const unread = (row: ConversationRow) => row.unread > 0 || row.markedUnread;

export function conversationMenu(row: ConversationRow, actions: ConversationActions, list?: InList): MenuItem[] {
  const items: (MenuItem | false | undefined)[] = [
    row.bot &&
      row.closed === null && {
        label: t().newBotChat,
        icon: MessageSquarePlus,
        testid: 'menu-new-bot-chat',
        run: () => actions.newBotChat(row),
      },
    {
      label: row.pinned ? t().unpin : t().pin,
      icon: row.pinned ? PinOff : Pin,
      testid: 'menu-pin',
      run: () => actions.pin(row.id, !row.pinned),
    },
    row.pinned &&
      list?.above !== undefined && {
        label: t().pinUp,
        icon: ChevronUp,
        testid: 'menu-pin-up',
        run: () => actions.movePin(row.id, list.above as string),
      },
    row.pinned &&
      list?.below !== undefined && {
        label: t().pinDown,
        icon: ChevronDown,
        testid: 'menu-pin-down',
        run: () => actions.movePin(row.id, list.below?.behind ?? null),
      },
    {
      label: row.favourite ? t().removeFavouriteChat : t().addFavouriteChat,
      icon: row.favourite ? StarOff : Star,
      testid: 'menu-favourite',
      run: () => actions.favourite(row.id, !row.favourite),
    },
    {
      label: row.muted ? t().unmute : t().mute,
      icon: row.muted ? Bell : BellOff,
      testid: 'menu-mute',
      run: () => actions.mute(row.id, !row.muted),
    },
    row.muted && {
      label: t().letThrough,
      icon: BellRing,
      testid: 'menu-let-through',
      run: () => actions.letThrough(row.id),
    },
    unread(row)
      ? { label: t().markRead, icon: CheckCheck, testid: 'menu-read', run: () => actions.markRead(row.id) }
      : { label: t().markUnread, icon: MailOpen, testid: 'menu-unread', run: () => actions.markUnread(row.id) },
    {
      label: row.archived ? t().unarchive : t().archive,
      icon: row.archived ? ArchiveRestore : Archive,
      testid: 'menu-archive',
      run: () => actions.archive(row.id, !row.archived),
    },
    { label: t().folders, icon: FolderPlus, testid: 'menu-folders', run: () => actions.folders(row.id) },
    list && { label: t().selectChats, icon: ListChecks, testid: 'menu-select', run: list.select },
    { label: t().copyId, icon: Copy, testid: 'menu-copy-id', run: () => actions.copyId(row.id) },
    { label: t().exportConversation, icon: FolderDown, testid: 'menu-export', run: () => actions.exportAll(row) },
    {
      label: t().clearHistory,
      icon: Eraser,
      danger: true,
      apart: true,
      testid: 'menu-clear',
      run: () => actions.clear(row),
    },
    {
      label: t().deleteConversation,
      icon: Trash2,
      danger: true,
      testid: 'menu-delete',
      run: () => actions.remove(row),
    },
  ];
  return items.filter((item): item is MenuItem => item !== false && item !== undefined);
}

// The runtime inside the desktop window. The only file of the page that knows Tauri.

import { Channel, invoke } from '@tauri-apps/api/core';

import type { Batch, Hello, Update } from '../bindings';
import type { MediaVariant, Runtime } from './runtime';
import { BatchOrder } from './stream';

export class TauriRuntime implements Runtime {
  async start(apply: (updates: Update[]) => void): Promise<Hello> {
    // One channel for the life of the page: WebKitGTK never lets go of a channel's callback.
    const channel = new Channel<Batch>();
    const order = new BatchOrder(apply, {
      ack: (n) => void invoke('ack', { n }),
      resync: () => void invoke('resync'),
    });
    channel.onmessage = (batch) => order.take(batch);
    return invoke('app_start', { channel });
  }

  setVisible: Runtime['setVisible'] = (visible) => invoke('set_visible', { visible });
  setSettings: Runtime['setSettings'] = (settings) => invoke('settings_set', { settings });

  signIn: Runtime['signIn'] = (how) => invoke('sign_in', { how });
  signOutPreview: Runtime['signOutPreview'] = (account) => invoke('sign_out_preview', { account });
  signOut: Runtime['signOut'] = (account, keepData) => invoke('sign_out', { account, keepData });
  enterToken: Runtime['enterToken'] = (account, token) => invoke('enter_token', { account, token });

  openTimeline: Runtime['openTimeline'] = (view, account, conversation, anchor) =>
    invoke('timeline_open', { view, account, conversation, anchor });
  timelineOlder: Runtime['timelineOlder'] = (view) => invoke('timeline_older', { view });
  timelineNewer: Runtime['timelineNewer'] = (view) => invoke('timeline_newer', { view });
  timelineEnd: Runtime['timelineEnd'] = (view) => invoke('timeline_end', { view });
  timelineRetryGap: Runtime['timelineRetryGap'] = (view, gap) =>
    invoke('timeline_retry_gap', { view, gap });
  timelineClose: Runtime['timelineClose'] = (view) => invoke('timeline_close', { view });
  markRead: Runtime['markRead'] = (account, conversation, message) =>
    invoke('mark_read', { account, conversation, message });

  conversationDetails: Runtime['conversationDetails'] = (account, conversation) =>
    invoke('conversation_details', { account, conversation });
  setPinned: Runtime['setPinned'] = (account, conversation, on) =>
    invoke('set_pinned', { account, conversation, on });
  setMuted: Runtime['setMuted'] = (account, conversation, on) =>
    invoke('set_muted', { account, conversation, on });
  markConversationRead: Runtime['markConversationRead'] = (account, conversation) =>
    invoke('mark_conversation_read', { account, conversation });
  clearHistory: Runtime['clearHistory'] = (account, conversation) =>
    invoke('clear_history', { account, conversation });
  deleteConversation: Runtime['deleteConversation'] = (account, conversation) =>
    invoke('delete_conversation', { account, conversation });
  leaveGroup: Runtime['leaveGroup'] = (account, conversation) =>
    invoke('leave_group', { account, conversation });
  dissolveGroup: Runtime['dissolveGroup'] = (account, conversation) =>
    invoke('dissolve_group', { account, conversation });
  renameGroup: Runtime['renameGroup'] = (account, conversation, name) =>
    invoke('rename_group', { account, conversation, name });
  setGroupNotice: Runtime['setGroupNotice'] = (account, conversation, text) =>
    invoke('set_group_notice', { account, conversation, text });
  addMembers: Runtime['addMembers'] = (account, conversation, users) =>
    invoke('add_members', { account, conversation, users });
  removeMember: Runtime['removeMember'] = (account, conversation, user) =>
    invoke('remove_member', { account, conversation, user });
  setRole: Runtime['setRole'] = (account, conversation, user, role) =>
    invoke('set_role', { account, conversation, user, role });

  findPerson: Runtime['findPerson'] = (account, user) => invoke('find_person', { account, user });
  createOneToOne: Runtime['createOneToOne'] = (account, user) =>
    invoke('create_one_to_one', { account, user });
  createGroup: Runtime['createGroup'] = (account, nonce, name, users) =>
    invoke('create_group', { account, nonce, name, users });

  sendText: Runtime['sendText'] = (account, conversation, submission, text) =>
    invoke('send_text', { account, conversation, submission, text });
  sendPictures: Runtime['sendPictures'] = (account, conversation, caption, pictures) =>
    invoke('send_pictures', { account, conversation, caption, pictures });
  retryMessage: Runtime['retryMessage'] = (account, message) =>
    invoke('retry_message', { account, message });
  cancelMessage: Runtime['cancelMessage'] = (account, message) =>
    invoke('cancel_message', { account, message });
  takeBack: Runtime['takeBack'] = (account, message) => invoke('take_back', { account, message });
  deleteMessage: Runtime['deleteMessage'] = (account, message) =>
    invoke('delete_message', { account, message });
  recallMessage: Runtime['recallMessage'] = (account, message) =>
    invoke('recall_message', { account, message });
  typing: Runtime['typing'] = (account, conversation) =>
    invoke('typing', { account, conversation });
  saveDraft: Runtime['saveDraft'] = (account, conversation, revision, text, handles) =>
    invoke('save_draft', { account, conversation, revision, text, handles });
  draft: Runtime['draft'] = (account, conversation) => invoke('draft', { account, conversation });

  pickPictures: Runtime['pickPictures'] = () => invoke('pick_pictures');
  pastePictures: Runtime['pastePictures'] = () => invoke('paste_pictures');
  discardIntake: Runtime['discardIntake'] = (handle) => invoke('discard_intake', { handle });

  conversationPictures: Runtime['conversationPictures'] = (account, conversation, message) =>
    invoke('conversation_pictures', { account, conversation, message });
  savePicture: Runtime['savePicture'] = (account, media) =>
    invoke('save_picture', { account, media });
  copyPicture: Runtime['copyPicture'] = (account, media) =>
    invoke('copy_picture', { account, media });
  showPictureInFolder: Runtime['showPictureInFolder'] = (account, media) =>
    invoke('show_picture_in_folder', { account, media });

  openLink: Runtime['openLink'] = (url) => invoke('open_link', { url });
  showDataDir: Runtime['showDataDir'] = () => invoke('show_data_dir');
  retryConnection: Runtime['retryConnection'] = (account) =>
    invoke('retry_connection', { account });
  quit: Runtime['quit'] = () => invoke('quit');

  mediaUrl(account: string, media: string, variant: MediaVariant): string {
    return `linnet-media://localhost/${encodeURIComponent(account)}/${encodeURIComponent(media)}/${variant}`;
  }

  intakeUrl(handle: string): string {
    return `linnet-media://localhost/intake/${encodeURIComponent(handle)}`;
  }
}

// The runtime inside the desktop window. The only file of the page that knows Tauri.

import { Channel, invoke } from '@tauri-apps/api/core';

import type { Batch, Commands, Hello, Update } from '../bindings';
import type { MediaVariant, Runtime } from './runtime';
import { timed } from './paint';
import { BatchOrder } from './stream';
import { whole } from './whole';

/** `invoke` with the names, arguments and answers the shell really has. */
const call = <Name extends keyof Commands>(
  name: Name,
  ...given: Commands[Name]['arguments'] extends Record<string, never> ? [] : [Commands[Name]['arguments']]
): Promise<Commands[Name]['answer']> => invoke(name, whole(given[0]));

export class TauriRuntime implements Runtime {
  async start(apply: (updates: Update[]) => void): Promise<Hello> {
    // One channel for the life of the page: WebKitGTK never lets go of a channel's callback.
    const channel = new Channel<Batch>();
    const order = new BatchOrder(timed(apply, (ms) => void call('painted', { ms })), {
      ack: (n) => void call('ack', { n }),
      resync: (after) => void call('resync', { after }),
    });
    channel.onmessage = (batch) => order.take(batch);
    return call('app_start', { channel });
  }

  about: Runtime['about'] = () => call('about');
  pagePainted: Runtime['pagePainted'] = () => call('page_painted');
  listPainted: Runtime['listPainted'] = () => call('list_painted');
  setVisible: Runtime['setVisible'] = (visible) => call('set_visible', { visible });
  changeSettings: Runtime['changeSettings'] = (change) => call('settings_change', { change });

  signIn: Runtime['signIn'] = (how) => call('sign_in', { how });
  cancelSignIn: Runtime['cancelSignIn'] = () => call('cancel_sign_in');
  signOutPreview: Runtime['signOutPreview'] = (account) => call('sign_out_preview', { account });
  signOut: Runtime['signOut'] = (account, keepData) => call('sign_out', { account, keepData });
  enterToken: Runtime['enterToken'] = (account, token) => call('enter_token', { account, token });

  openAgain: Runtime['openAgain'] = (account) => call('open_again', { account });
  enterRecoveryCode: Runtime['enterRecoveryCode'] = (account, code) =>
    call('enter_recovery_code', { account, code });
  setDatabaseAside: Runtime['setDatabaseAside'] = (account) =>
    call('set_database_aside', { account });
  keyPlace: Runtime['keyPlace'] = (account) => call('key_place', { account });
  recoveryCode: Runtime['recoveryCode'] = (account) => call('recovery_code', { account });
  setKeyringOnly: Runtime['setKeyringOnly'] = (account, on) =>
    call('set_keyring_only', { account, on });

  openTimeline: Runtime['openTimeline'] = (view, account, conversation, anchor) =>
    call('timeline_open', { view, account, conversation, anchor });
  timelineOlder: Runtime['timelineOlder'] = (view) => call('timeline_older', { view });
  timelineNewer: Runtime['timelineNewer'] = (view) => call('timeline_newer', { view });
  timelineEnd: Runtime['timelineEnd'] = (view) => call('timeline_end', { view });
  timelineRetryGap: Runtime['timelineRetryGap'] = (view, gap) =>
    call('timeline_retry_gap', { view, gap });
  timelineAttend: Runtime['timelineAttend'] = (view, attended) =>
    call('timeline_attend', { view, attended });
  timelineClose: Runtime['timelineClose'] = (view) => call('timeline_close', { view });
  markRead: Runtime['markRead'] = (account, conversation, message) =>
    call('mark_read', { account, conversation, message });

  conversationDetails: Runtime['conversationDetails'] = (account, conversation) =>
    call('conversation_details', { account, conversation });
  setPinned: Runtime['setPinned'] = (account, conversation, on) =>
    call('set_pinned', { account, conversation, on });
  setMuted: Runtime['setMuted'] = (account, conversation, on) =>
    call('set_muted', { account, conversation, on });
  markConversationRead: Runtime['markConversationRead'] = (account, conversation) =>
    call('mark_conversation_read', { account, conversation });
  clearHistory: Runtime['clearHistory'] = (account, conversation) =>
    call('clear_history', { account, conversation });
  deleteConversation: Runtime['deleteConversation'] = (account, conversation) =>
    call('delete_conversation', { account, conversation });
  leaveGroup: Runtime['leaveGroup'] = (account, conversation) =>
    call('leave_group', { account, conversation });
  dissolveGroup: Runtime['dissolveGroup'] = (account, conversation) =>
    call('dissolve_group', { account, conversation });
  renameGroup: Runtime['renameGroup'] = (account, conversation, name) =>
    call('rename_group', { account, conversation, name });
  setGroupNotice: Runtime['setGroupNotice'] = (account, conversation, text) =>
    call('set_group_notice', { account, conversation, text });
  addMembers: Runtime['addMembers'] = (account, conversation, users) =>
    call('add_members', { account, conversation, users });
  removeMember: Runtime['removeMember'] = (account, conversation, user) =>
    call('remove_member', { account, conversation, user });
  setRole: Runtime['setRole'] = (account, conversation, user, role) =>
    call('set_role', { account, conversation, user, role });

  contacts: Runtime['contacts'] = (account) => call('contacts', { account });
  findPerson: Runtime['findPerson'] = (account, user) => call('find_person', { account, user });
  createOneToOne: Runtime['createOneToOne'] = (account, user) =>
    call('create_one_to_one', { account, user });
  createGroup: Runtime['createGroup'] = (account, nonce, name, users) =>
    call('create_group', { account, nonce, name, users });

  sendText: Runtime['sendText'] = (account, conversation, submission, text, base) =>
    call('send_text', { account, conversation, submission, text, base });
  sendAttachments: Runtime['sendAttachments'] = (account, conversation, words, attachments, base) =>
    call('send_attachments', { account, conversation, words, attachments, base });
  retryMessage: Runtime['retryMessage'] = (account, message) =>
    call('retry_message', { account, message });
  cancelMessage: Runtime['cancelMessage'] = (account, message) =>
    call('cancel_message', { account, message });
  takeBack: Runtime['takeBack'] = (account, message) => call('take_back', { account, message });
  deleteMessage: Runtime['deleteMessage'] = (account, message) =>
    call('delete_message', { account, message });
  recallMessage: Runtime['recallMessage'] = (account, message) =>
    call('recall_message', { account, message });
  quoted: Runtime['quoted'] = (account, message) => call('quoted', { account, message });
  react: Runtime['react'] = (account, message, key, on) => call('react', { account, message, key, on });
  editMessage: Runtime['editMessage'] = (account, message, text) =>
    call('edit_message', { account, message, text });
  discardEdit: Runtime['discardEdit'] = (account, message) => call('discard_edit', { account, message });
  typing: Runtime['typing'] = (account, conversation) =>
    call('typing', { account, conversation });
  saveDraft: Runtime['saveDraft'] = (account, conversation, base, text) =>
    call('save_draft', { account, conversation, base, text });
  setAnswering: Runtime['setAnswering'] = (account, conversation, message) =>
    call('set_answering', { account, conversation, message });
  draft: Runtime['draft'] = (account, conversation) => call('draft', { account, conversation });

  pickFiles: Runtime['pickFiles'] = (account, conversation) =>
    call('pick_files', { account, conversation });
  pasteFiles: Runtime['pasteFiles'] = (account, conversation) =>
    call('paste_files', { account, conversation });
  discardIntake: Runtime['discardIntake'] = (handle) => call('discard_intake', { handle });
  moveIntake: Runtime['moveIntake'] = (handle, to) => call('move_intake', { handle, to });

  conversationPictures: Runtime['conversationPictures'] = (account, conversation, message, part) =>
    call('conversation_pictures', { account, conversation, message, part });
  savePicture: Runtime['savePicture'] = (account, media, name) =>
    call('save_picture', { account, media, name });
  copyPicture: Runtime['copyPicture'] = (account, media) =>
    call('copy_picture', { account, media });
  showPictureInFolder: Runtime['showPictureInFolder'] = (account, media, name) =>
    call('show_picture_in_folder', { account, media, name });

  fileStates: Runtime['fileStates'] = (account, media) => call('file_states', { account, media });
  loadFile: Runtime['loadFile'] = (account, message) => call('load_file', { account, message });
  pauseFile: Runtime['pauseFile'] = (account, media) => call('pause_file', { account, media });
  openFile: Runtime['openFile'] = (account, message, confirmed) =>
    call('open_file', { account, message, confirmed });
  showFile: Runtime['showFile'] = (account, message) => call('show_file', { account, message });
  saveFileAs: Runtime['saveFileAs'] = (account, message) =>
    call('save_file_as', { account, message });
  downloadPlace: Runtime['downloadPlace'] = () => call('download_place');
  chooseDownloadPlace: Runtime['chooseDownloadPlace'] = () => call('choose_download_place');

  diagnosis: Runtime['diagnosis'] = (account) => call('diagnosis', { account });
  saveReport: Runtime['saveReport'] = () => call('save_report');

  openLink: Runtime['openLink'] = (url) => call('open_link', { url });
  showDataDir: Runtime['showDataDir'] = () => call('show_data_dir');
  retryConnection: Runtime['retryConnection'] = (account) =>
    call('retry_connection', { account });
  quit: Runtime['quit'] = () => call('quit');

  mediaUrl(account: string, media: string, variant: MediaVariant): string {
    return `linnet-media://localhost/${encodeURIComponent(account)}/${encodeURIComponent(media)}/${variant}`;
  }

  intakeUrl(handle: string): string {
    return `linnet-media://localhost/intake/${encodeURIComponent(handle)}`;
  }
}

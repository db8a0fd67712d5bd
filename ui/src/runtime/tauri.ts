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
  signOutOthers: Runtime['signOutOthers'] = (account) => call('sign_out_others', { account });
  deleteAccount: Runtime['deleteAccount'] = (account) => call('delete_account', { account });
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
  listReach: Runtime['listReach'] = (account, rows) => call('list_reach', { account, rows });
  listBeside: Runtime['listBeside'] = (account, conversations) => call('list_beside', { account, conversations });
  findConversations: Runtime['findConversations'] = (account, words, limit) =>
    call('find_conversations', { account, words, limit });
  listFilter: Runtime['listFilter'] = (account, filter, held) => call('list_filter', { account, filter, held });
  setFavourite: Runtime['setFavourite'] = (account, conversation, on) =>
    call('set_favourite', { account, conversation, on });
  markUnread: Runtime['markUnread'] = (account, conversation, on) => call('mark_unread', { account, conversation, on });
  markAllRead: Runtime['markAllRead'] = (account) => call('mark_all_read', { account });
  setArchived: Runtime['setArchived'] = (account, conversation, on) =>
    call('set_archived', { account, conversation, on });
  setLetThrough: Runtime['setLetThrough'] = (account, conversation, chosen) =>
    call('set_let_through', { account, conversation, chosen });
  movePin: Runtime['movePin'] = (account, conversation, before) => call('move_pin', { account, conversation, before });
  createFolder: Runtime['createFolder'] = (account, name) => call('create_folder', { account, name });
  renameFolder: Runtime['renameFolder'] = (account, folder, name) => call('rename_folder', { account, folder, name });
  deleteFolder: Runtime['deleteFolder'] = (account, folder) => call('delete_folder', { account, folder });
  moveFolder: Runtime['moveFolder'] = (account, folder, before) => call('move_folder', { account, folder, before });
  setInFolder: Runtime['setInFolder'] = (account, conversation, folder, on) =>
    call('set_in_folder', { account, conversation, folder, on });
  openNotes: Runtime['openNotes'] = (account) => call('open_notes', { account });
  clearHistory: Runtime['clearHistory'] = (account, conversation) =>
    call('clear_history', { account, conversation });
  deleteConversation: Runtime['deleteConversation'] = (account, conversation) =>
    call('delete_conversation', { account, conversation });
  deleteConversationHere: Runtime['deleteConversationHere'] = (account, conversation) =>
    call('delete_conversation_here', { account, conversation });
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
  openMembers: Runtime['openMembers'] = (view, account, conversation) => call('members_open', { view, account, conversation });
  closeMembers: Runtime['closeMembers'] = (view) => call('members_close', { view });
  setGroupDescription: Runtime['setGroupDescription'] = (account, conversation, text) =>
    call('set_group_description', { account, conversation, text });
  setOwnAlias: Runtime['setOwnAlias'] = (account, conversation, alias) =>
    call('set_own_alias', { account, conversation, alias });
  muteGroup: Runtime['muteGroup'] = (account, conversation, on) => call('mute_group', { account, conversation, on });
  muteMember: Runtime['muteMember'] = (account, conversation, user, seconds, reason) =>
    call('mute_member', { account, conversation, user, seconds, reason });
  unmuteMember: Runtime['unmuteMember'] = (account, conversation, user) =>
    call('unmute_member', { account, conversation, user });
  setJoinApproval: Runtime['setJoinApproval'] = (account, conversation, on) =>
    call('set_join_approval', { account, conversation, on });
  setWhoAdds: Runtime['setWhoAdds'] = (account, conversation, who) => call('set_who_adds', { account, conversation, who });
  liveGroups: Runtime['liveGroups'] = (account, own, words, after) => call('live_groups', { account, own, words, after });
  createLiveGroup: Runtime['createLiveGroup'] = (account, nonce, name) => call('create_live_group', { account, nonce, name });
  joinLiveGroup: Runtime['joinLiveGroup'] = (account, conversation, alias, picture) =>
    call('join_live_group', { account, conversation, alias, picture });
  leaveLiveGroup: Runtime['leaveLiveGroup'] = (account) => call('leave_live_group', { account });
  dissolveLiveGroup: Runtime['dissolveLiveGroup'] = (account, conversation) =>
    call('dissolve_live_group', { account, conversation });
  sendLive: Runtime['sendLive'] = (account, text, priority) => call('send_live', { account, text, priority });
  retryLive: Runtime['retryLive'] = (account, message) => call('retry_live', { account, message });
  olderLive: Runtime['olderLive'] = (account) => call('older_live', { account });
  liveMembers: Runtime['liveMembers'] = (account, conversation, list, after) =>
    call('live_members', { account, conversation, list, after });
  muteLiveGroup: Runtime['muteLiveGroup'] = (account, conversation, on) => call('mute_live_group', { account, conversation, on });
  muteLiveMember: Runtime['muteLiveMember'] = (account, conversation, user, seconds, reason) =>
    call('mute_live_member', { account, conversation, user, seconds, reason });
  unmuteLiveMember: Runtime['unmuteLiveMember'] = (account, conversation, user) =>
    call('unmute_live_member', { account, conversation, user });
  setLiveSpeaker: Runtime['setLiveSpeaker'] = (account, conversation, user, on) =>
    call('set_live_speaker', { account, conversation, user, on });
  setLiveRole: Runtime['setLiveRole'] = (account, conversation, user, role) =>
    call('set_live_role', { account, conversation, user, role });
  markLiveMember: Runtime['markLiveMember'] = (account, conversation, user, add, remove) =>
    call('mark_live_member', { account, conversation, user, add, remove });
  setLiveMarks: Runtime['setLiveMarks'] = (account, conversation, add, remove) =>
    call('set_live_marks', { account, conversation, add, remove });
  removeLiveMember: Runtime['removeLiveMember'] = (account, conversation, user) =>
    call('remove_live_member', { account, conversation, user });
  barLiveMember: Runtime['barLiveMember'] = (account, conversation, user, seconds) =>
    call('bar_live_member', { account, conversation, user, seconds });
  letLiveMemberIn: Runtime['letLiveMemberIn'] = (account, conversation, user) =>
    call('let_live_member_in', { account, conversation, user });
  askToJoin: Runtime['askToJoin'] = (account, group, reason) => call('ask_to_join', { account, group, reason });
  joinRequests: Runtime['joinRequests'] = (account, conversation) => call('join_requests', { account, conversation });
  answerJoinRequest: Runtime['answerJoinRequest'] = (account, request, agree) =>
    call('answer_join_request', { account, request, agree });
  groupChanges: Runtime['groupChanges'] = (account, conversation, before) =>
    call('group_changes', { account, conversation, before });
  announcement: Runtime['announcement'] = (account, conversation) => call('announcement', { account, conversation });

  searchMessages: Runtime['searchMessages'] = (account, words, filter, after, limit) =>
    call('search_messages', { account, words, filter, after, limit });
  findNames: Runtime['findNames'] = (account, words) => call('find_names', { account, words });
  sharedItems: Runtime['sharedItems'] = (account, filter, after, limit) =>
    call('shared_items', { account, filter, after, limit });
  messageAt: Runtime['messageAt'] = (account, conversation, time) =>
    call('message_at', { account, conversation, time });
  contacts: Runtime['contacts'] = (account) => call('contacts', { account });
  findPerson: Runtime['findPerson'] = (account, user) => call('find_person', { account, user });
  watchPresence: Runtime['watchPresence'] = (account, place, users) =>
    call('watch_presence', { account, place, users: [...users] });
  awaitPortrait: Runtime['awaitPortrait'] = (account) => call('await_portrait', { account });
  pickPortrait: Runtime['pickPortrait'] = (account) => call('pick_portrait', { account });
  setPortrait: Runtime['setPortrait'] = (account, group, handle, square) =>
    call('set_portrait', { account, group, handle, square });
  removePortrait: Runtime['removePortrait'] = (account, group) => call('remove_portrait', { account, group });
  openContacts: Runtime['openContacts'] = (account) => call('contacts_open', { account });
  askContact: Runtime['askContact'] = (account, user, greeting) =>
    call('ask_contact', { account, user, greeting });
  answerRequest: Runtime['answerRequest'] = (account, user, agree) =>
    call('answer_request', { account, user, agree });
  seeRequests: Runtime['seeRequests'] = (account) => call('see_requests', { account });
  setRemark: Runtime['setRemark'] = (account, user, name) => call('set_remark', { account, user, name });
  setContactNote: Runtime['setContactNote'] = (account, user, text) =>
    call('set_contact_note', { account, user, text });
  setBlocked: Runtime['setBlocked'] = (account, user, on) => call('set_blocked', { account, user, on });
  deleteFriend: Runtime['deleteFriend'] = (account, user, withChat) =>
    call('delete_friend', { account, user, withChat });
  profileCard: Runtime['profileCard'] = (account, user) => call('profile_card', { account, user });
  setProfile: Runtime['setProfile'] = (account, name, description) =>
    call('set_profile', { account, name, description });
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
  deleteMessages: Runtime['deleteMessages'] = (account, messages) =>
    call('delete_messages', { account, messages: [...messages] });
  undeleteMessages: Runtime['undeleteMessages'] = (account, messages) =>
    call('undelete_messages', { account, messages: [...messages] });
  recallMessage: Runtime['recallMessage'] = (account, message) =>
    call('recall_message', { account, message });
  writeAgain: Runtime['writeAgain'] = (account, message) => call('write_again', { account, message });
  messageDetails: Runtime['messageDetails'] = (account, message) => call('message_details', { account, message });
  thread: Runtime['thread'] = (account, message, further) => call('thread', { account, message, further });
  quoted: Runtime['quoted'] = (account, message) => call('quoted', { account, message });
  react: Runtime['react'] = (account, message, key, on) => call('react', { account, message, key, on });
  readers: Runtime['readers'] = (account, message) => call('readers', { account, message });
  markMessage: Runtime['markMessage'] = (account, message, mark, on) =>
    call('mark_message', { account, message, mark, on });
  favourites: Runtime['favourites'] = (account, limit) => call('favourites', { account, limit });
  pins: Runtime['pins'] = (account, conversation) => call('pins', { account, conversation });
  sendLater: Runtime['sendLater'] = (account, conversation, submission, text, base, due) =>
    call('send_later', { account, conversation, submission, text, base, due });
  planned: Runtime['planned'] = (account, conversation) => call('planned', { account, conversation });
  changePlanned: Runtime['changePlanned'] = (account, message, text, due) =>
    call('change_planned', { account, message, text, due });
  sendPlanned: Runtime['sendPlanned'] = (account, message) => call('send_planned', { account, message });
  discardPlanned: Runtime['discardPlanned'] = (account, message) => call('discard_planned', { account, message });
  remind: Runtime['remind'] = (account, message, due) => call('remind', { account, message, due });
  forgetReminder: Runtime['forgetReminder'] = (account, message) => call('forget_reminder', { account, message });
  reminders: Runtime['reminders'] = (account) => call('reminders', { account });
  editMessage: Runtime['editMessage'] = (account, message, text) =>
    call('edit_message', { account, message, text });
  bots: Runtime['bots'] = (account) => call('bots', { account });
  startBotChat: Runtime['startBotChat'] = (account, bot) => call('start_bot_chat', { account, bot });
  newBotChat: Runtime['newBotChat'] = (account, conversation) => call('new_bot_chat', { account, conversation });
  stopAnswer: Runtime['stopAnswer'] = (account, message) => call('stop_answer', { account, message });
  answerAgain: Runtime['answerAgain'] = (account, message) => call('answer_again', { account, message });
  claimCoupon: Runtime['claimCoupon'] = (account, message) => call('claim_coupon', { account, message });
  discardEdit: Runtime['discardEdit'] = (account, message) => call('discard_edit', { account, message });
  forwardMessages: Runtime['forwardMessages'] = (account, submission, messages, to, together, comment) =>
    call('forward_messages', { account, submission, messages: [...messages], to: [...to], together, comment });
  historyCard: Runtime['historyCard'] = (account, message) => call('history_card', { account, message });
  tellActivity: Runtime['tellActivity'] = (account, conversation, activity) =>
    call('tell_activity', { account, conversation, activity });
  saveDraft: Runtime['saveDraft'] = (account, conversation, base, text) =>
    call('save_draft', { account, conversation, base, text });
  setAnswering: Runtime['setAnswering'] = (account, conversation, message) =>
    call('set_answering', { account, conversation, message });
  setMentioned: Runtime['setMentioned'] = (account, conversation, people) =>
    call('set_mentioned', { account, conversation, people: [...people] });
  mentionChoices: Runtime['mentionChoices'] = (account, conversation, words) =>
    call('mention_choices', { account, conversation, words });
  unreadMentions: Runtime['unreadMentions'] = (account, conversation) =>
    call('unread_mentions', { account, conversation });
  draft: Runtime['draft'] = (account, conversation) => call('draft', { account, conversation });

  pickFiles: Runtime['pickFiles'] = (account, conversation) =>
    call('pick_files', { account, conversation });
  pasteFiles: Runtime['pasteFiles'] = (account, conversation) =>
    call('paste_files', { account, conversation });
  discardIntake: Runtime['discardIntake'] = (handle) => call('discard_intake', { handle });
  packIntake: Runtime['packIntake'] = (handle) => call('pack_intake', { handle });
  moveIntake: Runtime['moveIntake'] = (handle, to) => call('move_intake', { handle, to });

  conversationPictures: Runtime['conversationPictures'] = (account, conversation, message, part) =>
    call('conversation_pictures', { account, conversation, message, part });
  savePicture: Runtime['savePicture'] = (account, media, name) =>
    call('save_picture', { account, media, name });
  copyPicture: Runtime['copyPicture'] = (account, media) =>
    call('copy_picture', { account, media });
  showPictureInFolder: Runtime['showPictureInFolder'] = (account, media, name) =>
    call('show_picture_in_folder', { account, media, name });

  recordVoice: Runtime['recordVoice'] = (account, conversation) =>
    call('record_voice', { account, conversation });
  stopRecording: Runtime['stopRecording'] = () => call('stop_recording');
  voiceDraft: Runtime['voiceDraft'] = (account, conversation) =>
    call('voice_draft', { account, conversation });
  discardVoice: Runtime['discardVoice'] = (account, conversation) =>
    call('discard_voice', { account, conversation });
  sendVoice: Runtime['sendVoice'] = (account, conversation, submission) =>
    call('send_voice', { account, conversation, submission });
  playVoice: Runtime['playVoice'] = (account, conversation, message, from) =>
    call('play_voice', { account, conversation, message, from });
  pauseVoice: Runtime['pauseVoice'] = (paused) => call('pause_voice', { paused });
  seekVoice: Runtime['seekVoice'] = (millis) => call('seek_voice', { millis });
  setVoiceSpeed: Runtime['setVoiceSpeed'] = (percent) => call('set_voice_speed', { percent });
  stopVoice: Runtime['stopVoice'] = () => call('stop_voice');

  fileStates: Runtime['fileStates'] = (account, media) => call('file_states', { account, media });
  fetchFile: Runtime['fetchFile'] = (account, message) => call('fetch_file', { account, message });
  mediaUse: Runtime['mediaUse'] = (account) => call('media_use', { account });
  exportConversation: Runtime['exportConversation'] = (account, conversation, from, before, load) =>
    call('export_conversation', { account, conversation, from, before, load });
  cancelExport: Runtime['cancelExport'] = (account) => call('cancel_export', { account });
  lacksHistory: Runtime['lacksHistory'] = (account, conversation) => call('lacks_history', { account, conversation });
  loadHistory: Runtime['loadHistory'] = (account, conversation) => call('load_history', { account, conversation });
  cancelHistory: Runtime['cancelHistory'] = (account) => call('cancel_history', { account });
  clearMedia: Runtime['clearMedia'] = (account, conversation) => call('clear_media', { account, conversation });
  loadFile: Runtime['loadFile'] = (account, message) => call('load_file', { account, message });
  playVideo: Runtime['playVideo'] = (account, message) => call('play_video', { account, message });
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

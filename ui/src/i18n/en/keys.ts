// The switcher and the keys.

export const keys = {
  switcherTitle: 'Switch chat',
  switcherPlaceholder: 'Name of a person or group',
  switcherEmpty: 'No chats found.',
  keySwitch: 'Switch conversation',
  keyNewChat: 'New chat',
  keyNthChat: 'Open one of the first nine chats',
  keyNextChat: 'Next or previous chat',
  keyArrows: 'Move in lists',
  keyCopy: 'Copy a message',
  keySelect: 'Select messages',
  keyMenu: 'Open the menu of an item',
  keyEscape: 'Close',
  zoom: 'Text size',
  keyZoom: 'Larger, smaller or normal text',
  keyHelp: 'Show this list',
  keySend: 'Send',
  keyBreak: 'New line',
  keyEmoji: 'Choose an emoji',
  keyEditLast: 'Edit your last message (in an empty field)',
  keyPaste: 'Paste text, pictures or files',
};

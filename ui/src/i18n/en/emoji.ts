// Emoji.

const TONES = ['No skin tone', 'Light skin', 'Medium-light skin', 'Medium skin', 'Medium-dark skin', 'Dark skin'];

export const emoji = {
  emoji: 'Emoji',
  emojiSearch: 'Search emoji',
  emojiGroups: 'Groups of emoji',
  emojiSmileys: 'Smileys',
  emojiPeople: 'People and hands',
  emojiNature: 'Animals and nature',
  emojiFood: 'Food and drink',
  emojiTravel: 'Travel and places',
  emojiActivities: 'Activities',
  emojiObjects: 'Objects',
  emojiSymbols: 'Symbols',
  emojiFlags: 'Flags',
  emojiFitting: 'Emoji that fit',
  emojiNone: 'No emoji found.',
  emojiFailed: 'The emoji could not be loaded. Close this and open it again.',
  emojiMore: 'Hold Shift to insert several',
  skinTone: 'Skin tone',
  skinToneName: (tone: number) => TONES[tone] ?? '',
};

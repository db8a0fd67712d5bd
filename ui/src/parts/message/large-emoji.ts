// Messages that are one to three emoji and nothing else stand large and without a bubble. An emoji is what is drawn as one
// sign, however many characters it is made of: flags, families, keycaps, skin tones.

/** More than this, and it is a line of words like any other. */
const MOST = 3;

/** UTF-16 units of one emoji. The longest there is, a couple with skin tones, has 15; anybody can join a hundred. */
const LONGEST = 24;

// Digits are emoji on a keycap only, and letters of a flag in pairs only. What a font draws as a letter unless it is asked
// for a picture (the heart, the copyright sign) counts when it is asked for.
const FLAG = '\\p{Regional_Indicator}{2}';
const KEYCAP = '[0-9#*]\\ufe0f?\\u20e3';
const SIGN = '(?!\\p{Regional_Indicator})\\p{Emoji_Presentation}|\\p{Extended_Pictographic}(?=\\ufe0f|\\p{Emoji_Modifier})';
const REST = '(?:\\p{Emoji_Modifier}|\\p{Extended_Pictographic}|\\u200d|\\ufe0f|[\\u{e0020}-\\u{e007f}])*';
const EMOJI = new RegExp(`^(?:${FLAG}|${KEYCAP}|(?:${SIGN})${REST})$`, 'u');

const signs = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many emoji a message is that stands large; 0 when it does not. */
export function largeEmoji(text: string): number {
  const words = text.trim();
  if (words === '' || words.length > MOST * (LONGEST + 1) || words.includes('\n')) return 0;
  let count = 0;
  for (const { segment } of signs.segment(words)) {
    if (segment.trim() === '') continue;
    if (++count > MOST || segment.length > LONGEST || !EMOJI.test(segment)) return 0;
  }
  return count;
}

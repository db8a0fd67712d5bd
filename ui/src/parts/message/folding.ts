// Long texts are folded. What is folded away is not on the page: every row of it can hold 60 KB, and laying them out would
// take longer than anybody waits.

/** UTF-16 units of a text that are shown while it is folded: about twenty lines. */
const SHOWN = 1_500;

/** A text that is hardly longer is not worth a button. */
const SLACK = 1.2;

/** Units around the cut that are looked through for a better place. */
const AROUND = 64;

const signs = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How much of a text stands on the page while it is folded. It ends between two words, or at least between two signs. */
export function foldedLength(text: string): number {
  if (text.length <= SHOWN * SLACK) return text.length;
  const before = text.slice(SHOWN - AROUND, SHOWN);
  const blank = before.search(/\s\S*$/);
  if (blank > 0) return SHOWN - AROUND + blank;
  const sign = signs.segment(text.slice(SHOWN - AROUND, SHOWN + AROUND)).containing(AROUND);
  // What has been joined for longer than that is cut anywhere but in the middle of a character.
  if (sign && sign.index > 0) return SHOWN - AROUND + sign.index;
  return /[\ud800-\udbff]$/.test(before) ? SHOWN - 1 : SHOWN;
}

/** Shorter texts fill no twenty lines, whatever is in them and however narrow the window is: they are not measured. */
const MEASURE_FROM = 250;
const MEASURE_FROM_BREAKS = 20;

/** Whether a text may be too long for its place. */
export const mayFold = (text: string): boolean =>
  text.length >= MEASURE_FROM || (text.match(/\n/g)?.length ?? 0) >= MEASURE_FROM_BREAKS;

/** Whether the lines that are clamped away are worth a button. Lines with marks stand a little higher than others. */
export const overflows = (element: HTMLElement): boolean => element.scrollHeight > element.clientHeight * SLACK;

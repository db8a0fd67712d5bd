// Which key was pressed, for shortcuts. The letter that a layout gives counts; where it gives no Latin one (Russian,
// Greek, Hebrew, Arabic), the place of the key does.

export interface Press {
  key: string;
  code: string;
}

const PLACES: Record<string, string> = {
  Equal: '=',
  Minus: '-',
  NumpadAdd: '+',
  NumpadSubtract: '-',
  Numpad0: '0',
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Slash: '/',
};

/** One Latin letter in small, a digit or a sign; other keys by their name, e.g. `Enter`. */
export function keyOf(press: Press): string {
  // On the keypad without Num Lock the keys are named after what they do then.
  const place = PLACES[press.code] ?? press.code.match(/^(?:Key|Digit)(.)$/)?.[1]?.toLowerCase();
  if (/^[\x21-\x7e]$/.test(press.key)) return press.key.toLowerCase();
  const named = press.key.length > 1 && press.key !== 'Unidentified' && press.key !== 'Dead' && press.key !== 'Process';
  return named && !press.code.startsWith('Numpad') ? press.key : (place ?? press.key);
}

const LARGER = ['+', '='];
const SMALLER = ['-', '_'];

/** What a key with Ctrl does to the size of everything: a step, the usual size, or nothing. */
export function zoomOf(press: Press): 'larger' | 'smaller' | 'usual' | null {
  const key = keyOf(press);
  if (LARGER.includes(key)) return 'larger';
  if (SMALLER.includes(key)) return 'smaller';
  // Where the row of digits gives letters (French), the place counts.
  return key === '0' || (press.code === 'Digit0' && !/^[a-z]$/.test(key)) ? 'usual' : null;
}

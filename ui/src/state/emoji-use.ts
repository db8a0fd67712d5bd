// Which emoji somebody used last, and the skin tone they chose. The page keeps this by itself, in its own folder beside
// the settings: it says how a panel looks on this computer, and nothing else needs it.

import { createSignal } from 'solid-js';

/** Where small texts are kept from one start to the next; the browser's `localStorage`. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/** Three rows of the panel; the one used longest ago is forgotten first. */
const RECENT = 24;

const PLACE = 'linnet.emoji';

/** 0 is the yellow of the sign itself; 1 to 5 go from light to dark. */
export const TONES = [0, 1, 2, 3, 4, 5] as const;

export type SkinTone = (typeof TONES)[number];

interface Kept {
  recent: string[];
  tone: SkinTone;
}

function parsed(memory: Memory): { recent?: unknown; tone?: unknown } | null {
  try {
    return JSON.parse(memory.getItem(PLACE) ?? 'null') as { recent?: unknown; tone?: unknown } | null;
  } catch {
    return null;
  }
}

/** What was kept; whatever is damaged is as if it had never been. */
function read(memory: Memory): Kept {
  const kept = parsed(memory);
  const recent = Array.isArray(kept?.recent) ? kept.recent.filter((sign): sign is string => typeof sign === 'string') : [];
  return { recent: recent.slice(0, RECENT), tone: TONES.find((tone) => tone === kept?.tone) ?? 0 };
}

export type EmojiUse = ReturnType<typeof createEmojiUse>;

export function createEmojiUse(memory: Memory) {
  const [kept, set] = createSignal(read(memory));

  function keep(change: Partial<Kept>): void {
    set((now) => ({ ...now, ...change }));
    try {
      memory.setItem(PLACE, JSON.stringify(kept()));
    } catch {
      // A full disk: it holds until the end of this run.
    }
  }

  return {
    /** Without skin tones, the last one first. */
    recent: () => kept().recent,
    tone: () => kept().tone,
    used: (sign: string) => keep({ recent: [sign, ...kept().recent.filter((other) => other !== sign)].slice(0, RECENT) }),
    setTone: (tone: SkinTone) => keep({ tone }),
  };
}

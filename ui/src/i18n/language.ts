// Which language the page speaks, and the words in it.

import { createSignal } from 'solid-js';

import type { Language, LocalText } from '../bindings';
import { en, type Words } from './en';
import { zh } from './zh';

const WORDS: Record<Language, Words> = { zh, en };

const [language, setSignal] = createSignal<Language>('en');

export { language };

/** The words in the language of the page; reactive. */
export const t = (): Words => WORDS[language()];

/** A sentence the core wrote in both languages. */
export const say = (text: LocalText): string => (language() === 'zh' ? text.zh : text.en);

/** What stands between two sentences: nothing in Chinese, whose full stop brings its own space. */
export const gap = (): string => (language() === 'zh' ? '' : ' ');

export function setLanguage(next: Language): void {
  setSignal(next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
}

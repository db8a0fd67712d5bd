import { isolate } from './isolate';
import { language } from './language';

/** Names one after another; none turns the next one around. */
export const listed = (names: readonly string[]): string =>
  names.map(isolate).join(language() === 'zh' ? '、' : ', ');

import type { ReadBy } from '../../bindings';
import { t } from '../../i18n/language';

/** How many of a group have read a message, in words. */
export const readWord = (read: ReadBy): string => (read.count === read.of ? t().readByAll : t().readBy(read.count));

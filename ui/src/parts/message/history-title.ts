import type { Body } from '../../bindings';
import { t } from '../../i18n/language';

/** What a card with messages of another conversation is called. */
export function historyTitle(card: Extract<Body, { kind: 'history' }>): string {
  const [first, second] = card.names;
  if (card.group) return t().historyGroup;
  if (first === undefined) return t().kindHistory;
  return second === undefined ? t().historyOfOne(first) : t().historyOfTwo(first, second);
}

import type { JSX } from 'solid-js';

import { t } from '../../i18n/language';
import './bot-badge.css';

/** Beside a name: no person uses this account. */
export function BotBadge(): JSX.Element {
  return (
    <span class="bot-badge" data-testid="bot-badge">
      {t().bot}
    </span>
  );
}

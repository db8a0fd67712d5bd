import { render, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { AccountDiagnosis } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { percentile } from './chart';
import { Diagnostics } from './diagnostics';

const reason = { code: 'status_56', text: { zh: '被拒绝', en: 'The message was refused.' }, logId: 'log-7' };

const found: AccountDiagnosis = {
  connection: [
    { at: 1_000, connection: { kind: 'online' } },
    { at: 2_000, connection: { kind: 'offline', since: 2_000, nextTry: 10_000, reason } },
  ],
  queue: { waiting: 2, preparing: 0, stopped: 1, tries: 3 },
  failed: [{ at: 2_000, command: 100, reason }],
  sends: [
    { at: 1, ms: 3 },
    { at: 2, ms: 9 },
  ],
  pulls: [],
  paints: [{ at: 3, ms: 12 }],
};

describe('diagnostics', () => {
  beforeEach(() => setLanguage('en'));
  afterEach(() => vi.useRealTimers());

  it('shows the newest state first, the queue, and failures with code and log id', async () => {
    const { container } = render(() => (
      <Diagnostics name="Alice" load={() => Promise.resolve(found)} onFailure={() => undefined} />
    ));
    const states = await waitFor(() => screen.getByTestId('connection-timeline').querySelectorAll('li'));
    expect(states[0]?.textContent).toContain('No connection.');
    expect(states[1]?.textContent).toContain('Connected.');
    expect(screen.getByTestId('queue').textContent).toBe('2 waiting, 0 uploading, 1 stopped.');
    expect(screen.getByTestId('failures').textContent).toContain('100 · status_56 · Log ID log-7');
    expect(screen.getByTestId('chart-send').textContent).toContain('half within 3 ms, 95 % within 9 ms');
    expect(screen.getByTestId('chart-send').querySelectorAll('rect')).toHaveLength(2);
    expect(screen.getByTestId('chart-pull').textContent).toContain('Nothing measured yet');
    await clean(container);
  });

  it('asks again while it is shown and no longer after', async () => {
    vi.useFakeTimers();
    const load = vi.fn(() => Promise.resolve(found));
    const { unmount } = render(() => <Diagnostics name="Alice" load={load} onFailure={() => undefined} />);
    await vi.advanceTimersByTimeAsync(4_100);
    expect(load).toHaveBeenCalledTimes(3);
    unmount();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('takes a percentile that was measured', () => {
    expect(percentile([], 0.5)).toBe(0);
    expect(percentile(found.sends, 0.5)).toBe(3);
    expect(percentile(found.sends, 0.95)).toBe(9);
  });
});

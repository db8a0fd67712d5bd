import { fireEvent, render, screen } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import type { Notice } from '../../state/app';
import { Notices } from './notices';

const LONG = 'Linnet keeps running in the tray. Quit it from the tray menu or from Settings.';

beforeEach(() => {
  setLanguage('en');
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function notice(change: Partial<Notice>) {
  const dismiss = vi.fn();
  render(() => <Notices notices={[{ id: 7, text: 'Copied', code: null, logId: null, ...change }]} onDismiss={dismiss} />);
  return dismiss;
}

const cross = () => screen.queryByRole('button', { name: 'Dismiss' });

describe('a notice', () => {
  it('that is taken in at a glance goes after 2.5 s and has no cross', () => {
    const dismiss = notice({});
    expect(cross()).toBeNull();
    vi.advanceTimersByTime(2_400);
    expect(dismiss).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(dismiss).toHaveBeenCalledWith(7);
  });

  it.each([{ text: LONG }, { text: '无法连接服务器。', code: 'no_connection' }, { text: '关闭窗口后，Linnet 会在托盘中继续运行。可从托盘菜单或设置中退出它。' }])(
    'that has to be read stays and has a cross: $text',
    (change) => {
      const dismiss = notice(change);
      vi.advanceTimersByTime(7_000);
      expect(dismiss).not.toHaveBeenCalled();
      fireEvent.click(cross() as HTMLElement);
      expect(dismiss).toHaveBeenCalledWith(7);
    },
  );

  it('stays while the pointer is over it', () => {
    const dismiss = notice({});
    fireEvent.pointerEnter(screen.getByTestId('notice'));
    vi.advanceTimersByTime(20_000);
    expect(dismiss).not.toHaveBeenCalled();
    fireEvent.pointerLeave(screen.getByTestId('notice'));
    vi.advanceTimersByTime(2_600);
    expect(dismiss).toHaveBeenCalledOnce();
  });
});

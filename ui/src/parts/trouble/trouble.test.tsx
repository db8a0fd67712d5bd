import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { describe, expect, it, vi } from 'vitest';

import type { SetAsideInfo, Trouble } from '../../bindings';
import { clean as axe } from '../../test/axe';
import { TroubleCard } from './trouble';

const trouble = (code: string, can: Partial<Trouble> = {}): Trouble => ({
  account: 'a11ce',
  user: '10001',
  name: 'Alice',
  reason: { code, text: { zh: '原因。', en: 'The reason.' }, logId: null },
  canSetAside: false,
  needsCode: false,
  ...can,
});

function show(of: Trouble) {
  const done: SetAsideInfo = { file: 'damaged-1.db', messages: 2, drafts: 1 };
  const calls = {
    openAgain: vi.fn(() => Promise.resolve()),
    enterCode: vi.fn((_: string) => Promise.resolve()),
    setAside: vi.fn(() => Promise.resolve(done)),
    onSetAside: vi.fn(),
    onOpenDataDir: vi.fn(),
  };
  const { container } = render(() => <TroubleCard trouble={of} {...calls} />);
  return { ...calls, container, done };
}

describe('an account that cannot be opened', () => {
  it('says why, and a newer store can only be tried again', async () => {
    const { openAgain, container } = show(trouble('database_newer'));
    expect(screen.getByTestId('trouble-reason').textContent).toBe('The reason.');
    expect(screen.queryByTestId('set-aside')).toBeNull();
    expect(screen.queryByTestId('recovery-code')).toBeNull();
    fireEvent.click(screen.getByTestId('open-again'));
    await waitFor(() => expect(openAgain).toHaveBeenCalledOnce());
    await axe(container);
  });

  it('sets a damaged store aside only after a second click', async () => {
    const { setAside, onSetAside, container, done } = show(trouble('database_damaged', { canSetAside: true }));
    fireEvent.click(screen.getByTestId('set-aside'));
    expect(setAside).not.toHaveBeenCalled();
    await axe(container);
    fireEvent.click(screen.getByTestId('set-aside-do'));
    await waitFor(() => expect(onSetAside).toHaveBeenCalledWith(done));
  });

  it('takes the recovery code and says when it is wrong', async () => {
    const { enterCode } = show(trouble('key_missing', { needsCode: true, canSetAside: true }));
    enterCode.mockRejectedValueOnce({
      reason: { code: 'recovery_code', text: { zh: '不对。', en: 'Not the code.' }, logId: null },
      field: null,
    });
    fireEvent.input(screen.getByTestId('recovery-code'), { target: { value: 'ABCD' } });
    fireEvent.click(screen.getByTestId('recovery-code-do'));
    await waitFor(() => expect(screen.getByTestId('trouble-error').textContent).toBe('Not the code.'));
    expect(enterCode).toHaveBeenCalledWith('ABCD');
  });
});

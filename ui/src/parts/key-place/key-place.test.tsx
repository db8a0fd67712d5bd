import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { expect, it, vi } from 'vitest';

import { KeyPlaceSetting } from './key-place';

it('keeps the key in the keyring alone only after the code was shown and written down', async () => {
  let keyringOnly = false;
  const set = vi.fn((on: boolean) => {
    keyringOnly = on;
    return Promise.resolve();
  });
  render(() => (
    <KeyPlaceSetting
      place={() => Promise.resolve({ keyringOnly, possible: true })}
      code={() => Promise.resolve('AAAA-BBBB')}
      set={set}
    />
  ));
  fireEvent.click(await screen.findByTestId('keyring-only'));
  expect((await screen.findByTestId('recovery-code-shown')).textContent).toBe('AAAA-BBBB');
  const go = screen.getByTestId('keyring-only-do') as HTMLButtonElement;
  expect(go.disabled).toBe(true);
  expect(set).not.toHaveBeenCalled();
  fireEvent.click(screen.getByTestId('recovery-code-written'));
  fireEvent.click(go);
  await waitFor(() => expect(set).toHaveBeenCalledWith(true));
  // It is shown once: from now on the button takes the choice back.
  await waitFor(() => expect(screen.queryByTestId('recovery-code-shown')).toBeNull());
  fireEvent.click(screen.getByTestId('keyring-only'));
  await waitFor(() => expect(set).toHaveBeenCalledWith(false));
});

it('is not offered where there is no keyring', async () => {
  const place = vi.fn(() => Promise.resolve({ keyringOnly: false, possible: false }));
  render(() => <KeyPlaceSetting place={place} code={() => Promise.resolve('')} set={() => Promise.resolve()} />);
  await waitFor(() => expect(place).toHaveBeenCalled());
  expect(screen.queryByTestId('key-place')).toBeNull();
});

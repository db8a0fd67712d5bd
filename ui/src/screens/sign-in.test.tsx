import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { AccountInfo, SignIn } from '../bindings';
import { setLanguage } from '../i18n/language';
import { failure } from '../runtime/fake/base';
import { ACCOUNT } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { SignInScreen } from './sign-in';

beforeEach(() => setLanguage('en'));

function signIn(answer: (how: SignIn) => Promise<AccountInfo> = () => Promise.resolve(ACCOUNT)) {
  const ask = vi.fn(answer);
  const done = vi.fn();
  const cancel = vi.fn();
  const back = vi.fn();
  render(() => <SignInScreen signIn={ask} cancel={cancel} done={done} onBack={back} />);
  const fill = (id: string, value: string) => fireEvent.input(screen.getByTestId(id), { target: { value } });
  const go = (way: 'cloud' | 'own') => fireEvent.click(screen.getByTestId(`sign-in-${way}`));
  const submit = () => fireEvent.click(screen.getByTestId('sign-in-submit'));
  return { ask, done, cancel, back, fill, go, submit };
}

describe('sign-in', () => {
  it('tries on this computer with one click', async () => {
    const { ask, done } = signIn();
    fireEvent.click(screen.getByTestId('sign-in-trial'));
    await waitFor(() => expect(done).toHaveBeenCalledWith(ACCOUNT));
    expect(ask).toHaveBeenCalledWith({ kind: 'trial' });
  });

  it('puts the reason beside each wrong field and asks nobody', () => {
    const { ask, fill, go } = signIn();
    go('cloud');
    fill('sign-in-app', '-4');
    fireEvent.click(screen.getByTestId('sign-in-submit'));
    const app = screen.getByTestId('sign-in-app');
    const about = document.getElementById(app.getAttribute('aria-describedby') ?? '');
    expect(app.getAttribute('aria-invalid')).toBe('true');
    expect(about?.textContent).toBe('Enter a positive number.');
    expect(screen.getByTestId('sign-in-user').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByTestId('sign-in-token').getAttribute('aria-invalid')).toBe('true');
    expect(ask).not.toHaveBeenCalled();
  });

  it('puts the reason of the server beside the field that caused it, and takes it away when it is mended', async () => {
    const { fill, go } = signIn(() => Promise.reject(failure('token_invalid', '不对', 'This token is not correct.', 'token')));
    go('cloud');
    fill('sign-in-app', '1');
    fill('sign-in-user', '10001');
    fill('sign-in-token', 'abc');
    fireEvent.click(screen.getByTestId('sign-in-submit'));
    await waitFor(() => expect(screen.getByText('This token is not correct.')).toBeTruthy());
    expect(screen.getByTestId('sign-in-token').getAttribute('aria-invalid')).toBe('true');
    fill('sign-in-token', 'abcd');
    expect(screen.queryByText('This token is not correct.')).toBeNull();
  });

  it('hands over all of an own server with a token server', async () => {
    const { ask, fill, go } = signIn();
    go('own');
    fireEvent.click(screen.getByTestId('sign-in-more'));
    fireEvent.click(screen.getByRole('radio', { name: 'A token server' }));
    fill('sign-in-api', ' http://127.0.0.1:8080 ');
    fill('sign-in-app', '1');
    fill('sign-in-user', '10009');
    fill('sign-in-token-server', 'http://127.0.0.1:8080/get_token');
    fireEvent.click(screen.getByTestId('sign-in-submit'));
    await waitFor(() => expect(ask).toHaveBeenCalledTimes(1));
    expect(ask).toHaveBeenCalledWith({
      kind: 'own_server',
      apiUrl: 'http://127.0.0.1:8080',
      frontierUrl: '',
      appId: '1',
      userId: '10009',
      credential: { kind: 'token_server', url: 'http://127.0.0.1:8080/get_token' },
    });
  });

  it('shows a reason without a field under the button, with the log id', async () => {
    signIn(() =>
      Promise.reject({
        reason: { code: 'x', text: { zh: '不行', en: 'The server is busy.' }, logId: '2026-abc' },
        field: null,
      }),
    );
    fireEvent.click(screen.getByTestId('sign-in-trial'));
    expect((await screen.findByTestId('sign-in-error')).textContent).toBe('The server is busy. Log ID 2026-abc');
  });

  it('opens the rarer fields when one of them is wrong, and keeps what was typed on the way back', () => {
    const { fill, go, submit } = signIn();
    go('own');
    expect(document.activeElement).toBe(screen.getByTestId('sign-in-api'));
    fill('sign-in-api', 'http://127.0.0.1:8080');
    fireEvent.click(screen.getByTestId('sign-in-more'));
    fill('sign-in-frontier', 'nonsense');
    fireEvent.click(screen.getByTestId('sign-in-back'));
    expect(document.activeElement).toBe(screen.getByTestId('sign-in-own'));
    go('own');
    expect(screen.getByTestId<HTMLInputElement>('sign-in-api').value).toBe('http://127.0.0.1:8080');
    submit();
    expect(screen.getByTestId('sign-in-frontier').getAttribute('aria-invalid')).toBe('true');
  });

  it('can be cancelled while it runs; what the server then says is not shown', async () => {
    let refuse: (error: unknown) => void = () => undefined;
    const { cancel, fill, go, submit } = signIn(() => new Promise((_, reject) => (refuse = reject)));
    go('cloud');
    fill('sign-in-app', '1');
    fill('sign-in-user', '10001');
    fill('sign-in-token', 'abc');
    submit();
    fireEvent.click(screen.getByTestId('sign-in-cancel'));
    expect(cancel).toHaveBeenCalledOnce();
    expect(screen.queryByTestId('sign-in-cancel')).toBeNull();
    refuse(failure('sign_in_cancelled', '已取消', 'The sign-in was cancelled.'));
    await Promise.resolve();
    expect(screen.queryByTestId('sign-in-error')).toBeNull();
    expect(screen.getByTestId<HTMLInputElement>('sign-in-token').value).toBe('abc');
  });

  it('takes one step back with Esc: the trial, the form, the screen', () => {
    const { back, cancel, go } = signIn(() => new Promise(() => undefined));
    const escape = () => fireEvent.keyDown(document.body, { key: 'Escape' });
    fireEvent.click(screen.getByTestId('sign-in-trial'));
    escape();
    expect(cancel).toHaveBeenCalledOnce();
    go('cloud');
    escape();
    expect(screen.queryByTestId('sign-in-form')).toBeNull();
    expect(back).not.toHaveBeenCalled();
    escape();
    expect(back).toHaveBeenCalledOnce();
  });

  it.each(['zh', 'en'] as const)('is clean under axe in %s', async (language) => {
    setLanguage(language);
    const { go } = signIn();
    await clean();
    go('own');
    fireEvent.click(screen.getByTestId('sign-in-more'));
    await clean();
  });
});

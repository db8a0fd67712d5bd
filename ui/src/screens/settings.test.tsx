import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { About, AccountInfo, Settings } from '../bindings';
import { setLanguage } from '../i18n/language';
import { clean } from '../test/axe';
import { SettingsScreen } from './settings';

const SETTINGS: Settings = {
  language: 'en',
  theme: 'light',
  enterSends: true,
  logLevel: 'info',
  appLog: true,
  timings: true,
  listWidth: 320,
  zoom: 110,
  notify: true,
  notifyWords: true,
  notifySound: true,
  askWhereToSave: false,
  formatText: true,
  loadPictures: true,
  saveOnMetered: true,
  stickerHosts: [],
  loadFilesMib: 0,
  mediaLimitMib: 1024,
  checkSpelling: true,
};

const ABOUT: About = {
  version: '1.2.3',
  dataDir: '/home/alice/.local/share/linnet',
  secrets: 'keyring',
  proxy: null,
  proxyProblem: null,
  hasTray: true,
  systemLanguage: 'en',
};

const ALICE: AccountInfo = {
  id: 'a11ce',
  user: '10001',
  name: 'Alice',
  avatar: { media: null, initials: 'A', hue: 200 },
  appId: 1,
  trial: false,
  server: 'im.example.com',
};

function settings() {
  const change = vi.fn();
  const diagnosis = vi.fn(() =>
    Promise.resolve({
      connection: [],
      queue: { waiting: 0, preparing: 0, stopped: 0, tries: 0 },
      failed: [],
      sends: [],
      pulls: [],
      paints: [],
    }),
  );
  const nothing = () => undefined;
  const downloads = {
    place: () => Promise.resolve({ folder: 'Downloads' }),
    choose: vi.fn(() => Promise.resolve({ folder: 'Papers' })),
  };
  render(() => (
    <SettingsScreen
      settings={SETTINGS}
      about={ABOUT}
      accounts={[ALICE]}
      mediaUrl={() => ''}
      onChange={change}
      downloads={downloads}
      onOpenDataDir={nothing}
      onShortcuts={nothing}
      onProfile={nothing}
      onSignOut={nothing}
      onSignOutOthers={nothing}
      onDeleteAccount={nothing}
      onNewToken={nothing}
      diagnosis={diagnosis}
      onSaveReport={nothing}
      onFailure={nothing}
      onQuit={nothing}
    />
  ));
  return { change, diagnosis, downloads };
}

beforeEach(() => setLanguage('en'));

describe('the settings', () => {
  it('name what they change and nothing else, so that quick changes do not undo each other', () => {
    const { change } = settings();
    fireEvent.click(screen.getByTestId('set-notify-sound'));
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    fireEvent.click(screen.getByTestId('set-larger'));
    expect(change.mock.calls.map(([named]: unknown[]) => Object.keys(named as object))).toEqual([
      ['notifySound'],
      ['theme'],
      ['zoom'],
    ]);
  });

  it('say where files are saved, and let another folder be chosen', async () => {
    const { change } = settings();
    expect((await screen.findByTestId('download-folder')).textContent).toBe('Downloads');
    fireEvent.click(screen.getByTestId('choose-download-folder'));
    await waitFor(() => expect(screen.getByTestId('download-folder').textContent).toBe('Papers'));
    fireEvent.click(screen.getByTestId('set-ask-where'));
    expect(change).toHaveBeenCalledWith({ askWhereToSave: true });
  });

  it('keep the diagnostics on a page of their own: nothing is measured before it is opened, and Esc leads back', async () => {
    const { diagnosis } = settings();
    expect(diagnosis).not.toHaveBeenCalled();
    expect(screen.queryByTestId('set-log-level')).toBeNull();
    screen.getByTestId('open-diagnostics').focus();
    fireEvent.click(screen.getByTestId('open-diagnostics'));
    await screen.findByTestId('diagnostics');
    expect(diagnosis).toHaveBeenCalledWith('a11ce');
    expect(document.activeElement).toBe(screen.getByTestId('diagnostics-back'));
    await clean();
    fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    expect(document.activeElement).toBe(screen.getByTestId('open-diagnostics'));
    expect(screen.queryByTestId('diagnostics-page')).toBeNull();
  });
});

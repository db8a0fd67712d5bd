// A shell that lives in the page: for component tests and for the demonstration build. It keeps just enough of a
// messenger to press every button; what a real core decides is decided here in the plainest way.

import type { About, AccountInfo, Hello, Settings, SettingsChange, SignIn, Update } from '../../bindings';
import type { Runtime } from '../runtime';
import { failure } from './base';
import { FakeLive } from './live';

export class FakeRuntime extends FakeLive implements Runtime {
  async start(apply: (updates: Update[]) => void): Promise<Hello> {
    this.apply = apply;
    const hello: Hello = structuredClone({
      accounts: this.world.accounts,
      settings: this.world.settings,
      about: this.world.about,
      metered: false,
      troubles: [],
    });
    if (this.world.accounts.length > 0) this.later(0, () => this.signedIn());
    return this.wait(hello);
  }

  private signedIn(): void {
    this.push(this.list(), {
      kind: 'connection',
      account: this.account().id,
      connection: { kind: 'online' },
    });
  }

  about = (): Promise<About> => this.wait(structuredClone(this.world.about));

  setVisible = (): Promise<void> => Promise.resolve();

  changeSettings = (change: SettingsChange): Promise<Settings> => {
    this.world.settings = { ...this.world.settings, ...structuredClone(change) };
    return this.wait(structuredClone(this.world.settings));
  };

  async signIn(how: SignIn): Promise<AccountInfo> {
    await this.wait(null);
    if (how.kind !== 'trial' && how.credential.kind === 'token' && how.credential.token === 'wrong') {
      throw failure('token_invalid', '这个 Token 不正确。', 'This token is not correct.', 'token');
    }
    this.world.accounts = [this.world.waiting];
    this.later(50, () => this.signedIn());
    return structuredClone(this.world.waiting);
  }

  cancelSignIn = (): Promise<void> => Promise.resolve();

  signOutPreview: Runtime['signOutPreview'] = () =>
    this.wait({
      unsent: this.world.conversations
        .map((c) => ({
          title: c.row.title,
          count: c.rows.filter((r) => r.type === 'message' && r.delivery?.kind === 'failed').length,
        }))
        .filter((line) => line.count > 0),
    });

  signOutOthers: Runtime['signOutOthers'] = () => this.wait(1);
  deleteAccount: Runtime['deleteAccount'] = (account) => this.signOut(account, false);
  signOut: Runtime['signOut'] = async (account) => {
    this.world.accounts = this.world.accounts.filter((a) => a.id !== account);
    this.push({ kind: 'account_gone', account });
    await this.wait(null);
  };

  enterToken: Runtime['enterToken'] = async (account) => {
    await this.wait(null);
    this.push({ kind: 'connection', account, connection: { kind: 'online' } });
  };

  openAgain: Runtime['openAgain'] = async (account) => {
    await this.wait(null);
    this.push({ kind: 'trouble_over', account });
  };

  enterRecoveryCode: Runtime['enterRecoveryCode'] = (account) => this.openAgain(account);

  setDatabaseAside: Runtime['setDatabaseAside'] = async (account) => {
    await this.openAgain(account);
    return { file: 'damaged-1.db', messages: 1, drafts: 1 };
  };

  keyPlace: Runtime['keyPlace'] = () =>
    this.wait({ keyringOnly: false, possible: this.world.about.secrets === 'keyring' });

  recoveryCode: Runtime['recoveryCode'] = () =>
    this.wait('0000-1111-2222-3333-4444-5555-6666-7777-8888-9999-AAAA-BBBB-CCCC-DDDD');

  setKeyringOnly: Runtime['setKeyringOnly'] = async () => {
    await this.wait(null);
  };

  pagePainted: Runtime['pagePainted'] = () => Promise.resolve();
  listPainted: Runtime['listPainted'] = () => Promise.resolve();
  diagnosis: Runtime['diagnosis'] = () => this.wait(structuredClone(this.world.diagnosis));
  saveReport: Runtime['saveReport'] = () => this.wait('linnet-report.zip');
  openLink: Runtime['openLink'] = () => Promise.resolve();
  showDataDir: Runtime['showDataDir'] = () => Promise.resolve();
  quit: Runtime['quit'] = () => Promise.resolve();

  retryConnection: Runtime['retryConnection'] = async (account) => {
    this.push({ kind: 'connection', account, connection: { kind: 'connecting' } });
    this.later(900, () => this.push({ kind: 'connection', account, connection: { kind: 'online' } }));
    await this.wait(null);
  };
}

import { createSignal, Match, Show, Switch, type JSX } from 'solid-js';

import type { AccountInfo, Credential, Failure, Region, SignIn, SignInField } from '../bindings';
import { say, t } from '../i18n/language';
import { Bird } from '../parts/bird/bird';
import { Field } from '../parts/field/field';
import { Segments } from '../parts/field/segments';
import { asFailure } from '../runtime/runtime';
import './sign-in.css';

type Way = 'cloud' | 'own';

type Errors = Partial<Record<SignInField, string>>;

/** Signs in by one of three ways. A wrong value gets its reason beside the field that caused it. */
export function SignInScreen(props: {
  signIn: (how: SignIn) => Promise<AccountInfo>;
  done: (account: AccountInfo) => void;
  /** Present when there is an account to go back to. */
  onBack?: () => void;
}): JSX.Element {
  const [way, setWay] = createSignal<Way>('cloud');
  const [region, setRegion] = createSignal<Region>('mainland');
  const [apiUrl, setApiUrl] = createSignal('');
  const [frontierUrl, setFrontierUrl] = createSignal('');
  const [appId, setAppId] = createSignal('');
  const [userId, setUserId] = createSignal('');
  const [tokenFrom, setTokenFrom] = createSignal<Credential['kind']>('token');
  const [token, setToken] = createSignal('');
  const [tokenServer, setTokenServer] = createSignal('');
  const [errors, setErrors] = createSignal<Errors>({});
  const [logId, setLogId] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal<SignIn['kind'] | null>(null);

  const edit = (field: SignInField, set: (value: string) => void) => (value: string) => {
    setErrors((all) => ({ ...all, [field]: undefined, whole: undefined }));
    set(value);
  };

  async function run(how: SignIn): Promise<void> {
    if (busy()) return;
    setErrors({});
    setLogId(null);
    setBusy(how.kind);
    try {
      props.done(await props.signIn(how));
    } catch (error) {
      const failure: Failure = asFailure(error);
      setErrors({ [failure.field ?? 'whole']: say(failure.reason.text) });
      setLogId(failure.reason.logId);
    } finally {
      setBusy(null);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const found: Errors = {};
    const number = (field: SignInField, value: string) => {
      if (value.trim() === '') found[field] = t().errEmpty;
      else if (!/^[1-9]\d{0,18}$/.test(value.trim())) found[field] = t().errNumber;
    };
    const address = (field: SignInField, value: string, scheme: RegExp, words: string) => {
      if (value.trim() === '') found[field] = t().errEmpty;
      else if (!scheme.test(value.trim())) found[field] = words;
    };
    if (way() === 'own') {
      address('api_url', apiUrl(), /^https?:\/\/\S+$/i, t().errUrl);
      if (frontierUrl().trim() !== '') {
        address('frontier_url', frontierUrl(), /^wss?:\/\/\S+$/i, t().errWsUrl);
      }
    }
    number('app_id', appId());
    number('user_id', userId());
    if (tokenFrom() === 'token') {
      if (token().trim() === '') found.token = t().errEmpty;
    } else {
      address('token_server', tokenServer(), /^https?:\/\/\S+$/i, t().errUrl);
    }
    setErrors(found);
    if (Object.keys(found).length > 0) {
      const form = event.currentTarget as HTMLFormElement;
      queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const credential: Credential =
      tokenFrom() === 'token'
        ? { kind: 'token', token: token().trim() }
        : { kind: 'token_server', url: tokenServer().trim() };
    const who = { appId: appId().trim(), userId: userId().trim(), credential };
    void run(
      way() === 'cloud'
        ? { kind: 'im_cloud', region: region(), ...who }
        : {
            kind: 'own_server',
            apiUrl: apiUrl().trim(),
            frontierUrl: frontierUrl().trim(),
            ...who,
          },
    );
  }

  return (
    <main class="sign-in" data-testid="sign-in">
      <div class="sign-in-card">
        <header>
          <Bird size={72} />
          <h1>{t().signInTitle}</h1>
          <p class="hint">{t().signInLead}</p>
        </header>

        <button
          type="button"
          class="button primary wide"
          data-testid="sign-in-trial"
          disabled={busy() !== null}
          onClick={() => void run({ kind: 'trial' })}
        >
          <Show when={busy() === 'trial'} fallback={t().trialTitle}>
            <span class="spinner" aria-hidden="true" />
            {t().startingTrial}
          </Show>
        </button>
        <p class="hint under">{t().trialHint}</p>

        <div class="sign-in-or">
          <span>{t().or}</span>
        </div>

        <form novalidate onSubmit={submit} data-testid="sign-in-form">
          <Segments<Way>
            label={t().wayLabel}
            testid="sign-in-way"
            value={way()}
            choices={[
              { value: 'cloud', label: t().wayCloud },
              { value: 'own', label: t().wayOwn },
            ]}
            onChange={(next) => {
              setErrors({});
              setWay(next);
            }}
          />

          <Switch>
            <Match when={way() === 'cloud'}>
              <div class="field">
                <span class="label">{t().region}</span>
                <Segments<Region>
                  label={t().region}
                  value={region()}
                  choices={[
                    { value: 'mainland', label: t().regionMainland },
                    { value: 'overseas', label: t().regionOverseas },
                  ]}
                  onChange={setRegion}
                />
                <Show when={errors().region}>
                  {(error) => (
                    <span class="field-error" role="alert">
                      {error()}
                    </span>
                  )}
                </Show>
              </div>
            </Match>
            <Match when={way() === 'own'}>
              <Field
                label={t().apiUrl}
                testid="sign-in-api"
                placeholder="https://im.example.com"
                inputmode="url"
                value={apiUrl()}
                error={errors().api_url}
                onInput={edit('api_url', setApiUrl)}
              />
              <Field
                label={t().frontierUrl}
                testid="sign-in-frontier"
                placeholder="wss://im.example.com/ws/v2"
                inputmode="url"
                hint={t().frontierHint}
                value={frontierUrl()}
                error={errors().frontier_url}
                onInput={edit('frontier_url', setFrontierUrl)}
              />
            </Match>
          </Switch>

          <div class="two">
            <Field
              label={t().appId}
              testid="sign-in-app"
              inputmode="numeric"
              value={appId()}
              error={errors().app_id}
              onInput={edit('app_id', setAppId)}
            />
            <Field
              label={t().userId}
              testid="sign-in-user"
              inputmode="numeric"
              value={userId()}
              error={errors().user_id}
              onInput={edit('user_id', setUserId)}
            />
          </div>

          <div class="field">
            <span class="label">{t().tokenFrom}</span>
            <Segments<Credential['kind']>
              label={t().tokenFrom}
              testid="sign-in-token-from"
              value={tokenFrom()}
              choices={[
                { value: 'token', label: t().tokenPasted },
                { value: 'token_server', label: t().tokenServer },
              ]}
              onChange={setTokenFrom}
            />
          </div>
          <Show
            when={tokenFrom() === 'token'}
            fallback={
              <Field
                label={t().tokenServerUrl}
                testid="sign-in-token-server"
                placeholder="https://app.example.com/get_token"
                inputmode="url"
                hint={t().tokenServerHint}
                value={tokenServer()}
                error={errors().token_server}
                onInput={edit('token_server', setTokenServer)}
              />
            }
          >
            <Field
              label={t().token}
              testid="sign-in-token"
              type="password"
              hint={t().tokenHint}
              value={token()}
              error={errors().token}
              onInput={edit('token', setToken)}
            />
          </Show>

          <button type="submit" class="button wide" data-testid="sign-in-submit" disabled={busy() !== null}>
            <Show when={busy() && busy() !== 'trial'} fallback={t().signIn}>
              <span class="spinner" aria-hidden="true" />
              {t().signingIn}
            </Show>
          </button>
        </form>

        <Show when={errors().whole}>
          {(error) => (
            <p class="field-error whole" role="alert" data-testid="sign-in-error">
              {error()}
              <Show when={logId()}>{(id) => <span class="hint"> {t().logId(id())}</span>}</Show>
            </p>
          )}
        </Show>
        <Show when={props.onBack}>
          {(back) => (
            <button type="button" class="text-button" onClick={() => back()()}>
              {t().back}
            </button>
          )}
        </Show>
      </div>
    </main>
  );
}

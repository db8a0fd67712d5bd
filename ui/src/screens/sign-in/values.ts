// What stands in the fields of the sign-in form, and what is wrong with it before anybody is asked.

import type { Credential, Region, SignIn, SignInField } from '../../bindings';
import { t } from '../../i18n/language';
import type { Way } from './ways';

export interface Values {
  region: Region;
  apiUrl: string;
  frontierUrl: string;
  appId: string;
  userId: string;
  tokenFrom: Credential['kind'];
  token: string;
  tokenServer: string;
}

export const EMPTY: Values = {
  region: 'mainland',
  apiUrl: '',
  frontierUrl: '',
  appId: '',
  userId: '',
  tokenFrom: 'token',
  token: '',
  tokenServer: '',
};

export type Errors = Partial<Record<SignInField, string>>;

/** The reason beside each field whose value cannot be right. */
export function wrong(way: Way, values: Values): Errors {
  const found: Errors = {};
  const number = (field: SignInField, value: string) => {
    if (value.trim() === '') found[field] = t().errEmpty;
    else if (!/^[1-9]\d{0,18}$/.test(value.trim())) found[field] = t().errNumber;
  };
  const address = (field: SignInField, value: string, scheme: RegExp, words: string) => {
    if (value.trim() === '') found[field] = t().errEmpty;
    else if (!scheme.test(value.trim())) found[field] = words;
  };
  if (way === 'own') {
    address('api_url', values.apiUrl, /^https?:\/\/\S+$/i, t().errUrl);
    if (values.frontierUrl.trim() !== '') address('frontier_url', values.frontierUrl, /^wss?:\/\/\S+$/i, t().errWsUrl);
  }
  number('app_id', values.appId);
  number('user_id', values.userId);
  if (values.tokenFrom === 'token_server') {
    address('token_server', values.tokenServer, /^https?:\/\/\S+$/i, t().errUrl);
  } else if (values.token.trim() === '') {
    found.token = t().errEmpty;
  }
  return found;
}

/** What the shell is asked for. */
export function asked(way: Way, values: Values): SignIn {
  const credential: Credential =
    values.tokenFrom === 'token'
      ? { kind: 'token', token: values.token.trim() }
      : { kind: 'token_server', url: values.tokenServer.trim() };
  const who = { appId: values.appId.trim(), userId: values.userId.trim(), credential };
  return way === 'cloud'
    ? { kind: 'im_cloud', region: values.region, ...who }
    : { kind: 'own_server', apiUrl: values.apiUrl.trim(), frontierUrl: values.frontierUrl.trim(), ...who };
}

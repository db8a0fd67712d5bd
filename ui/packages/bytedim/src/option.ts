// What a client is given.

export interface IMOption {
  readonly appId: number;
  /** A positive number of 64 bits, as text. */
  readonly userId: string;
  readonly deviceId: string;
  /** Address of the bridge, as `linnet bridge` prints it. */
  readonly apiUrl: string;
  /** The bridge has one address: this one is not looked at. */
  readonly frontierUrl?: string;
  readonly authType?: number;
  /** The secret that `linnet bridge` prints, or what gets it. */
  readonly token: string | (() => string | Promise<string>);
  readonly autoRefreshExpiredToken?: boolean;
  /** Tells the console what goes over the socket, without the secret. */
  readonly debug?: boolean;
  readonly debugEnablePollRequestLog?: boolean;
  readonly disableAppLog?: boolean;
  readonly disableApmLog?: boolean;
  /** The list is not read by `init`; it is read by `getConversationListOnline`. */
  readonly disableInitPull?: boolean;
  /** `ReceiveNewMessage` is told of own messages of other devices as well. */
  readonly noticeSelfMessage?: boolean;
}

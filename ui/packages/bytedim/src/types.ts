// Numbers that are the SDK's own and not of the wire.

export const InitResult = { Starting: 1, Error: 2, Success: 3 } as const;
export type InitResult = (typeof InitResult)[keyof typeof InitResult];

export const FlightStatus = {
  Created: 0,
  Preparing: 1,
  Inflight: 2,
  Succeeded: 3,
  Received: 4,
  Failed: -1,
  Rejected: -2,
  SelfVisible: -3,
} as const;
export type FlightStatus = (typeof FlightStatus)[keyof typeof FlightStatus];

export const MessageSource = { Push: 1, LoadMore: 2, Init: 3, GapFill: 4, Local: 5 } as const;
export type MessageSource = (typeof MessageSource)[keyof typeof MessageSource];

export const FriendApplyStatus = { Waiting: 0, Agreed: 1, Refused: 2 } as const;
export const ReplyFriendAttitude = { Accept: 0, Reject: 1 } as const;
export const DirectionForContactApi = { Newer: 1, Older: 2 } as const;

// The interface of the IM Cloud Web SDK over `linnet bridge`. docs/SDK.md says what is here and what is not.

export { BytedIM } from './bytedim.ts';
export { ErrorType, IMError } from './error.ts';
export { IMEvent } from './event.ts';
export * as im_proto from './im_proto.ts';
export { Long } from './long.ts';
export type { Conversation } from './conversation.ts';
export type { Message } from './message.ts';
export type { IMOption } from './option.ts';
export type { Participant } from './participant.ts';
export type { Outcome } from './outcome.ts';
export { BotPlugin } from './plugins/bot.ts';
export { ContactPlugin } from './plugins/contact.ts';
export { LivePlugin } from './plugins/live.ts';
export { FileExtKey, FileType, MultimediaPlugin } from './plugins/multimedia.ts';
export type { FileInfo } from './plugins/upload.ts';
export {
  DirectionForContactApi,
  FlightStatus,
  FriendApplyStatus,
  InitResult,
  MessageSource,
  ReplyFriendAttitude,
} from './types.ts';

// A member of a conversation.

export interface MemberTold {
  readonly userId: string;
  readonly name: string;
  readonly role: number;
  readonly alias: string | null;
  readonly muted: boolean;
  readonly mutedUntil: number | null;
}

export interface Participant {
  readonly userId: string;
  readonly conversationId: string;
  /** 0 member, 1 owner, 2 manager. */
  readonly role: number;
  readonly alias: string;
  readonly blocked: boolean;
  /** Milliseconds since 1970; -1 for ever. */
  readonly leftBlockTime: number;
}

export function participantOf(told: MemberTold, conversationId: string): Participant {
  return {
    userId: told.userId,
    conversationId,
    role: told.role,
    alias: told.alias ?? '',
    blocked: told.muted,
    leftBlockTime: told.muted ? (told.mutedUntil ?? -1) : 0,
  };
}

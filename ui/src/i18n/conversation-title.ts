import type { ConversationRow } from '../bindings';
import { t } from './language';

/** What a conversation is called: that with oneself has no other name than what it is for. */
export const conversationTitle = (row: ConversationRow): string => (row.notes ? t().notesTitle : row.title);

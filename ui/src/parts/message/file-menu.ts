// What can be done with the file of a message, whatever its kind is.

import { Download, FolderOpen, Save, SquareArrowOutUpRight } from 'lucide';

import type { FileRow, FileState, MessageRow } from '../../bindings';
import { t } from '../../i18n/language';
import type { MenuItem } from '../menu/menu';
import type { MessageContext } from './context';

export const isHere = (state: FileState | undefined): boolean => state?.state === 'here';

/** The lines of the menu; `open` is what opening it is called. */
export function fileMenu(message: MessageRow, file: FileRow, context: MessageContext, open: string): MenuItem[] {
  // What is still being written here is where it was.
  if (message.serverId === null) return [];
  const { files } = context;
  return [
    isHere(files.state(file.media))
      ? { label: open, icon: SquareArrowOutUpRight, testid: 'menu-open-file', run: () => files.open(message.id, file) }
      : { label: t().loadFile, icon: Download, testid: 'menu-load-file', run: () => files.load(message.id) },
    { label: t().showInFolder, icon: FolderOpen, testid: 'menu-show-file', run: () => files.show(message.id) },
    { label: t().saveAs, icon: Save, testid: 'menu-save-file', run: () => files.saveAs(message.id) },
  ];
}

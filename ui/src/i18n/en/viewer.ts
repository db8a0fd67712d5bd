// The picture viewer.

import { isolate } from '../isolate';

export const viewer = {
  viewer: 'Picture viewer',
  originalFailed: 'The full picture cannot be shown now. You can try to save it.',
  viewerPrevious: 'Previous picture',
  viewerNext: 'Next picture',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomFit: 'Fit to window',
  rotate: 'Rotate',
  savePicture: 'Save as…',
  copyPicture: 'Copy picture',
  showInFolder: 'Show in folder',
  showInChat: 'Show in chat',
  savedAs: (name: string) => `Saved as ${isolate(name)}`,
  pictureCopied: 'Picture copied',
  pictureOf: (index: number, total: number) => `${index} of ${total}`,
};

// A file on its way to the bridge, in parts.

import { IMError } from '../error.ts';

/** Bytes of a file in one request: as text it fits into a message of the bridge. */
const PART = 192 * 1024;

export interface UploadProgress {
  readonly percent: number;
  readonly fileSize: number;
}

export interface FileInfo {
  readonly type?: number;
  /** A File of a page, or a Blob: Node has both. */
  readonly fileHandler: Blob;
  readonly displayType?: string;
  readonly encrypt?: boolean;
  readonly onUploadProcess?: (progress: UploadProgress) => void;
}

/** A file on its way to the bridge. */
export interface Upload {
  readonly kind: 'image' | 'video' | 'file';
  readonly file: FileInfo;
  cancelled: boolean;
}

/** Whoever asks the bridge. */
interface Asking {
  request<T = void>(method: string, params?: object): Promise<T>;
}

/** Hands a file over; answers its number. */
export async function handOver(im: Asking, upload: Upload): Promise<number> {
  const { fileHandler, onUploadProcess } = upload.file;
  const fileSize = fileHandler.size;
  const name = 'name' in fileHandler && typeof fileHandler.name === 'string' ? fileHandler.name : 'file';
  const begun = await im.request<{ upload: number }>('upload.begin', { name, bytes: fileSize });
  for (let from = 0; from < fileSize; from += PART) {
    if (upload.cancelled) {
      await im.request('upload.forget', { upload: begun.upload });
      throw new IMError('cancelled', 'The upload was cancelled.');
    }
    const part = new Uint8Array(await fileHandler.slice(from, from + PART).arrayBuffer());
    await im.request('upload.part', { upload: begun.upload, data: base64(part) });
    onUploadProcess?.({ percent: Math.floor((Math.min(from + PART, fileSize) / fileSize) * 100), fileSize });
  }
  return begun.upload;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8_192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  }
  return btoa(text);
}

// Pictures, videos and files: handed over to the bridge when the message is sent.

import { ErrorType, IMError } from '../error.ts';
import { MessageType } from '../im_proto.ts';
import type { Message } from '../message.ts';
import { type Core, notHere, type Plugin, type To } from './plugin.ts';
import type { FileInfo, Upload } from './upload.ts';

export const FileType = { Image: 1, Video: 2, Audio: 3, CommonFile: 4 } as const;

export const FileExtKey = {
  FileName: 's:file_ext_key_file_name',
  ImgThumbUrl: 's:file_ext_key_thumb_url',
  ImgPreviewUrl: 's:file_ext_key_preview_url',
  VideoCoverUrl: 's:file_ext_key_video_cover_url',
  VideoDuration: 's:file_ext_key_video_duration',
  AudioDuration: 's:file_ext_key_audio_duration',
} as const;

/** Largest file, bytes (proto/src/choices.rs). */
const MAX_FILE = 50 * 1024 * 1024;
export type FileArgs = To & { readonly fileInfo: FileInfo; readonly ext?: Record<string, string> };

async function make(im: Core, args: FileArgs, kind: Upload['kind'], type: number): Promise<Message> {
  if (args.fileInfo.fileHandler.size > MAX_FILE) {
    throw new IMError('file_too_large', 'The file is larger than 50 MB.', ErrorType.FileTooLarge);
  }
  return im.make(args, type, '', { upload: { kind, file: args.fileInfo, cancelled: false } });
}

interface Part {
  readonly name: string;
  readonly bytes: number;
  readonly data: string;
}

/** The file of a message, as it came. */
async function load(im: Core, message: Message): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let from = 0;
  for (;;) {
    const part = await im.request<Part>('message.file', { id: message.clientId, from });
    const bytes = Uint8Array.from(atob(part.data), (letter) => letter.charCodeAt(0));
    parts.push(bytes);
    from += bytes.length;
    if (from >= part.bytes || bytes.length === 0) return new Blob(parts);
  }
}

const methods = {
  createImageMessage: (im: Core, args: FileArgs) => make(im, args, 'image', MessageType.MESSAGE_TYPE_IMAGE),

  createVideoMessage: (im: Core, args: FileArgs & { readonly videoType?: 'v1' }) =>
    make(im, args, 'video', MessageType.MESSAGE_TYPE_VIDEO),

  createFileMessage: (im: Core, args: FileArgs) => make(im, args, 'file', MessageType.MESSAGE_TYPE_FILE),

  createAudioMessage: notHere('createAudioMessage', 'the core sends recordings that it made itself'),

  /** The name is the SDK's. */
  cancelMediaFileMessagUpload: async (im: Core, { message }: { readonly message: Message }): Promise<void> => {
    const upload = im.uploadOf(message);
    if (upload !== undefined) upload.cancelled = true;
    // The core may have it already.
    await im.request('message.cancel', { id: message.clientId }).catch((error: unknown) => {
      if (!(error instanceof IMError) || error.code !== 'not_found') throw error;
    });
  },

  validateFileUrl: (_: Core, { message }: { readonly message: Message }): boolean => message.fileUrl !== null,

  /** Loads the file; `fileUrl` of the message is its address in this page from then on. */
  refreshFileUrl: async (im: Core, { message }: { readonly message: Message }): Promise<Message> => {
    const file = await load(im, message);
    if (message.fileUrl !== null) URL.revokeObjectURL(message.fileUrl);
    message.fileUrl = URL.createObjectURL(file);
    return message;
  },
};

export const MultimediaPlugin = { plugin: 'MultimediaPlugin', methods } as const satisfies Plugin;

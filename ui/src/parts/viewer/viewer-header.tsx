import { Copy, Download, FolderOpen, Maximize, MessageCircle, RotateCw, X, ZoomIn, ZoomOut } from 'lucide';
import { Show, type JSX } from 'solid-js';

import type { SavedPicture, ViewerPicture } from '../../bindings';
import { language, t } from '../../i18n/language';
import { moment } from '../../i18n/time';
import { IconButton } from '../icon/icon-button';

/** What can be done with a picture. */
export interface PictureActions {
  onSave: (media: string, name: string) => Promise<SavedPicture | null>;
  onCopy: (media: string) => Promise<void>;
  onShow: (media: string, name: string) => Promise<void>;
  /** Shows the message of a picture among the others. */
  onGoTo: (message: string) => void;
}

/** Whose picture it is, and what can be done with it. */
export function ViewerHeader(props: {
  picture: ViewerPicture | undefined;
  /** Which of how many; null while that is not known. */
  position: string | null;
  actions: PictureActions;
  zoom: (factor: number) => void;
  fit: () => void;
  turn: () => void;
  /** What came of something; null when there is nothing to be said. */
  tell: (work: Promise<string | null>) => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <header>
      <Show when={props.picture} fallback={<span class="grow" />}>
        {(p) => (
          <p class="viewer-about ellipsis grow">
            <bdi>{p().senderName}</bdi> · <span class="numbers">{moment(p().time, language())}</span>
            <Show when={props.position !== null}>
              {' · '}
              <span class="numbers" data-testid="viewer-position">
                {props.position}
              </span>
            </Show>
          </p>
        )}
      </Show>
      <IconButton icon={ZoomOut} label={t().zoomOut} onClick={() => props.zoom(0.8)} />
      <IconButton icon={ZoomIn} label={t().zoomIn} data-testid="viewer-zoom-in" onClick={() => props.zoom(1.25)} />
      <IconButton icon={Maximize} label={t().zoomFit} onClick={() => props.fit()} />
      <IconButton icon={RotateCw} label={t().rotate} data-testid="viewer-rotate" onClick={() => props.turn()} />
      <Show when={props.picture}>
        {(p) => (
          <>
            <IconButton
              icon={MessageCircle}
              label={t().showInChat}
              data-testid="viewer-go-to"
              onClick={() => props.actions.onGoTo(p().message)}
            />
            <IconButton
              icon={Download}
              label={t().savePicture}
              data-testid="viewer-save"
              onClick={() => {
                const { media, name } = p().picture;
                props.tell(props.actions.onSave(media, name).then((saved) => (saved ? t().savedAs(saved.name) : null)));
              }}
            />
            <IconButton
              icon={Copy}
              label={t().copyPicture}
              data-testid="viewer-copy"
              onClick={() => props.tell(props.actions.onCopy(p().picture.media).then(() => t().pictureCopied))}
            />
            <IconButton
              icon={FolderOpen}
              label={t().showInFolder}
              onClick={() => props.tell(props.actions.onShow(p().picture.media, p().picture.name).then(() => null))}
            />
          </>
        )}
      </Show>
      <IconButton icon={X} label={t().close} data-testid="viewer-close" onClick={() => props.onClose()} />
    </header>
  );
}

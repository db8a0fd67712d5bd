import { fireEvent, render, screen } from '@solidjs/testing-library';
import { describe, expect, it } from 'vitest';

import type { Avatar as AvatarValue, Picture } from '../../bindings';
import { Avatar } from '../avatar/avatar';
import { PictureBox } from '../message/picture-box';
import { AgainImage, picturesAgain } from './again';

const picture = { media: 'a1', width: 40, height: 30, bytes: 1, mime: 'image/png', name: 'cat.png', animated: false } as Picture;

function image(): HTMLImageElement {
  const found = document.querySelector('img');
  if (!found) throw new Error('there is no picture');
  return found;
}

describe('pictures that failed without a connection', () => {
  it('are asked for again in a bubble, and only those', () => {
    render(() => <PictureBox picture={picture} delivery={null} src="m://a1" onOpen={() => undefined} onCancel={() => undefined} />);
    picturesAgain();
    expect(image().getAttribute('src')).toBe('m://a1');
    fireEvent.error(image());
    expect(document.querySelector('img')).toBeNull();
    picturesAgain();
    expect(image().getAttribute('src')).toBe('m://a1?attempt=1');
    fireEvent.error(image());
    fireEvent.click(screen.getByRole('button'));
    expect(image().getAttribute('src')).toBe('m://a1?attempt=2');
  });

  it('are asked for again as the picture of a person', () => {
    const of = { media: 'a1', initials: 'B', hue: 7 } as AvatarValue;
    render(() => <Avatar of={of} url={(media) => `m://${media}`} />);
    fireEvent.error(image());
    expect(document.querySelector('img')).toBeNull();
    picturesAgain();
    expect(image().getAttribute('src')).toBe('m://a1?attempt=1');
  });

  it('are asked for again where they stand alone', () => {
    let failed = 0;
    render(() => <AgainImage src="m://a1" alt="" onFailed={() => (failed += 1)} />);
    fireEvent.error(image());
    expect(failed).toBe(1);
    picturesAgain();
    expect(image().getAttribute('src')).toBe('m://a1?attempt=1');
  });
});

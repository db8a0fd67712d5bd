import type { JSX } from 'solid-js';

/** The linnet: brown back, crimson breast. Drawn for this project on a 64 x 64 grid. */
export function Bird(props: { size?: number; class?: string }): JSX.Element {
  return (
    <svg
      class={props.class}
      width={props.size ?? 64}
      height={props.size ?? 64}
      viewBox="0 0 64 64"
      aria-hidden="true"
    >
      {/* twig */}
      <path d="M6 55c14-3 32-4 52-1" fill="none" stroke="#8a6f5c" stroke-width="3" stroke-linecap="round" />
      {/* legs */}
      <path d="M29 46l-1 8M36 46l1 7.5" fill="none" stroke="#6b5445" stroke-width="2" stroke-linecap="round" />
      {/* tail */}
      <path d="M44 36l15 9-4 3-2 4-16-9z" fill="#5d4a3f" />
      {/* body */}
      <path
        d="M12 22c0-8 6-13 13-13 8 0 12 5 14 11 2 5 8 9 10 14 2 6-5 13-16 13-13 0-19-9-19-17 0-3-2-5-2-8z"
        fill="#e9d9c8"
      />
      {/* breast */}
      <path d="M14 29c3-4 9-4 12 0 3 5 3 12-1 16-7-2-11-8-11-16z" fill="#c8324f" />
      {/* head */}
      <path
        d="M12 22c0-8 6-13 13-13 7 0 11 4 13 10-4 5-11 7-17 6-4-1-7-2-9-3z"
        fill="#9b8575"
      />
      <path d="M16 15c3-5 9-6 13-4-1 4-7 7-13 4z" fill="#c8324f" />
      {/* wing */}
      <path d="M28 26c8-3 16 2 22 11-2 4-6 6-10 6-8 0-14-8-12-17z" fill="#8a5f45" />
      <path d="M33 31c5 0 10 3 13 8M32 35c4 1 7 3 10 6" fill="none" stroke="#6b4734" stroke-width="1.8" stroke-linecap="round" />
      {/* beak and eye */}
      <path d="M12.5 19L5 22.5l8 2z" fill="#6b5445" />
      <circle cx="20" cy="19" r="2.1" fill="#2a1f1a" />
      <circle cx="20.7" cy="18.3" r="0.7" fill="#fff" />
    </svg>
  );
}

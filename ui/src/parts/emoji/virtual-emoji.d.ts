declare module 'virtual:emoji' {
  /** One line for each emoji (`from-emojibase.ts`). */
  const lines: string;
  export default lines;
}

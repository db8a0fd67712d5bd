/**
 * A name inside a sentence. What is written from right to left in it then stands for itself and does not move the words
 * and numbers behind it (Unicode: first strong isolate, pop directional isolate).
 */
export const isolate = (name: string): string => `\u2068${name}\u2069`;

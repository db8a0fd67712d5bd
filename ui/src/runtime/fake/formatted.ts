// One text with everything that can be formatted, as the core would read it.

import type { Block, Inline } from '../../bindings';

const words = (text: string): Inline => ({ kind: 'words', text, links: [] });
const lines = (...parts: Inline[]): Block => ({ kind: 'lines', parts });

export const FORMATTED = `**发布清单** for *Wednesday*:
1. \`cargo xtask package\`
2. ~~测试~~ 完成

> 周三见
\`\`\`rust
fn main() {
    println!("linnet");
}
\`\`\``;

export const FORMAT: Block[] = [
  lines({ kind: 'bold', parts: [words('发布清单')] }, words(' for '), { kind: 'italic', parts: [words('Wednesday')] }, words(':')),
  {
    kind: 'list',
    start: 1,
    items: [
      [lines({ kind: 'code', text: 'cargo xtask package' })],
      [lines({ kind: 'struck', parts: [words('测试')] }, words(' 完成'))],
    ],
  },
  { kind: 'quoted', blocks: [lines(words('周三见'))] },
  { kind: 'code_block', language: 'rust', text: 'fn main() {\n    println!("linnet");\n}' },
];

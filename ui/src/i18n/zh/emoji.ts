// Emoji, in Chinese.

import type { emoji as english } from '../en/emoji';

const TONES = ['默认肤色', '较浅肤色', '中等偏浅肤色', '中等肤色', '中等偏深肤色', '较深肤色'];

export const emoji: typeof english = {
  emoji: '表情',
  emojiSearch: '搜索表情',
  emojiGroups: '表情分类',
  emojiSmileys: '表情与情感',
  emojiPeople: '人物与手势',
  emojiNature: '动物与自然',
  emojiFood: '食物与饮料',
  emojiTravel: '旅行与地点',
  emojiActivities: '活动',
  emojiObjects: '物品',
  emojiSymbols: '符号',
  emojiFlags: '旗帜',
  emojiFitting: '匹配的表情',
  emojiNone: '没有匹配的表情。',
  emojiFailed: '表情加载失败，请关闭后重新打开。',
  emojiMore: '按住 Shift 可连续插入',
  skinTone: '肤色',
  skinToneName: (tone) => TONES[tone] ?? '',
};

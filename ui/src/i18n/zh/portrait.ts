// Pictures of people and groups, in Chinese.

import type { portraitWords as english } from '../en/portrait';

export const portraitWords: typeof english = {
  changePicture: '更换头像',
  yourPicture: '你的头像',
  groupPicture: '群头像',
  choosePicture: '选择图片…',
  chooseAnotherPicture: '换一张…',
  removePicture: '移除头像',
  usePicture: '使用这张图片',
  settingPicture: '正在保存…',
  dropPicture: '选择一张图片，或把图片拖到这里。',
  cropPicture: '图片的选取范围。用方向键移动，用加号和减号缩放。',
  cropZoom: '缩放',
};

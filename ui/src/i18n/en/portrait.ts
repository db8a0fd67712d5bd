// Pictures of people and groups.

export const portraitWords = {
  changePicture: 'Change the picture',
  yourPicture: 'Your picture',
  groupPicture: 'Picture of the group',
  choosePicture: 'Choose a picture…',
  chooseAnotherPicture: 'Choose another…',
  removePicture: 'Remove picture',
  usePicture: 'Use picture',
  settingPicture: 'Saving…',
  dropPicture: 'Choose a picture, or drop one here.',
  cropPicture: 'Part of the picture. Arrow keys move it, plus and minus change its size.',
  cropZoom: 'Size',
};

// Voice messages, in Chinese.

import type { voice as english } from '../en/voice';

export const voice: typeof english = {
  record: '录制语音消息',
  recordHint: '点击开始录音，或按住说话',
  recording: '正在录音',
  recordingStarts: '正在打开麦克风…',
  recordingHeld: '松开发送，左滑取消',
  recordingLetGo: '松开取消',
  recordingQuiet: '没有声音，请检查麦克风。',
  cancelRecording: '取消录音',
  stopRecording: '停止并试听',
  sendVoice: '发送语音',
  deleteVoice: '删除录音',
  voiceDeleted: '录音已删除',
  voiceReady: '已录好，尚未发送',
  play: '播放',
  pausePlaying: '暂停',
  playingAt: (at, of) => `${at}，共 ${of}`,
  position: '进度',
  speed: (times) => `倍速：${times}`,
  notHeard: '未播放',
  heardByOthers: '对方已播放',
  playingFrom: (title) => `语音消息：${title}`,
  stopPlaying: '停止播放',
};

import { Mic, Save } from 'lucide';

import { clockTime } from '../../../i18n/duration';
import { t } from '../../../i18n/language';
import { kind } from '../kind';
import { known } from '../known';
import { VoiceBox } from '../voice-box';

export default kind('voice', {
  form: 'words',
  words: () => '',
  list: { icon: Mic, name: () => t().kindVoice },
  spoken: (body, message) => {
    const heard = message.own ? (body.voice.played ? t().heardByOthers : '') : body.voice.played ? '' : t().notHeard;
    return known(t().kindVoice, body.voice.millis > 0 ? clockTime(body.voice.millis) : '', heard);
  },
  open: (message, _body, context) => context.voice.toggle(message.id),
  menu: (message, _body, context) => {
    // What is still being written here is where it was.
    if (message.serverId === null) return [];
    return [{ label: t().saveAs, icon: Save, testid: 'menu-save-file', run: () => context.files.saveAs(message.id) }];
  },
  View: (props) => (
    <>
      <VoiceBox
        voice={props.body.voice}
        own={props.message.own}
        state={props.context.files.state(props.body.voice.media)}
        playing={props.context.voice.playing(props.message.id)}
        delivery={props.message.delivery}
        reachable={props.context.isActive(props.message.id)}
        onToggle={() => props.context.voice.toggle(props.message.id)}
        onSeek={(millis) => props.context.voice.seek(props.message.id, millis)}
        onFaster={props.context.voice.faster}
        onCancel={() => props.context.actions.cancel(props.message.id)}
      />
      {props.meta()}
    </>
  ),
});

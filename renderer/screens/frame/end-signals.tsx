import { useEffect } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { resultWords } from '../../state/result-words.ts';

const TONE_HZ = 660;
const TONE_S = 0.35;

/** At the end of a job: the browser's notification where it is allowed, and a tone where it is wanted. */
export function EndSignals() {
  const { store, host } = useApp();
  const { say, t } = useText();
  useEffect(
    () =>
      store.api.subscribe((now, before) => {
        if (!endsNow(now, before) || now.job?.receipt == null) return;
        if (now.session?.settings.sound === true) playTone();
        const mayNotify =
          !host.abilities.canNotify && 'Notification' in window && Notification.permission === 'granted';
        if (mayNotify && document.hidden) new Notification(t('app.name'), { body: say(resultWords(now.job.receipt)) });
      }),
    [store, host, say, t],
  );
  return null;
}

function endsNow(now: AppState, before: AppState): boolean {
  return now.job?.stage === 'ended' && before.job?.jobId === now.job.jobId && before.job.stage !== 'ended';
}

function playTone(): void {
  const audio = new AudioContext();
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0.08, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + TONE_S);
  const tone = audio.createOscillator();
  tone.frequency.value = TONE_HZ;
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TONE_S);
  tone.onended = () => void audio.close();
}

/* An emergency that nobody was sent to sounds every ten seconds, on any page, until somebody is; the desk's
   mute button silences this device. */
(function () {
  'use strict';
  let audio;
  const muted = () => localStorage.getItem('heqi-mute') === '1';
  function alarm() {
    if (muted() || !window.AudioContext) return;
    audio = audio || new AudioContext();
    if (audio.state === 'suspended') audio.resume();
    [0, 0.3, 0.6].forEach(after => {
      const tone = audio.createOscillator(), loud = audio.createGain(), at = audio.currentTime + after;
      tone.type = 'square'; tone.frequency.value = 990;
      loud.gain.setValueAtTime(0.0001, at);
      loud.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
      tone.connect(loud).connect(audio.destination);
      tone.start(at); tone.stop(at + 0.24);
    });
  }
  document.addEventListener('htmx:afterSwap', e => {
    if (document.querySelector('[data-alarm]') && e.target.closest && (e.target.id || '').startsWith('band')) alarm();
  });
})();

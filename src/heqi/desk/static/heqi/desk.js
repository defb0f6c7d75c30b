/* The agent's desk: answer, hold and hang up by key, walk the sessions, count the call, ring in the
   title and, unless muted on this device, as a beep. */
(function () {
  'use strict';
  const doc = document, $ = s => doc.querySelector(s), title = doc.title;
  const press = s => { const b = $(s); if (b) b.click(); return !!b; };
  doc.addEventListener('keydown', e => {
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === 'F2' && press('[data-answer]')) e.preventDefault();
    if (e.key === 'F4' && press('[data-hold]')) e.preventDefault();
    if (e.key === 'F9' && press('[data-emergency]')) e.preventDefault();
    if (e.key === 'F8' && press('[data-hangup]')) e.preventDefault();
    if (e.altKey && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) {
      const all = Array.from(doc.querySelectorAll('[data-session]'));
      const at = all.findIndex(a => a.classList.contains('active'));
      const to = all[at + (e.key === 'ArrowRight' ? 1 : -1)];
      if (to) { e.preventDefault(); to.click(); }
    }
  });
  /* Two tones every third second. Browsers let a page sound once it was touched. */
  const KEY = 'heqi-mute', muted = () => localStorage.getItem(KEY) === '1';
  let audio;
  function beep() {
    if (muted() || !window.AudioContext) return;
    audio = audio || new AudioContext();
    if (audio.state === 'suspended') audio.resume();
    [0, 0.25].forEach((after, n) => {
      const tone = audio.createOscillator(), loud = audio.createGain(), at = audio.currentTime + after;
      tone.frequency.value = n ? 660 : 880;
      loud.gain.setValueAtTime(0.0001, at);
      loud.gain.exponentialRampToValueAtTime(0.15, at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
      tone.connect(loud).connect(audio.destination);
      tone.start(at); tone.stop(at + 0.24);
    });
  }
  function showMute() {
    const b = $('[data-mute]');
    if (!b || b.getAttribute('aria-pressed') === String(muted())) return;
    b.setAttribute('aria-pressed', muted());
    $('[data-on]').hidden = muted(); $('[data-off]').hidden = !muted();
  }
  doc.addEventListener('click', e => {
    if (!e.target.closest('[data-mute]')) return;
    localStorage.setItem(KEY, muted() ? '0' : '1');
    showMute();
    beep();
  });
  let odd = false, rang = 0, second = 0;
  setInterval(() => {
    doc.querySelectorAll('[data-since]').forEach(el => {
      const s = Math.max(0, Math.floor((Date.now() + (window.cgClockOffset || 0) - el.dataset.since) / 1000));
      const t = String(Math.floor(s / 60)).padStart(2, '0') + ':' + String(s % 60).padStart(2, '0');
      if (el.textContent !== t) el.textContent = t;
    });
    showMute();
    const ring = doc.querySelectorAll('[data-ringing]');
    second = doc.querySelector('[data-sound]') ? second + 1 : 0;
    if (second % 3 === 1) beep();
    odd = !odd;
    doc.title = ring.length && odd ? '● ' + ring[0].dataset.ringing : title;
    if (ring.length > rang && window.cg) window.cg.say(ring[0].dataset.ringing);
    rang = ring.length;
  }, 1000);
})();

/* The agent's desk: answer and hang up by key, walk the sessions, count the call, ring in the title. */
(function () {
  'use strict';
  const doc = document, $ = s => doc.querySelector(s), title = doc.title;
  const press = s => { const b = $(s); if (b) b.click(); return !!b; };
  doc.addEventListener('keydown', e => {
    if (e.isComposing || e.keyCode === 229) return;
    if (e.key === 'F2' && press('[data-answer]')) e.preventDefault();
    if (e.key === 'F8' && press('[data-hangup]')) e.preventDefault();
    if (e.altKey && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) {
      const all = Array.from(doc.querySelectorAll('[data-session]'));
      const at = all.findIndex(a => a.classList.contains('active'));
      const to = all[at + (e.key === 'ArrowRight' ? 1 : -1)];
      if (to) { e.preventDefault(); to.click(); }
    }
  });
  let odd = false, rang = 0;
  setInterval(() => {
    doc.querySelectorAll('[data-since]').forEach(el => {
      const s = Math.max(0, Math.floor((Date.now() + (window.cgClockOffset || 0) - el.dataset.since) / 1000));
      const t = String(Math.floor(s / 60)).padStart(2, '0') + ':' + String(s % 60).padStart(2, '0');
      if (el.textContent !== t) el.textContent = t;
    });
    const ring = doc.querySelectorAll('[data-ringing]');
    odd = !odd;
    doc.title = ring.length && odd ? '● ' + ring[0].dataset.ringing : title;
    if (ring.length > rang && window.cg) window.cg.say(ring[0].dataset.ringing);
    rang = ring.length;
  }, 1000);
})();

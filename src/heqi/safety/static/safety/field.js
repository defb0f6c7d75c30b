/* The check at the door: details of a hazard appear when it is named, what was entered stays on the
   device until it is sent, and the doors of a route are kept for the time without a network. */
(function () {
  'use strict';
  const PAGES = 'heqi-pages-1', MOST = 60;
  const form = document.querySelector('form[data-check]');

  function show(item) {
    const bad = item.querySelector('input[value=bad]');
    item.classList.toggle('on', !!bad && bad.checked);
  }
  if (form) {
    const key = 'check-' + form.dataset.check;
    const kept = () => { try { return JSON.parse(localStorage.getItem(key) || '{}'); } catch (_) { return {}; } };
    const fields = () => Array.from(form.elements).filter(f => f.name && !['hidden', 'file', 'submit'].includes(f.type));
    const old = kept();
    fields().forEach(f => {
      if (!(f.name in old) || f.disabled) return;
      if (f.type === 'radio') f.checked = f.value === old[f.name];
      else if (f.type === 'checkbox') f.checked = old[f.name];
      else f.value = old[f.name];
    });
    const keep = () => {
      const now = {};
      fields().forEach(f => {
        if (f.type === 'radio') { if (f.checked) now[f.name] = f.value; }
        else if (f.type === 'checkbox') now[f.name] = f.checked;
        else if (f.value) now[f.name] = f.value;
      });
      localStorage.setItem(key, JSON.stringify(now));
    };
    form.addEventListener('change', e => { const item = e.target.closest('[data-item]'); if (item) show(item); keep(); });
    form.addEventListener('input', keep);
    form.querySelectorAll('[data-item]').forEach(show);
  } else {
    /* Nothing is open any more: drafts of doors that are done are forgotten. */
    const number = location.pathname.match(/check\/([^/]+)\//);
    if (number) localStorage.removeItem('check-' + decodeURIComponent(number[1]));
  }

  /* The doors ahead, for the cellar and the lift. */
  async function ahead() {
    if (!window.caches || !navigator.onLine) return;
    const links = Array.from(document.querySelectorAll('a[data-keep]')).slice(0, MOST);
    if (!links.length) return;
    const cache = await caches.open(PAGES);
    for (const a of links) {
      const answer = await fetch(a.href, { credentials: 'same-origin' }).catch(() => null);
      if (answer && answer.ok && !answer.redirected) await cache.put(a.href, answer);
    }
  }
  if (window.isSecureContext) ahead();
})();

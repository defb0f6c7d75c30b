/* What htmx and the browser leave open: search that knows input methods, ticking clocks, the drawer,
   toasts and announcements; keys.js adds the keyboard. Words come from the page. */
(function () {
  'use strict';
  const doc = document, root = doc.documentElement, body = doc.body;
  const $ = (s, r) => (r || doc).querySelector(s), $$ = (s, r) => Array.from((r || doc).querySelectorAll(s));
  const on = (type, f, capture) => doc.addEventListener(type, f, capture);
  const word = k => body.getAttribute('data-w-' + k) || '';
  root.classList.remove('no-js');

  /* A row of tabs wider than the screen shows the tab one stands on. */
  $$('.cg-tabs .active').forEach(tab => {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  });

  /* Active search: htmx listens to cg:search. While an input method composes only a box marked
     "pinyin" searches, because its server understands the raw letters. */
  const timers = new WeakMap(), last = new WeakMap();
  const later = (el, ms) => { clearTimeout(timers.get(el)); timers.set(el, setTimeout(() => {
    if (el.value === last.get(el)) return;
    last.set(el, el.value);
    if (el.value.trim()) el.dispatchEvent(new CustomEvent('cg:search', { bubbles: true }));
    else { const p = $('[data-palette]'); if (p && el.id === 'q') p.textContent = ''; }
  }, ms)); };
  on('input', e => { const el = e.target.closest('[data-search]'); if (el && !(e.isComposing && el.dataset.search !== 'pinyin')) later(el, 180); });
  on('compositionend', e => { const el = e.target.closest('[data-search]'); if (el) later(el, 0); });

  /* Announcements; before the clocks, which speak at once. */
  let live;
  function say(t) {
    if (!live) { live = doc.createElement('div'); live.className = 'visually-hidden'; live.setAttribute('role', 'status'); body.appendChild(live); }
    live.textContent = t;
  }

  /* Clocks: the server sends instants; one timer for the page. */
  if (window.cgClockOffset === undefined) window.cgClockOffset = (+body.dataset.now || Date.now()) - Date.now();
  if (Math.abs(window.cgClockOffset) < 3000) window.cgClockOffset = 0;
  const pad = n => (n < 10 ? '0' : '') + n;
  const put = (k, v) => word(k).replace(/%\((\w+)\)s/g, (_, n) => v[n]);
  function human(ms) {
    const late = ms < 0, t = Math.floor(Math.abs(ms) / 1000);
    const d = Math.floor(t / 86400), h = Math.floor(t % 86400 / 3600), m = Math.floor(t % 3600 / 60), s = t % 60;
    const k = d ? (h ? 'dh' : 'd') : h ? (m ? 'hm' : 'h') : !late && m < 5 ? 'ms' : 'm';
    return put(late ? 'late' : 'left', { time: put(k, { d, h, m: k === 'hm' ? pad(m) : m, s: pad(s) }) });
  }
  const ICON = { over: 'alert-triangle', soon: 'hourglass-low', ok: 'clock' };
  function tick() {
    const now = Date.now() + window.cgClockOffset;
    $$('[data-due]').forEach(el => {
      const due = +el.dataset.due, start = +el.dataset.start || due, soon = +el.dataset.soon || due;
      const left = due - now, st = left < 0 ? 'over' : now >= soon ? 'soon' : 'ok';
      if (el.dataset.st !== st) {
        el.classList.remove('over', 'soon', 'ok'); el.classList.add(st); el.dataset.st = st;
        const u = $('.ic use', el), row = el.closest('tr');
        if (u && el.classList.contains('sla')) u.setAttribute('href', u.getAttribute('href').replace(/#.*/, '#' + ICON[st]));
        if (row) { row.classList.remove('over', 'soon'); if (st !== 'ok') row.classList.add(st); }
        if (st !== 'ok') say((el.dataset.label || '') + ' ' + human(left));
      }
      const v = $('[data-v]', el), t = human(left), r = $('.bar rect', el);
      if (v && v.textContent !== t) v.textContent = t;
      if (r && due > start) r.setAttribute('width', Math.min(100, Math.max(0, (now - start) / (due - start) * 100)).toFixed(1));
    });
  }
  setInterval(tick, 1000); tick();

  /* Toasts: one at a time, four seconds. */
  let gone;
  function toast(node, tone) {
    const box = $('#toasts'); if (!box) return;
    const el = doc.createElement('div'); el.className = 'cg-toast ' + (tone || '');
    if (typeof node === 'string') { const p = doc.createElement('p'); p.textContent = node; el.appendChild(p); } else while (node.firstChild) el.appendChild(node.firstChild);
    box.replaceChildren(el); clearTimeout(gone); gone = setTimeout(() => el.remove(), 4000);
  }
  const toasts = r => $$('[data-toast]', r).forEach(n => { toast(n); n.remove(); });
  toasts();

  /* Drawer: focus goes in and comes back; Esc closes. */
  let opener;
  function closeDrawer() {
    const d = $('#drawer'); if (!d || !d.firstElementChild) return false;
    const x = $('[data-drawer-close]', d);
    d.textContent = '';
    if (x && x.getAttribute('href')) history.replaceState(null, '', x.getAttribute('href') === '?' ? location.pathname : x.href);
    if (opener && opener.isConnected) opener.focus();
    return true;
  }
  on('htmx:beforeRequest', e => { if (e.detail.target && e.detail.target.id === 'drawer' && !e.target.closest('#drawer')) opener = e.target; });
  on('htmx:afterSwap', e => {
    const t = e.detail.target || e.target, p = t.id === 'drawer' && $('[data-drawer-panel]', t);
    if (p) p.focus({ preventScroll: true });
    toasts(t); tick();
    const bad = $('[data-errors]', t); if (bad) bad.focus();
  });
  // Back out of a drawer: the page knows best what belongs there.
  addEventListener('popstate', () => { if ($('#drawer') && $('#drawer').firstElementChild) location.reload(); });

  /* htmx: the form token, and failures that stay visible. */
  on('htmx:configRequest', e => {
    const m = doc.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (m && e.detail.verb !== 'get') e.detail.headers['X-CSRFToken'] = decodeURIComponent(m[1]);
  });
  on('htmx:responseError', () => toast(word('failed'), 'over'));
  on('htmx:sendError', () => toast(word('offline'), 'over'));
  const net = () => $$('[data-net]').forEach(n => { n.textContent = navigator.onLine ? n.dataset.online : n.dataset.offline; });
  addEventListener('online', net); addEventListener('offline', net); net();

  on('change', e => {
    const t = e.target, l = t.closest('[data-seg] label');
    if (l) $$('label', l.parentNode).forEach(x => x.classList.toggle('on', x === l));
    if (t.matches('select[data-autosubmit]') && t.form) t.form.requestSubmit();
  });
  on('click', e => {
    const t = e.target;
    if (t.closest('[data-drawer-close]')) { e.preventDefault(); closeDrawer(); }
    const chip = t.closest('[data-chips] button.chip');
    if (chip) {
      chip.classList.toggle('on'); const is = chip.classList.contains('on'); chip.setAttribute('aria-pressed', is);
      const f = $(chip.parentNode.dataset.chips);
      if (f) { const w = chip.textContent.trim(), sep = root.lang.startsWith('zh') ? '，' : ', '; const parts = f.value.split(sep).filter(x => x && x !== w); if (is) parts.push(w); f.value = parts.join(sep); f.dispatchEvent(new Event('input', { bubbles: true })); }
    }
    $$('details.menu[open], details.why[open]').forEach(d => { if (!d.contains(t)) d.open = false; });
    const pal = $('[data-palette]'); if (pal && !t.closest('.cg-search')) pal.textContent = '';
  });
  on('submit', e => {
    if (e.target.matches('[data-theme-form]')) {
      e.preventDefault(); const b = $('[data-theme]', e.target), v = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
      root.dataset.bsTheme = v; b.value = v === 'dark' ? 'light' : 'dark';
      doc.cookie = 'heqi_theme=' + v + ';path=/;max-age=31536000;samesite=lax';
    }
  });

  /* Tables are cards on phones: figures keep their heading, lone dashes go. */
  const heads = () => $$('.cg-table.stack').forEach(t => {
    const h = $$('thead th', t).map(x => $('.visually-hidden', x) ? '' : (x.firstChild || x).textContent.trim());
    $$('tbody td', t).forEach(c => {
      const w = c.textContent.trim(), th = w && c.matches('.text-end') && h[c.cellIndex];
      if (th) c.dataset.th = th; else c.classList.toggle('blank', w === '—');
    });
  });
  heads(); on('htmx:afterSwap', heads);

  const bad = $('[data-errors]'); if (bad) bad.focus();
  window.cg = { say, human, toast, closeDrawer };
})();

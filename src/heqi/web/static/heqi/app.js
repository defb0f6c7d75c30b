/* What htmx and the browser leave open: search that knows input methods, ticking clocks, the keyboard
   map, the drawer, toasts and announcements. ES2020, no eval, no inline code. Words come from the page. */
(function () {
  'use strict';
  const doc = document, root = doc.documentElement, body = doc.body;
  const $ = (s, r) => (r || doc).querySelector(s), $$ = (s, r) => Array.from((r || doc).querySelectorAll(s));
  const on = (type, f, capture) => doc.addEventListener(type, f, capture);
  const word = k => body.getAttribute('data-w-' + k) || '';
  root.classList.remove('no-js');

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

  /* Announcements and toasts: one at a time, four seconds. */
  let live;
  function say(t) {
    if (!live) { live = doc.createElement('div'); live.className = 'visually-hidden'; live.setAttribute('role', 'status'); body.appendChild(live); }
    live.textContent = t;
  }
  let gone;
  function toast(node, tone) {
    const box = $('#toasts'); if (!box) return;
    const el = doc.createElement('div'); el.className = 'cg-toast ' + (tone || '');
    if (typeof node === 'string') { const p = doc.createElement('p'); p.textContent = node; el.appendChild(p); } else while (node.firstChild) el.appendChild(node.firstChild);
    box.replaceChildren(el); clearTimeout(gone); gone = setTimeout(() => el.remove(), 4000);
  }
  const toasts = r => $$('[data-toast]', r).forEach(n => { toast(n); n.remove(); });
  toasts();

  /* Drawer: focus goes in and comes back; Esc closes; the address follows. */
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
    toasts(t); tick(); sum();
    const bad = $('[data-errors]', t); if (bad) bad.focus();
  });
  // Back out of a drawer: the page knows best what belongs there.
  addEventListener('popstate', () => { if ($('#drawer') && $('#drawer').firstElementChild) location.reload(); });

  /* htmx: the token of the form protection, and failures that stay visible. */
  on('htmx:configRequest', e => {
    const m = doc.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (m && e.detail.verb !== 'get') e.detail.headers['X-CSRFToken'] = decodeURIComponent(m[1]);
  });
  on('htmx:responseError', () => toast(word('failed'), 'over'));
  on('htmx:sendError', () => toast(word('offline'), 'over'));
  const net = () => $$('[data-net]').forEach(n => { n.textContent = navigator.onLine ? n.dataset.online : n.dataset.offline; });
  addEventListener('online', net); addEventListener('offline', net); net();

  /* Ticked rows. */
  const box = 'tbody input[type=checkbox][name]';
  function sum() {
    $$('[data-batch]').forEach(b => {
      const f = b.closest('form') || doc, all = $$(box, f), n = all.filter(c => c.checked).length, head = $('thead input[type=checkbox]', f);
      b.classList.toggle('on', n > 0); $('[data-batch-n]', b).textContent = n;
      if (head) { head.checked = n > 0 && n === all.length; head.indeterminate = n > 0 && n < all.length; }
      all.forEach(c => c.closest('tr').classList.toggle('sel', c.checked));
    });
  }
  const tickAll = (f, v) => { $$(box, f).forEach(c => { c.checked = v; }); sum(); };
  on('change', e => {
    const t = e.target, l = t.closest('[data-seg] label');
    if (l) $$('label', l.parentNode).forEach(x => x.classList.toggle('on', x === l));
    if (t.matches('thead input[type=checkbox]')) tickAll(t.closest('form') || doc, t.checked);
    else if (t.matches(box)) sum();
    if (t.matches('select[data-autosubmit]') && t.form) t.form.requestSubmit();
  });
  sum();

  on('click', e => {
    const t = e.target;
    if (t.closest('[data-batch-clear]')) tickAll(t.closest('form') || doc, false);
    if (t.closest('[data-drawer-close]')) { e.preventDefault(); closeDrawer(); }
    if (t.closest('[data-keys]')) { e.preventDefault(); keys(); }
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

  /* Keyboard. Single letters only where no field has focus and no input method is at work. */
  const typing = t => t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) && !/^(checkbox|radio|button|submit)$/.test(t.type);
  const rows = () => $$('[data-row]'), current = () => $('[data-row].cur');
  const keys = () => { const d = $('#keys'); if (d && d.showModal && !d.open) d.showModal(); };
  function move(n) {
    const r = rows(), c = current(); if (!r.length) return;
    const to = r[Math.min(r.length - 1, Math.max(0, (c ? r.indexOf(c) : -1) + n))];
    if (c) c.classList.remove('cur'); to.classList.add('cur'); to.scrollIntoView({ block: 'nearest' });
    // With a drawer open the walk opens the next row in it; else the row has the focus.
    const d = $('#drawer'), link = d && d.firstElementChild && $('a[hx-get]', to);
    if (link) link.click(); else to.focus({ preventScroll: true });
  }
  const press = s => { const b = $(s); if (b) b.click(); return !!b; };
  const inRow = s => { const c = current(), b = c && $(s, c); if (b) b.click(); return !!b; };
  let go = 0;
  const GO = { h: 'home', o: 'orders', c: 'customers', p: 'policies' };
  on('keydown', e => {
    if (e.isComposing || e.keyCode === 229) return;      // Enter that confirms pinyin must not submit
    const k = e.key, mod = e.ctrlKey || e.metaKey, t = e.target, q = $('#q');
    const done = () => e.preventDefault();
    if (k === 'Escape') {
      const pal = $('[data-palette]'), d = $('details[open].why, details[open].menu');
      if (pal && pal.firstElementChild) pal.textContent = ''; else if (d) d.open = false; else if (!$('dialog[open]') && closeDrawer()) done();
      return;
    }
    if (mod && k.toLowerCase() === 'k') { if (q) { done(); q.focus(); q.select(); } return; }
    if (mod && k === 'Enter') { const b = (t.form && $('[data-submit]', t.form)) || $('[data-submit]'); if (b) { done(); b.click(); } return; }
    if (mod && k.toLowerCase() === 's') { if (press('[data-draft]')) done(); return; }
    if (e.altKey && !mod) {
      const seg = /^[1-9]$/.test(k) && $$('[data-seg] input')[k - 1];
      if (seg) { done(); seg.checked = true; seg.dispatchEvent(new Event('change', { bubbles: true })); }
      else if (k.toLowerCase() === 'n' && press('[data-new]')) done();
      return;
    }
    if (t.closest('[data-palette], #q') && (k === 'ArrowDown' || k === 'ArrowUp' || k === 'Enter')) {
      const o = $$('[data-option]'), c = o.findIndex(x => x.classList.contains('on')); if (!o.length) return;
      if (k === 'Enter') { if (c >= 0) { done(); o[c].click(); } return; }
      done(); if (c >= 0) o[c].classList.remove('on'); o[(c + (k === 'ArrowDown' ? 1 : o.length - 1 + (c < 0))) % o.length].classList.add('on'); return;
    }
    if (typing(t) || mod || body.hasAttribute('data-no-keys')) return;
    if (go && Date.now() - go < 1500 && GO[k]) { go = 0; const a = $(`[data-nav="${GO[k]}"]`); if (a) { done(); a.click(); } return; }
    const f = { j: () => move(1), k: () => move(-1), ArrowDown: () => rows().length && move(1), ArrowUp: () => rows().length && move(-1), x: () => inRow('input[type=checkbox]'),
      Enter: () => t.matches('[data-row]') && inRow('a[href]'), '/': () => q && q.focus(), '?': keys, g: () => { go = Date.now(); } }[k];
    if (f) { if (f() !== false) done(); } else if (/^[daurep]$/i.test(k) && press(`[data-key="${k.toLowerCase()}"]`)) done();
  });

  const bad = $('[data-errors]'); if (bad) bad.focus();
  window.cg = { say, human, toast };
})();

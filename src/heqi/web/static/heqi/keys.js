/* Pages with a keyboard: ticked rows of lists and the keyboard map. Loaded after app.js. */
(function () {
  'use strict';
  const doc = document, body = doc.body, closeDrawer = window.cg.closeDrawer;
  const $ = (s, r) => (r || doc).querySelector(s), $$ = (s, r) => Array.from((r || doc).querySelectorAll(s));
  const on = (type, f) => doc.addEventListener(type, f);

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
    const t = e.target;
    if (t.matches('thead input[type=checkbox]')) tickAll(t.closest('form') || doc, t.checked);
    else if (t.matches(box)) sum();
  });
  sum();
  on('htmx:afterSwap', sum);
  on('click', e => {
    if (e.target.closest('[data-batch-clear]')) tickAll(e.target.closest('form') || doc, false);
    if (e.target.closest('[data-keys]')) { e.preventDefault(); keys(); }
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
})();

/* Steps, photos and signatures of the phone: kept on the device first, sent in order under a key of
   their own, answered with what became of them. Words come from the page. */
(function () {
  'use strict';
  const box = document.querySelector('[data-outbox]');
  if (!box || !window.indexedDB) return;
  const word = k => box.getAttribute('data-w-' + k) || '';
  const me = box.dataset.me;
  const TOO_LONG = 1280;

  /* The store: one table, in the order of what was done. */
  const opened = new Promise((done, fail) => {
    const r = indexedDB.open('heqi-field', 1);
    r.onupgradeneeded = () => r.result.createObjectStore('out', { keyPath: 'id', autoIncrement: true });
    r.onsuccess = () => done(r.result); r.onerror = () => fail(r.error);
  });
  const store = (mode, f) => opened.then(db => new Promise((done, fail) => {
    const t = db.transaction('out', mode), r = f(t.objectStore('out'));
    t.oncomplete = () => done(r.result); t.onerror = () => fail(t.error);
  }));
  const all = () => store('readonly', s => s.getAll()).then(rows => rows.filter(r => r.me === me));
  const put = row => store('readwrite', s => s.put(row));
  const drop = id => store('readwrite', s => s.delete(id));
  const uuid = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
  const token = () => { const m = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/); return m ? decodeURIComponent(m[1]) : ''; };

  function card(tone, text, row) {
    const el = document.createElement('div');
    el.className = 'cg-note ' + tone;
    const p = document.createElement('span'); p.textContent = text; el.appendChild(p);
    if (row) {
      const b = document.createElement('button'); b.type = 'button'; b.className = 'btn btn-light'; b.textContent = word('drop');
      b.addEventListener('click', () => drop(row.id).then(show)); el.appendChild(b);
    }
    return el;
  }
  async function show() {
    const rows = await all();
    box.replaceChildren(...rows.map(r => r.refused
      ? card('over', word('refused') + ' · ' + r.label + ' · ' + r.refused, r)
      : card('', r.label + ' · ' + (r.signin ? word('signin') : word('kept')))));
  }

  function send(row, progress) {
    return new Promise(done => {
      const form = new FormData(), x = new XMLHttpRequest();
      row.fields.forEach(([k, v]) => { if (k !== 'csrfmiddlewaretoken') form.append(k, v); });
      if (row.blob) form.append('file', row.blob, row.name);
      x.open('POST', row.url); x.timeout = 60000;
      x.setRequestHeader('Accept', 'application/json'); x.setRequestHeader('X-CSRFToken', token());
      if (row.evidence) x.setRequestHeader('Idempotency-Key', row.key);
      if (progress) x.upload.onprogress = e => { if (e.lengthComputable) progress(e.loaded / e.total); };
      x.onload = () => { let a = {}; try { a = JSON.parse(x.responseText); } catch (_) { /* a page, not an answer */ } done({ status: x.status, message: a.message || '' }); };
      x.onerror = x.ontimeout = () => done({ status: 0, message: '' });
      x.send(form);
    });
  }

  let busy = false;
  async function flush() {
    if (busy) return { sent: 0 };
    busy = true;
    let sent = 0, fault = '';
    try {
      for (const row of await all()) {
        if (row.refused) continue;
        let bar = null;
        if (row.blob) { bar = document.createElement('progress'); bar.max = 1; bar.value = 0; box.appendChild(bar); }
        const a = await send(row, bar && (v => { bar.value = v; }));
        if (bar) bar.remove();
        if (a.status >= 200 && a.status < 300) { await drop(row.id); sent += 1; }
        else if (a.status === 401) { row.signin = true; await put(row); break; }
        else if (a.status === 0 || a.status >= 500) break;
        else if (a.status === 422 && row.fresh) { await drop(row.id); fault = a.message; }
        else { row.refused = a.message || String(a.status); await put(row); }
      }
    } finally { busy = false; }
    await show();
    return { sent, fault };
  }
  const leave = () => { location.href = location.pathname; };

  /* A step: kept, sent at once where there is a network; without one the next step comes up. */
  function place(form) {
    if (!form.hasAttribute('data-locate') || !navigator.geolocation) return Promise.resolve();
    return new Promise(done => {
      const end = setTimeout(done, 8000);
      box.replaceChildren(card('info', word('locating')));
      navigator.geolocation.getCurrentPosition(p => {
        form.elements.latitude.value = p.coords.latitude.toFixed(6);
        form.elements.longitude.value = p.coords.longitude.toFixed(6);
        form.elements.accuracy_m.value = Math.round(p.coords.accuracy);
        clearTimeout(end); done();
      }, () => { clearTimeout(end); done(); }, { enableHighAccuracy: true, timeout: 7000, maximumAge: 30000 });
    });
  }
  document.addEventListener('submit', async e => {
    const form = e.target;
    if (form.matches('[data-command]')) {
      e.preventDefault();
      const buttons = form.querySelectorAll('button'); buttons.forEach(b => { b.disabled = true; });
      await place(form);
      const fields = Array.from(new FormData(form).entries()).filter(([, v]) => typeof v === 'string');
      fields.push(['device_at', new Date().toISOString()]);
      const key = form.elements.key.value;
      if (!(await all()).some(r => r.key === key)) await put({ me, key, url: form.action, label: form.dataset.label, fields, fresh: true });
      const a = await flush();
      buttons.forEach(b => { b.disabled = false; });
      if (a.fault) { box.prepend(card('over', a.fault)); scrollTo(0, 0); return; }
      const left = (await all()).find(r => r.key === key);
      if (!left) { leave(); return; }
      left.fresh = false; await put(left);
      if (left.refused) { scrollTo(0, 0); return; }
      const holder = form.closest('.fstep') || form; holder.hidden = true;
      const next = holder.nextElementSibling; if (next && next.hidden) next.hidden = false;
    }
    if (form.matches('[data-sign-form]')) {
      e.preventDefault();
      const v = form.querySelector('input[type=hidden]').value; if (!v) return;
      await put({ me, key: uuid(), evidence: true, url: box.dataset.evidence, label: word('sign'), fields: [['subject_type', 'workorders.workorder'], ['subject_id', form.dataset.subject], ['signature', v]] });
      if ((await flush()).sent) leave();
    }
  });

  /* Photos: made smaller before they are kept. */
  async function smaller(file) {
    const img = await new Promise((done, fail) => {
      const i = new Image(); i.onload = () => done(i); i.onerror = fail; i.src = URL.createObjectURL(file);
    });
    const k = Math.min(1, TOO_LONG / Math.max(img.naturalWidth, img.naturalHeight));
    const c = document.createElement('canvas');
    c.width = Math.round(img.naturalWidth * k); c.height = Math.round(img.naturalHeight * k);
    c.getContext('2d').drawImage(img, 0, 0, c.width, c.height); URL.revokeObjectURL(img.src);
    return new Promise(done => c.toBlob(b => done(b || file), 'image/jpeg', 0.82));
  }
  document.addEventListener('change', async e => {
    const t = e.target;
    if (t.matches('[data-photo]') && t.files[0]) {
      const file = t.files[0], blob = await smaller(file).catch(() => file);
      await put({ me, key: uuid(), evidence: true, url: box.dataset.evidence, label: word('photo'), blob, name: (file.name || 'photo').replace(/\.\w+$/, '') + '.jpg', fields: [['subject_type', t.dataset.subjectType || 'workorders.workorder'], ['subject_id', t.dataset.subject], ['kind', 'photo'], ['note', t.dataset.note || ''], ['taken_at', new Date().toISOString()]] });
      t.value = '';
      if ((await flush()).sent) leave();
    }
    const list = t.closest('[data-checklist]');
    if (list) { keepTicks(list); }
  });

  /* Ticks stay on the device until the order is finished. */
  const ticks = list => Array.from(list.querySelectorAll('input'));
  function count(list) {
    const n = list.parentNode.querySelector('[data-ticked]');
    if (n) n.textContent = ticks(list).filter(i => i.checked).length + ' / ' + ticks(list).length;
  }
  function keepTicks(list) {
    localStorage.setItem('ticks-' + list.dataset.checklist, JSON.stringify(ticks(list).filter(i => i.checked).map(i => i.value)));
    count(list);
  }
  document.querySelectorAll('[data-checklist]').forEach(list => {
    let kept = [];
    try { kept = JSON.parse(localStorage.getItem('ticks-' + list.dataset.checklist) || '[]'); } catch (_) { /* nothing kept */ }
    ticks(list).forEach(i => { i.checked = i.checked || kept.includes(i.value); });
    count(list);
  });

  addEventListener('online', () => flush().then(a => { if (a.sent) leave(); }));
  setInterval(() => { if (navigator.onLine) flush(); }, 30000);
  show().then(() => navigator.onLine && flush());
  if ('serviceWorker' in navigator && window.isSecureContext) navigator.serviceWorker.register(box.dataset.worker, { scope: '/field/' }).catch(() => 0);
})();

{% load static %}/* Keeps the phone's pages and their looks for the time without a network. Network first. */
const SHELL = 'heqi-shell-1', PAGES = 'heqi-pages-1';
const FILES = ['{% static "heqi/app.css" %}', '{% static "heqi/app.js" %}', '{% static "workorders/field.css" %}', '{% static "workorders/field.js" %}'];
self.addEventListener('install', e => e.waitUntil(caches.open(SHELL).then(c => Promise.all(FILES.map(f => c.add(f).catch(() => 0)))).then(() => self.skipWaiting())));
self.addEventListener('activate', e => e.waitUntil(caches.keys().then(k => Promise.all(k.filter(n => n.startsWith('heqi-') && n !== SHELL && n !== PAGES).map(n => caches.delete(n)))).then(() => self.clients.claim())));
self.addEventListener('fetch', e => {
  const r = e.request, u = new URL(r.url);
  if (r.method !== 'GET' || u.origin !== location.origin) return;
  const isPage = r.mode === 'navigate' && u.pathname.startsWith('/field/');
  const isFile = u.pathname.startsWith('{% get_static_prefix %}');
  if (!isPage && !isFile) return;
  e.respondWith(fetch(r).then(a => {
    /* Signed out: nothing of the customers stays on the device. */
    if (isPage && (a.redirected || a.type === 'opaqueredirect' || a.status === 403)) caches.delete(PAGES);
    else if (a.ok) { const copy = a.clone(); caches.open(isPage ? PAGES : SHELL).then(c => c.put(r, copy)); }
    return a;
  }).catch(() => caches.match(r).then(a => a || (isPage ? caches.match('/field/') : undefined)).then(a => a || Response.error())));
});

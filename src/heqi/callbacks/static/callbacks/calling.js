/* One key per answer: the number picks the answer of the marked question, the mark goes on. */
(function () {
  'use strict';
  const form = document.querySelector('[data-script]');
  if (!form) return;
  const lines = Array.from(form.querySelectorAll('.script li'));
  let at = 0;
  function mark(n) {
    at = Math.max(0, Math.min(n, lines.length - 1));
    lines.forEach(function (line, i) { line.classList.toggle('now', i === at); });
  }
  function typing(el) {
    return el && (el.tagName === 'TEXTAREA' || el.tagName === 'SELECT' || (el.tagName === 'INPUT' && el.type !== 'radio'));
  }
  document.addEventListener('keydown', function (event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (!/^[1-9]$/.test(event.key)) return;
    const radios = lines[at].querySelectorAll('input[type=radio]');
    const picked = radios[Number(event.key) - 1];
    if (!picked) return;
    event.preventDefault();
    picked.checked = true;
    picked.dispatchEvent(new Event('change', { bubbles: true }));
  });
  form.addEventListener('change', function (event) {
    const line = event.target.closest('.script li');
    if (!line) return;
    mark(lines.indexOf(line) + 1);
    const field = lines[at].querySelector('input:not([type=radio])');
    if (field) field.focus();
  });
  mark(0);
})();

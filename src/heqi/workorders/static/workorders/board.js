/* Dragging an order onto a crew chooses both and submits the same form; without script the form serves. */
(function () {
  'use strict';
  const form = document.querySelector('[data-board]');
  if (!form) return;
  let order = '';
  form.addEventListener('dragstart', e => {
    const w = e.target.closest('[data-order]');
    if (w) { order = w.dataset.order; e.dataTransfer.setData('text/plain', order); e.dataTransfer.effectAllowed = 'move'; }
  });
  const crew = e => order && e.target.closest('[data-crew]');
  form.addEventListener('dragover', e => { const c = crew(e); if (c) { e.preventDefault(); c.classList.add('target'); } });
  form.addEventListener('dragleave', e => { const c = e.target.closest('[data-crew]'); if (c && !c.contains(e.relatedTarget)) c.classList.remove('target'); });
  form.addEventListener('drop', e => {
    const c = crew(e);
    if (!c) return;
    e.preventDefault();
    const radio = form.querySelector('[name=order][value="' + order + '"]');
    form.elements.assignee.value = c.dataset.crew;
    if (radio) { radio.checked = true; form.requestSubmit(); }
    order = '';
  });
})();

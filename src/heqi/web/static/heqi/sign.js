/* A signature drawn by finger, pen or mouse, kept as an image in the hidden field beside it. */
(function () {
  'use strict';
  function ready(root) {
    root.querySelectorAll('canvas[data-sign]:not([data-on])').forEach(c => {
      c.dataset.on = '1';
      const box = c.closest('.sign'), input = box.querySelector('input[type=hidden]'), g = c.getContext('2d');
      let draw = false;
      const fit = () => { c.width = c.clientWidth * 2; c.height = c.clientHeight * 2; g.scale(2, 2); g.lineWidth = 2.2; g.lineCap = 'round'; };
      const at = e => { const b = c.getBoundingClientRect(); return [e.clientX - b.left, e.clientY - b.top]; };
      fit();
      c.addEventListener('pointerdown', e => { draw = true; c.setPointerCapture(e.pointerId); g.beginPath(); g.moveTo(...at(e)); });
      c.addEventListener('pointermove', e => { if (draw) { g.lineTo(...at(e)); g.stroke(); } });
      c.addEventListener('pointerup', () => { draw = false; input.value = c.toDataURL('image/png'); });
      const clear = box.querySelector('[data-sign-clear]');
      if (clear) clear.addEventListener('click', () => { fit(); input.value = ''; });
    });
  }
  if (!window.cgSign) { window.cgSign = true; document.addEventListener('htmx:afterSwap', e => ready(e.detail.target || document)); }
  ready(document);
})();

/* The demonstration accounts of the sign-in page fill in the form. */
(function () {
  'use strict';
  const all = document.querySelectorAll('[data-demo]');
  all.forEach(b => b.addEventListener('click', () => {
    const name = document.getElementById('id_login'), word = document.getElementById('id_password');
    name.value = b.dataset.demo; word.value = b.dataset.password; word.focus();
    all.forEach(x => x.classList.toggle('on', x === b));
  }));
})();

const announcer = /** @type {HTMLElement} */ (document.getElementById('announcer'));

/**
 * Tells screen readers, politely, what has changed on the page.
 * @param {string} message
 */
export function announce(message) {
  announcer.textContent = '';
  requestAnimationFrame(() => {
    announcer.textContent = message;
  });
}

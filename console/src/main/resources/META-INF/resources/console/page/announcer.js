/**
 * Tells screen readers (politely) what has changed on the page.
 * @param {string} message
 */
export function announce(message) {
  const announcer = /** @type {HTMLElement} */ (document.getElementById('announcer'));
  announcer.textContent = '';
  requestAnimationFrame(() => {
    announcer.textContent = message;
  });
}

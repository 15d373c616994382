const KEY = 'logferry.theme';
const ORDER = /** @type {const} */ (['system', 'light', 'dark']);

/** @typedef {typeof ORDER[number]} Theme */

const root = document.documentElement;

/** @returns {Theme} */
export function currentTheme() {
  const theme = root.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** Switches to the next of system, light, dark, and stores it for the next visit. @returns {Theme} */
export function nextTheme() {
  const theme = ORDER[(ORDER.indexOf(currentTheme()) + 1) % ORDER.length];
  if (theme === 'system') {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked in this browser: the choice lasts until the page is closed.
  }
  root.dispatchEvent(new Event('themechange'));
  return theme;
}

/**
 * Runs an action each time the colours of the page change.
 * @param {() => void} action
 * @param {AbortSignal} signal
 */
export function onThemeChange(action, signal) {
  root.addEventListener('themechange', action, { signal });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', action, { signal });
}

import { element } from './dom.js';

/** @type {Record<string, 'good' | 'busy' | 'bad'>} any other status is shown as a warning */
const tones = {
  ACTIVE: 'good',
  SUCCESS: 'good',
  Completed: 'good',
  Running: 'busy',
  EXPORTING: 'busy',
  CREATING: 'busy',
  REBOOTING: 'busy',
  MODIFYING: 'busy',
  BUILD: 'busy',
  FAILED: 'bad',
  Failed: 'bad',
};

/** @param {string} status @returns {HTMLElement} the status as a word in a coloured pill; the colour is not needed to understand it */
export function statusPill(status) {
  return element('span', { class: `pill ${tones[status] ?? 'warn'}` }, sentenceCase(status));
}

/** @param {string} status */
function sentenceCase(status) {
  return status.charAt(0).toUpperCase() + status.slice(1).toLowerCase();
}

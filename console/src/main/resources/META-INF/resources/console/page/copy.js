import { announce } from './announcer.js';
import { element, replaceContent } from './dom.js';
import { icon } from './icons.js';

const SHOWN_MILLISECONDS = 2000;

/**
 * A button that copies a text.
 * @param {string} label for example "Copy SHA-256"
 * @param {() => string} text
 * @param {{ words?: boolean }} [options] words: whether to show the label, not only the icon
 * @returns {HTMLButtonElement}
 */
export function copyButton(label, text, { words = false } = {}) {
  const button = element('button', {
    type: 'button',
    class: words ? 'quiet' : 'quiet icon-only',
    'aria-label': words ? null : label,
    title: label,
    onclick: async () => {
      await copy(text());
      announce(`${label}: done`);
      replaceContent(button, icon('done'), words && 'Copied');
      setTimeout(show, SHOWN_MILLISECONDS);
    },
  });
  const show = () => replaceContent(button, icon('copy'), words && label);
  show();
  return button;
}

/** @param {string} text */
async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Over plain HTTP from another host there is no clipboard object; the older way still works.
  const field = element('textarea', { class: 'visually-hidden', 'aria-hidden': 'true', tabindex: -1 });
  field.value = text;
  document.body.append(field);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  field.select();
  document.execCommand('copy');
  field.remove();
  before?.focus();
}

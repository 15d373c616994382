import { copyButton } from './copy.js';
import { element } from './dom.js';
import { visible } from './visible.js';

/** The API reference's sentence for every 409. It does not say what is wrong, so it is omitted if other sentences do. */
const REFERENCE = 'Another operation is being performed on the DB instance or the DB instance is faulty.';

/**
 * Splits a message into sentences and commands. Each command is on a separate line; a sentence ends with a punctuation mark.
 * @param {string} message
 * @returns {(string | { commands: string })[]}
 */
export function adviceIn(message) {
  const lines = message.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const telling = lines.length > 1 ? lines.filter((line) => line !== REFERENCE) : lines;
  /** @type {(string | { commands: string })[]} */
  const parts = [];
  telling.forEach((line, index) => {
    const last = parts.at(-1);
    if (index === 0 || /[.:!?]$/.test(line)) {
      parts.push(line);
    } else if (last && typeof last !== 'string') {
      last.commands += `\n${line}`;
    } else {
      parts.push({ commands: line });
    }
  });
  return parts;
}

/**
 * A message as paragraphs, and its commands as blocks to copy.
 * @param {string} message
 * @returns {HTMLElement[]}
 */
export function advice(message) {
  return adviceIn(message).map((part) =>
    typeof part === 'string'
      ? element('p', {}, ...visible(part))
      : element(
          'div',
          { class: 'command' },
          element('pre', { tabindex: 0, 'aria-label': 'Commands' }, ...visible(part.commands)),
          copyButton('Copy the commands', () => part.commands),
        ),
  );
}

import { element } from '../page/dom.js';
import { formatCount } from '../page/format.js';
import { visible } from '../page/visible.js';

const LONGEST_OPEN_LINE = 240;

/** A longer message is shown in part until the user chooses to see all of it. */
const LONGEST_UNFOLDED = { characters: 4000, lines: 40 };

/** The service returns the first 16 KiB of a record and this sign. JSON escapes may use up most of the 16 KiB. */
const CUT = '…';
const SHORTEST_CUT = 2000;

/** @param {string} content @returns {boolean} whether the service cut the record */
export const isCut = (content) => content.length >= SHORTEST_CUT && content.endsWith(CUT);

/**
 * The text of a record. Several lines, or one very long line, are folded to the start.
 * @param {string} content
 * @param {string} text to highlight
 * @returns {HTMLElement}
 */
export function message(content, text) {
  const newline = content.indexOf('\n');
  const firstLine = newline < 0 ? content : content.slice(0, newline);
  if (newline < 0 && content.length <= LONGEST_OPEN_LINE) {
    return element('p', { class: 'message' }, isolated(content, text));
  }
  const head = firstLine.length > LONGEST_OPEN_LINE ? `${start(firstLine)}…` : firstLine;
  const lines = content.split('\n').length;
  const found = text !== '' && !includes(head, text) && includes(content, text);
  return element(
    'details',
    { class: 'message', open: found },
    element(
      'summary',
      {},
      element('span', { class: 'message-head' }, isolated(head, text)),
      element('span', { class: 'more' }, lines > 1 ? `+${formatCount(lines - 1)} ${lines === 2 ? 'line' : 'lines'}` : 'whole line'),
    ),
    ...whole(head === firstLine ? content.slice(newline + 1) : content, text, found),
    isCut(content) && element('p', { class: 'hint' }, 'The service cut this record at 16 KiB. The download has all of it.'),
  );
}

/**
 * @param {string} content
 * @param {string} text
 * @param {boolean} found whether the content has the text
 */
function whole(content, text, found) {
  const pre = element('pre', {}, isolated(content, text));
  const { characters, lines } = LONGEST_UNFOLDED;
  if (found || (content.length <= characters && content.split('\n').length <= lines)) {
    return [pre];
  }
  pre.classList.add('in-part');
  const button = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick: () => {
        pre.classList.remove('in-part');
        pre.setAttribute('tabindex', '-1');
        pre.focus({ preventScroll: true }); // the button with the focus disappears
        button.remove();
      },
    },
    'Show all',
  );
  return [pre, button];
}

/** @param {string} line @returns {string} the start, without half a character at the end */
const start = (line) => line.slice(0, LONGEST_OPEN_LINE).replace(/[\uD800-\uDBFF]$/, '');

/** @param {string} content @param {string} text */
const includes = (content, text) => content.toLowerCase().includes(text.toLowerCase());

/**
 * @param {string} content
 * @param {string} text
 * @returns {HTMLElement} the content with each occurrence of the text highlighted; it can't change the writing direction of the text around it
 */
function isolated(content, text) {
  if (text === '') {
    return element('bdi', { dir: 'ltr' }, ...visible(content));
  }
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const parts = content.split(new RegExp(`(${escaped})`, 'gi'));
  return element(
    'bdi',
    { dir: 'ltr' },
    ...parts.flatMap((part, index) => (index % 2 === 1 ? [element('mark', {}, ...visible(part))] : visible(part))),
  );
}

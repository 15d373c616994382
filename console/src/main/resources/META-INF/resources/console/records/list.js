import { element } from '../page/dom.js';
import { formatCount, formatTime } from '../page/format.js';
import { icon } from '../page/icons.js';
import { severityMark } from './severity.js';

const PAGE_SIZE = 50;
const LONGEST_OPEN_LINE = 240;

/**
 * @typedef {object} Options
 * @property {number} page from 1
 * @property {string} text is marked where it occurs
 * @property {boolean} severalNodes
 * @property {(page: number) => void} turn
 */

/**
 * One page of records, newest first.
 * @param {import('./load.js').ShownRecord[]} records
 * @param {Options} options
 * @returns {HTMLElement}
 */
export function recordList(records, options) {
  const pages = Math.max(1, Math.ceil(records.length / PAGE_SIZE));
  const page = Math.min(options.page, pages);
  const start = (page - 1) * PAGE_SIZE;
  const shown = records.slice(start, start + PAGE_SIZE);
  return element(
    'div',
    {},
    element(
      'ol',
      { class: options.severalNodes ? 'records several' : 'records', tabindex: -1, 'aria-label': 'Records, newest first, times in UTC' },
      ...shown.map((record) => item(record, options)),
    ),
    pages > 1 && pager(start, shown.length, records.length, page, pages, options.turn),
  );
}

/** @param {import('./load.js').ShownRecord} record @param {Options} options */
function item({ time, severity, node, content }, { text, severalNodes }) {
  return element(
    'li',
    { class: `record record-${severity.toLowerCase()}` },
    element(
      'div',
      { class: 'record-meta' },
      element('time', { datetime: new Date(time).toISOString(), title: 'UTC' }, formatTime(time)),
      severityMark(severity),
      severalNodes && element('span', { class: 'record-node' }, node),
    ),
    message(content.trimEnd(), text),
  );
}

/**
 * A record of several lines, or of one very long line, is folded to its beginning.
 * @param {string} content
 * @param {string} text
 */
function message(content, text) {
  const newline = content.indexOf('\n');
  const firstLine = newline < 0 ? content : content.slice(0, newline);
  if (newline < 0 && content.length <= LONGEST_OPEN_LINE) {
    return element('p', { class: 'message' }, ...marked(content, text));
  }
  const head = firstLine.length > LONGEST_OPEN_LINE ? `${firstLine.slice(0, LONGEST_OPEN_LINE)}…` : firstLine;
  const lines = content.split('\n').length;
  const found = text !== '' && !includes(head, text) && includes(content, text);
  return element(
    'details',
    { class: 'message', open: found },
    element(
      'summary',
      {},
      element('span', { class: 'message-head' }, ...marked(head, text)),
      element('span', { class: 'more' }, lines > 1 ? `+${formatCount(lines - 1)} ${lines === 2 ? 'line' : 'lines'}` : 'whole line'),
    ),
    element('pre', {}, ...marked(head === firstLine ? content.slice(newline + 1) : content, text)),
  );
}

/** @param {string} content @param {string} text */
const includes = (content, text) => content.toLowerCase().includes(text.toLowerCase());

/**
 * @param {string} content
 * @param {string} text
 * @returns {(string | HTMLElement)[]} the content, with each occurrence of the text marked
 */
function marked(content, text) {
  if (text === '') {
    return [content];
  }
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return content.split(new RegExp(`(${escaped})`, 'gi')).map((part, index) => (index % 2 === 1 ? element('mark', {}, part) : part));
}

/**
 * @param {number} start
 * @param {number} count
 * @param {number} all
 * @param {number} page
 * @param {number} pages
 * @param {(page: number) => void} turn
 */
function pager(start, count, all, page, pages, turn) {
  return element(
    'nav',
    { class: 'pager', 'aria-label': 'Pages of records' },
    element('button', { type: 'button', disabled: page === 1, onclick: () => turn(page - 1) }, icon('back'), 'Newer'),
    element('span', {}, `${formatCount(start + 1)}–${formatCount(start + count)} of ${formatCount(all)}`),
    element('button', { type: 'button', disabled: page === pages, onclick: () => turn(page + 1) }, 'Older', icon('forward')),
  );
}

import { element } from '../page/dom.js';
import { formatCount, formatTime } from '../page/format.js';
import { icon } from '../page/icons.js';
import { isolated } from '../page/visible.js';
import { message } from './message.js';
import { severityMark } from './severity.js';

const PAGE_SIZE = 50;

/**
 * @typedef {object} Options
 * @property {number} page from 1
 * @property {string} text to highlight
 * @property {boolean} severalNodes
 * @property {number} reach older records are incomplete
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
      ...shown.flatMap((record, index) => {
        const isFirstBefore = record.time < options.reach && (shown[index - 1]?.time ?? Infinity) >= options.reach;
        return isFirstBefore ? [gap(options.reach), item(record, options)] : [item(record, options)];
      }),
    ),
    pages > 1 && pager(start, shown.length, records.length, page, pages, options.turn),
  );
}

/** @param {number} reach */
function gap(reach) {
  return element('li', { class: 'gap' }, `Some records before ${formatTime(reach)} were not read. These were:`);
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
      severalNodes && element('span', { class: 'record-node' }, isolated(node)),
    ),
    message(content.trimEnd(), text),
  );
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
